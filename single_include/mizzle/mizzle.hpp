// SPDX-License-Identifier: MIT
// Made by single_include/make.py from include/mizzle; do not edit.
#pragma once

#include <any>
#include <array>
#include <boost/hana/at.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/fwd/plus.hpp>
#include <boost/hana/fwd/zero.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/tuple.hpp>
#include <cfloat>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>


// From the lowest floor to the highest, so that a compiler's error shows few includes.

/// The names of what a program passes around, for headers that declare functions over it and need no more: this header
/// includes nothing.
namespace mizzle::detail::sqlite {
class connection;          // a database
class handle;              // a connection or a transaction
class transaction_handle;  // the `tx` of a transaction
}  // namespace mizzle::detail::sqlite

namespace mizzle::detail {
template <class Row>
class query;  // a select whose type is forgotten, but for its row (sqlite/query.hpp)
}  // namespace mizzle::detail

namespace mizzle::sqlite {
using detail::sqlite::connection;
using detail::sqlite::handle;
using detail::sqlite::transaction_handle;
}  // namespace mizzle::sqlite

namespace mizzle {
using detail::query;
}  // namespace mizzle

namespace mizzle::error {
class base;
}  // namespace mizzle::error

namespace mizzle::detail {

/// What a statement or a schema can be rejected for, at compile time. Each has one sentence in `rejected` below.
enum class fault : int {
  none,
  unlike_types,
  null_comparison,
  null_into_not_null,
  not_a_column,
  not_a_condition,
  not_a_term,
  not_a_value,
  not_a_row,
  not_a_statement,
  no_join_condition,
  not_of_this_table,
  generated_column,
  missing_value,
  passing_view,
  assigned_twice,
  out_of_scope,
  no_such_source,
  too_many,
  duplicate_source,
  aggregate_in_where,
  not_grouped,
  misplaced_window,
  clause_order,
  no_where,
  optional_where,
  misplaced_when,
  set_operands,
  conflict_target,
  guard_on_read,
  no_rows,
  reference_type,
  no_codec,
  parameters,
  schema,
};

/// The longest sentence. One that is longer ends in "...".
inline constexpr std::size_t longest_sentence = 512;

/// A sentence made at compile time, so that a compiler's error shows the names in it.
struct sentence {
  char chars[longest_sentence + 1]{};

  constexpr sentence() = default;
  // A list and no template of its parts, which would be made anew for each row of lengths.
  constexpr sentence(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) put(size, part);
  }

  [[nodiscard]] constexpr std::size_t size() const { return std::string_view{chars}.size(); }
  [[nodiscard]] constexpr const char* data() const { return chars; }
  constexpr operator std::string_view() const { return chars; }

 private:
  constexpr void put(std::size_t& size, std::string_view part) {
    for (const char c : part) {
      if (size != longest_sentence) {
        chars[size++] = c;
      } else {
        for (std::size_t dot = 1; dot != 4; ++dot) chars[longest_sentence - dot] = '.';
      }
    }
  }
};

/// A rejection: which rule was broken, and the sentence that names the clause, the thing and the cure.
struct diagnosis {
  fault what = fault::none;
  sentence says{};
};

/// Asked by a call, because compilers explain a comparison in a note of its own.
constexpr bool is_not(fault a, fault b) { return a != b; }

// A compiler that takes a constant for the message of a static_assert shows the sentence as its error.
#if (defined(__cpp_static_assert) && __cpp_static_assert >= 202306L) || (!defined(__clang__) && __GNUC__ >= 14)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wc++26-extensions"
/// True, or a compile-time error that is the sentence.
template <diagnosis D>
constexpr bool accept() {
  static_assert(!is_not(D.what, fault::none), D.says);
  return true;
}
#pragma GCC diagnostic pop

#else

// The others show it among the template arguments of the assertion that fails: GCC as it is, Clang in pieces, because it cuts
// a longer text, and before version 15 as single characters, because it showed a text as numbers.
#ifdef __clang__
template <auto... Piece>
struct says {};

#if __clang_major__ >= 15
template <std::size_t N>
struct piece {
  char chars[N + 1]{};
};
/// Where the piece of a sentence ends that begins at `first`: behind the last space that the compiler still shows.
constexpr std::size_t end_of_piece(const sentence& s, std::size_t first) {
  constexpr std::size_t most = 32;
  if (s.size() - first <= most) return s.size();
  std::size_t end = first + most;
  while (end != first && s.chars[end - 1] != ' ') --end;
  return end == first ? first + most : end;
}
template <std::size_t N>
constexpr piece<N> piece_of(const sentence& s, std::size_t first) {
  piece<N> result;
  for (std::size_t i = 0; i != N; ++i) result.chars[i] = s.chars[first + i];
  result.chars[N] = '\0';  // once more, because it is shown as a text only if every character was given
  return result;
}
template <sentence S, std::size_t First, auto... Piece>
constexpr auto in_pieces() {
  if constexpr (First == S.size()) {
    return says<Piece...>{};
  } else {
    constexpr std::size_t end = end_of_piece(S, First);
    return in_pieces<S, end, Piece..., piece_of<end - First>(S, First)>();
  }
}
template <sentence S>
using shown = decltype(in_pieces<S, 0>());
#else
template <sentence S, std::size_t... I>
constexpr says<S.chars[I]...> in_pieces(std::index_sequence<I...>) {
  return {};
}
template <sentence S>
using shown = decltype(in_pieces<S>(std::make_index_sequence<S.size()>{}));
#endif

#else
template <sentence S>
struct shown {};
#endif

/// Instantiated to reject: the assertion tells the rule, the template arguments tell the case.
template <fault F, class Says>
auto rejected() {
  static_assert(is_not(F, fault::unlike_types),
                "mizzle: the two sides have unlike types; use a value of the column's own type, or mz::cast<T>()");
  static_assert(is_not(F, fault::null_comparison),
                "mizzle: a comparison with NULL is never true; use is_null(), is_not_null() or is(value)");
  static_assert(is_not(F, fault::null_into_not_null),
                "mizzle: NULL cannot go into a NOT NULL column; declare the column std::optional, or use mz::coalesce()");
  static_assert(is_not(F, fault::not_a_column), "mizzle: only a column can be assigned to in set(); write column = value");
  static_assert(is_not(F, fault::not_a_condition), "mizzle: a condition is needed here; compare something, such as column == value");
  static_assert(is_not(F, fault::not_a_term), "mizzle: this clause takes columns and expressions");
  static_assert(is_not(F, fault::not_a_value), "mizzle: this cannot stand as a value; use mz::cast<T>(), or a select of one column");
  static_assert(is_not(F, fault::not_a_row), "mizzle: values() takes rows of the table, once");
  static_assert(is_not(F, fault::not_a_statement), "mizzle: a complete statement is needed here");
  static_assert(is_not(F, fault::no_join_condition), "mizzle: a join needs a condition; write it behind the table, or use cross_join()");
  static_assert(is_not(F, fault::not_of_this_table),
                "mizzle: this column belongs to another table; name a column of the table that is written");
  static_assert(is_not(F, fault::generated_column), "mizzle: a generated column cannot be written; leave it out");
  static_assert(is_not(F, fault::missing_value),
                "mizzle: a column without a default needs a value in this insert; add it, or declare a default");
  static_assert(
      is_not(F, fault::passing_view),
      "mizzle: a column declared as a view is given a text or blob that ends with this expression; name it first, or declare the column std::string or mz::blob");
  static_assert(is_not(F, fault::assigned_twice), "mizzle: a column is assigned twice; keep one of the two");
  static_assert(is_not(F, fault::out_of_scope),
                "mizzle: a column needs a table that is not in from() or a join; add the table to the statement");
  static_assert(is_not(F, fault::no_such_source), "mizzle: this select has no from(); add from(table)");
  static_assert(is_not(F, fault::too_many), "mizzle: the statement has more of something than it can have; divide it");
  static_assert(is_not(F, fault::duplicate_source),
                "mizzle: a table or alias stands twice in from() and joins; give one of them another mz::alias");
  static_assert(is_not(F, fault::aggregate_in_where), "mizzle: an aggregate cannot stand in where() or a join; use having()");
  static_assert(is_not(F, fault::not_grouped), "mizzle: a column beside an aggregate must be in group_by()");
  static_assert(is_not(F, fault::misplaced_window),
                "mizzle: a window function stands where it cannot; select it with over(...), and use its column");
  static_assert(is_not(F, fault::clause_order), "mizzle: clauses are written once each and in SQL's order");
  static_assert(is_not(F, fault::no_where), "mizzle: update and delete need where(...), or all_rows() to mean every row");
  static_assert(
      is_not(F, fault::optional_where),
      "mizzle: where() of an update or delete consists of mz::when() alone and could vanish; add a condition that always stands, or use all_rows()");
  static_assert(
      is_not(F, fault::misplaced_when),
      "mizzle: mz::when() can only be a part of a condition, or stand around a whole field, term, assignment or joined table; write it there");
  static_assert(is_not(F, fault::set_operands),
                "mizzle: the operands of a set operation need the same number of columns with the same types");
  static_assert(is_not(F, fault::conflict_target), "mizzle: on_conflict() needs the columns of a primary key or unique constraint");
  static_assert(is_not(F, fault::parameters), "mizzle: the parameters of a statement are given one value each, of their own types");
  static_assert(is_not(F, fault::guard_on_read),
                "mizzle: a guard needs a statement that changes rows; put it on an insert, update or delete");
  static_assert(is_not(F, fault::no_rows), "mizzle: this statement returns no rows; add returning(...), or use run()");
  static_assert(is_not(F, fault::reference_type), "mizzle: a foreign key needs columns of the same type as those it references");
  static_assert(is_not(F, fault::no_codec),
                "mizzle: this C++ type has no codec; specialise mizzle::codec for it, or use a type that has one");
  static_assert(is_not(F, fault::schema), "mizzle: this table is not well declared; the sentence in the template argument says why");
}

/// True, or a compile-time error that shows the sentence.
template <diagnosis D>
constexpr bool accept() {
  if constexpr (D.what != fault::none) {
    using told [[maybe_unused]] = decltype(rejected<D.what, shown<D.says> >());
  }
  return true;
}

#endif

}  // namespace mizzle::detail

namespace mizzle::detail {

// "text"sv, in this library's own constants: the other way of making a view of a literal has a compiler count its
// characters one by one.
using std::string_view_literals::operator""sv;

/// A string literal as a template argument: `table<"users", User>`.
template <std::size_t N>
struct fixed_string {
  char chars[N]{};

  constexpr fixed_string(const char (&literal)[N]) noexcept {
    for (std::size_t i = 0; i != N; ++i) chars[i] = literal[i];
  }
  constexpr explicit fixed_string(std::string_view text) noexcept {
    for (std::size_t i = 0; i + 1 < N; ++i) chars[i] = text[i];
  }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return N - 1; }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars, N - 1}; }
};

/// Two texts as one.
template <std::size_t N, std::size_t M>
constexpr fixed_string<N + M - 1> operator+(const fixed_string<N>& a, const fixed_string<M>& b) noexcept {
  char both[N + M - 1]{};
  for (std::size_t i = 0; i != N; ++i) both[i] = a.chars[i];
  for (std::size_t i = 0; i != M; ++i) both[N - 1 + i] = b.chars[i];
  return {both};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::fixed_string;
}  // namespace mizzle

namespace mizzle::detail {

// Numbers as text that is the same in every locale, unlike that of std::to_string, which has a decimal comma where the
// program's locale has one. Without a decimal sign it is also read alike: some builds of SQLite read the reals of JSON by
// strtod, which wants the locale's. (std::to_chars would do, but its header takes as long to compile as a floor of mizzle.)

/// A whole number in decimal digits, as a part of a text.
class in_digits {
 public:
  template <std::integral N>
  explicit in_digits(N number) noexcept {
    auto rest = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    do digits_[--first_] = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0) digits_[--first_] = '-';
  }
  operator std::string_view() const noexcept { return {digits_ + first_, sizeof digits_ - first_}; }

 private:
  char digits_[24];
  std::size_t first_ = sizeof digits_;
};

/// Texts one after another.
// A chain of + would do, but takes the compiler long: for each it looks at all operators that there are, and makes those of std::string.
inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part.data(), part.size());
  return text;
}

/// Appends a number in decimal digits.
inline void append_number(std::string& out, std::int64_t number) {
  const in_digits digits{number};
  const std::string_view text = digits;
  out.append(text.data(), text.size());
}
/// Appends a finite real without a decimal sign: 1.5 is 15e-1. With 17 digits, the most there can be, it is read back as
/// exactly this number; a shorter form that would be, too, is read less exactly by some builds of SQLite.
inline void append_number(std::string& out, double number, int digits = 17) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*e", digits - 1, number);
  const std::size_t start = out.size();
  const char* at = text;
  // The digits are taken and what stands between them is not, because that is the locale's.
  for (; *at != 'e'; ++at) {
    if (*at == '-' || (*at >= '0' && *at <= '9')) out += *at;
  }
  std::int64_t exponent = 0;
  for (const char* digit = at + 2; *digit != '\0'; ++digit) exponent = exponent * 10 + (*digit - '0');
  if (at[1] == '-') exponent = -exponent;
  exponent -= digits - 1;
  while (out.back() == '0' && out.size() > start + 1 && out[out.size() - 2] != '-') {
    out.pop_back();
    ++exponent;
  }
  out += 'e';
  append_number(out, exponent);
}

}  // namespace mizzle::detail

// What names a std::optional, or makes a text of a view, is a template: what it needs of the standard library is then made only in
// files that use it.

/// Everything that mizzle throws: a closed set, all derived from `error::base`.
namespace mizzle::error {

/// What every error can tell.
class base : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  /// The zero-based position of the failing statement in its atomic list; empty when it ran alone or when the engine does
  /// not say.
  template <class Position = std::size_t>
  [[nodiscard]] std::optional<Position> step() const noexcept {
    if (step_ == nowhere) return std::nullopt;
    return step_;
  }
  /// Which element of the step failed, counted from zero, if the step is an each().
  template <class Position = std::size_t>
  [[nodiscard]] std::optional<Position> element() const noexcept {
    if (element_ == nowhere) return std::nullopt;
    return element_;
  }
  /// How many whole steps of the list took effect and stayed, from the first one on. Above zero only under the sequential
  /// policy.
  [[nodiscard]] std::size_t stayed() const noexcept { return stayed_; }
  /// Whether the failing step itself changed rows that stayed: some elements of an each(), some parts of a long range, what a
  /// guard then refused, rows that could not be read. Only under the sequential policy.
  [[nodiscard]] bool failing_step_changed() const noexcept { return failing_step_changed_; }
  /// Whether everything was carried out and stays all the same, so that it must not be repeated: an answer that could not be
  /// read after a batch was committed, or a file that could not be unlocked after a commit.
  [[nodiscard]] bool committed() const noexcept { return committed_; }
  /// Whether it may have been carried out or not, so that only what is idempotent may be repeated: the answer to a request was lost, or a
  /// commit failed so late that only the file can tell.
  [[nodiscard]] bool outcome_unknown() const noexcept { return unknown_; }
  /// The text of the statement that it is about, with its placeholders, as it was sent; empty if it is about none or about a whole list,
  /// or if there was no memory for it.
  [[nodiscard]] const std::string& sql() const noexcept { return sql_; }
  /// The same with the values in it, which may be secrets: empty unless the connection was opened with `.values_in_errors = true`.
  [[nodiscard]] const std::string& sql_with_values() const noexcept { return sql_with_values_; }

  void set_step(std::size_t step) noexcept { step_ = step; }
  void set_element(std::size_t element) noexcept { element_ = element; }
  void set_stayed(std::size_t steps, bool failing_step_changed = false) noexcept {
    stayed_ = steps;
    failing_step_changed_ = failing_step_changed;
  }
  void set_committed() noexcept { committed_ = true; }
  void set_outcome_unknown(bool unknown = true) noexcept { unknown_ = unknown; }
  /// Says which statement it is about, unless that is known already.
  // What failed is worth more than its text: hence nothing if there is no memory for it.
  template <class Text = std::string>
  void set_sql(std::string_view sql, std::string_view with_values = {}) noexcept {
    try {
      if (sql_.empty()) sql_ = Text{sql};
      if (sql_with_values_.empty()) sql_with_values_ = Text{with_values};
    } catch (...) {}
  }

 protected:
  base(const std::string& message, std::string sql) : std::runtime_error{message}, sql_{std::move(sql)} {}

  std::size_t step_ = nowhere;

 private:
  static constexpr auto nowhere = static_cast<std::size_t>(-1);
  std::size_t element_ = nowhere;
  std::size_t stayed_ = 0;
  bool failing_step_changed_ = false;
  bool committed_ = false;
  bool unknown_ = false;
  std::string sql_{}, sql_with_values_{};
};

/// The engine refused a statement: a constraint, a syntax error, a missing table, a full disk.
class sql_error : public base {
 public:
  /// `extended_code` is SQLite's (https://www.sqlite.org/rescode.html); its low byte is the primary code.
  sql_error(int extended_code, const std::string& message, std::string sql = {}) : base{message, std::move(sql)}, code_{extended_code} {}

  /// The primary result code, such as 19 (SQLITE_CONSTRAINT).
  [[nodiscard]] int code() const noexcept { return code_ & 0xff; }
  /// The extended result code, such as 2067 (SQLITE_CONSTRAINT_UNIQUE).
  [[nodiscard]] int extended_code() const noexcept { return code_; }

 private:
  int code_;
};

/// Another connection holds the lock and the busy timeout ran out. Nothing happened; the whole unit may be tried again.
class busy : public base {
 public:
  explicit busy(int extended_code = 5, const std::string& message = "database is locked") : base{message}, code_{extended_code} {}

  [[nodiscard]] int code() const noexcept { return code_ & 0xff; }
  [[nodiscard]] int extended_code() const noexcept { return code_; }

 private:
  int code_;
};

/// A guard was not met: `actual` rows changed where `required` were. The whole unit is undone (under the sequential policy:
/// it stops there).
class guard_failed : public base {
 public:
  guard_failed(std::size_t step, std::int64_t required, std::int64_t actual, bool exactly = false)
      : base{detail::concat({"step ", detail::in_digits{step}, " changed ", detail::in_digits{actual}, " rows, required ",
                             exactly ? "exactly " : "at least ", detail::in_digits{required}})},
        required_{required}, actual_{actual}, exactly_{exactly} {
    set_step(step);
  }

  [[nodiscard]] std::size_t step() const noexcept { return step_; }
  [[nodiscard]] std::int64_t required() const noexcept { return required_; }
  [[nodiscard]] std::int64_t actual() const noexcept { return actual_; }
  /// Whether the guard was `require_exactly`.
  [[nodiscard]] bool exactly() const noexcept { return exactly_; }

 private:
  std::int64_t required_, actual_;
  bool exactly_;
};

/// The call was wrong and nothing was run: a negative guard, an empty patch, a write through the outer handle of a running
/// transaction.
class invalid_request : public base {
 public:
  using base::base;
  invalid_request(const std::string& message, std::string sql) : base{message, std::move(sql)} {}
};

/// The engine could not be reached, or its answer was lost: `outcome_unknown()` if the request had been sent.
class transport_error : public base {
 public:
  explicit transport_error(const std::string& message, bool unknown = false) : base{message} { set_outcome_unknown(unknown); }
};

/// A value does not fit the type that its column was declared with.
class decode_error : public base {
 public:
  decode_error(std::string column, const std::string& why, std::string sql = {}, std::string table = {})
      : base{detail::concat({"column \"", table, table.empty() ? "" : "\".\"", column, "\": ", why}), std::move(sql)},
        table_{std::move(table)}, column_{std::move(column)} {}

  /// The table or alias that the column belongs to; empty for an expression.
  [[nodiscard]] const std::string& table() const noexcept { return table_; }
  /// The column's name; of an expression, the name given with as(), otherwise its text.
  [[nodiscard]] const std::string& column() const noexcept { return column_; }
  /// What is wrong with the value: what() behind the name of the column.
  [[nodiscard]] const char* why() const noexcept {
    return what() + sizeof "column \"\": " - 1 + column_.size() + (table_.empty() ? 0 : table_.size() + sizeof "\".\"" - 1);
  }

 private:
  std::string table_, column_;
};

/// `one()` found nothing.
class no_row : public base {
 public:
  no_row() : base{"one(): the statement returned no row"} {}
};

/// `one()` found more than one row.
class too_many_rows : public base {
 public:
  too_many_rows() : base{"one(): the statement returned more than one row"} {}
};

}  // namespace mizzle::error

namespace mizzle::detail {

/// SQLite's storage classes (https://www.sqlite.org/datatype3.html#storage_classes_and_datatypes); `any` where none is known.
enum class sql_type : unsigned char { any, integer, real, text, blob };

/// A blob as a value.
using blob = std::vector<std::byte>;
/// A blob that lives elsewhere.
using blob_view = std::span<const std::byte>;

/// The characters of a char array, such as a literal, kept by value: binding a literal allocates nothing, and conditions of
/// a schema are constants.
template <std::size_t N>
struct text_literal {
  char chars[N]{};
  std::size_t size = 0;

  constexpr text_literal() = default;
  constexpr text_literal(const char (&text)[N]) noexcept {
    while (size != N && text[size] != '\0') {
      chars[size] = text[size];
      ++size;
    }
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars, size}; }
  friend constexpr bool operator==(const text_literal&, const text_literal&) = default;
};

/// A text that lives as long as the program, such as the name of an enumerator.
struct constant_text {
  std::string_view text;

  [[nodiscard]] constexpr std::string_view view() const noexcept { return text; }
  friend constexpr bool operator==(const constant_text&, const constant_text&) = default;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
struct remove_optional {
  using type = T;
};
template <class T>
struct remove_optional<std::optional<T>> {
  using type = T;
};
/// T without its std::optional: a column's type as it is when not NULL.
template <class T>
using remove_optional_t = typename remove_optional<T>::type;

template <class T>
struct add_optional {
  using type = std::optional<T>;
};
template <class T>
struct add_optional<std::optional<T>> {
  using type = std::optional<T>;
};
/// std::optional<T>, and never an optional of an optional.
template <class T>
using add_optional_t = typename add_optional<T>::type;

/// The storage class of the four C++ types that cross to an engine, and of their views.
template <class Stored>
inline constexpr sql_type type_of_stored = sql_type::any;
template <>
inline constexpr sql_type type_of_stored<std::int64_t> = sql_type::integer;
template <>
inline constexpr sql_type type_of_stored<double> = sql_type::real;
template <>
inline constexpr sql_type type_of_stored<std::string> = sql_type::text;
template <>
inline constexpr sql_type type_of_stored<std::string_view> = sql_type::text;
template <std::size_t N>
inline constexpr sql_type type_of_stored<text_literal<N>> = sql_type::text;
template <>
inline constexpr sql_type type_of_stored<constant_text> = sql_type::text;
template <>
inline constexpr sql_type type_of_stored<blob> = sql_type::blob;
template <>
inline constexpr sql_type type_of_stored<blob_view> = sql_type::blob;

}  // namespace mizzle::detail

namespace mizzle {
using detail::blob;
using detail::blob_view;
}  // namespace mizzle

namespace mizzle {

/// How a C++ type is stored in SQL and read back. Specialise it for a type of your own:
///
///     template <> struct mizzle::codec<uuid> {
///       using stored = mizzle::blob;                                    // or std::int64_t, double, std::string
///       static stored encode(const uuid&);
///       static bool accepts(mizzle::blob_view bytes);                   // optional: false is a decode_error
///       static uuid decode(mizzle::blob_view bytes);                    // text: std::string_view
///     };
///
/// or, where to tell is to decode, `static std::optional<uuid> read(mizzle::blob_view bytes)` instead of the last two, which gives none
/// for a decode_error; or derive from `strong`, `by_number` or `by_name`. It is asked wherever a value of the type is bound or read, also if the
/// type converts to a text, a number or bytes.
///
/// What decode() is given ends with the row that is read: the value that it returns must own what it holds, and keep no view
/// of it. `strong` refuses to wrap a view; in a codec of your own nobody can see it.
template <class T>
struct codec;

/// Integers, and bool, which is 0 or 1.
template <class T>
  requires(std::integral<T> && sizeof(T) <= sizeof(std::int64_t))
struct codec<T> {
  using stored = std::int64_t;
  static constexpr stored encode(T value) {
    if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(stored)) {
      if (!std::in_range<stored>(value)) throw error::invalid_request{"an unsigned value above 2^63-1 has no place in SQL's integers"};
    }
    return static_cast<stored>(value);
  }
  static constexpr bool accepts(stored value) noexcept {
    // std::in_range does not take wchar_t and its like.
    if constexpr (std::same_as<T, bool>) {
      return value == 0 || value == 1;
    } else if constexpr (sizeof(T) == sizeof(stored)) {
      return std::is_signed_v<T> || value >= 0;
    } else {
      constexpr stored end = stored{1} << (8 * sizeof(T) - std::is_signed_v<T>);
      return value < end && value >= (std::is_signed_v<T> ? -end : 0);
    }
  }
  static constexpr T decode(stored value) noexcept { return static_cast<T>(value); }
};

template <>
struct codec<std::int64_t> {
  using stored = std::int64_t;
  static constexpr stored encode(stored value) noexcept { return value; }
  static constexpr stored decode(stored value) noexcept { return value; }
};

template <class T>
  requires std::floating_point<T>
struct codec<T> {
  using stored = double;
  static constexpr stored encode(T value) noexcept { return static_cast<stored>(value); }
  /// Whether a number is not too large for a float, which can be infinite, though.
  static constexpr bool accepts(stored value) noexcept
    requires std::same_as<T, float>
  {
    constexpr stored largest = FLT_MAX;
    return !(value - value == 0) || (value >= -largest && value <= largest);
  }
  static constexpr T decode(stored value) noexcept { return static_cast<T>(value); }
};

/// A char is one character of text, not a number: 'x' is stored as the text 'x', of exactly one byte. signed char and
/// unsigned char are integers, as are the wider character types.
template <>
struct codec<char> {
  using stored = std::string;
  template <class = void>
  static std::string encode(char value) {
    return std::string(1, value);
  }
  static constexpr bool accepts(std::string_view text) noexcept { return text.size() == 1; }
  static constexpr char decode(std::string_view text) noexcept { return text[0]; }
};

// Templates, here and elsewhere, so that what they need of the standard library is made only in files that use them.
template <>
struct codec<std::string> {
  using stored = std::string;
  template <class = void>
  static std::string encode(std::string_view value) {
    return std::string{value};
  }
  template <class = void>
  static std::string decode(std::string_view value) {
    return std::string{value};
  }
};

/// A view is bound by value and read only from a stream, whose rows live as long as the step.
template <>
struct codec<std::string_view> {
  using stored = std::string;
  template <class = void>
  static std::string encode(std::string_view value) {
    return std::string{value};
  }
  static constexpr std::string_view decode(std::string_view value) noexcept { return value; }
};

template <>
struct codec<blob> {
  using stored = blob;
  template <class Bytes>
  static blob encode(const Bytes& value) {
    return {value.begin(), value.end()};
  }
  template <class Bytes>
  static blob decode(const Bytes& value) {
    return {value.begin(), value.end()};
  }
};

template <>
struct codec<blob_view> {
  using stored = blob;
  template <class Bytes>
  static blob encode(const Bytes& value) {
    return {value.begin(), value.end()};
  }
  template <class View>
  static constexpr View decode(View value) noexcept {
    return value;
  }
};

/// Stores an enumeration as its number. This is what every enumeration gets without asking; numbers that do not fit its
/// underlying type are a decode_error.
template <class E>
struct by_number {
  using stored = std::int64_t;
  using number = std::underlying_type_t<E>;
  using char_number = std::conditional_t<std::is_signed_v<char>, signed char, unsigned char>;
  using byte_number = std::conditional_t<std::same_as<number, char>, char_number, std::uint8_t>;
  using as_integer = std::conditional_t<std::same_as<number, char> || std::same_as<number, bool>, byte_number, number>;
  static constexpr stored encode(E value) noexcept { return static_cast<stored>(value); }
  static constexpr bool accepts(stored value) noexcept { return codec<as_integer>::accepts(value); }
  static constexpr E decode(stored value) noexcept { return static_cast<E>(value); }
};
template <class E>
  requires std::is_enum_v<E> && (!std::same_as<std::underlying_type_t<E>, std::int64_t>)
struct codec<E> : by_number<E> {};
template <class E>
  requires std::is_enum_v<E> && std::same_as<std::underlying_type_t<E>, std::int64_t>
struct codec<E> {
  using stored = std::int64_t;
  static constexpr stored encode(E value) noexcept { return static_cast<stored>(value); }
  static constexpr E decode(stored value) noexcept { return static_cast<E>(value); }
};

}  // namespace mizzle

namespace mizzle::detail {

/// Whether a type is a view of a text or a blob, or derived from one.
template <class T>
inline constexpr bool is_view = std::is_base_of_v<std::string_view, T> || std::is_base_of_v<blob_view, T>;
/// Whether a type that is no view itself keeps one: a strong typedef of a view, or a class derived from one.
template <class T>
inline constexpr bool wraps_view = is_view<T> && !std::same_as<T, std::string_view> && !std::same_as<T, blob_view>;
template <class T>
  requires requires { typename codec<T>::wrapped; }
inline constexpr bool wraps_view<T> = is_view<typename codec<T>::wrapped> || wraps_view<typename codec<T>::wrapped>;

}  // namespace mizzle::detail

namespace mizzle {

/// Stores a strong typedef as the value it wraps: `struct codec<user_id> : strong<user_id, &user_id::value> {};`. It owns
/// what it wraps: a view can be bound, but not read back into.
template <class T, auto Member>
struct strong {
  using wrapped = std::remove_cvref_t<decltype(std::declval<T&>().*Member)>;
  using stored = typename codec<wrapped>::stored;
  static constexpr stored encode(const T& value) { return codec<wrapped>::encode(value.*Member); }
  static constexpr bool accepts(const auto& value) {
    if constexpr (requires { codec<wrapped>::accepts(value); }) {
      return codec<wrapped>::accepts(value);
    } else {
      return true;
    }
  }
  static constexpr T decode(const auto& value) {
    static_assert(!detail::is_view<wrapped>,
                  "mizzle: strong: this type wraps a view, and would keep it when what it shows is gone; wrap std::string or mizzle::blob");
    T result{};
    result.*Member = codec<wrapped>::decode(value);
    return result;
  }
};

}  // namespace mizzle

namespace mizzle::detail {

/// A type that can be a column's, apart from NULL.
template <class T>
concept Storable = requires(const T& value) {
  typename codec<T>::stored;
  { codec<T>::encode(value) } -> std::same_as<typename codec<T>::stored>;
} && type_of_stored<typename codec<T>::stored> != sql_type::any;

template <class T>
inline constexpr bool is_storable = Storable<T>;

/// What to do about a type without a codec.
template <class T>
inline constexpr std::string_view cure_without_codec = "specialise mizzle::codec for it, or use a type that has one";

/// Whether the codec of a type tells by reading a value whether it can be read.
template <class T>
concept ReadAtOnce = requires { &codec<T>::read; };

/// The storage class of a column's type.
template <class T>
inline constexpr sql_type type_of = type_of_stored<typename codec<remove_optional_t<T>>::stored>;

}  // namespace mizzle::detail

namespace mizzle {

/// The text that one enumerator is stored as.
template <auto Enumerator, fixed_string Text>
struct name {
  static constexpr auto enumerator = Enumerator;
  static constexpr std::string_view text = Text.view();
};

/// Stores an enumeration as text; a text that is none of the names is a decode_error.
///
///     template <> struct mizzle::codec<urgency> : mizzle::by_name<urgency, mizzle::name<urgency::low, "low">, mizzle::name<urgency::high, "high">> {};
template <class E, class... Names>
struct by_name {
  using stored = std::string;
  static constexpr std::string_view names[] = {Names::text...};
  /// The text of an enumerator; an invalid_request if it has none.
  static constexpr std::string_view text(E e) {
    std::string_view result;
    if (!((Names::enumerator == e && (result = Names::text, true)) || ...)) {
      throw error::invalid_request{"an enumerator that by_name gives no text cannot be stored"};
    }
    return result;
  }
  static stored encode(E e) { return std::string{text(e)}; }
  static constexpr bool accepts(std::string_view text) noexcept { return ((Names::text == text) || ...); }
  static constexpr E decode(std::string_view text) noexcept {
    E e{};
    (void)((Names::text == text && (e = Names::enumerator, true)) || ...);
    return e;
  }
};

}  // namespace mizzle

// The part of libstdc++'s <chrono> with durations and clocks: its calendars take longer to compile than all of mizzle.
#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace mizzle {

/// A duration is stored as the number of its ticks: an integer, or a real if they are.
template <class Rep, class Period>
struct codec<std::chrono::duration<Rep, Period>> {
  using ticks = codec<Rep>;
  using stored = typename ticks::stored;
  static constexpr stored encode(std::chrono::duration<Rep, Period> x) { return ticks::encode(x.count()); }
  static constexpr bool accepts(stored x) noexcept {
    if constexpr (requires { ticks::accepts(x); }) return ticks::accepts(x);
    return true;
  }
  static constexpr std::chrono::duration<Rep, Period> decode(stored x) noexcept {
    return std::chrono::duration<Rep, Period>{ticks::decode(x)};
  }
};

/// A point in time is stored as the number of its ticks since 1970: whole seconds for sys_time<seconds>, milliseconds for
/// sys_time<milliseconds>, and so on. Dates before 1970 are negative.
template <class Duration>
struct codec<std::chrono::time_point<std::chrono::system_clock, Duration>> {
  using point = std::chrono::time_point<std::chrono::system_clock, Duration>;
  using stored = typename codec<Duration>::stored;
  static constexpr stored encode(point x) { return codec<Duration>::encode(x.time_since_epoch()); }
  static constexpr bool accepts(stored x) noexcept { return codec<Duration>::accepts(x); }
  static constexpr point decode(stored x) noexcept { return point{codec<Duration>::decode(x)}; }
};

}  // namespace mizzle

namespace mizzle::detail {

/// A name that is known at run time only, as SQL has it, in its quotes: `db.raw<>("drop table " + mz::identifier(name))`. A name that is
/// empty or has a zero byte is an invalid_request. Names that are known at compile time need none of this; and a value is bound, never quoted.
inline std::string identifier(std::string_view name) {
  if (name.empty() || name.find('\0') != name.npos)
    throw error::invalid_request{"identifier(): a name must not be empty, and must not have a zero byte"};
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::identifier;
}  // namespace mizzle

namespace mizzle::detail {

// Which kind of value a C++ type is, and which values may stand beside which. Everything that takes a C++ value asks here:
// operators, val(), set(), values(), ranges and compounds.

/// A class for which mizzle::codec is specialised. Its codec decides how it is stored, whatever else it converts to.
template <class X>
concept OwnCodec = (std::is_class_v<X> || std::is_union_v<X>) && !std::same_as<X, std::string> && !std::same_as<X, std::string_view> &&
                   !std::same_as<X, blob> && !std::same_as<X, blob_view> && requires { typename codec<X>::stored; };

/// Plain text: std::string, views, literals, one char, and any string class that has no codec of its own.
template <class X>
concept TextLike =
    std::same_as<X, char> || (std::convertible_to<const X&, std::string_view> && !OwnCodec<X> && !std::same_as<X, std::nullptr_t>);
/// Plain bytes: mizzle::blob, and any container of std::byte that has no codec of its own.
template <class X>
concept BlobLike = requires(const X& x) {
  { x.data() } -> std::convertible_to<const std::byte*>;
  x.size();
} && !OwnCodec<X>;
/// A plain number: neither bool nor char, which is a text of one character.
template <class X>
concept Number = (std::integral<X> || std::floating_point<X>) && !std::same_as<X, bool> && !std::same_as<X, char>;

/// What a value is compared as: numbers with numbers, text with text, bytes with bytes; everything else is of a kind of its own.
enum class value_kind : unsigned char { own, number, text, bytes };
template <class X>
constexpr value_kind find_kind() {
  if constexpr (Number<X>) return value_kind::number;
  else if constexpr (TextLike<X>) return value_kind::text;
  else if constexpr (BlobLike<X>) return value_kind::bytes;
  else return value_kind::own;
}
template <class X>
inline constexpr value_kind kind_of = find_kind<X>();

template <class A, class B>
constexpr bool are_alike() {
  if constexpr (std::same_as<A, B>) return true;
  else return kind_of<A> == kind_of<B> && kind_of<A> != value_kind::own;
}
/// Whether SQL values of two types can stand beside one another, such as in a comparison: if they are of one kind, or of
/// one type, as enumerations and strong typedefs must be.
template <class A, class B>
inline constexpr bool alike = are_alike<remove_optional_t<A>, remove_optional_t<B>>();
template <class A>
inline constexpr bool alike<A, A> = true;

/// A C++ value of type X becomes a T, a type of its own, by itself, and a number does so without losing anything.
template <class T, class X>
concept BecomesOwn = kind_of<T> == value_kind::own && !std::same_as<T, bool> && std::convertible_to<const X&, T> &&
                     (!Number<X> || requires(const X& x) { T{x}; });

/// Whether a C++ value of type X can stand beside an SQL value of type T: one of the same kind, or one that becomes a T.
template <class T, class X>
inline constexpr bool fits = alike<T, X> || BecomesOwn<T, X>;

template <class T, class X>
constexpr bool is_storable_as() {
  if constexpr (std::same_as<T, char> || (std::same_as<T, std::string_view> && std::same_as<X, char>)) return std::same_as<T, X>;
  else if constexpr (std::integral<T> && Number<T>) return std::integral<X> && Number<X>;
  else return fits<T, X>;
}
/// Whether a value of type X can be kept in a column of type T: an integer takes no real, and one character no text. A number
/// must fit, too, which is seen at run time.
template <class T, class X>
inline constexpr bool storable_as = is_storable_as<T, X>();

template <class X>
constexpr auto find_value_type() {
  if constexpr (kind_of<X> == value_kind::text && !std::same_as<X, char>) return std::type_identity<std::string>{};
  else if constexpr (kind_of<X> == value_kind::bytes) return std::type_identity<blob>{};
  else return std::type_identity<X>{};
}
/// The SQL type of a C++ value: plain text is std::string, plain bytes are blob, everything else is itself.
template <class X>
using value_type_of = typename decltype(find_value_type<X>())::type;
/// The same of a value that stands beside an SQL value of type T, which is a T where it must become one.
template <class T, class X>
using value_type_beside = std::conditional_t<kind_of<T> == value_kind::own, T, value_type_of<X>>;

/// Whether every integer of type B is one of type A.
template <class A, class B>
inline constexpr bool holds_integers = std::is_signed_v<B> ? std::is_signed_v<A> && sizeof(A) >= sizeof(B)
                                                           : sizeof(A) > sizeof(B) || (sizeof(A) == sizeof(B) && !std::is_signed_v<A>);

template <class T>
struct common_type {
  using type = T;
};
template <class A, class B>
constexpr auto find_common() {
  constexpr value_kind kind = kind_of<A>;
  if constexpr (std::same_as<A, B> || kind == value_kind::own) return common_type<A>{};
  else if constexpr (kind == value_kind::text) return common_type<std::string>{};
  else if constexpr (kind == value_kind::bytes) return common_type<blob>{};
  else if constexpr (std::floating_point<A> || std::floating_point<B>) return common_type<double>{};
  else if constexpr (holds_integers<A, B>) return common_type<A>{};
  else if constexpr (holds_integers<B, A>) return common_type<B>{};
  else return common_type<std::int64_t>{};
}
template <class A, class B>
auto operator+(common_type<A>, common_type<B>) -> decltype(find_common<A, B>());
/// The type that holds values of all, which are alike, not regarding NULL: the wider integer, std::int64_t where neither holds
/// the other, double if one is real.
template <class... T>
using common_of = typename decltype((common_type<remove_optional_t<T>>{} + ...))::type;

/// The type of arithmetic: real if one side is, otherwise a 64-bit integer, as SQLite computes.
template <class A, class B>
using sum_of =
    std::conditional_t<std::floating_point<remove_optional_t<A>> || std::floating_point<remove_optional_t<B>>, double, std::int64_t>;

/// The name of a type, as the compiler writes it.
template <class T>
constexpr auto spelling_of() {
  const std::string_view all = __PRETTY_FUNCTION__;  // ... [with T = name] or ... [T = name]
  const std::size_t first = all.find("T = ") + 4;
  return all.substr(first, all.rfind(']') - first);
}
/// What a type is called in a compile error: what SQL sees of a plain value, the name of any other type.
template <class T>
constexpr std::string_view type_name() {
  using B = remove_optional_t<std::remove_cvref_t<T>>;
  if constexpr (std::same_as<B, bool>) return "bool";
  else if constexpr (std::same_as<B, char>) return "char";
  else if constexpr (kind_of<B> == value_kind::number) return std::integral<B> ? "integer" : "real";
  else if constexpr (kind_of<B> == value_kind::text) return "text";
  else if constexpr (kind_of<B> == value_kind::bytes) return "blob";
  else if constexpr (requires {
                       B::kind;
                       B::text;
                     })
    return "a statement";
  else return spelling_of<B>();
}

/// A value as its codec stores it. The text of an enumerator lives as long as the program and is not copied.
template <class T>
constexpr auto encode(const T& value) {
  if constexpr (std::is_enum_v<T> && requires {
                  { codec<T>::text(value) } -> std::same_as<std::string_view>;
                }) {
    return constant_text{codec<T>::text(value)};
  } else {
    return codec<T>::encode(value);
  }
}
/// Plain text as it is bound.
template <class X>
constexpr auto encode_text(const X& value) {
  if constexpr (std::is_array_v<X>) {
    return text_literal<std::extent_v<X>>{value};
  } else if constexpr (std::same_as<X, char>) {
    text_literal<1> result;
    result.chars[0] = value;
    result.size = 1;
    return result;
  } else {
    const std::string_view text = value;
    return std::string{text};
  }
}
/// The encoded form of a C++ value that stands beside an SQL value of type T and fits: a number keeps its own value, and
/// what must become a T does so first.
template <class T, class X>
constexpr auto encode_beside(const X& value) {
  using B = remove_optional_t<T>;
  if constexpr (kind_of<B> == value_kind::number) {
    return codec<X>::encode(value);
  } else if constexpr (kind_of<B> == value_kind::text) {
    return encode_text(value);
  } else if constexpr (kind_of<B> == value_kind::bytes) {
    const std::byte* const bytes = value.data();
    return blob(bytes, bytes + value.size());
  } else {
    const B& own = value;
    return encode<B>(own);
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// How tightly an operator binds, from SQLite's table of operators (https://www.sqlite.org/lang_expr.html).
enum class precedence : unsigned char { none, or_, and_, not_, equal, less, bits, add, multiply, concat, collate, sign, atom };

/// What a token is, and so how it is written and how many operands follow it.
enum class form : unsigned char {
  text,         // as it stands
  column,       // "table"."column"
  value,        // a bound parameter
  infix,        // a op b
  prefix,       // op a
  postfix,      // a op
  call,         // f(a, b, ...)
  mixfix,       // the text, with \1 for each operand
  subquery,     // (select ...)
  when,         // a part that a run-time condition may leave out
  made,         // a condition that is made at run time; its list stands for what it may name
  named,        // a as "name"
  columns_of,   // every column of a table
  hint,         // how a table's rows are found: indexed by "i"
  source,       // "table", "table" as "alias", (select ...) as "name", or f(a, b) as "name"
  clause,       // keyword a, b, ...
  join,         // keyword source on a
  using_,       // using ("a", "b"), the condition of a join: columns of the left and of the right side follow in turn
  fields,       // the select list, or returning
  compound,     // union, intersect, except: another select follows
  insert,       // insert into "table"
  names,        // ("a", "b")
  rows,         // ("a", "b") values (?, ?), ... taken from a range at run time
  select_into,  // the select of an insert
  operand,      // select * from (select ...): an operand with an order, a limit or operands of its own; its list is that of the select
  with,         // common table expressions, in front of a statement
  assigns,      // n assignments
  assign,       // "a" = b
  patch,        // assignments taken from a patch at run time
  conflict,     // on conflict ("a") where b
  choice,       // one text of several, by the first part that stands
  mark,         // nothing to write; says something about the statement
};

/// Clauses in the order in which they stand in a statement.
enum class clause_rank : unsigned char { none, compound, from, join, set, where, group, having, window, order, limit, offset };

/// Words that engines write differently. The token of one has no text of its own: the dialect has it.
enum class keyword : unsigned char {
  none,
  is,  // equality in which NULL equals NULL
  is_not,
  glob,
  not_glob,
  in_list,  // a is one of the elements of a JSON array
  not_in_list,
  now,       // seconds since 1970
  no_limit,  // where an offset needs a limit
  indexed_by,
  not_indexed,
  table_function,
};
inline constexpr std::size_t keyword_count = 12;

struct column_info;
struct token;
struct statement_text;

/// A run of tokens in prefix order: each operator stands before its operands.
struct tokens {
  const token* const* first = nullptr;
  const token* const* last = nullptr;
  sql_type type = sql_type::any;  // of the value, where it is one expression
};

/// A number made of a source's names (FNV-1a), so that a check compares numbers, which is quicker than comparing text.
constexpr std::uint64_t id_of_source(std::string_view name, std::string_view alias) noexcept {
  std::uint64_t id = 0xcbf29ce484222325;
  for (const char c : name) id = (id ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  id *= 0x100000001b3;
  for (const char c : alias) id = (id ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return id;
}

/// The same of the one name that a source has in a statement, in which SQL does not tell large letters from small ones.
constexpr std::uint64_t id_of_label(std::string_view label) noexcept {
  std::uint64_t id = 0xcbf29ce484222325;
  for (const char c : label) id = (id ^ static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)) * 0x100000001b3;
  return id;
}

/// What a source is.
enum class source_kind : unsigned char {
  table,      // a table
  query,      // a named query, which is written where it stands
  common,     // a common table expression, which is written in front of the statement, and here by its name
  recursive,  // the same, and it names itself
  function,   // a function that yields rows
  values,     // rows of values
};

/// Where columns come from: a table, a named query, a function, or an alias of one.
struct source {
  std::string_view name{};               // the table's or the query's
  std::string_view alias{};              // empty: the source itself
  const column_info* columns = nullptr;  // all columns, in order of declaration
  std::size_t size = 0;
  const statement_text* inner = nullptr;  // of a query; null where a recursive one names itself
  bool row_ids = true;                    // not a table without row ids
  source_kind kind = source_kind::table;
  std::size_t prefix_size = 0;                  // of the name of a table
  std::uint64_t base = id_of_source(name, {});  // of what is behind an alias; of a query it tells its columns as well
  std::uint64_t id = alias.empty() ? base : id_of_source(name, alias);
  std::uint64_t label_id = id_of_label(alias.empty() ? name : alias);

  // Not by address: under GCC's -fsanitize=undefined addresses of constants do not compare in constant expressions.
  friend constexpr bool operator==(const source& a, const source& b) noexcept { return a.id == b.id; }

  /// Whether it is written as a common table expression's name.
  [[nodiscard]] constexpr bool is_common() const noexcept { return kind == source_kind::common || kind == source_kind::recursive; }

  /// What the names of the table and of its indexes begin with.
  [[nodiscard]] constexpr std::string_view prefix() const noexcept { return name.substr(0, prefix_size); }
  /// What its columns are qualified with.
  [[nodiscard]] constexpr std::string_view label() const noexcept { return alias.empty() ? name : alias; }
};

/// The most sources that the selects of one statement can have together; SQLite joins 64 tables at most
/// (https://www.sqlite.org/limits.html).
inline constexpr std::size_t most_sources = 64;

/// One word of a statement. Tokens are constants; an expression's type lists them.
struct token {
  form what = form::text;
  unsigned char operands = 0;  // expressions or sources that follow
  unsigned char leading = 0;   // those of them that a call has before its text: `a in (b, c)`
  precedence binds = precedence::atom;
  sql_type type = sql_type::any;
  std::uint16_t flags = 0;
  clause_rank rank = clause_rank::none;  // of a clause
  enum keyword keyword = keyword::none;
  std::uint16_t position = 0;  // of a column in its table
  std::uint16_t count = 0;     // of fields, names, assignments or alternatives
  std::uint16_t since = 0;     // the version of SQLite that brought it, 44 for 3.44, if not every one has it that mizzle works with
  std::string_view text{};
  const source* from = nullptr;
  const tokens* list = nullptr;  // the fields of a select list, or what a made condition may name
  const statement_text* inner = nullptr;

  [[nodiscard]] constexpr bool has(std::uint16_t flag) const noexcept { return (flags & flag) != 0; }
  /// Whether it is a statement within another one. Not by address: see source.
  [[nodiscard]] constexpr bool has_inner() const noexcept {
    return what == form::subquery || what == form::operand || what == form::select_into;
  }
};

/// Flags of a token.
inline constexpr std::uint16_t is_aggregate = 1;      // folds many rows into one
inline constexpr std::uint16_t is_nullable = 2;       // the column may be NULL by its declaration
inline constexpr std::uint16_t hides_null = 4;        // never NULL, whatever its operands are
inline constexpr std::uint16_t any_operand = 8;       // coalesce: NULL only when all operands are
inline constexpr std::uint16_t is_distinct = 16;      // select distinct, f(distinct x)
inline constexpr std::uint16_t is_excluded = 32;      // a column of the row that met a conflict
inline constexpr std::uint16_t is_outer_left = 64;    // a join whose right side may be absent
inline constexpr std::uint16_t is_outer_right = 128;  // a join whose left side may be absent
inline constexpr std::uint16_t is_target = 256;       // a source that is written, not read
inline constexpr std::uint16_t is_upsert = 512;       // do update: what an insert changed need not be inserted
inline constexpr std::uint16_t is_filter = 1024;      // the filter of the aggregate that is its first operand
inline constexpr std::uint16_t is_window = 2048;      // the window of the function that is its first operand
inline constexpr std::uint16_t needs_window = 4096;   // a function that needs one
inline constexpr std::uint16_t left_is_bare = 8192;   // an operator whose left side stands without parentheses
inline constexpr std::uint16_t for_one_row = 16384;   // a number that is the next one for one row, and the same for each of several
inline constexpr std::uint16_t keeps_whole = 32768;   // a column of reals in which SQLite keeps whole ones as integers

/// All that is known of a statement's text at compile time.
struct statement_text {
  tokens words;
  bool has_shape = false;    // a `when`, rows or a patch: the text depends on values
  bool needs_where = false;  // an update or delete
  tokens with{};             // the sources that common table expressions in front of it declare
};

/// The text of a statement made of N words, of which the first may be with.
template <std::size_t N>
constexpr statement_text text_from(const token* const (&words)[N], bool has_shape, bool needs_where = false) {
  const bool with = words[0]->what == form::with;
  return {{words + (with ? 1 : 0), words + N}, has_shape, needs_where, with ? *words[0]->list : tokens{}};
}

/// The part of a statement's text that is known at run time only: which optional parts stand, and how many rows it has.
struct shape {
  /// Enough for a table with as many columns as there can be, and some parts of conditions besides.
  static constexpr unsigned most_parts = 128;

  std::uint64_t parts[2] = {~std::uint64_t{0}, ~std::uint64_t{0}};
  std::uint32_t rows = 1;

  [[nodiscard]] constexpr bool stands(unsigned part) const noexcept {
    return part >= most_parts || ((parts[part / 64] >> (part % 64)) & 1) != 0;
  }
  friend constexpr bool operator==(const shape& a, const shape& b) noexcept {
    return a.parts[0] == b.parts[0] && a.parts[1] == b.parts[1] && a.rows == b.rows;
  }
};

}  // namespace mizzle::detail

/// Before a small function, or behind the parameters of a lambda: it is always inlined. Without it, an unoptimised build would emit each
/// of these functions for each statement.
#define MIZZLE_INLINE __attribute__((always_inline))

namespace mizzle::detail {

/// The bound values of an expression without any.
struct none {
  friend constexpr bool operator==(none, none) = default;
};

/// Two groups of bound values, in the order of their placeholders. Its type does not name the expression, so that all
/// statements that bind the same types share the code that binds them.
template <class A, class B>
struct two {
  A first;
  B second;
  friend constexpr bool operator==(const two&, const two&) = default;
};

/// Bound values that are bound only if `on`.
template <class V>
struct maybe {
  bool on;
  V values;
  friend constexpr bool operator==(const maybe&, const maybe&) = default;
};

/// Which of N texts stands; binds nothing.
template <std::size_t N>
struct one_of {
  std::size_t which;
  friend constexpr bool operator==(const one_of&, const one_of&) = default;
};

/// Whether values hold a condition that is made at run time, so that the statement's text is known only with them.
template <class V>
inline constexpr bool made_at_run_time = requires { typename V::made_at_run_time; };
template <class A, class B>
inline constexpr bool made_at_run_time<two<A, B>> = made_at_run_time<A> || made_at_run_time<B>;
template <class V>
inline constexpr bool made_at_run_time<maybe<V>> = made_at_run_time<V>;

/// Whether values decide about a statement's text: parts that may be left out, rows, patches.
template <class V>
inline constexpr bool shapes_text = made_at_run_time<V>;
template <class A, class B>
inline constexpr bool shapes_text<two<A, B>> = shapes_text<A> || shapes_text<B>;
template <class V>
inline constexpr bool shapes_text<maybe<V>> = true;
template <std::size_t N>
inline constexpr bool shapes_text<one_of<N>> = true;

template <class A, class B>
struct join_values {
  using type = two<A, B>;
};
template <class A>
struct join_values<A, none> {
  using type = A;
};
template <class B>
struct join_values<none, B> {
  using type = B;
};
template <>
struct join_values<none, none> {
  using type = none;
};
template <class A, class B>
using joined = typename join_values<std::remove_cvref_t<A>, std::remove_cvref_t<B>>::type;

/// The values of both, in this order.
template <class A, class B>
MIZZLE_INLINE constexpr joined<A, B> join(A&& a, B&& b) {
  using X = std::remove_cvref_t<A>;
  using Y = std::remove_cvref_t<B>;
  if constexpr (std::is_same_v<Y, none>) {
    return static_cast<A&&>(a);
  } else if constexpr (std::is_same_v<X, none>) {
    return static_cast<B&&>(b);
  } else {
    return {static_cast<A&&>(a), static_cast<B&&>(b)};
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// An SQL expression: T is the C++ type that it yields (std::optional if it can be NULL), V holds its bound values, and
/// K are its tokens in prefix order. A column is an expression of one token. Expressions are values and never touch a
/// database; build them from columns with the operators and functions of this folder.
template <class T, class V, class... K>
struct expr {
  using type = T;

  V values{};

  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens all{words, words + sizeof...(K), type_of<T>};

  /// `column = value`, for set(); the value may be an expression, and NULL (std::nullopt) if the column is nullable.
  template <class X>
  constexpr auto operator=(const X& value) const;

  /// `x is null`, `x is not null`.
  [[nodiscard]] constexpr auto is_null() const;
  [[nodiscard]] constexpr auto is_not_null() const;
  /// `x is y`: equality in which NULL equals NULL; y may be an optional.
  template <class X>
  [[nodiscard]] constexpr auto is(const X& other) const;
  template <class X>
  [[nodiscard]] constexpr auto is_not(const X& other) const;
  /// `x between low and high`, both included.
  template <class A, class B>
  [[nodiscard]] constexpr auto between(const A& low, const B& high) const;
  template <class A, class B>
  [[nodiscard]] constexpr auto not_between(const A& low, const B& high) const;
  /// `x like pattern`; .escape('\\') may follow. SQLite ignores the case of ASCII letters.
  template <class X>
  [[nodiscard]] constexpr auto like(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto not_like(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto glob(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto not_glob(const X& pattern) const;
  [[nodiscard]] constexpr auto escape(char c) const;
  /// like() with a text that has no wildcards, whatever signs are in it.
  [[nodiscard]] auto contains(std::string_view text) const;
  [[nodiscard]] auto starts_with(std::string_view text) const;
  [[nodiscard]] auto ends_with(std::string_view text) const;
  /// `x match query` of a full-text table, `x regexp pattern` where the connection has a function regexp(pattern, x).
  template <class X>
  [[nodiscard]] constexpr auto match(const X& query) const;
  template <class X>
  [[nodiscard]] constexpr auto regexp(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto not_regexp(const X& pattern) const;
  /// `x collate "nocase"`: compared and ordered by another collation.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto collate() const;
  /// `x in (...)`: a list of values, one range of any length (also empty; walked once, at once), or a select of one column.
  template <class... X>
  [[nodiscard]] constexpr auto in(X&&... list) const;
  [[nodiscard]] auto in(std::initializer_list<remove_optional_t<T>> list) const;
  template <class... X>
  [[nodiscard]] constexpr auto not_in(X&&... list) const;
  [[nodiscard]] auto not_in(std::initializer_list<remove_optional_t<T>> list) const;
  /// `f(x) filter (where condition)` of an aggregate: only the rows that meet it.
  template <class T2, class V2, class... K2>
  [[nodiscard]] constexpr auto filter(const expr<T2, V2, K2...>& condition) const;
  /// `f(x) over (...)` of an aggregate or window function: `sum(x).over(partition_by(a).order_by(b))`; without a window, over
  /// all rows.
  [[nodiscard]] constexpr auto over() const;
  template <class Window>
  [[nodiscard]] constexpr auto over(const Window& window) const;
  /// `x as "name"`: row["name"_col] finds it.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const;
};

template <class X>
inline constexpr bool is_expr = false;
template <class T, class V, class... K>
inline constexpr bool is_expr<expr<T, V, K...>> = true;

/// An expression of any type.
template <class X>
concept Expression = is_expr<std::remove_cvref_t<X>>;

/// A select of one column, standing as a value.
template <class X>
concept ScalarSelect = requires(const X& x) {
  { x.as_operand() } -> Expression;
};

/// The types of the items of a row.
template <class... T>
struct row_types {};
/// A select of several columns, standing as rows.
template <class X>
concept RowSelect = requires(const X& x) { x.as_row_operand(); };

/// The placeholder of a bound value.
template <sql_type Type>
struct bound {
  static constexpr token word{.what = form::value, .type = Type};
};

/// R, or std::optional<R> if one of T is optional.
template <class R, class... T>
using nullable_if = std::conditional_t<(is_optional<T> || ...), add_optional_t<R>, R>;

/// What a token is called in a compile error.
constexpr sentence called(const token& word) {
  if (word.what == form::column) return sentence{"column ", word.from->label(), ".", word.text};
  return sentence{"an expression"};
}

template <class X>
inline constexpr bool is_nullopt =
    std::same_as<std::remove_cvref_t<X>, std::nullopt_t> || std::same_as<std::remove_cvref_t<X>, std::nullptr_t>;

/// Stands for an operand that was rejected, so that no further error follows.
template <class Left>
using rejected_operand = expr<typename Left::type, none, bound<sql_type::any>>;

/// Rejects `left op value` where the two sides are unlike, naming both.
template <class Left, class X>
constexpr bool comparable() {
  using T = typename Left::type;
  if constexpr (is_nullopt<X> || is_optional<X>) {
    (void)accept<diagnosis{fault::null_comparison, sentence{"mizzle: comparison: ", called(*Left::words[0]),
                                                            " is compared with an optional or null value; use is_null(), or is(value)"}}>();
    return false;
  } else if constexpr (!fits<remove_optional_t<T>, X>) {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: comparison: ", called(*Left::words[0]), " of type ", type_name<T>(), " and a value of type ",
                                    type_name<X>(), " are unlike; compare values of one type, or use mz::cast<T>()"}}>();
    return false;
  } else {
    return true;
  }
}

/// Rejects two expressions of unlike types, naming both.
template <class Left, class Right>
constexpr bool comparable_expressions() {
  if constexpr (alike<typename Left::type, typename Right::type>) {
    return true;
  } else {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: comparison: ", called(*Left::words[0]), " of type ", type_name<typename Left::type>(), " and ",
                                    called(*Right::words[0]), " of type ", type_name<typename Right::type>(),
                                    " are unlike; compare columns of one type, or use mz::cast<T>()"}}>();
    return false;
  }
}

/// What is wrong with a select of several columns, or another statement, where one value belongs.
template <class X>
concept NoScalar = !ScalarSelect<X> && requires {
  X::kind;
  X::text;
};
template <class X>
constexpr diagnosis no_scalar() {
  return {fault::not_a_value,
          sentence{"mizzle: a statement that yields several columns, or none, stands where one value belongs; use a select of one column"}};
}

/// The other side of an operator whose one side is the expression Left: an expression as it is, a value bound.
template <class Left, class X>
MIZZLE_INLINE constexpr decltype(auto) operand(const X& x) {
  if constexpr (is_expr<X>) {
    if constexpr (!alike<typename Left::type, typename X::type>) (void)comparable_expressions<Left, X>();
    return (x);
  } else if constexpr (ScalarSelect<X>) {
    auto e = x.as_operand();
    (void)comparable_expressions<Left, decltype(e)>();
    return e;
  } else if constexpr (NoScalar<X>) {
    (void)accept<no_scalar<X>()>();
    return rejected_operand<Left>{};
  } else if constexpr (comparable<Left, std::decay_t<X>>()) {
    using B = remove_optional_t<typename Left::type>;
    using T = value_type_beside<B, std::decay_t<X>>;
    using Stored = decltype(encode_beside<B>(x));
    return expr<T, Stored, bound<type_of_stored<Stored>>>{encode_beside<B>(x)};
  } else {
    return rejected_operand<Left>{};
  }
}

/// Puts an operator before two expressions; the result is nullable if one of them is.
template <class R, class Op, class T1, class V1, class... K1, class T2, class V2, class... K2>
MIZZLE_INLINE constexpr auto infix(const expr<T1, V1, K1...>& l, const expr<T2, V2, K2...>& r) {
  using Result = std::conditional_t<Op::word.has(hides_null), R, nullable_if<R, T1, T2>>;
  return expr<Result, joined<V1, V2>, Op, K1..., K2...>{join(l.values, r.values)};
}

/// An optional value beside an SQL value of type B, as a parameter of type T.
template <class T, class B, class X>
constexpr auto bind_optional(const std::optional<X>& value) {
  using Stored = decltype(encode_beside<B>(*value));
  std::optional<Stored> stored;
  if (value) stored = encode_beside<B>(*value);
  return expr<std::optional<T>, std::optional<Stored>, bound<type_of_stored<Stored>>>{stored};
}

/// The other side where NULL may stand: like operand(), but an optional value is welcome.
template <class Left, class X>
constexpr decltype(auto) nullable_operand(const X& x) {
  using B = remove_optional_t<typename Left::type>;
  if constexpr (is_nullopt<X>) {
    return expr<std::optional<B>, std::optional<typename codec<B>::stored>, bound<type_of<B>>>{};
  } else if constexpr (is_optional<X>) {
    using Given = remove_optional_t<X>;
    if constexpr (comparable<Left, Given>()) return bind_optional<value_type_beside<B, Given>, B>(x);
    else return rejected_operand<Left>{};
  } else {
    return operand<Left>(x);
  }
}

/// A value where SQL wants an expression: `val(id)` in a select list. Always a bound parameter.
template <class X>
constexpr auto val(const X& value) {
  if constexpr (is_expr<X>) {
    return value;
  } else if constexpr (ScalarSelect<X>) {
    return value.as_operand();
  } else if constexpr (NoScalar<X>) {
    (void)accept<no_scalar<X>()>();
    return expr<std::string, none, bound<sql_type::text>>{};
  } else {
    using T = value_type_of<remove_optional_t<std::decay_t<X>>>;
    if constexpr (!is_storable<T>) {
      (void)accept<diagnosis{fault::no_codec,
                             sentence{"mizzle: val(): the C++ type ", type_name<T>(), " has no codec; ", cure_without_codec<T>}}>();
      return expr<std::string, none, bound<sql_type::text>>{};
    } else if constexpr (is_optional<X>) {
      return bind_optional<T, T>(value);
    } else {
      using Stored = decltype(encode_beside<T>(value));
      return expr<T, Stored, bound<type_of_stored<Stored>>>{encode_beside<T>(value)};
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::Expression;
using detail::val;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
template <sql_type Type>
struct cast {
  static constexpr std::string_view text = Type == sql_type::integer ? "cast(\1 as integer)"
                                           : Type == sql_type::real  ? "cast(\1 as real)"
                                           : Type == sql_type::text  ? "cast(\1 as text)"
                                                                     : "cast(\1 as blob)";
  static constexpr token word{.what = form::mixfix, .operands = 1, .text = text};
};
}  // namespace op

/// `cast(x as T)`, where T is a C++ type: integer, real, text or blob follows from how T is stored.
template <class T, class X>
constexpr auto cast(const X& x) {
  return [&]<class T2, class V, class... K>(const expr<T2, V, K...>& e) {
    return expr<nullable_if<T, T2>, V, op::cast<type_of<T>>, K...>{e.values};
  }(val(x));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::cast;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct add {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::add, .text = " + "sv};
};
struct subtract {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::add, .text = " - "sv};
};
struct multiply {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::multiply, .text = " * "sv};
};
struct divide {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::multiply, .text = " / "sv};
};
struct modulo {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::multiply, .text = " % "sv};
};
struct negate {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .text = "-"sv};
};
struct concat {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::concat, .text = " || "sv};
};
}  // namespace op

/// Whether a word yields one of several values, of which one may be an integer and another a real.
constexpr bool chooses(const token& t) {
  if (t.what == form::compound) return true;
  if (t.what == form::mixfix) return t.text.starts_with("case "sv);
  if (t.what != form::call || t.operands < 2) return false;
  for (const std::string_view function : {"coalesce("sv, "iif("sv, "max("sv, "min("sv, "lag("sv, "lead("sv}) {
    if (t.text == function) return true;
  }
  return false;
}
/// Whether what these words yield can be an integer although its type is a real: a choice, or a numeric column.
constexpr bool can_be_whole(const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.has(keeps_whole) || chooses(t) || (t.has_inner() && can_be_whole(t.inner->words))) return true;
    for (unsigned i = 0; t.what == form::fields && i != t.count; ++i) {
      if (can_be_whole(t.list[i])) return true;
    }
  }
  return false;
}
template <class E>
constexpr bool can_be_whole() {
  return std::integral<remove_optional_t<typename E::type>> || can_be_whole(E::all);
}

/// `l op r` of numbers. A quotient of reals is one also where SQLite has two integers for them, which it would divide without a rest.
template <class R, class Op, class L, class X>
constexpr auto compute(const L& l, const X& r) {
  if constexpr (std::same_as<Op, op::divide> && std::floating_point<remove_optional_t<R>>) {
    if constexpr (can_be_whole<L>() && can_be_whole<X>()) return infix<R, Op>(cast<double>(l), r);
    else return infix<R, Op>(l, r);
  } else {
    return infix<R, Op>(l, r);
  }
}

// Division by zero is NULL in SQLite, so that a quotient is always optional.

/// What is wrong with an E that is no number.
template <fixed_string Where, class E>
constexpr diagnosis no_number() {
  return {fault::not_a_value, sentence{"mizzle: ", Where.view(), ": ", called(*E::words[0]), " of type ", type_name<typename E::type>(),
                                       " is no number; use mz::cast<std::int64_t>() or mz::cast<double>()"}};
}

#define MIZZLE_ARITHMETIC(symbol, name, wrap)                                                                 \
  template <class T, class V, class... K, class X>                                                            \
    requires Number<remove_optional_t<T>>                                                                     \
  constexpr auto operator symbol(const expr<T, V, K...>& l, const X& r) {                                     \
    const auto& other = operand<expr<T, V, K...>>(r);                                                         \
    return compute<wrap<sum_of<T, typename std::remove_cvref_t<decltype(other)>::type>>, op::name>(l, other); \
  }                                                                                                           \
  template <class X, class T, class V, class... K>                                                            \
    requires(Number<X> && Number<remove_optional_t<T>>)                                                       \
  constexpr auto operator symbol(const X& l, const expr<T, V, K...>& r) {                                     \
    return compute<wrap<sum_of<X, T>>, op::name>(val(l), r);                                                  \
  }                                                                                                           \
  template <class T, class V, class... K, class X>                                                            \
    requires(!Number<remove_optional_t<T>>)                                                                   \
  constexpr auto operator symbol(const expr<T, V, K...>&, const X&) {                                         \
    (void)accept<no_number<#symbol, expr<T, V, K...>>()>();                                                   \
    return rejected_operand<expr<T, V, K...>>{};                                                              \
  }

template <class T>
using as_is = T;

MIZZLE_ARITHMETIC(+, add, as_is)
MIZZLE_ARITHMETIC(-, subtract, as_is)
MIZZLE_ARITHMETIC(*, multiply, as_is)
MIZZLE_ARITHMETIC(/, divide, add_optional_t)
MIZZLE_ARITHMETIC(%, modulo, add_optional_t)
#undef MIZZLE_ARITHMETIC

/// `-x`.
template <class T, class V, class... K>
  requires Number<remove_optional_t<T>>
constexpr auto operator-(const expr<T, V, K...>& e) {
  return expr<nullable_if<sum_of<T, T>, T>, V, op::negate, K...>{e.values};
}

/// `a || b` of texts; written `concat(a, b, ...)`, because `||` is the logical or.
template <class A, class B, class... More>
constexpr auto concat(const A& a, const B& b, const More&... more) {
  const auto left = infix<std::string, op::concat>(val(a), val(b));
  if constexpr (sizeof...(More) == 0) {
    return left;
  } else {
    return concat(left, more...);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::concat;
}  // namespace mizzle

// std::ranges::begin, std::input_iterator_tag and std::default_sentinel_t are <iterator>'s. libstdc++ brings them with
// <vector> already, and its <iterator> adds the stream iterators and their streams, which take longer to compile than a
// floor of mizzle.
#if !defined(__GLIBCXX__)
#include <iterator>
#endif

namespace mizzle::detail {

/// Appends a text as a JSON string. A zero byte is an invalid_request, because SQLite's JSON ends a text there. Bytes that are not valid UTF-8 pass unchanged, as SQLite passes them.
inline void append_json(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      if (byte == 0)
        throw error::invalid_request{
            "in(): a text with a zero byte cannot be in a range, where it would be cut off; write it out as in(a, b, c)"};
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}
inline void append_json(std::string& out, std::int64_t number) { append_number(out, number); }
inline void append_json(std::string& out, double number) {
  if (!(number - number == 0))  // infinite, or no number
    throw error::invalid_request{"in(): an infinite or undefined number cannot be in a list"};
  append_number(out, number);
}

/// A range of values as one JSON array, which `json_each(?)` turns back into rows: one parameter for any length.
template <class Left, class Range>
std::string json_list(Range& range) {
  using T = remove_optional_t<typename Left::type>;
  using X = std::iter_value_t<decltype(std::ranges::begin(range))>;
  static_assert(!is_optional<X>, "mizzle: in(): the range holds optional values, and NULL is in no list; filter them out");
  static_assert(type_of<T> != sql_type::blob,
                "mizzle: in(): blobs cannot be in a run-time list; write them out as in(a, b, c), or use a table");
  std::string out = "[";
  if constexpr (!comparable<Left, X>()) return out;
  else
    for (const auto& x : range) {
      if (out.size() > 1) out += ',';
      const auto stored = encode_beside<T>(static_cast<const X&>(x));
      if constexpr (requires { stored.view(); }) {
        append_json(out, stored.view());
      } else {
        append_json(out, stored);
      }
    }
  out += ']';
  return out;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
struct in_list {
  static constexpr token word{.what = form::mixfix, .operands = 2, .binds = precedence::equal, .keyword = keyword::in_list};
};
struct not_in_list {
  static constexpr token word{.what = form::mixfix, .operands = 2, .binds = precedence::equal, .keyword = keyword::not_in_list};
};
struct in_select {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " in "sv};
};
struct not_in_select {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not in "sv};
};
/// `x in (?, ?, ?)` with N values.
template <std::size_t N>
struct in {
  static constexpr token word{.what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " in ("sv};
};
template <std::size_t N>
struct not_in {
  static constexpr token word{.what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " not in ("sv};
};
}  // namespace op

/// Anything with a begin and an end, also one that can be walked only once, that is not one value itself: a text, a blob, or
/// of a type with a codec of its own.
template <class X>
concept ValueRange = requires(X& x) {
  std::ranges::begin(x);
  std::ranges::end(x);
} && !TextLike<std::remove_cv_t<X>> && !BlobLike<std::remove_cv_t<X>> && !OwnCodec<std::remove_cv_t<X>>;

/// The operator Op before one expression and any number of further ones.
template <class R, class Op, class T, class V, class... K, class... E>
constexpr auto variadic(const expr<T, V, K...>& first, const E&... more) {
  if constexpr (sizeof...(E) == 0) {
    return expr<nullable_if<R, T>, V, Op, K...>{first.values};
  } else {
    return prepend<R, Op>(first, collect(more...));
  }
}
/// Expressions one behind another, without an operator.
template <class T, class V, class... K>
constexpr auto collect(const expr<T, V, K...>& e) {
  return e;
}
template <class T1, class V1, class... K1, class T2, class V2, class... K2, class... More>
constexpr auto collect(const expr<T1, V1, K1...>& a, const expr<T2, V2, K2...>& b, const More&... more) {
  return collect(expr<nullable_if<T1, T2>, joined<V1, V2>, K1..., K2...>{join(a.values, b.values)}, more...);
}
template <class R, class Op, class T1, class V1, class... K1, class T2, class V2, class... K2>
constexpr auto prepend(const expr<T1, V1, K1...>& a, const expr<T2, V2, K2...>& b) {
  return expr<nullable_if<R, T1, T2>, joined<V1, V2>, Op, K1..., K2...>{join(a.values, b.values)};
}

template <template <std::size_t> class Values, class List, class Select, class Left, class... X>
constexpr auto membership(const Left& left, X&... list) {
  if constexpr (sizeof...(X) == 1) {
    if constexpr ((requires { X::template beside<Left>(); } && ...)) {  // a parameter of a range
      return infix<bool, List>(left, X::template beside<Left>()...);
    } else if constexpr ((ScalarSelect<std::remove_cv_t<X>> && ...)) {
      return infix<bool, Select>(left, operand<Left>(list...));
    } else if constexpr ((ValueRange<X> && ...)) {
      return infix<bool, List>(left, expr<std::string, std::string, bound<sql_type::text>>{json_list<Left>(list...)});
    } else {
      return variadic<bool, Values<1>>(left, operand<Left>(list)...);
    }
  } else {
    return variadic<bool, Values<sizeof...(X)>>(left, operand<Left>(list)...);
  }
}

template <class T, class V, class... K>
template <class... X>
constexpr auto expr<T, V, K...>::in(X&&... list) const {
  static_assert(sizeof...(X) > 0, "mizzle: in(): it needs at least one value; an empty list is an empty range");
  return membership<op::in, op::in_list, op::in_select>(*this, list...);
}
template <class T, class V, class... K>
template <class... X>
constexpr auto expr<T, V, K...>::not_in(X&&... list) const {
  static_assert(sizeof...(X) > 0, "mizzle: not_in(): it needs at least one value; an empty list is an empty range");
  return membership<op::not_in, op::not_in_list, op::not_in_select>(*this, list...);
}
template <class T, class V, class... K>
auto expr<T, V, K...>::in(std::initializer_list<remove_optional_t<T>> list) const {
  return membership<op::in, op::in_list, op::in_select>(*this, list);
}
template <class T, class V, class... K>
auto expr<T, V, K...>::not_in(std::initializer_list<remove_optional_t<T>> list) const {
  return membership<op::not_in, op::not_in_list, op::not_in_select>(*this, list);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
/// `name(a, b)`; Flags says how it treats NULL and rows.
template <fixed_string Opening, std::size_t Operands, std::uint16_t Flags = 0>
struct call {
  static constexpr token word{.what = form::call, .operands = Operands, .flags = Flags, .text = Opening.view()};
};
template <fixed_string Name>
constexpr auto opening() {
  return Name + fixed_string{"("};
}
}  // namespace op

/// A call that yields R, whether its arguments are nullable or not.
template <class R, class Op, class... X>
constexpr auto call_of(const X&... arguments) {
  if constexpr (sizeof...(X) == 0) {
    return expr<R, none, Op>{};
  } else {
    return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
      return expr<R, V, Op, K...>{all.values};
    }(collect(val(arguments)...));
  }
}

/// A call of an SQL function that yields R: NULL if an argument can be NULL.
template <class R, fixed_string Opening, std::uint16_t Flags = 0, class... X>
constexpr auto call(const X&... arguments) {
  using Op = op::call<Opening, sizeof...(X), Flags>;
  if constexpr (sizeof...(X) == 0) {
    return expr<R, none, Op>{};
  } else {
    return variadic<R, Op>(collect(val(arguments)...));
  }
}

/// Any SQL function as a named, typed C++ function; the result is NULL if an argument is, unless R is already optional.
///
///     inline constexpr mizzle::function<"soundex", std::string> soundex;
///     select(soundex(users.name)).from(users)
template <fixed_string Name, class R>
struct function {
  static constexpr bool has_signature = std::is_function_v<R>;
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    static_assert(!has_signature,
                  "mizzle: function<>: one with a signature needs a header of its own; include mizzle/expression/signature.hpp");
    return call<std::conditional_t<has_signature, std::int64_t, R>, op::opening<Name>()>(arguments...);
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::function;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct count_rows {
  static constexpr token word{.what = form::text, .flags = is_aggregate | hides_null, .text = "count(*)"sv};
};
}  // namespace op

/// The argument of an aggregate of different values only, made by distinct().
template <class E>
struct distinct_argument {
  using type = typename E::type;
  static constexpr const auto& words = E::words;
  E expression;
};
template <class X>
inline constexpr bool is_distinct_argument = false;
template <class E>
inline constexpr bool is_distinct_argument<distinct_argument<E>> = true;

/// `sum(distinct x)`, written `sum(distinct(x))`: each value once, in any aggregate of one argument.
template <Expression E>
constexpr auto distinct(const E& x) {
  return distinct_argument<E>{x};
}
/// What an aggregate takes.
template <class X>
concept AggregateArgument = Expression<X> || is_distinct_argument<X>;

namespace op {
template <fixed_string Opening>
constexpr auto opening_of_distinct() {
  char text[sizeof Opening.chars + 9]{};
  for (std::size_t i = 0; i != Opening.size(); ++i) text[i] = Opening.chars[i];
  for (std::size_t i = 0; i != 9; ++i) text[Opening.size() + i] = "distinct "[i];
  return fixed_string<sizeof text>{text};
}
}  // namespace op

/// Any aggregate function, as mizzle::function is any other one: `aggregate<"json_group_array", std::string>(messages.body)`.
/// R is what it yields, whether the arguments are nullable or not: std::optional where that can be NULL, as it is of most
/// aggregates without rows.
template <fixed_string Opening, class R, class... X>
constexpr auto aggregate_call(const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? is_aggregate : is_aggregate | hides_null;
  if constexpr ((is_distinct_argument<X> || ...)) {
    static_assert(sizeof...(X) == 1, "mizzle: distinct(): SQLite has it only in aggregates of one argument; leave the others out");
    if constexpr (sizeof...(X) == 1) return call_of<R, op::call<op::opening_of_distinct<Opening>(), 1, flags>>(arguments.expression...);
    else return expr<R, none, op::call<Opening, 0, flags>>{};
  } else {
    return call_of<R, op::call<Opening, sizeof...(X), flags>>(arguments...);
  }
}
template <fixed_string Name, class R, class... X>
constexpr auto aggregate(const X&... arguments) {
  return aggregate_call<op::opening<Name>(), R>(arguments...);
}

/// count(*): the number of rows. Never NULL.
template <class R = std::int64_t>
constexpr expr<R, none, op::count_rows> count() {
  return {};
}
/// count(x): the number of rows in which x is not NULL.
template <AggregateArgument E>
constexpr auto count(const E& x) {
  return aggregate_call<"count(", std::int64_t>(x);
}
/// count(distinct x): the number of different values of x that are not NULL.
template <Expression E>
constexpr auto count_distinct(const E& x) {
  return aggregate_call<"count(distinct ", std::int64_t>(x);
}
/// sum(x): an integer of integers, a real of reals; NULL without rows. An integer overflow is an sql_error.
template <AggregateArgument E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto sum(const E& x) {
  return aggregate_call<"sum(", std::optional<sum_of<typename E::type, typename E::type>>>(x);
}
/// total(x): a real, 0.0 without rows.
template <AggregateArgument E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto total(const E& x) {
  return aggregate_call<"total(", double>(x);
}
/// avg(x): a real, NULL without rows.
template <AggregateArgument E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto avg(const E& x) {
  return aggregate_call<"avg(", std::optional<double>>(x);
}
/// min(x), max(x): of x's own type, NULL without rows.
template <Expression E>
constexpr auto min(const E& x) {
  return aggregate_call<"min(", add_optional_t<typename E::type>>(x);
}
template <Expression E>
constexpr auto max(const E& x) {
  return aggregate_call<"max(", add_optional_t<typename E::type>>(x);
}
/// group_concat(x): the texts joined by commas, in no order; NULL without rows.
template <AggregateArgument E>
constexpr auto group_concat(const E& x) {
  return aggregate_call<"group_concat(", std::optional<std::string>>(x);
}
template <Expression E, TextLike Text>
constexpr auto group_concat(const E& x, const Text& separator) {
  return aggregate_call<"group_concat(", std::optional<std::string>>(x, separator);
}

template <AggregateArgument E>
constexpr expr<double, none, op::count_rows> sum(const E&) {
  (void)accept<no_number<"sum()", E>()>();
  return {};
}
template <AggregateArgument E>
constexpr expr<double, none, op::count_rows> total(const E&) {
  (void)accept<no_number<"total()", E>()>();
  return {};
}
template <AggregateArgument E>
constexpr expr<double, none, op::count_rows> avg(const E&) {
  (void)accept<no_number<"avg()", E>()>();
  return {};
}

namespace op {
/// `f(x) filter (where p)`: an aggregate like the one that it stands behind. Flags are those of the result.
template <std::uint16_t Flags>
struct filter {
  static constexpr token word{
      .what = form::mixfix, .operands = 2, .flags = Flags | is_aggregate | is_filter, .text = "\1 filter (where \1)"sv};
};
}  // namespace op

template <class T, class V, class... K>
template <class T2, class V2, class... K2>
constexpr auto expr<T, V, K...>::filter(const expr<T2, V2, K2...>& condition) const {
  static_assert(words[0]->has(is_aggregate) && !words[0]->has(is_filter),
                "mizzle: filter(): it belongs behind an aggregate, once; write sum(x).filter(...)");
  static_assert(std::same_as<remove_optional_t<T2>, bool>, "mizzle: filter(): it needs a condition, such as column == value");
  return expr<T, joined<V, V2>, op::filter<static_cast<std::uint16_t>(words[0]->flags & hides_null)>, K..., K2...>{
      join(values, condition.values)};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::aggregate;
using detail::avg;
using detail::count;
using detail::count_distinct;
using detail::distinct;
using detail::group_concat;
using detail::max;
using detail::min;
using detail::sum;
using detail::total;
}  // namespace mizzle

// JSON: https://www.sqlite.org/json1.html. A document is a text; a path is a text as "$.name[0]". Text that is no JSON, and a path that is
// none, are an sql_error; what is not in the document is NULL. Values become JSON as SQL has them: a bool is 1 or 0, and a text is a string,
// unless it comes from one of these functions.

namespace mizzle::detail {

namespace op {
struct json_arrow {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::concat, .text = " -> "sv};
};
struct json_double_arrow {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::concat, .text = " ->> "sv};
};
}  // namespace op

/// The type of a document made of another one: of a JSON column's own type if that is one, otherwise a text.
template <class T>
struct document {
  using type = std::string;
};
template <class T>
  requires requires { codec<T>::is_document; }
struct document<T> {
  using type = T;
};
template <class T>
struct document<std::optional<T>> {
  using type = std::optional<typename document<T>::type>;
};
template <class T>
using document_of = typename document<T>::type;

/// as_json(x), SQL's json(x): a text as a document, without its spaces, so that it is no string where it becomes part of another one.
template <class... X>
constexpr auto as_json(const X&... x) {
  return call<std::string, "json(">(x...);
}
/// json_extract<T>(x, path): what the document has there, as T; an object or an array as its JSON. Some builds of SQLite, such as
/// that of Debian 12, read a real in it by the decimal sign of the program's locale; `cast<double>(json_get(x, path))` does not depend on it.
template <class T, class X, class Path>
constexpr auto json_extract(const X& x, const Path& path) {
  return call<add_optional_t<T>, "json_extract(">(x, path);
}
/// `x -> path`: the part of a document that is there, as JSON. A path may also be a bare name, or the number of an array's element.
template <class X, class Path>
constexpr auto json_get(const X& x, const Path& path) {
  return infix<std::optional<std::string>, op::json_arrow>(val(x), val(path));
}
/// `x ->> path`: the same as a value of SQL, read as T: `json_get_as<std::int64_t>(orders.data, "$.count") > 3`.
template <class T, class X, class Path>
constexpr auto json_get_as(const X& x, const Path& path) {
  return infix<add_optional_t<T>, op::json_double_arrow>(val(x), val(path));
}

/// json_type(x), json_type(x, path): null, true, false, integer, real, text, array or object.
template <class X>
constexpr auto json_type(const X& x) {
  return call<std::string, "json_type(">(x);
}
template <class X, class Path>
constexpr auto json_type(const X& x, const Path& path) {
  return call<std::optional<std::string>, "json_type(">(x, path);
}
/// json_array_length(x), json_array_length(x, path): how many elements the array has; 0 if it is none.
template <class X>
constexpr auto json_array_length(const X& x) {
  return call<std::int64_t, "json_array_length(">(x);
}
template <class X, class Path>
constexpr auto json_array_length(const X& x, const Path& path) {
  return call<std::optional<std::int64_t>, "json_array_length(">(x, path);
}
/// json_valid(x): whether a text is JSON.
template <class... X>
constexpr auto json_valid(const X&... x) {
  return call<bool, "json_valid(">(x...);
}
/// json_quote(x): a value as JSON; of NULL the text null.
template <class X>
constexpr auto json_quote(const X& x) {
  return call_of<std::string, op::call<"json_quote(", 1, hides_null>>(x);
}

/// json_array(a, b, ...): an array. A blob is an sql_error.
template <class... X>
constexpr auto json_array(const X&... elements) {
  return call_of<std::string, op::call<"json_array(", sizeof...(X), hides_null>>(elements...);
}
/// json_object(name, value, ...): an object.
template <class... X>
constexpr auto json_object(const X&... names_and_values) {
  static_assert(sizeof...(X) % 2 == 0, "mizzle: json_object(): names and values come in pairs; add the value that is missing");
  return call_of<std::string, op::call<"json_object(", sizeof...(X), hides_null>>(names_and_values...);
}
/// json_set(x, path, value, ...), json_insert(), json_replace(): the document, of a JSON column one of its type, with values at these paths: put there whether there is one or not,
/// only where there is none, only where there is one.
template <fixed_string Opening, class X, class... More>
constexpr auto json_edit(const X& x, const More&... paths_and_values) {
  static_assert(
      sizeof...(More) != 0 && sizeof...(More) % 2 == 0,
      "mizzle: json_set(), json_insert(), json_replace(): behind the document, paths and values come in pairs; add what is missing");
  const auto document = val(x);
  return call_of<document_of<typename decltype(document)::type>, op::call<Opening, 1 + sizeof...(More)>>(document, paths_and_values...);
}
template <class X, class... More>
constexpr auto json_set(const X& x, const More&... paths_and_values) {
  return json_edit<"json_set(">(x, paths_and_values...);
}
template <class X, class... More>
constexpr auto json_insert(const X& x, const More&... paths_and_values) {
  return json_edit<"json_insert(">(x, paths_and_values...);
}
template <class X, class... More>
constexpr auto json_replace(const X& x, const More&... paths_and_values) {
  return json_edit<"json_replace(">(x, paths_and_values...);
}
/// json_remove(x, path, ...): the document without them; NULL without all of it.
template <class X, class... Path>
constexpr auto json_remove(const X& x, const Path&... paths) {
  const auto document = val(x);
  return call<add_optional_t<document_of<typename decltype(document)::type>>, "json_remove(">(document, paths...);
}
/// json_patch(x, patch): RFC 7396.
template <class X, class Patch>
constexpr auto json_patch(const X& x, const Patch& patch) {
  const auto document = val(x);
  return call<remove_optional_t<document_of<typename decltype(document)::type>>, "json_patch(">(document, patch);
}

/// json_group_array(x), json_group_object(name, x): of all rows; without rows, an empty one.
template <AggregateArgument E>
constexpr auto json_group_array(const E& x) {
  return aggregate_call<"json_group_array(", std::string>(x);
}
template <class Name, class X>
constexpr auto json_group_object(const Name& name, const X& x) {
  return aggregate_call<"json_group_object(", std::string>(name, x);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::as_json;
using detail::json_array;
using detail::json_array_length;
using detail::json_extract;
using detail::json_get;
using detail::json_get_as;
using detail::json_group_array;
using detail::json_group_object;
using detail::json_insert;
using detail::json_object;
using detail::json_patch;
using detail::json_quote;
using detail::json_remove;
using detail::json_replace;
using detail::json_set;
using detail::json_type;
using detail::json_valid;
}  // namespace mizzle

namespace mizzle::detail {

/// Writes text into a buffer, or only counts it when there is none; works in constant expressions.
///
/// Text is always made twice, once to count and once to fill, so that the result is an array of exactly its own size.
class writer {
 public:
  constexpr writer() noexcept = default;
  constexpr explicit writer(char* out) noexcept : out_{out}, writes_{true} {}
  constexpr explicit writer(std::nullptr_t) noexcept {}

  constexpr void put(char c) noexcept {
    if (writes_) out_[size_] = c;
    ++size_;
    last_ = c;
  }
  constexpr void put(std::string_view text) noexcept {
    const char* const from = text.data();
    const std::size_t n = text.size();
    if (writes_) {
      char* const to = out_ + size_;
      for (std::size_t i = 0; i != n; ++i) to[i] = from[i];
    }
    size_ += n;
    if (n != 0) last_ = from[n - 1];
  }
  constexpr void put(std::size_t number) noexcept {
    char digits[20];
    int n = 0;
    do digits[n++] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    while (n != 0) put(digits[--n]);
  }
  /// What was written from a place on, so many times more.
  constexpr void repeat(std::size_t from, std::size_t times) noexcept {
    const std::size_t n = (size_ - from) * times;
    if (writes_) {
      for (std::size_t i = 0; i != n; ++i) out_[size_ + i] = out_[from + i];
    }
    size_ += n;
  }
  /// An identifier in double quotes; a double quote inside is doubled.
  constexpr void identifier(std::string_view name) noexcept { quoted(name, '"'); }
  /// An identifier of two parts: a table's prefix and a name.
  constexpr void identifier(std::string_view prefix, std::string_view name) noexcept {
    put('"');
    doubling(prefix, '"');
    doubling(name, '"');
    put('"');
  }
  /// A text literal in single quotes.
  constexpr void literal(std::string_view text) noexcept { quoted(text, '\''); }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  /// The character that was written last; a zero before the first.
  [[nodiscard]] constexpr char last() const noexcept { return last_; }

 private:
  constexpr void quoted(std::string_view text, char quote) noexcept {
    put(quote);
    doubling(text, quote);
    put(quote);
  }
  constexpr void doubling(std::string_view text, char quote) noexcept {
    bool plain = true;
    for (const char c : text) plain = plain && c != quote;
    if (plain) {
      put(text);
    } else {
      for (const char c : text) {
        if (c == quote) put(quote);
        put(c);
      }
    }
  }

  char* out_ = nullptr;
  bool writes_ = false;
  std::size_t size_ = 0;
  char last_ = '\0';
};

/// Text of exactly N characters and a terminating zero: what a constant of the program is kept in.
template <std::size_t N>
struct text_array {
  char chars[N + 1]{};
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars, N}; }
};

template <class W, std::size_t Size>
constexpr text_array<Size> write_text() {
  text_array<Size> result;
  W::write(result.chars);
  return result;
}
/// What W::write(out) writes, as a constant.
template <class W>
inline constexpr auto written = write_text<W, W::write(nullptr)>();

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Where a frame of rows begins or ends, from the first row of the partition to the last
/// (https://www.sqlite.org/windowfunctions.html#frame_boundaries).
enum class frame_edge : unsigned char { from_first, before, at_current, behind, to_last };

/// One end of a frame; V is the number of rows, or the distance, if it has one.
template <frame_edge Edge, class V = none>
struct frame_boundary {
  V values{};
  static constexpr bool has_distance = Edge == frame_edge::before || Edge == frame_edge::behind;
};

/// Ends of a frame: its partition's first row, the row itself, its partition's last row.
inline constexpr frame_boundary<frame_edge::from_first> unbounded_preceding{};
inline constexpr frame_boundary<frame_edge::at_current> current_row{};
inline constexpr frame_boundary<frame_edge::to_last> unbounded_following{};

/// A distance as it is bound; a negative one is an invalid_request.
template <Number X>
constexpr auto bind_distance(X distance) {
  if (distance < X{})
    throw error::invalid_request{
        "a frame cannot begin or end a negative number of rows away; use the other one of preceding() and following()"};
  return codec<X>::encode(distance);
}
/// `n preceding`, `n following`: rows, groups, or in a range a distance in the value that orders it.
template <Number X>
constexpr auto preceding(X distance) {
  return frame_boundary<frame_edge::before, decltype(bind_distance(distance))>{bind_distance(distance)};
}
template <Number X>
constexpr auto following(X distance) {
  return frame_boundary<frame_edge::behind, decltype(bind_distance(distance))>{bind_distance(distance)};
}

/// What a frame counts, and what it leaves out.
enum class frame_unit : unsigned char { none, rows, range, groups };
enum class frame_exclusion : unsigned char { none, row, group, ties };

/// The words of a frame: `rows between 1 preceding and current row exclude ties`, with a hole for each distance.
struct frame {
  frame_unit unit = frame_unit::none;
  frame_edge first = frame_edge::from_first;
  frame_edge last = frame_edge::at_current;
  frame_exclusion excluded = frame_exclusion::none;

  constexpr void write(writer& out) const {
    constexpr std::string_view units[] = {"", "rows between ", "range between ", "groups between "};
    constexpr std::string_view edges[] = {"unbounded preceding", "\1 preceding", "current row", "\1 following", "unbounded following"};
    constexpr std::string_view exclusions[] = {"", " exclude current row", " exclude group", " exclude ties"};
    if (unit == frame_unit::none) return;
    out.put(units[static_cast<unsigned>(unit)]);
    out.put(edges[static_cast<unsigned>(first)]);
    out.put(" and "sv);
    out.put(edges[static_cast<unsigned>(last)]);
    out.put(exclusions[static_cast<unsigned>(excluded)]);
  }
  /// How many distances it has.
  [[nodiscard]] constexpr unsigned distances() const {
    if (unit == frame_unit::none) return 0;
    return unsigned{first == frame_edge::before || first == frame_edge::behind} +
           unsigned{last == frame_edge::before || last == frame_edge::behind};
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::current_row;
using detail::following;
using detail::preceding;
using detail::unbounded_following;
using detail::unbounded_preceding;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct assign {
  static constexpr token word{.what = form::assign, .operands = 2};
};
}  // namespace op

/// `column = value`: an item of set(), do_update().
template <class V, class Column, class... K>
struct assignment {
  using column = Column;
  V values;
};

template <class X>
inline constexpr bool is_assignment = false;
template <class V, class C, class... K>
inline constexpr bool is_assignment<assignment<V, C, K...>> = true;

/// What is wrong with the first that is given to set() and is no assignment; or with there being none.
template <fixed_string Where>
constexpr diagnosis no_assignment() {
  return {fault::not_a_column, sentence{"mizzle: ", Where.view(), ": it needs assignments, and is given none; write column = value"}};
}
template <fixed_string Where, class A, class... More>
constexpr diagnosis no_assignment() {
  if constexpr (is_assignment<A>) {
    return no_assignment<Where, More...>();
  } else if constexpr (is_expr<A>) {
    return {fault::not_a_column, sentence{"mizzle: ", Where.view(), ": ", called(*A::words[0]), " of type ", type_name<typename A::type>(),
                                          " is no assignment; write column = value, with one ="}};
  } else {
    return {fault::not_a_column,
            sentence{"mizzle: ", Where.view(), ": a C++ value of type ", type_name<A>(), " is no assignment; write column = value"}};
  }
}
template <class... A>
inline constexpr bool are_assignments = sizeof...(A) > 0 && (is_assignment<A> && ...);

/// Stands for an assignment that was rejected, so that no further error follows.
template <class... K>
using rejected_assignment = assignment<none, K..., bound<sql_type::any>>;

template <class Column, class T, class X>
constexpr bool assignable() {
  if constexpr (!is_optional<T> && (is_nullopt<X> || is_optional<X>)) {
    (void)accept<diagnosis{
        fault::null_into_not_null,
        sentence{"mizzle: set(): ", called(Column::word),
                 " is NOT NULL and is given a value that can be NULL; declare the column std::optional, or use mz::coalesce()"}}>();
    return false;
  } else if constexpr (!is_nullopt<X> && !storable_as<remove_optional_t<T>, remove_optional_t<X>>) {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: set(): ", called(Column::word), " of type ", type_name<T>(), " is given a value of type ",
                                    type_name<X>(), "; give a value of the column's own type, or use mz::cast<T>()"}}>();
    return false;
  } else {
    return true;
  }
}

/// Throws unless a number, as it is stored, fits a column of type B.
template <class B, class Stored>
constexpr void must_fit(Stored number) {
  if constexpr (requires { codec<B>::accepts(number); }) {
    if (codec<B>::accepts(number)) return;
    std::string message = "the number ";
    if constexpr (std::same_as<Stored, double>) {
      append_number(message, number, 6);
    } else {
      append_number(message, number);
    }
    throw error::invalid_request{message + " does not fit its column's type"};
  }
}

/// A C++ value as a column of type B stores it; a number that does not fit a narrower column is an invalid_request.
template <class B, class X>
constexpr auto encode_into(const X& value) {
  if constexpr (Number<X> && std::integral<B>) {
    const std::int64_t number = codec<X>::encode(value);
    must_fit<B>(number);
    return number;
  } else if constexpr (Number<X> && Number<B>) {
    must_fit<B>(static_cast<double>(value));
    return codec<B>::encode(static_cast<B>(value));
  } else {
    return encode_beside<B>(value);
  }
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::operator=(const X& value) const {
  if constexpr (sizeof...(K) != 1 || words[0]->what != form::column) {
    (void)accept<diagnosis{fault::not_a_column, sentence{"mizzle: set(): ", called(*words[0]),
                                                         " stands on the left of =, where only a column can; write column = value"}}>();
    return rejected_assignment<K...>{};
  } else {
    using B = remove_optional_t<T>;
    using D = std::decay_t<X>;
    if constexpr (is_expr<X> || ScalarSelect<X>) {
      return [&]<class T2, class V2, class... K2>(const expr<T2, V2, K2...>& e) {
        (void)assignable<K..., T, T2>();
        return assignment<V2, K..., K2...>{e.values};
      }(val(value));
    } else if constexpr (NoScalar<X>) {
      (void)accept<no_scalar<X>()>();
      return rejected_assignment<K...>{};
    } else if constexpr (assignable<K..., T, D>()) {
      if constexpr (is_nullopt<D>) {
        return assignment<std::optional<typename codec<B>::stored>, K..., bound<type_of<B>>>{std::nullopt};
      } else if constexpr (is_optional<D>) {
        using Stored = decltype(encode_into<B>(*value));
        std::optional<Stored> stored;
        if (value) stored = encode_into<B>(*value);
        return assignment<std::optional<Stored>, K..., bound<type_of<B>>>{stored};
      } else {
        return assignment<decltype(encode_into<B>(value)), K..., bound<type_of<B>>>{encode_into<B>(value)};
      }
    } else {
      return rejected_assignment<K...>{};
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
struct desc {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " desc"sv};
};
struct asc {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " asc"sv};
};
struct nulls_first {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " nulls first"sv};
};
struct nulls_last {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " nulls last"sv};
};
}  // namespace op

/// A term of order_by() or of an index: `desc(x)`, `nulls_last(asc(y))`. A plain expression is ascending.
template <class V, class... K>
struct ordering {
  V values;
};

/// A term of order_by() or of an index, the greatest first.
template <class T, class V, class... K>
MIZZLE_INLINE constexpr auto desc(const expr<T, V, K...>& e) {
  return ordering<V, op::desc, K...>{e.values};
}
/// The same, the least first, as without it.
template <class T, class V, class... K>
constexpr auto asc(const expr<T, V, K...>& e) {
  return ordering<V, op::asc, K...>{e.values};
}
/// Where a term has NULLs: before all values, as SQLite has them for what is ascending.
template <class V, class... K>
constexpr auto nulls_first(const ordering<V, K...>& o) {
  return ordering<V, op::nulls_first, K...>{o.values};
}
template <class T, class V, class... K>
constexpr auto nulls_first(const expr<T, V, K...>& e) {
  return ordering<V, op::nulls_first, K...>{e.values};
}
/// Where a term has NULLs: behind all values, as SQLite has them for desc().
template <class V, class... K>
constexpr auto nulls_last(const ordering<V, K...>& o) {
  return ordering<V, op::nulls_last, K...>{o.values};
}
template <class T, class V, class... K>
constexpr auto nulls_last(const expr<T, V, K...>& e) {
  return ordering<V, op::nulls_last, K...>{e.values};
}

/// Tokens one behind another, with their values: what a clause takes from its arguments.
template <class V, class... K>
struct run_of {
  V values;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens all{words, words + sizeof...(K)};
};
template <class T, class V, class... K>
MIZZLE_INLINE constexpr auto as_run(const expr<T, V, K...>& e) {
  return run_of<V, K...>{e.values};
}
template <class V, class... K>
MIZZLE_INLINE constexpr auto as_run(const ordering<V, K...>& e) {
  return run_of<V, K...>{e.values};
}
template <class V, class C, class... K>
MIZZLE_INLINE constexpr auto as_run(const assignment<V, C, K...>& e) {
  return run_of<V, op::assign, C, K...>{e.values};
}
template <class V1, class... K1, class V2, class... K2>
MIZZLE_INLINE constexpr auto operator+(const run_of<V1, K1...>& a, const run_of<V2, K2...>& b) {
  return run_of<joined<V1, V2>, K1..., K2...>{join(a.values, b.values)};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::asc;
using detail::desc;
using detail::nulls_first;
using detail::nulls_last;
}  // namespace mizzle

namespace mizzle::detail {

/// What a window is made of: the number of expressions that part its rows, of those that order them, and its frame.
struct window_words {
  unsigned partitions = 0;
  unsigned terms = 0;
  mizzle::detail::frame frame{};

  [[nodiscard]] constexpr unsigned operands() const { return partitions + terms + frame.distances(); }
  /// `(partition by a order by b rows ...)`, with a hole for each expression and distance.
  constexpr void write(writer& out) const {
    out.put('(');
    for (unsigned i = 0; i != partitions; ++i) out.put(i == 0 ? "partition by \1" : ", \1");
    for (unsigned i = 0; i != terms; ++i) out.put(i != 0 ? ", \1" : partitions != 0 ? " order by \1" : "order by \1");
    if (partitions + terms != 0 && frame.unit != frame_unit::none) out.put(' ');
    frame.write(out);
    out.put(')');
  }
};

namespace op {
/// `f(x) over (...)`. Flags are those of the function's result.
template <window_words Words, std::uint16_t Flags>
struct over {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put("\1 over "sv);
    Words.write(w);
    return w.size();
  }
  static constexpr token word{.what = form::mixfix,
                              .operands = static_cast<unsigned char>(1 + Words.operands()),
                              .flags = Flags | is_window,
                              .text = written<over>.view()};
};
/// `f(x) over "name"`.
template <fixed_string Name, std::uint16_t Flags>
struct over_named {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put(" over "sv);
    w.identifier(Name.view());
    return w.size();
  }
  static constexpr token word{.what = form::postfix, .operands = 1, .flags = Flags | is_window, .text = written<over_named>.view()};
};
/// `"name" as (...)`, in a window clause.
template <fixed_string Name, window_words Words>
struct window {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.identifier(Name.view());
    w.put(" as "sv);
    Words.write(w);
    return w.size();
  }
  static constexpr token word{
      .what = form::mixfix, .operands = static_cast<unsigned char>(Words.operands()), .text = written<window>.view()};
};
}  // namespace op

/// A window: `partition_by(a).order_by(desc(b)).rows(preceding(2), current_row)`, for over(). Its parts come in SQL's order.
template <window_words Words, class V, class... K>
struct window_definition {
  V values{};

  template <class... E>
  constexpr auto order_by(const E&... e) const {
    static_assert(Words.terms == 0 && Words.frame.unit == frame_unit::none,
                  "mizzle: over(): order_by() stands once, behind partition_by() and before the frame");
    static_assert(sizeof...(E) > 0, "mizzle: order_by(): it needs at least one expression");
    if constexpr (sizeof...(E) == 0) return *this;
    else return add<window_words{Words.partitions, sizeof...(E), {}}>((as_run(e) + ...));
  }
  /// The frame: the rows around the current one that a function looks at. Without a last boundary it ends at the current row.
  template <frame_edge First, class V1, frame_edge Last = frame_edge::at_current, class V2 = none>
  constexpr auto rows(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last = {}) const {
    return framed<frame_unit::rows>(first, last);
  }
  /// The same by the value that orders the rows; a distance needs exactly one such value.
  template <frame_edge First, class V1, frame_edge Last = frame_edge::at_current, class V2 = none>
  constexpr auto range(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last = {}) const {
    static_assert(
        Words.terms == 1 || !(frame_boundary<First, V1>::has_distance || frame_boundary<Last, V2>::has_distance),
        "mizzle: range(): a distance needs a window that is ordered by exactly one expression; give it order_by(x), or use rows()");
    return framed<frame_unit::range>(first, last);
  }
  /// The same by groups of rows that are equal in their order.
  template <frame_edge First, class V1, frame_edge Last = frame_edge::at_current, class V2 = none>
  constexpr auto groups(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last = {}) const {
    static_assert(Words.terms != 0, "mizzle: groups(): it needs a window with order_by(), which makes the groups");
    return framed<frame_unit::groups>(first, last);
  }
  /// What the frame leaves out: the current row, all rows that are equal to it in their order, or those without itself.
  constexpr auto exclude_current_row() const { return excluding<frame_exclusion::row>(); }
  constexpr auto exclude_group() const { return excluding<frame_exclusion::group>(); }
  constexpr auto exclude_ties() const { return excluding<frame_exclusion::ties>(); }

 private:
  template <window_words Next, class V2, class... K2>
  constexpr auto add(const run_of<V2, K2...>& more) const {
    return window_definition<Next, joined<V, V2>, K..., K2...>{join(values, more.values)};
  }
  template <frame_unit Unit, frame_edge First, class V1, frame_edge Last, class V2>
  constexpr auto framed(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last) const {
    static_assert(Words.frame.unit == frame_unit::none, "mizzle: over(): a window has one frame; keep one of rows(), range() and groups()");
    static_assert(First <= Last && First != frame_edge::to_last && Last != frame_edge::from_first,
                  "mizzle: over(): the frame ends before it begins; write the earlier boundary first");
    constexpr window_words next{Words.partitions, Words.terms, {Unit, First, Last, frame_exclusion::none}};
    const auto distances = join(first.values, last.values);
    using V3 = joined<V, decltype(distances)>;
    if constexpr (next.frame.distances() == 0) {
      return window_definition<next, V, K...>{values};
    } else if constexpr (next.frame.distances() == 1) {
      return window_definition<next, V3, K..., bound<type_of_stored<std::remove_cv_t<decltype(distances)>>>>{join(values, distances)};
    } else {
      return window_definition<next, V3, K..., bound<type_of_stored<V1>>, bound<type_of_stored<V2>>>{join(values, distances)};
    }
  }
  template <frame_exclusion Excluded>
  constexpr auto excluding() const {
    static_assert(Words.frame.unit != frame_unit::none && Words.frame.excluded == frame_exclusion::none,
                  "mizzle: over(): exclude stands once, behind rows(), range() or groups()");
    return window_definition<window_words{Words.partitions, Words.terms, {Words.frame.unit, Words.frame.first, Words.frame.last, Excluded}},
                             V, K...>{values};
  }
};

/// `partition by a, b`: each combination of values has a window of its own.
template <class... E>
constexpr auto partition_by(const E&... e) {
  static_assert(sizeof...(E) > 0, "mizzle: partition_by(): it needs at least one expression; a window over all rows is over()");
  if constexpr (sizeof...(E) == 0) {
    return window_definition<window_words{}, none>{};
  } else {
    return [&]<class V, class... K>(const run_of<V, K...>& all) {
      return window_definition<window_words{sizeof...(E), 0, {}}, V, K...>{all.values};
    }((as_run(e) + ...));
  }
}
/// A window over all rows, in an order: `row_number().over(order_by(a))`.
template <class... E>
constexpr auto order_by(const E&... e) {
  return window_definition<window_words{}, none>{}.order_by(e...);
}

/// A window with a name, for several functions: `const auto w = window<"w">(partition_by(a));`, then `f.over(w)` and
/// `select(...).from(...).window(w)`.
template <fixed_string Name, window_words Words, class V, class... K>
struct named_window {
  V values{};
};
template <class X>
inline constexpr bool is_named_window = false;
template <fixed_string Name, window_words Words, class V, class... K>
inline constexpr bool is_named_window<named_window<Name, Words, V, K...>> = true;
template <fixed_string Name, window_words Words, class V, class... K>
constexpr auto window(const window_definition<Words, V, K...>& w) {
  return named_window<Name, Words, V, K...>{w.values};
}
template <fixed_string Name, window_words Words, class V, class... K>
constexpr auto as_run(const named_window<Name, Words, V, K...>& w) {
  return run_of<V, op::window<Name, Words>, K...>{w.values};
}

/// Whether an expression is a function that can look at a window: an aggregate, with a filter or not, or one made for windows.
constexpr bool can_have_window(const token& head) { return head.has(is_aggregate) || head.has(needs_window); }

template <fixed_string Name, window_words Words, class T, class V, class... K, class V2, class... K2>
constexpr auto put_over(const expr<T, V, K...>& e, const named_window<Name, Words, V2, K2...>&) {
  return expr<T, V, op::over_named<Name, expr<T, V, K...>::words[0]->flags & hides_null>, K...>{e.values};
}
template <window_words Words, class T, class V, class... K, class V2, class... K2>
constexpr auto put_over(const expr<T, V, K...>& e, const window_definition<Words, V2, K2...>& w) {
  return expr<T, joined<V, V2>, op::over<Words, expr<T, V, K...>::words[0]->flags & hides_null>, K..., K2...>{join(e.values, w.values)};
}

template <class T, class V, class... K>
template <class Window>
constexpr auto expr<T, V, K...>::over(const Window& w) const {
  constexpr bool suits = requires { put_over(*this, w); };
  static_assert(suits, "mizzle: over(): it takes a window: partition_by(...), order_by(...), or one that window<\"name\">() has named");
  static_assert(can_have_window(*words[0]), "mizzle: over(): only an aggregate or a window function has a window; write sum(x).over(...)");
  static_assert(!words[0]->text.ends_with("(distinct "),
                "mizzle: over(): SQLite has no distinct aggregates over windows; select the distinct rows in a named query first");
  if constexpr (suits) return put_over(*this, w);
}
template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::over() const {
  return over(window_definition<window_words{}, none>{});
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::order_by;
using detail::partition_by;
using detail::window;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
/// `f(a, b order by c, d)`.
template <fixed_string Opening, std::size_t Arguments, std::size_t Terms, std::uint16_t Flags>
struct ordered_aggregate {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put(Opening.view());
    for (std::size_t i = 0; i != Arguments; ++i) w.put(i == 0 ? "\1" : ", \1");
    for (std::size_t i = 0; i != Terms; ++i) w.put(i == 0 ? " order by \1" : ", \1");
    w.put(')');
    return w.size();
  }
  static constexpr token word{.what = form::mixfix,
                              .operands = static_cast<unsigned char>(Arguments + Terms),
                              .flags = Flags | is_aggregate,
                              .since = 44,
                              .text = written<ordered_aggregate>.view()};
};
}  // namespace op

template <class X>
inline constexpr bool is_order = false;
template <window_words Words, class V, class... K>
inline constexpr bool is_order<window_definition<Words, V, K...>> =
    Words.terms != 0 && Words.partitions == 0 && Words.frame.unit == frame_unit::none;
/// `order_by(x, desc(y))`, standing alone.
template <class X>
concept Order = is_order<X>;

template <fixed_string Opening, class R, window_words Words, class V, class... K, class... X>
constexpr auto ordered_aggregate(const window_definition<Words, V, K...>& order, const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? 0 : hides_null;
  return [&]<class T, class V2, class... K2>(const expr<T, V2, K2...>& all) {
    return expr<R, joined<V2, V>, op::ordered_aggregate<Opening, sizeof...(X), Words.terms, flags>, K2..., K...>{
        join(all.values, order.values)};
  }(collect(val(arguments)...));
}

/// Aggregates of rows in an order, `group_concat(tags.name, ", ", order_by(tags.name))`, as SQLite has them since version 3.44.
template <Expression E, Order O>
constexpr auto group_concat(const E& x, const O& order) {
  return ordered_aggregate<"group_concat(", std::optional<std::string>>(order, x);
}
template <Expression E, class Text, Order O>
constexpr auto group_concat(const E& x, const Text& separator, const O& order) {
  return ordered_aggregate<"group_concat(", std::optional<std::string>>(order, x, separator);
}
template <Expression E, Order O>
constexpr auto json_group_array(const E& x, const O& order) {
  return ordered_aggregate<"json_group_array(", std::string>(order, x);
}
template <fixed_string Name, class R, class X, Order O>
constexpr auto aggregate(const X& x, const O& order) {
  return ordered_aggregate<op::opening<Name>(), R>(order, x);
}

}  // namespace mizzle::detail

namespace mizzle {
// Once more, with the overloads of this header.
using detail::aggregate;
using detail::group_concat;
using detail::json_group_array;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct between {
  static constexpr token word{.what = form::mixfix, .operands = 3, .binds = precedence::equal, .text = "\1 between \1 and \1"sv};
};
struct not_between {
  static constexpr token word{.what = form::mixfix, .operands = 3, .binds = precedence::equal, .text = "\1 not between \1 and \1"sv};
};
}  // namespace op

/// An operator before three expressions.
template <class R, class Op, class T1, class V1, class... K1, class T2, class V2, class... K2, class T3, class V3, class... K3>
constexpr auto ternary(const expr<T1, V1, K1...>& a, const expr<T2, V2, K2...>& b, const expr<T3, V3, K3...>& c) {
  return expr<nullable_if<R, T1, T2, T3>, joined<V1, joined<V2, V3>>, Op, K1..., K2..., K3...>{join(a.values, join(b.values, c.values))};
}

template <class T, class V, class... K>
template <class A, class B>
constexpr auto expr<T, V, K...>::between(const A& low, const B& high) const {
  return ternary<bool, op::between>(*this, operand<expr>(low), operand<expr>(high));
}
template <class T, class V, class... K>
template <class A, class B>
constexpr auto expr<T, V, K...>::not_between(const A& low, const B& high) const {
  return ternary<bool, op::not_between>(*this, operand<expr>(low), operand<expr>(high));
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
struct bit_and {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " & "sv};
};
struct bit_or {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " | "sv};
};
struct shift_left {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " << "sv};
};
struct shift_right {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " >> "sv};
};
struct bit_not {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .text = "~"sv};
};
}  // namespace op

/// A type of which SQL sees integers.
template <class X>
concept Integer = std::integral<X> && Number<X>;

/// What is wrong with an E whose bits are asked for.
template <fixed_string Where, class E>
constexpr diagnosis no_integer() {
  return {fault::not_a_value,
          sentence{"mizzle: ", Where.view(), ": ", called(*E::words[0]), " of type ", type_name<typename E::type>(),
                   " has no bits, which only integers have; use mz::cast<std::int64_t>(), or && and || for conditions"}};
}
/// Stands for bits that were rejected: a condition where one was meant.
template <class... E>
using rejected_bits = expr<std::conditional_t<(std::same_as<remove_optional_t<typename E::type>, bool> && ...), bool, std::int64_t>, none,
                           bound<sql_type::any>>;
template <fixed_string Where, class Op, Expression L, Expression R>
constexpr auto bits(const L& l, const R& r) {
  if constexpr (!Integer<remove_optional_t<typename L::type>>) {
    (void)accept<no_integer<Where, L>()>();
    return rejected_bits<L, R>{};
  } else if constexpr (!Integer<remove_optional_t<typename R::type>>) {
    (void)accept<no_integer<Where, R>()>();
    return rejected_bits<L, R>{};
  } else {
    return infix<std::int64_t, Op>(l, r);
  }
}

/// `a & b`, `a | b`, `a << n`, `a >> n`, `~a` of 64-bit integers. SQL's bits bind tighter than its comparisons, those of C++ do not: write
/// `(flags & 4) != 0`.
#define MIZZLE_BITS(symbol, name)                                         \
  template <class T, class V, class... K, class X>                        \
    requires(!std::is_void_v<X>)                                          \
  constexpr auto operator symbol(const expr<T, V, K...>& l, const X& r) { \
    return bits<#symbol, op::name>(l, operand<expr<T, V, K...>>(r));      \
  }                                                                       \
  template <Integer X, class T, class V, class... K>                      \
  constexpr auto operator symbol(const X& l, const expr<T, V, K...>& r) { \
    return bits<#symbol, op::name>(operand<expr<T, V, K...>>(l), r);      \
  }
MIZZLE_BITS(&, bit_and)
MIZZLE_BITS(|, bit_or)
MIZZLE_BITS(<<, shift_left)
MIZZLE_BITS(>>, shift_right)
#undef MIZZLE_BITS

template <class T, class V, class... K>
constexpr auto operator~(const expr<T, V, K...>& e) {
  if constexpr (Integer<remove_optional_t<T>>) {
    return expr<nullable_if<std::int64_t, T>, V, op::bit_not, K...>{e.values};
  } else {
    (void)accept<no_integer<"~", expr<T, V, K...>>()>();
    return rejected_bits<expr<T, V, K...>>{};
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
struct equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " = "sv};
};
struct not_equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " <> "sv};
};
struct less {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " < "sv};
};
struct less_equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " <= "sv};
};
struct greater {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " > "sv};
};
struct greater_equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " >= "sv};
};
}  // namespace op

// The constraint on the templates below is always met. It keeps a compiler from preferring the reversed form of those
// further down, which C++20 would not let return anything but bool.

/// `a == b`, `a != b`, `a < b` ...: one side is an expression, the other an expression or a value of a like type.
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator==(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::equal>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator!=(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::not_equal>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator<(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::less>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator<=(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::less_equal>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator>(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::greater>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator>=(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::greater_equal>(l, operand<expr<T, V, K...>>(r));
}

// A value on the left is written where it stands, so that the parameters keep their order.
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator==(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::equal>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator!=(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::not_equal>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator<(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::less>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator<=(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::less_equal>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator>(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::greater>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator>=(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::greater_equal>(operand<expr<T, V, K...>>(l), r);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
struct and_ {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::and_, .text = " and "sv};
};
struct or_ {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::or_, .text = " or "sv};
};
struct not_ {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::not_, .text = "not "sv};
};
}  // namespace op

/// An expression that is true, false or NULL.
template <class X>
concept Condition = Expression<X> && std::same_as<remove_optional_t<typename std::remove_cvref_t<X>::type>, bool>;

/// `a && b`, `a || b`, `!a`: both sides are evaluated by the engine, in no particular order.
template <Condition L, Condition R>
MIZZLE_INLINE constexpr auto operator&&(const L& l, const R& r) {
  return infix<bool, op::and_>(l, r);
}
template <Condition L, Condition R>
MIZZLE_INLINE constexpr auto operator||(const L& l, const R& r) {
  return infix<bool, op::or_>(l, r);
}
template <class T, class V, class... K>
  requires Condition<expr<T, V, K...>>
MIZZLE_INLINE constexpr auto operator!(const expr<T, V, K...>& e) {
  return expr<T, V, op::not_, K...>{e.values};
}

/// What is wrong with an X where a condition belongs.
template <fixed_string Where, class X>
constexpr diagnosis no_condition() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::not_a_condition, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (is_assignment<X>) {
    return wrong(called(X::column::word), " = value is an assignment and no condition; compare with ==");
  } else if constexpr (Expression<X>) {
    return wrong(called(*X::words[X::words[0]->what == form::when]), " of type ", type_name<typename X::type>(),
                 " is no condition; compare it, such as column == value");
  } else if constexpr (std::same_as<X, bool>) {
    return wrong("a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)");
  } else if constexpr (requires {
                         X::kind;
                         X::text;
                       }) {
    return wrong("a statement is no condition; write mz::exists(select)");
  } else {
    return wrong("a C++ value of type ", type_name<X>(), " is no condition; compare a column with it, such as column == value");
  }
}
/// Stands for a condition that was rejected, so that no further error follows.
using rejected_condition = expr<bool, none, bound<sql_type::any>>;

template <Expression X>
constexpr rejected_condition operator!(const X&) {
  (void)accept<no_condition<"!", X>()>();
  return {};
}

/// A bool, or an expression that is no condition, beside a condition.
template <class L, class R>
concept HalfCondition = (Condition<L> && !Condition<R> && (std::same_as<R, bool> || Expression<R>)) ||
                        (Condition<R> && !Condition<L> && (std::same_as<L, bool> || Expression<L>));
template <class L, class R>
  requires HalfCondition<L, R>
constexpr rejected_condition operator&&(const L&, const R&) {
  (void)accept<no_condition<"&&", std::conditional_t<Condition<L>, R, L>>()>();
  return {};
}
template <class L, class R>
  requires HalfCondition<L, R>
constexpr rejected_condition operator||(const L&, const R&) {
  (void)accept<no_condition<"||", std::conditional_t<Condition<L>, R, L>>()>();
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::Condition;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
template <std::size_t Operands>
constexpr auto case_text() {
  // "case when \1 then \1" ... " else \1" " end": the else stands when the number of operands is odd.
  struct result {
    char chars[12 + Operands * 16]{};
    std::size_t size = 0;
  } text;
  const auto put = [&](std::string_view part) {
    for (const char c : part) text.chars[text.size++] = c;
  };
  put("case"sv);
  for (std::size_t i = 0; i + 1 < Operands; i += 2) put(" when \1 then \1"sv);
  if (Operands % 2 == 1) put(" else \1"sv);
  put(" end"sv);
  return text;
}
template <std::size_t Operands>
struct case_when {
  static constexpr auto text = case_text<Operands>();
  static constexpr token word{.what = form::mixfix, .operands = Operands, .text = {text.chars, text.size}};
};
}  // namespace op

/// `case when p then a when q then b else c end`, built as `case_when(p, a).when(q, b).otherwise(c)`. Without otherwise()
/// the result can be NULL. Its type holds what all branches yield: 1 and 5'000'000'000 make a std::int64_t.
template <class T, class V, class... K>
struct case_builder;

template <std::size_t N, class T, class V, class... K>
struct case_expr : expr<add_optional_t<T>, V, op::case_when<N>, K...> {
  template <class P, class X>
  constexpr auto when(const P& condition, const X& result) const {
    return add(condition, result);
  }
  template <class X>
  constexpr auto otherwise(const X& result) const {
    return [&]<class T2, class V2, class... K2>(const expr<T2, V2, K2...>& e) {
      return expr<nullable_if<common_of<T, T2>, T, T2>, joined<V, V2>, op::case_when<N + 1>, K..., K2...>{join(this->values, e.values)};
    }(nullable_operand<expr<T, V, K...>>(result));
  }

 private:
  template <class P, class X>
  constexpr auto add(const P& condition, const X& result) const {
    const auto& then = nullable_operand<expr<T, V, K...>>(result);
    using Then = typename std::remove_cvref_t<decltype(then)>::type;
    using R = nullable_if<common_of<T, Then>, T, Then>;
    return [&]<class T2, class V2, class... K2>(const expr<T2, V2, K2...>& e) {
      return case_expr<N + 2, R, joined<V, V2>, K..., K2...>{{join(this->values, e.values)}};
    }(collect(condition, then));
  }
};
template <std::size_t N, class T, class V, class... K>
inline constexpr bool is_expr<case_expr<N, T, V, K...>> = true;

// The operators for expressions take a case as what it derives from. Beside another expression a compiler would prefer their
// reversed form, which takes both sides as they are, and which C++20 would not let return anything but bool.
template <std::size_t N, class T, class V, class... K>
constexpr const expr<add_optional_t<T>, V, op::case_when<N>, K...>& as_expression(const case_expr<N, T, V, K...>& e) {
  return e;
}
template <std::size_t N, class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
constexpr auto operator==(const case_expr<N, T, V, K...>& l, const X& r) {
  return as_expression(l) == r;
}
template <std::size_t N, class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
constexpr auto operator!=(const case_expr<N, T, V, K...>& l, const X& r) {
  return as_expression(l) != r;
}
template <class X, std::size_t N, class T, class V, class... K>
  requires(!is_expr<X>)
constexpr auto operator==(const X& l, const case_expr<N, T, V, K...>& r) {
  return l == as_expression(r);
}
template <class X, std::size_t N, class T, class V, class... K>
  requires(!is_expr<X>)
constexpr auto operator!=(const X& l, const case_expr<N, T, V, K...>& r) {
  return l != as_expression(r);
}

/// `case when condition then result end`: goes on with `.when(q, b)`, and ends with `.otherwise(c)`, without which it can be NULL.
/// Its type holds what all branches yield: 1 and 5'000'000'000 make a std::int64_t.
template <Condition P, class X>
constexpr auto case_when(const P& condition, const X& result) {
  const auto e = val(result);
  using T = typename std::remove_cvref_t<decltype(e)>::type;
  return [&]<class T2, class V, class... K>(const expr<T2, V, K...>& both) {
    return case_expr<2, T, V, K...>{{both.values}};
  }(collect(condition, e));
}

template <class P, class X>
constexpr auto case_when(const P&, const X& result) {
  (void)accept<no_condition<"case_when()", P>()>();
  return case_when(rejected_condition{}, result);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::case_when;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
/// `x collate "name"`.
template <fixed_string Name>
struct collate {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put(" collate "sv);
    w.identifier(Name.view());
    return w.size();
  }
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::collate, .text = written<collate>.view()};
};
}  // namespace op

template <class T, class V, class... K>
template <fixed_string Name>
constexpr auto expr<T, V, K...>::collate() const {
  if constexpr (kind_of<remove_optional_t<T>> == value_kind::text || type_of<remove_optional_t<T>> == sql_type::text) {
    return expr<T, V, op::collate<Name>, K...>{values};
  } else {
    (void)accept<diagnosis{fault::not_a_value, sentence{"mizzle: collate(): ", called(*words[0]), " of type ", type_name<T>(),
                                                        " is no text, and only texts have a collation; use mz::cast<std::string>()"}}>();
    return *this;
  }
}

}  // namespace mizzle::detail

// Dates and times: https://www.sqlite.org/lang_datefunc.html. An argument is a time, as text, Julian day or, with the modifier "unixepoch",
// seconds since 1970, and modifiers such as "+1 month" or "start of day"; without one they are of now. What is no time yields NULL.
// All times are UTC, unless the modifier "localtime" says otherwise.

namespace mizzle::detail {

namespace op {
struct now {
  static constexpr token word{.what = form::text, .flags = hides_null, .keyword = keyword::now};
};
}  // namespace op

/// A function of a time that yields R.
template <fixed_string Name, class R>
struct date_function {
  constexpr auto operator()() const { return call_of<R, op::call<op::opening<Name>(), 0, hides_null>>(); }
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    return call<std::optional<R>, op::opening<Name>()>(arguments...);
  }
};
/// date(...): a day as "2026-11-21".
inline constexpr date_function<"date", std::string> date;
/// time(...): a time of day as "17:05:00".
inline constexpr date_function<"time", std::string> time;
/// datetime(...): "2026-11-21 17:05:00".
inline constexpr date_function<"datetime", std::string> datetime;
/// julianday(...): days since noon in Greenwich on November 24, 4714 B.C., with their fractions.
inline constexpr date_function<"julianday", double> julianday;
/// strftime(format, ...): a time in a format of one's own, such as "%Y-%m".
template <class Format, class... X>
constexpr auto strftime(const Format& format, const X&... arguments) {
  return call<std::optional<std::string>, "strftime(">(format, arguments...);
}

struct unixepoch_function {
  constexpr expr<std::int64_t, none, op::now> operator()() const { return {}; }
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    return call<std::optional<std::int64_t>, "unixepoch(">(arguments...);
  }
};
/// unixepoch(...): seconds since 1970.
inline constexpr unixepoch_function unixepoch;

namespace op {
template <fixed_string Text>
struct current {
  static constexpr token word{.what = form::text, .flags = hides_null, .text = Text.view()};
};
}  // namespace op
/// current_date, current_time, current_timestamp: date(), time() and datetime() of now.
inline constexpr expr<std::string, none, op::current<"current_date">> current_date{};
inline constexpr expr<std::string, none, op::current<"current_time">> current_time{};
inline constexpr expr<std::string, none, op::current<"current_timestamp">> current_timestamp{};

}  // namespace mizzle::detail

namespace mizzle {
using detail::current_date;
using detail::current_time;
using detail::current_timestamp;
using detail::date;
using detail::datetime;
using detail::julianday;
using detail::strftime;
using detail::time;
using detail::unixepoch;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct like {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " like "sv};
};
struct not_like {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not like "sv};
};
struct glob {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .keyword = keyword::glob};
};
struct not_glob {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .keyword = keyword::not_glob};
};
struct match {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " match "sv};
};
struct regexp {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " regexp "sv};
};
struct not_regexp {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not regexp "sv};
};
/// `x like pattern escape '\'`.
struct like_escaped {
  static constexpr token word{.what = form::mixfix, .operands = 2, .binds = precedence::equal, .text = "\1 like \1 escape '\\'"sv};
};
/// Its left side is the like itself.
struct escape {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .flags = left_is_bare, .text = " escape "sv};
};
}  // namespace op

template <class Op, fixed_string Where, class Left, class X>
constexpr auto match_pattern(const Left& left, const X& pattern) {
  if constexpr (TextLike<remove_optional_t<typename Left::type>>) {
    return infix<bool, Op>(left, operand<Left>(pattern));
  } else {
    (void)accept<diagnosis{fault::not_a_value,
                           sentence{"mizzle: ", Where.view(), ": ", called(*Left::words[0]), " of type ", type_name<typename Left::type>(),
                                    " is no text, and only text can be matched with a pattern; use mz::cast<std::string>()"}}>();
    return expr<bool, none, bound<sql_type::any>>{};
  }
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::like(const X& pattern) const {
  return match_pattern<op::like, "like()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_like(const X& pattern) const {
  return match_pattern<op::not_like, "not_like()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::glob(const X& pattern) const {
  return match_pattern<op::glob, "glob()">(*this, pattern);
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_glob(const X& pattern) const {
  return match_pattern<op::not_glob, "not_glob()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::match(const X& query) const {
  return match_pattern<op::match, "match()">(*this, query);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::regexp(const X& pattern) const {
  return match_pattern<op::regexp, "regexp()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_regexp(const X& pattern) const {
  return match_pattern<op::not_regexp, "not_regexp()">(*this, pattern);
}

/// A text as a pattern that only it meets, with any text before and behind it.
inline std::string pattern_of(std::string_view before, std::string_view text, std::string_view behind) {
  std::string pattern{before};
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += behind;
  return pattern;
}
template <class T, class V, class... K>
auto expr<T, V, K...>::contains(std::string_view text) const {
  return match_pattern<op::like_escaped, "contains()">(*this, pattern_of("%", text, "%"));
}
template <class T, class V, class... K>
auto expr<T, V, K...>::starts_with(std::string_view text) const {
  return match_pattern<op::like_escaped, "starts_with()">(*this, pattern_of("", text, "%"));
}
template <class T, class V, class... K>
auto expr<T, V, K...>::ends_with(std::string_view text) const {
  return match_pattern<op::like_escaped, "ends_with()">(*this, pattern_of("%", text, ""));
}

template <class... K>
inline constexpr bool starts_with_like = false;
template <class K, class... Ks>
inline constexpr bool starts_with_like<K, Ks...> = std::same_as<K, op::like> || std::same_as<K, op::not_like>;

template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::escape(char c) const {
  static_assert(starts_with_like<K...>, "mizzle: escape(): it belongs directly after like(...) or not_like(...)");
  const char text[] = {c, '\0'};
  return infix<bool, op::escape>(*this, val(text));
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A constant as a template argument: an integer, a bool, an enumerator, or a string literal.
template <class T>
struct constant {
  T value;
  constexpr constant(T v) noexcept : value{v} {}
};
template <std::size_t N>
struct constant<fixed_string<N>> {
  fixed_string<N> value;
  constexpr constant(const char (&text)[N]) noexcept : value{text} {}
};
template <std::size_t N>
constant(const char (&)[N]) -> constant<fixed_string<N>>;

namespace op {
template <class T>
constexpr std::size_t write_constant(auto out, const T& value) {
  writer w{out};
  if constexpr (requires { value.view(); }) {
    w.literal(value.view());
  } else {
    if (value < 0) w.put('-');
    const auto n = static_cast<std::uint64_t>(value);
    w.put(std::size_t{value < 0 ? 0 - n : n});
  }
  return w.size();
}
template <constant Value>
struct literal {
  static constexpr auto stored = encode(Value.value);
  static constexpr std::size_t write(auto out) { return write_constant(out, stored); }
  // Without operands, but with the parentheses that a sign may need.
  static constexpr token word{.what = form::mixfix,
                              .binds = written<literal>.view()[0] == '-' ? precedence::sign : precedence::atom,
                              .flags = hides_null,
                              .text = written<literal>.view()};
};
template <std::size_t N, constant<fixed_string<N>> Value>
struct literal_of_text {
  static constexpr std::size_t write(auto out) { return write_constant(out, Value.value); }
  static constexpr token word{.what = form::text, .flags = hides_null, .text = written<literal_of_text>.view()};
};
}  // namespace op

template <constant Value>
constexpr auto literal_of() {
  using T = std::remove_cvref_t<decltype(Value.value)>;
  if constexpr (requires { Value.value.view(); }) {
    return expr<std::string, none, op::literal_of_text<sizeof Value.value.chars, Value>>{};
  } else {
    constexpr bool has_literal = Number<T> ? std::integral<T> : std::same_as<T, bool> || (std::is_enum_v<T> && is_storable<T>);
    static_assert(
        has_literal,
        "mizzle: lit<>: a constant is an integer, a bool, an enumerator with a codec, or a string literal; bind all else, as mz::val(x)");
    if constexpr (has_literal) return expr<T, none, op::literal<Value>>{};
    else return expr<std::int64_t, none, bound<sql_type::any>>{};
  }
}

/// A constant that stands in the text, where a value is a parameter: `lit<1>`, `lit<"active">`, `lit<true>`. For what the planner must
/// see, such as the condition of a partial index, and for what never changes. In group_by() and order_by() SQL takes a whole number
/// for the position of a column.
template <constant Value>
inline constexpr auto lit = literal_of<Value>();

}  // namespace mizzle::detail

namespace mizzle {
using detail::lit;
}  // namespace mizzle

// Functions of numbers: https://www.sqlite.org/lang_corefunc.html, https://www.sqlite.org/lang_mathfunc.html. Those of the second page
// are there if SQLite was built with SQLITE_ENABLE_MATH_FUNCTIONS, as it usually is. What is not defined, such as sqrt(-1), is NULL.

namespace mizzle::detail {

/// abs(x): like arithmetic, a 64-bit integer of an integer, because a narrower one does not hold abs(-128); a real of a real.
template <class E>
constexpr auto abs(const E& x) {
  using T = remove_optional_t<typename decltype(val(x))::type>;
  return call<std::conditional_t<Number<T>, sum_of<T, T>, T>, "abs(">(x);
}
/// A function that yields an integer of an integer, and a real of a real.
template <fixed_string Opening, class E>
constexpr auto round_whole(const E& x) {
  using T = remove_optional_t<typename decltype(val(x))::type>;
  static_assert(Number<T>, "mizzle: ceil(), floor(), trunc(): the argument is no number; use mz::cast<double>()");
  return call<sum_of<T, T>, Opening>(x);
}
/// ceil(x), floor(x), trunc(x): the next whole number above x, below it, or towards 0.
template <class E>
constexpr auto ceil(const E& x) {
  return round_whole<"ceil(">(x);
}
template <class E>
constexpr auto floor(const E& x) {
  return round_whole<"floor(">(x);
}
template <class E>
constexpr auto trunc(const E& x) {
  return round_whole<"trunc(">(x);
}
/// round(x), round(x, digits): x rounded, as a real; halves away from 0.
template <class... X>
constexpr auto round(const X&... x) {
  return call<double, "round(">(x...);
}
/// sign(x): -1, 0 or 1.
template <class E>
constexpr auto sign(const E& x) {
  static_assert(Number<remove_optional_t<typename decltype(val(x))::type>>,
                "mizzle: sign(): the argument is no number; use mz::cast<double>()");
  return call<std::int64_t, "sign(">(x);
}

/// sqrt(x), exp(x), and the logarithms: ln(x), log10(x), log2(x), log(base, x).
template <class... X>
constexpr auto sqrt(const X&... x) {
  return call<std::optional<double>, "sqrt(">(x...);
}
template <class... X>
constexpr auto exp(const X&... x) {
  return call<double, "exp(">(x...);
}
template <class... X>
constexpr auto ln(const X&... x) {
  return call<std::optional<double>, "ln(">(x...);
}
template <class... X>
constexpr auto log10(const X&... x) {
  return call<std::optional<double>, "log10(">(x...);
}
template <class... X>
constexpr auto log2(const X&... x) {
  return call<std::optional<double>, "log2(">(x...);
}
template <class... X>
constexpr auto log(const X&... x) {
  return call<std::optional<double>, "log(">(x...);
}
/// pow(x, y): x to the power of y.
template <class... X>
constexpr auto pow(const X&... x) {
  return call<std::optional<double>, "pow(">(x...);
}
/// mod(x, y): what is left of x / y, as a real; `%` is that of integers.
template <class... X>
constexpr auto mod(const X&... x) {
  return call<std::optional<double>, "mod(">(x...);
}
/// pi()
template <class... X>
constexpr auto pi(const X&... x) {
  return call<double, "pi(">(x...);
}
/// Trigonometry, in radians; radians(degrees) and degrees(radians) convert.
template <class... X>
constexpr auto sin(const X&... x) {
  return call<double, "sin(">(x...);
}
template <class... X>
constexpr auto cos(const X&... x) {
  return call<double, "cos(">(x...);
}
template <class... X>
constexpr auto tan(const X&... x) {
  return call<double, "tan(">(x...);
}
template <class... X>
constexpr auto asin(const X&... x) {
  return call<std::optional<double>, "asin(">(x...);
}
template <class... X>
constexpr auto acos(const X&... x) {
  return call<std::optional<double>, "acos(">(x...);
}
template <class... X>
constexpr auto atan(const X&... x) {
  return call<double, "atan(">(x...);
}
/// atan2(y, x)
template <class... X>
constexpr auto atan2(const X&... x) {
  return call<double, "atan2(">(x...);
}
template <class... X>
constexpr auto sinh(const X&... x) {
  return call<double, "sinh(">(x...);
}
template <class... X>
constexpr auto cosh(const X&... x) {
  return call<double, "cosh(">(x...);
}
template <class... X>
constexpr auto tanh(const X&... x) {
  return call<double, "tanh(">(x...);
}
template <class... X>
constexpr auto asinh(const X&... x) {
  return call<double, "asinh(">(x...);
}
template <class... X>
constexpr auto acosh(const X&... x) {
  return call<std::optional<double>, "acosh(">(x...);
}
template <class... X>
constexpr auto atanh(const X&... x) {
  return call<std::optional<double>, "atanh(">(x...);
}
template <class... X>
constexpr auto degrees(const X&... x) {
  return call<double, "degrees(">(x...);
}
template <class... X>
constexpr auto radians(const X&... x) {
  return call<double, "radians(">(x...);
}
/// random(): a random 64-bit integer.
template <class... X>
constexpr auto random(const X&... x) {
  return call<std::int64_t, "random(">(x...);
}

template <fixed_string Opening, class A, class... More>
constexpr auto extreme(const A& a, const More&... more) {
  using E = decltype(val(a));
  return [&]<class... X>(const X&... e) { return call<common_of<typename X::type...>, Opening>(e...); }(val(a), operand<E>(more)...);
}
/// max(a, b, ...) and min(a, b, ...) of several values of one row, of a type that holds all; with one argument they are
/// aggregates.
template <class A, class B, class... More>
constexpr auto max(const A& a, const B& b, const More&... more) {
  return extreme<"max(">(a, b, more...);
}
template <class A, class B, class... More>
constexpr auto min(const A& a, const B& b, const More&... more) {
  return extreme<"min(">(a, b, more...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::abs;
using detail::acos;
using detail::acosh;
using detail::asin;
using detail::asinh;
using detail::atan;
using detail::atan2;
using detail::atanh;
using detail::ceil;
using detail::cos;
using detail::cosh;
using detail::degrees;
using detail::exp;
using detail::floor;
using detail::ln;
using detail::log;
using detail::log10;
using detail::log2;
using detail::max;
using detail::min;
using detail::mod;
using detail::pi;
using detail::pow;
using detail::radians;
using detail::random;
using detail::round;
using detail::sign;
using detail::sin;
using detail::sinh;
using detail::sqrt;
using detail::tan;
using detail::tanh;
using detail::trunc;
}  // namespace mizzle

namespace mizzle::detail {

/// The name of a result column, found by `row["total"_col]`.
template <fixed_string Name>
struct column_name {
  static constexpr std::string_view text = Name.view();
};

/// An expression under a name of its own: `count().as<"total">()`. The name belongs to select lists and returning(); everywhere else, such
/// as in having() and order_by(), it is the expression itself once more.
template <fixed_string Name, class T, class V, class... K>
struct named : expr<T, V, K...> {
  static constexpr token word{.what = form::named, .operands = 1, .text = Name.view()};
  static constexpr const token* words[1 + sizeof...(K)] = {&word, &K::word...};
  static constexpr tokens all{words, words + 1 + sizeof...(K), type_of<T>};
};
template <fixed_string Name, class T, class V, class... K>
inline constexpr bool is_expr<named<Name, T, V, K...>> = true;

template <class T, class V, class... K>
template <fixed_string Name>
constexpr auto expr<T, V, K...>::as() const {
  return named<Name, T, V, K...>{{values}};
}

}  // namespace mizzle::detail

namespace mizzle {
inline namespace literals {
/// The name of a result column: `row["total"_col]`.
template <fixed_string Name>
constexpr detail::column_name<Name> operator""_col() noexcept {
  return {};
}
}  // namespace literals
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct is_null {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::equal, .flags = hides_null, .text = " is null"sv};
};
struct is_not_null {
  static constexpr token word{
      .what = form::postfix, .operands = 1, .binds = precedence::equal, .flags = hides_null, .text = " is not null"sv};
};
struct is {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .flags = hides_null, .keyword = keyword::is};
};
struct is_not {
  static constexpr token word{
      .what = form::infix, .operands = 2, .binds = precedence::equal, .flags = hides_null, .keyword = keyword::is_not};
};
}  // namespace op

template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::is_null() const {
  return expr<bool, V, op::is_null, K...>{values};
}
template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::is_not_null() const {
  return expr<bool, V, op::is_not_null, K...>{values};
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::is(const X& other) const {
  return infix<bool, op::is>(*this, nullable_operand<expr>(other));
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::is_not(const X& other) const {
  return infix<bool, op::is_not>(*this, nullable_operand<expr>(other));
}

}  // namespace mizzle::detail

// Functions about NULL: https://www.sqlite.org/lang_corefunc.html.

namespace mizzle::detail {

namespace op {
/// Nothing to write: what follows can be NULL by itself, which its own words do not tell.
struct can_be_null {
  static constexpr token word{.what = form::named, .operands = 1, .flags = is_nullable};
};
}  // namespace op
template <class T, class V, class First, class... K>
constexpr auto tells_null(const expr<T, V, First, K...>& e) {
  if constexpr (is_optional<T> && !First::word.has(is_nullable)) {
    return expr<T, V, op::can_be_null, First, K...>{e.values};
  } else {
    return e;
  }
}

/// coalesce(a, b, ...): the first that is not NULL; NULL only if all can be. Its type holds all: a wider integer than a, or a
/// real, where b is one.
template <class A, class... More>
  requires(sizeof...(More) > 0)
constexpr auto coalesce(const A& first, const More&... more) {
  using E = decltype(val(first));
  return [&]<class... X>(const X&... e) {
    using B = common_of<typename X::type...>;
    constexpr bool nullable = (is_optional<typename X::type> && ...);
    return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
      return expr<std::conditional_t<nullable, std::optional<B>, B>, V, op::call<"coalesce(", sizeof...(X), any_operand>, K...>{all.values};
    }(collect(tells_null(e)...));
  }(val(first), nullable_operand<E>(more)...);
}
/// ifnull(a, b): coalesce() of two.
template <class A, class B>
constexpr auto ifnull(const A& a, const B& b) {
  return coalesce(a, b);
}

/// nullif(a, b): NULL if both are equal, otherwise a.
template <class A, class B>
constexpr auto nullif(const A& a, const B& b) {
  return call<add_optional_t<typename decltype(val(a))::type>, "nullif(">(a, operand<decltype(val(a))>(b));
}

/// iif(condition, a, b): a if the condition is true, and b if it is false or NULL; of a type that holds both.
template <Condition P, class A, class B>
constexpr auto iif(const P& condition, const A& a, const B& b) {
  using E = decltype(val(a));
  const auto& otherwise = nullable_operand<E>(b);
  using X = typename E::type;
  using Y = typename std::remove_cvref_t<decltype(otherwise)>::type;
  return call_of<nullable_if<common_of<X, Y>, X, Y>, op::call<"iif(", 3>>(condition, val(a), otherwise);
}
template <class P, class A, class B>
constexpr auto iif(const P&, const A& a, const B& b) {
  (void)accept<no_condition<"iif()", P>()>();
  return iif(rejected_condition{}, a, b);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::coalesce;
using detail::ifnull;
using detail::iif;
using detail::nullif;
}  // namespace mizzle

namespace mizzle::detail {

/// The place of a value that is given when a statement is run, among the bound values.
template <fixed_string Name, class T>
struct slot {
  using type = T;
  static constexpr std::string_view name = Name.view();
  static constexpr std::string_view is_parameter = name;
  friend constexpr bool operator==(slot, slot) = default;
};
/// The same of a range, which stands as the elements of one JSON array beside a Left.
template <fixed_string Name, class T, class Left>
struct range_slot {
  using type = T;
  using left = Left;
  static constexpr std::string_view name = Name.view();
  static constexpr std::string_view is_parameter = name;
  friend constexpr bool operator==(range_slot, range_slot) = default;
};
/// The place of a member of a struct of values.
template <auto Member>
struct member_slot {
  static constexpr std::string_view is_parameter = spelling_of<member_slot>();
  friend constexpr bool operator==(member_slot, member_slot) = default;
};
/// The same of a range.
template <auto Member, class Left>
struct range_member_slot {
  static constexpr std::string_view is_parameter = spelling_of<member_slot<Member>>();
  friend constexpr bool operator==(range_member_slot, range_member_slot) = default;
};
template <class C, class T>
C class_of_member(T C::*);
template <class C, class T>
T type_of_member(T C::*);

/// A parameter that is a range, for in().
template <fixed_string Name, class T>
struct range_parameter {
  template <class Left>
  static constexpr auto beside() {
    return expr<std::string, range_slot<Name, T, Left>, bound<sql_type::text>>{};
  }
};

template <auto Member>
struct range_member_parameter {
  template <class Left>
  static constexpr auto beside() {
    return expr<std::string, range_member_slot<Member, Left>, bound<sql_type::text>>{};
  }
};

template <class Slot, class T>
constexpr auto parameter_of() {
  constexpr bool has_codec = is_storable<remove_optional_t<T>>;
  static_assert(has_codec, "mizzle: param<>(): its type has no codec; specialise mizzle::codec for it, or use a type that has one");
  if constexpr (has_codec) return expr<T, Slot, bound<type_of<T>>>{};
}

/// A parameter: a value that is given each time the statement is run, wherever a value can stand. The same name may stand several times, and
/// is given once.
///
///     auto find = db.prepare(select(users).where(users.id == param<"id", std::int64_t>()));
///     auto rows = find(7);
///
/// One of a range of values stands in in(): `users.id.in(param<"ids", std::vector<std::int64_t>>())`.
template <fixed_string Name, class T>
constexpr auto param() {
  if constexpr (ValueRange<T>) return range_parameter<Name, T>{};
  else return parameter_of<slot<Name, T>, T>();
}
/// A parameter that is a member of a struct of one's own, by which values are given with their names:
///
///     struct key { std::int64_t id; };
///     auto find = db.prepare(select(users).where(users.id == param<&key::id>()));
///     auto rows = find({.id = 7});
template <auto Member>
  requires std::is_member_object_pointer_v<decltype(Member)>
constexpr auto param() {
  if constexpr (ValueRange<decltype(type_of_member(Member))>) return range_member_parameter<Member>{};
  else return parameter_of<member_slot<Member>, decltype(type_of_member(Member))>();
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::param;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
/// `(a, b)`.
template <std::size_t N>
struct row {
  static constexpr token word{.what = form::call, .operands = N, .text = "("sv};
};
/// `a in (values b, c)`.
template <std::size_t N>
struct in_rows {
  static constexpr token word{.what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " in (values "sv};
};
template <std::size_t N>
struct not_in_rows {
  static constexpr token word{
      .what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " not in (values "sv};
};
}  // namespace op

/// What is wrong with two items that stand at one place of two rows, if anything.
template <class A, class B>
constexpr diagnosis unlike_items() {
  if constexpr (is_expr<A>) {
    using other = typename std::conditional_t<is_expr<B>, B, std::type_identity<B>>::type;
    if (is_expr<B> ? alike<typename A::type, other> : fits<remove_optional_t<typename A::type>, other>) return {};
    return {fault::unlike_types,
            sentence{"mizzle: row(): ", called(*A::words[0]), " of type ", type_name<typename A::type>(), " stands beside a value of type ",
                     type_name<other>(), "; compare values of one type, or use mz::cast<T>()"}};
  } else if constexpr (is_expr<B>) {
    return unlike_items<B, A>();
  } else {
    return {fault::not_a_value,
            sentence{"mizzle: row(): two values are compared with one another; one of them must be a column or an expression"}};
  }
}
template <class... A, class... B>
constexpr diagnosis unlike_rows(row_types<A...>, row_types<B...>) {
  if constexpr (sizeof...(A) != sizeof...(B)) {
    return {fault::unlike_types, sentence{"mizzle: row(): rows of unlike size are compared; give both as many values"}};
  } else {
    diagnosis result;
    ((result.what == fault::none ? void(result = unlike_items<A, B>()) : void()), ...);
    return result;
  }
}
template <class A, class B>
inline constexpr bool can_be_compared = unlike_rows(A{}, B{}).what == fault::none;

template <class X>
struct item_types_of {
  using type = typename X::item_types;
};
template <class... T, class V, class... K>
struct item_types_of<expr<row_types<T...>, V, K...>> {
  using type = row_types<expr<T, none, bound<sql_type::any>>...>;
};
template <RowSelect X>
struct item_types_of<X> : item_types_of<decltype(std::declval<const X&>().as_row_operand())> {};

/// Several values that are compared as one, from the first on (https://www.sqlite.org/rowvalue.html): columns, expressions, and C++ values,
/// which are bound beside what they are compared with.
template <class... X>
struct row_value {
  using item_types = row_types<X...>;
  boost::hana::tuple<X...> items;

  template <class... Y>
  constexpr auto is(const row_value<Y...>& other) const {
    return compare<op::is>(other);
  }
  template <class... Y>
  constexpr auto is_not(const row_value<Y...>& other) const {
    return compare<op::is_not>(other);
  }
  /// `(a, b) in (values (?, ?), (?, ?))`, or in a select of as many columns.
  template <class... R>
    requires(sizeof...(R) > 0)
  constexpr auto in(const R&... rows) const {
    return membership<op::in_rows<sizeof...(R)>, op::in_select>(rows...);
  }
  template <class... R>
    requires(sizeof...(R) > 0)
  constexpr auto not_in(const R&... rows) const {
    return membership<op::not_in_rows<sizeof...(R)>, op::not_in_select>(rows...);
  }

  template <class Op, class... Y>
  constexpr auto compare(const row_value<Y...>& other) const {
    if constexpr (can_be_compared<item_types, row_types<Y...>>) {
      return infix<bool, Op>(beside(other), other.beside(*this));
    } else {
      (void)accept<unlike_rows(item_types{}, row_types<Y...>{})>();
      return rejected_condition{};
    }
  }
  /// This row as an expression, whose C++ values become parameters like the expressions of the other row.
  template <class... Y>
  constexpr auto beside(const row_value<Y...>& other) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return as_row(collect(item_beside(boost::hana::at_c<I>(items), boost::hana::at_c<I>(other.items))...));
    }(std::index_sequence_for<X...>{});
  }

 private:
  template <class A, class B>
  static constexpr auto item_beside(const A& mine, const B&) {
    if constexpr (is_expr<A>) {
      return mine;
    } else {
      auto e = operand<B>(mine);
      return e;
    }
  }
  template <class T, class V, class... K>
  static constexpr auto as_row(const expr<T, V, K...>& all) {
    return expr<nullable_if<bool, T>, V, op::row<sizeof...(X)>, K...>{all.values};
  }
  template <class InRows, class InSelect, class... R>
  constexpr auto membership(const R&... rows) const {
    if constexpr (!(can_be_compared<item_types, typename item_types_of<R>::type> && ...)) {
      ((void)accept<unlike_rows(item_types{}, typename item_types_of<R>::type{})>(), ...);
      return rejected_condition{};
    } else if constexpr (sizeof...(R) == 1 && (RowSelect<R> && ...)) {
      return in_select<InSelect>(rows.as_row_operand()...);
    } else {
      return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
        return expr<nullable_if<bool, T>, V, InRows, K...>{all.values};
      }(collect(beside(*this), rows.beside(*this)...));
    }
  }
  template <class InSelect, class... T, class V, class... K>
  constexpr auto in_select(const expr<row_types<T...>, V, K...>& rows) const {
    constexpr bool nullable = (is_optional<T> || ...);
    return infix<bool, InSelect>(beside(*this), expr<std::conditional_t<nullable, std::optional<bool>, bool>, V, K...>{rows.values});
  }
};

/// `(a, b)`: several values that are compared as one: `row(messages.created_at, messages.id) < row(time, id)` finds the page behind another
/// one by one condition, which an index of both columns answers.
template <class... X>
  requires(sizeof...(X) > 1)
constexpr auto row(const X&... x) {
  return row_value<std::conditional_t<std::is_array_v<X>, std::string, X>...>{{x...}};
}

#define MIZZLE_ROW_COMPARISON(symbol, name)                                            \
  template <class... A, class... B>                                                    \
  constexpr auto operator symbol(const row_value<A...>& a, const row_value<B...>& b) { \
    return a.template compare<op::name>(b);                                            \
  }
MIZZLE_ROW_COMPARISON(==, equal)
MIZZLE_ROW_COMPARISON(!=, not_equal)
MIZZLE_ROW_COMPARISON(<, less)
MIZZLE_ROW_COMPARISON(<=, less_equal)
MIZZLE_ROW_COMPARISON(>, greater)
MIZZLE_ROW_COMPARISON(>=, greater_equal)
#undef MIZZLE_ROW_COMPARISON

}  // namespace mizzle::detail

namespace mizzle {
using detail::row;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
template <fixed_string Text>
constexpr auto with_holes() {
  auto text = Text;
  char quote = '\0';
  std::size_t holes = 0;
  for (char& c : text.chars) {
    if (quote == '\0' ? c == '"' || c == '\'' : c == quote) quote = quote == '\0' ? c : '\0';
    if (c == '?' && quote == '\0') {
      c = '\1';
      ++holes;
    }
  }
  struct result {
    decltype(Text) text;
    std::size_t holes;
  };
  return result{text, holes};
}
template <fixed_string Text, std::uint16_t Flags = 0>
struct sql {
  static constexpr auto parsed = with_holes<Text>();
  static constexpr token word{
      .what = form::mixfix, .operands = parsed.holes, .binds = precedence::none, .flags = Flags, .text = parsed.text.view()};
};
}  // namespace op

template <class Op, class T, class... X>
constexpr auto own_text(const X&... arguments) {
  static_assert(Op::parsed.holes == sizeof...(X), "mizzle: sql<>(): the text needs one argument for each ?");
  return call_of<T, Op>(arguments...);
}

/// SQL of your own inside a typed statement: `sql<"strftime('%Y', ?, 'unixepoch')", std::string>(messages.created_at)`.
/// Each `?` takes one argument, an expression or a value, which stays one operand whatever stands around it; T is the type
/// that comes back. The text is put in parentheses where it stands beside an operator.
template <fixed_string Text, class T, class... X>
constexpr auto sql(const X&... arguments) {
  return own_text<op::sql<Text>, T>(arguments...);
}

/// The same for SQL that is an aggregate, and so may not stand beside columns that are not grouped:
/// `aggregate_sql<"group_concat(?, ',') filter (where ?)", std::optional<std::string>>(tags.name, tags.shown)`.
template <fixed_string Text, class T, class... X>
constexpr auto aggregate_sql(const X&... arguments) {
  return own_text<op::sql<Text, is_optional<T> ? is_aggregate : is_aggregate | hides_null>, T>(arguments...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::aggregate_sql;
using detail::sql;
}  // namespace mizzle

// What SQLite tells of itself: https://www.sqlite.org/lang_corefunc.html.

namespace mizzle::detail {

/// changes(): the rows that the statement before this one changed on this connection.
template <class... X>
constexpr auto changes(const X&... x) {
  return call<std::int64_t, "changes(">(x...);
}
/// total_changes(): those of all statements since the connection was opened.
template <class... X>
constexpr auto total_changes(const X&... x) {
  return call<std::int64_t, "total_changes(">(x...);
}
/// last_insert_rowid(): the row id of the last row that this connection inserted, or 0.
template <class... X>
constexpr auto last_insert_rowid(const X&... x) {
  return call<std::int64_t, "last_insert_rowid(">(x...);
}
/// sqlite_version(): such as "3.40.1".
template <class... X>
constexpr auto sqlite_version(const X&... x) {
  return call<std::string, "sqlite_version(">(x...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::changes;
using detail::last_insert_rowid;
using detail::sqlite_version;
using detail::total_changes;
}  // namespace mizzle

// Functions of texts and bytes: https://www.sqlite.org/lang_corefunc.html. Each is NULL if an argument is.

namespace mizzle::detail {

/// upper(x): x with the letters a to z in upper case. SQLite knows no other letters.
template <class... X>
constexpr auto upper(const X&... x) {
  return call<std::string, "upper(">(x...);
}
/// lower(x): x with the letters A to Z in lower case.
template <class... X>
constexpr auto lower(const X&... x) {
  return call<std::string, "lower(">(x...);
}
/// trim(x), trim(x, set): x without the spaces, or the characters of set, at both ends.
template <class... X>
constexpr auto trim(const X&... x) {
  return call<std::string, "trim(">(x...);
}
/// ltrim(x), ltrim(x, set): x without them at its beginning.
template <class... X>
constexpr auto ltrim(const X&... x) {
  return call<std::string, "ltrim(">(x...);
}
/// rtrim(x), rtrim(x, set): x without them at its end.
template <class... X>
constexpr auto rtrim(const X&... x) {
  return call<std::string, "rtrim(">(x...);
}
/// replace(x, from, to): x with every `from` replaced.
template <class X, class From, class To>
constexpr auto replace(const X& x, const From& from, const To& to) {
  return call<std::string, "replace(">(x, from, to);
}
/// substr(x, from), substr(x, from, length): a part of x. The first character is 1; a negative number counts from the end.
template <class... X>
constexpr auto substr(const X&... x) {
  return call<std::string, "substr(">(x...);
}
/// length(x): the characters of a text, the bytes of a blob.
template <class... X>
constexpr auto length(const X&... x) {
  return call<std::int64_t, "length(">(x...);
}
/// instr(x, part): where part begins in x, counted from 1; 0 if it is not in it.
template <class... X>
constexpr auto instr(const X&... x) {
  return call<std::int64_t, "instr(">(x...);
}
/// unicode(x): the number of the first character of x; NULL if x is empty.
template <class... X>
constexpr auto unicode(const X&... x) {
  return call<std::optional<std::int64_t>, "unicode(">(x...);
}
/// char(n, ...): the text of the characters that have these numbers; NULL is that of 0.
template <class... N>
constexpr auto char_(const N&... numbers) {
  return call_of<std::string, op::call<"char(", sizeof...(N), hides_null>>(numbers...);
}
/// format(pattern, ...): as printf() writes it: https://www.sqlite.org/printf.html. An argument that is NULL is written as nothing.
template <class Pattern, class... X>
constexpr auto format(const Pattern& pattern, const X&... arguments) {
  const auto p = val(pattern);
  using R = nullable_if<std::string, typename decltype(p)::type>;
  return call_of<R, op::call<"format(", 1 + sizeof...(X), is_optional<R> ? 0 : hides_null>>(p, arguments...);
}
/// hex(x): the bytes of x in hexadecimal digits; of NULL an empty text.
template <class X>
constexpr auto hex(const X& x) {
  return call_of<std::string, op::call<"hex(", 1, hides_null>>(x);
}
/// quote(x): x as an SQL literal; of NULL the text NULL.
template <class X>
constexpr auto quote(const X& x) {
  return call_of<std::string, op::call<"quote(", 1, hides_null>>(x);
}
/// typeof(x): null, integer, real, text or blob. Its name is a keyword of compilers, hence the line behind it.
template <class X>
constexpr auto typeof_(const X& x) {
  return call_of<std::string, op::call<"typeof(", 1, hides_null>>(x);
}
/// zeroblob(n): n zero bytes.
template <class... X>
constexpr auto zeroblob(const X&... x) {
  return call<blob, "zeroblob(">(x...);
}
/// randomblob(n): n random bytes, one at least.
template <class... X>
constexpr auto randomblob(const X&... x) {
  return call<blob, "randomblob(">(x...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::char_;
using detail::format;
using detail::hex;
using detail::instr;
using detail::length;
using detail::lower;
using detail::ltrim;
using detail::quote;
using detail::randomblob;
using detail::replace;
using detail::rtrim;
using detail::substr;
using detail::trim;
using detail::typeof_;
using detail::unicode;
using detail::upper;
using detail::zeroblob;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct when {
  static constexpr token word{.what = form::when, .operands = 1};
};
}  // namespace op

/// What stands only if `on`, a run-time value. What is left out takes no part in the statement, and its values are not bound.
///
/// - A part of a condition: `a && when(on, b)` is `a and b`, or just `a`. A where() whose parts all vanish is no where(); an update or delete
///   must therefore keep one part that always stands.
/// - A field of a select: `select(t.id, when(on, t.body))`. Its type is optional, and without it `null` stands in its place.
/// - A term of order_by() or group_by(): `order_by(when(by_name, asc(t.name)), t.id)`. Without any, there is no such clause.
template <class T, class V, class... K>
constexpr auto when(bool on, const expr<T, V, K...>& e) {
  return expr<T, maybe<V>, op::when, K...>{{on, e.values}};
}
template <fixed_string Name, class T, class V, class... K>
constexpr auto when(bool on, const named<Name, T, V, K...>& e) {
  return named<Name, T, maybe<V>, op::when, K...>{{{on, e.values}}};
}
template <class V, class... K>
constexpr auto when(bool on, const ordering<V, K...>& term) {
  return ordering<maybe<V>, op::when, K...>{{on, term.values}};
}

/// `column = value`, which stands only if a run-time value says so.
template <class V, class Column, class... K>
struct optional_assignment {
  using column = Column;
  maybe<V> values;
};
template <class V, class C, class... K>
inline constexpr bool is_assignment<optional_assignment<V, C, K...>> = true;
template <class A>
inline constexpr bool is_optional_assignment = false;
template <class V, class C, class... K>
inline constexpr bool is_optional_assignment<optional_assignment<V, C, K...>> = true;

/// An assignment of set() or do_update(): `set(when(renamed, t.name = name), t.seen = 1)`. A column that is left out is as if it were not
/// named: it keeps its value, or gets what its function gives. Where all are left out, set() throws an invalid_request.
template <class V, class C, class... K>
constexpr auto when(bool on, const assignment<V, C, K...>& a) {
  return optional_assignment<V, C, K...>{{on, a.values}};
}
template <class V, class C, class... K>
constexpr auto when(bool on, const optional_assignment<V, C, K...>& a) {
  return optional_assignment<V, C, K...>{{on && a.values.on, a.values.values}};
}
template <class V, class C, class... K>
MIZZLE_INLINE constexpr auto as_run(const optional_assignment<V, C, K...>& a) {
  return run_of<maybe<V>, op::when, op::assign, C, K...>{a.values};
}

/// `column = *value` if the optional holds a value; otherwise the column is not named: `set(set_if(t.name, patch.name))`. Of a column that can be
/// NULL the same is true, so that NULL is written by a std::optional<std::optional<T>> that holds one without a value.
template <class T, class V, class... K, class X>
constexpr auto set_if(const expr<T, V, K...>& column, const std::optional<X>& value) {
  using set = decltype(when(true, column = *value));
  if (value) return when(true, column = *value);
  return set{};
}
template <class T, class V, class... K, class X>
constexpr auto set_if(const expr<T, V, K...>& column, const X& value) {
  static_assert(is_optional<X>, "mizzle: set_if(): it takes a std::optional, whose value is set if there is one; write column = value");
  return column = value;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::set_if;
using detail::when;
}  // namespace mizzle

namespace mizzle::detail {

// https://www.sqlite.org/windowfunctions.html#built_in_window_functions. Each needs .over(...).

/// A call of a window function; its result type does not depend on whether the arguments are nullable.
template <class R, fixed_string Opening, class... X>
constexpr auto window_call(const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? needs_window : needs_window | hides_null;
  return call_of<R, op::call<Opening, sizeof...(X), flags>>(arguments...);
}

// Those without arguments are templates of what they yield, so that an expression is made only of those that are called.

/// The number of the row within its partition, from 1 on.
template <class R = std::int64_t>
constexpr auto row_number() {
  return window_call<R, "row_number(">();
}
/// The number of the first row that is equal to this one in order; with gaps, and without.
template <class R = std::int64_t>
constexpr auto rank() {
  return window_call<R, "rank(">();
}
template <class R = std::int64_t>
constexpr auto dense_rank() {
  return window_call<R, "dense_rank(">();
}
/// (rank - 1) / (rows - 1), from 0 to 1.
template <class R = double>
constexpr auto percent_rank() {
  return window_call<R, "percent_rank(">();
}
/// The part of the rows that come no later than this one, above 0 up to 1.
template <class R = double>
constexpr auto cume_dist() {
  return window_call<R, "cume_dist(">();
}
/// The rows divided into n parts as equal as can be: the number of the row's part, from 1 on. An n below 1 is an sql_error.
template <class N>
constexpr auto ntile(const N& n) {
  return window_call<std::int64_t, "ntile(">(n);
}

/// lag() and lead() with what stands where there is no such row: of a type that holds both.
template <fixed_string Opening, Expression E, Expression D>
constexpr auto neighbour(const E& x, std::int64_t offset, const D& otherwise) {
  using A = typename E::type;
  using B = typename D::type;
  return window_call<nullable_if<common_of<A, B>, A, B>, Opening>(x, offset, otherwise);
}
/// x of the row that comes `offset` rows before this one (lag) or behind it (lead); where there is none, NULL, or `otherwise`.
template <Expression E>
constexpr auto lag(const E& x, std::int64_t offset = 1) {
  return window_call<add_optional_t<typename E::type>, "lag(">(x, offset);
}
template <Expression E, class D>
constexpr auto lag(const E& x, std::int64_t offset, const D& otherwise) {
  return neighbour<"lag(">(x, offset, nullable_operand<E>(otherwise));
}
template <Expression E>
constexpr auto lead(const E& x, std::int64_t offset = 1) {
  return window_call<add_optional_t<typename E::type>, "lead(">(x, offset);
}
template <Expression E, class D>
constexpr auto lead(const E& x, std::int64_t offset, const D& otherwise) {
  return neighbour<"lead(">(x, offset, nullable_operand<E>(otherwise));
}

/// x of the first, the last or the n-th row of the frame; NULL if the frame has none.
template <Expression E>
constexpr auto first_value(const E& x) {
  return window_call<add_optional_t<typename E::type>, "first_value(">(x);
}
template <Expression E>
constexpr auto last_value(const E& x) {
  return window_call<add_optional_t<typename E::type>, "last_value(">(x);
}
template <Expression E, class N>
constexpr auto nth_value(const E& x, const N& n) {
  return window_call<add_optional_t<typename E::type>, "nth_value(">(x, n);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::cume_dist;
using detail::dense_rank;
using detail::first_value;
using detail::lag;
using detail::last_value;
using detail::lead;
using detail::nth_value;
using detail::ntile;
using detail::percent_rank;
using detail::rank;
using detail::row_number;
}  // namespace mizzle

namespace mizzle::detail {

/// Whether SQLite takes two names or keywords for one: it does not tell upper from lower case in ASCII letters.
constexpr bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto in_lower_case = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i != a.size(); ++i) {
    if (in_lower_case(a[i]) != in_lower_case(b[i])) return false;
  }
  return true;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A foreign key's other side.
struct reference_info {
  std::string_view table{};
  std::string_view column{};
  std::string_view on_delete{};
  std::string_view on_update{};
  bool deferred = false;
};

enum class default_kind : unsigned char { none, integer, real, text, sql };

struct tokens;

/// All that is known of a column at compile time, apart from its C++ type.
struct column_info {
  std::string_view name{};
  sql_type type = sql_type::any;
  bool nullable = false;
  bool primary_key = false;
  bool row_id = false;  // the only primary key, an integer, of a table that has row ids
  bool autoincrement = false;
  bool unique = false;
  bool numeric = false;  // SQLite keeps whole numbers as integers: declared so, or of a named query that may yield such ones
  bool default_fn = false;
  bool on_update = false;
  bool references_self = false;
  bool generated_stored = false;
  const tokens* default_expression = nullptr;    // what default_fn gives, if that is SQL
  const tokens* on_update_expression = nullptr;  // the same of on_update_fn
  default_kind has_default = default_kind::none;
  std::int64_t default_integer = 0;
  double default_real = 0;
  std::string_view default_text{};
  std::string_view generated{};
  std::string_view check{};
  const std::string_view* names = nullptr;  // that alone can be stored
  std::size_t name_count = 0;
  std::string_view collate{};
  reference_info reference{};

  /// Whether an insert may leave the column out, in a table with or without row ids.
  [[nodiscard]] constexpr bool omittable(bool row_ids = true) const noexcept {
    return nullable || default_fn || on_update || has_default != default_kind::none || (row_id && row_ids);
  }
  /// Whether a function gives the value where an insert leaves the column out: default_fn, or on_update_fn where the table
  /// has no default of its own.
  [[nodiscard]] constexpr bool filled_by_function() const noexcept {
    return default_fn || (on_update && has_default == default_kind::none);
  }
  /// The SQL that such a function gives; null if it gives a value.
  [[nodiscard]] constexpr const tokens* expression_on_insert() const noexcept {
    return default_fn ? default_expression : filled_by_function() ? on_update_expression : nullptr;
  }
  /// Whether each row to insert decides what stands for the column: its own value, or the function's SQL, or nothing, so
  /// that the database fills it in.
  [[nodiscard]] constexpr bool decided_by_row() const noexcept {
    return generated.empty() && omittable() && (!filled_by_function() || expression_on_insert());
  }
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// The column is the primary key, or one of several that make it. A lone integer one is SQLite's row id and may be left out
/// of an insert, unless the table is without_rowid.
struct primary_key {
  static constexpr void describe(column_info& c) { c.primary_key = true; }
};
/// Rowids are never used again, also not after a delete (https://www.sqlite.org/autoinc.html).
struct autoincrement {
  static constexpr void describe(column_info& c) { c.autoincrement = true; }
};
/// No two rows have the same value here.
struct unique {
  static constexpr void describe(column_info& c) { c.unique = true; }
};
/// The column is declared `numeric`, as files of other programs may have it: SQLite keeps a number there as an integer if it is one, and
/// otherwise as a real (https://www.sqlite.org/datatype3.html#type_affinity). Its C++ type is an integer, a real, or mz::decimal.
struct numeric {
  static constexpr bool needs_number = true;
  static constexpr void describe(column_info& c) { c.numeric = true; }
};
/// A literal as a template argument: a number, a bool, an enumerator or a text.
template <class T>
struct literal {
  T value;
  constexpr literal(T v) noexcept : value{v} {}
};
template <std::size_t N>
struct literal<fixed_string<N>> {
  fixed_string<N> value;
  constexpr literal(const char (&text)[N]) noexcept : value{text} {}
};
template <std::size_t N>
literal(const char (&)[N]) -> literal<fixed_string<N>>;

/// `default V`: a number, a bool, an enumerator or a text literal that the column's own type can hold. An insert that leaves
/// the column out gets V from the database.
template <literal V>
struct default_value {
  static constexpr auto value = V.value;
  static constexpr void describe(column_info& c) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::floating_point<T>) {
      c.default_real = value;
      c.has_default = default_kind::real;
    } else if constexpr (requires { value.view(); }) {
      c.default_text = value.view();
      c.has_default = default_kind::text;
    } else if constexpr (std::same_as<T, char>) {
      c.default_text = {&value, 1};
      c.has_default = default_kind::text;
    } else if constexpr (requires { codec<T>::text(value); }) {
      c.default_text = codec<T>::text(value);
      c.has_default = default_kind::text;
    } else {
      c.default_integer = codec<T>::encode(value);
      c.has_default = default_kind::integer;
    }
  }
};
/// `default (expression)`, such as `default_sql<"unixepoch()">`.
template <fixed_string Expression>
struct default_sql {
  static constexpr auto text = Expression;
  static constexpr void describe(column_info& c) {
    c.default_text = text.view();
    c.has_default = default_kind::sql;
  }
};
/// What a function of default_fn or on_update_fn gives: its type as a value, and its words if it is SQL.
template <class Result>
struct made_by {
  using type = std::decay_t<Result>;
  using values = none;
  static constexpr bool is_sql = false;
  static constexpr const tokens* expression = nullptr;
  /// A view of this would have nothing to look at: nobody keeps it.
  static constexpr bool passes = std::is_class_v<Result>;
};
template <class Result>
  requires Expression<Result> || ScalarSelect<std::remove_cvref_t<Result>>
struct made_by<Result> {
  using sql = decltype(val(std::declval<Result>()));
  using type = typename sql::type;
  using values = decltype(sql::values);
  static constexpr bool is_sql = true;
  static constexpr const tokens* expression = &sql::all;
  static constexpr bool passes = false;
};
/// Calls F, a function or captureless lambda, for each inserted row that leaves the column out, also where it is nullable or
/// has a default of the table; `insert ... select` calls it once for all its rows. F may give an SQL expression, which the
/// database evaluates for each row: `default_fn<[] { return mz::sql<"randomblob(16)", mz::blob>(); }>`. Not part of the
/// table's DDL.
template <auto F>
struct default_fn {
  using made = made_by<decltype(F())>;
  static constexpr std::string_view called = "default_fn";
  static constexpr void describe(column_info& c) {
    c.default_fn = true;
    c.default_expression = made::expression;
  }
  static constexpr auto on_insert = F;
};
/// Calls F for each update that does not set the column, do_update() included, and for an insert that leaves it out if there
/// is neither a default_fn nor a default of the table. F may give an SQL expression.
template <auto F>
struct on_update_fn {
  using made = made_by<decltype(F())>;
  static constexpr std::string_view called = "on_update_fn";
  static constexpr void describe(column_info& c) {
    c.on_update = true;
    c.on_update_expression = made::expression;
  }
  static constexpr auto on_update = F;
};

/// The generated column is computed when a row is written, and kept.
struct stored;
/// The generated column is computed when it is read.
struct virtual_;
/// `generated always as (expression)`; such a column cannot be written.
template <fixed_string Expression, class Kind = virtual_>
struct generated {
  static constexpr auto text = Expression;
  static constexpr void describe(column_info& c) {
    c.generated = text.view();
    c.generated_stored = std::same_as<Kind, stored>;
  }
};
/// `check (expression)` of one column.
template <fixed_string Expression>
struct check_sql {
  static constexpr auto text = Expression;
  static constexpr void describe(column_info& c) { c.check = text.view(); }
};
/// `check ("column" in ('low', 'high'))` of an enumeration that by_name stores: other programs can write no other text either.
struct check_names {
  template <class T>
  static constexpr void describe_as(column_info& c) {
    c.names = codec<T>::names;
    c.name_count = std::size(codec<T>::names);
  }
};
/// `collate name`: how texts of this column compare.
template <fixed_string Name>
struct collate {
  static constexpr auto text = Name;
  static constexpr void describe(column_info& c) { c.collate = text.view(); }
};

#define MIZZLE_ACTIONS(clause, member)                                              \
  namespace clause {                                                                \
  struct cascade {                                                                  \
    static constexpr void describe(reference_info& r) { r.member = "cascade"; }     \
  };                                                                                \
  struct restrict_ {                                                                \
    static constexpr void describe(reference_info& r) { r.member = "restrict"; }    \
  };                                                                                \
  struct set_null {                                                                 \
    static constexpr void describe(reference_info& r) { r.member = "set null"; }    \
  };                                                                                \
  struct set_default {                                                              \
    static constexpr void describe(reference_info& r) { r.member = "set default"; } \
  };                                                                                \
  struct no_action {                                                                \
    static constexpr void describe(reference_info& r) { r.member = "no action"; }   \
  };                                                                                \
  }
/// What happens to a row when the row that it references is deleted, or its key updated.
MIZZLE_ACTIONS(on_delete, on_delete)
MIZZLE_ACTIONS(on_update, on_update)
#undef MIZZLE_ACTIONS
/// The reference is checked at commit, not at the end of the statement.
struct deferred {
  static constexpr void describe(reference_info& r) { r.deferred = true; }
};

/// A foreign key of one column, to a primary key or a unique column: `references<channels.id, on_delete::cascade>`.
template <auto Column, class... Actions>
struct references {
  using referenced = typename decltype(Column)::type;
  using column = decltype(Column);
  static constexpr void describe(column_info& c) {
    const token& word = *decltype(Column)::words[0];
    c.reference = {word.from->name, word.text, {}, {}, false};
    (Actions::describe(c.reference), ...);
  }
};
/// A foreign key to a primary key or a unique column of the same table.
template <fixed_string Column, class... Actions>
struct references_self {
  static constexpr auto text = Column;
  static constexpr void describe(column_info& c) {
    c.reference = {{}, text.view(), {}, {}, false};
    c.references_self = true;
    (Actions::describe(c.reference), ...);
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::autoincrement;
using detail::check_names;
using detail::check_sql;
using detail::collate;
using detail::default_fn;
using detail::default_sql;
using detail::default_value;
using detail::deferred;
using detail::generated;
using detail::numeric;
using detail::on_update_fn;
using detail::primary_key;
using detail::references;
using detail::references_self;
using detail::stored;
using detail::unique;
using detail::virtual_;
/// What happens to a row when the row that it references is deleted: on_delete::cascade, restrict_, set_null, set_default or no_action.
namespace on_delete = detail::on_delete;
/// What happens to a row when the key that it references is updated: on_update::cascade, restrict_, set_null, set_default or no_action.
namespace on_update = detail::on_update;
}  // namespace mizzle

namespace mizzle::detail {

// What is checked of one column where a table is declared. Each check returns a diagnosis; the declaration asserts it.

/// Whether a column can have a type: it has a codec, and keeps no view of what is gone.
template <class T>
inline constexpr bool is_sound_type = is_storable<remove_optional_t<T>> && !wraps_view<remove_optional_t<T>>;
/// What is wrong with the first type that a column, or several, cannot have.
template <class T, class... More>
constexpr diagnosis check_type(std::string_view where, std::string_view name) {
  if constexpr (!is_storable<remove_optional_t<T>>) {
    return {fault::no_codec, sentence{"mizzle: ", where, name, ": the C++ type ", type_name<T>(), " has no codec; ",
                                      cure_without_codec<remove_optional_t<T>>}};
  } else if constexpr (!is_sound_type<T>) {
    return {fault::schema,
            sentence{"mizzle: ", where, name, ": the C++ type ", type_name<T>(),
                     " wraps a view, and a row would keep the view when what it shows is gone; wrap std::string or mizzle::blob"}};
  } else {
    return check_type<More...>(where, name);
  }
}

/// Whether a codec takes the literal of a default_value as a Stored, as far as that can be known at compile time.
template <class B, class A, class Stored>
constexpr bool accepted() {
  if constexpr (requires { typename std::bool_constant<codec<B>::accepts(static_cast<Stored>(A::value))>; })
    return codec<B>::accepts(static_cast<Stored>(A::value));
  return true;
}
template <class B, class A>
constexpr bool accepted_text() {
  if constexpr (requires { typename std::bool_constant<codec<B>::accepts(A::value.view())>; }) return codec<B>::accepts(A::value.view());
  return true;
}

/// Whether a column of type B can hold the literal of its default_value A, going by how B is stored.
template <class B, class A>
constexpr bool holds_default() {
  using L = std::remove_cvref_t<decltype(A::value)>;
  using Stored = typename codec<B>::stored;
  if constexpr (requires { A::value.view(); }) {
    if constexpr (std::same_as<Stored, std::string>) return accepted_text<B, A>();
    return false;
  } else if constexpr (std::same_as<L, bool> || std::same_as<L, char> || std::is_enum_v<L> || std::is_class_v<L>) {
    if constexpr (!std::same_as<L, B>) return false;
    else if constexpr (requires { codec<B>::text(A::value); })
      return requires { typename std::bool_constant<codec<B>::text(A::value).empty()>; };
    else return true;
  } else if constexpr (std::same_as<Stored, double>) {
    return accepted<B, A, double>();
  } else if constexpr (std::same_as<Stored, std::int64_t> && std::integral<L>) {
    if constexpr (std::is_signed_v<L> || static_cast<std::uint64_t>(A::value) <= INT64_MAX) return accepted<B, A, std::int64_t>();
    return false;
  } else {
    return false;
  }
}

template <fixed_string Name, class T, class A>
constexpr diagnosis check_default() {
  if constexpr (!holds_default<remove_optional_t<T>, A>()) {
    using L = std::conditional_t<requires { A::value.view(); }, std::string, std::remove_cvref_t<decltype(A::value)>>;
    return {fault::schema,
            sentence{"mizzle: default_value: column ", Name.view(), " of type ", type_name<T>(), " cannot hold its default of type ",
                     type_name<L>(), ": another type, out of range, or none of the names; give one that it can hold"}};
  } else {
    return {};
  }
}

/// Whether an expression stands by itself: it names no column and folds no rows.
constexpr bool stands_alone(const tokens* words) {
  if (!words) return true;
  for (auto at = words->first; at != words->last; ++at) {
    if ((*at)->what == form::column || (*at)->has(is_aggregate)) return false;
  }
  return true;
}
/// What default_fn or on_update_fn gives must be of the column's type, and must outlive the call where the column is a view.
template <fixed_string Name, class T, class A>
constexpr diagnosis check_function() {
  using B = remove_optional_t<T>;
  using made = typename A::made;
  using R = typename made::type;
  if constexpr (shapes_text<typename made::values> || !stands_alone(made::expression)) {
    return {
        fault::schema,
        sentence{
            "mizzle: ", A::called, ": the SQL of column ", Name.view(),
            " has a mz::when(), a column or an aggregate in it, and there is no row yet; write it without, or with mz::sql<\"...\", T>()"}};
  } else if constexpr (!is_optional<T> && (is_nullopt<R> || is_optional<R>)) {
    return {fault::null_into_not_null,
            sentence{"mizzle: ", A::called, ": column ", Name.view(),
                     " is NOT NULL and its function gives what can be NULL; declare the column std::optional, or give it a value"}};
  } else if constexpr (!is_nullopt<R> && !storable_as<B, remove_optional_t<R>>) {
    return {fault::unlike_types,
            sentence{"mizzle: ", A::called, ": column ", Name.view(), " of type ", type_name<T>(), " is given a value of type ",
                     type_name<R>(), " by its function; give a value of the column's own type"}};
  } else if constexpr (is_view<B> && made::passes && !is_view<remove_optional_t<R>>) {
    return {fault::passing_view,
            sentence{"mizzle: ", A::called, ": column ", Name.view(),
                     " is a view, and its function gives a text or blob that nobody keeps; declare the column std::string or mz::blob"}};
  } else {
    return {};
  }
}

template <fixed_string Name, class T, class A>
constexpr diagnosis check_reference() {
  constexpr const token& to = *A::column::words[0];
  if constexpr (!std::same_as<remove_optional_t<T>, remove_optional_t<typename A::referenced>>) {
    return {fault::reference_type,
            sentence{"mizzle: references: column ", Name.view(), " of type ", type_name<T>(), " references ", to.from->name, ".", to.text,
                     " of type ", type_name<typename A::referenced>(), "; give both the same C++ type"}};
  } else if constexpr (!is_referable(typename A::column{})) {
    return {fault::schema, sentence{"mizzle: references: column ", Name.view(), " references ", to.from->name, ".", to.text,
                                    ", which is neither the primary key nor unique; reference a key, or declare that column mz::unique"}};
  } else {
    return {};
  }
}

/// What is wrong with the attribute A of a column, if anything is.
template <fixed_string Name, class T, class A>
constexpr diagnosis check_attribute() {
  if constexpr (requires { typename A::referenced; }) {
    return check_reference<Name, T, A>();
  } else if constexpr (requires { typename A::made; }) {
    return check_function<Name, T, A>();
  } else if constexpr (requires { A::value; }) {
    return check_default<Name, T, A>();
  } else if constexpr (std::same_as<A, check_names> && !requires { codec<remove_optional_t<T>>::names; }) {
    return {fault::schema, sentence{"mizzle: check_names: column ", Name.view(), " of type ", type_name<T>(),
                                    " has no names; use it with an enumeration whose codec is a mz::by_name"}};
  } else if constexpr (requires { A::needs_number; } && type_of<T> != sql_type::integer && type_of<T> != sql_type::real) {
    return {fault::schema, sentence{"mizzle: numeric: column ", Name.view(), " of type ", type_name<T>(),
                                    " is stored as no number, and would be read as another type than it was written; give it an integer or "
                                    "real type, or mz::decimal of <mizzle/value/decimal.hpp>"}};
  } else {
    return {};
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A struct whose members are those of two others, which it derives from: it names them as first_part and second_part, and tells
/// how many members each has as first_size and second_size. A table can be declared so, with the columns of another one and more.
template <class T>
concept Joined = requires { typename T::second_part; };

template <class T>
constexpr decltype(auto) unpack_joined(T& object, auto&& function);

/// The most columns that a table can have. SQLite itself allows 2,000; Cloudflare D1 allows as many as this.
inline constexpr std::size_t max_columns = 100;

/// Calls f with the N members of an aggregate, in order. Structured bindings cannot be variadic, hence one for each N.
template <std::size_t N>
struct unpacker {
  static_assert(N <= max_columns, "mizzle: table: a table has at most 100 columns; split it");
};

// The members are called a0 to a9, b0 to b9 and so on up to j9.
#define MIZZLE_MEMBERS_1(x) x##0
#define MIZZLE_MEMBERS_2(x) MIZZLE_MEMBERS_1(x), x##1
#define MIZZLE_MEMBERS_3(x) MIZZLE_MEMBERS_2(x), x##2
#define MIZZLE_MEMBERS_4(x) MIZZLE_MEMBERS_3(x), x##3
#define MIZZLE_MEMBERS_5(x) MIZZLE_MEMBERS_4(x), x##4
#define MIZZLE_MEMBERS_6(x) MIZZLE_MEMBERS_5(x), x##5
#define MIZZLE_MEMBERS_7(x) MIZZLE_MEMBERS_6(x), x##6
#define MIZZLE_MEMBERS_8(x) MIZZLE_MEMBERS_7(x), x##7
#define MIZZLE_MEMBERS_9(x) MIZZLE_MEMBERS_8(x), x##8
#define MIZZLE_MEMBERS_10(x) MIZZLE_MEMBERS_9(x), x##9

#define MIZZLE_UNPACKER(n, ...)                                                                                             \
  template <>                                                                                                               \
  struct unpacker<n> {                                                                                                      \
    static constexpr decltype(auto) apply(auto& object, auto&& function) {                                                  \
      auto& [__VA_ARGS__] = object;                                                                                         \
      return function(__VA_ARGS__);                                                                                         \
    }                                                                                                                       \
    static constexpr decltype(auto) apply(Joined auto& object, auto&& function) { return unpack_joined(object, function); } \
  };

// Ten of them: behind the members of the full tens, which end with a comma, come one to ten called x.
#define MIZZLE_UNPACKERS(tens, x, ...)                            \
  MIZZLE_UNPACKER(tens * 10 + 1, __VA_ARGS__ MIZZLE_MEMBERS_1(x)) \
  MIZZLE_UNPACKER(tens * 10 + 2, __VA_ARGS__ MIZZLE_MEMBERS_2(x)) \
  MIZZLE_UNPACKER(tens * 10 + 3, __VA_ARGS__ MIZZLE_MEMBERS_3(x)) \
  MIZZLE_UNPACKER(tens * 10 + 4, __VA_ARGS__ MIZZLE_MEMBERS_4(x)) \
  MIZZLE_UNPACKER(tens * 10 + 5, __VA_ARGS__ MIZZLE_MEMBERS_5(x)) \
  MIZZLE_UNPACKER(tens * 10 + 6, __VA_ARGS__ MIZZLE_MEMBERS_6(x)) \
  MIZZLE_UNPACKER(tens * 10 + 7, __VA_ARGS__ MIZZLE_MEMBERS_7(x)) \
  MIZZLE_UNPACKER(tens * 10 + 8, __VA_ARGS__ MIZZLE_MEMBERS_8(x)) \
  MIZZLE_UNPACKER(tens * 10 + 9, __VA_ARGS__ MIZZLE_MEMBERS_9(x)) \
  MIZZLE_UNPACKER(tens * 10 + 10, __VA_ARGS__ MIZZLE_MEMBERS_10(x))

#define MIZZLE_TENS_1 MIZZLE_MEMBERS_10(a),
#define MIZZLE_TENS_2 MIZZLE_TENS_1 MIZZLE_MEMBERS_10(b),
#define MIZZLE_TENS_3 MIZZLE_TENS_2 MIZZLE_MEMBERS_10(c),
#define MIZZLE_TENS_4 MIZZLE_TENS_3 MIZZLE_MEMBERS_10(d),
#define MIZZLE_TENS_5 MIZZLE_TENS_4 MIZZLE_MEMBERS_10(e),
#define MIZZLE_TENS_6 MIZZLE_TENS_5 MIZZLE_MEMBERS_10(f),
#define MIZZLE_TENS_7 MIZZLE_TENS_6 MIZZLE_MEMBERS_10(g),
#define MIZZLE_TENS_8 MIZZLE_TENS_7 MIZZLE_MEMBERS_10(h),
#define MIZZLE_TENS_9 MIZZLE_TENS_8 MIZZLE_MEMBERS_10(i),

MIZZLE_UNPACKERS(0, a, )
MIZZLE_UNPACKERS(1, b, MIZZLE_TENS_1)
MIZZLE_UNPACKERS(2, c, MIZZLE_TENS_2)
MIZZLE_UNPACKERS(3, d, MIZZLE_TENS_3)
MIZZLE_UNPACKERS(4, e, MIZZLE_TENS_4)
MIZZLE_UNPACKERS(5, f, MIZZLE_TENS_5)
MIZZLE_UNPACKERS(6, g, MIZZLE_TENS_6)
MIZZLE_UNPACKERS(7, h, MIZZLE_TENS_7)
MIZZLE_UNPACKERS(8, i, MIZZLE_TENS_8)
MIZZLE_UNPACKERS(9, j, MIZZLE_TENS_9)

template <class T>
constexpr decltype(auto) unpack_joined(T& object, auto&& function) {
  using first = std::conditional_t<std::is_const_v<T>, const typename T::first_part, typename T::first_part>;
  using second = std::conditional_t<std::is_const_v<T>, const typename T::second_part, typename T::second_part>;
  return unpacker<T::first_size>::apply(static_cast<first&>(object), [&](auto&... a) -> decltype(auto) {
    return unpacker<T::second_size>::apply(static_cast<second&>(object),
                                           [&](auto&... b) -> decltype(auto) { return function(a..., b...); });
  });
}

#undef MIZZLE_UNPACKERS
#undef MIZZLE_UNPACKER
#undef MIZZLE_MEMBERS_1
#undef MIZZLE_MEMBERS_2
#undef MIZZLE_MEMBERS_3
#undef MIZZLE_MEMBERS_4
#undef MIZZLE_MEMBERS_5
#undef MIZZLE_MEMBERS_6
#undef MIZZLE_MEMBERS_7
#undef MIZZLE_MEMBERS_8
#undef MIZZLE_MEMBERS_9
#undef MIZZLE_MEMBERS_10
#undef MIZZLE_TENS_1
#undef MIZZLE_TENS_2
#undef MIZZLE_TENS_3
#undef MIZZLE_TENS_4
#undef MIZZLE_TENS_5
#undef MIZZLE_TENS_6
#undef MIZZLE_TENS_7
#undef MIZZLE_TENS_8
#undef MIZZLE_TENS_9

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A list of types.
template <class... T>
struct types {
  static constexpr std::size_t size = sizeof...(T);
};

/// A column as its declaration describes it.
template <fixed_string Name, class T, class... Attributes>
struct described_column {
  using type = T;
  using attributes = types<Attributes...>;

  static constexpr column_info describe() {
    column_info c;
    c.name = Name.view();
    if constexpr (is_storable<remove_optional_t<T>>) {
      c.type = type_of<T>;
      c.nullable = is_optional<T>;
      (describe_with<Attributes>(c), ...);
      c.row_id = c.primary_key && c.type == sql_type::integer && !c.numeric;  // if the table agrees, which `definition` knows
    }
    return c;
  }
  static constexpr column_info info = describe();
  /// Asserts that nothing is wrong with it. The table asks, when it is declared.
  static constexpr bool check() {
    if constexpr (!is_sound_type<T>) return accept<check_type<T>("column ", Name.view())>();
    else return (accept<check_attribute<Name, T, Attributes>()>() && ... && true);
  }

 private:
  template <class A>
  static constexpr void describe_with(column_info& c) {
    if constexpr (check_attribute<Name, T, A>().what == fault::none) {
      if constexpr (requires { A::describe(c); }) A::describe(c);
      else A::template describe_as<remove_optional_t<T>>(c);
    }
  }
};

/// What a column's declaration is used as, when it is used as a description.
struct as_description {
  template <fixed_string Name, class T, class... A>
  using member = described_column<Name, T, A...>;
};

/// The columns of a declaration, seen as its description.
// It takes a type, as everything does that has static members: GCC 12 gives static members of a template over a template
// external linkage even if that one is in an unnamed namespace, and mixes up those of several files.
template <class Description, bool RowIds = true>
struct definition_of {
  using description = Description;
  /// Each described column is an empty class, so that the number of columns is the size of the struct.
  static constexpr std::size_t size = sizeof(description);

  static constexpr auto describe() {
    description all{};
    return unpacker<size>::apply(
        all, [](const auto&... c) { return with_row_id(std::array<column_info, size>{{std::remove_cvref_t<decltype(c)>::info...}}); });
  }
  /// Several primary keys are one composite key, and none of them is the row id.
  static constexpr bool has_one_key(const std::array<column_info, size>& all) {
    unsigned keys = 0;
    for (const column_info& c : all) keys += c.primary_key;
    return keys < 2;
  }
  static constexpr auto with_row_id(std::array<column_info, size> all) {
    if (!has_one_key(all)) {
      for (column_info& c : all) c.row_id = false;
    }
    return all;
  }
  static constexpr auto columns = describe();
  /// Whether a lone integer primary key is the row id.
  static constexpr bool has_row_id = has_one_key(columns);

  static consteval unsigned index(std::string_view name) {
    for (unsigned i = 0; i != size; ++i) {
      if (columns[i].name == name) return i;
    }
    return size;
  }
  /// A list of the described columns.
  static auto list() {
    description* all = nullptr;
    return unpacker<size>::apply(*all, [](auto&... c) { return types<std::remove_cvref_t<decltype(c)>...>{}; });
  }
  using described = decltype(list());
};

/// A struct that has other members than columns, which are empty.
template <class Description>
  requires(alignof(Description) != 1)
struct definition_of<Description, true> {
  static constexpr bool has_other_members = true;
  static constexpr std::size_t size = 1;
  static consteval unsigned index(std::string_view) { return 0; }
  static constexpr std::array<column_info, size> columns{};
  static constexpr bool has_row_id = true;
  using described = types<>;
};

/// The columns of a table without row ids.
template <class Description>
struct definition_of<Description, false> : definition_of<Description> {
  static constexpr auto without_row_id(auto all) {
    for (column_info& c : all) c.row_id = false;
    return all;
  }
  static constexpr auto columns = without_row_id(definition_of<Description>::columns);
  static constexpr bool has_row_id = false;
};

/// The columns of a declaration `template <class As> struct User { ... };`.
template <template <class> class Def, bool RowIds = true>
using definition = definition_of<Def<as_description>, RowIds>;

/// The declaration of one column inside a table's struct; As says what the struct is used as.
///
///     mz::column<As, "name", std::string, mz::unique> name{};
///
/// A column is nullable exactly when T is a std::optional. Attributes: primary_key, autoincrement, unique, default_value,
/// default_sql, default_fn, on_update_fn, generated, check_sql, check_names, collate, numeric, references, references_self.
template <class As, fixed_string Name, class T, class... Attributes>
using column = typename As::template member<Name, T, Attributes...>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::column;
}  // namespace mizzle

namespace mizzle::detail {

template <class Source>
struct source_traits;

/// The source behind a table or alias type, as a constant.
template <class Source>
inline constexpr source source_of = source_traits<Source>::describe();

constexpr std::uint16_t flags_of(const column_info& column) {
  const bool whole = column.numeric && column.type == sql_type::real;
  return static_cast<std::uint16_t>((column.nullable ? is_nullable : 0) | (whole ? keeps_whole : 0));
}
/// The token of one column of a table or an alias.
template <class Source, unsigned Index>
struct column_token {
  static constexpr const column_info& info = source_traits<Source>::definition::columns[Index];
  static constexpr token word{
      .what = form::column, .type = info.type, .flags = flags_of(info), .position = Index, .text = info.name, .from = &source_of<Source>};
};
/// The token of a table or an alias as a source.
template <class Source>
struct source_token {
  static constexpr token word{.what = form::source, .text = source_of<Source>.label(), .from = &source_of<Source>};
};

/// What a column's declaration is used as in queries: an expression.
template <class Source, template <class> class Def>
struct as_columns {
  template <fixed_string Name, class T, class... A>
  using member = expr<T, none, column_token<Source, definition<Def>::index(Name.view())>>;
};

/// Every column is checked by SQLite against its declared type (https://www.sqlite.org/stricttables.html).
struct strict {};
/// The table is kept in the order of its primary key (https://www.sqlite.org/withoutrowid.html).
struct without_rowid {};

/// The names of the table and of its indexes begin with a text, which several tables can have in common:
///
///     using app = mz::prefix<"app_">;
///     inline constexpr mz::table<"users", User, app> users{};     // "app_users"
template <fixed_string Text>
struct prefix {
  static constexpr auto text = Text;
};
template <class... Options>
struct table_options : Options... {};
prefix<""> find_prefix(const void*);
template <fixed_string Text>
prefix<Text> find_prefix(const prefix<Text>*);

struct as_row;

/// Whether a table is well declared; otherwise a compile error that says what is wrong (check_table.hpp).
template <class Table>
constexpr bool well_declared();

/// The type behind mz::table; Row is the declaration as a row.
template <fixed_string Name, class Row, class... Options>
struct basic_table;
template <fixed_string Name, template <class> class Def, class... Options>
struct basic_table<Name, Def<as_row>, Options...> : Def<as_columns<basic_table<Name, Def<as_row>, Options...>, Def>> {
  /// Checks the declaration, which needs the complete table: its constraints name its columns.
  constexpr basic_table() { static_assert(well_declared<basic_table>()); }
};

/// A table: its name, its declaration and its options (strict, without_rowid, prefix). Its members are the columns.
///
///     inline constexpr mz::table<"channels", Channel> channels{};
template <fixed_string Name, template <class> class Def, class... Options>
using table = basic_table<Name, Def<as_row>, Options...>;

template <fixed_string Name, template <class> class Def, class... Options>
struct source_traits<basic_table<Name, Def<as_row>, Options...>> {
  static constexpr bool is_strict = (std::same_as<Options, strict> || ...);
  static constexpr bool is_without_rowid = (std::same_as<Options, without_rowid> || ...);
  using definition = mizzle::detail::definition<Def, !is_without_rowid>;
  using base = basic_table<Name, Def<as_row>, Options...>;
  template <class As>
  using as = Def<As>;
  using prefix = decltype(find_prefix(static_cast<const table_options<Options...>*>(nullptr)));
  static constexpr auto full_name = prefix::text + Name;
  static constexpr std::string_view name = full_name.view();
  static consteval source describe() {
    return {.name = name,
            .columns = definition::columns.data(),
            .size = definition::size,
            .row_ids = !is_without_rowid,
            .prefix_size = prefix::text.size()};
  }
};

/// What alias() gives.
template <fixed_string Alias, class Table>
struct aliased;
template <fixed_string Alias, fixed_string Name, template <class> class Def, class... Options>
struct aliased<Alias, basic_table<Name, Def<as_row>, Options...>>
    : Def<as_columns<aliased<Alias, basic_table<Name, Def<as_row>, Options...>>, Def>> {};

template <fixed_string Alias, fixed_string Name, template <class> class Def, class... Options>
struct source_traits<aliased<Alias, basic_table<Name, Def<as_row>, Options...>>>
    : source_traits<basic_table<Name, Def<as_row>, Options...>> {
  using typename source_traits<basic_table<Name, Def<as_row>, Options...>>::definition;
  static consteval source describe() {
    const source& s = source_of<basic_table<Name, Def<as_row>, Options...>>;
    return {
        .name = s.name, .alias = Alias.view(), .columns = s.columns, .size = s.size, .row_ids = s.row_ids, .prefix_size = s.prefix_size};
  }
};

/// A table under another name, so that it can stand in a statement twice: `constexpr auto m2 = mz::alias<"m2">(messages);`
template <fixed_string Alias, fixed_string Name, class Row, class... Options>
constexpr aliased<Alias, basic_table<Name, Row, Options...>> alias(const basic_table<Name, Row, Options...>&) {
  return {};
}

/// Another name for an alias is one for its table.
template <fixed_string Alias, fixed_string Other, class Table>
constexpr aliased<Alias, Table> alias(const aliased<Other, Table>&) {
  return {};
}

template <class X>
inline constexpr bool is_table = false;
template <fixed_string Name, class Row, class... Options>
inline constexpr bool is_table<basic_table<Name, Row, Options...>> = true;

/// What columns come from: a table, a named query, a function that yields rows, or an alias of one.
template <class X>
concept Source = requires { typename source_traits<std::remove_cvref_t<X>>::definition; };
/// A table or an alias of one, which has a row struct and binds no values.
template <class X>
concept TableSource = Source<X> && requires { typename source_traits<std::remove_cvref_t<X>>::base; };
/// A table itself, as an insert, update or delete needs it.
template <class X>
concept Table = is_table<std::remove_cvref_t<X>>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
using detail::prefix;
using detail::Source;
using detail::strict;
using detail::table;
using detail::Table;
using detail::without_rowid;
}  // namespace mizzle

namespace mizzle::detail {

enum class constraint_kind : unsigned char { primary_key, unique, check, foreign_key, index, unique_index };

/// All that is known of a table constraint or index at compile time, apart from the values in its conditions.
struct constraint_info {
  constraint_kind kind{};
  std::string_view name{};
  const tokens* columns = nullptr;
  std::size_t size = 0;
  const tokens* referenced = nullptr;
  tokens condition{};
  reference_info reference{};
};

template <class... R>
struct runs {
  static constexpr std::size_t size = sizeof...(R);
  static constexpr tokens list[sizeof...(R) + 1] = {R::all..., tokens{}};
};

/// A constraint: its kind, its name, its columns, and a condition W with the values V.
template <constraint_kind Kind, fixed_string Name, class Columns, class V = none, class... W>
struct constraint {
  V values{};

  static constexpr const token* words[sizeof...(W) + 1] = {&W::word..., nullptr};
  static constexpr constraint_info info{Kind, Name.view(), Columns::list, Columns::size, nullptr, {words, words + sizeof...(W)}, {}};

  /// `where condition` of a partial index.
  template <class T2, class V2, class... K2>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    static_assert(Kind == constraint_kind::index || Kind == constraint_kind::unique_index,
                  "mizzle: where(): only an index can be partial; use index or unique_index");
    static_assert(!shapes_text<V2>,
                  "mizzle: where() of an index: mz::when() has no place in a schema, which is one text; write the condition without it");
    if constexpr (shapes_text<V2>) {
      return *this;
    } else {
      return constraint<Kind, Name, Columns, V2, K2...>{condition.values};
    }
  }
};

/// A foreign key of several columns, with what it references and its actions.
template <class Columns, class Referenced, class Source, class... Actions>
struct foreign_key_constraint {
  none values{};

  static constexpr constraint_info describe() {
    constraint_info c{constraint_kind::foreign_key, {}, Columns::list, Columns::size, Referenced::list, {}, {}};
    c.reference.table = source_of<Source>.name;
    (Actions::describe(c.reference), ...);
    return c;
  }
  static constexpr constraint_info info = describe();
  using references = Source;

  /// Actions: `.with<on_delete::cascade>()`.
  template <class... More>
  constexpr auto with() const {
    return foreign_key_constraint<Columns, Referenced, Source, Actions..., More...>{};
  }
};

/// `foreign_key(a, b)`, which wants what it references.
template <class... E>
struct foreign_key_columns {
  /// The columns of the other table, one for one: together its primary key, or unique.
  template <class... T, class S, unsigned... I>
  constexpr auto references(const expr<T, none, column_token<S, I>>&...) const {
    static_assert(sizeof...(E) == sizeof...(T), "mizzle: foreign_key(): it needs as many columns as it references; name one for each");
    if constexpr (sizeof...(E) == sizeof...(T)) {
      static_assert(
          (std::same_as<remove_optional_t<typename E::type>, remove_optional_t<T>> && ...),
          "mizzle: foreign_key(): a foreign key needs columns of the same type as those it references; give both the same C++ type");
      return foreign_key_constraint<runs<E...>, runs<expr<T, none, column_token<S, I>>...>, S>{};
    } else {
      return constraint<constraint_kind::index, "", runs<>>{};
    }
  }
};

/// A primary key of several columns.
template <class... E>
constexpr auto primary_key_on(const E&...) {
  return constraint<constraint_kind::primary_key, "", runs<E...>>{};
}
/// A unique constraint over several columns.
template <class... E>
constexpr auto unique_on(const E&...) {
  return constraint<constraint_kind::unique, "", runs<E...>>{};
}
/// `foreign_key(t.a, t.b).references(other.a, other.b)`.
template <class... E>
constexpr foreign_key_columns<E...> foreign_key(const E&...) {
  return {};
}
/// A named check: `check<"positive">(t.amount > 0)`.
template <fixed_string Name, class T, class V, class... K>
constexpr auto check(const expr<T, V, K...>& condition) {
  static_assert(!shapes_text<V>, "mizzle: check(): mz::when() has no place in a schema, which is one text; write the condition without it");
  if constexpr (shapes_text<V>) {
    return constraint<constraint_kind::index, Name, runs<>>{};
  } else {
    return constraint<constraint_kind::check, Name, runs<>, V, K...>{condition.values};
  }
}
/// An index over columns, expressions without values, and desc() of them; .where() makes it partial.
template <fixed_string Name, class... E>
constexpr auto index(const E&...) {
  static_assert((std::same_as<decltype(as_run(E{}).values), none> && ...),
                "mizzle: index(): an indexed expression cannot hold a value, which would be lost; write it with mz::sql<\"...\", T>()");
  return constraint<constraint_kind::index, Name, runs<decltype(as_run(E{}))...>>{};
}
/// `create unique index`, partial with `.where(condition)`.
template <fixed_string Name, class... E>
constexpr auto unique_index(const E&...) {
  static_assert(
      (std::same_as<decltype(as_run(E{}).values), none> && ...),
      "mizzle: unique_index(): an indexed expression cannot hold a value, which would be lost; write it with mz::sql<\"...\", T>()");
  return constraint<constraint_kind::unique_index, Name, runs<decltype(as_run(E{}))...>>{};
}

/// A table's constraints and indexes, returned by its `constraints(const auto& t)`.
template <class... C>
struct constraint_list : C... {
  static constexpr std::size_t size = sizeof...(C);
  static constexpr constraint_info infos[sizeof...(C) + 1] = {C::info..., {}};
  template <class F>
  constexpr void each(F&& f) const {
    (f(static_cast<const C&>(*this)), ...);
  }
};
template <class... C>
constexpr constraint_list<C...> constraints(const C&... c) {
  return {c...};
}

/// The constraints of a table type; an empty list if it declares none.
template <class T>
constexpr auto constraints_of() {
  if constexpr (requires(const T& t) { T::constraints(t); }) {
    return T::constraints(T{});
  } else {
    return constraint_list<>{};
  }
}
template <class T>
using constraints_type = decltype(constraints_of<T>());

/// The column that a word of a key names, which may be put in an order; empty if it is an expression.
constexpr std::string_view column_of_key(const tokens& words) {
  const token* const* at = words.first;
  if (at != words.last && (*at)->what == form::postfix && (*at)->binds == precedence::none) ++at;
  return words.last - at == 1 && (*at)->what == form::column ? (*at)->text : std::string_view{};
}
/// Whether a key consists of exactly these columns, in any order.
constexpr bool is_key_over(const constraint_info& key, const std::string_view* names, std::size_t count) {
  if (key.kind != constraint_kind::primary_key && key.kind != constraint_kind::unique && key.kind != constraint_kind::unique_index)
    return false;
  if (key.size != count) return false;
  for (std::size_t i = 0; i != count; ++i) {
    bool found = false;
    for (std::size_t k = 0; k != count; ++k) found = found || column_of_key(key.columns[k]) == names[i];
    if (!found) return false;
  }
  return true;
}
constexpr bool is_partial(const constraint_info& key) noexcept { return key.condition.first != key.condition.last; }

/// The keys of a table that consist of exactly some columns.
struct keys_found {
  bool full = false;             // a primary key, unique column, unique constraint or unique index without a condition
  std::size_t partial = 0;       // how many unique indexes with a condition
  std::size_t last_partial = 0;  // the position of the last of them among the constraints
};
constexpr keys_found find_keys(const source& s, const constraint_info* constraints, std::size_t size, const std::string_view* names,
                               std::size_t count) {
  keys_found found;
  std::size_t keys = 0, matched = 0;
  for (std::size_t c = 0; c != s.size; ++c) {
    if (!s.columns[c].primary_key && !s.columns[c].unique) continue;
    bool named = false;
    for (std::size_t k = 0; k != count; ++k) named = named || names[k] == s.columns[c].name;
    if (named && count == 1 && s.columns[c].unique) found.full = true;
    keys += s.columns[c].primary_key;
    matched += s.columns[c].primary_key && named;
  }
  if (keys != 0 && keys == count && matched == count) found.full = true;
  for (std::size_t i = 0; i != size; ++i) {
    if (!is_key_over(constraints[i], names, count)) continue;
    if (is_partial(constraints[i])) {
      ++found.partial;
      found.last_partial = i;
    } else {
      found.full = true;
    }
  }
  return found;
}
template <class T>
constexpr keys_found find_keys(const std::string_view* names, std::size_t count) {
  return find_keys(source_of<T>, constraints_type<T>::infos, constraints_type<T>::size, names, count);
}
/// Whether a foreign key can reference a column: it is a key by itself.
template <class T, class S, unsigned I>
constexpr bool is_referable(const expr<T, none, column_token<S, I>>&) {
  return find_keys<S>(&column_token<S, I>::word.text, 1).full;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::check;
using detail::constraints;
using detail::foreign_key;
using detail::index;
using detail::primary_key_on;
using detail::unique_index;
using detail::unique_on;
}  // namespace mizzle

namespace mizzle::detail {

// What is checked of a whole table where it is declared.

/// The position of a column; the number of columns if there is none of that name.
constexpr std::size_t find_column(const source& s, std::string_view name) {
  std::size_t i = 0;
  while (i != s.size && !same_name(s.columns[i].name, name)) ++i;
  return i;
}

/// The function that makes a constraint of a kind.
constexpr std::string_view name_of(constraint_kind kind) {
  constexpr std::string_view names[] = {"primary_key_on()", "unique_on()", "check()", "foreign_key()", "index()", "unique_index()"};
  return names[static_cast<unsigned>(kind)];
}

/// The columns and attributes of a table.
constexpr diagnosis check_columns(const source& s, bool strict, bool without_rowid, unsigned key_constraints) {
  const auto wrong = [&](const sentence& says) { return diagnosis{fault::schema, sentence{"mizzle: table ", s.name, ": ", says}}; };
  unsigned keys = 0;
  for (std::size_t i = 0; i != s.size; ++i) {
    const column_info& c = s.columns[i];
    keys += c.primary_key;
    if (find_column(s, c.name) != i)
      return wrong({"two columns are called ", c.name, ", which SQL does not tell apart; give one of them another name"});
    if (c.numeric && strict)
      return wrong({"column ", c.name, " is numeric, a type that a strict table has not; leave numeric or strict out"});
    if (c.autoincrement && (!c.row_id || key_constraints != 0))
      return wrong({"autoincrement of column ", c.name,
                    " needs the only primary key, an integer, of a table with row ids; declare the column so, or leave autoincrement out"});
    if (!c.generated.empty() && (c.primary_key || c.has_default != default_kind::none || c.default_fn || c.on_update))
      return wrong({"column ", c.name, " is generated, and can be no primary key and have no default; leave one of the two out"});
  }
  if (key_constraints + (keys != 0) > 1)
    return wrong({"it has two primary keys; keep mz::primary_key at its columns or one primary_key_on()"});
  if (without_rowid && key_constraints + keys == 0) return wrong({"without_rowid needs a primary key; declare one"});
  return {};
}

/// One run of words of a constraint: the table's own columns, and nothing that no constraint can look at.
constexpr diagnosis check_words(const source& s, const constraint_info& c, const tokens& words) {
  const auto wrong = [&](const sentence& says) {
    return diagnosis{fault::schema, sentence{"mizzle: ", name_of(c.kind), c.name.empty() ? "" : " ", c.name, " of table ", s.name, says}};
  };
  const bool plain = c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique || c.kind == constraint_kind::foreign_key;
  if (plain && (words.last - words.first != 1 || (*words.first)->what != form::column))
    return wrong({" is given an expression; it takes columns alone, an expression can stand in unique_index()"});
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.what == form::column && !(*t.from == s))
      return wrong({": column ", t.from->label(), ".", t.text, " belongs to another table; name columns of ", s.name});
    if (t.what == form::column && t.has(is_excluded)) return wrong({": excluded() can only stand in do_update(); name the column itself"});
    if (t.what == form::subquery) return wrong({": a select cannot stand in it; use columns of the one row"});
    if (t.has(is_aggregate)) return wrong({": an aggregate cannot stand in it, which looks at one row; use columns of that row"});
  }
  return {};
}

constexpr diagnosis check_constraints(const source& s, const constraint_info* constraints, std::size_t size) {
  const auto is_index = [](const constraint_info& c) {
    return c.kind == constraint_kind::index || c.kind == constraint_kind::unique_index;
  };
  for (std::size_t i = 0; i != size; ++i) {
    const constraint_info& c = constraints[i];
    for (std::size_t k = 0; k != c.size; ++k) {
      if (const diagnosis d = check_words(s, c, c.columns[k]); d.what != fault::none) return d;
    }
    if (is_partial(c)) {
      if (const diagnosis d = check_words(s, c, c.condition); d.what != fault::none) return d;
    }
    for (std::size_t k = 0; k != i; ++k) {
      if (!c.name.empty() && is_index(c) == is_index(constraints[k]) && same_name(c.name, constraints[k].name)) {
        return {fault::schema, sentence{"mizzle: table ", s.name, ": two of its constraints or indexes are called ", c.name,
                                        ", so that the second would not be made; give one of them another name"}};
      }
    }
  }
  return {};
}

/// The references of a table to itself, and its foreign keys: they need a key on the other side.
template <class T>
struct table_references {
  static constexpr const source& s = source_of<T>;
  using definition = typename source_traits<T>::definition;

  template <class... D>
  static constexpr diagnosis check(types<D...>) {
    diagnosis result{};
    if constexpr ((D::info.references_self || ...)) ((result.what == fault::none ? void(result = check_self<D, D...>()) : void()), ...);
    return result;
  }
  template <class D, class... All>
  static constexpr diagnosis check_self() {
    constexpr const reference_info& r = D::info.reference;
    if constexpr (D::info.references_self) {
      constexpr std::size_t to = find_column(s, r.column);
      if constexpr (to == s.size) {
        return {fault::schema, sentence{"mizzle: references_self: column ", D::info.name, " of table ", s.name, " references ", r.column,
                                        ", which is no column of it; name one"}};
      } else {
        constexpr bool alike[] = {std::same_as<remove_optional_t<typename D::type>, remove_optional_t<typename All::type>>...};
        if (!alike[to])
          return {fault::reference_type, sentence{"mizzle: references_self: column ", D::info.name, " of table ", s.name, " references ",
                                                  r.column, " of another type; give both the same C++ type"}};
        if (!find_keys<T>(&s.columns[to].name, 1).full)
          return {fault::schema,
                  sentence{"mizzle: references_self: column ", D::info.name, " of table ", s.name, " references ", r.column,
                           ", which is neither the primary key nor unique; reference a key, or declare that column mz::unique"}};
      }
    }
    return {};
  }

  template <class... C>
  static constexpr diagnosis check(constraint_list<C...>) {
    diagnosis result{};
    ((result.what == fault::none ? void(result = check_foreign_key<C>()) : void()), ...);
    return result;
  }
  template <class C>
  static constexpr diagnosis check_foreign_key() {
    if constexpr (requires { typename C::references; }) {
      std::string_view names[C::info.size]{};
      for (std::size_t i = 0; i != C::info.size; ++i) names[i] = (*C::info.referenced[i].first)->text;
      if (!find_keys<typename C::references>(names, C::info.size).full)
        return {fault::schema,
                sentence{
                    "mizzle: foreign_key() of table ", s.name, ": column ", names[0], C::info.size > 1 ? " and the others" : "", " of ",
                    C::info.reference.table,
                    " are no primary key, unique constraint or unique index of it; reference a key, or declare them one with unique_on()"}};
    }
    return {};
  }
};

template <class T>
constexpr diagnosis check_table() {
  using C = constraints_type<T>;
  const source& s = source_of<T>;
  unsigned key_constraints = 0;
  for (std::size_t i = 0; i != C::size; ++i) key_constraints += C::infos[i].kind == constraint_kind::primary_key;
  diagnosis d = check_columns(s, source_traits<T>::is_strict, source_traits<T>::is_without_rowid, key_constraints);
  if (d.what == fault::none) d = check_constraints(s, C::infos, C::size);
  if (d.what == fault::none) d = table_references<T>::check(typename source_traits<T>::definition::described{});
  if constexpr (C::size != 0) {
    if (d.what == fault::none) d = table_references<T>::check(C{});
  }
  return d;
}

template <class... D>
constexpr bool columns_are_sound(types<D...>) {
  return (D::check() && ...);
}

template <class Table>
constexpr bool well_declared() {
  if constexpr (requires { source_traits<Table>::definition::has_other_members; }) {
    return accept<diagnosis{fault::schema,
                            sentence{"mizzle: table ", source_traits<Table>::name,
                                     ": a member of its struct is no column; declare each as mz::column<As, \"name\", type>"}}>();
  } else {
    using made [[maybe_unused]] = decltype(constraints_of<Table>());  // what is wrong in it shows with the shortest path from here
    return columns_are_sound(typename source_traits<Table>::definition::described{}) && accept<check_table<Table>()>();
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// T with texts and blobs, whether they are owned or views, as the types given.
template <class T, class Text, class Bytes>
struct held_as {
  using type = T;
};
template <class Text, class Bytes>
struct held_as<std::string, Text, Bytes> {
  using type = Text;
};
template <class Text, class Bytes>
struct held_as<std::string_view, Text, Bytes> {
  using type = Text;
};
template <class Text, class Bytes>
struct held_as<blob, Text, Bytes> {
  using type = Bytes;
};
template <class Text, class Bytes>
struct held_as<blob_view, Text, Bytes> {
  using type = Bytes;
};
template <class T, class Text, class Bytes>
struct held_as<std::optional<T>, Text, Bytes> {
  using type = std::optional<typename held_as<T, Text, Bytes>::type>;
};
/// A view as the type that owns what it shows, because a row that is kept must own its values; and the other way round.
template <class T>
using owned_of = held_as<T, std::string, blob>;
template <class T>
using view_of = held_as<T, std::string_view, blob_view>;

template <class... D>
constexpr bool are_comparable(types<D...>) {
  return (std::equality_comparable<typename D::type> && ...);
}
/// What the uses of a declaration have in common whose structs own values: two such structs are equal if all of their
/// members are, unless the declaration has an operator of its own.
struct owning_use {
  template <template <class> class Def, class As>
    requires(std::derived_from<As, owning_use> && are_comparable(typename definition<Def>::described{}))
  friend constexpr bool operator==(const Def<As>& a, const Def<As>& b) {
    constexpr std::size_t size = definition<Def>::size;
    return unpacker<size>::apply(
        a, [&](const auto&... x) { return unpacker<size>::apply(b, [&](const auto&... y) { return ((x == y) && ...); }); });
  }
};

/// What a column's declaration is used as in a row: the plain C++ value, which a view becomes the owner of.
struct as_row : owning_use {
  template <fixed_string Name, class T, class... A>
  using member = typename owned_of<T>::type;
};

/// A value given for a column of type T, or a rejection that names the column.
template <fixed_string Name, class T, class X>
constexpr T convert(X&& x) {
  using B = remove_optional_t<T>;
  using D = std::decay_t<X>;
  if constexpr (!is_optional<T> && (is_nullopt<D> || is_optional<D>)) {
    (void)accept<diagnosis{
        fault::null_into_not_null,
        sentence{"mizzle: values(): column ", Name.view(),
                 " is NOT NULL and is given a value that can be NULL; declare the column std::optional, or give it a value"}}>();
    return T{};
  } else if constexpr (is_nullopt<D>) {
    return std::nullopt;
  } else if constexpr (!storable_as<B, remove_optional_t<D>>) {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: values(): column ", Name.view(), " of type ", type_name<T>(), " is given a value of type ",
                                    type_name<D>(), "; give a value of the column's own type"}}>();
    return T{};
  } else if constexpr (!std::same_as<typename owned_of<B>::type, B> && std::same_as<typename owned_of<D>::type, D> && std::is_class_v<D> &&
                       !is_optional<D> && !std::is_lvalue_reference_v<X>) {
    (void)accept<diagnosis{
        fault::passing_view,
        sentence{
            "mizzle: values(): column ", Name.view(),
            " is a view and is given a text or blob that ends with this expression; name it first, or declare the column as the type that owns it"}}>();
    return T{};
  } else if constexpr (std::same_as<D, T> || std::same_as<D, B>) {
    return std::forward<X>(x);
  } else if constexpr (is_optional<D>) {
    if (x) return T{convert<Name, B>(*std::forward<X>(x))};
    return std::nullopt;
  } else if constexpr (Number<D> && Number<B>) {
    (void)encode_into<B>(x);
    return static_cast<B>(x);
  } else if constexpr (std::same_as<B, std::string> && std::same_as<D, char>) {
    return B(1, x);
  } else if constexpr (kind_of<B> == value_kind::text) {
    const std::string_view text = x;
    return B{text};
  } else if constexpr (kind_of<B> == value_kind::bytes) {
    return B{x.data(), x.data() + x.size()};
  } else {
    B own = std::forward<X>(x);
    return own;
  }
}

/// The same in a stream: texts and blobs are views into the running statement.
struct as_row_view {
  template <fixed_string Name, class T, class... A>
  using member = typename view_of<T>::type;
};

/// A value of a row that is written where it is inserted.
template <fixed_string Name, class T, class... A>
struct written_value {
  T value;

  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, written_value>)
  constexpr written_value(X&& x) : value{convert<Name, T>(std::forward<X>(x))} {}

  template <fixed_string Column = Name>
  constexpr written_value() : value{} {
    (void)accept<diagnosis{fault::missing_value,
                           sentence{"mizzle: values(): column ", Column.view(), " has no default and no value; give its member one"}}>();
  }
  friend constexpr bool operator==(const written_value&, const written_value&) = default;
};

/// The same in a row that a program keeps, which can stand in a std::pair or a std::optional. Those ask whether a row has a
/// default constructor; compilers take the question for a use of what initialises its members, so that an assertion would
/// fail for the mere question. Hence an error only where the call is compiled.
template <fixed_string Name, class T, class... A>
struct required_value {
  T value;

  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, required_value>)
  constexpr required_value(X&& x) : value{convert<Name, T>(std::forward<X>(x))} {}

  [[gnu::noinline, gnu::error("mizzle: new_row: a column has no default and no value; give its member one")]] required_value() : value{} {}
  friend constexpr bool operator==(const required_value&, const required_value&) = default;
};

/// The bound values of the SQL that a function gives for a column that is left out.
template <class V>
struct made_values {
  V made{};
  friend constexpr bool operator==(const made_values&, const made_values&) = default;
};
template <>
struct made_values<none> {
  friend constexpr bool operator==(const made_values&, const made_values&) = default;
};

/// A value that may be left out: then it is not part of the statement, which is something else than NULL; or the SQL of the
/// column's function stands in its place, with the values Made.
template <fixed_string Name, class T, class Made = none>
struct omittable_value : made_values<Made> {
  T value{};
  bool given = false;

  constexpr omittable_value() = default;
  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, omittable_value>)
  constexpr omittable_value(X&& x) : value{convert<Name, T>(std::forward<X>(x))}, given{true} {}
  friend constexpr bool operator==(const omittable_value&, const omittable_value&) = default;

  /// Takes what the column's function gives: a value, or SQL of which the values are kept.
  template <class X>
  constexpr void make(X&& x) {
    if constexpr (made_by<X>::is_sql) {
      if constexpr (!std::same_as<Made, none>) this->made = val(x).values;
    } else {
      value = convert<Name, T>(std::forward<X>(x));
      given = true;
    }
  }
};

/// The place of a generated column, which nothing can be written to.
template <fixed_string Name>
struct no_value {
  constexpr no_value() = default;
  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, no_value>)
  constexpr no_value(X&&) {
    (void)accept<diagnosis{fault::generated_column, sentence{"mizzle: values(): column ", Name.view(),
                                                             " is generated by the database and cannot be written; leave it out"}}>();
  }
  friend constexpr bool operator==(const no_value&, const no_value&) = default;
};

template <class... A>
inline constexpr bool has_generated = false;
template <class A, class... More>
inline constexpr bool has_generated<A, More...> = has_generated<More...>;
template <fixed_string E, class Kind, class... More>
inline constexpr bool has_generated<generated<E, Kind>, More...> = true;

template <class Attribute>
inline constexpr bool calls_on_insert = requires { Attribute::on_insert; };
template <class Attribute>
inline constexpr bool calls_on_update = requires { Attribute::on_update; };

/// The attribute whose function gives a column its value where an insert, or an update, leaves it out. The column has one.
template <bool Inserts, class A, class... More>
struct maker {
  using type = typename maker<Inserts, More...>::type;
};
template <bool Inserts, class A, class... More>
  requires(Inserts ? calls_on_insert<A> || (calls_on_update<A> && !(calls_on_insert<More> || ...)) : calls_on_update<A>)
struct maker<Inserts, A, More...> {
  using type = A;
};
/// Whether a column has such a function.
template <bool Inserts>
constexpr bool has_maker(const column_info& c) {
  return Inserts ? c.filled_by_function() : c.on_update;
}
/// The member of a row or patch for a column that may be left out.
template <bool Inserts, fixed_string Name, class T, class... A>
constexpr auto omittable_member() {
  if constexpr (has_maker<Inserts>(described_column<Name, T, A...>::info)) {
    return std::type_identity<omittable_value<Name, T, typename maker<Inserts, A...>::type::made::values>>{};
  } else {
    return std::type_identity<omittable_value<Name, T>>{};
  }
}

/// What a column's declaration is used as in a row to insert, written in place or kept. A lone integer primary key may be
/// left out where it is the row id.
template <bool InPlace, bool RowIds>
struct as_row_to_insert : owning_use {
  template <fixed_string Name, class T, class... A>
  static auto choose() {
    constexpr const column_info& info = described_column<Name, T, A...>::info;
    if constexpr (has_generated<A...>) {
      return std::type_identity<no_value<Name>>{};
    } else if constexpr (info.omittable(RowIds)) {
      return omittable_member<true, Name, T, A...>();
    } else if constexpr (InPlace) {
      return std::type_identity<written_value<Name, T, A...>>{};
    } else {
      return std::type_identity<required_value<Name, T, A...>>{};
    }
  }
  template <fixed_string Name, class T, class... A>
  using member = typename decltype(choose<Name, T, A...>())::type;
};
template <class Table, bool InPlace = false>
using new_row_type = typename source_traits<Table>::template as<as_row_to_insert<InPlace, source_traits<Table>::definition::has_row_id>>;

struct as_patch : owning_use {
  template <fixed_string Name, class T, class... A>
  static auto choose() {
    if constexpr (has_generated<A...>) {
      return std::type_identity<no_value<Name>>{};
    } else {
      return omittable_member<false, Name, T, A...>();
    }
  }
  template <fixed_string Name, class T, class... A>
  using member = typename decltype(choose<Name, T, A...>())::type;
};

/// A row as it is read: a plain struct with a member for each column.
template <auto Table>
using row_of = typename source_traits<std::remove_cvref_t<decltype(Table)>>::template as<as_row>;
/// A row to insert: columns that are nullable, have a default or are the row id (the only primary key, an integer, of a
/// table that is not without_rowid) may be left out; leaving out another one does not compile.
template <auto Table>
using new_row = new_row_type<std::remove_cvref_t<decltype(Table)>>;
/// The columns to change in an update: members that are not named are not touched, and std::nullopt writes NULL.
template <auto Table>
using patch_of = typename source_traits<std::remove_cvref_t<decltype(Table)>>::template as<as_patch>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::new_row;
using detail::patch_of;
using detail::row_of;
}  // namespace mizzle

namespace mizzle::detail {

/// The token of a table's row id, which is no column of its declaration.
template <class Source>
struct row_id_token {
  static constexpr token word{.what = form::column,
                              .type = sql_type::integer,
                              .position = source_traits<Source>::definition::size,
                              .text = "rowid",
                              .from = &source_of<Source>};
};

/// The number that SQLite gives each row of a table (https://www.sqlite.org/rowidtable.html), also where no column is declared for
/// it. Of a table or an alias that is not without_rowid.
template <TableSource S>
constexpr auto rowid(const S&) {
  static_assert(source_of<S>.row_ids, "mizzle: rowid(): a table without_rowid has none; use its primary key");
  static_assert(source_traits<S>::definition::index("rowid") == source_traits<S>::definition::size,
                "mizzle: rowid(): the table has a column of this name; use the column");
  return expr<std::int64_t, none, row_id_token<S>>{};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::rowid;
}  // namespace mizzle

namespace mizzle::detail {

/// Where the expression that begins here ends.
constexpr const token* const* after(const token* const* at) {
  for (unsigned open = 1; open != 0; ++at) open += (*at)->operands - 1u;
  return at;
}

constexpr bool is_returning(const token& clause) { return clause.what == form::fields && clause.text.substr(0, 4) == " ret"; }
/// What a clause is called in a compile error.
constexpr std::string_view name_of(const token& clause) {
  constexpr std::string_view names[] = {"",           "",         "from()",   "join",       "set()",   "where()",
                                        "group_by()", "having()", "window()", "order_by()", "limit()", "offset()"};
  if (clause.what == form::fields) return is_returning(clause) ? "returning()" : "select()";
  return clause.what == form::assigns ? "set()" : names[static_cast<unsigned>(clause.rank)];
}

/// Whether two expressions are the same. Bound values are not, because an engine cannot know that they are equal, unless
/// only the words are compared.
constexpr bool same_expression(const token* const* a, const token* const* a_end, const token* const* b, const token* const* b_end,
                               bool only_words = false) {
  if (a_end - a != b_end - b) return false;
  for (; a != a_end; ++a, ++b) {
    const token& x = **a;
    const token& y = **b;
    if (x.what != y.what || x.what == form::subquery || (x.what == form::value && !only_words)) return false;
    if (x.type != y.type || x.operands != y.operands || x.position != y.position || x.flags != y.flags || x.keyword != y.keyword ||
        x.text != y.text)
      return false;
    if (x.what == form::column && !(*x.from == *y.from)) return false;
  }
  return true;
}

/// The number of values that a run of tokens binds, and of parts that it can leave out.
struct token_counts {
  unsigned values = 0;
  unsigned parts = 0;
  constexpr token_counts& operator+=(const token_counts& other) {
    values += other.values;
    parts += other.parts;
    return *this;
  }
};
constexpr token_counts count_in(const token* const* at, const token* const* end);
constexpr token_counts count_in(const statement_text& text);
/// The same of the common table expressions in front of a statement.
constexpr token_counts count_in_with(const tokens& with) {
  token_counts n;
  for (auto at = with.first; at != with.last; ++at) n += count_in(*(*at)->from->inner);
  return n;
}
constexpr token_counts count_in(const statement_text& text) {
  token_counts n = count_in_with(text.with);
  return n += count_in(text.words.first, text.words.last);
}
constexpr token_counts count_in(const token* const* at, const token* const* end) {
  token_counts n;
  for (; at != end; ++at) {
    const token& t = **at;
    if (t.what == form::value) ++n.values;
    if (t.what == form::when || t.what == form::made) ++n.parts;
    if (t.has_inner()) n += count_in(*t.inner);
    if (t.what == form::source && t.from->kind == source_kind::query) n += count_in(*t.from->inner);
    if (t.what == form::fields) {
      for (unsigned i = 0; i != t.count; ++i) n += count_in(t.list[i].first, t.list[i].last);
    }
  }
  return n;
}

/// A grouped expression that stands once more, in the select list, having() or order_by(), with values of its own: `count`
/// values from the `again`-th one on, which have to be equal to those from the `grouped`-th one on.
struct repeated_group {
  unsigned again = 0;
  unsigned grouped = 0;
  unsigned count = 0;
  const token* column = nullptr;  // one that it names
};

/// An expression that when() can leave out and that is grouped, which when() can leave out as well: where it stands, from the part `again` on,
/// its group has to, from the part `grouped` on.
struct optional_group {
  unsigned again = 0;
  unsigned grouped = 0;
  unsigned count = 0;  // of parts: calls of when() in one another
};

/// Checks a select with aggregates or groups: every column outside of aggregates must be grouped, or belong to a table
/// whose primary key is. An expression that is grouped may be repeated with values of its own; whether they are equal is
/// known only when the statement is made. Runs in a constant expression only.
class grouping_check {
 public:
  static constexpr unsigned most_repeats = 16;

  /// The ids of the sources that the select itself names, and what stands before it.
  constexpr grouping_check(const std::uint64_t* first, const std::uint64_t* last, token_counts before = {}) noexcept
      : first_{first}, last_{last}, at_{before} {}

  constexpr bool select(const token* const* select, const token* const* end) {
    for (const token* const* at = select; at != end; ++at) {
      if ((*at)->what == form::clause && (*at)->rank == clause_rank::group) {
        group_ = at + 1;
        groups_ = (*at)->operands;
        group_at_ = at_;
        group_at_ += count_in(select, group_);
      }
    }
    for (const token* const* word = select; word != end;) {
      const token& t = **word;
      clause_ = &t;
      if (t.what == form::fields) {
        for (unsigned i = 0; i != t.count; ++i) expression(t.list[i].first);
        ++word;
      } else if (t.what == form::clause &&
                 (t.rank == clause_rank::having || t.rank == clause_rank::window || t.rank == clause_rank::order)) {
        ++word;
        for (unsigned i = 0; i != t.operands; ++i) word = expression(word);
      } else {
        at_ += count_in(word, word + 1);
        ++word;
      }
    }
    return result_.what == fault::none;
  }
  [[nodiscard]] constexpr const diagnosis& result() const noexcept { return result_; }
  /// What is grouped and repeated with values of its own; several with one `again` are alternatives.
  [[nodiscard]] constexpr const repeated_group& repeat(unsigned i) const noexcept { return repeated_[i]; }
  [[nodiscard]] constexpr unsigned repeats() const noexcept { return repeats_; }
  /// What is grouped only where when() lets it be.
  [[nodiscard]] constexpr const optional_group& optional(unsigned i) const noexcept { return optional_[i]; }
  [[nodiscard]] constexpr unsigned optionals() const noexcept { return optionals_; }

 private:
  /// Gives where the expression ends.
  constexpr const token* const* expression(const token* const* at) {
    const token& t = **at;
    const token* const* const first = at;
    const unsigned first_value = at_.values;
    const bool windowed = windowed_;
    windowed_ = t.has(is_window) || (windowed && t.has(is_filter));
    if ((t.has(is_aggregate) && !windowed) || t.what == form::subquery || is_grouped(at)) {
      windowed_ = false;
      const token* const* const end = after(at);
      at_ += count_in(at, end);
      return end;
    }
    if (t.what == form::value) ++at_.values;
    if (t.what == form::when || t.what == form::made) ++at_.parts;
    if (t.what == form::made) {
      const token_counts here = at_;
      for (const token* const* named = t.list->first; named != t.list->last;) named = expression(named);
      at_ = here;
      return at + 1;
    }
    const bool sound = result_.what == fault::none;
    if ((t.what == form::column || t.what == form::columns_of) && local(*t.from) && !key_is_grouped(*t.from) &&
        result_.what == fault::none) {
      result_ = {fault::not_grouped, t.what == form::column
                                         ? sentence{"mizzle: ", name_of(*clause_), ": column ", t.from->label(), ".", t.text,
                                                    " stands beside an aggregate but is not in group_by(); add it there, or aggregate it"}
                                         : sentence{"mizzle: ", name_of(*clause_), ": table ", t.from->label(),
                                                    " stands beside an aggregate but its primary key is not in group_by(); add it there"}};
    }
    ++at;
    for (unsigned i = 0; i != t.operands; ++i) at = expression(at);
    if (sound && result_.what != fault::none && t.operands != 0) note_repeat(first, at, first_value);
    return at;
  }
  /// An expression that would not be grouped, if it is one that is, but for its values.
  constexpr void note_repeat(const token* const* what, const token* const* end, unsigned first_value) {
    unsigned grouped = group_at_.values;
    const token* const* group = group_;
    for (unsigned g = 0; g != groups_; ++g) {
      const token* const* const group_end = after(group);
      if (same_expression(what, end, group, group_end, true)) {
        if (repeats_ == most_repeats) {
          result_ = {
              fault::too_many,
              sentence{
                  "mizzle: group_by(): more than 16 times an expression with values is grouped and repeated; compute it in a named query"}};
          return;
        }
        result_ = {};
        repeated_[repeats_++] = {first_value, grouped, at_.values - first_value, column_in(what)};
      }
      grouped += count_in(group, group_end).values;
      group = group_end;
    }
  }
  static constexpr const token* column_in(const token* const* at) {
    while ((*at)->what != form::column) ++at;
    return *at;
  }
  [[nodiscard]] constexpr bool local(const source& from) const {
    for (const std::uint64_t* id = first_; id != last_; ++id) {
      if (*id == from.id) return true;
    }
    return false;
  }
  [[nodiscard]] constexpr bool is_grouped(const token* const* what) {
    const token* const* const end = after(what);
    const token* const* group = group_;
    unsigned part = group_at_.parts;
    for (unsigned g = 0; g != groups_; ++g) {
      const token* const* const group_end = after(group);
      if (same_expression(what, end, group, group_end)) {
        if ((*what)->what == form::when) note_optional(what, part);
        return true;
      }
      part += count_in(group, group_end).parts;
      group = group_end;
    }
    return false;
  }
  constexpr void note_optional(const token* const* what, unsigned part_of_group) {
    unsigned count = 0;
    while (what[count]->what == form::when) ++count;
    if (optionals_ == most_repeats) {
      result_ = {fault::too_many,
                 sentence{"mizzle: group_by(): more than 16 times a group that mz::when() can leave out is repeated; name fewer of them"}};
    } else {
      optional_[optionals_++] = {at_.parts, part_of_group, count};
    }
  }
  [[nodiscard]] constexpr bool key_is_grouped(const source& from) const {
    bool has_key = false;
    for (std::size_t c = 0; c != from.size; ++c) {
      if (!from.columns[c].primary_key) continue;
      has_key = true;
      bool found = false;
      const token* const* group = group_;
      for (unsigned g = 0; g != groups_; ++g, group = after(group)) {
        found = found || ((*group)->what == form::column && *(*group)->from == from && (*group)->position == c);
      }
      if (!found) return false;
    }
    return has_key;
  }

  const std::uint64_t* first_;
  const std::uint64_t* last_;
  const token* const* group_ = nullptr;
  unsigned groups_ = 0;
  token_counts at_;          // what stands before the word at hand,
  token_counts group_at_{};  // and before the first group
  repeated_group repeated_[most_repeats]{};
  unsigned repeats_ = 0;
  optional_group optional_[most_repeats]{};
  unsigned optionals_ = 0;
  const token* clause_ = nullptr;
  bool windowed_ = false;  // the token that follows is the function of a window, which folds no rows
  diagnosis result_{};
};

}  // namespace mizzle::detail

namespace mizzle::detail {

constexpr bool has_column(const source& s, std::string_view name) {
  for (std::size_t c = 0; c != s.size; ++c) {
    if (same_name(s.columns[c].name, name)) return true;
  }
  return false;
}
/// Whether `at`, if it is a join's `using`, names a column.
constexpr bool uses_column(const token* const* at, std::string_view name) {
  for (unsigned i = 0; (*at)->what == form::using_ && i != (*at)->count; ++i) {
    if (same_name(at[1 + 2 * i]->text, name)) return true;
  }
  return false;
}

/// What is wrong with the `using` at `at` of a select. SQL looks for each of its columns by name alone, and takes the first table before the
/// join that has it (https://www.sqlite.org/lang_select.html): that must be the table that is meant, and no other one may have
/// the column, unless it was joined by it.
constexpr diagnosis check_join_columns(const token* const* select, const token* const* at) {
  const token* const* joined = at;
  while ((*--joined)->what != form::source) {}
  for (unsigned i = 0; i != (*at)->count; ++i) {
    const token& meant = *at[1 + 2 * i];
    const source* first = nullptr;
    const source* other = nullptr;
    const source* last = nullptr;
    bool is_first = true, has_other = false;  // not by address: see source
    for (auto word = select; word != joined; ++word) {
      if ((*word)->what == form::source) {
        last = (*word)->from;
        if (!has_column(*last, meant.text)) continue;
        (is_first ? first : other) = last;
        has_other = !is_first;
        is_first = false;
      } else if (has_other && *last == *other && uses_column(word, meant.text)) {
        has_other = false;
      }
    }
    if (!is_first && *first != *meant.from) {
      other = meant.from;
      has_other = true;
    }
    if (has_other)
      return {fault::no_join_condition,
              sentence{"mizzle: join: column ", meant.text, " of using_() or natural stands in ", first->label(), " and in ",
                       other->label(), ", and SQL would not take that of ", meant.from->label(), " alone; write a condition with =="}};
  }
  return {};
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// What is said of a column or a table that cannot be seen where it stands.

/// In returning(), also of a table that the statement reads.
constexpr sentence not_returned(const token& t, bool is_read) {
  if (is_read) {
    return sentence{"mizzle: returning(): table ", t.from->label(),
                    " is only read by this statement, and SQLite gives back only columns of the table that is written; leave it out"};
  }
  const bool column = t.what == form::column;
  return sentence{"mizzle: returning(): ",
                  column ? "column " : "table ",
                  t.from->label(),
                  column ? "." : "",
                  column ? t.text : "",
                  " is not of the table that is written, whose columns alone come back; read the other table in a select of one column"};
}
/// SQLite makes one subquery of several sources of an update.
constexpr sentence hidden_behind_sources(std::string_view clause, const token& t) {
  return sentence{"mizzle: ", clause, ": table ", t.from->label(),
                  ", which is updated, cannot be named where several sources are joined; write the condition in where()"};
}
constexpr sentence not_in_scope(std::string_view clause, const token& t) {
  if (t.what == form::column) {
    return sentence{"mizzle: ",
                    clause,
                    ": column ",
                    t.from->label(),
                    ".",
                    t.text,
                    " needs table ",
                    t.from->label(),
                    ", which is not in from() or a join; add it"};
  }
  return sentence{"mizzle: ", clause, ": table ", t.from->label(), " is not in from() or a join; add it"};
}
constexpr sentence excluded_elsewhere(std::string_view clause, const token& t) {
  return sentence{"mizzle: ",
                  clause,
                  ": excluded ",
                  t.from->label(),
                  ".",
                  t.text,
                  " can only stand in do_update() and its where(); use the column itself"};
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Whether a condition has this token as a part: nothing but and, or, not and other parts stands around it.
constexpr bool is_part_of(const token* const* condition, const token* const* part) {
  const token* const* at = condition;
  for (unsigned open = 1; open != 0;) {
    if (at == part) return true;
    const token& t = **at;
    if (t.what == form::when ||
        ((t.what == form::infix || t.what == form::prefix) && t.binds >= precedence::or_ && t.binds <= precedence::not_)) {
      ++at;
      open += t.operands - 1u;
    } else {
      at = after(at);
      --open;
    }
  }
  return false;
}

/// Whether a token is a call of when() around all of an expression, or around its name.
constexpr bool is_around(const token* const* expression, const token* const* when) {
  if ((*expression)->what == form::named) ++expression;
  while (expression != when && (*expression)->what == form::when) ++expression;
  return expression == when;
}
/// Whether it is one around all of one of several terms.
constexpr bool is_around_one(const token* const* term, unsigned terms, const token* const* when) {
  for (unsigned i = 0; i != terms; ++i, term = after(term)) {
    if (is_around(term, when)) return true;
  }
  return false;
}
/// Whether it is one around a join or an assignment.
constexpr bool is_before(form what, const token* const* when) {
  while ((*when)->what == form::when) ++when;
  return (*when)->what == what;
}

/// Whether when() can stand at a place of a clause, whose condition, field or first term begins where `part` is.
constexpr bool may_be_left_out(const token& clause, bool has_condition, const token* const* part, const token* const* when) {
  if (is_before(form::join, when)) return true;
  if (clause.what == form::assigns) return is_before(form::assign, when);
  if (clause.what == form::fields) return is_around(part, when);
  if (clause.rank == clause_rank::group || clause.rank == clause_rank::order) return is_around_one(part, clause.operands, when);
  return has_condition && is_part_of(part, when);
}

/// Where a select list has a column that is an expression, from 1 on; 0 if it has none.
constexpr unsigned find_in_list(const token& list, const token* const* what, const token* const* end) {
  unsigned position = 1;
  for (unsigned i = 0; i != list.count; ++i) {
    const tokens& field = list.list[i];
    const token& head = **field.first;
    if (head.what == form::columns_of) {
      if ((*what)->what == form::column && *(*what)->from == *head.from) return position + (*what)->position;
      position += static_cast<unsigned>(head.from->size);
    } else {
      if (same_expression(field.first + (head.what == form::named && !head.text.empty()), field.last, what, end)) return position;
      ++position;
    }
  }
  return 0;
}
/// Passes over what stands before the expression of a term of order_by(), such as desc or when().
constexpr const token* const* skip_direction(const token* const* term) {
  while ((*term)->what == form::when || ((*term)->what == form::postfix && (*term)->binds == precedence::none)) ++term;
  return term;
}
/// Where a compound yields, from 1 on, the expression that begins here, and whether one of its selects has it itself, and not only one that
/// stands as an operand in parentheses, whose columns SQL does not see. The position is 0 if none yields it.
struct yielded_column {
  unsigned position = 0;
  bool seen = false;
};
constexpr yielded_column find_yielded(const tokens& words, const token* const* what) {
  yielded_column result;
  const token* const* const end = after(what);
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what != form::fields && (*at)->what != form::operand) continue;
    const unsigned position = find_in_list(**at, what, end);
    if (position == 0) continue;
    if ((*at)->what == form::fields) return {position, true};
    if (result.position == 0) result.position = position;
  }
  return result;
}
/// Whether an operand of a compound stands in parentheses.
constexpr bool has_operand(const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::operand) return true;
  }
  return false;
}
/// Whether one of the selects of a compound yields what a term of its order begins with.
constexpr bool is_yielded(const tokens& words, const token* const* what) {
  const bool own_sql = (*what)->what == form::mixfix && (*what)->operands == 0;
  return own_sql || find_yielded(words, what).position != 0;
}
/// What is wrong with a term of the order of a compound, which can only name what one of its selects yields, if anything.
constexpr diagnosis check_compound_term(const tokens& words, const token* const* term) {
  term = skip_direction(term);
  if (is_yielded(words, term)) return {};
  const bool column = (*term)->what == form::column;
  return {
      fault::set_operands,
      sentence{
          "mizzle: order_by(): ", column ? "column " : "an expression", column ? (*term)->from->label() : "", column ? "." : "",
          column ? (*term)->text : "",
          " is not what a select of the union yields, as bound values never are; select it, or order by position with mz::sql<\"2\", T>()"}};
}
/// The same of all of its terms, of which one can be chosen at run time.
constexpr diagnosis check_compound_order(const tokens& words, const token* const* term, unsigned terms) {
  diagnosis result;
  const auto look = [&](const token* const* at) {
    if (result.what == fault::none) result = check_compound_term(words, at);
  };
  for (unsigned i = 0; i != terms; ++i, term = after(term)) {
    if ((*term)->what != form::made) {
      look(term);
      continue;
    }
    const tokens& choices = *(*term)->list;
    for (auto choice = choices.first; choice != choices.last; choice = after(choice)) look(choice);
  }
  return result;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Which sources, and so which columns, can be named in a statement. Runs in constant expressions only.
class scope {
 protected:
  constexpr scope() = default;
  /// Of a statement within another one, `around`, whose common table expressions it can name, and whose columns it can, if it
  /// is not a source: `outer` is then the same, or null.
  constexpr scope(const scope* outer, const scope* around) noexcept : outer_{outer}, around_{around} {}
  constexpr ~scope() = default;
  /// What is wrong with a statement that stands as a source within this one.
  [[nodiscard]] constexpr virtual diagnosis inspect_source(const statement_text& text) const = 0;

  constexpr void fail(fault what, const sentence& says) {
    if (result_.what == fault::none) result_ = {what, says};
  }

  /// Common table expressions: each can name those before it, and itself if it is recursive.
  constexpr void declare(const tokens& with) {
    with_ = with.first;
    for (auto at = with.first; at != with.last; ++at) {
      const source& s = *(*at)->from;
      for (auto other = with.first; other != at; ++other) {
        if (id_of_label((*other)->from->name) == id_of_label(s.name))
          fail(fault::duplicate_source,
               sentence{"mizzle: with(): two common table expressions have the name ", s.name, "; give one of them another name"});
      }
      declared_ = at + (s.kind == source_kind::recursive ? 1 : 0);
      within(*s.inner);
      declared_ = at + 1;
    }
  }
  /// Checks a statement that stands as a source.
  constexpr void within(const statement_text& text) {
    const diagnosis found = inspect_source(text);
    if (result_.what == fault::none) result_ = found;
  }
  /// What a name means among the common table expressions that can be seen here.
  // Not a pointer: GCC's sanitizer of undefined behaviour does not let a constant ask whether the address of another one is null.
  struct common_name {
    bool is_declared = false;
    std::uint64_t base = 0;
  };
  [[nodiscard]] constexpr common_name find_common(std::uint64_t label) const {
    for (auto at = with_; at != declared_; ++at) {
      if (id_of_label((*at)->from->name) == label) return {true, (*at)->from->base};
    }
    return around_ ? around_->find_common(label) : common_name{};
  }
  constexpr void check_source(const source& s) {
    if (s.kind == source_kind::query) return within(*s.inner);
    if (s.kind == source_kind::function || s.kind == source_kind::values) return;
    const common_name common = find_common(id_of_label(s.name));
    if (s.is_common() && !(common.is_declared && common.base == s.base)) {
      fail(fault::out_of_scope, sentence{"mizzle: from(): the common table expression ", s.name,
                                         " is not declared; write mz::with(...) in front of the statement"});
    } else if (!s.is_common() && common.is_declared) {
      fail(fault::duplicate_source,
           sentence{"mizzle: from(): table ", s.name,
                    " cannot be seen behind the common table expression of the same name; give that one another name"});
    }
  }

  constexpr void add(const source& s) {
    check_source(s);
    if (has_label(s.label_id, sources_)) {
      fail(fault::duplicate_source, sentence{"mizzle: from(): table ", s.label(),
                                             " stands twice in the statement; give one of the two another name with mz::alias"});
    } else if (outer_ && outer_->has_label_around(s.label_id)) {
      fail(
          fault::duplicate_source,
          sentence{
              "mizzle: from(): table ", s.label(),
              " stands in a subquery and in the statement around it, so that its columns would always be those of the subquery; give one of the two another name with mz::alias"});
    }
    if (sources_ == most_sources)
      return fail(fault::too_many, sentence{"mizzle: from(): the statement reads more than 64 tables; give some of them to a named query"});
    labels_[sources_] = s.label_id;
    ids_[sources_++] = s.id;
  }
  [[nodiscard]] constexpr bool has_label(std::uint64_t label, std::size_t limit) const {
    for (std::size_t i = base_; i < limit; ++i) {
      if (labels_[i] == label) return true;
    }
    return false;
  }
  // A table that is inserted into cannot be named in what is inserted.
  [[nodiscard]] constexpr bool has_label_around(std::uint64_t label) const {
    return has_label(label, limit_) || (outer_ && outer_->has_label_around(label));
  }

  /// Whether one of the sources before `limit`, or of the statements around this one, is meant.
  [[nodiscard]] constexpr bool in_scope(std::uint64_t id, std::size_t limit) const {
    for (std::size_t i = in_order_ ? 0 : first_; i < limit; ++i) {
      if (ids_[i] == id) return true;
    }
    return outer_ && outer_->in_scope(id, outer_->limit_);
  }

  const scope* outer_ = nullptr;
  const scope* around_ = nullptr;
  const token* const* with_ = nullptr;      // the common table expressions of this statement,
  const token* const* declared_ = nullptr;  // as far as they can be seen now
  std::uint64_t ids_[most_sources]{};
  std::uint64_t labels_[most_sources]{};
  std::size_t sources_ = 0;
  std::size_t base_ = 0;               // where the sources of this select of a compound begin
  std::size_t first_ = 0, limit_ = 0;  // the sources that may be named now
  bool in_order_ = false;              // whether the order of a compound is at hand, which names columns of its first select
  diagnosis result_{};
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Looks for what is wrong with a statement: tables out of scope, misplaced aggregates, clauses out of order. One function
/// for all statements; it runs in a constant expression only, where each call and each copy costs a compiler time. Hence
/// one walk over the tokens as they lie, without recursion but for subqueries, and sentences only for what fails.
class inspector final : private scope {
 public:
  constexpr inspector() = default;
  constexpr inspector(const scope* outer, const scope* around) noexcept : scope{outer, around} {}

  /// Whether nothing is wrong with it; result() tells what is.
  constexpr bool statement(const statement_text& text) {
    declare(text.with);
    const token* const* const last = text.words.last;
    const token* const* select = text.words.first;
    words_ = &text.words;
    while (select != last && result_.what == fault::none) {
      const token* const* end = select;
      do {
        const token& t = **end;
        if (t.what == form::source || t.what == form::insert) add(*t.from);
      } while (++end != last && (*end)->what != form::compound);
      compound_ = compound_ || end != last;
      order_ = end;
      select_ = select;
      select_end_ = end;
      scan(select, end);
      if ((aggregated_ || grouped_) && result_.what == fault::none) {
        grouping_check check{ids_ + base_, ids_ + sources_};
        if (!check.select(select, order_)) result_ = check.result();
      }
      select = end;
      first_ = base_ = joined_ = sources_;
      rank_ = clause_rank::none;
      in_order_ = false;
      aggregated_ = grouped_ = false;
    }
    if (text.needs_where && result_.what == fault::none && !has_where_) {
      const std::string_view verb = (*text.words.first)->text.substr(0, 6);
      fail(fault::no_where, sentence{"mizzle: ", verb, ": it has no where() and would change every row of ",
                                     (*text.words.first)->from->label(), "; add where(...), or all_rows() if that is meant"});
    }
    return result_.what == fault::none;
  }
  [[nodiscard]] constexpr const diagnosis& result() const noexcept { return result_; }

 private:
  [[nodiscard]] constexpr diagnosis inspect_source(const statement_text& text) const override {
    inspector inner{nullptr, this};
    inner.statement(text);
    return inner.result();
  }

  /// The words of one select, or of a run of expressions: an expression's tokens need no order of their own to be checked.
  constexpr void scan(const token* const* at, const token* const* end) {
    const token* const* seen = at;  // up to here, functions are known to have a window or a filter
    const token* const* window_end = at;
    for (; at != end; ++at) {
      const token& t = **at;
      switch (t.what) {
        case form::column:
        case form::columns_of: {
          bool found = false;
          for (std::size_t i = first_; i < limit_; ++i) found = found || ids_[i] == t.from->id;
          if (!found && !in_scope(t.from->id, limit_)) out_of_scope(t);
          if (t.has(is_excluded) && !in_conflict_) excluded_outside(t);
          break;
        }
        case form::fields:
          clause_ = &t;
          in_condition_ = false;
          first_ = base_;
          // What an update reads besides its own table cannot be returned.
          limit_ = is_returning(t) ? base_ + 1 : sources_;
          if (is_returning(t)) in_conflict_ = false;
          for (unsigned i = 0; i != t.count; ++i) {
            condition_ = t.list[i].first;
            scan(t.list[i].first, t.list[i].last);
          }
          break;
        case form::join:
          in_order(t);
          clause_ = &t;
          in_condition_ = true;
          condition_ = after(at + 1);
          first_ = base_ + (has_target() ? 1 : 0);  // SQLite makes a subquery of the joins of an update
          limit_ = ++joined_;
          break;
        case form::clause:
          in_order(t);
          clause_ = &t;
          in_condition_ = t.rank == clause_rank::where || t.rank == clause_rank::having;
          condition_ = at + 1;
          first_ = base_;
          limit_ = sources_;
          if (t.rank == clause_rank::from) joined_ = base_ + t.operands + (has_target() ? 1 : 0);
          // SQLite reads several sources of an update as one subquery, which does not see the table that is written.
          if (t.rank == clause_rank::from && has_target() && (t.operands > 1 || has_join(at, end))) first_ = base_ + 1;
          if (t.rank == clause_rank::where) has_where_ = true;
          if (t.rank == clause_rank::group || t.rank == clause_rank::having) grouped_ = true;
          if (t.rank == clause_rank::order && compound_) {
            order_ = at;
            if (result_.what == fault::none) result_ = check_compound_order(*words_, at + 1, t.operands);
            for (unsigned i = 0; i != t.operands; ++i) at = after(at + 1) - 1;
          }
          break;
        case form::assigns:
          clause_ = &t;
          in_condition_ = false;
          limit_ = t.has(is_target) ? 0 : sources_;
          break;
        case form::using_:
          if (result_.what == fault::none) result_ = check_join_columns(select_, at);
          break;
        case form::assign:
          ++at;
          break;
        case form::names:
          at += t.count;
          break;
        case form::conflict:
          at += t.count;
          rank_ = clause_rank::none;
          in_order_ = false;
          in_conflict_ = true;
          break;
        case form::mark:
          has_where_ = true;
          break;
        case form::select_into:
        case form::operand:
          within(*t.inner);
          break;
        case form::subquery: {
          if (t.has(is_target)) {  // of the table that is written: it names no column of this statement
            within(*t.inner);
            break;
          }
          inspector inner{this, this};
          inner.in_conflict_ = in_conflict_;
          if (!inner.statement(*t.inner) && result_.what == fault::none) result_ = inner.result_;
          break;
        }
        case form::when:
          if (!(in_made_ ? is_part_of(condition_, at) : may_be_left_out(*clause_, in_condition_, condition_, at))) misplaced_when();
          break;
        case form::made: {
          // What it is made of stands for it.
          const bool outer_made = in_made_;
          const token* const* const outer_condition = condition_;
          in_made_ = true;
          condition_ = t.list->first;
          scan(t.list->first, t.list->last);
          in_made_ = outer_made;
          condition_ = outer_condition;
          break;
        }
        default:
          if (t.has(is_window)) {
            window(at, at < window_end);
            window_end = after(at);
            seen = behind_function(at);
          } else if (at >= seen) {
            if (t.has(is_aggregate)) aggregate(at);
            if (t.has(is_filter)) seen = behind_function(at);
            if (t.has(needs_window))
              fail(fault::misplaced_window,
                   sentence{"mizzle: ", name_of(*clause_), ": the function ", t.text, ") looks at a window; give it one with .over(...)"});
          }
          break;
      }
    }
  }

  constexpr void in_order(const token& t) {
    if (t.rank < rank_ || (t.rank == rank_ && t.rank != clause_rank::join)) {
      fail(
          fault::clause_order,
          sentence{
              "mizzle: ", name_of(t),
              ": it stands twice, or behind a clause that comes later in SQL; write from, joins, where, group_by, having, order_by, limit, offset, each once"});
    }
    rank_ = t.rank;
    in_order_ = t.rank >= clause_rank::order;
  }

  static constexpr bool has_join(const token* const* at, const token* const* end) {
    while (at != end && (*at)->what != form::join) ++at;
    return at != end;
  }
  /// Whether the statement at hand writes a table, which is then the first of its sources.
  [[nodiscard]] constexpr bool has_target() const { return (*words_->first)->what == form::insert; }

  [[nodiscard]] constexpr bool yields() const {
    return (clause_->what == form::fields && !is_returning(*clause_)) ||
           (clause_->what == form::clause && clause_->rank == clause_rank::order);
  }
  /// Behind the function that a window or a filter belongs to.
  static constexpr const token* const* behind_function(const token* const* at) {
    do ++at;
    while ((*at)->has(is_filter));
    return at + 1;
  }
  constexpr void window(const token* const* at, bool inside_another) {
    if (!yields()) {
      fail(
          fault::misplaced_window,
          sentence{
              "mizzle: ", name_of(*clause_),
              ": a window function cannot stand here, because it looks at the rows that a select yields; select it in a named query, and use its column"});
    } else if (inside_another) {
      fail(fault::misplaced_window, sentence{"mizzle: ", name_of(*clause_),
                                             ": a window function stands inside another one; compute the inner one in a named query"});
    }
    if ((*at)->what == form::postfix && !has_window((*at)->text.substr(6))) {
      fail(fault::misplaced_window, sentence{"mizzle: ", name_of(*clause_), ": the window ", (*at)->text.substr(6),
                                             " is not defined in this select; add it with .window(...)"});
    }
  }
  /// Whether a window clause of the select at hand defines a window of this name, which is in its quotes.
  [[nodiscard]] constexpr bool has_window(std::string_view name) const {
    for (auto at = select_; at != select_end_; ++at) {
      if ((*at)->what != form::clause || (*at)->rank != clause_rank::window) continue;
      const token* const* definition = at + 1;
      for (unsigned i = 0; i != (*at)->operands; ++i, definition = after(definition)) {
        if ((*definition)->text.starts_with(name) && (*definition)->text.substr(name.size()).starts_with(" as (")) return true;
      }
    }
    return false;
  }

  constexpr void aggregate(const token* const* at) {
    if (is_returning(*clause_)) {
      fail(
          fault::aggregate_in_where,
          sentence{
              "mizzle: returning(): an aggregate cannot be used here, because each changed row comes back by itself; select it, or count the rows that come back"});
    } else if (yields() || (clause_->what == form::clause && clause_->rank == clause_rank::window)) {
      aggregated_ = true;
    } else if (clause_->what != form::clause || clause_->rank == clause_rank::where || clause_->rank == clause_rank::group) {
      fail(fault::aggregate_in_where, sentence{"mizzle: ", name_of(*clause_),
                                               ": an aggregate cannot be used here, because it needs all rows of a group; use having()"});
    }
    const token* const* const end = after(at);
    if ((*at)->has(is_filter)) at = behind_function(at) - 1;
    while (++at != end) {
      if ((*at)->has(is_aggregate | is_window)) {
        fail(fault::aggregate_in_where, sentence{"mizzle: ", name_of(*clause_),
                                                 ": an aggregate stands inside another aggregate; compute the inner one in a subquery"});
      }
    }
  }

  constexpr void misplaced_when() {
    fail(
        fault::misplaced_when,
        sentence{
            "mizzle: ", name_of(*clause_),
            ": mz::when() can only be a part of a condition, or stand around a whole field, term, assignment or joined table; write it there"});
  }
  constexpr void out_of_scope(const token& t) {
    if (is_returning(*clause_)) return fail(fault::out_of_scope, not_returned(t, in_scope(t.from->id, sources_)));
    const bool updated = has_target() && first_ > base_ && t.from->id == ids_[base_];
    fail(fault::out_of_scope, updated ? hidden_behind_sources(name_of(*clause_), t) : not_in_scope(name_of(*clause_), t));
  }
  constexpr void excluded_outside(const token& t) { fail(fault::out_of_scope, excluded_elsewhere(name_of(*clause_), t)); }

  std::size_t joined_ = 0;  // the sources that the joins so far have brought
  clause_rank rank_ = clause_rank::none;
  const token* clause_ = nullptr;
  const token* const* condition_ = nullptr;  // where the condition, field or first term begins that may have parts,
  bool in_condition_ = false;                // if the clause is one that has it
  bool in_made_ = false;                     // whether what is at hand stands for a condition that is made at run time
  bool has_where_ = false;
  bool in_conflict_ = false;
  bool aggregated_ = false;
  bool grouped_ = false;
  const tokens* words_ = nullptr;
  const token* const* select_ = nullptr;  // the select at hand of a compound
  const token* const* select_end_ = nullptr;
  const token* const* order_ = nullptr;  // of a compound, otherwise the end of the select
  bool compound_ = false;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// What require_changes() and require_exactly() ask of a statement's change count.
struct guard {
  std::int64_t count = -1;  // negative: nothing is asked
  bool exactly = false;

  [[nodiscard]] constexpr bool exists() const noexcept { return count >= 0; }
  [[nodiscard]] constexpr bool met(std::int64_t changed) const noexcept {
    return count < 0 || (exactly ? changed == count : changed >= count);
  }
  friend constexpr bool operator==(const guard&, const guard&) = default;
};

/// That of a statement which cannot have one.
inline constexpr guard unguarded{};

/// A guard of n rows; a negative n is an invalid_request.
constexpr guard make_guard(std::int64_t n, bool exactly) {
  if (n < 0) throw error::invalid_request{"a guard cannot require a negative number of changes"};
  return {n, exactly};
}
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse(const guard& required, std::int64_t changed, std::size_t step) {
  throw error::guard_failed{step, required.count, changed, required.exactly};
}
/// Throws unless a step has changed as many rows as its guard asks.
MIZZLE_INLINE inline void demand(const guard& required, std::int64_t changed, std::size_t step = 0) {
  if (!required.met(changed)) [[unlikely]]
    refuse(required, changed, step);
}

/// A statement with a guard.
template <class S>
constexpr S with_guard(S s, std::int64_t n, bool exactly) {
  s.required = make_guard(n, exactly);
  return s;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::guard;
}  // namespace mizzle

namespace mizzle::detail {

/// A whole table in a select list.
template <class S>
struct whole {
  using type = typename source_traits<S>::template as<as_row>;
  using view_type = typename source_traits<S>::template as<as_row_view>;
  none values{};

  static constexpr token word{.what = form::columns_of, .from = &source_of<S>};
  static constexpr const token* words[1] = {&word};
  static constexpr tokens all{words, words + 1, sql_type::any};
};

/// A field that can be NULL although its expression cannot: an outer join, or the other side of a union, makes it so.
template <class F>
struct absent {
  using type = add_optional_t<typename F::type>;
};
template <class S>
struct absent<whole<S>> {
  using type = std::optional<typename whole<S>::type>;
  using view_type = std::optional<typename whole<S>::view_type>;
};

/// A field of a compound, of the type that holds what all of its sides yield.
template <class F, class T>
struct united {
  using type = T;
};

/// A field that when() may leave out, where `null` stands in its place. F is the field as it is without when(), by which a row finds it.
template <class F, class... K>
struct optional_field {
  using type = add_optional_t<typename F::type>;
  maybe<none> values{};

  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens all{words, words + sizeof...(K), type_of<type>};
};

template <class F>
struct field_traits {
  using bare = F;
};
template <class F, class... K>
struct field_traits<optional_field<F, K...>> : field_traits<F> {};
template <class F>
struct field_traits<absent<F>> : field_traits<F> {};
template <class F, class T>
struct field_traits<united<F, T>> : field_traits<F> {};

template <class F>
struct absent_field {
  using type = absent<F>;
};
template <class F>
struct absent_field<absent<F>> {
  using type = absent<F>;
};
template <class F>
using absent_of = typename absent_field<F>::type;

/// The fields of a select list or a returning clause.
template <class... F>
struct fields {
  static constexpr std::size_t size = sizeof...(F);
  static constexpr tokens list[sizeof...(F)] = {F::all...};
};

/// A named query in a select list, which stands for its columns (see fields_from); it brings no values.
template <class S>
struct all_columns_of {
  none values{};
};

/// Whether something in a select list is a group of fields, and whether the list of a statement has groups in it (group.hpp).
template <class X>
inline constexpr bool is_group = false;
template <class L>
inline constexpr bool is_grouped = false;

/// What an argument of select() becomes: a field. A trait and not a function, because most fields are columns, which
/// bring no values.
template <class X>
struct field_for {
  static constexpr bool has_words = requires { X::words; };
  static constexpr auto resolve() {
    if constexpr (TableSource<X>) {
      return std::type_identity<whole<X>>{};
    } else if constexpr (Source<X>) {
      return std::type_identity<all_columns_of<X>>{};
    } else if constexpr (ScalarSelect<X>) {
      return std::type_identity<decltype(std::declval<const X&>().as_operand())>{};
    } else if constexpr (NoScalar<X>) {
      (void)accept<no_scalar<X>()>();
      return std::type_identity<expr<std::int64_t, none, bound<sql_type::any>>>{};
    } else {
      return std::type_identity<std::conditional_t<has_words, X, expr<std::int64_t, none, bound<sql_type::any>>>>{};
    }
  }
  using type = typename decltype(resolve())::type;
  static_assert(
      has_words || Source<X> || ScalarSelect<X> || NoScalar<X>,
      "mizzle: select(): a field must be a column, an expression, a table or a select of one column; wrap a plain value in mz::val()");
};
template <class T, class V, class... K>
struct field_for<expr<T, V, K...>> {
  using type = expr<T, V, K...>;
};
template <fixed_string Name, class T, class V, class... K>
struct field_for<named<Name, T, V, K...>> {
  using type = named<Name, T, V, K...>;
};
template <class T, class V, class... K>
struct field_for<expr<T, maybe<V>, op::when, K...>> {
  using inner = typename field_for<expr<T, V, K...>>::type;
  using type = optional_field<typename field_traits<inner>::bare, op::when, K...>;
};
template <fixed_string Name, class T, class V, class... K>
struct field_for<named<Name, T, maybe<V>, op::when, K...>> {
  using inner = typename field_for<named<Name, T, V, K...>>::type;
  using type = optional_field<typename field_traits<inner>::bare, named<Name, T, maybe<V>, op::when, K...>, op::when, K...>;
};
template <class X>
using field_t = typename field_for<X>::type;

/// The values that fields bring.
template <class X>
MIZZLE_INLINE constexpr auto values_of_field(const X& x) {
  if constexpr (Source<X> || !requires { x.values; }) {  // a named query brings its values where it is read
    return none{};
  } else {
    return x.values;
  }
}

MIZZLE_INLINE constexpr none join_fields() { return {}; }
template <class A, class... More>
MIZZLE_INLINE constexpr auto join_fields(const A& a, const More&... more) {
  return join(values_of_field(a), join_fields(more...));
}
template <class... F>
inline constexpr bool bring_values = !(std::same_as<decltype(F::values), none> && ...);

/// What returning(x...) yields: the whole row if it names nothing.
template <class T, class... X>
struct returned {
  static_assert(!(is_group<X> || ...), "mizzle: returning(): it gives a flat row; name the columns of the group by themselves");
  using type = fields<field_t<X>...>;
};
template <class T>
struct returned<T> {
  using type = fields<whole<T>>;
};
template <class T, class... X>
using returned_fields = typename returned<T, X...>::type;

}  // namespace mizzle::detail

namespace mizzle::detail {

// How rows become structs of a user's own: aggregates by position; structs that Boost.Hana knows, by name, which hana.hpp does.

template <bool View, class... F>
struct record_of;
template <class X>
inline constexpr bool is_record = false;
template <bool View, class... F>
inline constexpr bool is_record<record_of<View, F...>> = true;

/// A row of a whole table, which is a struct of its own.
template <class X>
inline constexpr bool is_table_row = false;
template <template <class> class Def>
inline constexpr bool is_table_row<Def<as_row>> = true;
template <template <class> class Def>
inline constexpr bool is_table_row<Def<as_row_view>> = true;

/// A struct of a user's own that Boost.Hana knows.
template <class X>
concept HanaStruct = !is_record<X> && !is_table_row<X> && boost::hana::Struct<X>::value;

/// Stands for a struct that cannot be made, so that no further error follows.
template <class Struct>
Struct rejected_struct();

/// Makes a Hana Struct of a row; defined in hana.hpp.
template <HanaStruct Struct>
struct made_by_name;

/// Makes a Hana Struct of a row.
template <class Struct, class Row>
constexpr Struct make_by_name(Row&& row) {
  constexpr bool defined = requires { sizeof(made_by_name<Struct>); };
  static_assert(defined, "mizzle: into(): the members of a Boost.Hana Struct are found by name; include <mizzle/hana.hpp>");
  if constexpr (defined) return made_by_name<Struct>::from(std::forward<Row>(row));
  else return rejected_struct<Struct>();
}

/// A row in a row, a group or a whole table: it becomes the struct that it is the value of a member of.
template <class Row>
struct nested_row {
  Row&& row;

  template <class Struct>
    requires(std::is_class_v<Struct> && (std::is_aggregate_v<Struct> || HanaStruct<Struct>))
  constexpr operator Struct() && {
    if constexpr (std::is_same_v<Struct, std::remove_cvref_t<Row>>) return std::forward<Row>(row);
    else if constexpr (HanaStruct<Struct>) return make_by_name<Struct>(std::forward<Row>(row));
    else if constexpr (is_record<std::remove_cvref_t<Row>>) return std::forward<Row>(row).template into<Struct>();
    else
      static_assert(std::is_void_v<Struct>,
                    "mizzle: into(): a whole table becomes its own row struct, or a Boost.Hana Struct; group its columns for an aggregate");
  }
};
template <class Row>
inline constexpr bool is_row = is_record<Row> || is_table_row<Row>;
template <class Row>
inline constexpr bool is_row<std::optional<Row>> = is_row<Row>;

/// A value of a row as what a member of a struct is made of.
template <class T>
constexpr decltype(auto) as_member(T&& value) {
  using X = std::remove_cvref_t<T>;
  if constexpr (!is_row<X>) {
    return std::forward<T>(value);
  } else if constexpr (is_optional<X>) {
    using inner = nested_row<decltype(*std::forward<T>(value))>;
    return value ? std::optional<inner>{inner{*std::forward<T>(value)}} : std::nullopt;
  } else {
    return nested_row<T>{std::forward<T>(value)};
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// One value of a record; the index keeps equal types apart.
template <std::size_t I, class T>
struct cell {
  T value;
};

template <bool View, class F>
struct field_type {
  using type = typename owned_of<typename F::type>::type;
};
template <class F>
struct field_type<true, F> {
  using type = typename view_of<typename F::type>::type;
};
template <class F>
  requires requires { typename F::view_type; }
struct field_type<true, F> {
  using type = typename F::view_type;
};
template <bool View, class F>
using field_value = typename field_type<View, F>::type;

/// The values of a record. Their type does not name the columns, so that all statements whose rows hold the same types
/// share the code that reads, keeps and destroys rows.
template <class Is, class... T>
struct cells_of;
template <std::size_t... I, class... T>
struct cells_of<std::index_sequence<I...>, T...> : cell<I, T>... {
  template <class Struct>
  [[nodiscard]] constexpr Struct into() const& {
    constexpr bool takes = requires { Struct{as_member(cell<I, T>::value)...}; };
    static_assert(takes,
                  "mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type");
    if constexpr (takes) return Struct{as_member(cell<I, T>::value)...};
    else return rejected_struct<Struct>();
  }
  template <class Struct>
  [[nodiscard]] constexpr Struct into() && {
    constexpr bool takes = requires { Struct{as_member(std::move(cell<I, T>::value))...}; };
    static_assert(takes,
                  "mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type");
    if constexpr (takes) return Struct{as_member(std::move(cell<I, T>::value))...};
    else return rejected_struct<Struct>();
  }
  friend constexpr bool operator==(const cells_of& a, const cells_of& b)
    requires(std::equality_comparable<T> && ...)
  {
    return ((a.cell<I, T>::value == b.cell<I, T>::value) && ...);
  }
};
template <class... T>
using cells = cells_of<std::make_index_sequence<sizeof...(T)>, T...>;

template <std::size_t N, class T>
constexpr const T& at_cell(const cell<N, T>& c) noexcept {
  return c.value;
}
template <std::size_t N, class T>
constexpr T& at_cell(cell<N, T>& c) noexcept {
  return c.value;
}

/// A row of a select list. Its values are found by column or expression, `row[messages.body]`; by name, `row["total"_col]`;
/// by position, `mz::get<0>(row)`; by structured bindings; or all at once, `row.into<Summary>()`. With View, texts and blobs
/// are views into the running statement, valid until its next step.
///
/// An expression is found by its type, which does not tell its bound values: `row[t.a + 1]` also finds `t.a + 2`. What was
/// selected several times is therefore not found; give such fields names. A row that is about to end gives values and no
/// references, so that `for (char c : db.one(q)[t.body])` is right.
template <bool View, class... F>
struct record_of {
  using values_type = mizzle::detail::cells<field_value<View, F>...>;
  static constexpr std::size_t size = sizeof...(F);

  // The only member, and public, because a row is made in place from what reads its values, as an aggregate.
  values_type values;

  template <class T, class V, class... K>
  [[nodiscard]] constexpr const auto& operator[](const expr<T, V, K...>&) const& noexcept {
    return at_cell<of_type<expr<T, V, K...>>()>(values);
  }
  template <class T, class V, class... K>
  [[nodiscard]] constexpr auto operator[](const expr<T, V, K...>&) && {
    return std::move(at_cell<of_type<expr<T, V, K...>>()>(values));
  }
  template <fixed_string Name, class T, class V, class... K>
  [[nodiscard]] constexpr const auto& operator[](const named<Name, T, V, K...>&) const& noexcept {
    return at_cell<of_type<named<Name, T, V, K...>>()>(values);
  }
  template <fixed_string Name, class T, class V, class... K>
  [[nodiscard]] constexpr auto operator[](const named<Name, T, V, K...>&) && {
    return std::move(at_cell<of_type<named<Name, T, V, K...>>()>(values));
  }
  template <Source S>
  [[nodiscard]] constexpr const auto& operator[](const S&) const& noexcept {
    return at_cell<of_type<whole<S>>()>(values);
  }
  template <Source S>
  [[nodiscard]] constexpr auto operator[](const S&) && {
    return std::move(at_cell<of_type<whole<S>>()>(values));
  }
  template <fixed_string Name>
  [[nodiscard]] constexpr const auto& operator[](column_name<Name>) const& noexcept {
    return at_cell<of_name<Name>()>(values);
  }
  template <fixed_string Name>
  [[nodiscard]] constexpr auto operator[](column_name<Name>) && {
    return std::move(at_cell<of_name<Name>()>(values));
  }
  /// The values as a struct of your own, member by member in the order of the select list, or by name if it is a Boost.Hana Struct
  /// (hana.hpp). A group becomes a struct within it, or a std::optional of one.
  template <class Struct>
  [[nodiscard]] constexpr Struct into() const& {
    if constexpr (HanaStruct<Struct>) return make_by_name<Struct>(*this);
    else return values.template into<Struct>();
  }
  template <class Struct>
  [[nodiscard]] constexpr Struct into() && {
    if constexpr (HanaStruct<Struct>) return make_by_name<Struct>(std::move(*this));
    else return std::move(values).template into<Struct>();
  }

  friend constexpr bool operator==(const record_of& a, const record_of& b)
    requires std::equality_comparable<values_type>
  {
    return a.values == b.values;
  }

 private:
  template <class E>
  static consteval std::size_t of_type() {
    constexpr bool found[] = {std::same_as<typename field_traits<F>::bare, E>...};
    constexpr std::size_t count = (std::size_t{0} + ... + std::size_t{std::same_as<typename field_traits<F>::bare, E>});
    static_assert(count != 0, "mizzle: row[]: this column or table was not selected; add it to select() or returning()");
    // A column that is selected twice has one value.
    constexpr bool is_column = E::words[0]->what == form::column || E::words[0]->what == form::columns_of;
    static_assert(
        count < 2 || is_column,
        "mizzle: row[]: several selected fields are this expression, but for bound values, which its type does not tell; give them names with .as<\"name\">(), or select it once");
    std::size_t i = 0;
    while (i + 1 < size && !found[i]) ++i;
    return i;
  }
  template <fixed_string Name>
  static consteval std::size_t of_name() {
    constexpr std::string_view names[] = {field_traits<F>::bare::words[0]->text...};
    constexpr std::size_t count = (std::size_t{0} + ... + std::size_t{field_traits<F>::bare::words[0]->text == Name.view()});
    static_assert(count != 0, "mizzle: row[]: no selected column has this name; give it one with .as<\"name\">()");
    static_assert(count < 2, "mizzle: row[]: several selected columns have this name; give them names with .as<\"name\">()");
    std::size_t i = 0;
    while (i + 1 < size && names[i] != Name.view()) ++i;
    return i;
  }
};

/// A row of these fields that owns its values.
template <class... F>
using record = record_of<false, F...>;
/// The same with views of texts and blobs, as a stream gives it.
template <class... F>
using record_view = record_of<true, F...>;

/// The value at a position of a row.
template <std::size_t N, bool View, class... F>
constexpr const auto& get(const record_of<View, F...>& row) noexcept {
  return at_cell<N>(row.values);
}
template <std::size_t N, bool View, class... F>
constexpr auto& get(record_of<View, F...>& row) noexcept {
  return at_cell<N>(row.values);
}
template <std::size_t N, bool View, class... F>
constexpr auto get(record_of<View, F...>&& row) {
  return std::move(at_cell<N>(row.values));
}

/// A row as a struct of one's own.
template <class Struct, class Row>
constexpr Struct as_struct(Row&& row) {
  if constexpr (HanaStruct<Struct>) {
    return make_by_name<Struct>(std::move(row));
  } else if constexpr (is_record<Row>) {
    return std::move(row).template into<Struct>();
  } else {
    static_assert(std::same_as<Struct, Row>,
                  "mizzle: all<Struct>(), get<Struct>(), one<Struct>(): the rows of a whole table are structs already; select its columns");
    return std::move(row);
  }
}
/// A row of a select list.
template <class X>
concept Record = is_record<std::remove_cvref_t<X>>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::get;
using detail::record;
using detail::Record;
using detail::record_view;
}  // namespace mizzle

template <bool View, class... F>
struct std::tuple_size<mizzle::detail::record_of<View, F...>> : std::integral_constant<std::size_t, sizeof...(F)> {};
template <std::size_t N, bool View, class... F>
struct std::tuple_element<N, mizzle::detail::record_of<View, F...>> {
  using type =
      std::remove_cvref_t<decltype(mizzle::detail::at_cell<N>(std::declval<const mizzle::detail::record_of<View, F...>&>().values))>;
};
// std::get and std::apply know only std's own tuples, and are called by their full names, so that a row can take part in
// them only by overloads that stand beside them.
namespace std {
template <std::size_t N, mizzle::detail::Record R>
constexpr decltype(auto) get(R&& row) {
  return mizzle::detail::get<N>(std::forward<R>(row));
}
template <class F, mizzle::detail::Record R>
constexpr decltype(auto) apply(F&& f, R&& row) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
    return std::forward<F>(f)(mizzle::detail::get<I>(std::forward<R>(row))...);
  }(std::make_index_sequence<std::remove_cvref_t<R>::size>{});
}
}  // namespace std

namespace mizzle::detail {

/// A bound value that is only looked at: compared with another one, or written as a literal. NULL is of no type.
struct plain_value {
  sql_type type = sql_type::any;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view bytes{};
  friend constexpr bool operator==(const plain_value&, const plain_value&) = default;
};

/// The number of values that an expression with the bound values V has placeholders for.
template <class V>
inline constexpr std::size_t count_values = made_at_run_time<V> ? 0 : 1;
template <>
inline constexpr std::size_t count_values<none> = 0;
template <std::size_t N>
inline constexpr std::size_t count_values<one_of<N>> = 0;
template <class A, class B>
inline constexpr std::size_t count_values<two<A, B>> = count_values<A> + count_values<B>;
template <class V>
inline constexpr std::size_t count_values<maybe<V>> = count_values<V>;

/// N bound values, in the order of their placeholders. What is left out is as if it were NULL.
template <std::size_t N>
struct plain_values {
  plain_value items[N == 0 ? 1 : N]{};
  std::size_t size = 0;

  constexpr plain_values() = default;
  template <class V>
  constexpr explicit plain_values(const V& values) {
    see(values);
  }

  constexpr void see(const none&) {}
  /// A parameter, which is the same as itself.
  template <class Slot>
    requires requires { Slot::is_parameter; }
  constexpr void see(const Slot&) {
    items[size++] = {sql_type::blob, 0, 0, Slot::is_parameter};
  }
  /// What is made at run time has values of its own, which no placeholder of the statement's words stands for.
  template <class V>
    requires requires { typename V::made_at_run_time; }
  constexpr void see(const V&) {}
  constexpr void see(std::int64_t v) { items[size++] = {sql_type::integer, v, 0, {}}; }
  constexpr void see(double v) { items[size++] = {sql_type::real, 0, v, {}}; }
  constexpr void see(const std::string& v) { items[size++] = {sql_type::text, 0, 0, v}; }
  /// Literals and other texts that are constants.
  template <class Text>
    requires requires(const Text& v) { v.view(); }
  constexpr void see(const Text& v) {
    items[size++] = {sql_type::text, 0, 0, v.view()};
  }
  template <class Byte>
  constexpr void see(const std::vector<Byte>& v) {
    items[size++] = {sql_type::blob, 0, 0, {reinterpret_cast<const char*>(v.data()), v.size()}};
  }
  template <class T>
  constexpr void see(const std::optional<T>& v) {
    if (v) see(*v);
    else ++size;
  }
  template <class A, class B>
  constexpr void see(const two<A, B>& v) {
    see(v.first);
    see(v.second);
  }
  template <class V>
  constexpr void see(const maybe<V>& v) {
    const std::size_t first = size;
    see(v.values);
    for (std::size_t i = first; !v.on && i != size; ++i) items[i] = {};
  }
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// In which engine's words a statement is written.
enum class dialect_id : unsigned char { sqlite, d1, postgres };

/// What engines write differently. A dialect is one value of this; nothing else knows which engine it writes for.
struct dialect_hooks {
  /// The n-th parameter, from 1 on, of a type.
  void (*placeholder)(writer&, sql_type, std::size_t n);
  /// What stands around an integer that a statement yields; empty where it comes back as it is.
  std::string_view before_integer{};
  std::string_view behind_integer{};
  /// Whether integers cross as text, because the engine's protocol would round them.
  bool integers_as_text = false;
  /// Whether `default` can stand for a value that is inserted.
  bool default_as_value = false;
  /// The parameters that one statement can have, unless the handle tells.
  std::size_t max_parameters = 0;
  /// The statement that fails unless a change count, \1, is what a guard asks, \2, and tells the count and its position in the list, \3;
  /// empty where the engine has no such statement.
  std::string_view guard{};
  /// The words of each keyword; empty where the engine has none.
  std::string_view keywords[keyword_count]{};

  [[nodiscard]] constexpr std::string_view words(const token& t) const noexcept {
    return t.keyword == keyword::none ? t.text : keywords[static_cast<std::size_t>(t.keyword)];
  }
};

namespace dialects {

/// What is not as the guard asks stands in a JSON path that does not exist, so that the engine's error shows it.
inline constexpr std::string_view guard_by_json_path =
    "select case when \1 \2 then 1 else json_extract('{}', 'mizzle guard \3 changed ' || \1) end";

constexpr void question_mark(writer& out, sql_type, std::size_t) { out.put('?'); }
constexpr void question_mark_as_integer(writer& out, sql_type type, std::size_t) {
  out.put(type == sql_type::integer ? "cast(? as integer)"sv : "?"sv);
}
constexpr void numbered(writer& out, sql_type, std::size_t n) {
  out.put('$');
  out.put(n);
}

inline constexpr dialect_hooks sqlite{
    .placeholder = question_mark,
    .max_parameters = 32766,  // https://www.sqlite.org/limits.html#max_variable_number
    .guard = guard_by_json_path,
    .keywords = {"", " is ", " is not ", " glob ", " not glob ", "\1 in (select value from json_each(\1))",
                 "\1 not in (select value from json_each(\1))", "unixepoch()", " limit -1", " indexed by ", " not indexed", "("},
};
inline constexpr dialect_hooks d1{
    .placeholder = question_mark_as_integer,
    .before_integer = "cast(",
    .behind_integer = " as text)",
    .integers_as_text = true,
    .max_parameters = 100,  // https://developers.cloudflare.com/d1/platform/limits/
    .guard = guard_by_json_path,
    .keywords = {"", " is ", " is not ", " glob ", " not glob ", "\1 in (select value from json_each(\1))",
                 "\1 not in (select value from json_each(\1))", "unixepoch()", " limit -1", " indexed by ", " not indexed", "("},
};
inline constexpr dialect_hooks postgres{
    .placeholder = numbered,
    .default_as_value = true,
    .max_parameters = 65535,  // its protocol counts them in 16 bits
    .keywords = {"", " is not distinct from ", " is distinct from ", "", "", "\1 in (select value from json_each(\1))",
                 "\1 not in (select value from json_each(\1))", "extract(epoch from now())::bigint", " limit all", "", "", ""},
};

}  // namespace dialects

/// Whether an engine has words for all tokens of a statement.
constexpr bool has_words(const dialect_hooks& dialect, const tokens& words);
constexpr bool has_words(const dialect_hooks& dialect, const statement_text& text) {
  for (auto at = text.with.first; at != text.with.last; ++at) {
    if (!has_words(dialect, *(*at)->from->inner)) return false;
  }
  return has_words(dialect, text.words);
}
constexpr bool has_words(const dialect_hooks& dialect, const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.keyword != keyword::none && dialect.words(t).empty()) return false;
    if (t.has_inner() && !has_words(dialect, *t.inner)) return false;
    if (t.what == form::source && t.from->kind == source_kind::query && !has_words(dialect, *t.from->inner)) return false;
    for (unsigned i = 0; t.what == form::fields && i != t.count; ++i) {
      if (!has_words(dialect, t.list[i])) return false;
    }
  }
  return true;
}

/// Calls f with the dialect as a template argument: `f.operator()<D>()`.
template <class F>
constexpr decltype(auto) with_dialect(dialect_id d, F&& f) {
  switch (d) {
    case dialect_id::d1:
      return f.template operator()<dialect_id::d1>();
    case dialect_id::postgres:
      return f.template operator()<dialect_id::postgres>();
    default:
      return f.template operator()<dialect_id::sqlite>();
  }
}
/// The one table of dialects: an engine more is a name in dialect_id, its hooks, and a line here and in with_dialect().
constexpr const dialect_hooks& hooks_of(dialect_id d) {
  constexpr const dialect_hooks* all[] = {&dialects::sqlite, &dialects::d1, &dialects::postgres};
  return *all[static_cast<std::size_t>(d)];
}

}  // namespace mizzle::detail

namespace mizzle::dialect {
/// SQLite, and engines that take its text and its values as they are.
struct sqlite {
  static constexpr auto id = detail::dialect_id::sqlite;
};
/// Cloudflare D1: SQLite's text, but 64-bit integers cross as text, because JSON numbers would round them.
struct d1 {
  static constexpr auto id = detail::dialect_id::d1;
};
/// PostgreSQL: numbered parameters.
struct postgres {
  static constexpr auto id = detail::dialect_id::postgres;
};
}  // namespace mizzle::dialect

namespace mizzle::detail {

// Values as the text of a schema has them, which knows no parameters.

constexpr void write_literal(writer& out, std::int64_t n) {
  // Two signs would begin a comment.
  if (n < 0) out.put(out.last() == '-' ? " -"sv : "-"sv);
  out.put(std::size_t{n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n)});
}
/// A real with up to nine places, which is what constants in a schema have; another one does not compile.
constexpr void write_literal(writer& out, double r) {
  const double size = r < 0 ? -r : r;
  const bool writable = size < 1e9 && static_cast<double>(static_cast<std::uint64_t>(size * 1e9 + 0.5)) / 1e9 == size;
  if (!writable) throw "mizzle: default_value: this real has no short decimal form; write it as default_sql<\"...\">";
  if (r < 0) out.put(out.last() == '-' ? " -"sv : "-"sv);
  auto whole = static_cast<std::uint64_t>(size);
  auto places = static_cast<std::uint64_t>((size - static_cast<double>(whole)) * 1e9 + 0.5);
  if (places >= 1000000000) {
    ++whole;
    places = 0;
  }
  out.put(std::size_t{whole});
  out.put('.');
  std::uint64_t unit = 100000000;
  do {
    out.put(static_cast<char>('0' + places / unit));
    places %= unit;
    unit /= 10;
  } while (places != 0 && unit != 0);
}
constexpr void write_literal(writer& out, const plain_value& v) {
  switch (v.type) {
    case sql_type::integer:
      return write_literal(out, v.integer);
    case sql_type::real:
      return write_literal(out, v.real);
    case sql_type::text:
      return out.literal(v.bytes);
    case sql_type::blob:
      throw "mizzle: a blob cannot be a constant of a schema; write it as default_sql<\"x'...'\">";
    case sql_type::any:
      return out.put("null"sv);
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Walks over a statement's tokens and tells which parts of it stand, as its run-time shape says.
class token_walk {
 protected:
  constexpr explicit token_walk(shape how) noexcept : how_{how} {}

  constexpr bool part() noexcept { return how_.stands(parts_++); }

  /// Whether an expression has an aggregate that folds rows, which one over a window does not.
  static constexpr bool is_folding(const token* const* at) {
    bool windowed = false;  // the token at hand is the function of a window, or a filter of it
    for (unsigned open = 1; open != 0; ++at) {
      const token& t = **at;
      if (t.has(is_aggregate) && !windowed) return true;
      windowed = t.has(is_window) || (windowed && t.has(is_filter));
      open += t.operands - 1u;
    }
    return false;
  }
  /// Passes over the calls of when() around what follows, and tells whether it stands.
  constexpr bool takes_part() {
    bool on = true;
    for (; (*at_)->what == form::when; ++at_) on = part() && on;
    return on;
  }
  /// Passes over one expression and tells whether any of it stands.
  constexpr bool skip() {
    const token& t = **at_++;
    if (t.what == form::when) {
      const bool on = part();
      return skip() && on;
    }
    if (t.what == form::made) return part();
    if (t.what == form::subquery) {
      parts_ += count_parts(*t.inner);
      return true;
    }
    bool any = false;
    for (unsigned i = 0; i != t.operands; ++i) any = skip() || any;
    const bool optional = t.binds == precedence::and_ || t.binds == precedence::or_ || t.binds == precedence::not_ || t.what == form::named;
    return any || !optional || t.what == form::text;
  }
  constexpr bool stands() {
    const token* const* const at = at_;
    const unsigned parts = parts_;
    const bool result = skip();
    at_ = at;
    parts_ = parts;
    return result;
  }
  constexpr bool stands_after_one() {
    const token* const* const at = at_;
    const unsigned parts = parts_;
    skip();
    const bool result = skip();
    at_ = at;
    parts_ = parts;
    return result;
  }
  /// Whether the clause that begins here will be written.
  constexpr bool stands_after() {
    if (!shaped_ || (*at_)->operands != 1) return true;
    ++at_;
    const bool result = stands();
    --at_;
    return result;
  }
  static constexpr unsigned count_parts(const statement_text& text) {
    unsigned n = count_parts(text.words);
    for (auto at = text.with.first; at != text.with.last; ++at) n += count_parts(*(*at)->from->inner);
    return n;
  }
  static constexpr unsigned count_parts(const tokens& words) {
    unsigned n = 0;
    for (auto at = words.first; at != words.last; ++at) {
      const token& t = **at;
      if (t.what == form::when || t.what == form::made) ++n;
      if (t.has_inner()) n += count_parts(*t.inner);
      if (t.what == form::source && t.from->kind == source_kind::query) n += count_parts(*t.from->inner);
      if (t.what == form::fields) {
        for (unsigned i = 0; i != t.count; ++i) n += count_parts(t.list[i]);
      }
    }
    return n;
  }

  shape how_;
  const token* const* at_ = nullptr;
  unsigned parts_ = 0;
  bool shaped_ = false;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// The names by which another statement reads the fields that follow, if it does so.
struct field_names {
  const column_info* next = nullptr;
  bool given = false;
};

class expression_renderer;
/// The conditions within a statement that are made at run time.
class made_conditions {
 public:
  /// Writes the one that is this part of the statement.
  virtual void write(expression_renderer& to, unsigned part, precedence around) const = 0;

 protected:
  ~made_conditions() = default;
};

/// Writes expressions as SQL, in the words of a dialect.
class expression_renderer : protected token_walk {
 public:
  /// One expression with columns that are not qualified, as DDL wants them; its values as literals, if they are given.
  constexpr void bare_expression(const tokens& words, const plain_value* literals = nullptr);
  /// What is written where conditions stand that are made at run time.
  constexpr void use(const made_conditions* made) noexcept { made_ = made; }
  /// Writes a part of such a condition: an expression with a shape of its own.
  void made_part(const tokens& words, const shape& how, const made_conditions& within, precedence around) {
    const token_walk outer = *this;
    const made_conditions* const outer_made = made_;
    at_ = words.first;
    how_ = how;
    parts_ = 0;
    shaped_ = true;
    made_ = &within;
    expression(around);
    made_ = outer_made;
    static_cast<token_walk&>(*this) = outer;
  }
  void put(std::string_view text) { out_.put(text); }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return out_.size(); }
  [[nodiscard]] constexpr const writer& out() const noexcept { return out_; }

 protected:
  template <class Out>
  constexpr expression_renderer(Out out, dialect_id dialect, shape how) noexcept
      : token_walk{how}, out_{out}, dialect_{hooks_of(dialect)} {}

  constexpr ~expression_renderer() = default;

  constexpr std::string_view words(const token& t) const;
  constexpr void placeholder(sql_type type);
  constexpr void expression(precedence around);
  constexpr void mixfix(const token& t);
  /// A statement within another one: what it yields is not what the whole yields. The names are those by which it is read.
  constexpr virtual void nested(const statement_text& text, bool needs_where, field_names names = {}) = 0;

  writer out_;
  const dialect_hooks& dialect_;
  std::size_t parameters_ = 0;
  const plain_value* literals_ = nullptr;  // what is written for the placeholders that follow, where they are no parameters
  bool bare_ = false;
  const made_conditions* made_ = nullptr;
};

constexpr void expression_renderer::bare_expression(const tokens& words, const plain_value* literals) {
  bare_ = true;
  literals_ = literals;
  at_ = words.first;
  expression(precedence::none);
}

constexpr void expression_renderer::placeholder(sql_type type) {
  if (literals_) return write_literal(out_, *literals_++);
  ++parameters_;
  dialect_.placeholder(out_, type, parameters_);
}

/// The text of a token in the engine's words.
constexpr std::string_view expression_renderer::words(const token& t) const {
  const std::string_view text = dialect_.words(t);
  if (text.empty() && t.keyword != keyword::none)
    throw error::invalid_request{"this engine has no word for one of the statement's operators, such as glob"};
  return text;
}

/// What an operand must bind like to stand beside an operator without parentheses. Comparisons of all kinds get parentheses
/// inside one another, because engines disagree on which of them binds tighter.
constexpr precedence tighter(precedence l) noexcept {
  if (l == precedence::equal) return precedence::bits;
  return l == precedence::atom ? precedence::atom : static_cast<precedence>(static_cast<unsigned char>(l) + 1);
}

constexpr void expression_renderer::expression(precedence around) {
  const token& t = **at_++;
  const bool parentheses = t.binds < around;
  switch (t.what) {
    case form::column:
      if (t.has(is_excluded)) {
        out_.put("excluded."sv);
      } else if (!bare_) {
        out_.identifier(t.from->label());
        out_.put('.');
      }
      out_.identifier(t.text);
      return;
    case form::value:
      return placeholder(t.type);
    case form::infix: {
      const bool associative = t.binds == precedence::and_ || t.binds == precedence::or_;
      if (shaped_ && associative) {
        const bool left = stands();
        if (!left) {
          skip();
          return expression(around);
        }
        if (!stands_after_one()) {
          expression(around);
          skip();
          return;
        }
      }
      if (parentheses) out_.put('(');
      // Comparisons are written with parentheses on both sides, because engines disagree on how they associate.
      const bool comparison = !t.has(left_is_bare) && (t.binds == precedence::equal || t.binds == precedence::less);
      expression(comparison ? tighter(t.binds) : t.binds);
      out_.put(words(t));
      expression(associative ? t.binds : tighter(t.binds));
      break;
    }
    case form::prefix:
      if (shaped_ && !stands()) {
        skip();
        out_.put("null"sv);
        return;
      }
      if (parentheses) out_.put('(');
      out_.put(t.text);
      expression(t.binds == precedence::not_ ? precedence::not_ : tighter(t.binds));
      break;
    case form::postfix:
      if (parentheses) out_.put('(');
      expression(t.binds == precedence::none ? precedence::none : tighter(t.binds));
      out_.put(t.text);
      break;
    case form::call:
      if (parentheses) out_.put('(');
      for (unsigned i = 0; i != t.leading; ++i) expression(tighter(t.binds));
      out_.put(t.text);
      for (unsigned i = t.leading; i < t.operands; ++i) {
        if (i != t.leading) out_.put(", "sv);
        expression(precedence::none);
      }
      out_.put(')');
      break;
    case form::mixfix:
      if (parentheses) out_.put('(');
      mixfix(t);
      break;
    case form::subquery:
      out_.put('(');
      nested(*t.inner, false);
      out_.put(')');
      return;
    case form::when:
      ++parts_;
      return expression(around);
    case form::named:
      return expression(around);
    case form::made: {
      const unsigned at = parts_;
      // An empty one is left out of conditions; elsewhere nothing is asked. Nor is it known in an expression that an error names.
      if (!part() || (!made_ && bare_)) return out_.put("true"sv);
      if (!made_) throw error::invalid_request{"a condition of the statement is made at run time, and is not known here"};
      return made_->write(*this, at, around);
    }
    default:
      out_.put(words(t));
      return;
  }
  if (parentheses) out_.put(')');
}

/// Whether nothing but spaces stands between the hole at i and the parentheses or commas around it.
constexpr bool stands_alone(std::string_view text, std::size_t i) noexcept {
  std::size_t before = i, after = i + 1;
  while (before != 0 && text[before - 1] == ' ') --before;
  while (after < text.size() && text[after] == ' ') ++after;
  if (before == 0 || after == text.size()) return false;
  return (text[before - 1] == '(' || text[before - 1] == ',') && (text[after] == ')' || text[after] == ',');
}

constexpr void expression_renderer::mixfix(const token& t) {
  const std::string_view text = words(t);
  std::size_t from = 0;
  for (std::size_t i = 0; i != text.size(); ++i) {
    if (text[i] != '\1') continue;
    out_.put(text.substr(from, i - from));
    from = i + 1;
    // An operand that stands alone between parentheses, commas or the keywords of case needs none. Beside an operator it needs
    // what the operator asks for; in SQL of the user's own, where the operator is not known, it must be an atom.
    if (t.binds == precedence::atom || stands_alone(text, i)) {
      expression(precedence::none);
    } else {
      expression(t.binds == precedence::none ? precedence::atom : tighter(t.binds));
    }
  }
  out_.put(text.substr(from));
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// An outer join that finds no row of a table gives NULL for each of its columns. A row that is there cannot be told from that
// if all of its columns can be NULL. Where such a table is selected whole, it is joined as
// `(select 1 as "mizzle row", * from "table") as "table"`, and that column is read before its own.

/// The column that is NULL only where a row is absent.
inline constexpr std::string_view presence_column = "mizzle row";

/// The column of a table that tells whether its row is there: one that cannot be NULL; the number of columns without one.
constexpr std::size_t marker_column(const column_info* columns, std::size_t size) {
  for (std::size_t c = 0; c != size; ++c) {
    if (!columns[c].nullable) return c;
  }
  return size;
}
constexpr bool has_marker_column(const source& s) { return marker_column(s.columns, s.size) != s.size; }

/// Whether the joins of the select that begins here can leave a source without a row.
constexpr bool may_be_absent(const token* const* select, const token* const* last, const source& s) {
  bool found = false, absent = false;
  for (auto at = select + 1; at != last && (*at)->what != form::compound; ++at) {
    if ((*at)->what != form::source) continue;
    const token& before = **(at - 1);
    const bool join = before.what == form::join;
    if (join && before.has(is_outer_right)) absent = found;
    if (*(*at)->from == s) {
      found = true;
      absent = join && before.has(is_outer_left);
    }
  }
  return absent;
}

/// Whether a field of a statement, a whole table, comes with the column that tells whether its row is there. All selects of
/// a compound have it if one does whose rows the compound yields.
constexpr bool tells_presence(const tokens& words, unsigned field) {
  for (auto at = words.first; at != words.last; ++at) {
    const token& head = **at;
    if (head.what != form::fields || field >= head.count || (*head.list[field].first)->what != form::columns_of) continue;
    const bool yields = at == words.first || (*(at - 1))->text.starts_with(" union");
    const source& s = *(*head.list[field].first)->from;
    if (yields && !has_marker_column(s) && may_be_absent(at, words.last, s)) return true;
  }
  return false;
}

/// Whether any field comes with such a column.
constexpr bool tells_presence(const tokens& words) {
  for (unsigned i = 0; i != (*words.first)->count; ++i) {
    if (tells_presence(words, i)) return true;
  }
  return false;
}

/// Whether a source of the select that begins here has to bring that column.
constexpr bool brings_presence(const tokens& words, const token* const* select, const source& s) {
  if (has_marker_column(s) || (*select)->what != form::fields || !may_be_absent(select, words.last, s)) return false;
  for (unsigned i = 0; i != (*select)->count; ++i) {
    const token& t = **(*select)->list[i].first;
    if (t.what == form::columns_of && *t.from == s && tells_presence(words, i)) return true;
  }
  return false;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Writes what a statement reads: tables, named queries, common table expressions, functions.
class source_renderer : public expression_renderer {
 protected:
  using expression_renderer::expression_renderer;
  constexpr ~source_renderer() = default;

  constexpr void source_item();
  constexpr void joined_columns(unsigned count);
  constexpr void hint(const token& t);
  constexpr void join(const token& t);
  constexpr void absent_join();
  constexpr void with(const tokens& sources);
  constexpr void query(const statement_text& text, field_names names);
  constexpr void name_field(std::string_view own, bool is_column);

  const tokens* words_ = nullptr;         // of the statement at hand,
  const token* const* select_ = nullptr;  // and where its select at hand begins
  field_names names_;
  bool in_source_ = false;  // whether another statement reads the rows of the one at hand
};

/// A source and, if it is a function, its arguments.
constexpr void source_renderer::source_item() {
  const token& t = **at_++;
  const source& from = *t.from;
  const bool presence = !in_source_ && brings_presence(*words_, select_, from);
  if (presence) {
    out_.put("(select 1 as "sv);
    out_.identifier(presence_column);
    out_.put(", * from "sv);
  }
  if (from.kind == source_kind::query) {
    out_.put('(');
    query(*from.inner, {from.columns, true});
    out_.put(')');
  } else if (from.kind == source_kind::function || from.kind == source_kind::values) {
    out_.put(from.kind == source_kind::values ? "("sv : ""sv);
    out_.put(from.name);
    out_.put(from.kind == source_kind::values ? " "sv : words(t));
    for (unsigned i = 0; i != t.operands; ++i) {
      if (i != 0) out_.put(", "sv);
      expression(precedence::none);
    }
    out_.put(')');
  } else {
    out_.identifier(from.name);
  }
  const bool hinted = from.kind == source_kind::table && t.operands != 0;
  if (presence) {
    if (hinted) hint(**at_++);
    out_.put(')');
  }
  if (presence || !(from.kind == source_kind::table || from.is_common()) || !from.alias.empty()) {
    out_.put(" as "sv);
    out_.identifier(from.label());
  }
  if (hinted && !presence) hint(**at_++);
}

/// How the rows of a table are found.
constexpr void source_renderer::hint(const token& t) {
  out_.put(words(t));
  if (!t.text.empty()) out_.identifier(t.text);
}

/// ` using ("a", "b")`, of pairs of columns.
constexpr void source_renderer::joined_columns(unsigned count) {
  for (unsigned i = 0; i != count; ++i, at_ += 2) {
    out_.put(i == 0 ? " using (" : ", ");
    out_.identifier((*at_)->text);
  }
  out_.put(')');
}

constexpr void source_renderer::join(const token& t) {
  out_.put(t.text);
  source_item();
  if (t.operands == 0) return;
  if ((*at_)->what == form::using_) return joined_columns((*at_++)->count);
  out_.put(" on "sv);
  if (shaped_ && !stands()) {
    skip();
    out_.put("true"sv);
  } else {
    expression(precedence::none);
  }
}
/// A join that is left out. A source without rows stands in its place, so that its columns can be named, and are NULL.
constexpr void source_renderer::absent_join() {
  const token& t = **at_;
  const source& from = *t.from;
  out_.put(" left join (select "sv);
  if (!in_source_ && brings_presence(*words_, select_, from)) {
    out_.put("null as "sv);
    out_.identifier(presence_column);
    out_.put(", "sv);
  }
  for (std::size_t c = 0; c != from.size; ++c) {
    out_.put(c == 0 ? "null as "sv : ", null as "sv);
    out_.identifier(from.columns[c].name);
  }
  out_.put(" where false) as "sv);
  out_.identifier(from.label());
  out_.put(" on true"sv);
  if (from.kind == source_kind::query) parts_ += count_parts(*from.inner);
  skip();  // the source and its arguments,
  skip();  // and the condition
}

/// A query whose rows another statement reads, by the names of these columns, or by names that stand before it.
constexpr void source_renderer::query(const statement_text& text, field_names names) {
  const bool in_source = in_source_;
  in_source_ = true;
  nested(text, false, names);
  in_source_ = in_source;
}

/// `with "a" ("x", "y") as (select ...), ...`. The names stand before the query, which may be a compound.
constexpr void source_renderer::with(const tokens& sources) {
  bool recursive = false;
  for (auto at = sources.first; at != sources.last; ++at) recursive = recursive || (*at)->from->kind == source_kind::recursive;
  out_.put(recursive ? "with recursive " : "with ");
  for (auto at = sources.first; at != sources.last; ++at) {
    const source& s = *(*at)->from;
    if (at != sources.first) out_.put(", "sv);
    out_.identifier(s.name);
    for (std::size_t c = 0; c != s.size; ++c) {
      out_.put(c == 0 ? " (" : ", ");
      out_.identifier(s.columns[c].name);
    }
    constexpr std::string_view hints[] = {") as (", ") as materialized (", ") as not materialized ("};
    out_.put(hints[(*at)->count]);
    query(*s.inner, {});
    out_.put(')');
  }
  out_.put(' ');
}

/// ` as "name"` behind a field that has another name of its own than the one it is read by.
constexpr void source_renderer::name_field(std::string_view own, bool is_column) {
  std::string_view name = is_column ? std::string_view{} : own;
  if (names_.given) {
    name = names_.next->name;
    ++names_.next;
    if (is_column && name == own) return;
  }
  if (name.empty()) return;
  out_.put(" as "sv);
  out_.identifier(name);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Writes what an insert or update writes: names, rows, patches, assignments.
class write_renderer : public source_renderer {
 protected:
  using source_renderer::source_renderer;
  constexpr ~write_renderer() = default;

  constexpr void names(std::string_view before, unsigned count);
  constexpr void rows(const source& into);
  constexpr void row_of_defaults(const source& into);
  constexpr bool listed(const column_info& c);
  constexpr void cell(const column_info& c);
  constexpr void made(const tokens& words);
  constexpr void select_into(const token& t);
  constexpr void patch(const source& table);
  constexpr void assigns(const token& t);
  constexpr bool begin_assignment(std::string_view before);

  const token* const* last_ = nullptr;  // where the statement at hand ends
};

constexpr void write_renderer::names(std::string_view before, unsigned count) {
  out_.put(before);
  out_.put(" ("sv);
  for (unsigned i = 0; i != count; ++i) {
    if (i != 0) out_.put(", "sv);
    out_.identifier((*at_++)->text);
  }
  out_.put(')');
}

constexpr void write_renderer::rows(const source& into) {
  const unsigned first_part = parts_;
  bool any = false;
  for (std::size_t c = 0; c != into.size; ++c) {
    if (!listed(into.columns[c])) continue;
    out_.put(any ? ", " : " (");
    any = true;
    out_.identifier(into.columns[c].name);
  }
  if (!any) return row_of_defaults(into);
  out_.put(") values "sv);
  for (unsigned row = 0; row != how_.rows; ++row) {
    parts_ = first_part;
    const std::size_t begin = out_.size();
    if (row != 0) out_.put(", "sv);
    bool first = true;
    for (std::size_t c = 0; c != into.size; ++c) {
      const unsigned part = parts_;
      if (!listed(into.columns[c])) continue;
      parts_ = part;
      out_.put(first ? "(" : ", ");
      first = false;
      cell(into.columns[c]);
    }
    out_.put(')');
    // Where placeholders have no numbers, further rows read the same.
    if (row == 1 && dialect_.placeholder != dialects::numbered) return out_.repeat(begin, how_.rows - 2);
  }
}
/// A row that gives nothing. `default values` cannot stand before a conflict clause; there, a column is named for which what
/// is written means its default. NULL in a nullable column would not: the table may have a default that its declaration does
/// not know. There, it is the row id, which a table has also if it does not declare it.
constexpr void write_renderer::row_of_defaults(const source& into) {
  if (at_ == last_ || (*at_)->what != form::conflict) return out_.put(" default values"sv);
  bool nullable = false;
  std::string_view names[] = {"rowid"sv, "_rowid_"sv, "oid"sv};
  for (std::size_t c = 0; c != into.size; ++c) {
    const column_info& column = into.columns[c];
    nullable = nullable || column.nullable;
    for (std::string_view& name : names) {
      if (same_name(name, column.name)) name = {};
    }
    const bool any = dialect_.default_as_value && column.generated.empty();
    if (!any && !column.row_id) continue;
    out_.put(" ("sv);
    out_.identifier(column.name);
    return out_.put(any ? ") values (default)" : ") values (null)");
  }
  for (const std::string_view name : names) {
    if (!nullable || !into.row_ids || name.empty()) continue;
    out_.put(" ("sv);
    out_.put(name);
    return out_.put(") values (null)"sv);
  }
  throw error::invalid_request{
      concat({"insert_into(", into.name,
              "): a row that gives nothing cannot stand before on_conflict(), because SQL has no form for it; give one value"})};
}
/// Whether a row to insert names this column; uses up one part of the shape for a column that the row decides about.
constexpr bool write_renderer::listed(const column_info& c) {
  if (!c.generated.empty()) return false;
  if (!c.decided_by_row()) return true;
  return part() || c.expression_on_insert();
}
/// What a row to insert gives to a column that it names.
constexpr void write_renderer::cell(const column_info& c) {
  if (!c.decided_by_row() || part()) return placeholder(c.type);
  made(*c.expression_on_insert());
}
/// SQL that a column's function has given.
constexpr void write_renderer::made(const tokens& words) {
  const token* const* const at = at_;
  at_ = words.first;
  expression(precedence::none);
  at_ = at;
}

constexpr void write_renderer::patch(const source& table) {
  bool first = true;
  for (std::size_t c = 0; c != table.size; ++c) {
    const column_info& column = table.columns[c];
    if (!column.generated.empty()) continue;
    const bool given = part();
    if (!given && !column.on_update_expression) continue;
    out_.put(first ? " set " : ", ");
    first = false;
    out_.identifier(column.name);
    out_.put(" = "sv);
    if (given) {
      placeholder(column.type);
    } else {
      made(*column.on_update_expression);
    }
  }
}

/// The select of an insert. What functions give to columns that it does not fill stands beside its fields.
constexpr void write_renderer::select_into(const token& t) {
  out_.put(' ');
  if (t.operands == 0) return nested(*t.inner, at_ != last_ && (*at_)->what == form::conflict);
  out_.put("select *"sv);
  for (unsigned i = 0; i != t.operands; ++i) {
    out_.put(", "sv);
    expression(precedence::none);
  }
  out_.put(" from ("sv);
  nested(*t.inner, false);
  out_.put(") as \"mizzle\""sv);
  if (at_ != last_ && (*at_)->what == form::conflict) out_.put(" where true"sv);
}

constexpr void write_renderer::assigns(const token& t) {
  bare_ = false;
  bool any = false;
  if (!t.has(is_target)) {
    for (unsigned i = 0; i != t.count; ++i) {
      if (!begin_assignment(any ? ", "sv : t.text)) continue;
      any = true;
      out_.identifier((*at_++)->text);
      out_.put(" = "sv);
      expression(precedence::none);
    }
    return;
  }
  const token* const* const first = at_;
  const unsigned parts = parts_;
  for (unsigned i = 0; i != t.count; ++i) {
    if (!begin_assignment(any ? ", "sv : " ("sv)) continue;
    any = true;
    out_.identifier((*at_++)->text);
    skip();
  }
  at_ = first;
  parts_ = parts;
  any = false;
  for (unsigned i = 0; i != t.count; ++i) {
    if (!begin_assignment(any ? ", "sv : ") values ("sv)) continue;
    any = true;
    ++at_;
    expression(precedence::none);
  }
  out_.put(')');
}
/// Passes over an assignment that is left out; of another one it writes what stands before it, and goes to its column.
constexpr bool write_renderer::begin_assignment(std::string_view before) {
  if (!takes_part()) {
    skip();
    return false;
  }
  out_.put(before);
  ++at_;
  return true;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Writes a statement's tokens as SQL. One class for all statements, and the same in a constant expression and at run
/// time, where it is used for the rare text that depends on values.
class renderer final : public write_renderer {
 public:
  template <class Out>
  constexpr renderer(Out out, dialect_id dialect, shape how) noexcept : write_renderer{out, dialect, how} {}

  constexpr void statement(const statement_text& text);

 private:
  constexpr void body(const statement_text& text, bool needs_where);
  constexpr void nested(const statement_text& text, bool needs_where, field_names names = {}) override;
  constexpr void compound_as_text(const statement_text& text);
  constexpr void word(const token& t);
  constexpr void clause(const token& t);
  constexpr bool order_by_position();
  constexpr void fields(const token& t);
  constexpr void all_columns(const source& from, unsigned field);
  constexpr void begin_cast(sql_type type);
  constexpr void end_cast(sql_type type);

  bool casts_ = true;  // whether selected integers are cast where the dialect wants it: in what the statement yields
};

constexpr void renderer::statement(const statement_text& text) {
  if (!dialect_.before_integer.empty()) {
    for (auto at = text.words.first; at != text.words.last; ++at) {
      if ((*at)->what == form::compound) return compound_as_text(text);
    }
  }
  body(text, false);
}

constexpr void renderer::body(const statement_text& text, bool needs_where) {
  const token* const* const outer = at_;
  const token* const* const outer_last = last_;
  const tokens* const outer_words = words_;
  const token* const* const outer_select = select_;
  if (text.with.first != text.with.last) with(text.with);
  words_ = &text.words;
  select_ = text.words.first;
  at_ = text.words.first;
  last_ = text.words.last;
  const bool shaped = shaped_;
  shaped_ = text.has_shape;
  // "insert ... select ... on conflict" is ambiguous without a where: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
  // Of a compound, that is the where of its last select.
  const token* const* last_select = at_;
  if (needs_where) {
    for (auto w = at_; w != last_; ++w) {
      if ((*w)->what == form::compound) last_select = w;
    }
  }
  while (at_ != text.words.last) {
    const token& t = **at_;
    if (needs_where && t.what == form::clause && t.rank >= clause_rank::where && at_ >= last_select) {
      if (t.rank > clause_rank::where || !stands_after()) out_.put(" where true"sv);
      needs_where = false;
    }
    ++at_;
    word(t);
  }
  if (needs_where) out_.put(" where true"sv);
  shaped_ = shaped;
  words_ = outer_words;
  select_ = outer_select;
  last_ = outer_last;
  at_ = outer;
}
constexpr void renderer::nested(const statement_text& text, bool needs_where, field_names names) {
  const bool casts = casts_;
  const field_names outer_names = names_;
  casts_ = false;
  names_ = names;
  body(text, needs_where);
  names_ = outer_names;
  casts_ = casts;
}
/// The type of the n-th column of a select list, from 0.
constexpr sql_type type_of_column(const token& list, std::size_t n) {
  for (unsigned i = 0; i != list.count; ++i) {
    const token& t = **list.list[i].first;
    if (t.what != form::columns_of) {
      if (n-- == 0) return list.list[i].type;
    } else if (n < t.from->size) {
      return t.from->columns[n].type;
    } else {
      n -= t.from->size;
    }
  }
  return sql_type::any;
}
/// A compound of which integers are wanted as text. Cast in its selects, they would be compared and ordered as texts. A column
/// that is real in one of them is read as one.
constexpr void renderer::compound_as_text(const statement_text& text) {
  const token& list = **text.words.first;
  const auto each_column = [&](auto&& put) {
    std::size_t n = 0;
    for (unsigned i = 0; i != list.count; ++i) {
      const token& t = **list.list[i].first;
      if (t.what == form::columns_of && !has_marker_column(*t.from) && tells_presence(text.words, i)) {
        if (n != 0) out_.put(", "sv);
        put(++n, sql_type::any, std::string_view{});
      }
      for (std::size_t c = 0; c != (t.what == form::columns_of ? t.from->size : 1); ++c) {
        if (n != 0) out_.put(", "sv);
        sql_type type = type_of_column(list, n);
        for (auto at = text.words.first; at != text.words.last; ++at) {
          const token& head = **at;
          if ((head.what == form::fields || head.what == form::operand) && type_of_column(head, n) != type) type = sql_type::real;
        }
        put(++n, type, t.what == form::named ? t.text : std::string_view{});
      }
    }
  };
  const auto name = [&](std::size_t n) {
    out_.put("\"c"sv);
    out_.put(n);
    out_.put('"');
  };
  out_.put("with \"mizzle\" ("sv);
  each_column([&](std::size_t n, sql_type, std::string_view) { name(n); });
  out_.put(") as ("sv);
  nested(text, false);
  out_.put(") select "sv);
  each_column([&](std::size_t n, sql_type type, std::string_view given) {
    begin_cast(type);
    name(n);
    end_cast(type);
    if (given.empty()) return;
    out_.put(" as "sv);
    out_.identifier(given);
  });
  out_.put(" from \"mizzle\""sv);
}

constexpr void renderer::word(const token& t) {
  switch (t.what) {
    case form::clause:
      return clause(t);
    case form::fields:
      return fields(t);
    case form::join:
      return join(t);
    case form::when: {  // in front of a join
      const bool stands = part();
      const token& left_out = **at_++;
      return stands ? join(left_out) : absent_join();
    }
    case form::insert:
      out_.put(t.text);
      out_.identifier(t.from->name);
      return;
    case form::operand:
      out_.put("select * from ("sv);
      nested(*t.inner, false, names_);
      out_.put(')');
      return;
    case form::compound:
      // The names of a compound are those of its first select.
      names_ = {};
      bare_ = false;
      out_.put(t.text);
      return;
    case form::names:
      return names(t.text, t.count);
    case form::rows:
      return rows(*t.from);
    case form::select_into:
      return select_into(t);
    case form::assigns:
      return assigns(t);
    case form::patch:
      return patch(*t.from);
    case form::conflict:
      out_.put(" on conflict"sv);
      if (t.count != 0) names({}, t.count);
      bare_ = true;
      return;
    case form::choice: {
      bare_ = false;
      bool written = false;
      for (unsigned i = 0; i != t.count; ++i) {
        if (part() && !written) {
          out_.put((*t.list[i].first)->text);
          written = true;
        }
      }
      return;
    }
    case form::hint:
      return hint(t);
    case form::mark:
      return;
    default:
      bare_ = false;
      out_.put(t.text);
      return;
  }
}

constexpr void renderer::clause(const token& t) {
  if (t.operands == 0) return out_.put(words(t));
  bool written = false;
  for (unsigned i = 0; i != t.operands; ++i) {
    if (shaped_ && !stands()) {
      skip();
      continue;
    }
    out_.put(written ? ", "sv : words(t));
    written = true;
    if ((*at_)->what == form::source) {
      source_item();
    } else if (t.rank != clause_rank::order || !order_by_position()) {
      expression(precedence::none);
    }
  }
}
/// A term of the order of a compound whose column only an operand in parentheses has: SQL knows it by its position alone.
constexpr bool renderer::order_by_position() {
  if (!has_operand(*words_) || !takes_part()) return false;
  const token* const* const what = skip_direction(at_);
  const yielded_column found = find_yielded(*words_, what);
  if (found.position == 0 || found.seen) return false;
  out_.put(std::size_t{found.position});
  for (auto direction = what; direction != at_;) out_.put((*--direction)->text);
  at_ = after(what);
  return true;
}

constexpr void renderer::fields(const token& t) {
  out_.put(t.text);
  const token* const* const after = at_;
  select_ = after - 1;
  for (unsigned i = 0; i != t.count; ++i) {
    if (i != 0) out_.put(", "sv);
    at_ = t.list[i].first;
    if ((*at_)->what == form::columns_of) {
      all_columns(*(*at_)->from, i);
      continue;
    }
    std::string_view name;
    if ((*at_)->what == form::named) name = (*at_++)->text;
    begin_cast(t.list[i].type);
    if (takes_part()) {
      expression(precedence::none);
    } else {
      // As an aggregate, so that a select of nothing else still yields one row.
      out_.put(is_folding(at_) ? "max(null)" : "null");
      skip();
    }
    end_cast(t.list[i].type);
    const bool is_column = name.empty() && (*t.list[i].first)->what == form::column;
    name_field(is_column ? (*t.list[i].first)->text : name, is_column);
  }
  at_ = after;
}
constexpr void renderer::all_columns(const source& from, unsigned field) {
  if (!in_source_ && !has_marker_column(from) && tells_presence(*words_, field)) {
    if (may_be_absent(select_, last_, from)) {
      out_.identifier(from.label());
      out_.put('.');
      out_.identifier(presence_column);
    } else {
      out_.put('1');
    }
    out_.put(", "sv);
  }
  for (std::size_t c = 0; c != from.size; ++c) {
    if (c != 0) out_.put(", "sv);
    begin_cast(from.columns[c].type);
    out_.identifier(from.label());
    out_.put('.');
    out_.identifier(from.columns[c].name);
    end_cast(from.columns[c].type);
    if (names_.given) name_field(from.columns[c].name, true);
  }
}
constexpr void renderer::begin_cast(sql_type type) {
  if (casts_ && type == sql_type::integer) out_.put(dialect_.before_integer);
}
constexpr void renderer::end_cast(sql_type type) {
  if (casts_ && type == sql_type::integer) out_.put(dialect_.behind_integer);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// What a statement without rows reports. `last_insert_rowid` is 0 unless the statement inserted a row.
struct run_result {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  friend bool operator==(const run_result&, const run_result&) = default;
};

/// What kind of statement a type is.
enum class statement_kind : unsigned char { select, insert, update, remove, ddl, raw };
/// Whether it changes rows, so that it has a change count.
constexpr bool changes_rows(statement_kind kind) noexcept {
  return kind == statement_kind::insert || kind == statement_kind::update || kind == statement_kind::remove;
}

/// A statement: built, bound, and not run. It has a kind, its words, its bound values, a guard, which only an insert, update
/// or delete can set, and, if it returns rows, their fields.
template <class S>
concept Statement = requires(const S& s) {
  { std::remove_cvref_t<S>::kind } -> std::convertible_to<statement_kind>;
  std::remove_cvref_t<S>::text;
  s.values;
  s.required;
};

/// A select, or a set operation of them: what functions take that refine any query.
///
///     auto page(mz::Select auto q, int n) { return q.limit(20).offset(20 * n); }
template <class S>
concept Select = Statement<S> && std::remove_cvref_t<S>::kind == statement_kind::select;

template <class S>
struct result_fields {
  using type = void;
};
/// The fields of a statement that returns rows; void for one that does not.
template <class S>
using fields_of = typename result_fields<std::remove_cvref_t<S>>::type;
template <class S>
inline constexpr bool returns_rows = !std::is_void_v<fields_of<S>>;
/// A statement that returns rows: a select, a compound, or one with returning().
template <class S>
concept ReturnsRows = Statement<S> && returns_rows<S>;

/// What is wrong with a statement that stands by itself.
constexpr diagnosis inspect(const statement_text& text) {
  inspector i;
  i.statement(text);
  return i.result();
}

/// What one walk over a statement's words finds.
struct statement_traits {
  bool well_formed;
  bool outer_join;
};
constexpr statement_traits find_traits(const statement_text& text) {
  bool outer_join = false;
  for (auto at = text.words.first; at != text.words.last; ++at) outer_join = outer_join || ((*at)->what == form::join && (*at)->flags != 0);
  inspector i;
  return {i.statement(text), outer_join};
}
template <class S>
inline constexpr statement_traits traits_of = find_traits(S::text);

/// Whether the statement is well formed; otherwise a compile error that says what is wrong.
template <class S, bool = traits_of<S>.well_formed>
inline constexpr bool checked = true;
template <class S>
inline constexpr bool checked<S, false> = accept<inspect(S::text)>();

template <class S>
constexpr diagnosis no_rows() {
  return {fault::no_rows, sentence{"mizzle: this statement returns no rows; add returning(...), or use run()"}};
}
/// Whether the statement returns rows; otherwise a compile error.
template <class S, bool = returns_rows<S>>
inline constexpr bool yields_rows = true;
template <class S>
inline constexpr bool yields_rows<S, false> = accept<no_rows<S>()>();

/// What is wrong with an X where a statement belongs: one that is not complete tells what it lacks.
template <fixed_string Where, class X>
constexpr diagnosis no_statement() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::not_a_statement, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (requires { X::unfinished(); }) {
    return wrong(X::unfinished());
  } else {
    return wrong("a C++ value of type ", type_name<X>(),
                 " is no statement; build one, such as mz::select(...); a list goes to mz::run_atomic()");
  }
}

/// The statement itself, which is checked where it is built: `const auto page = mz::check(mz::select(...));`. Otherwise what is
/// wrong with a statement is told where it is run.
template <Statement S>
constexpr S check(S s) {
  static_assert(checked<S>);
  return s;
}
template <class X>
  requires(!Statement<X>)
constexpr void check(const X&) {
  (void)accept<no_statement<"check()", X>()>();
}

/// The text of a statement type in one dialect, as a constant. Where the text depends on run-time values (when(), rows,
/// patches), this is the text in which every part stands, with one row.
template <class S, dialect_id D>
struct text_of {
  static_assert(checked<S>);
  static constexpr bool is_constant = !made_at_run_time<decltype(S::values)>;
  static_assert(
      is_constant,
      "mizzle: sql_of: a condition of the statement is made at run time, so that its text is no constant; use mz::to_sql(statement)");
  static constexpr std::size_t write(auto out) {
    renderer r{out, D, {}};
    if constexpr (is_constant) r.statement(S::text);
    return r.size();
  }
};

/// The SQL text of a statement type: `static_assert(mz::sql_of<decltype(stmt)> == "select ...");`
template <class S, class Dialect = dialect::sqlite>
inline constexpr std::string_view sql_of = written<text_of<std::remove_cvref_t<S>, Dialect::id>>.view();

/// A row type without or with views, for fields F.
template <bool View, class L>
struct row_type;
template <bool View>
struct row_type<View, void> {
  using type = record<>;
};
template <bool View, class... F>
struct row_type<View, fields<F...>> {
  using type = record_of<View, F...>;
};
template <bool View, class S>
struct row_type<View, fields<whole<S>>> {
  using type = field_value<View, whole<S>>;
};

/// The row that a statement yields: a struct with members for one whole table, otherwise a record.
template <class S>
using row_t = typename row_type<false, fields_of<S>>::type;
/// The row that a stream yields: texts and blobs are views. One whole table is a record of its one struct's columns.
template <class S>
using row_view_t = typename row_type<true, fields_of<S>>::type;

/// Which of a select's fields an outer join can turn to NULL.
class null_finder {
 public:
  static constexpr void fields(const statement_text& text, bool* result) {
    null_finder f;
    const token* list = *text.words.first;
    for (auto at = text.words.first; at != text.words.last && (*at)->what != form::compound; ++at) {
      const token& t = **at;
      if (t.what != form::source || f.size_ == most_sources) continue;  // more are rejected
      const token& before = **(at - 1);
      if (before.what == form::join && before.has(is_outer_right)) {
        for (std::size_t i = 0; i != f.size_; ++i) f.outer_[i] = true;
      }
      f.from_[f.size_] = t.from;
      f.outer_[f.size_++] = before.what == form::join && before.has(is_outer_left);
    }
    for (unsigned i = 0; i != list->count; ++i) {
      auto at = list->list[i].first;
      result[i] = f.nullable(at);
    }
  }

 private:
  constexpr bool nullable(const token* const*& at) const {
    const token& t = **at++;
    if (t.what == form::column || t.what == form::columns_of) {
      for (std::size_t i = 0; i != size_; ++i) {
        if (*from_[i] == *t.from) return outer_[i];
      }
      return false;
    }
    bool any = false, every = t.operands != 0;
    for (unsigned i = 0; i != t.operands; ++i) {
      const bool by_itself = (*at)->has(is_nullable);
      const bool n = nullable(at);
      any = any || n;
      every = every && (n || by_itself);
    }
    return t.has(hides_null) ? false : t.has(any_operand) ? any && every : any;
  }

  const source* from_[most_sources]{};
  bool outer_[most_sources]{};
  std::size_t size_ = 0;
};

/// The fields F of a select S with outer joins.
template <class S, class Is, class... F>
struct with_absent;
template <class S, std::size_t... I, class... F>
struct with_absent<S, std::index_sequence<I...>, F...> {
  static constexpr auto find() {
    std::array<bool, sizeof...(F)> result{};
    null_finder::fields(S::text, result.data());
    return result;
  }
  static constexpr auto null = find();
  using type = fields<std::conditional_t<null[I], absent_of<F>, F>...>;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::check;
using detail::ReturnsRows;
using detail::row_t;
using detail::row_view_t;
using detail::run_result;
using detail::Select;
using detail::sql_of;
using detail::Statement;
using detail::statement_kind;
}  // namespace mizzle

namespace mizzle::detail {

/// The I-th of several types.
template <std::size_t I, class... T>
using type_at = typename std::remove_cvref_t<decltype(at_cell<I>(cells<std::type_identity<T>...>{}))>::type;
template <class S, std::size_t I, class... D>
constexpr auto described_column_at(types<D...>) {
  return expr<typename type_at<I, D...>::type, none, column_token<S, I>>{};
}
/// The I-th column of a source.
template <class S, std::size_t I>
constexpr auto column_at() {
  if constexpr (requires { S::template column<I>(); }) {
    return S::template column<I>();
  } else {
    return described_column_at<S, I>(typename source_traits<S>::definition::described{});
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// The keywords of clauses, as tokens.
namespace word {
struct from_implied {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::from, .text = " from "sv};
};
template <std::size_t N>
struct from {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::from, .text = " from "sv};
};
struct inner_join {
  static constexpr token word{.what = form::join, .operands = 1, .rank = clause_rank::join, .text = " inner join "sv};
};
struct left_join {
  static constexpr token word{
      .what = form::join, .operands = 1, .flags = is_outer_left, .rank = clause_rank::join, .text = " left join "sv};
};
struct right_join {
  static constexpr token word{
      .what = form::join, .operands = 1, .flags = is_outer_right, .rank = clause_rank::join, .since = 39, .text = " right join "sv};
};
struct full_join {
  static constexpr token word{.what = form::join,
                              .operands = 1,
                              .flags = is_outer_left | is_outer_right,
                              .rank = clause_rank::join,
                              .since = 39,
                              .text = " full join "sv};
};
struct cross_join {
  static constexpr token word{.what = form::join, .rank = clause_rank::join, .text = " cross join "sv};
};
struct where {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::where, .text = " where "sv};
};
template <std::size_t N>
struct group_by {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::group, .text = " group by "sv};
};
struct having {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::having, .text = " having "sv};
};
template <std::size_t N>
struct order_by {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::order, .text = " order by "sv};
};
template <std::size_t N>
struct window {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::window, .text = " window "sv};
};
struct limit {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::limit, .text = " limit "sv};
};
struct no_limit {
  static constexpr token word{.what = form::clause, .rank = clause_rank::limit, .keyword = keyword::no_limit};
};
struct offset {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::offset, .text = " offset "sv};
};
}  // namespace word

/// The number of limit() or offset().
template <fixed_string Where, class N>
constexpr auto row_count(const N& n) {
  if constexpr (Expression<N>) {
    constexpr bool counts = std::integral<typename N::type> && !std::same_as<typename N::type, bool>;
    if constexpr (!counts) {
      (void)accept<diagnosis{fault::not_a_value, sentence{"mizzle: ", Where.view(), ": ", called(*N::words[0]), " of type ",
                                                          type_name<typename N::type>(), " is no number of rows; give it an integer"}}>();
      return run_of<std::int64_t, bound<sql_type::integer>>{};
    } else {
      return as_run(n);
    }
  } else {
    constexpr bool counts = std::convertible_to<N, std::int64_t> && !std::floating_point<N> && !std::same_as<N, bool>;
    if constexpr (!counts) {
      (void)accept<diagnosis{fault::not_a_value, sentence{"mizzle: ", Where.view(), ": a C++ value of type ", type_name<N>(),
                                                          " is no number of rows; give it an integer"}}>();
      return run_of<std::int64_t, bound<sql_type::integer>>{};
    } else {
      return run_of<std::int64_t, bound<sql_type::integer>>{static_cast<std::int64_t>(n)};
    }
  }
}

/// Whether a statement has a clause from one rank to another.
constexpr bool has_clause(const tokens& words, clause_rank first, clause_rank last) {
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::clause && (*at)->rank >= first && (*at)->rank <= last) return true;
  }
  return false;
}
constexpr bool has_with(const statement_text& text) { return text.with.first != text.with.last; }
/// Whether a statement is a union, intersect or except.
constexpr bool has_compound(const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::compound) return true;
  }
  return false;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Whether the rows of a common table expression are made once and kept, or anew wherever they are read
/// (https://www.sqlite.org/lang_with.html#materialization_hints); without a hint SQLite chooses.
enum class materialization : unsigned char { none, once, never };
/// A common table expression with such a hint.
template <class Q, materialization Hint>
struct hinted_query {
  using query = Q;
  decltype(Q::values) values;
};
/// The token of a source in with().
template <class Q>
struct declared_token : source_token<Q> {};
template <class Q, materialization Hint>
struct declared_token<hinted_query<Q, Hint>> {
  static constexpr token make() {
    token t = source_token<Q>::word;
    t.count = static_cast<std::uint16_t>(Hint);
    return t;
  }
  static constexpr token word = make();
};

namespace word {
/// Common table expressions in front of a statement, which bind the values V.
template <class V, class... Q>
struct with {
  using values = V;
  static constexpr const token* sources[] = {&declared_token<Q>::word...};
  static constexpr tokens list{sources, sources + sizeof...(Q)};
  static constexpr token word{.what = form::with, .list = &list};
};
}  // namespace word

/// The token of a table that N words about its indexes follow.
template <class Source, std::size_t N>
struct token_before {
  static constexpr token word{.what = form::source, .operands = N, .text = source_of<Source>.label(), .from = &source_of<Source>};
};

/// How a source stands in from() and joins of a statement whose words so far are K: its own words, and the values that it binds.
/// A table is a name.
template <class S>
struct source_words {
  template <class... K>
  static constexpr auto in(const S&) {
    return run_of<none, source_token<S>>{};
  }
};

/// The select of one source alone implies from(); from() after it says anew where it reads, which Base is without.
template <class Statement>
struct from_base {
  using type = Statement;
  static constexpr const auto& values(const auto& all) { return all; }
};
/// Whether words are a source and nothing behind it.
template <class... K>
inline constexpr bool are_source = ((K::word.what != form::clause && K::word.what != form::join && K::word.what != form::compound) && ...);

template <class L, class V, class... K>
struct select_statement;
template <class L, class V, class List, class... Implied>
  requires are_source<Implied...>
struct from_base<select_statement<L, V, List, word::from_implied, Implied...>> {
  using type = select_statement<L, none, List>;
  static constexpr none values(const V&) { return {}; }
};
template <class L, class V, class V0, class... Q, class List, class... Implied>
  requires are_source<Implied...>
struct from_base<select_statement<L, V, word::with<V0, Q...>, List, word::from_implied, Implied...>> {
  using type = select_statement<L, V0, word::with<V0, Q...>, List>;
  static constexpr V0 values(const V& all) {
    if constexpr (std::same_as<V, V0>) {
      return all;
    } else if constexpr (std::same_as<V0, none>) {
      return {};
    } else {
      return all.first;
    }
  }
};

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace op {
/// `using ("a", "b")`: N pairs of columns, of the left and of the right side.
template <std::size_t N>
struct using_columns {
  static constexpr token word{.what = form::using_, .operands = 2 * N, .count = N};
};
}  // namespace op

/// What using_() gives.
template <class... C>
struct columns_used {};
/// What mz::natural is.
struct all_common_columns {};

template <class... X>
inline constexpr bool join_columns = false;
template <class... C>
inline constexpr bool join_columns<columns_used<C...>> = true;
template <>
inline constexpr bool join_columns<all_common_columns> = true;

/// The source behind a word of a statement.
template <class K>
struct source_behind;
template <class S>
struct source_behind<source_token<S>> {
  using type = S;
};
template <class S, std::size_t N>
struct source_behind<token_before<S, N>> {
  using type = S;
};

constexpr std::size_t find_name(const source& s, std::string_view name) {
  std::size_t c = 0;
  while (c != s.size && !same_name(s.columns[c].name, name)) ++c;
  return c;
}

/// What is wrong with an argument of using_(), in a join of S.
template <class S, class C>
constexpr diagnosis check_used_column() {
  const source& joined = source_of<S>;
  const auto wrong = [](const auto&... says) { return diagnosis{fault::no_join_condition, sentence{"mizzle: using_(): ", says...}}; };
  if constexpr (!is_expr<C>) {
    return wrong("a C++ value of type ", type_name<C>(), " is no column; name a column of a table before the one that is joined");
  } else {
    const token& column = *C::words[0];
    if (column.what != form::column || sizeof(C::words) != sizeof(const token*))
      return wrong("an expression is no column, by which SQL could join; write a condition with ==");
    if (*column.from == joined)
      return wrong(called(column), " is of the table that is joined, whose column is found by its name; name that of a table before it");
    if (find_name(joined, column.text) == joined.size)
      return wrong("table ", joined.label(), " has no column ", column.text, ", by which it would be joined; write a condition with ==");
    constexpr std::size_t at = find_name(source_of<S>, C::words[0]->text);
    using like = decltype(column_at<S, at == source_of<S>.size ? 0 : at>());
    if (!alike<typename C::type, typename like::type>)
      return {fault::unlike_types,
              sentence{"mizzle: join: ", called(column), " of type ", type_name<typename C::type>(), " and ", called(*like::words[0]),
                       " of type ", type_name<typename like::type>(), " are unlike; join by columns of one type"}};
    return {};
  }
}
template <class S, class... K, class... C>
constexpr auto columns_joined(const columns_used<C...>&) {
  if constexpr (((check_used_column<S, C>().what == fault::none) && ...)) {
    return run_of<none, op::using_columns<sizeof...(C)>>{} +
           ((as_run(C{}) + as_run(column_at<S, find_name(source_of<S>, C::words[0]->text)>())) + ...);
  } else {
    ((void)accept<check_used_column<S, C>()>(), ...);
    return as_run(rejected_condition{});
  }
}

/// The columns of a source that have a like among those of the words of a statement before it.
template <std::size_t Most>
struct common_columns {
  std::size_t size = 0;
  std::size_t word[Most + 1]{};  // of the source on the left, the first that has it,
  std::size_t column[Most + 1]{};
};
template <class S, class... K>
constexpr auto find_common_columns() {
  constexpr const token* words[] = {&K::word...};
  const source& joined = source_of<S>;
  common_columns<source_of<S>.size> result;
  for (std::size_t c = 0; c != joined.size; ++c) {
    for (std::size_t w = 0; w != sizeof...(K); ++w) {
      if (words[w]->what != form::source) continue;
      const std::size_t left = find_name(*words[w]->from, joined.columns[c].name);
      if (left == words[w]->from->size) continue;
      result.word[result.size] = w;
      result.column[result.size++] = left;
      break;
    }
  }
  return result;
}
template <class S>
constexpr diagnosis no_common_column() {
  return {fault::no_join_condition, sentence{"mizzle: natural: table ", source_of<S>.label(),
                                             " has no column of a name that a table before it has; write a condition with =="}};
}
template <class S, class... K>
constexpr auto columns_joined(all_common_columns) {
  constexpr auto common = find_common_columns<S, K...>();
  if constexpr (common.size == 0) {
    (void)accept<no_common_column<S>()>();
    return as_run(rejected_condition{});
  } else {
    constexpr auto used = []<std::size_t... I>(std::index_sequence<I...>) {
      return columns_used<decltype(column_at<typename source_behind<type_at<common.word[I], K...>>::type, common.column[I]>())...>{};
    };
    return columns_joined<S>(used(std::make_index_sequence<common.size>{}));
  }
}

/// `join ... using (columns)`: the rows of both sides whose columns of these names are equal. Each is named as that of a table before the
/// one that is joined, which has one of the same name and a like type:
///
///     mz::select(channels.name, members.agent_id).from(messages).inner_join(members, mz::using_(messages.channel_id))
///
/// As columns are always named with their table, both sides keep their own: behind a left join, that of the right side can be NULL.
template <class... C>
constexpr columns_used<C...> using_(const C&...) {
  static_assert(sizeof...(C) > 0, "mizzle: using_(): it needs at least one column, such as mz::using_(messages.channel_id)");
  return {};
}
/// In the place of a join's condition, `inner_join(members, mz::natural)`: using_() of all columns whose names both sides have, in the order
/// of the right side's declaration. They are written out, as `using ("a", "b")`, so that a column that is only in the database does not take
/// part; one that is added to both declarations does, unasked. At least one name must be common.
inline constexpr all_common_columns natural{};

}  // namespace mizzle::detail

namespace mizzle {
using detail::natural;
using detail::using_;
}  // namespace mizzle

namespace mizzle::detail {

// What clauses say of arguments that they do not take. The clauses have overloads for these, which say it and go on.

template <class X>
inline constexpr bool is_ordering = false;
template <class V, class... K>
inline constexpr bool is_ordering<ordering<V, K...>> = true;
/// What order_by() and group_by() take.
template <class X>
concept Term = Expression<X> || is_ordering<X>;

/// What is wrong with the first that is no term.
template <fixed_string Where>
constexpr diagnosis no_term();
template <fixed_string Where, class X, class... More>
constexpr diagnosis no_term() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::not_a_term, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (Term<X>) {
    return no_term<Where, More...>();
  } else if constexpr (is_assignment<X>) {
    return wrong(called(X::column::word), " = value is an assignment; name the column alone");
  } else if constexpr (Source<X>) {
    return wrong("table ", source_of<X>.label(), " is no column; name the columns that are meant");
  } else if constexpr (TextLike<X>) {
    return wrong("a text is no column; name the column as a member of its table, or write mz::sql<\"text\", T>()");
  } else {
    return wrong("a C++ value of type ", type_name<X>(), " is no column; name columns, or expressions of them");
  }
}

/// Without any.
template <fixed_string Where>
constexpr diagnosis no_term() {
  return {fault::not_a_term, sentence{"mizzle: ", Where.view(), ": it names no column; name at least one, or leave it out"}};
}

template <class... X>
inline constexpr bool is_condition = false;
template <Condition X>
inline constexpr bool is_condition<X> = true;

/// What is wrong with the first of what a clause is given to read, which is no source.
template <fixed_string Where>
constexpr diagnosis no_source() {
  return {fault::no_such_source, sentence{"mizzle: ", Where.view(), ": it reads nothing; name a table"}};
}
template <fixed_string Where, class X, class... More>
constexpr diagnosis no_source() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::no_such_source, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (Source<X>) {
    return no_source<Where, More...>();
  } else if constexpr (Expression<X>) {
    return wrong(called(*X::words[0]), " is no table; name its table");
  } else if constexpr (requires {
                         X::kind;
                         X::text;
                       }) {
    return wrong(
        "a statement has no name to be read by; give a select one, const auto q = select.as<\"q\">(), and name its columns as q[column]");
  } else if constexpr (TextLike<X>) {
    return wrong("a text is no table; name the table itself, which is declared as mz::table");
  } else {
    return wrong("a C++ value of type ", type_name<X>(), " is no table; name a table, a named query, or a function that yields rows");
  }
}

/// What is wrong with a join of S whose further arguments X are not one condition.
template <fixed_string Join, class S, class... X>
constexpr diagnosis no_join_condition() {
  if constexpr (sizeof...(X) == 1) {
    return no_condition<Join, X...>();
  } else {
    return {fault::no_join_condition,
            sentence{"mizzle: ", Join.view(), ": table ", source_of<S>.label(),
                     " is joined without a condition; write it behind the table, or use cross_join() if every pair of rows is meant"}};
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Where the last clause of a statement is; the number of words if it has none.
constexpr std::size_t last_clause(const token* const* words, std::size_t size) {
  std::size_t found = size;
  for (std::size_t i = 0; i != size; ++i) {
    if (words[i]->what == form::clause || words[i]->what == form::join || words[i]->what == form::compound) found = i;
  }
  return found;
}
/// Whether a statement ends in where().
constexpr bool ends_in_where(const token* const* words, std::size_t size) {
  const std::size_t at = last_clause(words, size);
  return at != size && words[at]->what == form::clause && words[at]->rank == clause_rank::where;
}

/// The words of a statement that ends in where(), with an `and` before its condition, which another one follows.
template <std::size_t Where, class Before, class... K>
struct words_with_and {
  using type = Before;
};
template <std::size_t Where, class... B, class K, class... More>
struct words_with_and<Where, types<B...>, K, More...> {
  using type = typename words_with_and<Where - 1, types<B..., K>, More...>::type;
};
template <class... B, class K, class... More>
struct words_with_and<0, types<B...>, K, More...> {
  using type = types<B..., K, op::and_, More...>;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A source that is joined only if a run-time value says so.
template <class S>
struct optional_source {
  bool on;
  S source;
};

/// A table, or whatever else can be joined, that is joined only if `on`: `left_join(when(with_channels, channels), condition)`. Left out, it is not
/// read, and all of its columns are NULL, as if it had no row that meets the condition. An inner_join() that is left out leaves no row out
/// either; the columns of the table are optional then, too.
template <Source S>
constexpr optional_source<S> when(bool on, const S& source) {
  return {on, source};
}

template <class S>
inline constexpr bool is_optional_source = false;
template <class S>
inline constexpr bool is_optional_source<optional_source<S>> = true;
/// What can be joined.
template <class S>
concept Joinable = Source<S> || is_optional_source<S>;

namespace word {
/// Its columns can be NULL, because it can be left out.
struct optional_inner_join {
  static constexpr token word{
      .what = form::join, .operands = 1, .flags = is_outer_left, .rank = clause_rank::join, .text = " inner join "sv};
};
}  // namespace word

/// The words of a join that can be left out, behind `when`, in a statement whose words so far are K.
template <class Join, class... K, class S, class V, class... On>
constexpr auto join_when(const optional_source<S>& s, const run_of<V, On...>& on) {
  return [&]<class V2, class... K2>(const run_of<V2, K2...>& r) {
    return run_of<maybe<V2>, Join, K2...>{{s.on, r.values}};
  }(source_words<S>::template in<K...>(s.source) + on);
}

/// Says that a join cannot be left out.
template <fixed_string Join>
constexpr diagnosis no_optional_join() {
  return {fault::misplaced_when,
          sentence{"mizzle: ", Join.view(),
                   ": a join of this kind cannot be left out, because the tables before it would not stay as they are; write mz::when() in "
                   "left_join() or inner_join()"}};
}

/// Says that it needs a condition.
template <fixed_string Join>
constexpr diagnosis no_condition_of_optional() {
  return {
      fault::no_join_condition,
      sentence{"mizzle: ", Join.view(), ": a source in mz::when() is joined by a condition, such as a.id == b.a_id; write it behind it"}};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::when;
}  // namespace mizzle

namespace mizzle::detail {

/// Gives a member that is left out what its column's function gives.
template <bool Inserts, class Member, fixed_string N, class T, class... A>
void fill_value(Member& member, const described_column<N, T, A...>*) {
  if constexpr (has_maker<Inserts>(described_column<N, T, A...>::info)) {
    using function = typename maker<Inserts, A...>::type;
    if (member.given) return;
    if constexpr (Inserts && calls_on_insert<function>) {
      member.make(function::on_insert());
    } else {
      member.make(function::on_update());
    }
  }
}

/// Says of a part of a shape, of which nothing was said yet, whether it stands.
constexpr void set_part(shape& to, unsigned part, bool on) noexcept {
  constexpr unsigned bits = 8 * sizeof to.parts[0];
  to.parts[part / bits] |= std::uint64_t{on} << (part % bits);
}

/// The most values that one row can bind: one for each column, or those of its function's SQL.
constexpr std::size_t most_values(const column_info* columns, std::size_t size) {
  std::size_t n = 0;
  for (std::size_t c = 0; c != size; ++c) {
    std::size_t made = 0;
    if (const tokens* const sql = columns[c].expression_on_insert()) {
      for (auto at = sql->first; at != sql->last; ++at) made += (*at)->what == form::value;
    }
    n += made > 1 ? made : 1;
  }
  return n;
}

/// A table's rows or patches, seen column by column.
template <class Table>
struct row_access {
  using definition = typename source_traits<Table>::definition;

  /// Whether a function gives a value to a column that an insert, or an update, leaves out.
  template <bool Inserts>
  static consteval bool has_functions() {
    for (std::size_t c = 0; c != definition::size; ++c) {
      if (has_maker<Inserts>(definition::columns[c])) return true;
    }
    return false;
  }
  /// Calls the functions of the columns that a row, or a patch, leaves out.
  template <bool Inserts, class Row>
  static void fill(Row& row) {
    if constexpr (has_functions<Inserts>()) {
      unpacker<definition::size>::apply(row,
                                        [&](auto&... row_members) { fill_all<Inserts>(typename definition::described{}, row_members...); });
    }
  }
  /// The parts of a row to insert: for each column that the row decides about, whether the row gives it itself.
  template <class Row>
  static shape parts_of(const Row& row) {
    shape result{{0, 0}, 1};
    unsigned n = 0;
    unpacker<definition::size>::apply(row, [&](const auto&... row_members) MIZZLE_INLINE {
      [&]<std::size_t... I>(std::index_sequence<I...>)
          MIZZLE_INLINE { (insert_part<I>(row_members, result, n), ...); }(std::make_index_sequence<definition::size>{});
    });
    return result;
  }
  static consteval unsigned count_parts() {
    unsigned n = 0;
    for (std::size_t c = 0; c != definition::size; ++c) n += definition::columns[c].decided_by_row();
    return n;
  }
  /// Whether a row can leave out every column that can be written.
  static consteval bool may_give_nothing() {
    for (std::size_t c = 0; c != definition::size; ++c) {
      const column_info& column = definition::columns[c];
      if (column.generated.empty() && (!column.decided_by_row() || column.expression_on_insert())) return false;
    }
    return true;
  }
  /// The most values that one row can bind.
  static consteval std::size_t most_values() { return mizzle::detail::most_values(definition::columns.data(), definition::size); }

 private:
  template <bool Inserts, class... D, class... M>
  static void fill_all(types<D...>, M&... row_members) {
    (fill_value<Inserts>(row_members, static_cast<const D*>(nullptr)), ...);
  }
  template <std::size_t I, class M>
  MIZZLE_INLINE static void insert_part(const M& member, shape& result, unsigned& n) {
    if constexpr (definition::columns[I].decided_by_row()) {
      set_part(result, n++, member.given);
    }
  }
};

template <class Table>
void reject_values_twice() {
  (void)accept<diagnosis{fault::not_a_row, sentence{"mizzle: values(): it stands twice in an insert into ", source_of<Table>.name,
                                                    "; give several rows at once, as values({...}, {...}) or as a range"}}>();
}

/// The rows of `values(...)`: a vector of its own, or a view that the caller keeps alive.
template <class Table, class Rows>
struct row_list {
  using table = Table;
  Rows rows;
  /// values() once more, of a statement that has a member of this name.
  auto operator()(const auto&...) const { return reject_values_twice<Table>(); }
  auto operator()(const new_row_type<Table, true>&) const { return reject_values_twice<Table>(); }
  friend bool operator==(const row_list&, const row_list&) = default;
};

/// The one row of `values({...})`.
template <class Table, class Row>
struct single_row {
  using table = Table;
  Row row;
  constexpr single_row(Row&& r) : row(std::move(r)) {}  // and no other: a row may not have a default constructor
  /// values() once more, of a statement that has a member of this name.
  auto operator()(const auto&...) const { return reject_values_twice<Table>(); }
  auto operator()(const new_row_type<Table, true>&) const { return reject_values_twice<Table>(); }
  friend bool operator==(const single_row&, const single_row&) = default;
};

/// The members of a patch.
template <class Table, class Patch>
struct patch_values {
  using table = Table;
  Patch patch;
  friend bool operator==(const patch_values&, const patch_values&) = default;
};

template <class Table, class Rows>
inline constexpr bool shapes_text<row_list<Table, Rows>> = true;
template <class Table, class Row>
inline constexpr bool shapes_text<single_row<Table, Row>> = true;
template <class Table, class Patch>
inline constexpr bool shapes_text<patch_values<Table, Patch>> = true;

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Which rows of a range one execution covers.
struct row_window {
  std::size_t first = 0;
  std::size_t count = 1;
  const shape* parts = nullptr;  // which parts of a row all of them give, if that is known
};

// visit(sink, values) gives a statement's bound values to a sink, in the order of the placeholders. A sink takes
// put(std::int64_t), put(double), put(std::string_view), put(blob_view), put_null(); `keep` says whether the text or
// blob lives as long as the statement, and `window` which rows of a range are meant.

template <class Sink>
void visit(Sink&, const none&) {}
template <class Sink, std::size_t N>
void visit(Sink&, const one_of<N>&) {}
template <class Sink>
void visit(Sink& sink, std::int64_t value) {
  sink.put(value);
}
/// SQL has no NaN: an engine would store NULL, also where a column is NOT NULL.
inline double defined(double value) {
  if (value != value)
    throw error::invalid_request{
        "a number that is none (NaN) cannot be a value, because it would become NULL; write std::nullopt where that is meant"};
  return value;
}
template <class Sink>
void visit(Sink& sink, double value) {
  sink.put(defined(value));
}
template <class Sink>
void visit(Sink& sink, const std::string& value) {
  sink.put(std::string_view{value}, true);
}
template <class Sink>
void visit(Sink& sink, std::string_view value) {
  sink.put(value, true);
}
template <class Sink, std::size_t N>
void visit(Sink& sink, const text_literal<N>& value) {
  sink.put(value.view(), true);
}
template <class Sink>
void visit(Sink& sink, const constant_text& value) {
  sink.put(value.view(), true);
}
template <class Sink, class Byte>
void visit(Sink& sink, const std::vector<Byte>& value) {
  sink.put(std::span<const Byte>{value}, true);
}
template <class Sink, class T>
void visit(Sink& sink, const std::optional<T>& value) {
  if (value) {
    visit(sink, *value);
  } else {
    sink.put_null();
  }
}
template <class Sink, class V>
void visit(Sink& sink, const maybe<V>& value);
template <class Sink, class A, class B>
void visit(Sink& sink, const two<A, B>& value);
template <class Sink, class T, class R>
void visit(Sink& sink, const row_list<T, R>& list);
template <class Sink, class T, class R>
void visit(Sink& sink, const single_row<T, R>& row);
template <class Sink, class T, class P>
void visit(Sink& sink, const patch_values<T, P>& patch);

/// One C++ value of a column, encoded on the way.
template <class Sink, class T>
void visit_column(Sink& sink, const T& value) {
  if constexpr (is_optional<T>) {
    if (value) {
      visit_column(sink, *value);
    } else {
      sink.put_null();
    }
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
    sink.put(std::string_view{value}, true);
  } else if constexpr (std::same_as<T, blob> || std::same_as<T, blob_view>) {
    sink.put(blob_view{value}, true);
  } else {
    const auto stored = encode(value);
    constexpr sql_type type = type_of_stored<std::remove_cv_t<decltype(stored)>>;
    if constexpr (requires { stored.view(); }) {
      sink.put(stored.view(), true);
    } else if constexpr (type == sql_type::text) {
      sink.put(std::string_view{stored}, false);
    } else if constexpr (type == sql_type::blob) {
      sink.put(blob_view{stored}, false);
    } else if constexpr (type == sql_type::real) {
      sink.put(defined(stored));
    } else {
      sink.put(stored);
    }
  }
}

/// A member of a row or patch: what it gives, or what its column's function has made in its place.
template <class Sink, class M>
MIZZLE_INLINE inline void visit_member(Sink& sink, const M& member) {
  if constexpr (requires { member.given; }) {
    if (member.given) {
      visit_column(sink, member.value);
    } else if constexpr (requires { member.made; }) {
      visit(sink, member.made);
    }
  } else if constexpr (requires { member.value; }) {
    visit_column(sink, member.value);
  }
}
template <class Table, class Sink, class Row>
void visit_row(Sink& sink, const Row& row) {
  unpacker<source_traits<Table>::definition::size>::apply(row, [&](const auto&... row_members) { (visit_member(sink, row_members), ...); });
}

template <class Sink, class V>
void visit(Sink& sink, const maybe<V>& value) {
  if (value.on) visit(sink, value.values);
}
template <class Sink, class A, class B>
void visit(Sink& sink, const two<A, B>& value) {
  visit(sink, value.first);
  visit(sink, value.second);
}
template <class Sink, class T, class R>
void visit(Sink& sink, const row_list<T, R>& list) {
  for (std::size_t i = 0; i != sink.window.count; ++i) visit_row<T>(sink, list.rows[sink.window.first + i]);
}
template <class Sink, class T, class R>
void visit(Sink& sink, const single_row<T, R>& row) {
  visit_row<T>(sink, row.row);
}
template <class Sink, class T, class P>
void visit(Sink& sink, const patch_values<T, P>& patch) {
  visit_row<T>(sink, patch.patch);
}

class made_list;
/// Collects the run-time shape of a statement: which optional parts stand.
struct shape_collector {
  shape result{{0, 0}, 1};
  unsigned bits = 0;
  row_window window{};
  made_list* made = nullptr;  // takes the conditions that are made at run time (statement/made_text.hpp)

  void part(bool on) {
    static_assert(shape::most_parts == 128, "the sentence says how many");
    if (bits == shape::most_parts)
      throw error::invalid_request{
          "a statement can have at most 128 optional parts: calls of when(), and columns of its row or patch that may be left out"};
    set_part(result, bits++, on);
  }
  /// The parts of a row to insert, which come before all others.
  void row(const shape& parts, unsigned count) noexcept {
    result = parts;
    bits = count;
  }
};
inline void collect_shape(shape_collector&, const auto&) {}
template <std::size_t N>
void collect_shape(shape_collector& to, const one_of<N>& choice) {
  for (std::size_t i = 0; i != N; ++i) to.part(i == choice.which);
}
template <class V>
void collect_shape(shape_collector& to, const maybe<V>& value);
template <class A, class B>
void collect_shape(shape_collector& to, const two<A, B>& value);
template <class T, class R>
void collect_shape(shape_collector& to, const row_list<T, R>& list) {
  if (to.window.parts) {
    to.row(*to.window.parts, row_access<T>::count_parts());
  } else if (list.rows.size() != 0) {
    to.row(row_access<T>::parts_of(list.rows[to.window.first]), row_access<T>::count_parts());
  }
  to.result.rows = static_cast<std::uint32_t>(to.window.count);
}
template <class T, class R>
void collect_shape(shape_collector& to, const single_row<T, R>& row) {
  to.row(row_access<T>::parts_of(row.row), row_access<T>::count_parts());
}
template <class T, class P>
void collect_shape(shape_collector& to, const patch_values<T, P>& patch) {
  unpacker<source_traits<T>::definition::size>::apply(patch.patch, [&](const auto&... row_members) {
    ([&] {
      if constexpr (requires { row_members.given; }) to.part(row_members.given);
    }(), ...);
  });
}
template <class V>
void collect_shape(shape_collector& to, const maybe<V>& value) {
  to.part(value.on);
  collect_shape(to, value.values);
}
template <class A, class B>
void collect_shape(shape_collector& to, const two<A, B>& value) {
  collect_shape(to, value.first);
  collect_shape(to, value.second);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// An expression that is grouped and selected binds its values twice, and nothing but the values tells whether both are the
// same expression: the words are compared at compile time, the values when the statement is made.

constexpr bool has_groups(const tokens& words) { return has_clause(words, clause_rank::group, clause_rank::group); }

/// The groups that the last select of a statement repeats with values of their own.
struct repeated_groups {
  repeated_group items[grouping_check::most_repeats]{};
  unsigned size = 0;
  optional_group optional[grouping_check::most_repeats]{};
  unsigned optionals = 0;

  constexpr explicit repeated_groups(const statement_text& text) {
    const tokens& words = text.words;
    if (!has_groups(words)) return;
    const token* const* select = words.first;
    for (auto at = words.first; at != words.last; ++at) {
      if ((*at)->what == form::compound) select = at;
    }
    // The order of a compound is not that of its last select.
    if (select != words.first && has_clause(words, clause_rank::order, clause_rank::order)) return;
    std::uint64_t ids[most_sources]{};
    std::size_t sources = 0;
    for (auto at = select; at != words.last; ++at) {
      if ((*at)->what == form::source && sources != most_sources) ids[sources++] = (*at)->from->id;
    }
    token_counts before = count_in_with(text.with);
    before += count_in(words.first, select);
    grouping_check check{ids, ids + sources, before};
    check.select(select, words.last);
    optionals = check.optionals();
    for (unsigned i = 0; i != optionals; ++i) optional[i] = check.optional(i);
    size = check.repeats();
    for (unsigned i = 0; i != size; ++i) items[i] = check.repeat(i);
  }
};

constexpr bool are_equal(const plain_value* values, const repeated_group& r) {
  for (unsigned i = 0; i != r.count; ++i) {
    if (!(values[r.again + i] == values[r.grouped + i])) return false;
  }
  return true;
}

/// Refuses a statement whose repeated groups hold other values than the groups: they would be read as if they were grouped.
template <class S>
constexpr void require_equal_groups(const S& s) {
  constexpr repeated_groups repeated{S::text};
  if constexpr (repeated.optionals != 0) {
    shape_collector parts;
    collect_shape(parts, s.values);
    const auto stands = [&](unsigned part, unsigned count) {
      bool all = true;
      for (unsigned i = 0; i != count; ++i) all = all && parts.result.stands(part + i);
      return all;
    };
    for (unsigned i = 0; i != repeated.optionals; ++i) {
      const optional_group& o = repeated.optional[i];
      if (stands(o.again, o.count) && !stands(o.grouped, o.count))
        throw error::invalid_request{"group_by(): mz::when() leaves out a group that is selected; leave out both, or none of them"};
    }
  }
  if constexpr (repeated.size != 0) {
    const plain_values<count_values<decltype(s.values)>> values{s.values};
    for (unsigned i = 0; i != repeated.size;) {
      const repeated_group& first = repeated.items[i];
      bool equal = false;
      for (; i != repeated.size && repeated.items[i].again == first.again; ++i) equal = equal || are_equal(values.items, repeated.items[i]);
      if (!equal) {
        const token& column = *first.column;
        throw error::invalid_request{"group_by(): an expression of \"" + std::string{column.from->label()} + "\".\"" +
                                     std::string{column.text} +
                                     "\" is grouped with other values than it is selected with; bind the same values in both"};
      }
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace word {
template <class L, std::size_t N>
struct select {
  static constexpr token word{.what = form::fields, .count = N, .text = "select "sv, .list = L::list};
};
template <class L, std::size_t N>
struct select_distinct {
  static constexpr token word{.what = form::fields, .flags = is_distinct, .count = N, .text = "select distinct "sv, .list = L::list};
};
}  // namespace word

template <class S>
struct subquery_token {
  static constexpr token word{.what = form::subquery, .inner = &S::text};
};

/// What a select list is made of.
template <class L>
struct select_list {
  static constexpr std::size_t size = 0;
  static constexpr bool rows = false;
};
template <class F, class... More>
struct select_list<fields<F, More...>> {
  static constexpr std::size_t size = sizeof...(More) + (Source<F> ? 2 : 1);
  static constexpr bool rows = sizeof...(More) > 0 && !Source<F> && (!Source<More> && ...);
  using first = typename F::type;
  using row = row_types<typename F::type, typename More::type...>;
  static constexpr bool aggregate = field_traits<F>::bare::words[0]->has(is_aggregate);
};
/// Whether a select of aggregates may yield no row, or other rows than their one.
constexpr bool may_lack_row(const tokens& words) {
  return has_compound(words) || has_clause(words, clause_rank::group, clause_rank::having) ||
         has_clause(words, clause_rank::limit, clause_rank::offset);
}

/// A select, as far as it is written: L are its fields, V its bound values, K its words. Every clause returns a new one;
/// clauses come once each and in SQL's order.
template <class L, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] select_statement {
  static constexpr statement_kind kind = statement_kind::select;
  static constexpr const guard& required = unguarded;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr statement_text text = text_from(words, shapes_text<V>);

  V values{};

  /// `from a, b`: tables, named queries, functions or aliases. After select(table), which has implied one, it replaces what was
  /// implied.
  template <class... S>
  MIZZLE_INLINE constexpr auto from(const S&... sources) const {
    // Tables, which are names and bind nothing, are dealt with by themselves, here and in joins: they are nearly all that is read, and
    // cost a compiler less so.
    if constexpr (sizeof...(S) == 0 || !(Source<S> && ...)) {
      return reject<no_source<"from()", S...>()>();
    } else if constexpr ((TableSource<S> && ...) && !(std::same_as<K, word::from_implied> || ...)) {
      return select_statement<L, V, K..., word::from<sizeof...(S)>, source_token<S>...>{values};
    } else {
      using base = from_base<select_statement>;
      return typename base::type{base::values(values)}.template add<word::from<sizeof...(S)>>(
          (source_words<S>::template in<K...>(sources) + ...));
    }
  }
  /// `inner join t on condition`; for the condition, using_(columns) or natural can stand, here and in the other joins. The outer joins
  /// make the columns of the side that may be missing optional. A left or inner join of when(on, t) is one that a run-time value can leave
  /// out.
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  MIZZLE_INLINE constexpr auto inner_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (TableSource<S>) {
      return select_statement<L, joined<V, V2>, K..., word::inner_join, source_token<S>, K2...>{join(values, on.values)};
    } else if constexpr (is_optional_source<S>) {
      return add<op::when>(join_when<word::optional_inner_join, K...>(source, as_run(on)));
    } else {
      return add<word::inner_join>(source_words<S>::template in<K...>(source) + as_run(on));
    }
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  MIZZLE_INLINE constexpr auto left_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (TableSource<S>) {
      return select_statement<L, joined<V, V2>, K..., word::left_join, source_token<S>, K2...>{join(values, on.values)};
    } else if constexpr (is_optional_source<S>) {
      return add<op::when>(join_when<word::left_join, K...>(source, as_run(on)));
    } else {
      return add<word::left_join>(source_words<S>::template in<K...>(source) + as_run(on));
    }
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto right_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (is_optional_source<S>) return reject<no_optional_join<"right_join()">()>();
    else return add<word::right_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto full_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (is_optional_source<S>) return reject<no_optional_join<"full_join()">()>();
    else return add<word::full_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <class S>
  constexpr auto cross_join(const S& source) const {
    if constexpr (is_optional_source<S>) return reject<no_optional_join<"cross_join()">()>();
    else if constexpr (!Source<S>) return reject<no_source<"cross_join()", S>()>();
    else return add<word::cross_join>(source_words<S>::template in<K...>(source));
  }
  /// `where condition`: combine several with &&, ||, !, and when() for those that a run-time value may leave out. A further where() right
  /// behind it adds a condition that must be met as well.
  template <class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  MIZZLE_INLINE constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    if constexpr (ends_in_where(words, sizeof...(K))) {
      return [&]<class... W>(types<W...>) {
        return select_statement<L, joined<V, V2>, W..., K2...>{join(values, condition.values)};
      }(typename words_with_and<last_clause(words, sizeof...(K)), types<>, K...>::type{});
    } else {
      return select_statement<L, joined<V, V2>, K..., word::where, K2...>{join(values, condition.values)};
    }
  }
  /// `group by a, b`. An expression with bound values may be selected, or stand in having() and order_by(), once more with the
  /// same values; with other ones it is an invalid_request.
  template <class... E>
  MIZZLE_INLINE constexpr auto group_by(const E&... e) const {
    if constexpr (sizeof...(E) > 0 && (Term<E> && ...)) return clause<word::group_by<sizeof...(E)>>((as_run(e) + ...));
    else return reject<no_term<"group_by()", E...>()>();
  }
  template <class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto having(const expr<T2, V2, K2...>& condition) const {
    using Result = select_statement<L, joined<V, V2>, K..., word::having, K2...>;
    const Result result{join(values, condition.values)};
    if constexpr (!std::same_as<V2, none> && has_groups(Result::text.words)) require_equal_groups(result);
    return result;
  }
  /// `window "w" as (...)`: the windows that over() names.
  template <class... W>
  constexpr auto window(const W&... windows) const {
    constexpr bool named = sizeof...(W) > 0 && (is_named_window<W> && ...);
    static_assert(named, "mizzle: window(): it takes windows with names, such as mz::window<\"w\">(mz::partition_by(a))");
    if constexpr (named) return clause<word::window<sizeof...(W)>>((as_run(windows) + ...));
  }
  /// Terms are expressions, `desc(x)`, `asc(x)`, `nulls_last(desc(x))`.
  template <class... E>
  MIZZLE_INLINE constexpr auto order_by(const E&... e) const {
    if constexpr (sizeof...(E) > 0 && (Term<E> && ...)) return clause<word::order_by<sizeof...(E)>>((as_run(e) + ...));
    else return reject<no_term<"order_by()", E...>()>();
  }
  /// At most n rows; a negative n means all, as in SQLite. n is a whole number, or a parameter: `limit(param<"n", std::int64_t>())`.
  template <class N>
  MIZZLE_INLINE constexpr auto limit(const N& n) const {
    return add<word::limit>(row_count<"limit()">(n));
  }
  /// Leaves out the first n rows. Without limit() before it, an engine may need words that mean all.
  template <class N>
  constexpr auto offset(const N& n) const {
    if constexpr (has_clause(text.words, clause_rank::limit, clause_rank::limit)) {
      return add<word::offset>(row_count<"offset()">(n));
    } else {
      return add<word::no_limit>(run_of<none, word::offset>{} + row_count<"offset()">(n));
    }
  }

  /// Set operations with another select of the same columns; order_by() and limit() after them are the whole's.
  template <class S>
  constexpr auto union_(const S& other) const;
  template <class S>
  constexpr auto union_all(const S& other) const;
  template <class S>
  constexpr auto intersect(const S& other) const;
  template <class S>
  constexpr auto except(const S& other) const;

  /// This select of one column as a value in another statement. It is NULL when there is no row, so that its type is
  /// optional unless it is one aggregate over all rows.
  constexpr auto as_operand() const
    requires(select_list<L>::size == 1)
  {
    using T = typename select_list<L>::first;
    constexpr bool always = select_list<L>::aggregate && !may_lack_row(text.words);
    return expr<std::conditional_t<always, T, add_optional_t<T>>, V, subquery_token<select_statement>>{values};
  }
  /// This select of several columns as rows, beside mz::row(a, b).
  constexpr auto as_row_operand() const
    requires(select_list<L>::rows)
  {
    return expr<typename select_list<L>::row, V, subquery_token<select_statement>>{values};
  }
  /// This select under a name, to read from: `const auto newest = select(...).as<"newest">();` (named_query.hpp).
  template <fixed_string Name>
  constexpr auto as() const;
  friend constexpr bool operator==(const select_statement&, const select_statement&) = default;

  // Joins by columns, and else only to say what is wrong.
  template <class X>
    requires(!Condition<X>)
  constexpr auto where(const X&) const {
    return reject<no_condition<"where()", X>()>();
  }
  template <class X>
    requires(!Condition<X>)
  constexpr auto having(const X&) const {
    return reject<no_condition<"having()", X>()>();
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto inner_join(const S& source, const X&... columns) const {
    return join_by<word::inner_join, "inner_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto left_join(const S& source, const X&... columns) const {
    return join_by<word::left_join, "left_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto right_join(const S& source, const X&... columns) const {
    return join_by<word::right_join, "right_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto full_join(const S& source, const X&... columns) const {
    return join_by<word::full_join, "full_join()">(source, columns...);
  }

 private:
  template <diagnosis Wrong>
  constexpr const select_statement& reject() const {
    (void)accept<Wrong>();
    return *this;
  }
  template <class Word, fixed_string Name, class S, class... X>
  constexpr auto join_by(const S& source, const X&... columns) const {
    if constexpr (Source<S> && join_columns<X...>) {
      return add<Word>(source_words<S>::template in<K...>(source) + (columns_joined<S, K...>(columns) + ...));
    } else if constexpr (Source<S>) {
      return reject<no_join_condition<Name, S, X...>()>().cross_join(source);
    } else if constexpr (is_optional_source<S>) {
      return reject<no_condition_of_optional<Name>()>();
    } else {
      return reject<no_source<Name, S>()>();
    }
  }
  template <class, class, class...>
  friend struct select_statement;
  template <class Word, class V2, class... K2>
  MIZZLE_INLINE constexpr auto add(const run_of<V2, K2...>& r) const {
    return select_statement<L, joined<V, V2>, K..., Word, K2...>{join(values, r.values)};
  }
  template <class Word, class V2, class... K2>
  MIZZLE_INLINE constexpr auto clause(const run_of<V2, K2...>& r) const {
    using Result = select_statement<L, joined<V, V2>, K..., Word, K2...>;
    const Result result{join(values, r.values)};
    if constexpr (!std::same_as<V2, none> && has_groups(Result::text.words)) require_equal_groups(result);
    return result;
  }
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// The fields of a select: as they are selected, or optional where an outer join can leave them without a row.
template <class S, class L, bool = traits_of<S>.outer_join>
struct select_fields {
  using type = L;
};
template <class S, class... F>
struct select_fields<S, fields<F...>, true> {
  using type = typename with_absent<S, std::make_index_sequence<sizeof...(F)>, F...>::type;
};
template <class F, class... More, class V, class... K>
struct result_fields<select_statement<fields<F, More...>, V, K...>> {
  using type = typename select_fields<select_statement<fields<F, More...>, V, K...>, fields<F, More...>>::type;
};

/// The select list of select(x...), in which a named query stands for all of its columns.
template <class... X>
struct fields_from {
  using type = fields<field_t<X>...>;
};
template <>
struct fields_from<> : fields_from<expr<std::int64_t, none, bound<sql_type::any>>> {};  // which is rejected

template <template <class, std::size_t> class Word, class... X>
MIZZLE_INLINE constexpr auto make_select(const X&... x) {
  using L = typename fields_from<X...>::type;
  if constexpr (sizeof...(X) == 1 && (Source<X> && ...)) {
    return [&]<class V, class... K>(const run_of<V, K...>& source) {
      return select_statement<L, V, Word<L, L::size>, word::from_implied, K...>{source.values};
    }((source_words<X>::in(x), ...));
  } else if constexpr (bring_values<field_t<X>...>) {
    return select_statement<L, decltype(join_fields(x...)), Word<L, L::size>>{join_fields(x...)};
  } else {
    return select_statement<L, none, Word<L, L::size>>{};
  }
}

/// `select a, b`: columns, expressions, names given with .as<"name">(), whole tables, selects of one column. The select of
/// one table alone implies from().
template <class... X>
MIZZLE_INLINE constexpr auto select(const X&... x) {
  static_assert(sizeof...(X) > 0, "mizzle: select(): it needs at least one column, expression or table; name what to select");
  return make_select<word::select>(x...);
}
/// `select distinct a, b`.
template <class... X>
MIZZLE_INLINE constexpr auto select_distinct(const X&... x) {
  static_assert(sizeof...(X) > 0, "mizzle: select_distinct(): it needs at least one column, expression or table; name what to select");
  return make_select<word::select_distinct>(x...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::select;
using detail::select_distinct;
}  // namespace mizzle

namespace mizzle::detail {

/// `(select ...)` as one value: a select of one column, where an expression is wanted, such as to give it a name:
///
///     select(channels.name, scalar(select(count()).from(messages).where(messages.channel_id == channels.id)).as<"messages">())
///
/// NULL if there is no row; of several rows it is the first.
template <class S>
constexpr auto scalar(const S& select) {
  return val(select);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::scalar;
}  // namespace mizzle

namespace mizzle::detail {

/// What a field of a select is called: a column's own name, or the one that .as<"name">() gives; empty for everything else.
template <class F>
constexpr std::string_view field_name() {
  const token& t = *field_traits<F>::bare::words[0];
  return t.what == form::column || t.what == form::named ? t.text : std::string_view{};
}

/// The first position at which a name stands that belongs to another one: the names between them have changed places, so
/// that what is matched by position is not what is matched by name. The number of names if there is none.
constexpr std::size_t find_moved(const std::string_view* wanted, const std::string_view* names, std::size_t size) {
  const auto place_of = [&](std::string_view name) {
    std::size_t i = 0;
    while (i != size && wanted[i] != name) ++i;
    return i;
  };
  for (std::size_t i = 0; i != size; ++i) {
    // From place to place by the names that stand there: whoever comes back has found names in another order.
    std::size_t at = i;
    for (std::size_t steps = 0; steps != size && at != size && !names[at].empty(); ++steps) {
      const std::size_t next = place_of(names[at]);
      if (next == at) break;
      if (next == i) return i;
      at = next;
    }
  }
  return size;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace word {
struct union_ {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " union "sv};
};
struct union_all {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " union all "sv};
};
struct intersect {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " intersect "sv};
};
struct except {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " except "sv};
};
template <class S>
struct operand {
  static constexpr const token& list = **S::text.words.first;
  static constexpr token word{.what = form::operand, .count = list.count, .list = list.list, .inner = &S::text};
};
}  // namespace word

/// The operands of a set operation need as many columns, one for one of a like type.
template <std::size_t I, class... L, class... R>
constexpr diagnosis check_operands(fields<L...>, fields<R...>) {
  if constexpr (sizeof...(L) != sizeof...(R)) {
    return {fault::set_operands,
            sentence{"mizzle: union: the two selects have different numbers of columns; select the same number on both sides"}};
  } else {
    diagnosis d{};
    std::size_t column = 0;
    const auto one = [&](bool same, std::string_view left, std::string_view right) {
      ++column;
      const char digits[] = {static_cast<char>('0' + column / 10), static_cast<char>('0' + column % 10)};
      const std::string_view number = column < 10 ? std::string_view{digits + 1, 1} : std::string_view{digits, 2};
      if (!same && d.what == fault::none)
        d = {fault::set_operands, sentence{"mizzle: union: column ", number, " is of type ", left, " on the left and of type ", right,
                                           " on the right; select like types, or use mz::cast<T>()"}};
    };
    (one(alike<typename L::type, typename R::type>, type_name<typename L::type>(), type_name<typename R::type>()), ...);
    return d;
  }
}

constexpr diagnosis no_groups() {
  return {
      fault::set_operands,
      sentence{"mizzle: union: the rows of a set operation have no group() in them; give the whole a name with .as<\"name\">(), and group "
               "its columns in a select from it"}};
}

/// A field of the right side must not stand at the place of another one of the left side that has its name.
template <class... L, class... R>
constexpr diagnosis check_operand_order(fields<L...>, fields<R...>) {
  if constexpr (sizeof...(L) != sizeof...(R)) {
    return {};
  } else {
    constexpr std::string_view left[] = {field_name<L>()...};
    constexpr std::string_view right[] = {field_name<R>()...};
    std::size_t at = find_moved(left, right, sizeof...(L));
    if (at == sizeof...(L)) return {};
    return {fault::set_operands,
            sentence{"mizzle: union: the field ", right[at], " of the right select stands at the place of ", left[at],
                     " of the left one; select both in one order, or name this one with .as<\"", left[at], "\">() if it is meant"}};
  }
}

/// A field of a compound of F with what yields G: of the type that holds both. It can be NULL if F can, or, in a union, G.
template <bool Unites, class F, class G>
struct united_field {
  static auto choose() {
    using T = typename F::type;
    constexpr bool nullable = Unites && is_optional<typename G::type> && !is_optional<T>;
    if constexpr (!alike<T, typename G::type>) {
      return std::type_identity<F>{};  // which is rejected
    } else if constexpr (!std::same_as<common_of<T, typename G::type>, remove_optional_t<T>>) {
      using Both = common_of<T, typename G::type>;
      return std::type_identity<united<F, std::conditional_t<nullable || is_optional<T>, std::optional<Both>, Both>>>{};
    } else if constexpr (nullable) {
      return std::type_identity<absent_of<F>>{};
    } else {
      return std::type_identity<F>{};
    }
  }
  using type = typename decltype(choose())::type;
};

/// The fields of a compound. L if the right side makes no difference to the left.
template <bool Unites, class L, class Left, class Right>
struct united_fields {
  using type = L;
};
template <bool Unites, class L, class... F, class... G>
  requires(sizeof...(F) == sizeof...(G) && !(std::same_as<typename united_field<Unites, F, G>::type, F> && ...))
struct united_fields<Unites, L, fields<F...>, fields<G...>> {
  using type = fields<typename united_field<Unites, F, G>::type...>;
};

/// Whether a select has an order or limit of its own, which SQL takes for the whole's where it is an operand.
constexpr bool is_cut(const statement_text& text) { return has_clause(text.words, clause_rank::order, clause_rank::offset); }
/// Whether a select can stand as it is on the right of a set operation. SQL reads set operations from left to right, and has no parentheses for
/// them: only unions of one kind are the same either way.
constexpr bool stands_on_the_right(const statement_text& text, const token& operation) {
  if (is_cut(text) || has_with(text)) return false;
  for (auto at = text.words.first; at != text.words.last; ++at) {
    if ((*at)->what == form::compound && ((*at)->text != operation.text || !operation.text.starts_with(" union"))) return false;
  }
  return true;
}

/// The words of a select as the left operand of a set operation: as it stands, or in parentheses. Its common table expressions stay in front
/// of the whole.
template <class L, class V, class... K>
struct left_operand {
  using type = types<word::operand<select_statement<L, V, K...>>>;
};
template <class L, class V, class... K>
  requires(!is_cut(select_statement<L, V, K...>::text))
struct left_operand<L, V, K...> {
  using type = types<K...>;
};
template <class L, class V, class V0, class... Q, class... K>
  requires(is_cut(select_statement<L, V, word::with<V0, Q...>, K...>::text))
struct left_operand<L, V, word::with<V0, Q...>, K...> {
  using type = types<word::with<V0, Q...>, word::operand<select_statement<L, V, K...>>>;
};
template <class L, class V, class... Left, class... Right>
constexpr auto put_together(const V& values, types<Left...>, types<Right...>) {
  return select_statement<L, V, Left..., Right...>{values};
}

template <class Word, class L, class V, class... K, class L2, class V2, class... K2>
constexpr auto compound(const select_statement<L, V, K...>& a, const select_statement<L2, V2, K2...>& b) {
  using Left = select_statement<L, V, K...>;
  using Right = select_statement<L2, V2, K2...>;
  constexpr diagnosis unlike = is_grouped<L> || is_grouped<L2> ? no_groups() : check_operands<0>(fields_of<Left>{}, fields_of<Right>{});
  (void)accept<unlike>();
  if constexpr (unlike.what == fault::none) (void)accept<check_operand_order(fields_of<Left>{}, fields_of<Right>{})>();
  constexpr bool left_stands = !is_cut(Left::text);
  constexpr bool right_stands = stands_on_the_right(Right::text, Word::word);
  static_assert(
      (left_stands && right_stands) || (!tells_presence(Right::text.words) && !tells_presence(Left::text.words)),
      "mizzle: union: whole tables that an outer join can leave without a row cannot stand in a set operation beside an operand with an order, limit or set operation of its own; select their columns");
  // What intersect and except yield stands on the left, so that NULL on the right does not matter to them.
  constexpr bool unites = std::same_as<Word, word::union_> || std::same_as<Word, word::union_all>;
  using First = std::conditional_t<left_stands, L, fields_of<Left>>;  // what an operand in parentheses yields is told by its type alone
  using Fields = typename united_fields<unites, First, fields_of<Left>, fields_of<Right>>::type;
  if constexpr (left_stands && right_stands) {
    return select_statement<Fields, joined<V, V2>, K..., Word, K2...>{join(a.values, b.values)};
  } else {
    using right = std::conditional_t<right_stands, types<Word, K2...>, types<Word, word::operand<Right>>>;
    return put_together<Fields>(join(a.values, b.values), typename left_operand<L, V, K...>::type{}, right{});
  }
}

template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::union_(const S& other) const {
  return compound<word::union_>(*this, other);
}
template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::union_all(const S& other) const {
  return compound<word::union_all>(*this, other);
}
template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::intersect(const S& other) const {
  return compound<word::intersect>(*this, other);
}
template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::except(const S& other) const {
  return compound<word::except>(*this, other);
}

/// union_(a, b, ...), union_all, intersect and except of two or more selects, from left to right. A set operation within another
/// one is done first, as it is written: `union_all(a, intersect(b, c))`.
template <class A, class B, class... More>
constexpr auto union_(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.union_(b);
  else return union_(a.union_(b), more...);
}
template <class A, class B, class... More>
constexpr auto union_all(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.union_all(b);
  else return union_all(a.union_all(b), more...);
}
template <class A, class B, class... More>
constexpr auto intersect(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.intersect(b);
  else return intersect(a.intersect(b), more...);
}
template <class A, class B, class... More>
constexpr auto except(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.except(b);
  else return except(a.except(b), more...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::except;
using detail::intersect;
using detail::union_;
using detail::union_all;
}  // namespace mizzle

namespace mizzle::detail {

namespace op {
struct exists {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .flags = hides_null, .text = "exists "sv};
};
struct not_exists {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::not_, .flags = hides_null, .text = "not exists "sv};
};
}  // namespace op

/// `exists (select ...)`: whether the select has a row. It may use columns of the statement around it.
template <class L, class V, class... K>
constexpr auto exists(const select_statement<L, V, K...>& s) {
  return expr<bool, V, op::exists, subquery_token<select_statement<L, V, K...>>>{s.values};
}
/// `not exists (select ...)`: whether the select has no row.
template <class L, class V, class... K>
constexpr auto not_exists(const select_statement<L, V, K...>& s) {
  return expr<bool, V, op::not_exists, subquery_token<select_statement<L, V, K...>>>{s.values};
}

/// What is wrong with an X that exists() is asked about.
template <fixed_string Where, class X>
constexpr diagnosis no_select() {
  if constexpr (Condition<X>) {
    return {
        fault::not_a_statement,
        sentence{
            "mizzle: ", Where.view(),
            ": it asks whether a select has a row, and is given a condition; write mz::exists(mz::select(column).from(table).where(condition)), or the condition itself"}};
  } else {
    return {fault::not_a_statement,
            sentence{"mizzle: ", Where.view(), ": it asks whether a select has a row, and is given a C++ value of type ", type_name<X>(),
                     "; write mz::exists(mz::select(column).from(table))"}};
  }
}
template <class X>
constexpr rejected_condition exists(const X&) {
  (void)accept<no_select<"exists()", X>()>();
  return {};
}
template <class X>
constexpr rejected_condition not_exists(const X&) {
  (void)accept<no_select<"not_exists()", X>()>();
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::exists;
using detail::not_exists;
}  // namespace mizzle

namespace mizzle::detail {

/// N assignments one behind another.
template <std::size_t N, class Run>
struct assigned_run {
  Run run;
};

/// Columns of a table, by number.
struct column_numbers {
  std::size_t size = 0;
  unsigned items[max_columns]{};
};
/// The columns, from the I-th on, to which a function gives a value because an insert, or an update, does not name them.
template <bool Inserts, class T, unsigned I, class... Named>
constexpr column_numbers columns_left_out() {
  using definition = typename source_traits<T>::definition;
  column_numbers result;
  if constexpr (row_access<T>::template has_functions<Inserts>()) {
    for (unsigned c = I; c != definition::size; ++c) {
      if (has_maker<Inserts>(definition::columns[c]) && !((Named::word.position == c) || ...)) result.items[result.size++] = c;
    }
  }
  return result;
}

/// The assignment of what a column's function gives.
template <bool Inserts, class Column, fixed_string N, class T, class... A>
auto make_assignment(const described_column<N, T, A...>*) {
  using function = typename maker<Inserts, A...>::type;
  if constexpr (Inserts && calls_on_insert<function>) {
    return Column{} = function::on_insert();
  } else {
    return Column{} = function::on_update();
  }
}
/// The I-th of a list of described columns.
template <unsigned I, class D, class... More>
constexpr auto describe_column(types<D, More...>) {
  if constexpr (I == 0) {
    return static_cast<const D*>(nullptr);
  } else {
    return describe_column<I - 1>(types<More...>{});
  }
}
template <bool Inserts, class T, unsigned I>
auto assign_column() {
  constexpr auto* described = decltype(describe_column<I>(typename source_traits<T>::definition::described{})){};
  return make_assignment<Inserts, decltype(column_at<T, I>())>(described);
}

/// What one assignment writes. One that when() can leave out gives way to the function of its column, as if it were not named.
template <bool Inserts, class T, class A>
constexpr bool gives_way() {
  if constexpr (is_optional_assignment<A>) {
    constexpr const token& column = A::column::word;
    if constexpr (column.what == form::column) {
      if constexpr (*column.from == source_of<T>) return has_maker<Inserts>(source_traits<T>::definition::columns[column.position]);
    }
  }
  return false;
}
template <bool Inserts, class T, class A>
constexpr auto write_assignment(const A& a) {
  if constexpr (gives_way<Inserts, T, A>()) {
    using Made = decltype(assign_column<Inserts, T, A::column::word.position>());
    using Other = decltype(when(true, std::declval<const Made&>()));
    return as_run(a) + as_run(a.values.on ? Other{} : when(true, assign_column<Inserts, T, A::column::word.position>()));
  } else {
    return as_run(a);
  }
}
/// How many assignments a statement has that is given these.
template <bool Inserts, class T, class... A>
inline constexpr std::size_t count_assignments = (std::size_t{0} + ... + (gives_way<Inserts, T, A>() ? 2 : 1));
/// Refuses assignments of which when() leaves out every one.
template <class... A>
constexpr void demand_assignment(const char* clause, const A&... assignments) {
  if constexpr ((is_optional_assignment<A> && ...)) {
    if (!(assignments.values.on || ...))
      throw error::invalid_request{std::string{clause} + ": there is nothing to set, because all of its assignments are left out"};
  }
}

/// The N assignments of a statement that names the columns Named, and behind them those of the functions of columns, from the
/// I-th on, that it does not name.
template <bool Inserts, class T, std::size_t N, unsigned I, class... Named, class V, class... K>
constexpr auto with_functions(const run_of<V, K...>& r) {
  constexpr column_numbers missing = columns_left_out<Inserts, T, I, Named...>();
  return [&]<std::size_t... M>(std::index_sequence<M...>) {
    auto all = (r + ... + as_run(assign_column<Inserts, T, missing.items[M]>()));
    return assigned_run<N + sizeof...(M), decltype(all)>{std::move(all)};
  }(std::make_index_sequence<missing.size>{});
}
/// The same of an update.
template <class T, std::size_t N, unsigned I, class... Named, class V, class... K>
constexpr auto with_on_update(const run_of<V, K...>& r) {
  return with_functions<false, T, N, I, Named...>(r);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// What is checked of the columns that a statement writes. Each check returns a diagnosis; the caller asserts it.

/// Columns that a clause names must be the table's own, and named once.
template <class T, class... Column>
constexpr diagnosis check_own_columns(std::string_view clause) {
  const token* const words[sizeof...(Column) + 1] = {&Column::word..., nullptr};
  for (std::size_t i = 0; i != sizeof...(Column); ++i) {
    const token& t = *words[i];
    if (t.what != form::column) continue;  // which is rejected already
    if (!(*t.from == source_of<T>))
      return {fault::not_of_this_table, sentence{"mizzle: ", clause, ": column ", t.from->label(), ".", t.text, " is not a column of ",
                                                 source_of<T>.name, "; name a column of the table that is written"}};
    for (std::size_t k = 0; k != i; ++k) {
      if (words[k]->position == words[i]->position)
        return {fault::assigned_twice, sentence{"mizzle: ", clause, ": column ", t.from->label(), ".", t.text,
                                                clause == "set()" ? " is assigned twice" : " stands twice", "; keep one of the two"}};
    }
  }
  return {};
}
/// Columns of an insert or set(): they must be writable, too.
template <class T, class... Column>
constexpr diagnosis check_targets() {
  const token* const words[sizeof...(Column) + 1] = {&Column::word..., nullptr};
  for (std::size_t i = 0; i != sizeof...(Column); ++i) {
    const token& t = *words[i];
    if (t.what == form::column && *t.from == source_of<T> && t.position < t.from->size && !t.from->columns[t.position].generated.empty())
      return {fault::generated_column, sentence{"mizzle: set(): column ", t.from->label(), ".", t.text,
                                                " is generated by the database and cannot be written; leave it out"}};
  }
  return check_own_columns<T, Column...>("set()");
}

/// An insert that names its columns must name all that have no default.
template <class T, class... Column>
constexpr diagnosis check_insert() {
  const diagnosis targets = check_targets<T, Column...>();
  if (targets.what != fault::none) return targets;
  const token* const words[sizeof...(Column) + 1] = {&Column::word..., nullptr};
  for (std::size_t c = 0; c != source_of<T>.size; ++c) {
    const column_info& column = source_of<T>.columns[c];
    if (column.omittable() || !column.generated.empty()) continue;
    bool named = false;
    for (std::size_t i = 0; i != sizeof...(Column); ++i) named = named || words[i]->position == c;
    if (!named)
      return {fault::missing_value,
              sentence{"mizzle: insert_into(", source_of<T>.name, "): column ", column.name, " has no default and no value; name it too"}};
  }
  return {};
}

/// A column that an insert needs must not be one that when() can leave out.
template <class T, class... A>
constexpr diagnosis check_left_out() {
  const token* const words[] = {&A::column::word...};
  constexpr bool left_out[] = {is_optional_assignment<A>...};
  for (std::size_t i = 0; i != sizeof...(A); ++i) {
    const token& t = *words[i];
    if (!left_out[i] || t.what != form::column || !(*t.from == source_of<T>)) continue;
    const column_info& column = source_of<T>.columns[t.position];
    if (!column.omittable() && column.generated.empty())
      return {fault::missing_value, sentence{"mizzle: insert_into(", source_of<T>.name, "): column ", column.name,
                                             " has no default, so that mz::when() cannot leave it out; give it a value in any case"}};
  }
  return {};
}

/// A value that a function gives once for all rows of a select cannot be that of a key.
template <class T>
constexpr diagnosis check_made_once(const column_numbers& made) {
  for (std::size_t i = 0; i != made.size; ++i) {
    const column_info& column = source_of<T>.columns[made.items[i]];
    const keys_found keys = find_keys<T>(&column.name, 1);
    if (!column.expression_on_insert() && (keys.full || keys.partial != 0))
      return {
          fault::missing_value,
          sentence{
              "mizzle: from(): column ", source_of<T>.name, ".", column.name,
              " is unique, and its function would give one value to all rows of the select; name it too, or let the function give an SQL expression"}};
  }
  return {};
}

/// What functions give to columns of several rows must not be the number of one row (F-9 of docs/systems.md).
template <class T>
constexpr diagnosis check_made_numbers(std::string_view clause, const column_numbers& made) {
  for (std::size_t i = 0; i != made.size; ++i) {
    const column_info& column = source_of<T>.columns[made.items[i]];
    const tokens* const words = column.expression_on_insert();
    for (auto word = words ? words->first : nullptr; words && word != words->last; ++word) {
      if ((*word)->has(for_one_row))
        return {fault::missing_value,
                sentence{"mizzle: ", clause, ": the function of column ", source_of<T>.name, ".", column.name,
                         " gives next_in(), the number of one row, and several rows would all get the same; insert them one by one, "
                         "such as by mz::each()"}};
    }
  }
  return {};
}

/// The columns of on_conflict() must be a key of the table, which may be a partial index.
template <class T, class... Column>
constexpr diagnosis check_conflict() {
  const diagnosis own = check_own_columns<T, Column...>("on_conflict()");
  if (own.what != fault::none) return own;
  constexpr std::string_view names[] = {Column::word.text...};
  if (sizeof...(Column) > 1 && (Column::info.row_id || ...))
    return {fault::conflict_target,
            sentence{"mizzle: on_conflict(): one of the columns is the row id of ", source_of<T>.name,
                     ", with which SQLite finds no key of several columns; name the row id alone, or on_conflict() without columns"}};
  const keys_found keys = find_keys<T>(names, sizeof...(Column));
  if (keys.full || keys.partial != 0) return {};
  return {fault::conflict_target,
          sentence{"mizzle: on_conflict(): column ", source_of<T>.name, ".", names[0], sizeof...(Column) > 1 ? " and the others" : "",
                   " are no primary key, unique constraint or unique index; name the columns of one"}};
}

/// The fields of the select of an insert must fit its columns, one for one.
template <class... Column>
struct insert_types {
  template <class... F>
  static constexpr diagnosis check(fields<F...>) {
    if constexpr (sizeof...(F) != sizeof...(Column)) {
      return {fault::set_operands,
              sentence{"mizzle: from(): the select yields another number of columns than columns() names; select one for each"}};
    } else {
      diagnosis d{};
      ((d.what == fault::none ? void(d = check_one<Column, typename F::type>()) : void()), ...);
      return d;
    }
  }

 private:
  template <class Named, class F>
  static constexpr diagnosis check_one() {
    using C = typename Named::type;
    if (!is_optional<C> && is_optional<F>)
      return {fault::null_into_not_null, sentence{"mizzle: from(): the select can yield NULL for ", called(*Named::words[0]),
                                                  ", which is NOT NULL; use mz::coalesce(), or declare the column std::optional"}};
    if (!storable_as<remove_optional_t<C>, remove_optional_t<F>>)
      return {fault::unlike_types,
              sentence{"mizzle: from(): ", called(*Named::words[0]), " of type ", type_name<C>(), " is given a value of type ",
                       type_name<F>(), "; select one of the column's own type, or use mz::cast<T>()"}};
    return {};
  }
};

/// A number for one row must not be selected where there can be several (F-9 of docs/systems.md): all would get the same.
constexpr diagnosis check_numbers(const tokens& select) {
  bool several = false, numbered = false;
  for (auto at = select.first; at != select.last; ++at) {
    const token& t = **at;
    several = several || t.rank == clause_rank::from || t.what == form::compound;
    if (t.what != form::fields) continue;
    for (auto field = t.list; field != t.list + t.count; ++field) {
      for (auto word = field->first; word != field->last; ++word) numbered = numbered || (*word)->has(for_one_row);
    }
  }
  if (!several || !numbered) return {};
  return {fault::set_operands,
          sentence{"mizzle: from(): next_in() of a column and a condition is the number of one row, and a select from something can yield "
                   "several, which would all get the same; give it an order as well: next_in(column, condition, mz::order_by(...))"}};
}

/// A field of the select of an insert must not stand at the place of another column that has its name.
template <class T, class... Column, class... F>
constexpr diagnosis check_insert_order(fields<F...>) {
  if constexpr (sizeof...(F) != sizeof...(Column)) {
    return {};
  } else {
    constexpr std::string_view columns[] = {Column::word.text...};
    constexpr std::string_view names[] = {field_name<F>()...};
    std::size_t at = find_moved(columns, names, sizeof...(F));
    if (at == sizeof...(F)) return {};
    return {fault::set_operands,
            sentence{"mizzle: from(): the field ", names[at], " of the select stands at the place of column ", source_of<T>.name, ".",
                     columns[at], "; select the fields in the order of columns(), or name this one with .as<\"", columns[at],
                     "\">() if it is meant"}};
  }
}

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace word {
template <class L, std::size_t N>
struct returning {
  static constexpr token word{.what = form::fields, .count = N, .text = " returning "sv, .list = L::list};
};
struct all_rows {
  static constexpr token word{.what = form::mark};
};
}  // namespace word

/// Whether a condition always has a part that stands: an update must not widen to every row because parts vanish.
template <class... K>
constexpr bool always_stands() {
  const token* const words[] = {&K::word...};
  const token* const* at = words;
  const auto stands = [&](const auto& self) -> bool {
    const token& t = **at++;
    const bool optional = t.what == form::when;
    const bool logical = t.binds == precedence::and_ || t.binds == precedence::or_ || t.binds == precedence::not_;
    bool any = false;
    for (unsigned i = 0; i != t.operands; ++i) any = self(self) || any;
    return optional ? false : logical ? any : true;
  };
  return stands(stands);
}

/// An insert, update or delete of the table T. L are the fields of returning(), or void. An update or delete without where() or
/// all_rows() is not complete and cannot be run.
template <statement_kind Kind, class T, class L, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] write_statement {
  static constexpr statement_kind kind = Kind;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr statement_text text = text_from(words, shapes_text<V>, Kind != statement_kind::insert);

  V values;  // without an initialiser, which would be looked at by who only asks whether there can be one
  guard required{};

  /// `on conflict (columns)`, then do_nothing() or do_update(): the columns of a primary key or unique constraint; without
  /// any, every conflict. Several may follow one another.
  template <class... C>
    requires(Kind == statement_kind::insert)
  constexpr auto on_conflict(const C&...) const {
    static_assert(std::is_void_v<L>,
                  "mizzle: on_conflict(): it stands before returning(); write on_conflict(...).do_nothing().returning(...)");
    return conflict_target<T>(*this, C{}...);
  }
  /// `update ... set ... from a, b`: tables, named queries and functions that an update reads. The table that is written is not named
  /// again, and each of its rows should meet one row at most: of several, SQLite takes any.
  template <Source... S>
    requires(Kind != statement_kind::insert && sizeof...(S) > 0)
  constexpr auto from(const S&... sources) const {
    static_assert(Kind == statement_kind::update, "mizzle: from(): a delete reads other tables in its where(), with in() or exists()");
    return add<word::from<sizeof...(S)>>((source_words<S>::template in<K...>(sources) + ...));
  }
  /// Joins behind from(), like those of a select. Their conditions cannot name the table that is written: that is where()'s.
  template <Joinable S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto inner_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (is_optional_source<S>) return add<op::when>(join_when<word::optional_inner_join, K...>(source, as_run(on)));
    else return add<word::inner_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto left_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (is_optional_source<S>) return add<op::when>(join_when<word::left_join, K...>(source, as_run(on)));
    else return add<word::left_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto right_join(const S& source, const expr<T2, V2, K2...>& on) const {
    return add<word::right_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto full_join(const S& source, const expr<T2, V2, K2...>& on) const {
    return add<word::full_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S>
    requires(Kind != statement_kind::insert)
  constexpr auto cross_join(const S& source) const {
    return add<word::cross_join>(source_words<S>::template in<K...>(source));
  }
  /// `where condition`. At least one part of it must stand whatever when() leaves out.
  template <class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    if constexpr (!always_stands<K2...>()) {
      (void)accept<diagnosis{
          fault::optional_where,
          sentence{"mizzle: where(): all of the condition on ", source_of<T>.name,
                   " is optional, so that it could vanish and every row be changed; add a condition without mz::when()"}}>();
    }
    if constexpr (made_at_run_time<V2>) demand_standing(source_of<T>.name, condition);
    return write_statement<Kind, T, L, joined<V, V2>, K..., word::where, K2...>{join(values, condition.values), required};
  }
  /// Means every row of the table.
  constexpr auto all_rows() const
    requires(Kind != statement_kind::insert)
  {
    static_assert(
        !(K::word.has(for_one_row) || ...),
        "mizzle: all_rows(): next_in() is the number of one row, and all of them would get the same; use mz::renumber(), or where() with the key of one row");
    return write_statement<Kind, T, L, V, K..., word::all_rows>{values, required};
  }
  /// Only the first n rows of an order, or any n: `delete_from(t).where(...).order_by(t.id).limit(100)`. Stands behind where() or all_rows().
  template <class... E>
    requires(Kind != statement_kind::insert && sizeof...(E) > 0)
  constexpr auto order_by(const E&... e) const {
    return order_rows(*this, word::order_by<sizeof...(E)>{}, (as_run(e) + ...));
  }
  constexpr auto limit(std::int64_t n) const
    requires(Kind != statement_kind::insert)
  {
    return order_rows(*this).limit(n);
  }
  /// The same of a parameter, `limit(param<"n", std::int64_t>())`.
  template <class N, class V2, class K2>
    requires(Kind != statement_kind::insert)
  constexpr auto limit(const expr<N, V2, K2>& n) const {
    return order_rows(*this).limit(n);
  }
  /// `returning ...`, like a select list; without arguments, the whole row.
  template <class... X>
  constexpr auto returning(const X&... x) const& {
    return with_fields<returned_fields<T, X...>>(values, x...);
  }
  template <class... X>
  constexpr auto returning(const X&... x) && {
    return with_fields<returned_fields<T, X...>>(std::move(values), x...);
  }
  /// The unit fails unless at least n rows are written.
  constexpr auto require_changes(std::int64_t n) const& { return with_guard(*this, n, false); }
  constexpr auto require_changes(std::int64_t n) && { return with_guard(std::move(*this), n, false); }
  /// The unit fails unless exactly n rows are written.
  constexpr auto require_exactly(std::int64_t n) const& { return with_guard(*this, n, true); }
  constexpr auto require_exactly(std::int64_t n) && { return with_guard(std::move(*this), n, true); }
  friend constexpr bool operator==(const write_statement&, const write_statement&) = default;

  // Joins by columns, and else only to say what is wrong.
  template <class X>
    requires(Kind != statement_kind::insert && !Condition<X>)
  constexpr auto where(const X&) const {
    (void)accept<no_condition<"where()", X>()>();
    return all_rows();
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Joinable<S> && is_condition<X...>))
  constexpr auto inner_join(const S& source, const X&... columns) const {
    return join_by<word::inner_join, "inner_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Joinable<S> && is_condition<X...>))
  constexpr auto left_join(const S& source, const X&... columns) const {
    return join_by<word::left_join, "left_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Source<S> && is_condition<X...>))
  constexpr auto right_join(const S& source, const X&... columns) const {
    return join_by<word::right_join, "right_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Source<S> && is_condition<X...>))
  constexpr auto full_join(const S& source, const X&... columns) const {
    return join_by<word::full_join, "full_join()">(source, columns...);
  }
  template <class... S>
    requires(Kind != statement_kind::insert && (sizeof...(S) == 0 || !(Source<S> && ...)))
  constexpr auto from(const S&...) const {
    (void)accept<no_source<"from()", S...>()>();
    return *this;
  }

 private:
  template <class Word, class V2, class... K2>
  constexpr auto add(const run_of<V2, K2...>& r) const {
    return write_statement<Kind, T, L, joined<V, V2>, K..., Word, K2...>{join(values, r.values), required};
  }
  template <class Word, fixed_string Name, class S, class... X>
  constexpr auto join_by(const S& source, const X&... columns) const {
    if constexpr (Source<S> && join_columns<X...>) {
      return add<Word>(source_words<S>::template in<K...>(source) + (columns_joined<S, K...>(columns) + ...));
    } else if constexpr (Source<S>) {
      (void)accept<no_join_condition<Name, S, X...>()>();
      return cross_join(source);
    } else if constexpr (is_optional_source<S>) {
      if constexpr (is_condition<X...>) (void)accept<no_optional_join<Name>()>();
      else (void)accept<no_condition_of_optional<Name>()>();
      return *this;
    } else {
      (void)accept<no_source<Name, S>()>();
      return *this;
    }
  }
  template <class L2, class Bound, class... X>
  constexpr auto with_fields(Bound&& bound, const X&... x) const {
    static_assert(std::is_void_v<L>, "mizzle: returning(): it stands twice; keep one");
    return write_statement<Kind, T, L2, joined<V, decltype(join_fields(x...))>, K..., word::returning<L2, L2::size>>{
        join(std::forward<Bound>(bound), join_fields(x...)), required};
  }
};
template <statement_kind Kind, class T, class L, class V, class... K>
struct result_fields<write_statement<Kind, T, L, V, K...>> {
  using type = L;
};

template <class T, class L, class V, class... K>
using insert_statement = write_statement<statement_kind::insert, T, L, V, K...>;

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace word {
template <class T>
struct insert_into {
  static constexpr token word{.what = form::insert, .text = "insert into "sv, .from = &source_of<T>};
};
template <class T>
struct values {
  static constexpr token word{.what = form::rows, .from = &source_of<T>};
};
template <std::size_t N>
struct columns {
  static constexpr token word{.what = form::names, .count = N};
};
template <class S, std::size_t Made>
struct from_select {
  static constexpr token word{.what = form::select_into, .operands = Made, .inner = &S::text};
};
template <std::size_t N>
struct insert_set {
  static constexpr token word{.what = form::assigns, .flags = is_target, .count = N};
};
struct default_values {
  static constexpr token word{.what = form::text, .text = " default values"sv};
};
}  // namespace word

/// What functions give to columns: the columns and the expressions, each one behind another, and the expressions' values.
template <class V, class Columns, class Expressions>
struct made_columns {
  V values;
};
template <class V, class C, class... K>
constexpr made_columns<V, types<C>, types<K...>> as_made(const assignment<V, C, K...>& a) {
  return {a.values};
}
template <class V1, class... C1, class... K1, class V2, class... C2, class... K2>
constexpr auto operator+(const made_columns<V1, types<C1...>, types<K1...>>& a, const made_columns<V2, types<C2...>, types<K2...>>& b) {
  return made_columns<joined<V1, V2>, types<C1..., C2...>, types<K1..., K2...>>{join(a.values, b.values)};
}

/// insert_into(t).columns(...), which wants from(select).
template <class T, class Into, class... E>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] insert_columns {
  static constexpr sentence unfinished() {
    return sentence{"insert_into(", source_of<T>.name, ").columns(...) is not complete; add from(select)"};
  }
  /// `insert into t (columns) select ...`: the select's fields must fit the columns, one for one. Columns that are not named
  /// and have a function (default_fn, on_update_fn) get what it gives: a value is made once, when this is called, and is that
  /// of every row; SQL is evaluated for each row.
  template <class L, class V, class... K>
  constexpr auto from(const select_statement<L, V, K...>& select) const {
    using S = select_statement<L, V, K...>;
    (void)accept<insert_types<E...>::check(fields_of<S>{})>();
    return into(select, E{}...);
  }

 private:
  template <class S, class... Type, class... C>
  static constexpr auto into(const S& select, const expr<Type, none, C>&...) {
    (void)accept<check_insert<T, C...>()>();
    (void)accept<check_insert_order<T, C...>(fields_of<S>{})>();
    (void)accept<check_numbers(S::text.words)>();
    constexpr column_numbers missing = columns_left_out<true, T, 0, C...>();
    (void)accept<check_made_once<T>(missing)>();
    (void)accept<check_made_numbers<T>("from()", missing)>();
    return [&]<std::size_t... M>(std::index_sequence<M...>) {
      return with_made<S, C...>(select.values,
                                (made_columns<none, types<>, types<>>{} + ... + as_made(assign_column<true, T, missing.items[M]>())));
    }(std::make_index_sequence<missing.size>{});
  }
  template <class S, class... C, class V, class V2, class... C2, class... K2>
  static constexpr auto with_made(const V& values, const made_columns<V2, types<C2...>, types<K2...>>& made) {
    return insert_statement<T, void, joined<V2, V>, Into, word::columns<sizeof...(C) + sizeof...(C2)>, C..., C2...,
                            word::from_select<S, sizeof...(C2)>, K2...>{join(made.values, values)};
  }
};

/// A range of rows to insert.
template <class R, class Row>
concept RowsOf = requires(R& r) {
  { *std::ranges::begin(r) } -> std::convertible_to<const Row&>;
  std::ranges::end(r);
};

/// What is wrong with the first that is given to values() and is no row.
template <class T, class X, class... More>
constexpr diagnosis no_row() {
  if constexpr (sizeof...(More) > 0 && std::convertible_to<X, new_row_type<T>>) {
    return no_row<T, More...>();
  } else {
    return {fault::not_a_row, sentence{"mizzle: values(): a C++ value of type ", type_name<X>(), " is no row of ", source_of<T>.name,
                                       "; give {.member = value}, its mz::new_row, or a range of those"}};
  }
}

/// `insert_into(table)`, which wants its values.
template <class T, class Into = word::insert_into<T>>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] insert_builder {
  using row = new_row_type<T>;
  static constexpr sentence unfinished() {
    return sentence{"insert_into(", source_of<T>.name,
                    ") is not complete; add values(...), set(...), columns(...).from(select) or default_values()"};
  }
  using written_row = new_row_type<T, true>;

  /// One row: `values({.id = 1, .body = "x"})`. Columns left out are not part of the statement, unless they have a function
  /// that gives them a value.
  auto values(written_row r) const { return of_row(std::move(r)); }
  template <std::same_as<row> R>
  auto values(R r) const {
    return of_row(std::move(r));
  }
  /// A few rows in place: `values({.body = "x"}, {.body = "y"})`. More of them are a range.
  auto values(row a, row b) const { return in_place(std::move(a), std::move(b)); }
  auto values(row a, row b, row c) const { return in_place(std::move(a), std::move(b), std::move(c)); }
  auto values(row a, row b, row c, row d) const { return in_place(std::move(a), std::move(b), std::move(c), std::move(d)); }
  auto values(row a, row b, row c, row d, row e) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e));
  }
  auto values(row a, row b, row c, row d, row e, row f) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e), std::move(f));
  }
  auto values(row a, row b, row c, row d, row e, row f, row g) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e), std::move(f), std::move(g));
  }
  auto values(row a, row b, row c, row d, row e, row f, row g, row h) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e), std::move(f), std::move(g), std::move(h));
  }
  /// Any number of rows; none at all is a statement that does nothing. A container is copied or moved in, a span is kept
  /// as it is and must outlive the statement; any other range is walked once, at once. Rows that follow one another and leave
  /// out the same columns share a statement.
  template <RowsOf<row> R>
  auto values(R&& rows) const {
    using Bare = std::remove_cvref_t<R>;
    if constexpr (std::ranges::enable_borrowed_range<Bare> && requires { rows[0]; } && !row_access<T>::template has_functions<true>()) {
      return of_rows<Bare>(rows);
    } else if constexpr (std::same_as<Bare, std::vector<row>>) {
      return filled(std::vector<row>(std::forward<R>(rows)));
    } else {
      // Not by two iterators: a range may be one that can be walked only once, or end otherwise than it begins.
      std::vector<row> all;
      for (auto&& r : rows) all.push_back(std::forward<decltype(r)>(r));
      return filled(std::move(all));
    }
  }
  // Only to say what is wrong.
  template <class X, class... More>
    requires(!(sizeof...(More) == 0 && RowsOf<X, row>) &&
             !((std::convertible_to<X, row> || std::convertible_to<X, written_row>) && ... && std::convertible_to<More, row>))
  auto values(const X&, const More&...) const {
    (void)accept<no_row<T, X, More...>()>();
    return filled({});
  }
  /// Expressions as values: `set(messages.id = 2, messages.body = upper("x"))`.
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    (void)accept<check_insert<T, typename A::column...>()>();
    (void)accept<check_left_out<T, A...>()>();
    demand_assignment("set()", assignments...);
    return set_run(with_functions<true, T, count_assignments<true, T, A...>, 0, typename A::column...>(
        (write_assignment<true, T>(assignments) + ...)));
  }
  template <class... A>
    requires(!are_assignments<A...>)
  constexpr auto set(const A&...) const {
    (void)accept<no_assignment<"set()", A...>()>();
    return insert_statement<T, void, none, Into, word::insert_set<0>>{};
  }
  /// `default values`; columns that have a function get what it gives.
  constexpr auto default_values() const {
    (void)accept<check_insert<T>()>();
    constexpr column_numbers made = columns_left_out<true, T, 0>();
    if constexpr (made.size == 0) {
      return insert_statement<T, void, none, Into, word::default_values>{};
    } else {
      const auto first = assign_column<true, T, made.items[0]>();
      return set_run(with_functions<true, T, 1, made.items[0] + 1>(as_run(first)));
    }
  }
  /// The columns that from(select) fills.
  template <class... E>
  constexpr insert_columns<T, Into, E...> columns(const E&...) const {
    return {};
  }

 private:
  template <class Row>
  static auto of_row(Row&& r) {
    row_access<T>::template fill<true>(r);
    return insert_statement<T, void, single_row<T, Row>, Into, word::values<T>>{{std::move(r)}};
  }
  template <class Rows>
  static auto of_rows(Rows rows) {
    return insert_statement<T, void, row_list<T, Rows>, Into, word::values<T>>{{std::move(rows)}};
  }
  static auto filled(std::vector<row> rows) {
    if constexpr (row_access<T>::template has_functions<true>())
      (void)accept<check_made_numbers<T>("values()", columns_left_out<true, T, 0>())>();
    for (row& r : rows) row_access<T>::template fill<true>(r);
    return of_rows(std::move(rows));
  }
  template <class... Row>
  static auto in_place(Row&&... r) {
    std::vector<row> rows;
    rows.reserve(sizeof...(Row));
    (rows.push_back(std::forward<Row>(r)), ...);
    return filled(std::move(rows));
  }
  template <std::size_t N, class V, class... K>
  static constexpr auto set_run(const assigned_run<N, run_of<V, K...>>& r) {
    return insert_statement<T, void, V, Into, word::insert_set<N>, K...>{r.run.values};
  }
};

/// `insert into table`: then values(row), values(range), set(...), columns(...).from(select) or default_values().
template <TableSource T>
constexpr insert_builder<T> insert_into(const T&) {
  static_assert(Table<T>,
                "mizzle: insert_into(): an alias names a table that is read; name the table itself, and give its alias to subqueries");
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::insert_into;
}  // namespace mizzle

namespace mizzle::detail {

/// Writes the statements that create a table and its indexes. Constants in conditions stand in the text as literals.
class ddl_writer {
 public:
  template <class Out>
  constexpr explicit ddl_writer(Out out, bool if_not_exists) noexcept : out_{out}, if_not_exists_{if_not_exists} {}

  template <class T>
  constexpr void table() {
    using traits = source_traits<T>;
    const source& s = source_of<T>;
    head("create table ");
    out_.identifier(s.name);
    out_.put(" ("sv);
    std::size_t keys = 0;
    for (std::size_t c = 0; c != s.size; ++c) keys += s.columns[c].primary_key;
    for (std::size_t c = 0; c != s.size; ++c) {
      if (c != 0) out_.put(", "sv);
      column(s.columns[c], s.name, keys == 1);
    }
    if (keys > 1) {
      out_.put(", primary key ("sv);
      bool first = true;
      for (std::size_t c = 0; c != s.size; ++c) {
        if (!s.columns[c].primary_key) continue;
        if (!first) out_.put(", "sv);
        first = false;
        out_.identifier(s.columns[c].name);
      }
      out_.put(')');
    }
    constraints_of<T>().each([&](const auto& c) { constraint(c.info, c.values); });
    out_.put(')');
    if (traits::is_strict) out_.put(traits::is_without_rowid ? " strict, without rowid" : " strict");
    else if (traits::is_without_rowid) out_.put(" without rowid"sv);
  }

  template <class T, std::size_t I>
  constexpr void index() {
    std::size_t i = 0;
    constraints_of<T>().each([&](const auto& c) {
      if (i++ == I) index_text(c.info, c.values, source_of<T>);
    });
  }

  /// ` where ...` of the table's I-th constraint, a partial index.
  template <class T, std::size_t I>
  constexpr void condition_of() {
    std::size_t i = 0;
    constraints_of<T>().each([&](const auto& c) {
      if (i++ != I) return;
      out_.put(" where "sv);
      condition(c.info.condition, c.values);
    });
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return out_.size(); }

 private:
  constexpr void head(std::string_view what) {
    out_.put(what);
    if (if_not_exists_) out_.put("if not exists "sv);
  }

  constexpr void column(const column_info& c, std::string_view table, bool own_key) {
    out_.identifier(c.name);
    constexpr std::string_view names[] = {"any", "integer", "real", "text", "blob"};
    out_.put(' ');
    out_.put(c.numeric ? "numeric"sv : names[static_cast<unsigned>(c.type)]);
    const bool key = c.primary_key && own_key;
    if (key) out_.put(c.autoincrement ? " primary key autoincrement" : " primary key");
    // The row id is never NULL; other keys can be, by a bug that SQLite keeps.
    if (!c.nullable && !c.row_id) out_.put(" not null"sv);
    if (c.unique) out_.put(" unique"sv);
    default_of(c);
    if (!c.collate.empty()) {
      out_.put(" collate "sv);
      out_.put(c.collate);
    }
    if (!c.generated.empty()) {
      out_.put(" generated always as ("sv);
      out_.put(c.generated);
      out_.put(c.generated_stored ? ") stored" : ") virtual");
    }
    if (!c.check.empty()) {
      out_.put(" check ("sv);
      out_.put(c.check);
      out_.put(')');
    }
    if (c.name_count != 0) {
      out_.put(" check ("sv);
      out_.identifier(c.name);
      for (std::size_t i = 0; i != c.name_count; ++i) {
        out_.put(i == 0 ? " in (" : ", ");
        out_.literal(c.names[i]);
      }
      out_.put("))"sv);
    }
    if (!c.reference.column.empty()) {
      out_.put(" references "sv);
      out_.identifier(c.references_self ? table : c.reference.table);
      out_.put(" ("sv);
      out_.identifier(c.reference.column);
      out_.put(')');
      actions(c.reference);
    }
  }
  constexpr void actions(const reference_info& r) {
    if (!r.on_delete.empty()) {
      out_.put(" on delete "sv);
      out_.put(r.on_delete);
    }
    if (!r.on_update.empty()) {
      out_.put(" on update "sv);
      out_.put(r.on_update);
    }
    if (r.deferred) out_.put(" deferrable initially deferred"sv);
  }
  constexpr void default_of(const column_info& c) {
    switch (c.has_default) {
      case default_kind::none:
        return;
      case default_kind::integer:
        out_.put(" default "sv);
        return write_literal(out_, c.default_integer);
      case default_kind::real:
        out_.put(" default "sv);
        return write_literal(out_, c.default_real);
      case default_kind::text:
        out_.put(" default "sv);
        return out_.literal(c.default_text);
      case default_kind::sql:
        out_.put(" default ("sv);
        out_.put(c.default_text);
        out_.put(')');
        return;
    }
  }

  template <class V>
  constexpr void constraint(const constraint_info& c, const V& values) {
    if (c.kind == constraint_kind::index || c.kind == constraint_kind::unique_index) return;
    out_.put(", "sv);
    switch (c.kind) {
      case constraint_kind::primary_key:
        out_.put("primary key "sv);
        return columns(c.columns, c.size);
      case constraint_kind::unique:
        out_.put("unique "sv);
        return columns(c.columns, c.size);
      case constraint_kind::check:
        out_.put("constraint "sv);
        out_.identifier(c.name);
        out_.put(" check ("sv);
        condition(c.condition, values);
        out_.put(')');
        return;
      default:
        out_.put("foreign key "sv);
        columns(c.columns, c.size);
        out_.put(" references "sv);
        out_.identifier(c.reference.table);
        out_.put(' ');
        columns(c.referenced, c.size);
        return actions(c.reference);
    }
  }
  template <class V>
  constexpr void index_text(const constraint_info& c, const V& values, const source& table) {
    head(c.kind == constraint_kind::unique_index ? "create unique index " : "create index ");
    out_.identifier(table.prefix(), c.name);
    out_.put(" on "sv);
    out_.identifier(table.name);
    out_.put(' ');
    columns(c.columns, c.size);
    if (c.condition.first != c.condition.last) {
      out_.put(" where "sv);
      condition(c.condition, values);
    }
  }
  constexpr void columns(const tokens* list, std::size_t size) {
    out_.put('(');
    for (std::size_t i = 0; i != size; ++i) {
      if (i != 0) out_.put(", "sv);
      condition(list[i], none{});
    }
    out_.put(')');
  }

  /// An expression with its values as literals.
  template <class V>
  constexpr void condition(const tokens& words, const V& values) {
    const plain_values<count_values<V>> literals{values};
    renderer r{out_, dialect_id::sqlite, {}};
    r.bare_expression(words, literals.items);
    out_ = r.out();
  }

  writer out_;
  bool if_not_exists_;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace word {
template <std::size_t N>
struct on_conflict {
  static constexpr token word{.what = form::conflict, .count = N};
};
struct do_nothing {
  static constexpr token word{.what = form::text, .text = " do nothing"sv};
};
template <std::size_t N>
struct do_update {
  static constexpr token word{.what = form::assigns, .flags = is_upsert, .count = N, .text = " do update set "sv};
};
}  // namespace word

// SQLite takes a partial index for a conflict target only if the condition behind it is that of the index, and a parameter
// agrees with nothing (https://www.sqlite.org/lang_upsert.html). Hence the condition is the schema's, with its constants as
// literals, and the one that a caller writes only tells which index is meant.

/// ` where ...` of the table's I-th constraint, a partial unique index.
template <class T, std::size_t I>
struct index_condition {
  static constexpr std::size_t write(auto out) {
    ddl_writer w{out, false};
    w.template condition_of<T, I>();
    return w.size();
  }
  static constexpr token word{.what = form::text, .text = written<index_condition>.view()};
  static constexpr const token* words[1] = {&word};
};
/// The condition of one of several such indexes, which the values decide about.
template <class T, std::size_t... I>
struct one_condition {
  static constexpr tokens list[] = {{index_condition<T, I>::words, index_condition<T, I>::words + 1}...};
  static constexpr token word{.what = form::choice, .count = sizeof...(I), .list = list};
};
/// Whether two groups of values are the same; texts are, however they are held.
template <class A, class B>
constexpr bool same_values(const A& a, const B& b) {
  const plain_values<count_values<A>> left{a};
  const plain_values<count_values<B>> right{b};
  if (left.size != right.size) return false;
  for (std::size_t i = 0; i != left.size; ++i) {
    if (!(left.items[i] == right.items[i])) return false;
  }
  return true;
}

/// The columns of a conflict target of which it is not yet known which key they mean.
template <class T, class... C>
struct open_target {
  static constexpr std::string_view names[] = {C::word.text...};
  static constexpr keys_found keys = find_keys<T>(names, sizeof...(C));

  /// The partial indexes over these columns whose condition has the same words.
  struct candidates {
    std::size_t size = 0;
    std::size_t items[constraints_type<T>::size + 1]{};
  };
  static constexpr candidates find(const tokens& condition) {
    candidates found;
    for (std::size_t i = 0; i != constraints_type<T>::size; ++i) {
      const constraint_info& c = constraints_type<T>::infos[i];
      if (is_key_over(c, names, sizeof...(C)) &&
          same_expression(c.condition.first, c.condition.last, condition.first, condition.last, true))
        found.items[found.size++] = i;
    }
    return found;
  }
  static constexpr diagnosis not_told_apart() {
    return {fault::conflict_target,
            sentence{"mizzle: on_conflict(): table ", source_of<T>.name, " has several partial unique indexes over column ", names[0],
                     sizeof...(C) > 1 ? " and the others" : "", "; write .where() with the condition of the one that is meant"}};
  }
  static constexpr diagnosis no_such_condition() {
    if (keys.partial == 0)
      return {fault::conflict_target,
              sentence{"mizzle: on_conflict().where(): the key over column ", names[0], sizeof...(C) > 1 ? " and the others" : "",
                       " of table ", source_of<T>.name, " has no condition; leave where() out"}};
    return {fault::conflict_target,
            sentence{"mizzle: on_conflict().where(): this is not the condition of the unique index over these columns of table ",
                     source_of<T>.name, "; write that one, or leave where() out"}};
  }
};

/// A column of the row that met a conflict.
template <class Column>
struct excluded_token {
  static constexpr token make() {
    token t = Column::word;
    t.flags |= is_excluded;
    return t;
  }
  static constexpr token word = make();
};
/// The value that the insert would have written, for do_update(): `counters.n = counters.n + excluded(counters.n)`.
template <class T, class S, unsigned I>
constexpr auto excluded(const expr<T, none, column_token<S, I>>&) {
  return expr<T, none, excluded_token<column_token<S, I>>>{};
}

/// `do update set ...`, which where() may follow.
template <class T, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] do_update_insert
    : insert_statement<T, void, V, K...> {
  /// `where condition`: rows in conflict that do not meet it stay as they are, count as no change, and are not returned.
  template <class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    return insert_statement<T, void, joined<V, V2>, K..., word::where, K2...>{join(this->values, condition.values), this->required};
  }
  // Only to say what is wrong.
  template <class X>
    requires(!Condition<X>)
  constexpr auto where(const X&) const {
    (void)accept<no_condition<"where()", X>()>();
    return insert_statement<T, void, V, K...>{*this};
  }
};
template <class T, class V, class... K>
struct result_fields<do_update_insert<T, V, K...>> {
  using type = void;
};

/// `insert ... on conflict (...)`, which wants do_nothing() or do_update(). Target are its columns as long as it is open which
/// key they mean; then it is void.
template <class T, class Target, class V, class... K>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] conflict_clause {
  static constexpr sentence unfinished() {
    return sentence{"on_conflict(...) of an insert into ", source_of<T>.name, " is not complete; add do_nothing() or do_update(...)"};
  }
  V values;
  guard required{};

  /// `where condition` of the partial unique index that is meant, with the constants that it has in the schema. It need not
  /// be written where no other key has these columns. An invalid_request if no such index has these values.
  template <class T2, class V2, class... K2>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    static_assert(
        !std::is_void_v<Target>,
        "mizzle: on_conflict().where(): it stands once, behind the columns of a partial unique index; name them in on_conflict()");
    if constexpr (!std::is_void_v<Target>) {
      constexpr auto found = Target::find(expr<T2, V2, K2...>::all);
      if constexpr (found.size == 0) {
        (void)accept<Target::no_such_condition()>();
        return conflict_clause<T, void, V, K...>{values, required};
      } else {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
          return among<found.items[I]...>(condition.values);
        }(std::make_index_sequence<found.size>{});
      }
    } else {
      return *this;
    }
  }
  /// Rows in conflict are left out.
  constexpr auto do_nothing() const { return decided().template end<word::do_nothing>(); }
  /// Rows in conflict are updated; columns that are not named and have an on_update_fn get its value.
  template <class... A>
  constexpr auto do_update(const A&... assignments) const {
    (void)accept<check_targets<T, typename A::column...>()>();
    demand_assignment("do_update()", assignments...);
    return decided().update(
        with_on_update<T, count_assignments<false, T, A...>, 0, typename A::column...>((write_assignment<false, T>(assignments) + ...)));
  }
  template <class... A>
    requires(!are_assignments<A...>)
  constexpr auto do_update(const A&...) const {
    (void)accept<no_assignment<"do_update()", A...>()>();
    return decided().template end<word::do_nothing>();
  }

 private:
  template <class, class, class, class...>
  friend struct conflict_clause;

  /// The indexes I have the condition's words: the one that has its values, too.
  template <std::size_t... I, class V2>
  constexpr auto among(const V2& wanted) const {
    constexpr std::size_t positions[] = {I...};
    std::size_t which = sizeof...(I), at = 0;
    if constexpr (std::same_as<V2, none>) {
      which = 0;
    } else {
      constraints_of<T>().each([&](const auto& c) {
        for (std::size_t i = 0; i != sizeof...(I); ++i) {
          if (positions[i] == at && same_values(c.values, wanted)) which = i;
        }
        ++at;
      });
    }
    if (which == sizeof...(I))
      throw error::invalid_request{"on_conflict().where(): no unique index over these columns of " + std::string{source_of<T>.name} +
                                   " has this condition with these values"};
    if constexpr (sizeof...(I) == 1) {
      return conflict_clause<T, void, V, K..., index_condition<T, I>...>{values, required};
    } else {
      using chosen = one_of<sizeof...(I)>;
      return conflict_clause<T, void, joined<V, chosen>, K..., one_condition<T, I...>>{join(values, chosen{which}), required};
    }
  }
  /// A full key goes before a partial index, which must be the only one if where() does not tell which.
  constexpr auto decided() const {
    if constexpr (std::is_void_v<Target>) {
      return *this;
    } else if constexpr (!Target::keys.full && Target::keys.partial == 1) {
      return conflict_clause<T, void, V, K..., index_condition<T, Target::keys.last_partial>>{values, required};
    } else {
      if constexpr (!Target::keys.full && Target::keys.partial > 1) (void)accept<Target::not_told_apart()>();
      return conflict_clause<T, void, V, K...>{values, required};
    }
  }
  template <class Word>
  constexpr auto end() const {
    return insert_statement<T, void, V, K..., Word>{values, required};
  }
  template <std::size_t N, class V2, class... K2>
  constexpr auto update(const assigned_run<N, run_of<V2, K2...>>& r) const {
    return do_update_insert<T, joined<V, V2>, K..., word::do_update<N>, K2...>{{join(values, r.run.values), required}};
  }
};

template <class T, class L, class V, class... K, class... Type, class... C>
constexpr auto conflict_target(const insert_statement<T, L, V, K...>& s, const expr<Type, none, C>&...) {
  static_assert(
      insert_statement<T, L, V, K...>::words[1]->text != word::default_values::word.text,
      "mizzle: on_conflict(): it cannot follow default_values(), because SQL has no form for it; give a value with values() or set()");
  static_assert(
      !(std::same_as<K, word::on_conflict<0>> || ...),
      "mizzle: on_conflict(): it stands behind one without columns, which meets every conflict, so that it would never be asked; write the one without columns last");
  if constexpr (sizeof...(C) == 0) {
    return conflict_clause<T, void, V, K..., word::on_conflict<0>>{s.values, s.required};
  } else {
    (void)accept<check_conflict<T, C...>()>();
    return conflict_clause<T, open_target<T, C...>, V, K..., word::on_conflict<sizeof...(C)>, C...>{s.values, s.required};
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::excluded;
}  // namespace mizzle

namespace mizzle::detail {

namespace word {
template <fixed_string Index>
struct indexed_by {
  static constexpr token word{.what = form::hint, .keyword = keyword::indexed_by, .text = Index.view()};
};
struct not_indexed {
  static constexpr token word{.what = form::hint, .keyword = keyword::not_indexed};
};
}  // namespace word

/// A table, or an alias of one, with a word about its indexes behind it. Its columns are those of the table.
template <class T, class Hint>
struct hinted_table {};

template <class T, class Hint>
struct source_traits<hinted_table<T, Hint>> {
  using definition = typename source_traits<T>::definition;
  static consteval source describe() { return source_traits<T>::describe(); }
};
template <class T, class Hint>
struct source_words<hinted_table<T, Hint>> {
  template <class... K>
  static constexpr auto in(const hinted_table<T, Hint>&) {
    return run_of<none, token_before<T, 1>, Hint>{};
  }
};
template <class T, class Hint>
struct field_for<hinted_table<T, Hint>> : field_for<T> {};

/// What is wrong with an index of a table that indexed_by() names.
template <fixed_string Index, class T>
constexpr diagnosis check_index() {
  using constraints = constraints_type<typename source_traits<T>::base>;
  sentence declared;
  bool any = false;
  for (std::size_t i = 0; i != constraints::size; ++i) {
    const constraint_info& c = constraints::infos[i];
    if (c.kind != constraint_kind::index && c.kind != constraint_kind::unique_index) continue;
    if (same_name(c.name, Index.view())) return {};
    declared = any ? sentence{declared, ", ", c.name} : sentence{c.name};
    any = true;
  }
  const std::string_view name = source_traits<T>::name;
  return {fault::no_such_source,
          any ? sentence{"mizzle: indexed_by(): table ", name, " declares no index ", Index.view(), "; it declares ", declared}
              : sentence{"mizzle: indexed_by(): table ", name, " declares no index ", Index.view(),
                         ", nor any other; declare it in constraints()"}};
}
template <fixed_string Word, class X>
constexpr diagnosis not_a_table() {
  if constexpr (Source<X>) {
    return {fault::no_such_source, sentence{"mizzle: ", Word.view(), ": ", source_of<X>.label(),
                                            " is no table, and has no index; name a table, or an alias of one"}};
  } else {
    return {fault::no_such_source,
            sentence{"mizzle: ", Word.view(), ": a C++ value of type ", type_name<X>(), " is no table; name a table, or an alias of one"}};
  }
}

/// `"messages" indexed by "messages_by_channel"`, in from(), joins, update() and delete_from(): rows are found by this index, which the table
/// declares, and a statement that cannot use it is an error when it is first run (https://www.sqlite.org/lang_indexedby.html). It is
/// meant to tell, in tests, that a change has made an index useless; columns are named as those of the table.
///
///     mz::select(messages.id).from(mz::indexed_by<"messages_by_channel">(messages)).where(messages.channel_id == 7)
template <fixed_string Index, class T>
constexpr auto indexed_by(const T& table) {
  if constexpr (!TableSource<T>) {
    (void)accept<not_a_table<"indexed_by()", T>()>();
    return table;
  } else {
    (void)accept<check_index<Index, T>()>();
    return hinted_table<T, word::indexed_by<Index>>{};
  }
}
/// `"messages" not indexed`: rows are found without an index, but for the table's own row ids.
template <class T>
constexpr auto not_indexed(const T& table) {
  if constexpr (!TableSource<T>) {
    (void)accept<not_a_table<"not_indexed()", T>()>();
    return table;
  } else {
    return hinted_table<T, word::not_indexed>{};
  }
}
/// Another name for it.
template <fixed_string Alias, class T, class Hint>
constexpr auto alias(const hinted_table<T, Hint>&) {
  return hinted_table<decltype(mizzle::detail::alias<Alias>(T{})), Hint>{};
}

/// The write of a table with such a word behind it.
template <class Hint, statement_kind Kind, class T, class L, class V, class First, class... K>
constexpr auto put_hint(const write_statement<Kind, T, L, V, First, K...>& s) {
  return write_statement<Kind, T, L, V, First, Hint, K...>{s.values, s.required};
}
/// update(indexed_by<"i">(table)), which wants what to set.
template <class Builder, class Hint>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] hinted_update {
  static constexpr sentence unfinished() { return Builder::unfinished(); }
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    return put_hint<Hint>(Builder{}.set(assignments...));
  }
  auto set(typename Builder::patch p) const { return put_hint<Hint>(Builder{}.set(std::move(p))); }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
using detail::indexed_by;
using detail::not_indexed;
}  // namespace mizzle

namespace mizzle::detail {

namespace word {
template <class T>
struct update {
  static constexpr token word{.what = form::insert, .text = "update "sv, .from = &source_of<T>};
};
template <class T>
struct delete_from {
  static constexpr token word{.what = form::insert, .text = "delete from "sv, .from = &source_of<T>};
};
template <std::size_t N>
struct set {
  static constexpr token word{.what = form::assigns, .count = N, .text = " set "sv};
};
template <class T>
struct patch {
  static constexpr token word{.what = form::patch, .from = &source_of<T>};
};
}  // namespace word

/// `update(table)`, which wants what to set.
template <class T, class Update = word::update<T>>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] update_builder {
  using patch = typename source_traits<T>::template as<as_patch>;
  static constexpr sentence unfinished() {
    return sentence{"update(", source_of<T>.name, ") is not complete; add set(...), then where(...) or all_rows()"};
  }

  /// `set column = value, ...`.
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    (void)accept<check_targets<T, typename A::column...>()>();
    demand_assignment("set()", assignments...);
    return set_run(
        with_on_update<T, count_assignments<false, T, A...>, 0, typename A::column...>((write_assignment<false, T>(assignments) + ...)));
  }
  template <class... A>
    requires(!are_assignments<A...>)
  constexpr auto set(const A&...) const {
    (void)accept<no_assignment<"set()", A...>()>();
    return write_statement<statement_kind::update, T, void, none, Update, word::set<0>, word::all_rows>{};
  }
  /// `set` of the members that the patch names; a patch that names none is an invalid_request.
  auto set(patch p) const {
    bool any = false;
    unpacker<source_traits<T>::definition::size>::apply(p, [&](const auto&... m) {
      ([&] {
        if constexpr (requires { m.given; }) any = any || m.given;
      }(), ...);
    });
    if (!any) throw error::invalid_request{"update(): the patch names no column to set"};
    row_access<T>::template fill<false>(p);
    return write_statement<statement_kind::update, T, void, patch_values<T, patch>, Update, word::patch<T>>{{std::move(p)}};
  }

 private:
  template <std::size_t N, class V, class... K>
  static constexpr auto set_run(const assigned_run<N, run_of<V, K...>>& r) {
    return write_statement<statement_kind::update, T, void, V, Update, word::set<N>, K...>{r.run.values};
  }
};

/// `update table`: then set(...), then where(...) or all_rows().
template <TableSource T>
constexpr update_builder<T> update(const T&) {
  static_assert(Table<T>, "mizzle: update(): an alias names a table that is read; name the table itself, and give its alias to subqueries");
  return {};
}
template <Table T, class Hint>
constexpr hinted_update<update_builder<T>, Hint> update(const hinted_table<T, Hint>&) {
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::update;
}  // namespace mizzle

namespace mizzle::detail {

/// `delete from table`: then where(...) or all_rows().
template <TableSource T>
constexpr auto delete_from(const T&) {
  static_assert(Table<T>,
                "mizzle: delete_from(): an alias names a table that is read; name the table itself, and give its alias to subqueries");
  return write_statement<statement_kind::remove, T, void, none, word::delete_from<T>>{};
}
template <Table T, class Hint>
constexpr auto delete_from(const hinted_table<T, Hint>&) {
  return put_hint<Hint>(mizzle::detail::delete_from(T{}));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::delete_from;
}  // namespace mizzle

namespace mizzle::detail {

/// What becomes of a row that a constraint does not allow (https://www.sqlite.org/lang_conflict.html): `rollback` ends the whole transaction,
/// `abort` undoes the statement, as without it, `fail` keeps what the statement has done so far, `ignore` leaves the row out, and
/// `replace` deletes the rows that are in its way.
enum class conflict : unsigned char { rollback, abort, fail, ignore, replace };

namespace word {
inline constexpr std::string_view insert_or_texts[] = {"insert or rollback into ", "insert or abort into ", "insert or fail into ",
                                                       "insert or ignore into ", "insert or replace into "};
inline constexpr std::string_view update_or_texts[] = {"update or rollback ", "update or abort ", "update or fail ", "update or ignore ",
                                                       "update or replace "};
template <class T, conflict How>
struct insert_or {
  static constexpr token word{.what = form::insert, .text = insert_or_texts[static_cast<unsigned>(How)], .from = &source_of<T>};
};
template <class T, conflict How>
struct update_or {
  static constexpr token word{.what = form::insert, .text = update_or_texts[static_cast<unsigned>(How)], .from = &source_of<T>};
};
}  // namespace word

/// `insert or ignore into table`, written `insert_or<conflict::ignore>(table)`: the same words follow as behind insert_into(). Foreign keys
/// that are not met are an error all the same. Where the key that can be met is known, on_conflict() says more; with both, the clause is asked
/// about its keys, and this about all other constraints.
template <conflict How, Table T>
constexpr insert_builder<T, word::insert_or<T, How>> insert_or(const T&) {
  return {};
}
/// `update or ignore table`, written `update_or<conflict::ignore>(table)`: the same words follow as behind update().
template <conflict How, Table T>
constexpr update_builder<T, word::update_or<T, How>> update_or(const T&) {
  return {};
}
template <conflict How, Table T, class Hint>
constexpr hinted_update<update_builder<T, word::update_or<T, How>>, Hint> update_or(const hinted_table<T, Hint>&) {
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::conflict;
using detail::insert_or;
using detail::update_or;
}  // namespace mizzle

namespace mizzle::detail {

// SQLite has `order by` and `limit` of update and delete only where it was built so (https://www.sqlite.org/lang_delete.html). What they say
// is said by a subquery, on every build: the rows whose ids, or of a table without them whose keys, are among those that it finds.

/// The words of an update or delete before its where(), and from there on; and how it finds its rows, which is the subquery's then.
template <class Before, class Hint, class After>
struct divided_words {};
template <class... B, class Hint>
constexpr divided_words<types<B...>, Hint, types<>> divide_at_where(types<B...>, Hint, types<>) {
  return {};
}
template <class... B, class Hint, class K, class... More>
constexpr auto divide_at_where(types<B...>, Hint, types<K, More...>) {
  if constexpr (std::same_as<K, word::where>) return divided_words<types<B...>, Hint, types<K, More...>>{};
  else if constexpr (std::same_as<K, word::all_rows>) return divided_words<types<B...>, Hint, types<>>{};
  else if constexpr (K::word.what == form::hint) return divide_at_where(types<B...>{}, types<K>{}, types<More...>{});
  else return divide_at_where(types<B..., K>{}, Hint{}, types<More...>{});
}

template <class S>
struct rows_found {
  static constexpr token word{.what = form::subquery, .flags = is_target, .inner = &S::text};
};

/// The columns of a table's primary key, in the order of their declaration.
template <class T>
constexpr column_numbers key_columns() {
  column_numbers key;
  for (unsigned c = 0; c != source_of<T>.size; ++c) {
    const column_info& column = source_of<T>.columns[c];
    bool in_key = column.primary_key;
    for (std::size_t i = 0; i != constraints_type<T>::size; ++i) {
      const constraint_info& k = constraints_type<T>::infos[i];
      for (std::size_t n = 0; k.kind == constraint_kind::primary_key && n != k.size; ++n)
        in_key = in_key || column_of_key(k.columns[n]) == column.name;
    }
    if (in_key) key.items[key.size++] = c;
  }
  return key;
}
/// What tells a row of a table from all others: its row id or key as the fields L, and as words.
template <class L, class... Word>
struct row_key {};
template <class T>
constexpr auto key_of_rows() {
  if constexpr (source_of<T>.row_ids) {
    return row_key<fields<decltype(rowid(T{}))>, row_id_token<T>>{};
  } else {
    constexpr column_numbers key = key_columns<T>();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      using selected = fields<decltype(column_at<T, key.items[I]>())...>;
      if constexpr (key.size == 1) return row_key<selected, column_token<T, key.items[I]>...>{};
      else return row_key<selected, op::row<key.size>, column_token<T, key.items[I]>...>{};
    }(std::make_index_sequence<key.size>{});
  }
}

template <statement_kind Kind, class T, class L, class... Key, class... B, class... Hint, class... After, class... Order, class V, class N>
constexpr auto limit_rows(row_key<L, Key...>, divided_words<types<B...>, types<Hint...>, types<After...>>, types<Order...>, N,
                          const V& values, const guard& required) {
  using found = select_statement<L, V, word::select<L, L::size>, word::from<1>, token_before<T, sizeof...(Hint)>, Hint..., After...,
                                 Order..., word::limit, N>;
  return write_statement<Kind, T, void, V, B..., word::where, op::in_select, Key..., rows_found<found>>{values, required};
}

/// `update ... order by ...`, which wants its limit().
template <statement_kind Kind, class T, class V, class Words, class... Order>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] ordered_write {
  static constexpr sentence unfinished() {
    return sentence{"order_by() of a write to ", source_of<T>.name, " says nothing without limit(n); add it"};
  }
  V values;
  guard required{};
  /// At most n rows, the first of this order; all of them if n is negative.
  constexpr auto limit(std::int64_t n) const {
    return limit_rows<Kind, T>(key_of_rows<T>(), Words{}, types<Order...>{}, bound<sql_type::integer>{}, join(values, n), required);
  }
  /// The same of a parameter.
  template <class N, class V2, class K2>
    requires std::integral<N>
  constexpr auto limit(const expr<N, V2, K2>& n) const {
    return limit_rows<Kind, T>(key_of_rows<T>(), Words{}, types<Order...>{}, K2{}, join(values, n.values), required);
  }
};

template <class L, class... K>
constexpr void demand_place() {
  static_assert(std::is_void_v<L>, "mizzle: order_by(), limit(): they stand before returning(); write limit(n).returning(...)");
  static_assert(
      !((K::word.rank == clause_rank::from || K::word.rank == clause_rank::join) || ...),
      "mizzle: order_by(), limit(): an update that reads other tables by from() cannot have them, because they would choose among the rows of its own table alone; choose the rows in a named query, and read that in from()");
}
template <statement_kind Kind, class T, class L, class V, class... K>
constexpr auto order_rows(const write_statement<Kind, T, L, V, K...>& s) {
  demand_place<L, K...>();
  return ordered_write<Kind, T, V, decltype(divide_at_where(types<>{}, types<>{}, types<K...>{}))>{s.values, s.required};
}
template <statement_kind Kind, class T, class L, class V, class... K, class By, class V2, class... K2>
constexpr auto order_rows(const write_statement<Kind, T, L, V, K...>& s, By, const run_of<V2, K2...>& terms) {
  demand_place<L, K...>();
  using words = decltype(divide_at_where(types<>{}, types<>{}, types<K...>{}));
  return ordered_write<Kind, T, joined<V, V2>, words, By, K2...>{join(s.values, terms.values), s.required};
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// What another statement reads by the columns of a select. A select gives it its columns: each field is one, and a whole
// table is as many as it has.

/// The number of columns of a select list.
constexpr std::size_t count_columns(const token& list) {
  std::size_t n = 0;
  for (unsigned i = 0; i != list.count; ++i) {
    const token& t = **list.list[i].first;
    n += t.what == form::columns_of ? t.from->size : 1;
  }
  return n;
}
/// A field without the calls of when() around it, and without its name.
constexpr const token* const* inner_field(const tokens& field) {
  const token* const* first = field.first;
  while ((*first)->what == form::when || ((*first)->what == form::named && !(*first)->text.empty())) ++first;
  return first;
}
/// What the n-th column of a select list is called by itself; empty for an expression that has no name.
constexpr std::string_view own_name(const token& list, std::size_t n) {
  for (unsigned i = 0; i != list.count; ++i) {
    const token& t = **list.list[i].first;
    if (t.what != form::columns_of) {
      if (n-- != 0) continue;
      const token& inner = t.what == form::when ? **inner_field(list.list[i]) : t;
      return inner.what == form::column || inner.what == form::named ? inner.text : std::string_view{};
    } else if (n < t.from->size) {
      return t.from->columns[n].name;
    } else {
      n -= t.from->size;
    }
  }
  return {};
}
/// Whether the n-th column needs another name, because it has none, or that of a column before it.
constexpr bool needs_name(const token& list, std::size_t n) {
  const std::string_view own = own_name(list, n);
  bool taken = own.empty();
  for (std::size_t i = 0; i != n; ++i) taken = taken || same_name(own_name(list, i), own);
  return taken;
}
/// The column of a select list that is an expression; their number if there is none, and one more if there are several.
constexpr std::size_t find_column(const token& list, const tokens& wanted) {
  const std::size_t size = count_columns(list);
  std::size_t found = size, at = 0;
  for (unsigned i = 0; i != list.count; ++i) {
    const tokens& field = list.list[i];
    const token& head = **field.first;
    if (head.what == form::columns_of) {
      const token& column = **wanted.first;
      if (column.what == form::column && *column.from == *head.from && column.position < head.from->size && wanted.last - wanted.first == 1)
        found = found == size ? at + column.position : size + 1;
      at += head.from->size;
      continue;
    }
    if (same_expression(inner_field(field), field.last, wanted.first, wanted.last, true)) found = found == size ? at : size + 1;
    ++at;
  }
  return found;
}

/// The name that is made for a column: `id 3`, `column 3`, with its position.
template <class S, std::size_t N>
struct made_name {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    const std::string_view own = own_name(**S::text.words.first, N);
    w.put(own.empty() ? "column"sv : own);
    w.put(' ');
    w.put(N + 1);
    return w.size();
  }
};

/// The columns of a select S, which yield the types T.
template <class S, class Columns>
struct query_definition;
template <class S, class... T>
struct query_definition<S, types<T...>> {
  static constexpr const token& list = **S::text.words.first;
  static constexpr std::size_t size = sizeof...(T);
  static constexpr bool has_row_id = false;

  template <std::size_t N>
  static constexpr std::string_view name() {
    if constexpr (needs_name(list, N)) {
      return written<made_name<S, N>>.view();
    } else {
      return own_name(list, N);
    }
  }
  template <std::size_t... I>
  static constexpr std::array<column_info, size> describe(std::index_sequence<I...>) {
    constexpr bool numeric = can_be_whole(S::text.words);
    return {{column_info{.name = name<I>(), .type = type_of<T>, .nullable = is_optional<T>, .numeric = numeric}...}};
  }
  static constexpr auto columns = describe(std::index_sequence_for<T...>{});

  static constexpr bool names_differ() {
    for (std::size_t i = 0; i != size; ++i) {
      for (std::size_t k = 0; k != i; ++k) {
        if (same_name(columns[i].name, columns[k].name)) return false;
      }
    }
    return true;
  }
  static constexpr std::size_t find(std::string_view wanted) {
    std::size_t i = 0;
    while (i != size && columns[i].name != wanted) ++i;
    return i;
  }
};

/// The types that a select's columns yield.
template <class F>
struct columns_of_field {
  using type = types<typename F::type>;
};
template <class... D>
types<typename D::type...> types_described(types<D...>);
template <class... T>
types<add_optional_t<T>...> types_absent(types<T...>);
template <class S>
struct columns_of_field<whole<S>> {
  using type = decltype(types_described(typename source_traits<S>::definition::described{}));
};
template <class S>
struct columns_of_field<absent<whole<S>>> {
  using type = decltype(types_absent(typename columns_of_field<whole<S>>::type{}));
};
template <class... A, class... B>
types<A..., B...> operator+(types<A...>, types<B...>);
template <class... F>
auto columns_of_fields(fields<F...>) -> decltype((types<>{} + ... + typename columns_of_field<F>::type{}));
template <class S>
using query_columns = decltype(columns_of_fields(fields_of<S>{}));

}  // namespace mizzle::detail

namespace mizzle::detail {

template <fixed_string Name, class S, class Columns, source_kind Kind = source_kind::query, fixed_string Alias = "">
struct named_query;

/// A term of order_by() that names columns of a query Q by their positions, as the order of a compound does.
template <class Q, class K>
struct term_word {
  using type = K;
};
template <class Q, fixed_string Name, class S, class Columns, source_kind Kind, unsigned I>
  requires(Q::name.view() == Name.view())
struct term_word<Q, column_token<named_query<Name, S, Columns, Kind>, I>> {
  using type = op::literal<std::int64_t{I + 1}>;
};
template <class Q, class V, class... K>
constexpr auto by_position(const ordering<V, K...>& term) {
  return ordering<V, typename term_word<Q, K>::type...>{term.values};
}
template <class Q, class T, class V, class... K>
constexpr auto by_position(const expr<T, V, K...>& term) {
  return expr<T, V, typename term_word<Q, K>::type...>{term.values};
}

/// A select under a name: `const auto newest = select(...).as<"newest">();`. It stands in from() and joins, where it is written
/// as `(select ...) as "newest"`; its columns are `newest[messages.id]` and `newest["total"_col]`. A common table expression is
/// one that is written in front of the statement by with(), and where it is read by its name.
template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
struct named_query {
  using select = S;
  using definition = query_definition<S, Columns>;
  static_assert(definition::names_differ(),
                "mizzle: as(): two columns of the named query have one name; give one of them another with .as<\"name\">()");
  static constexpr auto name = Name;
  static constexpr source_kind source = Kind;

  static constexpr bool is_literal = std::is_trivially_copyable_v<decltype(S::values)>;

  decltype(S::values) values{};

  // Each is there twice, because Clang 14 crashes where it tries whether the column of a query that holds a std::string is a constant.

  /// The column that is selected from this column or expression.
  template <class T, class V, class... K>
  [[nodiscard]] constexpr auto operator[](const expr<T, V, K...>&) const
    requires is_literal
  {
    return selected_from<expr<T, V, K...>>();
  }
  template <class T, class V, class... K>
  [[nodiscard]] auto operator[](const expr<T, V, K...>&) const
    requires(!is_literal)
  {
    return selected_from<expr<T, V, K...>>();
  }
  /// The column of this name.
  template <fixed_string Wanted>
  [[nodiscard]] constexpr auto operator[](column_name<Wanted>) const
    requires is_literal
  {
    return called<Wanted>();
  }
  template <fixed_string Wanted>
  [[nodiscard]] auto operator[](column_name<Wanted>) const
    requires(!is_literal)
  {
    return called<Wanted>();
  }

  /// Makes it recursive: `first union all part`, where part is what a function gives for the query itself. It yields what the
  /// first part yields, or a type that holds both.
  ///
  ///     const auto above = cte<"above">(select(staff.id, staff.boss).from(staff).where(staff.id == 7))
  ///                            .union_all([](const auto& above) { return select(staff.id, staff.boss).from(staff).inner_join(above, above[staff.boss] == staff.id); });
  template <class F>
  [[nodiscard]] constexpr auto union_all(const F& part) const {
    return recurse<word::union_all>(part);
  }
  /// The same without rows that were there already, which ends a walk in a circle.
  template <class F>
  [[nodiscard]] constexpr auto union_(const F& part) const {
    return recurse<word::union_>(part);
  }

  /// `order by` and `limit` of a recursive query (https://www.sqlite.org/lang_with.html): which of the rows that were found and not yet looked
  /// at is looked at next, and how many rows there are at most. Terms are what the first part selects, or what functions give for the query
  /// itself: `.order_by([](const auto& under) { return desc(under["depth"_col]); })` walks into the depth first.
  template <class... Term>
  [[nodiscard]] constexpr auto order_by(const Term&... terms) const {
    require_recursive();
    return again(S{values}.order_by(own_term(terms)...));
  }
  [[nodiscard]] constexpr auto limit(std::int64_t n) const {
    require_recursive();
    return again(S{values}.limit(n));
  }
  [[nodiscard]] constexpr auto offset(std::int64_t n) const {
    require_recursive();
    return again(S{values}.offset(n));
  }

  /// The column at a position.
  template <std::size_t I>
  static constexpr auto column() {
    return column_of<I>(Columns{});
  }

 private:
  template <class E>
  static constexpr auto selected_from() {
    constexpr std::size_t at = find_column(definition::list, E::all);
    static_assert(at != definition::size,
                  "mizzle: query[]: this column or expression is not selected by the named query; add it to its select()");
    static_assert(
        at <= definition::size,
        "mizzle: query[]: the named query selects this expression several times; give each a name with .as<\"name\">(), and ask by it");
    constexpr std::size_t existing = at < definition::size ? at : 0;
    return column<existing>();
  }
  template <fixed_string Wanted>
  static constexpr auto called() {
    constexpr std::size_t at = definition::find(Wanted.view());
    static_assert(at != definition::size,
                  "mizzle: query[]: the named query has no column of this name; give one the name with .as<\"name\">()");
    constexpr std::size_t existing = at < definition::size ? at : 0;
    return column<existing>();
  }
  template <std::size_t I, class... T>
  static constexpr auto column_of(types<T...>) {
    using type = typename std::remove_cvref_t<decltype(at_cell<I>(cells<std::type_identity<T>...>{}))>::type;
    return expr<type, none, column_token<named_query, I>>{};
  }
  static constexpr void require_recursive() {
    static_assert(Kind == source_kind::recursive,
                  "mizzle: cte(): order_by() and limit() behind it are those of a recursive query; write them in its select");
  }
  template <class L, class V, class... K>
  static constexpr auto again(const select_statement<L, V, K...>& s) {
    return named_query<Name, select_statement<L, V, K...>, Columns, source_kind::recursive>{s.values};
  }
  template <class X>
  static constexpr auto own_term(const X& term) {
    if constexpr (requires { term(named_query<Name, S, Columns, Kind>{}); }) {
      return by_position<named_query<Name, S, Columns, Kind>>(term(named_query<Name, S, Columns, Kind>{}));
    } else {
      return term;
    }
  }
  template <class Word, class F>
  constexpr auto recurse(const F& part) const {
    static_assert(std::is_invocable_v<const F&, const named_query<Name, S, Columns, source_kind::recursive>&>,
                  "mizzle: cte(): a recursive query reads itself, so that its second part is what a function gives for it; write "
                  ".union_all([](const auto& self) { return mz::select(...).from(...).inner_join(self, ...); })");
    if constexpr (std::is_invocable_v<const F&, const named_query<Name, S, Columns, source_kind::recursive>&>)
      return recurse_into<Word>(part);
  }
  template <class Word, class F>
  constexpr auto recurse_into(const F& part) const {
    static_assert(Kind != source_kind::recursive, "mizzle: cte(): it is recursive already; make one union of its recursive parts");
    const S first{values};
    const auto second = part(named_query<Name, S, Columns, source_kind::recursive>{});
    static_assert(
        stands_on_the_right(second.text, Word::word),
        "mizzle: cte(): the recursive part has an order, a limit, a with() or a set operation of another kind, behind which SQLite does not "
        "let it read itself; put order_by() and limit() behind union_all()");
    const auto once = compound<Word>(first, second);
    using Wider = query_columns<decltype(once)>;
    if constexpr (std::same_as<Wider, Columns>) {
      return named_query<Name, std::remove_const_t<decltype(once)>, Columns, source_kind::recursive>{once.values};
    } else {
      // What the second part yields is wider than the first: it reads itself in the wider types, too.
      const auto again = compound<Word>(first, part(named_query<Name, S, Wider, source_kind::recursive>{}));
      static_assert(
          std::same_as<query_columns<decltype(again)>, Wider>,
          "mizzle: cte(): the recursive part yields wider types each time; cast its columns to those of the first part with mz::cast<T>()");
      return named_query<Name, std::remove_const_t<decltype(again)>, Wider, source_kind::recursive>{again.values};
    }
  }
};

template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
struct source_traits<named_query<Name, S, Columns, Kind, Alias>> {
  using definition = query_definition<S, Columns>;
  static consteval source describe() {
    // Columns are part of what it is: a query of the same name with other columns is not meant.
    std::uint64_t id = id_of_source(Name.view(), {});
    for (const column_info& c : definition::columns) id = (id ^ id_of_label(c.name)) * 0x100000001b3;
    return {.name = Name.view(),
            .alias = Alias.view(),
            .columns = definition::columns.data(),
            .size = definition::size,
            .inner = &S::text,
            .row_ids = false,
            .kind = Kind,
            .base = id};
  }
};

template <class X>
inline constexpr bool is_named_query = false;
template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
inline constexpr bool is_named_query<named_query<Name, S, Columns, Kind, Alias>> = true;
template <class X>
concept NamedQuery = is_named_query<std::remove_cvref_t<X>>;
template <class X>
inline constexpr bool is_hinted_query = false;
template <class Q, materialization Hint>
inline constexpr bool is_hinted_query<hinted_query<Q, Hint>> = true;

/// A named query as a common table expression, whose name with() declares.
template <class Q>
struct common_query;
template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
struct common_query<named_query<Name, S, Columns, Kind, Alias>> {
  using type = named_query<Name, S, Columns, Kind == source_kind::query ? source_kind::common : Kind>;
};
template <class Q, materialization Hint>
struct common_query<hinted_query<Q, Hint>> {
  using type = hinted_query<typename common_query<Q>::type, Hint>;
};
template <class Q>
using as_common = typename common_query<Q>::type;
/// Without its hint.
template <class Q>
struct unhinted {
  using type = Q;
};
template <class Q, materialization Hint>
struct unhinted<hinted_query<Q, Hint>> {
  using type = Q;
};

/// Whether the words of a statement begin with a with() that declares a named query.
template <class Q, class... K>
inline constexpr bool declares = false;
template <class Q, class V, class... D, class... K>
inline constexpr bool declares<Q, word::with<V, D...>, K...> = (std::same_as<as_common<Q>, typename unhinted<D>::type> || ...);

/// A named query is written where it stands, with its values, or by its name if it is a common table expression.
template <NamedQuery Q>
struct source_words<Q> {
  template <class... K>
  static constexpr auto in(const Q& q) {
    if constexpr (Q::source != source_kind::query) {
      return run_of<none, source_token<Q>>{};
    } else if constexpr (declares<Q, K...>) {
      return run_of<none, source_token<as_common<Q>>>{};
    } else {
      return run_of<decltype(q.values), source_token<Q>>{q.values};
    }
  }
};

/// The fields of one argument of select(): a named query stands for its columns.
template <class Q, std::size_t... I>
auto fields_of_query(std::index_sequence<I...>) -> fields<decltype(Q::template column<I>())...>;
template <class X>
struct fields_of_argument {
  using type = fields<field_t<X>>;
};
template <NamedQuery Q>
struct fields_of_argument<Q> {
  using type = decltype(fields_of_query<Q>(std::make_index_sequence<Q::definition::size>{}));
};
template <class... A, class... B>
fields<A..., B...> operator+(fields<A...>, fields<B...>);
template <class... X>
  requires((NamedQuery<X> || ...) && !(is_group<X> || ...))
struct fields_from<X...> {
  using type = decltype((typename fields_of_argument<X>::type{} + ...));
};

template <class L, class V, class... K>
template <fixed_string Name>
constexpr auto select_statement<L, V, K...>::as() const {
  return named_query<Name, select_statement, query_columns<select_statement>>{values};
}

/// Another name for a named query, so that it can stand in a statement twice.
template <fixed_string Alias, fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Other>
constexpr auto alias(const named_query<Name, S, Columns, Kind, Other>& q) {
  if constexpr (Kind == source_kind::query) {
    return named_query<Alias, S, Columns>{q.values};
  } else {
    return named_query<Name, S, Columns, Kind, Alias>{q.values};  // with() may be given the alias
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
}  // namespace mizzle

namespace mizzle::detail {

/// `select count(*) from source`: how many rows a table, an alias or a named query has, as a statement, and as a value inside of others.
///
///     select(users.name, scalar(count_of(posts, posts.owner_id == users.id)).as<"posts">()).from(users)
template <Source S, class Count = decltype(count())>
constexpr auto count_of(const S& source) {
  return select(Count{}).from(source);
}
/// The same of the rows that meet a condition.
template <Source S, Condition C, class Count = decltype(count())>
constexpr auto count_of(const S& source, const C& condition) {
  return select(Count{}).from(source).where(condition);
}
/// How many rows a select would yield.
template <class L, class V, class... K>
constexpr auto count_of(const select_statement<L, V, K...>& select) {
  return count_of(select.template as<"counted">());
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::count_of;
}  // namespace mizzle

namespace mizzle::detail {

/// A common table expression, to be written in front of a statement by with(): `const auto touched = cte<"touched">(select(...));`.
/// A statement that reads it without with() does not compile.
template <fixed_string Name, class L, class V, class... K>
constexpr auto cte(const select_statement<L, V, K...>& s) {
  using S = select_statement<L, V, K...>;
  return named_query<Name, S, query_columns<S>, source_kind::common>{s.values};
}

// Only to say what is wrong.
template <class S>
constexpr void cte(const S&) {
  static_assert(!std::is_same_v<S, S>, "mizzle: cte(): it needs the name by which it is read; write it as mz::cte<\"name\">(select)");
}
template <fixed_string Name, class X>
constexpr void cte(const X&) {
  static_assert(!std::is_same_v<X, X>,
                "mizzle: cte(): it takes a select, whose rows are read by its name; write mz::cte<\"name\">(mz::select(...))");
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::cte;
}  // namespace mizzle

namespace mizzle::detail {

/// A statement with common table expressions in front of it: the word With, and their values before its own.
template <class With, class V0, class L, class V, class... K>
constexpr auto put_with(const V0& values, const select_statement<L, V, K...>& s) {
  return select_statement<L, joined<V0, V>, With, K...>{join(values, s.values)};
}
template <class With, class V0, statement_kind Kind, class T, class L, class V, class... K>
constexpr auto put_with(const V0& values, const write_statement<Kind, T, L, V, K...>& s) {
  return write_statement<Kind, T, L, joined<V0, V>, With, K...>{join(values, s.values), s.required};
}

/// with(...).insert_into(t).columns(...), which wants from(select).
template <class With, class V, class Columns>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_insert_columns {
  V values;
  template <class S>
  constexpr auto from(const S& select) const {
    return put_with<With>(values, Columns{}.from(select));
  }
};
template <class With, class V, class Builder>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_insert {
  V values;
  template <class... E>
  constexpr auto columns(const E&... e) const {
    using Columns = decltype(Builder{}.columns(e...));
    return with_insert_columns<With, V, Columns>{values};
  }
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    return put_with<With>(values, Builder{}.set(assignments...));
  }
};
template <class With, class V, class Builder>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_update {
  V values;
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    return put_with<With>(values, Builder{}.set(assignments...));
  }
};

/// with(...), which a statement follows.
template <class With, class V>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_clause {
  V values;

  template <class... X>
  constexpr auto select(const X&... x) const {
    return put_with<With>(values, mizzle::detail::select(refer(x)...));
  }
  template <class... X>
  constexpr auto select_distinct(const X&... x) const {
    return put_with<With>(values, mizzle::detail::select_distinct(refer(x)...));
  }
  template <Table T>
  constexpr with_insert<With, V, insert_builder<T>> insert_into(const T&) const {
    return {values};
  }
  template <conflict How, Table T>
  constexpr with_insert<With, V, insert_builder<T, word::insert_or<T, How>>> insert_or(const T&) const {
    return {values};
  }
  template <class T>
  constexpr auto update(const T& table) const {
    return with_update<With, V, decltype(mizzle::detail::update(table))>{values};
  }
  template <conflict How, class T>
  constexpr auto update_or(const T& table) const {
    return with_update<With, V, decltype(mizzle::detail::update_or<How>(table))>{values};
  }
  template <class T>
  constexpr auto delete_from(const T& table) const {
    return put_with<With>(values, mizzle::detail::delete_from(table));
  }

 private:
  template <class X>
  static constexpr bool is_declared() {
    if constexpr (NamedQuery<X>) return declares<X, With>;
    return false;
  }
  /// What is selected, a query that is declared here by its name.
  template <class X>
  static constexpr decltype(auto) refer(const X& x) {
    if constexpr (is_declared<X>()) {
      return as_common<X>{};
    } else {
      return (x);
    }
  }
};

/// `"a" as materialized (select ...)`, for with(): SQLite makes the rows once, also if they are read in several places, and looks at nothing
/// around them to make fewer: `with(materialized(touched)).select(...)`.
template <NamedQuery Q>
constexpr auto materialized(const Q& query) {
  return hinted_query<Q, materialization::once>{query.values};
}
/// `"a" as not materialized (select ...)`: as if the query stood wherever it is read.
template <NamedQuery Q>
constexpr auto not_materialized(const Q& query) {
  return hinted_query<Q, materialization::never>{query.values};
}

constexpr none join_queries() { return {}; }
template <class Q, class... More>
constexpr auto join_queries(const Q& q, const More&... more) {
  return join(q.values, join_queries(more...));
}
/// `with "a" as (select ...), ...` in front of select, insert_into, update or delete_from: common table expressions, of which each
/// can read those before it. A query that select().as<"name">() has named can stand here as well; from() and joins of the
/// statement itself then read it by its name.
///
///     db.all(with(touched).select(touched[history.id]).from(touched));
template <class... Q>
  requires((NamedQuery<Q> || is_hinted_query<Q>) && ...)
constexpr auto with(const Q&... queries) {
  static_assert(sizeof...(Q) > 0, "mizzle: with(): it needs at least one named query, such as mz::cte<\"name\">(select)");
  using V = decltype(join_queries(queries...));
  return with_clause<word::with<V, as_common<Q>...>, V>{join_queries(queries...)};
}

// Only to say what is wrong.
template <class... Q>
  requires(!((NamedQuery<Q> || is_hinted_query<Q>) && ...))
constexpr void with(const Q&...) {
  static_assert(
      !(sizeof...(Q) > 0),
      "mizzle: with(): it takes queries that have names; give each select one, with mz::cte<\"name\">(select) or select.as<\"name\">()");
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::materialized;
using detail::not_materialized;
using detail::with;
}  // namespace mizzle

namespace mizzle::detail {

/// Columns of a table, as fields of a select each by itself.
template <class S, std::size_t... I>
struct column_list {
  /// The same without some of them: `all_of(users).except(users.password)`.
  template <class... E>
  constexpr auto except(const E&...) const {
    constexpr bool own = sizeof...(E) > 0 && ((is_own<E>()) && ...);
    static_assert(own, "mizzle: all_of().except(): it takes columns of the table that all_of() is of; name some of them");
    if constexpr (own) {
      constexpr kept_columns kept = keep<E...>();
      static_assert(kept.size != 0, "mizzle: all_of().except(): no column is left; leave one");
      return [&]<std::size_t... K>(std::index_sequence<K...>) {
        return column_list<S, kept.items[K]...>{};
      }(std::make_index_sequence<kept.size>{});
    } else {
      return *this;
    }
  }

 private:
  struct kept_columns {
    std::size_t size = 0;
    std::size_t items[sizeof...(I)]{};
  };
  template <class E>
  static constexpr bool is_own() {
    if constexpr (is_field_column<E>) return *E::words[0]->from == source_of<S>;
    else return false;
  }
  template <class E>
  static constexpr bool is_field_column = requires { E::words[0]->from; };
  template <class... E>
  static constexpr kept_columns keep() {
    kept_columns kept;
    for (const std::size_t i : {I...}) {
      if (!((E::words[0]->position == i) || ...)) kept.items[kept.size++] = i;
    }
    return kept;
  }
};

template <class S, std::size_t... I>
struct field_for<column_list<S, I...>> {
  using type = all_columns_of<column_list<S, I...>>;
};
template <class S, std::size_t... I>
struct fields_of_argument<column_list<S, I...>> {
  using type = fields<decltype(column_at<S, I>())...>;
};
template <class X>
inline constexpr bool is_column_list = false;
template <class S, std::size_t... I>
inline constexpr bool is_column_list<column_list<S, I...>> = true;

template <class... X>
  requires((is_column_list<X> || ...) && !(NamedQuery<X> || ...) && !(is_group<X> || ...))
struct fields_from<X...> {
  using type = decltype((typename fields_of_argument<X>::type{} + ...));
};

/// All columns of a table or an alias as fields of their own, where the table itself in a select list is one field: for a struct of one's own,
/// for a union, or to leave some out.
///
///     select(all_of(users).except(users.password)).from(users)
template <TableSource S>
constexpr auto all_of(const S&) {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return column_list<S, I...>{};
  }(std::make_index_sequence<source_traits<S>::definition::size>{});
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::all_of;
}  // namespace mizzle

namespace mizzle::detail {

// A reader stands on one row and gives its values from left to right: `reader.template next<T>()` yields a T, and is a
// decode_error if the value does not fit; `next_is_null(n)` tells whether the value n columns ahead is NULL, and
// `pass(n)` leaves values out.

/// Reads a T, which can take several columns: a value, a table's struct, or the values of a record. It depends on the
/// type alone, so that statements whose rows hold the same types share it.
template <class T>
struct decode {
  template <class Reader>
  static T read(Reader& reader) {
    return reader.template next<T>();
  }
};

/// One whole table as the struct of its row, or of its views.
template <class Row, class Definition, bool View>
struct decode_struct {
  template <class Reader>
  static Row read(Reader& reader) {
    return read_columns(reader, typename Definition::described{});
  }
  template <class Reader, class... D>
  static Row read_columns(Reader& reader, types<D...>) {
    if constexpr (Joined<Row>) {
      Row row{};
      unpacker<sizeof...(D)>::apply(
          row, [&](auto&... member) { ((member = reader.template next<std::remove_cvref_t<decltype(member)>>()), ...); });
      return row;
    } else
      return Row{reader.template next<typename std::conditional_t<View, view_of<typename D::type>, owned_of<typename D::type>>::type>()...};
  }
};
/// The struct of a table that an outer join may leave without a row. A NULL in a column that is declared NOT NULL means that
/// only if the others are NULL, too; otherwise it is one that should not be there, and a decode_error.
template <class Row, class Definition>
struct decode_absent {
  template <class Reader>
  static std::optional<Row> read(Reader& reader) {
    constexpr std::size_t size = Definition::size;
    constexpr std::size_t marker = marker_column(Definition::columns.data(), size);
    bool present = false;
    if constexpr (marker != size) {
      present = !reader.next_is_null(marker);
      for (std::size_t c = 0; !present && c != size; ++c) present = !reader.next_is_null(c);
    } else {
      present = !reader.next_is_null(0);
      reader.pass(1);
    }
    if (!present) {
      reader.pass(size);
      return std::nullopt;
    }
    return decode<Row>::read(reader);
  }
};
template <template <class> class Def>
struct decode<Def<as_row>> : decode_struct<Def<as_row>, definition<Def>, false> {};
template <template <class> class Def>
struct decode<Def<as_row_view>> : decode_struct<Def<as_row_view>, definition<Def>, true> {};
template <template <class> class Def>
struct decode<std::optional<Def<as_row>>> : decode_absent<Def<as_row>, definition<Def>> {};
template <template <class> class Def>
struct decode<std::optional<Def<as_row_view>>> : decode_absent<Def<as_row_view>, definition<Def>> {};

template <std::size_t... I, class... T>
struct decode<cells_of<std::index_sequence<I...>, T...>> {
  template <class Reader>
  static cells_of<std::index_sequence<I...>, T...> read(Reader& reader) {
    return {{decode<T>::read(reader)}...};
  }
};

template <bool View, class... F>
struct decode<record_of<View, F...>> {
  using row = record_of<View, F...>;
  template <class Reader>
  static row read(Reader& reader) {
    return {decode<typename row::values_type>::read(reader)};
  }
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A group of fields: one field of the row, which is a row itself.
template <fixed_string Name, class... F>
struct group_field {
  using type = record_of<false, F...>;
  using view_type = record_of<true, F...>;
  static constexpr token word{.what = form::named, .text = Name.view()};
  static constexpr const token* words[1] = {&word};
};
/// The same where an outer join can leave the group's table without a row.
template <fixed_string Name, class... F>
struct absent<group_field<Name, F...>> {
  using type = std::optional<record_of<false, F...>>;
  using view_type = std::optional<record_of<true, F...>>;
};

// No pointers are compared with null: under GCC's -fsanitize=undefined that is none in a constant expression.

/// Where the expression of a field begins, behind its name.
constexpr const token* const* behind_name(const tokens& field) { return field.first + ((*field.first)->what == form::named ? 1 : 0); }
/// Whether a field is a column, with or without a name.
constexpr bool is_column_field(const tokens& field) {
  return field.last - behind_name(field) == 1 && (*behind_name(field))->what == form::column;
}
/// What the fields of a group read.
struct group_sources {
  bool one = true;           // and the same in every field
  std::uint64_t id = 0;      // of the first
  std::string_view label{};  // and what it is called
};
constexpr group_sources sources_of_group(const tokens* fields, std::size_t size) {
  group_sources found;
  for (std::size_t i = 0; i != size; ++i) {
    bool reads = false;
    for (auto at = fields[i].first; at != fields[i].last; ++at) {
      if ((*at)->what != form::column) continue;
      const source& from = *(*at)->from;
      if (found.label.empty()) {
        found.id = from.id;
        found.label = from.label();
      }
      found.one = found.one && from.id == found.id;
      reads = true;
    }
    found.one = found.one && reads;
  }
  return found;
}
/// The field that tells whether the row of the group's source is there: a column that cannot be NULL; their number without one.
constexpr std::size_t marker_field(const tokens* fields, std::size_t size) {
  std::size_t i = 0;
  while (i != size && !(is_column_field(fields[i]) && !(*behind_name(fields[i]))->has(is_nullable))) ++i;
  return i;
}

/// A group that an outer join may leave without a row. As for a whole table, a NULL in a column that is declared NOT NULL means that
/// only if the other columns are NULL, too.
template <bool View, class... F>
struct decode<std::optional<record_of<View, F...>>> {
  template <class Reader>
  static std::optional<record_of<View, F...>> read(Reader& reader) {
    constexpr std::size_t size = sizeof...(F);
    constexpr bool is_column[] = {is_column_field(F::all)...};
    bool present = !reader.next_is_null(marker_field(fields<F...>::list, size));
    for (std::size_t i = 0; !present && i != size; ++i) present = is_column[i] && !reader.next_is_null(i);
    if (!present) {
      reader.pass(size);
      return std::nullopt;
    }
    return decode<record_of<View, F...>>::read(reader);
  }
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// What group() gives.
template <fixed_string Name, class L, class V = none>
struct field_group;
template <fixed_string Name, class... F, class V>
struct field_group<Name, fields<F...>, V> {
  V values{};

  template <fixed_string Other>
  [[nodiscard]] constexpr field_group<Other, fields<F...>, V> as() const {
    return {values};
  }
};

template <class X>
inline constexpr bool is_one_field = Expression<X> || ScalarSelect<X>;

/// Chosen columns and expressions as a row of their own, in the row of a select:
///
///     const auto q = select(users.id, group(cities.id, cities.name).as<"city">()).from(users).left_join(cities, cities.id == users.city_id);
///     if (const auto& city = row["city"_col]) use((*city)[cities.name]);        // a std::optional of a row
///     for (const person& p : db.all<person>(q)) use(p.city);                    // of struct person { std::int64_t id; std::optional<city> city; };
///
/// Behind an outer join it is optional as a whole if all of it reads the one table that may be missing; then one of its columns has to
/// be declared NOT NULL, because that tells whether the row is there. If it reads several tables, its columns become optional one by
/// one, as they would outside of it. For another query a group is nothing but its columns.
template <class... X, class Rejected = expr<std::int64_t, none, bound<sql_type::any>>>
constexpr auto group(const X&... x) {
  constexpr bool sound = sizeof...(X) > 0 && (is_one_field<X> && ...);
  static_assert(
      sound, "mizzle: group(): it takes columns and expressions; a table is a group by itself, and a plain value is wrapped in mz::val()");
  if constexpr (sound) return field_group<"", fields<field_t<X>...>, decltype(join_fields(x...))>{join_fields(x...)};
  else return field_group<"", fields<Rejected>>{};
}

template <fixed_string Name, class L, class V>
inline constexpr bool is_group<field_group<Name, L, V>> = true;
template <fixed_string Name, class L, class V>
struct field_for<field_group<Name, L, V>> {
  using type = field_group<Name, L, V>;
};

/// A select list with groups in it. To SQL, and to all that is checked of a statement, it is the list of their columns.
template <class... Part>
struct grouped_fields : decltype((typename Part::columns{} + ...)) {
  using columns = decltype((typename Part::columns{} + ...));
};
template <class... Part>
inline constexpr bool is_grouped<grouped_fields<Part...>> = true;

/// Fields of such a list that stand by themselves, and a group of them: which of them an outer join makes NULL is told by Null.
template <class L>
struct lone_part;
template <class... F>
struct lone_part<fields<F...>> {
  using columns = fields<F...>;
  static constexpr std::size_t size = sizeof...(F);
  template <class Null, std::size_t... I>
  static auto with(std::index_sequence<I...>) -> fields<std::conditional_t<Null::value[I], absent_of<F>, F>...>;
};
template <fixed_string Name, class L>
struct group_part;
template <fixed_string Name, class... F>
struct group_part<Name, fields<F...>> {
  using columns = fields<F...>;
  static constexpr std::size_t size = sizeof...(F);
  template <class Null, std::size_t... I>
  static auto with(std::index_sequence<I...>) {
    constexpr group_sources from = sources_of_group(columns::list, size);
    if constexpr (!(Null::value[I] || ...)) {
      return fields<group_field<Name, F...>>{};
    } else if constexpr (!from.one) {
      return fields<group_field<Name, std::conditional_t<Null::value[I], absent_of<F>, F>...>>{};
    } else {
      if constexpr (marker_field(columns::list, size) == size) {
        (void)accept<diagnosis{fault::schema,
                               sentence{"mizzle: group(): an outer join can leave it without a row of ", from.label,
                                        ", which none of its columns would tell, as all of them can be NULL; add one that is NOT NULL"}}>();
        return fields<group_field<Name, F...>>{};
      } else {
        return fields<absent<group_field<Name, F...>>>{};
      }
    }
  }
};

template <class X>
struct part_for {
  using type = lone_part<typename fields_of_argument<X>::type>;
};
template <fixed_string Name, class L, class V>
struct part_for<field_group<Name, L, V>> {
  using type = group_part<Name, L>;
};
template <class... X>
  requires(is_group<X> || ...)
struct fields_from<X...> {
  using type = grouped_fields<typename part_for<X>::type...>;
};

/// Which columns of a select an outer join can turn to NULL.
template <class S, std::size_t Size>
struct null_columns {
  static constexpr auto find() {
    std::array<bool, Size> result{};
    if (traits_of<S>.outer_join) null_finder::fields(S::text, result.data());
    return result;
  }
  static constexpr auto all = find();
};
template <class S, class... Part>
struct regrouped {
  static constexpr std::size_t size = (Part::size + ...);
  /// Those from First on.
  template <std::size_t First>
  struct null_from {
    static constexpr const bool* value = null_columns<S, size>::all.data() + First;
  };
  static constexpr std::array<std::size_t, sizeof...(Part)> find_starts() {
    std::array<std::size_t, sizeof...(Part)> result{};
    std::size_t part = 0, at = 0;
    ((result[part++] = at, at += Part::size), ...);
    return result;
  }
  static constexpr auto starts = find_starts();
  template <std::size_t... P>
  static auto fields_with(std::index_sequence<P...>)
      -> decltype((Part::template with<null_from<starts[P]>>(std::make_index_sequence<Part::size>{}) + ...));
  using type = decltype(fields_with(std::index_sequence_for<Part...>{}));
};
template <class... Part, class V, class... K>
struct result_fields<select_statement<grouped_fields<Part...>, V, K...>> {
  using type = typename regrouped<select_statement<grouped_fields<Part...>, V, K...>, Part...>::type;
};

// For another query, a group is its columns.
template <fixed_string Name, class... F>
struct columns_of_field<group_field<Name, F...>> {
  using type = types<typename F::type...>;
};
template <fixed_string Name, class... F>
struct columns_of_field<absent<group_field<Name, F...>>> {
  using type = types<add_optional_t<typename F::type>...>;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::group;
}  // namespace mizzle

namespace mizzle::detail {

/// A function that yields rows, as a source: its name, the name that it has in the statement, its columns as members, and N arguments,
/// which are the words K with the values V.
template <fixed_string Name, fixed_string Alias, template <class> class Def, std::size_t N, class V, class... K>
struct function_source : Def<as_columns<function_source<Name, Alias, Def, N, V, K...>, Def>> {
  V values{};

  constexpr explicit function_source(const V& v) : values{v} {}
  /// Another name, so that two can stand in a statement.
  template <fixed_string Other>
  [[nodiscard]] constexpr auto as() const {
    return function_source<Name, Other, Def, N, V, K...>{values};
  }
};

template <fixed_string Name, fixed_string Alias, template <class> class Def, std::size_t N, class V, class... K>
struct source_traits<function_source<Name, Alias, Def, N, V, K...>> {
  using definition = mizzle::detail::definition<Def, false>;
  static consteval source describe() {
    return {.name = Name.view(),
            .alias = Alias.view(),
            .columns = definition::columns.data(),
            .size = definition::size,
            .row_ids = false,
            .kind = source_kind::function};
  }
};
/// Its token, which the arguments follow.
template <class S, std::size_t N>
struct function_token {
  static constexpr token word{
      .what = form::source, .operands = N, .keyword = keyword::table_function, .text = source_of<S>.label(), .from = &source_of<S>};
};
template <class S, std::size_t N>
struct source_behind<function_token<S, N>> {
  using type = S;
};
template <fixed_string Name, fixed_string Alias, template <class> class Def, std::size_t N, class V, class... K>
struct source_words<function_source<Name, Alias, Def, N, V, K...>> {
  using S = function_source<Name, Alias, Def, N, V, K...>;
  template <class... Before>
  static constexpr auto in(const S& s) {
    return run_of<V, function_token<S, N>, K...>{s.values};
  }
};

/// Another name for a function as a source.
template <fixed_string Alias, fixed_string Name, fixed_string Other, template <class> class Def, std::size_t N, class V, class... K>
constexpr auto alias(const function_source<Name, Other, Def, N, V, K...>& f) {
  return f.template as<Alias>();
}

template <fixed_string Name, template <class> class Def, std::size_t N, class V, class... K>
constexpr auto call_for_rows(const run_of<V, K...>& arguments) {
  return function_source<Name, Name, Def, N, V, K...>{arguments.values};
}
/// A function of SQLite's, of an extension's or of one's own that yields rows (https://www.sqlite.org/vtab.html#tabfunc2), with its
/// columns declared like those of a table:
///
///     template <class As>
///     struct ColumnInfo {
///       mz::column<As, "name", std::string> name{};
///       mz::column<As, "pk", bool> pk{};
///     };
///     const auto info = mz::table_function<"pragma_table_info", ColumnInfo>("messages");
///     db.all(mz::select(info.name).from(info).where(info.pk));
///
/// Arguments are values and expressions, also columns of a source before it in the same from() or join. A function that the database has not
/// is an sql_error that names it when the statement is first run.
template <fixed_string Name, template <class> class Columns, class... X>
constexpr auto table_function(const X&... arguments) {
  if constexpr (sizeof...(X) == 0) {
    return function_source<Name, Name, Columns, 0, none>{none{}};
  } else {
    return call_for_rows<Name, Columns, sizeof...(X)>((as_run(val(arguments)) + ...));
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
using detail::table_function;
}  // namespace mizzle

namespace mizzle::detail {

/// The columns of json_each() (https://www.sqlite.org/json1.html#jeach). Value is what its elements are, Key their position in an
/// array, or their name in an object. Elements that are arrays or objects are JSON text.
template <class As, class Value, class Key>
struct json_elements {
  column<As, "key", Key> key{};
  column<As, "value", Value> value{};
  column<As, "type", std::string> type{};
  column<As, "atom", add_optional_t<Value>> atom{};
  column<As, "id", std::int64_t> id{};
  column<As, "fullkey", std::string> fullkey{};
  column<As, "path", std::string> path{};
};
template <class Value, class Key>
struct json_elements_of {
  template <class As>
  using columns = json_elements<As, Value, Key>;
};
/// The columns of json_tree(). The root has no key and no parent.
template <class As, class Value, class Key>
struct json_nodes {
  column<As, "key", add_optional_t<Key>> key{};
  column<As, "value", Value> value{};
  column<As, "type", std::string> type{};
  column<As, "atom", add_optional_t<Value>> atom{};
  column<As, "id", std::int64_t> id{};
  column<As, "parent", std::optional<std::int64_t>> parent{};
  column<As, "fullkey", std::string> fullkey{};
  column<As, "path", std::string> path{};
};
template <class Value, class Key>
struct json_nodes_of {
  template <class As>
  using columns = json_nodes<As, Value, Key>;
};

/// What an argument of json_each() is: JSON text, or a range of values, which is written as one array.
template <class Value, class X>
constexpr auto json_argument(const X& x) {
  if constexpr (ValueRange<const X>) {
    return val(json_list<expr<Value, none, bound<type_of<Value>>>>(x));
  } else {
    using T = typename std::remove_cvref_t<decltype(val(x))>::type;
    constexpr bool is_text = TextLike<remove_optional_t<T>> || requires { codec<remove_optional_t<T>>::is_document; };
    static_assert(is_text, "mizzle: json_each(), json_tree(): they read JSON text; give them a text or a column of text");
    return val(x);
  }
}

/// `json_each(x)`: the elements of a JSON array or object in from() or a join, of which each is a Value:
///
///     const auto ids = mz::json_each<std::int64_t>("[1, 2, 3]").as<"ids">();
///     mz::select(messages.body, ids.key).from(messages).inner_join(ids, ids.value == messages.id)
///
/// x is a text, or an expression such as a column of a table that stands beside it, or a range of values, which is written as one
/// array. Key is the type of the elements' keys: std::int64_t for arrays, std::string for objects. A path, such as "$.tags", may follow x:
/// then they are the elements of what is there, and there are none if nothing is.
template <class Value, class Key = std::int64_t, class X, class... Path>
  requires(sizeof...(Path) < 2)
constexpr auto json_each(const X& x, const Path&... path) {
  return call_for_rows<"json_each", json_elements_of<Value, Key>::template columns, 1 + sizeof...(Path)>(
      (as_run(json_argument<Value>(x)) + ... + as_run(val(path))));
}
/// `json_tree(x)`: everything within a JSON text, itself first. Value is the type of what is read: std::string also reads arrays and objects,
/// which are JSON text; with another type, ask only for what is of it, `where(tree.type == "integer")`. Key is the type of the keys: of
/// objects, or std::int64_t where only elements of arrays are read; fullkey tells both.
template <class Value, class Key = std::string, class X, class... Path>
  requires(sizeof...(Path) < 2)
constexpr auto json_tree(const X& x, const Path&... path) {
  return call_for_rows<"json_tree", json_nodes_of<Value, Key>::template columns, 1 + sizeof...(Path)>(
      (as_run(json_argument<Value>(x)) + ... + as_run(val(path))));
}

// Only to say what is wrong.
template <std::same_as<void> Value = void, class X, class... Path>
constexpr void json_each(const X&, const Path&...) {
  static_assert(
      !std::is_void_v<Value>,
      "mizzle: json_each(): it needs the type of the elements, as no type tells it; write it as mz::json_each<std::int64_t>(text)");
}
template <std::same_as<void> Value = void, class X, class... Path>
constexpr void json_tree(const X&, const Path&...) {
  static_assert(!std::is_void_v<Value>,
                "mizzle: json_tree(): it needs the type of the values, as no type tells it; write it as mz::json_tree<std::string>(text)");
}

/// The column of generate_series().
template <class As>
struct series_values {
  column<As, "value", std::int64_t> value{};
};
template <class X>
inline constexpr bool counts = std::integral<remove_optional_t<typename decltype(val(std::declval<const X&>()))::type>>;
/// `generate_series(first, last)`: the numbers from first to last, both included, one or `step` apart, as a source with the column value. The
/// function is an extension of SQLite's (https://www.sqlite.org/series.html), which its command line has and its library has not: where
/// nobody has loaded it, the statement is an sql_error, "no such table: generate_series".
template <class First, class Last, class... Step>
  requires(sizeof...(Step) < 2)
constexpr auto generate_series(const First& first, const Last& last, const Step&... step) {
  static_assert(((counts<First> && counts<Last>) && ... && counts<Step>),
                "mizzle: generate_series(): it counts in whole numbers; give it integers, or columns of integers");
  return table_function<"generate_series", series_values>(first, last, step...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::generate_series;
using detail::json_each;
using detail::json_tree;
}  // namespace mizzle

namespace mizzle::detail {

template <fixed_string Name, template <class> class Def, class V, class... K>
constexpr auto rows_of_sql(const run_of<V, K...>& text) {
  return function_source<"", Name, Def, 1, V, K...>{text.values};
}
/// A select of your own as a source under a name, `(select ...) as "name"`, with its columns declared like those of a table, by the names
/// that it gives them:
///
///     template <class As>
///     struct Sample {
///       mz::column<As, "id", std::int64_t> id{};
///     };
///     const auto sample = mz::sql_source<"sample", "select id from users order by random() limit ?", Sample>(10);
///     db.all(mz::select(users.name).from(sample).inner_join(users, users.id == sample.id));
///
/// Each `?` takes one argument, as in mz::sql. What the columns hold is checked when it is read.
template <fixed_string Name, fixed_string Text, template <class> class Columns, class... X>
constexpr auto sql_source(const X&... arguments) {
  return rows_of_sql<Name, Columns>(as_run(own_text<op::sql<Text>, bool>(arguments...)));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::sql_source;
}  // namespace mizzle

namespace mizzle::detail {

// Rows of values as a select: of a fixed number, `select "values"."column1" as "id", ... from (values (?, ?), (?, ?)) as "values"`; of a
// range, out of one parameter that is a JSON array of arrays.

/// The name that SQL gives to a column of values.
template <std::size_t I>
struct values_name {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put("column"sv);
    w.put(I + 1);
    return w.size();
  }
};
/// `(values (a, b), ...)` as a source, whose columns have the types T: N rows of the words K, which bind V.
template <class Types, std::size_t N = 0, class V = none, class... K>
struct values_source {
  V values;
};
template <class... T>
struct values_columns {
  template <std::size_t... I>
  static constexpr std::array<column_info, sizeof...(T)> describe(std::index_sequence<I...>) {
    return {{column_info{.name = written<values_name<I>>.view(), .type = type_of<T>, .nullable = is_optional<T>}...}};
  }
  static constexpr auto columns = describe(std::index_sequence_for<T...>{});
};
template <class... T, std::size_t N, class V, class... K>
struct source_traits<values_source<types<T...>, N, V, K...>> {
  using definition = values_columns<T...>;
  static consteval source describe() {
    return {.name = "values", .columns = definition::columns.data(), .size = sizeof...(T), .row_ids = false, .kind = source_kind::values};
  }
};
template <class Types, std::size_t N, class V, class... K>
struct source_words<values_source<Types, N, V, K...>> {
  template <class... Before>
  static constexpr auto in(const values_source<Types, N, V, K...>& s) {
    return run_of<V, token_before<values_source<Types>, N>, K...>{s.values};
  }
};

/// The SQL type of one item, and what holds the items at one place of all rows; void if they are unlike.
template <class X>
using item_type = typename decltype(val(std::declval<const X&>()))::type;
template <class... T>
constexpr auto hold_items() {
  if constexpr ((alike<type_at<0, T...>, T> && ...)) return std::type_identity<nullable_if<common_of<T...>, T...>>{};
  else return std::type_identity<void>{};
}
template <std::size_t I, class Row>
struct row_item {
  using type = item_type<Row>;
};
template <std::size_t I, class... X>
struct row_item<I, row_value<X...>> {
  using type = item_type<type_at<I, X...>>;
};
template <std::size_t I, class... Row>
struct items_at {
  using type = typename decltype(hold_items<typename row_item<I, Row>::type...>())::type;
};

template <class X>
constexpr auto as_values_row(const X& x) {
  return row_value<std::conditional_t<std::is_array_v<X>, std::string, X>>{{x}};
}
template <class... X>
constexpr const auto& as_values_row(const row_value<X...>& row) {
  return row;
}
template <class X>
inline constexpr std::size_t row_size = 1;
template <class... X>
inline constexpr std::size_t row_size<row_value<X...>> = sizeof...(X);
template <class... X, std::size_t... I>
constexpr auto words_of_row(const row_value<X...>& row, std::index_sequence<I...>) {
  return run_of<none, op::row<sizeof...(X)>>{} + (as_run(val(boost::hana::at_c<I>(row.items))) + ...);
}

template <fixed_string... Name, class... T, class V, class... K, std::size_t... I, std::size_t N>
constexpr auto select_rows(types<T...>, const run_of<V, K...>& words, std::index_sequence<I...>, std::integral_constant<std::size_t, N>) {
  using Rows = values_source<types<T...>, N, V, K...>;
  return select(expr<T, none, column_token<values_source<types<T...>>, I>>{}.template as<Name>()...).from(Rows{words.values});
}
template <fixed_string... Name, std::size_t... I, class... Row>
constexpr auto values_of_rows(std::index_sequence<I...> columns, const Row&... rows) {
  using Types = types<typename items_at<I, Row...>::type...>;
  constexpr bool are_like = (!std::is_void_v<typename items_at<I, Row...>::type> && ...);
  static_assert(are_like,
                "mizzle: values(): the items at one place of all rows are of unlike types; give them like ones, or use mz::cast<T>()");
  constexpr std::integral_constant<std::size_t, sizeof...(Row)> size;
  if constexpr (are_like) return select_rows<Name...>(Types{}, (words_of_row(rows, columns) + ...), columns, size);
}

/// The I-th item of a JSON array.
template <std::size_t I>
struct json_item {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put("json_extract(\1, '$["sv);
    w.put(I);
    w.put("]')"sv);
    return w.size();
  }
  static constexpr token word{.what = form::mixfix, .operands = 1, .text = written<json_item>.view()};
};

/// Calls f with the members of what a range holds: of a struct, a pair or a tuple; what has a codec is one value itself.
template <class X>
inline constexpr bool is_one_value = is_storable<value_type_of<remove_optional_t<X>>>;
template <std::size_t N, class X, class F>
constexpr auto with_members(const X& x, F&& f) {
  if constexpr (is_one_value<X>) return f(x);
  else return unpacker<N>::apply(x, f);
}
struct list_item_types {
  template <class... M>
  constexpr auto operator()(const M&...) const {
    return types<item_type<M>...>{};
  }
};
struct any_member {
  template <class T>
  operator T() const;
};
template <class X, std::size_t... I>
constexpr bool takes_members(std::index_sequence<I...>) {
  return requires { X{(void(I), any_member{})...}; };
}
template <class X, std::size_t N>
constexpr bool has_members() {
  if constexpr (is_one_value<X>) return N == 1;
  else if constexpr (requires { std::tuple_size<X>::value; }) return std::tuple_size<X>::value == N;
  else if constexpr (std::is_aggregate_v<X>)
    return takes_members<X>(std::make_index_sequence<N>{}) && !takes_members<X>(std::make_index_sequence<N + 1>{});
  else return false;
}

template <class T>
void append_item(std::string& out, const T& item) {
  if constexpr (is_optional<T>) {
    if (item) append_item(out, *item);
    else out += "null";
  } else {
    const auto stored = encode_beside<value_type_of<T>>(item);
    static_assert(type_of_stored<std::remove_cvref_t<decltype(stored)>> != sql_type::blob,
                  "mizzle: values(): blobs cannot be in a range; write them out as values<...>(mz::row(a, b), mz::row(c, d))");
    if constexpr (requires { stored.view(); }) append_json(out, stored.view());
    else if constexpr (type_of_stored<std::remove_cvref_t<decltype(stored)>> != sql_type::blob) append_json(out, stored);
  }
}
/// A range of rows as a JSON array of arrays.
template <std::size_t N, class Range>
std::string json_rows(Range& range) {
  std::string out = "[";
  for (const auto& x : range) {
    out += out.size() > 1 ? ",[" : "[";
    with_members<N>(x, [&](const auto&... item) { ((append_item(out, item), out += ','), ...); });
    out.back() = ']';
  }
  out += ']';
  return out;
}
template <fixed_string... Name, class... T, std::size_t... I, class V, class Column>
constexpr auto select_items(types<T...>, std::index_sequence<I...>, const auto& each, const expr<std::string, V, Column>&) {
  return select(expr<T, none, json_item<I>, Column>{}.template as<Name>()...).from(each);
}

/// Rows of values as a select, whose columns have these names:
///
///     const auto prices = mz::values<"id", "price">(mz::row(1, 2.5), mz::row(2, 3.0)).as<"prices">();
///     mz::update(books).set(books.price = prices["price"_col]).from(prices).where(prices["id"_col] == books.id);
///
/// It stands wherever a select does: with a name in from() and joins, in cte(), in(), set operations and what an insert selects. Items are C++
/// values, which are bound, and expressions; those at one place of all rows need like types, and the column has the one that holds them all,
/// optional if one of them is. With one name, rows are plain values.
template <fixed_string... Name, class... Row>
  requires(sizeof...(Name) > 0 && sizeof...(Row) > 0 && !(sizeof...(Row) == 1 && (ValueRange<const Row> && ...)))
constexpr auto values(const Row&... rows) {
  constexpr bool complete = ((row_size<Row> == sizeof...(Name)) && ...);
  static_assert(complete, "mizzle: values(): each row needs as many items as there are names; write one mz::row(a, b) for each row");
  static_assert(sizeof...(Row) < 256, "mizzle: values(): more than 255 rows are better given as a range, which is one parameter");
  if constexpr (complete && sizeof...(Row) < 256)
    return values_of_rows<Name...>(std::make_index_sequence<sizeof...(Name)>{}, as_values_row(rows)...);
}
/// The same of a range, of any length, which is bound as one parameter and read at once: its items are structs, pairs or tuples with as many
/// members as there are names, or with one name plain values. Blobs cannot be among them.
///
///     std::vector<std::pair<std::int64_t, std::string>> list = ...;
///     const auto wanted = mz::values<"id", "name">(list).as<"wanted">();
template <fixed_string... Name, class Range>
  requires(sizeof...(Name) > 0 && ValueRange<const Range>)
auto values(const Range& range) {
  using X = std::remove_cvref_t<decltype(*std::ranges::begin(range))>;
  constexpr bool fits_names = has_members<X, sizeof...(Name)>();
  static_assert(fits_names, "mizzle: values(): what the range holds needs as many members as there are names: a struct, a pair or a tuple");
  if constexpr (fits_names) {
    using Types = decltype(with_members<sizeof...(Name)>(std::declval<const X&>(), list_item_types{}));
    const auto each = json_each<std::string>(json_rows<sizeof...(Name)>(range)).template as<"values">();
    return select_items<Name...>(Types{}, std::make_index_sequence<sizeof...(Name)>{}, each, each.value);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::values;
}  // namespace mizzle

namespace mizzle::detail {

template <class T, std::size_t I, bool IfNotExists>
struct ddl_text {
  static constexpr std::size_t write(auto out) {
    ddl_writer w{out, IfNotExists};
    if constexpr (I == 0) {
      w.template table<T>();
    } else {
      w.template index<T, I - 1>();
    }
    return w.size();
  }
  static constexpr token word{.what = form::text, .text = written<ddl_text>.view()};
  static constexpr const token* words[1] = {&word};
};

/// `create table` (I = 0), or `create index` of the table's I-th constraint, counted from 1.
template <class T, std::size_t I, bool IfNotExists = false>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] create_statement {
  static constexpr statement_kind kind = statement_kind::ddl;
  static constexpr const guard& required = unguarded;
  static constexpr statement_text text{{ddl_text<T, I, IfNotExists>::words, ddl_text<T, I, IfNotExists>::words + 1}, false};
  none values{};

  [[nodiscard]] constexpr create_statement<T, I, true> if_not_exists() const { return {}; }
  friend constexpr bool operator==(const create_statement&, const create_statement&) = default;
};

/// `create table`, with all its columns and constraints; a statement like any other.
template <Table T>
constexpr create_statement<T, 0> create_table(const T&) {
  return {};
}

/// Runs `create index if not exists` for each index that a table declares.
template <class T, class Handle>
void create_indexes_of(Handle& h) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ([&] {
      constexpr auto kind = constraints_type<T>::infos[I].kind;
      if constexpr (kind == constraint_kind::index || kind == constraint_kind::unique_index) h.run(create_statement<T, I + 1, true>{});
    }(), ...);
  }(std::make_index_sequence<constraints_type<T>::size>{});
}

/// `drop table`.
template <class T, bool IfExists = false>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] drop_statement {
  struct head {
    static constexpr token word{.what = form::insert, .text = IfExists ? "drop table if exists " : "drop table ", .from = &source_of<T>};
  };
  static constexpr const token* words[1] = {&head::word};
  static constexpr statement_kind kind = statement_kind::ddl;
  static constexpr const guard& required = unguarded;
  static constexpr statement_text text{{words, words + 1}, false};
  none values{};

  [[nodiscard]] constexpr drop_statement<T, true> if_exists() const { return {}; }
  friend constexpr bool operator==(const drop_statement&, const drop_statement&) = default;
};
/// `drop table`, which takes its indexes with it; `.if_exists()` lets it be absent.
template <Table T>
constexpr drop_statement<T> drop_table(const T&) {
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::create_table;
using detail::drop_table;
}  // namespace mizzle

namespace mizzle::detail {

// What makes a vector of values, which are variants, takes a compiler long. Hence what does so is a template over the value, the reply or
// the list, here and wherever lists are erased, sent and read, also where there is but one: it is made only in files that use it. The
// structs alone burden nobody.

/// One SQL value as it crosses to an engine: NULL (std::monostate), a 64-bit integer, a double, a text or a blob.
using value = std::variant<std::monostate, std::int64_t, double, std::string, blob>;

/// A statement as it crosses to an engine that knows nothing of types.
struct bound_statement {
  std::string_view sql;       // lives as long as the list it stands in
  std::vector<value> values;  // one for each placeholder, in order
  bool returns_rows = false;
  mizzle::guard guard{};  // for an engine that can check change counts itself; mizzle checks in any case
  /// Whether it inserts further rows of the statement before it, so that the guard asks for the changes of both together.
  bool continues = false;
};

/// What an engine answers to one statement.
struct statement_reply {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<value>> rows;  // values in the order of the select list
};

/// Collects a statement's values in erased form.
template <dialect_id D, class Value = value>
class value_collector {
 public:
  explicit value_collector(row_window rows = {}) noexcept : window{rows} {}

  void put(std::int64_t number) {
    if constexpr (hooks_of(D).integers_as_text) {
      result.emplace_back(concat({in_digits{number}}));
    } else {
      result.emplace_back(number);
    }
  }
  void put(double number) { result.emplace_back(number); }
  void put(std::string_view text, bool) { result.emplace_back(std::string{text}); }
  template <class Byte>
  void put(std::span<Byte> bytes, bool) {
    result.emplace_back(blob{bytes.begin(), bytes.end()});
  }
  void put_null() { result.emplace_back(std::monostate{}); }

  row_window window;
  std::vector<Value> result;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::bound_statement;
using detail::statement_reply;
using detail::value;
}  // namespace mizzle

namespace mizzle {
/// Set to false for a type that looks capable but is not: `template <> inline constexpr bool mizzle::enable_batch<my_db> = false;`
template <class H>
inline constexpr bool enable_transaction = true;
template <class H>
inline constexpr bool enable_batch = true;
}  // namespace mizzle

namespace mizzle::detail {

/// How an atomic list is run on a handle.
enum class policy : unsigned char {
  transaction,  // inside an interactive transaction: all or nothing
  batch,        // as one call of a handle that runs lists atomically: all or nothing
  sequential,   // one after another; a failure leaves what went before
};

/// A handle that runs one statement in erased form, in the words of its dialect.
template <class H>
concept BareHandle = requires(H& h, const bound_statement& s) {
  { H::dialect::id } -> std::convertible_to<dialect_id>;
  { h.execute(s) } -> std::same_as<statement_reply>;
};

/// A handle that runs a whole list in one call, all or nothing. The name alone is not enough: the call must take the list
/// and give one reply for each statement.
template <class H>
concept BatchCapable = enable_batch<std::remove_cvref_t<H>> && requires(H& h, std::span<const bound_statement> s) {
  { H::dialect::id } -> std::convertible_to<dialect_id>;
  { h.execute_batch(s) } -> std::same_as<std::vector<statement_reply>>;
};

/// A batching handle that asks the guards itself, between the steps: it names `static constexpr bool asks_guards = true`, and throws
/// guard_failed with the position of the statement in the batch. To others a guard is sent as a statement that fails.
template <class H>
concept AsksGuards = BatchCapable<H> && requires { requires H::asks_guards; };

/// Stands for the function that a transaction calls with its handle.
struct transaction_probe {
  template <class T>
    requires BareHandle<std::remove_reference_t<T>>
  int operator()(T&&) const {
    return 0;
  }
};

/// A handle with interactive transactions: `transaction(f)` calls f with a handle and returns what it returns.
template <class H>
concept TransactionCapable = enable_transaction<std::remove_cvref_t<H>> && requires(H& h, transaction_probe f) {
  { H::dialect::id } -> std::convertible_to<dialect_id>;
  { h.transaction(f) } -> std::same_as<int>;
};

/// Anything that can run an atomic list.
template <class H>
concept Handle = TransactionCapable<H> || BatchCapable<H> || BareHandle<H>;

/// The policy of a handle type: a transaction if it has them, otherwise a batch, otherwise one statement after another.
template <Handle H>
inline constexpr policy policy_of = TransactionCapable<H> ? policy::transaction
                                    : BatchCapable<H>     ? policy::batch
                                                          : policy::sequential;

/// Asks run_atomic() to accept only handles that can run a list all or nothing: `run_atomic(mz::require_atomic, db, writes)`.
struct require_atomic_t {};
inline constexpr require_atomic_t require_atomic{};

}  // namespace mizzle::detail

namespace mizzle {
using detail::AsksGuards;
using detail::BareHandle;
using detail::BatchCapable;
using detail::Handle;
using detail::policy;
using detail::policy_of;
using detail::require_atomic;
using detail::require_atomic_t;
using detail::TransactionCapable;
}  // namespace mizzle

namespace mizzle::detail {

/// The rows of values(range) inside a statement's values; null for every other statement.
template <class V>
constexpr const V* find_rows(const V&) {
  return nullptr;
}
template <class T, class R>
constexpr const row_list<T, R>* find_rows(const row_list<T, R>& list) {
  return &list;
}
template <class A, class B>
constexpr auto find_rows(const two<A, B>& v) {
  return find_rows(v.first);
}

template <class P>
inline constexpr bool is_row_list = false;
template <class T, class R>
inline constexpr bool is_row_list<const row_list<T, R>*> = true;

/// Whether values V hold a range of rows to insert, which may take several executions.
template <class V>
inline constexpr bool inserts_range = is_row_list<decltype(find_rows(std::declval<const V&>()))>;

/// Whether there is nothing to run: an insert of no rows.
template <class V>
MIZZLE_INLINE inline bool is_nothing(const V& values) {
  if constexpr (inserts_range<V>) {
    return find_rows(values)->rows.size() == 0;
  } else {
    return false;
  }
}

/// How a range of rows is cut into statements.
struct window_limits {
  std::size_t parameters;  // that one statement can have
  std::size_t others = 0;  // that the statement has besides its rows
  bool few_texts = false;  // so that few kept statements serve every range
};

/// Where few texts are wanted, the most rows of one statement, and the most of which every number has a text of its own; above that, only
/// powers of two have.
inline constexpr std::size_t most_rows_kept = 128;
inline constexpr std::size_t most_rows_exact = 8;

constexpr std::size_t rows_of_kept_text(std::size_t count) noexcept {
  if (count <= most_rows_exact) return count;
  std::size_t power = most_rows_exact;
  while (power * 2 <= count) power *= 2;
  return power;
}

/// The window that begins with a row: rows that leave out the same columns, as many as the engine's number of parameters allows. What they
/// give is kept in `parts`.
template <class T, class R>
row_window window_from(std::size_t first, const row_list<T, R>& list, const window_limits& limits, shape& parts) {
  using access = row_access<T>;
  constexpr std::size_t columns = access::most_values();
  const std::size_t left = limits.parameters > limits.others ? limits.parameters - limits.others : 0;
  std::size_t most = left / columns > 1 ? left / columns : 1;
  if (limits.few_texts && most > most_rows_kept) most = most_rows_kept;
  if (most > list.rows.size() - first) most = list.rows.size() - first;
  parts = access::parts_of(list.rows[first]);
  // SQL has no form for several rows that give nothing.
  if (access::may_give_nothing() && parts.parts[0] == 0 && parts.parts[1] == 0) most = 1;
  std::size_t count = 1;
  while (count != most && access::parts_of(list.rows[first + count]) == parts) ++count;
  return {first, limits.few_texts ? rows_of_kept_text(count) : count, &parts};
}
/// Cuts a range of rows into windows that one statement each can insert.
template <class T, class R, class F>
void each_window(const row_list<T, R>& list, const window_limits& limits, F&& run) {
  shape parts;
  for (std::size_t first = 0; first != list.rows.size();) {
    const row_window rows = window_from(first, list, limits, parts);
    run(rows);
    first += rows.count;
  }
}

/// Counts values instead of giving them to an engine.
struct value_counter {
  row_window window;
  std::size_t result = 0;

  void put(const auto&...) noexcept { ++result; }
  void put_null() noexcept { ++result; }
};
/// How many values a statement binds for rows of its range, and besides them.
template <class V>
std::size_t count_bound(const V& values, row_window rows) {
  value_counter counter{rows};
  visit(counter, values);
  return counter.result;
}
template <class V>
std::size_t count_other_values(const V& values) {
  return count_bound(values, {0, 0});
}

/// The shape that a statement's values give to its text.
template <class V>
shape shape_of(const V& values, row_window rows) {
  shape_collector c;
  c.window = rows;
  collect_shape(c, values);
  return c.result;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

enum class dialect_id : unsigned char;

/// The statement that rows come from, and in which words it was sent; none for SQL of the user's own.
struct rows_origin {
  const statement_text* statement = nullptr;
  dialect_id dialect{};
};
/// Its text, for errors; see render/text.hpp.
inline std::string text_of_origin(const rows_origin& origin);

// Nearly every statement of a program has a row type of its own, while few hold values of other types than all others. A std::vector
// would be compiled for each of them, and costs three times what the rest of a statement does. Hence the memory of rows is one
// class, reading and destroying is compiled once for the types of the values, and for a row type only what makes a row.

/// What rows are made of in memory: a record's values, and any other row as it is.
template <class Row>
struct row_values {
  using type = Row;
};
template <bool View, class... F>
struct row_values<record_of<View, F...>> {
  using type = typename record_of<View, F...>::values_type;
};

template <class Row>
using row_values_t = typename row_values<Row>::type;

/// What has to be known of the values of rows to keep a sequence of them.
struct row_kind {
  std::size_t size;
  std::size_t alignment;
  void (*destroy)(void* rows, std::size_t count) noexcept;
};
template <class Values>
void destroy_values(void* rows, std::size_t count) noexcept {
  for (std::size_t i = 0; i != count; ++i) {
    void* const row = static_cast<std::byte*>(rows) + i * sizeof(Values);
    std::launder(static_cast<Values*>(row))->~Values();
  }
}
template <class Values>
inline constexpr row_kind kind_of_rows{sizeof(Values), alignof(Values), destroy_values<Values>};

/// Makes a row in its place: the one on which a reader stands, or, without a reader, one out of another, which is left to be destroyed.
using row_maker = void (*)(void* place, void* reader, void* other);

template <class Values, class Reader>
Values values_from(void* reader, void* other) {
  if constexpr (!std::is_void_v<Reader>) {
    if (reader) return decode<Values>::read(*static_cast<Reader*>(reader));
  }
  // A cast, because std::move would be one more function for each type of values.
  return static_cast<Values&&>(*std::launder(static_cast<Values*>(other)));
}
template <class Row, class Reader>
void make_row(void* place, void* reader, void* other) {
  using values = row_values_t<Row>;
  // A record has no other member: its values stand at its own address, and its end is theirs.
  static_assert(sizeof(Row) == sizeof(values) && alignof(Row) == alignof(values));
  if constexpr (is_record<Row>) {
    new (place) Row{values_from<values, Reader>(reader, other)};
  } else {
    new (place) Row(values_from<values, Reader>(reader, other));
  }
}

/// The memory of a sequence of rows, and how many there are.
class row_store {
 public:
  explicit row_store(const row_kind& kind, const rows_origin& from = {}) noexcept : kind_{&kind}, origin_{from} {}
  row_store(row_store&& other) noexcept : kind_{other.kind_} { swap(other); }
  row_store& operator=(row_store&&) = delete;
  ~row_store() {
    if (size_ != 0) kind_->destroy(data_, size_);
    release();
  }
  void swap(row_store& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    const rows_origin mine = origin_;  // std::swap would be made for it
    origin_ = other.origin_;
    other.origin_ = mine;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] void* memory() const noexcept { return data_; }
  [[nodiscard]] const rows_origin& origin() const noexcept { return origin_; }

  /// Makes a row behind the last one, from a reader or out of another row.
  void append(row_maker make, void* reader, void* other = nullptr) {
    if (size_ == capacity_) [[unlikely]]
      grow(make);
    make(row(size_), reader, other);
    ++size_;
  }

 private:
  [[nodiscard]] void* row(std::size_t i) const noexcept { return static_cast<std::byte*>(data_) + i * kind_->size; }
  [[gnu::noinline]] void grow(row_maker make) {
    row_store larger{*kind_, origin_};
    larger.allocate(capacity_ == 0 ? 8 : capacity_ * 2);
    for (; larger.size_ != size_; ++larger.size_) make(larger.row(larger.size_), nullptr, row(larger.size_));
    swap(larger);
  }
  void allocate(std::size_t rows) {
    const std::size_t bytes = rows * kind_->size;
    data_ = is_over_aligned() ? ::operator new(bytes, std::align_val_t{kind_->alignment}) : ::operator new(bytes);
    capacity_ = rows;
  }
  void release() noexcept {
    if (is_over_aligned()) {
      ::operator delete(data_, std::align_val_t{kind_->alignment});
    } else {
      ::operator delete(data_);
    }
  }
  [[nodiscard]] bool is_over_aligned() const noexcept { return kind_->alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__; }

  const row_kind* kind_;
  void* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  rows_origin origin_;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// The text of a statement as its values shape it.
inline std::string render(const statement_text& words, dialect_id dialect, const shape& how, const made_conditions* made = nullptr) {
  renderer count{nullptr, dialect, how};
  count.use(made);
  count.statement(words);
  std::string text(count.size(), '\0');
  renderer fill{text.data(), dialect, how};
  fill.use(made);
  fill.statement(words);
  return text;
}
/// Of a text that depends on values, the one in which every part stands, as sql_of has it.
inline std::string text_of_origin(const rows_origin& origin) { return render(*origin.statement, origin.dialect, {}); }

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Which step of a list a statement belongs to, and which element of it if it is an each().
struct place {
  static constexpr auto no_element = static_cast<std::size_t>(-1);
  std::size_t step = 0;
  std::size_t element = no_element;

  constexpr place(std::size_t s, std::size_t e = no_element) noexcept : step{s}, element{e} {}
  friend constexpr bool operator==(const place&, const place&) = default;
};
/// Tells in an error where it happened.
inline void set_place(error::base& e, const place& at) noexcept {
  e.set_step(at.step);
  if (at.element != place::no_element) e.set_element(at.element);
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// A template, so that its vectors are made only in files that erase lists (see bound_statement.hpp).
template <class Bound, class Char>
struct erased_list_of {
  struct origin {
    place at;
    guard required{};
    bool internal = false;  // a statement of mizzle's own, of which nobody wants the answer
  };

  std::vector<Bound> statements;
  std::vector<origin> origins;           // one for each statement
  std::vector<std::vector<Char>> texts;  // those that are no constants; a vector of characters stays where it is
  dialect_id dialect{};

  template <class Text>
  std::string_view keep(const Text& text) {
    const std::vector<Char>& kept = texts.emplace_back(text.begin(), text.end());
    return {kept.data(), kept.size()};
  }
};
/// A list of statements in the form in which they cross to an engine, with what is needed to read its answer.
using erased_list = erased_list_of<bound_statement, char>;
/// Appends a statement of mizzle's own.
template <class List, class Text>
void add_internal(List& list, const place& at, const Text& sql, bool rows, const guard& required = {}) {
  list.statements.push_back({list.keep(sql), {}, rows, {}});
  list.origins.push_back({at, required, true});
}

/// The parameters that one statement may have: as many as the handle tells, or its dialect.
template <class H>
std::size_t max_parameters_of(const H& h) {
  if constexpr (requires {
                  { h.max_parameters() } -> std::convertible_to<std::size_t>;
                }) {
    return h.max_parameters();
  } else {
    return hooks_of(H::dialect::id).max_parameters;
  }
}

/// Appends a statement in erased form: one item, or several if it inserts more rows than one statement can take. After each,
/// it calls after(rows) with the window of its rows.
template <dialect_id D, class List, class S, class After>
void erase_parts(List& list, const S& s, const place& at, std::size_t most_parameters, After&& after) {
  bool continues = false;
  list.dialect = D;
  const auto add = [&](row_window rows) {
    value_collector<D> values{rows};
    if constexpr (inserts_range<decltype(s.values)>) values.result.reserve(count_bound(s.values, rows));
    visit(values, s.values);
    std::string_view sql;
    if constexpr (made_at_run_time<decltype(s.values)>) {
      sql = list.keep(render_made(S::text, D, s.values));
    } else if constexpr (S::text.has_shape || !has_words(hooks_of(D), S::text)) {  // without words, that throws
      sql = list.keep(render(S::text, D, shape_of(s.values, rows)));
    } else {
      sql = written<text_of<S, D>>.view();
    }
    list.statements.push_back({sql, std::move(values.result), returns_rows<S>, s.required, continues});
    continues = true;
    list.origins.push_back({at, s.required});
    after(rows);
  };
  if constexpr (inserts_range<decltype(s.values)>) {
    each_window(*find_rows(s.values), {most_parameters, count_other_values(s.values)}, add);
  } else {
    add({});
  }
}
template <dialect_id D, class List, class S>
void erase(List& list, const S& s, const place& at, std::size_t most_parameters = hooks_of(D).max_parameters) {
  erase_parts<D>(list, s, at, most_parameters, [](row_window) {});
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Reads a whole decimal number from the front of a text and tells how many characters it has; 0 if there is none, or if it
/// does not fit.
constexpr std::size_t read_integer(std::string_view text, std::int64_t& number) {
  const bool negative = !text.empty() && text[0] == '-';
  std::size_t i = negative ? 1 : 0;
  const std::size_t first = i;
  std::int64_t result = 0;
  for (; i != text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    const std::int64_t digit = text[i] - '0';
    if (result < (INT64_MIN + digit) / 10) return 0;
    result = result * 10 - digit;  // towards the negative side, which reaches further
  }
  if (i == first || (!negative && result == INT64_MIN)) return 0;
  number = negative ? result : -result;
  return i;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

// A guard where nobody looks at change counts while a list runs: it is sent as a statement that fails, and the engine's message is
// mapped back to the step that it guards.

/// Appends a statement that fails unless `changed`, an SQL expression, is what the guard asks. It carries its own position in the list
/// and the count in a JSON path that does not exist, so that the engine's error tells them.
template <class List>
void erase_guard(List& list, dialect_id d, const place& at, const guard& required, std::string_view changed = "changes()"sv) {
  const std::string_view text = hooks_of(d).guard;
  if (text.empty()) throw error::invalid_request{"a guard cannot cross to this engine inside a batch; use a transaction"};
  std::string sql;
  for (const char c : text) {
    switch (c) {
      case '\1':
        sql += changed;
        break;
      case '\2':
        sql += required.exactly ? "= " : ">= ";
        append_number(sql, required.count);
        break;
      case '\3':
        sql += in_digits{list.statements.size()};
        break;
      default:
        sql += c;
    }
  }
  add_internal(list, at, sql, true, required);
}

/// Appends an insert of a range with a guard. Where the rows need several statements, it is their sum that is guarded, which is added up
/// in a table that exists only within the batch.
template <dialect_id D, class List, class S>
void erase_guarded_range(List& list, const S& s, const place& at, std::size_t most_parameters) {
  std::size_t parts = 0;
  each_window(*find_rows(s.values), {most_parameters, count_other_values(s.values)}, [&](row_window) { ++parts; });
  if (parts < 2) {
    erase<D>(list, s, at, most_parameters);
    return erase_guard(list, D, at, s.required, parts == 0 ? "0"sv : "changes()"sv);
  }
  add_internal(list, at, "create table \"mizzle changes\" (n integer)"sv, false);
  erase_parts<D>(list, s, at, most_parameters,
                 [&](row_window) { add_internal(list, at, "insert into \"mizzle changes\" values (changes())"sv, false); });
  erase_guard(list, D, at, s.required, "(select sum(n) from \"mizzle changes\")"sv);
  add_internal(list, at, "drop table \"mizzle changes\""sv, false);
}

/// The text of a statement of the list; of one of mizzle's own, that of the statement that it belongs to.
template <class List>
std::string_view text_at(const List& list, std::size_t i) noexcept {
  const place& at = list.origins[i].at;
  for (std::size_t k = i + 1; k-- != 0 && list.origins[k].at == at;) {
    if (!list.origins[k].internal) return list.statements[k].sql;
  }
  return {};
}

/// The guard failure that an engine's message tells of, if it does.
template <class List, class Failed = error::guard_failed>
std::optional<Failed> guard_failure(const List& list, std::string_view message) {
  constexpr std::string_view mark = "mizzle guard ", middle = " changed ";
  const auto found = message.find(mark);
  if (found == message.npos) return std::nullopt;
  std::int64_t position = 0, actual = 0;
  const std::string_view rest = message.substr(found + mark.size());
  const std::size_t digits = read_integer(rest, position);
  if (digits == 0 || rest.substr(digits, middle.size()) != middle) return std::nullopt;
  (void)read_integer(rest.substr(digits + middle.size()), actual);
  const auto i = static_cast<std::size_t>(position);
  if (i >= list.origins.size() || !list.origins[i].required.exists()) return std::nullopt;
  const auto& origin = list.origins[i];
  Failed result{origin.at.step, origin.required.count, actual, origin.required.exactly};
  set_place(result, origin.at);
  result.set_sql(text_at(list, i));
  return result;
}

}  // namespace mizzle::detail

#include <vector>  // and std::reverse_iterator; <iterator> would bring in streams, whose operators are looked at for each `==`

namespace mizzle::detail {

/// The rows of a statement: an owning, contiguous sequence that reads like a std::vector and moves into one,
/// `std::vector<Row> v = db.all(q);`.
///
/// Rows that are about to end give values and no references, so that `for (char c : db.all(q)[0][t.body])` is right.
template <class Row>
class rows : private row_store {
  using values = row_values_t<Row>;

 public:
  using value_type = Row;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = Row&;
  using const_reference = const Row&;
  using pointer = Row*;
  using const_pointer = const Row*;
  using iterator = Row*;
  using const_iterator = const Row*;
  using reverse_iterator = std::reverse_iterator<iterator>;
  using const_reverse_iterator = std::reverse_iterator<const_iterator>;

  rows() noexcept : row_store{kind_of_rows<values>} {}
  explicit rows(const rows_origin& from) noexcept : row_store{kind_of_rows<values>, from} {}
  MIZZLE_INLINE explicit rows(row_store&& s) noexcept : row_store{std::move(s)} {}
  rows(const rows& other) : rows{other.origin()} {
    for (Row row : other) append(make_row<Row, void>, nullptr, &row);
  }
  MIZZLE_INLINE rows(rows&&) noexcept = default;
  rows& operator=(rows other) noexcept {
    swap(other);
    return *this;
  }
  MIZZLE_INLINE ~rows() = default;

  operator std::vector<Row>() && {
    std::vector<Row> result;
    result.reserve(size());
    for (Row& row : *this) result.push_back(std::move(row));
    return result;
  }
  operator std::vector<Row>() const& { return std::vector<Row>(begin(), end()); }

  using row_store::empty;
  using row_store::size;
  [[nodiscard]] MIZZLE_INLINE Row* data() noexcept { return static_cast<Row*>(memory()); }
  [[nodiscard]] MIZZLE_INLINE const Row* data() const noexcept { return static_cast<const Row*>(memory()); }
  [[nodiscard]] MIZZLE_INLINE iterator begin() noexcept { return data(); }
  [[nodiscard]] MIZZLE_INLINE iterator end() noexcept { return data() + size(); }
  [[nodiscard]] MIZZLE_INLINE const_iterator begin() const noexcept { return data(); }
  [[nodiscard]] MIZZLE_INLINE const_iterator end() const noexcept { return data() + size(); }
  [[nodiscard]] const_iterator cbegin() const noexcept { return begin(); }
  [[nodiscard]] const_iterator cend() const noexcept { return end(); }
  [[nodiscard]] reverse_iterator rbegin() noexcept { return reverse_iterator{end()}; }
  [[nodiscard]] reverse_iterator rend() noexcept { return reverse_iterator{begin()}; }
  [[nodiscard]] const_reverse_iterator rbegin() const noexcept { return const_reverse_iterator{end()}; }
  [[nodiscard]] const_reverse_iterator rend() const noexcept { return const_reverse_iterator{begin()}; }
  [[nodiscard]] const_reverse_iterator crbegin() const noexcept { return rbegin(); }
  [[nodiscard]] const_reverse_iterator crend() const noexcept { return rend(); }

  [[nodiscard]] MIZZLE_INLINE Row& operator[](std::size_t i) & noexcept { return data()[i]; }
  [[nodiscard]] MIZZLE_INLINE const Row& operator[](std::size_t i) const& noexcept { return data()[i]; }
  [[nodiscard]] Row operator[](std::size_t i) && { return std::move(data()[i]); }
  [[nodiscard]] Row& at(std::size_t i) & { return data()[within(i)]; }
  [[nodiscard]] const Row& at(std::size_t i) const& { return data()[within(i)]; }
  [[nodiscard]] Row at(std::size_t i) && { return std::move(data()[within(i)]); }
  [[nodiscard]] Row& front() & noexcept { return data()[0]; }
  [[nodiscard]] const Row& front() const& noexcept { return data()[0]; }
  [[nodiscard]] Row front() && { return std::move(data()[0]); }
  [[nodiscard]] Row& back() & noexcept { return data()[size() - 1]; }
  [[nodiscard]] const Row& back() const& noexcept { return data()[size() - 1]; }
  [[nodiscard]] Row back() && { return std::move(data()[size() - 1]); }

  /// The only row; no_row or too_many_rows otherwise.
  [[nodiscard]] Row& one() & { return data()[only()]; }
  [[nodiscard]] const Row& one() const& { return data()[only()]; }
  [[nodiscard]] Row one() && { return std::move(data()[only()]); }

  /// Appends the row on which a reader stands.
  template <class Reader>
  void read(Reader& reader) {
    append(make_row<Row, Reader>, &reader);
  }

  friend bool operator==(const rows& a, const rows& b)
    requires std::equality_comparable<Row>
  {
    return same(a, b);
  }
  friend bool operator==(const rows& a, const std::vector<Row>& b)
    requires std::equality_comparable<Row>
  {
    return same(a, b);
  }
  friend auto operator<=>(const rows& a, const rows& b)
    requires std::three_way_comparable<Row>
  {
    using order = decltype(a[0] <=> b[0]);
    for (std::size_t i = 0; i != a.size() && i != b.size(); ++i) {
      if (const order here = a[i] <=> b[i]; here != 0) return here;
    }
    return order{a.size() <=> b.size()};
  }

 private:
  static bool same(const rows& a, const auto& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i != a.size(); ++i) {
      if (!(a[i] == b[i])) return false;
    }
    return true;
  }
  [[nodiscard]] std::size_t within(std::size_t i) const {
    if (i >= size()) throw std::out_of_range{"mizzle::rows::at"};
    return i;
  }
  [[nodiscard]] std::size_t only() const {
    if (size() == 0) refuse(error::no_row{});
    if (size() > 1) refuse(error::too_many_rows{});
    return 0;
  }
  template <class E>
  [[noreturn]] void refuse(E e) const {
    if (origin().statement) e.set_sql(text_of_origin(origin()));
    throw e;
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::rows;
}  // namespace mizzle

namespace mizzle::detail {

/// The table and the name of a result column, as errors tell them.
struct result_column {
  std::string table, column;
};

/// The name of the result column at a position, from zero on: of a column its own and its table's, otherwise what as() gave it, or the
/// text of the expression.
inline result_column result_column_at(const statement_text& statement, std::size_t position) {
  auto word = statement.words.first;
  while (word != statement.words.last && (*word)->what != form::fields) ++word;
  std::size_t before = 0;
  for (unsigned i = 0; word != statement.words.last && i != (*word)->count; ++i) {
    const tokens& field = (*word)->list[i];
    const token* t = *field.first;
    if (t->what == form::columns_of) {
      // The column that tells whether the row is there stands before the table's own.
      if (!has_marker_column(*t->from) && tells_presence(statement.words, i)) {
        if (before++ == position) return {std::string{t->from->label()}, std::string{presence_column}};
      }
      if (position - before < t->from->size) return {std::string{t->from->label()}, std::string{t->from->columns[position - before].name}};
      before += t->from->size;
      continue;
    }
    if (before++ != position) continue;
    const std::string_view given = t->what == form::named ? t->text : std::string_view{};
    for (auto at = field.first; t->what == form::named || t->what == form::when;) t = *++at;
    if (t->what == form::column) return {std::string{t->from->label()}, std::string{given.empty() ? t->text : given}};
    if (!given.empty()) return {{}, std::string{given}};
    renderer count{nullptr, dialect_id::sqlite, {}};
    count.bare_expression(field);
    std::string text(count.size(), '\0');
    renderer{text.data(), dialect_id::sqlite, {}}.bare_expression(field);
    return {{}, text};
  }
  return {{}, concat({in_digits{position + 1}})};
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Reads a row that an engine answered, from left to right.
template <class Value>
class value_reader {
 public:
  /// `words` are the statement's, for errors, and `sql` its text, as far as it is known.
  value_reader(const std::vector<Value>& row, const statement_text& words, std::string_view sql) noexcept
      : row_{&row}, words_{&words}, sql_{sql} {}

  template <class T>
  T next() {
    const std::size_t i = column_++;
    if constexpr (is_optional<T>) {
      if (is_null(i)) return std::nullopt;
      return read<typename T::value_type>(i);
    } else {
      return read<T>(i);
    }
  }
  [[nodiscard]] bool next_is_null(std::size_t ahead) const { return is_null(column_ + ahead); }
  void pass(std::size_t columns) noexcept { column_ += columns; }

 private:
  [[nodiscard]] bool is_null(std::size_t i) const { return std::holds_alternative<std::monostate>(at(i)); }
  [[nodiscard]] const Value& at(std::size_t i) const {
    if (i >= row_->size()) fail(i, "the answer has fewer columns than the statement");
    return (*row_)[i];
  }

  template <class T>
  T read(std::size_t i) const {
    using Stored = typename codec<T>::stored;
    const Value& v = at(i);
    if constexpr (std::same_as<Stored, std::int64_t>) {
      if (const auto* const n = std::get_if<std::int64_t>(&v)) return checked<T>(*n, i);
      // An integer may cross as text, because JSON has no exact ones.
      if (const auto* const text = std::get_if<std::string>(&v)) {
        std::int64_t n = 0;
        if (!text->empty() && read_integer(*text, n) == text->size()) return checked<T>(n, i);
      }
    } else if constexpr (std::same_as<Stored, double>) {
      if (const auto* const r = std::get_if<double>(&v)) return checked<T>(*r, i);
      if (const auto* const n = std::get_if<std::int64_t>(&v)) return checked<T>(static_cast<double>(*n), i);
    } else if constexpr (std::same_as<Stored, std::string>) {
      if (const auto* const text = std::get_if<std::string>(&v)) return checked<T>(std::string_view{*text}, i);
    } else {
      if (const auto* const bytes = std::get_if<blob>(&v)) return checked<T>(blob_view{*bytes}, i);
    }
    fail(i, is_null(i) ? "it holds NULL where a value was declared" : "it holds a value of another type than was declared");
  }
  template <class T, class Stored>
  T checked(Stored v, std::size_t i) const {
    if constexpr (ReadAtOnce<T>) {
      if (auto read = codec<T>::read(v)) return *std::move(read);
      fail(i, "its value does not fit the column's C++ type");
    } else {
      if constexpr (requires { codec<T>::accepts(v); }) {
        if (!codec<T>::accepts(v)) fail(i, "its value does not fit the column's C++ type");
      }
      return codec<T>::decode(v);
    }
  }
  [[noreturn]] void fail(std::size_t i, const char* why) const {
    result_column name = result_column_at(*words_, i);
    throw error::decode_error{std::move(name.column), why, sql_.empty() ? render(*words_, {}, {}) : std::string{sql_},
                              std::move(name.table)};
  }

  const std::vector<Value>* row_;
  const statement_text* words_;
  std::string_view sql_;
  std::size_t column_ = 0;
};

/// The answers to an erased list, taken in order.
template <class List, class Reply>
class reply_cursor {
 public:
  reply_cursor(const List& list, const std::vector<Reply>& replies) noexcept : list_{&list}, replies_{&replies} {}

  /// Gives f the replies that belong to a step, but for those to statements of mizzle's own.
  template <class F>
  void take(const place& at, F&& f) {
    for (; at_ != replies_->size() && list_->origins[at_].at == at; ++at_) {
      if (!list_->origins[at_].internal) f((*replies_)[at_], list_->statements[at_].sql);
    }
  }
  [[nodiscard]] dialect_id dialect() const noexcept { return list_->dialect; }

 private:
  const List* list_;
  const std::vector<Reply>* replies_;
  std::size_t at_ = 0;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A number that all threads use.
// Not std::atomic: <atomic> would cost a compiler a tenth of what all of mizzle costs it.
class atomic_number {
 public:
  constexpr atomic_number() = default;
  atomic_number(const atomic_number&) = delete;
  atomic_number& operator=(const atomic_number&) = delete;

  [[nodiscard]] std::uint64_t get() const noexcept { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
  /// Adds one and gives the sum.
  std::uint64_t increment() noexcept { return __atomic_add_fetch(&value_, 1, __ATOMIC_RELAXED); }
  /// Becomes `wanted` if it is still zero; gives what it is then.
  std::uint64_t set_once(std::uint64_t wanted) noexcept {
    std::uint64_t found = 0;
    return __atomic_compare_exchange_n(&value_, &found, wanted, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED) ? wanted : found;
  }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Whether a statement that has run may have inserted a row whose id is to be reported.
enum class row_id_report : unsigned char {
  never,
  after_changes,  // whatever it changed was inserted
  if_inserted,    // only the engine knows
};

/// What is known of the row id that a statement leaves: an insert without an update part has inserted what it changed.
constexpr row_id_report row_id_of(const statement_text& text, statement_kind kind) {
  if (kind != statement_kind::insert || !(*text.words.first)->from->row_ids) return row_id_report::never;
  for (auto at = text.words.first; at != text.words.last; ++at) {
    if ((*at)->has(is_upsert)) return row_id_report::if_inserted;
  }
  return row_id_report::after_changes;
}

/// What a program keeps of a statement type: its words, and a number that it gets at its first use, the same on every
/// connection, by which a connection finds the kept statement without hashing or comparing text.
struct statement_site {
  statement_text words;
  statement_kind kind;
  bool returns_rows;
  row_id_report row_id;
  atomic_number number{};
};

/// The site of a statement type.
template <class S>
inline constinit statement_site site_of{S::text, S::kind, returns_rows<S>, row_id_of(S::text, S::kind)};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A statement that stands in an atomic list only if `on`; its result is optional.
template <class S>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] when_step {
  bool on;
  S statement;
  friend constexpr bool operator==(const when_step&, const when_step&) = default;
};

/// A statement for each element of a range; its result is a vector.
template <class S>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] each_step {
  std::vector<S> statements;
  friend bool operator==(const each_step&, const each_step&) = default;
};

template <class S>
struct step_of;

/// What a step of an atomic list yields: rows, a run_result, an optional or a vector of one.
template <class S>
using result_of = typename step_of<std::remove_cvref_t<S>>::result;

/// A statement that is built and not yet run, and may stand in an atomic list; also when(on, statement) and
/// each(range, f).
template <class S>
concept AtomicWrite = requires { typename step_of<std::remove_cvref_t<S>>::result; };

/// `when(on, statement)`: the statement is run only if `on`.
template <Statement S>
constexpr when_step<S> when(bool on, const S& s) {
  return {on, s};
}
/// `each(range, f)`: runs the statement f(x) for each x of a range, which is walked once, at once.
template <class R, class F>
auto each(R&& range, F&& f) {
  using X = std::remove_reference_t<decltype(*std::ranges::begin(range))>;
  using S = std::remove_cvref_t<decltype(f(std::declval<const X&>()))>;
  static_assert(Statement<S>, "mizzle: each(): the function must return a statement; build one from its argument");
  each_step<S> result;
  for (const auto& x : range) result.statements.push_back(f(x));
  return result;
}

/// The result of a statement of which nothing is read yet.
template <class S>
auto nothing_of(dialect_id dialect) {
  if constexpr (returns_rows<S>) return rows<row_t<S>>{rows_origin{&S::text, dialect}};
  else return run_result{};
}

template <class S, bool Rows>
struct statement_result {
  using type = run_result;
};
template <class S>
struct statement_result<S, true> {
  using type = rows<row_t<S>>;
};

/// What is sent to a handle, and what it answers. Named by the handle, because a vector of variants takes a compiler long: it is made
/// only in files that run lists on a handle that needs it.
template <class H>
struct exchange {
  using statements = erased_list;
  using replies = std::vector<statement_reply>;
};

/// How far a step has come that runs by itself.
struct progress {
  place at;
  std::int64_t changes = 0;
};

/// How one kind of step is run, erased and read back.
template <Statement S>
struct step_of<S> {
  static_assert(checked<S>);
  using result = typename statement_result<S, returns_rows<S>>::type;

  /// Whether there may be nothing to run: no rows to insert.
  static constexpr bool can_be_nothing = inserts_range<decltype(std::declval<const S&>().values)>;
  static bool stands(const S& s) noexcept {
    if constexpr (can_be_nothing) return s.required.exists() || find_rows(s.values)->rows.size() != 0;
    else return true;
  }

  template <class H>
  static result run(H& h, const S& s, progress& done) {
    std::int64_t changed = 0;
    if constexpr (requires { h.perform_step(s, changed); }) {
      try {
        result r = h.perform_step(s, changed);
        done.changes += changed;
        demand(s.required, changed, done.at.step);
        return r;
      } catch (error::base& e) {
        h.tell(e, site_of<S>, s.values);
        throw;
      }
    } else {
      typename exchange<H>::statements list;
      erase<H::dialect::id>(list, s, done.at, max_parameters_of(h));
      typename exchange<H>::replies replies;
      std::string_view sql;
      try {
        for (const auto& b : list.statements) {
          sql = b.sql;
          const std::int64_t more = replies.emplace_back(h.execute(b)).changes;
          changed += more;
          done.changes += more;
        }
        demand(s.required, changed, done.at.step);
      } catch (error::base& e) {
        e.set_sql(sql);
        throw;
      }
      reply_cursor at{list, replies};
      return read(s, at, done.at);
    }
  }

  /// With guards as statements of the list where nobody looks at change counts while it runs.
  template <dialect_id D, class List>
  static void erase_into(List& list, const S& s, const place& at, std::size_t most_parameters, bool with_guards = true) {
    if constexpr (inserts_range<decltype(s.values)>) {
      if (s.required.exists() && with_guards) return erase_guarded_range<D>(list, s, at, most_parameters);
      // A guard on no rows at all is still asked.
      if (s.required.exists() && find_rows(s.values)->rows.size() == 0) {
        add_internal(list, at, ""sv, false, s.required);
        list.statements.back().guard = s.required;
        return;
      }
    }
    erase<D>(list, s, at, most_parameters);
    if (s.required.exists() && with_guards) erase_guard(list, D, at, s.required);
  }
  template <class Cursor>
  static result read(const S&, Cursor& at, const place& where) {
    result r = nothing_of<S>(at.dialect());
    at.take(where, [&](const auto& reply, std::string_view sql) {
      if constexpr (returns_rows<S>) {
        for (const auto& row : reply.rows) {
          value_reader reader{row, S::text, sql};
          r.read(reader);
        }
      } else {
        r.changes += reply.changes;
        if (S::kind == statement_kind::insert && (*S::text.words.first)->from->row_ids && reply.changes > 0 && reply.last_insert_rowid != 0)
          r.last_insert_rowid = reply.last_insert_rowid;
      }
    });
    return r;
  }
};

template <class S>
struct step_of<when_step<S>> {
  using inner = step_of<S>;
  using result = std::optional<typename inner::result>;

  static constexpr bool can_be_nothing = true;
  static bool stands(const when_step<S>& s) noexcept { return s.on && inner::stands(s.statement); }
  template <class H>
  static result run(H& h, const when_step<S>& s, progress& done) {
    if (!s.on) return std::nullopt;
    return inner::run(h, s.statement, done);
  }
  template <dialect_id D, class List>
  static void erase_into(List& list, const when_step<S>& s, const place& at, std::size_t most_parameters, bool with_guards = true) {
    if (s.on) inner::template erase_into<D>(list, s.statement, at, most_parameters, with_guards);
  }
  template <class Cursor>
  static result read(const when_step<S>& s, Cursor& at, const place& where) {
    if (!s.on) return std::nullopt;
    return inner::read(s.statement, at, where);
  }
};

template <class S>
struct step_of<each_step<S>> {
  using inner = step_of<S>;
  using result = std::vector<typename inner::result>;

  static constexpr bool can_be_nothing = true;
  static bool stands(const each_step<S>& s) noexcept {
    bool any = false;
    for (const S& one : s.statements) any = any || inner::stands(one);
    return any;
  }
  template <class H>
  static result run(H& h, const each_step<S>& s, progress& done) {
    result r;
    for (std::size_t i = 0; i != s.statements.size(); ++i) {
      done.at.element = i;
      r.push_back(inner::run(h, s.statements[i], done));
    }
    return r;
  }
  // Within the erased list each element has a place of its own, so that the replies can be told apart.
  template <dialect_id D, class List>
  static void erase_into(List& list, const each_step<S>& s, const place& at, std::size_t most_parameters, bool with_guards = true) {
    for (std::size_t i = 0; i != s.statements.size(); ++i)
      inner::template erase_into<D>(list, s.statements[i], {at.step, i}, most_parameters, with_guards);
  }
  template <class Cursor>
  static result read(const each_step<S>& s, Cursor& at, const place& where) {
    result r;
    for (std::size_t i = 0; i != s.statements.size(); ++i) r.push_back(inner::read(s.statements[i], at, {where.step, i}));
    return r;
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::AtomicWrite;
using detail::each;
using detail::result_of;
using detail::when;
}  // namespace mizzle

namespace mizzle {
inline namespace literals {
/// `results[0_c]`: Hana's integral constants.
using boost::hana::literals::operator""_c;
}  // namespace literals
}  // namespace mizzle

namespace mizzle::detail {

// What Hana's algorithms need of a sequence that keeps its elements in a Hana tuple, `items`. A list of writes and its results are
// sequences of their own kinds, because Hana's tuple is nobody's to give words for a wrong position, or the name of a sum. All of it is
// what a tuple has; Hana's algorithms themselves are included by who uses them, because they cost a fifth of a unit.

struct unpack_items {
  template <class List, class F>
  static constexpr decltype(auto) apply(List&& list, F&& f) {
    return boost::hana::unpack_impl<boost::hana::tuple_tag>::apply(std::forward<List>(list).items, std::forward<F>(f));
  }
};
struct item_at {
  template <class List, class N>
  static constexpr decltype(auto) apply(List&& list, const N& n) {
    return boost::hana::at_impl<boost::hana::tuple_tag>::apply(std::forward<List>(list).items, n);
  }
};
struct items_are_none {
  template <class List>
  static constexpr auto apply(const List& list) {
    return boost::hana::is_empty_impl<boost::hana::tuple_tag>::apply(list.items);
  }
};
template <class Tag>
struct drop_items {
  template <class List, class N>
  static constexpr auto apply(List&& list, const N&) {
    constexpr std::size_t size = std::remove_cvref_t<List>::size;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return boost::hana::make_impl<Tag>::apply(boost::hana::at_c<N::value + I>(std::forward<List>(list).items)...);
    }(std::make_index_sequence<(N::value < size) ? size - N::value : 0>{});
  }
};

/// Whether two such lists are equal, item by item.
template <class List>
constexpr bool same_items(const List& a, const List& b) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return ((boost::hana::at_c<I>(a.items) == boost::hana::at_c<I>(b.items)) && ...);
  }(std::make_index_sequence<List::size>{});
}

/// The position that an integral constant means in a list of so many statements.
template <class N, std::size_t Size>
consteval std::size_t position_in_list() {
  constexpr bool is_constant = requires { typename std::integral_constant<long long, N::value>; };
  static_assert(
      is_constant,
      "mizzle: results[...]: the compiler must know which statement of the list is meant, because each yields a type of its own; write results[0_c] instead of results[0]");
  if constexpr (is_constant) {
    constexpr bool exists = N::value >= 0 && static_cast<std::size_t>(N::value) < Size;
    static_assert(exists, "mizzle: results[...]: the list has no statement at this position; they are counted from 0_c on");
    if constexpr (exists) return N::value;
  }
  return 0;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// The kind of sequence that results are, in Hana's words.
struct atomic_results_tag {};

/// What the statements of an atomic list have yielded, in their order: rows or a run_result each, `results[0_c]`. A Hana Sequence, which
/// structured bindings and mz::get take apart as well.
template <class... R>
struct atomic_results {
  using hana_tag = atomic_results_tag;
  static constexpr std::size_t size = sizeof...(R);

  boost::hana::tuple<R...> items;

  template <class N>
  [[nodiscard]] constexpr auto& operator[](const N&) & noexcept {
    return boost::hana::at_c<position_in_list<N, sizeof...(R)>()>(items);
  }
  template <class N>
  [[nodiscard]] constexpr const auto& operator[](const N&) const& noexcept {
    return boost::hana::at_c<position_in_list<N, sizeof...(R)>()>(items);
  }
  // Results that are about to end give values and no references.
  template <class N>
  [[nodiscard]] constexpr auto operator[](const N&) && {
    return std::move(boost::hana::at_c<position_in_list<N, sizeof...(R)>()>(items));
  }

  friend constexpr bool operator==(const atomic_results& a, const atomic_results& b)
    requires(std::equality_comparable<R> && ...)
  {
    return same_items(a, b);
  }
};

/// The result at a position of a list.
template <std::size_t N, class... R>
constexpr const auto& get(const atomic_results<R...>& results) noexcept {
  return boost::hana::at_c<N>(results.items);
}
template <std::size_t N, class... R>
constexpr auto& get(atomic_results<R...>& results) noexcept {
  return boost::hana::at_c<N>(results.items);
}
template <std::size_t N, class... R>
constexpr auto get(atomic_results<R...>&& results) {
  return std::move(boost::hana::at_c<N>(results.items));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::atomic_results;
using detail::get;
}  // namespace mizzle

template <class... R>
struct std::tuple_size<mizzle::detail::atomic_results<R...>> : std::integral_constant<std::size_t, sizeof...(R)> {};
template <std::size_t N, class... R>
struct std::tuple_element<N, mizzle::detail::atomic_results<R...>> {
  using type = std::remove_cvref_t<decltype(boost::hana::at_c<N>(std::declval<const mizzle::detail::atomic_results<R...>&>().items))>;
};

namespace boost::hana {
template <>
struct Sequence<mizzle::detail::atomic_results_tag> : std::true_type {};
template <>
struct unpack_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::unpack_items {};
template <>
struct at_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::item_at {};
template <>
struct is_empty_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::items_are_none {};
template <>
struct drop_front_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::drop_items<mizzle::detail::atomic_results_tag> {};
template <>
struct make_impl<mizzle::detail::atomic_results_tag> {
  template <class... R>
  static constexpr mizzle::detail::atomic_results<std::decay_t<R>...> apply(R&&... results) {
    return {{std::forward<R>(results)...}};
  }
};
}  // namespace boost::hana

namespace mizzle::detail {

/// The kind of sequence that an atomic list is, in Hana's words.
struct atomic_writes_tag {};

/// Statements that either all happen or none, built by atomic(). A Hana Sequence, and a Monoid: hana::plus joins two lists, and
/// `mz::atomic()` is the one that adds nothing.
template <class... S>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] atomic_writes {
  using hana_tag = atomic_writes_tag;
  static constexpr std::size_t size = sizeof...(S);

  boost::hana::tuple<S...> items;

  template <class N>
  [[nodiscard]] constexpr const auto& operator[](const N&) const noexcept {
    return boost::hana::at_c<position_in_list<N, sizeof...(S)>()>(items);
  }
  friend constexpr bool operator==(const atomic_writes& a, const atomic_writes& b)
    requires(std::equality_comparable<S> && ...)
  {
    return same_items(a, b);
  }
};

template <class X>
inline constexpr bool is_atomic_writes = false;
template <class... S>
inline constexpr bool is_atomic_writes<atomic_writes<S...>> = true;

/// A member of a list as a list of its own.
template <class S>
constexpr atomic_writes<S> as_writes(const S& s) {
  return {{s}};
}
template <class... S>
constexpr const atomic_writes<S...>& as_writes(const atomic_writes<S...>& list) {
  return list;
}

template <class... A, class... B>
constexpr atomic_writes<A..., B...> append(const atomic_writes<A...>& a, const atomic_writes<B...>& b) {
  return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
    return atomic_writes<A..., B...>{{boost::hana::at_c<I>(a.items)..., boost::hana::at_c<K>(b.items)...}};
  }(std::index_sequence_for<A...>{}, std::index_sequence_for<B...>{});
}
constexpr atomic_writes<> flatten() { return {}; }
template <class S, class... More>
constexpr auto flatten(const S& s, const More&... more) {
  return append(as_writes(s), flatten(more...));
}

/// What is wrong with the first that is given to atomic() and has no place in a list.
template <class S, class... More>
constexpr diagnosis no_write() {
  if constexpr (!is_atomic_writes<S> && !AtomicWrite<S> && !std::same_as<S, rejected_condition>) return no_statement<"atomic()", S>();
  else if constexpr (sizeof...(More) > 0) return no_write<More...>();
  else return {};
}

/// What is wrong with a statement shows here with the shortest path to it.
template <class S>
inline constexpr bool is_sound_step = true;
template <Statement S>
inline constexpr bool is_sound_step<S> = checked<S>;

/// A list of statements that all happen or none. Lists inside the list are flattened; an empty list is legal and free.
template <class... S>
constexpr auto atomic(S&&... s) {
  static_assert((is_sound_step<std::remove_cvref_t<S>> && ...));
  if constexpr (!((is_atomic_writes<std::remove_cvref_t<S>> || AtomicWrite<S>) && ...)) {
    (void)accept<no_write<std::remove_cvref_t<S>...>()>();
    return atomic_writes<>{};
  } else if constexpr ((is_atomic_writes<std::remove_cvref_t<S>> || ...)) {
    return flatten(s...);
  } else {
    return atomic_writes<std::remove_cvref_t<S>...>{{std::forward<S>(s)...}};
  }
}

/// when() of what nothing can be left out of.
template <class X>
  requires(!Statement<X> && !Expression<X> && !Source<X>)
constexpr atomic_writes<> when(bool, const X&) {
  static_assert(
      sizeof(X) == 0,
      "mizzle: when(on, x): x must be a statement, which then stands in an atomic list, or a part of one: a condition, a field, a term, an assignment or a joined table");
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::atomic;
using detail::atomic_writes;
using detail::when;
}  // namespace mizzle

namespace boost::hana {
template <>
struct Sequence<mizzle::detail::atomic_writes_tag> : std::true_type {};
template <>
struct unpack_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::unpack_items {};
template <>
struct at_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::item_at {};
template <>
struct is_empty_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::items_are_none {};
template <>
struct drop_front_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::drop_items<mizzle::detail::atomic_writes_tag> {};
template <>
struct make_impl<mizzle::detail::atomic_writes_tag> {
  // What an algorithm makes of a list need not be one that can run.
  template <class... X>
  static constexpr auto apply(X&&... x) {
    if constexpr ((mizzle::detail::AtomicWrite<X> && ...)) {
      return mizzle::detail::atomic_writes<std::decay_t<X>...>{{std::forward<X>(x)...}};
    } else {
      return tuple<std::decay_t<X>...>{std::forward<X>(x)...};
    }
  }
};
template <>
struct zero_impl<mizzle::detail::atomic_writes_tag> {
  static constexpr mizzle::detail::atomic_writes<> apply() { return {}; }
};
template <>
struct plus_impl<mizzle::detail::atomic_writes_tag, mizzle::detail::atomic_writes_tag> {
  template <class A, class B>
  static constexpr auto apply(const A& a, const B& b) {
    return mizzle::detail::append(a, b);
  }
};
}  // namespace boost::hana

namespace mizzle::detail {

// A list that a handle takes whole is planned, sent and read. The first and the last know nothing of the handle but its dialect, and
// do nothing but compute: a handle that awaits its answer is another send() between the same two.

/// The results of a list of the statements S, by position.
template <class... S>
using results_of = atomic_results<result_of<S>...>;

/// Appends what is sent for a list, with guards as statements or without.
template <dialect_id D, class List, class... S>
void erase_writes(List& list, const atomic_writes<S...>& writes, std::size_t most_parameters, bool with_guards) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (step_of<S>::template erase_into<D>(list, boost::hana::at_c<I>(writes.items), I, most_parameters, with_guards), ...);
  }(std::index_sequence_for<S...>{});
}
/// What is sent for a list.
template <class H, class... S>
auto plan(const H& h, const atomic_writes<S...>& writes) {
  typename exchange<H>::statements list;
  erase_writes<H::dialect::id>(list, writes, max_parameters_of(h), !AsksGuards<H>);
  return list;
}

namespace run_list {

/// Makes the position that an engine tells the place of the step, and tells its text.
template <class List, class Position = std::size_t>
void map_place(const List& list, error::base& e) {
  const auto at = e.step<Position>();
  if (!at || *at >= list.origins.size()) return;
  e.set_sql(text_at(list, *at));
  set_place(e, list.origins[*at].at);
}

/// The failure of a guard that the engine asked itself, whose step is the position in the batch.
template <class List>
error::guard_failed at_its_step(const List& list, const error::guard_failed& e) {
  if (e.step() >= list.origins.size()) return e;
  const place& at = list.origins[e.step()].at;
  error::guard_failed result{at.step, e.required(), e.actual(), e.exactly()};
  set_place(result, at);
  result.set_sql(text_at(list, e.step()));
  return result;
}

/// Calls f, whose errors tell a position in the list, and lets them tell the step instead.
template <class List, class F>
auto at_steps(const List& list, F&& f) {
  try {
    return f();
  } catch (error::sql_error& e) {
    if (auto failed = guard_failure(list, e.what())) throw *failed;
    map_place(list, e);
    throw;
  } catch (const error::guard_failed& e) {
    throw at_its_step(list, e);
  } catch (error::base& e) {
    map_place(list, e);
    throw;
  }
}

/// Sends an erased list in one call and maps what fails back to its step.
template <class H, class List>
auto send(H& h, const List& list) {
  typename exchange<H>::replies replies =
      at_steps(list, [&] { return h.execute_batch(std::span<const bound_statement>{list.statements}); });
  if (replies.size() != list.statements.size()) {
    throw error::transport_error{
        concat({"the engine answered ", in_digits{replies.size()}, " of ", in_digits{list.statements.size()}, " statements"}), true};
  }
  return replies;
}

/// Reads the answer to a batch that has been carried out, so that every error tells that the list stays. The one for want of memory is
/// made before the batch is sent.
class committed_reading {
 public:
  template <class Read>
  auto operator()(Read&& read) const {
    try {
      return read();
    } catch (error::base& e) {
      e.set_committed();
      throw;
    } catch (const std::bad_alloc&) {
      throw out_of_memory_;
    }
  }
  committed_reading() { out_of_memory_.set_committed(); }

 private:
  error::sql_error out_of_memory_{7, "out of memory"};  // SQLITE_NOMEM
};

/// Reads the answer to one step and says in its error which one it was.
template <class S, class Cursor>
result_of<S> read_step(const S& s, Cursor& at, std::size_t index) {
  try {
    return step_of<S>::read(s, at, index);
  } catch (error::base& e) {
    e.set_step(index);
    throw;
  }
}

}  // namespace run_list

/// The results of a list from what was answered to its plan.
template <class... S, class List, class Replies>
results_of<S...> read(const atomic_writes<S...>& writes, const List& list, const Replies& replies) {
  reply_cursor at{list, replies};
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return results_of<S...>{{run_list::read_step(boost::hana::at_c<I>(writes.items), at, I)...}};
  }(std::index_sequence_for<S...>{});
}

namespace run_list {

/// Runs a list as one batch. Of nothing, nothing is sent.
template <class H, class Writes>
auto in_batch(H& h, const Writes& writes) {
  const auto list = plan(h, writes);
  const committed_reading reading;
  auto replies = list.statements.empty() ? typename exchange<H>::replies{} : send(h, list);
  return reading([&] { return read(writes, list, std::move(replies)); });
}

}  // namespace run_list

}  // namespace mizzle::detail

namespace mizzle {
using detail::results_of;
}  // namespace mizzle

namespace mizzle::detail {

namespace run_list {

/// Runs one step and says in its error which one it was, and what stays where nothing is undone.
template <class H, class S>
result_of<S> step(H& h, const S& s, std::size_t index, bool stays) {
  progress done{index};
  try {
    return step_of<S>::run(h, s, done);
  } catch (error::base& e) {
    set_place(e, done.at);
    if (stays) e.set_stayed(index, done.changes > 0);
    throw;
  }
}

template <class H, class... S, std::size_t... I>
results_of<S...> in_order(H& h, const atomic_writes<S...>& writes, bool stays, std::index_sequence<I...>) {
  return {{step(h, boost::hana::at_c<I>(writes.items), I, stays)...}};
}

/// Whether there may be anything to run.
template <class... S, std::size_t... I>
bool any_stands(const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  return (step_of<S>::stands(boost::hana::at_c<I>(writes.items)) || ...);
}

/// The results of a list of which nothing stands.
template <class H, class... S>
results_of<S...> of_nothing(const atomic_writes<S...>& writes) {
  return read(writes, typename exchange<H>::statements{}, typename exchange<H>::replies{});
}

/// Runs a list inside a transaction that is open for it.
template <class H, class... S>
results_of<S...> inside(H& tx, const atomic_writes<S...>& writes) {
  return in_order(tx, writes, false, std::index_sequence_for<S...>{});
}

}  // namespace run_list

/// Runs a list by the policy of the handle's type and gives the results by position, `results[0_c]`. A list without statements
/// opens nothing. Throws one of mizzle::error, and then
/// - policy transaction: nothing of the list stays, also when rows that it returned could not be read; unless the disk fails behind the
///   point of no return of the commit, which the error says by committed() or, where only the file can tell, outcome_unknown();
/// - policy batch: nothing stays, unless the error is committed(): the engine has carried out the list, but its answer could not be
///   read; or outcome_unknown(): the answer was lost;
/// - policy sequential: the first stayed() steps stay, and something of the failing one if failing_step_changed().
template <class H, class... S>
  requires Handle<std::remove_reference_t<H>>
results_of<S...> run_atomic(H&& handle, const atomic_writes<S...>& writes) {
  auto& h = handle;
  constexpr policy how = policy_of<std::remove_reference_t<H>>;
  constexpr auto steps = std::index_sequence_for<S...>{};
  if constexpr (sizeof...(S) == 0) {
    return {};
  } else if constexpr (how == policy::transaction) {
    if constexpr ((step_of<S>::can_be_nothing || ...)) {
      if (!run_list::any_stands(writes, steps)) return run_list::of_nothing<std::remove_reference_t<H>>(writes);
    }
    return h.transaction([&](auto&& tx) { return run_list::inside(tx, writes); });
  } else if constexpr (how == policy::batch) {
    return run_list::in_batch(h, writes);
  } else {
    return run_list::in_order(h, writes, true, steps);
  }
}

/// The same with a function that builds the list: it is called with the handle that will run it, before anything is run.
template <class H, class F>
  requires(Handle<std::remove_reference_t<H>> && !is_atomic_writes<std::remove_cvref_t<F>> && !requires(F& list) { list.begin(); } &&
           !requires(F& list) { list.writes; })
auto run_atomic(H&& handle, F&& build) {
  auto& h = handle;
  if constexpr (policy_of<std::remove_reference_t<H>> == policy::transaction) {
    return h.transaction([&](auto&& tx) {
      using run_list::inside;  // that for any_write is found by its argument
      return inside(tx, build(tx));
    });
  } else {
    return run_atomic(h, build(h));
  }
}

/// Runs a list only where it is all or nothing: other handles do not compile.
template <class H, class W>
  requires Handle<std::remove_reference_t<H>>
auto run_atomic(require_atomic_t, H&& h, W&& writes) {
  static_assert(
      policy_of<std::remove_reference_t<H>> != policy::sequential,
      "mizzle: run_atomic(require_atomic): this handle has neither transactions nor an atomic batch, so that a failure would leave half of the list; use another handle, or leave require_atomic out");
  return run_atomic(h, std::forward<W>(writes));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::run_atomic;
}  // namespace mizzle

namespace mizzle::detail {

/// `create index if not exists` of a table's I-th constraint, if that is an index.
template <class T, std::size_t I>
constexpr auto index_writes() {
  constexpr auto kind = constraints_type<T>::infos[I].kind;
  if constexpr (kind == constraint_kind::index || kind == constraint_kind::unique_index) {
    return as_writes(create_statement<T, I + 1, true>{});
  } else {
    return atomic_writes<>{};
  }
}
template <class T>
constexpr auto table_writes() {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return flatten(create_statement<T, 0, true>{}, index_writes<T, I>()...);
  }(std::make_index_sequence<constraints_type<T>::size>{});
}

/// Creates tables and their indexes that do not exist yet, as a list for any handle: `mz::run_atomic(owner, mz::create_tables(channels,
/// messages))`. A connection has a function of its own for it.
template <Table... T>
constexpr auto create_tables(const T&...) {
  return flatten(table_writes<T>()...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::create_tables;
}  // namespace mizzle

namespace mizzle::detail {

/// A variant of results and of all that mizzle throws.
template <class Results>
using outcome_variant = std::variant<Results, error::guard_failed, error::sql_error, error::busy, error::invalid_request,
                                     error::transport_error, error::decode_error, error::no_row, error::too_many_rows>;

/// What became of an atomic list, as a value: its results, or the error. A std::variant of atomic_results, guard_failed,
/// sql_error, busy, invalid_request, transport_error and decode_error, and of no_row and too_many_rows, which a function that builds the
/// list can meet when it reads.
template <class Results>
class [[nodiscard("mizzle: an outcome tells whether the list was run; look at it, or use run_atomic(), which throws")]] basic_outcome
    : public outcome_variant<Results> {
 public:
  using base = outcome_variant<Results>;
  using base::base;

  [[nodiscard]] bool ok() const noexcept { return this->index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  /// Whether the list was carried out, so that it must not be repeated: it is ok, or its error is one that is met only behind the
  /// commit, such as an answer that cannot be read.
  [[nodiscard]] bool committed() const noexcept {
    const mizzle::error::base* const e = error();
    return !e || e->committed();
  }
  /// The results; throws the error if there is one.
  [[nodiscard]] Results& value() & {
    raise();
    return std::get<0>(*this);
  }
  [[nodiscard]] const Results& value() const& {
    raise();
    return std::get<0>(*this);
  }
  [[nodiscard]] Results value() && {
    raise();
    return std::get<0>(std::move(*this));
  }
  /// The error of type E, or null: `if (auto* e = o.error<mz::error::guard_failed>())`.
  template <class E>
  [[nodiscard]] const E* error() const noexcept {
    return std::get_if<E>(static_cast<const base*>(this));
  }
  /// Any error, or null.
  [[nodiscard]] const mizzle::error::base* error() const noexcept {
    return std::visit([](const auto& x) -> const mizzle::error::base* {
      if constexpr (std::is_convertible_v<decltype(&x), const mizzle::error::base*>) {
        return &x;
      } else {
        return nullptr;
      }
    }, static_cast<const base&>(*this));
  }

  // Errors do not compare.
  friend bool operator==(const basic_outcome&, const basic_outcome&) = delete;

 private:
  void raise() const {
    std::visit([](const auto& x) {
      if constexpr (std::is_convertible_v<decltype(&x), const mizzle::error::base*>) throw x;
    }, static_cast<const base&>(*this));
  }
};

/// The outcome of a list whose results are R.
template <class... R>
using outcome = basic_outcome<atomic_results<R...>>;

/// run_atomic() that throws nothing of mizzle::error: the error is part of the outcome.
template <class... Arguments>
auto try_atomic(Arguments&&... arguments) -> basic_outcome<decltype(run_atomic(std::forward<Arguments>(arguments)...))> {
  try {
    return run_atomic(std::forward<Arguments>(arguments)...);
  } catch (const error::guard_failed& e) {
    return e;
  } catch (const error::sql_error& e) {
    return e;
  } catch (const error::busy& e) {
    return e;
  } catch (const error::invalid_request& e) {
    return e;
  } catch (const error::transport_error& e) {
    return e;
  } catch (const error::decode_error& e) {
    return e;
  } catch (const error::no_row& e) {
    return e;
  } catch (const error::too_many_rows& e) {
    return e;
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::outcome;
using detail::try_atomic;
}  // namespace mizzle

namespace mizzle::detail {

/// Rows of values as the statement type S would have given them.
template <class S, class Rows>
auto read_rows(const Rows& from) {
  rows<row_t<S>> result{rows_origin{&S::text}};
  for (const auto& row : from) {
    value_reader reader{row, S::text, {}};
    result.read(reader);
  }
  return result;
}

/// What one any_write yields: its counts, and its rows as values in the order of the select list.
struct any_result {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<value>> rows;

  /// The rows as the statement type S would have given them.
  template <ReturnsRows S>
  [[nodiscard]] auto as() const {
    return read_rows<S>(rows);
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::any_result;
}  // namespace mizzle

namespace mizzle::detail {

/// Where SQL text goes on behind spaces, semicolons and comments; its end if nothing else follows.
constexpr std::size_t skip_comments(std::string_view sql, std::size_t at = 0) noexcept {
  while (at < sql.size()) {
    const std::string_view rest = sql.substr(at);
    if (rest.starts_with("--")) {
      const std::size_t end = rest.find('\n');
      at = end == rest.npos ? sql.size() : at + end + 1;
    } else if (rest.starts_with("/*")) {
      const std::size_t end = rest.find("*/", 2);
      at = end == rest.npos ? sql.size() : at + end + 2;
    } else if (rest[0] == ' ' || rest[0] == ';' || (rest[0] >= '\t' && rest[0] <= '\r')) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Whether a word is one of several.
constexpr bool is_word_of(std::string_view word, auto... words) noexcept { return (same_name(word, words) || ...); }

/// Walks over SQL text word by word (https://www.sqlite.org/c3ref/complete.html names what a token can be).
class sql_words {
 public:
  constexpr explicit sql_words(std::string_view sql) noexcept : sql_{sql} {}

  /// The next word, quoted name, literal or single sign; empty at the end.
  constexpr std::string_view next() noexcept {
    at_ = skip_comments(sql_, at_);
    if (at_ == sql_.size()) return {};
    const std::size_t first = at_;
    const char c = sql_[at_++];
    if (c == '"' || c == '\'' || c == '`' || c == '[') {
      const char end = c == '[' ? ']' : c;
      while (at_ != sql_.size() && sql_[at_] != end) ++at_;
      if (at_ != sql_.size()) ++at_;  // a doubled quote begins another word of the same name, which does no harm
    } else if (is_letter(c)) {
      while (at_ != sql_.size() && is_letter(sql_[at_])) ++at_;
    }
    return sql_.substr(first, at_ - first);
  }
  /// Passes over what stands in parentheses, if that comes next, and tells whether it does.
  constexpr bool pass_parentheses() noexcept {
    const std::size_t before = at_;
    if (next() != "(") {
      at_ = before;
      return false;
    }
    for (unsigned open = 1; open != 0;) {
      const std::string_view word = next();
      if (word.empty()) break;
      open += word == "(" ? 1u : 0u;
      open -= word == ")" ? 1u : 0u;
    }
    return true;
  }

 private:
  static constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  }
  std::string_view sql_;
  std::size_t at_ = 0;
};

/// The word that says what a statement does, as it is written: "insert", "select", "begin"; of `with ...`, the word behind the common
/// table expressions. Empty if there is none.
constexpr std::string_view verb_of(std::string_view sql) noexcept {
  sql_words words{sql};
  std::string_view word = words.next();
  if (!same_name(word, "with")) return word;
  word = words.next();
  if (same_name(word, "recursive")) word = words.next();
  // Now `name (columns) as [not] materialized (select ...)`, and a comma if another one follows.
  while (!word.empty()) {
    (void)words.pass_parentheses();
    while (!words.pass_parentheses()) {
      if (words.next().empty()) return {};
    }
    word = words.next();
    if (word != ",") break;
    word = words.next();
  }
  return word;
}

/// Whether a verb changes rows, so that its statement has a change count.
constexpr bool changes_rows(std::string_view verb) noexcept { return is_word_of(verb, "insert", "replace", "update", "delete"); }
/// Whether a verb begins or ends transactions or savepoints.
constexpr bool controls_transactions(std::string_view verb) noexcept {
  return is_word_of(verb, "begin", "commit", "end", "rollback", "savepoint", "release");
}

}  // namespace mizzle::detail

namespace mizzle::detail {

/// A copy of values, made one by one: libstdc++ 12 ends the program if memory runs out while it copies a std::variant.
template <class Values>
Values copy_values(const auto& from) {
  Values to;
  to.reserve(from.size());
  for (const auto& x : from) {
    std::visit([&](const auto& alternative) { to.emplace_back(alternative); }, x);
  }
  return to;
}

/// Throws if a text cannot stand in a list: it would control the list's transaction, or reach beyond the database, or it changes no rows
/// and has a guard.
inline void permit_in_list(std::string_view sql, const guard& required) {
  const std::string_view verb = verb_of(sql);
  if (verb.empty()) throw error::invalid_request{"an empty statement cannot stand in an atomic list"};
  if (controls_transactions(verb) || is_word_of(verb, "attach", "detach", "pragma", "vacuum")) {
    throw error::invalid_request{concat({"\"", verb, "\" cannot stand in an atomic list, whose transaction is not its own"}),
                                 std::string{sql}};
  }
  if (required.exists() && !changes_rows(verb))
    throw error::invalid_request{concat({"a guard needs an insert, update or delete, not \"", verb, "\""}), std::string{sql}};
}

/// SQL of the user's own as a write, with its values and its guard.
template <class Value>
struct text_write {
  text_write(std::string s, std::vector<Value> v, guard g) : sql{std::move(s)}, values{std::move(v)}, required{g} {
    permit_in_list(sql, required);
    for (const Value& x : values) {
      if (const auto* const real = std::get_if<double>(&x)) (void)defined(*real);
    }
  }
  text_write(const text_write& other) : sql{other.sql}, values{copy_values<std::vector<Value>>(other.values)}, required{other.required} {}
  text_write(text_write&&) = default;

  std::string sql;
  std::vector<Value> values;
  guard required;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// Where visit() gives values of which it is not known at compile time who takes them.
class value_sink {
 public:
  explicit value_sink(row_window rows = {}) noexcept : window{rows} {}
  value_sink(const value_sink&) = delete;
  value_sink& operator=(const value_sink&) = delete;

  virtual void put(std::int64_t value) = 0;
  virtual void put(double value) = 0;
  virtual void put(std::string_view value, bool keep) = 0;
  virtual void put(blob_view value, bool keep) = 0;
  virtual void put_null() = 0;

  row_window window;

 protected:
  ~value_sink() = default;
};

/// The values of a statement, their types forgotten.
class bound_values {
 public:
  bound_values(const bound_values&) = delete;
  bound_values& operator=(const bound_values&) = delete;

  /// Gives the values to a sink, in the order of the placeholders.
  virtual void put_into(value_sink& to) const = 0;
  /// What they decide about the statement's text; of a range of rows, those in a window are meant.
  [[nodiscard]] virtual shape how(row_window rows) const = 0;

 protected:
  bound_values() = default;
  ~bound_values() = default;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

/// What a handle that keeps its statements prepared offers to statements whose types are forgotten: they are found by their site, and
/// their values are bound where they are. A handle without it gets text and values.
class kept_road {
 public:
  /// Runs a statement, or of a range of rows those in a window, and appends the rows that it returns.
  virtual run_result run(statement_site& site, const bound_values& values, row_window window, std::vector<std::vector<value>>& rows) = 0;
  /// Says in an error which statement it is about.
  virtual void tell(error::base& e, statement_site& site, const shape& how) = 0;
  /// Runs SQL of the user's own.
  virtual statement_reply run(std::string_view sql, const std::vector<value>& values) = 0;
  /// How many values one statement can have.
  [[nodiscard]] virtual std::size_t max_parameters() const = 0;

 protected:
  ~kept_road() = default;
};

/// A handle that has such a road: h.kept_road() gives it.
template <class H>
concept KeepsStatements = requires(H& h) {
  { h.kept_road() } -> std::derived_from<kept_road>;
};

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace run_list {
/// A statement's values behind the interface that hides their types.
template <class V>
class values_of final : public bound_values {
 public:
  explicit values_of(const V& values) noexcept : values_{&values} {}
  void put_into(value_sink& to) const override { visit(to, *values_); }
  [[nodiscard]] shape how(row_window rows) const override { return shape_of(*values_, rows); }

 private:
  const V* values_;
};

template <class V, class Result>
void run_values(kept_road& on, statement_site& site, const V& values, const guard& required, progress& done, Result& result) {
  const values_of<V> erased{values};
  std::int64_t changed = 0;
  const auto run = [&](row_window window) {
    const run_result one = on.run(site, erased, window, result.rows);
    changed += one.changes;
    if (one.last_insert_rowid != 0) result.last_insert_rowid = one.last_insert_rowid;
  };
  try {
    if constexpr (inserts_range<V>) {
      each_window(*find_rows(values), {on.max_parameters(), count_other_values(values), true}, run);
    } else {
      run({});
    }
    demand(required, changed, done.at.step);
  } catch (error::base& e) {
    on.tell(e, site, is_nothing(values) ? shape{} : shape_of(values, {}));
    throw;
  }
  result.changes += changed;
}

/// Runs a text, which is kept among the latest.
template <class Values, class Result>
void run_text(kept_road& on, std::string_view sql, const Values& values, const guard& required, progress& done, Result& result) {
  auto reply = on.run(sql, values);
  try {
    demand(required, reply.changes, done.at.step);
  } catch (error::base& e) {
    e.set_sql(sql);
    throw;
  }
  result.changes += reply.changes;
  if (reply.last_insert_rowid != 0) result.last_insert_rowid = reply.last_insert_rowid;
  for (auto& row : reply.rows) result.rows.push_back(std::move(row));
}

// run_kept(road, write, done, result) runs a write of a list on a handle that keeps statements.

template <Statement S, class Result, class Values = value_collector<dialect_id::sqlite>>
void run_kept(kept_road& on, const S& s, progress& done, Result& result) {
  if constexpr (made_at_run_time<decltype(s.values)>) {
    Values values;
    visit(values, s.values);
    run_text(on, render_made(S::text, dialect_id::sqlite, s.values), values.result, s.required, done, result);
  } else {
    run_values(on, site_of<S>, s.values, s.required, done, result);
  }
}
template <class S, class Result>
void run_kept(kept_road& on, const when_step<S>& s, progress& done, Result& result) {
  if (s.on) run_kept(on, s.statement, done, result);
}
template <class S, class Result>
void run_kept(kept_road& on, const each_step<S>& s, progress& done, Result& result) {
  for (std::size_t i = 0; i != s.statements.size(); ++i) {
    done.at.element = i;
    run_kept(on, s.statements[i], done, result);
  }
}
template <class Value, class Result>
void run_kept(kept_road& on, const text_write<Value>& s, progress& done, Result& result) {
  run_text(on, s.sql, s.values, s.required, done, result);
}

}  // namespace run_list

}  // namespace mizzle::detail

namespace mizzle::detail {

namespace run_list {
// stands(write) tells whether there may be something to run.

template <class S>
bool stands(const S& s) noexcept {
  return step_of<S>::stands(s);
}
template <class Value>
bool stands(const text_write<Value>&) noexcept {
  return true;
}

// erase_write(list, dialect, write, ...) appends a write to a list for handles that keep nothing.

template <class List, class S>
void erase_write(List& list, dialect_id dialect, const S& s, const place& at, std::size_t most_parameters, bool with_guards) {
  with_dialect(dialect, [&]<dialect_id D>() { step_of<S>::template erase_into<D>(list, s, at, most_parameters, with_guards); });
}
template <class List, class Value>
void erase_write(List& list, dialect_id dialect, const text_write<Value>& s, const place& at, std::size_t, bool with_guards) {
  list.statements.push_back({s.sql, copy_values<std::vector<Value>>(s.values), true, s.required});
  list.origins.push_back({at, s.required});
  if (with_guards && s.required.exists()) erase_guard(list, dialect, at, s.required);
}

/// What can be done with a write whose type is forgotten.
struct write_operations {
  bool (*stands)(const std::any& write);
  void (*run)(kept_road& on, const std::any& write, progress& done, any_result& result);
  void (*erase)(erased_list& list, dialect_id dialect, const std::any& write, const place& at, std::size_t most_parameters,
                bool with_guards);
};
template <class S>
inline constexpr write_operations operations_of{[](const std::any& write) { return stands(*std::any_cast<S>(&write)); },
                                                [](kept_road& on, const std::any& write, progress& done, any_result& result) {
  run_kept(on, *std::any_cast<S>(&write), done, result);
}, [](erased_list& list, dialect_id dialect, const std::any& write, const place& at, std::size_t most_parameters, bool with_guards) {
  erase_write(list, dialect, *std::any_cast<S>(&write), at, most_parameters, with_guards);
}};
}  // namespace run_list

/// A statement whose type is forgotten, for lists that are known at run time only. Made from any AtomicWrite, or from SQL
/// of one's own.
class [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] any_write {
 public:
  template <AtomicWrite S>
  any_write(S&& s) : write_{std::forward<S>(s)}, can_{&run_list::operations_of<std::remove_cvref_t<S>>} {}

  /// SQL of one's own, with its values and its guard. An invalid_request if it is transaction control, ATTACH, DETACH,
  /// VACUUM or PRAGMA, or if something that changes no rows has a guard.
  template <std::same_as<value> V = value>
  any_write(std::string sql, std::vector<V> values, guard required = {})
      : write_{text_write<V>{std::move(sql), std::move(values), required}}, can_{&run_list::operations_of<text_write<V>>} {}
  template <std::same_as<value> V = value>
  any_write(std::string sql, std::type_identity_t<std::initializer_list<V>> values, guard required = {})
      : any_write{std::move(sql), copy_values<std::vector<V>>(values), required} {}

  /// Whether there may be something to run: when(false, ...) is nothing, and neither are no rows to insert.
  [[nodiscard]] bool stands() const { return can_->stands(write_); }
  /// Runs it on a handle that keeps its statements, inside the transaction that is open there.
  void run_on(kept_road& on, progress& done, any_result& result) const { can_->run(on, write_, done, result); }
  /// Appends it in erased form; with guards as statements of the list, where nobody looks at change counts while it runs.
  void erase_into(erased_list& list, dialect_id dialect, const place& at, std::size_t most_parameters, bool with_guards) const {
    can_->erase(list, dialect, write_, at, most_parameters, with_guards);
  }

 private:
  std::any write_;
  const run_list::write_operations* can_;
};

// What goes over a list is a template of its element, so that a vector of them is made only in files that have one.
template <class X>
concept AnyWrite = std::same_as<X, any_write>;

/// Appends what is sent for a run-time list, with guards as statements or without.
template <dialect_id D, class List, AnyWrite W>
void erase_writes(List& list, const std::vector<W>& writes, std::size_t most_parameters, bool with_guards) {
  for (std::size_t i = 0; i != writes.size(); ++i) writes[i].erase_into(list, D, i, most_parameters, with_guards);
}
/// What is sent for a run-time list.
template <class H, AnyWrite W>
auto plan(const H& h, const std::vector<W>& writes, bool with_guards = !AsksGuards<H>) {
  typename exchange<H>::statements list;
  erase_writes<H::dialect::id>(list, writes, max_parameters_of(h), with_guards);
  return list;
}
/// Its results from what was answered.
template <class List, class Replies, AnyWrite W, class Result = any_result>
std::vector<Result> read(const std::vector<W>& writes, const List& list, Replies replies) {
  std::vector<Result> results(writes.size());
  for (std::size_t i = 0; i != replies.size(); ++i) {
    if (list.origins[i].internal) continue;
    Result& r = results[list.origins[i].at.step];
    r.changes += replies[i].changes;
    if (replies[i].last_insert_rowid != 0) r.last_insert_rowid = replies[i].last_insert_rowid;
    for (auto& row : replies[i].rows) r.rows.push_back(std::move(row));
  }
  return results;
}

namespace run_list {
/// Runs an erased list one by one. Here guards are checked between the steps, which is why it has no statements for them.
template <class H, class List, AnyWrite W, class Reply = statement_reply>
auto one_by_one(H& h, const std::vector<W>& writes, const List& list, bool stays) {
  std::vector<Reply> replies(list.statements.size());
  const std::size_t size = list.statements.size();
  std::int64_t changes_of_step = 0;
  for (std::size_t next = 0; next != size;) {
    const auto& origin = list.origins[next];
    if (next != 0 && list.origins[next - 1].at.step != origin.at.step) changes_of_step = 0;
    std::string_view sql;
    try {
      std::int64_t changed = 0;
      for (; next != size && list.origins[next].at == origin.at; ++next) {
        if (list.origins[next].internal) continue;
        sql = list.statements[next].sql;
        replies[next] = h.execute(list.statements[next]);
        changed += replies[next].changes;
        changes_of_step += replies[next].changes;
      }
      demand(origin.required, changed, origin.at.step);
    } catch (error::base& e) {
      set_place(e, origin.at);
      e.set_sql(sql);
      if (stays) e.set_stayed(origin.at.step, changes_of_step > 0);
      throw;
    }
  }
  return read(writes, list, std::move(replies));
}
}  // namespace run_list

/// Runs a run-time list inside a transaction that is open for it.
template <class H, AnyWrite W, class Result = any_result>
std::vector<Result> inside(H& tx, const std::vector<W>& writes) {
  if constexpr (KeepsStatements<H>) {
    auto road = tx.kept_road();
    std::vector<Result> results(writes.size());
    for (std::size_t i = 0; i != writes.size(); ++i) {
      progress done{i};
      try {
        writes[i].run_on(road, done, results[i]);
      } catch (error::base& e) {
        set_place(e, done.at);
        throw;
      }
    }
    return results;
  } else {
    return run_list::one_by_one(tx, writes, plan(tx, writes, false), false);
  }
}

/// Runs a list that is known at run time only; one result for each item. What stays after an error is said at the other run_atomic().
template <class H, AnyWrite W = any_write, class Result = any_result>
  requires Handle<std::remove_reference_t<H>>
std::vector<Result> run_atomic(H&& handle, const std::vector<W>& writes) {
  auto& h = handle;
  constexpr policy how = policy_of<std::remove_reference_t<H>>;
  if constexpr (how == policy::transaction && KeepsStatements<std::remove_reference_t<H>>) {
    bool any = false;
    for (const W& w : writes) any = any || w.stands();
    if (!any) return std::vector<Result>(writes.size());
    return h.transaction([&](auto&& tx) { return inside(tx, writes); });
  } else {
    if constexpr (how == policy::batch) {
      return run_list::in_batch(h, writes);
    } else {
      const auto list = plan(h, writes, false);
      if (list.statements.empty()) return std::vector<Result>(writes.size());
      if constexpr (how == policy::transaction) {
        return h.transaction([&](auto&& tx) { return run_list::one_by_one(tx, writes, list, false); });
      } else {
        return run_list::one_by_one(h, writes, list, true);
      }
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::any_write;
using detail::run_atomic;
}  // namespace mizzle

namespace mizzle::detail {

/// Appends a value as SQL has it.
template <class Value>
void append_literal(std::string& out, const Value& v) {
  if (const auto* const n = std::get_if<std::int64_t>(&v)) {
    append_number(out, *n);
  } else if (const auto* const r = std::get_if<double>(&v)) {
    if (*r - *r == 0) append_number(out, *r);
    else out += *r < 0 ? "-9e999" : "9e999";
  } else if (const auto* const text = std::get_if<std::string>(&v)) {
    out += '\'';
    for (const char c : *text) {
      if (c == '\'') out += '\'';
      out += c;
    }
    out += '\'';
  } else if (const auto* const bytes = std::get_if<blob>(&v)) {
    out += "x'";
    for (const std::byte b : *bytes) {
      for (const unsigned half : {std::to_integer<unsigned>(b) >> 4, std::to_integer<unsigned>(b) & 15u}) out += "0123456789abcdef"[half];
    }
    out += '\'';
  } else {
    out += "null";
  }
}

// Templates of the value, and of the lists below: what they need of std::vector is then made only in files that ask for texts (see
// wire/bound_statement.hpp).

template <class Value>
struct built_sql_of {
  std::string sql;
  std::vector<Value> values;  // one for each placeholder, in order
  guard required{};

  /// For people to read: the values stand where the placeholders are.
  [[nodiscard]] std::string with_values() const {
    std::string out;
    std::size_t next = 0, written = 0;
    sql_words words{sql};
    for (std::string_view word; !(word = words.next()).empty();) {
      if (word.front() != '?' && word.front() != '$') continue;
      // A placeholder may have a number, from 1 on: ?2, and $2 in other dialects.
      const auto at = static_cast<std::size_t>(word.data() - sql.data());
      std::size_t end = at + 1, number = 0;
      for (; end != sql.size() && sql[end] >= '0' && sql[end] <= '9'; ++end)
        number = number * 10 + static_cast<std::size_t>(sql[end] - '0');
      if (number == 0 && word.front() == '$') continue;
      const std::size_t which = number == 0 ? next : number - 1;
      if (which >= values.size()) continue;
      out.append(sql, written, at - written);
      append_literal(out, values[which]);
      next = which + 1;
      written = end;
    }
    return out.append(sql, written, sql.npos);
  }
};
/// A statement as text and values.
using built_sql = built_sql_of<value>;

/// What was put into a list, without mizzle's own statements.
template <class List, class Built = built_sql>
std::vector<Built> take_built(List list) {
  std::vector<Built> result;
  for (std::size_t i = 0; i != list.statements.size(); ++i) {
    if (!list.origins[i].internal)
      result.push_back({std::string{list.statements[i].sql}, std::move(list.statements[i].values), list.origins[i].required});
  }
  return result;
}

/// What would run, in SQLite's words or those of another dialect: `std::cout << mz::to_sql(page).with_values()`. Nothing is run. Rows of a
/// range are all in one statement; of an empty one there is none, and the text is empty.
template <class Dialect = dialect::sqlite, Statement S, class List = erased_list, class Built = built_sql>
Built to_sql(const S& s) {
  static_assert(checked<S>);
  List list;
  erase<Dialect::id>(list, s, place{0}, std::numeric_limits<std::size_t>::max());
  auto all = take_built(std::move(list));
  return all.empty() ? Built{} : std::move(all.front());
}
/// The same of a list: what stands of it, in order. A range of rows takes as many statements as the dialect's limit asks for.
template <class Dialect = dialect::sqlite, class... S, class List = erased_list, class Built = built_sql>
std::vector<Built> to_sql(const atomic_writes<S...>& writes) {
  List list;
  erase_writes<Dialect::id>(list, writes, hooks_of(Dialect::id).max_parameters, false);
  return take_built(std::move(list));
}
template <class Dialect = dialect::sqlite, class Write, class List = erased_list, class Built = built_sql>
  requires std::same_as<Write, any_write>
std::vector<Built> to_sql(const std::vector<Write>& writes) {
  List list;
  erase_writes<Dialect::id>(list, writes, hooks_of(Dialect::id).max_parameters, false);
  return take_built(std::move(list));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::built_sql;
using detail::to_sql;
}  // namespace mizzle

namespace mizzle::detail {

/// A step of a plan, and the step that it belongs to, or 0.
struct plan_step {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::string detail;  // such as "SEARCH messages USING INDEX messages_by_channel (channel_id=?)"
  friend bool operator==(const plan_step&, const plan_step&) = default;
};

// Templates, as in to_sql.hpp: few files ask for plans.

template <class Step>
struct query_plan_of {
  std::vector<Step> steps;

  /// One line for each step, under the one that it belongs to.
  [[nodiscard]] std::string tree() const {
    std::string out;
    add_branch(out, 0, "");
    return out;
  }

 private:
  void add_branch(std::string& out, std::int64_t parent, const std::string& before) const {
    const Step* last = nullptr;
    for (const Step& s : steps) {
      if (s.parent == parent) last = &s;
    }
    for (const Step& s : steps) {
      if (s.parent != parent) continue;
      out += before + (&s == last ? "`--" : "|--") + s.detail + '\n';
      if (s.id != parent) add_branch(out, s.id, before + (&s == last ? "   " : "|  "));
    }
  }
};
/// How an engine goes about a statement.
using query_plan = query_plan_of<plan_step>;

/// `explain query plan` of a statement, with its values (https://www.sqlite.org/eqp.html): `std::cout << mz::explain(db, page).tree()`. The
/// statement is not run. For handles of SQLite and D1. What the steps say is for people, and differs among versions.
template <class H, Statement S, class Plan = query_plan, class Asked = bound_statement, class Reply = statement_reply, class Value = value>
  requires(BareHandle<H> || BatchCapable<H>)
Plan explain(H& handle, const S& statement) {
  constexpr bool sqlite = H::dialect::id != dialect_id::postgres;
  static_assert(sqlite, "mizzle: explain(): it reads SQLite's plans; ask another engine by SQL text of your own");
  Plan plan;
  auto built = to_sql<typename H::dialect>(statement);
  if (built.sql.empty()) return plan;
  const std::string sql = "explain query plan " + built.sql;
  const Asked asked{sql, std::move(built.values), true, {}};
  Reply reply;
  if constexpr (BareHandle<H>) {
    reply = handle.execute(asked);
  } else {
    reply = std::move(handle.execute_batch({&asked, 1}).at(0));
  }
  const auto number = [](const Value& v) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) return *n;
    throw error::transport_error{"explain(): the answer is no plan", false};
  };
  for (auto& row : reply.rows) plan.steps.push_back({number(row.at(0)), number(row.at(1)), std::get<std::string>(std::move(row.at(3)))});
  return plan;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::explain;
using detail::plan_step;
using detail::query_plan;
}  // namespace mizzle

namespace mizzle::detail::sqlite {

/// What an error says of the commit that it comes from. SQLite ends the journal, which is the point of no return, before it
/// makes that last, shortens the file and unlocks it (https://www.sqlite.org/atomiccommit.html#_deleting_the_rollback_journal).
enum class commit_fate : unsigned char { undone, committed, unknown };
constexpr commit_fate fate_of_commit(int code) noexcept {
  switch (code) {
    case SQLITE_IOERR_UNLOCK:
    case SQLITE_IOERR_DIR_FSYNC:
      return commit_fate::committed;
    case SQLITE_IOERR_FSYNC:  // of a journal that is shortened or overwritten; and a log that is closed at once can still be read
    case SQLITE_IOERR_TRUNCATE:
    case SQLITE_IOERR_FSTAT:
      return commit_fate::unknown;
    default:
      return commit_fate::undone;
  }
}

/// Throws what a result code means: `busy` if another connection is in the way, otherwise an sql_error with SQLite's own
/// message. The code is the call's return value; a message of another call is never used, because the connection belongs
/// to one thread.
template <class Text = std::string>
[[noreturn]] void raise(sqlite3* db, int code, const char* sql, commit_fate fate = commit_fate::undone) {
  const int extended = db && sqlite3_errcode(db) == (code & 0xff) ? sqlite3_extended_errcode(db) : code;
  const Text message = db && (sqlite3_errcode(db) & 0xff) == (code & 0xff) ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) {
    error::busy e{extended, message};
    e.set_sql(sql ? sql : "");
    throw e;
  }
  error::sql_error e{extended, message, Text{sql ? sql : ""}};
  if (fate == commit_fate::committed) e.set_committed();
  e.set_outcome_unknown(fate == commit_fate::unknown);
  throw e;
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Binds a statement's values, from left to right. With `transient` SQLite copies texts and blobs; otherwise they must
/// live until the statement is reset.
class binder {
 public:
  binder(sqlite3_stmt* statement, row_window rows, bool transient) noexcept : window{rows}, statement_{statement}, transient_{transient} {}

  void put(std::int64_t value) noexcept { note(sqlite3_bind_int64(statement_, ++index_, value)); }
  void put(double value) noexcept { note(sqlite3_bind_double(statement_, ++index_, value)); }
  void put(std::string_view value, bool keep) noexcept {
    note(sqlite3_bind_text64(statement_, ++index_, value.data() ? value.data() : "", value.size(), lifetime(keep), SQLITE_UTF8));
  }
  // A template, as a span takes a compiler long, and is made only where there are blobs.
  template <class Byte>
  void put(std::span<Byte> value, bool keep) noexcept {
    ++index_;
    note(value.empty() ? sqlite3_bind_zeroblob(statement_, index_, 0)
                       : sqlite3_bind_blob64(statement_, index_, value.data(), value.size(), lifetime(keep)));
  }
  void put_null() noexcept { note(sqlite3_bind_null(statement_, ++index_)); }

  /// Throws what has failed, if anything has.
  void finish() const {
    if (result_ != SQLITE_OK) [[unlikely]]
      raise(sqlite3_db_handle(statement_), result_, sqlite3_sql(statement_));
  }

  row_window window;

 private:
  [[nodiscard]] sqlite3_destructor_type lifetime(bool keep) const noexcept {
    // SQLITE_TRANSIENT is a pointer made of -1, which is all that SQLite compares it with.
    return keep && !transient_ ? SQLITE_STATIC : SQLITE_TRANSIENT;  // NOLINT
  }
  void note(int result) noexcept {
    if (result != SQLITE_OK) [[unlikely]]
      result_ = result;
  }

  sqlite3_stmt* statement_;
  bool transient_;
  int index_ = 0;
  int result_ = SQLITE_OK;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// A prepared statement that waits for its next use.
struct kept_statement {
  sqlite3_stmt* statement = nullptr;
  std::uint64_t number = 0;
  const statement_text* words = nullptr;  // null for SQL of the user's own
  shape how{};
  row_id_report row_id = row_id_report::never;
  bool running = false;
  bool temporary = false;
  kept_statement* next = nullptr;
  std::string text{};      // that of the user's own SQL
  std::uint64_t used = 0;  // when, by the clock of kept_texts

  kept_statement() = default;
  kept_statement(const kept_statement&) = delete;
  kept_statement& operator=(const kept_statement&) = delete;
  ~kept_statement() { sqlite3_finalize(statement); }
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Kept statements by the numbers of their types: under each number a list of those that a type has several of, or that share it.
// No std::vector of pointers, which takes the compiler 40 million instructions, more than a thirtieth of what the standard headers take.
class kept_by_number {
 public:
  kept_by_number() = default;
  kept_by_number(const kept_by_number&) = delete;
  kept_by_number& operator=(const kept_by_number&) = delete;
  ~kept_by_number() {
    for (unsigned n = 0; n != size_; ++n) {
      for (const kept_statement* kept = first_[n]; kept;) {
        const kept_statement* const next = kept->next;
        delete kept;
        kept = next;
      }
    }
    delete[] first_;
  }

  /// The first of a number, or null.
  [[nodiscard]] kept_statement* first(unsigned n) const noexcept { return n < size_ ? first_[n] : nullptr; }
  /// Makes a place for a number, so that add() cannot fail.
  void make_room(unsigned n) {
    if (n < size_) return;
    const unsigned size = n < 2 * size_ ? 2 * size_ : n + 1;
    auto** const more = new kept_statement* [size] {};
    for (unsigned i = 0; i != size_; ++i) more[i] = first_[i];
    delete[] first_;
    first_ = more;
    size_ = size;
  }
  void add(unsigned n, kept_statement* kept) noexcept {
    kept->next = first_[n];
    first_[n] = kept;
  }

 private:
  kept_statement** first_ = nullptr;
  unsigned size_ = 0;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Statements of the user's own, kept by their text. There is room for some; the one that has not been used for the longest time
/// makes room for a new one.
class kept_texts {
 public:
  static constexpr unsigned most_texts = 64;

  kept_texts() = default;
  kept_texts(const kept_texts&) = delete;
  kept_texts& operator=(const kept_texts&) = delete;
  ~kept_texts() {
    for (unsigned i = 0; i != size_; ++i) delete kept_[i];
  }

  /// The statement of a text, which may be running; null if none is kept.
  [[nodiscard]] kept_statement* find(std::string_view text) noexcept {
    for (unsigned i = 0; i != size_; ++i) {
      if (kept_[i]->text == text) {
        kept_[i]->used = ++clock_;
        return kept_[i];
      }
    }
    return nullptr;
  }
  /// Keeps a statement under a text that has none, unless all places are taken by statements that are running.
  [[nodiscard]] bool keep(const std::string& text, kept_statement* added) {
    added->text = text;
    added->used = ++clock_;
    if (size_ != most_texts) {
      kept_[size_++] = added;
      return true;
    }
    kept_statement** oldest = nullptr;
    for (kept_statement*& k : kept_) {
      if (!k->running && (!oldest || k->used < (*oldest)->used)) oldest = &k;
    }
    if (!oldest) return false;
    delete *oldest;
    *oldest = added;
    return true;
  }

 private:
  kept_statement* kept_[most_texts]{};  // as in kept_by_number.hpp, no vector
  unsigned size_ = 0;
  std::uint64_t clock_ = 0;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// What connection::on_statement() tells of a statement that has run. It is valid during the call only.
class statement_event {
 public:
  statement_event(sqlite3_stmt* statement, std::int64_t rows, std::int64_t nanoseconds) noexcept
      : statement_{statement}, rows_{rows}, nanoseconds_{nanoseconds} {}

  /// The text, with its placeholders.
  [[nodiscard]] std::string_view sql() const noexcept {
    const char* const text = sqlite3_sql(statement_);
    return text ? text : "";
  }
  /// The text with the bound values in it, which may be secrets, and which takes a while to make.
  [[nodiscard]] std::string sql_with_values() const {
    struct expanded {
      char* text;
      ~expanded() { sqlite3_free(text); }
    };
    const expanded made{sqlite3_expanded_sql(statement_)};
    return made.text ? std::string{made.text} : std::string{sql()};
  }
  /// How many rows it has yielded.
  [[nodiscard]] std::int64_t rows() const noexcept { return rows_; }
  /// How long it took from its first step to its end, what the program did between two rows included.
  [[nodiscard]] std::chrono::nanoseconds time() const noexcept { return std::chrono::nanoseconds{nanoseconds_}; }

 private:
  sqlite3_stmt* statement_;
  std::int64_t rows_, nanoseconds_;
};

/// What is told of each statement that a connection has run (https://www.sqlite.org/c3ref/trace_v2.html).
class statement_log {
 public:
  statement_log() = default;
  statement_log(const statement_log&) = delete;
  statement_log& operator=(const statement_log&) = delete;
  virtual ~statement_log() = default;

  virtual void begin(sqlite3* db) = 0;
  static void end(sqlite3* db) { sqlite3_trace_v2(db, 0, nullptr, nullptr); }
};

template <class F>
class statement_log_of final : public statement_log {
 public:
  explicit statement_log_of(F f) : f_{std::move(f)} {}

  void begin(sqlite3* db) override { sqlite3_trace_v2(db, SQLITE_TRACE_ROW | SQLITE_TRACE_PROFILE, &traced, this); }

 private:
  struct running {
    const void* statement;
    std::int64_t rows;
  };

  // There is no way for an exception through SQLite.
  static int traced(unsigned kind, void* log, void* statement, void* more) noexcept {
    auto& self = *static_cast<statement_log_of*>(log);
    std::int64_t rows = 0;
    for (running& r : self.running_) {
      if (r.statement != statement) continue;
      if (kind == SQLITE_TRACE_ROW) return ++r.rows, 0;
      rows = r.rows;
      r = self.running_.back();
      self.running_.pop_back();
      break;
    }
    if (kind == SQLITE_TRACE_ROW) self.running_.push_back({statement, 1});
    else self.f_(statement_event{static_cast<sqlite3_stmt*>(statement), rows, *static_cast<const sqlite3_int64*>(more)});
    return 0;
  }

  F f_;
  std::vector<running> running_{};  // those that have yielded a row
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::statement_event;
}  // namespace mizzle::sqlite

namespace mizzle::detail::sqlite {

/// How a transaction begins: immediate takes the write lock at once, which a transaction that writes should always do,
/// because one that reads first can fail later and no timeout helps (https://www.sqlite.org/lang_transaction.html).
enum class behavior : unsigned char { immediate, deferred, exclusive };

/// The transaction and the savepoints that are open on a connection, as mizzle counts them and as they are in the engine.
///
/// The two differ when the engine has ended a transaction by itself, or when a rollback failed. The first is never taken
/// for a commit, and the second is made up for before anything else is done.
class transaction_stack {
 public:
  transaction_stack() = default;
  transaction_stack(const transaction_stack&) = delete;
  transaction_stack& operator=(const transaction_stack&) = delete;
  ~transaction_stack() {
    forget_names_above(0);
    for (sqlite3_stmt* const s : commands_) sqlite3_finalize(s);
  }

  /// How many transactions and savepoints are in use.
  [[nodiscard]] int level() const noexcept { return level_; }
  /// Whether they are what is open in the engine.
  [[nodiscard]] bool sound(sqlite3* db) const noexcept { return open_ == level_ && (level_ == 0 || sqlite3_get_autocommit(db) == 0); }
  /// Whether the engine has ended what is in use.
  [[nodiscard]] bool ended(sqlite3* db) const noexcept { return level_ > 0 && (open_ < level_ || sqlite3_get_autocommit(db) != 0); }

  /// Opens a transaction; a savepoint if one is open, also one that the program has begun by itself.
  void begin(sqlite3* db, behavior how) {
    const bool inside = sqlite3_get_autocommit(db) == 0;
    if (level_ == 0) joins_ = inside;
    // What ends it must not need memory that is not there then.
    if (inside) {
      prepare(db, release, rollback_to);
      run(db, savepoint);
    } else {
      prepare(db, commit_, rollback);
      run(db, how == behavior::immediate ? immediate : how == behavior::deferred ? deferred : exclusive);
    }
    level_ = ++open_;
  }
  /// Opens a savepoint of a name inside of what is open.
  void begin(sqlite3* db, std::string_view name) {
    const std::string quoted = identifier(name);
    auto* const made = new named{open_ + 1, named_};
    named_ = made;
    try {
      prepare_one(db, made->commands[0], concat({"release ", quoted}).c_str());
      prepare_one(db, made->commands[1], concat({"rollback to ", quoted}).c_str());
      const std::string opens = concat({"savepoint ", quoted});
      if (const int code = sqlite3_exec(db, opens.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) raise(db, code, opens.c_str());
    } catch (...) {
      forget_names_above(open_);
      throw;
    }
    level_ = ++open_;
  }
  /// Keeps the innermost one. If it cannot be kept, it is still in use, and leave() is due.
  void commit(sqlite3* db) {
    settle_or_throw(db);
    if (ended(db)) throw error::invalid_request{"the engine has ended this transaction after an error; nothing of it was kept"};
    run(db, is_transaction() ? commit_ : release);
    level_ = --open_;
    forget_names_above(open_);
  }
  /// Undoes the innermost one. What cannot be undone now is undone by settle().
  void leave(sqlite3* db) noexcept {
    --level_;
    (void)settle(db);
  }
  /// Undoes what is open and no longer in use; gives SQLite's code if that fails again.
  [[nodiscard]] int settle(sqlite3* db) noexcept {
    while (open_ > level_) {
      int code = SQLITE_DONE;
      if (sqlite3_get_autocommit(db) == 0) {
        // Savepoints of one name nest: the innermost is meant (https://www.sqlite.org/lang_savepoint.html).
        code = step(is_transaction() ? rollback : rollback_to);
        if (code == SQLITE_DONE && !is_transaction()) code = step(release);
      }
      // A rollback that fails can have ended everything all the same.
      if (sqlite3_get_autocommit(db) != 0) {
        open_ = 0;
      } else if (code == SQLITE_DONE) {
        --open_;
      } else {
        return code;
      }
      forget_names_above(open_);
    }
    return SQLITE_OK;
  }
  void settle_or_throw(sqlite3* db) {
    if (const int code = settle(db); code != SQLITE_OK) raise(db, code, "rollback");
  }

 private:
  enum command : unsigned char { immediate, deferred, exclusive, commit_, rollback, savepoint, release, rollback_to, commands };
  static constexpr const char* texts[commands] = {"begin immediate", "begin deferred",   "begin exclusive", "commit",
                                                  "rollback",        "savepoint mizzle", "release mizzle",  "rollback to mizzle"};

  /// Whether the innermost one is the transaction itself.
  [[nodiscard]] bool is_transaction() const noexcept { return open_ == 1 && !joins_; }

  /// A savepoint with a name of its own, and what ends it.
  struct named {
    int level;
    named* outer;
    sqlite3_stmt* commands[2]{};
  };
  /// How the innermost one is ended or another one begun.
  [[nodiscard]] sqlite3_stmt*& command_of(command c) noexcept {
    const bool own = c >= release && named_ && named_->level == open_;
    return own ? named_->commands[c - release] : commands_[c];
  }
  void forget_names_above(int level) noexcept {
    while (named_ && named_->level > level) {
      for (sqlite3_stmt* const s : named_->commands) sqlite3_finalize(s);
      const named* const left = named_;
      named_ = left->outer;
      delete left;
    }
  }

  void prepare(sqlite3* db, auto... c) { (prepare_one(db, commands_[c], texts[c]), ...); }
  static void prepare_one(sqlite3* db, sqlite3_stmt*& made, const char* sql) {
    if (made) [[likely]]
      return;
    const int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) raise(db, code, sql);
  }
  int step(command c) noexcept {
    sqlite3_stmt* const s = command_of(c);
    const int code = sqlite3_step(s);
    sqlite3_reset(s);
    return code;
  }
  void run(sqlite3* db, command c) {
    prepare_one(db, command_of(c), texts[c]);
    const int code = step(c);
    if (code == SQLITE_DONE) [[likely]]
      return;
    raise(db, code, sqlite3_sql(command_of(c)),
          c == commit_ && sqlite3_get_autocommit(db) != 0 ? fate_of_commit(code) : commit_fate::undone);
  }

  sqlite3_stmt* commands_[commands]{};
  int level_ = 0;
  int open_ = 0;
  named* named_ = nullptr;  // the innermost one
  bool joins_ = false;      // a transaction that mizzle has not begun is around
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::behavior;
}  // namespace mizzle::sqlite

namespace mizzle::detail {

/// The word of a statement that the newest version of SQLite has brought.
constexpr const token& newest_word(const tokens& words, const token& so_far);
constexpr const token& newest_word(const statement_text& text, const token& so_far) {
  const token* newest = &so_far;
  for (auto at = text.with.first; at != text.with.last; ++at) newest = &newest_word(*(*at)->from->inner, *newest);
  return newest_word(text.words, *newest);
}
constexpr const token& newest_word(const tokens& words, const token& so_far) {
  const token* newest = &so_far;
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.since > newest->since) newest = &t;
    if (t.has_inner()) newest = &newest_word(*t.inner, *newest);
    if (t.what == form::source && t.from->kind == source_kind::query) newest = &newest_word(*t.from->inner, *newest);
    for (unsigned i = 0; t.what == form::fields && i != t.count; ++i) newest = &newest_word(t.list[i], *newest);
  }
  return *newest;
}
inline constexpr token no_word{};
constexpr const token& newest_word(const statement_text& text) { return newest_word(text, no_word); }

}  // namespace mizzle::detail

namespace mizzle::detail::sqlite {

/// Throws an invalid_request if the library at hand, which need not be the one that the program was compiled against, is older than a
/// statement's newest word.
inline void demand_version(const statement_text& text, int library = sqlite3_libversion_number()) {
  const token& newest = newest_word(text);
  if (library >= 3'000'000 + newest.since * 1000) return;
  std::string word;
  for (const char c : newest.text) {
    if (c == '\1') word += "...";
    else word += c;
  }
  throw error::invalid_request{
      concat({"this statement needs SQLite 3.", in_digits{newest.since}, " for \"", word, "\", and runs with ",
              in_digits{library / 1'000'000}, ".", in_digits{library / 1000 % 1000}, ".", in_digits{library % 1000}})};
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// The part of a number that counts the statement types of one shared object.
inline constexpr std::uint64_t counted_part = 0xffffff;

// Shared objects whose symbols are not merged count their statement types each for itself. What they count gets a random part,
// because a connection can be passed from one to another, and must not take the statement of one for that of the other.
inline std::uint64_t assign_number(statement_site& site) noexcept {
  static const std::uint64_t random_part = [] {
    std::uint64_t bits = 0;
    sqlite3_randomness(sizeof bits, &bits);
    return bits & ~counted_part;
  }();
  static constinit atomic_number last;
  return site.number.set_once(random_part | last.increment());
}

/// What a connection owns: the database handle, the prepared statements and the open transactions. Used by one thread at a
/// time.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() {
    set_log(nullptr);
    // It is closed when the statements of the other members are gone as well.
    sqlite3_close_v2(db);
  }

  /// A kept statement that is not running; it is prepared if there is none.
  [[nodiscard]] kept_statement* acquire(statement_site& site) {
    const std::uint64_t number = site.number.get();
    kept_statement* kept = first_kept(number);
    while (kept && (kept->number != number || kept->running)) kept = kept->next;
    return kept ? kept : keep(site, {});
  }
  [[nodiscard]] kept_statement* acquire(statement_site& site, const shape& how) {
    const std::uint64_t number = site.number.get();
    kept_statement* kept = first_kept(number);
    while (kept && (kept->number != number || kept->running || !(kept->how == how))) kept = kept->next;
    return kept ? kept : keep(site, how);
  }

  /// The same for SQL of the user's own, which is kept by its text.
  [[nodiscard]] kept_statement* acquire(const std::string& sql) {
    kept_statement* const found = texts_.find(sql);
    if (found && !found->running) return found;
    kept_statement* const made = prepare_kept(sql, SQLITE_PREPARE_PERSISTENT);
    try {
      made->temporary = found || !texts_.keep(sql, made);
    } catch (...) {
      delete made;
      throw;
    }
    return made;
  }
  /// The same for a statement of which a condition is made at run time.
  [[nodiscard]] kept_statement* acquire(const statement_site& site, const std::string& sql) {
    demand_version(site.words);
    kept_statement* const kept = acquire(sql);
    kept->words = &site.words;
    kept->row_id = site.row_id;
    return kept;
  }
  /// A statement that is not kept.
  [[nodiscard]] kept_statement* prepare_once(const std::string& sql) {
    kept_statement* const made = prepare_kept(sql, 0);
    made->temporary = true;
    return made;
  }

  void release(kept_statement* kept) noexcept {
    sqlite3_reset(kept->statement);
    kept->running = false;
    if (kept->temporary) delete kept;
  }

  /// Takes the place of the log that there was; the session owns it.
  void set_log(statement_log* next) noexcept {
    if (log) statement_log::end(db);
    delete log;
    log = next;
    if (log) log->begin(db);
  }

  /// Runs a statement without values and rows.
  void exec(const char* sql) {
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise(db, code, sql);
  }

  /// Says in an error which statement it is about, with its values if they are wanted in errors.
  void tell(error::base& e, sqlite3_stmt* statement) const noexcept {
    char* const with_values = values_in_errors ? sqlite3_expanded_sql(statement) : nullptr;
    e.set_sql(sqlite3_sql(statement), with_values ? with_values : "");
    sqlite3_free(with_values);
  }
  /// The same of what is thrown before a statement is started, which is an invalid_request, or when it has ended, such as by its guard.
  /// write_text() gives the text.
  template <class F>
  [[gnu::cold]] void tell_text(error::base& e, const statement_site& site, F&& write_text) const noexcept {
    if (!e.sql().empty()) return;
    const bool has_run = dynamic_cast<const error::invalid_request*>(&e) == nullptr;
    try {
      e.set_sql(write_text(), has_run && ended_ == &site.words ? ended_with_values_ : std::string{});
    } catch (...) {  // what failed is worth more than its text
    }
  }
  [[gnu::cold]] void tell(error::base& e, const statement_site& site, const shape& how) const noexcept {
    tell_text(e, site, [&] { return render(site.words, dialect_id::sqlite, how); });
  }
  /// Keeps the values of a statement that ends, for errors that come only then; of null, that there was nothing to run.
  void note_end(const kept_statement* kept) noexcept {
    if (values_in_errors) [[unlikely]]
      keep_end(kept);
  }

  /// How many values one statement can bind (https://www.sqlite.org/c3ref/limit.html).
  [[nodiscard]] std::size_t max_parameters() const noexcept {
    return static_cast<std::size_t>(sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, -1));
  }

  sqlite3* db = nullptr;
  transaction_stack transactions;
  statement_log* log = nullptr;  // owned
  bool values_in_errors = false;

 private:
  [[nodiscard]] kept_statement* first_kept(std::uint64_t number) const noexcept {
    return by_number_.first(static_cast<unsigned>(number & counted_part));
  }
  /// Prepares a statement and keeps it under its number. A type with very many shapes keeps only some of them.
  // The text is written here and not at compile time, where it would cost each statement that is run a sixth of its time.
  kept_statement* keep(statement_site& site, const shape& how) {
    const std::uint64_t number = site.number.get() != 0 ? site.number.get() : assign_number(site);
    const auto n = static_cast<unsigned>(number & counted_part);
    by_number_.make_room(n);
    unsigned shapes = 0;
    for (const kept_statement* k = by_number_.first(n); k; k = k->next) shapes += k->number == number;
    demand_version(site.words);
    kept_statement* const kept = prepare_kept(render(site.words, dialect_id::sqlite, how), SQLITE_PREPARE_PERSISTENT);
    kept->number = number;
    kept->words = &site.words;
    kept->how = how;
    kept->row_id = site.row_id;
    kept->temporary = shapes >= most_shapes;
    if (!kept->temporary) by_number_.add(n, kept);
    return kept;
  }
  kept_statement* prepare_kept(const std::string& sql, unsigned flags) {
    auto* const made = new kept_statement;
    try {
      made->statement = prepare(sql, flags);
    } catch (...) {
      delete made;
      throw;
    }
    return made;
  }
  sqlite3_stmt* prepare(const std::string& sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    // The size counts the terminating zero as well, which spares SQLite a copy.
    const int code = sqlite3_prepare_v3(db, sql.c_str(), static_cast<int>(sql.size() + 1), flags, &statement, &tail);
    if (code != SQLITE_OK) raise(db, code, sql.c_str());
    if (!statement) throw error::invalid_request{"the statement is empty", sql};
    if (tail && *tail != '\0') {
      const std::string_view rest = tail;
      const std::size_t more = skip_comments(rest);
      if (more != rest.size()) {
        sqlite3_finalize(statement);
        std::string message = "one statement at a time: there is text behind the first, at \"";
        message += rest.substr(more);
        message += '"';
        throw error::invalid_request{message, sql};
      }
    }
    return statement;
  }

  [[gnu::cold, gnu::noinline]] void keep_end(const kept_statement* kept) noexcept {
    ended_ = nullptr;
    char* const with_values = kept ? sqlite3_expanded_sql(kept->statement) : nullptr;
    if (!with_values) return;
    try {
      ended_with_values_ = with_values;
      ended_ = kept->words;
    } catch (...) {}
    sqlite3_free(with_values);
  }

  static constexpr unsigned most_shapes = 64;
  kept_by_number by_number_;
  kept_texts texts_;
  const statement_text* ended_ = nullptr;  // the words of the statement that has ended last,
  std::string ended_with_values_;          // and its text with its values
};

/// A statement while it runs. Its end, by whatever way, resets the statement, so that the connection stays usable.
class cursor {
 public:
  cursor(session& s, kept_statement* kept) noexcept : session_{&s}, kept_{kept} { kept->running = true; }
  cursor(cursor&& other) noexcept : session_{other.session_}, kept_{other.kept_} { other.kept_ = nullptr; }
  cursor& operator=(cursor&&) = delete;
  ~cursor() {
    if (kept_) session_->release(kept_);
  }

  /// Whether there is a next row. Anything but a row or the end is thrown: a busy database is no end of rows.
  bool step() {
    const int code = sqlite3_step(kept_->statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(code);
    return false;
  }
  /// Says in an error which statement it is about.
  void tell(error::base& e) const noexcept { session_->tell(e, kept_->statement); }
  [[nodiscard]] sqlite3_stmt* statement() const noexcept { return kept_->statement; }
  [[nodiscard]] const kept_statement& kept() const noexcept { return *kept_; }

 private:
  [[noreturn]] void fail(int code) {
    // Of a statement that commits itself, the same codes can come from before it has written anything.
    const bool unknown = fate_of_commit(code) != commit_fate::undone && sqlite3_get_autocommit(session_->db) != 0 &&
                         sqlite3_stmt_readonly(kept_->statement) == 0;
    try {
      raise(session_->db, code, sqlite3_sql(kept_->statement), unknown ? commit_fate::unknown : commit_fate::undone);
    } catch (error::base& e) {
      tell(e);
      throw;
    }
  }

  session* session_;
  kept_statement* kept_;
};

/// Calls f; what it throws says that it is about the statement of a cursor.
template <class F>
auto about(const cursor& c, F&& f) {
  try {
    return f();
  } catch (error::base& e) {
    c.tell(e);
    throw;
  }
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Finds out what a statement changes and whether it inserts a row, from before its first step to behind its last.
///
/// SQLite keeps both numbers of an earlier statement where this one has none (https://www.sqlite.org/c3ref/changes.html,
/// https://www.sqlite.org/c3ref/last_insert_rowid.html): an update, a table without row ids and an upsert that updates leave the
/// row id of an older insert.
class counts {
 public:
  counts(sqlite3* db, row_id_report row_id) noexcept : db_{db}, row_id_{row_id} {
    if (row_id_ == row_id_report::if_inserted) [[unlikely]] {
      earlier_ = sqlite3_last_insert_rowid(db_);
      sqlite3_set_last_insert_rowid(db_, nowhere);
    }
  }
  counts(const counts&) = delete;
  counts& operator=(const counts&) = delete;
  ~counts() {
    if (row_id_ == row_id_report::if_inserted && sqlite3_last_insert_rowid(db_) == nowhere) [[unlikely]]
      sqlite3_set_last_insert_rowid(db_, earlier_);
  }

  /// The result of a statement that has run to its end.
  [[nodiscard]] run_result result(bool changes) const noexcept {
    run_result r;
    if (changes) r.changes = sqlite3_changes64(db_);
    if (r.changes == 0 || row_id_ == row_id_report::never) return r;
    const std::int64_t last = sqlite3_last_insert_rowid(db_);
    if (row_id_ == row_id_report::after_changes || last != nowhere) r.last_insert_rowid = last;
    return r;
  }

 private:
  // Nothing but a row that is given this very number is mistaken for none.
  static constexpr std::int64_t nowhere = INT64_MIN + 0x6d697a7a6c65;

  sqlite3* db_;
  row_id_report row_id_;
  std::int64_t earlier_ = 0;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Reads the current row of a running statement from left to right.
class reader {
 public:
  explicit reader(const cursor& c) noexcept : statement_{c.statement()}, cursor_{&c} {}

  template <class T>
  T next() {
    const int i = column_++;
    sqlite3_value* const v = sqlite3_column_value(statement_, i);
    if constexpr (is_optional<T>) {
      if (sqlite3_value_type(v) == SQLITE_NULL) return std::nullopt;
      return read<typename T::value_type>(v, i);
    } else {
      return read<T>(v, i);
    }
  }
  [[nodiscard]] bool next_is_null(std::size_t ahead) const noexcept {
    return sqlite3_column_type(statement_, column_ + static_cast<int>(ahead)) == SQLITE_NULL;
  }
  void pass(std::size_t columns) noexcept { column_ += static_cast<int>(columns); }

 private:
  template <class T>
  T read(sqlite3_value* v, int i) const {
    using stored = typename codec<T>::stored;
    if constexpr (std::is_same_v<stored, std::int64_t>) {
      return checked<T>(integer(v, i), i);
    } else if constexpr (std::is_same_v<stored, double>) {
      return checked<T>(real(v, i), i);
    } else if constexpr (std::is_same_v<stored, std::string>) {
      return checked<T>(text(v, i), i);
    } else {
      return checked<T>(bytes(v, i), i);
    }
  }
  template <class T, class Stored>
  T checked(Stored value, int i) const {
    if constexpr (ReadAtOnce<T>) {
      if (auto read = codec<T>::read(value)) return *std::move(read);
      misfit(i);
    } else {
      if constexpr (requires { codec<T>::accepts(value); }) {
        if (!codec<T>::accepts(value)) misfit(i);
      }
      return codec<T>::decode(value);
    }
  }

  [[nodiscard]] std::int64_t integer(sqlite3_value* v, int i) const {
    if (sqlite3_value_type(v) != SQLITE_INTEGER) fail(i, "an integer");
    return sqlite3_value_int64(v);
  }
  [[nodiscard]] double real(sqlite3_value* v, int i) const {
    const int type = sqlite3_value_type(v);
    if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) fail(i, "a real");
    return sqlite3_value_double(v);
  }
  // The order of the two calls matters: the text first, then its size (https://www.sqlite.org/c3ref/column_blob.html).
  [[nodiscard]] std::string_view text(sqlite3_value* v, int i) const {
    if (sqlite3_value_type(v) != SQLITE_TEXT) fail(i, "a text");
    const auto* const data = reinterpret_cast<const char*>(sqlite3_value_text(v));
    if (!data) raise(sqlite3_db_handle(statement_), SQLITE_NOMEM, sqlite3_sql(statement_));
    return {data, static_cast<std::size_t>(sqlite3_value_bytes(v))};
  }
  [[nodiscard]] blob_view bytes(sqlite3_value* v, int i) const {
    if (sqlite3_value_type(v) != SQLITE_BLOB) fail(i, "a blob");
    const auto* const data = static_cast<const std::byte*>(sqlite3_value_blob(v));
    // An empty blob has no address either.
    if (!data && sqlite3_errcode(sqlite3_db_handle(statement_)) == SQLITE_NOMEM)
      raise(sqlite3_db_handle(statement_), SQLITE_NOMEM, sqlite3_sql(statement_));
    return {data, static_cast<std::size_t>(sqlite3_value_bytes(v))};
  }

  [[noreturn, gnu::cold, gnu::noinline]] void fail(int i, const char* wanted) const {
    static constexpr const char* names[] = {"", "an integer", "a real", "a text", "a blob", "NULL"};
    refuse(i, concat({"it holds ", names[sqlite3_column_type(statement_, i)], " where ", wanted, " was declared"}));
  }
  [[noreturn, gnu::cold, gnu::noinline]] void misfit(int i) const { refuse(i, "its value does not fit the column's C++ type"); }
  [[noreturn, gnu::cold, gnu::noinline]] void refuse(int i, const std::string& why) const {
    result_column name;
    if (const statement_text* const words = cursor_->kept().words) {
      name = result_column_at(*words, static_cast<std::size_t>(i));
    } else {
      const char* const column = sqlite3_column_name(statement_, i);
      name.column = column ? column : concat({in_digits{i + 1}});
    }
    error::decode_error e{std::move(name.column), why, {}, std::move(name.table)};
    cursor_->tell(e);
    throw e;
  }

  sqlite3_stmt* statement_;
  const cursor* cursor_;
  int column_ = 0;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// An open transaction, or a savepoint inside one. Leaving it without commit() undoes it.
// What a rollback has to say must not hide why it was needed.
class scope {
 public:
  explicit scope(session& s, behavior how = behavior::immediate) : session_{&s} { s.transactions.begin(s.db, how); }
  scope(session& s, std::string_view savepoint) : session_{&s} { s.transactions.begin(s.db, savepoint); }
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;
  ~scope() {
    if (!done_) session_->transactions.leave(session_->db);
  }

  void commit() {
    session_->transactions.commit(session_->db);
    done_ = true;
  }

  [[nodiscard]] int level() const noexcept { return session_->transactions.level(); }

 private:
  session* session_;
  bool done_ = false;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// A column of raw SQL, of which only the type is known.
template <class T>
struct raw_column {
  using type = T;
};
template <class... T>
using raw_row = record<raw_column<T>...>;

/// SQL of the user's own, prepared and not kept, with what its first words say.
struct raw_statement {
  cursor at;
  bool changes = false;
  row_id_report row_id = row_id_report::never;
};

/// What is known of the row id that SQL of the user's own leaves. Where it asks for the id of an earlier insert itself, that one must
/// not be hidden from it.
inline row_id_report row_id_of_raw(const char* sql, std::string_view verb) noexcept {
  if (!is_word_of(verb, "insert", "replace")) return row_id_report::never;
  return sqlite3_strlike("%last_insert_rowid%", sql, 0) == 0 ? row_id_report::after_changes : row_id_report::if_inserted;
}

inline void demand_no_zero(std::string_view sql) {
  if (sql.find('\0') != sql.npos)
    throw error::invalid_request{"the statement has a zero byte in its text, where SQLite would end it; bind such a text as a value",
                                 std::string{sql}};
}
inline void demand_no_control(const session& on, std::string_view verb, std::string_view sql) {
  if (controls_transactions(verb) && on.transactions.level() != 0) {
    throw error::invalid_request{
        concat(
            {"\"", verb,
             "\" would begin or end a transaction behind the back of the one that is open; use transaction(), and leave it by rollback() or an exception to undo it"}),
        std::string{sql}};
  }
}
/// Refuses a statement that writes if there is a reason to.
inline void demand_permission(sqlite3_stmt* statement, const char* why_not) {
  if (why_not && sqlite3_stmt_readonly(statement) == 0) throw error::invalid_request{why_not, sqlite3_sql(statement)};
}

inline raw_statement start_raw(session& on, std::string_view sql, const char* why_not, bool keeps = false) {
  demand_no_zero(sql);
  const std::string text{sql};
  const std::string_view verb = verb_of(text);
  demand_no_control(on, verb, sql);
  // What may do something else the next time, such as a PRAGMA, is not kept.
  kept_statement* const kept = keeps && (changes_rows(verb) || is_word_of(verb, "select")) ? on.acquire(text) : on.prepare_once(text);
  raw_statement result{cursor{on, kept}, changes_rows(verb), row_id_of_raw(text.c_str(), verb)};
  demand_permission(kept->statement, why_not);
  return result;
}

inline void bind_count(sqlite3_stmt* statement, std::size_t given) {
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
  if (wanted != given)
    throw error::invalid_request{concat({"the statement takes ", in_digits{wanted}, " values and is given ", in_digits{given}})};
}

/// Runs a statement to its end and collects its rows. Of one that changes rows as well, those that cannot be read undo what it
/// has written.
template <class Collect>
auto undone_unless_whole(session& on, bool writes_and_returns, Collect&& collect) {
  if (!writes_and_returns) return collect();
  scope unit{on};
  auto result = collect();
  unit.commit();
  return result;
}

template <class... Column, class... X>
auto run_raw_statement(session& on, raw_statement& s, const X&... values) {
  bind_count(s.at.statement(), sizeof...(X));
  binder to{s.at.statement(), {}, true};
  (visit(to, val(values).values), ...);
  to.finish();
  if constexpr (sizeof...(Column) == 0) {
    const counts counted{on.db, s.row_id};
    while (s.at.step()) {}
    return counted.result(s.changes);
  } else if constexpr (!(is_sound_type<Column> && ...)) {
    (void)accept<check_type<Column...>("raw()", "")>();
    return rows<raw_row<Column...>>{};
  } else {
    if (sqlite3_column_count(s.at.statement()) != static_cast<int>(sizeof...(Column))) {
      throw error::invalid_request{concat({"raw(): the statement yields ", in_digits{sqlite3_column_count(s.at.statement())},
                                           " columns and ", in_digits{sizeof...(Column)}, " types are given"})};
    }
    return undone_unless_whole(on, s.changes, [&] {
      rows<raw_row<Column...>> result;
      while (s.at.step()) {
        reader r{s.at};
        result.read(r);
      }
      return result;
    });
  }
}

template <class... Column, class... X>
auto run_raw(session& on, std::string_view sql, const char* why_not, const X&... values) {
  raw_statement s = start_raw(on, sql, why_not);
  return about(s.at, [&] { return run_raw_statement<Column...>(on, s, values...); });
}

template <class Value>
Value read_value(sqlite3_stmt* statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, i);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, i);
    case SQLITE_TEXT: {
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      if (!text) raise(sqlite3_db_handle(statement), SQLITE_NOMEM, sqlite3_sql(statement));
      return std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))};
    }
    case SQLITE_BLOB: {
      const auto* const bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement, i));
      if (!bytes && sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM)
        raise(sqlite3_db_handle(statement), SQLITE_NOMEM, sqlite3_sql(statement));
      return Value(std::in_place_type<blob>, bytes, bytes + sqlite3_column_bytes(statement, i));
    }
    default:
      return std::monostate{};
  }
}

/// The current row. Its columns are counted now: a kept `select *` can have got more of them by its first step.
template <class Values>
Values read_values(sqlite3_stmt* statement) {
  const int columns = sqlite3_column_count(statement);
  Values row;
  row.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i != columns; ++i) row.push_back(read_value<typename Values::value_type>(statement, i));
  return row;
}

template <class Values>
void bind_values_of(const cursor& c, const Values& values) {
  binder to{c.statement(), {}, false};
  for (const auto& v : values) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) {
      to.put(*n);
    } else if (const auto* const r = std::get_if<double>(&v)) {
      to.put(defined(*r));
    } else if (const auto* const text = std::get_if<std::string>(&v)) {
      to.put(std::string_view{*text}, true);
    } else if (const auto* const bytes = std::get_if<blob>(&v)) {
      to.put(blob_view{*bytes}, true);
    } else {
      to.put_null();
    }
  }
  to.finish();
}

// Reply and values are template parameters so that what they need of the standard library is made only where they are used.
template <class Reply, class Values>
Reply run_bound(session& on, std::string_view sql, const Values& values, const char* why_not) {
  raw_statement started = start_raw(on, sql, why_not, true);
  cursor& c = started.at;
  return about(c, [&] {
    bind_count(c.statement(), values.size());
    bind_values_of(c, values);
    const int columns = sqlite3_column_count(c.statement());
    return undone_unless_whole(on, started.changes && columns != 0, [&] {
      const counts counted{on.db, started.row_id};
      Reply reply;
      while (c.step()) reply.rows.push_back(read_values<Values>(c.statement()));
      const run_result result = counted.result(started.changes);
      reply.changes = result.changes;
      reply.last_insert_rowid = result.last_insert_rowid;
      return reply;
    });
  });
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Runs statements whose types are forgotten on a connection's kept statements.
// A template, because virtual functions are made in every file that sees them, and a vector of values with them: a fifth of a unit.
template <class Value>
class kept_road final : public detail::kept_road {
 public:
  /// With a reason why not, it only reads.
  kept_road(session& on, const char* why_not) noexcept : on_{&on}, why_not_{why_not} {}

  run_result run(statement_site& site, const bound_values& values, row_window window, std::vector<std::vector<Value>>& rows) override {
    if (why_not_ && site.kind != statement_kind::select) throw error::invalid_request{why_not_};
    cursor c{*on_, site.words.has_shape ? on_->acquire(site, values.how(window)) : on_->acquire(site)};
    sink to{c.statement(), window};
    values.put_into(to);
    to.binds.finish();
    const counts counted{on_->db, site.row_id};
    while (c.step()) rows.push_back(read_values<std::vector<Value>>(c.statement()));
    on_->note_end(&c.kept());
    return counted.result(changes_rows(site.kind));
  }
  void tell(error::base& e, statement_site& site, const shape& how) override { on_->tell(e, site, how); }
  statement_reply run(std::string_view sql, const std::vector<Value>& values) override {
    return run_bound<statement_reply>(*on_, sql, values, why_not_);
  }
  [[nodiscard]] std::size_t max_parameters() const override { return on_->max_parameters(); }

 private:
  struct sink final : value_sink {
    sink(sqlite3_stmt* statement, row_window rows) noexcept : value_sink{rows}, binds{statement, rows, false} {}
    void put(std::int64_t x) override { binds.put(x); }
    void put(double x) override { binds.put(x); }
    void put(std::string_view x, bool keep) override { binds.put(x, keep); }
    void put(blob_view x, bool keep) override { binds.put(x, keep); }
    void put_null() override { binds.put_null(); }
    binder binds;
  };
  session* on_;
  const char* why_not_;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Runs an insert of a range of rows by run(window), which gives a run_result, as often as it takes. If that is more than once, all
/// happen or none. One execution needs nothing for that inside a transaction; outside of one, it could keep what went before a
/// trigger's raise(fail) (https://www.sqlite.org/lang_conflict.html).
template <class V, class Run>
run_result run_range(session& on, const V& values, Run&& run) {
  const auto& list = *find_rows(values);
  const window_limits limits{on.max_parameters(), count_other_values(values), true};
  if (list.rows.size() == 0) return {};
  shape parts;
  const row_window first = window_from(0, list, limits, parts);
  if (first.count == list.rows.size() && (first.count == 1 || sqlite3_get_autocommit(on.db) == 0)) return run(first);
  scope unit{on};
  run_result all;
  each_window(list, limits, [&](const row_window& rows) {
    const run_result one = run(rows);
    all.changes += one.changes;
    if (one.last_insert_rowid != 0) all.last_insert_rowid = one.last_insert_rowid;
  });
  unit.commit();
  return all;
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Binds a statement's values; a transient one may outlive them.
template <class V>
MIZZLE_INLINE inline void bind(sqlite3_stmt* statement, const V& values, row_window rows, bool transient) {
  binder to{statement, rows, transient};
  visit(to, values);
  to.finish();
}
inline void bind(sqlite3_stmt*, const none&, row_window, bool) noexcept {}

/// A statement with its values bound, as a cursor that is not yet stepped. It depends on the types of the values alone, so
/// that statements share it.
template <class V>
MIZZLE_INLINE inline cursor start(session& on, statement_site& site, const V& values, row_window rows = {}, bool transient = false) {
  kept_statement* kept = nullptr;
  if constexpr (made_at_run_time<V>) {
    kept = on.acquire(site, render_made(site.words, dialect_id::sqlite, values));
  } else if constexpr (shapes_text<V>) {
    kept = on.acquire(site, shape_of(values, rows));
  } else {
    kept = on.acquire(site);
  }
  cursor result{on, kept};
  bind(kept->statement, values, rows, transient);
  return result;
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

// What is made once for each combination of types would be made for nearly every statement of a program. Hence one function
// for each type of bound values that binds them, one for each type of rows that reads it, and none for both together: between
// the two, where the rows go is erased.

/// Where the rows of a statement go: by default, nowhere.
struct row_sink {
  row_store* all = nullptr;                        // all of them into a store,
  row_maker make = nullptr;                        // by this
  void (*first)(void* to, reader& row) = nullptr;  // or the first one alone,
  void* to = nullptr;                              // to this place
};
/// Into a std::optional, in whose place the row is made.
template <class Row>
void emplace_row(void* to, reader& row) {
  struct read_in_place {
    reader& from;
    operator Row() const { return decode<Row>::read(from); }
  };
  static_cast<std::optional<Row>*>(to)->emplace(read_in_place{row});
}

/// Steps a statement to its end; only a select of which the first row is enough is left there.
inline run_result step(session& on, cursor&& c, statement_kind kind, const row_sink& sink) {
  const counts counted{on.db, c.kept().row_id};
  if (sink.all) {
    while (c.step()) {
      reader row{c};
      sink.all->append(sink.make, &row);
    }
  } else if (sink.first && c.step()) {
    reader row{c};
    sink.first(sink.to, row);
    while (kind != statement_kind::select && c.step()) {}
  } else if (!sink.first) {
    while (c.step()) {}
  }
  on.note_end(&c.kept());
  return counted.result(changes_rows(kind));
}

/// Runs a statement with its values.
template <class V>
run_result run_statement(session& on, statement_site& site, const V& values, const row_sink& sink) {
  if constexpr (inserts_range<V>) {
    if (is_nothing(values)) {
      on.note_end(nullptr);
      return {};
    }
    row_sink left = sink;
    return run_range(on, values, [&](const row_window& rows) {
      const run_result one = step(on, start(on, site, values, rows), site.kind, left);
      if (one.changes > 0 && left.first) left = {};
      return one;
    });
  } else {
    return step(on, start(on, site, values), site.kind, sink);
  }
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// Prepares the first statement of a text, and moves the text behind it.
inline kept_statement* prepare_first(session& on, std::string_view& text) {
  auto* const made = new kept_statement;
  made->temporary = true;
  const char* tail = nullptr;
  // The size counts the terminating zero, as in session::prepare().
  const int code = sqlite3_prepare_v3(on.db, text.data(), static_cast<int>(text.size() + 1), 0, &made->statement, &tail);
  if (code != SQLITE_OK) {
    delete made;
    raise(on.db, code, text.data());
  }
  text.remove_prefix(static_cast<std::size_t>(tail - text.data()));
  return made;
}

/// Runs the statements of a text one after another, each to its end; what fails has its number, from 0 on, as its step.
inline void run_script(session& on, std::string_view script, const char* why_not) {
  demand_no_zero(script);
  const std::string text{script};
  std::string_view rest = text;
  for (std::size_t number = 0;; ++number) {
    rest.remove_prefix(skip_comments(rest));
    if (rest.empty()) return;
    try {
      demand_no_control(on, verb_of(rest), rest);
      cursor at{on, prepare_first(on, rest)};
      demand_permission(at.statement(), why_not);
      bind_count(at.statement(), 0);
      while (at.step()) {}
    } catch (error::base& e) {
      e.set_step(number);
      throw;
    }
  }
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail::sqlite {

/// The rows of a running statement: an input range that can be walked once. Each row is a view, valid until the next one
/// is fetched. The statement is reset when the stream ends or goes out of scope; the stream must not outlive its
/// connection.
template <class Row>
class [[nodiscard("mizzle: a stream yields its rows only to who walks over it")]] stream {
 public:
  class iterator {
   public:
    using value_type = Row;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(cursor& c) : cursor_{c.step() ? &c : nullptr} {}

    Row operator*() const {
      reader r{*cursor_};
      return decode<Row>::read(r);
    }
    iterator& operator++() {
      if (!cursor_->step()) cursor_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept { return !i.cursor_; }

   private:
    cursor* cursor_ = nullptr;
  };

  explicit stream(cursor&& c) noexcept : cursor_{std::move(c)} {}

  [[nodiscard]] iterator begin() { return iterator{cursor_}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  cursor cursor_;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::stream;
}  // namespace mizzle::sqlite

namespace mizzle::detail::sqlite {

/// What a connection and the `tx` of its transactions can both do: run statements. Whatever fails is thrown as one of
/// mizzle::error.
// The functions for each statement type are shells: what they do is done by functions that depend only on the types of the
// bound values.
class handle {
 public:
  using dialect = mizzle::dialect::sqlite;

  /// Runs a statement to its end; rows that it returns are passed over. A guard that is not met undoes it.
  template <Statement S>
  MIZZLE_INLINE run_result run(const S& s) {
    static_assert(checked<S>);
    return complete(site_of<S>, s.values, s.required, {});
  }
  /// All rows: row_of<t> for one whole table, otherwise records.
  template <Statement S>
  MIZZLE_INLINE auto all(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    using Row = row_t<S>;
    return rows<Row>{collect(site_of<S>, s.values, s.required, kind_of_rows<row_values_t<Row>>, make_row<Row, reader>, {&S::text})};
  }
  /// The first row, or none. A select is left there; a statement that writes is run to its end.
  template <Statement S>
  MIZZLE_INLINE auto get(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    std::optional<row_t<S>> result;
    complete(site_of<S>, s.values, s.required, {.first = emplace_row<row_t<S>>, .to = &result});
    return result;
  }
  /// The only row; no_row or too_many_rows otherwise, which undo what a statement has written.
  template <Statement S>
  auto one(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    using Row = row_t<S>;
    try {
      if constexpr (S::kind == statement_kind::select) {
        return rows<Row>{collect(site_of<S>, s.values, s.required, kind_of_rows<row_values_t<Row>>, make_row<Row, reader>)}.one();
      } else {
        permit(use::writes);
        if (is_nothing(s.values)) {
          session_->note_end(nullptr);
          demand(s.required, 0);
          return rows<Row>{}.one();
        }
        scope unit{*session_};
        std::int64_t changes = 0;
        rows<Row> result = rows_of(s, changes, {});
        demand(s.required, changes);
        auto row = std::move(result).one();
        unit.commit();
        return row;
      }
    } catch (error::base& e) {
      tell(e, site_of<S>, s.values);
      throw;
    }
  }
  /// The same as structs of your own, member by member in the order of the select list: `db.all<Summary>(query)` is a std::vector<Summary>.
  template <class Struct, Statement S>
  std::vector<Struct> all(const S& s) {
    std::vector<Struct> structs;
    for (auto& row : std::vector<row_t<S>>(all(s))) structs.push_back(as_struct<Struct>(std::move(row)));
    return structs;
  }
  template <class Struct, Statement S>
  std::optional<Struct> get(const S& s) {
    auto row = get(s);
    if (!row) return std::nullopt;
    return as_struct<Struct>(*std::move(row));
  }
  template <class Struct, Statement S>
  Struct one(const S& s) {
    return as_struct<Struct>(one(s));
  }
  /// How many rows there are: `db.count(users)`, `db.count(users, users.age > 30)`, `db.count(page)`; see mz::count_of.
  template <class... X>
  std::int64_t count(const X&... of) {
    return mizzle::get<0>(one(count_of(of...)));
  }
  /// A statement with parameters, which is called with their values: see mz::param and prepared.hpp.
  template <Statement S>
  auto prepare(S statement);
  /// The rows one after another, as views, while the statement runs: an input range. Texts and blobs are views that are
  /// valid until the next row.
  template <Statement S>
  MIZZLE_INLINE auto stream(const S& s) {
    return stream_of<row_view_t<S>>(s);
  }
  /// The same of rows of another type that is read alike, such as row_t, which owns its texts.
  template <class Row, Statement S>
  MIZZLE_INLINE sqlite::stream<Row> stream_of(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    static_assert(
        S::kind == statement_kind::select,
        "mizzle: stream(): only a select can be streamed, because a write that is left half-way would be neither done nor undone; use all()");
    return sqlite::stream<Row>{start_stream(site_of<S>, s.values)};
  }
  /// The rows of a query whose type is forgotten (query.hpp).
  template <class Row>
  auto all(const query<Row>& q) {
    return q.all_on(*this);
  }
  template <class Row>
  auto get(const query<Row>& q) {
    return q.get_on(*this);
  }
  template <class Row>
  auto one(const query<Row>& q) {
    return q.one_on(*this);
  }
  template <class Row>
  auto stream(const query<Row>& q) {
    return q.stream_on(*this);
  }
  // Only to say what is wrong.
  template <class X>
    requires(!Statement<X>)
  run_result run(const X&) {
    (void)accept<no_statement<"run()", X>()>();
    return {};
  }
  template <class X, class Nothing = none>
    requires(!Statement<X>)
  std::vector<Nothing> all(const X&) {
    (void)accept<no_statement<"all()", X>()>();
    return {};
  }
  template <class X, class Nothing = none>
    requires(!Statement<X>)
  std::optional<Nothing> get(const X&) {
    (void)accept<no_statement<"get()", X>()>();
    return {};
  }
  template <class X>
    requires(!Statement<X>)
  none one(const X&) {
    (void)accept<no_statement<"one()", X>()>();
    return {};
  }
  template <class X, class Nothing = none>
    requires(!Statement<X>)
  std::vector<Nothing> stream(const X&) {
    (void)accept<no_statement<"stream()", X>()>();
    return {};
  }
  /// Runs a step of an atomic list and gives all that it yields, rows or a run_result; its change count is for the list,
  /// which checks the guard.
  template <Statement S>
  auto perform_step(const S& s, std::int64_t& changes) {
    permit(S::kind == statement_kind::select ? use::reads : use::writes);
    if constexpr (returns_rows<S>) {
      return rows_of(s, changes, {&S::text});
    } else {
      const run_result result = run_statement(*session_, site_of<S>, s.values, {});
      changes = result.changes;
      return result;
    }
  }
  /// Says in an error of a step which statement it is about.
  template <class V>
  MIZZLE_INLINE void tell(error::base& e, const statement_site& site, const V& values) const {
    if constexpr (made_at_run_time<V>) session_->tell_text(e, site, [&] { return render_made(site.words, dialect_id::sqlite, values); });
    else if constexpr (shapes_text<V>) session_->tell(e, site, is_nothing(values) ? shape{} : shape_of(values, {}));
    else session_->tell(e, site, shape{});
  }

  /// SQL of your own with typed rows: `db.raw<std::int64_t, std::string>("select id, body from t where id = ?", 1)`; without
  /// types it gives a run_result. The values are bound. The statement is prepared each time. It can begin and end transactions
  /// of your own, which those of mizzle then join, but not inside one of mizzle's (an invalid_request).
  template <class... Column, class... X>
  auto raw(std::string_view sql, const X&... values) {
    return run_raw<Column...>(*session_, sql, permit(use::reads), values...);
  }
  /// Runs several statements of SQL of your own, separated by semicolons, one after another: the schema of a test, a file of settings. They
  /// have no values, and their rows are passed over. The first that fails ends it; its number, from 0 on, is the error's step(), and those
  /// before it stay, unless all of it is in a transaction.
  void script(std::string_view text) { run_script(*session_, text, permit(use::reads)); }
  /// Runs a statement in erased form.
  template <class Reply = statement_reply>
  Reply execute(const bound_statement& s) {
    return run_bound<Reply>(*session_, s.sql, s.values, permit(use::reads));
  }

  /// The road of statements whose types are forgotten, for lists that are known at run time only.
  template <class Value = value>
  auto kept_road() {
    return sqlite::kept_road<Value>{*session_, permit(use::nests)};
  }

  /// Runs f inside a savepoint, or inside a transaction if none is open, with a handle of its own. What f throws undoes
  /// it. Gives what f returns.
  template <class F>
  auto transaction(F&& f, behavior how = behavior::immediate);

  [[nodiscard]] bool in_transaction() const noexcept { return level_ > 0; }
  /// How many bound values one statement can have on this connection (https://www.sqlite.org/c3ref/limit.html).
  [[nodiscard]] std::size_t max_parameters() const noexcept { return session_->max_parameters(); }
  /// The connection itself, for what mizzle does not offer. Do not begin or end transactions through it.
  [[nodiscard]] sqlite3* native() const noexcept { return session_->db; }

 protected:
  handle(session* s, int level) noexcept : session_{s}, level_{level} {}
  // A copy could outlive the transaction that it belongs to.
  handle(const handle&) = delete;
  handle& operator=(const handle&) = delete;

  /// What a handle is used for.
  enum class use : unsigned char { reads, nests, writes };
  /// Refuses what would be wrong now: a write through the outer handle of a running transaction would join it unseen, and
  /// a handle whose transaction is over has nothing to write to. Gives why writes are not allowed, or null.
  MIZZLE_INLINE const char* permit(use how) const {
    if (level_ == session_->transactions.level() && session_->transactions.sound(session_->db)) [[likely]]
      return nullptr;
    return permit_other(how);
  }
  template <class F>
  auto run_inside(scope& unit, F&& f);

  /// Part of the level of a handle that only reads, so that it is no transaction's and everything is looked at more closely.
  static constexpr int only_reads = 1 << 30;

  session* session_;
  int level_;

 private:
  [[gnu::cold, gnu::noinline]] const char* permit_other(use how) const {
    transaction_stack& open = session_->transactions;
    open.settle_or_throw(session_->db);
    const int level = level_ & ~only_reads;
    const char* why_not = nullptr;
    if (level_ != level) why_not = "a snapshot is for reading; write in transaction()";
    if (level > open.level()) throw error::invalid_request{"this transaction is over; its handle cannot be used any more"};
    if (level > 0 && open.ended(session_->db))
      throw error::invalid_request{"the engine has ended this transaction after an error; leave it, nothing of it was kept"};
    if (level < open.level()) why_not = "a transaction is open on this connection: write through its own handle, not through the outer one";
    if (why_not && (how == use::writes || (how == use::nests && level < open.level()))) throw error::invalid_request{why_not};
    return why_not;
  }

  /// Runs a statement and collects its rows.
  template <class S>
  rows<row_t<S>> rows_of(const S& s, std::int64_t& changes, const rows_origin& from) {
    row_store result{kind_of_rows<row_values_t<row_t<S>>>, from};
    changes = run_statement(*session_, site_of<S>, s.values, {&result, make_row<row_t<S>, reader>}).changes;
    return rows<row_t<S>>{std::move(result)};
  }
  /// The same, all or nothing, as it does without the type of the rows.
  template <class V>
  row_store collect(statement_site& site, const V& values, const guard& required, const row_kind& kind, row_maker make,
                    const rows_origin& from = {}) {
    row_store result{kind, from};
    complete(site, values, required, {&result, make});
    return result;
  }
  /// Runs a statement to its end, all or nothing.
  template <class V>
  run_result complete(statement_site& site, const V& values, const guard& required, const row_sink& sink) {
    const bool writes = site.kind != statement_kind::select;
    try {
      permit(writes ? use::writes : use::reads);
      if (!required.exists() && !(writes && site.returns_rows)) [[likely]]
        return run_statement(*session_, site, values, sink);
      return complete_or_undo(site, values, required, sink);
    } catch (error::base& e) {
      tell(e, site, values);
      throw;
    }
  }
  template <class V>
  cursor start_stream(statement_site& site, const V& values) {
    try {
      permit(use::reads);
      return start(*session_, site, values, {}, true);
    } catch (error::base& e) {
      tell(e, site, values);
      throw;
    }
  }
  /// There can be something to undo: rows that cannot be read, what a guard does not allow, and what triggers have written for
  /// a statement that itself has changed nothing.
  // Deferred, because the one statement takes the write lock at its start by itself.
  template <class V>
  [[gnu::noinline]] run_result complete_or_undo(statement_site& site, const V& values, const guard& required, const row_sink& sink) {
    if (is_nothing(values)) {
      session_->note_end(nullptr);
      demand(required, 0);
      return {};
    }
    scope unit{*session_, behavior::deferred};
    const run_result result = run_statement(*session_, site, values, sink);
    demand(required, result.changes);
    unit.commit();
    return result;
  }
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::handle;
}  // namespace mizzle::sqlite

namespace mizzle::detail {

// A parameter without a value reaches no engine.
template <class Sink>
void refuse_parameters() {
  static_assert(
      sizeof(Sink) == 0,
      "mizzle: the statement has parameters, which have no values; call what db.prepare(statement) gives, or use mz::bind_values(statement, ...)");
}
template <class Sink, class Slot>
  requires requires { Slot::is_parameter; }
void visit(Sink&, const Slot&) {
  refuse_parameters<Sink>();
}

/// The parameters among values, in their order, each as often as it stands.
template <class V>
struct slots_in {
  using type = row_types<>;
};
template <fixed_string Name, class T>
struct slots_in<slot<Name, T>> {
  using type = row_types<slot<Name, T>>;
};
template <fixed_string Name, class T, class Left>
struct slots_in<range_slot<Name, T, Left>> {
  using type = row_types<range_slot<Name, T, Left>>;
};
template <auto Member>
struct slots_in<member_slot<Member>> {
  using type = row_types<member_slot<Member>>;
};
template <auto Member, class Left>
struct slots_in<range_member_slot<Member, Left>> {
  using type = row_types<range_member_slot<Member, Left>>;
};
template <class V>
struct slots_in<maybe<V>> : slots_in<V> {};
template <class... A, class... B>
row_types<A..., B...> operator+(row_types<A...>, row_types<B...>);
template <class A, class B>
struct slots_in<two<A, B>> {
  using type = decltype(typename slots_in<A>::type{} + typename slots_in<B>::type{});
};
template <class S>
using slots_of = typename slots_in<decltype(S::values)>::type;

/// Values by their order.
template <class Slots, class... X>
struct ordered_values;
template <class... Slot, class... X>
struct ordered_values<row_types<Slot...>, X...> {
  static constexpr std::string_view names[sizeof...(Slot) + 1] = {Slot::name...};
  /// The position of a name among the different ones.
  static constexpr std::size_t place_of(std::string_view name) {
    std::size_t place = 0;
    for (std::size_t i = 0; i != sizeof...(Slot) && names[i] != name; ++i) {
      bool is_first = true;
      for (std::size_t k = 0; k != i; ++k) is_first = is_first && names[k] != names[i];
      place += is_first;
    }
    return place;
  }
  static constexpr std::size_t count() {
    std::size_t n = 0;
    for (std::size_t i = 0; i != sizeof...(Slot); ++i) {
      bool is_first = true;
      for (std::size_t k = 0; k != i; ++k) is_first = is_first && names[k] != names[i];
      n += is_first;
    }
    return n;
  }
  /// The names of all, for a sentence.
  static constexpr sentence all_names() {
    sentence result{""};
    for (std::size_t i = 0; i != sizeof...(Slot); ++i) {
      bool is_first = true;
      for (std::size_t k = 0; k != i; ++k) is_first = is_first && names[k] != names[i];
      if (is_first) result = sentence{std::string_view{result.chars, result.size()}, i == 0 ? "" : ", ", names[i]};
    }
    return result;
  }

  template <std::size_t I>
  using type_at = std::remove_cvref_t<decltype(*boost::hana::at_c<I>(std::declval<boost::hana::tuple<const X*...>>()))>;

  boost::hana::tuple<const X&...> all;
};

/// What is wrong with a value of type X for a parameter, if anything.
template <class Slot, class X>
constexpr diagnosis wrong_value() {
  using T = typename Slot::type;
  if constexpr (ValueRange<const T>) {
    if (std::convertible_to<const X&, const T&>) return {};
  } else if constexpr (is_nullopt<X> || is_optional<X>) {
    if (is_optional<T> && (is_nullopt<X> || storable_as<remove_optional_t<T>, remove_optional_t<X>>)) return {};
  } else if (storable_as<remove_optional_t<T>, X>) {
    return {};
  }
  return {fault::parameters, sentence{"mizzle: the parameter ", Slot::name, " of type ", type_name<T>(), " is given a value of type ",
                                      type_name<X>(), "; give one of its own type"}};
}

/// What is wrong with values for parameters, if anything.
template <class... Slot, class... X>
constexpr diagnosis wrong_values(row_types<Slot...>, row_types<X...>) {
  using given = ordered_values<row_types<Slot...>, X...>;
  if constexpr (given::count() != sizeof...(X)) {
    constexpr sentence names = given::all_names();
    return {fault::parameters, sentence{"mizzle: the parameters of the statement are ", std::string_view{names.chars, names.size()},
                                        "; give one value for each, in this order"}};
  } else {
    diagnosis result;
    const auto look = [&]<class S>(std::type_identity<S>) {
      using value_type = typename given::template type_at<given::place_of(S::name)>;
      if (result.what == fault::none) result = wrong_value<S, value_type>();
    };
    (look(std::type_identity<Slot>{}), ...);
    return result;
  }
}

/// Values with the parameters among them filled in.
template <class V, class Given>
constexpr auto fill(const V& values, const Given&) {
  return values;
}
template <fixed_string Name, class T, class Slots, class... X>
constexpr auto fill(const slot<Name, T>&, const ordered_values<Slots, X...>& given) {
  const auto& x = boost::hana::at_c<ordered_values<Slots, X...>::place_of(Name.view())>(given.all);
  using Given = std::remove_cvref_t<decltype(x)>;
  using B = remove_optional_t<T>;
  if constexpr (is_nullopt<Given>) {
    return std::optional<typename codec<B>::stored>{};
  } else if constexpr (is_optional<Given>) {
    std::optional<decltype(encode_into<B>(*x))> stored;
    if (x) stored = encode_into<B>(*x);
    return stored;
  } else {
    return encode_into<B>(x);
  }
}
template <fixed_string Name, class T, class Left, class Slots, class... X>
auto fill(const range_slot<Name, T, Left>&, const ordered_values<Slots, X...>& given) {
  const auto& x = boost::hana::at_c<ordered_values<Slots, X...>::place_of(Name.view())>(given.all);
  const T& range = x;
  return json_list<Left>(range);
}
template <auto Member, class Given>
constexpr auto fill(const member_slot<Member>&, const Given& given) {
  const auto& x = given.*Member;
  using T = std::remove_cvref_t<decltype(x)>;
  if constexpr (is_optional<T>) {
    std::optional<decltype(encode(*x))> stored;
    if (x) stored = encode(*x);
    return stored;
  } else {
    return encode(x);
  }
}
template <auto Member, class Left, class Given>
auto fill(const range_member_slot<Member, Left>&, const Given& given) {
  return json_list<Left>(given.*Member);
}
template <class A, class B, class Given>
constexpr auto fill(const two<A, B>& values, const Given& given);
template <class V, class Given>
constexpr auto fill(const maybe<V>& values, const Given& given) {
  auto filled = fill(values.values, given);
  return maybe<decltype(filled)>{values.on, std::move(filled)};
}
template <class A, class B, class Given>
constexpr auto fill(const two<A, B>& values, const Given& given) {
  auto first = fill(values.first, given);
  auto second = fill(values.second, given);
  return two<decltype(first), decltype(second)>{std::move(first), std::move(second)};
}

template <class L, class V, class... K, class Given>
constexpr auto fill_statement(const select_statement<L, V, K...>& s, const Given& given) {
  auto values = fill(s.values, given);
  return select_statement<L, decltype(values), K...>{std::move(values)};
}
template <statement_kind Kind, class T, class L, class V, class... K, class Given>
constexpr auto fill_statement(const write_statement<Kind, T, L, V, K...>& s, const Given& given) {
  auto values = fill(s.values, given);
  return write_statement<Kind, T, L, decltype(values), K...>{std::move(values), s.required};
}

/// The struct that a parameter is a member of, or void.
template <class Slot>
struct struct_of_slot {
  using type = void;
};
template <auto Member>
struct struct_of_slot<member_slot<Member>> {
  using type = decltype(class_of_member(Member));
};
template <auto Member, class Left>
struct struct_of_slot<range_member_slot<Member, Left>> : struct_of_slot<member_slot<Member>> {};

/// The struct whose members are the parameters, or void.
template <class Slots>
struct struct_of_slots {
  using type = void;
};
template <class Slot, class... More>
struct struct_of_slots<row_types<Slot, More...>> {
  using type = typename struct_of_slot<Slot>::type;
  static_assert((std::is_same_v<typename struct_of_slot<More>::type, type> && ...),
                "mizzle: param<>(): the parameters of a statement are members of one struct, or have names of their own; do not mix them");
};

/// A statement with its parameters given: in the order in which their names first stand in it. It runs on any handle, and in lists.
template <Statement S, class... X, class Rejected = fields<expr<std::int64_t, none, bound<sql_type::any>>>>
constexpr auto bind_values(const S& s, const X&... values) {
  using Slots = slots_of<S>;
  if constexpr (std::is_void_v<typename struct_of_slots<Slots>::type>) {
    constexpr diagnosis wrong = wrong_values(Slots{}, row_types<X...>{});
    if constexpr (wrong.what == fault::none) {
      return fill_statement(s, ordered_values<Slots, X...>{{values...}});
    } else {
      (void)accept<wrong>();
      return select_statement<Rejected, none, word::select<Rejected, 1>>{};
    }
  } else {
    return fill_statement(s, values...);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::bind_values;
}  // namespace mizzle

namespace mizzle::detail::sqlite {

/// A statement with parameters on a handle, which must outlive it: called with its values, in the order in which the parameters' names
/// first stand in the statement, or with the struct whose members they are. Like every statement it is prepared once, at its first call.
template <class H, class S, class Struct = typename struct_of_slots<slots_of<S>>::type>
class prepared {
 public:
  prepared(H& handle, S statement) : handle_{&handle}, statement_{std::move(statement)} {}

  /// All rows, or the run_result of a statement without rows.
  template <class... X>
  auto operator()(const X&... values) const {
    if constexpr (returns_rows<S>) return all(values...);
    else return run(values...);
  }
  template <class... X>
  auto all(const X&... values) const {
    return handle_->all(bind_values(statement_, values...));
  }
  template <class... X>
  auto get(const X&... values) const {
    return handle_->get(bind_values(statement_, values...));
  }
  template <class... X>
  auto one(const X&... values) const {
    return handle_->one(bind_values(statement_, values...));
  }
  /// The rows one after another, as views. The values need not live on, and the statement may be called again meanwhile.
  template <class... X>
  auto stream(const X&... values) const {
    return handle_->stream(bind_values(statement_, values...));
  }
  template <class... X>
  run_result run(const X&... values) const {
    return handle_->run(bind_values(statement_, values...));
  }

 private:
  H* handle_;
  S statement_;
};
/// With a struct, also `find({.id = 7})`.
template <class H, class S, class Struct>
  requires(!std::is_void_v<Struct>)
class prepared<H, S, Struct> {
 public:
  prepared(H& handle, S statement) : handle_{&handle}, statement_{std::move(statement)} {}

  auto operator()(const Struct& values) const {
    if constexpr (returns_rows<S>) return all(values);
    else return run(values);
  }
  auto all(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->all(bind_values(statement_, values));
  }
  auto get(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->get(bind_values(statement_, values));
  }
  auto one(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->one(bind_values(statement_, values));
  }
  auto stream(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->stream(bind_values(statement_, values));
  }
  run_result run(const Struct& values) const { return handle_->run(bind_values(statement_, values)); }

 private:
  H* handle_;
  S statement_;
};

template <Statement S>
auto handle::prepare(S statement) {
  return prepared<handle, S>{*this, std::move(statement)};
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::detail {

/// A result that is not there yet: its work would go on after the end of the transaction that gives it.
template <class R>
concept Deferred = requires(R& r) {
  r.wait();
  r.get();
} || requires { typename R::promise_type; } || requires(R& r) { r.await_resume(); } || requires(R& r) { r.operator co_await(); };

}  // namespace mizzle::detail

namespace mizzle::detail {

/// What rollback() of a transaction's handle throws, past everything that takes errors, to the transaction that it is about.
struct rolled_back {
  const void* transaction;
};

}  // namespace mizzle::detail

namespace mizzle::detail::sqlite {

/// The handle inside a transaction or a savepoint; it is over when the function that got it returns.
class transaction_handle : public handle {
 public:
  transaction_handle(session* s, int level) noexcept : handle{s, level} {}
  transaction_handle(const transaction_handle&) = delete;
  transaction_handle& operator=(const transaction_handle&) = delete;

  /// Leaves the function that got this handle. Nothing of the transaction stays, and that is no error: transaction() returns, an empty
  /// optional if the function gives one. A function that gives something else leaves by `return tx.rollback(value)`; otherwise
  /// transaction() throws an invalid_request.
  [[noreturn]] void rollback() {
    rolled_back_ = true;
    throw rolled_back{this};
  }
  /// Nothing of the transaction will stay: `return tx.rollback(value);`.
  template <class X>
  [[nodiscard]] X rollback(X value) {
    rolled_back_ = true;
    return value;
  }

  /// The same as transaction(), with a name of one's own for the savepoint, which SQLite's messages and on_statement() then show. The name
  /// may be any text that is not empty; where one is open already, the inner one is meant. An invalid_request for other names.
  template <class F>
  auto savepoint(std::string_view name, F&& f);

  /// Whether one of them was called.
  [[nodiscard]] bool is_rolled_back() const noexcept { return rolled_back_; }

 private:
  friend handle;
  bool rolled_back_ = false;
};

template <class F>
auto handle::transaction(F&& f, behavior how) {
  permit(use::nests);
  scope unit{*session_, how};
  return run_inside(unit, std::forward<F>(f));
}
template <class F>
auto handle::run_inside(scope& unit, F&& f) {
  using R = std::invoke_result_t<F&, transaction_handle&>;
  static_assert(
      !Deferred<R>,
      "mizzle: transaction(): the function returns a future or coroutine, whose work would go on after the commit; do the work inside, and return its result");
  transaction_handle tx{session_, unit.level() | (level_ & only_reads)};
  try {
    if constexpr (std::is_void_v<R>) {
      f(tx);
      if (!tx.rolled_back_) unit.commit();
    } else {
      auto result = f(tx);
      if (!tx.rolled_back_) unit.commit();
      return result;
    }
  } catch (const rolled_back& left) {
    if (left.transaction != &tx) throw;
    if constexpr (is_optional<R>) return R{};
    else if constexpr (!std::is_void_v<R>)
      throw error::invalid_request{"rollback(): the function gives a value; leave it by `return tx.rollback(value)`"};
  }
}
template <class F>
auto transaction_handle::savepoint(std::string_view name, F&& f) {
  permit(use::nests);
  scope unit{*session_, name};
  return run_inside(unit, std::forward<F>(f));
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::transaction_handle;
}  // namespace mizzle::sqlite

namespace mizzle::detail::sqlite {

/// How a file keeps its journal (https://www.sqlite.org/pragma.html#pragma_journal_mode). `keep` leaves it as it is, and
/// `wal_if_new` leaves it in a file that has something in it: a mode of WAL stays in the file for all programs and for good.
enum journal_mode : unsigned char { keep, wal, rollback_journal, truncate, persist, memory, wal_if_new };

/// When SQLite waits for the disk (https://www.sqlite.org/pragma.html#pragma_synchronous).
enum class synchronous : unsigned char { full, normal, off };

/// How a connection is opened.
struct options {
  /// How long to wait for another connection's lock before a busy error; at most 2^31-1 milliseconds, which is 24 days.
  std::chrono::milliseconds busy_timeout{5000};
  bool foreign_keys = true;
  journal_mode journal = wal_if_new;
  sqlite::synchronous synchronous = synchronous::full;
  bool read_only = false;
  /// For a file on a medium that nobody can write to: it is read without locks, and a file in WAL mode needs no others beside it
  /// (https://www.sqlite.org/uri.html#uriimmutable). If somebody does write to it, what is read can be wrong.
  bool immutable = false;
  /// Whether a file that does not exist is made.
  bool create = true;
  /// Whether errors tell the values of their statement as well, which may be secrets: error::base::sql_with_values().
  bool values_in_errors = false;
};

class connection;

/// Opens a file once more, see connection::open_again(). It has nothing in common with the connection that it comes from, and can be
/// copied and called by any thread.
class opener {
 public:
  opener(const char* path, const options& o) : path_{path}, options_{o} {}
  /// Another connection to the file, which must still be there.
  template <class Connection = connection>
  [[nodiscard]] Connection operator()() const {
    return Connection{path_, options_};
  }

 private:
  std::string path_;
  options options_;
};

/// A connection to an SQLite file, or to ":memory:". It belongs to one thread at a time, owns its prepared statements, and
/// can be moved, but not while a stream or a transaction of it is alive.
class connection : public handle {
 public:
  /// Opens a file, or a database in memory where the path is ":memory:"; an sql_error if that cannot be.
  explicit connection(const std::string& path, const options& o = {}) : handle{new session, 0}, options_{o} {
    try {
      open(path, o);
    } catch (...) {
      delete session_;
      throw;
    }
  }
  connection(connection&& other) noexcept : handle{other.session_, 0}, options_{other.options_} { other.session_ = nullptr; }
  connection& operator=(connection&& other) noexcept {
    session* const mine = session_;
    session_ = other.session_;
    other.session_ = mine;
    std::swap(options_, other.options_);
    return *this;
  }
  ~connection() { delete session_; }

  /// Creates tables and their indexes that do not exist yet, in one transaction.
  template <Table... T>
  void create_tables(const T&...) {
    transaction([](auto& tx) { (create_one(tx, static_cast<const T*>(nullptr)), ...); });
  }

  /// Calls `f(const mz::sqlite::statement_event&)` behind each statement that runs on this connection, also those that begin and end
  /// transactions: to log them, to count them, to find the slow ones. What triggers do is part of the statement that sets
  /// them off; what cannot be prepared has not run; and the first one behind a change of the schema can be told of twice, as it begins anew. f must not use the connection, and an exception that leaves it ends the program, as there
  /// is no way for one through SQLite. It takes the place of one that was there; nullptr takes it away. Without one nothing is done.
  template <class F>
  void on_statement(F f) {
    if constexpr (std::is_same_v<F, std::nullptr_t>) session_->set_log(nullptr);
    else session_->set_log(new statement_log_of<F>(std::move(f)));
  }

  /// Runs f in a transaction for reading, with a handle of its own: all that it reads is of one moment, that of its first read. On a file
  /// in WAL mode it waits for no writer, and none waits for it. Gives what f returns. A write is an invalid_request.
  template <class F>
  auto snapshot(F&& f) {
    permit(use::nests);
    scope unit{*session_, behavior::deferred};
    struct reading : handle {
      explicit reading(session* s) : handle{s, only_reads} {}
      using handle::run_inside;
    };
    return reading{session_}.run_inside(unit, std::forward<F>(f));
  }

  /// What opens the same file again with the same options, for another thread: `auto open = db.open_again(); auto other = (*open)();`.
  /// Nothing for a database that only this connection sees.
  template <class Opener = opener>
  [[nodiscard]] std::optional<Opener> open_again() const {
    const char* const file = sqlite3_db_filename(session_->db, "main");
    if (!file || !*file) return std::nullopt;
    options again = options_;
    again.create = false;
    // The journal is what it is by now.
    again.journal = keep;
    return Opener{file, again};
  }

 private:
  template <class T, class Tx>
  static void create_one(Tx& tx, const T*) {
    tx.run(create_table(T{}).if_not_exists());
    create_indexes_of<T>(tx);
  }

  void open(const std::string& path, const options& o) {
    const bool read_only = o.read_only || o.immutable;
    const int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (o.create ? SQLITE_OPEN_CREATE : 0)) |
                      (o.immutable ? SQLITE_OPEN_URI : 0) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(o.immutable ? immutable_uri(path).c_str() : path.c_str(), &session_->db, flags, nullptr);
    if (code != SQLITE_OK) throw error::sql_error{code, concat({sqlite3_errmsg(session_->db), ": ", path})};
    // A misspelt name in double quotes is an error and not a text (https://www.sqlite.org/quirks.html#dblquote).
    sqlite3_db_config(session_->db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(session_->db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    // The timeout comes first: switching to WAL can meet another connection's lock.
    const auto longest = std::chrono::milliseconds{INT32_MAX};
    sqlite3_busy_timeout(session_->db, static_cast<int>((o.busy_timeout < longest ? o.busy_timeout : longest).count()));
    session_->exec(o.foreign_keys ? "pragma foreign_keys = on" : "pragma foreign_keys = off");
    static constexpr const char* journals[] = {nullptr,
                                               "pragma journal_mode = wal",
                                               "pragma journal_mode = delete",
                                               "pragma journal_mode = truncate",
                                               "pragma journal_mode = persist",
                                               "pragma journal_mode = memory"};
    const journal_mode journal = o.journal != wal_if_new ? o.journal : is_new() ? wal : keep;
    if (journals[journal] && !read_only) switch_journal(journals[journal], o.busy_timeout);
    static constexpr const char* levels[] = {"pragma synchronous = full", "pragma synchronous = normal", "pragma synchronous = off"};
    session_->exec(levels[static_cast<unsigned>(o.synchronous)]);
    session_->values_in_errors = o.values_in_errors;
  }
  static std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
      if (c == '%' || c == '?' || c == '#') {
        uri += c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
      } else {
        uri += c;
      }
    }
    return uri += "?immutable=1";
  }
  /// Whether nothing was ever written to the file. Its size tells without a lock, which another connection can have.
  bool is_new() {
    sqlite3_file* file = nullptr;
    sqlite3_int64 size = 0;
    const int code = sqlite3_file_control(session_->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK) raise(session_->db, code, nullptr);
    if (!file || !file->pMethods) return false;  // in memory, or not yet there
    if (const int failed = file->pMethods->xFileSize(file, &size); failed != SQLITE_OK) raise(nullptr, failed, nullptr);
    return size == 0;
  }
  // SQLite does not always call the busy handler here, hence a wait of our own.
  void switch_journal(const char* sql, std::chrono::milliseconds patience) {
    for (std::chrono::milliseconds waited{0};; waited += std::chrono::milliseconds{5}) {
      try {
        return session_->exec(sql);
      } catch (const error::busy&) {
        if (waited >= patience) throw;
        sqlite3_sleep(5);
      }
    }
  }

  options options_;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::connection;
using detail::sqlite::journal_mode;
using detail::sqlite::keep;
using detail::sqlite::memory;
using detail::sqlite::opener;
using detail::sqlite::options;
using detail::sqlite::persist;
using detail::sqlite::rollback_journal;
using detail::sqlite::synchronous;
using detail::sqlite::truncate;
using detail::sqlite::wal;
using detail::sqlite::wal_if_new;
}  // namespace mizzle::sqlite
