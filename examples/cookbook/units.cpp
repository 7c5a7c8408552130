// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

#include <unistd.h>

using namespace std::chrono_literals;

// [atomic]
// One sale: the book is taken from the stock and the sale is written down, or neither. Nothing is read before, and nothing is run here.
auto sale_of(std::int64_t book, const std::string& day) {
  return mz::atomic(mz::update(books).set(books.stock = books.stock - 1).where(books.id == book && books.stock > 0).require_changes(1),
                    mz::insert_into(sales).values({.book_id = book, .sold_on = day}).returning(sales.id));
}

// Runs on whatever can run it whole: a connection, an open transaction, a batch of a hosted engine, a database of another process.
std::int64_t sell(mz::Handle auto& shop, std::int64_t book, const std::string& day) {
  const auto results = mz::run_atomic(mz::require_atomic, shop, sale_of(book, day));
  return results[1_c].one()[sales.id];
}
// [/atomic]

// [outcome]
// The id of the sale, or nothing if there is no book left.
std::optional<std::int64_t> try_to_sell(mz::sqlite::connection& shop, std::int64_t book, const std::string& day) {
  const auto outcome = mz::try_atomic(shop, sale_of(book, day));  // throws nothing of mizzle::error
  if (outcome) return outcome.value()[1_c].one()[sales.id];
  if (outcome.error<mz::error::guard_failed>()) return std::nullopt;  // an expected outcome: nothing has happened
  throw std::runtime_error{outcome.error()->what()};                  // SQL, busy, a lost answer, ...
}
// [/outcome]

// [retry]
// busy: another connection held the lock for longer than busy_timeout, and nothing has happened.
auto with_patience(int attempts, auto&& f) {
  for (;;) {
    try {
      return f();
    } catch (const mz::error::busy&) {
      if (--attempts == 0) throw;
      std::this_thread::sleep_for(50ms);
    }
  }
}
// [/retry]

int main() {
  mz::sqlite::connection db{":memory:"};
  fill(db);
  const auto stock = [&](std::int64_t id) { return db.one(mz::select(books).where(books.id == id)).stock; };

  expect(sell(db, 1, "2026-03-01") == 5 && stock(1) == 2);
  db.transaction([](auto& tx) { sell(tx, 1, "2026-03-02"); });
  expect(stock(1) == 1);

  expect(try_to_sell(db, 2, "2026-03-03") == 7 && !try_to_sell(db, 2, "2026-03-03") && stock(2) == 0);
  {
    // [transaction]
    db.transaction([&](auto& tx) {  // begins immediate; commits at the end; what is thrown rolls back, and comes out
      tx.run(mz::update(books).set(books.stock = books.stock + 10).where(books.id == 3));
      try {
        tx.transaction([&](auto& inner) {  // a savepoint
          inner.run(mz::delete_from(sales).all_rows());
          throw std::runtime_error{"changed my mind"};
        });
      } catch (const std::runtime_error&) {
        // only the deletion is undone
      }
    });
    // [/transaction]
    expect(stock(3) == 10 && db.all(mz::select(sales)).size() == 7);
  }
  {
    struct line {
      char what;
      std::int64_t book, count;
    };
    const std::vector<line> file{{'+', 1, 4}, {'-', 3, 2}, {'x', 2, 0}};
    // [run_time_list]
    std::vector<mz::any_write> list;  // what stands in it is known only when the file has been read
    for (const line& l : file) {
      if (l.what == '+')
        list.push_back(mz::update(books).set(books.stock = books.stock + l.count).where(books.id == l.book).require_changes(1));
      if (l.what == '-')
        list.push_back(mz::update(books).set(books.stock = books.stock - l.count).where(books.id == l.book).require_changes(1));
      if (l.what == 'x') list.push_back({"update books set stock = 0 where id = ?", {l.book}, mz::guard{1}});  // SQL of one's own
    }
    const std::vector<mz::any_result> results = mz::run_atomic(db, list);
    // [/run_time_list]
    expect(results.size() == 3 && results[2].changes == 1 && stock(1) == 5 && stock(3) == 8 && stock(2) == 0);
  }
  {
    const std::vector<std::int64_t> sold{1, 3};
    const bool closing = true;
    // [each]
    const auto results = mz::run_atomic(
        db, mz::atomic(
                mz::each(sold, [](std::int64_t id) { return mz::update(books).set(books.stock = books.stock - 1).where(books.id == id); }),
                mz::when(closing, mz::delete_from(sales).where(sales.sold_on < "2026-02-01"))));
    // [/each]
    expect(results[0_c].size() == 2 && results[1_c]->changes == 2);
  }

  const std::string path = (std::filesystem::temp_directory_path() / ("cookbook_" + std::to_string(::getpid()) + ".db")).string();
  {
    mz::sqlite::connection one{path}, other{path, {.busy_timeout = 0ms}};
    fill(one);
    int tried = 0;
    one.raw("begin immediate");
    with_patience(3, [&] {
      if (++tried == 2) one.raw("rollback");
      return other.run(mz::delete_from(sales).all_rows());
    });
    expect(tried == 2);
  }
  for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
}
