// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <stdexcept>

namespace {
using namespace sqlite_tests;

TEST(transaction, commits_and_gives_what_the_function_returns) {
  auto db = memory();
  const std::int64_t id = db.transaction([](auto& tx) { return tx.run(note(7, "seven")).last_insert_rowid; });
  EXPECT_EQ(id, 7);
  EXPECT_EQ(count_notes(db), 1);
  EXPECT_FALSE(db.in_transaction());
}

TEST(transaction, what_is_thrown_undoes_it_and_comes_out_unchanged) {
  auto db = memory();
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(note(1, "one"));
    throw std::out_of_range{"mine"};
  }),
               std::out_of_range);
  EXPECT_EQ(count_notes(db), 0);
  EXPECT_FALSE(db.in_transaction());
  db.transaction([](auto& tx) { tx.run(note(1, "one")); });
  EXPECT_EQ(count_notes(db), 1);
}

TEST(transaction, an_inner_failure_keeps_the_outer_work) {
  auto db = memory();
  db.transaction([](auto& tx) {
    tx.run(note(1, "outer"));
    EXPECT_THROW(tx.transaction([](auto& inner) {
      inner.run(note(2, "inner"));
      inner.run(note(3, "outer"));
    }),
                 mz::error::sql_error);
    tx.run(note(4, "later"));
    tx.transaction([](auto& inner) {
      inner.run(note(5, "kept"));
      EXPECT_THROW(inner.transaction([](auto& third) {
        third.run(note(6, "gone"));
        throw std::runtime_error{"third"};
      }),
                   std::runtime_error);
    });
  });
  std::string seen;
  for (auto&& [id] : db.stream(mz::select(notes.id).from(notes).order_by(notes.id))) seen += std::to_string(id);
  EXPECT_EQ(seen, "145");
}

TEST(transaction, an_outer_failure_undoes_the_inner_work) {
  auto db = memory();
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.transaction([](auto& inner) { inner.run(note(1, "inner")); });
    throw std::runtime_error{"outer"};
  }),
               std::runtime_error);
  EXPECT_EQ(count_notes(db), 0);
}

TEST(transaction, a_13_a_write_through_the_outer_handle_is_refused_at_once) {
  auto db = memory();
  db.transaction([&](auto& tx) {
    tx.run(note(1, "one"));
    EXPECT_THROW(db.run(note(2, "two")), mz::error::invalid_request);
    EXPECT_THROW((void)db.all(note(2, "two").returning()), mz::error::invalid_request);
    EXPECT_THROW((void)db.get(note(2, "two").returning()), mz::error::invalid_request);
    EXPECT_THROW(db.raw("insert into notes (title) values ('raw')"), mz::error::invalid_request);
    EXPECT_THROW((void)db.execute({"delete from notes", {}}), mz::error::invalid_request);
    EXPECT_THROW(db.transaction([](auto&) {}), mz::error::invalid_request);
    EXPECT_THROW(db.create_tables(notes), mz::error::invalid_request);
    EXPECT_EQ(count_notes(db), 1);
    EXPECT_EQ(db.all(mz::select(notes)).size(), 1u);
    EXPECT_EQ(db.raw<std::int64_t>("select id from notes").size(), 1u);
  });
  EXPECT_EQ(count_notes(db), 1);
}

TEST(transaction, a_write_through_the_outer_handle_of_a_savepoint_is_refused) {
  auto db = memory();
  db.transaction([&](auto& tx) {
    tx.transaction([&](auto& inner) {
      EXPECT_THROW(tx.run(note(1, "one")), mz::error::invalid_request);
      EXPECT_THROW(db.run(note(1, "one")), mz::error::invalid_request);
      inner.run(note(2, "two"));
    });
    tx.run(note(1, "one"));
  });
  EXPECT_EQ(count_notes(db), 2);
}

TEST(transaction, its_handle_cannot_be_kept) {
  static_assert(!std::is_copy_constructible_v<mz::sqlite::transaction_handle>);
  static_assert(!std::is_move_constructible_v<mz::sqlite::transaction_handle>);
  static_assert(!std::is_copy_constructible_v<mz::sqlite::handle>);
  static_assert(!std::is_move_constructible_v<mz::sqlite::handle>);
}

