// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/token.hpp>

namespace mizzle::detail {

/// The word of a statement that the newest version of SQLite has brought.
constexpr const token& newest_word(const tokens& words, const token& so_far);
constexpr const token& newest_word(const statement_text& text, const token& so_far) {
  const token* newest = &so_far;
  for (auto at = text.with.first; at != text.with.last; ++at) newest = &newest_word(*(*at)->from->inner, *newest);
  return newest_word(text.words, *newest);
}
constexpr const token& newest_word(const tokens& words, const token& so_far) {
  const token* newest = &so_far;
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.since > newest->since) newest = &t;
    if (t.has_inner()) newest = &newest_word(*t.inner, *newest);
    if (t.what == form::source && t.from->kind == source_kind::query) newest = &newest_word(*t.from->inner, *newest);
    for (unsigned i = 0; t.what == form::fields && i != t.count; ++i) newest = &newest_word(t.list[i], *newest);
  }
  return *newest;
}
inline constexpr token no_word{};
constexpr const token& newest_word(const statement_text& text) { return newest_word(text, no_word); }

}  // namespace mizzle::detail
