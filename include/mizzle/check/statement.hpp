// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/check/grouping.hpp>
#include <mizzle/check/join_columns.hpp>
#include <mizzle/check/out_of_scope.hpp>
#include <mizzle/check/terms.hpp>
#include <mizzle/check/scope.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle::detail {

/// Looks for what is wrong with a statement: tables out of scope, misplaced aggregates, clauses out of order. One function
/// for all statements; it runs in a constant expression only, where each call and each copy costs a compiler time. Hence
/// one walk over the tokens as they lie, without recursion but for subqueries, and sentences only for what fails.
class inspector final : private scope {
 public:
  constexpr inspector() = default;
  constexpr inspector(const scope* outer, const scope* around) noexcept : scope{outer, around} {}

  /// Whether nothing is wrong with it; result() tells what is.
  constexpr bool statement(const statement_text& text) {
    declare(text.with);
    const token* const* const last = text.words.last;
    const token* const* select = text.words.first;
    words_ = &text.words;
    while (select != last && result_.what == fault::none) {
      const token* const* end = select;
      do {
        const token& t = **end;
        if (t.what == form::source || t.what == form::insert) add(*t.from);
      } while (++end != last && (*end)->what != form::compound);
      compound_ = compound_ || end != last;
      order_ = end;
      select_ = select;
      select_end_ = end;
      scan(select, end);
      if ((aggregated_ || grouped_) && result_.what == fault::none) {
        grouping_check check{ids_ + base_, ids_ + sources_};
        if (!check.select(select, order_)) result_ = check.result();
      }
      select = end;
      first_ = base_ = joined_ = sources_;
      rank_ = clause_rank::none;
      in_order_ = false;
      aggregated_ = grouped_ = false;
    }
    if (text.needs_where && result_.what == fault::none && !has_where_) {
      const std::string_view verb = (*text.words.first)->text.substr(0, 6);
      fail(fault::no_where, sentence{"mizzle: ", verb, ": it has no where() and would change every row of ",
                                     (*text.words.first)->from->label(), "; add where(...), or all_rows() if that is meant"});
    }
    return result_.what == fault::none;
  }
  [[nodiscard]] constexpr const diagnosis& result() const noexcept { return result_; }

 private:
  [[nodiscard]] constexpr diagnosis inspect_source(const statement_text& text) const override {
    inspector inner{nullptr, this};
    inner.statement(text);
    return inner.result();
  }

