// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/value/decimal.hpp>

namespace mz = mizzle;

// case: a_numeric_text
// error: mizzle: numeric: column n of type text is stored as no number, and would be read as another type than it was written; give it an integer or real type, or mz::decimal
template <class As>
struct Broken {
  mz::column<As, "n", std::string, mz::numeric> n{};
};
inline constexpr mz::table<"broken", Broken> broken{};

// case: numeric_in_a_strict_table
// error: mizzle: table broken: column n is numeric, a type that a strict table has not; leave numeric or strict out
template <class As>
struct Broken {
  mz::column<As, "n", double, mz::numeric> n{};
};
inline constexpr mz::table<"broken", Broken, mz::strict> broken{};

// case: autoincrement_of_a_numeric_key
// error: mizzle: table broken: autoincrement of column id needs the only primary key, an integer
template <class As>
struct Broken {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::autoincrement, mz::numeric> id{};
};
inline constexpr mz::table<"broken", Broken> broken{};

// case: arithmetic_with_a_decimal
// error: mizzle: *: column prices.amount of type mizzle::decimal is no number; use mz::cast<std::int64_t>() or mz::cast<double>()
template <class As>
struct Price {
  mz::column<As, "amount", mz::decimal, mz::numeric> amount{};
};
inline constexpr mz::table<"prices", Price> prices{};
auto f() { return mz::select(prices.amount * 2).from(prices); }

// case: names_of_a_type_without_any
// error: mizzle: check_names: column n of type text has no names; use it with an enumeration whose codec is a mz::by_name
template <class As>
struct Broken {
  mz::column<As, "n", std::string, mz::check_names> n{};
};
inline constexpr mz::table<"broken", Broken> broken{};
