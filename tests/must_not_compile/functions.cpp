// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/sqlite/user_function.hpp>

namespace mz = mizzle;

template <class As>
struct Sale {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "shop", std::string> shop{};
};
inline constexpr mz::table<"sales", Sale> sales{};

inline mz::sqlite::connection& db();
inline constexpr mz::function<"initials", std::string(std::string_view, std::int64_t)> initials;
inline constexpr mz::aggregate_function<"median", std::optional<double>(double)> median;

// case: argument_of_another_type
// error: mizzle: initials(): argument 2, of type integer, is given a value of type text; give a value of its own type, or use mz::cast<T>()
void f() { (void)db().all(mz::select(initials(sales.shop, sales.shop)).from(sales)); }

// case: value_of_another_type
// error: mizzle: initials(): argument 1, of type text, is given a value of type integer; give a value of its own type, or use mz::cast<T>()
void f() { (void)db().all(mz::select(initials(7, sales.id)).from(sales)); }

// case: too_few_arguments
// error: mizzle: initials(): it is given another number of arguments than it was declared with; give as many
void f() { (void)db().all(mz::select(initials(sales.shop)).from(sales)); }

// case: argument_of_an_aggregate
// error: mizzle: median(): argument 1, of type real, is given a value of type text; give a value of its own type, or use mz::cast<T>()
void f() { (void)db().all(mz::select(median(sales.shop)).from(sales)); }

// case: function_with_other_parameters
// error: mizzle: create_function(): the function does not take the parameters of its declaration, or does not give its result
void f() {
  mz::sqlite::create_function(db(), initials, [](std::string_view) { return std::string{}; });
}

// case: aggregate_without_value
// error: mizzle: create_aggregate(): the class needs step(arguments...) with the parameters of its declaration, value() with its result, and a copy for each group
struct no_value {
  void step(double) {}
};
void f() { mz::sqlite::create_aggregate(db(), median, no_value{}); }

// case: collation_of_one_text
// error: mizzle: create_collation(): the function must compare two std::string_view, such as by <=>
void f() {
  mz::sqlite::create_collation(db(), "mine", [](std::string_view) { return 0; });
}
