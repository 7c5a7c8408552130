// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/atomic/policy.hpp>
#include <mizzle/atomic/to_sql.hpp>

namespace mizzle::detail {

/// A step of a plan, and the step that it belongs to, or 0.
struct plan_step {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::string detail;  // such as "SEARCH messages USING INDEX messages_by_channel (channel_id=?)"
  friend bool operator==(const plan_step&, const plan_step&) = default;
};

// Templates, as in to_sql.hpp: few files ask for plans.

template <class Step>
struct query_plan_of {
  std::vector<Step> steps;

  /// One line for each step, under the one that it belongs to.
  [[nodiscard]] std::string tree() const {
    std::string out;
    add_branch(out, 0, "");
    return out;
  }

 private:
  void add_branch(std::string& out, std::int64_t parent, const std::string& before) const {
    const Step* last = nullptr;
    for (const Step& s : steps) {
      if (s.parent == parent) last = &s;
    }
    for (const Step& s : steps) {
      if (s.parent != parent) continue;
      out += before + (&s == last ? "`--" : "|--") + s.detail + '\n';
      if (s.id != parent) add_branch(out, s.id, before + (&s == last ? "   " : "|  "));
    }
  }
};
/// How an engine goes about a statement.
using query_plan = query_plan_of<plan_step>;

/// `explain query plan` of a statement, with its values (https://www.sqlite.org/eqp.html): `std::cout << mz::explain(db, page).tree()`. The
/// statement is not run. For handles of SQLite and D1. What the steps say is for people, and differs among versions.
template <class H, Statement S, class Plan = query_plan, class Asked = bound_statement, class Reply = statement_reply, class Value = value>
  requires(BareHandle<H> || BatchCapable<H>)
Plan explain(H& handle, const S& statement) {
  constexpr bool sqlite = H::dialect::id != dialect_id::postgres;
  static_assert(sqlite, "mizzle: explain(): it reads SQLite's plans; ask another engine by SQL text of your own");
  Plan plan;
  auto built = to_sql<typename H::dialect>(statement);
  if (built.sql.empty()) return plan;
  const std::string sql = "explain query plan " + built.sql;
  const Asked asked{sql, std::move(built.values), true, {}};
  Reply reply;
  if constexpr (BareHandle<H>) {
    reply = handle.execute(asked);
  } else {
    reply = std::move(handle.execute_batch({&asked, 1}).at(0));
  }
  const auto number = [](const Value& v) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) return *n;
    throw error::transport_error{"explain(): the answer is no plan", false};
  };
  for (auto& row : reply.rows) plan.steps.push_back({number(row.at(0)), number(row.at(1)), std::get<std::string>(std::move(row.at(3)))});
  return plan;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::explain;
using detail::plan_step;
using detail::query_plan;
}  // namespace mizzle
