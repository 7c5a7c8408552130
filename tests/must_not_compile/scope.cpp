// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
};
inline constexpr mz::table<"items", Item> items{};
inline constexpr mz::table<"others", Item> others{};
inline constexpr auto as_others = mz::alias<"others">(items);
inline constexpr auto shouted = mz::alias<"OTHERS">(items);
inline constexpr auto i2 = mz::alias<"i2">(items);

inline mz::sqlite::connection& db();

// case: aggregate_in_order_by
// error: mizzle: select(): column items.a stands beside an aggregate but is not in group_by()
void f() { (void)db().all(mz::select(items.a).from(items).order_by(mz::count())); }

// case: returning_an_aggregate
// error: mizzle: returning(): an aggregate cannot be used here, because each changed row comes back by itself
void f() { (void)db().all(mz::insert_into(items).values({.a = 1, .b = 2}).returning(mz::count())); }

// case: returning_an_aggregate_of_an_update
// error: mizzle: returning(): an aggregate cannot be used here
void f() { (void)db().all(mz::update(items).set(items.a = 1).all_rows().returning((mz::max(items.a) + 1).as<"n">())); }

// case: returning_excluded
// error: mizzle: returning(): excluded items.a can only stand in do_update() and its where()
void f() {
  (void)db().all(
      mz::insert_into(items).values({.a = 1, .b = 2}).on_conflict(items.id).do_update(items.a = 1).returning(mz::excluded(items.a)));
}

// case: excluded_in_a_subquery_of_returning
// error: mizzle: where(): excluded items.a can only stand in do_update()
void f() {
  (void)db().all(mz::insert_into(items)
                     .values({.a = 1, .b = 2})
                     .on_conflict(items.id)
                     .do_update(items.a = 1)
                     .returning(mz::select(mz::count()).from(others).where(others.a == mz::excluded(items.a))));
}

// case: order_of_a_compound_by_what_it_does_not_yield
// error: mizzle: order_by(): column items.b is not what a select of the union yields, as bound values never are; select it, or order by position
void f() { (void)db().all(mz::select(items.a).from(items).union_(mz::select(others.a).from(others)).order_by(items.b)); }

// case: order_of_a_compound_by_an_expression_of_what_it_yields
// error: mizzle: order_by(): an expression is not what a select of the union yields
void f() {
  (void)db().all(mz::select(items.a).from(items).union_(mz::select(others.a).from(others)).order_by(items.a, mz::desc(mz::abs(items.a))));
}

// case: order_of_a_compound_by_an_aggregate
// error: mizzle: order_by(): an expression is not what a select of the union yields
void f() { (void)db().all(mz::select(items.a).from(items).union_(mz::select(others.a).from(others)).order_by(mz::count())); }

// case: order_of_a_compound_by_bound_values
// error: as bound values never are
void f() { (void)db().all(mz::select(items.a + 1).from(items).union_(mz::select(others.a).from(others)).order_by(items.a + 1)); }

// case: an_alias_like_a_table
// error: mizzle: from(): table others stands twice in the statement; give one of the two another name with mz::alias
void f() { (void)db().all(mz::select(others.a).from(others).inner_join(as_others, as_others.id == others.id)); }

// case: an_alias_like_a_table_in_large_letters
// error: mizzle: from(): table OTHERS stands twice in the statement
void f() { (void)db().all(mz::select(others.a).from(others, shouted)); }

// case: a_table_in_a_subquery_and_around_it
// error: mizzle: from(): table items stands in a subquery and in the statement around it, so that its columns would always be those of the subquery
void f() { (void)db().all(mz::select(items.a).from(items).where(mz::exists(mz::select(items.id).from(items).where(items.b == items.a)))); }

// case: an_alias_in_a_subquery_and_around_it
// error: mizzle: from(): table others stands in a subquery and in the statement around it
void f() { (void)db().all(mz::select(as_others.a).from(as_others).where(as_others.id.in(mz::select(others.a).from(others)))); }

// case: a_table_two_subqueries_deep
// error: mizzle: from(): table items stands in a subquery and in the statement around it
void f() {
  (void)db().all(
      mz::select(items.a).from(items).where(items.id.in(mz::select(i2.a).from(i2).where(i2.id.in(mz::select(items.a).from(items))))));
}

// case: the_target_of_an_update_in_a_subquery
// error: mizzle: from(): table items stands in a subquery and in the statement around it
void f() { db().run(mz::update(items).set(items.a = mz::coalesce(mz::select(mz::max(items.a)).from(items), 0)).all_rows()); }

// case: the_target_of_a_delete_in_a_subquery
// error: give one of the two another name with mz::alias
void f() { db().run(mz::delete_from(items).where(items.id.in(mz::select(items.id).from(items).where(items.a == 1)))); }

// case: the_target_of_an_insert_in_a_subquery_of_its_conflict
// error: mizzle: from(): table items stands in a subquery and in the statement around it
void f() {
  db().run(mz::insert_into(items)
               .values({.a = 1, .b = 2})
               .on_conflict(items.id)
               .do_update(items.a = mz::coalesce(mz::select(mz::max(items.a)).from(items), 0)));
}
