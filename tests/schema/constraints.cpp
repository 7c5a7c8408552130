// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;
using schema::ruled;

namespace {

template <class As>
struct Booking {
  mz::column<As, "channel_id", std::int64_t> channel_id{};
  mz::column<As, "agent_id", std::int64_t> agent_id{};
  mz::column<As, "seat", std::optional<std::int64_t>,
             mz::references<messages.id, mz::on_delete::set_null, mz::on_update::restrict_, mz::deferred>>
      seat{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::foreign_key(t.channel_id, t.agent_id)
                               .references(members.channel_id, members.agent_id)
                               .template with<mz::on_delete::cascade, mz::on_update::set_null>(),
                           mz::unique_on(t.channel_id, t.seat), mz::check<"seat">(t.seat > 0 || t.seat.is_null()),
                           mz::index<"bookings_by_agent">(mz::desc(t.agent_id), t.channel_id).where(t.seat > 10 && t.agent_id != 5),
                           mz::unique_index<"bookings_by_seat">(t.seat));
  }
};
constexpr mz::table<"bookings", Booking> bookings{};

struct database : schema::filled_database {
  database() { create_tables(bookings); }
};

}  // namespace

TEST(constraints, foreign_keys_agree_with_the_declaration) {
  database db;
  auto keys = db.raw<std::string, std::string, std::string, std::string, std::string>(
      R"(select "table", "from", "to", on_update, on_delete from pragma_foreign_key_list('bookings') order by id, seq)");
  ASSERT_EQ(keys.size(), 3u);
  const auto is = [](const auto& key, const char* table, const char* from, const char* to, const char* update, const char* remove) {
    return mz::get<0>(key) == table && mz::get<1>(key) == from && mz::get<2>(key) == to && mz::get<3>(key) == update &&
           mz::get<4>(key) == remove;
  };
  EXPECT_TRUE(is(keys[0], "members", "channel_id", "channel_id", "SET NULL", "CASCADE"));
  EXPECT_TRUE(is(keys[1], "members", "agent_id", "agent_id", "SET NULL", "CASCADE"));
  EXPECT_TRUE(is(keys[2], "messages", "seat", "id", "RESTRICT", "SET NULL"));
  keys = db.raw<std::string, std::string, std::string, std::string, std::string>(
      R"(select "table", "from", "to", on_update, on_delete from pragma_foreign_key_list('messages') order by id desc)");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_TRUE(is(keys[0], "channels", "channel_id", "id", "NO ACTION", "CASCADE"));
  EXPECT_TRUE(is(keys[1], "messages", "thread_id", "id", "NO ACTION", "NO ACTION"));
}

TEST(constraints, indexes_agree_with_the_declaration) {
  database db;
  const auto list = db.raw<std::string, bool, std::string, bool>(
      R"(select name, "unique", origin, partial from pragma_index_list('bookings') order by origin, name)");
  ASSERT_EQ(list.size(), 3u);
  const auto is = [](const auto& index, const char* name, bool unique, const char* origin, bool partial) {
    return mz::get<0>(index).find(name) == 0 && mz::get<1>(index) == unique && mz::get<2>(index) == origin && mz::get<3>(index) == partial;
  };
  EXPECT_TRUE(is(list[0], "bookings_by_agent", false, "c", true));
  EXPECT_TRUE(is(list[1], "bookings_by_seat", true, "c", false));
  EXPECT_TRUE(is(list[2], "sqlite_autoindex", true, "u", false));
  const auto columns =
      db.raw<std::string, bool>(R"(select name, "desc" from pragma_index_xinfo('bookings_by_agent') where key order by seqno)");
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(mz::get<0>(columns[0]), "agent_id");
  EXPECT_TRUE(mz::get<1>(columns[0]));
  EXPECT_EQ(mz::get<0>(columns[1]), "channel_id");
}

TEST(constraints, are_enforced) {
  database db;
  EXPECT_NO_THROW(db.run(mz::insert_into(bookings).values({.channel_id = 1, .agent_id = 7, .seat = 1})));
  const auto code = [&](const auto& s) {
    try {
      db.run(s);
      return 0;
    } catch (const mz::error::sql_error& e) {
      return e.extended_code();
    }
  };
  EXPECT_EQ(code(mz::insert_into(bookings).values({.channel_id = 1, .agent_id = 99})), SQLITE_CONSTRAINT_FOREIGNKEY);
  EXPECT_EQ(code(mz::insert_into(bookings).values({.channel_id = 1, .agent_id = 8, .seat = 0})), SQLITE_CONSTRAINT_CHECK);
  EXPECT_EQ(code(mz::insert_into(bookings).values({.channel_id = 1, .agent_id = 8, .seat = 1})), SQLITE_CONSTRAINT_UNIQUE);
  EXPECT_EQ(code(mz::insert_into(bookings).values({.channel_id = 1, .agent_id = 8, .seat = 777})), SQLITE_CONSTRAINT_FOREIGNKEY);
  EXPECT_EQ(code(mz::insert_into(ruled).values({.region = "eu", .code = "a", .amount = 1000000})), SQLITE_CONSTRAINT_CHECK);
  db.run(mz::delete_from(members).where(members.agent_id == 7));
  EXPECT_TRUE(db.all(mz::select(bookings)).empty());
}
