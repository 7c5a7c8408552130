// SPDX-License-Identifier: MIT
// Writers and gates on a scheduler whose seed decides what happens when, compared with a model that does one thing after another.
#include <map>
#include <optional>

#include <mizzle/durable/gate.hpp>

#include "durable/writer_kit.hpp"
#include "support/seeds.hpp"

namespace {
using namespace writer_tests;

/// A connection whose transactions can fail at their begin or their commit, and during which other tasks of the scheduler run.
struct troubled {
  using dialect = mz::dialect::sqlite;

  mz::sqlite::connection& db;
  support::simulated_scheduler& on;
  bool begin_failed = false, commit_failed = false;

  troubled(mz::sqlite::connection& c, support::simulated_scheduler& s) : db{c}, on{s} {
    sqlite3_commit_hook(db.native(), [](void* self) {
      auto& t = *static_cast<troubled*>(self);
      t.commit_failed = t.on.below(12) == 0;
      return static_cast<int>(t.commit_failed);
    }, this);
  }
  ~troubled() { sqlite3_commit_hook(db.native(), nullptr, nullptr); }
  troubled(const troubled&) = delete;
  troubled& operator=(const troubled&) = delete;

  template <class F>
  auto transaction(F&& f) {
    stall();
    begin_failed = on.below(20) == 0;
    if (begin_failed) throw mz::error::busy{};
    return db.transaction([&](auto& tx) {
      stall();
      struct at_end {
        troubled& t;
        ~at_end() { t.stall(); }
      } const later{*this};
      return f(tx);
    });
  }
  void stall() {
    for (std::size_t n = on.below(4); n != 0; --n) (void)on.step();
  }
};

using row = std::pair<std::int64_t, std::int64_t>;  // session and sequence
using content = std::map<std::int64_t, row>;

enum kind : unsigned char { one_insert, two_inserts, guarded, numbered, thrown, built, kinds };

/// A command as it was sent, and what its sender was told.
struct command_sent {
  kind is;
  std::int64_t a, b;
  bool silent = false;
  int told = 0;
  bool ok = false;
  std::optional<std::int64_t> value{};
};

bool insert_into_model(content& to, std::int64_t id, row r) {
  for (const auto& [key, other] : to) {
    if (key == id || other == r) return false;
  }
  to[id] = r;
  return true;
}
/// What a command does to a model, all or nothing.
bool apply(content& to, const command_sent& c, std::optional<std::int64_t>& value) {
  content after = to;
  bool ok = true;
  switch (c.is) {
    case one_insert:
      ok = insert_into_model(after, c.a, {c.a, 0});
      break;
    case two_inserts:
      ok = insert_into_model(after, c.a, {c.a, 0}) && insert_into_model(after, c.b, {c.b, 0});
      break;
    case guarded:
      ok = insert_into_model(after, c.a, {c.a, 0}) && after.erase(c.b) == 1;
      break;
    case numbered: {
      std::int64_t next = 0;
      for (const auto& [id, r] : to) {
        if (r.first == 1000 + c.b) next = std::max(next, r.second + 1);
      }
      ok = insert_into_model(after, c.a, {1000 + c.b, next});
      if (ok) value = next;
      break;
    }
    case thrown:
      ok = false;
      break;
    default:
      ok = insert_into_model(after, c.a, {c.a, 0}), after.erase(c.b);
      break;
  }
  if (ok) to = std::move(after);
  return ok;
}
mz::sqlite::connection new_database() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  return db;
}
content content_of(mz::sqlite::connection& db) {
  content result;
  for (const auto& m : db.all(mz::select(messages))) result[m.id] = {m.session, m.sequence};
  return result;
}

auto gone(std::int64_t id) { return mz::delete_from(messages).where(messages.id == id); }

