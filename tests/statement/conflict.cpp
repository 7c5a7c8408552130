// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::deliveries;
using schema::members;
using schema::settings;
using schema::ticks;

namespace {

template <class As>
struct Slot {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  mz::column<As, "room", std::int64_t> room{};
  mz::column<As, "taken", bool, mz::default_value<true>> taken{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"slots_taken">(t.room).where(t.taken)); }
};
constexpr mz::table<"slots", Slot> slots{};

}  // namespace

TEST(conflict, do_nothing) {
  schema::database db;
  const auto s = mz::insert_into(channels).values({.id = 1, .name = "a"}).on_conflict(channels.name).do_nothing();
  EXPECT_SQL(db, s, R"(insert into "channels" ("id", "name") values (?, ?) on conflict ("name") do nothing)");
  EXPECT_EQ(db.run(mz::insert_into(channels).values({.name = "a"}).on_conflict(channels.name).do_nothing()).changes, 0);
  EXPECT_THROW(db.run(mz::insert_into(channels).values({.id = 1, .name = "b"}).on_conflict(channels.name).do_nothing()),
               mz::error::sql_error);
  const auto any = mz::insert_into(channels).values({.id = 1, .name = "a"}).on_conflict().do_nothing();
  EXPECT_SQL(db, any, R"(insert into "channels" ("id", "name") values (?, ?) on conflict do nothing)");
  EXPECT_EQ(db.run(any).changes, 0);
}

TEST(conflict, do_update_with_excluded) {
  schema::database db;
  const auto s = mz::insert_into(counters)
                     .values({.name = "a", .n = 4})
                     .on_conflict(counters.name)
                     .do_update(counters.n = counters.n + mz::excluded(counters.n))
                     .where(counters.n < 10);
  EXPECT_SQL(
      db, s,
      R"(insert into "counters" ("name", "n") values (?, ?) on conflict ("name") do update set "n" = "counters"."n" + excluded."n" where "counters"."n" < ?)");
  EXPECT_EQ(db.run(s).changes, 1);
  EXPECT_EQ(db.run(s).changes, 1);
  EXPECT_EQ(db.run(s).changes, 0);
  EXPECT_EQ(db.one(mz::select(counters)).n, 12);
  EXPECT_THROW(db.run(s.require_changes(1)), mz::error::guard_failed);
}

TEST(conflict, several_columns) {
  schema::filled_database db;
  const auto s = mz::insert_into(deliveries)
                     .columns(deliveries.message_id, deliveries.agent_id)
                     .from(mz::select(mz::val(1), members.agent_id).from(members).where(members.channel_id == 1))
                     .on_conflict(deliveries.message_id, deliveries.agent_id)
                     .do_nothing()
                     .returning(deliveries.agent_id);
  EXPECT_EQ(db.all(s).size(), 2u);
  EXPECT_EQ(db.all(s).size(), 0u);
  const auto key =
      mz::insert_into(members).values({.channel_id = 1, .agent_id = 7}).on_conflict(members.agent_id, members.channel_id).do_nothing();
  EXPECT_SQL(db, key,
             R"(insert into "members" ("channel_id", "agent_id") values (?, ?) on conflict ("agent_id", "channel_id") do nothing)");
}

TEST(conflict, after_a_select_without_where) {
  schema::filled_database db;
  const auto s = mz::insert_into(counters)
                     .columns(counters.name, counters.n)
                     .from(mz::select(channels.name, channels.id).from(channels))
                     .on_conflict(counters.name)
                     .do_update(counters.n = mz::excluded(counters.n));
  EXPECT_SQL(
      db, s,
      R"(insert into "counters" ("name", "n") select "channels"."name", "channels"."id" from "channels" where true on conflict ("name") do update set "n" = excluded."n")");
  const auto ordered = mz::insert_into(counters)
                           .columns(counters.name, counters.n)
                           .from(mz::select(channels.name, channels.id).from(channels).order_by(channels.id).limit(1))
                           .on_conflict(counters.name)
                           .do_nothing();
  EXPECT_SQL(
      db, ordered,
      R"(insert into "counters" ("name", "n") select "channels"."name", "channels"."id" from "channels" where true order by "channels"."id" limit ? on conflict ("name") do nothing)");
  for (const bool on : {false, true}) {
    const auto shaped = mz::insert_into(counters)
                            .columns(counters.name, counters.n)
                            .from(mz::select(channels.name, channels.id).from(channels).where(mz::when(on, channels.id == 1)))
                            .on_conflict(counters.name)
                            .do_update(counters.n = counters.n + 10);
    EXPECT_EQ(db.run(shaped).changes, on ? 1 : 2);
  }
  EXPECT_EQ(db.one(mz::select(counters).where(counters.name == "general")).n, 21);
}

