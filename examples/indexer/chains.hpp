// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Chains of blocks that somebody else makes, as an indexer sees them. All of it follows from a seed: what is in the blocks, when which of
/// them come, and when the last ones turn out to be others.
namespace indexer {

/// Numbers that look random, and are the same everywhere (splitmix64).
class numbers {
 public:
  numbers(std::initializer_list<std::uint64_t> seeds) {
    for (const std::uint64_t s : seeds) state_ = next() ^ s;
  }
  std::uint64_t next() {
    std::uint64_t n = state_ += 0x9e3779b97f4a7c15;
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
    n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
    return n ^ (n >> 31);
  }
  /// A number from 0 to n - 1.
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n)); }

 private:
  std::uint64_t state_ = 0;
};

/// What the chains are made from.
struct settings {
  std::int64_t seed = 1;
  std::int64_t chains = 2;
  /// Of each chain, at its end.
  std::int64_t blocks = 2000;
  /// How often the last blocks of a chain become others.
  std::int64_t reorganisations = 20;
};

enum class event_kind : unsigned char {
  mint,      // `to` is given an amount of a token that nobody had
  transfer,  // `from` gives `to` an amount, or all that there is
  reward,    // whoever holds much of a token is given an amount of it
  sweep,     // an account gives up what it holds too little of
};
struct event {
  event_kind kind = event_kind::transfer;
  std::string token{}, from{}, to{};
  std::int64_t amount = 0;
};

struct block {
  std::int64_t number = 0;
  std::string hash{}, parent_hash{};
  std::vector<event> events{};
};

/// A chain at each tick of its time. Half of its blocks are there when time begins, two are added with each tick, and at some ticks up to
/// `window` of the last ones are replaced: the chain goes on in another version. Blocks are numbered from 0.
class chain {
 public:
  /// How many of the last blocks may still be replaced.
  static constexpr std::int64_t window = 12;

  chain(const settings& s, std::int64_t id) : seed_{static_cast<std::uint64_t>(s.seed)}, id_{id}, blocks_{s.blocks} {
    numbers random{seed_, number_of(id), 0};
    for (std::int64_t i = 0; i != s.reorganisations; ++i) {
      const std::int64_t tick = 1 + random.below(last_tick());
      forks_.push_back({tick, std::max<std::int64_t>(head(tick) - random.below(window), 1)});
    }
    std::sort(forks_.begin(), forks_.end(), [](const fork& a, const fork& b) { return a.tick < b.tick; });
  }

  [[nodiscard]] std::int64_t id() const noexcept { return id_; }
  /// Nothing changes any more from this tick on.
  [[nodiscard]] std::int64_t last_tick() const noexcept { return (blocks_ - blocks_ / 2 + 1) / 2; }
  /// The number of the last block.
  [[nodiscard]] std::int64_t head(std::int64_t tick) const noexcept { return std::min(blocks_ / 2 + 2 * tick, blocks_) - 1; }
  /// The first tick at which there is a block.
  [[nodiscard]] std::int64_t tick_of(std::int64_t number) const noexcept {
    std::int64_t tick = 0;
    while (tick < last_tick() && head(tick) < number) ++tick;
    return tick;
  }
  /// No block up to this one will be replaced any more.
  [[nodiscard]] std::int64_t last_final(std::int64_t tick) const noexcept { return head(tick) - window; }
  /// Versions are counted from 0.
  [[nodiscard]] std::size_t version(std::int64_t tick) const {
    return static_cast<std::size_t>(std::count_if(forks_.begin(), forks_.end(), [&](const fork& f) { return f.tick <= tick; }));
  }
  [[nodiscard]] std::size_t last_version() const noexcept { return forks_.size(); }

  /// The name of a block, which tells all that is in it and before it; empty for what is before the first.
  [[nodiscard]] std::string hash(std::int64_t number, std::size_t version) const {
    if (number < 0) return {};
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(random(number, version).next()));
    return text;
  }
  /// The first version in which a block is there; nothing if it never was.
  [[nodiscard]] std::optional<std::size_t> version_with(std::int64_t number, std::string_view of_block) const {
    for (std::size_t version = 0; version <= last_version(); ++version) {
      if (hash(number, version) == of_block) return version;
    }
    return std::nullopt;
  }
  [[nodiscard]] block at(std::int64_t number, std::size_t version) const {
    block b{number, hash(number, version), hash(number - 1, version)};
    numbers of_block = random(number, version);
    (void)of_block.next();  // which is its hash
    for (std::int64_t n = of_block.below(16); n != 0; --n) b.events.push_back(make_event(of_block, number));
    return b;
  }

 private:
  /// From a tick on, the blocks from a number on are others.
  struct fork {
    std::int64_t tick, from;
  };
  static std::uint64_t number_of(std::int64_t n) { return static_cast<std::uint64_t>(n); }

  /// The numbers that a block is made from. It was made by the last fork that replaced it; if a later one leaves it, so it does with all
  /// before it.
  [[nodiscard]] numbers random(std::int64_t number, std::size_t version) const {
    while (version != 0 && forks_[version - 1].from > number) --version;
    return {seed_, number_of(id_), number_of(number) + 1, version};
  }
  [[nodiscard]] event make_event(numbers& random, std::int64_t number) const {
    const auto account = [&] { return "account " + std::to_string(random.below(300)); };
    event e{.token = std::to_string(id_) + "/token " + std::to_string(random.below(3 + number / 50)), .from = account(), .to = account()};
    const std::int64_t dice = random.below(100);
    e.kind = dice < 25 ? event_kind::mint : dice < 97 ? event_kind::transfer : dice < 98 ? event_kind::reward : event_kind::sweep;
    e.amount = 1 + random.below(e.kind == event_kind::mint ? 10'000 : e.kind == event_kind::reward ? 10 : 2'000);
    return e;
  }

  std::uint64_t seed_;
  std::int64_t id_, blocks_;
  std::vector<fork> forks_{};
};

inline std::vector<chain> make_chains(const settings& s) {
  std::vector<chain> all;
  for (std::int64_t id = 1; id <= s.chains; ++id) all.emplace_back(s, id);
  return all;
}

}  // namespace indexer