/// Calls f with the command as a writer takes it.
template <class F>
void with_command(const command_sent& c, F&& f) {
  switch (c.is) {
    case one_insert:
      return f(insert(c.a));
    case two_inserts:
      return f(mz::atomic(insert(c.a), insert(c.b)));
    case guarded:
      return f(std::vector<mz::any_write>{insert(c.a), gone(c.b).require_changes(1)});
    case numbered:
      return f(append(c.a, 1000 + c.b));
    case thrown:
      return f([own = std::make_unique<std::int64_t>(c.a)](auto& tx) {
        tx.run(insert(*own));
        throw std::runtime_error{"thrown"};
      });
    default:
      return f([c](auto&) { return mz::atomic(insert(c.a), gone(c.b)); });
  }
}

class simulation {
 public:
  explicit simulation(std::uint64_t seed) : on_{seed}, handle_{db_, on_} {
    options_.capacity = 1 + on_.below(12);
    options_.count = 1 + on_.below(10);
    options_.interval = std::chrono::milliseconds{1 + on_.below(100)};
    if (on_.below(3) == 0) options_.largest_group = 1 + on_.below(5);
    if (on_.below(4) == 0) options_.on_failure = mz::on_failure::halt;
    options_.when_full = mz::when_full::refuse;
    options_.on_error = [this](const std::exception_ptr&) { ++reported_; };
    writer_.emplace(handle_, on_, options_);
  }
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;
  // Also where a check has failed, the writer must be closed before it ends, because there is no thread to wait for.
  ~simulation() {
    ended_ = true;
    close();
    on_.run();
  }

  void run() {
    const std::size_t producers = 1 + on_.below(5);
    for (std::size_t p = 0; p != producers; ++p) produce(on_.below(25));
    if (on_.below(3) == 0) on_.post_after(std::chrono::milliseconds{on_.below(300)}, [this] { close(); });
    while (on_.step()) {
      look();
      if (testing::Test::HasFailure()) return;
    }
    close();
    while (on_.step()) look();
    finish();
  }

 private:
  /// Sends a command and goes on with the others later.
  void produce(std::size_t left) {
    if (left == 0) return;
    bool refused = false;
    if (on_.below(10) == 0) {
      marks_.push_back(writer_->flush());
    } else {
      refused = !send();
    }
    const std::size_t next = refused ? left : left - 1;
    if (ended_) return;
    if (refused) {
      writer_->room([this, next] { produce(next); });
    } else if (on_.below(2) == 0) {
      on_.post([this, next] { produce(next); });
    } else {
      on_.post_after(std::chrono::milliseconds{on_.below(60)}, [this, next] { produce(next); });
    }
  }
  /// False if there was no room.
  bool send() {
    const std::size_t number = sent_.size();
    sent_.push_back({static_cast<kind>(on_.below(kinds)), id(), id()});
    const std::size_t way = on_.below(3);
    sent_.back().silent = way == 2;
    const auto tell = [this, number](const auto& r) { told(number, r); };
    try {
      with_command(sent_.back(), [&](auto command) {
        if (way == 0) writer_->submit(std::move(command), tell);
        if (way == 1) writer_->post(std::move(command), tell);
        if (way == 2) writer_->post(std::move(command));
      });
      return true;
    } catch (const mz::error::busy&) {
      sent_.pop_back();
      EXPECT_EQ(writer_->metrics().queued, options_.capacity);
      return false;
    } catch (const mz::error::invalid_request&) {
      sent_.pop_back();
      EXPECT_TRUE(closed_ || writer_->failure());
      ended_ = true;
      return true;
    }
  }
  std::int64_t id() { return static_cast<std::int64_t>(on_.below(40)); }
  template <class R>
  void told(std::size_t number, const mz::reply<R>& r) {
    command_sent& c = sent_[number];
    ++c.told;
    c.ok = r.ok();
    if constexpr (std::is_same_v<R, std::int64_t>) {
      auto copy = r;
      if (c.ok) c.value = copy.value();
    }
    // Some go on with what they were told.
    if (on_.below(8) == 0 && !ended_) (void)send();
  }
  void close() {
    closed_ = true;
    marks_.push_back(writer_->close());
  }

