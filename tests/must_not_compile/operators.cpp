// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Sale {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "shop", std::string> shop{};
  mz::column<As, "amount", double> amount{};
};
inline constexpr mz::table<"sales", Sale> sales{};

inline mz::sqlite::connection& db();

// case: bits_of_a_real
// error: mizzle: &: column sales.amount of type real has no bits, which only integers have; use mz::cast<std::int64_t>(), or && and || for conditions
void f() { (void)db().all(mz::select(sales.amount & 1).from(sales)); }

// case: bits_of_a_condition
// error: mizzle: |: an expression of type bool has no bits, which only integers have; use mz::cast<std::int64_t>(), or && and || for conditions
void f() { (void)db().all(mz::select(sales.id).from(sales).where(sales.id == 1 | sales.id == 2)); }

// case: complement_of_a_text
// error: mizzle: ~: column sales.shop of type text has no bits, which only integers have; use mz::cast<std::int64_t>(), or && and || for conditions
void f() { (void)db().all(mz::select(~sales.shop).from(sales)); }

// case: collation_of_a_number
// error: mizzle: collate(): column sales.id of type integer is no text, and only texts have a collation; use mz::cast<std::string>()
void f() { (void)db().all(mz::select(sales.id).from(sales).order_by(sales.id.collate<"nocase">())); }

// case: literal_of_a_struct
// error: mizzle: lit<>: a constant is an integer, a bool, an enumerator with a codec, or a string literal; bind all else, as mz::val(x)
struct point {
  int x;
};
void f() { (void)db().all(mz::select(mz::lit<point{1}>)); }

// case: rows_of_unlike_size
// error: mizzle: row(): rows of unlike size are compared; give both as many values
void f() { (void)db().all(mz::select(sales.id).from(sales).where(mz::row(sales.id, sales.shop) == mz::row(1, "a", 2))); }

// case: rows_of_unlike_types
// error: mizzle: row(): column sales.shop of type text stands beside a value of type integer; compare values of one type, or use mz::cast<T>()
void f() { (void)db().all(mz::select(sales.id).from(sales).where(mz::row(sales.id, sales.shop) < mz::row(1, 2))); }

// case: rows_of_values_alone
// error: mizzle: row(): two values are compared with one another; one of them must be a column or an expression
void f() { (void)db().all(mz::select(sales.id).from(sales).where(mz::row(sales.id, 2) == mz::row(1, 2))); }

// case: row_in_a_select_of_another_size
// error: mizzle: row(): rows of unlike size are compared; give both as many values
void f() {
  constexpr auto other = mz::alias<"other">(sales);
  (void)db().all(
      mz::select(sales.id).from(sales).where(mz::row(sales.id, sales.shop).in(mz::select(other.id, other.shop, other.amount).from(other))));
}

// case: row_in_a_select_of_other_types
// error: mizzle: row(): column sales.shop of type text stands beside a value of type real; compare values of one type, or use mz::cast<T>()
void f() {
  constexpr auto other = mz::alias<"other">(sales);
  (void)db().all(mz::select(sales.id).from(sales).where(mz::row(sales.id, sales.shop).in(mz::select(other.id, other.amount).from(other))));
}

// case: pattern_of_a_number
// error: mizzle: contains(): column sales.id of type integer is no text, and only text can be matched with a pattern; use mz::cast<std::string>()
void f() { (void)db().all(mz::select(sales.id).from(sales).where(sales.id.contains("1"))); }

// case: ceil_of_a_text
// lines: 30
// error: mizzle: ceil(), floor(), trunc(): the argument is no number; use mz::cast<double>()
void f() { (void)db().all(mz::select(mz::ceil(sales.shop)).from(sales)); }

// case: distinct_values_of_two_arguments
// error: mizzle: distinct(): SQLite has it only in aggregates of one argument; leave the others out
void f() {
  (void)db().all(mz::select(mz::aggregate<"group_concat", std::optional<std::string>>(mz::distinct(sales.shop), ", ")).from(sales));
}

// case: sum_of_distinct_texts
// error: mizzle: sum(): column sales.shop of type text is no number; use mz::cast<std::int64_t>() or mz::cast<double>()
void f() { (void)db().all(mz::select(mz::sum(mz::distinct(sales.shop))).from(sales)); }

// case: json_object_without_a_value
// error: mizzle: json_object(): names and values come in pairs; add the value that is missing
void f() { (void)db().all(mz::select(mz::json_object("a", sales.id, "b")).from(sales)); }

// case: json_set_without_a_value
// error: mizzle: json_set(), json_insert(), json_replace(): behind the document, paths and values come in pairs; add what is missing
void f() { (void)db().all(mz::select(mz::json_set(sales.shop, "$.a")).from(sales)); }

// case: iif_of_no_condition
// error: mizzle: iif(): column sales.id of type integer is no condition; compare it, such as column == value
void f() { (void)db().all(mz::select(mz::iif(sales.id, 1, 2)).from(sales)); }

// case: signature_without_its_header
// error: mizzle: function<>: one with a signature needs a header of its own; include mizzle/expression/signature.hpp
inline constexpr mz::function<"initials", std::string(std::string_view)> initials;
void f() { (void)db().all(mz::select(initials(sales.shop)).from(sales)); }
