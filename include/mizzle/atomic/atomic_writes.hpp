// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <boost/hana/fwd/plus.hpp>
#include <boost/hana/fwd/zero.hpp>

#include <mizzle/atomic/sequence.hpp>
#include <mizzle/atomic/write.hpp>

namespace mizzle::detail {

/// The kind of sequence that an atomic list is, in Hana's words.
struct atomic_writes_tag {};

/// Statements that either all happen or none, built by atomic(). A Hana Sequence, and a Monoid: hana::plus joins two lists, and
/// `mz::atomic()` is the one that adds nothing.
template <class... S>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] atomic_writes {
  using hana_tag = atomic_writes_tag;
  static constexpr std::size_t size = sizeof...(S);

  boost::hana::tuple<S...> items;

  template <class N>
  [[nodiscard]] constexpr const auto& operator[](const N&) const noexcept {
    return boost::hana::at_c<position_in_list<N, sizeof...(S)>()>(items);
  }
  friend constexpr bool operator==(const atomic_writes& a, const atomic_writes& b)
    requires(std::equality_comparable<S> && ...)
  {
    return same_items(a, b);
  }
};

template <class X>
inline constexpr bool is_atomic_writes = false;
template <class... S>
inline constexpr bool is_atomic_writes<atomic_writes<S...>> = true;

/// A member of a list as a list of its own.
template <class S>
constexpr atomic_writes<S> as_writes(const S& s) {
  return {{s}};
}
template <class... S>
constexpr const atomic_writes<S...>& as_writes(const atomic_writes<S...>& list) {
  return list;
}

template <class... A, class... B>
constexpr atomic_writes<A..., B...> append(const atomic_writes<A...>& a, const atomic_writes<B...>& b) {
  return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
    return atomic_writes<A..., B...>{{boost::hana::at_c<I>(a.items)..., boost::hana::at_c<K>(b.items)...}};
  }(std::index_sequence_for<A...>{}, std::index_sequence_for<B...>{});
}
constexpr atomic_writes<> flatten() { return {}; }
template <class S, class... More>
constexpr auto flatten(const S& s, const More&... more) {
  return append(as_writes(s), flatten(more...));
}

/// What is wrong with the first that is given to atomic() and has no place in a list.
template <class S, class... More>
constexpr diagnosis no_write() {
  if constexpr (!is_atomic_writes<S> && !AtomicWrite<S> && !std::same_as<S, rejected_condition>) return no_statement<"atomic()", S>();
  else if constexpr (sizeof...(More) > 0) return no_write<More...>();
  else return {};
}

/// What is wrong with a statement shows here with the shortest path to it.
template <class S>
inline constexpr bool is_sound_step = true;
template <Statement S>
inline constexpr bool is_sound_step<S> = checked<S>;

/// A list of statements that all happen or none. Lists inside the list are flattened; an empty list is legal and free.
template <class... S>
constexpr auto atomic(S&&... s) {
  static_assert((is_sound_step<std::remove_cvref_t<S>> && ...));
  if constexpr (!((is_atomic_writes<std::remove_cvref_t<S>> || AtomicWrite<S>) && ...)) {
    (void)accept<no_write<std::remove_cvref_t<S>...>()>();
    return atomic_writes<>{};
  } else if constexpr ((is_atomic_writes<std::remove_cvref_t<S>> || ...)) {
    return flatten(s...);
  } else {
    return atomic_writes<std::remove_cvref_t<S>...>{{std::forward<S>(s)...}};
  }
}

/// when() of what nothing can be left out of.
template <class X>
  requires(!Statement<X> && !Expression<X> && !Source<X>)
constexpr atomic_writes<> when(bool, const X&) {
  static_assert(
      sizeof(X) == 0,
      "mizzle: when(on, x): x must be a statement, which then stands in an atomic list, or a part of one: a condition, a field, a term, an assignment or a joined table");
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::atomic;
using detail::atomic_writes;
using detail::when;
}  // namespace mizzle

namespace boost::hana {
template <>
struct Sequence<mizzle::detail::atomic_writes_tag> : std::true_type {};
template <>
struct unpack_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::unpack_items {};
template <>
struct at_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::item_at {};
template <>
struct is_empty_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::items_are_none {};
template <>
struct drop_front_impl<mizzle::detail::atomic_writes_tag> : mizzle::detail::drop_items<mizzle::detail::atomic_writes_tag> {};
template <>
struct make_impl<mizzle::detail::atomic_writes_tag> {
  // What an algorithm makes of a list need not be one that can run.
  template <class... X>
  static constexpr auto apply(X&&... x) {
    if constexpr ((mizzle::detail::AtomicWrite<X> && ...)) {
      return mizzle::detail::atomic_writes<std::decay_t<X>...>{{std::forward<X>(x)...}};
    } else {
      return tuple<std::decay_t<X>...>{std::forward<X>(x)...};
    }
  }
};
template <>
struct zero_impl<mizzle::detail::atomic_writes_tag> {
  static constexpr mizzle::detail::atomic_writes<> apply() { return {}; }
};
template <>
struct plus_impl<mizzle::detail::atomic_writes_tag, mizzle::detail::atomic_writes_tag> {
  template <class A, class B>
  static constexpr auto apply(const A& a, const B& b) {
    return mizzle::detail::append(a, b);
  }
};
}  // namespace boost::hana