TEST(conflict, a_partial_unique_index) {
  schema::database db;
  db.create_tables(slots);
  const auto s =
      mz::insert_into(slots).values({.name = "a", .room = 1, .taken = true}).on_conflict(slots.room).where(slots.taken).do_nothing();
  EXPECT_SQL(db, s,
             R"(insert into "slots" ("id", "name", "room", "taken") values (?, ?, ?, ?) on conflict ("room") where "taken" do nothing)");
  EXPECT_EQ(
      db.run(mz::insert_into(slots).values({.name = "b", .room = 1, .taken = true}).on_conflict(slots.room).where(slots.taken).do_nothing())
          .changes,
      0);
  EXPECT_EQ(
      db.run(
            mz::insert_into(slots).values({.name = "c", .room = 1, .taken = false}).on_conflict(slots.room).where(slots.taken).do_nothing())
          .changes,
      1);
}

TEST(conflict, several_targets) {
  schema::database db;
  const auto insert = [](std::int64_t id, const char* name) {
    return mz::insert_into(channels)
        .values({.id = id, .name = name})
        .on_conflict(channels.id)
        .do_nothing()
        .on_conflict(channels.name)
        .do_update(channels.name = mz::concat(channels.name, "!"));
  };
  const auto s = insert(1, "a");
  EXPECT_SQL(
      db, s,
      R"(insert into "channels" ("id", "name") values (?, ?) on conflict ("id") do nothing on conflict ("name") do update set "name" = "channels"."name" || ?)");
  EXPECT_EQ(db.run(insert(1, "b")).changes, 0);
  EXPECT_EQ(db.run(insert(2, "a")).changes, 1);
  EXPECT_EQ(db.one(mz::select(channels)).name, "a!");
}

TEST(conflict, many_rows) {
  schema::database db;
  std::vector<mz::new_row<counters>> rows;
  for (int i = 0; i < 500; ++i) rows.push_back({.name = std::to_string(i % 100), .n = 1});
  EXPECT_EQ(
      db.run(
            mz::insert_into(counters).values(rows).on_conflict(counters.name).do_update(counters.n = counters.n + mz::excluded(counters.n)))
          .changes,
      500);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sum(counters.n)).from(counters))), 500);
  EXPECT_EQ(db.run(mz::insert_into(counters).values(rows).on_conflict(counters.name).do_nothing()).changes, 0);
}

namespace {
template <class As>
struct Seat {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "room", std::int64_t> room{};
  mz::column<As, "kind", std::string> kind{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"seats_first">(t.room).where(t.kind == "it's"));
  }
};
inline constexpr mz::table<"seats", Seat> seats{};
}  // namespace

TEST(conflict, the_condition_of_a_partial_index_is_taken_from_the_schema) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(seats);
  const auto s = mz::insert_into(seats).values({.room = 1, .kind = "it's"}).on_conflict(seats.room).do_nothing();
  EXPECT_SQL(db, s,
             R"(insert into "seats" ("id", "room", "kind") values (?, ?, ?) on conflict ("room") where "kind" = 'it''s' do nothing)");
  EXPECT_EQ(db.run(s).changes, 0);
  const auto spelt =
      mz::insert_into(seats).values({.room = 2, .kind = "it's"}).on_conflict(seats.room).where(seats.kind == "it's").do_nothing();
  EXPECT_EQ(db.run(spelt).changes, 1);
}

TEST(conflict, a_row_that_gives_nothing) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(ticks, settings);
  EXPECT_EQ(db.run(mz::insert_into(ticks).values({}).on_conflict().do_nothing()).last_insert_rowid, 1);
  EXPECT_EQ(db.run(mz::insert_into(ticks).values({}).on_conflict(ticks.id).do_update(ticks.n = 4)).last_insert_rowid, 2);
  const std::vector<mz::new_row<ticks>> rows(3);
  EXPECT_EQ(db.run(mz::insert_into(ticks).values(rows).on_conflict().do_nothing()).changes, 3);
  EXPECT_EQ(db.all(mz::select(ticks).where(ticks.n == 3)).size(), 5u);
  // Without an id there is no text for it.
  EXPECT_THROW(db.run(mz::insert_into(settings).values({}).on_conflict(settings.name).do_nothing()), mz::error::invalid_request);
  EXPECT_EQ(db.run(mz::insert_into(settings).values({})).changes, 1);
  EXPECT_EQ(db.run(mz::insert_into(settings).values({.name = "x"}).on_conflict(settings.name).do_nothing()).changes, 0);
}

