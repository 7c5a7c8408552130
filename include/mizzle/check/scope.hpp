// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/check/grouping.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle::detail {

/// Looks for what is wrong with a statement: tables out of scope, misplaced aggregates, clauses out of order. One function
/// for all statements; it runs in a constant expression only, where each call and each copy costs a compiler time. Hence
/// one walk over the tokens as they lie, without recursion but for subqueries, and sentences only for what fails.
class inspector {
 public:
  constexpr inspector() = default;
  constexpr explicit inspector(const inspector* outer) noexcept : outer_{outer} {}

  /// Whether nothing is wrong with it; result() tells what is.
  constexpr bool statement(const statement_text& text) {
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
      order_ = nullptr;
      scan(select, end);
      if ((aggregated_ || grouped_) && result_.what == fault::none) {
        grouping_check check{ids_ + base_, ids_ + sources_};
        if (!check.select(select, order_ ? order_ : end)) result_ = check.result();
      }
      select = end;
      base_ = joined_ = sources_;
      rank_ = 0;
      aggregated_ = grouped_ = false;
    }
    if (text.needs_where && result_.what == fault::none && !has_where_) {
      const std::string_view verb = (*text.words.first)->text.substr(0, 6);
      fail(fault::no_where, sentence{"mizzle: ", verb, ": it has no where() and would change every row of ", (*text.words.first)->from->label(), "; add where(...), or all_rows() if that is meant"});
    }
    return result_.what == fault::none;
  }
  [[nodiscard]] constexpr const diagnosis& result() const noexcept { return result_; }
  [[nodiscard]] constexpr bool has_outer_join() const noexcept { return outer_join_; }

 private:
  constexpr void fail(fault what, const sentence& says) {
    if (result_.what == fault::none) result_ = {what, says};
  }

  constexpr void add(const source& s) {
    if (has_label(s.label_id, sources_)) {
      fail(fault::duplicate_source, sentence{"mizzle: from(): table ", s.label(), " stands twice in the statement; give one of the two another name with mz::alias"});
    } else if (outer_ && outer_->has_label_around(s.label_id)) {
      fail(fault::duplicate_source, sentence{"mizzle: from(): table ", s.label(), " stands in a subquery and in the statement around it, so that its columns would always be those of the subquery; give one of the two another name with mz::alias"});
    }
    if (sources_ != most_sources) {
      labels_[sources_] = s.label_id;
      ids_[sources_++] = s.id;
    }
  }
  [[nodiscard]] constexpr bool has_label(std::uint64_t label, std::size_t limit) const {
    for (std::size_t i = base_; i < limit; ++i) {
      if (labels_[i] == label) return true;
    }
    return false;
  }
  // A table that is inserted into cannot be named in what is inserted.
  [[nodiscard]] constexpr bool has_label_around(std::uint64_t label) const { return has_label(label, limit_) || (outer_ && outer_->has_label_around(label)); }

  /// Whether one of the sources before `limit`, or of the statements around this one, is meant.
  [[nodiscard]] constexpr bool in_scope(std::uint64_t id, std::size_t limit) const {
    // The order of a compound names columns of its first select.
    for (std::size_t i = rank_ >= rank_of_order ? 0 : base_; i < limit; ++i) {
      if (ids_[i] == id) return true;
    }
    return outer_ && outer_->in_scope(id, outer_->limit_);
  }

  /// The words of one select, or of a run of expressions: an expression's tokens need no order of their own to be checked.
  constexpr void scan(const token* const* at, const token* const* end) {
    for (; at != end; ++at) {
      const token& t = **at;
      switch (t.what) {
        case form::column:
        case form::columns_of: {
          bool found = false;
          for (std::size_t i = base_; i < limit_; ++i) found = found || ids_[i] == t.from->id;
          if (!found && !in_scope(t.from->id, limit_)) out_of_scope(t);
          if (t.has(is_excluded) && !in_conflict_) excluded_outside(t);
          break;
        }
        case form::fields:
          clause_ = &t;
          in_condition_ = false;
          limit_ = sources_;
          if (is_returning(t)) in_conflict_ = false;
          for (unsigned i = 0; i != t.index; ++i) scan(t.list[i].first, t.list[i].last);
          break;
        case form::join:
          outer_join_ = outer_join_ || t.flags != 0;
          in_order(t);
          clause_ = &t;
          in_condition_ = true;
          condition_ = at + 2;
          limit_ = ++joined_;
          break;
        case form::clause:
          in_order(t);
          clause_ = &t;
          in_condition_ = t.index == rank_of_where || t.index == rank_of_having;
          condition_ = at + 1;
          limit_ = sources_;
          if (t.index == rank_of_from) joined_ = base_ + t.operands;
          if (t.index == rank_of_where) has_where_ = true;
          if (t.index == rank_of_group || t.index == rank_of_having) grouped_ = true;
          if (t.index == rank_of_order && compound_) {
            order_ = at;
            at = check_compound_order(at + 1, t.operands) - 1;
          }
          break;
        case form::assigns:
          clause_ = &t;
          in_condition_ = false;
          limit_ = t.has(is_target) ? 0 : sources_;
          break;
        case form::assign:
          ++at;
          break;
        case form::names:
          at += t.index;
          break;
        case form::conflict:
          at += t.index;
          rank_ = 0;
          in_conflict_ = true;
          break;
        case form::mark:
          has_where_ = true;
          break;
        case form::select_into: {
          inspector inner;
          if (!inner.statement(*t.inner)) result_ = inner.result_;
          break;
        }
        case form::subquery: {
          inspector inner{this};
          inner.in_conflict_ = in_conflict_;
          if (!inner.statement(*t.inner) && result_.what == fault::none) result_ = inner.result_;
          break;
        }
        case form::when:
          if (!is_part(at)) misplaced_when();
          break;
        default:
          if (t.has(is_aggregate)) aggregate(at);
          break;
      }
    }
  }

  constexpr void in_order(const token& t) {
    if (t.index < rank_ || (t.index == rank_ && t.index != rank_of_join)) {
      fail(fault::clause_order, sentence{"mizzle: ", name_of(t), ": it stands twice, or behind a clause that comes later in SQL; write from, joins, where, group_by, having, order_by, limit, offset, each once"});
    }
    rank_ = t.index;
  }

  constexpr void aggregate(const token* const* at) {
    if (is_returning(*clause_)) {
      fail(fault::aggregate_in_where, sentence{"mizzle: returning(): an aggregate cannot be used here, because each changed row comes back by itself; select it, or count the rows that come back"});
    } else if (clause_->what == form::fields || (clause_->what == form::clause && clause_->index == rank_of_order)) {
      aggregated_ = true;
    } else if (clause_->what != form::clause || clause_->index == rank_of_where || clause_->index == rank_of_group) {
      fail(fault::aggregate_in_where, sentence{"mizzle: ", name_of(*clause_), ": an aggregate cannot be used here, because it needs all rows of a group; use having()"});
    }
    const token* const* const end = after(at);
    while (++at != end) {
      if ((*at)->has(is_aggregate)) {
        fail(fault::aggregate_in_where, sentence{"mizzle: ", name_of(*clause_), ": an aggregate stands inside another aggregate; compute the inner one in a subquery"});
      }
    }
  }

  /// The order of a compound can only name what one of its selects yields. Gives where its terms end.
  constexpr const token* const* check_compound_order(const token* const* term, unsigned terms) {
    for (unsigned i = 0; i != terms; ++i) {
      if (!is_yielded(term)) {
        const bool column = (*term)->what == form::column;
        fail(fault::set_operands, sentence{"mizzle: order_by(): ", column ? "column " : "an expression", column ? (*term)->from->label() : "", column ? "." : "", column ? (*term)->text : "",
                                           " is not what a select of the union yields, as bound values never are; select it, or order by position with mz::sql<\"2\", T>()"});
      }
      term = after(term);
    }
    return term;
  }
  [[nodiscard]] constexpr bool is_yielded(const token* const*& term) const {
    while ((*term)->what == form::postfix && (*term)->binds == precedence::none) ++term;  // desc, nulls last
    if ((*term)->what == form::mixfix && (*term)->operands == 0) return true;                 // SQL of the user's own
    const token* const* const end = after(term);
    for (auto at = words_->first; at != words_->last; ++at) {
      for (unsigned i = 0; (*at)->what == form::fields && i != (*at)->index; ++i) {
        const tokens& field = (*at)->list[i];
        const token& head = **field.first;
        if (head.what == form::columns_of ? (*term)->what == form::column && *(*term)->from == *head.from
                                          : same_expression(field.first + (head.what == form::named && !head.text.empty()), field.last, term, end)) return true;
      }
    }
    return false;
  }

  /// Whether the condition at hand has this token as a part: nothing but and, or, not and other parts stands around it.
  [[nodiscard]] constexpr bool is_part(const token* const* part) const {
    const token* const* at = condition_;
    for (unsigned open = in_condition_ ? 1 : 0; open != 0;) {
      if (at == part) return true;
      const token& t = **at;
      if (t.what == form::when || ((t.what == form::infix || t.what == form::prefix) && t.binds >= precedence::or_ && t.binds <= precedence::not_)) {
        ++at;
        open += t.operands - 1u;
      } else {
        at = after(at);
        --open;
      }
    }
    return false;
  }

  constexpr void misplaced_when() {
    fail(fault::misplaced_when, sentence{"mizzle: ", name_of(*clause_), ": mz::when() can only be a part of a condition; write it in where(), having() or a join, alone or combined by &&, || and !"});
  }
  constexpr void out_of_scope(const token& t) {
    if (t.what == form::column) {
      fail(fault::out_of_scope, sentence{"mizzle: ", name_of(*clause_), ": column ", t.from->label(), ".", t.text, " needs table ", t.from->label(), ", which is not in from() or a join; add it"});
    } else {
      fail(fault::out_of_scope, sentence{"mizzle: ", name_of(*clause_), ": table ", t.from->label(), " is not in from() or a join; add it"});
    }
  }
  constexpr void excluded_outside(const token& t) {
    fail(fault::out_of_scope, sentence{"mizzle: ", name_of(*clause_), ": excluded ", t.from->label(), ".", t.text, " can only stand in do_update() and its where(); use the column itself"});
  }

  static constexpr std::size_t most_sources = 64;
  const inspector* outer_ = nullptr;
  std::uint64_t ids_[most_sources]{};
  std::uint64_t labels_[most_sources]{};
  std::size_t sources_ = 0;
  std::size_t base_ = 0;    // where the sources of this select of a compound begin
  std::size_t joined_ = 0;  // the sources that the joins so far have brought
  std::size_t limit_ = 0;   // the sources that may be named now
  unsigned rank_ = 0;
  const token* clause_ = nullptr;
  const token* const* condition_ = nullptr;  // where the condition begins that may have parts,
  bool in_condition_ = false;                // if the clause is one that has it
  bool has_where_ = false;
  bool outer_join_ = false;
  bool in_conflict_ = false;
  bool aggregated_ = false;
  bool grouped_ = false;
  const tokens* words_ = nullptr;
  const token* const* order_ = nullptr;  // of a compound
  bool compound_ = false;
  diagnosis result_{};
};

}  // namespace mizzle::detail
