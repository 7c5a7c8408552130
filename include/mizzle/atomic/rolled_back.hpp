// SPDX-License-Identifier: MIT
#pragma once

namespace mizzle::detail {

/// What rollback() of a transaction's handle throws, past everything that takes errors, to the transaction that it is about.
struct rolled_back {
  const void* transaction;
};

}  // namespace mizzle::detail
