// SPDX-License-Identifier: MIT
// Section 2 of the query language: select.
#include "parity/support.hpp"

using namespace parity;

// All columns of a table: `db.all(mz::select(users))`, as `mz::row_of<users>`.
TEST(parity_2_select, all_columns_of_a_table) {
  database db;
  const auto rows = db.all(mz::select(users));
  static_assert(std::is_same_v<decltype(rows)::value_type, mz::row_of<users>>);
  EXPECT_EQ(rows[3].name, "Dora");
  EXPECT_AS_PLAIN(db, mz::select(users), "select id, name, age, city_id, verified from users");
}

// A partial selection of columns, expressions, whole tables and named queries: `mz::select(users.id, mz::upper(users.name).as<"name">(), cities)`.
TEST(parity_2_select, a_partial_selection_of_any_shape) {
  database db;
  const auto posted = mz::select(posts.owner_id, mz::count().as<"posts">()).from(posts).group_by(posts.owner_id).as<"posted">();
  const auto s = mz::select(users.id, mz::upper(users.name).as<"loud">(), cities, posted["posts"_col])
                     .from(users)
                     .inner_join(cities, cities.id == users.city_id)
                     .left_join(posted, posted[posts.owner_id] == users.id)
                     .order_by(users.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0][users.id], 1);
  EXPECT_EQ(rows[0]["loud"_col], "ANN");
  EXPECT_EQ(rows[0][cities].name, "Paris");
  EXPECT_EQ(rows[2]["posts"_col], 1);
  EXPECT_AS_PLAIN(db, s,
                  "select u.id, upper(u.name), c.id, c.name, p.n from users u join cities c on c.id = u.city_id left join "
                  "(select owner_id, count(*) as n from posts group by owner_id) p on p.owner_id = u.id order by u.id");
}

// Some columns as a row of their own, as deep as one likes: `mz::group(cities.id, cities.name).as<"city">()`, found by `row["city"_col][cities.name]`.
TEST(parity_2_select, nested_groups) {
  database db;
  const auto s = mz::select(users.id, mz::group(cities.id, cities.name).as<"city">(), posts.title)
                     .from(users)
                     .inner_join(cities, cities.id == users.city_id)
                     .inner_join(posts, posts.owner_id == users.id)
                     .order_by(posts.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[3]["city"_col][cities.name], "Rome");
  EXPECT_EQ(rows[3][posts.title], "Ann");
}

// A select without from: `mz::select(mz::val(1).as<"n">())`.
TEST(parity_2_select, needs_no_table) {
  database db;
  const auto s = mz::select(mz::val(1).as<"n">(), mz::val("x") == "x");
  static_assert(mz::sql_of<decltype(s)> == R"(select ? as "n", ? = ?)");
  EXPECT_AS_PLAIN(db, s, "select 1, 'x' = 'x'");
}

// Different rows only: `mz::select_distinct(users.city_id)`.
TEST(parity_2_select, distinct) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select_distinct(users.city_id).from(users).order_by(users.city_id),
                  "select distinct city_id from users order by city_id");
}

// From a table, an alias, a subquery, a common table expression, a function that yields rows or SQL of one's own: `.from(x)`.
TEST(parity_2_select, from_takes_table_alias_subquery_and_cte) {
  database db;
  constexpr auto u = mz::alias<"u">(users);
  EXPECT_AS_PLAIN(db, mz::select(u.name).from(u).where(u.id > 2), "select name from users where id > 2");
  const auto old = mz::select(users.id, users.name).from(users).where(users.age > 30);
  const auto sub = old.as<"old">();
  EXPECT_AS_PLAIN(db, mz::select(sub[users.name]).from(sub), "select name from users where age > 30");
  const auto cte = mz::cte<"old">(old);
  EXPECT_AS_PLAIN(db, mz::with(cte).select(cte[users.name]).from(cte), "select name from users where age > 30");
  const auto numbers = mz::json_each<std::int64_t>(std::vector<std::int64_t>{4, 2}).as<"numbers">();
  EXPECT_AS_PLAIN(db, mz::select(users.name).from(numbers).inner_join(users, users.id == numbers.value).order_by(numbers.key),
                  "select 'Dora' union all select 'Bob'");
}

// A condition: `.where(users.age > 30 && users.verified == true)`.
// Rejected: mistakes.bool_as_a_condition, statements.clause_twice.
TEST(parity_2_select, where) {
  database db;
  const auto s = mz::select(users.name).from(users).where(users.age > 30 && users.verified == true);
  static_assert(mz::sql_of<decltype(s)> == R"(select "users"."name" from "users" where "users"."age" > ? and "users"."verified" = ?)");
  EXPECT_AS_PLAIN(db, s, "select name from users where age > 30 and verified = 1");
}

