// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/atomic/bound_list.hpp>
#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/expression/comparison.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/update.hpp>
#include <mizzle/wire/message_pack.hpp>

namespace mizzle::detail {

template <class As>
struct OnceRow {
  column<As, "key", std::string, primary_key> key{};
  column<As, "digest", blob> digest{};
  column<As, "results", std::optional<blob>> results{};
  column<As, "done_at", std::int64_t, default_sql<"unixepoch()">> done_at{};
};
/// The lists that have happened: their keys, what they were (SHA-256), their results if they are kept, and when, in seconds since 1970. The
/// table is made when it is first needed. A key that is deleted can happen again:
/// `mz::delete_from(mz::once_rows).where(mz::once_rows.done_at < week_ago)`.
inline constexpr table<"mizzle_once", OnceRow> once_rows{};

/// What a handle is asked that runs a list under a key.
struct once_request {
  std::string_view key;
  blob_view digest;  // of the list, SHA-256
  bool keeps_results = false;
  std::span<const bound_statement> statements;
};
/// What it answers: the replies of now, or those that were kept.
struct once_reply {
  bool repeated = false;
  std::optional<std::vector<statement_reply>> replies;
};

/// A handle that runs a list under a key itself, because it takes lists whole: h.execute_once(request).
template <class H>
concept RunsOnce = requires(H& h, const once_request& request) {
  { h.execute_once(request) } -> std::same_as<once_reply>;
};

namespace run_list {

inline blob_view bytes_of(const std::string& text) { return std::as_bytes(std::span{text}); }

inline auto once_insert(std::string_view key, blob_view d) {
  return insert_into(once_rows)
      .values({.key = std::string{key}, .digest = blob{d.begin(), d.end()}})
      .on_conflict(once_rows.key)
      .do_nothing();
}
inline auto once_select(std::string_view key) {
  return select(once_rows.digest, once_rows.results).from(once_rows).where(once_rows.key == std::string{key});
}
/// What is known of a list that had happened before.
template <class Row>
once_reply repeated(const Row& row, std::string_view key, blob_view d) {
  if (row[once_rows.digest] != blob{d.begin(), d.end()}) {
    throw error::invalid_request{"once(): the key \"" + std::string{key} + "\" was used for another list"};
  }
  once_reply result{true, std::nullopt};
  if (const auto& kept = row[once_rows.results]) {
    try {
      message_reader from{{reinterpret_cast<const char*>(kept->data()), kept->size()}};
      result.replies = unpack_replies(from);
    } catch (const malformed_message& e) {
      throw error::decode_error{"results", e.what(), {}, "mizzle_once"};
    }
  }
  return result;
}

/// Calls f, and if the table is not there yet, makes it and calls f again.
template <class H, class F>
auto with_once_table(H& h, F&& f) {
  try {
    return f();
  } catch (const error::sql_error& e) {
    if (std::string_view{e.what()}.find("no such table: mizzle_once") == std::string_view::npos) throw;
  }
  (void)run_atomic(h, create_tables(once_rows));
  return f();
}

}  // namespace run_list

/// Runs a list under a key inside a transaction that is open for it.
template <class H>
once_reply run_bound_list_once(H& tx, const once_request& request) {
  using namespace run_list;
  if (inside(tx, atomic(once_insert(request.key, request.digest))).items[boost::hana::size_c<0>].changes == 0) {
    return repeated(inside(tx, atomic(once_select(request.key))).items[boost::hana::size_c<0>].one(), request.key, request.digest);
  }
  once_reply result{false, run_bound_list(tx, request.statements)};
  if (request.keeps_results) {
    message_writer to;
    pack(to, *result.replies);
    (void)inside(tx,
                 atomic(update(once_rows).set(once_rows.results = bytes_of(to.bytes)).where(once_rows.key == std::string{request.key})));
  }
  return result;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::once_rows;
}  // namespace mizzle
