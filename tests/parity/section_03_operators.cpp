// SPDX-License-Identifier: MIT
// Section 3 of the query language: filters and operators.
#include <mizzle/sqlite/user_function.hpp>

#include "parity/support.hpp"

using namespace parity;

namespace {

/// The ids of the users for which a condition is true.
std::string found(database& db, const auto& condition) {
  std::string result;
  for (const auto& row : db.all(mz::select(users.id).from(users).where(condition).order_by(users.id))) result += parity::text(row);
  return result;
}

}  // namespace

// Comparisons of columns, expressions, values, parameters and selects: `==`, `!=`, `>`, `>=`, `<`, `<=`.
// Rejected: statements.comparing_unlike_types, statements.comparing_with_nullopt, statements.comparing_with_an_optional.
TEST(parity_3_operators, comparisons) {
  database db;
  EXPECT_EQ(found(db, users.age == 31), "1");
  EXPECT_EQ(found(db, users.age != 31), "24");
  EXPECT_EQ(found(db, users.age > 31), "4");
  EXPECT_EQ(found(db, users.age >= 31), "14");
  EXPECT_EQ(found(db, users.age < 31), "2");
  EXPECT_EQ(found(db, users.age <= 31), "12");
  EXPECT_EQ(found(db, 31 <= users.age), "14");
  EXPECT_EQ(found(db, users.city_id == users.id), "1");
  EXPECT_EQ(found(db, users.id == mz::select(mz::max(posts.owner_id)).from(posts)), "3");
  auto older = db.prepare(mz::select(users.id).from(users).where(users.age > mz::param<"age", std::int64_t>()));
  EXPECT_EQ(older(30).size(), 2U);
}

// NULL or not: `users.age.is_null()`, `users.age.is_not_null()`.
TEST(parity_3_operators, is_null) {
  database db;
  EXPECT_EQ(found(db, users.age.is_null()), "3");
  EXPECT_EQ(found(db, users.age.is_not_null()), "124");
}

// One of several values, of a range or of a select; no value is none of them: `users.id.in(1, 2)`, `users.id.in(range)`, `users.id.not_in(select)`.
TEST(parity_3_operators, in_and_not_in) {
  database db;
  EXPECT_EQ(found(db, users.id.in(1, 3)), "13");
  EXPECT_EQ(found(db, users.id.not_in(1, 3)), "24");
  const auto some = [](std::vector<std::int64_t> ids) { return users.id.in(ids); };
  EXPECT_EQ(found(db, some({4, 2, 9})), "24");
  EXPECT_EQ(found(db, some({})), "");
  EXPECT_EQ(found(db, users.id.not_in(std::vector<std::int64_t>{})), "1234");
  EXPECT_EQ(found(db, users.id.in(mz::select(posts.owner_id).from(posts))), "123");
  EXPECT_EQ(found(db, users.id.not_in(mz::select(posts.owner_id).from(posts))), "4");
  const int kept = support::kept_statements(db);
  EXPECT_EQ(found(db, some({1, 2, 3, 4, 5, 6, 7})), "1234");
  EXPECT_EQ(support::kept_statements(db), kept);  // one text for every length
}

// Whether a select yields a row: `mz::exists(select)`, `mz::not_exists(select)`.
// Rejected: statements.column_out_of_scope_in_a_correlated_subquery.
TEST(parity_3_operators, exists) {
  database db;
  const auto own = mz::select(posts.id).from(posts).where(posts.owner_id == users.id);
  const auto unliked = mz::select(posts.id).from(posts).where(posts.owner_id == users.id && posts.likes == 0);
  EXPECT_EQ(found(db, mz::exists(own)), "123");
  EXPECT_EQ(found(db, mz::not_exists(own)), "4");
  EXPECT_EQ(found(db, !mz::exists(unliked)), "134");
}

// Between two values, both included: `users.age.between(25, 31)`.
TEST(parity_3_operators, between) {
  database db;
  EXPECT_EQ(found(db, users.age.between(25, 31)), "12");
  EXPECT_EQ(found(db, users.age.not_between(25, 31)), "4");
  EXPECT_EQ(found(db, mz::val(3).between(users.id, users.id + 1)), "23");
}

