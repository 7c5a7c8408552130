// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::counters;
using schema::ruled;
using schema::settings;
using schema::ticks;

namespace {

/// The text as the statement's values shape it.
template <class S>
std::string shaped(const S& s, mz::detail::dialect_id dialect = mz::detail::dialect_id::sqlite, mz::detail::row_window rows = {}) {
  return mz::detail::render(S::text, dialect, mz::detail::shape_of(s.values, rows));
}

}  // namespace

TEST(render_writes, a_row_names_what_it_gives_and_what_must_not_be_left_to_the_database) {
  EXPECT_EQ(shaped(mz::insert_into(ticks).values({})), R"(insert into "ticks" default values)");
  EXPECT_EQ(shaped(mz::insert_into(ticks).values({.n = 1})), R"(insert into "ticks" ("n") values (?))");
  EXPECT_EQ(shaped(mz::insert_into(ruled).values({.region = "r", .code = "c"})),
            R"(insert into "ruled" ("region", "code", "serial", "version") values (?, ?, ?, ?))");
  const std::vector<mz::new_row<ticks>> rows(3, {.id = 1});
  EXPECT_EQ(shaped(mz::insert_into(ticks).values(rows), mz::detail::dialect_id::postgres, {0, 3}),
            R"(insert into "ticks" ("id") values ($1), ($2), ($3))");
  for (const std::size_t count : {1u, 2u, 3u, 4u}) {
    const std::vector<mz::new_row<ruled>> many(count, {.region = "r", .code = "c"});
    std::string each = "(?, ?, ?, ?)";
    for (std::size_t i = 1; i != count; ++i) each += ", (?, ?, ?, ?)";
    EXPECT_EQ(shaped(mz::insert_into(ruled).values(many), mz::detail::dialect_id::sqlite, {0, count}),
              R"(insert into "ruled" ("region", "code", "serial", "version") values )" + each);
  }
}

TEST(render_writes, a_row_that_gives_nothing_before_a_conflict_clause) {
  const auto tick = mz::insert_into(ticks).values({}).on_conflict().do_nothing();
  EXPECT_EQ(shaped(tick), R"(insert into "ticks" ("id") values (null) on conflict do nothing)");
  EXPECT_EQ(shaped(tick, mz::detail::dialect_id::postgres), R"(insert into "ticks" ("id") values (default) on conflict do nothing)");
  const auto setting = mz::insert_into(settings).values({}).on_conflict(settings.name).do_nothing();
  EXPECT_EQ(shaped(setting, mz::detail::dialect_id::postgres),
            R"(insert into "settings" ("name") values (default) on conflict ("name") do nothing)");
  EXPECT_THROW((void)shaped(setting), mz::error::invalid_request);
}

TEST(render_writes, a_patch_sets_what_it_names) {
  const auto s = mz::update(counters).set({.n = 1}).where(counters.name == "a");
  EXPECT_EQ(shaped(s), R"(update "counters" set "n" = ? where "counters"."name" = ?)");
  static_assert(mz::sql_of<decltype(s)> == R"(update "counters" set "name" = ?, "n" = ? where "counters"."name" = ?)");
}
