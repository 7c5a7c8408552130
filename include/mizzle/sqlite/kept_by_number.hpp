// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/sqlite/kept_statement.hpp>

namespace mizzle::detail::sqlite {

/// Kept statements by the numbers of their types: under each number a list of those that a type has several of, or that share it.
// No std::vector of pointers, which takes the compiler 40 million instructions, more than a thirtieth of what the standard headers take.
class kept_by_number {
 public:
  kept_by_number() = default;
  kept_by_number(const kept_by_number&) = delete;
  kept_by_number& operator=(const kept_by_number&) = delete;
  ~kept_by_number() {
    for (unsigned n = 0; n != size_; ++n) {
      for (const kept_statement* kept = first_[n]; kept;) {
        const kept_statement* const next = kept->next;
        delete kept;
        kept = next;
      }
    }
    delete[] first_;
  }

  /// The first of a number, or null.
  [[nodiscard]] kept_statement* first(unsigned n) const noexcept { return n < size_ ? first_[n] : nullptr; }
  /// Makes a place for a number, so that add() cannot fail.
  void make_room(unsigned n) {
    if (n < size_) return;
    const unsigned size = n < 2 * size_ ? 2 * size_ : n + 1;
    auto** const more = new kept_statement* [size] {};
    for (unsigned i = 0; i != size_; ++i) more[i] = first_[i];
    delete[] first_;
    first_ = more;
    size_ = size;
  }
  void add(unsigned n, kept_statement* kept) noexcept {
    kept->next = first_[n];
    first_[n] = kept;
  }

 private:
  kept_statement** first_ = nullptr;
  unsigned size_ = 0;
};

}  // namespace mizzle::detail::sqlite
