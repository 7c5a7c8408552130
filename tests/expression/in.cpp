// SPDX-License-Identifier: MIT
#include <array>
#include <limits>
#include <list>
#include <span>
#include <sstream>

#include "support/ranges.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::members;
using schema::messages;

TEST(in, values) {
  schema::filled_database db;
  const auto one = mz::select(messages.id).from(messages).where(messages.id.in(2));
  EXPECT_SQL(db, one, R"(select "messages"."id" from "messages" where "messages"."id" in (?))");
  const auto three = mz::select(messages.id).from(messages).where(messages.id.in(1, 3, 99) && messages.id > 1);
  EXPECT_SQL(db, three, R"(select "messages"."id" from "messages" where "messages"."id" in (?, ?, ?) and "messages"."id" > ?)");
  EXPECT_EQ(db.one(three)[messages.id], 3);
  const auto none = mz::select(messages.id).from(messages).where(messages.id.not_in(1, 3));
  EXPECT_SQL(db, none, R"(select "messages"."id" from "messages" where "messages"."id" not in (?, ?))");
  EXPECT_EQ(db.one(none)[messages.id], 2);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.id.in({1, 2}))).size(), 2u);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.body.in("two", "one ship"))).size(), 2u);
}

TEST(in, ranges_of_any_length_share_one_text) {
  schema::database db;
  db.run(mz::insert_into(channels).values({.id = 1, .name = "c"}));
  std::vector<mz::new_row<messages>> rows;
  for (int i = 1; i <= 2000; ++i) rows.push_back({.id = i, .channel_id = 1, .body = "x"});
  db.run(mz::insert_into(messages).values(rows));

  std::vector<std::int64_t> ids;
  const auto with = [&] { return mz::select(messages.id).from(messages).where(messages.id.in(ids)); };
  const auto without = [&] { return mz::select(messages.id).from(messages).where(messages.id.not_in(ids)); };
  const auto statement = with();
  EXPECT_SQL(db, statement, R"(select "messages"."id" from "messages" where "messages"."id" in (select value from json_each(?)))");
  const auto inverse = without();
  EXPECT_SQL(db, inverse, R"(select "messages"."id" from "messages" where "messages"."id" not in (select value from json_each(?)))");
  EXPECT_EQ(db.all(with()).size(), 0u);
  EXPECT_EQ(db.all(without()).size(), 2000u);
  ids = {7};
  EXPECT_EQ(db.one(with())[messages.id], 7);
  EXPECT_EQ(db.all(without()).size(), 1999u);
  ids.clear();
  for (int i = 1; i <= 1000; ++i) ids.push_back(i * 2);
  EXPECT_EQ(db.all(with()).size(), 1000u);
  EXPECT_EQ(db.all(without()).size(), 1000u);
}

TEST(in, kinds_of_ranges) {
  schema::filled_database db;
  const auto count = [&](const auto& range) { return db.all(mz::select(messages.id).from(messages).where(messages.id.in(range))).size(); };
  EXPECT_EQ(count(std::array{1, 2}), 2u);
  EXPECT_EQ(count(std::list<short>{3, 4}), 1u);
  const int plain[] = {1, 2, 3};
  EXPECT_EQ(count(std::span<const int>{plain}), 3u);
  EXPECT_EQ(count(std::vector<double>{1.0, 2.5}), 1u);
  EXPECT_EQ(count(std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), 1}), 1u);
}

TEST(in, texts_with_every_character) {
  schema::database db;
  std::vector<std::string> texts{"it's",          "\"quoted\"", "back\\slash", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\xa2",
                                 "[\"json\", 1]", "",           "null",        "\x7f"};
  for (char c = 1; c < 32; ++c) texts.push_back(std::string{"c"} + c);
  std::int64_t id = 0;
  for (const std::string& text : texts) db.run(mz::insert_into(channels).values({.id = ++id, .name = text}));
  db.run(mz::insert_into(channels).values({.id = ++id, .name = "other"}));
  EXPECT_EQ(db.all(mz::select(channels).where(channels.name.in(texts))).size(), texts.size());
  EXPECT_EQ(db.one(mz::select(channels).where(channels.name.not_in(texts))).name, "other");
  for (const std::string& text : texts) EXPECT_EQ(db.one(mz::select(channels).where(channels.name.in(std::vector{text}))).name, text);
}

