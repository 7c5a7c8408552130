// SPDX-License-Identifier: MIT
#pragma once

/// The names of what a program passes around, for headers that declare functions over it and need no more: this header
/// includes nothing.
namespace mizzle {
namespace sqlite {
class connection;          // a database
class handle;              // a connection or a transaction
class transaction_handle;  // the `tx` of a transaction
}  // namespace sqlite

namespace error {
class base;
}  // namespace error
}  // namespace mizzle
