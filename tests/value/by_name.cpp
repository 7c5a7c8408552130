// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;

static_assert(mz::codec<urgency>::accepts("low") && mz::codec<urgency>::accepts("high"));
static_assert(!mz::codec<urgency>::accepts("LOW") && !mz::codec<urgency>::accepts("") && !mz::codec<urgency>::accepts("lo"));
static_assert(mz::codec<urgency>::decode("high") == urgency::high);
static_assert(mz::detail::type_of<urgency> == mz::detail::sql_type::text);

TEST(by_name, is_stored_as_text) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .urgent = urgency::high}));
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select urgent from everything")[0]), "high");
  EXPECT_EQ(db.one(mz::select(everything)).urgent, urgency::high);
}

TEST(by_name, an_unknown_name_is_a_decode_error) {
  schema::database db;
  support::execute(db, "insert into everything (id, urgent) values (1, 'medium')");
  try {
    (void)db.all(mz::select(everything));
    FAIL() << "an unknown name was read";
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "urgent");
  }
}

TEST(by_name, an_enumerator_without_a_name_cannot_be_stored) {
  EXPECT_THROW((void)(everything.urgent == static_cast<urgency>(7)), mz::error::invalid_request);
  schema::database db;
  EXPECT_THROW(db.run(mz::insert_into(everything).values({.id = 1, .urgent = static_cast<urgency>(7)})), mz::error::invalid_request);
  EXPECT_TRUE(db.all(mz::select(everything.id).from(everything)).empty());
}

namespace {

template <class As>
struct Task {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "how", urgency, mz::default_value<urgency::high>> how{};
};
constexpr mz::table<"tasks", Task> tasks{};

}  // namespace

namespace {

template <class As>
struct Checked {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "how", std::optional<urgency>, mz::check_names> how{};
};
constexpr mz::table<"checked", Checked> checked_table{};

}  // namespace

TEST(by_name, other_programs_can_be_kept_to_the_names) {
  mz::sqlite::connection db{":memory:"};
  EXPECT_SQL(db, mz::create_table(checked_table),
             R"(create table "checked" ("id" integer primary key, "how" text check ("how" in ('low', 'high'))))");
  db.run(mz::insert_into(checked_table).values({.how = urgency::high}));
  db.run(mz::insert_into(checked_table).values({}));
  EXPECT_THROW(db.raw<>("insert into checked (how) values ('medium')"), mz::error::sql_error);
  EXPECT_EQ(db.all(mz::select(checked_table)).size(), 2u);
}

TEST(by_name, an_enumerator_as_default) {
  mz::sqlite::connection db{":memory:"};
  EXPECT_SQL(db, mz::create_table(tasks), R"(create table "tasks" ("id" integer primary key, "how" text not null default 'high'))");
  db.run(mz::insert_into(tasks).values({}));
  EXPECT_EQ(db.one(mz::select(tasks)).how, urgency::high);
}

namespace {

enum class stage { open, it_s_done };
template <class As>
struct Job {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "stage", stage, mz::default_value<stage::open>> at{};
  mz::column<As, "before", std::optional<stage>> before{};
  static constexpr auto constraints(const auto& t);
};

}  // namespace

template <>
struct mizzle::codec<stage> : mizzle::by_name<stage, mizzle::name<stage::open, "open">, mizzle::name<stage::it_s_done, "it's done?">> {};

namespace {

template <class As>
constexpr auto Job<As>::constraints(const auto& t) {
  return mz::constraints(
      mz::check<"moves">(t.at != stage::open || t.before.is_null()), mz::check<"known">(t.at.in(stage::open, stage::it_s_done)),
      mz::check<"before">(mz::coalesce(t.before, stage::open) == stage::open), mz::index<"jobs_open">(t.id).where(t.at == stage::open),
      mz::unique_index<"jobs_done">(t.before).where(t.at == stage::it_s_done));
}
constexpr mz::table<"jobs", Job> jobs{};

}  // namespace

TEST(by_name, in_constraints_and_conditions_of_indexes) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::create_table(jobs);
  EXPECT_SQL(
      db, s,
      R"(create table "jobs" ("id" integer primary key, "stage" text not null default 'open', "before" text, constraint "moves" check ("stage" <> 'open' or "before" is null), )"
      R"(constraint "known" check ("stage" in ('open', 'it''s done?')), constraint "before" check (coalesce("before", 'open') = 'open')))");
  db.run(mz::delete_from(jobs).all_rows());
  support::execute(db, "drop table jobs");
  db.create_tables(jobs);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select sql from sqlite_schema where name = 'jobs_done'").one()),
            R"(CREATE UNIQUE INDEX "jobs_done" on "jobs" ("before") where "stage" = 'it''s done?')");
  db.run(mz::insert_into(jobs).values({.id = 1}));
  db.run(mz::insert_into(jobs).values({.id = 2, .at = stage::it_s_done, .before = stage::open}));
  EXPECT_THROW(db.run(mz::update(jobs).set(jobs.before = stage::open).where(jobs.at == stage::open)), mz::error::sql_error);
  EXPECT_THROW(db.run(mz::insert_into(jobs).values({.id = 3, .at = stage::it_s_done, .before = stage::it_s_done})), mz::error::sql_error);
  db.run(mz::insert_into(jobs).values({.id = 4, .at = stage::it_s_done, .before = stage::open}).on_conflict(jobs.before).do_nothing());
  EXPECT_EQ(db.all(mz::select(jobs)).size(), 2u);
}

TEST(by_name, on_every_road_to_the_engine) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .urgent = urgency::high}));
  db.run(mz::insert_into(everything).set(everything.id = 2, everything.urgent = urgency::high));
  db.run(mz::insert_into(everything).values({.id = 3}));
  db.run(mz::update(everything).set({.urgent = urgency::high}).where(everything.id == 3));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size(); };
  EXPECT_EQ(found(everything.urgent == urgency::high), 3u);
  EXPECT_EQ(found(everything.urgent.in(std::vector{urgency::low, urgency::high})), 3u);
  EXPECT_EQ(found(everything.urgent.is(std::optional{urgency::high})), 3u);
  EXPECT_EQ(found(everything.urgent.is(std::optional<urgency>{})), 0u);
  EXPECT_EQ(found(mz::case_when(everything.id == 1, urgency::low).otherwise(everything.urgent) == urgency::low), 1u);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select ? || ?", urgency::high, std::optional{urgency::low}).one()), "highlow");
}
