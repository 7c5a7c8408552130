// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

/// The texts of all statements that a connection runs.
struct trace {
  explicit trace(mz::sqlite::connection& db) : native{db.native()} {
    sqlite3_trace_v2(native, SQLITE_TRACE_STMT, [](unsigned, void* to, void*, void* sql) {
      static_cast<trace*>(to)->texts.emplace_back(static_cast<const char*>(sql));
      return 0;
    }, this);
  }
  trace(const trace&) = delete;
  ~trace() { sqlite3_trace_v2(native, 0, nullptr, nullptr); }
  [[nodiscard]] std::string verbs() const {
    std::string result;
    for (const std::string& sql : texts) result += sql.substr(0, sql.find(' ')) + ' ';
    return result;
  }
  sqlite3* native;
  std::vector<std::string> texts{};
};

std::vector<mz::new_row<notes>> some(int first, int count) {
  std::vector<mz::new_row<notes>> rows;
  for (int i = 0; i != count; ++i) rows.push_back({.id = first + i, .title = "n" + std::to_string(first + i)});
  return rows;
}

TEST(run_range, one_execution_needs_no_transaction) {
  auto db = memory();
  {
    const trace seen{db};
    EXPECT_EQ(db.run(mz::insert_into(notes).values(some(1, 1))).changes, 1);
    EXPECT_EQ(seen.verbs(), "insert ");
  }
  for (const int size : {1, 2, 5, 8, 16, 128}) {
    db.transaction([&](auto& tx) {
      const trace seen{db};
      EXPECT_EQ(tx.run(mz::insert_into(notes).values(some(1000 * size, size))).changes, size);
      EXPECT_EQ(seen.verbs(), "insert ");
    });
  }
}

TEST(run_range, several_executions_happen_all_or_not) {
  auto db = memory();
  const trace seen{db};
  EXPECT_EQ(db.run(mz::insert_into(notes).values(some(1, 20))).changes, 20);
  EXPECT_EQ(seen.verbs(), "begin insert insert commit ");
  auto rows = some(101, 200);
  rows.back().title = "n1";
  db.transaction([&](auto& tx) { EXPECT_THROW(tx.run(mz::insert_into(notes).values(rows)), mz::error::sql_error); });
  EXPECT_EQ(db.all(mz::select(notes)).size(), 20u);
}

TEST(run_range, rows_that_leave_out_unlike_columns_happen_all_or_not) {
  auto db = memory();
  std::vector<mz::new_row<notes>> rows{{.id = 1, .title = "a"}, {.id = 2, .title = "b", .stars = 3}, {.id = 1, .title = "c"}};
  EXPECT_THROW(db.run(mz::insert_into(notes).values(rows)), mz::error::sql_error);
  EXPECT_TRUE(db.all(mz::select(notes)).empty());
  rows.pop_back();
  EXPECT_EQ(db.run(mz::insert_into(notes).values(rows)).last_insert_rowid, 2);
}

// raise(fail) keeps what its statement has done before, where no transaction is left.
TEST(run_range, a_trigger_that_fails_keeps_no_rows) {
  auto db = memory();
  db.raw("create trigger t before insert on notes when new.id = 3 begin select raise(fail, 'no'); end");
  EXPECT_THROW(db.run(mz::insert_into(notes).values(some(1, 4))), mz::error::sql_error);
  EXPECT_TRUE(db.all(mz::select(notes)).empty());
}

}  // namespace
