// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <mizzle/rows/rows.hpp>
#include <mizzle/wire/erased_list.hpp>
#include <mizzle/wire/read_integer.hpp>
#include <mizzle/wire/result_column.hpp>

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
