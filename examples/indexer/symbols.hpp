// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "schema.hpp"

namespace indexer {

/// What the service outside knows: the symbol of a token, or that there is none.
inline std::optional<std::string> symbol_of(const std::string& token_id) {
  if (token_id.back() == '3') return std::nullopt;
  return "T" + token_id.substr(token_id.find(' ') + 1);
}
/// To ask it takes time.
inline std::optional<std::string> ask_for_symbol(const std::string& token_id) {
  std::this_thread::sleep_for(std::chrono::milliseconds{2});
  return symbol_of(token_id);
}

// [effect]
/// The symbols that are known: in memory, in the database, or by asking the service, which is done once for each token. What it answers is
/// written with the batch that asked.
class known_symbols {
 public:
  using output = std::optional<std::string>;

  explicit known_symbols(mz::sqlite::connection& reader) : reader_{&reader} {}

  output of(const std::string& token_id, wb::checkpoint at) {
    if (const output* held = cache.find(token_id, at)) return *held;
    if (const auto stored = reader_->get(mz::select(symbols).where(symbols.id == token_id))) {
      cache.init_value(token_id, stored->output, at);
      return stored->output;
    }
    const output answer = ask_for_symbol(token_id);
    cache.put(token_id, answer, at, true);
    return answer;
  }

  wb::effect_cache<std::string, output> cache{};

 private:
  mz::sqlite::connection* reader_;
};
// [/effect]

}  // namespace indexer
