// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;

namespace {

/// Whether the engine finds a value in a list that holds it, and not in one that holds only another.
template <class X>
bool finds(mz::sqlite::connection& db, const X& value, const X& other) {
  const auto in = [&](const std::vector<X>& list) { return *std::optional<bool>{mz::get<0>(db.one(mz::select(mz::val(value).in(list))))}; };
  return in({value}) && in({other, value}) && in({value, other}) && !in({other}) && !in({});
}

}  // namespace

TEST(json_list, integers_of_every_width) {
  schema::database db;
  EXPECT_TRUE(finds<std::int8_t>(db, -128, 127));
  EXPECT_TRUE(finds<std::uint8_t>(db, 255, 0));
  EXPECT_TRUE(finds<std::int16_t>(db, -32768, 32767));
  EXPECT_TRUE(finds<std::uint32_t>(db, 4294967295U, 0));
  EXPECT_TRUE((finds<std::int64_t>(db, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::min() + 1)));
  EXPECT_TRUE((finds<std::int64_t>(db, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max() - 1)));
  EXPECT_TRUE(finds<std::uint64_t>(db, 9007199254740993U, 9007199254740992U));
  EXPECT_THROW((void)everything.qword.in(std::vector{std::numeric_limits<std::uint64_t>::max()}), mz::error::invalid_request);
}

TEST(json_list, reals_are_exact) {
  schema::database db;
  for (const double value :
       {0.1, -0.1, 1.0 / 3, 1e22, 1e23, 5e-324, std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest(),
        std::numeric_limits<double>::min(), 9007199254740993.0, 123456789.123456789}) {
    EXPECT_TRUE(finds(db, value, std::nextafter(value, 0.0))) << value;
  }
  EXPECT_TRUE(finds(db, 0.1F, 0.2F));
  EXPECT_TRUE(finds(db, 2.0, 3.0));
  for (const double value : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_THROW((void)everything.ratio.in(std::vector{value}), mz::error::invalid_request);
  }
}

TEST(json_list, texts_with_what_json_escapes) {
  schema::database db;
  const std::string other = "other";
  for (const std::string text : {"", "\"", "\\", "\\\"", "\\n", "\\u0041", "a/b", "[1,2]", "null", "1", "it's", "\n\t\r\b\f\x01\x1f\x7f",
                                 "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x9a\xa2", "\xe2\x80\xa8"}) {
    EXPECT_TRUE(finds(db, text, other)) << text;
    EXPECT_TRUE(finds(db, text, text + text + " ")) << text;
  }
  // Not UTF-8, but SQLite keeps such bytes as they are.
  EXPECT_TRUE((finds<std::string>(db, "\xff\xfe", "\xff\xfd")));
  EXPECT_TRUE((finds<std::string>(db, "\xc3", "\xc2")));
  const std::string big(100'000, '"');
  EXPECT_TRUE(finds(db, big, big + '"'));
}

TEST(json_list, a_number_is_no_text) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .label = "1", .hue = color::green, .urgent = urgency::high}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  EXPECT_TRUE(found(everything.label.in(std::vector<std::string>{"1"})));
  EXPECT_FALSE(found(everything.label.in(std::vector<std::string>{"1.0", "01"})));
  EXPECT_TRUE(found(everything.id.in(std::vector{1.0})));
  EXPECT_FALSE(found(everything.id.in(std::vector{1.5})));
}

TEST(json_list, types_with_a_codec_are_stored_as_in_a_column) {
  schema::database db;
  const std::chrono::sys_seconds then{std::chrono::seconds{-5}};
  db.run(mz::insert_into(everything)
             .values({.id = 1, .flag = true, .hue = color::blue, .urgent = urgency::high, .seconds = then, .owner = user_id{-4}}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  EXPECT_TRUE(found(everything.flag.in(std::vector<bool>{false, true})));
  EXPECT_TRUE(found(everything.hue.in(std::vector{color::red, color::blue})));
  EXPECT_FALSE(found(everything.hue.not_in(std::vector{color::red, color::blue})));
  EXPECT_TRUE(found(everything.urgent.in(std::vector{urgency::low, urgency::high})));
  EXPECT_FALSE(found(everything.urgent.in(std::vector{urgency::low})));
  EXPECT_TRUE(found(everything.seconds.in(std::vector{then})));
  EXPECT_TRUE(found(everything.owner.in(std::vector{user_id{1}, user_id{-4}})));
  EXPECT_TRUE(found(everything.owner.not_in(std::vector{user_id{1}})));
}

TEST(json_list, an_empty_list_holds_nothing_not_even_null) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .maybe_n = std::nullopt}));
  const std::vector<int> empty;
  EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.maybe_n.in(empty))).size(), 0u);
  EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.maybe_n.not_in(empty))).size(), 1u);
  EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.maybe_n.not_in(std::vector{1}))).size(), 0u);
}

TEST(json_list, the_list_is_one_value_among_others) {
  schema::database db;
  for (int i = 1; i <= 5; ++i) db.run(mz::insert_into(channels).values({.id = i, .name = "n" + std::to_string(i)}));
  const auto s = mz::select(channels.id)
                     .from(channels)
                     .where(channels.id > 1 && channels.name.in(std::vector<std::string>{"n1", "n3", "n4"}) && channels.id < 4 &&
                            channels.id.not_in(std::vector{9}));
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id" from "channels" where "channels"."id" > ? and "channels"."name" in (select value from json_each(?)) )"
      R"(and "channels"."id" < ? and "channels"."id" not in (select value from json_each(?)))");
  EXPECT_EQ(db.one(s)[channels.id], 3);
}

TEST(json_list, a_text_with_a_zero_byte_is_an_invalid_request) {
  using namespace std::string_literals;
  schema::database db;
  for (const std::string& text : {"a\0b"s, "\0"s, "a\0"s}) {
    EXPECT_THROW((void)mz::val("a"s).in(std::vector{text}), mz::error::invalid_request);
    EXPECT_THROW((void)everything.label.not_in(std::vector{"a"s, text}), mz::error::invalid_request);
    EXPECT_TRUE(mz::get<0>(db.one(mz::select(mz::val(text).in("x", text)))));
  }
}
