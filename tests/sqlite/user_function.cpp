// SPDX-License-Identifier: MIT
#include <mizzle/sqlite/user_function.hpp>

#include "support.hpp"

#include <cctype>
#include <limits>
#include <stdexcept>

#include "support/schema.hpp"

namespace {
using namespace sqlite_tests;
using schema::everything;
using schema::messages;

constexpr mz::function<"initials", std::string(std::string_view)> initials;
constexpr mz::function<"add_all", std::int64_t(std::int64_t, std::optional<std::int64_t>)> add_all;
constexpr mz::function<"twice", double(double)> twice;
constexpr mz::function<"reversed", mz::blob(mz::blob_view)> reversed;
constexpr mz::function<"other_hue", color(color)> other_hue;
constexpr mz::function<"fails", std::int64_t(std::int64_t)> fails;
constexpr mz::function<"half", std::optional<std::int64_t>(std::int64_t)> half;
constexpr mz::aggregate_function<"product", double(double)> product_of;
constexpr mz::aggregate_function<"longest", std::optional<std::string>(std::string_view)> longest_of;

struct product {
  double so_far = 1;
  void step(double x) { so_far *= x; }
  void inverse(double x) { so_far /= x; }
  [[nodiscard]] double value() const { return so_far; }
};
struct longest {
  std::optional<std::string> best{};
  void step(std::string_view s) {
    if (s == "bad") throw std::runtime_error{"longest() cannot bear this"};
    if (!best || s.size() > best->size()) best = std::string{s};
  }
  [[nodiscard]] std::optional<std::string> value() const { return best; }
};

schema::filled_database& with_functions(schema::filled_database& db) {
  mz::sqlite::create_function(db, initials, [](std::string_view name) {
    std::string result;
    for (std::size_t i = 0; i != name.size(); ++i) {
      if (i == 0 || name[i - 1] == ' ') result += name[i];
    }
    return result;
  });
  mz::sqlite::create_function(db, add_all, [](std::int64_t a, std::optional<std::int64_t> b) { return a + b.value_or(1000); });
  mz::sqlite::create_function(db, twice, [](double x) { return 2 * x; });
  mz::sqlite::create_function(db, reversed, [](mz::blob_view b) { return mz::blob(b.rbegin(), b.rend()); });
  mz::sqlite::create_function(db, other_hue, [](color c) { return c == color::red ? color::green : color::red; });
  mz::sqlite::create_function(db, half, [](std::int64_t n) { return n % 2 == 0 ? std::optional{n / 2} : std::nullopt; });
  mz::sqlite::create_function(db, fails, [](std::int64_t n) -> std::int64_t {
    if (n == 1) throw std::runtime_error{"no one"};
    if (n == 2) throw std::bad_alloc{};
    if (n == 3) throw 3;
    return n;
  });
  mz::sqlite::create_aggregate(db, product_of, product{});
  mz::sqlite::create_aggregate(db, longest_of, longest{});
  return db;
}

template <class E>
auto value_of(mz::sqlite::connection& db, const E& e) {
  return mz::get<0>(db.one(mz::select(e)));
}

TEST(user_function, is_called_with_columns_and_values) {
  schema::filled_database db;
  with_functions(db);
  const auto s = mz::select(initials(messages.body), add_all(messages.id, 5)).from(messages).where(initials(messages.body) == "os");
  EXPECT_SQL(db, s,
             R"(select initials("messages"."body"), add_all("messages"."id", ?) from "messages" where initials("messages"."body") = ?)");
  const auto row = db.one(s);
  EXPECT_EQ(mz::get<0>(row), "os");
  EXPECT_EQ(mz::get<1>(row), 6);
}

TEST(user_function, all_types_go_in_and_out) {
  schema::filled_database db;
  with_functions(db);
  EXPECT_EQ(value_of(db, twice(2.5)), 5.0);
  EXPECT_EQ(value_of(db, twice(std::numeric_limits<double>::infinity())), std::numeric_limits<double>::infinity());
  EXPECT_EQ(value_of(db, twice(mz::val(3))), 6.0);
  EXPECT_EQ(value_of(db, reversed(mz::blob{std::byte{1}, std::byte{2}})), (mz::blob{std::byte{2}, std::byte{1}}));
  EXPECT_EQ(value_of(db, reversed(mz::blob{})), mz::blob{});
  EXPECT_EQ(value_of(db, other_hue(color::red)), color::green);
  EXPECT_EQ(value_of(db, initials(std::string_view{"a\0b c", 5})), "ac");
  EXPECT_EQ(value_of(db, initials("")), "");
  EXPECT_EQ(value_of(db, add_all(std::numeric_limits<std::int64_t>::max() - 5, 5)), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(value_of(db, half(8)), 4);
  EXPECT_EQ(value_of(db, half(7)), std::nullopt);
}

TEST(user_function, null_goes_in_only_where_the_parameter_takes_it) {
  schema::filled_database db;
  with_functions(db);
  static_assert(std::is_same_v<decltype(initials(messages.body))::type, std::string>);
  static_assert(std::is_same_v<decltype(initials(everything.maybe_t))::type, std::optional<std::string>>);
  static_assert(std::is_same_v<decltype(add_all(messages.id, messages.thread_id))::type, std::int64_t>);
  static_assert(std::is_same_v<decltype(half(messages.id))::type, std::optional<std::int64_t>>);
  EXPECT_EQ(value_of(db, initials(std::optional<std::string>{})), std::nullopt);
  EXPECT_EQ(value_of(db, add_all(1, std::nullopt)), 1001);
  EXPECT_EQ(value_of(db, add_all(std::optional<std::int64_t>{}, 1)), std::nullopt);
}

TEST(user_function, what_it_throws_is_the_error_of_the_statement) {
  schema::filled_database db;
  with_functions(db);
  try {
    (void)value_of(db, fails(1));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_STREQ(e.what(), "no one");
    EXPECT_EQ(e.sql(), "select fails(?)");
  }
  try {
    (void)value_of(db, fails(2));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.code(), SQLITE_NOMEM);
  }
  EXPECT_THROW((void)value_of(db, fails(3)), mz::error::sql_error);
  EXPECT_EQ(value_of(db, fails(4)), 4);
  // In a write it undoes the statement.
  EXPECT_THROW(db.run(mz::update(messages).set(messages.created_at = fails(messages.id)).all_rows()), mz::error::sql_error);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.created_at == messages.id)).size(), 0U);
}

