// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/mizzle.hpp>

/// The handles of all tests: SQLite behind less than a connection offers, and engines that are not there.
namespace support {

/// A statement as a handle was sent it. What it points to in the list is copied.
struct sent_statement {
  std::string text;
  std::vector<mizzle::value> values;
  bool returns_rows = false;
  mizzle::guard guard{};
};
inline sent_statement keep(const mizzle::bound_statement& s) { return {std::string{s.sql}, s.values, s.returns_rows, s.guard}; }
inline std::vector<std::string> texts_of(const std::vector<sent_statement>& list) {
  std::vector<std::string> result;
  for (const sent_statement& s : list) result.push_back(s.text);
  return result;
}

/// A handle of which only single statements can be asked. SQLite understands the words of D1's dialect too.
template <class Dialect>
struct bare_in {
  using dialect = Dialect;
  mizzle::sqlite::connection& db;
  mizzle::statement_reply execute(const mizzle::bound_statement& s) { return db.execute(s); }
};
using bare = bare_in<mizzle::dialect::sqlite>;
using bare_d1 = bare_in<mizzle::dialect::d1>;

/// A bare handle that keeps what it was sent.
struct recorder {
  using dialect = mizzle::dialect::sqlite;
  mizzle::sqlite::connection& db;
  std::vector<sent_statement> sent{};
  mizzle::statement_reply execute(const mizzle::bound_statement& s) {
    sent.push_back(keep(s));
    return db.execute(s);
  }
};

/// Runs a list all or nothing and says which statement failed; execute(tx, statement) runs one of them.
template <class Execute>
std::vector<mizzle::statement_reply> all_or_nothing_by(mizzle::sqlite::connection& db, std::span<const mizzle::bound_statement> list,
                                                       Execute&& execute) {
  std::vector<mizzle::statement_reply> replies;
  db.transaction([&](auto& tx) {
    for (std::size_t i = 0; i != list.size(); ++i) {
      try {
        replies.push_back(execute(tx, list[i]));
      } catch (mizzle::error::base& e) {
        e.set_step(i);
        throw;
      }
    }
  });
  return replies;
}

/// A handle that runs lists all or nothing in one call, as hosted engines do, and says which statement failed.
struct all_or_nothing {
  using dialect = mizzle::dialect::sqlite;
  mizzle::sqlite::connection& db;

  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    return all_or_nothing_by(db, list, [](auto& tx, const auto& s) { return tx.execute(s); });
  }
};

/// The same, which keeps the text of every list, and can do something just before it runs one, and just behind its commit: an answer
/// is lost by `after` throwing a transport_error.
struct fake_batch {
  using dialect = mizzle::dialect::sqlite;
  mizzle::sqlite::connection& db;
  std::function<void()> before{};
  std::vector<std::vector<std::string>> batches{};
  std::function<void()> after{};

  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    auto& texts = batches.emplace_back();
    for (const auto& s : list) texts.emplace_back(s.sql);
    if (before) std::exchange(before, nullptr)();
    auto replies = all_or_nothing{db}.execute_batch(list);
    if (after) std::exchange(after, nullptr)();
    return replies;
  }
  /// The texts of one batch without the statements that check guards.
  [[nodiscard]] std::vector<std::string> writes(std::size_t batch = 0) const {
    std::vector<std::string> result;
    for (const auto& s : batches.at(batch)) {
      if (s.find("mizzle guard") == s.npos) result.push_back(s);
    }
    return result;
  }
};

/// An engine that is not there: it keeps what it was sent, and answers what it was told to.
template <class Dialect>
struct told {
  using dialect = Dialect;
  std::vector<mizzle::statement_reply> replies{};
  std::vector<sent_statement> sent{};

  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    for (const auto& s : list) sent.push_back(keep(s));
    return replies;
  }
};

}  // namespace support
