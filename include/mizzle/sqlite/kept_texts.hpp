// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mizzle/sqlite/kept_statement.hpp>

namespace mizzle::detail::sqlite {

/// Statements of the user's own, kept by their text. There is room for some; the one that has not been used for the longest time
/// makes room for a new one.
class kept_texts {
 public:
  static constexpr std::size_t most_texts = 64;

  kept_texts() = default;
  kept_texts(const kept_texts&) = delete;
  kept_texts& operator=(const kept_texts&) = delete;
  ~kept_texts() {
    for (const kept_statement* const k : kept_) delete k;
  }

  /// The statement of a text, which may be running; null if none is kept.
  [[nodiscard]] kept_statement* find(std::string_view text) noexcept {
    for (kept_statement* const k : kept_) {
      if (k->text == text) {
        k->used = ++clock_;
        return k;
      }
    }
    return nullptr;
  }
  /// Keeps a statement under a text that has none, unless all places are taken by statements that are running.
  [[nodiscard]] bool keep(const std::string& text, kept_statement* added) {
    added->text = text;
    added->used = ++clock_;
    if (kept_.size() != most_texts) {
      kept_.push_back(added);
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
  std::vector<kept_statement*> kept_;
  std::uint64_t clock_ = 0;
};

}  // namespace mizzle::detail::sqlite
