// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <mizzle/statement/condition.hpp>

#include "support/handles.hpp"
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::deliveries;
using schema::everything;
using schema::messages;

namespace {

using list = std::vector<std::int64_t>;

template <class S>
list ids(mz::sqlite::connection& db, const S& s) {
  list result;
  for (const auto& row : db.all(s)) result.push_back(mz::get<0>(row));
  return result;
}
list plain(mz::sqlite::connection& db, const std::string& sql) {
  list result;
  for (const auto& row : db.raw<std::int64_t>(sql)) result.push_back(mz::get<0>(row));
  return result;
}
template <class C>
auto where(const C& c) {
  return mz::select(messages.id).from(messages).where(c).order_by(messages.id);
}
template <class C>
std::string text(const C& c) {
  const std::string all = mz::to_sql(mz::select(mz::lit<1>).from(messages).where(c)).with_values();
  const std::size_t at = all.find(" where ");
  return at == std::string::npos ? "" : all.substr(at + 7);
}
template <class F>
std::string refusal(F&& f) {
  try {
    f();
  } catch (const mz::error::invalid_request& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST(condition, grows_by_and_and_or) {
  schema::filled_database db;
  mz::condition<messages> c;
  EXPECT_TRUE(c.empty());
  EXPECT_EQ(ids(db, where(c)), (list{1, 2, 3}));
  EXPECT_EQ(text(c), "");
  c &= messages.id > 1;
  EXPECT_FALSE(c.empty());
  EXPECT_EQ(text(c), R"("messages"."id" > 1)");
  c &= messages.id < 9;
  c |= messages.body == "it's";
  c |= messages.body.like("one%") || messages.thread_id.is_null();
  c &= !(messages.id == 2);
  EXPECT_EQ(text(c), R"(("messages"."id" > 1 and "messages"."id" < 9 or "messages"."body" = 'it''s' or "messages"."body" like 'one%' or )"
                     R"("messages"."thread_id" is null) and not "messages"."id" = 2)");
  EXPECT_EQ(ids(db, where(c)), plain(db, "select id from messages where " + text(c)));
  EXPECT_EQ(ids(db, where(c)), (list{1, 3}));
}

TEST(condition, an_empty_one_makes_no_difference) {
  schema::filled_database db;
  const mz::condition<messages> empty;
  const mz::condition<messages> one = messages.id == 1;
  EXPECT_EQ(text(empty && one), text(one));
  EXPECT_EQ(text(one || empty), text(one));
  EXPECT_TRUE((!empty).empty());
  EXPECT_TRUE((empty || empty).empty());
  mz::condition<messages> grown;
  grown |= messages.id == 1;
  EXPECT_EQ(text(grown), R"("messages"."id" = 1)");
  grown &= mz::when(false, messages.id == 5);
  grown |= empty;
  EXPECT_EQ(grown, one);
  EXPECT_EQ(text(messages.id > 2 || empty), R"("messages"."id" > 2)");
  EXPECT_EQ(text(messages.id > 2 && !empty), R"("messages"."id" > 2)");
  EXPECT_EQ(text(mz::when(false, one) && empty), "");
  mz::condition<messages> nothing = mz::when(false, messages.id == 1) || mz::when(false, messages.id == 2);
  EXPECT_TRUE(nothing.empty());
}

TEST(condition, an_update_or_delete_demands_a_part) {
  schema::filled_database db;
  mz::condition<messages> c;
  const std::string says =
      "where(): the condition on messages is empty, so that every row would be changed; use all_rows() if that is meant";
  EXPECT_EQ(refusal([&] { (void)mz::delete_from(messages).where(c); }), says);
  EXPECT_EQ(refusal([&] { (void)mz::update(messages).set(messages.body = "x").where(!c || c); }), says);
  EXPECT_EQ(refusal([&] { (void)mz::delete_from(messages).where(mz::all_of(list{}, [](auto id) { return messages.id == id; })); }), says);
  // Any of nothing is false, and no filter that is dropped.
  db.run(mz::delete_from(messages).where(mz::any_of(list{}, [](auto id) { return messages.id == id; })).require_exactly(0));
  c |= messages.id == 2;
  EXPECT_EQ(db.run(mz::update(messages).set(messages.body = "edited").where(c).require_changes(1)).changes, 1);
  EXPECT_EQ(db.one(mz::select(messages.body).from(messages).where(messages.body == "edited"))[messages.body], "edited");
  EXPECT_EQ(db.all(mz::delete_from(messages).where(c && messages.id > 0).returning(messages.id)).size(), 1u);
}

TEST(condition, all_of_and_any_of_a_range) {
  schema::filled_database db;
  const std::vector<std::string> words{"ship", "e"};
  const auto has = [](const std::string& word) { return messages.body.contains(word); };
  EXPECT_EQ(ids(db, where(mz::all_of(words, has))), (list{1, 3}));
  EXPECT_EQ(ids(db, where(mz::any_of(words, has))), (list{1, 3}));
  EXPECT_EQ(ids(db, where(!mz::any_of(words, has))), (list{2}));
  EXPECT_EQ(ids(db, where(messages.id > 1 && mz::any_of(list{1, 3, 99}, [](auto id) { return messages.id == id; }))), (list{3}));
  EXPECT_EQ(ids(db, where(mz::any_of(list{}, [](auto id) { return messages.id == id; }))), list{});
  EXPECT_EQ(ids(db, where(!mz::any_of(list{}, [](auto id) { return messages.id == id; }))), (list{1, 2, 3}));
  EXPECT_EQ(ids(db, where(messages.id == 1 || mz::any_of(list{}, [](auto id) { return messages.id == id; }))), (list{1}));
  EXPECT_EQ(ids(db, where(mz::all_of(list{}, [](auto id) { return messages.id == id; }))), (list{1, 2, 3}));
  EXPECT_EQ(ids(db, where(mz::any_of(list{5, 6}, [](auto id) { return mz::when(false, messages.id == id); }))), list{});
  const auto pairs = mz::any_of(std::vector<std::pair<int, std::string>>{{1, "x"}, {2, "two"}},
                                [](const auto& p) { return messages.id == p.first && messages.body == p.second; });
  EXPECT_EQ(text(pairs), R"("messages"."id" = 1 and "messages"."body" = 'x' or "messages"."id" = 2 and "messages"."body" = 'two')");
  EXPECT_EQ(ids(db, where(pairs)), (list{2}));
  // Of conditions, and of one another.
  const auto grid = mz::all_of(list{1, 2}, [&](auto n) { return mz::any_of(list{n, n + 1}, [](auto id) { return messages.id == id; }); });
  EXPECT_EQ(ids(db, where(grid)), (list{2}));
  mz::condition<messages> c = messages.id > 0;
  c &= grid;
  c &= mz::any_of(words, has) || messages.id == 2;
  EXPECT_EQ(ids(db, where(c)), plain(db, "select id from messages where " + text(c)));
  EXPECT_EQ(ids(db, where(c)), (list{2}));
}

TEST(condition, thousands_of_parts) {
  schema::filled_database db;
  mz::condition<messages> any, all, nested;
  for (std::int64_t i = 0; i != 3000; ++i) {
    any |= messages.id == i * 3;
    all &= messages.id != i * 3;
    if (i < 1000) nested &= messages.id != i || messages.body == "none" + std::to_string(i);
  }
  EXPECT_EQ(ids(db, where(any)), (list{3}));
  EXPECT_EQ(ids(db, where(all)), (list{1, 2}));
  EXPECT_EQ(ids(db, where(!any)), (list{1, 2}));
  EXPECT_EQ(ids(db, where(all && !any && messages.id > 1)), (list{2}));
  EXPECT_EQ(ids(db, where(nested)), list{});
  EXPECT_TRUE(any == any);
  EXPECT_FALSE(any == all);
  EXPECT_EQ(ids(db, where(mz::any_of(std::vector<int>(5000, 2), [](int i) { return messages.id == i; }))), (list{2}));
}

TEST(condition, values_of_every_storage_class_and_null) {
  schema::database db;
  const std::string odd{"a'\"\0?;--", 9};
  const mz::blob bytes{std::byte{0}, std::byte{39}, std::byte{255}};
  db.run(mz::insert_into(everything)
             .values({.id = std::numeric_limits<std::int64_t>::min(),
                      .flag = true,
                      .ratio = -0.0,
                      .label = odd,
                      .bytes = bytes,
                      .maybe_n = std::nullopt,
                      .hue = color::blue,
                      .urgent = urgency::high}));
  db.run(mz::insert_into(everything).values({.id = 1, .ratio = std::numeric_limits<double>::infinity(), .maybe_n = 5, .maybe_t = ""}));
  const auto count = [&](const auto& c) { return db.all(mz::select(everything.id).from(everything).where(c)).size(); };
  mz::condition<everything> first;
  first &= everything.id == std::numeric_limits<std::int64_t>::min();
  first &= everything.flag == true;
  first &= everything.ratio == 0.0;
  first &= everything.label == odd;
  first &= everything.bytes == bytes;
  first &= everything.maybe_n.is(std::optional<std::int32_t>{});
  first &= everything.hue == color::blue;
  first &= everything.urgent == urgency::high;
  EXPECT_EQ(count(first), 1u);
  EXPECT_EQ(count(!first), 1u);
  // NULL is neither true nor false, in both forms.
  mz::condition<everything> null;
  null |= everything.maybe_n == 7;
  EXPECT_EQ(count(null), count(everything.maybe_n == 7));
  EXPECT_EQ(count(!null), count(!(everything.maybe_n == 7)));
  EXPECT_EQ(count(!null), 1u);
  const auto read = db.all(mz::select(null.as<"is">()).from(everything).order_by(everything.id));
  EXPECT_EQ(read[0]["is"_col], std::nullopt);
  EXPECT_EQ(read[1]["is"_col], false);
  mz::condition<everything> infinite = everything.ratio == std::numeric_limits<double>::infinity();
  EXPECT_EQ(count(infinite), 1u);
  EXPECT_THROW(infinite &= everything.ratio == std::nan(""), mz::error::invalid_request);
  EXPECT_EQ(count(infinite), 1u);
}

TEST(condition, is_a_regular_value) {
  mz::condition<messages> one = messages.id == 1, other = messages.id == 2;
  support::expect_regular(one, other);
  support::expect_regular(where(one), where(other));
  mz::condition<messages> copy = one;
  copy &= messages.body == "x";
  EXPECT_EQ(text(one), R"("messages"."id" = 1)");
  EXPECT_NE(one, copy);
  copy = messages.id == 1;
  EXPECT_EQ(one, copy);
  const mz::condition<messages>& itself = one;
  one &= itself;
  EXPECT_EQ(text(one), R"("messages"."id" = 1 and "messages"."id" = 1)");
  one |= itself;
  const auto moved = std::move(one);
  EXPECT_EQ(text(moved), R"("messages"."id" = 1 and "messages"."id" = 1 or "messages"."id" = 1 and "messages"."id" = 1)");
}

TEST(condition, over_several_tables_and_aliases) {
  schema::filled_database db;
  static constexpr auto answer = mz::alias<"answer">(messages);
  mz::condition<messages, answer, channels> c;
  c &= answer.thread_id == messages.id;
  c &= channels.name == "general";
  c &= mz::exists(mz::select(deliveries.agent_id).from(deliveries).where(deliveries.message_id == answer.id)) || answer.id == 3;
  const auto q = mz::select(answer.id)
                     .from(messages)
                     .inner_join(answer, answer.channel_id == messages.channel_id)
                     .inner_join(channels, channels.id == messages.channel_id)
                     .where(c);
  EXPECT_EQ(ids(db, q), (list{3}));
}

TEST(condition, within_conditions_and_beside_optional_parts) {
  schema::filled_database db;
  for (unsigned bits = 0; bits != 32; ++bits) {
    const bool a = bits & 1, b = bits & 2, c = bits & 4, d = bits & 8, e = bits & 16;
    mz::condition<messages> inner, outer;
    if (a) inner |= messages.id == 1;
    if (b) inner |= messages.id == 3;
    outer &= messages.body != "none" && (mz::when(c, messages.id != 3) && inner);
    const auto q = mz::select(messages.id, mz::when(e, messages.body))
                       .from(messages)
                       .where(mz::when(d, messages.id < 3) && outer)
                       .order_by(messages.id);
    list expected;
    for (std::int64_t i = 1; i != 4; ++i) {
      if ((!d || i < 3) && (!c || i != 3) && ((!a && !b) || (a && i == 1) || (b && i == 3))) expected.push_back(i);
    }
    EXPECT_EQ(ids(db, q), expected) << bits;
    support::bare one_by_one{db};
    EXPECT_EQ(mz::run_atomic(one_by_one, mz::atomic(q))[0_c], db.all(q)) << bits;
  }
}

TEST(condition, in_joins_having_filter_case_and_named_queries) {
  schema::filled_database db;
  mz::condition<messages> late = messages.id > 1, none;
  const auto joined = mz::select(channels.id, mz::count(messages.id).as<"n">())
                          .from(channels)
                          .left_join(messages, messages.channel_id == channels.id && late)
                          .group_by(channels.id);
  EXPECT_EQ(db.all(joined)[0]["n"_col], 2);
  const auto always = mz::select(channels.id).from(channels).inner_join(messages, none);
  EXPECT_EQ(db.all(always).size(), 6u);
  const auto grouped = mz::select(messages.id, mz::count()).from(messages).group_by(messages.id).having(late);
  EXPECT_EQ(db.all(grouped).size(), 2u);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count().filter(late)).from(messages))), 2);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count().filter(none)).from(messages))), 3);
  const auto cases = mz::select(mz::case_when(late, "late").otherwise("early").as<"when">()).from(messages).order_by(messages.id);
  EXPECT_EQ(db.all(cases)[0]["when"_col], "early");
  EXPECT_EQ(db.all(cases)[1]["when"_col], "late");
  const auto query = mz::select(messages.id).from(messages).where(late).as<"query">();
  EXPECT_EQ(db.all(mz::select(query).from(query)).size(), 2u);
  const auto common = mz::cte<"common">(mz::select(messages.id).from(messages).where(late));
  EXPECT_EQ(db.all(mz::with(common).select(common[messages.id]).from(common)).size(), 2u);
}

