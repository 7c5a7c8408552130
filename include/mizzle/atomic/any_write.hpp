// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <vector>

#include <mizzle/atomic/run.hpp>
#include <mizzle/text/comments.hpp>

namespace mizzle {

/// What one any_write yields: its counts, and its rows as values in the order of the select list.
template <class Value>
struct basic_any_result {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<Value>> rows;

  /// The rows as the statement type S would have given them.
  template <ReturnsRows S>
  [[nodiscard]] mizzle::rows<row_t<S>> as() const {
    mizzle::rows<row_t<S>> result;
    for (const auto& row : rows) {
      value_reader reader{row, {}};
      result.read(reader);
    }
    return result;
  }
};
using any_result = basic_any_result<value>;

/// A statement whose type is forgotten, for lists that are known at run time only. Made from any AtomicWrite, or from SQL
/// of one's own. Copies share the statement.
class [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] any_write {
 public:
  template <AtomicWrite S>
  any_write(const S& s) : statement_{new model<S>(s)} {}

  /// SQL of one's own, with its values and its guard. An invalid_request if it is transaction control, ATTACH, DETACH,
  /// VACUUM or PRAGMA, or if something that changes no rows has a guard.
  template <std::same_as<value> V = value>
  any_write(std::string sql, std::vector<V> values, guard required = {}) : statement_{new text<V>(std::move(sql), std::move(values), required)} {}

  any_write(const any_write& other) noexcept : statement_{other.statement_} { __atomic_add_fetch(&statement_->owners, 1, __ATOMIC_RELAXED); }
  any_write& operator=(any_write other) noexcept {
    const base* const mine = statement_;
    statement_ = other.statement_;
    other.statement_ = mine;
    return *this;
  }
  ~any_write() {
    if (__atomic_sub_fetch(&statement_->owners, 1, __ATOMIC_ACQ_REL) == 0) delete statement_;
  }

  void erase_into(erased_list& list, dialect_id dialect, std::size_t step) const { statement_->erase_into(list, dialect, step); }

 private:
  // Shared by count; std::shared_ptr would cost every file that includes this header more time than all of atomic/.
  struct base {
    mutable unsigned owners = 1;
    base() = default;
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual void erase_into(erased_list& list, dialect_id dialect, std::size_t step) const = 0;
  };
  template <class S>
  struct model final : base {
    explicit model(const S& s) : statement{s} {}
    void erase_into(erased_list& list, dialect_id dialect, std::size_t step) const override {
      switch (dialect) {
        case dialect_id::sqlite:
          return step_of<S>::template erase_into<dialect_id::sqlite>(list, statement, step);
        case dialect_id::d1:
          return step_of<S>::template erase_into<dialect_id::d1>(list, statement, step);
        case dialect_id::postgres:
          return step_of<S>::template erase_into<dialect_id::postgres>(list, statement, step);
      }
    }
    S statement;
  };
  template <class V>
  struct text final : base {
    text(std::string s, std::vector<V> v, guard g) : sql{std::move(s)}, values{std::move(v)}, required{g} {
      const auto word = first_word(sql);
      for (const char* const refused : {"begin", "commit", "end", "rollback", "savepoint", "release", "attach", "detach", "pragma", "vacuum", ""}) {
        if (word == refused) throw error::invalid_request{word.empty() ? "an empty statement cannot stand in an atomic list" : "\"" + word + "\" cannot stand in an atomic list, whose transaction is not its own"};
      }
      for (const V& x : values) {
        if (const auto* const real = std::get_if<double>(&x)) (void)defined(*real);
      }
      if (g.exists() && word != "insert" && word != "update" && word != "delete" && word != "replace" && word != "with") throw error::invalid_request{"a guard needs an insert, update or delete, not \"" + word + "\""};
    }
    void erase_into(erased_list& list, dialect_id dialect, std::size_t step) const override {
      basic_erased_list<V>& to = list;
      to.statements.push_back({sql, values, true, required});
      to.origins.push_back({step, false, required});
      if (required.exists()) erase_guard(to, dialect, step, required);
    }
    template <class Text>
    static Text first_word(const Text& s) {
      Text word;
      for (std::size_t i = skip_comments(s); i != s.size(); ++i) {
        const char c = s[i];
        if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
        else if (c >= 'a' && c <= 'z') word += c;
        else break;
      }
      return word;
    }
    std::string sql;
    std::vector<V> values;
    guard required;
  };

  const base* statement_;
};

namespace run_list {
template <class List, class Replies, class Result = any_result>
std::vector<Result> gather(const List& list, Replies replies, std::size_t steps) {
  std::vector<Result> results(steps);
  for (std::size_t i = 0; i != replies.size(); ++i) {
    if (list.origins[i].is_guard) continue;
    Result& r = results[list_step(list.origins[i].step)];
    r.changes += replies[i].changes;
    if (replies[i].changes > 0) r.last_insert_rowid = replies[i].last_insert_rowid;
    for (auto& row : replies[i].rows) r.rows.push_back(std::move(row));
  }
  return results;
}

/// Runs an erased list one by one. Here guards are checked between the steps, and their statements are not needed.
template <class H, class List>
auto one_by_one(H& h, const List& list, std::size_t steps, bool stays) {
  typename late<std::vector<statement_reply>, H>::type replies(list.statements.size());
  std::int64_t changed = 0;
  for (std::size_t i = 0; i != list.statements.size(); ++i) {
    const auto& origin = list.origins[i];
    const std::size_t step = list_step(origin.step);
    try {
      if (origin.is_guard) {
        if (!origin.required.met(changed)) throw error::guard_failed{step, origin.required.count, changed, origin.required.exactly};
      } else {
        replies[i] = h.execute(list.statements[i]);
        changed = replies[i].changes;
      }
    } catch (error::base& e) {
      e.set_step(step);
      if (stays) e.set_stayed(step);
      throw;
    }
  }
  return gather(list, std::move(replies), steps);
}
}  // namespace run_list

/// Runs a list that is known at run time only; one result for each item.
template <Handle H, class Result = any_result>
std::vector<Result> run_atomic(H& h, const std::vector<any_write>& writes) {
  typename late<erased_list, H>::type list;
  for (std::size_t i = 0; i != writes.size(); ++i) writes[i].erase_into(list, H::dialect::id, i);
  if (list.statements.empty()) return std::vector<Result>(writes.size());
  if constexpr (policy_of<H> == policy::transaction) {
    return h.transaction([&](auto&& tx) { return run_list::one_by_one(tx, list, writes.size(), false); });
  } else if constexpr (policy_of<H> == policy::batch) {
    return run_list::gather(list, run_list::send(h, list), writes.size());
  } else {
    return run_list::one_by_one(h, list, writes.size(), true);
  }
}

}  // namespace mizzle
