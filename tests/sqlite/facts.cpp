// SPDX-License-Identifier: MIT
// What SQLite does, and how that looks through mizzle.
#include "support.hpp"

namespace {
using namespace sqlite_tests;

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "parent", std::int64_t> parent{};
  mz::column<As, "seq", std::int64_t> seq{};
  mz::column<As, "code", std::string, mz::check_sql<"code <> 'bad'">> code{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_on(t.parent, t.code)); }
};
inline constexpr mz::table<"items", Item> items{};

mz::sqlite::connection with_items() {
  auto db = memory();
  db.create_tables(items);
  return db;
}
auto next_seq(std::int64_t parent) { return mz::select(mz::coalesce(mz::max(items.seq), 0) + 1).from(items).where(items.parent == parent); }

TEST(sqlite_facts, f_1_a_failing_statement_undoes_only_itself_and_mizzle_the_rest) {
  auto db = memory();
  db.transaction([](auto& tx) {
    tx.run(note(1, "one"));
    EXPECT_THROW(tx.run(note(2, "one")), mz::error::sql_error);
    tx.run(note(3, "three"));
  });
  EXPECT_EQ(count_notes(db), 2);
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(note(4, "four"));
    tx.run(note(5, "four"));
  }),
               mz::error::sql_error);
  EXPECT_EQ(count_notes(db), 2);
  EXPECT_NE(sqlite3_get_autocommit(db.native()), 0);
}

TEST(sqlite_facts, f_2_a_trigger_may_end_the_transaction_and_no_step_runs_after_it) {
  auto db = memory();
  db.raw("create trigger stop before insert on notes when new.stars = 13 begin select raise(rollback, 'unlucky'); end");
  const auto list = mz::atomic(note(1, "one"), mz::insert_into(notes).values({.id = 2, .title = "two", .stars = 13}), note(3, "three"));
  const auto o = mz::try_atomic(db, list);
  ASSERT_NE(o.error<mz::error::sql_error>(), nullptr);
  EXPECT_STREQ(o.error()->what(), "unlucky");
  EXPECT_EQ(o.error()->step(), 1u);
  EXPECT_EQ(count_notes(db), 0);
}

TEST(sqlite_facts, f_3_a_commit_after_an_unfinished_returning) {
  auto db = memory();
  const std::vector<mz::new_row<notes>> rows{{.id = 1, .title = "one"}, {.id = 2, .title = "two"}, {.id = 3, .title = "three"}};
  db.transaction([&](auto& tx) { EXPECT_EQ((*tx.get(mz::insert_into(notes).values(rows).returning(notes.id)))[notes.id], 1); });
  EXPECT_EQ(count_notes(db), 3);
  EXPECT_EQ(mz::get<0>(*db.get(mz::delete_from(notes).all_rows().returning(notes.id))), 1);
  EXPECT_EQ(count_notes(db), 0);
}

TEST(sqlite_facts, f_4_counts_are_of_the_statement_itself_and_of_no_earlier_one) {
  auto db = with_items();
  db.raw(
      "create trigger echo after insert on notes begin insert into items (parent, seq, code) values (1, 1, new.id || 'a'), (1, 2, new.id || 'b'); end");
  EXPECT_EQ(db.run(note(1, "one")).changes, 1);
  EXPECT_EQ(db.raw("insert into notes (title) values ('two')").changes, 1);
  EXPECT_EQ(db.all(mz::select(items)).size(), 4u);
  EXPECT_EQ(db.run(mz::select(notes)).changes, 0);
  EXPECT_EQ(db.run(mz::create_table(items).if_not_exists()).changes, 0);
  EXPECT_EQ(db.raw("drop table items").changes, 0);
  EXPECT_EQ(db.run(mz::update(notes).set(notes.stars = 1).where(notes.id == 99)).changes, 0);
}

