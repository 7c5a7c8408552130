// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;
using schema::ruled;

namespace {

/// Calls f with each combination of two and of three conditions.
template <class F>
void each_pair(F&& f) {
  for (const bool a : {false, true}) {
    for (const bool b : {false, true}) f(a, b);
  }
}
template <class F>
void each_triple(F&& f) {
  each_pair([&](bool a, bool b) {
    for (const bool c : {false, true}) f(a, b, c);
  });
}
template <class S>
std::string first_column(mz::sqlite::connection& db, const S& s) {
  std::string result;
  for (const auto& row : db.all(s)) result += std::to_string(mz::get<0>(row));
  return result;
}
template <class S>
std::string text_of(const S& s) {
  return mz::to_sql(s).sql;
}

struct named : schema::database {
  named() {
    run(mz::insert_into(everything).values({.id = 1, .medium = 2, .label = "b", .maybe_n = 1}));
    run(mz::insert_into(everything).values({.id = 2, .medium = 1, .label = "a"}));
    run(mz::insert_into(everything).values({.id = 3, .medium = 2, .label = "a", .maybe_n = 3}));
  }
};

}  // namespace

TEST(when, a_field_is_optional_and_reads_as_absent) {
  schema::filled_database db;
  const auto q = [](bool body, bool upper) {
    return mz::select(messages.id, mz::when(body, messages.body), mz::when(upper, mz::upper(messages.body).as<"upper">()),
                      messages.thread_id)
        .from(messages)
        .order_by(messages.id);
  };
  static_assert(mz::sql_of<decltype(q(true, true))> ==
                R"(select "messages"."id", "messages"."body", upper("messages"."body") as "upper", "messages"."thread_id" from "messages" )"
                R"(order by "messages"."id")");
  each_pair([&](bool body, bool upper) {
    const auto rows = db.all(q(body, upper));
    static_assert(std::same_as<std::remove_cvref_t<decltype(rows[0][messages.body])>, std::optional<std::string>>);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[1][messages.id], 2);
    EXPECT_EQ(rows[1][messages.body], body ? std::optional<std::string>{"two"} : std::nullopt);
    EXPECT_EQ(rows[1]["upper"_col], upper ? std::optional<std::string>{"TWO"} : std::nullopt);
    EXPECT_EQ(rows[1][messages.thread_id], 1);
    support::bare one_by_one{db};
    EXPECT_EQ(mz::run_atomic(one_by_one, mz::atomic(q(body, upper)))[0_c], rows);
    support::bare_d1 d1{db};
    EXPECT_EQ(mz::run_atomic(d1, mz::atomic(q(body, upper)))[0_c], rows);
  });
  EXPECT_EQ(
      text_of(q(false, true)),
      R"(select "messages"."id", null, upper("messages"."body") as "upper", "messages"."thread_id" from "messages" order by "messages"."id")");
  EXPECT_EQ(mz::to_sql<mz::dialect::d1>(q(false, false)).sql,
            R"(select cast("messages"."id" as text), null, null as "upper", cast("messages"."thread_id" as text) from "messages" )"
            R"(order by "messages"."id")");
}

TEST(when, a_field_with_values_and_parts_behind_it) {
  schema::filled_database db;
  each_triple([&](bool a, bool b, bool c) {
    const auto q = mz::select(mz::when(a, messages.id + 100).template as<"sum">(), messages.id, mz::when(b, mz::val("x'y")))
                       .from(messages)
                       .where(mz::when(c, messages.id > 1) && messages.id < 3)
                       .order_by(messages.id);
    const auto rows = db.all(q);
    ASSERT_EQ(rows.size(), c ? 1u : 2u);
    EXPECT_EQ(rows[0]["sum"_col], a ? std::optional<std::int64_t>{c ? 102 : 101} : std::nullopt);
    EXPECT_EQ(mz::get<2>(rows[0]), b ? std::optional<std::string>{"x'y"} : std::nullopt);
  });
}

TEST(when, within_one_another) {
  schema::filled_database db;
  each_pair([&](bool a, bool b) {
    const auto rows = db.all(mz::select(mz::when(a, mz::when(b, messages.body))).from(messages).order_by(messages.id));
    EXPECT_EQ(rows[0][messages.body], a && b ? std::optional<std::string>{"one ship"} : std::nullopt);
  });
}

