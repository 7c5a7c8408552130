// SPDX-License-Identifier: MIT
#include <mizzle/value/nlohmann_json.hpp>

#include "support/handles.hpp"
#include "support/statement.hpp"

#include <cmath>
#include <map>

namespace mz = mizzle;
using namespace mz::literals;
using nlohmann::json;

namespace nlohmann_tests {

struct preferences {
  std::string theme;
  std::vector<int> sizes{};
  std::optional<std::string> font{};
  friend bool operator==(const preferences&, const preferences&) = default;
};
inline void to_json(json& j, const preferences& s) {
  j = json{{"theme", s.theme}, {"sizes", s.sizes}};
  if (s.font) j["font"] = *s.font;
}
inline void from_json(const json& j, preferences& s) {
  j.at("theme").get_to(s.theme);
  j.at("sizes").get_to(s.sizes);
  if (j.contains("font")) s.font = j["font"].get<std::string>();
}

inline json make_default() { return json::array({1, 2}); }

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "settings", mz::json<preferences>, mz::default_value<R"({"sizes":[],"theme":"it's plain"})">> settings{};
  mz::column<As, "data", std::optional<mz::json<json>>> data{};
  mz::column<As, "tags", mz::json<std::vector<std::string>>, mz::default_sql<"'[]'">> tags{};
  mz::column<As, "made", mz::json<json>, mz::default_fn<make_default>> made{};
};
constexpr mz::table<"users", User> users{};

class nlohmann_json : public testing::Test {
 protected:
  nlohmann_json() { db.create_tables(users); }
  template <class T>
  T plain(std::string_view sql) {
    return mz::get<0>(db.raw<T>(sql).one());
  }
  mz::sqlite::connection db{":memory:"};
};

TEST_F(nlohmann_json, inserts_patches_ranges_and_defaults) {
  db.run(mz::insert_into(users).values({.id = 1, .settings = preferences{"dark", {1, 2}}, .data = json{{"a", {{"b", 5}}}}}));
  db.run(mz::insert_into(users).set(users.id = 2, users.settings = preferences{"light"}, users.data = std::nullopt));
  std::vector<mz::new_row<users>> rows;
  rows.push_back({.id = 3, .data = json(nullptr), .tags = std::vector<std::string>{"x", "\"y\""}});
  rows.push_back({.id = 4});
  db.run(mz::insert_into(users).values(rows));
  EXPECT_EQ(plain<std::string>("select settings from users where id = 1"), R"({"sizes":[1,2],"theme":"dark"})");
  EXPECT_EQ(plain<std::string>("select group_concat(typeof(data)) from (select data from users order by id)"), "text,null,text,null");
  EXPECT_EQ(plain<std::string>("select group_concat(made, ' ') from users"), "[1,2] [1,2] [1,2] [1,2]");

  const auto all = db.all(mz::select(users).order_by(users.id));
  EXPECT_EQ(*all[0].settings, (preferences{"dark", {1, 2}}));
  EXPECT_EQ((**all[0].data)["a"]["b"], 5);
  EXPECT_EQ(all[1].data, std::nullopt);
  // JSON's null is a value; NULL is none.
  ASSERT_TRUE(all[2].data.has_value());
  EXPECT_TRUE(all[2].data->value.is_null());
  EXPECT_EQ(*all[2].tags, (std::vector<std::string>{"x", "\"y\""}));
  EXPECT_EQ(all[3].settings->theme, "it's plain");
  EXPECT_TRUE(all[3].tags->empty());
  EXPECT_EQ(*all[3].made, json::array({1, 2}));
  EXPECT_EQ(db.all(mz::select(users.id).from(users).where(users.data.is_null())).size(), 2u);

  db.run(mz::update(users).set({.settings = preferences{"blue"}, .data = std::nullopt}).where(users.id == 1));
  db.run(mz::update(users).set(users.data = json(true)).where(users.id == 2));
  const auto again = db.all(mz::select(users.settings, users.data).from(users).order_by(users.id));
  EXPECT_EQ(again[0][users.settings].value.theme, "blue");
  EXPECT_EQ(again[0][users.data], std::nullopt);
  EXPECT_EQ(again[1][users.data], mz::json<json>{true});
  EXPECT_EQ(*db.one(mz::insert_into(users).values({.id = 9, .settings = preferences{"s"}}).returning(users.settings))[users.settings],
            preferences{"s"});
}

