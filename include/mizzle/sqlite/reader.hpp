// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <mizzle/wire/result_column.hpp>
#include <mizzle/rows/rows.hpp>
#include <mizzle/sqlite/session.hpp>

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
