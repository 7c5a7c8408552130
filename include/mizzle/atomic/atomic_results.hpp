// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <mizzle/atomic/sequence.hpp>

namespace mizzle::detail {

/// The kind of sequence that results are, in Hana's words.
struct atomic_results_tag {};

/// What the statements of an atomic list have yielded, in their order: rows or a run_result each, `results[0_c]`. A Hana Sequence, which
/// structured bindings and mz::get take apart as well.
template <class... R>
struct atomic_results {
  using hana_tag = atomic_results_tag;
  static constexpr std::size_t size = sizeof...(R);

  boost::hana::tuple<R...> items;

  template <class N>
  [[nodiscard]] constexpr auto& operator[](const N&) & noexcept {
    return boost::hana::at_c<position_in_list<N, sizeof...(R)>()>(items);
  }
  template <class N>
  [[nodiscard]] constexpr const auto& operator[](const N&) const& noexcept {
    return boost::hana::at_c<position_in_list<N, sizeof...(R)>()>(items);
  }
  // Results that are about to end give values and no references.
  template <class N>
  [[nodiscard]] constexpr auto operator[](const N&) && {
    return std::move(boost::hana::at_c<position_in_list<N, sizeof...(R)>()>(items));
  }

  friend constexpr bool operator==(const atomic_results& a, const atomic_results& b)
    requires(std::equality_comparable<R> && ...)
  {
    return same_items(a, b);
  }
};

/// The result at a position of a list.
template <std::size_t N, class... R>
constexpr const auto& get(const atomic_results<R...>& results) noexcept {
  return boost::hana::at_c<N>(results.items);
}
template <std::size_t N, class... R>
constexpr auto& get(atomic_results<R...>& results) noexcept {
  return boost::hana::at_c<N>(results.items);
}
template <std::size_t N, class... R>
constexpr auto get(atomic_results<R...>&& results) {
  return std::move(boost::hana::at_c<N>(results.items));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::atomic_results;
using detail::get;
}  // namespace mizzle

template <class... R>
struct std::tuple_size<mizzle::detail::atomic_results<R...>> : std::integral_constant<std::size_t, sizeof...(R)> {};
template <std::size_t N, class... R>
struct std::tuple_element<N, mizzle::detail::atomic_results<R...>> {
  using type = std::remove_cvref_t<decltype(boost::hana::at_c<N>(std::declval<const mizzle::detail::atomic_results<R...>&>().items))>;
};

namespace boost::hana {
template <>
struct Sequence<mizzle::detail::atomic_results_tag> : std::true_type {};
template <>
struct unpack_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::unpack_items {};
template <>
struct at_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::item_at {};
template <>
struct is_empty_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::items_are_none {};
template <>
struct drop_front_impl<mizzle::detail::atomic_results_tag> : mizzle::detail::drop_items<mizzle::detail::atomic_results_tag> {};
template <>
struct make_impl<mizzle::detail::atomic_results_tag> {
  template <class... R>
  static constexpr mizzle::detail::atomic_results<std::decay_t<R>...> apply(R&&... results) {
    return {{std::forward<R>(results)...}};
  }
};
}  // namespace boost::hana
