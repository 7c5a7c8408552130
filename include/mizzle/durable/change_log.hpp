// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log/change.hpp>
#include <mizzle/durable/change_log/index_set.hpp>
#include <mizzle/durable/change_log/loads.hpp>
#include <mizzle/durable/change_log/predicate.hpp>
#include <mizzle/durable/change_log/row.hpp>
#include <mizzle/durable/change_log/undo.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::write_behind {

/// Changes of the entities of one kind that are held in memory until they are written, with whatever else was read of these entities.
/// It knows neither database nor thread: a Source is asked for what is not held, and whoever writes takes windows of changes.
///
///     log.set("ann", 7, account{"ann", 100});                 // at checkpoint 7
///     log.get("bob", 7, [](const auto& bob) { ... bob.value() ... });
///     log.send_loads();                                       // one query for all ids that were asked for
///     for (auto& c : log.window(7)) ...                       // to be written, in one unit
///     log.commit(7);                                          // they are written
///     log.cleanup();                                          // and need not be held any more
///
/// A Source has two functions, each of which calls the reply once, then or later, with the rows as they are in the database:
///
///     void load(const std::vector<Id>& ids, load_reply<Id, Entity> reply);
///     void load_where(const auto& predicate, load_reply<Id, Entity> reply);     // equal, greater, less, any_of or both of these
///
/// Id needs std::hash. A log belongs to one thread, on which replies have to come, and outlives them; the values in windows and answers
/// may be read anywhere. What a change or a question costs does not grow with what is held.
template <class Id, class Entity, class Source>
class change_log {
 public:
  using id_type = Id;
  using entity_type = Entity;
  using found_type = found<Entity>;
  using row = held_row<Id, Entity>;

  /// `committed`: the greatest checkpoint that the database holds.
  explicit change_log(Source source, checkpoint committed = 0) : source_{std::move(source)}, committed_{committed}, taken_{committed} {}
  change_log(const change_log&) = delete;
  change_log& operator=(const change_log&) = delete;

  /// The entity is this from a checkpoint on. A later change of the same checkpoint replaces an earlier one; one of an earlier checkpoint
  /// that is not written yet stays beside it. invalid_request if the checkpoint is behind a window that was taken, or behind another
  /// change of the id.
  void set(const Id& id, checkpoint at, Entity entity) { change_to(id, at, std::make_shared<const Entity>(std::move(entity))); }
  /// The same, but it is not there any more.
  void remove(const Id& id, checkpoint at) { change_to(id, at, nullptr); }

  /// What the database holds of an id, on behalf of a checkpoint. What memory holds already stays.
  row& init_value(const Id& id, std::optional<Entity> entity, checkpoint at) {
    const auto [place, is_new] = rows_.try_emplace(id);
    row& r = place->second;
    if (!is_new) return r;
    r.id = &place->first;
    if (entity) r.latest.value = std::make_shared<const Entity>(*std::move(entity));
    r.refer(at);
    loaded_.put(r, r.last_referenced);
    indexes_.update(r, nullptr, r.latest.value.get());
    return r;
  }

  /// The entity if memory knows it, null if memory knows that there is none, and nothing if it has to be loaded.
  [[nodiscard]] std::optional<found_type> find(const Id& id, checkpoint at) {
    const auto r = rows_.find(id);
    if (r == rows_.end()) return std::nullopt;
    r->second.refer(at);
    return r->second.latest.value;
  }

  /// Calls `then` with the entity as of now, or null: at once if memory knows, otherwise when it is loaded, behind send_loads(). Whoever
  /// asks for an id that is being loaded shares that. `at` is the checkpoint that asks: it is held until that is written.
  void get(const Id& id, checkpoint at, std::function<void(const answer<found_type>&)> then) {
    if (auto known = find(id, at)) return then(*std::move(known));
    auto [request, is_new] = loading_.try_emplace(id);
    request->second.add(at, std::move(then));
    if (is_new) asked_.push_back(id);
  }

  /// Calls `then` with all entities that meet a condition, in no particular order. The first time it is loaded; from then on an index
  /// knows, until it is cleaned up.
  template <Predicate P>
  void lookup(const P& p, checkpoint at, std::function<void(const answer<matches<Entity>>&)> then) {
    indexes_.template of<P>(*this).lookup(p, at, std::move(then));
  }

