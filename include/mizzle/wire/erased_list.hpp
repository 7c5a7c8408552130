// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <mizzle/wire/bound_statement.hpp>
#include <mizzle/rows/result_column.hpp>
#include <mizzle/rows/rows.hpp>
#include <mizzle/bind/windows.hpp>

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

/// A list of statements in the form in which they cross to an engine, with what is needed to read its answer.
struct erased_list {
  struct origin {
    place at;
    guard required{};
    bool internal = false;  // a statement of mizzle's own, of which nobody wants the answer
  };

  std::vector<bound_statement> statements;
  std::vector<origin> origins;           // one for each statement
  std::vector<std::vector<char>> texts;  // those that are no constants; a vector of characters stays where it is

  template <class Text>
  std::string_view keep(const Text& text) {
    const std::vector<char>& kept = texts.emplace_back(text.begin(), text.end());
    return {kept.data(), kept.size()};
  }
};
/// Appends a statement of mizzle's own.
template <class List, class Text>
void add_internal(List& list, const place& at, const Text& sql, bool rows, const guard& required = {}) {
  list.statements.push_back({list.keep(sql), {}, rows, {}});
  list.origins.push_back({at, required, true});
}

// The parameters that one statement may have in a dialect, unless the handle tells.
inline constexpr std::size_t most_parameters_of_d1 = 100;           // https://developers.cloudflare.com/d1/platform/limits/
inline constexpr std::size_t most_parameters_of_postgres = 65'535;  // its protocol counts them in 16 bits
inline constexpr std::size_t most_parameters_of_sqlite = 32'766;    // https://www.sqlite.org/limits.html#max_variable_number
constexpr std::size_t max_parameters(dialect_id d) {
  return d == dialect_id::d1 ? most_parameters_of_d1 : d == dialect_id::postgres ? most_parameters_of_postgres : most_parameters_of_sqlite;
}
template <class H>
std::size_t max_parameters_of(const H& h) {
  if constexpr (requires { { h.max_parameters() } -> std::convertible_to<std::size_t>; }) {
    return h.max_parameters();
  } else {
    return max_parameters(H::dialect::id);
  }
}

/// Appends a statement in erased form: one item, or several if it inserts more rows than one statement can take. After each,
/// it calls after(rows) with the window of its rows.
template <dialect_id D, class List, class S, class After>
void erase_parts(List& list, const S& s, const place& at, std::size_t most_parameters, After&& after) {
  const auto add = [&](row_window rows) {
    value_collector<D> values{rows};
    visit(values, s.values);
    std::string_view sql;
    if constexpr (S::text.has_shape) {
      sql = list.keep(render(S::text, D, shape_of(s.values, rows)));
    } else {
      sql = text_of<S, D>::text.view();
    }
    list.statements.push_back({sql, std::move(values.result), returns_rows<S>, s.required});
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
void erase(List& list, const S& s, const place& at, std::size_t most_parameters = max_parameters(D)) {
  erase_parts<D>(list, s, at, most_parameters, [](row_window) {});
}

/// Appends a statement that fails unless `changed`, an SQL expression, is what the guard asks. It carries its own position in the list
/// and the count in a JSON path that does not exist, so that the engine's error tells them.
template <class List>
void erase_guard(List& list, dialect_id d, const place& at, const guard& required, std::string_view changed = "changes()"sv) {
  if (d == dialect_id::postgres) throw error::invalid_request{"a guard cannot cross to this engine inside a batch; use a transaction"};
  std::string sql{"select case when "};
  sql += changed;
  sql += required.exactly ? " = " : " >= ";
  sql += std::to_string(required.count) + " then 1 else json_extract('{}', 'mizzle guard " + std::to_string(list.statements.size()) + " changed ' || ";
  sql += changed;
  sql += ") end";
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
  erase_parts<D>(list, s, at, most_parameters, [&](row_window) { add_internal(list, at, "insert into \"mizzle changes\" values (changes())"sv, false); });
  erase_guard(list, D, at, s.required, "(select sum(n) from \"mizzle changes\")"sv);
  add_internal(list, at, "drop table \"mizzle changes\""sv, false);
}

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
  return result;
}

/// Reads a row that an engine answered, from left to right.
template <class Value>
class value_reader {
 public:
  /// `words` are the statement's, for errors.
  value_reader(const std::vector<Value>& row, const statement_text& words, std::string_view sql) noexcept : row_{&row}, words_{&words}, sql_{sql} {}

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
    if constexpr (requires { codec<T>::accepts(v); }) {
      if (!codec<T>::accepts(v)) fail(i, "its value does not fit the column's C++ type");
    }
    return codec<T>::decode(v);
  }
  [[noreturn]] void fail(std::size_t i, const char* why) const {
    result_column name = result_column_at(*words_, i);
    throw error::decode_error{std::move(name.column), why, std::string{sql_}, std::move(name.table)};
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

 private:
  const List* list_;
  const std::vector<Reply>* replies_;
  std::size_t at_ = 0;
};

}  // namespace mizzle::detail
