// SPDX-License-Identifier: MIT
#pragma once

#include <variant>

#include <mizzle/atomic/run.hpp>

namespace mizzle::detail {

/// A variant of results and of all that mizzle throws.
template <class Results>
using outcome_variant = std::variant<Results, error::guard_failed, error::sql_error, error::busy, error::invalid_request,
                                     error::transport_error, error::decode_error, error::no_row, error::too_many_rows>;

/// What became of an atomic list, as a value: its results, or the error. A std::variant of atomic_results, guard_failed,
/// sql_error, busy, invalid_request, transport_error and decode_error, and of no_row and too_many_rows, which a function that builds the
/// list can meet when it reads.
template <class Results>
class [[nodiscard("mizzle: an outcome tells whether the list was run; look at it, or use run_atomic(), which throws")]] basic_outcome
    : public outcome_variant<Results> {
 public:
  using base = outcome_variant<Results>;
  using base::base;

  [[nodiscard]] bool ok() const noexcept { return this->index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  /// Whether the list was carried out, so that it must not be repeated: it is ok, or its error is one that is met only behind the
  /// commit, such as an answer that cannot be read.
  [[nodiscard]] bool committed() const noexcept {
    const mizzle::error::base* const e = error();
    return !e || e->committed();
  }
  /// The results; throws the error if there is one.
  [[nodiscard]] Results& value() & {
    raise();
    return std::get<0>(*this);
  }
  [[nodiscard]] const Results& value() const& {
    raise();
    return std::get<0>(*this);
  }
  [[nodiscard]] Results value() && {
    raise();
    return std::get<0>(std::move(*this));
  }
  /// The error of type E, or null: `if (auto* e = o.error<mz::error::guard_failed>())`.
  template <class E>
  [[nodiscard]] const E* error() const noexcept {
    return std::get_if<E>(static_cast<const base*>(this));
  }
  /// Any error, or null.
  [[nodiscard]] const mizzle::error::base* error() const noexcept {
    return std::visit([](const auto& x) -> const mizzle::error::base* {
      if constexpr (std::is_convertible_v<decltype(&x), const mizzle::error::base*>) {
        return &x;
      } else {
        return nullptr;
      }
    }, static_cast<const base&>(*this));
  }

  // Errors do not compare.
  friend bool operator==(const basic_outcome&, const basic_outcome&) = delete;

 private:
  void raise() const {
    std::visit([](const auto& x) {
      if constexpr (std::is_convertible_v<decltype(&x), const mizzle::error::base*>) throw x;
    }, static_cast<const base&>(*this));
  }
};

/// The outcome of a list whose results are R.
template <class... R>
using outcome = basic_outcome<atomic_results<R...>>;

/// run_atomic() that throws nothing of mizzle::error: the error is part of the outcome.
template <class... Arguments>
auto try_atomic(Arguments&&... arguments) -> basic_outcome<decltype(run_atomic(std::forward<Arguments>(arguments)...))> {
  try {
    return run_atomic(std::forward<Arguments>(arguments)...);
  } catch (const error::guard_failed& e) {
    return e;
  } catch (const error::sql_error& e) {
    return e;
  } catch (const error::busy& e) {
    return e;
  } catch (const error::invalid_request& e) {
    return e;
  } catch (const error::transport_error& e) {
    return e;
  } catch (const error::decode_error& e) {
    return e;
  } catch (const error::no_row& e) {
    return e;
  } catch (const error::too_many_rows& e) {
    return e;
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::outcome;
using detail::try_atomic;
}  // namespace mizzle