// Groups, and conditions on them; a named field stands for its expression: `.group_by(decade).having(n > 1)`.
// Rejected: statements.column_that_is_not_grouped, statements.aggregate_in_where.
TEST(parity_2_select, group_by_and_having) {
  database db;
  const auto n = mz::count().as<"n">();
  const auto city = mz::coalesce(users.city_id, 0).as<"city">();
  const auto s = mz::select(city, n).from(users).group_by(city).having(n > 1).order_by(mz::desc(n));
  EXPECT_AS_PLAIN(db, s, "select coalesce(city_id, 0) as city, count(*) as n from users group by city having n > 1 order by n desc");
  EXPECT_EQ(db.all(s).size(), 1U);
}

// An order by columns, expressions and named fields, with a place for NULL and a collation: `.order_by(mz::nulls_last(mz::desc(users.age)), users.name.collate<"nocase">())`.
// Rejected: mistakes.order_by_a_text, mistakes.order_by_a_table.
TEST(parity_2_select, order_by) {
  database db;
  db.run(mz::insert_into(users).values({.id = 9, .name = "bill", .age = 25}));
  const auto length = mz::length(users.name).as<"length">();
  EXPECT_AS_PLAIN(db, mz::select(users.name).from(users).order_by(mz::nulls_last(mz::desc(users.age)), users.name.collate<"nocase">()),
                  "select name from users order by age desc nulls last, name collate nocase");
  EXPECT_AS_PLAIN(db, mz::select(users.name, length).from(users).order_by(mz::desc(length), mz::asc(users.id)),
                  "select name, length(name) as n from users order by n desc, id asc");
}

// A limit and an offset, by value or by parameter: `.limit(2).offset(1)`.
TEST(parity_2_select, limit_and_offset) {
  database db;
  const auto s = mz::select(users.id).from(users).order_by(users.id);
  EXPECT_AS_PLAIN(db, s.limit(2).offset(1), "select id from users order by id limit 2 offset 1");
  auto page = db.prepare(s.limit(mz::param<"n", std::int64_t>()).offset(mz::param<"from", std::int64_t>()));
  EXPECT_EQ(texts(page(2, 1)), plain(db, "select id from users order by id limit 2 offset 1"));
}

// A select as a source or as a value: `select.as<"name">()`, `mz::scalar(select).as<"name">()`.
TEST(parity_2_select, as_a_source_and_as_a_value) {
  database db;
  constexpr auto u = mz::alias<"u">(users);
  const auto oldest = mz::select(mz::max(u.age)).from(u);
  EXPECT_AS_PLAIN(db, mz::select(users.name, mz::scalar(oldest).as<"oldest">()).from(users).where(users.age == oldest),
                  "select name, age from users where age = (select max(age) from users)");
  const auto q = mz::select(mz::max(u.age).as<"age">()).from(u).as<"q">();
  EXPECT_AS_PLAIN(db, mz::select(users.name).from(users).inner_join(q, q["age"_col] == users.age),
                  "select name from users where age = (select max(age) from users)");
}

// By which index a table is read, or by none: `.from(mz::indexed_by<"posts_by_owner">(posts))`, `mz::not_indexed(posts)`.
// Rejected: index_hints.index_that_is_not_declared.
TEST(parity_2_select, index_hints) {
  database db;
  const auto s = mz::select(cities.id).from(mz::not_indexed(cities)).where(cities.name == "Rome");
  static_assert(mz::sql_of<decltype(s)> == R"(select "cities"."id" from "cities" not indexed where "cities"."name" = ?)");
  EXPECT_NE(mz::explain(db, s).tree().find("SCAN"), std::string::npos) << mz::explain(db, s).tree();
  EXPECT_AS_PLAIN(db, s, "select 2");
}

// Statements are made and shown without a database: `mz::to_sql(s)`.
TEST(parity_2_select, needs_no_database_until_it_is_run) {
  constexpr auto s = mz::select(users.name).from(users).where(users.id == 7);
  static_assert(mz::sql_of<decltype(s)> == R"(select "users"."name" from "users" where "users"."id" = ?)");
  EXPECT_EQ(mz::to_sql(s).with_values(), R"(select "users"."name" from "users" where "users"."id" = 7)");
}

// Functions over windows, and aggregates with a filter: `mz::sum(posts.likes).over(mz::partition_by(posts.owner_id).order_by(posts.id))`.
// Rejected: windows.window_function_in_where, windows.window_function_without_a_window.
TEST(parity_2_select, windows_and_filters) {
  database db;
  const auto running = mz::sum(posts.likes).over(mz::partition_by(posts.owner_id).order_by(posts.id)).as<"running">();
  EXPECT_AS_PLAIN(
      db, mz::select(posts.id, running, mz::row_number().over(mz::order_by(mz::desc(posts.id)))).from(posts).order_by(posts.id),
      "select id, sum(likes) over (partition by owner_id order by id), row_number() over (order by id desc) from posts order by id");
  EXPECT_AS_PLAIN(db, mz::select(mz::count().filter(posts.body.is_null()), mz::count()).from(posts),
                  "select count(*) filter (where body is null), count(*) from posts");
}

