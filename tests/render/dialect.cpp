// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::everything;
using schema::members;
using schema::messages;

namespace {

template <class S>
constexpr std::string_view d1(const S&) {
  return mz::sql_of<S, mz::dialect::d1>;
}
template <class S>
constexpr std::string_view postgres(const S&) {
  return mz::sql_of<S, mz::dialect::postgres>;
}

}  // namespace

TEST(dialect, postgres_counts_its_parameters_through_the_whole_statement) {
  constexpr auto s =
      mz::select(mz::val(1), messages.body)
          .from(messages)
          .inner_join(channels, channels.id == messages.channel_id && channels.id > 2)
          .where(messages.id.in(3, 4) && mz::exists(mz::select(members.agent_id).from(members).where(members.agent_id == 5)) &&
                 messages.id.between(6, 7))
          .order_by(messages.id + 8)
          .limit(9)
          .offset(10);
  static_assert(postgres(s) ==
                R"(select $1, "messages"."body" from "messages" inner join "channels" on "channels"."id" = "messages"."channel_id" and )"
                R"("channels"."id" > $2 where "messages"."id" in ($3, $4) and exists (select "members"."agent_id" from "members" )"
                R"(where "members"."agent_id" = $5) )"
                R"(and "messages"."id" between $6 and $7 order by "messages"."id" + $8 limit $9 offset $10)");
  constexpr auto up = mz::insert_into(counters)
                          .set(counters.name = "a", counters.n = 1)
                          .on_conflict(counters.name)
                          .do_update(counters.n = counters.n + 2)
                          .where(counters.n < 3);
  static_assert(postgres(up) ==
                R"(insert into "counters" ("name", "n") values ($1, $2) on conflict ("name") do update set "n" = "counters"."n" )"
                R"(+ $3 where "counters"."n" < $4)");
}

TEST(dialect, d1_casts_integers_and_nothing_else) {
  constexpr auto s = mz::select(messages.id, messages.body, messages.thread_id.as<"t">(), mz::count().as<"n">())
                         .from(messages)
                         .where(messages.id > 1 && messages.body != "x")
                         .group_by(messages.id);
  static_assert(d1(s) ==
                R"(select cast("messages"."id" as text), "messages"."body", cast("messages"."thread_id" as text) as "t", )"
                R"(cast(count(*) as text) as "n" )"
                R"(from "messages" where "messages"."id" > cast(? as integer) and "messages"."body" <> ? group by "messages"."id")");
  constexpr auto whole = mz::select(channels);
  static_assert(d1(whole) == R"(select cast("channels"."id" as text), "channels"."name" from "channels")");
  constexpr auto gone =
      mz::delete_from(everything).where(everything.ratio > 1.5 && everything.label == "a").returning(everything.ratio, everything.hue);
  static_assert(d1(gone) == R"(delete from "everything" where "everything"."ratio" > ? and "everything"."label" = ? )"
                            R"(returning "everything"."ratio", cast("everything"."hue" as text))");
}

TEST(dialect, a_statement_yields_the_same_in_each) {
  schema::filled_database db;
  support::bare_d1 d1{db};
  const auto expect_same = [&](const auto& s) {
    const auto there = mz::run_atomic(d1, mz::atomic(s));
    const auto here = db.all(s);
    ASSERT_GT(here.size(), 0u);
    ASSERT_EQ(there[0_c].size(), here.size());
    for (std::size_t i = 0; i != here.size(); ++i) EXPECT_TRUE(there[0_c][i] == here[i]) << i;
  };
  expect_same(mz::select(messages.id, messages.thread_id, messages.body).from(messages).order_by(mz::desc(messages.id)));
  expect_same(mz::select(messages.id, mz::val(2.5), messages.thread_id == 1).from(messages).where(messages.id > 1).order_by(messages.id));
  expect_same(
      mz::select(messages.id).from(messages).where(messages.channel_id.in(mz::select(channels.id).from(channels))).order_by(messages.id));
  expect_same(mz::select(messages.thread_id, mz::count(), mz::sum(messages.id))
                  .from(messages)
                  .group_by(messages.thread_id)
                  .order_by(messages.thread_id));
  expect_same(mz::select_distinct(messages.channel_id).from(messages).order_by(messages.channel_id));
  expect_same(mz::select(channels.name, mz::select(mz::count()).from(messages).where(messages.channel_id == channels.id))
                  .from(channels)
                  .order_by(channels.id));
  expect_same(mz::select(messages.id).from(messages).where(messages.id.in(std::vector{1, 3})).order_by(messages.id).limit(1).offset(1));
}

TEST(dialect, limits_of_integers_cross_d1_exactly) {
  schema::database db;
  support::bare_d1 d1{db};
  for (const std::int64_t id :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), (std::int64_t{1} << 53) + 1}) {
    const auto r =
        mz::run_atomic(d1, mz::atomic(mz::insert_into(channels).values({.id = id, .name = std::to_string(id)}).returning(channels.id),
                                      mz::select(channels.name).from(channels).where(channels.id == id)));
    EXPECT_EQ(r[0_c].one()[channels.id], id);
    EXPECT_EQ(r[1_c].one()[channels.name], std::to_string(id));
  }
}

