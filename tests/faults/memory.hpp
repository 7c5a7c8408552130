// SPDX-License-Identifier: MIT
#pragma once

namespace faults::memory {

/// Makes SQLite's allocator one that fails where the injector says so. To be called before SQLite is used.
void install();

/// How many blocks SQLite holds now.
long held_by_sqlite() noexcept;
/// How many blocks are held now that `operator new` gave between track(true) and track(false), outside of any pause.
long held_by_new() noexcept;
void track(bool on) noexcept;

}  // namespace faults::memory
