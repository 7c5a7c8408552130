// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/token.hpp>

namespace mizzle::detail {

/// Walks over a statement's tokens and tells which parts of it stand, as its run-time shape says.
class token_walk {
 protected:
  constexpr explicit token_walk(shape how) noexcept : how_{how} {}

  constexpr bool part() noexcept { return how_.stands(parts_++); }

  /// Whether an expression has an aggregate that folds rows, which one over a window does not.
  static constexpr bool is_folding(const token* const* at) {
    bool windowed = false;  // the token at hand is the function of a window, or a filter of it
    for (unsigned open = 1; open != 0; ++at) {
      const token& t = **at;
      if (t.has(is_aggregate) && !windowed) return true;
      windowed = t.has(is_window) || (windowed && t.has(is_filter));
      open += t.operands - 1u;
    }
    return false;
  }
  /// Passes over the calls of when() around what follows, and tells whether it stands.
  constexpr bool takes_part() {
    bool on = true;
    for (; (*at_)->what == form::when; ++at_) on = part() && on;
    return on;
  }
  /// Passes over one expression and tells whether any of it stands.
  constexpr bool skip() {
    const token& t = **at_++;
    if (t.what == form::when) {
      const bool on = part();
      return skip() && on;
    }
    if (t.what == form::made) return part();
    if (t.what == form::subquery) {
      parts_ += count_parts(*t.inner);
      return true;
    }
    bool any = false;
    for (unsigned i = 0; i != t.operands; ++i) any = skip() || any;
    const bool optional = t.binds == precedence::and_ || t.binds == precedence::or_ || t.binds == precedence::not_ || t.what == form::named;
    return any || !optional || t.what == form::text;
  }
  constexpr bool stands() {
    const token* const* const at = at_;
    const unsigned parts = parts_;
    const bool result = skip();
    at_ = at;
    parts_ = parts;
    return result;
  }
  constexpr bool stands_after_one() {
    const token* const* const at = at_;
    const unsigned parts = parts_;
    skip();
    const bool result = skip();
    at_ = at;
    parts_ = parts;
    return result;
  }
  /// Whether the clause that begins here will be written.
  constexpr bool stands_after() {
    if (!shaped_ || (*at_)->operands != 1) return true;
    ++at_;
    const bool result = stands();
    --at_;
    return result;
  }
  static constexpr unsigned count_parts(const statement_text& text) {
    unsigned n = count_parts(text.words);
    for (auto at = text.with.first; at != text.with.last; ++at) n += count_parts(*(*at)->from->inner);
    return n;
  }
  static constexpr unsigned count_parts(const tokens& words) {
    unsigned n = 0;
    for (auto at = words.first; at != words.last; ++at) {
      const token& t = **at;
      if (t.what == form::when || t.what == form::made) ++n;
      if (t.has_inner()) n += count_parts(*t.inner);
      if (t.what == form::source && t.from->kind == source_kind::query) n += count_parts(*t.from->inner);
      if (t.what == form::fields) {
        for (unsigned i = 0; i != t.count; ++i) n += count_parts(t.list[i]);
      }
    }
    return n;
  }

  shape how_;
  const token* const* at_ = nullptr;
  unsigned parts_ = 0;
  bool shaped_ = false;
};

}  // namespace mizzle::detail
