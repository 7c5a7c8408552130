// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

namespace {
using namespace atomic_tests;

static_assert(mz::detail::KeepsStatements<mz::sqlite::connection> && mz::detail::KeepsStatements<mz::sqlite::transaction_handle>);
static_assert(!mz::detail::KeepsStatements<bare> && !mz::detail::KeepsStatements<fake_batch>);

/// A road that only writes down what it is given.
struct recorder final : mz::detail::kept_road {
  struct sink final : mz::detail::value_sink {
    void put(std::int64_t v) override { seen += std::to_string(v) + ' '; }
    void put(double v) override { seen += std::to_string(v) + ' '; }
    void put(std::string_view v, bool) override { seen += std::string{v} + ' '; }
    void put(mz::blob_view v, bool) override { seen += std::to_string(v.size()) + " bytes "; }
    void put_null() override { seen += "null "; }
    std::string seen{};
  };
  mz::run_result run(mz::detail::statement_site& site, const mz::detail::bound_values& values, mz::detail::row_window window,
                     std::vector<std::vector<mz::value>>&) override {
    sink to;
    to.window = window;
    values.put_into(to);
    seen.push_back(mz::detail::render(site.words, mz::detail::dialect_id::sqlite, values.how(window)) + " -- " + to.seen);
    return {static_cast<std::int64_t>(window.count), 0};
  }
  void tell(mz::error::base&, mz::detail::statement_site&, const mz::detail::shape&) override {}
  mz::statement_reply run(std::string_view sql, const std::vector<mz::value>& values) override {
    seen.push_back(std::string{sql} + " -- " + std::to_string(values.size()));
    return {1, 0, {}};
  }
  [[nodiscard]] std::size_t max_parameters() const override { return 6; }
  std::vector<std::string> seen{};
};

TEST(kept_road, is_given_words_values_and_windows) {
  std::vector<mz::new_row<counters>> rows;
  for (int i = 1; i <= 5; ++i) rows.push_back({.id = i, .label = "c" + std::to_string(i)});
  const std::vector<mz::any_write> list{
      increment(3), mz::insert_into(counters).values(rows), {"delete from counters", {}}, mz::when(false, increment(4))};
  recorder on;
  std::vector<std::int64_t> changes;
  for (const mz::any_write& w : list) {
    mz::detail::progress done{0};
    mz::any_result r;
    w.run_on(on, done, r);
    changes.push_back(r.changes);
  }
  EXPECT_EQ(on.seen,
            (std::vector<std::string>{R"(update "counters" set "count" = "counters"."count" + ? where "counters"."id" = ? -- 1 3 )",
                                      R"(insert into "counters" ("id", "label") values (?, ?), (?, ?) -- 1 c1 2 c2 )",
                                      R"(insert into "counters" ("id", "label") values (?, ?), (?, ?) -- 3 c3 4 c4 )",
                                      R"(insert into "counters" ("id", "label") values (?, ?) -- 5 c5 )", "delete from counters -- 0"}));
  EXPECT_EQ(changes, (std::vector<std::int64_t>{1, 5, 1, 0}));
  EXPECT_TRUE(list[0].stands());
  EXPECT_FALSE(list[3].stands());
}

}  // namespace
