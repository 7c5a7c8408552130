// SPDX-License-Identifier: MIT
#pragma once

namespace mizzle::detail {
/// In which engine's words a statement is written.
enum class dialect_id : unsigned char { sqlite, d1, postgres };
}  // namespace mizzle::detail

namespace mizzle::dialect {
/// SQLite, and engines that take its text and its values as they are.
struct sqlite {
  static constexpr auto id = detail::dialect_id::sqlite;
};
/// Cloudflare D1: SQLite's text, but 64-bit integers cross as text, because JSON numbers would round them.
struct d1 {
  static constexpr auto id = detail::dialect_id::d1;
};
/// PostgreSQL: numbered parameters.
struct postgres {
  static constexpr auto id = detail::dialect_id::postgres;
};
}  // namespace mizzle::dialect
