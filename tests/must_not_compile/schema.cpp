// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
inline constexpr mz::table<"users", User> users{};

// case: reference_to_a_column_of_another_type
// error: mizzle: references: column user_id of type text references users.id of type integer
template <class As>
struct Post {
  mz::column<As, "user_id", std::string, mz::references<users.id>> user_id{};
};
inline constexpr mz::table<"posts", Post> posts{};

// case: foreign_key_of_another_type
// error: mizzle: foreign_key(): a foreign key needs columns of the same type as those it references
template <class As>
struct Pair {
  mz::column<As, "a", std::string> a{};
};
inline constexpr mz::table<"pairs", Pair> pairs{};
auto f() { return mz::foreign_key(pairs.a).references(users.id); }

// case: index_condition_that_is_another
// error: mizzle: on_conflict().where(): this is not the condition of the unique index over these columns
template <class As>
struct Seat {
  mz::column<As, "room", std::int64_t> room{};
  mz::column<As, "taken", bool> taken{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"i">(t.room).where(t.taken == true)); }
};
inline constexpr mz::table<"seats", Seat> seats{};
auto f() { return mz::insert_into(seats).values({.room = 1, .taken = true}).on_conflict(seats.room).where(seats.room == 1); }

// case: type_without_a_codec
// error: mizzle: column at: the C++ type point has no codec; specialise mizzle::codec for it
struct point {
  int x, y;
};
template <class As>
struct Place {
  mz::column<As, "at", point> at{};
};
inline constexpr mz::table<"places", Place> places{};

// case: when_in_a_check
// error: mizzle: check(): mz::when() has no place in a schema
template <class As>
struct Part {
  mz::column<As, "n", std::int64_t> n{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::check<"c">(mz::when(true, t.n > 0))); }
};
inline constexpr mz::table<"parts", Part> parts{};
constexpr auto text = mz::sql_of<decltype(mz::create_table(parts))>;

// case: when_in_an_index
// error: mizzle: where() of an index: mz::when() has no place in a schema
template <class As>
struct Part {
  mz::column<As, "n", std::int64_t> n{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"i">(t.n).where(mz::when(true, t.n > 0))); }
};
inline constexpr mz::table<"parts", Part> parts{};
constexpr auto text = mz::sql_of<decltype(mz::create_table(parts))>;

// case: value_in_an_index
// error: mizzle: index(): an indexed expression cannot hold a value
auto f() { return mz::index<"i">(users.id + 1); }
