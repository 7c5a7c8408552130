// SPDX-License-Identifier: MIT
#pragma once

#include <any>
#include <concepts>
#include <initializer_list>
#include <string>
#include <vector>

#include <mizzle/atomic/any_result.hpp>
#include <mizzle/atomic/kept_write.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/atomic/text_write.hpp>

namespace mizzle::detail {

namespace run_list {
// stands(write) tells whether there may be something to run.

template <class S>
bool stands(const S& s) noexcept {
  return step_of<S>::stands(s);
}
template <class Value>
bool stands(const text_write<Value>&) noexcept {
  return true;
}

// erase_write(list, dialect, write, ...) appends a write to a list for handles that keep nothing.

template <class List, class S>
void erase_write(List& list, dialect_id dialect, const S& s, const place& at, std::size_t most_parameters, bool with_guards) {
  with_dialect(dialect, [&]<dialect_id D>() { step_of<S>::template erase_into<D>(list, s, at, most_parameters, with_guards); });
}
template <class List, class Value>
void erase_write(List& list, dialect_id dialect, const text_write<Value>& s, const place& at, std::size_t, bool with_guards) {
  list.statements.push_back({s.sql, copy_values<std::vector<Value>>(s.values), true, s.required});
  list.origins.push_back({at, s.required});
  if (with_guards && s.required.exists()) erase_guard(list, dialect, at, s.required);
}

/// What can be done with a write whose type is forgotten.
struct write_operations {
  bool (*stands)(const std::any& write);
  void (*run)(kept_road& on, const std::any& write, progress& done, any_result& result);
  void (*erase)(erased_list& list, dialect_id dialect, const std::any& write, const place& at, std::size_t most_parameters,
                bool with_guards);
};
template <class S>
inline constexpr write_operations operations_of{[](const std::any& write) { return stands(*std::any_cast<S>(&write)); },
                                                [](kept_road& on, const std::any& write, progress& done, any_result& result) {
  run_kept(on, *std::any_cast<S>(&write), done, result);
}, [](erased_list& list, dialect_id dialect, const std::any& write, const place& at, std::size_t most_parameters, bool with_guards) {
  erase_write(list, dialect, *std::any_cast<S>(&write), at, most_parameters, with_guards);
}};
}  // namespace run_list

/// A statement whose type is forgotten, for lists that are known at run time only. Made from any AtomicWrite, or from SQL
/// of one's own.
class [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] any_write {
 public:
  template <AtomicWrite S>
  any_write(S&& s) : write_{std::forward<S>(s)}, can_{&run_list::operations_of<std::remove_cvref_t<S>>} {}

  /// SQL of one's own, with its values and its guard. An invalid_request if it is transaction control, ATTACH, DETACH,
  /// VACUUM or PRAGMA, or if something that changes no rows has a guard.
  template <std::same_as<value> V = value>
  any_write(std::string sql, std::vector<V> values, guard required = {})
      : write_{text_write<V>{std::move(sql), std::move(values), required}}, can_{&run_list::operations_of<text_write<V>>} {}
  template <std::same_as<value> V = value>
  any_write(std::string sql, std::type_identity_t<std::initializer_list<V>> values, guard required = {})
      : any_write{std::move(sql), copy_values<std::vector<V>>(values), required} {}

  /// Whether there may be something to run: when(false, ...) is nothing, and neither are no rows to insert.
  [[nodiscard]] bool stands() const { return can_->stands(write_); }
  /// Runs it on a handle that keeps its statements, inside the transaction that is open there.
  void run_on(kept_road& on, progress& done, any_result& result) const { can_->run(on, write_, done, result); }
  /// Appends it in erased form; with guards as statements of the list, where nobody looks at change counts while it runs.
  void erase_into(erased_list& list, dialect_id dialect, const place& at, std::size_t most_parameters, bool with_guards) const {
    can_->erase(list, dialect, write_, at, most_parameters, with_guards);
  }