TEST(conflict, the_last_select_of_a_compound_has_a_where) {
  schema::filled_database db;
  using schema::counters;
  using schema::messages;
  const auto first = mz::select(schema::channels.name).from(schema::channels);
  const auto second = mz::select(messages.body).from(messages);
  const auto insert = [](const auto& select) {
    return mz::insert_into(counters).columns(counters.name).from(select).on_conflict(counters.name).do_update(counters.n = counters.n + 1);
  };
  const auto both = insert(first.union_all(second));
  EXPECT_SQL(
      db, both,
      R"(insert into "counters" ("name") select "channels"."name" from "channels" union all select "messages"."body" from "messages" where true on conflict ("name") do update set "n" = "counters"."n" + ?)");
  const auto last = insert(first.where(schema::channels.id > 1).union_all(second));
  EXPECT_SQL(
      db, last,
      R"(insert into "counters" ("name") select "channels"."name" from "channels" where "channels"."id" > ? union all select "messages"."body" from "messages" where true on conflict ("name") do update set "n" = "counters"."n" + ?)");
  const auto only = insert(first.union_all(second.where(messages.id > 1)));
  EXPECT_SQL(
      db, only,
      R"(insert into "counters" ("name") select "channels"."name" from "channels" union all select "messages"."body" from "messages" where "messages"."id" > ? on conflict ("name") do update set "n" = "counters"."n" + ?)");
  const auto ordered = insert(first.union_all(second).order_by(schema::channels.name).limit(9));
  EXPECT_SQL(
      db, ordered,
      R"(insert into "counters" ("name") select "channels"."name" from "channels" union all select "messages"."body" from "messages" where true order by "channels"."name" limit ? on conflict ("name") do update set "n" = "counters"."n" + ?)");
  for (const bool on : {false, true}) {
    EXPECT_NO_THROW(
        db.run(insert(first.where(mz::when(on, schema::channels.id > 1)).union_all(second.where(mz::when(!on, messages.id > 1))))));
  }
}

TEST(conflict, do_update_calls_on_update_fn_of_what_it_does_not_name) {
  schema::database db;
  using schema::ruled;
  const auto upsert = [](const auto&... set) {
    return mz::insert_into(ruled)
        .values({.region = "r", .code = "c", .version = 100})
        .on_conflict(ruled.region, ruled.code)
        .do_update(set...);
  };
  const auto version = [&] { return db.one(mz::select(ruled.version).from(ruled))[ruled.version]; };
  db.run(upsert(ruled.amount = 1));
  EXPECT_EQ(version(), 100);
  const auto touched = upsert(ruled.amount = ruled.amount + 1);
  static_assert(mz::sql_of<decltype(touched)>.ends_with(R"( do update set "amount" = "ruled"."amount" + ?, "version" = ?)"));
  db.run(touched);
  EXPECT_EQ(version(), schema::touched);
  db.run(upsert(ruled.version = 7));
  EXPECT_EQ(version(), 7);
}

namespace {

// Keys over the same columns: a full one and partial ones; partial ones that differ in their words, or only in their values.
template <class As>
struct Job {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "queue", std::string> queue{};
  mz::column<As, "state", std::string> state{};
  mz::column<As, "worker", std::int64_t> worker{};
  mz::column<As, "rank", std::int64_t, mz::default_value<0>> rank{};
  mz::column<As, "hits", std::int64_t, mz::default_value<0>> hits{};
  mz::column<As, "slot", std::optional<std::int64_t>> slot{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"jobs_open">(t.queue, t.worker).where(t.state == "open"),
                           mz::unique_index<"jobs_held">(t.worker, t.queue).where(t.state == "held"),
                           mz::unique_index<"jobs_late">(t.queue, t.worker).where(t.rank > 5),
                           mz::unique_index<"jobs_later">(mz::desc(t.queue), t.worker).where(t.rank > 50 && t.state == "late"),
                           mz::unique_index<"jobs_rank">(t.rank).where(t.rank > 0), mz::unique_index<"jobs_full">(t.rank, t.slot),
                           mz::unique_index<"jobs_partial">(t.slot, t.rank).where(t.state == "open"));
  }
};
constexpr mz::table<"jobs", Job> jobs{};

