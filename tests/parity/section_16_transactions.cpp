// SPDX-License-Identifier: MIT
// Section 16 of the query language: transactions.
#include "parity/support.hpp"

using namespace parity;

namespace {

auto city(const char* name) { return mz::insert_into(cities).values({.name = name}); }

}  // namespace

// Kept when the function returns, undone when it throws; what it returns is given on; immediate, deferred or exclusive: `db.transaction([&](auto& tx) { ... }, mz::sqlite::behavior::deferred)`.
TEST(parity_16_transactions, commit_and_rollback) {
  database db;
  EXPECT_EQ(db.transaction([](auto& tx) { return tx.run(city("a")).changes; }), 1);
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(city("b"));
    throw std::runtime_error{"no"};
  }),
               std::runtime_error);
  db.transaction([](auto& tx) { tx.run(city("c")); }, mz::sqlite::behavior::deferred);
  db.transaction([](auto& tx) { tx.run(city("d")); }, mz::sqlite::behavior::exclusive);
  EXPECT_EQ(plain(db, "select name from cities where id > 3 order by id"), (std::vector<std::string>{"a", "c", "d"}));
}

// Nested ones are savepoints: `tx.transaction([&](auto& inner) { ... })`.
TEST(parity_16_transactions, nested) {
  database db;
  db.transaction([](auto& tx) {
    tx.run(city("a"));
    EXPECT_THROW(tx.transaction([](auto& inner) {
      inner.run(city("b"));
      inner.run(city("a"));
    }),
                 mz::error::sql_error);
    tx.transaction([](auto& inner) { inner.run(city("c")); });
  });
  EXPECT_EQ(plain(db, "select name from cities where id > 3 order by id"), (std::vector<std::string>{"a", "c"}));
}

// A savepoint with a name of its own: `tx.savepoint("import", [&](auto& inner) { ... })`.
TEST(parity_16_transactions, savepoints_by_name) {
  database db;
  std::string log;
  db.on_statement([&](const mz::sqlite::statement_event& e) { log += std::string{e.sql()} + "; "; });
  db.transaction([](auto& tx) { tx.savepoint("import", [](auto& inner) { inner.run(city("a")); }); });
  db.on_statement(nullptr);
  EXPECT_NE(log.find(R"(savepoint "import")"), std::string::npos) << log;
  EXPECT_EQ(db.count(cities), 4);
}

// Left without an error, and nothing stays: `tx.rollback()`, `return tx.rollback(value)`.
TEST(parity_16_transactions, rollback) {
  database db;
  db.transaction([](auto& tx) {
    tx.run(city("a"));
    tx.rollback();
  });
  EXPECT_EQ(db.transaction([](auto& tx) {
    tx.run(city("b"));
    return tx.rollback(5);
  }),
            5);
  EXPECT_EQ(db.count(cities), 3);
}

// All that is read is of one moment, and nothing is written: `db.snapshot([&](auto& tx) { ... })`.
TEST(parity_16_transactions, snapshots) {
  database db;
  EXPECT_EQ(db.snapshot([](auto& tx) { return tx.count(cities) + tx.count(users); }), 7);
  EXPECT_THROW(db.snapshot([](auto& tx) { tx.run(city("a")); }), mz::error::invalid_request);
}

// A function that returns a future would go on behind the commit; it does not compile.
// Rejected: statements.transaction_with_a_future.
TEST(parity_16_trouble, a_transaction_ends_with_its_function) {
  database db;
  db.transaction([](auto& tx) { EXPECT_TRUE(tx.in_transaction()); });
  EXPECT_FALSE(db.in_transaction());
}

// A savepoint that is rolled back is released as well: none stays open inside of the outer transaction.
TEST(parity_16_trouble, a_savepoint_that_is_rolled_back_is_released) {
  database db;
  std::vector<std::string> log;
  db.on_statement([&](const mz::sqlite::statement_event& e) { log.emplace_back(e.sql()); });
  db.transaction([](auto& tx) { tx.transaction([](auto& inner) { inner.rollback(); }); });
  db.on_statement(nullptr);
  std::string all;
  for (const std::string& sql : log) all += sql + "; ";
  const std::size_t back = all.find("rollback to "), released = all.find("release ");
  ASSERT_NE(back, std::string::npos) << all;
  ASSERT_NE(released, std::string::npos) << all;
  EXPECT_LT(back, released);
}
