// SPDX-License-Identifier: MIT
#include <future>

#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

struct task {
  struct promise_type;
};
struct awaitable {
  bool await_ready();
  int await_resume();
};
inline mz::sqlite::connection& db();

// case: transaction_with_a_coroutine
// error: mizzle: transaction(): the function returns a future or coroutine, whose work would go on after the commit; do the work inside, and return its result
auto f() {
  return db().transaction([](auto&) { return task{}; });
}

// case: transaction_with_an_awaitable
// error: mizzle: transaction(): the function returns a future or coroutine
auto f() {
  return db().transaction([](auto&) { return awaitable{}; }, mz::sqlite::behavior::exclusive);
}

// case: savepoint_with_a_future
// error: mizzle: transaction(): the function returns a future or coroutine
auto f(mz::sqlite::transaction_handle& tx) {
  return tx.savepoint("s", [](auto&) { return std::async([] { return 1; }); });
}

// case: snapshot_with_a_shared_future
// error: mizzle: transaction(): the function returns a future or coroutine
auto f() {
  return db().snapshot([](auto&) { return std::shared_future<int>{}; });
}