TEST(condition, on_every_road) {
  schema::filled_database db;
  mz::condition<messages> c = messages.id == 2;
  c |= messages.body == "one ship";
  const auto q = where(c);
  const auto expected = db.all(q);
  ASSERT_EQ(expected.size(), 2u);
  std::size_t streamed = 0;
  for (auto&& [id] : db.stream(q)) streamed += static_cast<std::size_t>(id > 0);
  EXPECT_EQ(streamed, 2u);
  EXPECT_EQ(db.get(q)->values, expected[0].values);
  support::bare_d1 d1{db};
  EXPECT_EQ(mz::run_atomic(d1, mz::atomic(q))[0_c], expected);
  support::fake_batch batch{db};
  EXPECT_EQ(mz::run_atomic(batch, mz::atomic(q))[0_c], expected);
  EXPECT_EQ(mz::run_atomic(db, mz::atomic(q))[0_c], expected);

  const auto edit = mz::update(messages).set(messages.body = "it's").where(c && messages.id < 9).require_exactly(2);
  const auto copy = mz::insert_into(deliveries)
                        .columns(deliveries.message_id, deliveries.agent_id)
                        .from(mz::select(messages.id, mz::val(7)).from(messages).where(c || messages.body == "it's"));
  std::vector<mz::any_write> writes{edit, copy, q};
  const auto results = mz::run_atomic(db, writes);
  EXPECT_EQ(results[0].changes, 2);
  EXPECT_EQ(results[1].changes, 2);
  EXPECT_EQ(results[1].last_insert_rowid, 2);
  EXPECT_EQ(results[2].rows.size(), 1u);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(deliveries))), 2);
  // A guard that is not met undoes what was written.
  EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(edit)), mz::error::guard_failed);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(messages).where(messages.body == "it's"))), 2);
  const auto made = mz::to_sql<mz::dialect::postgres>(q);
  EXPECT_EQ(made.sql,
            R"(select "messages"."id" from "messages" where "messages"."id" = $1 or "messages"."body" = $2 order by "messages"."id")");
  db.transaction([&](auto& tx) {
    EXPECT_EQ(tx.run(mz::delete_from(deliveries).where(mz::condition<deliveries>{deliveries.agent_id == 7})).changes, 2);
  });
}

