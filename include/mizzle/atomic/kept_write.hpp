// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/atomic/any_result.hpp>
#include <mizzle/atomic/text_write.hpp>
#include <mizzle/atomic/write.hpp>
#include <mizzle/wire/kept_road.hpp>

namespace mizzle::detail {

namespace run_list {
/// A statement's values behind the interface that hides their types.
template <class V>
class values_of final : public bound_values {
 public:
  explicit values_of(const V& values) noexcept : values_{&values} {}
  void put_into(value_sink& to) const override { visit(to, *values_); }
  [[nodiscard]] shape how(row_window rows) const override { return shape_of(*values_, rows); }

 private:
  const V* values_;
};

template <class V, class Result>
void run_values(kept_road& on, statement_site& site, const V& values, const guard& required, progress& done, Result& result) {
  const values_of<V> erased{values};
  std::int64_t changed = 0;
  const auto run = [&](row_window window) {
    const run_result one = on.run(site, erased, window, result.rows);
    changed += one.changes;
    if (one.last_insert_rowid != 0) result.last_insert_rowid = one.last_insert_rowid;
  };
  try {
    if constexpr (inserts_range<V>) {
      each_window(*find_rows(values), {on.max_parameters(), count_other_values(values), true}, run);
    } else {
      run({});
    }
    demand(required, changed, done.at.step);
  } catch (error::base& e) {
    on.tell(e, site, is_nothing(values) ? shape{} : shape_of(values, {}));
    throw;
  }
  result.changes += changed;
}

/// Runs a text, which is kept among the latest.
template <class Values, class Result>
void run_text(kept_road& on, std::string_view sql, const Values& values, const guard& required, progress& done, Result& result) {
  auto reply = on.run(sql, values);
  try {
    demand(required, reply.changes, done.at.step);
  } catch (error::base& e) {
    e.set_sql(sql);
    throw;
  }
  result.changes += reply.changes;
  if (reply.last_insert_rowid != 0) result.last_insert_rowid = reply.last_insert_rowid;
  for (auto& row : reply.rows) result.rows.push_back(std::move(row));
}

// run_kept(road, write, done, result) runs a write of a list on a handle that keeps statements.

template <Statement S, class Result, class Values = value_collector<dialect_id::sqlite>>
void run_kept(kept_road& on, const S& s, progress& done, Result& result) {
  if constexpr (made_at_run_time<decltype(s.values)>) {
    Values values;
    visit(values, s.values);
    run_text(on, render_made(S::text, dialect_id::sqlite, s.values), values.result, s.required, done, result);
  } else {
    run_values(on, site_of<S>, s.values, s.required, done, result);
  }
}
template <class S, class Result>
void run_kept(kept_road& on, const when_step<S>& s, progress& done, Result& result) {
  if (s.on) run_kept(on, s.statement, done, result);
}
template <class S, class Result>
void run_kept(kept_road& on, const each_step<S>& s, progress& done, Result& result) {
  for (std::size_t i = 0; i != s.statements.size(); ++i) {
    done.at.element = i;
    run_kept(on, s.statements[i], done, result);
  }
}
template <class Value, class Result>
void run_kept(kept_road& on, const text_write<Value>& s, progress& done, Result& result) {
  run_text(on, s.sql, s.values, s.required, done, result);
}

}  // namespace run_list

}  // namespace mizzle::detail
