// SPDX-License-Identifier: MIT
#include <mizzle/durable/write_behind/history.hpp>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace history_tests {
namespace mz = mizzle;
namespace wb = mz::write_behind;

template <class As>
struct Account {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "owner", std::string, mz::collate<"nocase">> owner{};
  mz::column<As, "balance", std::int64_t, mz::default_value<0>, mz::check_sql<"balance >= 0">> balance{};
  mz::column<As, "note", std::optional<std::string>, mz::unique> note{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"accounts_by_owner">(t.owner)); }
};
inline constexpr mz::table<"accounts", Account> accounts{};
constexpr const auto& history = wb::history_of<accounts>;

TEST(history, is_a_table_with_the_columns_of_the_entity) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(accounts, history);
  std::string sql;
  for (const auto& [text] : db.raw<std::string>("select sql from sqlite_schema where name = 'accounts_history'")) sql = text;
  EXPECT_EQ(sql,
            "CREATE TABLE \"accounts_history\" (\"id\" text not null, \"owner\" text collate nocase, \"balance\" integer, \"note\" text, "
            "\"checkpoint_id\" integer not null, \"change\" text not null check (change in ('SET', 'DELETE')), "
            "primary key (\"id\", \"checkpoint_id\"))");
}

TEST(history, is_written_and_read_as_any_table) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(accounts, history);
  using row = mz::new_row<history>;
  const std::vector<row> rows{row{{"a", "ann", 5, std::nullopt}, {1, wb::change_kind::set}}, row{{"a"}, {2, wb::change_kind::remove}}};
  db.run(mz::insert_into(history).values(rows));
  const auto all = db.all(mz::select(history).order_by(history.checkpoint_id));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].id, "a");
  EXPECT_EQ(all[0].owner, "ann");
  EXPECT_EQ(all[0].balance, 5);
  EXPECT_EQ(all[0].checkpoint_id, 1);
  EXPECT_EQ(all[1].owner, std::nullopt);
  EXPECT_EQ(all[1].change, wb::change_kind::remove);
  EXPECT_FALSE(all[0] == all[1]);
  EXPECT_EQ(db.run(mz::delete_from(history).where(history.checkpoint_id > 1)).changes, 1);
  for (auto&& r : db.stream(mz::select(history))) EXPECT_EQ(r.owner, "ann");
}
}  // namespace history_tests
