// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log/predicate.hpp>
#include <mizzle/durable/change_log/row.hpp>

namespace mizzle::detail::write_behind {

/// Rows that met a condition.
template <class Entity>
using matches = std::vector<found<Entity>>;

/// All indexes whose conditions are of one type.
template <class Id, class Entity>
class index_family {
 public:
  virtual ~index_family() = default;
  /// A row's latest state is another one; null where there is none.
  virtual void update(held_row<Id, Entity>& row, const Entity* before, const Entity* after) = 0;
  /// Removes an index that no row is in any more.
  virtual void erase(held_index<Id, Entity>& i) = 0;
  /// Asks the source for what lookup() wants and no index knows.
  virtual void send_loads() = 0;
};

/// Log is the change log that it belongs to.
template <class Log, class P>
class indexes_of final : public index_family<typename Log::id_type, typename Log::entity_type> {
 public:
  using Id = typename Log::id_type;
  using Entity = typename Log::entity_type;
  using row = held_row<Id, Entity>;
  using index_type = held_index<Id, Entity>;
  using then_type = std::function<void(const answer<matches<Entity>>&)>;

  explicit indexes_of(Log& log) : log_{&log} {}

  void lookup(const P& p, checkpoint at, then_type then) {
    if (const auto i = indexes_.find(p); i != indexes_.end()) {
      if (at > i->second.last_referenced) i->second.last_referenced = at;
      then(rows_of(i->second));
      return;
    }
    auto [request, is_new] = loading_.try_emplace(p);
    request->second.add(at, std::move(then));
    if (is_new) asked_.push_back(p);
  }

  void update(row& r, const Entity* before, const Entity* after) override {
    if (indexes_.empty()) return;
    if constexpr (is_keyed) {
      index_type* const old = before ? index_for(*before) : nullptr;
      index_type* const now = after ? index_for(*after) : nullptr;
      if (old == now) return;
      if (old) r.leave(*old);
      if (now) r.join(*now);
    } else {
      for (auto& [p, i] : indexes_) {
        if (after && p.matches(*after)) r.join(i);
        else if (before) r.leave(i);
      }
    }
  }
  void erase(index_type& i) override { indexes_.erase(indexes_.find(*static_cast<const P*>(i.predicate))); }

  void send_loads() override {
    std::vector<P> asked = std::exchange(asked_, {});
    if constexpr (is_equality<P>) {
      if (asked.size() > 1) {
        any_of<typename P::field> merged;
        for (const P& p : asked) merged.values.push_back(p.value);
        load(merged, std::move(asked));
        return;
      }
    }
    for (const P& p : asked) load(p, {p});
  }

 private:
  /// Whether the one condition of this type that an entity meets can be computed.
  static constexpr bool is_keyed = requires(const Entity& e) { P::of(e); };

  index_type* index_for(const Entity& e) {
    const auto p = P::of(e);
    if (!p) return nullptr;
    const auto i = indexes_.find(*p);
    return i == indexes_.end() ? nullptr : &i->second;
  }
  matches<Entity> rows_of(const index_type& i) const {
    matches<Entity> all;
    all.reserve(i.rows.size());
    for (const row* r : i.rows) all.push_back(r->latest.value);
    return all;
  }

  template <class Query>
  void load(const Query& query, std::vector<P> asked) {
    log_->source().load_where(query, load_reply<Id, Entity>{[this, asked = std::move(asked), number = log_->begin_load()](auto reply) {
      const typename Log::answering keep{*log_, number};
      if (reply.failed()) fail(asked, reply);
      else complete(asked, reply.value());
    }});
  }
  void fail(const std::vector<P>& asked, const auto& reply) {
    call_all call;
    try {
      (void)reply.value();
    } catch (...) {
      const answer<matches<Entity>> failed{std::current_exception()};
      for (const auto& w : take_waiters(asked)) {
        for (const auto& then : w.list) call([&] { then(failed); });
      }
    }
    call.rethrow();
  }
  void complete(const std::vector<P>& asked, const std::vector<std::pair<Id, Entity>>& rows) {
    const auto waiting = take_waiters(asked);
    checkpoint latest = 0;
    for (const auto& w : waiting) latest = std::max(latest, w.latest);
    std::vector<index_type*> made;
    for (std::size_t k = 0; k != asked.size(); ++k) {
      auto& [p, i] = *indexes_.try_emplace(asked[k]).first;
      i.predicate = &p;
      i.family = static_cast<index_family<Id, Entity>*>(this);
      i.last_referenced = waiting[k].latest;
      log_->watch(i);
      made.push_back(&i);
    }
    // What memory knows better than the database did when it was asked is what has changed since; all else is in its answer.
    for (const auto& [id, entity] : rows) enlist(log_->init_value(id, entity, latest), made);
    log_->each_changed([&](row& r) { enlist(r, made); });
    std::vector<answer<matches<Entity>>> answers;
    for (const index_type* i : made) answers.push_back(rows_of(*i));
    call_all call;
    for (std::size_t k = 0; k != waiting.size(); ++k) {
      for (const auto& then : waiting[k].list) call([&] { then(answers[k]); });
    }
    call.rethrow();
  }
  void enlist(row& r, const std::vector<index_type*>& made) {
    if (!r.latest.value) return;
    if constexpr (is_keyed) {
      if (index_type* const i = index_for(*r.latest.value)) r.join(*i);
    } else {
      for (index_type* i : made) {
        if (static_cast<const P*>(i->predicate)->matches(*r.latest.value)) r.join(*i);
      }
    }
  }
  std::vector<waiters<matches<Entity>>> take_waiters(const std::vector<P>& asked) {
    std::vector<waiters<matches<Entity>>> all;
    for (const P& p : asked) {
      auto node = loading_.extract(p);
      all.push_back(std::move(node.mapped()));
    }
    return all;
  }

  Log* log_;
  std::unordered_map<P, index_type, predicate_hash> indexes_{};
  std::unordered_map<P, waiters<matches<Entity>>, predicate_hash> loading_{};
  std::vector<P> asked_{};
};

}  // namespace mizzle::detail::write_behind
