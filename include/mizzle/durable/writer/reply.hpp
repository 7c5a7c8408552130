// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace mizzle::detail::durable {

/// What became of a command, as its callback is told it: the value that it gave, or the error. Nothing else.
template <class R>
class [[nodiscard("mizzle: a reply can be an error; look at it, or call value(), which throws it")]] reply {
 public:
  using stored = std::conditional_t<std::is_void_v<R>, std::monostate, R>;

  reply(stored value) : answer_{std::in_place_index<0>, std::move(value)} {}
  reply(std::exception_ptr error) : answer_{std::in_place_index<1>, std::move(error)} {}

  /// Whether it is committed.
  [[nodiscard]] bool ok() const noexcept { return answer_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  /// The value; throws the error if there is one.
  decltype(auto) value() & {
    raise();
    if constexpr (!std::is_void_v<R>) return (std::get<0>(answer_));
  }
  R value() && {
    raise();
    if constexpr (!std::is_void_v<R>) return std::get<0>(std::move(answer_));
  }
  /// The error, or null.
  [[nodiscard]] std::exception_ptr error() const noexcept {
    const auto* const e = std::get_if<1>(&answer_);
    return e ? *e : nullptr;
  }

 private:
  void raise() const {
    if (!ok()) std::rethrow_exception(std::get<1>(answer_));
  }
  std::variant<stored, std::exception_ptr> answer_;
};

/// What an error says.
inline std::string text_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "of a type that is no std::exception";
  }
}

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::reply;
}  // namespace mizzle
