// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <mizzle/rows/decode.hpp>
#include <mizzle/rows/store.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// The rows of a statement: an owning, contiguous sequence that reads like a std::vector and moves into one,
/// `std::vector<Row> v = db.all(q);`.
///
/// Rows that are about to end give values and no references, so that `for (char c : db.all(q)[0][t.body])` is right.
template <class Row>
class rows : private row_store {
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

  [[gnu::always_inline]] rows() noexcept : row_store{kind_of_rows<Row>} {}
  rows(const rows& other) : rows{} {
    for (const Row& row : other) {
      new (place()) Row(row);
      count_one();
    }
  }
  [[gnu::always_inline]] rows(rows&&) noexcept = default;
  rows& operator=(rows other) noexcept {
    swap(other);
    return *this;
  }
  [[gnu::always_inline]] ~rows() = default;

  operator std::vector<Row>() && {
    std::vector<Row> result;
    result.reserve(size());
    for (Row& row : *this) result.push_back(std::move(row));
    return result;
  }
  operator std::vector<Row>() const& { return std::vector<Row>(begin(), end()); }

  using row_store::empty;
  using row_store::size;
  [[nodiscard]] [[gnu::always_inline]] Row* data() noexcept { return static_cast<Row*>(address()); }
  [[nodiscard]] [[gnu::always_inline]] const Row* data() const noexcept { return static_cast<const Row*>(address()); }
  [[nodiscard]] [[gnu::always_inline]] iterator begin() noexcept { return data(); }
  [[nodiscard]] [[gnu::always_inline]] iterator end() noexcept { return data() + size(); }
  [[nodiscard]] [[gnu::always_inline]] const_iterator begin() const noexcept { return data(); }
  [[nodiscard]] [[gnu::always_inline]] const_iterator end() const noexcept { return data() + size(); }
  [[nodiscard]] const_iterator cbegin() const noexcept { return begin(); }
  [[nodiscard]] const_iterator cend() const noexcept { return end(); }
  [[nodiscard]] reverse_iterator rbegin() noexcept { return reverse_iterator{end()}; }
  [[nodiscard]] reverse_iterator rend() noexcept { return reverse_iterator{begin()}; }
  [[nodiscard]] const_reverse_iterator rbegin() const noexcept { return const_reverse_iterator{end()}; }
  [[nodiscard]] const_reverse_iterator rend() const noexcept { return const_reverse_iterator{begin()}; }
  [[nodiscard]] const_reverse_iterator crbegin() const noexcept { return rbegin(); }
  [[nodiscard]] const_reverse_iterator crend() const noexcept { return rend(); }

  [[nodiscard]] [[gnu::always_inline]] Row& operator[](std::size_t i) & noexcept { return data()[i]; }
  [[nodiscard]] [[gnu::always_inline]] const Row& operator[](std::size_t i) const& noexcept { return data()[i]; }
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
    append_row<Row>(this, reader);
  }
  template <class R, class Reader>
  friend void append_row(void* to, Reader& reader);

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
    if (size() == 0) throw error::no_row{};
    if (size() > 1) throw error::too_many_rows{};
    return 0;
  }
};

/// Makes the row on which a reader stands at the end of `rows<Row>`, whose type is erased here, so that what runs
/// statements does not depend on it. The row is made where it stays.
template <class Row, class Reader>
void append_row(void* to, Reader& reader) {
  auto& all = *static_cast<rows<Row>*>(to);
  if constexpr (is_record<Row>) {
    new (all.place()) Row{decode<typename Row::values_type>::read(reader)};
  } else {
    new (all.place()) Row(decode<Row>::read(reader));
  }
  all.count_one();
}

/// The same for `std::optional<Row>`.
template <class Row, class Reader>
void emplace_row(void* to, Reader& reader) {
  static_cast<std::optional<Row>*>(to)->emplace(decode<Row>::read(reader));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::rows;
}  // namespace mizzle