TEST(when, an_aggregate_that_is_left_out_still_yields_one_row) {
  schema::filled_database db;
  each_pair([&](bool a, bool b) {
    const auto rows = db.all(mz::select(mz::when(a, mz::count()), mz::when(b, mz::max(messages.id))).from(messages));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(mz::get<0>(rows[0]), a ? std::optional<std::int64_t>{3} : std::nullopt);
    EXPECT_EQ(mz::get<1>(rows[0]), b ? std::optional<std::int64_t>{3} : std::nullopt);
    const auto windows = db.all(mz::select(messages.id, mz::when(a, mz::count().over())).from(messages));
    EXPECT_EQ(windows.size(), 3u);
  });
  EXPECT_EQ(text_of(mz::select(mz::when(false, mz::count())).from(messages)), R"(select max(null) from "messages")");
  EXPECT_EQ(text_of(mz::select(mz::when(false, mz::count().over())).from(messages)), R"(select null from "messages")");
}

TEST(when, a_field_of_a_named_query_a_compound_and_returning) {
  schema::filled_database db;
  each_pair([&](bool a, bool b) {
    const auto inner = mz::select(messages.id, mz::when(a, messages.body)).from(messages).as<"inner">();
    const auto q = mz::select(inner[messages.id], inner[messages.body]).from(inner).where(mz::when(b, inner["id"_col] == 3));
    const auto rows = db.all(q);
    ASSERT_EQ(rows.size(), b ? 1u : 3u);
    EXPECT_EQ(rows[rows.size() - 1][inner[messages.body]], a ? std::optional<std::string>{"three ships"} : std::nullopt);
    const auto both =
        mz::union_all(mz::select(mz::when(a, messages.body)).from(messages), mz::select(mz::when(b, channels.name)).from(channels));
    std::size_t values = 0;
    for (const auto& row : db.all(both)) values += mz::get<0>(row).has_value();
    EXPECT_EQ(values, (a ? 3u : 0u) + (b ? 2u : 0u));
    const auto edit =
        mz::update(messages).set(messages.created_at = 5).where(messages.id == 1).returning(messages.id, mz::when(a, messages.body));
    EXPECT_EQ(db.one(edit)[messages.body], a ? std::optional<std::string>{"one ship"} : std::nullopt);
  });
}

TEST(when, terms_of_an_order) {
  named db;
  const auto q = [](bool label, bool number) {
    return mz::select(everything.id)
        .from(everything)
        .order_by(mz::when(label, mz::asc(everything.label)), mz::when(number, mz::nulls_last(mz::desc(everything.maybe_n))),
                  mz::desc(everything.id));
  };
  EXPECT_EQ(first_column(db, q(false, false)), "321");
  EXPECT_EQ(first_column(db, q(true, false)), "321");
  EXPECT_EQ(first_column(db, q(false, true)), "312");
  EXPECT_EQ(first_column(db, q(true, true)), "321");
  EXPECT_EQ(text_of(q(false, true)),
            R"(select "everything"."id" from "everything" order by "everything"."maybe_n" desc nulls last, "everything"."id" desc)");
  each_pair([&](bool a, bool b) {
    const auto s = mz::select(everything.id)
                       .from(everything)
                       .order_by(mz::when(a, mz::lower(everything.label)), mz::when(b, everything.medium == 2))
                       .limit(2);
    EXPECT_EQ(db.all(s).size(), 2u);
    EXPECT_EQ(text_of(s).find("order by") == std::string::npos, !a && !b);
  });
}

TEST(when, an_order_of_a_compound_and_of_a_limited_delete) {
  named db;
  for (const bool on : {false, true}) {
    const auto both = mz::union_all(mz::select(everything.id).from(everything).where(everything.id == 1),
                                    mz::select(everything.id).from(everything).where(everything.id == 2))
                          .order_by(mz::when(on, mz::desc(everything.id)));
    EXPECT_EQ(first_column(db, both), on ? "21" : "12");
    const auto gone =
        mz::delete_from(everything).where(everything.id < 3).order_by(mz::when(on, mz::desc(everything.id)), everything.id).limit(1);
    EXPECT_EQ(db.one(gone.returning(everything.id))[everything.id], on ? 2 : 1);
    db.run(mz::insert_into(everything).values({.id = on ? 2 : 1}));
  }
}

