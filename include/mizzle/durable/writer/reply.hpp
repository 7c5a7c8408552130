// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace mizzle::detail::durable {

/// What became of a command, as its callback is told it: the value that it gave, or the error. Nothing else.
template <class R>
class [[nodiscard("mizzle: a reply can be an error; look at it, or call value(), which throws it")]] reply {
 public:
  using stored = std::conditional_t<std::is_void_v<R>, std::monostate, R>;

  reply(stored value) : value_{std::move(value)} {}
  reply(std::exception_ptr error) : error_{std::move(error)} {}

  /// Whether it is committed.
  [[nodiscard]] bool ok() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return ok(); }
  /// The value; throws the error if there is one.
  decltype(auto) value() & {
    if (error_) std::rethrow_exception(error_);
    if constexpr (!std::is_void_v<R>) return (*value_);
  }
  R value() && {
    if (error_) std::rethrow_exception(error_);
    if constexpr (!std::is_void_v<R>) return *std::move(value_);
  }
  /// The error, or null.
  [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }

 private:
  std::optional<stored> value_;
  std::exception_ptr error_;
};

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::reply;
}  // namespace mizzle
