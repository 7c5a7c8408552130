// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/schema/column_info.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle::detail {

/// Where the expression that begins here ends.
constexpr const token* const* after(const token* const* at) {
  for (unsigned open = 1; open != 0; ++at) open += (*at)->operands - 1u;
  return at;
}

constexpr bool is_returning(const token& clause) { return clause.what == form::fields && clause.text.substr(0, 4) == " ret"; }
/// What a clause is called in a compile error.
constexpr std::string_view name_of(const token& clause) {
  constexpr std::string_view names[] = {"",           "",         "from()",   "join",       "set()",   "where()",
                                        "group_by()", "having()", "window()", "order_by()", "limit()", "offset()"};
  if (clause.what == form::fields) return is_returning(clause) ? "returning()" : "select()";
  return clause.what == form::assigns ? "set()" : names[static_cast<unsigned>(clause.rank)];
}

/// Whether two expressions are the same. Bound values are not, because an engine cannot know that they are equal, unless
/// only the words are compared.
constexpr bool same_expression(const token* const* a, const token* const* a_end, const token* const* b, const token* const* b_end,
                               bool only_words = false) {
  if (a_end - a != b_end - b) return false;
  for (; a != a_end; ++a, ++b) {
    const token& x = **a;
    const token& y = **b;
    if (x.what != y.what || x.what == form::subquery || (x.what == form::value && !only_words)) return false;
    if (x.type != y.type || x.operands != y.operands || x.position != y.position || x.flags != y.flags || x.keyword != y.keyword ||
        x.text != y.text)
      return false;
    if (x.what == form::column && !(*x.from == *y.from)) return false;
  }
  return true;
}

/// The number of values that a run of tokens binds, and of parts that it can leave out.
struct token_counts {
  unsigned values = 0;
  unsigned parts = 0;
  constexpr token_counts& operator+=(const token_counts& other) {
    values += other.values;
    parts += other.parts;
    return *this;
  }
};
constexpr token_counts count_in(const token* const* at, const token* const* end);
constexpr token_counts count_in(const statement_text& text);
/// The same of the common table expressions in front of a statement.
constexpr token_counts count_in_with(const tokens& with) {
  token_counts n;
  for (auto at = with.first; at != with.last; ++at) n += count_in(*(*at)->from->inner);
  return n;
}
constexpr token_counts count_in(const statement_text& text) {
  token_counts n = count_in_with(text.with);
  return n += count_in(text.words.first, text.words.last);
}
constexpr token_counts count_in(const token* const* at, const token* const* end) {
  token_counts n;
  for (; at != end; ++at) {
    const token& t = **at;
    if (t.what == form::value) ++n.values;
    if (t.what == form::when || t.what == form::made) ++n.parts;
    if (t.has_inner()) n += count_in(*t.inner);
    if (t.what == form::source && t.from->kind == source_kind::query) n += count_in(*t.from->inner);
    if (t.what == form::fields) {
      for (unsigned i = 0; i != t.count; ++i) n += count_in(t.list[i].first, t.list[i].last);
    }
  }
  return n;
}

/// A grouped expression that stands once more, in the select list, having() or order_by(), with values of its own: `count`
/// values from the `again`-th one on, which have to be equal to those from the `grouped`-th one on.
struct repeated_group {
  unsigned again = 0;
  unsigned grouped = 0;
  unsigned count = 0;
  const token* column = nullptr;  // one that it names
};

/// An expression that when() can leave out and that is grouped, which when() can leave out as well: where it stands, from the part `again` on,
/// its group has to, from the part `grouped` on.
struct optional_group {
  unsigned again = 0;
  unsigned grouped = 0;
  unsigned count = 0;  // of parts: calls of when() in one another
};

/// Checks a select with aggregates or groups: every column outside of aggregates must be grouped, or belong to a table
/// whose primary key is. An expression that is grouped may be repeated with values of its own; whether they are equal is
/// known only when the statement is made. Runs in a constant expression only.
class grouping_check {
 public:
  static constexpr unsigned most_repeats = 16;

  /// The ids of the sources that the select itself names, and what stands before it.
  constexpr grouping_check(const std::uint64_t* first, const std::uint64_t* last, token_counts before = {}) noexcept
      : first_{first}, last_{last}, at_{before} {}

  constexpr bool select(const token* const* select, const token* const* end) {
    for (const token* const* at = select; at != end; ++at) {
      if ((*at)->what == form::clause && (*at)->rank == clause_rank::group) {
        group_ = at + 1;
        groups_ = (*at)->operands;
        group_at_ = at_;
        group_at_ += count_in(select, group_);
      }
    }
    for (const token* const* word = select; word != end;) {
      const token& t = **word;
      clause_ = &t;
      if (t.what == form::fields) {
        for (unsigned i = 0; i != t.count; ++i) expression(t.list[i].first);
        ++word;
      } else if (t.what == form::clause &&
                 (t.rank == clause_rank::having || t.rank == clause_rank::window || t.rank == clause_rank::order)) {
        ++word;
        for (unsigned i = 0; i != t.operands; ++i) word = expression(word);
      } else {
        at_ += count_in(word, word + 1);
        ++word;
      }
    }
    return result_.what == fault::none;
  }
  [[nodiscard]] constexpr const diagnosis& result() const noexcept { return result_; }
  /// What is grouped and repeated with values of its own; several with one `again` are alternatives.
  [[nodiscard]] constexpr const repeated_group& repeat(unsigned i) const noexcept { return repeated_[i]; }
  [[nodiscard]] constexpr unsigned repeats() const noexcept { return repeats_; }
  /// What is grouped only where when() lets it be.
  [[nodiscard]] constexpr const optional_group& optional(unsigned i) const noexcept { return optional_[i]; }
  [[nodiscard]] constexpr unsigned optionals() const noexcept { return optionals_; }