  /// The words of one select, or of a run of expressions: an expression's tokens need no order of their own to be checked.
  constexpr void scan(const token* const* at, const token* const* end) {
    const token* const* seen = at;  // up to here, functions are known to have a window or a filter
    const token* const* window_end = at;
    for (; at != end; ++at) {
      const token& t = **at;
      switch (t.what) {
        case form::column:
        case form::columns_of: {
          bool found = false;
          for (std::size_t i = first_; i < limit_; ++i) found = found || ids_[i] == t.from->id;
          if (!found && !in_scope(t.from->id, limit_)) out_of_scope(t);
          if (t.has(is_excluded) && !in_conflict_) excluded_outside(t);
          break;
        }
        case form::fields:
          clause_ = &t;
          in_condition_ = false;
          first_ = base_;
          // What an update reads besides its own table cannot be returned.
          limit_ = is_returning(t) ? base_ + 1 : sources_;
          if (is_returning(t)) in_conflict_ = false;
          for (unsigned i = 0; i != t.count; ++i) {
            condition_ = t.list[i].first;
            scan(t.list[i].first, t.list[i].last);
          }
          break;
        case form::join:
          in_order(t);
          clause_ = &t;
          in_condition_ = true;
          condition_ = after(at + 1);
          first_ = base_ + (has_target() ? 1 : 0);  // SQLite makes a subquery of the joins of an update
          limit_ = ++joined_;
          break;
        case form::clause:
          in_order(t);
          clause_ = &t;
          in_condition_ = t.rank == clause_rank::where || t.rank == clause_rank::having;
          condition_ = at + 1;
          first_ = base_;
          limit_ = sources_;
          if (t.rank == clause_rank::from) joined_ = base_ + t.operands + (has_target() ? 1 : 0);
          // SQLite reads several sources of an update as one subquery, which does not see the table that is written.
          if (t.rank == clause_rank::from && has_target() && (t.operands > 1 || has_join(at, end))) first_ = base_ + 1;
          if (t.rank == clause_rank::where) has_where_ = true;
          if (t.rank == clause_rank::group || t.rank == clause_rank::having) grouped_ = true;
          if (t.rank == clause_rank::order && compound_) {
            order_ = at;
            if (result_.what == fault::none) result_ = check_compound_order(*words_, at + 1, t.operands);
            for (unsigned i = 0; i != t.operands; ++i) at = after(at + 1) - 1;
          }
          break;
        case form::assigns:
          clause_ = &t;
          in_condition_ = false;
          limit_ = t.has(is_target) ? 0 : sources_;
          break;
        case form::using_:
          if (result_.what == fault::none) result_ = check_join_columns(select_, at);
          break;
        case form::assign:
          ++at;
          break;
        case form::names:
          at += t.count;
          break;
        case form::conflict:
          at += t.count;
          rank_ = clause_rank::none;
          in_order_ = false;
          in_conflict_ = true;
          break;
        case form::mark:
          has_where_ = true;
          break;
        case form::select_into:
        case form::operand:
          within(*t.inner);
          break;
        case form::subquery: {
          if (t.has(is_target)) {  // of the table that is written: it names no column of this statement
            within(*t.inner);
            break;
          }
          inspector inner{this, this};
          inner.in_conflict_ = in_conflict_;
          if (!inner.statement(*t.inner) && result_.what == fault::none) result_ = inner.result_;
          break;
        }
        case form::when:
          if (!(in_made_ ? is_part_of(condition_, at) : may_be_left_out(*clause_, in_condition_, condition_, at))) misplaced_when();
          break;
        case form::made: {
          // What it is made of stands for it.
          const bool outer_made = in_made_;
          const token* const* const outer_condition = condition_;
          in_made_ = true;
          condition_ = t.list->first;
          scan(t.list->first, t.list->last);
          in_made_ = outer_made;
          condition_ = outer_condition;
          break;
        }
        default:
          if (t.has(is_window)) {
            window(at, at < window_end);
            window_end = after(at);
            seen = behind_function(at);
          } else if (at >= seen) {
            if (t.has(is_aggregate)) aggregate(at);
            if (t.has(is_filter)) seen = behind_function(at);
            if (t.has(needs_window))
              fail(fault::misplaced_window,
                   sentence{"mizzle: ", name_of(*clause_), ": the function ", t.text, ") looks at a window; give it one with .over(...)"});
          }
          break;
      }
    }
  }

  constexpr void in_order(const token& t) {
    if (t.rank < rank_ || (t.rank == rank_ && t.rank != clause_rank::join)) {
      fail(
          fault::clause_order,
          sentence{
              "mizzle: ", name_of(t),
              ": it stands twice, or behind a clause that comes later in SQL; write from, joins, where, group_by, having, order_by, limit, offset, each once"});
    }
    rank_ = t.rank;
    in_order_ = t.rank >= clause_rank::order;
  }

  static constexpr bool has_join(const token* const* at, const token* const* end) {
    while (at != end && (*at)->what != form::join) ++at;
    return at != end;
  }
  /// Whether the statement at hand writes a table, which is then the first of its sources.
  [[nodiscard]] constexpr bool has_target() const { return (*words_->first)->what == form::insert; }

