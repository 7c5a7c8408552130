// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>  // and std::reverse_iterator; <iterator> would bring in streams, whose operators are looked at for each `==`

#include <mizzle/rows/decode.hpp>
#include <mizzle/rows/store.hpp>
#include <mizzle/value/error.hpp>
#include <mizzle/text/config.hpp>

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
