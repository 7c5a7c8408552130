// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log.hpp>

/// A database that is a map, whose answers come when the test wants them.
namespace change_log_tests {
namespace wb = mizzle::write_behind;

struct account {
  std::string owner;
  int balance = 0;
  std::optional<int> limit{};
  friend bool operator==(const account&, const account&) = default;
};
inline std::string text(const account& a) {
  return a.owner + ":" + std::to_string(a.balance) + ":" + (a.limit ? std::to_string(*a.limit) : "-");
}

struct shelf {
  using rows_type = std::vector<std::pair<std::string, account>>;
  struct question {
    std::function<rows_type()> read;
    wb::load_reply<std::string, account> reply;
    std::optional<rows_type> seen{};

    void look() {
      if (!seen) seen = read();
    }
  };

  std::map<std::string, account> rows{};
  std::map<std::pair<std::string, wb::checkpoint>, std::optional<account>> history{};
  int queries = 0;
  std::vector<question> open{};

  void ask(std::function<rows_type()> read, wb::load_reply<std::string, account> reply) {
    ++queries;
    open.push_back({std::move(read), std::move(reply)});
  }
  /// All queries that are open read now what they will answer.
  void look() {
    for (question& q : open) q.look();
  }
  void answer_one(std::size_t which) {
    if (which >= open.size()) return;
    question q = std::move(open[which]);
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
    q.look();
    q.reply(*std::move(q.seen));
  }
  void answer_all() {
    while (!open.empty()) answer_one(0);
  }
  void fail_all(const std::exception_ptr& error) {
    for (question& q : std::exchange(open, {})) q.reply(error);
  }
  template <class Window>
  void write(const Window& window) {
    for (const auto& c : window) {
      const auto value = c.what.value ? std::optional<account>{*c.what.value} : std::nullopt;
      if (!history.emplace(std::pair{c.id, c.what.at}, value).second) throw std::logic_error{"written twice: " + c.id};
      if (!c.last) continue;
      if (value) rows[c.id] = *value;
      else rows.erase(c.id);
    }
  }
  [[nodiscard]] std::string history_of(const std::string& id) const {
    std::string all;
    for (const auto& [key, value] : history) {
      if (key.first != id) continue;
      all += (all.empty() ? "" : " ") + std::to_string(key.second) + "=" + (value ? std::to_string(value->balance) : "-");
    }
    return all;
  }
};

struct shelf_source {
  shelf* of;

  void load(const std::vector<std::string>& ids, wb::load_reply<std::string, account> reply) {
    of->ask([of = of, ids] {
      shelf::rows_type all;
      for (const auto& id : ids) {
        if (const auto r = of->rows.find(id); r != of->rows.end()) all.push_back(*r);
      }
      return all;
    }, std::move(reply));
  }
  void load_where(const auto& predicate, wb::load_reply<std::string, account> reply) {
    of->ask([of = of, predicate] {
      shelf::rows_type all;
      for (const auto& r : of->rows) {
        if (predicate.matches(r.second)) all.push_back(r);
      }
      return all;
    }, std::move(reply));
  }
};
using log_type = wb::change_log<std::string, account, shelf_source>;

inline std::optional<account> get_from(log_type& log, shelf& store, const std::string& id, wb::checkpoint at) {
  std::optional<account> result;
  log.get(id, at, [&](const auto& a) {
    if (a.value()) result = *a.value();
  });
  log.send_loads();
  store.answer_all();
  return result;
}
template <class P>
std::vector<wb::found<account>> lookup_in(log_type& log, shelf& store, const P& p, wb::checkpoint at) {
  std::vector<wb::found<account>> result;
  log.lookup(p, at, [&](const auto& all) { result = all.value(); });
  log.send_loads();
  store.answer_all();
  return result;
}
inline std::set<std::string> owners_of(const std::vector<wb::found<account>>& all) {
  std::set<std::string> names;
  for (const auto& a : all) names.insert(a->owner);
  return names;
}
/// `a@1=10 b@2=-!`: the id, the checkpoint, the balance, and `!` behind the last change of an id.
inline std::string texts(const std::vector<wb::window_change<std::string, account>>& window) {
  std::string all;
  for (const auto& c : window) {
    all += (all.empty() ? "" : " ") + c.id + "@" + std::to_string(c.what.at) + "=" +
           (c.what.value ? std::to_string(c.what.value->balance) : "-") + (c.last ? "!" : "");
  }
  return all;
}
}  // namespace change_log_tests