 private:
  /// Gives where the expression ends.
  constexpr const token* const* expression(const token* const* at) {
    const token& t = **at;
    const token* const* const first = at;
    const unsigned first_value = at_.values;
    const bool windowed = windowed_;
    windowed_ = t.has(is_window) || (windowed && t.has(is_filter));
    if ((t.has(is_aggregate) && !windowed) || t.what == form::subquery || is_grouped(at)) {
      windowed_ = false;
      const token* const* const end = after(at);
      at_ += count_in(at, end);
      return end;
    }
    if (t.what == form::value) ++at_.values;
    if (t.what == form::when || t.what == form::made) ++at_.parts;
    if (t.what == form::made) {
      const token_counts here = at_;
      for (const token* const* named = t.list->first; named != t.list->last;) named = expression(named);
      at_ = here;
      return at + 1;
    }
    const bool sound = result_.what == fault::none;
    if ((t.what == form::column || t.what == form::columns_of) && local(*t.from) && !key_is_grouped(*t.from) &&
        result_.what == fault::none) {
      result_ = {fault::not_grouped, t.what == form::column
                                         ? sentence{"mizzle: ", name_of(*clause_), ": column ", t.from->label(), ".", t.text,
                                                    " stands beside an aggregate but is not in group_by(); add it there, or aggregate it"}
                                         : sentence{"mizzle: ", name_of(*clause_), ": table ", t.from->label(),
                                                    " stands beside an aggregate but its primary key is not in group_by(); add it there"}};
    }
    ++at;
    for (unsigned i = 0; i != t.operands; ++i) at = expression(at);
    if (sound && result_.what != fault::none && t.operands != 0) note_repeat(first, at, first_value);
    return at;
  }
  /// An expression that would not be grouped, if it is one that is, but for its values.
  constexpr void note_repeat(const token* const* what, const token* const* end, unsigned first_value) {
    unsigned grouped = group_at_.values;
    const token* const* group = group_;
    for (unsigned g = 0; g != groups_; ++g) {
      const token* const* const group_end = after(group);
      if (same_expression(what, end, group, group_end, true)) {
        if (repeats_ == most_repeats) {
          result_ = {
              fault::too_many,
              sentence{
                  "mizzle: group_by(): more than 16 times an expression with values is grouped and repeated; compute it in a named query"}};
          return;
        }
        result_ = {};
        repeated_[repeats_++] = {first_value, grouped, at_.values - first_value, column_in(what)};
      }
      grouped += count_in(group, group_end).values;
      group = group_end;
    }
  }
  static constexpr const token* column_in(const token* const* at) {
    while ((*at)->what != form::column) ++at;
    return *at;
  }
  [[nodiscard]] constexpr bool local(const source& from) const {
    for (const std::uint64_t* id = first_; id != last_; ++id) {
      if (*id == from.id) return true;
    }
    return false;
  }
  [[nodiscard]] constexpr bool is_grouped(const token* const* what) {
    const token* const* const end = after(what);
    const token* const* group = group_;
    unsigned part = group_at_.parts;
    for (unsigned g = 0; g != groups_; ++g) {
      const token* const* const group_end = after(group);
      if (same_expression(what, end, group, group_end)) {
        if ((*what)->what == form::when) note_optional(what, part);
        return true;
      }
      part += count_in(group, group_end).parts;
      group = group_end;
    }
    return false;
  }
  constexpr void note_optional(const token* const* what, unsigned part_of_group) {
    unsigned count = 0;
    while (what[count]->what == form::when) ++count;
    if (optionals_ == most_repeats) {
      result_ = {fault::too_many,
                 sentence{"mizzle: group_by(): more than 16 times a group that mz::when() can leave out is repeated; name fewer of them"}};
    } else {
      optional_[optionals_++] = {at_.parts, part_of_group, count};
    }
  }
  [[nodiscard]] constexpr bool key_is_grouped(const source& from) const {
    bool has_key = false;
    for (std::size_t c = 0; c != from.size; ++c) {
      if (!from.columns[c].primary_key) continue;
      has_key = true;
      bool found = false;
      const token* const* group = group_;
      for (unsigned g = 0; g != groups_; ++g, group = after(group)) {
        found = found || ((*group)->what == form::column && *(*group)->from == from && (*group)->position == c);
      }
      if (!found) return false;
    }
    return has_key;
  }

  const std::uint64_t* first_;
  const std::uint64_t* last_;
  const token* const* group_ = nullptr;
  unsigned groups_ = 0;
  token_counts at_;          // what stands before the word at hand,
  token_counts group_at_{};  // and before the first group
  repeated_group repeated_[most_repeats]{};
  unsigned repeats_ = 0;
  optional_group optional_[most_repeats]{};
  unsigned optionals_ = 0;
  const token* clause_ = nullptr;
  bool windowed_ = false;  // the token that follows is the function of a window, which folds no rows
  diagnosis result_{};
};

}  // namespace mizzle::detail