// Patterns, with and without an escape character, and texts that have no wildcards: `users.name.like("%a%").escape('!')`, `users.name.contains("50%")`, `glob`, `starts_with`, `ends_with`.
TEST(parity_3_operators, like) {
  database db;
  EXPECT_EQ(found(db, users.name.like("%o%")), "24");
  EXPECT_EQ(found(db, users.name.not_like("%o%")), "13");
  EXPECT_EQ(found(db, users.name.glob("?o*")), "24");
  db.run(mz::update(users).set(users.name = "50%").where(users.id == 1));
  EXPECT_EQ(found(db, users.name.like("%!%").escape('!')), "1");
  EXPECT_EQ(found(db, users.name.contains("0%")), "1");
  EXPECT_EQ(found(db, users.name.starts_with("D") || users.name.ends_with("b")), "24");
}

// And, or, not, with the parentheses that C++ has: `(a || b) && !c`.
TEST(parity_3_operators, logic) {
  database db;
  const auto s = mz::select(users.id).from(users).where((users.id == 1 || users.id == 2) && !(users.age == 25));
  static_assert(mz::sql_of<decltype(s)> ==
                R"(select "users"."id" from "users" where ("users"."id" = ? or "users"."id" = ?) and not "users"."age" = ?)");
  EXPECT_EQ(found(db, (users.id == 1 || users.id == 2) && !(users.age == 25)), "1");
  EXPECT_EQ(found(db, users.id == 1 || (users.id == 2 && users.age == 25)), "12");
}

// Parts of a condition that are left out at run time: `mz::when(on, condition)`; without any of them all rows are meant.
// Rejected: mistakes.when_of_a_column, statements.where_that_could_vanish.
TEST(parity_3_operators, optional_parts) {
  database db;
  const auto search = [](std::optional<std::int64_t> age, std::optional<std::string> name) {
    return mz::when(age.has_value(), users.age >= age.value_or(0)) && mz::when(name.has_value(), users.name == name.value_or(""));
  };
  EXPECT_EQ(found(db, search({}, {})), "1234");
  EXPECT_EQ(found(db, search(30, {})), "14");
  EXPECT_EQ(found(db, search({}, "Bob")), "2");
  EXPECT_EQ(found(db, search(30, "Bob")), "");
}

// The direction of an order is a term of its own, which stands in an order only: `mz::asc(x)`, `mz::desc(x)`.
// Rejected: parity.order_in_a_condition, parity.order_in_a_select.
TEST(parity_3_operators, asc_and_desc) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select(users.id).from(users).order_by(mz::desc(users.city_id), mz::asc(users.name)),
                  "select id from users order by city_id desc, name asc");
}

// Texts one behind another, parts of them, and the row id: `mz::concat(a, b)`, `mz::substr(x, 1, 2)`, `mz::rowid(users)`.
TEST(parity_3_operators, concat_substr_and_rowid) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select(mz::concat(users.name, " of ", users.city_id), mz::substr(users.name, 1, 2), mz::rowid(users)).from(users),
                  "select name || ' of ' || city_id, substr(name, 1, 2), rowid from users");
}

// Arithmetic and bits: `+ - * / %`, `& | ~ << >>`.
// Rejected: operators.bits_of_a_real, mistakes.text_added_to_a_number.
TEST(parity_3_operators, arithmetic_and_bits) {
  database db;
  EXPECT_AS_PLAIN(db,
                  mz::select(users.age + 1, users.age - 1, users.age * 2, users.age / 2, users.age % 7, -users.age, users.id & 1,
                             users.id | 8, ~users.id, users.id << 2, users.age >> 1)
                      .from(users),
                  "select age + 1, age - 1, age * 2, age / 2, age % 7, -age, id & 1, id | 8, ~id, id << 2, age >> 1 from users");
}

