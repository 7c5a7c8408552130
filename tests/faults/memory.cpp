// SPDX-License-Identifier: MIT
#include "memory.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#include "fault.hpp"

namespace faults::memory {
namespace {

sqlite3_mem_methods system{};
long sqlite_blocks = 0;
long new_blocks = 0;
bool tracking = false;

void* give(int size) {
  if (faults_of_process.strikes(kind::memory)) return nullptr;
  void* const block = system.xMalloc(size);
  if (block) ++sqlite_blocks;
  return block;
}
void take(void* block) {
  if (block) --sqlite_blocks;
  system.xFree(block);
}
void* resize(void* block, int size) { return faults_of_process.strikes(kind::memory) ? nullptr : system.xRealloc(block, size); }

// What stands before each block of operator new: whether the block is among those that are counted.
struct alignas(alignof(std::max_align_t)) header {
  bool counted;
};

void* give_cpp(std::size_t size) noexcept {
  if (faults_of_process.strikes(kind::new_)) return nullptr;
  void* const room = std::malloc(sizeof(header) + size);  // NOLINT: this is the allocator
  if (!room) return nullptr;
  auto* const head = new (room) header{tracking && !faults_of_process.paused()};
  if (head->counted) ++new_blocks;
  return head + 1;
}
void take_cpp(void* block) noexcept {
  if (!block) return;
  auto* const head = static_cast<header*>(block) - 1;
  if (head->counted) --new_blocks;
  std::free(head);  // NOLINT
}

}  // namespace

void install() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system);
  static sqlite3_mem_methods ours = system;
  ours.xMalloc = give;
  ours.xFree = take;
  ours.xRealloc = resize;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}
long held_by_sqlite() noexcept { return sqlite_blocks; }
long held_by_new() noexcept { return new_blocks; }
void track(bool on) noexcept { tracking = on; }

}  // namespace faults::memory

// All forms without alignment, because a sanitizer brings its own for those that are left out.
using faults::memory::give_cpp;
using faults::memory::take_cpp;

void* operator new(std::size_t size) {
  if (void* const block = give_cpp(size)) return block;
  throw std::bad_alloc{};
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return give_cpp(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return give_cpp(size); }
void operator delete(void* block) noexcept { take_cpp(block); }
void operator delete[](void* block) noexcept { take_cpp(block); }
void operator delete(void* block, std::size_t) noexcept { take_cpp(block); }
void operator delete[](void* block, std::size_t) noexcept { take_cpp(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { take_cpp(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { take_cpp(block); }
