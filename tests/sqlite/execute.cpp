// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

TEST(execute, values_cross_in_both_directions) {
  auto db = memory();
  const mz::blob bytes{std::byte{0}, std::byte{7}, std::byte{255}};
  const mz::statement_reply reply =
      db.execute({"select ?, ?, ?, ?, ?, ?", {std::monostate{}, std::int64_t{-3}, 2.5, std::string{"a\0b", 3}, bytes, mz::blob{}}, true});
  ASSERT_EQ(reply.rows.size(), 1u);
  const auto& row = reply.rows[0];
  EXPECT_TRUE(std::holds_alternative<std::monostate>(row[0]));
  EXPECT_EQ(std::get<std::int64_t>(row[1]), -3);
  EXPECT_EQ(std::get<double>(row[2]), 2.5);
  EXPECT_EQ(std::get<std::string>(row[3]), (std::string{"a\0b", 3}));
  EXPECT_EQ(std::get<mz::blob>(row[4]), bytes);
  EXPECT_EQ(std::get<mz::blob>(row[5]), mz::blob{});
}

TEST(execute, the_limits_of_an_integer_are_exact) {
  auto db = memory();
  constexpr auto least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
  const auto reply = db.execute({"select ?, ?", {least, most}, true});
  EXPECT_EQ(std::get<std::int64_t>(reply.rows[0][0]), least);
  EXPECT_EQ(std::get<std::int64_t>(reply.rows[0][1]), most);
}

TEST(execute, counts_are_those_of_the_statement_itself) {
  auto db = memory();
  const auto inserted = db.execute({"insert into notes (id, title) values (?, ?)", {std::int64_t{5}, std::string{"five"}}});
  EXPECT_EQ(inserted.changes, 1);
  EXPECT_EQ(inserted.last_insert_rowid, 5);
  EXPECT_TRUE(inserted.rows.empty());
  const auto selected = db.execute({"select id from notes", {}, true});
  EXPECT_EQ(selected.changes, 0);
  EXPECT_EQ(selected.last_insert_rowid, 0);
  const auto updated = db.execute({"update notes set stars = 3", {}});
  EXPECT_EQ(updated.changes, 1);
  EXPECT_EQ(updated.last_insert_rowid, 0);
  EXPECT_EQ(db.execute({"update notes set stars = 3 where id = 99", {}}).changes, 0);
}

TEST(execute, returning_rows_of_a_write) {
  auto db = memory();
  const auto reply = db.execute({"insert into notes (title) values ('a'), ('b') returning id, title", {}, true});
  EXPECT_EQ(reply.changes, 2);
  ASSERT_EQ(reply.rows.size(), 2u);
  EXPECT_EQ(std::get<std::string>(reply.rows[1][1]), "b");
}

TEST(execute, refuses_what_raw_refuses) {
  auto db = memory();
  EXPECT_THROW((void)db.execute({"", {}}), mz::error::invalid_request);
  EXPECT_THROW((void)db.execute({"select 1; select 2", {}}), mz::error::invalid_request);
  EXPECT_THROW((void)db.execute({"select ?", {}}), mz::error::invalid_request);
  EXPECT_THROW((void)db.execute({"select 1", {std::int64_t{1}}}), mz::error::invalid_request);
  EXPECT_THROW((void)db.execute({"select nothing", {}}), mz::error::sql_error);
}

TEST(execute, works_inside_a_transaction) {
  auto db = memory();
  EXPECT_THROW(db.transaction([](auto& tx) {
    (void)tx.execute({"insert into notes (title) values ('a')", {}});
    (void)tx.execute({"insert into notes (title) values ('a')", {}});
  }),
               mz::error::sql_error);
  EXPECT_EQ(count_notes(db), 0);
}

}  // namespace