TEST(condition, texts_are_kept_and_two_of_them_are_never_mixed_up) {
  schema::filled_database db;
  const auto by = [](int from, int parts) {
    mz::condition<messages> c;
    for (int i = 0; i != parts; ++i) c |= messages.id == from + i;
    return where(c);
  };
  (void)db.all(by(1, 2));
  const int kept = support::kept_statements(db);
  EXPECT_EQ(ids(db, by(2, 2)), (list{2, 3}));
  EXPECT_EQ(support::kept_statements(db), kept);
  EXPECT_EQ(ids(db, by(2, 1)), (list{2}));
  for (int n = 1; n != 200; ++n)
    EXPECT_EQ(ids(db, by(3 - n, n)), (n >= 3 ? (n == 3 ? list{1, 2} : list{1, 2}) : n == 2 ? list{1, 2} : list{2}));
  EXPECT_LE(support::kept_statements(db), kept + 64);
  // While one runs, the same text can run once more.
  const auto both = by(1, 2);
  std::size_t pairs = 0;
  for (auto&& [a] : db.stream(both)) {
    for (auto&& [b] : db.stream(both)) pairs += static_cast<std::size_t>(a > 0 && b > 0);
  }
  EXPECT_EQ(pairs, 4u);
}

TEST(condition, an_error_of_reading_names_its_column) {
  schema::database db;
  support::execute(db, "insert into everything (id, tiny) values (1, 1000)");
  mz::condition<everything> c = everything.id == 1;
  try {
    (void)db.all(mz::select(everything.id, everything.tiny).from(everything).where(c));
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "tiny");
  }
}

