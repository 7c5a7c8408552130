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

/// How an engine goes about a statement.
struct query_plan {
  std::vector<plan_step> steps;

  /// One line for each step, under the one that it belongs to.
  template <class Text = std::string>
  [[nodiscard]] Text tree() const {
    Text out;
    add_branch(out, 0, Text{});
    return out;
  }

 private:
  template <class Text>
  void add_branch(Text& out, std::int64_t parent, const Text& before) const {
    const plan_step* last = nullptr;
    for (const plan_step& s : steps) {
      if (s.parent == parent) last = &s;
    }
    for (const plan_step& s : steps) {
      if (s.parent != parent) continue;
      out += before + (&s == last ? "`--" : "|--") + s.detail + '\n';
      if (s.id != parent) add_branch(out, s.id, before + (&s == last ? "   " : "|  "));
    }
  }
};

/// `explain query plan` of a statement, with its values (https://www.sqlite.org/eqp.html): `std::cout << mz::explain(db, page).tree()`. The
/// statement is not run. For handles of SQLite and D1. What the steps say is for people, and differs among versions.
template <class H, Statement S, class Plan = query_plan>
  requires(BareHandle<H> || BatchCapable<H>)
Plan explain(H& handle, const S& statement) {
  constexpr bool sqlite = H::dialect::id != dialect_id::postgres;
  static_assert(sqlite, "mizzle: explain(): it reads SQLite's plans; ask another engine by SQL text of your own");
  Plan plan;
  auto built = to_sql<typename H::dialect>(statement);
  if (built.sql.empty()) return plan;
  const std::string sql = "explain query plan " + built.sql;
  const bound_statement asked{sql, std::move(built.values), true, {}};
  statement_reply reply;
  if constexpr (BareHandle<H>) {
    reply = handle.execute(asked);
  } else {
    reply = std::move(handle.execute_batch({&asked, 1}).at(0));
  }
  const auto number = [](const value& v) {
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