  /// Asks the source for all that was asked for and is not known: one query for ids, one for all equalities of a field, and one for
  /// each other condition.
  void send_loads() {
    if (!asked_.empty()) {
      std::vector<Id> ids = std::exchange(asked_, {});
      const auto number = begin_load();
      source_.load(std::as_const(ids),
                   load_reply<Id, Entity>{[this, ids, number](auto reply) { end_load(ids, number, std::move(reply)); }});
    }
    indexes_.send_loads();
  }
  /// How many queries are on their way.
  [[nodiscard]] std::size_t loads_under_way() const noexcept { return loads_.under_way(); }

  /// The changes behind the committed frontier up to a checkpoint, those of one id together and oldest first. They stay until commit(),
  /// so that a write that fails loses none; no change can be added to these checkpoints any more.
  [[nodiscard]] std::vector<window_change<Id, Entity>> window(checkpoint up_to) {
    std::vector<window_change<Id, Entity>> all;
    ++windows_;
    for (auto bucket = changed_.begin(); bucket != changed_.end() && bucket->first <= up_to; ++bucket) {
      for (row* r : bucket->second) {
        if (std::exchange(r->window, windows_) == windows_) continue;
        for (const auto& c : r->older) {
          if (c.at <= up_to) all.push_back({*r->id, c, false});
        }
        if (r->latest.at <= up_to) all.push_back({*r->id, r->latest, false});
        all.back().last = true;
      }
    }
    taken_ = std::max(taken_, up_to);
    return all;
  }

  /// The changes up to a checkpoint are written.
  void commit(checkpoint up_to) {
    while (!changed_.empty() && changed_.begin()->first <= up_to) {
      const auto bucket = changed_.extract(changed_.begin());
      unwritten_ -= bucket.mapped().size();
      for (row* r : bucket.mapped()) {
        const auto kept = std::find_if(r->older.begin(), r->older.end(), [&](const auto& c) { return c.at > up_to; });
        r->older.erase(r->older.begin(), kept);
        if (r->latest.at != bucket.key()) continue;
        --dirty_;
        if (loads_.under_way() == 0) written_.put(*r, r->last_referenced);
        else loads_.pin(*r);
      }
    }
    committed_ = std::max(committed_, up_to);
    taken_ = std::max(taken_, committed_);
  }
  [[nodiscard]] checkpoint committed() const noexcept { return committed_; }

  /// From here on changes are to be above a checkpoint, and can be taken back, until keep().
  void begin_batch(checkpoint above) { undo_.begin(above); }
  void keep_batch() { undo_.end(); }
  /// Everything is again as it was at begin_batch(), but what was loaded stays.
  void take_back_batch() {
    bool forgets = false;
    undo_.take_back([&](row& r, change<Entity> before, checkpoint at, bool was_new) {
      const found_type undone = r.latest.value;
      if (r.latest.at != before.at || was_new) {
        const auto bucket = changed_.find(at);
        bucket->second.pop_back();
        if (bucket->second.empty()) changed_.erase(bucket);
        --unwritten_;
        if (!r.older.empty()) r.older.pop_back();
        else --dirty_;
      }
      r.latest = std::move(before);
      indexes_.update(r, undone.get(), r.latest.value.get());
      if (was_new) rows_.erase(rows_.find(*r.id));
      else if (!is_unwritten(r)) look_at_again(r);
      forgets = forgets || was_new;
    });
    // An index that was made meanwhile took such a row for known.
    if (forgets) indexes_.clear([&](row& r) { left_index(r); });
  }
  /// The checkpoint of the newest change that is not written, or 0.
  [[nodiscard]] checkpoint newest() const noexcept { return changed_.empty() ? 0 : changed_.rbegin()->first; }

  /// Gives up what is written and not referred to behind the committed frontier: first indexes, then rows that are in none that is left.
  /// `spare_loaded`: not those that were loaded, only those that were written.
  void cleanup(bool spare_loaded = false) {
    indexes_.cleanup(committed_, [&](row& r) { left_index(r); });
    const auto visit = [&](row& r) {
      // A row with unwritten changes comes back when they are written, one in an index when that is removed.
      if (is_unwritten(r) || r.pins != 0) return;
      r.latest.at = 0;
      if (!r.indexes.empty()) return;
      if (r.last_referenced > committed_) loaded_.put(r, r.last_referenced);
      else rows_.erase(rows_.find(*r.id));
    };
    written_.take(committed_, visit);
    if (!spare_loaded) loaded_.take(committed_, visit);
  }

  [[nodiscard]] held_count held() const noexcept { return {unwritten_, rows_.size() - dirty_}; }

