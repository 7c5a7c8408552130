// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mizzle/bind/visit.hpp>
#include <mizzle/expression/plain_value.hpp>
#include <mizzle/statement/clauses.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

// An expression that is grouped and selected binds its values twice, and nothing but the values tells whether both are the
// same expression: the words are compared at compile time, the values when the statement is made.

constexpr bool has_groups(const tokens& words) { return has_clause(words, clause_rank::group, clause_rank::group); }

/// The groups that the last select of a statement repeats with values of their own.
struct repeated_groups {
  repeated_group items[grouping_check::most_repeats]{};
  unsigned size = 0;
  optional_group optional[grouping_check::most_repeats]{};
  unsigned optionals = 0;

  constexpr explicit repeated_groups(const statement_text& text) {
    const tokens& words = text.words;
    if (!has_groups(words)) return;
    const token* const* select = words.first;
    for (auto at = words.first; at != words.last; ++at) {
      if ((*at)->what == form::compound) select = at;
    }
    // The order of a compound is not that of its last select.
    if (select != words.first && has_clause(words, clause_rank::order, clause_rank::order)) return;
    std::uint64_t ids[most_sources]{};
    std::size_t sources = 0;
    for (auto at = select; at != words.last; ++at) {
      if ((*at)->what == form::source && sources != most_sources) ids[sources++] = (*at)->from->id;
    }
    token_counts before = count_in_with(text.with);
    before += count_in(words.first, select);
    grouping_check check{ids, ids + sources, before};
    check.select(select, words.last);
    optionals = check.optionals();
    for (unsigned i = 0; i != optionals; ++i) optional[i] = check.optional(i);
    size = check.repeats();
    for (unsigned i = 0; i != size; ++i) items[i] = check.repeat(i);
  }
};

constexpr bool are_equal(const plain_value* values, const repeated_group& r) {
  for (unsigned i = 0; i != r.count; ++i) {
    if (!(values[r.again + i] == values[r.grouped + i])) return false;
  }
  return true;
}

/// Refuses a statement whose repeated groups hold other values than the groups: they would be read as if they were grouped.
template <class S>
constexpr void require_equal_groups(const S& s) {
  constexpr repeated_groups repeated{S::text};
  if constexpr (repeated.optionals != 0) {
    shape_collector parts;
    collect_shape(parts, s.values);
    const auto stands = [&](unsigned part, unsigned count) {
      bool all = true;
      for (unsigned i = 0; i != count; ++i) all = all && parts.result.stands(part + i);
      return all;
    };
    for (unsigned i = 0; i != repeated.optionals; ++i) {
      const optional_group& o = repeated.optional[i];
      if (stands(o.again, o.count) && !stands(o.grouped, o.count))
        throw error::invalid_request{"group_by(): mz::when() leaves out a group that is selected; leave out both, or none of them"};
    }
  }
  if constexpr (repeated.size != 0) {
    const plain_values<count_values<decltype(s.values)>> values{s.values};
    for (unsigned i = 0; i != repeated.size;) {
      const repeated_group& first = repeated.items[i];
      bool equal = false;
      for (; i != repeated.size && repeated.items[i].again == first.again; ++i) equal = equal || are_equal(values.items, repeated.items[i]);
      if (!equal) {
        const token& column = *first.column;
        throw error::invalid_request{"group_by(): an expression of \"" + std::string{column.from->label()} + "\".\"" +
                                     std::string{column.text} +
                                     "\" is grouped with other values than it is selected with; bind the same values in both"};
      }
    }
  }
}

}  // namespace mizzle::detail
