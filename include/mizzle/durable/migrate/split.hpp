// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mizzle/text/verb.hpp>

namespace mizzle::detail::migrating {

/// Walks over SQL text token by token, semicolons among them; comments and spaces are passed over.
class sql_tokens {
 public:
  explicit sql_tokens(std::string_view sql) noexcept : sql_{sql} {}

  /// The next token; empty at the end.
  std::string_view next() noexcept {
    pass_spaces();
    const std::size_t first = at_;
    if (at_ == sql_.size()) return {};
    const char c = sql_[at_++];
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
      const std::size_t end = sql_.find(c == '[' ? ']' : c, at_);
      at_ = end == sql_.npos ? sql_.size() : end + 1;  // a doubled quote begins another token, which does no harm
    } else if (is_letter(c)) {
      while (at_ != sql_.size() && is_letter(sql_[at_])) ++at_;
    }
    return sql_.substr(first, at_ - first);
  }
  /// Where the last token ended.
  [[nodiscard]] std::size_t position() const noexcept { return at_; }

 private:
  static bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  }
  void pass_spaces() noexcept {
    while (at_ != sql_.size()) {
      const std::string_view rest = sql_.substr(at_);
      if (rest.starts_with("--")) {
        at_ = end_of("\n");
      } else if (rest.starts_with("/*")) {
        at_ += 2;
        at_ = end_of("*/");
      } else if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) {
        ++at_;
      } else {
        return;
      }
    }
  }
  [[nodiscard]] std::size_t end_of(std::string_view mark) const noexcept {
    const std::size_t found = sql_.find(mark, at_);
    return found == sql_.npos ? sql_.size() : found + mark.size();
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

/// The statements of a text, without the semicolons between them. A trigger ends with `; end;`, as SQLite itself sees it
/// (https://www.sqlite.org/c3ref/complete.html); semicolons in literals, names and comments end nothing.
inline std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  sql_tokens tokens{sql};
  std::size_t first = 0, last = 0;
  // The first words tell a trigger: [explain [query plan]] create [temp] trigger.
  enum { empty, explained, created, other, trigger } in = empty;
  std::string_view before, before_that;
  const auto end = [&] {
    if (in != empty) statements.emplace_back(sql.substr(first, last - first));
    in = empty;
  };
  for (std::string_view token; !(token = tokens.next()).empty(); before_that = before, before = token) {
    if (token == ";" && (in != trigger || (same_name(before, "end") && before_that == ";"))) {
      end();
      continue;
    }
    last = tokens.position();
    if (in == empty) {
      first = last - token.size();
      in = same_name(token, "explain") ? explained : same_name(token, "create") ? created : other;
    } else if (in == explained && is_word_of(token, "explain", "create", "temp", "temporary", "trigger", "end")) {
      in = same_name(token, "create") ? created : other;
    } else if (in == created && !is_word_of(token, "temp", "temporary")) {
      in = same_name(token, "trigger") ? trigger : other;
    }
  }
  end();
  return statements;
}

}  // namespace mizzle::detail::migrating