TEST(sqlite_facts, f_5_a_row_id_only_where_a_row_came_in) {
  auto db = memory();
  EXPECT_EQ(db.run(note(7, "seven")).last_insert_rowid, 7);
  EXPECT_EQ(db.run(mz::insert_into(notes).values({.title = "seven"}).on_conflict(notes.title).do_nothing()).last_insert_rowid, 0);
  EXPECT_EQ(db.run(mz::update(notes).set(notes.stars = 1).where(notes.id == 7)).last_insert_rowid, 0);
  EXPECT_EQ(db.run(mz::delete_from(notes).where(notes.id == 7)).last_insert_rowid, 0);
}

TEST(sqlite_facts, f_6_an_upsert_with_returning_tells_who_won) {
  auto db = memory();
  const auto claim = [](std::int64_t stars) {
    return mz::insert_into(notes)
        .values({.id = 1, .title = "lease", .stars = stars})
        .on_conflict(notes.id)
        .do_update(notes.stars = mz::excluded(notes.stars))
        .where(notes.stars < stars)
        .returning(notes.stars);
  };
  EXPECT_TRUE(db.get(claim(5)).has_value());
  EXPECT_FALSE(db.get(claim(4)).has_value());
  EXPECT_EQ((*db.get(claim(6)))[notes.stars], 6);
  const auto ignored = mz::insert_into(notes).values({.id = 1, .title = "lease"}).on_conflict(notes.id).do_nothing();
  EXPECT_EQ(db.run(ignored).changes, 0);
  EXPECT_FALSE(db.get(ignored.returning(notes.id)).has_value());
}

TEST(sqlite_facts, f_7_do_nothing_hides_no_other_violation) {
  auto db = with_items();
  const auto item = [](std::int64_t id, std::string code) {
    return mz::insert_into(items)
        .values({.id = id, .parent = 1, .seq = 1, .code = std::move(code)})
        .on_conflict(items.parent, items.code)
        .do_nothing();
  };
  EXPECT_EQ(db.run(item(1, "a")).changes, 1);
  EXPECT_EQ(db.run(item(2, "a")).changes, 0);
  try {
    db.run(item(3, "bad"));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_CHECK);
  }
  EXPECT_THROW(db.run(item(1, "b")), mz::error::sql_error);
}

TEST(sqlite_facts, f_8_a_conflict_clause_behind_a_select_without_where) {
  auto db = memory();
  db.run(note(1, "one"));
  const auto copy =
      mz::insert_into(notes).columns(notes.title).from(mz::select(notes.title).from(notes)).on_conflict(notes.title).do_nothing();
  EXPECT_EQ(db.run(copy).changes, 0);
  EXPECT_EQ(count_notes(db), 1);
}

TEST(sqlite_facts, f_9_a_subquery_sees_the_table_as_it_was_so_there_is_one_row_for_each_statement) {
  auto db = with_items();
  const std::vector<std::string> codes{"a", "b", "c"};
  mz::run_atomic(db, mz::atomic(mz::each(codes, [](const std::string& code) {
    return mz::insert_into(items).set(items.parent = 1, items.seq = mz::coalesce(next_seq(1).as_operand(), 0), items.code = code);
  })));
  std::string seen;
  for (auto&& [seq, code] : db.stream(mz::select(items.seq, items.code).from(items).order_by(items.seq)))
    seen += std::to_string(seq).append(code);
  EXPECT_EQ(seen, "1a2b3c");
  db.raw(
      "insert into items (parent, seq, code) select 2, (select coalesce(max(seq), 0) + 1 from items where parent = 2), code from items where parent = 1");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::max(items.seq)).from(items).where(items.parent == 2))), 1);
}

TEST(sqlite_facts, f_10_numbers_kept_as_text_are_compared_as_numbers) {
  auto db = memory();
  db.run(note(1, "99"));
  db.run(note(2, "1193837382"));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::max(notes.title)).from(notes))), "99");
  EXPECT_EQ(db.one(mz::select(notes.id).from(notes).where(mz::cast<std::int64_t>(notes.title) > 99))[notes.id], 2);
  EXPECT_EQ(mz::get<0>(*db.get(mz::select(notes.title).from(notes).order_by(mz::desc(mz::length(notes.title)), mz::desc(notes.title)))),
            "1193837382");
}

