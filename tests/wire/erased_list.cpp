// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

namespace {
using namespace atomic_tests;
constexpr auto most = std::numeric_limits<std::int64_t>::max();

using d1 = support::told<mz::dialect::d1>;
using postgres = support::told<mz::dialect::postgres>;
using sqlite = support::told<mz::dialect::sqlite>;

auto read(std::int64_t id) { return mz::select(counters.count, counters.label).from(counters).where(counters.id == id); }

TEST(erased_list, sqlite_text_and_values_as_they_are) {
  sqlite h{.replies = {{1, 5, {}}}};
  EXPECT_EQ(mz::run_atomic(h, mz::atomic(counter(most, "a")))[0_c].last_insert_rowid, 5);
  EXPECT_EQ(h.sent[0].text, R"(insert into "counters" ("id", "label") values (?, ?))");
  EXPECT_EQ(std::get<std::int64_t>(h.sent[0].values[0]), most);
  EXPECT_EQ(std::get<std::string>(h.sent[0].values[1]), "a");
  EXPECT_FALSE(h.sent[0].returns_rows);
}

TEST(erased_list, d1_integers_cross_as_text_in_both_directions) {
  d1 h{.replies = {{1, 1, {}}, {0, 0, {{std::to_string(most), "label"}}}}};
  const auto r = mz::run_atomic(h, mz::atomic(increment(most), read(-7)));
  EXPECT_NE(h.sent[0].text.find(R"("id" = cast(? as integer))"), std::string::npos) << h.sent[0].text;
  EXPECT_EQ(std::get<std::string>(h.sent[0].values.back()), "9223372036854775807");
  EXPECT_NE(h.sent[1].text.find(R"(select cast("counters"."count" as text))"), std::string::npos) << h.sent[1].text;
  EXPECT_EQ(h.sent[1].text.find(R"(cast("counters"."label")"), std::string::npos);
  EXPECT_EQ(std::get<std::string>(h.sent[1].values[0]), "-7");
  EXPECT_EQ(r[1_c].one()[counters.count], most);
  EXPECT_EQ(r[1_c].one()[counters.label], "label");
  EXPECT_TRUE(h.sent[1].returns_rows);
}

TEST(erased_list, d1_returning_too) {
  d1 h{.replies = {{1, 1, {{"-9223372036854775808"}}}}};
  EXPECT_EQ(mz::run_atomic(h, mz::atomic(increment(1).returning(counters.count)))[0_c].one()[counters.count],
            std::numeric_limits<std::int64_t>::min());
  EXPECT_NE(h.sent[0].text.find(R"(returning cast()"), std::string::npos) << h.sent[0].text;
}

TEST(erased_list, d1_text_runs_on_sqlite) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(counters);
  mz::detail::erased_list list;
  mz::detail::erase<mz::detail::dialect_id::d1>(list, counter(most, "big"), 0);
  mz::detail::erase<mz::detail::dialect_id::d1>(list, mz::select(counters.id).from(counters).where(counters.id == most), 1);
  EXPECT_EQ(db.execute(list.statements[0]).changes, 1);
  EXPECT_EQ(std::get<std::string>(db.execute(list.statements[1]).rows.at(0).at(0)), "9223372036854775807");
}

TEST(erased_list, postgres_parameters_have_numbers) {
  postgres h{.replies = {{1, 0, {}}, {1, 0, {}}}};
  (void)mz::run_atomic(h, mz::atomic(counter(1, "a"), increment(5)));
  EXPECT_EQ(h.sent[0].text, R"(insert into "counters" ("id", "label") values ($1, $2))");
  EXPECT_NE(h.sent[1].text.find("$1"), std::string::npos);
  EXPECT_NE(h.sent[1].text.find("$2"), std::string::npos);
  EXPECT_EQ(h.sent[1].text.find('?'), std::string::npos);
}

TEST(erased_list, a_guard_crosses_to_sqlite_engines_and_is_refused_by_others) {
  sqlite s{.replies = {{1, 0, {}}, {0, 0, {}}}};
  (void)mz::run_atomic(s, mz::atomic(increment(1).require_exactly(1)));
  EXPECT_EQ(s.sent[0].guard, (mz::guard{1, true}));
  EXPECT_NE(s.sent[1].text.find("changes() = 1"), std::string::npos);
  postgres p;
  EXPECT_THROW((void)mz::run_atomic(p, mz::atomic(increment(1).require_changes(1))), mz::error::invalid_request);
  EXPECT_TRUE(p.sent.empty());
}

