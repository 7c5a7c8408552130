// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>

#include <mizzle/atomic/deferred.hpp>
#include <mizzle/atomic/rolled_back.hpp>
#include <mizzle/sqlite/handle.hpp>

namespace mizzle::detail::sqlite {

/// The handle inside a transaction or a savepoint; it is over when the function that got it returns.
class transaction_handle : public handle {
 public:
  transaction_handle(session* s, int level) noexcept : handle{s, level} {}
  transaction_handle(const transaction_handle&) = delete;
  transaction_handle& operator=(const transaction_handle&) = delete;

  /// Leaves the function that got this handle. Nothing of the transaction stays, and that is no error: transaction() returns, an empty
  /// optional if the function gives one. A function that gives something else leaves by `return tx.rollback(value)`; otherwise
  /// transaction() throws an invalid_request.
  [[noreturn]] void rollback() {
    rolled_back_ = true;
    throw rolled_back{this};
  }
  /// Nothing of the transaction will stay: `return tx.rollback(value);`.
  template <class X>
  [[nodiscard]] X rollback(X value) {
    rolled_back_ = true;
    return value;
  }

  /// The same as transaction(), with a name of one's own for the savepoint, which SQLite's messages and on_statement() then show. The name
  /// may be any text that is not empty; where one is open already, the inner one is meant. An invalid_request for other names.
  template <class F>
  auto savepoint(std::string_view name, F&& f);

  /// Whether one of them was called.
  [[nodiscard]] bool is_rolled_back() const noexcept { return rolled_back_; }

 private:
  friend handle;
  bool rolled_back_ = false;
};

template <class F>
auto handle::transaction(F&& f, behavior how) {
  permit(use::nests);
  scope unit{*session_, how};
  return run_inside(unit, std::forward<F>(f));
}
template <class F>
auto handle::run_inside(scope& unit, F&& f) {
  using R = std::invoke_result_t<F&, transaction_handle&>;
  static_assert(
      !Deferred<R>,
      "mizzle: transaction(): the function returns a future or coroutine, whose work would go on after the commit; do the work inside, and return its result");
  transaction_handle tx{session_, unit.level() | (level_ & only_reads)};
  try {
    if constexpr (std::is_void_v<R>) {
      f(tx);
      if (!tx.rolled_back_) unit.commit();
    } else {
      auto result = f(tx);
      if (!tx.rolled_back_) unit.commit();
      return result;
    }
  } catch (const rolled_back& left) {
    if (left.transaction != &tx) throw;
    if constexpr (is_optional<R>) return R{};
    else if constexpr (!std::is_void_v<R>)
      throw error::invalid_request{"rollback(): the function gives a value; leave it by `return tx.rollback(value)`"};
  }
}
template <class F>
auto transaction_handle::savepoint(std::string_view name, F&& f) {
  permit(use::nests);
  scope unit{*session_, name};
  return run_inside(unit, std::forward<F>(f));
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::transaction_handle;
}  // namespace mizzle::sqlite
