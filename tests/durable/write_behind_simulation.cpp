// SPDX-License-Identifier: MIT
// A runner on a scheduler whose seed decides what happens when: chains are worked off and reorganised, writes stall and fail, handlers throw,
// programs start anew. Each seed is compared with a model that keeps the batches that are valid and works them off one after another.
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

#include "support/failing.hpp"
#include "support/seeds.hpp"
#include "support/simulated_scheduler.hpp"
#include "support/temporary_file.hpp"

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace write_behind_simulation {
namespace mz = mizzle;
namespace wb = mz::write_behind;
using namespace std::chrono_literals;

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "owner", std::string> owner{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "text", std::string> text{};
};
inline constexpr mz::table<"notes", Note> notes{};
using store_type = wb::store<mz::sqlite::connection, accounts>;
inline constexpr auto& history = wb::history_of<accounts>;

constexpr std::int64_t ids = 6;
constexpr const char* owners[] = {"ann", "bob", "cid"};

/// What a block does to an account.
struct event {
  std::int64_t id = 0, amount = 0;
  std::size_t owner = 0;
  bool remove = false;
};
using block = std::vector<event>;
struct state {
  std::string owner;
  std::int64_t balance = 0;
  friend bool operator==(const state&, const state&) = default;
};
using table = std::map<std::int64_t, state>;

void apply(table& to, const event& e) {
  if (e.remove) {
    to.erase(e.id);
  } else {
    to[e.id].owner = owners[e.owner];
    to[e.id].balance += e.amount;
  }
}
std::string text_of(const table& t) {
  std::string all;
  for (const auto& [id, s] : t) all += std::to_string(id) + "=" + s.owner + std::to_string(s.balance) + " ";
  return all;
}

/// A block that was worked off.
struct done_block {
  wb::checkpoint at = 0;
  std::size_t chain = 0;
  std::size_t number = 0;
  block events{};
  bool with_history = true;
};

/// The writer's connection: other tasks of the scheduler run during its transactions, and it fails at begin, statement or commit.
struct troubled {
  using dialect = mz::dialect::sqlite;
  struct inner {
    using dialect = mz::dialect::sqlite;
    mz::sqlite::handle& tx;
    support::failing_step& step;
    mz::statement_reply execute(const mz::bound_statement& s) { return step.execute(tx, s); }
    template <class F>
    auto transaction(F&& f) {
      return tx.transaction([&](auto& nested) {
        inner h{nested, step};
        return f(h);
      });
    }
  };

  mz::sqlite::connection& db;
  support::simulated_scheduler& on;
  std::size_t failing = 0;  // one in so many transactions fails
  support::failing_step step{};

  template <class F>
  auto transaction(F&& f) {
    stall();
    const bool fails = failing != 0 && on.below(failing) == 0;
    const std::size_t how = fails ? on.below(3) : 3;
    if (how == 0) throw mz::error::busy{};
    step.at.reset();
    if (how == 1) step.fail_at(on.below(6));
    std::optional<support::failing_commit> commit;
    if (how == 2) commit.emplace(db);
    return db.transaction([&](auto& tx) {
      stall();
      struct at_end {
        troubled& t;
        ~at_end() { t.stall(); }
      } const later{*this};
      inner h{tx, step};
      return f(h);
    });
  }
  void stall() {
    for (std::size_t n = on.below(4); n != 0; --n) (void)on.step();
  }
};

struct thrown_on_purpose {};

/// How often what happened in all simulations: a simulation in which nothing happens shows nothing.
struct totals {
  std::size_t batches = 0, rollbacks = 0, rolled_back = 0, refused = 0, thrown = 0, failures = 0, stalls = 0, prunings = 0;
};

class simulation {
 public:
  using runner = wb::runner<store_type, troubled&>;

  simulation(std::uint64_t seed, mz::sqlite::connection& reader, mz::sqlite::connection& writing, totals& all)
      : all_{all}, on_{seed}, reader_{reader}, handle_{writing, on_} {
    (void)mz::run_atomic(
        mz::require_atomic, writing,
        mz::atomic(mz::delete_from(accounts).all_rows(), mz::delete_from(history).all_rows(), mz::delete_from(wb::checkpoints).all_rows(),
                   mz::delete_from(wb::chains).all_rows(), mz::delete_from(notes).all_rows()));
    chains_.resize(1 + on_.below(3));
    done_.resize(chains_.size());
    for (auto& c : chains_) {
      for (std::size_t n = on_.below(5); n != 0; --n) c.push_back(make_block());
    }
    for (std::int64_t id = 0; id != ids; ++id) {
      if (on_.below(2) == 0) initial_[id] = {owners[on_.below(3)], 100};
    }
    for (const auto& [id, s] : initial_) writing.run(mz::insert_into(accounts).values({.id = id, .owner = s.owner, .balance = s.balance}));
    without_history_ = on_.below(4) == 0 ? on_.below(5) : 0;
    prunes_ = on_.below(2) == 0;
    if (on_.below(3) == 0) handle_.failing = 10 + on_.below(30);
    if (on_.below(3) == 0) throwing_ = 4 + on_.below(10);
    target_ = 2 + on_.below(20);
    start();
  }
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;
  ~simulation() { stop(); }

  void go() {
    actions_ = 10 + on_.below(40);
    for (std::size_t n = actions_; n != 0; --n) on_.post_after(std::chrono::milliseconds{on_.below(200)}, [this] { act(); });
    while (actions_ != 0 || is_behind()) {
      step();
      if (testing::Test::HasFailure()) return;
    }
    // The last batch carries a rollback that is on its way, and what comes behind it has to be there.
    handle_.failing = 0;
    for (int i = 0; i != 2; ++i) {
      chains_[0].push_back(make_block());
      post_work();
      while (is_behind() && !testing::Test::HasFailure()) step();
    }
    bool flushed = false;
    run_->flush([&](const mz::reply<void>& r) {
      flushed = true;
      EXPECT_TRUE(r.ok());
    });
    while (!flushed && !testing::Test::HasFailure()) step();
    stop();
    compare();
  }

 private:
  block make_block() {
    block b;
    for (std::size_t n = on_.below(4); n != 0; --n)
      b.push_back(
          {static_cast<std::int64_t>(on_.below(ids)), static_cast<std::int64_t>(1 + on_.below(9)), on_.below(3), on_.below(5) == 0});
    return b;
  }
  [[nodiscard]] bool is_behind() const {
    if (restart_ || rolling_back_ != 0) return true;
    for (std::size_t c = 0; c != chains_.size(); ++c) {
      if (done_[c] < chains_[c].size()) return true;
    }
    return false;
  }
  void step() {
    const bool did = on_.step();
    if (restart_) restart();
    else ASSERT_TRUE(did) << "nothing goes on";
  }

  void start() {
    ++life_;
    store_.emplace(reader_, wb::store_options{.target = target_, .on_error = [this](const auto&) {
      ++errors_;
      ++all_.failures;
      restart_ = true;
    }, .on_rolled_back = [this](auto, auto) { ++all_.rolled_back; }, .now = [this] { return on_.now(); }});
    run_.emplace(*store_, handle_, on_, wb::runner_options{.stage_interval = 20ms, .prune_interval = 50ms, .on_error = [](const auto&) {}});
    started_at_ = store_->committed();
    valid_at_start_ = valid_;
    errors_ = 0;
    staged_.clear();
    post_work();
  }
  void stop() {
    ++life_;
    if (!run_) return;
    all_.stalls += store_->metrics().stalls;
    all_.prunings += run_->metrics().prunings;
    stops_ = true;
    bool closed = false;
    run_->close([&](const auto&) { closed = true; });
    while (!closed) (void)on_.step();
    run_.reset();
    store_.reset();
    stops_ = false;
  }
  /// As after the end of a process: what was written is there, and nothing else.
  void restart() {
    EXPECT_EQ(errors_, 1);
    const bool fails = std::exchange(handle_.failing, 0) != 0;
    const wb::checkpoint stored = store_->committed();
    stop();
    restart_ = false;
    rolling_back_ = 0;
    valid_ = stored == started_at_ ? valid_at_start_ : states_.at(stored);
    start();
    if (fails && on_.below(2) == 0) handle_.failing = 10 + on_.below(30);
    // Without history there are no checkpoints to go on behind.
    EXPECT_EQ(store_->committed(), valid_.empty() || !valid_.back().with_history ? 0 : stored);
    count_done();
    EXPECT_EQ(table_in_database(), text_of(state_of(valid_)));
    for (std::size_t c = 0; c != chains_.size(); ++c) {
      // A reorganisation that the database has not heard of.
      std::size_t same = 0;
      for (const auto& d : valid_) {
        if (d.chain == c && d.with_history && d.number == same && same < chains_[c].size() && same_block(d.events, chains_[c][same]))
          ++same;
        else if (d.chain == c && !d.with_history) ++same;
      }
      if (same < done_[c]) roll_back(c, same);
    }
  }
  static bool same_block(const block& a, const block& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const event& x, const event& y) {
      return x.id == y.id && x.amount == y.amount && x.owner == y.owner && x.remove == y.remove;
    });
  }

  // What may happen besides.
  void act() {
    if (stops_) {
      on_.post([this] { act(); });
      return;
    }
    --actions_;
    const std::size_t c = on_.below(chains_.size());
    switch (on_.below(6)) {
      case 0:
      case 1:
      case 2:
        chains_[c].push_back(make_block());
        break;
      case 3: {
        const std::string text = "note " + std::to_string(on_.below(3));
        run_->stage(
            "note",
            mz::insert_into(notes).values({.id = 1, .text = text}).on_conflict(notes.id).do_update(notes.text = mz::excluded(notes.text)));
        staged_ = text;
        break;
      }
      case 4:
        run_->flush([](const auto&) {});
        break;
      default:
        reorganise(c);
    }
    post_work();
  }
  /// The last blocks of a chain are others.
  void reorganise(std::size_t c) {
    const std::size_t size = chains_[c].size();
    if (size == 0 || without_history_ != 0) return;
    const std::size_t stay = size - 1 - on_.below(std::min<std::size_t>(size, 4));
    wb::checkpoint target = 0;
    for (const auto& d : valid_) {
      if (d.chain == c && d.number < stay) target = std::max(target, d.with_history ? d.at : 0);
      if (d.chain == c && d.number >= stay && !d.with_history) return;  // not to be taken back
    }
    if (target < safe_) return;
    chains_[c].resize(stay);
    for (std::size_t n = 1 + on_.below(3); n != 0; --n) chains_[c].push_back(make_block());
    if (stay < done_[c] || is_at_work_) roll_back(c, stay);
  }
  void roll_back(std::size_t c, std::size_t stay) {
    ++rolling_back_;
    run_->roll_back(static_cast<std::int64_t>(c), static_cast<std::int64_t>(stay) - 1,
                    [this, life = life_](const mz::reply<wb::rollback_result>& r) {
      if (life != life_) return;
      --rolling_back_;
      if (!r) {
        EXPECT_TRUE(store_->failure());
        return;
      }
      ++all_.rollbacks;
      auto back = r;
      const auto result = std::move(back).value();
      std::erase_if(valid_, [&](const done_block& d) { return d.with_history && d.at > result.target; });
      count_done();
      for (const auto& [chain, taken] : result.chains)
        EXPECT_GE(taken.progress_block + 1, static_cast<std::int64_t>(done_[static_cast<std::size_t>(chain)]));
      post_work();
    });
  }
  void count_done() {
    std::fill(done_.begin(), done_.end(), 0);
    for (const auto& d : valid_) ++done_[d.chain];
  }

  // The one who works off blocks.
  void post_work() {
    if (std::exchange(works_, true)) return;
    on_.post([this, life = life_] {
      works_ = false;
      if (life == life_) work();
      else post_work();
    });
  }
  void work() {
    if (restart_ || is_at_work_ || !is_behind()) return;
    try {
      if (!run_->process([this](store_type& s) { return handle(s); })) {
        ++all_.refused;
        return;
      }
      ++all_.batches;
    } catch (const thrown_on_purpose&) {
      ++all_.thrown;
      is_at_work_ = false;
      post_work();
      return;
    } catch (const mz::error::base&) {
      EXPECT_TRUE(restart_);
      return;
    }
    run_->await_capacity([this, life = life_](const mz::reply<void>& r) {
      if (life != life_ || !r) return;
      EXPECT_TRUE(store_->metrics().queued == 0 || store_->held().unwritten <= target_ / 2);
      post_work();
    });
  }
  wb::batch handle(store_type& s) {
    is_at_work_ = true;
    wb::batch b;
    std::vector<done_block> valid = valid_;
    std::vector<std::size_t> done = done_;
    table now = state_of(valid);
    b.with_history = without_history_ == 0;
    wb::checkpoint at = s.processed();
    for (std::size_t n = 1 + on_.below(3); n != 0; --n) {
      std::size_t c = on_.below(chains_.size());
      for (std::size_t tried = 0; tried != chains_.size() && done[c] >= chains_[c].size(); ++tried) c = (c + 1) % chains_.size();
      if (done[c] >= chains_[c].size()) break;
      ++at;
      const block events = chains_[c][done[c]];
      for (const event& e : events) {
        stall();
        look(s, now, at);
        const auto before = s.get<accounts>(e.id, at);
        apply(now, e);
        if (e.remove) s.remove<accounts>(e.id, at);
        else s.set<accounts>({e.id, owners[e.owner], (before ? before->balance : 0) + e.amount}, at);
        if (throwing_ != 0 && on_.below(throwing_) == 0) throw thrown_on_purpose{};
      }
      look(s, now, at);
      const auto events_of = static_cast<std::int64_t>(events.size());
      b.checkpoints.push_back({.id = at,
                               .chain_id = static_cast<std::int64_t>(c),
                               .block_number = static_cast<std::int64_t>(done[c]),
                               .block_hash = std::nullopt,
                               .events_processed = events_of});
      valid.push_back({at, c, done[c], events, b.with_history});
      ++done[c];
      std::int64_t total = 0;
      for (const auto& d : valid) total += d.chain == c ? static_cast<std::int64_t>(d.events.size()) : 0;
      b.progress.push_back({.chain = static_cast<std::int64_t>(c),
                            .progress_block = static_cast<std::int64_t>(done[c]) - 1,
                            .source_block = 0,
                            .events_processed = total});
    }
    is_at_work_ = false;
    if (b.checkpoints.empty()) throw thrown_on_purpose{};
    if (without_history_ != 0) --without_history_;
    if (prunes_ && b.with_history && rolling_back_ == 0) safe_ = b.safe = safe_checkpoint(valid, done);
    valid_ = valid;
    done_ = done;
    states_[at] = valid;
    for (const auto& d : valid) {
      for (const event& e : d.events) {
        if (d.with_history) recorded_.insert(e.id);
      }
    }
    return b;
  }
  /// No chain goes back by more than four blocks from here on.
  wb::checkpoint safe_checkpoint(const std::vector<done_block>& valid, const std::vector<std::size_t>& done) const {
    wb::checkpoint safe = std::numeric_limits<wb::checkpoint>::max();
    for (std::size_t c = 0; c != chains_.size(); ++c) {
      wb::checkpoint of_chain = 0;
      for (const auto& d : valid) {
        if (d.chain == c && d.with_history && d.number + 4 < done[c]) of_chain = d.at;
      }
      safe = std::min(safe, of_chain);
    }
    return std::max(safe, safe_);
  }
  /// What memory says is what the model says.
  void look(store_type& s, const table& now, wb::checkpoint at) {
    const auto id = static_cast<std::int64_t>(on_.below(ids));
    const auto a = s.get<accounts>(id, at);
    const auto expected = now.find(id);
    ASSERT_EQ(a != nullptr, expected != now.end()) << id << " at " << at;
    if (a) {
      ASSERT_EQ((state{a->owner, a->balance}), expected->second) << id << " at " << at;
    }
    const std::string owner = owners[on_.below(3)];
    table found, wanted;
    for (const auto& r : s.lookup<accounts>(wb::by(accounts.owner) == owner, at)) found[r->id] = {r->owner, r->balance};
    for (const auto& [i, x] : now) {
      if (x.owner == owner) wanted[i] = x;
    }
    ASSERT_EQ(text_of(found), text_of(wanted)) << owner << " at " << at;
  }
  void stall() {
    for (std::size_t n = on_.below(3); n != 0; --n) (void)on_.step();
  }

  // The model.
  table state_of(const std::vector<done_block>& valid) const {
    table all = initial_;
    for (const auto& d : valid) {
      for (const event& e : d.events) apply(all, e);
    }
    return all;
  }
  std::string table_in_database() {
    table stored;
    for (const auto& a : reader_.all(mz::select(accounts))) stored[a.id] = {a.owner, a.balance};
    return text_of(stored);
  }
  void compare() {
    EXPECT_EQ(table_in_database(), text_of(state_of(valid_)));
    std::string expected, stored;
    for (const auto& d : valid_) {
      if (d.with_history) expected += std::to_string(d.at) + ":" + std::to_string(d.chain) + "/" + std::to_string(d.number) + " ";
    }
    for (const auto& c : reader_.all(mz::select(wb::checkpoints).order_by(wb::checkpoints.id)))
      stored += std::to_string(c.id) + ":" + std::to_string(c.chain_id) + "/" + std::to_string(c.block_number) + " ";
    EXPECT_EQ(stored, expected);
    for (const auto& c : reader_.all(mz::select(wb::chains))) {
      std::int64_t events = 0, blocks = 0;
      for (const auto& d : valid_) {
        if (static_cast<std::int64_t>(d.chain) != c.id) continue;
        events += static_cast<std::int64_t>(d.events.size());
        ++blocks;
      }
      EXPECT_EQ(c.progress_block, blocks - 1);
      EXPECT_EQ(c.events_processed, events);
    }
    compare_history();
    if (!staged_.empty()) {
      EXPECT_EQ(reader_.one(mz::select(notes)).text, staged_);
    }
  }
  void compare_history() {
    using key = std::pair<std::int64_t, wb::checkpoint>;
    std::map<key, std::string> expected, stored;
    table now = initial_, base = initial_;
    for (const auto& d : valid_) {
      for (const event& e : d.events) {
        if (!d.with_history) apply(base, e);
        if (d.with_history && !expected.contains({e.id, 0}) && expected.lower_bound({e.id, 0}) == expected.lower_bound({e.id + 1, 0}) &&
            now.contains(e.id))
          expected[{e.id, 0}] = text_of({{e.id, now[e.id]}});
        apply(now, e);
        if (d.with_history) expected[{e.id, d.at}] = now.contains(e.id) ? text_of({{e.id, now[e.id]}}) : "-";
      }
    }
    for (const auto& h : reader_.all(mz::select(history)))
      stored[{h.id, h.checkpoint_id}] = h.change == wb::change_kind::set ? text_of({{h.id, state{*h.owner, *h.balance}}}) : "-";
    for (std::int64_t id = 0; id != ids; ++id) {
      std::string above, expected_above;
      // What a rollback to the safe checkpoint, or without pruning to the beginning, would find.
      std::optional<std::string> before, expected_before;
      for (const auto& [k, text] : stored) {
        if (k.first != id) continue;
        if (k.second > safe_) above += std::to_string(k.second) + ":" + text;
        else before = text;
      }
      for (const auto& [k, text] : expected) {
        if (k.first != id) continue;
        if (k.second > safe_) expected_above += std::to_string(k.second) + ":" + text;
        else expected_before = text;
      }
      EXPECT_EQ(above, expected_above) << id;
      if (!above.empty() || before) {
        // What was there before the first change that was recorded stays, also if that change was taken back.
        if (!expected_before && before && base.contains(id) && recorded_.contains(id)) expected_before = text_of({{id, base[id]}});
        // That it was removed is as good as nothing, and pruned as such.
        const char* const nothing = prunes_ ? "-" : "none";
        EXPECT_EQ(before.value_or(nothing), expected_before.value_or(nothing)) << id;
      }
    }
  }

  totals& all_;
  support::simulated_scheduler on_;
  mz::sqlite::connection& reader_;
  troubled handle_;
  std::size_t target_ = 0, throwing_ = 0, without_history_ = 0, actions_ = 0;
  bool prunes_ = false;
  table initial_{};
  std::optional<store_type> store_{};
  std::optional<runner> run_{};
  int errors_ = 0, life_ = 0, rolling_back_ = 0;
  bool restart_ = false, stops_ = false, works_ = false, is_at_work_ = false;
  wb::checkpoint safe_ = 0;
  std::string staged_{};
  std::vector<std::vector<block>> chains_{};
  std::vector<std::size_t> done_{};
  /// What is worked off and valid, and what it was behind each batch.
  std::vector<done_block> valid_{};
  std::map<wb::checkpoint, std::vector<done_block>> states_{};
  /// The same when the store began.
  wb::checkpoint started_at_ = 0;
  std::vector<done_block> valid_at_start_{};
  std::set<std::int64_t> recorded_{};
};

TEST(write_behind_simulation, whatever_happens_when_the_end_is_that_of_one_thing_after_another) {
  const support::temporary_file file;
  const mz::sqlite::options quick{.synchronous = mz::sqlite::synchronous::off};
  mz::sqlite::connection reader{file.path(), quick};
  mz::sqlite::connection writing{file.path(), quick};
  (void)mz::run_atomic(mz::require_atomic, writing, store_type::create_tables());
  writing.create_tables(notes);
  totals all;
  support::for_each_seed(2000, [&](std::uint64_t seed) { simulation{seed, reader, writing, all}.go(); });
  std::cout << all.batches << " batches, " << all.rollbacks << " rollbacks (" << all.rolled_back << " told behind their commits), "
            << all.refused << " handlers refused, " << all.thrown << " thrown, " << all.failures << " failed writes, " << all.stalls
            << " stalls, " << all.prunings << " prunings\n";
}
}  // namespace write_behind_simulation
