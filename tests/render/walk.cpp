// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;

namespace {

using list = std::vector<std::int64_t>;
template <class S>
list ids(mz::sqlite::connection& db, const S& s) {
  list result;
  for (const auto& row : db.all(s)) result.push_back(mz::get<0>(row));
  return result;
}
/// Calls f with each combination of N conditions.
template <class F>
void each_combination(unsigned n, F&& f) {
  for (unsigned bits = 0; bits != 1u << n; ++bits) f([bits](unsigned i) { return (bits >> i & 1) != 0; });
}

}  // namespace

TEST(walk, parts_inside_a_subquery_of_a_condition) {
  schema::filled_database db;
  each_combination(4, [&](auto on) {
    const auto in_channel =
        mz::select(channels.id).from(channels).where(mz::when(on(0), channels.name == "general") && mz::when(on(1), channels.id > 1));
    const auto s = mz::select(messages.id)
                       .from(messages)
                       .where(mz::when(on(2), messages.id > 1) && messages.channel_id.in(in_channel) && mz::when(on(3), messages.id < 3))
                       .order_by(messages.id);
    list expected;
    for (std::int64_t id = 1; id <= 3; ++id) {
      if ((!on(2) || id > 1) && !on(1) && (!on(3) || id < 3)) expected.push_back(id);
    }
    EXPECT_EQ(ids(db, s), expected) << on(0) << on(1) << on(2) << on(3);
  });
}

TEST(walk, a_part_that_is_left_out_takes_its_subquery_with_it) {
  schema::filled_database db;
  each_combination(3, [&](auto on) {
    const auto joined = mz::select(members.agent_id)
                            .from(members)
                            .where(members.channel_id == messages.channel_id && mz::when(on(0), members.agent_id == 99));
    const auto s = mz::select(messages.id)
                       .from(messages)
                       .where(mz::when(on(1), mz::exists(joined)) && messages.id > 1 && mz::when(on(2), messages.id == 3))
                       .order_by(messages.id);
    EXPECT_EQ(ids(db, s), on(1) && on(0) ? list{} : on(2) ? list{3} : (list{2, 3})) << on(0) << on(1) << on(2);
  });
}

TEST(walk, parts_of_a_join_and_of_having) {
  schema::filled_database db;
  each_combination(3, [&](auto on) {
    const auto s = mz::select(channels.id, mz::count().as<"n">())
                       .from(channels)
                       .inner_join(members, mz::when(on(0), members.channel_id == channels.id) && mz::when(on(1), members.agent_id == 7))
                       .group_by(channels.id)
                       .having(mz::when(on(2), mz::count() > 1))
                       .order_by(channels.id);
    // Members of channel 1: 7 and 8; of channel 2: 7.
    const std::int64_t first = on(0) ? (on(1) ? 1 : 2) : (on(1) ? 2 : 3), second = on(0) ? 1 : first;
    list expected;
    if (!on(2) || first > 1) expected.push_back(1);
    if (!on(2) || second > 1) expected.push_back(2);
    EXPECT_EQ(ids(db, s), expected) << on(0) << on(1) << on(2);
  });
}

TEST(walk, parts_on_both_sides_of_a_union) {
  schema::filled_database db;
  each_combination(2, [&](auto on) {
    const auto s = mz::select(messages.id)
                       .from(messages)
                       .where(mz::when(on(0), messages.id == 2))
                       .union_(mz::select(channels.id).from(channels).where(mz::when(on(1), channels.id == 2)))
                       .order_by(messages.id);
    EXPECT_EQ(ids(db, s), !on(0) ? (list{1, 2, 3}) : on(1) ? list{2} : (list{1, 2})) << on(0) << on(1);
  });
}

TEST(walk, parts_in_the_select_of_an_insert_and_in_assigned_selects) {
  each_combination(2, [](auto on) {
    schema::filled_database db;
    db.run(mz::insert_into(members)
               .columns(members.channel_id, members.agent_id)
               .from(mz::select(channels.id, mz::val(50))
                         .from(channels)
                         .where(mz::when(on(0), channels.id == 1) && mz::when(on(1), channels.name == "empty"))));
    EXPECT_EQ(db.all(mz::select(members).where(members.agent_id == 50)).size(), on(0) && on(1) ? 0u : on(0) || on(1) ? 1u : 2u);

    const auto highest = [&](bool part) {
      return mz::coalesce(mz::select(mz::max(channels.id)).from(channels).where(mz::when(part, channels.id < 2)), 0);
    };
    const auto s = mz::update(messages)
                       .set(messages.created_at = highest(on(0)), messages.body = "new", messages.thread_id = highest(on(1)))
                       .where(messages.id == 3 && mz::when(on(0), messages.id > highest(on(1))));
    EXPECT_EQ(db.run(s).changes, 1);
    const auto row = db.one(mz::select(messages).where(messages.id == 3));
    EXPECT_EQ(row.created_at, on(0) ? 1 : 2);
    EXPECT_EQ(row.body, "new");
    EXPECT_EQ(row.thread_id, on(1) ? 1 : 2);
    db.run(mz::insert_into(messages).set(messages.id = 10, messages.channel_id = 1, messages.thread_id = highest(on(0)),
                                         messages.body = "x", messages.created_at = highest(on(1)) + 5));
    const auto inserted = db.one(mz::select(messages).where(messages.id == 10));
    EXPECT_EQ(inserted.thread_id, on(0) ? 1 : 2);
    EXPECT_EQ(inserted.created_at, on(1) ? 6 : 7);
  });
}

