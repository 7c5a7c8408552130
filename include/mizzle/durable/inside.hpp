// SPDX-License-Identifier: MIT
#pragma once

namespace mizzle::detail::durable {

/// That this thread is inside of something which it must not enter twice, because it would wait for itself.
class inside {
 public:
  explicit inside(const void* what) noexcept : what_{what}, outer_{innermost} { innermost = this; }
  inside(const inside&) = delete;
  inside& operator=(const inside&) = delete;
  ~inside() { innermost = outer_; }

  [[nodiscard]] static bool is(const void* what) noexcept {
    const inside* i = innermost;
    while (i && i->what_ != what) i = i->outer_;
    return i != nullptr;
  }

 private:
  static inline thread_local const inside* innermost = nullptr;
  const void* what_;
  const inside* outer_;
};

}  // namespace mizzle::detail::durable
