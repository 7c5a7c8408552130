// SPDX-License-Identifier: MIT
#include <mizzle/durable/change_log.hpp>

#include <map>
#include <random>
#include <set>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "durable/change_log_model.hpp"

namespace {
namespace wb = mizzle::write_behind;
using namespace change_log_tests;

constexpr auto owner = wb::field<&account::owner>;
constexpr auto balance = wb::field<&account::balance>;
constexpr auto limit = wb::field<&account::limit>;

struct change_log : testing::Test {
  shelf store;
  log_type log{{&store}};

  void put(const std::string& id, const account& a) { store.rows[id] = a; }
  std::optional<account> get(const std::string& id, wb::checkpoint at) { return get_from(log, store, id, at); }
  template <class P>
  std::set<std::string> lookup(const P& p, wb::checkpoint at) {
    return owners_of(lookup_in(log, store, p, at));
  }
  void write(wb::checkpoint up_to) {
    store.write(log.window(up_to));
    log.commit(up_to);
  }
};

TEST_F(change_log, b_1_a_change_stays_beside_an_unwritten_one_and_replaces_every_other) {
  log.set("a", 1, account{"a", 1});
  log.set("a", 2, account{"a", 2});
  log.set("a", 2, account{"a", 3});  // within one checkpoint
  EXPECT_EQ(log.held(), (wb::held_count{2, 0}));
  EXPECT_EQ(texts(log.window(2)), "a@1=1 a@2=3!");
  log.commit(2);
  EXPECT_EQ(log.held(), (wb::held_count{0, 1}));
  log.set("a", 3, account{"a", 4});  // behind a written one
  EXPECT_EQ(texts(log.window(3)), "a@3=4!");
  put("b", {"b", 7});
  EXPECT_EQ(get("b", 4)->balance, 7);
  log.remove("b", 4);  // behind a loaded one
  EXPECT_EQ(texts(log.window(4)), "a@3=4! b@4=-!");
}

TEST_F(change_log, b_1_what_would_never_be_written_is_refused) {
  log.set("a", 5, account{"a", 1});
  EXPECT_THROW(log.set("a", 4, account{"a", 2}), mizzle::error::invalid_request);
  log.set("b", 4, account{"b", 2});
  (void)log.window(5);
  EXPECT_THROW(log.set("c", 5, account{"c", 2}), mizzle::error::invalid_request);
  EXPECT_EQ(get("a", 6)->balance, 1);
  EXPECT_EQ(log.held().unwritten, 2u);
}

TEST_F(change_log, b_2_what_is_loaded_never_replaces_what_memory_holds) {
  log.set("a", 1, account{"a", 1});
  log.init_value("a", account{"a", 9}, 2);
  EXPECT_EQ(get("a", 2)->balance, 1);
  log.init_value("b", std::nullopt, 2);
  log.init_value("b", account{"b", 9}, 2);
  EXPECT_EQ(get("b", 2), std::nullopt);
  EXPECT_EQ(store.queries, 0);
}

TEST_F(change_log, b_3_a_row_that_is_read_again_by_a_newer_batch_is_not_given_up_under_it) {
  put("a", {"a", 1});
  (void)get("a", 1);
  (void)get("a", 5);
  log.set("b", 1, account{"b", 1});
  write(4);
  log.cleanup();
  EXPECT_EQ(log.held().loaded, 1u);
  EXPECT_EQ(get("a", 5)->balance, 1);
  EXPECT_EQ(store.queries, 1);
  write(5);
  log.cleanup();
  EXPECT_EQ(log.held().loaded, 0u);
}

TEST_F(change_log, b_3_who_asks_for_what_is_being_loaded_shares_it) {
  put("a", {"a", 1});
  int answered = 0;
  const auto count = [&](const auto& a) { answered += a.value()->balance == 1; };
  log.get("a", 1, count);
  log.send_loads();
  log.get("a", 2, count);
  log.send_loads();
  EXPECT_EQ(answered, 0);
  store.answer_all();
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(store.queries, 1);
}

TEST_F(change_log, b_3_an_error_reaches_all_who_wait_and_the_next_question_loads_again) {
  int failed = 0;
  log.get("a", 1, [&](const auto& a) { failed += a.failed(); });
  log.get("a", 1, [&](const auto& a) {
    EXPECT_THROW((void)a.value(), mizzle::error::busy);
    ++failed;
  });
  log.lookup(owner == "a", 1, [&](const auto& a) { failed += a.failed(); });
  log.send_loads();
  store.fail_all(std::make_exception_ptr(mizzle::error::busy{}));
  EXPECT_EQ(failed, 3);
  EXPECT_EQ(log.loads_under_way(), 0u);
  put("a", {"a", 1});
  EXPECT_EQ(get("a", 2)->balance, 1);
  EXPECT_EQ(lookup(owner == "a", 2), (std::set<std::string>{"a"}));
}

TEST_F(change_log, b_3_one_who_waits_and_throws_does_not_keep_the_others_from_their_answer) {
  int answered = 0;
  log.get("a", 1, [](const auto&) { throw std::runtime_error{"mine"}; });
  log.get("a", 1, [&](const auto&) { ++answered; });
  log.send_loads();
  EXPECT_THROW(store.answer_all(), std::runtime_error);
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(log.loads_under_way(), 0u);
}

TEST_F(change_log, b_4_to_6_each_condition_is_answered_from_an_index_once_it_is_loaded) {
  put("a", {"ann", 10, 5});
  put("b", {"bob", 20});
  put("c", {"ann", 30});
  const auto all = [&](wb::checkpoint at) {
    EXPECT_EQ(lookup(owner == "ann", at), (std::set<std::string>{"ann"}));
    EXPECT_EQ(lookup(balance > 15, at), (std::set<std::string>{"ann", "bob"}));
    EXPECT_EQ(lookup(balance < 15, at), (std::set<std::string>{"ann"}));
    EXPECT_EQ(lookup(owner.in({"bob", "cid"}), at), (std::set<std::string>{"bob"}));
    EXPECT_EQ(lookup(owner == "ann" && balance > 25 && balance < 35, at), (std::set<std::string>{"ann"}));
    EXPECT_EQ(lookup(limit == 5, at), (std::set<std::string>{"ann"}));
    EXPECT_EQ(lookup(limit < 4, at), (std::set<std::string>{}));  // NULL is not less
  };
  all(1);
  EXPECT_EQ(store.queries, 7);
  all(2);
  EXPECT_EQ(store.queries, 7);
  EXPECT_EQ(lookup_in(log, store, owner == "ann" && balance > 5, 3).size(), 2u);
}

TEST_F(change_log, b_5_an_index_is_complete_also_for_what_was_written_while_it_was_loaded) {
  put("a", {"ann", 1});
  std::set<std::string> seen;
  log.lookup(balance > 0, 1, [&](const auto& a) { seen = owners_of(a.value()); });
  log.send_loads();
  store.look();  // the query has read the database, and its answer is on the way
  log.set("a", 2, account{"ann", -1});
  log.set("b", 2, account{"bob", 1});
  write(2);
  log.cleanup();
  store.answer_all();
  EXPECT_EQ(seen, (std::set<std::string>{"bob"}));
  EXPECT_EQ(get("a", 3)->balance, -1);
}

TEST_F(change_log, b_10_changes_above_a_window_stay_for_the_next_one) {
  log.set("a", 1, account{"a", 1});
  log.set("b", 2, account{"b", 2});
  log.set("a", 3, account{"a", 3});
  EXPECT_EQ(texts(log.window(2)), "a@1=1! b@2=2!");
  log.remove("a", 4);
  log.set("b", 4, account{"b", 4});
  log.commit(2);
  EXPECT_EQ(log.held(), (wb::held_count{3, 0}));
  EXPECT_EQ(texts(log.window(4)), "a@3=3 a@4=-! b@4=4!");
}

TEST_F(change_log, b_10_a_write_that_fails_loses_nothing) {
  log.set("a", 1, account{"a", 1});
  log.set("a", 2, account{"a", 2});
  const auto first = texts(log.window(2));
  EXPECT_EQ(texts(log.window(2)), first);
  EXPECT_EQ(log.held().unwritten, 2u);
}

TEST_F(change_log, b_17_what_is_held_is_counted_after_a_cleanup) {
  for (int i = 0; i != 10; ++i) log.set(std::to_string(i), 1 + i, account{"x", i});
  log.set("0", 11, account{"x", 1});
  EXPECT_EQ(log.held(), (wb::held_count{11, 0}));
  write(4);
  EXPECT_EQ(log.held(), (wb::held_count{7, 3}));
  log.cleanup();
  EXPECT_EQ(log.held(), (wb::held_count{7, 0}));
}

TEST_F(change_log, b_22_written_rows_are_given_up_before_loaded_ones) {
  put("l", {"l", 1});
  (void)get("l", 1);
  log.set("w", 1, account{"w", 1});
  write(1);
  log.cleanup(true);
  EXPECT_EQ(log.held().loaded, 1u);
  EXPECT_EQ(get("l", 1)->balance, 1);
  EXPECT_EQ(store.queries, 1);
  log.cleanup();
  EXPECT_EQ(log.held().loaded, 0u);
}

TEST_F(change_log, b_29_a_change_of_a_diff_is_known_by_its_checkpoint) {
  const wb::checkpoint diff = 6;
  log.set("a", diff, account{"a", 1});
  log.set("a", 7, account{"a", 2});
  std::string kinds;
  for (const auto& c : log.window(7)) kinds += c.what.at == diff ? "diff " : "own ";
  EXPECT_EQ(kinds, "diff own ");
}

TEST_F(change_log, a_batch_that_is_taken_back_leaves_everything_as_it_was) {
  put("old", {"ann", 1});
  put("unread", {"ann", 2});
  log.set("written", 1, account{"ann", 3});
  write(1);
  log.set("unwritten", 2, account{"ann", 4});
  (void)get("old", 2);
  (void)lookup(owner == "ann", 2);
  const auto before = log.held();
  log.begin_batch(2);
  EXPECT_THROW(log.set("old", 2, account{"ann", 5}), mizzle::error::invalid_request) << "belongs to the batch before";
  for (const int at : {3, 3, 4}) {
    log.set("old", at, account{"bob", at});
    log.remove("written", at);
    log.set("unwritten", at, account{"bob", at});
    log.set("new", at, account{"bob", at});
  }
  EXPECT_EQ(log.newest(), 4);
  EXPECT_EQ(lookup(owner == "bob", 4).size(), 1u);
  log.take_back_batch();
  EXPECT_EQ(log.held(), before);
  EXPECT_EQ(log.newest(), 2);
  EXPECT_EQ(get("old", 5)->balance, 1);
  EXPECT_EQ(get("written", 5)->balance, 3);
  EXPECT_EQ(get("unwritten", 5)->balance, 4);
  EXPECT_EQ(get("new", 5), std::nullopt);
  EXPECT_EQ(lookup_in(log, store, owner == "ann", 5).size(), 4u);
  EXPECT_EQ(lookup_in(log, store, owner == "bob", 5).size(), 0u);
  EXPECT_EQ(log.window(9).size(), 1u);
}

TEST_F(change_log, an_index_that_was_made_by_a_batch_that_is_taken_back_is_complete_afterwards) {
  put("a", {"ann", 1});
  log.begin_batch(0);
  log.set("a", 1, account{"bob", 1});
  EXPECT_EQ(lookup_in(log, store, owner == "ann", 1).size(), 0u) << "memory has it as another's";
  log.take_back_batch();
  EXPECT_EQ(lookup_in(log, store, owner == "ann", 2).size(), 1u);
}

TEST_F(change_log, a_batch_that_is_kept_cannot_be_taken_back) {
  log.begin_batch(0);
  log.set("a", 1, account{"ann", 1});
  log.keep_batch();
  log.begin_batch(1);
  log.set("a", 2, account{"ann", 2});
  log.set("a", 2, account{"ann", 3});
  write(1);
  log.take_back_batch();
  EXPECT_EQ(get("a", 3)->balance, 1);
  EXPECT_EQ(log.held(), (wb::held_count{0, 1}));
  log.cleanup();
  EXPECT_EQ(log.held(), (wb::held_count{0, 1})) << "the later batch has referred to it";
  write(3);
  log.cleanup();
  EXPECT_EQ(log.held(), (wb::held_count{0, 0}));
}

TEST_F(change_log, b_47_a_row_of_an_index_stays_until_the_index_goes) {
  put("a", {"ann", 1});
  (void)lookup(owner == "ann", 3);
  write(2);
  log.cleanup();
  EXPECT_EQ(log.held().loaded, 1u);
  (void)lookup(owner == "ann", 5);
  write(4);
  log.cleanup();
  EXPECT_EQ(log.held().loaded, 1u);
  EXPECT_EQ(store.queries, 1);
  write(5);
  log.cleanup();
  EXPECT_EQ(log.held().loaded, 0u);
  EXPECT_EQ(lookup(owner == "ann", 6), (std::set<std::string>{"ann"}));
  EXPECT_EQ(store.queries, 2);
}

TEST_F(change_log, b_47_what_was_written_while_its_load_is_under_way_does_not_come_back_old) {
  put("a", {"a", 1});
  std::optional<account> seen;
  log.get("a", 1, [&](const auto& a) { seen = *a.value(); });
  log.send_loads();
  store.look();
  log.set("a", 2, account{"a", 2});
  write(2);
  log.cleanup();
  store.answer_all();
  EXPECT_EQ(seen->balance, 2);
  EXPECT_EQ(get("a", 3)->balance, 2);
  write(3);
  log.cleanup();
  EXPECT_EQ(log.held(), (wb::held_count{0, 0}));
}

TEST_F(change_log, b_scenario_1_history_keeps_a_delete_that_was_in_flight_when_the_entity_came_back) {
  log.set("a", 1, account{"a", 1});
  write(1);
  log.remove("a", 2);
  const auto stalled = log.window(2);
  log.set("a", 3, account{"a", 3});
  store.write(stalled);
  log.commit(2);
  write(3);
  EXPECT_EQ(store.history_of("a"), "1=1 2=- 3=3");
}

TEST_F(change_log, b_scenario_2_a_row_of_an_earlier_batch_is_read_without_a_query) {
  log.set("a", 1, account{"a", 1});
  write(1);
  EXPECT_EQ(get("a", 2)->balance, 1);
  log.set("b", 2, account{"b", 1});
  write(2);
  EXPECT_EQ(store.queries, 0);
  EXPECT_EQ(store.history_of("a"), "1=1");
}

TEST_F(change_log, b_scenario_3_only_what_is_unwritten_stays) {
  put("loaded", {"l", 1});
  (void)get("loaded", 1);
  log.set("committed", 5, account{"c", 1});
  log.set("unwritten", 6, account{"u", 1});
  write(5);
  log.cleanup();
  EXPECT_EQ(log.held(), (wb::held_count{1, 0}));
  EXPECT_EQ(texts(log.window(6)), "unwritten@6=1!");
}

TEST_F(change_log, b_scenario_4_loaded_rows_are_spared) {
  put("loaded", {"l", 1});
  (void)get("loaded", 1);
  log.set("committed", 5, account{"c", 1});
  log.set("unwritten", 6, account{"u", 1});
  write(5);
  log.cleanup(true);
  EXPECT_EQ(log.held(), (wb::held_count{1, 1}));
  (void)get("loaded", 6);
  EXPECT_EQ(store.queries, 1);
}

TEST_F(change_log, b_scenario_8_changes_within_a_checkpoint_leave_one_history_row) {
  for (int i = 1; i != 5; ++i) log.set("a", 1, account{"a", i});
  write(1);
  EXPECT_EQ(store.history_of("a"), "1=4");
}

TEST_F(change_log, b_scenario_24_a_missing_id_costs_one_query) {
  EXPECT_EQ(get("a", 1), std::nullopt);
  EXPECT_EQ(get("a", 1), std::nullopt);
  EXPECT_EQ(store.queries, 1);
}

TEST_F(change_log, b_scenario_25_ids_asked_for_together_are_one_query) {
  for (const char* id : {"a", "b", "c"}) log.get(id, 1, [](const auto&) {});
  log.send_loads();
  store.answer_all();
  EXPECT_EQ(store.queries, 1);
  (void)get("d", 1);
  (void)get("e", 1);
  EXPECT_EQ(store.queries, 3);
}

TEST_F(change_log, b_scenario_26_memory_needs_no_query_and_wins_over_a_load) {
  log.set("a", 1, account{"a", 1});
  (void)get("a", 1);
  EXPECT_EQ(store.queries, 0);
  put("b", {"b", 1});
  std::optional<account> seen;
  log.get("b", 1, [&](const auto& b) { seen = *b.value(); });
  log.send_loads();
  log.set("b", 1, account{"b", 2});
  store.answer_all();
  EXPECT_EQ(seen->balance, 2);
}

TEST_F(change_log, b_scenario_27_an_index_follows_what_is_set) {
  put("a", {"ann", 1});
  (void)lookup(owner == "ann", 1);
  log.set("b", 2, account{"ann", 2});
  EXPECT_EQ(lookup_in(log, store, owner == "ann", 2).size(), 2u);
  log.set("b", 3, account{"bob", 2});
  log.remove("a", 3);
  EXPECT_EQ(lookup_in(log, store, owner == "ann", 3).size(), 0u);
  EXPECT_EQ(store.queries, 1);
}

TEST_F(change_log, b_scenario_28_equalities_of_a_field_are_one_query) {
  put("a", {"ann", 1});
  put("b", {"bob", 2});
  std::map<std::string, std::size_t> seen;
  for (const char* name : {"ann", "bob", "cid"})
    log.lookup(owner == name, 1, [&, name](const auto& all) {
      seen[name] = all.value().size();
      for (const auto& a : all.value()) EXPECT_EQ(a->owner, name);
    });
  log.send_loads();
  store.answer_all();
  EXPECT_EQ(seen, (std::map<std::string, std::size_t>{{"ann", 1}, {"bob", 1}, {"cid", 0}}));
  EXPECT_EQ(store.queries, 1);
  for (const int b : {0, 1}) log.lookup(balance > b, 1, [](const auto&) {});
  log.send_loads();
  store.answer_all();
  EXPECT_EQ(store.queries, 3);
}

TEST_F(change_log, b_scenario_32_changes_above_the_frontier_stay_and_are_written_next) {
  for (const int at : {3, 7, 9}) log.set("a", at, account{"a", at});
  write(5);
  log.cleanup();
  EXPECT_EQ(log.held(), (wb::held_count{2, 0}));
  EXPECT_EQ(texts(log.window(9)), "a@7=7 a@9=9!");
}

TEST_F(change_log, b_scenario_33_an_index_that_stays_still_has_its_loaded_rows) {
  put("a", {"ann", 1});
  (void)get("a", 1);
  (void)lookup(owner == "ann", 9);
  log.set("b", 5, account{"bob", 1});
  write(5);
  log.cleanup();
  EXPECT_EQ(lookup(owner == "ann", 9), (std::set<std::string>{"ann"}));
  EXPECT_EQ(store.queries, 2);
}

/// A log and a simple account of what should be so, driven by a seed.
class random_run {
 public:
  explicit random_run(unsigned seed) : random_{seed} {}

