// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <mizzle/durable/inside.hpp>
#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/writer/command.hpp>
#include <mizzle/durable/writer/group.hpp>
#include <mizzle/durable/writer/options.hpp>
#include <mizzle/durable/writer/pending.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::durable {

/// The queue of a writer and what takes from it. All its work is done in tasks of a scheduler, of which one at most is due, and which
/// never wait. Only a producer who asked for that waits, in take_room().
template <class H>
class writer_core : public std::enable_shared_from_this<writer_core<H>> {
 public:
  using bare = std::remove_reference_t<H>;
  using command_ptr = std::unique_ptr<command<bare>>;

  writer_core(H handle, scheduler& on, writer_options o) : handle_(std::forward<H>(handle)), scheduler_{on}, options_{std::move(o)} {
    if (options_.capacity == 0 || options_.largest_group == 0)
      throw error::invalid_request{"writer: with a capacity or a largest_group of 0 nothing would ever be written"};
  }

  [[nodiscard]] const writer_options& options() const noexcept { return options_; }

  /// Takes a place in the queue, which may have to be waited for, for push() or give_room_back().
  void take_room() {
    std::unique_lock lock{mutex_};
    demand_open();
    if (!has_room()) {
      ++metrics_.stalls;
      if (options_.when_full == when_full::refuse) throw error::busy{5, "writer: the queue is full"};
      if (inside::is(this))
        throw error::invalid_request{"writer: the queue is full, and this thread does the work that would make room in it"};
      const auto began = scheduler_.now();
      room_.wait(lock, [&] { return has_room() || closing_ || failure_; });
      metrics_.seconds_stalled += seconds_since(began);
      demand_open();
    }
    ++occupied_;
  }
  void give_room_back() {
    {
      const std::lock_guard lock{mutex_};
      --occupied_;
    }
    room_.notify_one();
    call_for_room();
  }
  /// Puts a command at the end of the queue, in the place that was taken for it. Who asks for it `here` writes it himself if nobody else
  /// writes.
  void push(command_ptr c, bool here) {
    std::unique_lock lock{mutex_};
    demand_open();
    queue(lock, c, here);
  }
  /// A mark behind all that is queued.
  pending<void> push_mark(bool closes) {
    pending_end<void> end;
    auto result = end.get_pending(this);
    std::unique_lock lock{mutex_};
    closing_ = closing_ || closes;
    command_ptr mark = std::make_unique<command_mark<bare>>(std::move(end));
    mark->error = failure_;
    if (!queue_.empty() || working_) {
      queue(lock, mark, false);
    } else {
      lock.unlock();
      mark->tell();
    }
    room_.notify_all();
    call_for_room();
    return result;
  }
  /// Calls back in a task when there is room, or when there never will be.
  void await_room(unique_function<void()> then) {
    {
      const std::lock_guard lock{mutex_};
      if (!has_room()) ++metrics_.stalls;
      awaiting_room_.push_back(std::move(then));
    }
    call_for_room();
  }

  [[nodiscard]] std::exception_ptr failure() const {
    const std::lock_guard lock{mutex_};
    return failure_;
  }
  [[nodiscard]] writer_metrics metrics() const {
    const std::lock_guard lock{mutex_};
    writer_metrics result = metrics_;
    result.queued = occupied_;
    return result;
  }

  /// The error of a command that nobody waits for. That of a writer that halts is reported once.
  void report_posted(const std::exception_ptr& error) noexcept {
    if (options_.on_failure == on_failure::isolate) report(error);
  }
  /// What nobody else is told. Without a place for it, the program ends, as with any error that nobody takes.
  void report(const std::exception_ptr& error) noexcept {
    if (!options_.on_error) std::terminate();
    options_.on_error(error);
  }

 private:
  [[nodiscard]] bool has_room() const noexcept { return occupied_ < options_.capacity; }
  void demand_open() const {
    if (failure_) throw error::invalid_request{"writer: it has halted, because of an earlier failure: " + text_of(failure_)};
    if (closing_) throw error::invalid_request{"writer: it is closed"};
  }
  [[nodiscard]] double seconds_since(scheduler::time_point began) const {
    return std::chrono::duration<double>{scheduler_.now() - began}.count();
  }

