// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/schema/column_info.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle {

/// Where the expression that begins here ends.
constexpr const token* const* after(const token* const* at) {
  for (unsigned open = 1; open != 0; ++at) open += (*at)->operands - 1u;
  return at;
}

/// What a clause is called in a compile error.
constexpr std::string_view name_of(const token& clause) {
  constexpr std::string_view names[] = {"", "", "from()", "join", "set()", "where()", "group_by()", "having()", "order_by()", "limit()", "offset()"};
  if (clause.what == form::fields) return clause.text.substr(0, 4) == " ret" ? "returning()" : "select()";
  return clause.what == form::assigns ? "set()" : names[clause.index];
}

/// Checks a select with aggregates or groups: every column outside of aggregates must be grouped, or belong to a table
/// whose primary key is. Runs in a constant expression only.
class grouping_check {
 public:
  /// The ids of the sources that the select itself names.
  constexpr grouping_check(const std::uint64_t* first, const std::uint64_t* last) noexcept : first_{first}, last_{last} {}

  constexpr bool select(const token* const* select, const token* const* end) {
    for (const token* const* at = select; at != end; ++at) {
      if ((*at)->what == form::clause && (*at)->index == rank_of_group) {
        group_ = at + 1;
        groups_ = (*at)->operands;
      }
    }
    for (const token* const* word = select; word != end; ++word) {
      const token& t = **word;
      clause_ = &t;
      if (t.what == form::fields) {
        for (unsigned i = 0; i != t.index; ++i) expression(t.list[i].first);
      } else if (t.what == form::clause && (t.index == rank_of_having || t.index == rank_of_order)) {
        const token* const* at = word + 1;
        for (unsigned i = 0; i != t.operands; ++i) at = expression(at);
      }
    }
    return result_.what == fault::none;
  }
  [[nodiscard]] constexpr const diagnosis& result() const noexcept { return result_; }

 private:
  /// Gives where the expression ends.
  constexpr const token* const* expression(const token* const* at) {
    const token& t = **at;
    if (t.has(is_aggregate) || t.what == form::subquery || is_grouped(at)) return after(at);
    if ((t.what == form::column || t.what == form::columns_of) && local(*t.from) && !key_is_grouped(*t.from) && result_.what == fault::none) {
      result_ = {fault::not_grouped, t.what == form::column
                                         ? sentence{"mizzle: ", name_of(*clause_), ": column ", t.from->label(), ".", t.text, " stands beside an aggregate but is not in group_by(); add it there, or aggregate it"}
                                         : sentence{"mizzle: ", name_of(*clause_), ": table ", t.from->label(), " stands beside an aggregate but its primary key is not in group_by(); add it there"}};
    }
    ++at;
    for (unsigned i = 0; i != t.operands; ++i) at = expression(at);
    return at;
  }
  [[nodiscard]] constexpr bool local(const source& from) const {
    for (const std::uint64_t* id = first_; id != last_; ++id) {
      if (*id == from.id) return true;
    }
    return false;
  }
  [[nodiscard]] constexpr bool is_grouped(const token* const* what) const {
    const token* const* const end = after(what);
    const token* const* group = group_;
    for (unsigned g = 0; g != groups_; ++g) {
      const token* const* const group_end = after(group);
      if (group_end - group == end - what) {
        bool same = true;
        for (auto a = what, b = group; a != end; ++a, ++b) same = same && same_word(**a, **b);
        if (same) return true;
      }
      group = group_end;
    }
    return false;
  }
  static constexpr bool same_word(const token& a, const token& b) {
    if (a.what != b.what || a.what == form::value || a.what == form::subquery) return false;
    return a.text == b.text && a.index == b.index && a.flags == b.flags && (a.what != form::column || *a.from == *b.from);
  }
  [[nodiscard]] constexpr bool key_is_grouped(const source& from) const {
    bool has_key = false;
    for (std::size_t c = 0; c != from.size; ++c) {
      if (!from.columns[c].primary_key) continue;
      has_key = true;
      bool found = false;
      const token* const* group = group_;
      for (unsigned g = 0; g != groups_; ++g, group = after(group)) {
        found = found || ((*group)->what == form::column && *(*group)->from == from && (*group)->index == c);
      }
      if (!found) return false;
    }
    return has_key;
  }

  const std::uint64_t* first_;
  const std::uint64_t* last_;
  const token* const* group_ = nullptr;
  unsigned groups_ = 0;
  const token* clause_ = nullptr;
  diagnosis result_{};
};

}  // namespace mizzle
