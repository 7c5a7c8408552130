// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/statement.hpp"

namespace mz = mizzle;
using namespace mz::literals;

namespace {

template <class As>
struct City {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::optional<std::string>> name{};
  mz::column<As, "size", std::int64_t> size{};
};
constexpr mz::table<"cities", City> cities{};

template <class As>
struct Person {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "city_id", std::optional<std::int64_t>, mz::references<cities.id>> city_id{};
};
constexpr mz::table<"people", Person> people{};

class group : public testing::Test {
 protected:
  group() {
    db.create_tables(cities, people);
    support::execute(db, "insert into cities values (1, 'Ulm', 126), (2, null, 7), (3, 'Bonn', 330)");
    support::execute(db, "insert into people values (1, 'Ann', 1), (2, 'Bob', 2), (3, 'Cid', null)");
  }
  mz::sqlite::connection db{":memory:"};
};

const auto city = mz::group(cities.name, cities.id).as<"city">();

}  // namespace

TEST_F(group, is_a_row_in_the_row) {
  const auto q = mz::select(people.id, city, people.name).from(people).inner_join(cities, cities.id == people.city_id).order_by(people.id);
  EXPECT_SQL(
      db, q,
      R"(select "people"."id", "cities"."name", "cities"."id", "people"."name" from "people" inner join "cities" on "cities"."id" = "people"."city_id" order by "people"."id")");
  const auto rows = db.all(q);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][people.id], 1);
  EXPECT_EQ(rows[0]["city"_col][cities.name], "Ulm");
  EXPECT_EQ(rows[0]["city"_col][cities.id], 1);
  EXPECT_EQ(rows[1]["city"_col][cities.name], std::nullopt);
  EXPECT_EQ(rows[1][people.name], "Bob");
  EXPECT_EQ(mz::get<0>(mz::get<1>(rows[0])), "Ulm");
  const auto& [id, c, name] = rows[1];
  EXPECT_EQ(c[cities.id], 2);
}

TEST_F(group, is_optional_as_a_whole_behind_an_outer_join) {
  const auto q = mz::select(people.name, city).from(people).left_join(cities, cities.id == people.city_id).order_by(people.id);
  const auto rows = db.all(q);
  static_assert(mz::detail::is_optional<std::remove_cvref_t<decltype(rows[0]["city"_col])>>);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ((*rows[0]["city"_col])[cities.name], "Ulm");
  // That the first of its columns is NULL says nothing.
  ASSERT_TRUE(rows[1]["city"_col].has_value());
  EXPECT_EQ((*rows[1]["city"_col])[cities.name], std::nullopt);
  EXPECT_EQ((*rows[1]["city"_col])[cities.id], 2);
  EXPECT_FALSE(rows[2]["city"_col].has_value());
}

TEST_F(group, is_optional_on_either_side_of_right_and_full_joins) {
  support::execute(db, "delete from people where id = 1");
  const auto who = mz::group(people.name, people.id).as<"who">();
  const auto on = cities.id == people.city_id;
  const auto spell = [](const auto& w) { return w ? (*w)[people.name] + " " : std::string{"nobody "}; };
  const auto where = [](const auto& c) { return c ? (*c)[cities.name].value_or("null") + " " : std::string{"nowhere "}; };
  std::string all;
  // Right: what stands before it may be missing, the joined side not.
  for (const auto& row : db.all(mz::select(who, city).from(people).right_join(cities, on).order_by(cities.id)))
    all += spell(row["who"_col]) + row["city"_col][cities.name].value_or("null") + " ";
  EXPECT_EQ(all, "nobody Ulm Bob null nobody Bonn ");
  all.clear();
  for (const auto& row : db.all(mz::select(who, city).from(people).full_join(cities, on).order_by(people.id, cities.id)))
    all += spell(row["who"_col]) + where(row["city"_col]);
  EXPECT_EQ(all, "nobody Ulm nobody Bonn Bob null Cid nowhere ");
  all.clear();
  for (const auto& row : db.all(mz::select(who, city).from(people).cross_join(cities).where(on))) all += row["who"_col][people.name];
  EXPECT_EQ(all, "Bob");
}

TEST_F(group, of_several_tables_has_optional_columns) {
  const auto q =
      mz::select(mz::group(people.name, cities.size, cities.id + people.id, mz::coalesce(cities.name, "none").as<"called">()).as<"g">())
          .from(people)
          .left_join(cities, cities.id == people.city_id)
          .order_by(people.id);
  const auto rows = db.all(q);
  const auto& last = rows[2]["g"_col];
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(last[people.name])>, std::string>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(last[cities.size])>, std::optional<std::int64_t>>);
  EXPECT_EQ(last[people.name], "Cid");
  EXPECT_EQ(last[cities.size], std::nullopt);
  EXPECT_EQ(last[cities.id + people.id], std::nullopt);
  EXPECT_EQ(last["called"_col], "none");
  EXPECT_EQ(rows[0]["g"_col][cities.size], 126);
}

