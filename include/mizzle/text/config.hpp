// SPDX-License-Identifier: MIT
#pragma once

/// Before a small function, or behind the parameters of a lambda: it is always inlined. Without it, an unoptimised build would emit each
/// of these functions for each statement.
#define MIZZLE_INLINE __attribute__((always_inline))
