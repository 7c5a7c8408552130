// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <mizzle/query/bound_statement.hpp>
#include <mizzle/query/rows.hpp>
#include <mizzle/query/run_time.hpp>

namespace mizzle {

// Functions here that could do without are templates all the same: what they use of the standard library is then made only
// in files that run erased lists.

/// A list of statements in the form in which they cross to an engine, with what is needed to read its answer.
template <class Value>
struct basic_erased_list {
  struct origin {
    std::size_t step = 0;
    bool is_guard = false;
    guard required{};
  };

  std::vector<basic_bound_statement<Value>> statements;
  std::vector<origin> origins;           // one for each statement
  std::vector<std::vector<char>> texts;  // those that are no constants; a vector of characters stays where it is

  template <class Text>
  std::string_view keep(const Text& text) {
    const std::vector<char>& kept = texts.emplace_back(text.begin(), text.end());
    return {kept.data(), kept.size()};
  }
};
using erased_list = basic_erased_list<value>;

/// The parameters that one statement may have in a dialect.
constexpr std::size_t max_parameters(dialect_id d) { return d == dialect_id::d1 ? 100 : d == dialect_id::postgres ? 65535 : 32766; }

/// Appends a statement in erased form: one item, or several if it inserts more rows than one statement can take.
template <dialect_id D, class List, class S>
void erase(List& list, const S& s, std::size_t step) {
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
    list.origins.push_back({step, false, s.required});
  };
  if constexpr (inserts_range<decltype(s.values)>) {
    each_window(*find_rows(s.values), max_parameters(D), add);
  } else {
    add({});
  }
}

/// Appends a statement that fails unless the one before it changed as many rows as its guard asks. It carries its position
/// and the count in a JSON path that does not exist, so that the error tells them.
template <class List>
void erase_guard(List& list, dialect_id d, std::size_t step, const guard& required) {
  if (d == dialect_id::postgres) throw error::invalid_request{"a guard cannot cross to this engine inside a batch; use a transaction"};
  typename late<std::string, List>::type sql{"select case when changes() "};
  sql += required.exactly ? "= " : ">= ";
  sql += std::to_string(required.count) + " then 1 else json_extract('{}', 'mizzle guard " + std::to_string(step) + " changed ' || changes()) end";
  list.statements.push_back({list.keep(std::move(sql)), {}, true, {}});
  list.origins.push_back({step, true, required});
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
  const auto at = message.find(mark);
  if (at == message.npos) return std::nullopt;
  std::int64_t position = 0, actual = 0;
  std::string_view rest = message.substr(at + mark.size());
  const std::size_t digits = read_integer(rest, position);
  if (digits == 0 || rest.substr(digits, middle.size()) != middle) return std::nullopt;
  (void)read_integer(rest.substr(digits + middle.size()), actual);
  const auto step = static_cast<std::size_t>(position);
  for (const auto& o : list.origins) {
    if (o.is_guard && o.step == step) return Failed{step, o.required.count, actual, o.required.exactly};
  }
  return std::nullopt;
}

/// Reads a row that an engine answered, from left to right.
template <class Value>
class value_reader {
 public:
  value_reader(const std::vector<Value>& row, std::string_view sql) noexcept : row_{&row}, sql_{sql} {}

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
  [[noreturn]] void fail(std::size_t i, const char* why) const { throw error::decode_error{std::to_string(i + 1), why, std::string{sql_}}; }

  const std::vector<Value>* row_;
  std::string_view sql_;
  std::size_t column_ = 0;
};

/// The answers to an erased list, taken in order.
template <class List, class Reply>
class reply_cursor {
 public:
  reply_cursor(const List& list, const std::vector<Reply>& replies) noexcept : list_{&list}, replies_{&replies} {}

  /// Gives f the replies that belong to a step and to no guard.
  template <class F>
  void take(std::size_t step, F&& f) {
    for (; at_ != replies_->size() && list_->origins[at_].step == step; ++at_) {
      if (!list_->origins[at_].is_guard) f((*replies_)[at_], list_->statements[at_].sql);
    }
  }

 private:
  const List* list_;
  const std::vector<Reply>* replies_;
  std::size_t at_ = 0;
};

}  // namespace mizzle
