// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/rows/fields.hpp>

namespace mizzle::detail {

/// What a field of a select is called: a column's own name, or the one that .as<"name">() gives; empty for everything else.
template <class F>
constexpr std::string_view field_name() {
  const token& t = *field_traits<F>::bare::words[0];
  return t.what == form::column || t.what == form::named ? t.text : std::string_view{};
}

/// The first position at which a name stands that belongs to another one: the names between them have changed places, so
/// that what is matched by position is not what is matched by name. The number of names if there is none.
constexpr std::size_t find_moved(const std::string_view* wanted, const std::string_view* names, std::size_t size) {
  const auto place_of = [&](std::string_view name) {
    std::size_t i = 0;
    while (i != size && wanted[i] != name) ++i;
    return i;
  };
  for (std::size_t i = 0; i != size; ++i) {
    // From place to place by the names that stand there: whoever comes back has found names in another order.
    std::size_t at = i;
    for (std::size_t steps = 0; steps != size && at != size && !names[at].empty(); ++steps) {
      const std::size_t next = place_of(names[at]);
      if (next == at) break;
      if (next == i) return i;
      at = next;
    }
  }
  return size;
}

}  // namespace mizzle::detail
