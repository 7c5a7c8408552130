// SPDX-License-Identifier: MIT
#pragma once

namespace mizzle::detail {

/// A result that is not there yet: its work would go on after the end of the transaction that gives it.
template <class R>
concept Deferred = requires(R& r) {
  r.wait();
  r.get();
} || requires { typename R::promise_type; } || requires(R& r) { r.await_resume(); } || requires(R& r) { r.operator co_await(); };

}  // namespace mizzle::detail