TEST(user_function, arguments_of_another_storage_class_are_an_error) {
  schema::filled_database db;
  with_functions(db);
  try {
    db.raw<std::int64_t>("select add_all('x', 1)");
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_STREQ(e.what(), "argument 1 is a text where an integer is wanted");
  }
  EXPECT_THROW(db.raw<std::string>("select initials(x'00')"), mz::error::sql_error);
}

TEST(user_function, aggregates_fold_each_group_by_itself) {
  schema::filled_database db;
  with_functions(db);
  const auto s = mz::select(messages.channel_id, product_of(messages.id), longest_of(messages.body))
                     .from(messages)
                     .group_by(messages.channel_id)
                     .order_by(messages.channel_id);
  for (const auto& row : db.all(s)) {
    double expected = 1;
    std::string best;
    for (const auto& m : db.all(mz::select(messages).where(messages.channel_id == mz::get<0>(row)))) {
      expected *= static_cast<double>(m.id);
      if (m.body.size() > best.size()) best = m.body;
    }
    EXPECT_EQ(mz::get<1>(row), expected);
    EXPECT_EQ(mz::get<2>(row), best);
  }
  const auto none = db.one(mz::select(product_of(messages.id), longest_of(messages.body)).from(messages).where(messages.id < 0));
  EXPECT_EQ(mz::get<0>(none), 1.0);
  EXPECT_EQ(mz::get<1>(none), std::nullopt);
  static_assert(support::fault_of(mz::select(messages.id).from(messages).where(product_of(messages.id) > 1)) ==
                mz::detail::fault::aggregate_in_where);
}

TEST(user_function, aggregates_with_an_inverse_look_at_windows) {
  schema::filled_database db;
  with_functions(db);
  const auto s = mz::select(messages.id, product_of(messages.id).over(mz::order_by(messages.id).rows(mz::preceding(1), mz::current_row)))
                     .from(messages)
                     .order_by(messages.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(mz::get<1>(rows[0]), 1.0);
  EXPECT_EQ(mz::get<1>(rows[1]), 2.0);
  EXPECT_EQ(mz::get<1>(rows[2]), 6.0);
  EXPECT_THROW((void)db.all(mz::select(longest_of(messages.body).over()).from(messages)), mz::error::sql_error);
}

TEST(user_function, an_aggregate_that_throws_leaves_nothing_behind) {
  schema::filled_database db;
  with_functions(db);
  db.run(mz::update(messages).set(messages.body = "bad").where(messages.id == 2));
  try {
    (void)db.one(mz::select(longest_of(messages.body)).from(messages));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_STREQ(e.what(), "longest() cannot bear this");
  }
  EXPECT_EQ(mz::get<0>(db.one(mz::select(longest_of(messages.body)).from(messages).where(messages.id != 2))), "three ships");
}

TEST(user_function, can_be_replaced_and_used_in_an_index) {
  schema::filled_database db;
  int calls = 0;
  mz::sqlite::create_function(db, twice, [&calls](double x) { return ++calls, 2 * x; }, {.deterministic = true, .innocuous = true});
  db.script("create index doubled on messages(twice(id))");
  EXPECT_GT(calls, 0);
  mz::sqlite::create_function(db, half, [](std::int64_t n) { return std::optional{n}; });
  EXPECT_EQ(value_of(db, half(7)), 7);
  mz::sqlite::create_function(db, half, [](std::int64_t n) { return std::optional{n + 1}; });
  EXPECT_EQ(value_of(db, half(7)), 8);
}

TEST(user_function, state_lives_as_long_as_the_connection) {
  const auto alive = std::make_shared<int>(1);
  {
    schema::filled_database db;
    mz::sqlite::create_function(db, half, [alive](std::int64_t n) { return std::optional{n + *alive}; });
    mz::sqlite::create_collation(db, "mine", [alive](std::string_view a, std::string_view b) { return a.compare(b); });
    EXPECT_EQ(alive.use_count(), 3);
  }
  EXPECT_EQ(alive.use_count(), 1);
}

TEST(user_function, collations_compare_and_order) {
  schema::filled_database db;
  mz::sqlite::create_collation(db, "by_length", [](std::string_view a, std::string_view b) { return a.size() <=> b.size(); });
  const auto s = mz::select(messages.id).from(messages).order_by(mz::desc(messages.body.collate<"by_length">()));
  EXPECT_EQ(mz::get<0>(db.all(s)[0]), 3);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.body.collate<"by_length">() == "xyz")).size(), 1U);
}

}  // namespace
