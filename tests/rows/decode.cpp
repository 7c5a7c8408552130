// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

constexpr auto parent = mz::alias<"parent">(messages);

// The first column that cannot be NULL stands last.
template <class As>
struct Late {
  mz::column<As, "a", std::optional<std::string>> a{};
  mz::column<As, "b", std::optional<std::int64_t>> b{};
  mz::column<As, "key", std::string, mz::primary_key> key{};
};
constexpr mz::table<"late", Late> late{};

}  // namespace

TEST(decode, fields_of_every_kind_stand_beside_one_another) {
  schema::filled_database db;
  const auto s = mz::select(mz::val("first"), messages, channels.name, channels, messages.thread_id, mz::val(2.5))
                     .from(messages)
                     .inner_join(channels, channels.id == messages.channel_id)
                     .where(messages.id == 2);
  const auto [first, message, name, channel, thread, last] = db.one(s);
  EXPECT_EQ(first, "first");
  EXPECT_EQ(message.id, 2);
  EXPECT_EQ(message.thread_id, 1);
  EXPECT_EQ(message.body, "two");
  EXPECT_EQ(message.created_at, 20);
  EXPECT_EQ(name, "general");
  EXPECT_EQ(channel.name, "general");
  EXPECT_EQ(thread, 1);
  EXPECT_EQ(last, 2.5);
}

TEST(decode, an_absent_table_does_not_shift_what_follows) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, parent, mz::val("x"), channels, parent.body, messages.body)
                     .from(messages)
                     .left_join(parent, parent.id == messages.thread_id)
                     .inner_join(channels, channels.id == messages.channel_id)
                     .order_by(messages.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][parent], std::nullopt);
  EXPECT_EQ(mz::get<2>(rows[0]), "x");
  EXPECT_EQ(rows[0][channels].name, "general");
  EXPECT_EQ(rows[0][parent.body], std::nullopt);
  EXPECT_EQ(rows[0][messages.body], "one ship");
  ASSERT_TRUE(rows[1][parent].has_value());
  EXPECT_EQ(rows[1][parent]->id, 1);
  EXPECT_EQ(rows[1][parent]->thread_id, std::nullopt);
  EXPECT_EQ(rows[1][parent]->body, "one ship");
  EXPECT_EQ(rows[1][channels].id, 1);
  EXPECT_EQ(rows[1][parent.body], "one ship");
}

TEST(decode, a_row_is_there_when_its_key_is) {
  schema::filled_database db;
  db.create_tables(late);
  db.run(mz::insert_into(late).values({.key = "general"}));
  const auto rows = db.all(mz::select(channels.name, late).from(channels).left_join(late, late.key == channels.name).order_by(channels.id));
  ASSERT_EQ(rows.size(), 2u);
  ASSERT_TRUE(rows[0][late].has_value());
  EXPECT_EQ(rows[0][late]->a, std::nullopt);
  EXPECT_EQ(rows[0][late]->key, "general");
  EXPECT_FALSE(rows[1][late].has_value());
}

TEST(decode, a_stream_reads_the_same_as_views) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, parent, mz::concat(messages.body, "!"))
                     .from(messages)
                     .left_join(parent, parent.id == messages.thread_id)
                     .order_by(messages.id);
  std::string seen;
  for (auto&& [id, whole, loud] : db.stream(s)) {
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(whole->body)>, std::string_view>);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(loud)>, std::string_view>);
    seen += std::to_string(id) + (whole ? std::string{whole->body} : "none") + std::string{loud} + ' ';
  }
  EXPECT_EQ(seen, "1noneone ship! 2one shiptwo! 3one shipthree ships! ");
  db.run(mz::insert_into(everything)
             .values({.id = 1, .bytes = mz::blob{std::byte{1}, std::byte{2}}, .hue = color::blue, .urgent = urgency::high}));
  for (auto&& row : db.stream(mz::select(everything))) {
    EXPECT_EQ(row.bytes.size(), 2u);
    EXPECT_EQ(row.hue, color::blue);
    EXPECT_EQ(row.urgent, urgency::high);
    EXPECT_EQ(row.maybe_t, std::nullopt);
  }
}

TEST(decode, a_value_that_does_not_fit_is_told_by_its_column_wherever_it_stands) {
  schema::filled_database db;
  support::execute(db, "update messages set created_at = 'late' where id = 1");
  const auto column_of = [&](const auto& s) -> std::string {
    try {
      (void)db.all(s);
    } catch (const mz::error::decode_error& e) {
      return e.column();
    }
    return "";
  };
  EXPECT_EQ(column_of(mz::select(messages)), "created_at");
  EXPECT_EQ(column_of(mz::select(channels, messages).from(messages).inner_join(channels, channels.id == messages.channel_id)),
            "created_at");
  EXPECT_EQ(column_of(mz::select(messages.id, parent).from(messages).left_join(parent, parent.id == messages.thread_id)), "created_at");
  EXPECT_EQ(column_of(mz::select(messages.id, messages.created_at.as<"when">()).from(messages)), "when");
  EXPECT_EQ(column_of(mz::select(messages.id, messages.body).from(messages)), "");
}