  [[nodiscard]] constexpr bool yields() const {
    return (clause_->what == form::fields && !is_returning(*clause_)) ||
           (clause_->what == form::clause && clause_->rank == clause_rank::order);
  }
  /// Behind the function that a window or a filter belongs to.
  static constexpr const token* const* behind_function(const token* const* at) {
    do ++at;
    while ((*at)->has(is_filter));
    return at + 1;
  }
  constexpr void window(const token* const* at, bool inside_another) {
    if (!yields()) {
      fail(
          fault::misplaced_window,
          sentence{
              "mizzle: ", name_of(*clause_),
              ": a window function cannot stand here, because it looks at the rows that a select yields; select it in a named query, and use its column"});
    } else if (inside_another) {
      fail(fault::misplaced_window, sentence{"mizzle: ", name_of(*clause_),
                                             ": a window function stands inside another one; compute the inner one in a named query"});
    }
    if ((*at)->what == form::postfix && !has_window((*at)->text.substr(6))) {
      fail(fault::misplaced_window, sentence{"mizzle: ", name_of(*clause_), ": the window ", (*at)->text.substr(6),
                                             " is not defined in this select; add it with .window(...)"});
    }
  }
  /// Whether a window clause of the select at hand defines a window of this name, which is in its quotes.
  [[nodiscard]] constexpr bool has_window(std::string_view name) const {
    for (auto at = select_; at != select_end_; ++at) {
      if ((*at)->what != form::clause || (*at)->rank != clause_rank::window) continue;
      const token* const* definition = at + 1;
      for (unsigned i = 0; i != (*at)->operands; ++i, definition = after(definition)) {
        if ((*definition)->text.starts_with(name) && (*definition)->text.substr(name.size()).starts_with(" as (")) return true;
      }
    }
    return false;
  }

  constexpr void aggregate(const token* const* at) {
    if (is_returning(*clause_)) {
      fail(
          fault::aggregate_in_where,
          sentence{
              "mizzle: returning(): an aggregate cannot be used here, because each changed row comes back by itself; select it, or count the rows that come back"});
    } else if (yields() || (clause_->what == form::clause && clause_->rank == clause_rank::window)) {
      aggregated_ = true;
    } else if (clause_->what != form::clause || clause_->rank == clause_rank::where || clause_->rank == clause_rank::group) {
      fail(fault::aggregate_in_where, sentence{"mizzle: ", name_of(*clause_),
                                               ": an aggregate cannot be used here, because it needs all rows of a group; use having()"});
    }
    const token* const* const end = after(at);
    if ((*at)->has(is_filter)) at = behind_function(at) - 1;
    while (++at != end) {
      if ((*at)->has(is_aggregate | is_window)) {
        fail(fault::aggregate_in_where, sentence{"mizzle: ", name_of(*clause_),
                                                 ": an aggregate stands inside another aggregate; compute the inner one in a subquery"});
      }
    }
  }

  constexpr void misplaced_when() {
    fail(
        fault::misplaced_when,
        sentence{
            "mizzle: ", name_of(*clause_),
            ": mz::when() can only be a part of a condition, or stand around a whole field, term, assignment or joined table; write it there"});
  }
  constexpr void out_of_scope(const token& t) {
    if (is_returning(*clause_)) return fail(fault::out_of_scope, not_returned(t, in_scope(t.from->id, sources_)));
    const bool updated = has_target() && first_ > base_ && t.from->id == ids_[base_];
    fail(fault::out_of_scope, updated ? hidden_behind_sources(name_of(*clause_), t) : not_in_scope(name_of(*clause_), t));
  }
  constexpr void excluded_outside(const token& t) { fail(fault::out_of_scope, excluded_elsewhere(name_of(*clause_), t)); }

  std::size_t joined_ = 0;  // the sources that the joins so far have brought
  clause_rank rank_ = clause_rank::none;
  const token* clause_ = nullptr;
  const token* const* condition_ = nullptr;  // where the condition, field or first term begins that may have parts,
  bool in_condition_ = false;                // if the clause is one that has it
  bool in_made_ = false;                     // whether what is at hand stands for a condition that is made at run time
  bool has_where_ = false;
  bool in_conflict_ = false;
  bool aggregated_ = false;
  bool grouped_ = false;
  const tokens* words_ = nullptr;
  const token* const* select_ = nullptr;  // the select at hand of a compound
  const token* const* select_end_ = nullptr;
  const token* const* order_ = nullptr;  // of a compound, otherwise the end of the select
  bool compound_ = false;
};

}  // namespace mizzle::detail
