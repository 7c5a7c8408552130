// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <mizzle/check/statement.hpp>
#include <mizzle/statement/guard.hpp>
#include <mizzle/rows/record.hpp>
#include <mizzle/render/statement.hpp>

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
