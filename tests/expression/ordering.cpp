// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

template <class... Term>
std::string order(mz::sqlite::connection& db, const Term&... terms) {
  std::string ids;
  for (const auto& row : db.all(mz::select(everything.id).from(everything).order_by(terms...))) ids += std::to_string(row[everything.id]);
  return ids;
}

struct four : schema::database {
  four() {
    run(mz::insert_into(everything).values({.id = 1, .label = "b", .maybe_n = 2}));
    run(mz::insert_into(everything).values({.id = 2, .label = "a", .maybe_n = std::nullopt}));
    run(mz::insert_into(everything).values({.id = 3, .label = "b", .maybe_n = 1}));
    run(mz::insert_into(everything).values({.id = 4, .label = "a", .maybe_n = 3}));
  }
};

}  // namespace

TEST(ordering, text_of_each_term) {
  four db;
  const auto s = mz::select(everything.id)
                     .from(everything)
                     .order_by(everything.label, mz::asc(everything.id), mz::desc(everything.id),
                               mz::nulls_first(mz::desc(everything.maybe_n)), mz::nulls_last(mz::asc(everything.maybe_n)));
  EXPECT_SQL(db, s,
             R"(select "everything"."id" from "everything" order by "everything"."label", "everything"."id" asc, "everything"."id" desc, )"
             R"("everything"."maybe_n" desc nulls first, "everything"."maybe_n" asc nulls last)");
}

TEST(ordering, directions) {
  four db;
  EXPECT_EQ(order(db, everything.id), "1234");
  EXPECT_EQ(order(db, mz::asc(everything.id)), "1234");
  EXPECT_EQ(order(db, mz::desc(everything.id)), "4321");
  EXPECT_EQ(order(db, everything.label, mz::desc(everything.id)), "4231");
  EXPECT_EQ(order(db, mz::desc(everything.label), everything.id), "1324");
}

TEST(ordering, where_nulls_stand) {
  four db;
  EXPECT_EQ(order(db, everything.maybe_n), "2314");
  EXPECT_EQ(order(db, mz::desc(everything.maybe_n)), "4132");
  EXPECT_EQ(order(db, mz::nulls_last(mz::asc(everything.maybe_n))), "3142");
  EXPECT_EQ(order(db, mz::nulls_first(mz::desc(everything.maybe_n))), "2413");
  EXPECT_EQ(order(db, mz::nulls_last(everything.maybe_n)), "3142");
  EXPECT_EQ(order(db, mz::nulls_first(everything.maybe_n)), "2314");
}

TEST(ordering, by_expressions_with_values) {
  four db;
  EXPECT_EQ(order(db, mz::desc(everything.id % 2), everything.id * -1), "3142");
  EXPECT_EQ(order(db, everything.id == 3 || everything.id == 2, mz::desc(mz::case_when(everything.id == 1, 9).otherwise(everything.id))),
            "1432");
  EXPECT_EQ(order(db, mz::desc(mz::coalesce(everything.maybe_n, 100)), everything.id), "2413");
  const auto s =
      mz::select(everything.id).from(everything).order_by(mz::desc(everything.label == "a" && everything.id > 1), mz::asc(-everything.id));
  EXPECT_SQL(db, s,
             R"(select "everything"."id" from "everything" order by "everything"."label" = ? and "everything"."id" > ? desc, )"
             R"(-"everything"."id" asc)");
}

TEST(ordering, by_an_aggregate_and_by_a_select) {
  schema::filled_database db;
  const auto groups =
      mz::select(messages.thread_id, mz::count().as<"n">()).from(messages).group_by(messages.thread_id).order_by(mz::desc(mz::count()));
  EXPECT_SQL(db, groups,
             R"(select "messages"."thread_id", count(*) as "n" from "messages" group by "messages"."thread_id" order by count(*) desc)");
  EXPECT_EQ(db.all(groups)[0]["n"_col], 2);
  const auto messages_in = mz::select(mz::count()).from(messages).where(messages.channel_id == channels.id);
  const auto by_size = mz::select(channels.name).from(channels).order_by(messages_in.as_operand(), channels.id);
  EXPECT_EQ(db.all(by_size)[0][channels.name], "empty");
}
