// SPDX-License-Identifier: MIT
#pragma once

#include <boost/hana/equal.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/not_equal.hpp>
#include <boost/hana/tuple.hpp>

#include <mizzle/atomic/write.hpp>

namespace mizzle {
inline namespace literals {
/// `results[0_c]`: Hana's integral constants.
using boost::hana::literals::operator""_c;
}  // namespace literals
}  // namespace mizzle

namespace mizzle::detail {

/// Statements that either all happen or none: a Hana tuple of AtomicWrite, built by atomic().
template <class... S>
using atomic_writes = boost::hana::tuple<S...>;

template <class X>
inline constexpr bool is_atomic_writes = false;
template <class... S>
inline constexpr bool is_atomic_writes<atomic_writes<S...>> = true;

template <class S>
constexpr auto as_writes(const S& s) {
  if constexpr (is_atomic_writes<S>) {
    return s;
  } else {
    return atomic_writes<S>{s};
  }
}

template <class... A, class... B>
constexpr auto append(const atomic_writes<A...>& a, const atomic_writes<B...>& b) {
  return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
    return atomic_writes<A..., B...>{boost::hana::at_c<I>(a)..., boost::hana::at_c<K>(b)...};
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
  if constexpr (is_atomic_writes<S> || AtomicWrite<S>) return no_write<More...>();
  else return no_statement<"atomic()", S>();
}

/// A list of statements that all happen or none. Lists inside the list are flattened; an empty list is legal and free.
template <class... S>
[[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] constexpr auto atomic(S&&... s) {
  if constexpr (!((is_atomic_writes<std::remove_cvref_t<S>> || AtomicWrite<S>) && ...)) {
    (void)accept<no_write<std::remove_cvref_t<S>...>()>();
    return atomic_writes<>{};
  } else if constexpr ((is_atomic_writes<std::remove_cvref_t<S>> || ...)) {
    return flatten(s...);
  } else {
    return atomic_writes<std::remove_cvref_t<S>...>{static_cast<S&&>(s)...};
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::atomic;
using detail::atomic_writes;
}  // namespace mizzle
