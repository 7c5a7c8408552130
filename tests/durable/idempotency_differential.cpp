// SPDX-License-Identifier: MIT
#include <array>
#include <random>

#include "durable/idempotency_stores.hpp"

// Random histories of three owners and three keys, on all kinds of store side by side: what each step answers and what is stored behind
// it must be the same.

namespace {

using namespace idempotency_tests;

class history {
 public:
  explicit history(unsigned seed) : random_{seed} {}

  void run(int steps) {
    for (int step = 0; step != steps && !testing::Test::HasFailure(); ++step) {
      const std::string what = play();
      if (testing::Test::HasFailure()) ADD_FAILURE() << "in step " << step << ": " << what;
    }
  }
  /// How often each kind of step had an effect, so that a history in which nothing happens is noticed.
  std::array<int, 9> effects{};

 private:
  enum kind { claimed, completed_seen, in_progress_seen, reused_seen, beaten, completed, failed, purged, taken_over };

  int below(int n) { return std::uniform_int_distribution{0, n - 1}(random_); }
  template <class T, std::size_t N>
  const T& any_of(const T (&of)[N]) {
    return of[below(N)];
  }
  milliseconds any_span() {
    static constexpr milliseconds spans[] = {0ms, 1ms, 7ms, 20ms, 60ms};
    return below(100) == 0 ? milliseconds::max() : any_of(spans);
  }

  /// Does the same to all stores and compares what they answer.
  template <class F>
  auto each(F&& f) {
    auto expected = f(memory_);
    EXPECT_TRUE(expected == f(transactional_)) << "a connection";
    EXPECT_TRUE(expected == f(batching_)) << "a batching handle";
    EXPECT_TRUE(expected == f(foreign_)) << "a foreign handle with transactions";
    return expected;
  }

  std::string play() {
    static const std::string keys[] = {"k", "key 2", std::string{"\0\xc3\xa9'\"", 5}}, owners[] = {"a", "b", "c"};
    const std::string key = any_of(keys), owner = any_of(owners);
    std::string what;
    switch (below(12)) {
      case 0:
      case 1:
      case 2: {
        what = "claim";
        idem::claim_options o{.lease = any_span(), .lifetime = any_span(), .trace = std::to_string(below(100))};
        if (below(3) != 0) o.request = idem::request_digest(below(2));
        const auto [index, record] = each([&](auto& s) {
          const idem::claim_answer answer = s.claim(key, owner, o);
          return std::pair{answer.index(), record_of(answer)};
        });
        ++effects[index];
        break;
      }
      case 3:
        what = "heartbeat";
        effects[beaten] += each([&, extend = any_span()](auto& s) { return s.heartbeat(key, owner, extend); });
        break;
      case 4:
      case 5:
        what = "complete";
        effects[completed] += each([&, lifetime = any_span(), result = std::to_string(below(100))](auto& s) {
          return s.complete(key, owner, result, lifetime);
        });
        break;
      case 6:
        what = "fail";
        effects[failed] += each([&, why = idem::failure{"no", std::to_string(below(3))}](auto& s) { return s.fail(key, owner, why); });
        break;
      case 7:
        what = "purge";
        effects[purged] += each([](auto& s) { return s.purge(); }) > 0;
        break;
      case 8: {
        what = "take over";
        idem::record seen = memory_.peek(key).value_or(idem::record{.key = key});
        seen.version -= below(4) == 0;
        effects[taken_over] += each([&, o = idem::claim_options{.lease = any_span()}](auto& s) { return s.take_over(seen, owner, o); }).has_value();
        break;
      }
      case 9:
        what = "wait";
        (void)each([&](auto& s) { return s.wait(key, 0ms).index(); });
        break;
      default:
        what = "move the clock";
        clock_.move(milliseconds{below(30)});
    }
    for (const std::string& k : keys) (void)each([&](auto& s) { return s.peek(k); });
    return what;
  }

  std::mt19937 random_;
  support::fake_clock clock_;
  idem::options settings_{.now = clock_.reader(), .sleep = clock_.sleeper()};
  mz::sqlite::connection one_{":memory:"}, two_{":memory:"}, three_{":memory:"};
  support::fake_batch batch_{two_};
  support::failing_transaction handle_{three_};
  idem::memory_store memory_{settings_};
  idem::store<mz::sqlite::connection> transactional_{one_, settings_};
  idem::store<support::fake_batch> batching_{batch_, settings_};
  idem::store<support::failing_transaction> foreign_{handle_, settings_};
};

}  // namespace

TEST(idempotency_differential, all_stores_agree_on_random_histories) {
  for (unsigned seed = 1; seed != 9 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    history h{seed};
    h.run(1500);
    for (const int happened : h.effects) EXPECT_GT(happened, 5);
  }
}