struct job_database : mz::sqlite::connection {
  job_database() : connection{":memory:"} { create_tables(jobs); }
  std::int64_t hits(std::int64_t id) { return one(mz::select(jobs.hits).from(jobs).where(jobs.id == id))[jobs.hits]; }
};

template <class S>
std::string text(const S& s) {
  return mz::detail::render(S::text, mz::detail::dialect_id::sqlite, mz::detail::shape_of(s.values, {}));
}

}  // namespace

TEST(conflict, where_tells_partial_indexes_over_the_same_columns_apart) {
  job_database db;
  const auto job = [](std::string state, std::int64_t rank) {
    return mz::insert_into(jobs).values({.queue = "q", .state = std::move(state), .worker = 1, .rank = rank});
  };
  db.run(job("open", 0));
  db.run(job("held", 0));
  const auto hit = jobs.hits = jobs.hits + 1;
  const auto again = [&](const char* state, const auto& condition) {
    return job(state, 0).on_conflict(jobs.worker, jobs.queue).where(condition).do_update(hit);
  };
  for (const char* const state : {"open", "held"}) {
    const std::string own{state};
    db.run(again(state, jobs.state == own));
    EXPECT_TRUE(
        text(again(state, jobs.state == own))
            .ends_with(R"( on conflict ("worker", "queue") where "state" = ')" + own + R"(' do update set "hits" = "jobs"."hits" + ?)"));
  }
  db.run(again("open", jobs.state == "open"));
  EXPECT_EQ(db.hits(1), 2);
  EXPECT_EQ(db.hits(2), 1);
  // The index that is named is the one that counts: a conflict with the other one is an error.
  EXPECT_THROW(db.run(again("held", jobs.state == "open")), mz::error::sql_error);
  EXPECT_EQ(db.run(again("done", jobs.state == "open")).changes, 1);
  // A condition of the same words with other values is that of no index.
  EXPECT_THROW((void)again("open", jobs.state == "shut"), mz::error::invalid_request);
  EXPECT_THROW((void)again("open", jobs.state == ""), mz::error::invalid_request);
  EXPECT_THROW((void)again("open", jobs.rank > 6), mz::error::invalid_request);

  db.run(mz::delete_from(jobs).all_rows());
  db.run(job("late", 60));
  db.run(job("x", 60).on_conflict(jobs.queue, jobs.worker).where(jobs.rank > 5).do_nothing());
  const auto later =
      job("late", 60).on_conflict(jobs.queue, jobs.worker).where(jobs.rank > 50 && jobs.state == "late").do_update(jobs.hits = 7);
  static_assert(mz::sql_of<decltype(later)>.find(R"( on conflict ("queue", "worker") where "rank" > 50 and "state" = 'late' do update)") !=
                std::string_view::npos);
  EXPECT_EQ(db.run(later).changes, 1);
  EXPECT_EQ(db.one(mz::select(jobs)).hits, 7);
}

TEST(conflict, the_choice_of_an_index_travels_with_the_statement) {
  job_database db;
  std::vector<mz::new_row<jobs>> rows;
  for (int i = 0; i != 20; ++i) rows.push_back({.queue = "q" + std::to_string(i % 4), .state = "held", .worker = 1});
  const auto s = [&](std::string state) {
    return mz::insert_into(jobs)
        .values(rows)
        .on_conflict(jobs.queue, jobs.worker)
        .where(jobs.state == state)
        .do_update(jobs.hits = jobs.hits + 1)
        .where(jobs.hits < 3)
        .returning(jobs.queue);
  };
  EXPECT_EQ(db.all(s("held")).size(), 16u);
  EXPECT_THROW((void)db.all(s("open")), mz::error::sql_error);
  const std::vector<mz::any_write> list{s("held"), mz::insert_into(jobs).values(rows).on_conflict().do_nothing()};
  const auto results = mz::run_atomic(db, list);
  EXPECT_EQ(results[0].changes, 0);
  EXPECT_EQ(results[1].changes, 0);
}

