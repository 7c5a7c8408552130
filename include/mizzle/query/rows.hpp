// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include <mizzle/value/error.hpp>

namespace mizzle {

/// The rows of a statement: an owning, contiguous, movable sequence. A std::vector would do, but it takes a compiler ten
/// times as long, once for each kind of row.
template <class Row>
class rows {
 public:
  using value_type = Row;
  using iterator = Row*;
  using const_iterator = const Row*;

  [[gnu::always_inline]] rows() noexcept {}
  rows(rows&& other) noexcept : data_{other.data_}, size_{other.size_}, capacity_{other.capacity_} {
    other.data_ = nullptr;
    other.size_ = other.capacity_ = 0;
  }
  rows& operator=(rows&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  rows(const rows& other) {
    for (const Row& row : other) new (place()) Row(row), ++size_;
  }
  rows& operator=(const rows& other) { return *this = rows(other); }
  ~rows() {
    for (std::size_t i = 0; i != size_; ++i) data_[i].~Row();
    ::operator delete(data_);
  }

  [[nodiscard]] [[gnu::always_inline]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] [[gnu::always_inline]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] [[gnu::always_inline]] Row* begin() noexcept { return data_; }
  [[nodiscard]] [[gnu::always_inline]] Row* end() noexcept { return data_ + size_; }
  [[nodiscard]] [[gnu::always_inline]] const Row* begin() const noexcept { return data_; }
  [[nodiscard]] [[gnu::always_inline]] const Row* end() const noexcept { return data_ + size_; }
  [[nodiscard]] Row* data() noexcept { return data_; }
  [[nodiscard]] const Row* data() const noexcept { return data_; }
  [[nodiscard]] [[gnu::always_inline]] Row& operator[](std::size_t i) noexcept { return data_[i]; }
  [[nodiscard]] [[gnu::always_inline]] const Row& operator[](std::size_t i) const noexcept { return data_[i]; }
  [[nodiscard]] const Row& at(std::size_t i) const {
    if (i >= size_) throw std::out_of_range{"mizzle::rows::at"};
    return data_[i];
  }
  [[nodiscard]] Row& front() noexcept { return data_[0]; }
  [[nodiscard]] const Row& front() const noexcept { return data_[0]; }
  [[nodiscard]] Row& back() noexcept { return data_[size_ - 1]; }
  [[nodiscard]] const Row& back() const noexcept { return data_[size_ - 1]; }

  /// The only row; no_row or too_many_rows otherwise.
  [[nodiscard]] const Row& one() const& {
    if (size_ == 0) throw error::no_row{};
    if (size_ > 1) throw error::too_many_rows{};
    return data_[0];
  }
  [[nodiscard]] Row one() && { return std::move(const_cast<Row&>(std::as_const(*this).one())); }

  /// Where the next row is to be made; added() then counts it. For those who fill the sequence.
  [[nodiscard]] [[gnu::always_inline]] void* place() {
    if (size_ == capacity_) grow();
    return data_ + size_;
  }
  [[gnu::always_inline]] void added() noexcept { ++size_; }

 private:
  void grow() {
    const std::size_t capacity = capacity_ == 0 ? 8 : capacity_ * 2;
    Row* const moved = static_cast<Row*>(::operator new(capacity * sizeof(Row)));
    for (std::size_t i = 0; i != size_; ++i) {
      new (moved + i) Row(static_cast<Row&&>(data_[i]));
      data_[i].~Row();
    }
    ::operator delete(data_);
    data_ = moved;
    capacity_ = capacity;
  }

  Row* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// A row or none, with the interface of std::optional, into which it converts.
template <class Row>
class optional_row {
 public:
  using value_type = Row;

  optional_row() noexcept {}
  optional_row(std::nullopt_t) noexcept {}
  optional_row(optional_row&& other) noexcept(false) {
    if (other.engaged_) emplace(std::move(other.row_));
  }
  optional_row(const optional_row& other) {
    if (other.engaged_) emplace(other.row_);
  }
  optional_row& operator=(optional_row other) {
    reset();
    if (other.engaged_) emplace(std::move(other.row_));
    return *this;
  }
  ~optional_row() { reset(); }

  [[nodiscard]] bool has_value() const noexcept { return engaged_; }
  explicit operator bool() const noexcept { return engaged_; }
  [[nodiscard]] Row& operator*() & noexcept { return row_; }
  [[nodiscard]] const Row& operator*() const& noexcept { return row_; }
  [[nodiscard]] Row&& operator*() && noexcept { return std::move(row_); }
  [[nodiscard]] Row* operator->() noexcept { return &row_; }
  [[nodiscard]] const Row* operator->() const noexcept { return &row_; }
  [[nodiscard]] const Row& value() const {
    if (!engaged_) throw std::bad_optional_access{};
    return row_;
  }
  operator std::optional<Row>() && { return engaged_ ? std::optional<Row>{std::move(row_)} : std::nullopt; }
  operator std::optional<Row>() const& { return engaged_ ? std::optional<Row>{row_} : std::nullopt; }
  friend bool operator==(const optional_row& a, std::nullopt_t) noexcept { return !a.engaged_; }

  /// Where the row is to be made; added() then engages it. For those who fill it.
  [[nodiscard]] void* place() noexcept { return &row_; }
  void added() noexcept { engaged_ = true; }

 private:
  template <class X>
  void emplace(X&& row) {
    new (&row_) Row(static_cast<X&&>(row));
    engaged_ = true;
  }
  void reset() noexcept {
    if (engaged_) row_.~Row();
    engaged_ = false;
  }

  union {
    Row row_;
  };
  bool engaged_ = false;
};

}  // namespace mizzle
