// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include <mizzle/rows/decode.hpp>

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
