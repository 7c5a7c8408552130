// SPDX-License-Identifier: MIT
// Debian's default Boost, 1.74, has no Boost.JSON: without it, there is nothing here.
#if __has_include(<boost/json/src.hpp>)
#include <mizzle/value/boost_json.hpp>

#include <boost/json/src.hpp>

#include "support/handles.hpp"
#include "support/statement.hpp"

#include <cmath>

namespace mz = mizzle;
using namespace mz::literals;
namespace bj = boost::json;

namespace boost_tests {

struct spot {
  std::int8_t floor = 0;
  std::string name;
  friend bool operator==(const spot&, const spot&) = default;
};
inline void tag_invoke(bj::value_from_tag, bj::value& v, const spot& p) { v = {{"floor", p.floor}, {"name", p.name}}; }
inline spot tag_invoke(bj::value_to_tag<spot>, const bj::value& v) {
  return {bj::value_to<std::int8_t>(v.at("floor")), bj::value_to<std::string>(v.at("name"))};
}

template <class As>
struct Room {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "place", mz::json<spot>> place{};
  mz::column<As, "data", std::optional<mz::json<bj::value>>> data{};
  mz::column<As, "seats", mz::json<std::vector<int>>, mz::default_value<"[]">> seats{};
};
constexpr mz::table<"rooms", Room> rooms{};

class boost_json : public testing::Test {
 protected:
  boost_json() { db.create_tables(rooms); }
  mz::sqlite::connection db{":memory:"};
};

TEST_F(boost_json, written_read_and_compared) {
  db.run(mz::insert_into(rooms).values({.id = 1, .place = spot{3, "attic"}, .data = bj::value{{"a", 1.5}}}));
  db.run(mz::insert_into(rooms).set(rooms.id = 2, rooms.place = spot{-1, "\"cellar\""}, rooms.data = bj::value(nullptr)));
  db.run(mz::insert_into(rooms).values({.id = 3, .place = spot{}, .seats = std::vector{4, 5}}));
  const auto all = db.all(mz::select(rooms).order_by(rooms.id));
  EXPECT_EQ(*all[0].place, (spot{3, "attic"}));
  EXPECT_EQ(all[0].data->value.at("a"), 1.5);
  EXPECT_EQ(all[1].place->name, "\"cellar\"");
  EXPECT_TRUE(all[1].data->value.is_null());
  EXPECT_EQ(all[2].data, std::nullopt);
  EXPECT_EQ(*all[2].seats, (std::vector{4, 5}));
  EXPECT_TRUE(all[1].seats->empty());
  const auto found = [&](const auto& condition) { return db.all(mz::select(rooms.id).from(rooms).where(condition)).size(); };
  EXPECT_EQ(found(rooms.place == spot{3, "attic"}), 1u);
  EXPECT_EQ(found(rooms.data == bj::value{{"a", 1.5}}), 1u);
  EXPECT_EQ(found(rooms.data == bj::value(nullptr)), 1u);
  EXPECT_EQ(found(mz::json_get_as<std::int64_t>(rooms.place, "floor") == -1), 1u);
  db.run(mz::update(rooms).set(rooms.place = mz::json_set(rooms.place, "$.floor", 9)).where(rooms.id == 1));
  support::bare bare{db};
  const auto read = mz::run_atomic(bare, mz::atomic(mz::select(rooms).where(rooms.id == 1)));
  EXPECT_EQ(read[0_c].one().place->floor, 9);
}

TEST_F(boost_json, what_is_no_json_of_the_type_is_a_decode_error) {
  db.run(mz::insert_into(rooms).values({.id = 1, .place = spot{}}));
  for (const char* text : {"", "{", "null", R"({"floor": 1})", R"({"floor": 128, "name": ""})", R"({"floor": 1.5, "name": ""})",
                           R"({"floor": "1", "name": ""})", R"({"floor": 1, "name": ""} x)"}) {
    db.raw<>("update rooms set place = ?", text);
    EXPECT_THROW((void)db.all(mz::select(rooms)), mz::error::decode_error) << text;
  }
  db.raw<>("update rooms set place = ?", R"({"floor": 127, "name": "", "more": true})");
  EXPECT_EQ(db.one(mz::select(rooms)).place->floor, 127);
}

TEST_F(boost_json, what_json_cannot_say_is_an_invalid_request) {
  for (const bj::value& v : {bj::value(std::nan("")), bj::value("\xff"), bj::value{1, bj::value{std::nan("")}}}) {
    EXPECT_THROW(db.run(mz::insert_into(rooms).values({.id = 1, .place = spot{}, .data = v})), mz::error::invalid_request);
  }
  EXPECT_TRUE(db.all(mz::select(rooms)).empty());
}

}  // namespace boost_tests
#endif
