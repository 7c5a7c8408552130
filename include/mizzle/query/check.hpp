// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/query/render.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle {

/// Looks for what is wrong with a statement: tables out of scope, misplaced aggregates, clauses out of order. One function
/// for all statements; it runs in a constant expression only.
class inspector {
 public:
  constexpr inspector() = default;
  constexpr explicit inspector(const inspector* outer) noexcept : outer_{outer}, has_outer_{true} {}

  constexpr diagnosis statement(const statement_text& text) {
    at_ = text.words.first;
    const token* const* const last = text.words.last;
    while (at_ != last && result_.what == fault::none) {
      const token* const* select = at_;
      while (at_ != last && ((*at_)->what != form::compound || at_ == select)) collect(**at_++);
      const token* const* const end = at_;
      at_ = select;
      while (at_ != end && result_.what == fault::none) {
        const token& t = **at_++;
        word(t);
      }
      if (result_.what == fault::none) grouping(select, end);
      at_ = end;
      if (at_ != last) {
        base_ = joined_ = sources_;
        rank_ = 0;
        aggregated_ = grouped_ = false;
      }
    }
    if (text.needs_where && result_.what == fault::none && !has_where_) {
      const std::string_view verb = (*text.words.first)->text.substr(0, 6);
      fail(fault::no_where, sentence{"mizzle: ", verb, ": it has no where() and would change every row of ", (*text.words.first)->from->label(), "; add where(...), or all_rows() if that is meant"});
    }
    return result_;
  }

 private:
  struct seen {
    bool aggregate = false;
    bool plain = false;  // a column outside of an aggregate
  };

  constexpr void fail(fault what, const sentence& says) {
    if (result_.what == fault::none) result_ = {what, says};
  }

  /// Notes the sources of this select before its expressions are read.
  constexpr void collect(const token& t) {
    if (t.what == form::source || t.what == form::insert) {
      for (std::size_t i = base_; i != sources_; ++i) {
        if (items_[i]->label() == t.from->label()) {
          fail(fault::duplicate_source, sentence{"mizzle: from(): table ", t.from->label(), " stands twice in the statement; give one of the two another name with mz::alias"});
        }
      }
      if (sources_ != 64) items_[sources_++] = t.from;
    }
  }

  [[nodiscard]] constexpr bool in_scope(const source* from, std::size_t limit) const {
    // The order of a compound names columns of its first select.
    for (std::size_t i = rank_ >= rank_of_order ? 0 : base_; i < limit; ++i) {
      if (*items_[i] == *from) return true;
    }
    return has_outer_ && outer_->in_scope(from, outer_->sources_);
  }

  constexpr void word(const token& t) {
    switch (t.what) {
      case form::fields:
        clause_ = t.text.substr(0, 4) == " ret" ? "returning()" : "select()";
        return fields(t);
      case form::join:
        in_order(t);
        clause_ = "join";
        ++at_;
        ++joined_;
        if (t.operands != 0) no_aggregate(expression(joined_));
        return;
      case form::clause:
        in_order(t);
        clause_ = name_of(t.index);
        has_where_ = has_where_ || t.index == rank_of_where;
        if (t.index == rank_of_from) joined_ = base_ + t.operands;
        for (unsigned i = 0; i != t.operands; ++i) {
          if ((*at_)->what == form::source) {
            ++at_;
          } else {
            const seen s = expression(sources_);
            if (t.index == rank_of_where) no_aggregate(s);
            if (t.index == rank_of_group) grouped_ = true;
            if (t.index == rank_of_having) grouped_ = true;
          }
        }
        return;
      case form::assigns:
        clause_ = "set()";
        for (unsigned i = 0; i != t.index; ++i) {
          at_ += 2;
          no_aggregate(expression(t.has(is_target) ? 0 : sources_));
        }
        return;
      case form::names:
        at_ += t.index;
        return;
      case form::conflict:
        at_ += t.index;
        rank_ = 0;
        in_conflict_ = true;
        return;
      case form::mark:
        has_where_ = true;
        return;
      case form::select_into: {
        inspector inner;
        const diagnosis d = inner.statement(*t.inner);
        if (d.what != fault::none) result_ = d;
        return;
      }
      default:
        return;
    }
  }

  constexpr void in_order(const token& t) {
    if (t.index < rank_ || (t.index == rank_ && t.index != rank_of_join)) {
      fail(fault::clause_order, sentence{"mizzle: ", name_of(t.index), ": it stands twice, or behind a clause that comes later in SQL; write from, joins, where, group_by, having, order_by, limit, offset, each once"});
    }
    rank_ = t.index;
  }

  static constexpr std::string_view name_of(unsigned rank) {
    constexpr std::string_view names[] = {"", "", "from()", "join", "set()", "where()", "group_by()", "having()", "order_by()", "limit()", "offset()"};
    return names[rank];
  }

  constexpr void no_aggregate(seen s) {
    if (s.aggregate) fail(fault::aggregate_in_where, sentence{"mizzle: ", clause_, ": an aggregate cannot be used here, because it needs all rows of a group; use having()"});
  }

  constexpr void fields(const token& t) {
    const token* const* const after = at_;
    for (unsigned i = 0; i != t.index; ++i) {
      at_ = t.list[i].first;
      const seen s = expression(sources_);
      if (s.aggregate) aggregated_ = true;
    }
    at_ = after;
  }

