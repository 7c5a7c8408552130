// SPDX-License-Identifier: MIT
// The kit that the tests of this room rest on: what it says about processes, clocks and failures is so.
#include <atomic>
#include <thread>

#include "support/every_handle.hpp"
#include "support/failing.hpp"
#include "support/fake_clock.hpp"
#include "support/processes.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;
using support::processes;
using support::shared;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }
[[noreturn]] void sleep_for_ever() {
  for (;;) ::pause();
}

TEST(processes, run_a_function_each_and_give_its_text) {
  processes children{3, [](int i) { return std::string(2000, 'a') + std::to_string(i); }};
  EXPECT_TRUE(children.succeeded());
  EXPECT_EQ(children.size(), 3);
  EXPECT_EQ(children.result(2), std::string(2000, 'a') + "2");
  EXPECT_EQ(children.results().size(), 3u);
}

TEST(processes, start_only_when_all_of_them_are_there) {
  const shared<std::atomic<int>> started{0};
  processes children{8, [&](int) {
    // Each is let go only when eight stand at the gate, so that every one sees what the others do now.
    ++*started;
    while (*started != 8) std::this_thread::yield();
  }};
  EXPECT_TRUE(children.succeeded());
  EXPECT_EQ(*started, 8);
}

TEST(processes, tell_a_failed_check_with_its_message) {
  processes children{2, [](int i) { EXPECT_EQ(i, 0) << "seven of nine"; }};
  const testing::AssertionResult answer = children.succeeded();
  EXPECT_FALSE(answer);
  EXPECT_TRUE(contains(answer.message(), "process 1 ended with 1")) << answer.message();
  EXPECT_TRUE(contains(answer.message(), "seven of nine")) << answer.message();
  EXPECT_FALSE(contains(answer.message(), "process 0"));
  EXPECT_FALSE(HasFailure()) << "a failure of a child is told by succeeded() alone";
}

TEST(processes, tell_an_exception_an_exit_and_a_signal) {
  processes children{4, [](int i) {
    if (i == 0) throw mz::error::busy{};
    if (i == 1) throw 7;
    if (i == 2) ::_exit(9);
    std::fputs("last words", stderr);
    ::raise(SIGTERM);
  }};
  EXPECT_EQ(children.wait(0), 2);
  EXPECT_EQ(children.wait(1), 2);
  EXPECT_EQ(children.wait(2), 9);
  EXPECT_EQ(children.wait(3), -SIGTERM);
  const testing::AssertionResult answer = children.succeeded();
  for (const char* part : {"process 0 ended with 2:\nthrew: database is locked", "process 1 ended with 2:\nthrew something",
                           "process 2 ended with 9", "process 3 was ended by signal 15:\nlast words"})
    EXPECT_TRUE(contains(answer.message(), part)) << answer.message();
}

TEST(processes, tell_a_report_of_a_sanitizer_that_does_not_end_the_process) {
  processes children{1, [](int) { std::fputs("WARNING: ThreadSanitizer: data race", stderr); }};
  EXPECT_FALSE(children.succeeded());
}

TEST(processes, are_killed_at_any_moment) {
  const shared<std::atomic<bool>> reached{false};
  processes children{2, [&](int i) {
    if (i == 1) return;
    *reached = true;
    sleep_for_ever();
  }};
  while (!*reached) std::this_thread::yield();
  EXPECT_FALSE(children.ended(0));
  EXPECT_TRUE(children.kill(0));
  EXPECT_TRUE(children.ended(0));
  EXPECT_EQ(children.wait(0), -SIGKILL);
  EXPECT_EQ(children.wait(1), 0);
  EXPECT_FALSE(children.kill(1));
  EXPECT_TRUE(children.succeeded());
}

TEST(processes, stand_still_and_go_on) {
  const shared<std::atomic<int>> beats{0};
  const shared<std::atomic<bool>> over{false};
  processes children{1, [&](int) {
    while (!*over) ++*beats;
  }};
  while (*beats == 0) std::this_thread::yield();
  children.stop(0);
  // The signal may take a while to arrive.
  for (int seen = -1; seen != *beats; std::this_thread::sleep_for(20ms)) seen = *beats;
  *over = true;
  EXPECT_FALSE(children.ended(0));
  children.resume(0);
  EXPECT_TRUE(children.succeeded());
}

TEST(processes, one_that_stands_still_is_ended_with_the_object) {
  processes children{1, [](int) { sleep_for_ever(); }};
  children.stop(0);
}

TEST(processes, one_that_hangs_is_ended_and_reported) {
  processes children{1, [](int) { sleep_for_ever(); }, std::chrono::seconds{1}};
  while (!children.ended(0)) std::this_thread::yield();
  const testing::AssertionResult answer = children.succeeded();
  EXPECT_FALSE(answer);
  EXPECT_TRUE(contains(answer.message(), "process 0 hung and was killed")) << answer.message();
}

TEST(processes, none_outlives_the_object) {
  const shared<std::atomic<pid_t>> child{0};
  {
    const processes children{1, [&](int) {
      *child = ::getpid();
      sleep_for_ever();
    }};
    while (*child == 0) std::this_thread::yield();
    EXPECT_EQ(::kill(*child, 0), 0);
  }
  EXPECT_EQ(::kill(*child, 0), -1);
}

