// SPDX-License-Identifier: MIT
#include <clocale>

#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::messages;

namespace {
constexpr auto document = R"({"a": {"b": [1, 2.5, "x", null, true]}})";
}  // namespace

TEST(json_function, reads_a_part) {
  schema::database db;
  EXPECT_EQ(support::value_of(db, mz::json_extract<std::int64_t>(document, "$.a.b[0]")), 1);
  if (std::localeconv()->decimal_point == std::string{"."}) {
    EXPECT_EQ(support::value_of(db, mz::json_extract<double>(document, "$.a.b[1]")), 2.5);
  }
  EXPECT_EQ(support::value_of(db, mz::cast<double>(mz::json_get(document, "$.a.b[1]"))), 2.5);
  EXPECT_EQ(support::value_of(db, mz::json_extract<std::string>(document, "$.a.b[2]")), "x");
  EXPECT_EQ(support::value_of(db, mz::json_extract<std::string>(document, "$.a.b[3]")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::json_extract<bool>(document, "$.a.b[4]")), true);
  EXPECT_EQ(support::value_of(db, mz::json_extract<std::string>(document, "$.nothing")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::json_get(document, "a")), R"({"b":[1,2.5,"x",null,true]})");
  EXPECT_EQ(support::value_of(db, mz::json_get(mz::json_get(document, "$.a.b"), 2)), R"("x")");
  EXPECT_EQ(support::value_of(db, mz::json_get_as<std::string>(mz::json_get(document, "$.a.b"), 2)), "x");
  EXPECT_EQ(support::value_of(db, mz::json_get(document, "$.a.b[3]")), "null");
  EXPECT_EQ(support::value_of(db, mz::json_get_as<std::string>(document, "$.a.b[3]")), std::nullopt);
}

TEST(json_function, what_is_of_another_type_is_a_decode_error) {
  schema::database db;
  EXPECT_THROW((void)support::value_of(db, mz::json_extract<std::int64_t>(document, "$.a.b[2]")), mz::error::decode_error);
}

TEST(json_function, what_is_no_json_is_an_error) {
  schema::database db;
  EXPECT_THROW((void)support::value_of(db, mz::json_extract<std::int64_t>("{", "$.a")), mz::error::sql_error);
  EXPECT_THROW((void)support::value_of(db, mz::json_extract<std::int64_t>("{}", "no path")), mz::error::sql_error);
  EXPECT_THROW((void)support::value_of(db, mz::json_array(mz::blob{std::byte{1}})), mz::error::sql_error);
  EXPECT_EQ(support::value_of(db, mz::json_valid("{")), false);
  EXPECT_EQ(support::value_of(db, mz::json_valid("{}")), true);
}

TEST(json_function, arrows_bind_like_concat) {
  schema::filled_database db;
  const auto s = mz::select(mz::json_get_as<std::int64_t>(messages.body, "$.n") + 1, mz::json_get(mz::concat("[", messages.id, "]"), 0),
                            mz::json_get_as<std::string>(messages.body, "$.n") == "x")
                     .from(messages)
                     .where(messages.id == 0);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."body" ->> ? + ?, ? || "messages"."id" || ? -> ?, "messages"."body" ->> ? = ? from "messages" where "messages"."id" = ?)");
}

TEST(json_function, describes) {
  schema::database db;
  EXPECT_SAME(db, mz::json_type("[1]"), "json_type('[1]')");
  EXPECT_SAME(db, mz::json_type("[1, 2.5]", "$[1]"), "json_type('[1, 2.5]', '$[1]')");
  EXPECT_EQ(support::value_of(db, mz::json_type("[1]", "$[9]")), std::nullopt);
  EXPECT_SAME(db, mz::json_array_length("[1, 2]"), "json_array_length('[1, 2]')");
  EXPECT_SAME(db, mz::json_array_length("1"), "json_array_length('1')");
  EXPECT_EQ(support::value_of(db, mz::json_array_length("[1]", "$.x")), std::nullopt);
}

TEST(json_function, makes) {
  schema::database db;
  const std::optional<std::string> null;
  EXPECT_SAME(db, mz::json_array(1, "a", 2.5, null), "json_array(1, 'a', 2.5, null)");
  EXPECT_SAME(db, mz::json_array(), "json_array()");
  EXPECT_SAME(db, mz::json_object("a", 1, "b", null), "json_object('a', 1, 'b', null)");
  EXPECT_SAME(db, mz::json_object("a", mz::as_json("[1, 2]")), "json_object('a', json('[1, 2]'))");
  EXPECT_SAME(db, mz::json_object("a", "[1, 2]"), "json_object('a', '[1, 2]')");
  EXPECT_SAME(db, mz::json_quote("a\"b"), "json_quote('a\"b')");
  EXPECT_SAME(db, mz::json_quote(null), "json_quote(null)");
}

TEST(json_function, changes) {
  schema::database db;
  EXPECT_SAME(db, mz::json_set(R"({"a":1})", "$.a", 2, "$.b", "x"), "json_set('{\"a\":1}', '$.a', 2, '$.b', 'x')");
  EXPECT_SAME(db, mz::json_insert(R"({"a":1})", "$.a", 2, "$.b", 3), "json_insert('{\"a\":1}', '$.a', 2, '$.b', 3)");
  EXPECT_SAME(db, mz::json_replace(R"({"a":1})", "$.a", 2, "$.b", 3), "json_replace('{\"a\":1}', '$.a', 2, '$.b', 3)");
  EXPECT_SAME(db, mz::json_remove(R"({"a":1,"b":2})", "$.a"), "json_remove('{\"a\":1,\"b\":2}', '$.a')");
  EXPECT_EQ(support::value_of(db, mz::json_remove("1", "$")), std::nullopt);
  EXPECT_SAME(db, mz::json_patch(R"({"a":1})", R"({"a":null,"b":2})"), "json_patch('{\"a\":1}', '{\"a\":null,\"b\":2}')");
  EXPECT_EQ(support::value_of(db, mz::json_set(std::optional<std::string>{}, "$.a", 1)), std::nullopt);
  static_assert(std::is_same_v<decltype(mz::json_set("{}", "$.a", std::optional<int>{}))::type, std::string>);
}

TEST(json_function, of_all_rows) {
  schema::filled_database db;
  const auto s = mz::select(mz::json_group_array(messages.id), mz::json_group_object(messages.body, messages.id),
                            mz::json_group_array(mz::distinct(messages.channel_id)))
                     .from(messages);
  EXPECT_SQL(
      db, s,
      R"(select json_group_array("messages"."id"), json_group_object("messages"."body", "messages"."id"), json_group_array(distinct "messages"."channel_id") from "messages")");
  EXPECT_EQ(mz::get<0>(db.one(s)), "[1,2,3]");
  EXPECT_EQ(mz::get<1>(db.one(s)), R"({"one ship":1,"two":2,"three ships":3})");
  db.run(mz::delete_from(messages).all_rows());
  EXPECT_EQ(mz::get<0>(db.one(s)), "[]");
}
