// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"users", User> users{};

struct three {
  int a;
  int b;
  int c;
};

// case: rows_of_unlike_items
// error: mizzle: values(): the items at one place of all rows are of unlike types; give them like ones, or use mz::cast<T>()
void f() { (void)mz::values<"id", "name">(mz::row(1, "a"), mz::row("b", "c")); }

// case: row_of_other_size
// error: mizzle: values(): each row needs as many items as there are names; write one mz::row(a, b) for each row
void f() { (void)mz::values<"id", "name">(mz::row(1, "a"), mz::row(2, "b", 3)); }

// case: plain_values_under_two_names
// error: mizzle: values(): each row needs as many items as there are names; write one mz::row(a, b) for each row
void f() { (void)mz::values<"id", "name">(1, 2); }

// case: range_of_other_structs
// error: mizzle: values(): what the range holds needs as many members as there are names: a struct, a pair or a tuple
void f() { (void)mz::values<"id", "name">(std::vector<three>{}); }

// case: range_with_blobs
// error: mizzle: values(): blobs cannot be in a range; write them out as values<...>(mz::row(a, b), mz::row(c, d))
void f() { (void)mz::values<"data">(std::vector<mz::blob>{}); }

// case: column_that_the_values_do_not_have
// error: mizzle: query[]: the named query has no column of this name; give one the name with .as<"name">()
auto f() { return mz::values<"id">(1, 2).as<"v">()["name"_col]; }

// case: values_compared_with_another_type
// error: mizzle: comparison: column users.name of type text and an expression of type integer are unlike
auto f() { return users.name.in(mz::values<"id">(1, 2)); }
