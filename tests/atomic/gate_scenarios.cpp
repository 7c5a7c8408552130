// SPDX-License-Identifier: MIT
// Several writers on one file, and the outer handle of a running transaction.
#include "messaging.hpp"

#include <atomic>
#include <thread>

#include "support/temporary_file.hpp"

namespace {
using namespace messaging;

auto registration(std::int64_t id, const std::string& name) {
  return mz::atomic(mz::insert_into(agents).values({.id = id, .name = name}),
                    mz::insert_into(members).values({.channel_id = channel, .agent_id = id}));
}

struct gate_scenarios : testing::Test {
  support::temporary_file file;
  mz::sqlite::connection db{file.path()};
  gate_scenarios() { populate(db); }
};

TEST_F(gate_scenarios, a_scenario_20_a_list_on_the_outer_handle_is_rejected_and_does_not_hang) {
  const auto list = registration(10, "ten");
  db.transaction([&](auto& tx) {
    tx.run(mz::insert_into(agents).values({.id = 11, .name = "eleven"}));
    EXPECT_NE(mz::try_atomic(db, list).template error<mz::error::invalid_request>(), nullptr);
    EXPECT_NE(mz::try_atomic(db, std::vector<mz::any_write>{mz::insert_into(agents).values({.id = 12, .name = "twelve"})})
                  .template error<mz::error::invalid_request>(),
              nullptr);
  });
  EXPECT_EQ(size_of(db, agents), 3);
  EXPECT_EQ(size_of(db, members), 2);
}

TEST_F(gate_scenarios, a_scenario_21_a_builder_commits) {
  (void)mz::run_atomic(db, [](auto& tx) {
    return registration(mz::get<0>(tx.one(mz::select(mz::coalesce(mz::max(agents.id), 0) + 1).from(agents))), "three");
  });
  EXPECT_EQ(db.one(mz::select(agents).where(agents.id == 3)).name, "three");
  mz::sqlite::connection other{file.path()};
  EXPECT_EQ(size_of(other, members), 3);
}

TEST(gate_scenarios_in_memory, a_scenario_22_a_ready_list) {
  mz::sqlite::connection db{":memory:"};
  populate(db);
  const auto list = registration(10, "ten");
  (void)mz::run_atomic(db, list);
  EXPECT_EQ(size_of(db, members), 3);
}

TEST_F(gate_scenarios, a_scenario_23_a_prepared_write_waits_for_its_turn_and_persists) {
  const auto write = mz::insert_into(agents).values({.id = 10, .name = "ten"});
  std::atomic<bool> open{false}, committed{false};
  std::thread holder{[&] {
    mz::sqlite::connection own{file.path()};
    own.transaction([&](auto& tx) {
      tx.run(mz::insert_into(agents).values({.id = 11, .name = "eleven"}));
      open = true;
      std::this_thread::sleep_for(std::chrono::milliseconds{30});
      committed = true;
    });
  }};
  while (!open) std::this_thread::yield();
  db.run(write);
  EXPECT_TRUE(committed);
  holder.join();
  mz::sqlite::connection other{file.path()};
  EXPECT_EQ(size_of(other, agents), 4);
}

TEST_F(gate_scenarios, a_scenario_24_registrations_amid_plain_writes_are_not_lost) {
  constexpr int rounds = 15;
  const mz::sqlite::options patient{.busy_timeout = std::chrono::seconds{30}};
  const auto registers = [&](int base) {
    mz::sqlite::connection own{file.path(), patient};
    for (int i = 0; i != rounds; ++i) (void)mz::run_atomic(own, registration(base + i, "agent " + std::to_string(base + i)));
  };
  std::thread first{registers, 100}, second{registers, 200}, plain{[&] {
    mz::sqlite::connection own{file.path(), patient};
    for (int i = 0; i != rounds * 4; ++i)
      own.run(mz::update(channels).set(channels.name = "general " + std::to_string(i)).where(channels.id == channel));
  }};
  first.join();
  second.join();
  plain.join();
  EXPECT_EQ(size_of(db, agents), 2 + 2 * rounds);
  EXPECT_EQ(size_of(db, members), 2 + 2 * rounds);
  EXPECT_EQ(db.one(mz::select(channels).where(channels.id == channel)).name, "general 59");
}

}  // namespace
