// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>

#include <mizzle/sqlite/reader.hpp>
#include <mizzle/sqlite/session.hpp>
#include <mizzle/value/range.hpp>

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
