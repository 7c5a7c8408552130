// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>
#include <utility>

namespace mizzle::detail {

class row_store;

/// What has to be known of a type of rows to keep a sequence of it.
struct row_kind {
  std::size_t size;
  std::size_t alignment;
  /// Moves the rows of a store to the end of another one, which has room for them; where there is none, destroys them.
  void (*move)(row_store& from, row_store* to);
};

/// The memory of a sequence of rows, and how many there are. One class for all types of rows, which does without their
/// types all that can be done without them: a std::vector takes a compiler ten times as long for each type, and nearly
/// every statement has its own.
class row_store {
 public:
  explicit row_store(const row_kind& kind) noexcept : kind_{&kind} {}
  row_store(row_store&& other) noexcept : kind_{other.kind_} { swap(other); }
  row_store& operator=(row_store&&) = delete;
  ~row_store() {
    if (size_ != 0) kind_->move(*this, nullptr);
    release();
  }
  void swap(row_store& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// The address of the first row.
  [[nodiscard]] void* address() const noexcept { return data_; }

  /// Where the next row is to be made; who has made it tells so by count_one().
  [[nodiscard]] void* place() {
    if (size_ == capacity_) [[unlikely]] grow();
    return static_cast<std::byte*>(data_) + size_ * kind_->size;
  }
  void count_one() noexcept { ++size_; }

 private:
  void grow() {
    row_store larger{*kind_};
    larger.reserve(capacity_ == 0 ? 8 : capacity_ * 2);
    if (size_ != 0) kind_->move(*this, &larger);
    swap(larger);
  }
  // Only of an empty store.
  void reserve(std::size_t rows) {
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
};

// One function for both, because a compiler makes it for each type of rows.
template <class Row>
void move_rows(row_store& from, row_store* to) {
  Row* const rows = static_cast<Row*>(from.address());
  const std::size_t size = from.size();
  for (std::size_t i = 0; i != size; ++i) {
    if (to) {
      new (to->place()) Row(static_cast<Row&&>(rows[i]));
      to->count_one();
    } else {
      rows[i].~Row();
    }
  }
}
template <class Row>
inline constexpr row_kind kind_of_rows{sizeof(Row), alignof(Row), move_rows<Row>};

}  // namespace mizzle::detail