TEST(transaction, sql_of_ones_own_cannot_end_it) {
  auto db = memory();
  for (const char* const sql : {"commit", "END transaction", "rollback", "-- why\nrollback to mizzle", "savepoint x", "release mizzle",
                                "begin", "/* x */ Begin Immediate"}) {
    db.transaction([&](auto& tx) {
      tx.run(note(1, "one"));
      EXPECT_THROW(tx.raw(sql), mz::error::invalid_request) << sql;
      EXPECT_THROW((void)tx.template raw<std::int64_t>(sql), mz::error::invalid_request) << sql;
      EXPECT_THROW((void)tx.execute({sql, {}}), mz::error::invalid_request) << sql;
      EXPECT_THROW(db.raw(sql), mz::error::invalid_request) << sql;
      tx.transaction([&](auto& inner) { EXPECT_THROW(inner.raw(sql), mz::error::invalid_request) << sql; });
      tx.run(note(2, "two"));
    });
    EXPECT_EQ(count_notes(db), 2) << sql;
    db.run(mz::delete_from(notes).all_rows());
  }
}

TEST(transaction, joins_one_that_the_program_has_begun) {
  auto db = memory();
  for (const bool kept : {true, false}) {
    db.raw("begin");
    db.transaction([](auto& tx) { tx.run(note(1, "one")); });
    (void)mz::run_atomic(db, mz::atomic(note(2, "two"), note(3, "three")));
    EXPECT_FALSE(mz::try_atomic(db, mz::atomic(note(4, "four"), note(5, "one"))).ok());
    EXPECT_THROW(db.run(mz::delete_from(notes).where(notes.id > 0).require_exactly(1)), mz::error::guard_failed);
    EXPECT_EQ(db.run(mz::insert_into(notes).values(std::vector<mz::new_row<notes>>{{.id = 6, .title = "six"}})).changes, 1);
    EXPECT_EQ(count_notes(db), 4);
    EXPECT_EQ(sqlite3_get_autocommit(db.native()), 0);
    db.raw(kept ? "commit" : "rollback");
    EXPECT_EQ(count_notes(db), kept ? 4 : 0);
    db.run(mz::delete_from(notes).all_rows());
  }
}

TEST(transaction, a_write_outside_of_one_is_undone_if_its_rows_cannot_be_read) {
  auto db = memory();
  db.run(note(1, "one"));
  EXPECT_THROW((void)db.one(mz::update(notes).set(notes.title = "x").all_rows().returning(notes.id, mz::sql<"'text'", std::int64_t>())),
               mz::error::decode_error);
  db.run(note(2, "two"));
  EXPECT_THROW((void)db.one(mz::delete_from(notes).all_rows().returning(notes.id)), mz::error::too_many_rows);
  EXPECT_EQ(count_notes(db), 2);
  EXPECT_EQ(db.all(mz::select(notes))[0].title, "one");
}

TEST(transaction, f_2_the_engine_may_end_it_and_then_nothing_more_runs) {
  auto db = memory();
  db.run(note(1, "one"));
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(note(2, "two"));
    EXPECT_THROW(tx.raw("insert or rollback into notes (title) values ('one')"), mz::error::sql_error);
    EXPECT_THROW(tx.run(note(3, "three")), mz::error::invalid_request);
    EXPECT_THROW(tx.raw("insert into notes (title) values ('four')"), mz::error::invalid_request);
    EXPECT_THROW((void)tx.all(mz::select(notes)), mz::error::invalid_request);
    EXPECT_THROW(tx.transaction([](auto&) {}), mz::error::invalid_request);
  }),
               mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 1);
  db.transaction([](auto& tx) { tx.run(note(5, "five")); });
  EXPECT_EQ(count_notes(db), 2);
}

TEST(transaction, f_2_the_end_by_the_engine_reaches_the_outermost) {
  auto db = memory();
  db.run(note(1, "one"));
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(note(2, "two"));
    EXPECT_THROW(tx.transaction([](auto& inner) { inner.raw("insert or rollback into notes (title) values ('one')"); }),
                 mz::error::sql_error);
    tx.run(note(3, "three"));
  }),
               mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 1);
}

template <class As>
struct Parent {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
inline constexpr mz::table<"parents", Parent> parents{};
template <class As>
struct Child {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "parent_id", std::int64_t, mz::references<parents.id, mz::deferred>> parent_id{};
};
inline constexpr mz::table<"children", Child> children{};

TEST(transaction, c_scenario_14_a_failure_of_the_commit_undoes_it_and_comes_out) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(parents, children);
  try {
    db.transaction([](auto& tx) { tx.run(mz::insert_into(children).values({.id = 1, .parent_id = 9})); });
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_FOREIGNKEY);
  }
  EXPECT_NE(sqlite3_get_autocommit(db.native()), 0);
  EXPECT_FALSE(db.in_transaction());
  EXPECT_TRUE(db.all(mz::select(children)).empty());
  db.transaction([](auto& tx) {
    tx.run(mz::insert_into(children).values({.id = 1, .parent_id = 9}));
    tx.run(mz::insert_into(parents).values({.id = 9}));
  });
  EXPECT_EQ(db.all(mz::select(children)).size(), 1u);
}