TEST(erased_list, an_answer_with_fewer_replies_leaves_the_outcome_unknown) {
  for (const std::size_t n : {0u, 1u, 3u}) {
    d1 h{.replies = std::vector<mz::statement_reply>(n)};
    const auto o = mz::try_atomic(h, mz::atomic(increment(1), increment(2)));
    const auto* const e = o.error<mz::error::transport_error>();
    ASSERT_NE(e, nullptr) << n;
    EXPECT_TRUE(e->outcome_unknown());
    const auto any = mz::try_atomic(h, std::vector<mz::any_write>{increment(1), increment(2)});
    EXPECT_NE(any.error<mz::error::transport_error>(), nullptr);
  }
}

TEST(erased_list, values_that_do_not_fit_are_a_decode_error) {
  using rows = std::vector<std::vector<mz::value>>;
  const auto decode = [](rows answer) {
    sqlite h{.replies = {{0, 0, std::move(answer)}}};
    return mz::try_atomic(h, mz::atomic(read(1)));
  };
  EXPECT_TRUE(decode({{std::int64_t{1}, "a"}}).ok());
  EXPECT_TRUE(decode({{"12", "a"}}).ok());
  EXPECT_TRUE(decode({}).ok());
  for (const rows& wrong : {rows{{"12x", "a"}}, rows{{"", "a"}}, rows{{" 1", "a"}}, rows{{"9223372036854775808", "a"}}, rows{{1.0, "a"}},
                            rows{{std::monostate{}, "a"}}, rows{{std::int64_t{1}, std::int64_t{2}}},
                            rows{{std::int64_t{1}, std::monostate{}}}, rows{{std::int64_t{1}}}, rows{{}}}) {
    EXPECT_NE(decode(wrong).error<mz::error::decode_error>(), nullptr);
  }
}

TEST(erased_list, a_long_insert_is_cut_to_what_the_engine_takes) {
  std::vector<mz::new_row<counters>> many;
  for (int i = 0; i != 100; ++i) many.push_back({.id = i, .label = std::to_string(i)});
  mz::detail::erased_list list;
  mz::detail::erase<mz::detail::dialect_id::d1>(list, mz::insert_into(counters).values(many), 3);
  std::size_t values = 0;
  for (const auto& s : list.statements) {
    EXPECT_LE(s.values.size(), mz::detail::hooks_of(mz::detail::dialect_id::d1).max_parameters);
    values += s.values.size();
  }
  EXPECT_EQ(values, 200u);
  for (const auto& o : list.origins) EXPECT_EQ(o.at, mz::detail::place{3});
}

TEST(erased_list, rows_that_fit_are_one_statement) {
  std::vector<mz::new_row<counters>> many;
  for (int i = 0; i != 50; ++i) many.push_back({.id = i, .label = std::to_string(i)});
  const auto statements = [&](std::size_t rows) {
    mz::detail::erased_list list;
    mz::detail::erase<mz::detail::dialect_id::d1>(
        list, mz::insert_into(counters).values(std::vector(many.begin(), many.begin() + static_cast<std::ptrdiff_t>(rows))), 0);
    return list.statements.size();
  };
  EXPECT_EQ(statements(0), 0u);
  EXPECT_EQ(statements(3), 1u);
  EXPECT_EQ(statements(33), 1u);
}

TEST(erased_list, the_parameters_of_the_whole_statement_are_counted) {
  std::vector<mz::new_row<counters>> many;
  for (int i = 0; i != 200; ++i) many.push_back({.id = i, .label = std::to_string(i), .count = 1});
  const auto upsert = mz::insert_into(counters)
                          .values(many)
                          .on_conflict(counters.id)
                          .do_update(counters.count = 5, counters.label = "again")
                          .where(counters.count < 9);
  mz::detail::erased_list list;
  mz::detail::erase<mz::detail::dialect_id::d1>(list, upsert, 0);
  std::size_t values = 0;
  for (const auto& s : list.statements) {
    EXPECT_LE(s.values.size(), 100u);
    values += s.values.size() - 3;
  }
  EXPECT_EQ(values, 600u);
}

TEST(erased_list, a_message_that_tells_of_no_guard_is_left_alone) {
  mz::detail::erased_list list;
  mz::detail::erase<mz::detail::dialect_id::sqlite>(list, increment(1), 2);
  mz::detail::erase_guard(list, mz::detail::dialect_id::sqlite, 2, {1, false});
  EXPECT_FALSE(mz::detail::guard_failure(list, "UNIQUE constraint failed: t.c"));
  EXPECT_FALSE(mz::detail::guard_failure(list, "mizzle guard 5 changed 0"));
  EXPECT_FALSE(mz::detail::guard_failure(list, "mizzle guard 0 changed 0"));
  EXPECT_FALSE(mz::detail::guard_failure(list, "mizzle guard 1"));
  const auto failed = mz::detail::guard_failure(list, "D1_ERROR: bad JSON path: 'mizzle guard 1 changed 0'");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->step(), 2u);
  EXPECT_EQ(failed->actual(), 0);
}

}  // namespace
