// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <mizzle/atomic/erased_list.hpp>
#include <mizzle/atomic/policy.hpp>

namespace mizzle {

/// A statement that stands in an atomic list only if `on`; its result is optional.
template <class S>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] when_step {
  bool on;
  S statement;
  friend constexpr bool operator==(const when_step&, const when_step&) = default;
};

/// A statement for each element of a range; its result is a vector.
template <class S>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] each_step {
  std::vector<S> statements;
  friend bool operator==(const each_step&, const each_step&) = default;
};

template <class S>
struct step_of;

/// What a step of an atomic list yields: rows, a run_result, an optional or a vector of one.
template <class S>
using result_of = typename step_of<std::remove_cvref_t<S>>::result;

/// A statement that is built and not yet run, and may stand in an atomic list; also when(on, statement) and
/// each(range, f).
template <class S>
concept AtomicWrite = requires { typename step_of<std::remove_cvref_t<S>>::result; };

/// `when(on, statement)`: the statement is run only if `on`.
template <Statement S>
constexpr when_step<S> when(bool on, const S& s) {
  return {on, s};
}
/// `each(range, f)`: runs the statement f(x) for each x of a range.
template <class R, class F>
auto each(const R& range, F&& f) {
  using S = std::remove_cvref_t<decltype(f(*std::ranges::begin(range)))>;
  static_assert(Statement<S>, "mizzle: each(): the function must return a statement; build one from its argument");
  each_step<S> result;
  for (const auto& x : range) result.statements.push_back(f(x));
  return result;
}

template <class S, bool Rows>
struct statement_result {
  using type = run_result;
};
template <class S>
struct statement_result<S, true> {
  using type = rows<row_t<S>>;
};

/// How one kind of step is run, erased and read back.
template <Statement S>
struct step_of<S> {
  static_assert(checked<S>);
  using result = typename statement_result<S, returns_rows<S>>::type;

  static bool stands(const S&) noexcept { return true; }

  template <class H>
  static result run(H& h, const S& s, std::size_t step) {
    if constexpr (requires(std::int64_t& n) { h.perform_step(s, n); }) {
      std::int64_t changed = 0;
      result r = h.perform_step(s, changed);
      check(s, step, changed);
      return r;
    } else {
      typename late<erased_list, H>::type list;
      erase<H::dialect::id>(list, s, step);
      typename late<std::vector<statement_reply>, H>::type replies;
      std::int64_t changed = 0;
      for (const auto& b : list.statements) changed += replies.emplace_back(h.execute(b)).changes;
      check(s, step, changed);
      reply_cursor at{list, replies};
      return read(s, at, step);
    }
  }

  template <dialect_id D, class List>
  static void erase_into(List& list, const S& s, std::size_t step) {
    const std::size_t before = list.statements.size();
    erase<D>(list, s, step);
    if (!s.required.exists()) return;
    if (list.statements.size() != before + 1) throw error::invalid_request{"a guard on an insert of more rows than one statement can take cannot cross to this engine; guard fewer rows"};
    erase_guard(list, D, step, s.required);
  }
  template <class Cursor>
  static result read(const S&, Cursor& at, std::size_t step) {
    result r;
    at.take(step, [&](const auto& reply, std::string_view sql) {
      if constexpr (returns_rows<S>) {
        for (const auto& row : reply.rows) {
          value_reader reader{row, sql};
          r.read(reader);
        }
      } else {
        r.changes += reply.changes;
        r.last_insert_rowid = S::kind == statement_kind::insert && reply.changes > 0 ? reply.last_insert_rowid : r.last_insert_rowid;
      }
    });
    return r;
  }

 private:
  static void check(const S& s, std::size_t step, std::int64_t changed) {
    if (!s.required.met(changed)) throw error::guard_failed{step, s.required.count, changed, s.required.exactly};
  }
};

template <class S>
struct step_of<when_step<S>> {
  using inner = step_of<S>;
  using result = std::optional<typename inner::result>;

  static bool stands(const when_step<S>& s) noexcept { return s.on; }
  template <class H>
  static result run(H& h, const when_step<S>& s, std::size_t step) {
    if (!s.on) return std::nullopt;
    return inner::run(h, s.statement, step);
  }
  template <dialect_id D, class List>
  static void erase_into(List& list, const when_step<S>& s, std::size_t step) {
    if (s.on) inner::template erase_into<D>(list, s.statement, step);
  }
  template <class Cursor>
  static result read(const when_step<S>& s, Cursor& at, std::size_t step) {
    if (!s.on) return std::nullopt;
    return inner::read(s.statement, at, step);
  }
};

template <class S>
struct step_of<each_step<S>> {
  using inner = step_of<S>;
  using result = std::vector<typename inner::result>;

  static bool stands(const each_step<S>& s) noexcept { return !s.statements.empty(); }
  template <class H>
  static result run(H& h, const each_step<S>& s, std::size_t step) {
    result r;
    for (const S& one : s.statements) r.push_back(inner::run(h, one, step));
    return r;
  }
  // Within the erased list each statement is a step of its own, so that the replies can be told apart.
  template <dialect_id D, class List>
  static void erase_into(List& list, const each_step<S>& s, std::size_t step) {
    for (std::size_t i = 0; i != s.statements.size(); ++i) inner::template erase_into<D>(list, s.statements[i], step + (i << 32));
  }
  template <class Cursor>
  static result read(const each_step<S>& s, Cursor& at, std::size_t step) {
    result r;
    for (std::size_t i = 0; i != s.statements.size(); ++i) r.push_back(inner::read(s.statements[i], at, step + (i << 32)));
    return r;
  }
};

}  // namespace mizzle