TEST_F(nlohmann_json, comparisons_are_of_texts) {
  db.run(mz::insert_into(users).values({.id = 1, .data = json{{"b", 1}, {"a", 2}}}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(users.id).from(users).where(condition)).size(); };
  const json same{{"a", 2}, {"b", 1}};
  EXPECT_EQ(found(users.data == same), 1u);
  EXPECT_EQ(found(users.data == mz::json<json>{same}), 1u);
  EXPECT_EQ(found(users.data != same), 0u);
  EXPECT_EQ(found(users.data.is(std::optional{same})), 1u);
  EXPECT_EQ(found(users.data.in(json(1), same)), 1u);
  EXPECT_EQ(found(users.data.in(std::vector<json>{1, same})), 1u);
  EXPECT_EQ(found(mz::coalesce(users.data, json(1)) == same), 1u);
  // As text, another text of the same document is another one.
  support::execute(db, R"(update users set data = '{"a": 2, "b": 1}')");
  EXPECT_EQ(found(users.data == same), 0u);
  EXPECT_EQ(found(mz::as_json(users.data) == mz::as_json(mz::val(mz::json<json>{same}))), 1u);
}

TEST_F(nlohmann_json, functions_of_sql_look_into_it) {
  db.run(mz::insert_into(users).values({.id = 1, .settings = preferences{"dark", {5, 7}}, .data = json{{"n", 3}, {"s", "t"}}}));
  const auto row =
      db.one(mz::select(mz::json_get(users.data, "$.s"), mz::json_get_as<std::string>(users.data, "s"),
                        mz::json_extract<std::int64_t>(users.settings, "$.sizes[1]"), mz::json_get_as<std::int64_t>(users.data, "$.none"),
                        mz::json_type(users.settings, "$.sizes"), mz::json_array_length(users.settings, "$.sizes"))
                 .from(users)
                 .where(mz::json_get_as<std::int64_t>(users.data, "n") == 3));
  EXPECT_EQ(mz::get<0>(row), "\"t\"");
  EXPECT_EQ(mz::get<1>(row), "t");
  EXPECT_EQ(mz::get<2>(row), 7);
  EXPECT_EQ(mz::get<3>(row), std::nullopt);
  EXPECT_EQ(mz::get<4>(row), "array");
  EXPECT_EQ(mz::get<5>(row), 2);

  // What is made of a document is one of its type: it can be written back and read.
  db.run(mz::update(users)
             .set(users.settings = mz::json_set(users.settings, "$.theme", "new", "$.font", "Mono"),
                  users.data = mz::json_remove(users.data, "$.s"))
             .all_rows());
  EXPECT_EQ(*db.one(mz::select(users)).settings, (preferences{"new", {5, 7}, "Mono"}));
  db.run(mz::update(users).set(users.data = mz::json_patch(users.data, mz::json<json>{json{{"m", 4}}})).all_rows());
  EXPECT_EQ(**db.one(mz::select(users)).data, (json{{"n", 3}, {"m", 4}}));
  const auto made = db.one(mz::select(mz::json_replace(users.settings, "$.theme", "other")).from(users));
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(mz::get<0>(made))>, mz::json<preferences>>);
  EXPECT_EQ(mz::get<0>(made)->theme, "other");
  db.run(mz::update(users).set(users.data = mz::cast<mz::json<json>>(mz::json_array(1, "a"))).all_rows());
  EXPECT_EQ(**db.one(mz::select(users)).data, json::array({1, "a"}));
  const auto elements = mz::json_each<std::string>(users.tags);
  db.run(mz::update(users).set({.tags = std::vector<std::string>{"p", "q"}}).all_rows());
  EXPECT_EQ(plain<std::int64_t>("select count(*) from users, json_each(tags)"), 2);
  EXPECT_EQ(db.all(mz::select(elements.value).from(users, elements)).size(), 2u);
}

TEST_F(nlohmann_json, sources_and_compounds_keep_its_type) {
  db.run(mz::insert_into(users).values({.id = 1, .settings = preferences{"a"}, .data = json(1)}));
  const auto inner = mz::select(users.settings, users.data.as<"d">()).from(users).as<"inner">();
  const auto row = db.one(mz::select(inner).from(inner).where(inner["d"_col] == json(1)));
  EXPECT_EQ(row["settings"_col].value.theme, "a");
  EXPECT_EQ(row["d"_col], mz::json<json>{1});
  EXPECT_EQ(db.all(mz::select(users.data).from(users).union_all(mz::select(mz::val(mz::json<json>{2})))).size(), 2u);
  const auto u2 = mz::alias<"u2">(users);
  const auto joined = db.one(mz::select(users.id, u2.settings).from(users).left_join(u2, u2.id == users.id + 1));
  EXPECT_EQ(joined[u2.settings], std::nullopt);
  EXPECT_EQ(db.one(mz::select(mz::max(users.data)).from(users))[mz::max(users.data)], mz::json<json>{1});
  for (auto&& [id, s] : db.stream(mz::select(users.id, users.settings).from(users))) EXPECT_EQ(s->theme, "a");
}