TEST(sqlite_facts, f_11_a_deferred_transaction_that_read_first_can_fail_an_immediate_one_cannot) {
  const temporary_file file;
  mz::sqlite::connection a{file.path()};
  mz::sqlite::connection b{file.path(), {.busy_timeout = 10ms}};
  a.create_tables(notes);
  try {
    a.transaction([&](auto& tx) {
      (void)count_notes(tx);
      b.run(note(1, "between"));
      tx.run(note(2, "late"));
    }, mz::sqlite::behavior::deferred);
    FAIL();
  } catch (const mz::error::busy& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_BUSY_SNAPSHOT);
  }
  a.transaction([&](auto& tx) {
    (void)count_notes(tx);
    EXPECT_THROW(b.run(note(3, "between")), mz::error::busy);
    tx.run(note(4, "first"));
  });
  EXPECT_EQ(count_notes(b), 2);
}

TEST(sqlite_facts, f_12_a_guard_can_be_a_statement) {
  auto db = memory();
  mz::detail::erased_list list;
  mz::detail::erase_guard(list, mz::detail::dialect_id::sqlite, 4, {2, false});
  db.run(note(1, "one"));
  try {
    (void)db.execute(list.statements[0]);
    FAIL();
  } catch (const mz::error::sql_error& e) {
    const auto failed = mz::detail::guard_failure(list, e.what());
    ASSERT_TRUE(failed.has_value());
    EXPECT_EQ(failed->step(), 4u);
    EXPECT_EQ(failed->required(), 2);
    EXPECT_EQ(failed->actual(), 1);
  }
  db.run(mz::insert_into(notes).values(std::vector<mz::new_row<notes>>{{.title = "two"}, {.title = "three"}}));
  EXPECT_NO_THROW((void)db.execute(list.statements[0]));
}

TEST(sqlite_facts, f_13_a_unique_index_is_made_after_renumbering) {
  auto db = with_items();
  for (int i = 1; i <= 3; ++i) db.run(mz::insert_into(items).values({.id = i, .parent = 1, .seq = i, .code = std::to_string(i)}));
  const auto up = mz::update(items).set(items.seq = items.seq + 1).all_rows();
  db.raw("create unique index by_seq on items (parent, seq)");
  EXPECT_THROW(db.run(up), mz::error::sql_error);
  db.transaction([&](auto& tx) {
    tx.raw("drop index by_seq");
    EXPECT_EQ(tx.run(up).changes, 3);
    tx.raw("create unique index by_seq on items (parent, seq)");
  });
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::min(items.seq)).from(items))), 2);
}

TEST(sqlite_facts, f_14_the_engine_is_recent_enough) {
  EXPECT_GE(sqlite3_libversion_number(), 3038000);
  mz::sqlite::connection db{":memory:"};
  EXPECT_GT(mz::get<0>(db.raw<std::int64_t>("select unixepoch()").one()), 1'600'000'000);
}

TEST(sqlite_facts, f_15_a_step_can_depend_on_a_row_that_only_an_earlier_one_made) {
  auto db = memory();
  db.run(note(100, "counter"));
  const auto once = [](std::int64_t fresh) {
    return mz::atomic(
        mz::insert_into(notes).values({.id = fresh, .title = "event 1"}).on_conflict(notes.title).do_nothing(),
        mz::update(notes)
            .set(notes.stars = notes.stars + 1)
            .where(
                notes.id == 100 &&
                mz::exists(
                    mz::select(mz::alias<"made">(notes).id).from(mz::alias<"made">(notes)).where(mz::alias<"made">(notes).id == fresh))));
  };
  EXPECT_EQ(mz::run_atomic(db, once(1))[1_c].changes, 1);
  EXPECT_EQ(mz::run_atomic(db, once(2))[1_c].changes, 0);
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 100)).stars, 1);
}

}  // namespace