// Cases, fallbacks, casts, text and date functions with the types that they yield: `mz::case_when(c, x).otherwise(y)`, `mz::coalesce(a, b)`, `mz::cast<T>(x)`.
TEST(parity_2_select, expressions_keep_their_types) {
  database db;
  const auto s =
      mz::select(mz::case_when(users.age > 30, "old").when(users.age <= 30, "young").otherwise("unknown"), mz::coalesce(users.age, -1),
                 mz::cast<std::string>(users.age), mz::substr(users.name, 2), mz::date(users.id * 86400, "unixepoch"))
          .from(users)
          .order_by(users.id);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::string>>);
  EXPECT_AS_PLAIN(db, s,
                  "select case when age > 30 then 'old' when age <= 30 then 'young' else 'unknown' end, coalesce(age, -1), "
                  "cast(age as text), substr(name, 2), date(id * 86400, 'unixepoch') from users order by id");
}

// Columns are always qualified, so that one in a correlated subquery cannot bind to the inner table.
TEST(parity_2_trouble, a_correlated_subquery_names_the_outer_table) {
  database db;
  const auto n = mz::scalar(mz::select(mz::count()).from(posts).where(posts.owner_id == users.id)).as<"n">();
  const auto s = mz::select(users.id, n).from(users).order_by(users.id);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select "users"."id", (select count(*) from "posts" where "posts"."owner_id" = "users"."id") as "n" from "users" order by "users"."id")");
  EXPECT_EQ(texts(db.all(s)), (std::vector<std::string>{"1|2", "2|1", "3|1", "4|0"}));
}

// The same for a column inside SQL of one's own: `mz::sql<"(select count(*) from posts p where p.owner_id = ?)", std::int64_t>(users.id)`.
TEST(parity_2_trouble, a_column_in_sql_of_ones_own_is_qualified) {
  database db;
  const auto s = mz::select(users.id, mz::sql<"(select count(*) from posts p where p.owner_id = ?)", std::int64_t>(users.id))
                     .from(users)
                     .order_by(users.id);
  EXPECT_EQ(texts(db.all(s)), (std::vector<std::string>{"1|2", "2|1", "3|1", "4|0"}));
}

// A negative limit is no limit, and an offset needs none.
TEST(parity_2_trouble, a_negative_limit_and_an_offset_alone) {
  database db;
  const auto s = mz::select(users.id).from(users).order_by(users.id);
  EXPECT_AS_PLAIN(db, s.limit(-1), "select id from users order by id limit -1");
  EXPECT_AS_PLAIN(db, s.offset(3), "select id from users order by id limit -1 offset 3");
  EXPECT_EQ(db.all(s.offset(3)).size(), 1U);
}

// An order by a name that two joined tables have is not ambiguous.
TEST(parity_2_trouble, an_order_behind_a_join_is_not_ambiguous) {
  database db;
  EXPECT_AS_PLAIN(
      db, mz::select(users.name, cities.name).from(users).inner_join(cities, cities.id == users.city_id).order_by(cities.name, users.name),
      "select u.name, c.name from users u join cities c on c.id = u.city_id order by c.name, u.name");
}

// NULL can stand first or last, and a fallback is not optional.
TEST(parity_2_trouble, nulls_have_a_place_and_coalesce_a_type) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select(users.id).from(users).order_by(mz::nulls_last(users.age)), "select id from users order by age nulls last");
  EXPECT_AS_PLAIN(db, mz::select(users.id).from(users).order_by(mz::nulls_first(mz::desc(users.age))),
                  "select id from users order by age desc nulls first");
  const auto s = mz::select(mz::coalesce(users.age, 0).as<"age">()).from(users);
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(s)>>, std::int64_t>);
}

// Statements are values: a clause makes a new one and leaves what it is called on as it was.
TEST(parity_2_trouble, a_shared_base_is_not_changed) {
  database db;
  const auto base = mz::select(users.id).from(users);
  const auto a = base.where(users.id == 1);
  const auto b = base.where(users.id == 2).order_by(users.id);
  EXPECT_EQ(db.all(base).size(), 4U);
  EXPECT_EQ(texts(db.all(a)), (std::vector<std::string>{"1"}));
  EXPECT_EQ(texts(db.all(b)), (std::vector<std::string>{"2"}));
  const auto both = a.union_all(b.limit(1));
  EXPECT_EQ(db.all(both.order_by(users.id)).size(), 2U);
  EXPECT_EQ(db.all(a).size(), 1U);
}
