// SPDX-License-Identifier: MIT
// Runs the paid_action program as a user would, and believes neither its table nor its account, but reads both in the file.
#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <mizzle/mizzle.hpp>

#include "program.hpp"

namespace {

namespace mz = mizzle;
using programs::words;

/// A line of the table, such as "  7  executed  a drawing of a fox, drawn by process 7".
struct line {
  int process = 0;
  std::string what, answer;
};

struct paid_action : testing::Test {
  programs::directory in;
  programs::finished last;

  /// Runs it on the test's file and gives its table.
  std::vector<line> run(words arguments) {
    arguments.insert(arguments.end(), {"--db", in / "shop.db"});
    last = programs::run(PAID_ACTION_PROGRAM, in, arguments);
    std::vector<line> table;
    std::istringstream out{last.out};
    std::string text;
    std::getline(out, text);
    while (std::getline(out, text) && !text.empty()) {
      line& l = table.emplace_back();
      std::istringstream{text} >> l.process >> l.what >> std::ws;
      l.answer = text.substr(text.find(l.what) + 10);
    }
    return table;
  }
  static std::ptrdiff_t count(const std::vector<line>& table, const std::string& what) {
    return std::count_if(table.begin(), table.end(), [&](const line& l) { return l.what == what; });
  }
  std::int64_t number(std::string_view sql) {
    mz::sqlite::connection db{in / "shop.db", {.read_only = true}};
    return mz::get<0>(db.raw<std::int64_t>(sql)[0]);
  }
  void expect_charges(std::int64_t n) {
    EXPECT_EQ(number("select count(*) from mizzle_ledger_transactions where type = 'deduct'"), n);
    EXPECT_EQ(number("select balance from mizzle_ledger_balances where caller_id = 'ann'"), 1000 - n * 120);
    EXPECT_EQ(number("select coalesce(sum(count), 0) from mizzle_ledger_usage"), n);
    EXPECT_EQ(number("select count(*) from mizzle_idempotency where status = 'completed'"), n);
    const std::string balance = "balance: " + std::to_string((1000 - n * 120) / 100) + "." + std::to_string((1000 - n * 120) % 100);
    EXPECT_NE(last.out.find(balance), std::string::npos) << last.out;
  }
};

TEST_F(paid_action, of_eight_one_executes_and_all_have_its_answer_and_one_price_is_charged) {
  const auto table = run({"--processes", "8"});
  EXPECT_EQ(last.code, 0) << last.err;
  ASSERT_EQ(table.size(), 8u) << last.out;
  EXPECT_EQ(count(table, "executed"), 1);
  EXPECT_EQ(count(table, "replayed"), 7);
  for (const line& l : table) {
    EXPECT_EQ(l.answer, table[0].answer);
    if (l.what == "executed") {
      EXPECT_EQ(l.answer, "a drawing of a fox, drawn by process " + std::to_string(l.process));
    }
  }
  expect_charges(1);

  const auto again = run({"--processes", "3"});
  EXPECT_EQ(count(again, "replayed"), 3);
  EXPECT_EQ(again[0].answer, table[0].answer);
  expect_charges(1);
  EXPECT_EQ(count(run({"--key", "order-2"}), "executed"), 1);
  expect_charges(2);
}

TEST_F(paid_action, if_the_first_is_killed_another_executes_and_one_price_is_charged) {
  const auto table = run({"--kill", "--lease", "300"});
  EXPECT_EQ(last.code, 0) << last.err;
  ASSERT_EQ(table.size(), 8u) << last.out;
  EXPECT_EQ(table[0].what, "killed");
  EXPECT_EQ(count(table, "executed"), 1);
  EXPECT_EQ(count(table, "replayed"), 6);
  for (std::size_t i = 1; i != table.size(); ++i) EXPECT_EQ(table[i].answer, table[1].answer);
  expect_charges(1);
  EXPECT_EQ(number("select version from mizzle_idempotency"), 3);  // claimed, taken over, completed

  EXPECT_EQ(count(run({"--kill", "--processes", "3"}), "replayed"), 3);
  expect_charges(1);
}

TEST_F(paid_action, if_all_are_killed_nothing_is_charged_and_the_next_executes) {
  EXPECT_EQ(count(run({"--kill", "--processes", "1", "--lease", "300"}), "killed"), 1);
  expect_charges(0);
  EXPECT_EQ(count(run({"--processes", "2"}), "executed"), 1);
  expect_charges(1);
}

TEST_F(paid_action, who_cannot_pay_is_refused_and_not_charged) {
  const auto table = run({"--price", "1001", "--processes", "3"});
  EXPECT_EQ(last.code, 2);
  EXPECT_EQ(count(table, "refused"), 3);
  for (const line& l : table) EXPECT_NE(l.answer.find("there is not enough money"), std::string::npos) << l.answer;
  expect_charges(0);
}

TEST_F(paid_action, a_key_that_was_used_for_something_else_is_refused) {
  (void)run({"--processes", "2"});
  for (const words& other : {words{"--subject", "an owl"}, words{"--price", "121"}}) {
    const auto table = run(other);
    EXPECT_EQ(last.code, 2);
    EXPECT_EQ(count(table, "refused"), 8);
    EXPECT_EQ(table[0].answer, "idempotency key \"order-1\": it belongs to another request");
  }
  expect_charges(1);
}

TEST_F(paid_action, wrong_usage_is_said_on_stderr) {
  for (const words& wrong :
       {words{}, words{"--db"}, words{"--kil", "--db", "x"}, words{"--db", "x", "--processes", "0"}, words{"--db", "x", "--price", "1.5"},
        words{"--db", "x", "--subject", "two\nlines"}, words{"--db", in / "no such folder/x.db"}}) {
    const auto end = programs::run(PAID_ACTION_PROGRAM, in, wrong);
    EXPECT_EQ(end.code, 1);
    EXPECT_EQ(end.out, "");
    EXPECT_EQ(end.err.find("paid_action: "), 0u) << end.err;
  }
  EXPECT_EQ(programs::run(PAID_ACTION_PROGRAM, in, {"--help"}).code, 0);
}

}  // namespace