TEST(when, groups) {
  named db;
  each_pair([&](bool label, bool medium) {
    const auto q = mz::select(mz::when(label, everything.label), mz::when(medium, everything.medium), mz::count().as<"n">())
                       .from(everything)
                       .group_by(mz::when(label, everything.label), mz::when(medium, everything.medium));
    EXPECT_EQ(db.all(q).size(), label && medium ? 3u : label || medium ? 2u : 1u);
  });
  // Where the group is there and the field is not, there are as many rows; the other way round, one of many values would be read.
  const auto group_alone =
      mz::select(mz::when(false, everything.label), mz::count()).from(everything).group_by(mz::when(true, everything.label));
  EXPECT_EQ(db.all(group_alone).size(), 2u);
  const auto field_alone = mz::select(mz::when(true, everything.label), mz::count()).from(everything);
  EXPECT_THROW((void)field_alone.group_by(mz::when(false, everything.label)), mz::error::invalid_request);
  EXPECT_THROW(
      (void)mz::select(mz::count()).from(everything).group_by(mz::when(false, everything.label)).order_by(mz::when(true, everything.label)),
      mz::error::invalid_request);
}

TEST(when, groups_behind_parts_of_a_common_table_expression) {
  named db;
  each_triple([&](bool a, bool b, bool c) {
    const auto some = mz::cte<"some">(mz::select(everything.id, everything.label, mz::when(c, everything.medium))
                                          .from(everything)
                                          .where(mz::when(a, everything.id > 1) && everything.id > 0));
    const auto q = [&](bool field) {
      return mz::with(some)
          .select(mz::when(field, some[everything.label]), mz::count())
          .from(some)
          .where(mz::when(c, some[everything.id] < 9))
          .group_by(mz::when(b, some[everything.label]));
    };
    EXPECT_EQ(db.all(q(b)).size(), b && !a ? 2u : 1u);
    if (b) EXPECT_EQ(db.all(q(false)).size(), a ? 1u : 2u);
    else EXPECT_THROW((void)q(true), mz::error::invalid_request);
  });
}

TEST(when, fields_of_codecs_structs_and_scalar_selects) {
  named db;
  struct line {
    std::int64_t id;
    std::optional<color> hue;
    std::optional<std::string> label;
  };
  each_pair([&](bool a, bool b) {
    const auto q =
        mz::select(everything.id, mz::when(a, everything.hue), mz::when(b, everything.label)).from(everything).where(everything.id == 1);
    const auto row = db.one<line>(q);
    EXPECT_EQ(row.hue, a ? std::optional{color::red} : std::nullopt);
    EXPECT_EQ(row.label, b ? std::optional<std::string>{"b"} : std::nullopt);
    constexpr auto other = mz::alias<"other">(everything);
    const auto largest = mz::select(mz::when(a, mz::max(other.id))).from(other);
    EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.id == largest && mz::when(b, everything.id > 0))).size(),
              a ? 1u : 0u);
    EXPECT_EQ(db.all(mz::select_distinct(mz::when(a, everything.label)).from(everything)).size(), a ? 2u : 1u);
    db.create_tables(schema::loose);
    db.run(mz::delete_from(schema::loose).all_rows());
    db.run(mz::insert_into(schema::loose).columns(schema::loose.a).from(mz::select(mz::when(a, everything.label)).from(everything)));
    EXPECT_EQ(db.all(mz::select(schema::loose).where(schema::loose.a.is_null())).size(), a ? 0u : 3u);
  });
}

TEST(when, assignments) {
  schema::filled_database db;
  each_pair([&](bool body, bool thread) {
    db.run(mz::update(messages).set(messages.body = "old", messages.thread_id = 1).where(messages.id == 2));
    const auto edit =
        mz::update(messages)
            .set(mz::when(body, messages.body = "new"), messages.created_at = 7, mz::when(thread, messages.thread_id = std::nullopt))
            .where(mz::when(body, messages.id > 1) && messages.id == 2)
            .require_changes(1);
    static_assert(mz::sql_of<decltype(edit)> == R"(update "messages" set "body" = ?, "created_at" = ?, "thread_id" = ? )"
                                                R"(where "messages"."id" > ? and "messages"."id" = ?)");
    db.run(edit);
    const auto row = db.one(mz::select(messages).where(messages.id == 2));
    EXPECT_EQ(row.body, body ? "new" : "old");
    EXPECT_EQ(row.thread_id, thread ? std::nullopt : std::optional<std::int64_t>{1});
    EXPECT_EQ(row.created_at, 7);
  });
  EXPECT_EQ(text_of(mz::update(messages).set(mz::when(false, messages.body = "a"), messages.thread_id = 4).where(messages.id == 1)),
            R"(update "messages" set "thread_id" = ? where "messages"."id" = ?)");
}

