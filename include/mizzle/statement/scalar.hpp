// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/select.hpp>

namespace mizzle::detail {

/// `(select ...)` as one value: a select of one column, where an expression is wanted, such as to give it a name:
///
///     select(channels.name, scalar(select(count()).from(messages).where(messages.channel_id == channels.id)).as<"messages">())
///
/// NULL if there is no row; of several rows it is the first.
template <class S>
constexpr auto scalar(const S& select) {
  return val(select);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::scalar;
}  // namespace mizzle