TEST(condition, beside_parameters_and_in_plans) {
  schema::filled_database db;
  mz::condition<messages> c = messages.body != "two";
  auto find =
      db.prepare(mz::select(messages.id).from(messages).where(c && messages.id >= mz::param<"id", std::int64_t>()).order_by(messages.id));
  EXPECT_EQ(find(2).size(), 1u);
  EXPECT_EQ(find(1).size(), 2u);
  EXPECT_EQ(find(2)[0][messages.id], 3);
  EXPECT_FALSE(mz::explain(db, where(c)).tree().empty());
}

TEST(condition, two_of_one_statement_while_both_run) {
  schema::filled_database db;
  const auto q = [](std::int64_t id) {
    mz::condition<messages> c;
    for (std::int64_t i = 1; i <= id; ++i) c |= messages.id == i;
    return where(c);
  };
  list seen;
  for (auto&& [a] : db.stream(q(2))) {
    for (auto&& [b] : db.stream(q(3))) seen.push_back(a * 10 + b);
  }
  EXPECT_EQ(seen, (list{11, 12, 13, 21, 22, 23}));
}

TEST(condition, selected_without_a_name_is_named_in_an_error) {
  schema::database db;
  mz::condition<everything> c = everything.id == 1;
  support::execute(db, "insert into everything (id, tiny) values (1, 1000)");
  EXPECT_THROW((void)db.all(mz::select(c, everything.tiny).from(everything)), mz::error::decode_error);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(c).from(everything))), true);
}

