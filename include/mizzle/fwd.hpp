// SPDX-License-Identifier: MIT
#pragma once

/// The names of what a program passes around, for headers that declare functions over it and need no more: this header
/// includes nothing.
namespace mizzle::detail::sqlite {
class connection;          // a database
class handle;              // a connection or a transaction
class transaction_handle;  // the `tx` of a transaction
}  // namespace mizzle::detail::sqlite

namespace mizzle::detail {
template <class Row>
class query;  // a select whose type is forgotten, but for its row (sqlite/query.hpp)
}  // namespace mizzle::detail

namespace mizzle::sqlite {
using detail::sqlite::connection;
using detail::sqlite::handle;
using detail::sqlite::transaction_handle;
}  // namespace mizzle::sqlite

namespace mizzle {
using detail::query;
}  // namespace mizzle

namespace mizzle::error {
class base;
}  // namespace mizzle::error
