// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <mizzle/expression/signature.hpp>
#include <mizzle/sqlite/connection.hpp>

// Functions, aggregates and collations written in C++, for one connection (https://www.sqlite.org/appfunc.html). They are called while a
// statement runs, on its thread, and must not use the connection.

namespace mizzle::detail::sqlite {

/// What SQLite may assume of a function.
struct function_options {
  /// That it gives the same for the same arguments: only then it can stand in an index, a generated column or a check.
  bool deterministic = false;
  /// That it may be called by views, triggers and the schema of a file that somebody else has made.
  bool innocuous = false;
};
inline int flags_of(const function_options& o) noexcept {
  return SQLITE_UTF8 | (o.deterministic ? SQLITE_DETERMINISTIC : 0) | (o.innocuous ? SQLITE_INNOCUOUS : SQLITE_DIRECTONLY);
}

/// An argument as the C++ type of its parameter. A text or blob lives as long as the call.
template <class A>
A read_argument(sqlite3_value* v, int position) {
  if constexpr (is_optional<A>) {
    if (sqlite3_value_type(v) == SQLITE_NULL) return std::nullopt;
    return read_argument<typename A::value_type>(v, position);
  } else {
    using stored = typename codec<A>::stored;
    const int type = sqlite3_value_type(v);
    const auto refuse = [&](const char* wanted) {
      static constexpr const char* names[] = {"", "an integer", "a real", "a text", "a blob", "NULL"};
      throw error::invalid_request{"argument " + std::to_string(position + 1) + " is " + names[type] + " where " + wanted + " is wanted"};
    };
    const auto decode = [&](auto value) -> A {
      if constexpr (ReadAtOnce<A>) {
        auto read = codec<A>::read(value);
        if (!read) refuse("a value of another range");
        return *std::move(read);
      } else {
        if constexpr (requires { codec<A>::accepts(value); }) {
          if (!codec<A>::accepts(value)) refuse("a value of another range");
        }
        return codec<A>::decode(value);
      }
    };
    if constexpr (std::is_same_v<stored, std::int64_t>) {
      if (type != SQLITE_INTEGER) refuse("an integer");
      return decode(static_cast<std::int64_t>(sqlite3_value_int64(v)));
    } else if constexpr (std::is_same_v<stored, double>) {
      if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) refuse("a real");
      return decode(sqlite3_value_double(v));
    } else if constexpr (std::is_same_v<stored, std::string>) {
      if (type != SQLITE_TEXT) refuse("a text");
      const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(v));
      if (!text) throw std::bad_alloc{};
      return decode(std::string_view{text, static_cast<std::size_t>(sqlite3_value_bytes(v))});
    } else {
      if (type != SQLITE_BLOB) refuse("a blob");
      const auto* const bytes = static_cast<const std::byte*>(sqlite3_value_blob(v));
      return decode(blob_view{bytes, static_cast<std::size_t>(sqlite3_value_bytes(v))});
    }
  }
}
/// Whether an argument is NULL whose parameter cannot be.
template <class... A, std::size_t... I>
bool lacks_argument(sqlite3_value** values, std::index_sequence<I...>) noexcept {
  return ((!is_optional<A> && sqlite3_value_type(values[I]) == SQLITE_NULL) || ...);
}

inline void give(sqlite3_context* to, std::int64_t value) noexcept { sqlite3_result_int64(to, value); }
inline void give(sqlite3_context* to, double value) noexcept { sqlite3_result_double(to, value); }
inline void give(sqlite3_context* to, std::string_view text) noexcept {
  sqlite3_result_text64(to, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);  // NOLINT
}
inline void give(sqlite3_context* to, const blob& bytes) noexcept {
  if (bytes.empty()) sqlite3_result_zeroblob(to, 0);
  else sqlite3_result_blob64(to, bytes.data(), bytes.size(), SQLITE_TRANSIENT);  // NOLINT
}
template <class R>
void give_result(sqlite3_context* to, const R& value) {
  if constexpr (is_optional<R>) {
    if (value) give_result(to, *value);
    else sqlite3_result_null(to);
  } else {
    const auto stored = encode(value);
    if constexpr (requires { stored.view(); }) give(to, stored.view());
    else give(to, stored);
  }
}

/// Calls f, whose error becomes that of the statement.
template <class F>
void call_guarded(sqlite3_context* context, F&& f) noexcept {
  try {
    f();
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  } catch (const std::exception& e) {
    sqlite3_result_error(context, e.what(), -1);
  } catch (...) {
    sqlite3_result_error(context, "a function threw what is no std::exception", -1);
  }
}

template <class F, class R, class... A>
struct scalar_function {
  static void call(sqlite3_context* context, int, sqlite3_value** values) noexcept {
    call_guarded(context, [&] {
      [&]<std::size_t... I>(std::index_sequence<I...> all) {
        if (lacks_argument<A...>(values, all)) return sqlite3_result_null(context);
        const R result = (*static_cast<F*>(sqlite3_user_data(context)))(read_argument<A>(values[I], static_cast<int>(I))...);
        give_result(context, result);
      }(std::index_sequence_for<A...>{});
    });
  }
};

