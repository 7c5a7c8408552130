// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <boost/hana/at.hpp>
#include <boost/hana/drop_front.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/is_empty.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

namespace mizzle {
inline namespace literals {
/// `results[0_c]`: Hana's integral constants.
using boost::hana::literals::operator""_c;
}  // namespace literals
}  // namespace mizzle

namespace mizzle::detail {

// What Hana's algorithms need of a sequence that keeps its elements in a Hana tuple, `items`. A list of writes and its results are
// sequences of their own kinds, because Hana's tuple is nobody's to give words for a wrong position, or the name of a sum.

struct unpack_items {
  template <class List, class F>
  static constexpr decltype(auto) apply(List&& list, F&& f) {
    return boost::hana::unpack(std::forward<List>(list).items, std::forward<F>(f));
  }
};
struct item_at {
  template <class List, class N>
  static constexpr decltype(auto) apply(List&& list, const N& n) {
    return boost::hana::at(std::forward<List>(list).items, n);
  }
};
struct items_are_none {
  template <class List>
  static constexpr auto apply(const List& list) {
    return boost::hana::is_empty(list.items);
  }
};
template <class Tag>
struct drop_items {
  template <class List, class N>
  static constexpr auto apply(List&& list, const N& n) {
    return boost::hana::unpack(boost::hana::drop_front(std::forward<List>(list).items, n), boost::hana::make<Tag>);
  }
};

/// Whether a type is one of Hana's integral constants.
template <class N>
inline constexpr bool is_constant = boost::hana::IntegralConstant<N>::value;

}  // namespace mizzle::detail
