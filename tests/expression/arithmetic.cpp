// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

TEST(arithmetic, parentheses) {
  schema::filled_database db;
  const auto id = messages.id;
  const auto s =
      mz::select((id + 1) * 2, id + id * 2, id - (id - 1), id - id - 1, id * (id / 2), -(id + 1), -id, -(-id), (id + 1) % 2).from(messages);
  EXPECT_SQL(db, s,
             R"(select ("messages"."id" + ?) * ?, "messages"."id" + "messages"."id" * ?, "messages"."id" - ("messages"."id" - ?), )"
             R"("messages"."id" - "messages"."id" - ?, "messages"."id" * ("messages"."id" / ?), -("messages"."id" + ?), -"messages"."id", )"
             R"(-(-"messages"."id"), ("messages"."id" + ?) % ? from "messages")");
}

TEST(arithmetic, all_pairs_of_operators_mean_what_they_mean_in_cpp) {
  schema::database db;
  const auto evaluate = [&](const auto& e) -> std::int64_t {
    const std::optional<std::int64_t> value = mz::get<0>(db.one(mz::select(e)));
    EXPECT_TRUE(value.has_value());
    return value.value_or(0);
  };
  for (const std::int64_t x : {-7, 2, 30}) {
    for (const std::int64_t y : {-3, 1, 5}) {
      for (const std::int64_t z : {-2, 4}) {
        const auto a = mz::val(x), b = mz::val(y), c = mz::val(z);
#define EXPECT_BOTH(one, two)                                           \
  EXPECT_EQ(evaluate((a one b)two c), (x one y)two z) << #one " " #two; \
  EXPECT_EQ(evaluate(a two(b one c)), x two(y one z)) << #one " " #two
        EXPECT_BOTH(+, +);
        EXPECT_BOTH(+, -);
        EXPECT_BOTH(+, *);
        EXPECT_BOTH(-, +);
        EXPECT_BOTH(-, -);
        EXPECT_BOTH(-, *);
        EXPECT_BOTH(*, +);
        EXPECT_BOTH(*, -);
        EXPECT_BOTH(*, *);
        EXPECT_BOTH(*, /);
        EXPECT_BOTH(*, %);
#undef EXPECT_BOTH
        EXPECT_EQ(evaluate((a + b) / c), (x + y) / z);
        EXPECT_EQ(evaluate((a - b) % c), (x - y) % z);
        EXPECT_EQ(evaluate((a / b) / c), (x / y) / z);
        EXPECT_EQ(evaluate((a / b) % c), (x / y) % z);
        EXPECT_EQ(evaluate((a % b) / c), (x % y) / z);
        EXPECT_EQ(evaluate((a / b) + c), (x / y) + z);
        EXPECT_EQ(evaluate(a - (b / c)), x - (y / z));
        EXPECT_EQ(evaluate(a * (b % c)), x * (y % z));
        EXPECT_EQ(evaluate(-(a + b) * c), -(x + y) * z);
        EXPECT_EQ(evaluate(-a - -b), -x - -y);
        EXPECT_EQ(evaluate(-(-a)), x);
        EXPECT_EQ(evaluate(10 - (5 - a)), 10 - (5 - x));
        EXPECT_EQ(mz::get<0>(db.one(mz::select(a + b < c))), x + y < z);
        EXPECT_EQ(mz::get<0>(db.one(mz::select(a < b + c || a * b == c))), x < y + z || x * y == z);
        EXPECT_EQ(mz::get<0>(db.one(mz::select((a < b) == (b < c)))), (x < y) == (y < z));
      }
    }
  }
}

TEST(arithmetic, types) {
  schema::filled_database db;
  const auto s = mz::select((everything.tiny + 1).as<"sum">(), (everything.ratio * 2).as<"real">(), (everything.id / 2).as<"quotient">(),
                            (everything.maybe_n + 1).as<"maybe">(), (everything.id + 0.5).as<"mixed">())
                     .from(everything);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, double>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<3, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<4, row>, double>);
  db.run(mz::insert_into(everything).values({.id = 5, .tiny = 127, .ratio = 0.25}));
  const auto found = db.one(s);
  EXPECT_EQ(found["sum"_col], 128);
  EXPECT_EQ(found["real"_col], 0.5);
  EXPECT_EQ(found["quotient"_col], 2);
  EXPECT_EQ(found["maybe"_col], std::nullopt);
  EXPECT_EQ(found["mixed"_col], 5.5);
}

TEST(arithmetic, division_by_zero_is_null) {
  schema::database db;
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::val(1) / mz::val(0)))), std::nullopt);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::val(1) % mz::val(0)))), std::nullopt);
}

TEST(arithmetic, concat) {
  schema::filled_database db;
  const auto s =
      mz::select(mz::concat(messages.body, "-", mz::cast<std::string>(messages.id)).as<"both">()).from(messages).where(messages.id == 2);
  EXPECT_SQL(db, s,
             R"(select "messages"."body" || ? || cast("messages"."id" as text) as "both" from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(db.one(s)["both"_col], "two-2");
}

namespace {

template <class As>
struct Price {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "price", double, mz::numeric> price{};
  mz::column<As, "pieces", std::int64_t, mz::numeric> pieces{};
};
constexpr mz::table<"prices", Price> prices{};

}  // namespace

TEST(arithmetic, a_quotient_of_reals_that_are_kept_as_integers_is_a_real) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(prices);
  db.run(mz::insert_into(prices).values({.id = 1, .price = 5.0, .pieces = 2}));
  EXPECT_EQ(db.raw<std::string>("select typeof(price) from prices")[0], db.raw<std::string>("select 'integer'")[0]);
  const auto expect = [&](const auto& quotient, const auto& source) {
    EXPECT_EQ(mz::get<0>(db.one(mz::select(quotient).from(source))), 2.5);
  };
  constexpr auto p = mz::alias<"p">(prices);
  const auto named = mz::select(prices.price, mz::coalesce(mz::nullif(prices.price, 0.0), 1.0).as<"known">()).from(prices).as<"named">();
  const auto both = mz::select(prices.price).from(prices).union_all(mz::select(p.price).from(p).where(p.id == 2)).as<"both">();
  expect(prices.price / 2, prices);
  expect(prices.price / prices.pieces, prices);
  expect(p.price / 2, p);
  expect(mz::sum(prices.price) / mz::sum(prices.pieces), prices);
  expect((prices.price + 5) / 4, prices);
  expect(25 / (prices.price * 2), prices);
  expect(mz::scalar(mz::select(mz::max(p.price)).from(p)) / 2, prices);
  expect(named[prices.price] / 2, named);
  expect(named["known"_col] / 2, named);
  expect(both[prices.price] / 2, both);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(prices.pieces / 4).from(prices))), 0) << "integers are divided as such";
  EXPECT_SQL(db, mz::select((prices.price / 2).as<"half">()).from(prices),
             R"(select cast("prices"."price" as real) / ? as "half" from "prices")");
}
