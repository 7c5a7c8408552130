// SPDX-License-Identifier: MIT
#include <mizzle/value/json.hpp>

#include "support/statement.hpp"

#include <charconv>

namespace mz = mizzle;

namespace {

/// A point as a JSON array, written and read without any library.
struct point {
  int x = 0, y = 0;
  friend bool operator==(const point&, const point&) = default;
};
/// A type without operator==.
struct opaque {
  int n = 0;
};

}  // namespace

template <>
struct mizzle::json_codec<point> {
  static std::string write(const point& p) {
    if (p.x == 13) throw mz::error::invalid_request{"there is no such place"};
    return "[" + std::to_string(p.x) + "," + std::to_string(p.y) + "]";
  }
  static std::optional<point> read(std::string_view text) {
    point p;
    const char* const end = text.data() + text.size();
    if (text.size() < 5 || text[0] != '[') return std::nullopt;
    const auto x = std::from_chars(text.data() + 1, end, p.x);
    if (x.ec != std::errc{} || x.ptr == end || *x.ptr != ',') return std::nullopt;
    const auto y = std::from_chars(x.ptr + 1, end, p.y);
    if (y.ec != std::errc{} || end - y.ptr != 1 || *y.ptr != ']') return std::nullopt;
    return p;
  }
};
template <>
struct mizzle::json_codec<opaque> {
  static std::string write(const opaque& o) { return std::to_string(o.n); }
  static std::optional<opaque> read(std::string_view text) { return opaque{std::stoi(std::string{text})}; }
};

namespace {

template <class As>
struct Place {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "at", mz::json<point>> at{};
  mz::column<As, "was", std::optional<mz::json<point>>> was{};
};
constexpr mz::table<"places", Place> places{};

template <class As>
struct Thing {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "data", mz::json<opaque>> data{};
};
constexpr mz::table<"things", Thing> things{};

static_assert(mz::JsonCodec<mz::json_codec<point>, point>);
static_assert(!std::equality_comparable<mz::json<opaque>> && !std::equality_comparable<mz::row_of<things>>);
static_assert(std::equality_comparable<mz::row_of<places>>);

class json : public testing::Test {
 protected:
  json() { db.create_tables(places); }
  mz::sqlite::connection db{":memory:"};
};

}  // namespace

TEST_F(json, is_a_text) {
  EXPECT_SQL(db, mz::create_table(places).if_not_exists(),
             R"(create table if not exists "places" ("id" integer primary key, "at" text not null, "was" text))");
  db.run(mz::insert_into(places).values({.id = 1, .at = point{3, 4}}));
  const auto [at, was] = db.raw<std::string, std::optional<std::string>>("select at, was from places")[0];
  EXPECT_EQ(at, "[3,4]");
  EXPECT_EQ(was, std::nullopt);
  const auto row = db.one(mz::select(places));
  EXPECT_EQ(row.at->x, 3);
  EXPECT_EQ((*row.at).y, 4);
  EXPECT_EQ(row.at.value, (point{3, 4}));
  EXPECT_EQ(row.was, std::nullopt);
}

TEST_F(json, a_type_that_cannot_be_compared) {
  db.create_tables(things);
  db.run(mz::insert_into(things).values({.id = 1, .data = opaque{7}}));
  EXPECT_EQ(db.one(mz::select(things)).data->n, 7);
}

TEST_F(json, text_that_is_none_of_its_type_is_a_decode_error) {
  for (const char* text : {"", "[1,2", "{}", "[1.5,2]", "null", "[1,2] "}) {
    db.run(mz::delete_from(places).all_rows());
    db.raw<>("insert into places (id, at) values (1, ?)", text);
    try {
      (void)db.all(mz::select(places));
      FAIL() << text;
    } catch (const mz::error::decode_error& e) {
      EXPECT_EQ(e.table(), "places");
      EXPECT_EQ(e.column(), "at");
    }
    EXPECT_THROW((void)db.get(mz::select(places.at).from(places)), mz::error::decode_error);
    EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::select(places))), mz::error::decode_error);
  }
  support::execute(db, "update places set at = 5, was = x'00'");  // affinity makes a text of 5
  EXPECT_THROW((void)db.all(mz::select(places.was).from(places)), mz::error::decode_error);
}

TEST_F(json, what_the_codec_throws_when_it_writes_comes_before_anything_is_written) {
  EXPECT_THROW(db.run(mz::insert_into(places).values({.id = 1, .at = point{13, 0}})), mz::error::invalid_request);
  EXPECT_THROW((void)(places.at == point{13, 0}), mz::error::invalid_request);
  EXPECT_TRUE(db.all(mz::select(places)).empty());
}
