// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

auto titles() { return mz::select(notes.id, notes.title).from(notes).order_by(notes.id); }
auto stars_of(std::int64_t id) { return mz::update(notes).set(notes.stars = notes.stars + 1).where(notes.id == id); }

/// The same on a connection, on the handle of a transaction and on that of a savepoint.
template <class F>
void on_each_handle(F&& f) {
  const auto filled = [] {
    auto db = memory();
    for (int i = 1; i <= 3; ++i) db.run(note(i, "n" + std::to_string(i)));
    return db;
  };
  {
    SCOPED_TRACE("connection");
    auto db = filled();
    f(db);
  }
  {
    SCOPED_TRACE("transaction");
    auto db = filled();
    db.transaction([&](auto& tx) { f(tx); });
  }
  {
    SCOPED_TRACE("savepoint");
    auto db = filled();
    db.transaction([&](auto& tx) { tx.transaction([&](auto& inner) { f(inner); }); });
  }
}

TEST(handle, all_get_one_and_stream_see_the_same_rows) {
  on_each_handle([](auto& h) {
    const auto rows = h.all(titles());
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[2][notes.title], "n3");
    EXPECT_EQ((*h.get(titles()))[notes.title], "n1");
    EXPECT_EQ(h.one(titles().limit(1).offset(1))[notes.title], "n2");
    std::size_t n = 0;
    for (auto&& [id, title] : h.stream(titles())) EXPECT_EQ(title, rows[n++][notes.title]);
    EXPECT_EQ(n, 3u);
    const std::vector<mz::row_of<notes>> whole = h.all(mz::select(notes));
    const std::optional<mz::row_of<notes>> first = h.get(mz::select(notes).order_by(notes.id));
    EXPECT_EQ(whole[0].title, first->title);
  });
}

TEST(handle, none_and_several) {
  on_each_handle([](auto& h) {
    const auto none = mz::select(notes).where(notes.id == 99);
    EXPECT_TRUE(h.all(none).empty());
    EXPECT_FALSE(h.get(none).has_value());
    EXPECT_THROW((void)h.one(none), mz::error::no_row);
    EXPECT_THROW((void)h.one(titles()), mz::error::too_many_rows);
    EXPECT_FALSE(h.get(titles().limit(0)).has_value());
  });
}

TEST(handle, a_write_that_returns_rows_is_run_to_its_end_whatever_is_asked_of_it) {
  on_each_handle([](auto& h) {
    const auto all = mz::update(notes).set(notes.stars = notes.stars + 1).all_rows().returning(notes.id, notes.stars);
    EXPECT_EQ(h.all(all).size(), 3u);
    EXPECT_TRUE(h.get(all).has_value());
    EXPECT_EQ(h.run(all).changes, 3);
    EXPECT_THROW((void)h.one(all), mz::error::too_many_rows);
    EXPECT_EQ(mz::get<0>(h.one(mz::select(mz::sum(notes.stars)).from(notes))), 9);
    EXPECT_FALSE(h.get(stars_of(99).returning(notes.id)).has_value());
    EXPECT_THROW((void)h.one(stars_of(99).returning(notes.id)), mz::error::no_row);
  });
}

TEST(handle, counts_are_those_of_the_statement) {
  on_each_handle([](auto& h) {
    EXPECT_EQ(h.run(note(7, "seven")), (mz::run_result{1, 7}));
    EXPECT_EQ(h.run(stars_of(99)), (mz::run_result{0, 0}));
    EXPECT_EQ(h.run(stars_of(7)), (mz::run_result{1, 0}));
    EXPECT_EQ(h.run(titles()), (mz::run_result{0, 0}));
    EXPECT_EQ(h.run(mz::insert_into(notes).values({.id = 7, .title = "x"}).on_conflict(notes.id).do_nothing()), (mz::run_result{0, 0}));
    EXPECT_EQ(h.run(mz::insert_into(notes).values(std::vector<mz::new_row<notes>>{{.title = "a"}, {.title = "b"}})),
              (mz::run_result{2, 9}));
    EXPECT_EQ(h.run(mz::insert_into(notes).values(std::vector<mz::new_row<notes>>{})), (mz::run_result{0, 0}));
    EXPECT_EQ(h.run(mz::delete_from(notes).where(notes.id > 7)), (mz::run_result{2, 0}));
  });
}

TEST(handle, a_read_within_a_read_and_a_write_within_a_read) {
  on_each_handle([](auto& h) {
    std::int64_t sum = 0;
    for (auto&& [id, title] : h.stream(titles())) {
      h.run(stars_of(id));
      sum +=
          h.one(mz::select(notes.stars).from(notes).where(notes.id == id))[notes.stars] + static_cast<std::int64_t>(h.all(titles()).size());
    }
    EXPECT_EQ(sum, 3 * (1 + 3));
  });
}

