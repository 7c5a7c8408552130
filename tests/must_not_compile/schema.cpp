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

// case: type_without_a_codec
// error: mizzle: column: this C++ type has no codec
struct point {
  int x, y;
};
template <class As>
struct Place {
  mz::column<As, "at", point> at{};
};
inline constexpr mz::table<"places", Place> places{};
