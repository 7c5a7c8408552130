// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <stdexcept>

namespace {
using namespace sqlite_tests;

std::string ids(mz::sqlite::handle& db) {
  std::string result;
  for (auto&& [id] : db.stream(mz::select(notes.id).from(notes).order_by(notes.id))) result += std::to_string(id);
  return result;
}
bool idle(mz::sqlite::connection& db) { return sqlite3_get_autocommit(db.native()) != 0 && !db.in_transaction(); }

struct stop {};

TEST(scope, each_level_is_kept_or_undone_by_itself) {
  // Which of three nested levels are left by an exception: a level stays only if no level around it is undone.
  for (int bits = 0; bits != 8; ++bits) {
    auto db = memory();
    const auto leave = [&](int level) {
      if ((bits >> level & 1) != 0) throw stop{};
    };
    const auto catching = [](auto&& f) {
      try {
        f();
      } catch (const stop&) {}
    };
    catching([&] {
      db.transaction([&](auto& a) {
        a.run(note(1, "a"));
        catching([&] {
          a.transaction([&](auto& b) {
            b.run(note(2, "b"));
            catching([&] {
              b.transaction([&](auto& c) {
                c.run(note(3, "c"));
                leave(2);
              });
            });
            b.run(note(4, "b again"));
            leave(1);
          });
        });
        a.run(note(5, "a again"));
        leave(0);
      });
    });
    std::string expected;
    if ((bits & 1) == 0) expected = (bits & 2) != 0 ? "15" : (bits & 4) != 0 ? "1245" : "12345";
    EXPECT_EQ(ids(db), expected) << bits;
    EXPECT_TRUE(idle(db));
  }
}

TEST(scope, an_exception_passes_through_all_levels) {
  auto db = memory();
  db.run(note(9, "before"));
  EXPECT_THROW(db.transaction([](auto& a) {
    a.run(note(1, "a"));
    a.transaction([](auto& b) {
      b.run(note(2, "b"));
      b.transaction([](auto& c) {
        c.run(note(3, "c"));
        c.run(note(4, "a"));
      });
    });
  }),
               mz::error::sql_error);
  EXPECT_EQ(ids(db), "9");
  EXPECT_TRUE(idle(db));
}

TEST(scope, levels_one_behind_another_do_not_meet) {
  auto db = memory();
  db.transaction([](auto& tx) {
    for (int i = 1; i <= 6; ++i) {
      try {
        tx.transaction([&](auto& inner) {
          inner.run(note(i, std::to_string(i)));
          if (i % 2 == 0) throw stop{};
        });
      } catch (const stop&) {}
    }
  });
  EXPECT_EQ(ids(db), "135");
}

TEST(scope, gives_on_what_the_function_returns) {
  auto db = memory();
  EXPECT_EQ(db.transaction([](auto&) { return std::string{"text"}; }), "text");
  const auto only_moved = db.transaction([](auto& tx) { return tx.transaction([](auto&) { return std::make_unique<int>(5); }); });
  EXPECT_EQ(*only_moved, 5);
  const auto rows = db.transaction([](auto& tx) {
    tx.run(note(1, "a"));
    return tx.all(mz::select(notes));
  });
  EXPECT_EQ(rows.at(0).title, "a");
}

TEST(scope, an_atomic_list_nests_like_a_transaction) {
  auto db = memory();
  db.transaction([](auto& tx) {
    (void)mz::run_atomic(tx, mz::atomic(note(1, "a"), note(2, "b")));
    EXPECT_FALSE(mz::try_atomic(tx, mz::atomic(note(3, "c"), note(4, "a"))).ok());
    (void)mz::run_atomic(tx, mz::atomic(note(5, "e")));
  });
  EXPECT_EQ(ids(db), "125");
  EXPECT_TRUE(idle(db));
}

TEST(scope, a_trigger_may_end_the_transaction) {
  auto db = memory();
  db.raw("create trigger never before insert on notes when new.title = 'end' begin select raise(rollback, 'ended by a trigger'); end");
  db.run(note(1, "a"));
  try {
    db.transaction([](auto& tx) {
      tx.run(note(2, "b"));
      tx.transaction([](auto& inner) { inner.run(note(3, "end")); });
    });
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_STREQ(e.what(), "ended by a trigger");
  }
  EXPECT_TRUE(idle(db));
  EXPECT_EQ(ids(db), "1");
  // Swallowing the error does not make a commit of it.
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(note(2, "b"));
    EXPECT_THROW(tx.run(note(3, "end")), mz::error::sql_error);
    EXPECT_THROW(tx.run(note(4, "d")), mz::error::invalid_request);
  }),
               mz::error::invalid_request);
  EXPECT_TRUE(idle(db));
  EXPECT_EQ(ids(db), "1");
  // Outside of a transaction it ends only its own statement.
  EXPECT_THROW(db.run(note(3, "end")), mz::error::sql_error);
  EXPECT_THROW((void)db.all(mz::insert_into(notes).values({.title = "end"}).returning()), mz::error::sql_error);
  EXPECT_TRUE(idle(db));
  db.transaction([](auto& tx) { tx.run(note(5, "e")); });
  EXPECT_EQ(ids(db), "15");
}

TEST(scope, an_error_of_the_engine_keeps_what_the_transaction_has_done) {
  auto db = memory();
  db.raw("create trigger no before insert on notes when new.title = 'no' begin select raise(abort, 'no'); end");
  db.transaction([](auto& tx) {
    tx.run(note(1, "a"));
    EXPECT_THROW(tx.run(note(2, "no")), mz::error::sql_error);
    EXPECT_THROW(tx.raw("insert or fail into notes (id, title) values (3, 'c'), (4, 'a')"), mz::error::sql_error);
    tx.run(note(5, "e"));
  });
  // `or fail` keeps the rows before the one that failed.
  EXPECT_EQ(ids(db), "135");
}

TEST(scope, a_stream_from_outside_goes_on_or_fails_but_does_not_end_early) {
  auto db = memory();
  for (int i = 1; i <= 5; ++i) db.run(note(i, std::to_string(i)));
  auto rows = db.stream(mz::select(notes.id).from(notes).order_by(notes.id));
  auto at = rows.begin();
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(mz::delete_from(notes).where(notes.id > 2));
    throw stop{};
  }),
               stop);
  int seen = 0;
  try {
    for (; at != rows.end(); ++at) ++seen;
    EXPECT_EQ(seen, 5);
  } catch (const mz::error::base&) {
    EXPECT_LT(seen, 5);
  }
  EXPECT_EQ(ids(db), "12345");
}

}  // namespace