TEST_F(group, what_hides_null_does_not_make_a_row_of_none) {
  const auto q = mz::select(mz::group(mz::coalesce(cities.name, "none").as<"called">(), cities.id.as<"key">()).as<"city">())
                     .from(people)
                     .left_join(cities, cities.id == people.city_id)
                     .order_by(people.id);
  const auto rows = db.all(q);
  EXPECT_EQ((*rows[1]["city"_col])["called"_col], "none");
  EXPECT_EQ((*rows[1]["city"_col])["key"_col], 2);
  EXPECT_FALSE(rows[2]["city"_col].has_value());
}

TEST_F(group, several_with_values_and_without_names) {
  const auto c2 = mz::alias<"c2">(cities);
  const auto q = mz::select(mz::group(people.id, people.id + 1000), mz::val(5), mz::group(cities.id, cities.size + 1),
                            mz::group(c2.id).as<"c2">(), cities)
                     .from(people)
                     .left_join(cities, cities.id == people.city_id)
                     .left_join(c2, c2.id == cities.id + 1 && c2.size > 100)
                     .where(people.id != 2)
                     .order_by(people.id);
  const auto rows = db.all(q);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(mz::get<0>(rows[0])[people.id + 1000], 1001);
  EXPECT_EQ(mz::get<1>(rows[0]), 5);
  EXPECT_EQ((*mz::get<2>(rows[0]))[cities.size + 1], 127);
  EXPECT_EQ(rows[0]["c2"_col], std::nullopt);
  EXPECT_EQ(rows[0][cities]->size, 126);
  EXPECT_EQ(mz::get<2>(rows[1]), std::nullopt);
  EXPECT_EQ(rows[1][cities], std::nullopt);
  EXPECT_EQ(q, q);
  EXPECT_TRUE(rows == db.all(q));
}

TEST_F(group, beside_all_columns_of_something) {
  const auto inner = mz::select(people.id, people.name).from(people).as<"p">();
  const auto q = mz::select(inner, mz::group(inner["id"_col], inner["name"_col]).as<"g">(), mz::all_of(cities).except(cities.size))
                     .from(inner)
                     .inner_join(cities, cities.id == inner["id"_col])
                     .order_by(cities.id);
  const auto rows = db.all(q);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2][inner["name"_col]], "Cid");
  EXPECT_EQ(rows[2]["g"_col][inner["name"_col]], "Cid");
  EXPECT_EQ(rows[2][cities.name], "Bonn");
}

TEST_F(group, in_aggregates_and_distinct_rows) {
  const auto q = mz::select(mz::group(cities.id, cities.name).as<"city">(), mz::count(people.id).as<"people">())
                     .from(cities)
                     .left_join(people, people.city_id == cities.id)
                     .group_by(cities.id)
                     .having(mz::count() > 0)
                     .order_by(cities.id);
  const auto rows = db.all(q);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2]["people"_col], 0);
  EXPECT_EQ(rows[2]["city"_col][cities.name], "Bonn");
  EXPECT_EQ(db.all(mz::select_distinct(mz::group(cities.id).as<"city">()).from(cities, people)).size(), 3u);
}

TEST_F(group, for_another_query_is_its_columns) {
  const auto inner = mz::select(people.id.as<"who">(), city).from(people).left_join(cities, cities.id == people.city_id).as<"inner">();
  const auto rows = db.all(mz::select(inner["who"_col], inner["name"_col], mz::group(inner["id"_col], inner["name"_col]).as<"again">())
                               .from(inner)
                               .order_by(inner["who"_col]));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][inner["name"_col]], "Ulm");
  EXPECT_EQ(rows[2]["again"_col][inner["id"_col]], std::nullopt);
  const auto common = mz::cte<"c">(mz::select(people.id.as<"who">(), city).from(people).inner_join(cities, cities.id == people.city_id));
  const auto seen = db.all(mz::with(common)
                               .select(people.id, mz::group(common["id"_col], common["name"_col]).as<"c">())
                               .from(people)
                               .left_join(common, common["who"_col] == people.id)
                               .order_by(people.id));
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ((*seen[1]["c"_col])[common["id"_col]], 2);
  EXPECT_EQ(seen[2]["c"_col], std::nullopt);
  EXPECT_EQ(
      db.all(mz::select(people.id).from(people).where(mz::exists(mz::select(city).from(cities).where(cities.id == people.city_id)))).size(),
      2u);
}

