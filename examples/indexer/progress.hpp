// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include <mizzle/durable/write_behind.hpp>

namespace indexer {

/// What an indexer has done since it began.
struct figures {
  std::int64_t events = 0, reorganisations = 0, blocks_taken_back = 0, found_during_writes = 0;
  mizzle::write_behind::metrics behind{};
};

/// How far an indexer is, on stderr: a bar on a terminal, otherwise a line for each tenth.
class progress {
 public:
  /// `whole`: how many blocks there are; `first`: how many were there before.
  progress(std::int64_t whole, std::int64_t first) : whole_{whole}, tenth_{first * 10 / whole} {}
  ~progress() {
    if (drawn_) std::fputc('\n', stderr);
  }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  void show(std::int64_t blocks, const figures& f) {
    const auto now = clock::now();
    if (is_terminal_) {
      if (drawn_ && blocks != whole_ && now - last_ < std::chrono::milliseconds{50}) return;
      last_ = now;
      drawn_ = true;
      const std::string bar(static_cast<std::size_t>(blocks * 14 / whole_), '#');
      std::fprintf(stderr, "\r[%-14s] %3lld%% %-56s", bar.c_str(), static_cast<long long>(blocks * 100 / whole_), text_of(f, now).c_str());
      std::fflush(stderr);
    } else if (blocks * 10 / whole_ > tenth_) {
      tenth_ = blocks * 10 / whole_;
      std::fprintf(stderr, "%3lld%% %s\n", static_cast<long long>(tenth_ * 10), text_of(f, now).c_str());
    }
  }

 private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] std::string text_of(const figures& f, clock::time_point now) const {
    const double seconds = std::max(std::chrono::duration<double>(now - begin_).count(), 1e-3);
    char text[160];
    std::snprintf(text, sizeof text, "%llu batches, %zu held, %llu stalls, %.0f events/s",
                  static_cast<unsigned long long>(f.behind.batches), f.behind.held.unwritten,
                  static_cast<unsigned long long>(f.behind.stalls), static_cast<double>(f.events) / seconds);
    return text;
  }

  std::int64_t whole_, tenth_;
  bool is_terminal_ = ::isatty(STDERR_FILENO) == 1, drawn_ = false;
  clock::time_point begin_ = clock::now(), last_{};
};

}  // namespace indexer
