// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <mizzle/atomic/deferred.hpp>
#include <mizzle/sqlite/handle.hpp>

namespace mizzle::detail::sqlite {

/// The handle inside a transaction or a savepoint; it is over when the function that got it returns.
class transaction_handle : public handle {
 public:
  transaction_handle(session* s, int level) noexcept : handle{s, level} {}
  transaction_handle(const transaction_handle&) = delete;
  transaction_handle& operator=(const transaction_handle&) = delete;
};

template <class F>
auto handle::transaction(F&& f, behavior how) {
  using R = std::invoke_result_t<F&, transaction_handle&>;
  static_assert(
      !Deferred<R>,
      "mizzle: transaction(): the function returns a future or coroutine, whose work would go on after the commit; do the work inside, and return its result");
  permit(true);
  scope unit{*session_, how};
  transaction_handle tx{session_, unit.level()};
  if constexpr (std::is_void_v<R>) {
    f(tx);
    unit.commit();
  } else {
    auto result = f(tx);
    unit.commit();
    return result;
  }
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::transaction_handle;
}  // namespace mizzle::sqlite
