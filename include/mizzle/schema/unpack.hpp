// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

namespace mizzle::detail {

/// A struct whose members are those of two others, which it derives from: it names them as first_part and second_part, and tells
/// how many members each has as first_size and second_size. A table can be declared so, with the columns of another one and more.
template <class T>
concept Joined = requires { typename T::second_part; };

template <class T>
constexpr decltype(auto) unpack_joined(T& object, auto&& function);

/// The most columns that a table can have. SQLite itself allows 2,000; Cloudflare D1 allows as many as this.
inline constexpr std::size_t max_columns = 100;

/// Calls f with the N members of an aggregate, in order. Structured bindings cannot be variadic, hence one for each N.
template <std::size_t N>
struct unpacker {
  static_assert(N <= max_columns, "mizzle: table: a table has at most 100 columns; split it");
};

// The members are called a0 to a9, b0 to b9 and so on up to j9.
#define MIZZLE_MEMBERS_1(x) x##0
#define MIZZLE_MEMBERS_2(x) MIZZLE_MEMBERS_1(x), x##1
#define MIZZLE_MEMBERS_3(x) MIZZLE_MEMBERS_2(x), x##2
#define MIZZLE_MEMBERS_4(x) MIZZLE_MEMBERS_3(x), x##3
#define MIZZLE_MEMBERS_5(x) MIZZLE_MEMBERS_4(x), x##4
#define MIZZLE_MEMBERS_6(x) MIZZLE_MEMBERS_5(x), x##5
#define MIZZLE_MEMBERS_7(x) MIZZLE_MEMBERS_6(x), x##6
#define MIZZLE_MEMBERS_8(x) MIZZLE_MEMBERS_7(x), x##7
#define MIZZLE_MEMBERS_9(x) MIZZLE_MEMBERS_8(x), x##8
#define MIZZLE_MEMBERS_10(x) MIZZLE_MEMBERS_9(x), x##9

#define MIZZLE_UNPACKER(n, ...)                                                                                             \
  template <>                                                                                                               \
  struct unpacker<n> {                                                                                                      \
    static constexpr decltype(auto) apply(auto& object, auto&& function) {                                                  \
      auto& [__VA_ARGS__] = object;                                                                                         \
      return function(__VA_ARGS__);                                                                                         \
    }                                                                                                                       \
    static constexpr decltype(auto) apply(Joined auto& object, auto&& function) { return unpack_joined(object, function); } \
  };

// Ten of them: behind the members of the full tens, which end with a comma, come one to ten called x.
#define MIZZLE_UNPACKERS(tens, x, ...)                            \
  MIZZLE_UNPACKER(tens * 10 + 1, __VA_ARGS__ MIZZLE_MEMBERS_1(x)) \
  MIZZLE_UNPACKER(tens * 10 + 2, __VA_ARGS__ MIZZLE_MEMBERS_2(x)) \
  MIZZLE_UNPACKER(tens * 10 + 3, __VA_ARGS__ MIZZLE_MEMBERS_3(x)) \
  MIZZLE_UNPACKER(tens * 10 + 4, __VA_ARGS__ MIZZLE_MEMBERS_4(x)) \
  MIZZLE_UNPACKER(tens * 10 + 5, __VA_ARGS__ MIZZLE_MEMBERS_5(x)) \
  MIZZLE_UNPACKER(tens * 10 + 6, __VA_ARGS__ MIZZLE_MEMBERS_6(x)) \
  MIZZLE_UNPACKER(tens * 10 + 7, __VA_ARGS__ MIZZLE_MEMBERS_7(x)) \
  MIZZLE_UNPACKER(tens * 10 + 8, __VA_ARGS__ MIZZLE_MEMBERS_8(x)) \
  MIZZLE_UNPACKER(tens * 10 + 9, __VA_ARGS__ MIZZLE_MEMBERS_9(x)) \
  MIZZLE_UNPACKER(tens * 10 + 10, __VA_ARGS__ MIZZLE_MEMBERS_10(x))

#define MIZZLE_TENS_1 MIZZLE_MEMBERS_10(a),
#define MIZZLE_TENS_2 MIZZLE_TENS_1 MIZZLE_MEMBERS_10(b),
#define MIZZLE_TENS_3 MIZZLE_TENS_2 MIZZLE_MEMBERS_10(c),
#define MIZZLE_TENS_4 MIZZLE_TENS_3 MIZZLE_MEMBERS_10(d),
#define MIZZLE_TENS_5 MIZZLE_TENS_4 MIZZLE_MEMBERS_10(e),
#define MIZZLE_TENS_6 MIZZLE_TENS_5 MIZZLE_MEMBERS_10(f),
#define MIZZLE_TENS_7 MIZZLE_TENS_6 MIZZLE_MEMBERS_10(g),
#define MIZZLE_TENS_8 MIZZLE_TENS_7 MIZZLE_MEMBERS_10(h),
#define MIZZLE_TENS_9 MIZZLE_TENS_8 MIZZLE_MEMBERS_10(i),

MIZZLE_UNPACKERS(0, a, )
MIZZLE_UNPACKERS(1, b, MIZZLE_TENS_1)
MIZZLE_UNPACKERS(2, c, MIZZLE_TENS_2)
MIZZLE_UNPACKERS(3, d, MIZZLE_TENS_3)
MIZZLE_UNPACKERS(4, e, MIZZLE_TENS_4)
MIZZLE_UNPACKERS(5, f, MIZZLE_TENS_5)
MIZZLE_UNPACKERS(6, g, MIZZLE_TENS_6)
MIZZLE_UNPACKERS(7, h, MIZZLE_TENS_7)
MIZZLE_UNPACKERS(8, i, MIZZLE_TENS_8)
MIZZLE_UNPACKERS(9, j, MIZZLE_TENS_9)

template <class T>
constexpr decltype(auto) unpack_joined(T& object, auto&& function) {
  using first = std::conditional_t<std::is_const_v<T>, const typename T::first_part, typename T::first_part>;
  using second = std::conditional_t<std::is_const_v<T>, const typename T::second_part, typename T::second_part>;
  return unpacker<T::first_size>::apply(static_cast<first&>(object), [&](auto&... a) -> decltype(auto) {
    return unpacker<T::second_size>::apply(static_cast<second&>(object),
                                           [&](auto&... b) -> decltype(auto) { return function(a..., b...); });
  });
}

#undef MIZZLE_UNPACKERS
#undef MIZZLE_UNPACKER
#undef MIZZLE_MEMBERS_1
#undef MIZZLE_MEMBERS_2
#undef MIZZLE_MEMBERS_3
#undef MIZZLE_MEMBERS_4
#undef MIZZLE_MEMBERS_5
#undef MIZZLE_MEMBERS_6
#undef MIZZLE_MEMBERS_7
#undef MIZZLE_MEMBERS_8
#undef MIZZLE_MEMBERS_9
#undef MIZZLE_MEMBERS_10
#undef MIZZLE_TENS_1
#undef MIZZLE_TENS_2
#undef MIZZLE_TENS_3
#undef MIZZLE_TENS_4
#undef MIZZLE_TENS_5
#undef MIZZLE_TENS_6
#undef MIZZLE_TENS_7
#undef MIZZLE_TENS_8
#undef MIZZLE_TENS_9

}  // namespace mizzle::detail