TEST(conflict, a_full_key_goes_before_a_partial_index) {
  job_database db;
  const auto job = [](const char* queue, const char* state) {
    return mz::insert_into(jobs).values({.queue = queue, .state = state, .worker = 1, .slot = 9});
  };
  const auto full = job("a", "x").on_conflict(jobs.slot, jobs.rank).do_nothing();
  EXPECT_TRUE(text(full).ends_with(R"( on conflict ("slot", "rank") do nothing)"));
  EXPECT_EQ(db.run(full).changes, 1);
  EXPECT_EQ(db.run(full).changes, 0);
  const auto partial = job("b", "open").on_conflict(jobs.rank, jobs.slot).where(jobs.state == "open").do_nothing();
  EXPECT_TRUE(text(partial).ends_with(R"( on conflict ("rank", "slot") where "state" = 'open' do nothing)"));
  EXPECT_THROW(db.run(partial), mz::error::sql_error);  // the full key is not what it names
  db.run(mz::delete_from(jobs).all_rows());
  db.raw("drop index jobs_full");
  EXPECT_EQ(db.run(partial).changes, 1);
  EXPECT_EQ(db.run(job("c", "open").on_conflict(jobs.rank, jobs.slot).where(jobs.state == "open").do_nothing()).changes, 0);
  // A partial index that is alone is taken also in another order of its columns.
  const auto ranked = mz::insert_into(jobs).values({.queue = "q", .state = "x", .worker = 1, .rank = 3});
  db.run(ranked);
  EXPECT_EQ(db.run(ranked.on_conflict(jobs.rank).do_nothing()).changes, 0);
  EXPECT_THROW(db.run(ranked.on_conflict(jobs.id).do_nothing()), mz::error::sql_error);
}

namespace {
template <class As>
struct Place {
  mz::column<As, "x", std::int64_t> x{};
  mz::column<As, "y", std::int64_t> y{};
  mz::column<As, "ratio", double> ratio{};
  mz::column<As, "urgent", urgency> urgent{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"places_once">(t.x, mz::desc(t.y)).where(t.ratio > 0.5 && t.urgent == urgency::high));
  }
};
constexpr mz::table<"places", Place> places{};
}  // namespace

TEST(conflict, a_partial_index_in_another_order_of_its_columns) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(places);
  const auto place = mz::insert_into(places).values({.x = 1, .y = 2, .ratio = 0.75, .urgent = urgency::high});
  db.run(place);
  const auto s = place.on_conflict(places.y, places.x).do_nothing();
  EXPECT_SQL(
      db, s,
      R"(insert into "places" ("x", "y", "ratio", "urgent") values (?, ?, ?, ?) on conflict ("y", "x") where "ratio" > 0.5 and "urgent" = 'high' do nothing)");
  EXPECT_EQ(db.run(s).changes, 0);
  EXPECT_EQ(db.run(place.on_conflict(places.y, places.x).where(places.ratio > 0.5 && places.urgent == urgency::high).do_nothing()).changes,
            0);
  EXPECT_THROW((void)place.on_conflict(places.y, places.x).where(places.ratio > 0.25 && places.urgent == urgency::high),
               mz::error::invalid_request);
  EXPECT_THROW((void)place.on_conflict(places.y, places.x).where(places.ratio > 0.5 && places.urgent == urgency::low),
               mz::error::invalid_request);
}

TEST(conflict, a_guard_before_the_clause_is_kept) {
  schema::database db;
  const auto one = mz::insert_into(counters).values({.name = "a"}).require_changes(1);
  db.run(one);
  EXPECT_THROW(db.run(one.on_conflict(counters.name).do_nothing()), mz::error::guard_failed);
  EXPECT_THROW(db.run(one.on_conflict().do_nothing()), mz::error::guard_failed);
  EXPECT_THROW(db.run(one.on_conflict(counters.name).do_update(counters.n = 1).where(counters.n > 1)), mz::error::guard_failed);
  EXPECT_EQ(db.run(one.on_conflict(counters.name).do_update(counters.n = 1)).changes, 1);
}

namespace {
template <class As>
struct Tag {
  mz::column<As, "name", std::string> name{};
  mz::column<As, "lower", std::string, mz::generated<"lower(name)", mz::stored>, mz::unique> lower{};
};
constexpr mz::table<"tags", Tag> tags{};
}  // namespace

TEST(conflict, a_generated_column_may_be_the_key) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(tags);
  const auto tag = [](const char* name) {
    return mz::insert_into(tags).values({.name = name}).on_conflict(tags.lower).do_update(tags.name = mz::excluded(tags.name));
  };
  db.run(tag("A"));
  db.run(tag("a"));
  EXPECT_EQ(db.one(mz::select(tags)).name, "a");
}
