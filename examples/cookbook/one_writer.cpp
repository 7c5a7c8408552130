// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <future>
#include <thread>

#include <unistd.h>

#include <mizzle/durable/gate.hpp>
#include <mizzle/durable/pool.hpp>
#include <mizzle/durable/writer.hpp>

#ifdef __cpp_impl_coroutine
#include <coroutine>
#endif

using namespace std::chrono_literals;

namespace {

auto sale_of(std::int64_t book, const std::string& day) {
  return mz::atomic(mz::update(books).set(books.stock = books.stock - 1).where(books.id == book && books.stock > 0).require_changes(1),
                    mz::insert_into(sales).values({.book_id = book, .sold_on = day}).returning(sales.id));
}

// [threads]
// All threads hand what they write to one writer. It puts what has come meanwhile into one transaction, so that they share the wait for the
// disk; one that fails is undone alone.
void sell_at_many_counters(mz::writer<mz::sqlite::connection>& writer, std::int64_t book, const std::string& day) {
  std::vector<std::jthread> counters;
  for (int c = 0; c != 4; ++c) {
    counters.emplace_back([&] {
      try {
        const auto sold = writer.run(sale_of(book, day));  // waits until it is committed
        std::printf("sale %lld\n", static_cast<long long>(sold[1_c].one()[sales.id]));
      } catch (const mz::error::guard_failed&) {
        std::puts("sold out");
      }
    });
  }
}
// [/threads]

// [futures]
// Two sales are under way before the first is awaited. A command can also be a function of the transaction's handle, which reads first.
std::int64_t sell_two_and_count(mz::writer<mz::sqlite::connection>& writer) {
  mz::pending first = writer.submit(sale_of(1, "2026-03-01"));
  mz::pending second = writer.submit(sale_of(2, "2026-03-01"));
  mz::pending number = writer.submit([](auto& tx) { return mz::get<0>(tx.one(mz::select(mz::count()).from(sales))); });
  (void)first.get();  // the value of run_atomic(), or its error
  (void)second.get();
  return number.get();
}
// [/futures]

// [callbacks]
auto delivery_of(std::int64_t book, std::int64_t number) {
  return mz::update(books).set(books.stock = books.stock + number).where(books.id == book);
}

// Who does not wait posts: it is written with the next that somebody waits for, when 50 commands are there, or after 100 ms.
// The callback comes behind the commit, and before the next one begins.
void restock(mz::writer<mz::sqlite::connection>& writer, std::int64_t book, std::atomic<int>& stored) {
  writer.post(delivery_of(book, 10), [&stored](const mz::reply<mz::run_result>& r) {
    if (r.ok()) ++stored;
    else std::puts("not stored");
  });
}
// [/callbacks]

#ifdef __cpp_impl_coroutine
/// The simplest of coroutines: it begins at once, and its end is told to a future.
struct job {
  struct promise_type {
    std::promise<void> over;
    job get_return_object() { return {over.get_future()}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() { over.set_value(); }
    void unhandled_exception() { over.set_exception(std::current_exception()); }
  };
  std::future<void> over;
};

// [coroutine]
// In a coroutine of any kind. It goes on on the thread that has written, and must not wait there.
job sell_and_restock(mz::writer<mz::sqlite::connection>& writer, std::int64_t book) {
  const auto sold = co_await writer.submit(sale_of(book, "2026-03-02"));
  if (sold[0_c].changes == 1) co_await writer.submit(delivery_of(book, 1));
  co_await writer.flush();  // behind all that was queued
}
// [/coroutine]
#endif

// [full]
// A queue holds 1000 commands, and a producer waits for room. One that must not wait is refused instead, keeps his command, and is called when
// there is room.
mz::writer_options for_producers_that_must_not_wait() {
  return {.capacity = 100, .when_full = mz::when_full::refuse, .on_error = [](const std::exception_ptr&) { std::puts("not stored"); }};
}
void deliver(mz::writer<mz::sqlite::connection>& writer, std::int64_t book, int times) {
  try {
    for (; times != 0; --times) writer.post(delivery_of(book, 1));
  } catch (const mz::error::busy&) {
    writer.room([&writer, book, times] { deliver(writer, book, times); });
  }
}
// [/full]

// [pool]
std::int64_t stock_of(auto& db, std::int64_t book) { return db.one(mz::select(books).where(books.id == book)).stock; }

// A writer, and four connections that only read. What was committed before is seen; all that one read() sees is of one moment, and on a file
// in WAL mode it waits for no writer.
std::int64_t sell_and_look(mz::pool<mz::sqlite::connection>& shop, std::int64_t book) {
  (void)shop.run(sale_of(book, "2026-03-03"));
  return shop.read([&](auto& tx) {
    const auto sold = tx.all(mz::select(sales).where(sales.book_id == book));
    return stock_of(tx, book) + static_cast<std::int64_t>(sold.size());
  });
}
// [/pool]

// [gate]
// One connection that many threads share, each in its turn: a database in memory, or a program without much to write.
void count_at_once(mz::gate<mz::sqlite::connection>& shop, std::int64_t book) {
  std::jthread one{[&] { mz::run_atomic(shop, mz::atomic(delivery_of(book, 1))); }};
  std::jthread other{[&] {
    shop.transaction([&](auto& tx) {
      if (stock_of(tx, book) > 0) tx.run(delivery_of(book, 1));  // through tx: the gate itself is refused from inside
    });
  }};
  std::printf("%lld in stock\n", static_cast<long long>(shop.alone([&](auto& db) { return stock_of(db, book); })));
}
// [/gate]

}  // namespace

int main() {
  std::string directory = (std::filesystem::temp_directory_path() / "cookbook-XXXXXX").string();
  if (!::mkdtemp(directory.data())) return 1;
  const std::string file = directory + "/shop.db";
  {
    mz::sqlite::connection db{file};
    fill(db);
  }
  {
    mz::writer writer{mz::sqlite::connection{file}, {.on_error = [](const std::exception_ptr&) { std::terminate(); }}};
    sell_at_many_counters(writer, 1, "2026-02-28");  // of which there are 3
    expect(writer.metrics().committed == 3 && writer.metrics().failed == 1);
    (void)writer.run(delivery_of(1, 1));
    expect(sell_two_and_count(writer) == 9);
    std::atomic<int> stored = 0;
    restock(writer, 1, stored);
    writer.flush().get();
    expect(stored == 1);
#ifdef __cpp_impl_coroutine
    sell_and_restock(writer, 1).over.get();
#endif
  }
  {
    mz::sqlite::connection db{file};
    expect(stock_of(db, 1) == 10 && stock_of(db, 2) == 0);
    mz::writer writer{mz::sqlite::connection{file}, for_producers_that_must_not_wait()};
    deliver(writer, 2, 500);
    while (stock_of(db, 2) != 500) writer.flush().get();
  }
  {
    mz::pool shop{mz::sqlite::connection{file}};
    expect(sell_and_look(shop, 2) == 502);
  }
  {
    mz::gate shop{mz::sqlite::connection{file}};
    count_at_once(shop, 1);
    expect(shop.alone([](auto& db) { return stock_of(db, 1); }) == 12);
  }
  std::filesystem::remove_all(directory);
}
