// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/when.hpp>
#include <mizzle/statement/sources.hpp>

namespace mizzle::detail {

/// A source that is joined only if a run-time value says so.
template <class S>
struct optional_source {
  bool on;
  S source;
};

/// A table, or whatever else can be joined, that is joined only if `on`: `left_join(when(with_channels, channels), condition)`. Left out, it is not
/// read, and all of its columns are NULL, as if it had no row that meets the condition. An inner_join() that is left out leaves no row out
/// either; the columns of the table are optional then, too.
template <Source S>
constexpr optional_source<S> when(bool on, const S& source) {
  return {on, source};
}

template <class S>
inline constexpr bool is_optional_source = false;
template <class S>
inline constexpr bool is_optional_source<optional_source<S>> = true;
/// What can be joined.
template <class S>
concept Joinable = Source<S> || is_optional_source<S>;

namespace word {
/// Its columns can be NULL, because it can be left out.
struct optional_inner_join {
  static constexpr token word{
      .what = form::join, .operands = 1, .flags = is_outer_left, .rank = clause_rank::join, .text = " inner join "sv};
};
}  // namespace word

/// The words of a join that can be left out, behind `when`, in a statement whose words so far are K.
template <class Join, class... K, class S, class V, class... On>
constexpr auto join_when(const optional_source<S>& s, const run_of<V, On...>& on) {
  return [&]<class V2, class... K2>(const run_of<V2, K2...>& r) {
    return run_of<maybe<V2>, Join, K2...>{{s.on, r.values}};
  }(source_words<S>::template in<K...>(s.source) + on);
}

/// Says that a join cannot be left out.
template <fixed_string Join>
constexpr diagnosis no_optional_join() {
  return {fault::misplaced_when,
          sentence{"mizzle: ", Join.view(),
                   ": a join of this kind cannot be left out, because the tables before it would not stay as they are; write mz::when() in "
                   "left_join() or inner_join()"}};
}

/// Says that it needs a condition.
template <fixed_string Join>
constexpr diagnosis no_condition_of_optional() {
  return {
      fault::no_join_condition,
      sentence{"mizzle: ", Join.view(), ": a source in mz::when() is joined by a condition, such as a.id == b.a_id; write it behind it"}};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::when;
}  // namespace mizzle