/// A class that folds rows: a copy of what was registered for each group.
template <class S, class R, class... A>
struct aggregate_class {
  static S& of(sqlite3_context* context) {
    auto** const place = static_cast<S**>(sqlite3_aggregate_context(context, sizeof(S*)));
    if (!place) throw std::bad_alloc{};
    if (!*place) *place = new S(*static_cast<const S*>(sqlite3_user_data(context)));
    return **place;
  }
  template <auto Member>
  static void fold(sqlite3_context* context, int, sqlite3_value** values) noexcept {
    call_guarded(context, [&] {
      [&]<std::size_t... I>(std::index_sequence<I...> all) {
        if (!lacks_argument<A...>(values, all)) Member(of(context), read_argument<A>(values[I], static_cast<int>(I))...);
      }(std::index_sequence_for<A...>{});
    });
  }
  static void step(S& s, A... a) { s.step(std::forward<A>(a)...); }
  static void inverse(S& s, A... a) { s.inverse(std::forward<A>(a)...); }
  static void value(sqlite3_context* context) noexcept {
    call_guarded(context, [&] {
      const R result = of(context).value();
      give_result(context, result);
    });
  }
  static void final(sqlite3_context* context) noexcept {
    auto** const place = static_cast<S**>(sqlite3_aggregate_context(context, 0));
    const std::unique_ptr<S> made{place ? *place : nullptr};
    call_guarded(context, [&] {
      const R result = made ? made->value() : S(*static_cast<const S*>(sqlite3_user_data(context))).value();
      give_result(context, result);
    });
  }
};

template <class X>
void destroy(void* object) noexcept {
  delete static_cast<X*>(object);
}

/// Registers a function with a signature: `create_function(db, initials, [](std::string_view name) { return std::string{name.substr(0, 1)}; })`.
/// Its parameters and its result are those of the declaration. It is not called for NULL where a parameter is no std::optional; then the
/// result is NULL. What it throws is an sql_error of the statement with that text.
template <fixed_string Name, class R, class... A, class F>
void create_function(connection& db, const function<Name, R(A...)>&, F f, const function_options& o = {}) {
  constexpr bool fits = std::is_invocable_r_v<R, F&, A...>;
  static_assert(fits,
                "mizzle: create_function(): the function does not take the parameters of its declaration, or does not give its result");
  if constexpr (fits) {
    const int code = sqlite3_create_function_v2(db.native(), Name.chars, sizeof...(A), flags_of(o), new F(std::move(f)),
                                                &scalar_function<F, R, A...>::call, nullptr, nullptr, &destroy<F>);
    if (code != SQLITE_OK) raise(db.native(), code, Name.chars);
  }
}

/// Registers an aggregate with a signature, as a class with step(arguments...) and value(), of which each group gets a copy. With
/// inverse(arguments...), which takes a row out again, it can be used over windows, too. Rows in which an argument is NULL whose parameter
/// is no std::optional are passed over.
///
///     struct product {
///       double so_far = 1;
///       void step(double x) { so_far *= x; }
///       double value() const { return so_far; }
///     };
///     create_aggregate(db, multiplied, product{});
template <fixed_string Name, class R, class... A, class S>
void create_aggregate(connection& db, const aggregate_function<Name, R(A...)>&, S state, const function_options& o = {}) {
  constexpr bool folds = requires(S& s, A... a) {
    s.step(a...);
    { s.value() } -> std::convertible_to<R>;
  };
  static_assert(folds && std::is_copy_constructible_v<S>,
                "mizzle: create_aggregate(): the class needs step(arguments...) with the parameters of its declaration, value() with its "
                "result, and a copy for each group");
  if constexpr (folds) {
    using made = aggregate_class<S, R, A...>;
    auto* const prototype = new S(std::move(state));
    int code = SQLITE_OK;
    if constexpr (requires(S& s, A... a) { s.inverse(a...); }) {
      code = sqlite3_create_window_function(db.native(), Name.chars, sizeof...(A), flags_of(o), prototype, &made::template fold<made::step>,
                                            &made::final, &made::value, &made::template fold<made::inverse>, &destroy<S>);
    } else {
      code = sqlite3_create_function_v2(db.native(), Name.chars, sizeof...(A), flags_of(o), prototype, nullptr,
                                        &made::template fold<made::step>, &made::final, &destroy<S>);
    }
    if (code != SQLITE_OK) raise(db.native(), code, Name.chars);
  }
}

/// Registers a collation for columns declared with it and for `x.collate<"name">()`: f compares two texts as `a <=> b` does, or gives a
/// number below, equal to or above 0. It must not throw, and must always order alike.
template <class F>
void create_collation(connection& db, const std::string& name, F f) {
  constexpr bool compares = requires(F& g, std::string_view s) { g(s, s) < 0; };
  static_assert(compares, "mizzle: create_collation(): the function must compare two std::string_view, such as by <=>");
  if constexpr (compares) {
    const auto compare = [](void* own, int left_size, const void* left, int right_size, const void* right) noexcept {
      const auto order = (*static_cast<F*>(own))(std::string_view{static_cast<const char*>(left), static_cast<std::size_t>(left_size)},
                                                 std::string_view{static_cast<const char*>(right), static_cast<std::size_t>(right_size)});
      return order < 0 ? -1 : order > 0 ? 1 : 0;
    };
    auto own = std::make_unique<F>(std::move(f));
    const int code = sqlite3_create_collation_v2(db.native(), name.c_str(), SQLITE_UTF8, own.get(), compare, &destroy<F>);
    if (code != SQLITE_OK) raise(db.native(), code, name.c_str());  // unlike functions, a collation that fails is not destroyed
    (void)own.release();
  }
}

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::create_aggregate;
using detail::sqlite::create_collation;
using detail::sqlite::create_function;
using detail::sqlite::function_options;
}  // namespace mizzle::sqlite