TEST_F(nlohmann_json, lists_and_foreign_handles) {
  const auto write = mz::insert_into(users).values({.id = 5, .settings = preferences{"far"}}).returning(users.settings);
  support::fake_batch batch{db};
  EXPECT_EQ(mz::run_atomic(batch, mz::atomic(write))[0_c].one()[users.settings].value.theme, "far");
  support::bare bare{db};
  const auto read = mz::run_atomic(bare, mz::atomic(mz::select(users)));
  EXPECT_EQ(read[0_c].one().settings->theme, "far");
  std::vector<mz::any_write> list;
  list.emplace_back(mz::update(users).set(users.settings = preferences{"erased"}).where(users.settings == preferences{"far"}));
  EXPECT_EQ(mz::run_atomic(db, list).size(), 1u);
  EXPECT_EQ(db.one(mz::select(users)).settings->theme, "erased");
  EXPECT_EQ(mz::to_sql(mz::select(users).where(users.settings == preferences{"far"})).values.size(), 1u);
  support::execute(db, "update users set settings = '{}'");
  EXPECT_THROW((void)mz::run_atomic(bare, mz::atomic(mz::select(users))), mz::error::decode_error);
  EXPECT_THROW((void)mz::run_atomic(batch, mz::atomic(mz::select(users))), mz::error::decode_error);
}

TEST_F(nlohmann_json, what_is_no_json_of_the_type_is_a_decode_error) {
  const auto fails = [&](const char* column, const char* sql) {
    db.run(mz::delete_from(users).all_rows());
    db.run(mz::insert_into(users).values({.id = 1}));
    support::execute(db, sql);
    try {
      (void)db.all(mz::select(users));
      ADD_FAILURE() << sql;
    } catch (const mz::error::decode_error& e) {
      EXPECT_EQ(e.column(), column);
    }
  };
  fails("settings", "update users set settings = ''");
  fails("settings", "update users set settings = '{\"theme\": \"x\"'");
  fails("settings", "update users set settings = '{\"theme\": 5, \"sizes\": []}'");
  fails("settings", "update users set settings = '[]'");
  fails("settings", "update users set settings = 'null'");
  fails("data", "update users set data = '[1,]'");
  fails("data", "update users set data = '{} {}'");
  fails("data", "update users set data = x'7b7d'");
  fails("tags", "update users set tags = '[1]'");
}

TEST_F(nlohmann_json, what_json_cannot_say_is_an_invalid_request) {
  const auto refused = [&](const json& j) {
    EXPECT_THROW(db.run(mz::insert_into(users).values({.id = 1, .data = j})), mz::error::invalid_request) << j.type_name();
  };
  refused(json(std::nan("")));
  refused(json{{"a", {1, HUGE_VAL}}});
  refused(json("\xff"));
  refused(json::binary({1, 2}));
  refused(json::parse("{", nullptr, false));
  EXPECT_TRUE(db.all(mz::select(users.id).from(users)).empty());
}

TEST_F(nlohmann_json, extremes) {
  const json j{{"min", INT64_MIN},  {"max", UINT64_MAX}, {"real", 0.1}, {"small", 5e-324}, {"text", std::string("a\0b\u2028\"\\", 8)},
               {"", json::object()}};
  db.run(mz::insert_into(users).values({.id = 1, .data = j}));
  EXPECT_EQ(**db.one(mz::select(users)).data, j);
}

template <class As>
struct Number {
  mz::column<As, "small", std::optional<mz::json<std::int8_t>>> small{};
  mz::column<As, "flag", std::optional<mz::json<bool>>> flag{};
};
constexpr mz::table<"numbers", Number> numbers{};

TEST_F(nlohmann_json, a_number_that_would_be_cut_off_is_a_decode_error) {
  db.create_tables(numbers);
  db.run(mz::insert_into(numbers).values({.small = std::int8_t{-128}, .flag = true}));
  EXPECT_EQ(**db.one(mz::select(numbers)).small, -128);
  for (const char* text : {"128", "1.5", "true", "\"1\""}) {
    db.raw<>("update numbers set small = ?", text);
    EXPECT_THROW((void)db.all(mz::select(numbers)), mz::error::decode_error) << text;
  }
}

}  // namespace nlohmann_tests