  // For its indexes.

  [[nodiscard]] Source& source() noexcept { return source_; }
  std::uint64_t begin_load() { return loads_.begin(); }
  /// A load that ends when this goes out of scope.
  struct answering {
    change_log& log;
    std::uint64_t number;
    answering(change_log& l, std::uint64_t n) : log{l}, number{n} {}
    answering(const answering&) = delete;
    ~answering() { log.load_ended(number); }
  };
  /// Calls f with each row that may differ from what a load under way brings.
  template <class F>
  void each_changed(F&& f) {
    for (const auto& bucket : changed_) {
      for (row* r : bucket.second) f(*r);
    }
    loads_.each_pinned(f);
  }
  void watch(held_index<Id, Entity>& i) { indexes_.watch(i); }

 private:
  void change_to(const Id& id, checkpoint at, found_type value) {
    if (at <= taken_) throw error::invalid_request{"set(): checkpoint " + std::to_string(at) + " is written, or being written"};
    if (at <= undo_.floor()) throw error::invalid_request{"set(): checkpoint " + std::to_string(at) + " belongs to an earlier batch"};
    const auto [place, is_new] = rows_.try_emplace(id);
    row& r = place->second;
    r.id = &place->first;
    if (r.latest.at > at)
      throw error::invalid_request{"set(): checkpoint " + std::to_string(at) + " is behind another change of the id, at " +
                                   std::to_string(r.latest.at)};
    const found_type before = r.latest.value;
    undo_.add(r, at, is_new);
    if (r.latest.at != at) {
      if (is_unwritten(r)) r.older.push_back(std::move(r.latest));
      else ++dirty_;
      if (changed_.empty() || changed_.rbegin()->first != at) changed_[at].push_back(&r);
      else changed_.rbegin()->second.push_back(&r);
      ++unwritten_;
    }
    r.latest = {at, std::move(value)};
    r.refer(at);
    indexes_.update(r, before.get(), r.latest.value.get());
  }
  [[nodiscard]] bool is_unwritten(const row& r) const noexcept { return r.latest.at > committed_; }
  /// Has cleanup() look at a row, unless something else will.
  void look_at_again(row& r) {
    if (r.pins == 0 && !r.place.bucket) loaded_.put(r, r.last_referenced);
  }
  void left_index(row& r) {
    if (r.indexes.empty() && !is_unwritten(r)) look_at_again(r);
  }
  void end_load(const std::vector<Id>& ids, std::uint64_t number, answer<std::vector<std::pair<Id, Entity>>> reply) {
    const answering keep{*this, number};
    std::vector<waiters<found_type>> waiting;
    for (const Id& id : ids) waiting.push_back(std::move(loading_.extract(id).mapped()));
    std::vector<answer<found_type>> answers;
    try {
      std::unordered_map<Id, const Entity*> given;
      for (const auto& [id, entity] : reply.value()) given.emplace(id, &entity);
      for (std::size_t i = 0; i != ids.size(); ++i) {
        const auto g = given.find(ids[i]);
        row& r = init_value(ids[i], g == given.end() ? std::nullopt : std::optional<Entity>{*g->second}, waiting[i].latest);
        r.refer(waiting[i].latest);
        answers.push_back(r.latest.value);
      }
    } catch (...) {
      answers.assign(ids.size(), std::current_exception());
    }
    call_all call;
    for (std::size_t i = 0; i != ids.size(); ++i) {
      for (const auto& then : waiting[i].list) call([&] { then(answers[i]); });
    }
    call.rethrow();
  }
  void load_ended(std::uint64_t number) {
    loads_.end(number, [&](row& r) {
      if (!is_unwritten(r)) written_.put(r, r.last_referenced);
    });
  }

  Source source_;
  checkpoint committed_, taken_;
  std::unordered_map<Id, row> rows_{};
  /// Rows by the checkpoints of their unwritten changes; how many changes these are; how many rows.
  std::map<checkpoint, std::vector<row*>> changed_{};
  std::size_t unwritten_ = 0, dirty_ = 0;
  due_queue<row> written_{}, loaded_{};
  index_set<change_log> indexes_{};
  std::vector<Id> asked_{};
  std::unordered_map<Id, waiters<found_type>> loading_{};
  loads<row> loads_{};
  std::uint64_t windows_ = 0;
  undo_log<row> undo_{};
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::change_log;
}  // namespace mizzle::write_behind
