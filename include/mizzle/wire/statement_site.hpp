// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/statement.hpp>
#include <mizzle/wire/atomic_number.hpp>

namespace mizzle::detail {

/// Whether a statement that has run may have inserted a row whose id is to be reported.
enum class row_id_report : unsigned char {
  never,
  after_changes,  // whatever it changed was inserted
  if_inserted,    // only the engine knows
};

/// What is known of the row id that a statement leaves: an insert without an update part has inserted what it changed.
constexpr row_id_report row_id_of(const statement_text& text, statement_kind kind) {
  if (kind != statement_kind::insert || !(*text.words.first)->from->row_ids) return row_id_report::never;
  for (auto at = text.words.first; at != text.words.last; ++at) {
    if ((*at)->has(is_upsert)) return row_id_report::if_inserted;
  }
  return row_id_report::after_changes;
}

/// What a program keeps of a statement type: its words, and a number that it gets at its first use, the same on every
/// connection, by which a connection finds the kept statement without hashing or comparing text.
struct statement_site {
  statement_text words;
  statement_kind kind;
  bool returns_rows;
  row_id_report row_id;
  atomic_number number{};
};

/// The site of a statement type.
template <class S>
inline constinit statement_site site_of{S::text, S::kind, returns_rows<S>, row_id_of(S::text, S::kind)};

}  // namespace mizzle::detail
