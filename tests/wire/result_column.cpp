// SPDX-License-Identifier: MIT
#include <mizzle/wire/result_column.hpp>

#include <gtest/gtest.h>

#include "support/schema.hpp"

namespace {
using namespace schema;

template <class S>
std::string name(const S&, std::size_t position) {
  const mz::detail::result_column n = mz::detail::result_column_at(S::text, position);
  return n.table + "|" + n.column;
}

TEST(result_column, of_columns_and_whole_tables) {
  constexpr auto other = mz::alias<"other">(channels);
  const auto s = mz::select(messages.body, other, messages.id.as<"number">(), channels.name).from(messages, channels, other);
  EXPECT_EQ(name(s, 0), "messages|body");
  EXPECT_EQ(name(s, 1), "other|id");
  EXPECT_EQ(name(s, 2), "other|name");
  EXPECT_EQ(name(s, 3), "messages|number");
  EXPECT_EQ(name(s, 4), "channels|name");
  EXPECT_EQ(name(s, 5), "|6");
}

TEST(result_column, of_expressions) {
  const auto s = mz::select(mz::count().as<"total">(), messages.id + 1, mz::upper(messages.body)).from(messages);
  EXPECT_EQ(name(s, 0), "|total");
  EXPECT_EQ(name(s, 1), R"(|"id" + ?)");
  EXPECT_EQ(name(s, 2), R"(|upper("body"))");
}

TEST(result_column, of_what_a_write_returns) {
  EXPECT_EQ(name(mz::insert_into(channels).values({.name = "a"}).returning(), 1), "channels|name");
  EXPECT_EQ(name(mz::update(channels).set(channels.name = "a").all_rows().returning(channels.id), 0), "channels|id");
  EXPECT_EQ(name(mz::insert_into(channels).columns(channels.name).from(mz::select(messages.body).from(messages)).returning(channels.id), 0),
            "channels|id");
}

// Such a table comes with a column that tells whether its row is there.
TEST(result_column, behind_a_table_that_may_be_absent) {
  const auto s = mz::select(channels.id, loose, channels.name).from(channels).left_join(loose, loose.b == channels.id);
  EXPECT_EQ(name(s, 0), "channels|id");
  EXPECT_EQ(name(s, 1), "loose|mizzle row");
  EXPECT_EQ(name(s, 2), "loose|a");
  EXPECT_EQ(name(s, 3), "loose|b");
  EXPECT_EQ(name(s, 4), "channels|name");
  filled_database db;
  db.create_tables(loose);
  db.raw("insert into loose values (x'00', 1)");
  try {
    (void)db.all(s);
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.table() + "." + e.column(), "loose.a");
  }
}

}  // namespace
