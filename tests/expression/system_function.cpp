// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::messages;

TEST(system_function, what_the_connection_did) {
  schema::filled_database db;
  const auto before = support::value_of(db, mz::total_changes());
  db.run(mz::update(messages).set(messages.body = "x").all_rows());
  EXPECT_EQ(support::value_of(db, mz::changes()), 3);
  EXPECT_EQ(support::value_of(db, mz::total_changes()), before + 3);
  db.run(mz::insert_into(messages).values({.id = 77, .channel_id = 1, .body = "x"}));
  EXPECT_EQ(support::value_of(db, mz::last_insert_rowid()), 77);
}

TEST(system_function, version) {
  schema::database db;
  EXPECT_EQ(support::value_of(db, mz::sqlite_version()), sqlite3_libversion());
}
