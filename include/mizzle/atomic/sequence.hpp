// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/integral_constant.hpp>
#include <boost/hana/tuple.hpp>

namespace mizzle {
inline namespace literals {
/// `results[0_c]`: Hana's integral constants.
using boost::hana::literals::operator""_c;
}  // namespace literals
}  // namespace mizzle

namespace mizzle::detail {

// What Hana's algorithms need of a sequence that keeps its elements in a Hana tuple, `items`. A list of writes and its results are
// sequences of their own kinds, because Hana's tuple is nobody's to give words for a wrong position, or the name of a sum. All of it is
// what a tuple has; Hana's algorithms themselves are included by who uses them, because they cost a fifth of a unit.

struct unpack_items {
  template <class List, class F>
  static constexpr decltype(auto) apply(List&& list, F&& f) {
    return boost::hana::unpack_impl<boost::hana::tuple_tag>::apply(std::forward<List>(list).items, std::forward<F>(f));
  }
};
struct item_at {
  template <class List, class N>
  static constexpr decltype(auto) apply(List&& list, const N& n) {
    return boost::hana::at_impl<boost::hana::tuple_tag>::apply(std::forward<List>(list).items, n);
  }
};
struct items_are_none {
  template <class List>
  static constexpr auto apply(const List& list) {
    return boost::hana::is_empty_impl<boost::hana::tuple_tag>::apply(list.items);
  }
};
template <class Tag>
struct drop_items {
  template <class List, class N>
  static constexpr auto apply(List&& list, const N&) {
    constexpr std::size_t size = std::remove_cvref_t<List>::size;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return boost::hana::make_impl<Tag>::apply(boost::hana::at_c<N::value + I>(std::forward<List>(list).items)...);
    }(std::make_index_sequence<(N::value < size) ? size - N::value : 0>{});
  }
};

/// Whether two such lists are equal, item by item.
template <class List>
constexpr bool same_items(const List& a, const List& b) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return ((boost::hana::at_c<I>(a.items) == boost::hana::at_c<I>(b.items)) && ...);
  }(std::make_index_sequence<List::size>{});
}

/// The position that an integral constant means in a list of so many statements.
template <class N, std::size_t Size>
consteval std::size_t position_in_list() {
  constexpr bool is_constant = requires { typename std::integral_constant<long long, N::value>; };
  static_assert(
      is_constant,
      "mizzle: results[...]: the compiler must know which statement of the list is meant, because each yields a type of its own; write results[0_c] instead of results[0]");
  if constexpr (is_constant) {
    constexpr bool exists = N::value >= 0 && static_cast<std::size_t>(N::value) < Size;
    static_assert(exists, "mizzle: results[...]: the list has no statement at this position; they are counted from 0_c on");
    if constexpr (exists) return N::value;
  }
  return 0;
}

}  // namespace mizzle::detail
