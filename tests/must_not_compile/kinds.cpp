// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/value/by_name.hpp>

namespace mz = mizzle;

struct secret {
  std::string text;
  operator std::string_view() const { return text; }
};
template <>
struct mizzle::codec<secret> {
  using stored = std::string;
  static std::string encode(const secret& s) { return "*" + s.text; }
  static secret decode(std::string_view text) { return {std::string{text.substr(1)}}; }
};
struct meters {
  meters(std::int64_t whole = 0) : n{whole} {}
  operator double() const { return static_cast<double>(n); }
  std::int64_t n;
};
template <>
struct mizzle::codec<meters> : mizzle::strong<meters, &meters::n> {};

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "password", std::optional<secret>> password{};
  mz::column<As, "height", std::optional<meters>> height{};
  mz::column<As, "weight", std::optional<double>> weight{};
  mz::column<As, "grade", std::optional<char>> grade{};
};
inline constexpr mz::table<"users", User> users{};
const std::optional<int> five = 5;

// case: a_type_with_a_codec_in_a_column_of_text
// error: mizzle: values(): column name of type text is given a value of type secret
auto f() { return mz::new_row<users>{.name = secret{"x"}}; }

// case: assigning_a_type_with_a_codec_to_text
// error: mizzle: set(): column users.name of type text is given a value of type secret
auto f() { return users.name = secret{"x"}; }

// case: comparing_text_with_a_type_that_has_a_codec
// error: mizzle: comparison: column users.name of type text and a value of type secret are unlike
auto f() { return users.name == secret{"x"}; }

// case: text_in_a_column_of_a_type_that_takes_none
// error: mizzle: values(): column password of type secret is given a value of type text
auto f() { return mz::patch_of<users>{.password = "x"}; }

// case: comparing_columns_of_text_and_of_a_type_with_a_codec
// error: mizzle: comparison: column users.name of type text and column users.password of type secret are unlike
auto f() { return users.name == users.password; }

// case: a_range_of_a_type_with_a_codec_beside_text
// error: mizzle: comparison: column users.name of type text and a value of type secret are unlike
auto f() { return users.name.in(std::vector{secret{"x"}}); }

// case: a_number_that_converts_only_by_losing
// error: mizzle: comparison: column users.height of type meters and a value of type real are unlike
auto f() { return users.height == 1.5; }

// case: a_type_that_converts_to_a_number_in_a_column_of_numbers
// error: mizzle: set(): column users.weight of type real is given a value of type meters
auto f() { return users.weight = meters{1}; }

// case: is_with_an_optional_of_an_unlike_type
// error: mizzle: comparison: column users.name of type text and a value of type integer are unlike
auto f() { return users.name.is(five); }

// case: a_char_beside_a_number
// error: mizzle: comparison: column users.id of type integer and a value of type char are unlike
auto f() { return users.id == 'x'; }

// case: a_number_in_a_column_of_char
// error: mizzle: set(): column users.grade of type char is given a value of type integer
auto f() { return users.grade = 120; }

// case: a_text_in_a_column_of_char
// error: mizzle: values(): column grade of type char is given a value of type text
auto f() { return mz::patch_of<users>{.grade = "x"}; }

// case: an_optional_value_between
// error: mizzle: comparison: column users.id is compared with an optional or null value
auto f() { return users.id.between(five, 6); }

// case: an_optional_value_in_a_list
// error: mizzle: comparison: column users.id is compared with an optional or null value
auto f() { return users.id.in(five, 6); }

// case: branches_of_unlike_types
// error: mizzle: comparison: an expression of type integer and a value of type text are unlike
auto f() { return mz::case_when(users.id == 1, 1).otherwise("x"); }

// case: val_of_a_type_without_a_codec
// error: mizzle: val(): the C++ type unknown has no codec; specialise mizzle::codec for it
struct unknown {};
auto f() { return mz::val(unknown{}); }

// case: val_of_a_null_pointer
// error: mizzle: val(): the C++ type std::nullptr_t has no codec; specialise mizzle::codec for it
auto f() { return mz::concat(users.name, nullptr); }
