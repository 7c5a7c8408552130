// SPDX-License-Identifier: MIT
// Section 8 of the query language: set operations.
#include "parity/support.hpp"

using namespace parity;

namespace {

constexpr auto u2 = mz::alias<"u2">(users);
const auto names = mz::select(users.name).from(users);
const auto titles = mz::select(posts.title).from(posts);

}  // namespace

// Union, union all, intersect and except, as members and as functions of two or more: `a.union_(b)`, `mz::union_all(a, b, c)`.
TEST(parity_8_set_operations, all_kinds_in_both_forms) {
  database db;
  EXPECT_AS_PLAIN(db, names.union_(titles).order_by(users.name), "select name from users union select title from posts order by 1");
  EXPECT_AS_PLAIN(db, mz::union_all(names, titles).order_by(users.name),
                  "select name from users union all select title from posts order by 1");
  EXPECT_AS_PLAIN(db, names.intersect(titles), "select 'Ann'");
  EXPECT_AS_PLAIN(db, mz::except(names, titles).order_by(users.name), "select name from users except select title from posts order by 1");
  EXPECT_EQ(db.all(mz::union_all(names, titles, names, titles)).size(), 16U);
  EXPECT_EQ(db.all(mz::union_(names, titles, names)).size(), 7U);
}

// Operands have the same columns in the same order and of like types; a field is optional if it can be NULL on either side of a union.
// Rejected: statements.set_operands_of_different_arity, statements.set_operands_of_different_types, writes.operands_of_a_union_in_another_order.
TEST(parity_8_set_operations, types_are_checked) {
  const auto s = mz::select(users.id).from(users).union_(mz::select(users.age).from(users));
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(s)>>, std::optional<std::int64_t>>);
  const auto t = mz::select(users.id).from(users).except(mz::select(users.age).from(users));
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(t)>>, std::int64_t>);
}

// An order, a limit and an offset of the whole, and of any operand.
TEST(parity_8_set_operations, order_and_limit) {
  database db;
  EXPECT_AS_PLAIN(db, names.union_(titles).order_by(mz::desc(users.name)).limit(2).offset(1),
                  "select name from users union select title from posts order by 1 desc limit 2 offset 1");
  const auto newest = mz::select(posts.title).from(posts).order_by(mz::desc(posts.id)).limit(1);
  EXPECT_AS_PLAIN(db, names.union_all(newest).order_by(users.name),
                  "select name from users union all select * from (select title from posts order by id desc limit 1) order by 1");
  EXPECT_AS_PLAIN(db, newest.union_all(names).order_by(posts.title).limit(3),
                  "select * from (select title from posts order by id desc limit 1) union all select name from users order by 1 limit 3");
}

// Nested ones are values: `mz::except(a, mz::union_all(b, c))`.
TEST(parity_8_set_operations, nested) {
  database db;
  const auto some = mz::select(u2.name).from(u2).where(u2.id == 2);
  EXPECT_AS_PLAIN(
      db, mz::except(names, mz::union_all(titles, some)).order_by(users.name),
      "select name from users except select * from (select title from posts union all select name from users where id = 2) order by 1");
  EXPECT_EQ(db.all(mz::except(names, mz::union_all(titles, some))).size(), 2U);
}

// As a subquery, a common table expression, a list of in() and a source of rows to insert: `compound.as<"q">()`.
TEST(parity_8_set_operations, as_a_subquery) {
  database db;
  const auto both = names.union_(titles);
  const auto q = both.as<"q">();
  EXPECT_AS_PLAIN(db, mz::select(q[users.name]).from(q).where(q[users.name] < "B").order_by(q[users.name]), "select 'Ann'");
  const auto c = mz::cte<"c">(both);
  EXPECT_EQ(db.all(mz::with(c).select(mz::count()).from(c)).size(), 1U);
  EXPECT_EQ(db.all(mz::select(cities.id).from(cities).where(cities.name.in(both))).size(), 0U);
  EXPECT_EQ(db.run(mz::insert_into(cities).columns(cities.name).from(both)).changes, 7);
}

// A nested operation is done first, and not flattened into another one.
TEST(parity_8_trouble, a_nested_operation_is_not_flattened) {
  database db;
  const auto one = mz::select(mz::val(1).as<"n">());
  const auto s = mz::except(one, mz::union_all(mz::select(mz::val(2).as<"n">()), mz::select(mz::val(1).as<"n">())));
  EXPECT_EQ(db.all(s).size(), 0U);  // flattened it would be (1 except 2) union all 1
}

// An operand with an order and a limit of its own is no syntax error.
TEST(parity_8_trouble, an_operand_with_its_own_limit) {
  database db;
  const auto s = names.union_all(mz::select(posts.title).from(posts).order_by(posts.id).limit(2))
                     .union_all(mz::select(cities.name).from(cities).order_by(cities.id).limit(1));
  EXPECT_EQ(db.all(s).size(), 7U);
}

// A field is read as the type that holds what all operands yield, and not as the first one's; a bool beside a number does not compile.
// Rejected: parity.bool_beside_a_number_in_a_union.
TEST(parity_8_trouble, a_field_is_read_as_what_holds_all_of_them) {
  database db;
  const auto s =
      mz::select(mz::val(std::int8_t{1}).as<"x">()).union_all(mz::select(posts.id * 5'000'000'000).from(posts).where(posts.id == 4));
  const auto rows = db.all(s);
  EXPECT_EQ(rows[0]["x"_col], 1);
  EXPECT_EQ(rows[1]["x"_col], 20'000'000'000);
}