TEST(handle, tells_whether_it_is_inside_a_transaction) {
  auto db = memory();
  EXPECT_FALSE(db.in_transaction());
  db.transaction([&](auto& tx) {
    EXPECT_TRUE(tx.in_transaction());
    EXPECT_EQ(tx.native(), db.native());
    tx.transaction([](auto& inner) { EXPECT_TRUE(inner.in_transaction()); });
  });
  EXPECT_FALSE(db.in_transaction());
}

TEST(handle, reads_through_the_outer_handle_see_the_open_transaction) {
  auto db = memory();
  db.transaction([&](auto& tx) {
    tx.run(note(1, "one"));
    EXPECT_EQ(count_notes(db), 1);
    tx.transaction([&](auto& inner) {
      inner.run(note(2, "two"));
      EXPECT_EQ(count_notes(tx), 2);
      EXPECT_EQ(count_notes(db), 2);
    });
  });
}

// changes() does not count what triggers write, and an INSTEAD OF trigger is all that happens.
TEST(handle, a_guard_undoes_what_triggers_have_written) {
  on_each_handle([](auto& h) {
    h.raw("create table log (n integer)");
    h.raw("create trigger noted before update on notes begin insert into log values (1); select raise(ignore); end");
    for (const std::int64_t n : {1, 2}) {
      EXPECT_THROW(h.run(stars_of(1).require_changes(n)), mz::error::guard_failed);
      EXPECT_THROW(h.run(stars_of(1).require_exactly(n)), mz::error::guard_failed);
      EXPECT_THROW((void)h.all(stars_of(1).require_changes(n).returning()), mz::error::guard_failed);
    }
    EXPECT_TRUE(h.template raw<std::int64_t>("select n from log").empty());
    EXPECT_EQ(h.run(stars_of(1)).changes, 0);
    EXPECT_EQ(h.template raw<std::int64_t>("select n from log").size(), 1u);
  });
}

template <class As>
struct NoteView {
  mz::column<As, "id", std::int64_t> id{};
  mz::column<As, "title", std::string> title{};
};
inline constexpr mz::table<"note_view", NoteView> note_view{};

TEST(handle, a_guard_undoes_what_a_view_has_written) {
  on_each_handle([](auto& h) {
    h.raw("create view note_view as select id, title from notes");
    h.raw("create trigger renamed instead of update on note_view begin update notes set title = new.title where id = old.id; end");
    EXPECT_THROW(h.run(mz::update(note_view).set(note_view.title = "new").where(note_view.id == 1).require_changes(1)),
                 mz::error::guard_failed);
    EXPECT_EQ(h.all(titles())[0][notes.title], "n1");
  });
}

TEST(handle, a_write_is_undone_if_its_rows_cannot_be_read) {
  on_each_handle([](auto& h) {
    const auto write = mz::update(notes).set(notes.stars = 9).all_rows().returning(notes.id, mz::sql<"'text'", std::int64_t>());
    EXPECT_THROW((void)h.all(write), mz::error::decode_error);
    EXPECT_THROW((void)h.get(write), mz::error::decode_error);
    EXPECT_THROW((void)h.one(write), mz::error::decode_error);
    EXPECT_THROW((void)(h.template raw<std::int64_t, std::int64_t>("update notes set stars = 9 returning id, 'text'")),
                 mz::error::decode_error);
    EXPECT_THROW((void)mz::run_atomic(h, mz::atomic(write)), mz::error::decode_error);
    for (const auto& row : h.all(mz::select(notes))) EXPECT_EQ(row.stars, 0);
  });
}

/// Rows of titles() as a program has them.
struct Entry {
  std::int64_t id;
  std::string title;
  friend bool operator==(const Entry&, const Entry&) = default;
};

TEST(handle, gives_structs_of_ones_own) {
  on_each_handle([](auto& h) {
    const std::vector<Entry> all = h.template all<Entry>(titles());
    EXPECT_EQ(all, (std::vector<Entry>{{1, "n1"}, {2, "n2"}, {3, "n3"}}));
    EXPECT_EQ(h.template get<Entry>(titles()), all[0]);
    EXPECT_EQ(h.template one<Entry>(titles().limit(1)), all[0]);
    EXPECT_EQ(h.template get<Entry>(titles().limit(0)), std::nullopt);
    EXPECT_THROW((void)h.template one<Entry>(titles().limit(0)), mz::error::no_row);
    EXPECT_THROW((void)h.template one<Entry>(titles()), mz::error::too_many_rows);
    EXPECT_EQ(h.template one<Entry>(note(7, "n7").returning(notes.id, notes.title)), (Entry{7, "n7"}));
    EXPECT_EQ(h.template one<mz::row_of<notes>>(mz::select(notes).where(notes.id == 7)).title, "n7");
  });
}

}  // namespace