TEST(walk, an_upsert_whose_conditions_come_and_go) {
  each_combination(2, [](auto on) {
    schema::database db;
    using schema::counters;
    db.run(mz::insert_into(counters).values({.name = "a", .n = 5}));
    const auto s = mz::insert_into(counters)
                       .values({.name = "a", .n = 1})
                       .on_conflict(counters.name)
                       .do_update(counters.n = counters.n + 10)
                       .where(mz::when(on(0), counters.n > 7) && mz::when(on(1), counters.n < 7));
    EXPECT_EQ(db.run(s).changes, on(0) ? 0 : 1);
    EXPECT_EQ(db.one(mz::select(counters)).n, on(0) ? 5 : 15);
  });
}

TEST(walk, parts_inside_subqueries_of_a_select_list) {
  schema::filled_database db;
  each_combination(4, [&](auto on) {
    const auto count = [&](bool a, bool b) {
      return mz::select(mz::count())
          .from(messages)
          .where(messages.channel_id == channels.id && mz::when(a, messages.id > 1) && mz::when(b, messages.id < 3));
    };
    // A part in a subquery of a subquery, and one behind an operator.
    const auto known = mz::select(mz::count())
                           .from(members)
                           .where(members.channel_id == channels.id &&
                                  mz::exists(mz::select(messages.id)
                                                 .from(messages)
                                                 .where(messages.channel_id == members.channel_id && mz::when(on(2), messages.id == 99))));
    const auto s = mz::select(channels.id, count(on(0), on(1)), mz::val("x"), known.as_operand() + 10, mz::val(7))
                       .from(channels)
                       .where(channels.id == 1 && mz::when(on(3), channels.name == "general"));
    const auto row = db.one(s);
    EXPECT_EQ(mz::get<1>(row), 3 - on(0) - on(1));
    EXPECT_EQ(mz::get<2>(row), "x");
    EXPECT_EQ(mz::get<3>(row), on(2) ? 10 : 12);
    EXPECT_EQ(mz::get<4>(row), 7);
  });
}

TEST(walk, parts_inside_subqueries_of_returning) {
  each_combination(3, [](auto on) {
    schema::filled_database db;
    const auto count = [&](bool a, bool b) {
      return mz::select(mz::count()).from(members).where(mz::when(a, members.agent_id == 7) && mz::when(b, members.channel_id == 1));
    };
    const auto s = mz::update(messages)
                       .set(messages.body = "new")
                       .where(messages.id == 1 && mz::when(on(2), messages.body == "one ship"))
                       .returning(count(on(0), on(1)), messages.body, mz::val(5), count(on(1), on(0)).as_operand() * 2);
    const auto row = db.one(s);
    EXPECT_EQ(mz::get<0>(row), 3 - on(0) - on(1));
    EXPECT_EQ(mz::get<1>(row), "new");
    EXPECT_EQ(mz::get<2>(row), 5);
    EXPECT_EQ(mz::get<3>(row), 2 * (3 - on(0) - on(1)));
  });
}

TEST(walk, parts_inside_a_compound_that_is_a_subquery) {
  schema::filled_database db;
  each_combination(3, [&](auto on) {
    constexpr auto m2 = mz::alias<"m2">(messages);
    const auto both = mz::select(channels.id)
                          .from(channels)
                          .where(mz::when(on(0), channels.id == 1))
                          .union_all(mz::select(m2.id).from(m2).where(mz::when(on(1), m2.id == 3)));
    const auto s = mz::select(messages.id.in(both), mz::val("x"), mz::exists(both))
                       .from(messages)
                       .where(messages.id.in(both) && mz::when(on(2), messages.id > 2))
                       .order_by(messages.id);
    list expected;
    for (std::int64_t id = 1; id <= 3; ++id) {
      const bool in = id != 2 || !on(0) || !on(1);
      if (in && (!on(2) || id > 2)) expected.push_back(id);
    }
    const auto rows = db.all(s);
    ASSERT_EQ(rows.size(), expected.size()) << on(0) << on(1) << on(2);
    for (const auto& row : rows) {
      EXPECT_EQ(mz::get<0>(row), true);
      EXPECT_EQ(mz::get<1>(row), "x");
      EXPECT_TRUE(mz::get<2>(row));
    }
  });
}
