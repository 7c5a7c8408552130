// SPDX-License-Identifier: MIT
// Section 21 of the query language: streams.
#include "parity/support.hpp"

using namespace parity;

// The rows one after another while the statement runs, texts as views, without keeping them: `for (auto&& [id, name] : db.stream(s))`; to leave early resets the statement.
// Rejected: mistakes.stream_of_a_write.
TEST(parity_21_streams, rows_one_after_another) {
  database db;
  const auto s = mz::select(users.id, users.name).from(users).order_by(users.id);
  std::int64_t last = 0;
  for (auto&& [id, name] : db.stream(s)) {
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(name)>, std::string_view>);
    last = id;
    if (name == "Bob") break;
  }
  EXPECT_EQ(last, 2);
  db.run(mz::delete_from(users).where(users.id == 4));  // nothing is left running
  int rows = 0;
  for (auto&& row : db.stream(mz::select(users))) rows += row.name.empty() ? 0 : 1;
  EXPECT_EQ(rows, 3);
}

// Of a million rows, without room for them.
TEST(parity_21_trouble, as_many_rows_as_there_are) {
  database db;
  const auto n = mz::cte<"n">(mz::select(mz::val(std::int64_t{1}).as<"x">())).union_all([](const auto& self) {
    return mz::select(self["x"_col] + 1).from(self).where(self["x"_col] < 1'000'000);
  });
  std::int64_t sum = 0;
  for (auto&& [x] : db.stream(mz::with(n).select(n["x"_col]).from(n))) sum += x;
  EXPECT_EQ(sum, 500'000'500'000);
}
