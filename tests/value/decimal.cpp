// SPDX-License-Identifier: MIT
#include <mizzle/value/decimal.hpp>

#include "support/handles.hpp"
#include "support/statement.hpp"

namespace mz = mizzle;
using namespace mz::literals;

namespace {

template <class As>
struct Price {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "amount", mz::decimal, mz::numeric, mz::default_value<1.5>> amount{};
  mz::column<As, "rate", std::optional<double>, mz::numeric> rate{};
  mz::column<As, "count", std::optional<std::int64_t>, mz::numeric> count{};
  mz::column<As, "weight", std::optional<mz::decimal>> weight{};
};
constexpr mz::table<"prices", Price> prices{};

/// Numeric, so that it is no row id.
template <class As>
struct Keyed {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::numeric> id{};
};
constexpr mz::table<"keyed", Keyed> keyed{};

class decimal : public testing::Test {
 protected:
  decimal() { db.create_tables(prices); }
  std::string kind(const char* column) {
    return mz::get<0>(db.raw<std::string>(std::string{"select typeof("} + column + ") from prices").one());
  }
  mz::sqlite::connection db{":memory:"};
};

}  // namespace

TEST_F(decimal, numeric_columns) {
  EXPECT_SQL(
      db, mz::create_table(prices).if_not_exists(),
      R"(create table if not exists "prices" ("id" integer primary key, "amount" numeric not null default 1.5, "rate" numeric, "count" numeric, "weight" real))");
  EXPECT_SQL(db, mz::create_table(keyed), R"(create table "keyed" ("id" numeric primary key not null))");
  db.run(mz::insert_into(prices).values({.id = 1, .amount = "3.00", .rate = 4.0, .count = INT64_MIN, .weight = "3"}));
  // What is an integer is kept as one, in a numeric column, and read all the same.
  EXPECT_EQ(kind("amount") + kind("rate") + kind("count") + kind("weight"), "integerintegerintegerreal");
  const auto row = db.one(mz::select(prices));
  EXPECT_EQ(row.amount, "3");
  EXPECT_EQ(row.rate, 4.0);
  EXPECT_EQ(row.count, INT64_MIN);
  EXPECT_EQ(row.weight, mz::decimal{"3"});
  db.run(mz::update(prices).set({.rate = 1152921504606846976.0}).all_rows());  // 2 to the 60
  EXPECT_EQ(db.one(mz::select(prices)).rate, 1152921504606846976.0);
  support::execute(db, "update prices set count = 1.5");
  EXPECT_THROW((void)db.all(mz::select(prices.count).from(prices)), mz::error::decode_error);
  db.run(mz::delete_from(prices).all_rows());
  EXPECT_EQ(db.one(mz::insert_into(prices).values({}).returning(prices.amount))[prices.amount], "1.5");
}

TEST_F(decimal, texts) {
  const auto text = [](std::string_view from) { return mz::decimal{from}.text(); };
  EXPECT_EQ(text("12.50"), "12.5");
  EXPECT_EQ(text("+007."), "7");
  EXPECT_EQ(text("-.50"), "-0.5");
  EXPECT_EQ(text("-0.0"), "0");
  EXPECT_EQ(text("0"), mz::decimal{}.text());
  EXPECT_EQ(text("999999999999999"), "999999999999999");
  EXPECT_EQ(text("-0.000000000000001"), "-0.000000000000001");
  EXPECT_EQ(text("123456789012.345"), "123456789012.345");
  EXPECT_EQ(text("0.00000000000000000000123456789012345"), "0.00000000000000000000123456789012345");
  for (const char* no : {"", ".", "-", "+-1", "1e5", "1,5", " 1", "1 ", "0x1", "nan", "inf", "1.2.3", "12345678901234567.89",
                         "1000000000000000", "0.1234567890123456", "9007199254740993"}) {
    EXPECT_EQ(mz::decimal::parse(no), std::nullopt) << no;
    EXPECT_THROW(mz::decimal{no}, mz::error::invalid_request) << no;
  }
  EXPECT_LT(mz::decimal{"9.5"}, mz::decimal{"10"});
  EXPECT_EQ(mz::decimal{"1.10"}, mz::decimal{"1.1"});
}

TEST_F(decimal, every_text_of_15_digits_survives) {
  std::uint64_t state = 1;
  const auto random = [&](std::uint64_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
  };
  for (int i = 0; i != 2000; ++i) {
    std::string text = random(2) == 0 ? "-" : "";
    const std::uint64_t digits = 1 + random(15), point = random(digits + 1);
    text += static_cast<char>('1' + random(9));
    for (std::uint64_t d = 1; d != digits; ++d) text += static_cast<char>('0' + random(10));
    text.insert(text.size() - point, ".");
    const mz::decimal x{text};
    db.run(mz::insert_into(prices).values({.id = 1, .amount = x, .weight = x}));
    const auto row = db.one(mz::select(prices).where(prices.amount == x && prices.weight == x));
    EXPECT_EQ(row.amount, x) << text;
    EXPECT_EQ(row.weight, x) << text;
    db.run(mz::delete_from(prices).all_rows());
  }
}

TEST_F(decimal, is_compared_and_ordered_as_a_number) {
  for (const char* amount : {"10", "9.5", "100", "-1"}) db.run(mz::insert_into(prices).values({.amount = amount}));
  std::string all;
  for (const auto& row : db.all(mz::select(prices.amount).from(prices).order_by(prices.amount))) all += row[prices.amount].text() + " ";
  EXPECT_EQ(all, "-1 9.5 10 100 ");
  const auto found = [&](const auto& condition) { return db.all(mz::select(prices.id).from(prices).where(condition)).size(); };
  EXPECT_EQ(found(prices.amount > "9.50"), 2u);
  EXPECT_EQ(found(prices.amount.in("10.0", "9.5")), 2u);
  EXPECT_EQ(found(prices.amount.in(std::vector<mz::decimal>{"10.0", "9.5", "7"})), 2u);
  EXPECT_EQ(found(prices.amount.between("-1", "9.5")), 2u);
  // Also where no column is beside it to make a number of a text.
  const auto largest = mz::max(prices.amount);
  EXPECT_EQ(db.one(mz::select(largest).from(prices).having(largest == mz::decimal{"100"}))[largest], mz::decimal{"100"});
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sum(mz::cast<double>(prices.amount))).from(prices))), 118.5);
}

TEST_F(decimal, what_has_more_digits_is_a_decode_error) {
  for (const char* amount : {"0.1 + 0.2", "12345678901234567.89", "9007199254740993", "100000000000000001", "9e999", "'abc'", "x'00'"}) {
    support::execute(db, "delete from prices");
    db.raw<>(std::string{"insert into prices (amount) values ("} + amount + ")");
    EXPECT_THROW((void)db.all(mz::select(prices)), mz::error::decode_error) << amount;
    support::bare bare{db};
    EXPECT_THROW((void)mz::run_atomic(bare, mz::atomic(mz::select(prices))), mz::error::decode_error) << amount;
  }
}

TEST_F(decimal, on_foreign_handles) {
  support::fake_batch batch{db};
  const auto r =
      mz::run_atomic(batch, mz::atomic(mz::insert_into(prices).values({.id = 1, .amount = "3", .rate = 4.0}), mz::select(prices)));
  EXPECT_EQ(r[1_c].one().amount, "3");
  EXPECT_EQ(r[1_c].one().rate, 4.0);
}
