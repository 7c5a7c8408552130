// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

namespace faults {

/// What can be made to fail: an operation on files with a fitting code, an allocation of SQLite's, or one of C++.
enum class kind : unsigned char {
  read,
  write,
  full,
  sync,
  truncate,
  size,
  open,
  access,
  remove,
  directory,
  lock,
  busy,
  reserved,
  unlock,
  shm_map,
  shm_lock,
  shm_busy,
  fetch,
  memory,
  new_,
};
inline constexpr std::array<std::string_view, 20> kind_names{"read",    "write",    "full",      "sync",  "truncate", "size",     "open",
                                                             "access",  "remove",   "directory", "lock",  "busy",     "reserved", "unlock",
                                                             "shm_map", "shm_lock", "shm_busy",  "fetch", "memory",   "new"};
constexpr std::string_view name_of(kind k) { return kind_names[static_cast<std::size_t>(k)]; }

/// Decides which operation fails: the nth of a kind, alone or with all of that kind that follow. One for the process, because
/// SQLite's hooks carry no address of ours.
class injector {
 public:
  /// Begins to count; with n = 0 nothing fails.
  void arm(kind what, unsigned long n, bool lasting) noexcept {
    what_ = what;
    nth_ = n;
    lasting_ = lasting;
    seen_ = fired_ = 0;
    armed_ = true;
  }
  void lift() noexcept { armed_ = false; }

  /// Asked by each operation before it does its work.
  bool strikes(kind k) noexcept {
    if (!armed_ || paused_ != 0 || k != what_) return false;
    ++seen_;
    const bool fails = nth_ != 0 && (lasting_ ? seen_ >= nth_ : seen_ == nth_);
    if (fails) ++fired_;
    return fails;
  }

  [[nodiscard]] unsigned long seen() const noexcept { return seen_; }
  [[nodiscard]] unsigned long fired() const noexcept { return fired_; }
  [[nodiscard]] bool paused() const noexcept { return paused_ != 0; }

 private:
  friend class pause;
  kind what_ = kind::read;
  unsigned long nth_ = 0, seen_ = 0, fired_ = 0;
  bool lasting_ = false, armed_ = false;
  int paused_ = 0;
};
inline constinit injector faults_of_process;

/// While the suite itself works, nothing fails and nothing counts.
class pause {
 public:
  pause() noexcept { ++faults_of_process.paused_; }
  pause(const pause&) = delete;
  pause& operator=(const pause&) = delete;
  ~pause() { --faults_of_process.paused_; }
};

}  // namespace faults
