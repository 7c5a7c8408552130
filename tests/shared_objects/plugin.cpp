// SPDX-License-Identifier: MIT
#include "accounts.hpp"

namespace {
std::int64_t balance(mz::sqlite::connection& db, std::int64_t id) {
  return db.one(mz::select(accounts.balance).from(accounts).where(accounts.id == id))[accounts.balance];
}
std::int64_t remove(mz::sqlite::connection& db, std::int64_t id) {
  return db.run(mz::delete_from(accounts).where(accounts.id == id)).changes;
}
std::int64_t count(mz::sqlite::connection& db) { return mz::get<0>(db.one(mz::select(mz::count()).from(accounts))); }
void fail() { throw mz::error::guard_failed{3, 1, 0}; }
}  // namespace

extern "C" [[gnu::visibility("default")]] const plugin_functions mizzle_test_plugin;
const plugin_functions mizzle_test_plugin{balance, remove, count, fail};