TEST(in, limits_of_integers_and_reals_survive) {
  schema::database db;
  const std::vector<std::int64_t> ids{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), -1, 0,
                                      (std::int64_t{1} << 53) + 1};
  for (const auto id : ids) db.run(mz::insert_into(everything).values({.id = id, .ratio = 0.1}));
  for (const auto id : ids)
    EXPECT_EQ(db.one(mz::select(everything.id).from(everything).where(everything.id.in(std::vector{id})))[everything.id], id);
  EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.ratio.in(std::vector{0.1, 0.2}))).size(), ids.size());
}

TEST(in, types_with_a_codec) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .hue = color::blue, .urgent = urgency::high, .owner = user_id{4}}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  EXPECT_TRUE(found(everything.hue.in(color::red, color::blue)));
  EXPECT_TRUE(found(everything.hue.in(std::vector{color::blue})));
  EXPECT_FALSE(found(everything.hue.in(std::vector{color::green})));
  EXPECT_TRUE(found(everything.urgent.in(std::vector{urgency::high})));
  EXPECT_TRUE(found(everything.owner.in(std::vector{user_id{4}, user_id{5}})));
  EXPECT_TRUE(found(everything.bytes.in(mz::blob{}, mz::blob{std::byte{1}})));
}

TEST(in, a_select) {
  schema::filled_database db;
  const auto s = mz::select(channels.name)
                     .from(channels)
                     .where(channels.id.in(mz::select(members.channel_id).from(members).where(members.agent_id == 8)));
  EXPECT_SQL(
      db, s,
      R"(select "channels"."name" from "channels" where "channels"."id" in (select "members"."channel_id" from "members" where "members"."agent_id" = ?))");
  EXPECT_EQ(db.one(s)[channels.name], "general");
  const auto no = mz::select(channels.name)
                      .from(channels)
                      .where(channels.id.not_in(mz::select(members.channel_id).from(members).where(members.agent_id == 8)));
  EXPECT_SQL(
      db, no,
      R"(select "channels"."name" from "channels" where "channels"."id" not in (select "members"."channel_id" from "members" where "members"."agent_id" = ?))");
  EXPECT_EQ(db.one(no)[channels.name], "empty");
}

TEST(in, an_undefined_number_cannot_be_in_a_list) {
  EXPECT_THROW((void)everything.ratio.in(std::vector{std::numeric_limits<double>::quiet_NaN()}), mz::error::invalid_request);
}

TEST(in, ranges_that_are_walked_once_or_cannot_be_constant) {
  schema::filled_database db;
  const auto ids = [&](const auto& condition) {
    std::string result;
    for (const auto& row : db.all(mz::select(messages.id).from(messages).where(condition).order_by(messages.id)))
      result += std::to_string(row[messages.id]);
    return result;
  };
  EXPECT_EQ(ids(messages.id.in(support::walked_once<int>{{2, 1}})), "12");
  EXPECT_EQ(ids(messages.id.not_in(support::walked_once<int>{{2, 1}})), "3");
  support::walked_once<std::string> bodies{{"two", "three"}};
  EXPECT_EQ(ids(messages.body.in(bodies)), "2");
  const std::vector<bool> flags{true, false};
  EXPECT_EQ(ids((messages.id == 1).in(flags)), "123");
  std::vector<bool> changeable{true};
  EXPECT_EQ(ids((messages.id == 1).in(changeable)), "1");
#ifdef MIZZLE_TEST_VIEWS
  const std::vector<int> all{1, 2, 3};
  auto odd = all | std::views::filter([](int i) { return i % 2 == 1; });
  EXPECT_EQ(ids(messages.id.in(odd)), "13");
  EXPECT_EQ(ids(messages.id.not_in(odd)), "2");
  EXPECT_EQ(ids(messages.id.in(all | std::views::filter([](int i) { return i > 1; }))), "23");
  EXPECT_EQ(ids(messages.id.in(all | std::views::transform([](int i) { return i + 2; }))), "3");
  EXPECT_EQ(ids(messages.body.in(all | std::views::transform([](int i) { return i == 2 ? "two" : "none"; }))), "2");
  std::istringstream text{"3 1"};
  EXPECT_EQ(ids(messages.id.in(std::ranges::istream_view<std::int64_t>(text))), "13");
#endif
}

TEST(in, one_value_that_is_itself_a_range) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .label = "x", .bytes = mz::blob{std::byte{1}}}));
  const auto s = mz::select(everything.id)
                     .from(everything)
                     .where(everything.bytes.in(mz::blob{std::byte{1}}) && everything.label.in(std::string{"x"}));
  EXPECT_SQL(db, s, R"(select "everything"."id" from "everything" where "everything"."bytes" in (?) and "everything"."label" in (?))");
  EXPECT_EQ(db.all(s).size(), 1u);
}