TEST(when, nothing_to_set_is_refused) {
  const auto refused = [](auto&& f) {
    try {
      f();
    } catch (const mz::error::invalid_request& e) {
      return std::string{e.what()};
    }
    return std::string{};
  };
  EXPECT_EQ(refused([] { (void)mz::update(messages).set(mz::when(false, messages.body = "a"), mz::when(false, messages.thread_id = 1)); }),
            "set(): there is nothing to set, because all of its assignments are left out");
  EXPECT_NE(refused([] { (void)mz::insert_into(schema::loose).set(mz::when(false, schema::loose.a = "a")); }), "");
  EXPECT_NE(refused([] {
    (void)mz::insert_into(schema::counters)
        .values({.name = "a"})
        .on_conflict(schema::counters.name)
        .do_update(mz::when(false, schema::counters.n = 1));
  }),
            "");
}

TEST(when, assignments_of_an_insert_and_of_an_upsert) {
  schema::filled_database db;
  each_pair([&](bool id, bool created) {
    const auto add = mz::insert_into(messages).set(mz::when(id, messages.id = 50), messages.channel_id = 1,
                                                   mz::when(created, messages.created_at = 9), messages.body = mz::upper("x"));
    const auto row = db.one(add.returning());
    EXPECT_EQ(row.id, id ? 50 : 4);
    EXPECT_EQ(row.created_at == 9, created);
    EXPECT_EQ(row.body, "X");
    db.run(mz::delete_from(messages).where(messages.id > 3));
    const auto up = mz::insert_into(schema::counters)
                        .values({.name = "a", .n = 1})
                        .on_conflict(schema::counters.name)
                        .do_update(mz::when(id, schema::counters.n = schema::counters.n + 10), mz::when(!id, schema::counters.name = "a"));
    db.run(up);
  });
  EXPECT_EQ(db.one(mz::select(schema::counters)).n, 21);
}

TEST(when, a_column_that_is_left_out_gets_what_its_function_gives) {
  schema::database db;
  db.run(mz::insert_into(ruled).values({.region = "a", .code = "b"}));
  for (const bool named : {true, false}) {
    const auto before = db.one(mz::select(ruled.version).from(ruled))[ruled.version];
    const int calls = schema::touched;
    db.run(mz::update(ruled).set(ruled.amount = 3, mz::when(named, ruled.version = -5)).where(ruled.region == "a"));
    const auto after = db.one(mz::select(ruled.version).from(ruled))[ruled.version];
    EXPECT_EQ(after, named ? -5 : schema::touched) << before;
    EXPECT_EQ(schema::touched - calls, named ? 0 : 1);
  }
  for (const bool named : {true, false}) {
    db.run(mz::delete_from(ruled).all_rows());
    db.run(mz::insert_into(ruled).set(ruled.region = "a", ruled.code = "b", mz::when(named, ruled.serial = 1000)));
    EXPECT_EQ(db.one(mz::select(ruled.serial).from(ruled))[ruled.serial], named ? 1000 : schema::made);
  }
}

TEST(set_if, sets_the_value_that_there_is) {
  schema::filled_database db;
  const auto edit = [](std::optional<std::string> body, std::optional<std::optional<std::int64_t>> thread, std::optional<std::int64_t> at) {
    return mz::update(messages)
        .set(mz::set_if(messages.body, body), mz::set_if(messages.thread_id, thread), mz::set_if(messages.created_at, at))
        .where(messages.id == 2);
  };
  const auto row = [&] { return db.one(mz::select(messages).where(messages.id == 2)); };
  db.run(edit("it's", std::nullopt, std::nullopt));
  EXPECT_EQ(row().body, "it's");
  EXPECT_EQ(row().thread_id, 1);
  db.run(edit(std::nullopt, std::optional<std::int64_t>{}, 77));
  EXPECT_EQ(row().thread_id, std::nullopt);
  EXPECT_EQ(row().created_at, 77);
  db.run(edit(std::nullopt, std::optional<std::int64_t>{3}, std::nullopt));
  EXPECT_EQ(row().thread_id, 3);
  EXPECT_THROW((void)edit(std::nullopt, std::nullopt, std::nullopt), mz::error::invalid_request);
  // A plain optional for a column that can be NULL: without a value it is left alone.
  db.run(
      mz::update(messages).set(mz::set_if(messages.thread_id, std::optional<std::int64_t>{}), messages.body = "b").where(messages.id == 2));
  EXPECT_EQ(row().thread_id, 3);
}
