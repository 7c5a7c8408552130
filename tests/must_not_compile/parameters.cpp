// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Sale {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "shop", std::string> shop{};
};
inline constexpr mz::table<"sales", Sale> sales{};

inline mz::sqlite::connection& db();
inline auto by_both() {
  return mz::select(sales.id).from(sales).where(sales.shop == mz::param<"shop", std::string>() && sales.id > mz::param<"above", int>());
}

// case: parameter_without_a_value
// lines: 36
// error: mizzle: the statement has parameters, which have no values; call what db.prepare(statement) gives, or use mz::bind_values(statement, ...)
void f() { (void)db().all(by_both()); }

// case: too_few_values
// error: mizzle: the parameters of the statement are shop, above; give one value for each, in this order
void f() { (void)db().prepare(by_both())("a"); }

// case: too_many_values
// error: mizzle: the parameters of the statement are shop, above; give one value for each, in this order
void f() { (void)db().prepare(by_both())("a", 1, 2); }

// case: value_of_another_type
// error: mizzle: the parameter above of type integer is given a value of type text; give one of its own type
void f() { (void)db().prepare(by_both())("a", "b"); }

// case: null_for_a_parameter_that_is_none
// error: mizzle: the parameter shop of type text is given a value of type
void f() { (void)db().prepare(by_both())(std::nullopt, 1); }

// case: parameter_beside_another_type
// error: mizzle: comparison: column sales.id of type integer and an expression of type text are unlike
void f() { (void)db().prepare(mz::select(sales.id).from(sales).where(sales.id == mz::param<"id", std::string>())); }

// case: parameter_without_a_codec
// error: mizzle: param<>(): its type has no codec; specialise mizzle::codec for it, or use a type that has one
struct point {
  int x;
};
void f() { (void)mz::param<"at", point>(); }

// case: one_name_of_two_types
// error: mizzle: the parameter x of type text is given a value of type integer; give one of its own type
void f() {
  (void)db().prepare(
      mz::select(sales.id).from(sales).where(sales.id == mz::param<"x", std::int64_t>() && sales.shop == mz::param<"x", std::string>()))(1);
}

// case: a_real_for_an_integer
// error: mizzle: the parameter above of type integer is given a value of type real; give one of its own type
void f() { (void)db().prepare(by_both())("a", 1.5); }

// case: an_optional_for_a_parameter_that_is_none
// error: mizzle: the parameter above of type integer is given a value of type
void f() { (void)db().prepare(by_both())("a", std::optional<int>{}); }

// case: parameters_of_two_structs
// error: mizzle: param<>(): the parameters of a statement are members of one struct, or have names of their own; do not mix them
struct a {
  std::int64_t id;
};
struct b {
  std::string shop;
};
void f() {
  (void)db().prepare(mz::select(sales.id).from(sales).where(sales.id == mz::param<&a::id>() && sales.shop == mz::param<&b::shop>()));
}