TEST(processes, are_refused_beside_a_thread) {
  std::atomic<bool> over{false};
  std::thread beside{[&] { over.wait(false); }};
  EXPECT_THROW((processes{1, [](int) {}}), std::logic_error);
  over = true;
  over.notify_one();
  beside.join();
}

TEST(processes, are_refused_beside_an_open_connection) {
  const support::temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    EXPECT_THROW((processes{1, [](int) {}}), std::logic_error);
  }
  processes children{1, [&](int) { mz::sqlite::connection{file.path()}.create_tables(counters); }};
  EXPECT_TRUE(children.succeeded());
  mz::sqlite::connection db{file.path()};
  EXPECT_TRUE(db.all(mz::select(counters)).empty());
}

TEST(processes, may_have_threads_of_their_own) {
  processes children{2, [](int i) {
    int sum = 0;
    std::thread{[&] { sum = i + 1; }}.join();
    return std::to_string(sum);
  }};
  EXPECT_TRUE(children.succeeded());
  EXPECT_EQ(children.results(), (std::vector<std::string>{"1", "2"}));
}

TEST(fake_clock, stands_until_it_is_moved) {
  support::fake_clock clock;
  const auto now = clock.reader();
  const auto start = now();
  EXPECT_EQ(now(), start);
  clock.move(5ms);
  EXPECT_EQ(now(), start + 5ms);
  EXPECT_TRUE(clock.slept().empty());
}

TEST(fake_clock, moves_when_somebody_sleeps) {
  support::fake_clock clock{support::fake_clock::time{10ms}};
  const auto sleep = clock.sleeper();
  int meanwhile = 0;
  sleep(20ms);
  clock.during_sleep([&] {
    EXPECT_EQ(clock.now().time_since_epoch(), 60ms);
    ++meanwhile;
  });
  sleep(30ms);
  EXPECT_EQ(meanwhile, 1);
  EXPECT_EQ(clock.slept(), (std::vector<std::chrono::milliseconds>{20ms, 30ms}));
}

TEST(fake_clock, any_thread_may_use_it) {
  support::fake_clock clock{support::fake_clock::time{}};
  std::vector<std::thread> threads;
  for (int i = 0; i != 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n != 100; ++n) {
        clock.sleep(1ms);
        (void)clock.now();
      }
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(clock.now().time_since_epoch(), 400ms);
  EXPECT_EQ(clock.slept().size(), 400u);
}

static_assert(mz::policy_of<support::failing_transaction> == mz::policy::transaction);
static_assert(mz::policy_of<support::failing_batch> == mz::policy::batch);

struct failing : on_every_handle {
  /// Runs a list of three with a guard whose statement at each position fails; nothing of it stays.
  template <class H>
  void each_position_of_three() {
    H h{db};
    const auto writes = mz::atomic(counter(1, "a"), increment(1).require_changes(1), counter(2, "b"));
    for (std::size_t i = 0; i != 3; ++i) {
      h.step.fail_at(i);
      try {
        (void)mz::run_atomic(h, writes);
        ADD_FAILURE() << "statement " << i << " did not fail";
      } catch (const mz::error::sql_error& e) {
        EXPECT_EQ(e.step(), i);
        EXPECT_STREQ(e.what(), "failed on purpose");
      }
      EXPECT_EQ(h.step.executed, i + 1);
      EXPECT_EQ(size(), 0);
    }
    h.step.fail_at(3);
    (void)mz::run_atomic(h, writes);
    EXPECT_EQ(size(), 2);
  }
};

TEST_F(failing, a_statement_of_a_transaction) { each_position_of_three<support::failing_transaction>(); }
TEST_F(failing, a_statement_of_a_batch) { each_position_of_three<support::failing_batch>(); }

TEST_F(failing, a_statement_in_a_way_of_ones_own) {
  support::failing_batch h{db};
  h.step.fail = [] { throw mz::error::transport_error{"gone", true}; };
  h.step.fail_at(0);
  EXPECT_THROW((void)mz::run_atomic(h, mz::atomic(counter(1, "a"))), mz::error::transport_error);
  EXPECT_EQ(size(), 0);
}

TEST_F(failing, a_commit) {
  {
    const support::failing_commit broken{db, 1};
    db.run(counter(1, "a"));
    try {
      (void)mz::run_atomic(db, mz::atomic(counter(2, "b"), counter(3, "c")));
      ADD_FAILURE();
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_COMMITHOOK);
      EXPECT_FALSE(e.committed());
      EXPECT_FALSE(e.outcome_unknown());
    }
    EXPECT_THROW(db.run(counter(4, "d")), mz::error::sql_error);
    EXPECT_EQ(broken.failed(), 2);
    EXPECT_EQ(size(), 1);
    EXPECT_FALSE(db.in_transaction());
  }
  db.run(counter(2, "b"));
  EXPECT_EQ(size(), 2);
}

TEST_F(failing, an_answer_that_is_lost_behind_the_commit) {
  batch.after = [] { throw mz::error::transport_error{"the answer was lost", true}; };
  try {
    (void)mz::run_atomic(batch, mz::atomic(counter(1, "a")));
    ADD_FAILURE();
  } catch (const mz::error::transport_error& e) {
    EXPECT_TRUE(e.outcome_unknown());
  }
  EXPECT_EQ(size(), 1);
}

}  // namespace
