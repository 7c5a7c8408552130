// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;

static_assert(mz::detail::Storable<int> && mz::detail::Storable<bool> && mz::detail::Storable<float> && mz::detail::Storable<std::string> &&
              mz::detail::Storable<mz::blob>);
static_assert(mz::detail::Storable<color> && mz::detail::Storable<user_id>);
static_assert(!mz::detail::Storable<void*> && !mz::detail::Storable<std::vector<int>>);
static_assert(mz::detail::type_of<std::uint8_t> == mz::detail::sql_type::integer &&
              mz::detail::type_of<std::optional<double>> == mz::detail::sql_type::real);
static_assert(mz::codec<std::int8_t>::accepts(-128) && !mz::codec<std::int8_t>::accepts(128));
static_assert(mz::codec<std::uint64_t>::accepts(0) && !mz::codec<std::uint64_t>::accepts(-1));
static_assert(mz::codec<bool>::accepts(1) && !mz::codec<bool>::accepts(2));
static_assert(mz::codec<color>::decode(2) == color::blue && !mz::codec<color>::accepts(256));

namespace {

/// Reads the one row of `everything` and tells which column could not be read.
std::string unreadable(mz::sqlite::connection& db) {
  try {
    (void)db.all(mz::select(everything));
    return "";
  } catch (const mz::error::decode_error& e) {
    EXPECT_NE(std::string{e.what()}.find(e.column()), std::string::npos);
    EXPECT_FALSE(e.sql().empty());
    return e.column();
  }
}

}  // namespace

TEST(codec, every_type_comes_back_as_it_was) {
  schema::database db;
  const mz::blob bytes{std::byte{0}, std::byte{255}, std::byte{0}};
  const std::string text("a\0'\"\\\x01\xc3\xbc", 8);
  db.run(mz::insert_into(everything)
             .values({.id = -1,
                      .tiny = -128,
                      .small = -32768,
                      .medium = std::numeric_limits<std::int32_t>::min(),
                      .byte = 255,
                      .word = 65535,
                      .dword = std::numeric_limits<std::uint32_t>::max(),
                      .qword = std::uint64_t{std::numeric_limits<std::int64_t>::max()},
                      .flag = true,
                      .ratio = -0.1,
                      .label = text,
                      .bytes = bytes,
                      .maybe_n = 4,
                      .maybe_r = 1e300,
                      .maybe_t = "",
                      .maybe_b = mz::blob{},
                      .hue = color::green,
                      .urgent = urgency::high,
                      .owner = user_id{-7}}));
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.id, -1);
  EXPECT_EQ(row.tiny, -128);
  EXPECT_EQ(row.small, -32768);
  EXPECT_EQ(row.medium, std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(row.byte, 255);
  EXPECT_EQ(row.word, 65535);
  EXPECT_EQ(row.dword, std::numeric_limits<std::uint32_t>::max());
  EXPECT_EQ(row.qword, std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  EXPECT_TRUE(row.flag);
  EXPECT_EQ(row.ratio, -0.1);
  EXPECT_EQ(row.label, text);
  EXPECT_EQ(row.bytes, bytes);
  EXPECT_EQ(row.maybe_n, 4);
  EXPECT_EQ(row.maybe_r, 1e300);
  EXPECT_EQ(row.maybe_t, "");
  EXPECT_EQ(row.hue, color::green);
  EXPECT_EQ(row.urgent, urgency::high);
  EXPECT_EQ(row.owner, user_id{-7});
}

TEST(codec, an_empty_text_or_blob_is_not_null) {
  schema::database db;
  db.run(mz::insert_into(everything)
             .values({.id = 1, .label = std::string{}, .bytes = mz::blob{}, .maybe_t = std::string{}, .maybe_b = mz::blob{}}));
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.maybe_t, "");
  ASSERT_TRUE(row.maybe_b.has_value());
  EXPECT_TRUE(row.maybe_b->empty());
  const auto types =
      db.raw<std::string, std::string, std::string>("select typeof(bytes), typeof(maybe_t), typeof(maybe_b) from everything");
  EXPECT_EQ(mz::get<0>(types[0]), "blob");
  EXPECT_EQ(mz::get<1>(types[0]), "text");
  EXPECT_EQ(mz::get<2>(types[0]), "blob");
}

TEST(codec, limits_of_64_bit_integers) {
  schema::database db;
  for (const std::int64_t id :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), (std::int64_t{1} << 53) + 1}) {
    db.run(mz::insert_into(channels).values({.id = id, .name = std::to_string(id)}));
    EXPECT_EQ(db.one(mz::select(channels).where(channels.id == id)).id, id);
    EXPECT_EQ(db.one(mz::select(mz::val(id).as<"id">()))["id"_col], id);
  }
}

TEST(codec, a_stored_value_that_does_not_fit_is_a_decode_error) {
  const char* const columns[][2] = {{"tiny", "300"},         {"tiny", "-129"},          {"small", "32768"},    {"medium", "2147483648"},
                                    {"byte", "-1"},          {"byte", "256"},           {"word", "65536"},     {"dword", "-1"},
                                    {"dword", "4294967296"}, {"qword", "-1"},           {"flag", "2"},         {"flag", "-1"},
                                    {"hue", "256"},          {"urgent", "'no'"},        {"tiny", "'text'"},    {"medium", "1.5"},
                                    {"medium", "x'00'"},     {"ratio", "'text'"},       {"label", "x'00'"},    {"bytes", "1"},
                                    {"bytes", "'text'"},     {"maybe_n", "2147483648"}, {"maybe_n", "'text'"}, {"maybe_t", "x'00'"},
                                    {"seconds", "'now'"},    {"owner", "'me'"}};
  for (const auto& [column, value] : columns) {
    schema::database db;
    support::execute(db, (std::string{"insert into everything (id, "} + column + ") values (1, " + value + ")").c_str());
    EXPECT_EQ(unreadable(db), column) << value;
  }
}

