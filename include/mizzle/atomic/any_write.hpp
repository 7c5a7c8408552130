// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <vector>

#include <mizzle/atomic/run.hpp>
#include <mizzle/text/verb.hpp>

namespace mizzle::detail {

/// What one any_write yields: its counts, and its rows as values in the order of the select list.
template <class Value>
struct basic_any_result {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<Value>> rows;

  /// The rows as the statement type S would have given them.
  template <ReturnsRows S>
  [[nodiscard]] mizzle::detail::rows<row_t<S>> as() const {
    mizzle::detail::rows<row_t<S>> result;
    for (const auto& row : rows) {
      value_reader reader{row, S::text, {}};
      result.read(reader);
    }
    return result;
  }
};
/// What one any_write yields.
using any_result = basic_any_result<value>;

/// A copy of values, made one by one: libstdc++ 12 ends the program if memory runs out while it copies a std::variant.
template <class Values>
Values copy_values(const auto& from) {
  Values to;
  to.reserve(from.size());
  for (const auto& x : from) {
    std::visit([&](const auto& alternative) { to.emplace_back(alternative); }, x);
  }
  return to;
}

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
  template <std::same_as<value> V = value>
  any_write(std::string sql, std::type_identity_t<std::initializer_list<V>> values, guard required = {}) : any_write{std::move(sql), copy_values<std::vector<V>>(values), required} {}

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

  /// Appends the statement; with guards as statements of the list, where nobody looks at change counts while it runs.
  void erase_into(erased_list& list, dialect_id dialect, const place& at, std::size_t most_parameters, bool with_guards) const {
    statement_->erase_into(list, dialect, at, most_parameters, with_guards);
  }

 private:
  // Shared by count; std::shared_ptr would cost every file that includes this header more time than all of atomic/.
  struct base {
    mutable unsigned owners = 1;
    base() = default;
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual void erase_into(erased_list& list, dialect_id dialect, const place& at, std::size_t most_parameters, bool with_guards) const = 0;
  };
  template <class S>
  struct model final : base {
    explicit model(const S& s) : statement{s} {}
    void erase_into(erased_list& list, dialect_id dialect, const place& at, std::size_t most_parameters, bool with_guards) const override {
      switch (dialect) {
        case dialect_id::sqlite:
          return step_of<S>::template erase_into<dialect_id::sqlite>(list, statement, at, most_parameters, with_guards);
        case dialect_id::d1:
          return step_of<S>::template erase_into<dialect_id::d1>(list, statement, at, most_parameters, with_guards);
        case dialect_id::postgres:
          return step_of<S>::template erase_into<dialect_id::postgres>(list, statement, at, most_parameters, with_guards);
      }
    }
    S statement;
  };
  template <class V>
  struct text final : base {
    text(std::string s, std::vector<V> v, guard g) : sql{std::move(s)}, values{std::move(v)}, required{g} {
      const std::string_view verb = verb_of(sql);
      if (verb.empty()) throw error::invalid_request{"an empty statement cannot stand in an atomic list"};
      if (controls_transactions(verb) || is_word_of(verb, "attach", "detach", "pragma", "vacuum")) {
        throw error::invalid_request{"\"" + std::string{verb} + "\" cannot stand in an atomic list, whose transaction is not its own"};
      }
      for (const V& x : values) {
        if (const auto* const real = std::get_if<double>(&x)) (void)defined(*real);
      }
      if (g.exists() && !changes_rows(verb)) throw error::invalid_request{"a guard needs an insert, update or delete, not \"" + std::string{verb} + "\""};
    }
    void erase_into(erased_list& list, dialect_id dialect, const place& at, std::size_t, bool with_guards) const override {
      basic_erased_list<V>& to = list;
      to.statements.push_back({sql, copy_values<std::vector<V>>(values), true, required});
      to.origins.push_back({at, required});
      if (with_guards && required.exists()) erase_guard(to, dialect, at, required);
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
    if (list.origins[i].internal) continue;
    Result& r = results[list.origins[i].at.step];
    r.changes += replies[i].changes;
    if (replies[i].last_insert_rowid != 0) r.last_insert_rowid = replies[i].last_insert_rowid;
    for (auto& row : replies[i].rows) r.rows.push_back(std::move(row));
  }
  return results;
}

/// Runs an erased list one by one. Here guards are checked between the steps, which is why it has no statements for them.
template <class H, class List>
auto one_by_one(H& h, const List& list, std::size_t steps, bool stays) {
  typename late<std::vector<statement_reply>, H>::type replies(list.statements.size());
  const std::size_t size = list.statements.size();
  std::int64_t changes_of_step = 0;
  for (std::size_t next = 0; next != size;) {
    const auto& origin = list.origins[next];
    if (next != 0 && list.origins[next - 1].at.step != origin.at.step) changes_of_step = 0;
    try {
      std::int64_t changed = 0;
      for (; next != size && list.origins[next].at == origin.at; ++next) {
        if (list.origins[next].internal) continue;
        replies[next] = h.execute(list.statements[next]);
        changed += replies[next].changes;
        changes_of_step += replies[next].changes;
      }
      if (!origin.required.met(changed)) throw error::guard_failed{origin.at.step, origin.required.count, changed, origin.required.exactly};
    } catch (error::base& e) {
      set_place(e, origin.at);
      if (stays) e.set_stayed(origin.at.step, changes_of_step > 0);
      throw;
    }
  }
  return gather(list, std::move(replies), steps);
}

template <class H, class List>
void erase_all(const H& h, const std::vector<any_write>& writes, List& list, bool with_guards) {
  const std::size_t most = max_parameters_of(h);
  for (std::size_t i = 0; i != writes.size(); ++i) writes[i].erase_into(list, H::dialect::id, i, most, with_guards);
}
}  // namespace run_list

/// Runs a run-time list inside a transaction that is open for it.
template <class H, class Result = any_result>
std::vector<Result> inside(H& tx, const std::vector<any_write>& writes) {
  typename late<erased_list, H>::type list;
  run_list::erase_all(tx, writes, list, false);
  return run_list::one_by_one(tx, list, writes.size(), false);
}

/// Runs a list that is known at run time only; one result for each item. What stays after an error is said at the other run_atomic().
template <class H, class Result = any_result>
  requires Handle<std::remove_reference_t<H>>
std::vector<Result> run_atomic(H&& handle, const std::vector<any_write>& writes) {
  auto& h = handle;
  constexpr policy how = policy_of<std::remove_reference_t<H>>;
  typename late<erased_list, H>::type list;
  run_list::erase_all(h, writes, list, how == policy::batch);
  if (list.statements.empty()) return std::vector<Result>(writes.size());
  if constexpr (how == policy::transaction) {
    return h.transaction([&](auto&& tx) { return run_list::one_by_one(tx, list, writes.size(), false); });
  } else if constexpr (how == policy::batch) {
    const run_list::committed_reading reading;
    auto replies = run_list::send(h, list);
    return reading([&] { return run_list::gather(list, std::move(replies), writes.size()); });
  } else {
    return run_list::one_by_one(h, list, writes.size(), true);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::any_result;
using detail::any_write;
using detail::run_atomic;
}  // namespace mizzle
