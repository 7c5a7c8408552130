// SPDX-License-Identifier: MIT
// What the query language rejects and no other file here has (docs/query-language.md).
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "verified", bool> verified{};
};
inline constexpr mz::table<"users", User> users{};

template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "owner_id", std::int64_t> owner_id{};
};
inline constexpr mz::table<"posts", Post> posts{};
inline constexpr auto p2 = mz::alias<"p2">(posts);

inline mz::sqlite::connection& db();

// case: bool_beside_a_number_in_a_union
// error: mizzle: union: column 1 is of type bool on the left and of type integer on the right; select like types, or use mz::cast<T>()
void f() { (void)db().all(mz::select(users.verified).from(users).union_(mz::select(users.id).from(users))); }

// case: the_table_of_an_update_in_a_join
// error: mizzle: join: table users, which is updated, cannot be named where several sources are joined; write the condition in where()
void f() {
  (void)db().run(
      mz::update(users).set(users.name = "x").from(posts).inner_join(p2, p2.owner_id == users.id).where(posts.owner_id == users.id));
}

// case: the_table_of_an_update_in_a_subquery_of_a_join
// error: mizzle: where(): column users.id needs table users, which is not in from() or a join; add it
void f() {
  constexpr auto p3 = mz::alias<"p3">(posts);
  const auto own = mz::select(p3.id).from(p3).where(p3.owner_id == users.id);
  (void)db().run(mz::update(users).set(users.name = "x").from(posts).inner_join(p2, mz::exists(own)).where(posts.owner_id == users.id));
}

// case: parameter_of_another_type_in_set
// error: mizzle: set(): column users.name of type text is given a value of type integer; give a value of the column's own type, or use mz::cast<T>()
void f() { (void)db().prepare(mz::update(users).set(users.name = mz::param<"name", std::int64_t>()).all_rows()); }

// case: delete_through_an_alias
// error: mizzle: delete_from(): an alias names a table that is read; name the table itself, and give its alias to subqueries
void f() { (void)db().run(mz::delete_from(p2).where(p2.id == 1)); }

// case: update_through_an_alias
// error: mizzle: update(): an alias names a table that is read; name the table itself, and give its alias to subqueries
void f() { (void)db().run(mz::update(p2).set(p2.owner_id = 1).where(p2.id == 1)); }

// case: insert_through_an_alias
// error: mizzle: insert_into(): an alias names a table that is read; name the table itself, and give its alias to subqueries
void f() { (void)db().run(mz::insert_into(p2).set(p2.owner_id = 1)); }

// case: two_strong_types
// error: mizzle: comparison: column orders.id of type order_id and a value of type account_id are unlike; compare values of one type, or use mz::cast<T>()
struct account_id {
  std::int64_t value;
};
struct order_id {
  std::int64_t value;
};
template <>
struct mizzle::codec<account_id> : mizzle::strong<account_id, &account_id::value> {};
template <>
struct mizzle::codec<order_id> : mizzle::strong<order_id, &order_id::value> {};
template <class As>
struct Order {
  mz::column<As, "id", order_id, mz::primary_key> id{};
  mz::column<As, "account", account_id> account{};
};
inline constexpr mz::table<"orders", Order> orders{};
void f() { (void)db().all(mz::select(orders).where(orders.id == account_id{7})); }

// case: foreign_key_of_another_number_of_columns
// lines: 27
// error: mizzle: foreign_key(): it needs as many columns as it references; name one for each
template <class As>
struct Seat {
  mz::column<As, "hall", std::int64_t> hall{};
  mz::column<As, "number", std::int64_t> number{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::foreign_key(t.hall, t.number).references(users.id)); }
};
inline constexpr mz::table<"seats", Seat> seats{};
void f() { db().create_tables(seats); }

// case: two_checks_of_one_name
// error: mizzle: table seats: two of its constraints or indexes are called positive, so that the second would not be made; give one of them another name
template <class As>
struct Seat {
  mz::column<As, "hall", std::int64_t> hall{};
  mz::column<As, "number", std::int64_t> number{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::check<"positive">(t.hall > 0), mz::check<"positive">(t.number > 0));
  }
};
inline constexpr mz::table<"seats", Seat> seats{};
void f() { db().create_tables(seats); }

// case: sql_of_fewer_arguments_than_places
// error: mizzle: sql<>(): the text needs one argument for each ?
void f() { (void)db().all(mz::select(mz::sql<"? + ?", std::int64_t>(users.id)).from(users)); }

// case: one_parameter_of_two_types
// error: mizzle: the parameter x of type text is given a value of type integer; give one of its own type
void f() {
  const auto s =
      mz::select(users.id).from(users).where(users.id == mz::param<"x", std::int64_t>() && users.name == mz::param<"x", std::string>());
  (void)db().prepare(s)(1);
}

// case: order_in_a_condition
// error: mizzle: where(): a C++ value of type
void f() { (void)db().all(mz::select(users.id).from(users).where(mz::desc(users.id))); }

// case: order_in_a_select
// error: mizzle: select(): a field must be a column, an expression, a table or a select of one column; wrap a plain value in mz::val()
void f() { (void)db().all(mz::select(mz::desc(users.id)).from(users)); }

// case: having_of_a_column_that_is_not_grouped
// error: mizzle: having(): column users.name stands beside an aggregate but is not in group_by(); add it there, or aggregate it
void f() { (void)db().all(mz::select(mz::count()).from(users).group_by(users.verified).having(users.name == "x")); }

// case: intersect_of_another_arity
// error: mizzle: union: the two selects have different numbers of columns; select the same number on both sides
void f() { (void)db().all(mz::intersect(mz::select(users.id).from(users), mz::select(posts.id, posts.owner_id).from(posts))); }