// Equal where NULL equals NULL: `users.age.is(x)`, `users.age.is_not(x)`, with an optional of C++ too.
TEST(parity_3_operators, is_distinct_from) {
  database db;
  std::optional<std::int64_t> nothing;
  EXPECT_EQ(found(db, users.age.is(nothing)), "3");
  EXPECT_EQ(found(db, users.age.is_not(std::optional<std::int64_t>{31})), "234");
  EXPECT_EQ(found(db, users.age.is(users.city_id)), "");
}

// A collation of one comparison: `users.name.collate<"nocase">() == "ann"`.
// Rejected: operators.collation_of_a_number.
TEST(parity_3_operators, collate) {
  database db;
  EXPECT_EQ(found(db, users.name == "ann"), "");
  EXPECT_EQ(found(db, users.name.collate<"nocase">() == "ann"), "1");
}

// Several values as one: `mz::row(a, b) < mz::row(x, y)`, `mz::row(a, b).in(select)`.
// Rejected: operators.rows_of_unlike_size, operators.rows_of_unlike_types.
TEST(parity_3_operators, row_values) {
  database db;
  EXPECT_EQ(found(db, mz::row(users.verified, users.id) > mz::row(false, 2)), "134");
  EXPECT_EQ(found(db, mz::row(users.id, users.name) == mz::row(2, "Bob")), "2");
  EXPECT_EQ(found(db, mz::row(users.id, users.name).in(mz::row(2, "Bob"), mz::row(3, "Bob"))), "2");
  EXPECT_EQ(found(db, mz::row(users.id, users.name).in(mz::select(posts.owner_id, posts.title).from(posts))), "");
}

// Cases, casts and what chooses among values: `mz::case_when`, `mz::cast<T>`, `mz::coalesce`, `mz::ifnull`, `mz::nullif`, `mz::iif`.
TEST(parity_3_operators, case_cast_and_fallbacks) {
  database db;
  EXPECT_AS_PLAIN(
      db,
      mz::select(mz::case_when(users.age > 30, "a").when(users.age > 20, "b"), mz::cast<double>(users.id), mz::coalesce(users.age, 0),
                 mz::ifnull(users.age, 0), mz::nullif(users.id, 2), mz::iif(users.verified == true, "yes", "no"))
          .from(users),
      "select case when age > 30 then 'a' when age > 20 then 'b' end, cast(id as real), coalesce(age, 0), ifnull(age, 0), "
      "nullif(id, 2), iif(verified, 'yes', 'no') from users");
}

// JSON: `mz::json_extract<T>(x, "$.a")`, `mz::json_get(x, "a")` for `->`, `mz::json_get_as<T>(x, "a")` for `->>`, and its elements as rows: `mz::json_each<T>(x)`.
TEST(parity_3_operators, json) {
  database db;
  db.run(mz::update(posts).set(posts.body = R"({"a": 5, "tags": ["x", "y"]})").where(posts.id == 1));
  db.run(mz::delete_from(posts).where(posts.id != 1));
  const auto tags = mz::json_each<std::string>(mz::json_extract<std::string>(posts.body, "$.tags")).as<"tags">();
  EXPECT_AS_PLAIN(db,
                  mz::select(mz::json_extract<std::int64_t>(posts.body, "$.a"), mz::json_get(posts.body, "tags"),
                             mz::json_get_as<std::int64_t>(posts.body, "a"), tags.value)
                      .from(posts, tags)
                      .order_by(tags.key),
                  "select body ->> 'a', body -> 'tags', body ->> 'a', t.value from posts, json_each(body, '$.tags') t order by t.key");
}

// Dates and times: `mz::date(x, "+1 day")`, `mz::strftime("%Y", x)`, `mz::unixepoch(x)`.
TEST(parity_3_operators, dates) {
  database db;
  EXPECT_AS_PLAIN(db,
                  mz::select(mz::date("2024-02-28", "+1 day"), mz::strftime("%Y", "2024-02-28"), mz::unixepoch("1970-01-02"),
                             mz::julianday("2000-01-01")),
                  "select date('2024-02-28', '+1 day'), strftime('%Y', '2024-02-28'), unixepoch('1970-01-02'), julianday('2000-01-01')");
}