TEST(dialect, d1_casts_only_what_the_whole_yields) {
  schema::filled_database db;
  const auto counted =
      mz::select(channels.id, mz::select(mz::count()).from(messages).where(messages.channel_id == channels.id))
          .from(channels)
          .where(channels.id.in(mz::select(messages.channel_id).from(messages)) && mz::exists(mz::select(messages.id).from(messages)));
  static_assert(
      d1(counted) ==
      R"(select cast("channels"."id" as text), cast((select count(*) from "messages" where "messages"."channel_id" = "channels"."id") as text) )"
      R"(from "channels" where "channels"."id" in (select "messages"."channel_id" from "messages") and exists (select "messages"."id" from "messages"))");
  EXPECT_TRUE(support::prepares(db, d1(counted)));
  const auto copied = mz::insert_into(counters)
                          .columns(counters.name, counters.n)
                          .from(mz::select(messages.body, messages.id).from(messages))
                          .returning(counters.n);
  static_assert(
      d1(copied) ==
      R"(insert into "counters" ("name", "n") select "messages"."body", "messages"."id" from "messages" returning cast("counters"."n" as text))");
  EXPECT_TRUE(support::prepares(db, d1(copied)));
}

TEST(dialect, a_compound_is_compared_and_ordered_as_numbers_in_d1) {
  schema::filled_database db;
  for (std::int64_t id = 8; id != 13; ++id) db.run(mz::insert_into(channels).values({.id = id, .name = std::to_string(id)}));
  const auto s = mz::select(channels.id, mz::val(1.5), channels.name.as<"n">())
                     .from(channels)
                     .union_(mz::select(messages.id, mz::val(1.5), messages.body).from(messages).where(messages.id > 1))
                     .order_by(mz::desc(channels.id), channels.name)
                     .limit(6);
  static_assert(
      d1(s) ==
      R"(with "mizzle" ("c1", "c2", "c3") as (select "channels"."id", ?, "channels"."name" as "n" from "channels" )"
      R"(union select "messages"."id", ?, "messages"."body" from "messages" where "messages"."id" > cast(? as integer) )"
      R"(order by "channels"."id" desc, "channels"."name" limit cast(? as integer)) select cast("c1" as text), "c2", "c3" as "n" from "mizzle")");
  EXPECT_TRUE(support::prepares(db, d1(s)));
  support::bare_d1 d1_db{db};
  const auto expect_same = [&](const auto& statement) {
    const auto there = mz::run_atomic(d1_db, mz::atomic(statement));
    const auto here = db.all(statement);
    ASSERT_GT(here.size(), 0u);
    ASSERT_EQ(there[0_c].size(), here.size());
    for (std::size_t i = 0; i != here.size(); ++i) EXPECT_TRUE(there[0_c][i] == here[i]) << i;
  };
  expect_same(s);
  expect_same(
      mz::select(channels.id, mz::val(2)).from(channels).except(mz::select(channels.id, mz::val(2)).from(channels).where(channels.id > 9)));
  const auto whole = mz::select(channels).union_all(mz::select(channels).where(channels.id > 9)).order_by(channels.id);
  const auto there = mz::run_atomic(d1_db, mz::atomic(whole));
  ASSERT_EQ(there[0_c].size(), 10u);
  EXPECT_EQ(there[0_c][9].id, 12);
  EXPECT_EQ(there[0_c][9].name, "12");
  constexpr auto other = mz::alias<"other">(channels);
  expect_same(mz::select(channels.id)
                  .from(channels)
                  .where(channels.id.in(mz::select(messages.id).from(messages).union_(mz::select(other.id).from(other))))
                  .order_by(channels.id));
}

TEST(dialect, comparisons_inside_comparisons_have_parentheses_in_each) {
  constexpr auto a = mz::val(1), b = mz::val(2);
  constexpr auto p = mz::val(true);
  static_assert(postgres(mz::select(p == (a > b))) == "select $1 = ($2 > $3)");
  static_assert(postgres(mz::select((a > b) == (b <= a))) == "select ($1 > $2) = ($3 <= $4)");
  static_assert(postgres(mz::select((a > b).in(true, false))) == "select ($1 > $2) in ($3, $4)");
  static_assert(postgres(mz::select((a > b).between(false, true))) == "select ($1 > $2) between $3 and $4");
}

TEST(dialect, has_words_of_its_own) {
  const auto s = mz::select(messages.id)
                     .from(messages)
                     .where(messages.thread_id.is(1) && messages.thread_id.is_not(messages.id) && messages.created_at < mz::unixepoch())
                     .offset(2);
  static_assert(
      mz::sql_of<std::remove_const_t<decltype(s)>> ==
      R"(select "messages"."id" from "messages" where "messages"."thread_id" is ? and "messages"."thread_id" is not "messages"."id" and "messages"."created_at" < unixepoch() limit -1 offset ?)");
  static_assert(
      mz::sql_of<std::remove_const_t<decltype(s)>, mz::dialect::postgres> ==
      R"(select "messages"."id" from "messages" where "messages"."thread_id" is not distinct from $1 and "messages"."thread_id" is distinct from "messages"."id" )"
      R"(and "messages"."created_at" < extract(epoch from now())::bigint limit all offset $2)");
  const auto glob = mz::select(messages.id).from(messages).where(messages.body.glob("a*"));
  EXPECT_THROW((void)mz::detail::render(decltype(glob)::text, mz::detail::dialect_id::postgres, {}), mz::error::invalid_request);
}
