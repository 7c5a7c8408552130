// SPDX-License-Identifier: MIT
#include <mizzle/durable/pool.hpp>

#include <atomic>
#include <thread>

#include "durable/writer_kit.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace writer_tests;

struct pool : testing::Test {
  support::temporary_file file;
  mz::sqlite::connection made() const {
    mz::sqlite::connection db{file.path(), {.synchronous = mz::sqlite::synchronous::off}};
    db.create_tables(messages);
    return db;
  }
};

TEST_F(pool, what_is_committed_is_read) {
  mz::pool db{made()};
  db.submit(insert(1)).get();
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{1}));
  std::jthread{[&] { EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{1})); }};
  int called = 0;
  db.read([&](auto&) { ++called; });
  EXPECT_EQ(called, 1);
}

TEST_F(pool, a_read_sees_one_moment) {
  mz::pool db{made(), 2};
  db.submit(insert(1)).get();
  db.read([&](auto& tx) {
    EXPECT_EQ(ids(tx), (list{1}));
    db.submit(insert(2)).get();
    EXPECT_EQ(ids(tx), (list{1}));
  });
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{1, 2}));
}

TEST_F(pool, a_command_can_read_beside_its_transaction) {
  mz::pool db{made(), 1};
  db.submit(insert(1)).get();
  db.run([&](auto& tx) {
    tx.run(insert(2));
    EXPECT_EQ(db.read([](auto& other) { return ids(other); }), (list{1}));
  });
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{1, 2}));
}

TEST_F(pool, a_reader_cannot_write) {
  mz::pool db{made(), 1};
  for (int i = 0; i != 2; ++i) {
    EXPECT_THROW(db.read([](auto& tx) { tx.run(insert(1)); }), mz::error::invalid_request);
  }
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{}));
}

TEST_F(pool, reading_inside_of_reading_is_refused) {
  mz::pool db{made(), 1};
  db.read([&](auto&) { EXPECT_THROW((void)db.read([](auto& tx) { return ids(tx); }), mz::error::invalid_request); });
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{}));
}

TEST_F(pool, a_reader_that_fails_gives_its_connection_back) {
  mz::pool db{made(), 1};
  for (int i = 0; i != 3; ++i) EXPECT_THROW(db.read([](auto&) { throw std::runtime_error{"of its own"}; }), std::runtime_error);
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }), (list{}));
}

TEST_F(pool, more_readers_than_connections_take_turns) {
  mz::pool db{made(), 2};
  constexpr int last = 200;
  std::atomic<bool> over = false;
  {
    std::vector<std::jthread> readers;
    for (int r = 0; r != 5; ++r) {
      readers.emplace_back([&] {
        std::size_t before = 0;
        while (!over) {
          db.read([&](auto& tx) {
            const list first = ids(tx), second = ids(tx);
            EXPECT_EQ(first, second);
            EXPECT_GE(first.size(), before);
            before = first.size();
          });
        }
      });
    }
    for (int i = 1; i <= last; ++i) db.submit(insert(i)).get();
    over = true;
  }
  EXPECT_EQ(db.read([](auto& tx) { return ids(tx); }).size(), static_cast<std::size_t>(last));
}

TEST_F(pool, a_database_in_memory_and_no_readers_are_refused) {
  EXPECT_THROW(mz::pool{mz::sqlite::connection{":memory:"}}, mz::error::invalid_request);
  EXPECT_THROW((mz::pool{made(), 0}), mz::error::invalid_request);
}

TEST_F(pool, its_end_stores_what_is_posted) {
  {
    mz::pool db{made(), 1, {.on_error = [](const std::exception_ptr&) { FAIL(); }}};
    db.post(insert(1));
    db.post(insert(2), [](const auto& r) { EXPECT_TRUE(r.ok()); });
    EXPECT_EQ(db.writer().failure(), nullptr);
  }
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(ids(db), (list{1, 2}));
}

}  // namespace
