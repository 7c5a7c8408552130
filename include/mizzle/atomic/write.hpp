// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <mizzle/atomic/policy.hpp>
#include <mizzle/wire/guard.hpp>
#include <mizzle/wire/reply.hpp>
#include <mizzle/wire/statement_site.hpp>

namespace mizzle::detail {

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
/// `each(range, f)`: runs the statement f(x) for each x of a range, which is walked once, at once.
template <class R, class F>
auto each(R&& range, F&& f) {
  using X = std::remove_reference_t<decltype(*std::ranges::begin(range))>;
  using S = std::remove_cvref_t<decltype(f(std::declval<const X&>()))>;
  static_assert(Statement<S>, "mizzle: each(): the function must return a statement; build one from its argument");
  each_step<S> result;
  for (const auto& x : range) result.statements.push_back(f(x));
  return result;
}

/// The result of a statement of which nothing is read yet.
template <class S>
auto nothing_of(dialect_id dialect) {
  if constexpr (returns_rows<S>) return rows<row_t<S>>{rows_origin{&S::text, dialect}};
  else return run_result{};
}

template <class S, bool Rows>
struct statement_result {
  using type = run_result;
};
template <class S>
struct statement_result<S, true> {
  using type = rows<row_t<S>>;
};

/// What is sent to a handle, and what it answers. Named by the handle, because a vector of variants takes a compiler long: it is made
/// only in files that run lists on a handle that needs it.
template <class H>
struct exchange {
  using statements = erased_list;
  using replies = std::vector<statement_reply>;
};

/// How far a step has come that runs by itself.
struct progress {
  place at;
  std::int64_t changes = 0;
};

/// How one kind of step is run, erased and read back.
template <Statement S>
struct step_of<S> {
  static_assert(checked<S>);
  using result = typename statement_result<S, returns_rows<S>>::type;

  /// Whether there may be nothing to run: no rows to insert.
  static constexpr bool can_be_nothing = inserts_range<decltype(std::declval<const S&>().values)>;
  static bool stands(const S& s) noexcept {
    if constexpr (can_be_nothing) return s.required.exists() || find_rows(s.values)->rows.size() != 0;
    else return true;
  }

  template <class H>
  static result run(H& h, const S& s, progress& done) {
    std::int64_t changed = 0;
    if constexpr (requires { h.perform_step(s, changed); }) {
      try {
        result r = h.perform_step(s, changed);
        done.changes += changed;
        demand(s.required, changed, done.at.step);
        return r;
      } catch (error::base& e) {
        h.tell(e, site_of<S>, s.values);
        throw;
      }
    } else {
      typename exchange<H>::statements list;
      erase<H::dialect::id>(list, s, done.at, max_parameters_of(h));
      typename exchange<H>::replies replies;
      std::string_view sql;
      try {
        for (const auto& b : list.statements) {
          sql = b.sql;
          const std::int64_t more = replies.emplace_back(h.execute(b)).changes;
          changed += more;
          done.changes += more;
        }
        demand(s.required, changed, done.at.step);
      } catch (error::base& e) {
        e.set_sql(sql);
        throw;
      }
      reply_cursor at{list, replies};
      return read(s, at, done.at);
    }
  }

  /// With guards as statements of the list where nobody looks at change counts while it runs.
  template <dialect_id D, class List>
  static void erase_into(List& list, const S& s, const place& at, std::size_t most_parameters, bool with_guards = true) {
    if constexpr (inserts_range<decltype(s.values)>) {
      if (s.required.exists() && with_guards) return erase_guarded_range<D>(list, s, at, most_parameters);
      // A guard on no rows at all is still asked.
      if (s.required.exists() && find_rows(s.values)->rows.size() == 0) {
        add_internal(list, at, ""sv, false, s.required);
        list.statements.back().guard = s.required;
        return;
      }
    }
    erase<D>(list, s, at, most_parameters);
    if (s.required.exists() && with_guards) erase_guard(list, D, at, s.required);
  }
  template <class Cursor>
  static result read(const S&, Cursor& at, const place& where) {
    result r = nothing_of<S>(at.dialect());
    at.take(where, [&](const auto& reply, std::string_view sql) {
      if constexpr (returns_rows<S>) {
        for (const auto& row : reply.rows) {
          value_reader reader{row, S::text, sql};
          r.read(reader);
        }
      } else {
        r.changes += reply.changes;
        if (S::kind == statement_kind::insert && (*S::text.words.first)->from->row_ids && reply.changes > 0 && reply.last_insert_rowid != 0)
          r.last_insert_rowid = reply.last_insert_rowid;
      }
    });
    return r;
  }
};

template <class S>
struct step_of<when_step<S>> {
  using inner = step_of<S>;
  using result = std::optional<typename inner::result>;

  static constexpr bool can_be_nothing = true;
  static bool stands(const when_step<S>& s) noexcept { return s.on && inner::stands(s.statement); }
  template <class H>
  static result run(H& h, const when_step<S>& s, progress& done) {
    if (!s.on) return std::nullopt;
    return inner::run(h, s.statement, done);
  }
  template <dialect_id D, class List>
  static void erase_into(List& list, const when_step<S>& s, const place& at, std::size_t most_parameters, bool with_guards = true) {
    if (s.on) inner::template erase_into<D>(list, s.statement, at, most_parameters, with_guards);
  }
  template <class Cursor>
  static result read(const when_step<S>& s, Cursor& at, const place& where) {
    if (!s.on) return std::nullopt;
    return inner::read(s.statement, at, where);
  }
};

template <class S>
struct step_of<each_step<S>> {
  using inner = step_of<S>;
  using result = std::vector<typename inner::result>;

  static constexpr bool can_be_nothing = true;
  static bool stands(const each_step<S>& s) noexcept {
    bool any = false;
    for (const S& one : s.statements) any = any || inner::stands(one);
    return any;
  }
  template <class H>
  static result run(H& h, const each_step<S>& s, progress& done) {
    result r;
    for (std::size_t i = 0; i != s.statements.size(); ++i) {
      done.at.element = i;
      r.push_back(inner::run(h, s.statements[i], done));
    }
    return r;
  }
  // Within the erased list each element has a place of its own, so that the replies can be told apart.
  template <dialect_id D, class List>
  static void erase_into(List& list, const each_step<S>& s, const place& at, std::size_t most_parameters, bool with_guards = true) {
    for (std::size_t i = 0; i != s.statements.size(); ++i)
      inner::template erase_into<D>(list, s.statements[i], {at.step, i}, most_parameters, with_guards);
  }
  template <class Cursor>
  static result read(const each_step<S>& s, Cursor& at, const place& where) {
    result r;
    for (std::size_t i = 0; i != s.statements.size(); ++i) r.push_back(inner::read(s.statements[i], at, {where.step, i}));
    return r;
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::AtomicWrite;
using detail::each;
using detail::result_of;
using detail::when;
}  // namespace mizzle
