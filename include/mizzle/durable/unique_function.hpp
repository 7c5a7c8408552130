// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace mizzle::detail::durable {

/// A function object of any type that moves and is not copied, so that what it has captured need not be copyable either (as C++23's
/// std::move_only_function).
template <class Signature>
class unique_function;

template <class R, class... A>
class unique_function<R(A...)> {
 public:
  unique_function() = default;
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, unique_function> && std::is_invocable_r_v<R, std::decay_t<F>&, A...>)
  unique_function(F&& f) : function_{std::make_unique<holder<std::decay_t<F>>>(std::forward<F>(f))} {}

  explicit operator bool() const noexcept { return static_cast<bool>(function_); }
  R operator()(A... a) { return function_->call(std::forward<A>(a)...); }

 private:
  struct callable {
    virtual ~callable() = default;
    virtual R call(A... a) = 0;
  };
  template <class F>
  struct holder final : callable {
    template <class X>
    explicit holder(X&& x) : f(std::forward<X>(x)) {}
    R call(A... a) override { return f(std::forward<A>(a)...); }
    F f;
  };
  std::unique_ptr<callable> function_;
};

}  // namespace mizzle::detail::durable
