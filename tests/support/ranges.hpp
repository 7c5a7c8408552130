// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

// Clang 14 cannot compile the views of libstdc++ 12.
#if !defined(__clang__) || __clang_major__ >= 16
#include <ranges>
#define MIZZLE_TEST_VIEWS 1
#endif

namespace support {

/// Values that can be walked once: it cannot be copied, has no begin() of a constant, and its end is of another type.
template <class T>
class walked_once {
 public:
  class iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(walked_once& range) : range_{&range} {}
    iterator(iterator&&) = default;
    iterator& operator=(iterator&&) = default;
    T operator*() const { return std::move(range_->values_[range_->at_]); }
    iterator& operator++() {
      ++range_->at_;
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return range_->at_ == range_->values_.size(); }

   private:
    walked_once* range_ = nullptr;
  };

  explicit walked_once(std::vector<T> values) : values_{std::move(values)} {}
  walked_once(walked_once&&) = default;
  walked_once& operator=(walked_once&&) = default;

  iterator begin() { return iterator{*this}; }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  std::vector<T> values_;
  std::size_t at_ = 0;
};

}  // namespace support
