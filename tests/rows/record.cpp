// SPDX-License-Identifier: MIT
#include <tuple>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

struct Summary {
  std::int64_t id;
  std::string body;
  std::int64_t total;
};

const auto summary = mz::select(messages.id, messages.body, (messages.created_at * 2).as<"total">()).from(messages).order_by(messages.id);

}  // namespace

TEST(record, by_column_name_and_position) {
  schema::filled_database db;
  const auto rows = db.all(summary);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][messages.id], 1);
  EXPECT_EQ(rows[0][messages.body], "one ship");
  EXPECT_EQ(rows[1]["total"_col], 40);
  EXPECT_EQ(rows[1]["body"_col], "two");
  EXPECT_EQ(mz::get<0>(rows[2]), 3);
  EXPECT_EQ(mz::get<2>(rows[2]), 60);
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(rows[0])>> == 3);
}

TEST(record, structured_bindings) {
  schema::filled_database db;
  std::int64_t sum = 0;
  for (const auto& [id, body, total] : db.all(summary)) sum += id + total + static_cast<std::int64_t>(body.size());
  EXPECT_EQ(sum, 6 + 120 + 8 + 3 + 11);
  auto row = db.all(summary)[0];
  auto& [id, body, total] = row;
  body += "!";
  EXPECT_EQ(row[messages.body], "one ship!");
  EXPECT_EQ(id + total, 21);
}

TEST(record, into_a_struct_of_your_own) {
  schema::filled_database db;
  const auto rows = db.all(summary);
  const auto one = rows[1].into<Summary>();
  EXPECT_EQ(one.id, 2);
  EXPECT_EQ(one.body, "two");
  EXPECT_EQ(one.total, 40);
  EXPECT_EQ(db.all(summary)[0].into<Summary>().body, "one ship");
}

TEST(record, whole_tables) {
  schema::filled_database db;
  const auto s = mz::select(messages, channels, mz::val(5).as<"five">())
                     .from(messages)
                     .inner_join(channels, channels.id == messages.channel_id)
                     .order_by(messages.id);
  const auto rows = db.all(s);
  EXPECT_EQ(rows[1][messages].body, "two");
  EXPECT_EQ(rows[1][channels].name, "general");
  EXPECT_EQ(rows[1]["five"_col], 5);
  const auto& [message, channel, five] = rows[2];
  EXPECT_EQ(message.id, 3);
  EXPECT_EQ(channel.id, 1);
  EXPECT_EQ(five, 5);
}

TEST(record, equality) {
  schema::filled_database db;
  const auto rows = db.all(summary);
  EXPECT_TRUE(rows[0] == db.all(summary)[0]);
  EXPECT_FALSE(rows[0] == rows[1]);
}

TEST(record, an_expression_is_found_where_it_is_selected_once) {
  schema::filled_database db;
  const auto row = db.one(mz::select(messages.id + 1, (messages.id + 2).as<"two">(), messages.id).from(messages).where(messages.id == 3));
  EXPECT_EQ(row[messages.id + 1], 4);
  EXPECT_EQ(row["two"_col], 5);
  EXPECT_EQ(row[messages.id], 3);
}

// A text that is too long for a small string lies on the heap, where a sanitizer sees it used after its row.
TEST(record, a_row_that_ends_gives_values) {
  schema::filled_database db;
  const std::string text = "a text that is too long for a small string";
  db.run(mz::update(messages).set(messages.body = text).where(messages.id == 1));
  const auto q = mz::select(messages.body, (messages.body).as<"named">(), messages).from(messages).where(messages.id == 1);
  std::string spelt;
  for (const char c : db.one(q)[messages.body]) spelt += c;
  for (const char c : db.one(q)["named"_col]) spelt += c;
  for (const char c : db.one(q)[messages].body) spelt += c;
  for (const char c : mz::get<0>(db.one(q))) spelt += c;
  for (const char c : mz::get<1>(db.one(q))) spelt += c;
  for (const char c : std::get<1>(db.one(q))) spelt += c;
  for (const char c : db.all(q)[0][messages.body]) spelt += c;
  for (const char c : db.all(q).at(0)[messages.body]) spelt += c;
  for (const char c : db.all(q).front()[messages.body]) spelt += c;
  for (const char c : db.all(q).back()[messages.body]) spelt += c;
  for (const char c : db.all(q).one()[messages.body]) spelt += c;
  for (const char c : (*db.get(q))[messages.body]) spelt += c;
  for (const char c : db.get(q).value()[messages.body]) spelt += c;
  for (const char c : mz::run_atomic(db, mz::atomic(q))[0_c].one()[messages.body]) spelt += c;
  for (const char c : mz::run_atomic(db, mz::atomic(q))[0_c][0][messages.body]) spelt += c;
  for (const char c : mz::try_atomic(db, mz::atomic(q)).value()[0_c].one()[messages.body]) spelt += c;
  auto stream = db.stream(q);
  for (const char c : (*stream.begin())[messages.body]) spelt += c;
  std::string wanted;
  for (int i = 0; i != 17; ++i) wanted += text;
  EXPECT_EQ(spelt, wanted);
  static_assert(std::is_same_v<decltype(db.one(q)[messages.body]), std::string>);
  static_assert(std::is_same_v<decltype(db.one(q)[messages]), mz::row_of<messages>>);
  static_assert(std::is_same_v<decltype(db.get(q)), std::optional<decltype(db.one(q))>>);
  const auto kept = db.one(q);
  static_assert(std::is_same_v<decltype((kept[messages.body])), const std::string&>);
}

TEST(record, serves_as_a_standard_tuple) {
  schema::filled_database db;
  auto row = db.all(summary)[1];
  static_assert(std::tuple_size_v<const decltype(row)> == 3);
  static_assert(std::is_same_v<std::tuple_element_t<1, decltype(row)>, std::string>);
  static_assert(std::is_same_v<decltype(std::get<1>(row)), std::string&>);
  static_assert(std::is_same_v<decltype(std::get<1>(std::as_const(row))), const std::string&>);
  EXPECT_EQ(std::get<0>(row), 2);
  std::get<1>(row) += "!";
  mz::get<0>(row) = 5;
  const auto text = [](std::int64_t id, const std::string& body, std::int64_t total) {
    return std::to_string(id) + body + std::to_string(total);
  };
  EXPECT_EQ(std::apply(text, row), "5two!40");
  EXPECT_EQ(std::apply(text, std::as_const(row)), "5two!40");
  EXPECT_EQ(std::apply(text, db.all(summary)[0]), "1one ship20");
  const auto [id, body, total] = db.all(summary)[2];
  EXPECT_EQ(text(id, body, total), "3three ships60");
  // A tuple of std's own is not meant.
  EXPECT_EQ(std::apply(text, std::tuple{std::int64_t{1}, std::string{"x"}, std::int64_t{2}}), "1x2");
}

TEST(record, a_position_is_found_beside_std) {
  schema::filled_database db;
  auto row = db.all(summary)[0];
  get<0>(row) = 7;
  {
    using namespace mizzle;
    using namespace std;
    EXPECT_EQ(get<0>(row), 7);
    EXPECT_EQ(get<1>(as_const(row)), "one ship");
    EXPECT_EQ(get<1>(move(row)), "one ship");
    EXPECT_EQ(get<1>(tuple{1, 2}), 2);
  }
}