TEST(transaction, a_guard_within_one_undoes_its_own_statement_only) {
  auto db = memory();
  db.transaction([](auto& tx) {
    tx.run(note(1, "one"));
    EXPECT_THROW(tx.run(mz::update(notes).set(notes.stars = 9).where(notes.id > 0).require_exactly(2)), mz::error::guard_failed);
    tx.run(note(2, "two"));
  });
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 1)).stars, 0);
  EXPECT_EQ(count_notes(db), 2);
}

TEST(transaction, immediate_by_default_deferred_and_exclusive_by_wish) {
  const temporary_file file;
  mz::sqlite::connection a{file.path()};
  mz::sqlite::connection b{file.path(), {.busy_timeout = 0ms}};
  a.create_tables(notes);
  a.transaction([&](auto&) { EXPECT_THROW(b.transaction([](auto&) {}), mz::error::busy); });
  a.transaction([&](auto&) { b.run(note(1, "no lock was taken")); }, mz::sqlite::behavior::deferred);
  a.transaction([&](auto&) { EXPECT_THROW(b.run(note(2, "locked")), mz::error::busy); }, mz::sqlite::behavior::exclusive);
  EXPECT_EQ(count_notes(a), 1);
}

TEST(transaction, many_rows_are_inserted_together_or_not_at_all) {
  auto db = memory();
  std::vector<mz::new_row<notes>> rows;
  for (int i = 1; i <= 1000; ++i) rows.push_back({.id = i, .title = i == 900 ? "n5" : "n" + std::to_string(i)});
  EXPECT_THROW(db.run(mz::insert_into(notes).values(rows)), mz::error::sql_error);
  EXPECT_EQ(count_notes(db), 0);
  rows[899].title = "n900";
  EXPECT_EQ(db.run(mz::insert_into(notes).values(rows)).changes, 1000);
}

TEST(transaction, rollback_leaves_it_without_an_error) {
  auto db = memory();
  bool went_on = false;
  db.transaction([&](auto& tx) {
    tx.run(note(1, "gone"));
    if (count_notes(tx) == 1) tx.rollback();
    went_on = true;
  });
  EXPECT_FALSE(went_on);
  EXPECT_EQ(count_notes(db), 0);
  EXPECT_FALSE(db.in_transaction());
  db.transaction([](auto& tx) { tx.run(note(1, "kept")); });
  EXPECT_EQ(count_notes(db), 1);
}

TEST(transaction, rollback_of_a_savepoint_keeps_what_is_around) {
  auto db = memory();
  db.transaction([](auto& tx) {
    tx.run(note(1, "kept"));
    tx.transaction([](auto& inner) {
      inner.run(note(2, "gone"));
      inner.rollback();
    });
    tx.run(note(3, "kept too"));
  });
  EXPECT_EQ(count_notes(db), 2);
}

TEST(transaction, rollback_of_the_outer_one_from_inside_leaves_both) {
  auto db = memory();
  bool went_on = false;
  db.transaction([&](auto& tx) {
    tx.run(note(1, "gone"));
    tx.transaction([&](auto& inner) {
      inner.run(note(2, "gone too"));
      tx.rollback();
    });
    went_on = true;
  });
  EXPECT_FALSE(went_on);
  EXPECT_EQ(count_notes(db), 0);
}

TEST(transaction, rollback_of_one_that_gives_a_value) {
  auto db = memory();
  const int left = db.transaction([](auto& tx) {
    tx.run(note(1, "gone"));
    return tx.rollback(7);
  });
  EXPECT_EQ(left, 7);
  const std::optional<int> none = db.transaction([](auto& tx) -> std::optional<int> {
    if (tx.run(note(1, "gone")).changes == 1) tx.rollback();
    return 1;
  });
  EXPECT_EQ(none, std::nullopt);
  EXPECT_THROW((void)db.transaction([](auto& tx) -> int {
    if (tx.run(note(1, "gone")).changes == 1) tx.rollback();
    return 1;
  }),
               mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 0);
  EXPECT_FALSE(db.in_transaction());
}

TEST(transaction, a_rollback_that_somebody_catches_is_one_still) {
  auto db = memory();
  db.transaction([](auto& tx) {
    tx.run(note(1, "gone"));
    try {
      tx.rollback();
    } catch (...) {}
    tx.run(note(2, "gone as well"));
  });
  EXPECT_EQ(count_notes(db), 0);
}

}  // namespace
