// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

namespace {
using namespace atomic_tests;

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "counter_id", std::int64_t, mz::references<counters.id>> counter_id{};
  mz::column<As, "body", std::string> body{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::check<"some_body">(t.body != ""), mz::index<"notes_by_counter">(t.counter_id),
                           mz::unique_index<"notes_by_body">(t.body));
  }
};
constexpr mz::table<"notes", Note> notes{};

struct create_tables : on_every_handle {};

TEST_F(create_tables, with_their_indexes_on_any_handle) {
  const auto schema = [&] { return db.raw<std::string>("select sql from sqlite_schema where name like '%notes%' order by name"); };
  db.create_tables(notes);
  const auto expected = schema();
  ASSERT_EQ(expected.size(), 3u);
  each_handle([&](auto& h, bool) {
    db.run(mz::drop_table(notes));
    for (int i = 0; i != 2; ++i) {
      const auto done = mz::run_atomic(h, mz::create_tables(counters, notes));
      static_assert(decltype(done)::size == 4);
      EXPECT_EQ(schema(), expected);
    }
  });
}
TEST_F(create_tables, of_nothing_is_an_empty_list) {
  static_assert(decltype(mz::create_tables())::size == 0);
  EXPECT_TRUE(mz::try_atomic(db, mz::create_tables()).ok());
}
}  // namespace
