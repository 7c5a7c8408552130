// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

/// What the indexer makes of the events.
namespace indexer {

namespace mz = mizzle;
namespace wb = mz::write_behind;

/// Ids begin with their chain: `1/token 7`.
template <class As>
struct Token {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  /// What a service outside tells, which knows some of them only.
  mz::column<As, "symbol", std::optional<std::string>> symbol{};
  mz::column<As, "supply", std::int64_t> supply{};
  mz::column<As, "holders", std::int64_t> holders{};
};
inline constexpr mz::table<"tokens", Token> tokens{};

/// What an account holds of a token; it is there as long as that is not 0.
template <class As>
struct Balance {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "token_id", std::string> token_id{};
  mz::column<As, "account_id", std::string> account_id{};
  mz::column<As, "amount", std::int64_t> amount{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"balances_by_token">(t.token_id), mz::index<"balances_by_account">(t.account_id));
  }
};
inline constexpr mz::table<"balances", Balance> balances{};

/// Accounts belong to all chains together: if one chain is reorganised, what the others did to them meanwhile is taken back too, and done
/// again.
template <class As>
struct Account {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "received", std::int64_t> received{};
  mz::column<As, "sent", std::int64_t> sent{};
};
inline constexpr mz::table<"accounts", Account> accounts{};

/// Answers of the service, which are asked for once.
inline constexpr auto& symbols = wb::effect_table<"symbols", std::optional<std::string>>;

/// What the chains are made from, in one row: a file belongs to one world.
template <class As>
struct World {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "seed", std::int64_t> seed{};
  mz::column<As, "chains", std::int64_t> chains{};
  mz::column<As, "blocks", std::int64_t> blocks{};
  mz::column<As, "reorganisations", std::int64_t> reorganisations{};
  /// Of the indexer that works on the file: the one that began last.
  mz::column<As, "turn", std::int64_t, mz::default_value<0>> turn{};
};
inline constexpr mz::table<"world", World> world{};

using token = mz::row_of<tokens>;
using balance = mz::row_of<balances>;
using account = mz::row_of<accounts>;
using store = wb::store<mz::sqlite::connection, tokens, balances, accounts>;

inline std::string balance_id(const std::string& token_id, const std::string& account_id) { return token_id + "/" + account_id; }

}  // namespace indexer
