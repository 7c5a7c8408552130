// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

namespace support {

/// What an expression yields, without a table.
template <class E>
auto value_of(mizzle::sqlite::connection& db, const E& expression) {
  return mizzle::get<0>(db.one(mizzle::select(expression)));
}

}  // namespace support

/// An expression yields what SQLite gives for the same in plain SQL, as the same type.
#define EXPECT_SAME(db, expression, plain)                                                                            \
  do {                                                                                                                \
    const auto mizzle_value = ::support::value_of(db, expression);                                                    \
    using mizzle_type = std::remove_const_t<decltype(mizzle_value)>;                                                  \
    const auto plain_value = mizzle::get<0>((db).template raw<mizzle_type>(std::string_view{"select " plain}).at(0)); \
    EXPECT_EQ(mizzle_value, plain_value) << plain;                                                                    \
  } while (false)