  /// Compares what the last step has written with what it should have.
  void look() {
    const mz::writer_metrics now = writer_->metrics();
    const std::size_t group = now.committed + now.failed - looked_at_;
    if (group == 0) return;
    ASSERT_LE(looked_at_ + group, sent_.size());
    content tentative = model_;
    std::vector<bool> good;
    std::vector<std::optional<std::int64_t>> values(group);
    for (std::size_t i = 0; i != group; ++i) good.push_back(apply(tentative, sent_[looked_at_ + i], values[i]));
    const bool all_good = std::find(good.begin(), good.end(), false) == good.end();
    const bool halts = options_.on_failure == mz::on_failure::halt;
    const bool nothing_stays = handle_.begin_failed || handle_.commit_failed || (halts && !all_good && writer_->failure());
    EXPECT_EQ(static_cast<bool>(writer_->failure()), halts && nothing_stays);
    for (std::size_t i = 0; i != group; ++i) {
      const command_sent& c = sent_[looked_at_ + i];
      const bool expected = good[i] && !nothing_stays;
      if (c.silent) {
        silent_failures_ += !expected;
        continue;
      }
      EXPECT_EQ(c.told, 1);
      EXPECT_EQ(c.ok, expected);
      if (expected) {
        EXPECT_EQ(c.value, values[i]);
      }
    }
    if (!nothing_stays) model_ = std::move(tentative);
    EXPECT_EQ(content_of(db_), model_);
    handle_.begin_failed = handle_.commit_failed = false;
    looked_at_ += group;
  }
  void finish() {
    EXPECT_EQ(looked_at_, sent_.size());
    EXPECT_EQ(reported_, options_.on_failure == mz::on_failure::isolate ? silent_failures_ : (writer_->failure() ? 1u : 0u));
    for (auto& m : marks_) EXPECT_TRUE(m.is_ready());
    const mz::writer_metrics last = writer_->metrics();
    EXPECT_EQ(last.queued, 0u);
    EXPECT_EQ(last.committed + last.failed, sent_.size());
  }

  support::simulated_scheduler on_;
  mz::sqlite::connection db_ = new_database();
  troubled handle_;
  mz::writer_options options_;
  std::optional<mz::writer<troubled&>> writer_;

  std::vector<command_sent> sent_;
  std::vector<mz::pending<void>> marks_;
  content model_;
  std::size_t looked_at_ = 0, reported_ = 0, silent_failures_ = 0;
  bool closed_ = false, ended_ = false;
};

TEST(writer_simulation, every_interleaving_is_one_after_another) {
  support::for_each_seed(2000, [](std::uint64_t seed) { simulation{seed}.run(); });
}

TEST(gate_simulation, every_interleaving_is_in_the_order_of_arrival) {
  support::for_each_seed(2000, [](std::uint64_t seed) {
    support::simulated_scheduler on{seed};
    mz::sqlite::connection db = new_database();
    troubled handle{db, on};
    mz::gate gate{handle};
    std::vector<command_sent> asked;
    std::vector<std::size_t> order;
    content model;
    const auto ask = [&] {
      const std::size_t number = asked.size();
      asked.push_back(
          {static_cast<kind>(on.below(built)), static_cast<std::int64_t>(on.below(40)), static_cast<std::int64_t>(on.below(40))});
      with_command(asked.back(), [&](auto command) {
        gate.alone(on, [&, number, command = std::move(command)](troubled& h) mutable {
          order.push_back(number);
          h.transaction([&](auto& tx) { (void)mz::detail::durable::carry_out<true>(tx, command); });
        }, [&, number](const mz::reply<void>& r) {
          EXPECT_EQ(++asked[number].told, 1);
          asked[number].ok = r.ok();
        });
      });
    };
    for (std::size_t n = 5 + on.below(20); n != 0; --n) on.post_after(std::chrono::milliseconds{on.below(20)}, ask);
    while (on.step()) {}
    ASSERT_EQ(order.size(), asked.size());
    for (std::size_t i = 0; i != order.size(); ++i) EXPECT_EQ(order[i], i);
    for (const auto& c : asked) {
      EXPECT_EQ(c.told, 1);
      content after = model;
      std::optional<std::int64_t> ignored;
      const bool good = apply(after, c, ignored);
      EXPECT_TRUE(good || !c.ok);
      if (c.ok) model = std::move(after);
    }
    EXPECT_EQ(content_of(db), model);
  });
}

}  // namespace
