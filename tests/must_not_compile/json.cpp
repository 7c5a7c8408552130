// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/value/nlohmann_json.hpp>

namespace mz = mizzle;

struct unsaid {};
struct point {
  int x, y;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(point, x, y)

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "at", mz::json<point>> at{};
  mz::column<As, "data", std::optional<mz::json<nlohmann::json>>> data{};
};
inline constexpr mz::table<"items", Item> items{};

// case: a_type_without_a_codec
// error: mizzle: column data: the C++ type mizzle::json<unsaid> has no codec; include <mizzle/value/nlohmann_json.hpp> or <mizzle/value/boost_json.hpp>, or specialise mizzle::json_codec
template <class As>
struct Broken {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "data", mz::json<unsaid>> data{};
};
inline constexpr mz::table<"broken", Broken> broken{};

// case: a_text_beside_a_document
// error: mizzle: comparison: column items.at of type mizzle::json<point> and a value of type text are unlike
auto f() { return mz::select(items).where(items.at == "{}"); }

// case: a_text_into_a_document
// error: mizzle: values(): column at of type mizzle::json<point> is given a value of type text
auto f() { return mz::insert_into(items).values({.id = 1, .at = "{}"}); }

// case: a_text_of_a_function_into_a_document
// error: of type mizzle::json<point> is given a value of type text; give a value of the column's own type, or use mz::cast<T>()
auto f() { return mz::update(items).set(items.at = mz::json_object("x", 1)).all_rows(); }

// case: another_document
// error: mizzle: set(): column items.at of type mizzle::json<point> is given a value of type nlohmann
auto f(const nlohmann::json& j) { return mz::update(items).set(items.at = j).all_rows(); }

// case: null_into_a_document
// error: is NOT NULL and is given a value that can be NULL
auto f() { return mz::update(items).set(items.at = std::nullopt).all_rows(); }
