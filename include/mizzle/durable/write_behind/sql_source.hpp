// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <utility>
#include <vector>

#include <mizzle/durable/rows_on.hpp>
#include <mizzle/durable/write_behind/entity.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>

namespace mizzle::detail::write_behind {

/// Loads the entities of a table through a handle, at once.
template <class R, auto Table>
struct sql_source {
  using id_type = typename entity<Table>::id_type;
  using reply_type = load_reply<id_type, row_of<Table>>;
  R* reader;
  load_meter* meter;

  void load(const std::vector<id_type>& ids, const reply_type& reply) {
    std::vector<id_type> list, others;
    for (const id_type& id : ids) (fits_in(id) ? list : others).push_back(id);
    reply(answered([&](rows_type& all) {
      if (!list.empty()) ask(all, entity<Table>::by_ids(std::move(list)));
      for (const id_type& id : others) ask(all, entity<Table>::by_id(id));
    }));
  }
  void load_where(const auto& predicate, const reply_type& reply) {
    reply(answered([&](rows_type& all) { ask(all, select(Table).where(condition_of(predicate))); }));
  }
  /// A value that cannot stand in a list is asked for alone.
  template <class F>
  void load_where(const any_of<F>& p, const reply_type& reply) {
    any_of<F> list;
    std::vector<value_of<F>> others;
    for (const auto& v : p.values) (fits_in(v) ? list.values : others).push_back(v);
    reply(answered([&](rows_type& all) {
      if (!list.values.empty()) ask(all, select(Table).where(condition_of(list)));
      for (const auto& v : others) ask(all, select(Table).where(condition_of(equal<F>{v})));
    }));
  }

 private:
  using rows_type = std::vector<std::pair<id_type, row_of<Table>>>;

  template <class F>
  static answer<rows_type> answered(F&& f) {
    try {
      rows_type all;
      f(all);
      return all;
    } catch (...) {
      return std::current_exception();
    }
  }
  template <class S>
  void ask(rows_type& all, const S& s) {
    for (const auto& r : meter->measure([&] { return rows_on(*reader, s); })) all.emplace_back(entity<Table>::id_of(r), r);
  }
};

}  // namespace mizzle::detail::write_behind
