// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "chains.hpp"
#include "schema.hpp"
#include "symbols.hpp"

namespace indexer {

/// Whoever holds more than this of a token is rewarded, and less than this is swept.
inline constexpr std::int64_t much = 20'000, dust = 100;

/// What the events of a block do to the entities. Handlers read and change what memory holds; what it does not hold is loaded.
class handlers {
 public:
  handlers(store& entities, known_symbols& known) : entities_{entities}, known_{known} {}

  /// Asks for what the events of a block are going to read, so that load() needs one query for each table.
  void expect(const block& b, wb::checkpoint at) {
    const auto ask = [&](auto& log, const std::string& id) { log.get(id, at, [](const auto&) {}); };
    auto& all_accounts = entities_.log<accounts>();
    auto& all_balances = entities_.log<balances>();
    for (const event& e : b.events) {
      if (e.kind != event_kind::mint && e.kind != event_kind::transfer) continue;
      ask(all_accounts, e.to);
      ask(all_balances, balance_id(e.token, e.to));
      if (e.kind == event_kind::mint) {
        ask(entities_.log<tokens>(), e.token);
      } else {
        ask(all_accounts, e.from);
        ask(all_balances, balance_id(e.token, e.from));
      }
    }
  }
  void load() {
    entities_.log<tokens>().send_loads();
    entities_.log<balances>().send_loads();
    entities_.log<accounts>().send_loads();
  }

  // [handlers]
  /// Does what an event of a block does; the block's checkpoint is that of all that is read and changed.
  void handle(const event& e, wb::checkpoint at) {
    at_ = at;
    switch (e.kind) {
      case event_kind::mint:
        return mint(e);
      case event_kind::transfer:
        return transfer(e);
      case event_kind::reward:
        return reward(e);
      case event_kind::sweep:
        return sweep(e);
    }
  }

 private:
  void mint(const event& e) {
    const std::int64_t holders = add(e.token, e.to, e.amount);
    change_token(e.token, e.amount, holders);
    count(e.to, e.amount, 0);
  }
  void transfer(const event& e) {
    const auto from = entities_.get<balances>(balance_id(e.token, e.from), at_);
    const std::int64_t amount = std::min(e.amount, from ? from->amount : 0);
    if (amount == 0) return;
    const std::int64_t gone = add(e.token, e.from, -amount), come = add(e.token, e.to, amount);
    if (gone + come != 0) change_token(e.token, 0, gone + come);
    count(e.from, 0, amount);
    count(e.to, amount, 0);
  }
  void reward(const event& e) {
    std::int64_t given = 0;
    const auto rich = wb::by(balances.token_id) == e.token && wb::by(balances.amount) > much;
    for (const auto& b : entities_.lookup<balances>(rich, at_)) {
      add(e.token, b->account_id, e.amount);
      given += e.amount;
    }
    if (given != 0) change_token(e.token, given, 0);
  }
  void sweep(const event& e) {
    const auto small = wb::by(balances.account_id) == e.from && wb::by(balances.amount) < dust;
    for (const auto& b : entities_.lookup<balances>(small, at_)) {
      // Chains do not touch the balances of one another.
      if (b->token_id.substr(0, b->token_id.find('/')) != e.token.substr(0, e.token.find('/'))) continue;
      const std::int64_t holders = add(b->token_id, e.from, -b->amount);
      change_token(b->token_id, -b->amount, holders);
    }
  }

  /// Changes what an account holds, and tells what that does to the number of holders.
  std::int64_t add(const std::string& token_id, const std::string& account_id, std::int64_t amount) {
    const std::string id = balance_id(token_id, account_id);
    const auto before = entities_.get<balances>(id, at_);
    const std::int64_t after = (before ? before->amount : 0) + amount;
    if (after == 0) entities_.remove<balances>(id, at_);
    else entities_.set<balances>({id, token_id, account_id, after}, at_);
    return (after != 0 ? 1 : 0) - (before ? 1 : 0);
  }
  void change_token(const std::string& id, std::int64_t supply, std::int64_t holders) {
    const auto before = entities_.get<tokens>(id, at_);
    token t = before ? *before : token{id, known_.of(id, at_), 0, 0};
    t.supply += supply;
    t.holders += holders;
    entities_.set<tokens>(std::move(t), at_);
  }
  void count(const std::string& id, std::int64_t received, std::int64_t sent) {
    const auto before = entities_.get<accounts>(id, at_);
    account a = before ? *before : account{id, 0, 0};
    a.received += received;
    a.sent += sent;
    entities_.set<accounts>(std::move(a), at_);
  }
  // [/handlers]

  store& entities_;
  known_symbols& known_;
  wb::checkpoint at_ = 0;
};

}  // namespace indexer