  constexpr seen expression(std::size_t limit) {
    const token& t = **at_++;
    switch (t.what) {
      case form::column:
      case form::columns_of:
        if (t.has(is_excluded) && !in_conflict_) {
          fail(fault::out_of_scope, sentence{"mizzle: ", clause_, ": excluded ", t.from->label(), ".", t.text, " can only stand in do_update() and its where(); use the column itself"});
        }
        if (!in_scope(t.from, limit)) {
          if (t.what == form::column) {
            fail(fault::out_of_scope, sentence{"mizzle: ", clause_, ": column ", t.from->label(), ".", t.text, " needs table ", t.from->label(), ", which is not in from() or a join; add it"});
          } else {
            fail(fault::out_of_scope, sentence{"mizzle: ", clause_, ": table ", t.from->label(), " is not in from() or a join; add it"});
          }
        }
        return {false, true};
      case form::subquery: {
        inspector inner{this};
        const diagnosis d = inner.statement(*t.inner);
        if (d.what != fault::none && result_.what == fault::none) result_ = d;
        return {};
      }
      default: {
        seen all;
        for (unsigned i = 0; i != t.operands; ++i) {
          const seen s = expression(limit);
          all.aggregate = all.aggregate || s.aggregate;
          all.plain = all.plain || s.plain;
        }
        if (t.has(is_aggregate)) {
          if (all.aggregate) fail(fault::aggregate_in_where, sentence{"mizzle: ", clause_, ": an aggregate stands inside another aggregate; compute the inner one in a subquery"});
          return {true, false};
        }
        return all;
      }
    }
  }

  /// Every column outside of aggregates must be grouped, or belong to a table whose primary key is.
  constexpr void grouping(const token* const* select, const token* const* end) {
    if (!aggregated_ && !grouped_) return;
    for (at_ = select; at_ != end; ++at_) {
      if ((*at_)->what == form::clause && (*at_)->index == rank_of_group) {
        group_ = at_ + 1;
        groups_ = (*at_)->operands;
      }
    }
    for (const token* const* word = select; word != end; ++word) {
      if ((*word)->what == form::fields) {
        clause_ = "select()";
        for (unsigned i = 0; i != (*word)->index; ++i) {
          at_ = (*word)->list[i].first;
          grouped_expression();
        }
      } else if ((*word)->what == form::clause && ((*word)->index == rank_of_having || (*word)->index == rank_of_order)) {
        clause_ = name_of((*word)->index);
        at_ = word + 1;
        for (unsigned i = 0; i != (*word)->operands; ++i) grouped_expression();
      }
    }
  }

  constexpr void grouped_expression() {
    if (is_grouped(at_)) return pass();
    const token& t = **at_++;
    if (t.has(is_aggregate) || t.what == form::subquery) {
      --at_;
      return pass();
    }
    if ((t.what == form::column || t.what == form::columns_of) && local(t.from) && !key_is_grouped(t.from)) {
      fail(fault::not_grouped, t.what == form::column
                                   ? sentence{"mizzle: ", clause_, ": column ", t.from->label(), ".", t.text, " stands beside an aggregate but is not in group_by(); add it there, or aggregate it"}
                                   : sentence{"mizzle: ", clause_, ": table ", t.from->label(), " stands beside an aggregate but its primary key is not in group_by(); add it there"});
    }
    for (unsigned i = 0; i != t.operands; ++i) grouped_expression();
  }
  constexpr void pass() {
    const token& t = **at_++;
    for (unsigned i = 0; i != t.operands; ++i) pass();
  }
  [[nodiscard]] constexpr bool local(const source* from) const {
    for (std::size_t i = base_; i != sources_; ++i) {
      if (*items_[i] == *from) return true;
    }
    return false;
  }
  static constexpr const token* const* next(const token* const* at) {
    const token& t = **at++;
    for (unsigned i = 0; i != t.operands; ++i) at = next(at);
    return at;
  }
  [[nodiscard]] constexpr bool is_grouped(const token* const* what) const {
    const token* const* const end = next(what);
    const token* const* group = group_;
    for (unsigned g = 0; g != groups_; ++g) {
      const token* const* const group_end = next(group);
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
  [[nodiscard]] constexpr bool key_is_grouped(const source* from) const {
    bool has_key = false;
    for (std::size_t c = 0; c != from->size; ++c) {
      if (!from->columns[c].primary_key) continue;
      has_key = true;
      bool found = false;
      const token* const* group = group_;
      for (unsigned g = 0; g != groups_; ++g, group = next(group)) {
        found = found || ((*group)->what == form::column && *(*group)->from == *from && (*group)->index == c);
      }
      if (!found) return false;
    }
    return has_key;
  }

  const inspector* outer_ = nullptr;
  bool has_outer_ = false;
  const source* items_[64]{};
  std::size_t sources_ = 0;
  std::size_t base_ = 0;  // where the sources of this select of a compound begin
  std::size_t joined_ = 0;
  unsigned rank_ = 0;
  const token* const* at_ = nullptr;
  std::string_view clause_{};
  bool has_where_ = false;
  bool in_conflict_ = false;
  bool aggregated_ = false;
  bool grouped_ = false;
  const token* const* group_ = nullptr;
  unsigned groups_ = 0;
  diagnosis result_{};
};

}  // namespace mizzle