TEST(codec, a_null_where_none_was_declared_is_a_decode_error) {
  mz::sqlite::connection db{":memory:"};
  support::execute(db, "create table channels (id integer primary key, name text); insert into channels values (1, null)");
  try {
    (void)db.all(mz::select(channels));
    FAIL() << "a NULL was read";
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "name");
  }
}

TEST(codec, a_value_that_does_not_fit_its_column_is_not_written) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1}));
  const std::int64_t big = std::int64_t{1} << 31;
  EXPECT_THROW((void)mz::insert_into(everything).values({.id = 2, .medium = big}), mz::error::invalid_request);
  EXPECT_THROW((void)mz::insert_into(everything).values({.id = 2, .maybe_n = std::optional<std::int64_t>{big}}),
               mz::error::invalid_request);
  EXPECT_THROW((void)mz::update(everything).set(everything.medium = big), mz::error::invalid_request);
  EXPECT_THROW((void)mz::update(everything).set(everything.byte = -1), mz::error::invalid_request);
  EXPECT_THROW((void)mz::update(everything).set({.tiny = 200}), mz::error::invalid_request);
  EXPECT_THROW((void)(everything.qword = std::numeric_limits<std::uint64_t>::max()), mz::error::invalid_request);
  EXPECT_NO_THROW(db.run(mz::update(everything).set(everything.medium = big - 1).where(everything.id == 1)));
  EXPECT_EQ(db.one(mz::select(everything)).medium, std::numeric_limits<std::int32_t>::max());
}

TEST(codec, an_integer_column_read_as_real) {
  schema::database db;
  support::execute(db, "insert into everything (id, ratio) values (1, 3)");
  EXPECT_EQ(db.one(mz::select(everything)).ratio, 3.0);
}

namespace {

template <class As>
struct Reading {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "value", float> value{};
  mz::column<As, "maybe", std::optional<double>> maybe{};
  mz::column<As, "exact", double, mz::default_value<0.0>> exact{};
};
constexpr mz::table<"readings", Reading> readings{};

}  // namespace

TEST(codec, a_real_that_is_too_large_for_a_float_is_neither_read_nor_written) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(readings);
  constexpr float infinity = std::numeric_limits<float>::infinity(), largest = std::numeric_limits<float>::max();
  for (const float value : {0.1F, -largest, largest, infinity, -infinity}) {
    db.run(mz::delete_from(readings).all_rows());
    db.run(mz::insert_into(readings).values({.value = value}));
    EXPECT_EQ(db.one(mz::select(readings)).value, value);
  }
  EXPECT_THROW((void)mz::insert_into(readings).values({.value = 1e300}), mz::error::invalid_request);
  EXPECT_THROW((void)(readings.value = -1e300), mz::error::invalid_request);
  db.run(mz::update(readings).set(readings.value = mz::val(1e300)).all_rows());
  EXPECT_THROW((void)db.all(mz::select(readings)), mz::error::decode_error);
}

TEST(codec, no_number_is_an_invalid_request_and_not_null) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(readings);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto nothing = static_cast<float>(nan);
  EXPECT_THROW(db.run(mz::insert_into(readings).values({.value = nothing})), mz::error::invalid_request);
  EXPECT_THROW(db.run(mz::insert_into(readings).values({.value = 1, .maybe = nan})), mz::error::invalid_request);
  EXPECT_THROW(db.run(mz::insert_into(readings).set(readings.value = 1, readings.maybe = std::optional<double>{nan})),
               mz::error::invalid_request);
  EXPECT_THROW((void)db.all(mz::select(readings).where(readings.exact == nan)), mz::error::invalid_request);
  EXPECT_THROW((void)db.raw<std::optional<double>>("select ?", nan), mz::error::invalid_request);
  EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::insert_into(readings).values({.value = 1}),
                                                   mz::insert_into(readings).values({.value = 2, .exact = nan}))),
               mz::error::invalid_request);
  EXPECT_TRUE(db.all(mz::select(readings)).empty());
  EXPECT_EQ(db.run(mz::insert_into(readings).values({.value = 1, .maybe = std::nullopt})).changes, 1);
}

TEST(codec, a_float_is_stored_alike_on_every_road) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(readings);
  db.run(mz::insert_into(readings).values({.id = 1, .value = 0.1}));
  db.run(mz::insert_into(readings).set(readings.id = 2, readings.value = 0.1));
  db.run(mz::insert_into(readings).values({.id = 3, .value = 0}));
  db.run(mz::update(readings).set(readings.value = 0.1).where(readings.id == 3));
  db.run(mz::insert_into(readings).values({.id = 4, .value = 0}));
  db.run(mz::update(readings).set({.value = 0.1}).where(readings.id == 4));
  EXPECT_EQ(db.all(mz::select(readings).where(readings.value == 0.1F)).size(), 4u);
  EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>("select count(distinct value) from readings").one()), 1);
}
