// SPDX-License-Identifier: MIT
// Section 1.2 of the query language: kinds of columns.
#include <mizzle/value/calendar.hpp>
#include <mizzle/value/decimal.hpp>
#include <mizzle/value/json.hpp>
#include <mizzle/value/uuid.hpp>

#include "parity/support.hpp"

namespace {

enum class plan { free, paid };
struct account_id {
  std::int64_t value = 0;
  friend bool operator==(const account_id&, const account_id&) = default;
};
/// A type of its own, with a codec of its own: "x,y".
struct point {
  int x = 0, y = 0;
  friend bool operator==(const point&, const point&) = default;
};

/// What is kept as JSON; its codec needs no library here.
struct tags {
  std::vector<std::string> list{};
  friend bool operator==(const tags&, const tags&) = default;
};

using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

template <>
struct mizzle::codec<plan> : mizzle::by_name<plan, mizzle::name<plan::free, "free">, mizzle::name<plan::paid, "paid">> {};
template <>
struct mizzle::codec<account_id> : mizzle::strong<account_id, &account_id::value> {};
template <>
struct mizzle::codec<point> {
  using stored = std::string;
  static stored encode(const point& p) { return std::to_string(p.x) + ',' + std::to_string(p.y); }
  static bool accepts(std::string_view text) noexcept { return text.find(',') != text.npos; }
  static point decode(std::string_view text) {
    const std::size_t comma = text.find(',');
    return {std::stoi(std::string{text.substr(0, comma)}), std::stoi(std::string{text.substr(comma + 1)})};
  }
};

template <>
struct mizzle::json_codec<tags> {
  static std::string write(const tags& t) {
    std::string result = "[";
    for (const std::string& one : t.list) result += (result.size() > 1 ? ",\"" : "\"") + one + '"';
    return result + "]";
  }
  static std::optional<tags> read(std::string_view text) {
    if (text.empty() || text.front() != '[') return std::nullopt;
    tags result;
    for (std::size_t at = text.find('"'); at != text.npos; at = text.find('"', at + 1)) {
      const std::size_t end = text.find('"', at + 1);
      result.list.emplace_back(text.substr(at + 1, end - at - 1));
      at = end;
    }
    return result;
  }
};

namespace {

template <class As>
struct Kind {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "small", std::optional<std::int8_t>> small{};
  mz::column<As, "flag", std::optional<bool>> flag{};
  mz::column<As, "at", std::optional<std::chrono::sys_time<seconds>>> at{};
  mz::column<As, "at_ms", std::optional<std::chrono::sys_time<milliseconds>>> at_ms{};
  mz::column<As, "label", std::optional<std::string>> label{};
  mz::column<As, "plan", std::optional<plan>> plan_{};
  mz::column<As, "bytes", std::optional<mz::blob>> bytes{};
  mz::column<As, "ratio", std::optional<double>> ratio{};
  mz::column<As, "account", std::optional<account_id>> account{};
  mz::column<As, "place", std::optional<point>> place{};
  mz::column<As, "said_at", std::optional<mz::text_time<seconds>>> said_at{};
  mz::column<As, "day", std::optional<std::chrono::year_month_day>> day{};
  mz::column<As, "julian", std::optional<mz::julian_time<milliseconds>>> julian{};
  mz::column<As, "key", std::optional<mz::uuid>> key{};
  mz::column<As, "price", std::optional<mz::decimal>, mz::numeric> price{};
  mz::column<As, "count", std::optional<std::int64_t>, mz::numeric> count{};
  mz::column<As, "tags", std::optional<mz::json<tags>>> tags_{};
  mz::column<As, "tier", std::optional<plan>, mz::check_names> tier{};
};
constexpr mz::table<"kinds", Kind> kinds{};

struct database : mz::sqlite::connection {
  database() : connection{":memory:"} { create_tables(kinds); }
  /// What a column holds, as SQLite sees it.
  std::string stored(const std::string& column) {
    const auto rows = raw<std::string, std::optional<std::string>>("select typeof(" + column + "), quote(" + column + ") from kinds");
    return mz::get<0>(rows[0]) + " " + mz::get<1>(rows[0]).value_or("");
  }
};

/// Writes a value into a column and reads it back.
template <class Column, class T>
T through(database& db, const Column& column, const T& x) {
  db.run(mz::delete_from(kinds).all_rows());
  db.run(mz::insert_into(kinds).set(kinds.id = 1, column = x));
  return mz::get<0>(db.one(mz::select(column).from(kinds))).value();
}

}  // namespace

// Integers of every width, checked when they are read: `std::int64_t`, `std::uint8_t`.
TEST(parity_1_2_column_kinds, integers) {
  database db;
  EXPECT_EQ(through(db, kinds.small, std::int8_t{-128}), -128);
  db.script("update kinds set small = 128");
  EXPECT_THROW((void)db.all(mz::select(kinds.small).from(kinds)), mz::error::decode_error);
  db.run(mz::insert_into(kinds).set(kinds.id = INT64_MAX));
  EXPECT_EQ(db.one(mz::select(kinds.id).from(kinds).where(kinds.id > 1))[kinds.id], INT64_MAX);
}

// Booleans as 0 and 1; another number is a decode_error: `bool`.
TEST(parity_1_2_column_kinds, booleans) {
  database db;
  EXPECT_EQ(through(db, kinds.flag, true), true);
  EXPECT_EQ(db.stored("flag"), "integer 1");
  db.script("update kinds set flag = 2");
  EXPECT_THROW((void)db.all(mz::select(kinds.flag).from(kinds)), mz::error::decode_error);
}

// Points in time as whole seconds, milliseconds and so on since 1970, also before it: `std::chrono::sys_time<std::chrono::milliseconds>`.
TEST(parity_1_2_column_kinds, timestamps) {
  database db;
  const std::chrono::sys_time<seconds> before{seconds{-1}};
  EXPECT_EQ(through(db, kinds.at, before), before);
  EXPECT_EQ(db.stored("at"), "integer -1");
  const std::chrono::sys_time<milliseconds> exact{milliseconds{1'700'000'000'123}};
  EXPECT_EQ(through(db, kinds.at_ms, exact), exact);
  EXPECT_EQ(db.stored("at_ms"), "integer 1700000000123");
}

// Texts, and enumerations as texts, which are checked when they are read: `std::string`, `mz::by_name<plan, mz::name<plan::free, "free">>`.
TEST(parity_1_2_column_kinds, texts_and_enumerations) {
  database db;
  EXPECT_EQ(through(db, kinds.label, std::string{"it's"}), "it's");
  EXPECT_EQ(through(db, kinds.plan_, plan::paid), plan::paid);
  EXPECT_EQ(db.stored("plan"), "text 'paid'");
  db.script("update kinds set plan = 'gold'");
  EXPECT_THROW((void)db.all(mz::select(kinds.plan_).from(kinds)), mz::error::decode_error);
}

// An enumeration whose names other programs are kept to as well: `mz::check_names`.
// Rejected: columns.names_of_a_type_without_any.
TEST(parity_1_2_column_kinds, names_are_checked_in_the_table) {
  database db;
  EXPECT_EQ(through(db, kinds.tier, plan::paid), plan::paid);
  EXPECT_THROW(db.script("update kinds set tier = 'gold'"), mz::error::sql_error);
}

// NUMERIC columns of integers and reals, and decimals without loss: `mz::numeric`, `mz::decimal`.
// Rejected: columns.a_numeric_text.
TEST(parity_1_2_column_kinds, numeric) {
  database db;
  EXPECT_EQ(through(db, kinds.price, mz::decimal{"12.50"}), mz::decimal{"12.5"});
  EXPECT_EQ(db.stored("price"), "real 12.5");
  EXPECT_THROW((void)mz::decimal{"12345678901234567.89"}, mz::error::invalid_request);
  EXPECT_EQ(through(db, kinds.count, INT64_MAX), INT64_MAX);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select type from pragma_table_info('kinds') where name = 'price'")[0]), "numeric");
}

// JSON in texts by a codec, with ready ones for nlohmann/json and Boost.JSON: `mz::json<settings>`.
// Rejected: json.a_type_without_a_codec.
TEST(parity_1_2_column_kinds, json) {
  database db;
  EXPECT_EQ(through(db, kinds.tags_, mz::json<tags>{tags{{"a", "b"}}}), (mz::json<tags>{tags{{"a", "b"}}}));
  EXPECT_EQ(db.stored("tags"), R"(text '["a","b"]')");
  db.script("update kinds set tags = 'none'");
  EXPECT_THROW((void)db.all(mz::select(kinds.tags_).from(kinds)), mz::error::decode_error);
}

// Bytes: `mz::blob`, which is a `std::vector<std::byte>`.
TEST(parity_1_2_column_kinds, blobs) {
  database db;
  const mz::blob bytes{std::byte{0}, std::byte{255}};
  EXPECT_EQ(through(db, kinds.bytes, bytes), bytes);
  EXPECT_EQ(db.stored("bytes"), "blob X'00FF'");
}

// Real numbers: `double`.
TEST(parity_1_2_column_kinds, reals) {
  database db;
  EXPECT_EQ(through(db, kinds.ratio, 0.1), 0.1);
  EXPECT_EQ(through(db, kinds.ratio, 1e300), 1e300);
}

// Types of one's own by a codec, which reads, writes and checks: `template <> struct mizzle::codec<point>`.
// Rejected: kinds.assigning_a_type_with_a_codec_to_text, schema.type_without_a_codec.
TEST(parity_1_2_column_kinds, types_of_ones_own) {
  database db;
  EXPECT_EQ(through(db, kinds.place, point{3, -4}), (point{3, -4}));
  EXPECT_EQ(db.stored("place"), "text '3,-4'");
  EXPECT_EQ(db.all(mz::select(kinds.id).from(kinds).where(kinds.place == point{3, -4})).size(), 1U);
  db.script("update kinds set place = 'nowhere'");
  EXPECT_THROW((void)db.all(mz::select(kinds.place).from(kinds)), mz::error::decode_error);
}

// Days and times as text and as Julian days, and UUIDs: `mz::text_time<std::chrono::seconds>`, `std::chrono::year_month_day`, `mz::julian_time<...>`, `mz::uuid` (headers of their own).
TEST(parity_1_2_column_kinds, days_times_and_uuids) {
  database db;
  using namespace std::chrono;
  const sys_time<seconds> noon = sys_days{2024y / February / 29} + hours{12};
  EXPECT_EQ(through(db, kinds.said_at, mz::text_time<seconds>{noon}), mz::text_time<seconds>{noon});
  EXPECT_EQ(db.stored("said_at"), "text '2024-02-29 12:00:00'");
  EXPECT_EQ(through(db, kinds.day, year_month_day{2024y / February / 29}), (year_month_day{2024y / February / 29}));
  EXPECT_EQ(db.stored("day"), "text '2024-02-29'");
  EXPECT_EQ(through(db, kinds.julian, mz::julian_time<milliseconds>{noon}), mz::julian_time<milliseconds>{noon});
  EXPECT_EQ(db.stored("julian"), "real 2460370.0");
  const mz::uuid key = *mz::uuid::parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  EXPECT_EQ(through(db, kinds.key, key), key);
  EXPECT_EQ(db.stored("key"), "blob X'F81D4FAE7DEC11D0A76500A0C91E6BF6'");
}

// Identifiers above 2^53 keep all of their digits, in columns, parameters and results.
TEST(parity_1_2_trouble, integers_of_64_bits_are_exact) {
  database db;
  constexpr std::int64_t snowflake = 9'007'199'254'740'993;
  db.run(mz::insert_into(kinds).values({.id = snowflake}));
  const auto results = mz::run_atomic(db, mz::atomic(mz::select(kinds.id).from(kinds).where(kinds.id == snowflake)));
  EXPECT_EQ(results[0_c].one()[kinds.id], snowflake);
}

// A column is compared in SQL as what it holds: by its codec, on either side.
// Rejected: kinds.comparing_text_with_a_type_that_has_a_codec.
TEST(parity_1_2_trouble, comparisons_go_through_the_codec) {
  database db;
  EXPECT_EQ(through(db, kinds.account, account_id{7}), account_id{7});
  EXPECT_EQ(db.all(mz::select(kinds.id).from(kinds).where(kinds.account == account_id{7} && kinds.account.in(account_id{7}, account_id{8})))
                .size(),
            1U);
}

// A text in a column of timestamps, as current_timestamp leaves it, is a decode_error that says so, and no invalid date.
TEST(parity_1_2_trouble, a_text_in_a_timestamp_is_told) {
  database db;
  db.run(mz::insert_into(kinds).values({.id = 1}));
  db.script("update kinds set at = current_timestamp, said_at = current_timestamp");
  EXPECT_NO_THROW((void)db.all(mz::select(kinds.said_at).from(kinds)));
  try {
    (void)db.all(mz::select(kinds.at).from(kinds));
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "at");
    EXPECT_NE(std::string{e.what()}.find("text"), std::string::npos) << e.what();
  }
}

// JSON stands in texts, which SQL's functions look into.
TEST(parity_1_2_trouble, json_can_be_asked_in_sql) {
  database db;
  db.run(mz::insert_into(kinds).set(kinds.id = 1, kinds.tags_ = tags{{"a", "it's"}}));
  const auto s = mz::select(mz::json_get_as<std::string>(kinds.tags_, "$[1]")).from(kinds).where(mz::json_array_length(kinds.tags_) == 2);
  EXPECT_EQ(mz::get<0>(db.one(s)), "it's");
}
