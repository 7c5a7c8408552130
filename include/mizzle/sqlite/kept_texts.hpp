// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <mizzle/sqlite/kept_statement.hpp>

namespace mizzle::detail::sqlite {

/// Statements of the user's own, kept by their text. There is room for some; the one that has not been used for the longest time
/// makes room for a new one.
class kept_texts {
 public:
  static constexpr unsigned most_texts = 64;

  kept_texts() = default;
  kept_texts(const kept_texts&) = delete;
  kept_texts& operator=(const kept_texts&) = delete;
  ~kept_texts() {
    for (unsigned i = 0; i != size_; ++i) delete kept_[i];
  }

  /// The statement of a text, which may be running; null if none is kept.
  [[nodiscard]] kept_statement* find(std::string_view text) noexcept {
    for (unsigned i = 0; i != size_; ++i) {
      if (kept_[i]->text == text) {
        kept_[i]->used = ++clock_;
        return kept_[i];
      }
    }
    return nullptr;
  }
  /// Keeps a statement under a text that has none, unless all places are taken by statements that are running.
  [[nodiscard]] bool keep(const std::string& text, kept_statement* added) {
    added->text = text;
    added->used = ++clock_;
    if (size_ != most_texts) {
      kept_[size_++] = added;
      return true;
    }
    kept_statement** oldest = nullptr;
    for (kept_statement*& k : kept_) {
      if (!k->running && (!oldest || k->used < (*oldest)->used)) oldest = &k;
    }
    if (!oldest) return false;
    delete *oldest;
    *oldest = added;
    return true;
  }

 private:
  kept_statement* kept_[most_texts]{};  // as in kept_by_number.hpp, no vector
  unsigned size_ = 0;
  std::uint64_t clock_ = 0;
};

}  // namespace mizzle::detail::sqlite
