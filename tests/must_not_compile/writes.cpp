// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Job {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "queue", std::string> queue{};
  mz::column<As, "state", std::string> state{};
  mz::column<As, "code", std::int64_t, mz::unique> code{};
  mz::column<As, "serial", std::int64_t, mz::unique, mz::default_fn<[] { return 1; }>> serial{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"jobs_open">(t.queue).where(t.state == "open"),
                           mz::unique_index<"jobs_held">(t.queue).where(t.state == "held"), mz::unique_on(t.id, t.queue));
  }
};
inline constexpr mz::table<"jobs", Job> jobs{};

template <class As>
struct Pair {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  mz::column<As, "c", std::int64_t> c{};
};
inline constexpr mz::table<"pairs", Pair> pairs{};
template <class As>
struct Source {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
};
inline constexpr mz::table<"sources", Source> sources{};

auto job() { return mz::insert_into(jobs).values({.queue = "q", .state = "open", .code = 1}); }

// case: several_partial_indexes_without_where
// error: mizzle: on_conflict(): table jobs has several partial unique indexes over column queue; write .where()
auto f() { return job().on_conflict(jobs.queue).do_nothing(); }

// case: several_partial_indexes_without_where_before_an_update
// error: mizzle: on_conflict(): table jobs has several partial unique indexes over column queue; write .where()
auto f() { return job().on_conflict(jobs.queue).do_update(jobs.code = 2); }

// case: condition_of_no_index
// error: mizzle: on_conflict().where(): this is not the condition of the unique index over these columns
auto f() { return job().on_conflict(jobs.queue).where(jobs.state != "open").do_nothing(); }

// case: condition_of_a_full_key
// error: mizzle: on_conflict().where(): the key over column code of table jobs has no condition; leave where() out
auto f() { return job().on_conflict(jobs.code).where(jobs.state == "open").do_nothing(); }

// case: condition_without_columns
// error: mizzle: on_conflict().where(): it stands once, behind the columns of a partial unique index
auto f() { return job().on_conflict().where(jobs.state == "open").do_nothing(); }

// case: row_id_among_the_columns_of_a_conflict
// error: mizzle: on_conflict(): one of the columns is the row id of jobs
auto f() { return job().on_conflict(jobs.queue, jobs.id).do_nothing(); }

// case: fields_in_another_order_than_columns
// error: mizzle: from(): the field b of the select stands at the place of column pairs.a
auto f() {
  return mz::insert_into(pairs).columns(pairs.a, pairs.b, pairs.c).from(mz::select(sources.b, sources.a, mz::val(1)).from(sources));
}

// case: named_fields_in_another_order_than_columns
// error: mizzle: from(): the field b of the select stands at the place of column pairs.a
auto f() {
  return mz::insert_into(pairs)
      .columns(pairs.a, pairs.b, pairs.c)
      .from(mz::select(mz::val(1).as<"b">(), mz::val(1).as<"c">(), mz::val(1).as<"a">()));
}

// case: operands_of_a_union_in_another_order
// error: mizzle: union: the field b of the right select stands at the place of a of the left one
auto f() { return mz::select(pairs.a, pairs.b).from(pairs).union_(mz::select(pairs.b, pairs.a).from(pairs)); }

// case: operands_of_except_in_another_order
// error: mizzle: union: the field a of the right select stands at the place of b of the left one
auto f() { return mz::except(mz::select(pairs.c, pairs.b, pairs.a).from(pairs), mz::select(pairs.c, pairs.a, pairs.b).from(pairs)); }

// case: one_value_for_a_key_of_all_rows_of_a_select
// error: mizzle: from(): column jobs.serial is unique, and its function would give one value to all rows of the select
auto f() {
  return mz::insert_into(jobs).columns(jobs.queue, jobs.state, jobs.code).from(mz::select(mz::val("q"), mz::val("s"), mz::val(1)));
}

// case: missing_value_in_the_second_of_a_few_rows
// flags: -O0
// error: mizzle: new_row: a column has no default and no value
auto f() { return mz::insert_into(sources).values({.a = 1, .b = 2}, {.a = 1}); }

// case: column_of_another_table_in_a_conflict
// error: mizzle: on_conflict(): column pairs.a is not a column of jobs
auto f() { return job().on_conflict(pairs.a).do_nothing(); }

// case: column_twice_in_a_conflict
// error: mizzle: on_conflict(): column jobs.code stands twice
auto f() { return job().on_conflict(jobs.code, jobs.code).do_nothing(); }
