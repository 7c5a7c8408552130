// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <utility>
#include <vector>

#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/write_behind/entity.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>

namespace mizzle::detail::write_behind {

/// The rows of a statement, without a transaction where the handle can do that.
template <class H, class S>
rows<row_t<S>> rows_on(H& h, const S& s) {
  if constexpr (requires {
                  { h.all(s) } -> std::same_as<rows<row_t<S>>>;
                }) {
    return h.all(s);
  } else {
    return std::move(mizzle::detail::get<0>(run_atomic(h, atomic(s))));
  }
}

/// Loads the entities of a table through a handle, at once.
template <class R, auto Table>
struct sql_source {
  using id_type = typename entity<Table>::id_type;
  using reply_type = load_reply<id_type, row_of<Table>>;
  R* reader;
  load_meter* meter;

  void load(const std::vector<id_type>& ids, const reply_type& reply) { reply(ask(entity<Table>::by_ids(ids))); }
  void load_where(const auto& predicate, const reply_type& reply) { reply(ask(select(Table).where(condition_of(predicate)))); }

 private:
  template <class S>
  answer<std::vector<std::pair<id_type, row_of<Table>>>> ask(const S& s) {
    try {
      std::vector<std::pair<id_type, row_of<Table>>> all;
      for (const auto& r : meter->measure([&] { return rows_on(*reader, s); })) all.emplace_back(entity<Table>::id_of(r), r);
      return all;
    } catch (...) {
      return std::current_exception();
    }
  }
};

}  // namespace mizzle::detail::write_behind
