// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(explain, steps_are_those_of_sqlite) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, channels.name)
                     .from(messages)
                     .inner_join(channels, channels.id == messages.channel_id)
                     .where(messages.id == 2)
                     .order_by(mz::desc(channels.name));
  const auto plan = mz::explain(db, s);
  const auto plain = db.raw<std::int64_t, std::int64_t, std::int64_t, std::string>(
      R"(explain query plan select "messages"."id", "channels"."name" from "messages" inner join "channels" on "channels"."id" = "messages"."channel_id" where "messages"."id" = 2 order by "channels"."name" desc)");
  ASSERT_EQ(plan.steps.size(), plain.size());
  ASSERT_GE(plan.steps.size(), 2U);
  for (std::size_t i = 0; i != plain.size(); ++i) {
    EXPECT_EQ(plan.steps[i], (mz::plan_step{mz::get<0>(plain[i]), mz::get<1>(plain[i]), mz::get<3>(plain[i])}));
  }
}

TEST(explain, tree_puts_each_step_under_its_own) {
  const mz::query_plan plan{{{2, 0, "COMPOUND QUERY"},
                             {3, 2, "LEFT-MOST SUBQUERY"},
                             {5, 3, "SCAN a"},
                             {9, 2, "UNION ALL"},
                             {11, 9, "SCAN b"},
                             {20, 0, "SCAN c"}}};
  EXPECT_EQ(plan.tree(), R"(|--COMPOUND QUERY
|  |--LEFT-MOST SUBQUERY
|  |  `--SCAN a
|  `--UNION ALL
|     `--SCAN b
`--SCAN c
)");
  EXPECT_EQ(mz::query_plan{}.tree(), "");
}

TEST(explain, does_not_run_the_statement) {
  schema::filled_database db;
  const auto before = db.all(mz::select(messages.id).from(messages)).size();
  EXPECT_FALSE(mz::explain(db, mz::delete_from(messages).where(messages.id == 1)).steps.empty());
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages)).size(), before);
  std::vector<mz::new_row<channels>> none;
  EXPECT_TRUE(mz::explain(db, mz::insert_into(channels).values(none)).steps.empty());
}
