// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::deliveries;
using schema::everything;
using schema::members;
using schema::messages;
using schema::ruled;

namespace {

// Keys of every kind.
template <class As>
struct Seat {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "code", std::string, mz::unique> code{};
  mz::column<As, "row", std::int64_t> row{};
  mz::column<As, "place", std::int64_t> place{};
  mz::column<As, "guest", std::optional<std::int64_t>> guest{};
  mz::column<As, "taken", bool, mz::default_value<true>> taken{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_on(t.row, t.place), mz::unique_index<"seats_guest">(t.guest),
                           mz::unique_index<"seats_taken">(t.place, t.guest).where(t.taken));
  }
};
constexpr mz::table<"seats", Seat> seats{};

}  // namespace

TEST(targets, columns_of_an_insert_may_stand_in_any_order) {
  schema::filled_database db;
  const auto s = mz::insert_into(messages).set(messages.body = "x", messages.id = 20, messages.channel_id = 2);
  EXPECT_SQL(db, s, R"(insert into "messages" ("body", "id", "channel_id") values (?, ?, ?))");
  const auto from = mz::insert_into(messages)
                        .columns(messages.body, messages.thread_id, messages.channel_id)
                        .from(mz::select(channels.name, mz::val(std::optional<std::int64_t>{}), channels.id).from(channels));
  EXPECT_SQL(db, from,
             R"(insert into "messages" ("body", "thread_id", "channel_id") select "channels"."name", ?, "channels"."id" from "channels")");
  const auto rows = db.all(mz::select(messages.body, messages.channel_id).from(messages).where(messages.id > 3).order_by(messages.id));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][messages.channel_id], 2);
  EXPECT_EQ(rows[2][messages.body], "empty");
}

TEST(targets, what_has_a_default_or_can_be_null_need_not_be_named) {
  schema::database db;
  db.run(mz::insert_into(counters).set(counters.name = "a"));
  db.run(mz::insert_into(everything).set(everything.maybe_t = "only this"));
  db.run(mz::insert_into(ruled).set(ruled.region = "eu", ruled.code = "a", ruled.serial = 1, ruled.version = 1));
  EXPECT_EQ(db.one(mz::select(counters)).n, 0);
  EXPECT_EQ(db.one(mz::select(everything)).urgent, urgency::low);
  EXPECT_EQ(db.one(mz::select(ruled)).twice, 10);
}

TEST(targets, a_conflict_names_a_key_of_any_kind) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(seats);
  const auto seat = [](std::int64_t id, const char* code, std::int64_t row, std::int64_t place, std::int64_t guest) {
    return mz::insert_into(seats).values({.id = id, .code = code, .row = row, .place = place, .guest = guest});
  };
  db.run(seat(1, "a", 1, 1, 1));
  const auto by_id = seat(1, "b", 2, 2, 2).on_conflict(seats.id).do_nothing();
  EXPECT_SQL(
      db, by_id,
      R"(insert into "seats" ("id", "code", "row", "place", "guest", "taken") values (?, ?, ?, ?, ?, ?) on conflict ("id") do nothing)");
  EXPECT_EQ(db.run(by_id).changes, 0);
  EXPECT_EQ(db.run(seat(2, "a", 2, 2, 2).on_conflict(seats.code).do_nothing()).changes, 0);
  EXPECT_EQ(db.run(seat(2, "b", 1, 1, 2).on_conflict(seats.place, seats.row).do_nothing()).changes, 0);
  EXPECT_EQ(db.run(seat(2, "b", 2, 2, 1).on_conflict(seats.guest).do_nothing()).changes, 0);
  EXPECT_EQ(db.run(seat(2, "b", 2, 2, 2).on_conflict(seats.place, seats.guest).do_nothing()).changes, 1);
  // A conflict with another key than the one that is named is an error.
  EXPECT_THROW(db.run(seat(3, "a", 3, 3, 3).on_conflict(seats.id).do_nothing()), mz::error::sql_error);
  EXPECT_EQ(db.run(seat(3, "a", 3, 3, 3).on_conflict().do_nothing()).changes, 0);
}

TEST(targets, keys_of_several_columns) {
  schema::filled_database db;
  EXPECT_EQ(db.run(mz::insert_into(members)
                       .values({.channel_id = 1, .agent_id = 7})
                       .on_conflict(members.channel_id, members.agent_id)
                       .do_nothing())
                .changes,
            0);
  const auto delivery = mz::insert_into(deliveries)
                            .values({.message_id = 1, .agent_id = 7, .state = "seen"})
                            .on_conflict(deliveries.agent_id, deliveries.message_id)
                            .do_update(deliveries.state = mz::excluded(deliveries.state));
  EXPECT_EQ(db.run(delivery).changes, 1);
  EXPECT_EQ(db.run(delivery).changes, 1);
  EXPECT_EQ(db.one(mz::select(deliveries)).state, "seen");
  const auto r = mz::insert_into(ruled)
                     .values({.region = "eu", .code = "a"})
                     .on_conflict(ruled.region, ruled.code)
                     .do_update(ruled.amount = mz::excluded(ruled.amount) + ruled.amount);
  db.run(r);
  db.run(r);
  EXPECT_EQ(db.one(mz::select(ruled)).amount, 10);
}

TEST(targets, several_conflicts_one_behind_another) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(seats);
  const auto s = mz::insert_into(seats)
                     .values({.id = 1, .code = "a", .row = 1, .place = 1, .guest = 1})
                     .on_conflict(seats.code)
                     .do_update(seats.row = seats.row + 10)
                     .on_conflict(seats.id)
                     .do_update(seats.row = seats.row + 100);
  db.run(s);
  db.run(s);
  EXPECT_EQ(db.one(mz::select(seats)).row, 11);
  db.run(mz::update(seats).set(seats.code = "b").all_rows());
  db.run(s);
  EXPECT_EQ(db.one(mz::select(seats)).row, 111);
}

namespace {

inline std::int64_t next_number() { return 5; }
template <class As>
struct Numbered {
  mz::column<As, "name", std::string> name{};
  mz::column<As, "n", std::int64_t, mz::default_value<3>, mz::default_fn<next_number>> n{};
};
constexpr mz::table<"numbered", Numbered> numbered{};

}  // namespace

TEST(targets, a_function_goes_before_the_default_of_the_table_on_every_road) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(numbered);
  db.run(mz::insert_into(numbered).set(numbered.name = "a"));
  db.run(mz::insert_into(numbered).columns(numbered.name).from(mz::select(mz::val("b"))));
  db.run(mz::insert_into(numbered).values({.name = "c"}));
  const auto rows = db.all(mz::select(numbered).order_by(numbered.name));
  EXPECT_EQ(rows[0].n, 5);
  EXPECT_EQ(rows[1].n, 5);
  EXPECT_EQ(rows[2].n, 5);
}