  [[nodiscard]] bool is_due() const noexcept {
    return !queue_.empty() && (hastening_ != 0 || ticked_ || queue_.size() >= std::min(options_.count, options_.capacity));
  }
  /// Puts a command at the end of the queue. The lock is given up. If the scheduler cannot take the task that this needs, the command is
  /// taken back.
  void queue(std::unique_lock<std::mutex>& lock, command_ptr& c, bool here) {
    const command<bare>* const added = c.get();
    queue_.push_back(std::move(c));
    hastening_ += added->hastens;
    try {
      go_on(lock, here);
    } catch (...) {
      const auto at = std::find_if(queue_.begin(), queue_.end(), [&](const auto& queued) { return queued.get() == added; });
      if (at == queue_.end()) return;  // written by now, with those of others
      c = std::move(*at);
      queue_.erase(at);
      hastening_ -= c->hastens;
      throw;
    }
  }
  /// Sees to it that what is queued is written when it is due. The lock is given up.
  void go_on(std::unique_lock<std::mutex>& lock, bool here = false) {
    const bool now = !working_ && is_due();
    const bool later = !working_ && !now && !ticking_ && !queue_.empty();
    if (now) working_ = true;
    if (later) ticking_ = true;
    lock.unlock();
    try {
      if (now) {
        scheduler::task turn{[self = this->shared_from_this()] { self->turn(); }};
        if (!here || !scheduler_.try_run(turn)) scheduler_.post(std::move(turn));
      }
      if (later) {
        constexpr auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(scheduler::duration::max());
        scheduler_.post_after(std::min(options_.interval, longest), [weak = this->weak_from_this()] {
          if (const auto self = weak.lock()) self->tick();
        });
      }
    } catch (...) {
      lock.lock();
      if (now) working_ = false;
      if (later) ticking_ = false;
      throw;
    }
  }
  void tick() {
    std::unique_lock lock{mutex_};
    ticking_ = false;
    ticked_ = !queue_.empty();
    go_on(lock);
  }
  /// Writes a group, tells what became of it, and looks whether another is due.
  void turn() noexcept {
    const inside mark{this};
    std::unique_lock lock{mutex_};
    std::vector<command_ptr> group;
    const std::size_t size = std::min(queue_.size(), TransactionCapable<bare> ? options_.largest_group : 1);
    for (std::size_t i = 0; i != size; ++i) {
      hastening_ -= queue_.front()->hastens;
      occupied_ -= queue_.front()->writes;
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    if (queue_.empty()) ticked_ = false;
    lock.unlock();
    room_.notify_all();
    call_for_room();
    write(group);
    group.clear();
    lock.lock();
    working_ = false;
    go_on(lock);
  }

  void write(std::vector<command_ptr>& group) {
    const auto writes = static_cast<std::size_t>(std::count_if(group.begin(), group.end(), [](const auto& c) { return c->writes; }));
    std::exception_ptr failed;
    double in_commit = 0;
    try {
      if (writes != 0) in_commit = seconds_since(run_group(handle_, group, options_.on_failure, scheduler_));
    } catch (...) {
      // The error of a command that had the transaction for itself is its own, and none of the marks beside it.
      const bool is_its_own = writes == 1 && options_.on_failure == on_failure::isolate &&
                              std::any_of(group.begin(), group.end(), [](const auto& c) { return c->error != nullptr; });
      if (!is_its_own) failed = std::current_exception();
    }
    std::size_t stored = 0;
    for (const auto& c : group) {
      if (failed && !c->error) c->error = failed;
      stored += c->writes && !c->error;
    }
    std::exception_ptr halted;
    {
      const std::lock_guard lock{mutex_};
      metrics_.committed += stored;
      metrics_.failed += writes - stored;
      metrics_.flushes += writes != 0;
      metrics_.seconds_in_commit += in_commit;
      if (options_.on_failure == on_failure::halt && failed) {
        halted = failure_ = failed;
        for (auto& c : queue_) {
          c->error = failure_;
          metrics_.failed += c->writes;
          occupied_ -= c->writes;
          group.push_back(std::move(c));
        }
        queue_.clear();
        hastening_ = 0;
      }
    }
    if (halted) {
      room_.notify_all();
      call_for_room();
      if (options_.on_error) report(halted);
    }
    for (const auto& c : group) call([&] { c->tell(); });
  }
  /// Calls what is not the writer's own: it must not wait for the writer, and what it throws is reported.
  template <class F>
  void call(F&& f) noexcept {
    const inside mark{this};
    try {
      f();
    } catch (...) {
      report(std::current_exception());
    }
  }
  /// Calls as many who wait for room as there is room for.
  void call_for_room() {
    std::vector<unique_function<void()>> called;
    {
      const std::lock_guard lock{mutex_};
      const bool for_ever = closing_ || failure_;
      const std::size_t room = has_room() ? options_.capacity - occupied_ : 0;
      while (!awaiting_room_.empty() && (for_ever || called.size() < room)) {
        called.push_back(std::move(awaiting_room_.front()));
        awaiting_room_.pop_front();
      }
    }
    for (auto& c : called) {
      scheduler_.post([self = this->shared_from_this(), then = std::move(c)]() mutable { self->call(then); });
    }
  }

  H handle_;
  scheduler& scheduler_;
  const writer_options options_;

  mutable std::mutex mutex_;  // for all that follows
  std::condition_variable room_;
  std::deque<unique_function<void()>> awaiting_room_;
  std::deque<command_ptr> queue_;
  std::size_t occupied_ = 0;   // places in the queue, also those that are taken and not yet filled
  std::size_t hastening_ = 0;  // commands in the queue that somebody waits for
  bool working_ = false;       // a turn is posted or running
  bool ticking_ = false;       // a tick is posted
  bool ticked_ = false;        // what is queued has waited long enough
  bool closing_ = false;
  std::exception_ptr failure_;
  writer_metrics metrics_;
};

}  // namespace mizzle::detail::durable
