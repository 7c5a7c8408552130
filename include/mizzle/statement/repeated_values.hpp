// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mizzle/expression/values.hpp>
#include <mizzle/statement/clauses.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

// An expression that is grouped and selected binds its values twice, and nothing but the values tells whether both are the
// same expression: the words are compared at compile time, the values when the statement is made.

/// A bound value as it can be compared with another one; NULL and what is left out are of no type.
struct seen_value {
  sql_type type = sql_type::any;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view bytes{};
  friend constexpr bool operator==(const seen_value&, const seen_value&) = default;
};

/// N bound values, in the order of their placeholders.
template <std::size_t N>
struct seen_values {
  seen_value items[N]{};
  std::size_t size = 0;

  constexpr void see(const none&) {}
  constexpr void see(std::int64_t v) { items[size++] = {sql_type::integer, v, 0, {}}; }
  constexpr void see(double v) { items[size++] = {sql_type::real, 0, v, {}}; }
  constexpr void see(const std::string& v) { items[size++] = {sql_type::text, 0, 0, v}; }
  /// Literals and other texts that are constants.
  template <class Text>
    requires requires(const Text& v) { v.view(); }
  constexpr void see(const Text& v) {
    items[size++] = {sql_type::text, 0, 0, v.view()};
  }
  template <class Byte>
  constexpr void see(const std::vector<Byte>& v) {
    items[size++] = {sql_type::blob, 0, 0, {reinterpret_cast<const char*>(v.data()), v.size()}};
  }
  template <class T>
  constexpr void see(const std::optional<T>& v) {
    if (v) see(*v);
    else ++size;
  }
  template <class A, class B>
  constexpr void see(const two<A, B>& v) {
    see(v.first);
    see(v.second);
  }
  [[nodiscard]] constexpr bool are_equal(const repeated_group& r) const {
    for (unsigned i = 0; i != r.count; ++i) {
      if (!(items[r.again + i] == items[r.grouped + i])) return false;
    }
    return true;
  }
  template <class V>
  constexpr void see(const maybe<V>& v) {
    const std::size_t first = size;
    see(v.values);
    for (std::size_t i = first; !v.on && i != size; ++i) items[i] = {};
  }
};

constexpr bool has_groups(const tokens& words) { return has_clause(words, rank_of_group, rank_of_group); }

/// The groups that the last select of a statement repeats with values of their own.
struct repeated_groups {
  repeated_group items[grouping_check::most_repeats]{};
  unsigned size = 0;

  constexpr explicit repeated_groups(const tokens& words) {
    if (!has_groups(words)) return;
    const token* const* select = words.first;
    for (auto at = words.first; at != words.last; ++at) {
      if ((*at)->what == form::compound) select = at;
    }
    // The order of a compound is not that of its last select.
    if (select != words.first && has_clause(words, rank_of_order, rank_of_order)) return;
    std::uint64_t ids[64]{};
    std::size_t sources = 0;
    for (auto at = select; at != words.last; ++at) {
      if ((*at)->what == form::source && sources != 64) ids[sources++] = (*at)->from->id;
    }
    grouping_check check{ids, ids + sources, values_in(words.first, select)};
    check.select(select, words.last);
    size = check.repeats();
    for (unsigned i = 0; i != size; ++i) items[i] = check.repeat(i);
  }
};

/// Refuses a statement whose repeated groups hold other values than the groups: they would be read as if they were grouped.
template <class S>
constexpr void require_equal_groups(const S& s) {
  constexpr repeated_groups repeated{S::text.words};
  if constexpr (repeated.size != 0) {
    seen_values<values_in(S::text.words.first, S::text.words.last)> values;
    values.see(s.values);
    for (unsigned i = 0; i != repeated.size;) {
      const repeated_group& first = repeated.items[i];
      bool equal = false;
      for (; i != repeated.size && repeated.items[i].again == first.again; ++i) equal = equal || values.are_equal(repeated.items[i]);
      if (!equal) {
        const token& column = *first.column;
        throw error::invalid_request{"group_by(): an expression of \"" + std::string{column.from->label()} + "\".\"" + std::string{column.text} +
                                     "\" is grouped with other values than it is selected with; bind the same values in both"};
      }
    }
  }
}

}  // namespace mizzle::detail
