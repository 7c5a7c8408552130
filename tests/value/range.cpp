// SPDX-License-Identifier: MIT
#include <deque>
#include <forward_list>
#include <set>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

/// f(1), f(2), ... f(last): a range that makes its elements, ends with a sentinel of another type than its iterator, and
/// knows no size.
template <class F>
struct made {
  int last;
  F f;
  struct iterator {
    using difference_type = std::ptrdiff_t;
    using value_type = std::invoke_result_t<const F&, int>;
    const made* of;
    int at;
    value_type operator*() const { return of->f(at); }
    iterator& operator++() {
      ++at;
      return *this;
    }
    iterator operator++(int) { return {of, at++}; }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at == b.at; }
  };
  struct sentinel {
    int last;
    friend bool operator==(const iterator& i, const sentinel& end) { return i.at > end.last; }
  };
  [[nodiscard]] iterator begin() const { return {this, 1}; }
  [[nodiscard]] sentinel end() const { return {last}; }
};
template <class F>
made(int, F) -> made<F>;

}  // namespace

TEST(range, a_list_of_values_may_be_any_range) {
  schema::filled_database db;
  const auto count = [&](const auto& list) { return db.all(mz::select(messages.id).from(messages).where(messages.id.in(list))).size(); };
  EXPECT_EQ(count(std::set<std::int64_t>{1, 3, 5}), 2u);
  EXPECT_EQ(count(std::deque<unsigned>{2u}), 1u);
  EXPECT_EQ(count(std::forward_list<std::uint8_t>{1, 2}), 2u);
  EXPECT_EQ(count(made{2, [](int i) { return i * 3; }}), 1u);
  EXPECT_EQ(count(made{0, [](int i) { return i; }}), 0u);
}

TEST(range, elements_that_are_made_on_the_way) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .flag = true, .label = "n2"}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  EXPECT_TRUE(found(everything.flag.in(std::vector<bool>{true})));
  EXPECT_FALSE(found(everything.flag.in(std::vector<bool>{false})));
  const auto names = made{3, [](int i) { return "n" + std::to_string(i); }};
  EXPECT_TRUE(found(everything.label.in(names)));
  EXPECT_FALSE(found(everything.label.not_in(names)));
  EXPECT_TRUE(found(everything.label.in(std::vector<std::string_view>{"n1", "n2"})));
  EXPECT_TRUE(found(everything.label.in(std::vector<const char*>{"n1", "n2"})));
}

TEST(range, rows_may_be_any_range) {
  schema::database db;
  using row = mz::new_row<channels>;
  const std::deque<row> deque{{.id = 1, .name = "a"}, {.id = 2, .name = "b"}};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(deque)).changes, 2);
  EXPECT_EQ(db.run(mz::insert_into(channels).values(std::forward_list<row>{{.name = "c"}})).changes, 1);
  const std::set<std::string> names{"x", "y", "z"};
  std::vector<row> rows;
  for (const std::string& name : names) rows.push_back({.id = 10 + static_cast<int>(rows.size()), .name = name});
  EXPECT_EQ(db.run(mz::insert_into(channels).values(std::deque<row>(rows.begin(), rows.end()))).changes, 3);
  EXPECT_EQ(db.one(mz::select(channels).where(channels.id == 12)).name, "z");
}

TEST(range, a_stream_is_one) {
  schema::filled_database db;
  auto rows = db.stream(mz::select(messages.id).from(messages).order_by(messages.id));
  static_assert(std::input_iterator<decltype(rows.begin())> && std::sentinel_for<decltype(rows.end()), decltype(rows.begin())>);
  auto at = rows.begin();
  ++at;
  std::int64_t sum = 0;
  for (; at != rows.end(); ++at) sum += mz::get<0>(*at);
  EXPECT_EQ(sum, 5);
}
