// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "chains.hpp"
#include "handlers.hpp"
#include "places.hpp"
#include "schema.hpp"
#include "symbols.hpp"

/// The straight way to what the indexer computes: all blocks from the first one, in maps, without a database.
namespace indexer {

struct state {
  std::map<std::string, token> tokens{};
  std::map<std::string, balance> balances{};
  std::map<std::string, account> accounts{};
};

/// Works off an event. It shares no line with the handlers.
inline void apply(state& s, const event& e) {
  const auto give = [&s](const std::string& token_id, const std::string& account_id, std::int64_t amount) {
    balance& b = s.balances.try_emplace(balance_id(token_id, account_id)).first->second;
    if (b.amount == 0) ++s.tokens.at(token_id).holders;
    b = {balance_id(token_id, account_id), token_id, account_id, b.amount + amount};
    if (b.amount != 0) return;
    --s.tokens.at(token_id).holders;
    s.balances.erase(balance_id(token_id, account_id));
  };
  const auto account_of = [&s](const std::string& id) -> account& { return s.accounts.try_emplace(id, account{id, 0, 0}).first->second; };
  switch (e.kind) {
    case event_kind::mint: {
      if (!s.tokens.contains(e.token)) s.tokens[e.token] = {e.token, symbol_of(e.token), 0, 0};
      s.tokens[e.token].supply += e.amount;
      give(e.token, e.to, e.amount);
      account_of(e.to).received += e.amount;
      break;
    }
    case event_kind::transfer: {
      const auto from = s.balances.find(balance_id(e.token, e.from));
      if (from == s.balances.end()) break;
      const std::int64_t amount = std::min(e.amount, from->second.amount);
      give(e.token, e.from, -amount);
      give(e.token, e.to, amount);
      account_of(e.from).sent += amount;
      account_of(e.to).received += amount;
      break;
    }
    case event_kind::reward:
      for (auto b = s.balances.lower_bound(balance_id(e.token, "")); b != s.balances.end() && b->second.token_id == e.token; ++b) {
        if (b->second.amount <= much) continue;
        b->second.amount += e.amount;
        s.tokens[e.token].supply += e.amount;
      }
      break;
    case event_kind::sweep: {
      const std::string of_chain = e.token.substr(0, e.token.find('/') + 1);
      for (auto t = s.tokens.lower_bound(of_chain); t != s.tokens.end() && t->first.starts_with(of_chain); ++t) {
        const auto b = s.balances.find(balance_id(t->first, e.from));
        if (b == s.balances.end() || b->second.amount >= dust) continue;
        t->second.supply -= b->second.amount;
        give(t->first, e.from, -b->second.amount);
      }
    }
  }
}

inline std::string text_of(const token& t) {
  return t.symbol.value_or("NULL") + ", supply " + std::to_string(t.supply) + ", holders " + std::to_string(t.holders);
}
inline std::string text_of(const balance& b) { return b.token_id + " " + b.account_id + " " + std::to_string(b.amount); }
inline std::string text_of(const account& a) { return "received " + std::to_string(a.received) + ", sent " + std::to_string(a.sent); }

/// The difference between what is stored and what should be, a line for each entity.
template <class Row>
void compare(std::vector<std::string>& differences, const std::string& table, const std::vector<Row>& stored,
             const std::map<std::string, Row>& expected) {
  std::map<std::string, const Row*> there;
  for (const Row& r : stored) there[r.id] = &r;
  for (const auto& [id, r] : expected) {
    const auto found = there.find(id);
    if (found == there.end()) differences.push_back(table + ": " + id + " is missing: " + text_of(r));
    else if (!(*found->second == r))
      differences.push_back(table + ": " + id + " is " + text_of(*found->second) + "; expected: " + text_of(r));
    if (found != there.end()) there.erase(found);
  }
  for (const auto& [id, r] : there) differences.push_back(table + ": " + id + " should not be there: " + text_of(*r));
}

/// What was verified.
struct verdict {
  settings made_from{};
  std::map<std::int64_t, place> places{};
  std::size_t entities = 0;
  std::vector<std::string> differences{};
  /// Whether all blocks of all chains are worked off, in their last version.
  bool is_complete = true;
};

/// Works off a chain up to a place, and compares what is stored of the chain itself.
inline void verify(verdict& v, state& expected, auto& db, const chain& c) {
  const place& p = v.places[c.id()];
  const auto differs = [&](const std::string& what) { v.differences.push_back("chain " + std::to_string(c.id()) + ": " + what); };
  const auto version = p.hash.empty() ? c.last_version() : c.version_with(p.block, p.hash);
  v.is_complete = v.is_complete && p.block == v.made_from.blocks - 1 && p.hash == c.hash(p.block, c.last_version());
  if (!version) return differs("it never had a block " + p.hash);
  std::int64_t events = 0;
  for (std::int64_t n = 0; n <= p.block; ++n) {
    const block b = c.at(n, *version);
    for (const event& e : b.events) apply(expected, e);
    events += static_cast<std::int64_t>(b.events.size());
  }
  if (p.events != events) differs(std::to_string(p.events) + " events; expected: " + std::to_string(events));
  // The checkpoints are those of the last blocks, without a gap.
  std::int64_t number = p.block;
  for (const auto& row : db.all(mz::select(wb::checkpoints)
                                    .where(wb::checkpoints.chain_id == c.id())
                                    .order_by(mz::desc(wb::checkpoints.block_number), mz::desc(wb::checkpoints.id)))) {
    if (row.block_number != number || row.block_hash != c.hash(number, *version))
      differs("checkpoint " + std::to_string(row.id) + " is of block " + std::to_string(row.block_number) + " " +
              row.block_hash.value_or("NULL") + "; expected: " + std::to_string(number) + " " + c.hash(number, *version));
    --number;
  }
}

/// Compares a database, whatever was written last, with a recomputation of all blocks up to there.
inline verdict verify(mz::sqlite::connection& db) {
  return db.snapshot([](auto& tx) {
    verdict v{.made_from = settings_in(tx), .places = places_in(tx)};
    state expected;
    for (const chain& c : make_chains(v.made_from)) verify(v, expected, tx, c);
    const auto stored = [&](const auto& table) {
      const auto rows = tx.all(mz::select(table));
      v.entities += rows.size();
      return std::vector(rows.begin(), rows.end());
    };
    compare(v.differences, "tokens", stored(tokens), expected.tokens);
    compare(v.differences, "balances", stored(balances), expected.balances);
    compare(v.differences, "accounts", stored(accounts), expected.accounts);
    return v;
  });
}

}  // namespace indexer