  void run() {
    for (int step = 0; step != 120; ++step) {
      switch (pick(13)) {
        case 0:
        case 1:
        case 2:
          change();
          break;
        case 3:
          at_ += static_cast<int>(pick(3));
          break;
        case 4:
        case 5:
          get();
          break;
        case 6:
          lookup();
          break;
        case 7:
          log_.send_loads();
          break;
        case 8:
          store_.look();
          break;
        case 9:
          store_.answer_one(pick(4));
          break;
        case 10:
          start_write();
          break;
        case 11:
          end_write();
          break;
        default:
          log_.cleanup(pick(2) == 0);
      }
      EXPECT_EQ(log_.held().unwritten, unwritten_);
    }
    log_.send_loads();
    store_.answer_all();
    end_write();
    ++at_;
    start_write();
    end_write();
    EXPECT_EQ(asked_, answered_);
    EXPECT_EQ(store_.rows, truth_);
    EXPECT_EQ(store_.history, history_);
    log_.cleanup();
    EXPECT_EQ(log_.held(), (wb::held_count{0, 0}));
  }

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  std::string id() { return std::string(1, static_cast<char>('a' + pick(6))); }

  void change() {
    const std::string i = id();
    if (!history_.contains({i, at_})) ++unwritten_;
    if (pick(4) == 0) {
      truth_.erase(i);
      history_[{i, at_}] = std::nullopt;
      log_.remove(i, at_);
    } else {
      const account a{pick(2) ? "ann" : "bob", static_cast<int>(pick(4)),
                      pick(2) ? std::optional<int>{static_cast<int>(pick(3))} : std::nullopt};
      truth_[i] = a;
      history_[{i, at_}] = a;
      log_.set(i, at_, a);
    }
  }
  void get() {
    const std::string i = id();
    ++asked_;
    log_.get(i, at_, [this, i](const auto& a) {
      ++answered_;
      const auto& found = a.value();
      const auto t = truth_.find(i);
      ASSERT_EQ(static_cast<bool>(found), t != truth_.end());
      if (found) {
        EXPECT_EQ(*found, t->second);
      }
    });
  }
  template <class P>
  void lookup(const P& p) {
    ++asked_;
    log_.lookup(p, at_, [this, p](const auto& all) {
      ++answered_;
      std::multiset<std::string> expected, actual;
      for (const auto& [i, a] : truth_) {
        if (p.matches(a)) expected.insert(text(a));
      }
      for (const auto& a : all.value()) actual.insert(text(*a));
      EXPECT_EQ(actual, expected);
    });
  }
  void lookup() {
    switch (pick(7)) {
      case 0:
        return lookup(owner == "ann");
      case 1:
        return lookup(owner == "bob");
      case 2:
        return lookup(balance > static_cast<int>(pick(3)));
      case 3:
        return lookup(balance < 2);
      case 4:
        return lookup(owner == "ann" && balance == 1);
      case 5:
        return lookup(limit == 1);
      default:
        return lookup(balance.in({0, 3}) && owner == "bob");
    }
  }
  void start_write() {
    if (writing_) return;
    writing_up_to_ = at_++;
    writing_ = log_.window(writing_up_to_);
  }
  void end_write() {
    if (!writing_) return;
    store_.write(*writing_);
    unwritten_ -= writing_->size();
    log_.commit(writing_up_to_);
    writing_.reset();
  }

  std::mt19937 random_;
  shelf store_;
  log_type log_{{&store_}};
  int at_ = 1;
  std::map<std::string, account> truth_;
  std::map<std::pair<std::string, wb::checkpoint>, std::optional<account>> history_;
  std::optional<std::vector<wb::window_change<std::string, account>>> writing_;
  int writing_up_to_ = 0, asked_ = 0, answered_ = 0;
  std::size_t unwritten_ = 0;
};

TEST(change_log_model, every_order_of_changes_loads_writes_and_cleanups_gives_what_a_plain_map_gives) {
  for (unsigned seed = 1; seed != 5000; ++seed) {
    random_run{seed}.run();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}
}  // namespace
