// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <mizzle/durable/idempotency.hpp>
#include <mizzle/mizzle.hpp>

#include "support/failing.hpp"
#include "support/fake_clock.hpp"
#include "support/handles.hpp"
#include "support/temporary_file.hpp"

namespace idempotency_tests {

namespace mz = mizzle;
namespace idem = mizzle::idempotency;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

inline const idem::record& record_of(const idem::claim_answer& answer) {
  return std::visit([](const auto& a) -> const idem::record& { return a.record; }, answer);
}
template <class Answer>
testing::AssertionResult is(const auto& answer) {
  if (std::holds_alternative<Answer>(answer)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "it is alternative " << answer.index();
}

/// The tests that use it run on each kind of store, on a clock of their own.
struct on_every_store : testing::Test {
  support::fake_clock clock;
  const std::chrono::sys_time<milliseconds> start = clock.now();

  [[nodiscard]] idem::options settings() { return {.now = clock.reader(), .sleep = clock.sleeper()}; }

  /// Calls f(one, other): two stores of the same keys.
  template <class F>
  void each_store(F&& f) {
    const auto use = [&](auto& one, auto& other, const char* name) {
      SCOPED_TRACE(name);
      f(one, other);
      clock.during_sleep(nullptr);
    };
    {
      mz::sqlite::connection db{":memory:"};
      idem::store one{db, settings()}, other{db, settings()};
      use(one, other, "a database in memory");
    }
    each_file_store(use);
    {
      mz::sqlite::connection db{":memory:"};
      support::fake_batch batch{db}, second{db};
      idem::store one{batch, settings()}, other{second, settings()};
      use(one, other, "a batching handle");
    }
    {
      mz::sqlite::connection db{":memory:"};
      support::failing_transaction handle{db}, second{db};
      idem::store one{handle, settings()}, other{second, settings()};
      use(one, other, "a foreign handle with transactions");
    }
    idem::memory_store memory{settings()};
    use(memory, memory, "memory");
  }
  template <class Use>
  void each_file_store(Use&& use) {
    const support::temporary_file file;
    mz::sqlite::connection db{file.path()}, second{file.path()};
    idem::store one{db, settings()}, other{second, settings()};
    use(one, other, "a file");
  }
};

}  // namespace idempotency_tests
