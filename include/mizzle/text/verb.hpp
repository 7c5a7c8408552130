// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/text/comments.hpp>
#include <mizzle/text/same_name.hpp>

namespace mizzle::detail {

/// Whether a word is one of several.
constexpr bool is_word_of(std::string_view word, auto... words) noexcept { return (same_name(word, words) || ...); }

/// Walks over SQL text word by word (https://www.sqlite.org/c3ref/complete.html names what a token can be).
class sql_words {
 public:
  constexpr explicit sql_words(std::string_view sql) noexcept : sql_{sql} {}

  /// The next word, quoted name, literal or single sign; empty at the end.
  constexpr std::string_view next() noexcept {
    at_ = skip_comments(sql_, at_);
    if (at_ == sql_.size()) return {};
    const std::size_t first = at_;
    const char c = sql_[at_++];
    if (c == '"' || c == '\'' || c == '`' || c == '[') {
      const char end = c == '[' ? ']' : c;
      while (at_ != sql_.size() && sql_[at_] != end) ++at_;
      if (at_ != sql_.size()) ++at_;  // a doubled quote begins another word of the same name, which does no harm
    } else if (is_letter(c)) {
      while (at_ != sql_.size() && is_letter(sql_[at_])) ++at_;
    }
    return sql_.substr(first, at_ - first);
  }
  /// Passes over what stands in parentheses, if that comes next, and tells whether it does.
  constexpr bool pass_parentheses() noexcept {
    const std::size_t before = at_;
    if (next() != "(") {
      at_ = before;
      return false;
    }
    for (unsigned open = 1; open != 0;) {
      const std::string_view word = next();
      if (word.empty()) break;
      open += word == "(" ? 1u : 0u;
      open -= word == ")" ? 1u : 0u;
    }
    return true;
  }

 private:
  static constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  }
  std::string_view sql_;
  std::size_t at_ = 0;
};

/// The word that says what a statement does, as it is written: "insert", "select", "begin"; of `with ...`, the word behind the common
/// table expressions. Empty if there is none.
constexpr std::string_view verb_of(std::string_view sql) noexcept {
  sql_words words{sql};
  std::string_view word = words.next();
  if (!same_name(word, "with")) return word;
  word = words.next();
  if (same_name(word, "recursive")) word = words.next();
  // Now `name (columns) as [not] materialized (select ...)`, and a comma if another one follows.
  while (!word.empty()) {
    (void)words.pass_parentheses();
    while (!words.pass_parentheses()) {
      if (words.next().empty()) return {};
    }
    word = words.next();
    if (word != ",") break;
    word = words.next();
  }
  return word;
}

/// Whether a verb changes rows, so that its statement has a change count.
constexpr bool changes_rows(std::string_view verb) noexcept { return is_word_of(verb, "insert", "replace", "update", "delete"); }
/// Whether a verb begins or ends transactions or savepoints.
constexpr bool controls_transactions(std::string_view verb) noexcept {
  return is_word_of(verb, "begin", "commit", "end", "rollback", "savepoint", "release");
}

}  // namespace mizzle::detail