TEST(condition, in_an_upsert_and_in_limited_writes) {
  schema::filled_database db;
  using schema::counters;
  db.run(mz::insert_into(counters).values({.name = "a", .n = 1}));
  mz::condition<counters> small = counters.n < 2;
  const auto up = mz::insert_into(counters)
                      .values({.name = "a", .n = 1})
                      .on_conflict(counters.name)
                      .do_update(counters.n = counters.n + 1)
                      .where(small && counters.name == "a");
  EXPECT_EQ(db.run(up).changes, 1);
  EXPECT_EQ(db.run(up).changes, 0);
  mz::condition<messages> late = messages.id > 1;
  const auto first = mz::delete_from(messages).where(late).order_by(messages.id).limit(1).returning(messages.id);
  EXPECT_EQ(db.one(first)[messages.id], 2);
}

TEST(condition, an_error_tells_the_text_that_it_made) {
  schema::filled_database db;
  const mz::condition<messages> nobody = messages.id == 99;
  const auto edit = mz::update(messages).set(messages.body = "z").where(nobody).require_changes(1);
  const auto told = [](auto&& run) -> std::string {
    try {
      run();
    } catch (const mz::error::guard_failed& e) {
      return std::string{e.sql()};
    }
    return "no error";
  };
  const std::string sql = R"(update "messages" set "body" = ? where "messages"."id" = ?)";
  EXPECT_EQ(told([&] { db.run(edit); }), sql);
  EXPECT_EQ(told([&] { (void)mz::run_atomic(db, mz::atomic(edit)); }), sql);
  EXPECT_EQ(told([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{edit}); }), sql);
}