// Any function of SQL's, with its result declared: `inline constexpr mz::function<"likely", std::int64_t> likely;`, and with its parameters checked where `mizzle/expression/signature.hpp` is included: `mz::function<"likely", std::int64_t(std::int64_t)>`.
// Rejected: functions.argument_of_another_type, functions.too_few_arguments.
TEST(parity_3_operators, any_function) {
  database db;
  static constexpr mz::function<"likely", std::int64_t> likely;
  const auto s = mz::select(likely(users.id), likely(users.age)).from(users);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<std::int64_t>>);
  EXPECT_AS_PLAIN(db, s, "select likely(id), likely(age) from users");
}

// Functions, aggregates and collations written in C++: `mz::sqlite::create_function(db, initials, [](std::string_view s) { ... })`.
// Rejected: functions.argument_of_another_type, functions.function_with_other_parameters.
TEST(parity_3_operators, functions_in_cpp) {
  database db;
  static constexpr mz::function<"doubled", std::string(std::string_view)> doubled;
  mz::sqlite::create_function(db, doubled, [](std::string_view s) { return std::string{s} + std::string{s}; });
  EXPECT_EQ(found(db, doubled(users.name) == "BobBob"), "2");
}

// Rows out of functions: `mz::json_tree<T>(x)`, `mz::generate_series(1, 7)` where the database has it, and any other, `mz::table_function<"pragma_table_info", Info>("users")`.
// Rejected: table_functions.json_each_without_a_type.
TEST(parity_3_operators, table_functions) {
  database db;
  const auto tree = mz::json_tree<std::string>(R"({"a": [1, "x"]})");
  EXPECT_AS_PLAIN(db, mz::select(tree.fullkey, tree.type).from(tree).order_by(tree.id),
                  R"(select fullkey, type from json_tree('{"a": [1, "x"]}') order by id)");
}

// SQL of one's own beside other operators stays one operand.
TEST(parity_3_trouble, precedence_of_sql_of_ones_own) {
  database db;
  const auto either = mz::sql<"? or ?", bool>(users.id == 1, users.id == 2);
  const auto both = mz::select(users.id).from(users).where(users.age == 25 && either);
  static_assert(mz::sql_of<decltype(both)> ==
                R"(select "users"."id" from "users" where "users"."age" = ? and (("users"."id" = ?) or ("users"."id" = ?)))");
  EXPECT_EQ(found(db, users.age == 25 && either), "2");
  EXPECT_EQ(found(db, !either), "34");
}

// A comparison with NULL, never true, does not compile; an optional that may hold NULL is asked with is().
// Rejected: statements.comparing_with_nullopt, statements.comparing_with_an_optional.
TEST(parity_3_trouble, null_is_asked_for_by_name) {
  database db;
  EXPECT_EQ(found(db, users.age.is(std::nullopt)), "3");
  EXPECT_EQ(found(db, users.age.is(std::optional<std::int64_t>{})), "3");
}

// A filter is left out only where when() says so, and a delete whose condition could vanish does not compile.
// Rejected: statements.where_that_could_vanish.
TEST(parity_3_trouble, no_filter_is_dropped_in_silence) {
  database db;
  const std::optional<std::string> name;
  EXPECT_EQ(found(db, users.name == name.value_or("")), "");
}

// A like on any text, also on an expression; there is no ilike that SQLite does not have.
TEST(parity_3_trouble, like_of_an_expression) {
  database db;
  EXPECT_EQ(found(db, mz::concat(users.name, "!").like("%b!")), "2");
  EXPECT_EQ(found(db, mz::sql<"lower(?)", std::string>(users.name).like("ann")), "1");
}

// A NULL among the values of not_in() would hide all rows: values that can be NULL do not compile there.
// Rejected: kinds.an_optional_value_in_a_list.
TEST(parity_3_trouble, not_in_with_null) {
  database db;
  constexpr auto u = mz::alias<"u">(users);
  EXPECT_EQ(found(db, users.id.not_in(mz::select(u.city_id).from(u).where(u.city_id.is_not_null()))), "34");
}