 private:
  std::any write_;
  const run_list::write_operations* can_;
};

// What goes over a list is a template of its element, so that a vector of them is made only in files that have one.
template <class X>
concept AnyWrite = std::same_as<X, any_write>;

/// Appends what is sent for a run-time list, with guards as statements or without.
template <dialect_id D, class List, AnyWrite W>
void erase_writes(List& list, const std::vector<W>& writes, std::size_t most_parameters, bool with_guards) {
  for (std::size_t i = 0; i != writes.size(); ++i) writes[i].erase_into(list, D, i, most_parameters, with_guards);
}
/// What is sent for a run-time list.
template <class H, AnyWrite W>
auto plan(const H& h, const std::vector<W>& writes, bool with_guards = !AsksGuards<H>) {
  typename exchange<H>::statements list;
  erase_writes<H::dialect::id>(list, writes, max_parameters_of(h), with_guards);
  return list;
}
/// Its results from what was answered.
template <class List, class Replies, AnyWrite W, class Result = any_result>
std::vector<Result> read(const std::vector<W>& writes, const List& list, Replies replies) {
  std::vector<Result> results(writes.size());
  for (std::size_t i = 0; i != replies.size(); ++i) {
    if (list.origins[i].internal) continue;
    Result& r = results[list.origins[i].at.step];
    r.changes += replies[i].changes;
    if (replies[i].last_insert_rowid != 0) r.last_insert_rowid = replies[i].last_insert_rowid;
    for (auto& row : replies[i].rows) r.rows.push_back(std::move(row));
  }
  return results;
}

namespace run_list {
/// Runs an erased list one by one. Here guards are checked between the steps, which is why it has no statements for them.
template <class H, class List, AnyWrite W, class Reply = statement_reply>
auto one_by_one(H& h, const std::vector<W>& writes, const List& list, bool stays) {
  std::vector<Reply> replies(list.statements.size());
  const std::size_t size = list.statements.size();
  std::int64_t changes_of_step = 0;
  for (std::size_t next = 0; next != size;) {
    const auto& origin = list.origins[next];
    if (next != 0 && list.origins[next - 1].at.step != origin.at.step) changes_of_step = 0;
    std::string_view sql;
    try {
      std::int64_t changed = 0;
      for (; next != size && list.origins[next].at == origin.at; ++next) {
        if (list.origins[next].internal) continue;
        sql = list.statements[next].sql;
        replies[next] = h.execute(list.statements[next]);
        changed += replies[next].changes;
        changes_of_step += replies[next].changes;
      }
      demand(origin.required, changed, origin.at.step);
    } catch (error::base& e) {
      set_place(e, origin.at);
      e.set_sql(sql);
      if (stays) e.set_stayed(origin.at.step, changes_of_step > 0);
      throw;
    }
  }
  return read(writes, list, std::move(replies));
}
}  // namespace run_list

/// Runs a run-time list inside a transaction that is open for it.
template <class H, AnyWrite W, class Result = any_result>
std::vector<Result> inside(H& tx, const std::vector<W>& writes) {
  if constexpr (KeepsStatements<H>) {
    auto road = tx.kept_road();
    std::vector<Result> results(writes.size());
    for (std::size_t i = 0; i != writes.size(); ++i) {
      progress done{i};
      try {
        writes[i].run_on(road, done, results[i]);
      } catch (error::base& e) {
        set_place(e, done.at);
        throw;
      }
    }
    return results;
  } else {
    return run_list::one_by_one(tx, writes, plan(tx, writes, false), false);
  }
}

/// Runs a list that is known at run time only; one result for each item. What stays after an error is said at the other run_atomic().
template <class H, AnyWrite W = any_write, class Result = any_result>
  requires Handle<std::remove_reference_t<H>>
std::vector<Result> run_atomic(H&& handle, const std::vector<W>& writes) {
  auto& h = handle;
  constexpr policy how = policy_of<std::remove_reference_t<H>>;
  if constexpr (how == policy::transaction && KeepsStatements<std::remove_reference_t<H>>) {
    bool any = false;
    for (const W& w : writes) any = any || w.stands();
    if (!any) return std::vector<Result>(writes.size());
    return h.transaction([&](auto&& tx) { return inside(tx, writes); });
  } else {
    if constexpr (how == policy::batch) {
      return run_list::in_batch(h, writes);
    } else {
      const auto list = plan(h, writes, false);
      if (list.statements.empty()) return std::vector<Result>(writes.size());
      if constexpr (how == policy::transaction) {
        return h.transaction([&](auto&& tx) { return run_list::one_by_one(tx, writes, list, false); });
      } else {
        return run_list::one_by_one(h, writes, list, true);
      }
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::any_write;
using detail::run_atomic;
}  // namespace mizzle