TEST_F(group, on_every_road) {
  const auto q =
      mz::select(people.id, city).from(people).left_join(cities, cities.id == people.city_id && cities.size < 200).order_by(people.id);
  const auto rows = db.all(q);
  std::string all;
  for (const auto& row : db.stream(q)) {
    const auto& c = row["city"_col];
    static_assert(std::is_same_v<std::remove_cvref_t<decltype((*c)[cities.name])>, std::optional<std::string_view>>);
    all += c ? std::string{(*c)[cities.name].value_or("null")} + " " : "nowhere ";
  }
  EXPECT_EQ(all, "Ulm null nowhere ");
  support::bare_d1 d1{db};
  EXPECT_TRUE(mz::run_atomic(d1, mz::atomic(q))[0_c] == rows);
  support::fake_batch batch{db};
  EXPECT_TRUE(mz::run_atomic(batch, mz::atomic(q, q))[1_c] == rows);
  std::vector<mz::any_write> list;
  list.emplace_back(q);
  EXPECT_TRUE(mz::run_atomic(db, list)[0].as<std::remove_cvref_t<decltype(q)>>() == rows);
  EXPECT_EQ(db.get(q)->operator[](people.id), 1);
  EXPECT_EQ(mz::to_sql(q).values.size(), 1u);
  EXPECT_FALSE(mz::explain(db, q).steps.empty());
}

// An older file can hold NULL where the declaration says NOT NULL.
TEST_F(group, a_null_that_should_not_be_there_is_an_error_and_no_absent_row) {
  support::execute(db,
                   "drop table people; drop table cities; create table cities (id, name, size); create table people (id, name, city_id)");
  support::execute(db, "insert into cities values (null, 'Ulm', 1); insert into people values (1, 'Ann', 1)");
  try {
    (void)db.all(mz::select(city).from(people).left_join(cities, people.id == 1));
    FAIL() << "a NULL was read";
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.table(), "cities");
    EXPECT_EQ(e.column(), "id");
  }
}

namespace {

struct town {
  std::optional<std::string> name;
  std::int64_t id = 0;
  friend bool operator==(const town&, const town&) = default;
};
struct resident {
  std::string name;
  std::optional<town> home;
  std::int64_t id = 0;
};
struct settled {
  town home;
  std::int64_t id = 0;
};

}  // namespace

TEST_F(group, becomes_a_struct_in_a_struct) {
  const auto on = cities.id == people.city_id;
  const auto q = mz::select(people.name, city, people.id).from(people).left_join(cities, on);
  const auto all = db.all<resident>(q.order_by(people.id));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].home, (town{"Ulm", 1}));
  EXPECT_EQ(all[1].home, (town{std::nullopt, 2}));
  EXPECT_EQ(all[2].home, std::nullopt);
  EXPECT_EQ(all[2].name, "Cid");
  const auto row = db.one(q.where(people.id == 1));
  EXPECT_EQ(row.into<resident>().home, (town{"Ulm", 1}));
  EXPECT_EQ(row.into<resident>().name, "Ann");
  EXPECT_EQ((*row["city"_col]).into<town>().id, 1);
  EXPECT_EQ(db.get<resident>(q.order_by(people.id))->id, 1);
  const auto inner = mz::select(city, people.id).from(people).inner_join(cities, on).order_by(people.id);
  EXPECT_EQ(db.all<settled>(inner)[1].home, (town{std::nullopt, 2}));
  EXPECT_EQ(db.one<resident>(q.where(people.id == 3)).home, std::nullopt);
  // A group that is always there may become an optional all the same.
  const auto three = mz::select(people.name, city, people.id).from(people).inner_join(cities, on).order_by(people.id);
  EXPECT_EQ(db.all<resident>(three)[0].home, (town{"Ulm", 1}));
}

namespace {

struct with_rows {
  mz::row_of<people> person;
  std::optional<mz::row_of<cities>> home;
  std::int64_t id = 0;
};

}  // namespace

TEST_F(group, whole_tables_stay_their_own_structs_in_a_struct) {
  const auto q = mz::select(people, cities, people.id).from(people).left_join(cities, cities.id == people.city_id).order_by(people.id);
  const auto all = db.all<with_rows>(q);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].person.name, "Ann");
  EXPECT_EQ(all[0].home->name, "Ulm");
  EXPECT_EQ(all[2].home, std::nullopt);
  const auto row = db.all(q)[1];
  EXPECT_EQ(row.into<with_rows>().home->id, 2);
  EXPECT_EQ(row[people].name, "Bob");
}
