// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <mizzle/durable/inside.hpp>
#include <mizzle/durable/reopenable.hpp>
#include <mizzle/durable/writer.hpp>
#include <mizzle/wire/bound_statement.hpp>

namespace mizzle::detail::durable {

/// A connection of which a pool can be made: it opens its file again, and reads all of one moment in snapshot(f).
template <class C>
concept Poolable = Reopenable<C> && TransactionCapable<C> && requires(C& c, transaction_probe f) {
  { c.snapshot(f) } -> std::same_as<int>;
};

/// One file for many threads: a writer, and connections for reading of which each serves one reader at a time.
///
///     mz::pool db{mz::sqlite::connection{"app.db"}};
///     db.run(mz::atomic(insert, update));                                   // see mz::writer
///     auto page = db.read([&](auto& tx) { return tx.all(query); });
///
/// What was committed before read() is called is seen by it. On a file in WAL mode readers and the writer do not wait for each other.
/// All functions may be called by any thread. The end of a pool is the end of its writer, and nobody may read any more by then.
template <Poolable Connection>
class pool {
 public:
  /// Opens the file `readers` times more; an invalid_request if there is no file, because the database is in memory, or for no readers.
  explicit pool(Connection connection, std::size_t readers = 4, writer_options o = {})
      : readers_{open(connection, readers)}, writer_{std::move(connection), std::move(o)} {
    for (Connection& c : readers_) free_.push_back(&c);
  }

  /// Runs f with a handle for reading; what it reads is of one moment. Waits for a free connection. Gives what f returns. A write is an
  /// invalid_request, and so is read() inside f.
  template <class F>
  auto read(F&& f) {
    const borrowed mine{*this};
    return mine.connection().snapshot(std::forward<F>(f));
  }
  /// The writer's.
  template <class... X>
  auto submit(X&&... x) {
    return writer_.submit(std::forward<X>(x)...);
  }
  template <class Work>
  auto run(Work&& work) {
    return writer_.run(std::forward<Work>(work));
  }
  template <class... X>
  void post(X&&... x) {
    writer_.post(std::forward<X>(x)...);
  }
  [[nodiscard]] bool is_inside() const noexcept { return writer_.is_inside(); }
  [[nodiscard]] durable::writer<Connection>& writer() noexcept { return writer_; }

 private:
  static std::vector<Connection> open(const Connection& like, std::size_t readers) {
    const auto again = like.open_again();
    if (!again) throw error::invalid_request{"pool: this database is seen by its one connection alone; use a file, or a gate"};
    if (readers == 0) throw error::invalid_request{"pool: it needs a connection to read with; use a writer alone where nobody reads"};
    std::vector<Connection> result;
    for (std::size_t i = 0; i != readers; ++i) {
      result.push_back((*again)());
      (void)result.back().execute(bound_statement{"pragma query_only = on", {}, false, {}});
    }
    return result;
  }

  /// A connection while somebody reads with it.
  class borrowed {
   public:
    explicit borrowed(pool& p) : pool_{p}, connection_{p.take()}, inside_{&p} {}
    borrowed(const borrowed&) = delete;
    borrowed& operator=(const borrowed&) = delete;
    ~borrowed() { pool_.give_back(connection_); }
    [[nodiscard]] Connection& connection() const noexcept { return *connection_; }

   private:
    pool& pool_;
    Connection* connection_;
    inside inside_;
  };
  Connection* take() {
    if (inside::is(this))
      throw error::invalid_request{"pool: this thread reads already, and could wait for itself; use the handle that it was given"};
    std::unique_lock lock{mutex_};
    returned_.wait(lock, [&] { return !free_.empty(); });
    Connection* const taken = free_.back();
    free_.pop_back();
    return taken;
  }
  void give_back(Connection* c) noexcept {
    {
      const std::lock_guard lock{mutex_};
      free_.push_back(c);
    }
    returned_.notify_one();
  }

  std::vector<Connection> readers_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Connection*> free_;
  durable::writer<Connection> writer_;
};

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::pool;
}  // namespace mizzle
