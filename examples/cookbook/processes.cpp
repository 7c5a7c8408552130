// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <mizzle/atomic/once.hpp>
#include <mizzle/remote/proxy.hpp>

// [serve]
// What both processes know: their statements.
auto books_of(const std::string& author) {
  return mz::select(books).where(books.author_id.in(mz::select(authors.id).from(authors).where(authors.name == author))).order_by(books.id);
}
auto sale_of(std::int64_t book, const std::string& day) {
  return mz::atomic(mz::update(books).set(books.stock = books.stock - 1).where(books.id == book && books.stock > 0).require_changes(1),
                    mz::insert_into(sales).values({.book_id = book, .sold_on = day}).returning(sales.id));
}

// The process that owns the database.
void serve(const std::string& database, const std::string& socket) {
  mz::sqlite::connection db{database};
  mz::proxy::allow_list allowed;  // callers can ask these, with any values, and nothing else
  allowed.add(books_of("")).add(sale_of(0, ""));
  mz::proxy::server server{db, socket, {.allowed = allowed}};
  server.run();  // until SIGINT or SIGTERM
}
// [/serve]

// [once]
// However often it is called with the same key, the sale happens once: also if the answer was lost, the owner was killed, or this process
// was, and another one goes on. keep_results() lets every call have the id of the one sale.
std::int64_t sell_once(mz::Handle auto& shop, const std::string& key, std::int64_t book, const std::string& day) {
  const auto sale = mz::once(key, sale_of(book, day)).keep_results();
  for (int attempts = 5;;) {
    try {
      return mz::run_atomic(mz::require_atomic, shop, sale)[1_c].one()[sales.id];
    } catch (const mz::error::transport_error&) {
      if (--attempts == 0) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds{200});
    }
  }
}
// [/once]

void ask(const std::string& socket) {
  // [ask]
  mz::proxy::client shop{socket};  // connects when it is first needed, and again when the owner was started anew

  const auto rows = shop.all(books_of("Le Guin"));
  const auto sold = mz::try_atomic(mz::require_atomic, shop, sale_of(rows[0].id, "2026-03-01"));
  if (sold.error<mz::error::guard_failed>()) std::puts("sold out");
  if (const auto* e = sold.error<mz::error::transport_error>()) {
    std::printf("%s: %s\n", e->what(), e->outcome_unknown() ? "nobody knows whether it is sold" : "it is not sold");
  }
  // [/ask]
  expect(rows.size() == 3 && sold.ok() && sold.value()[1_c].one()[sales.id] == 5);

  expect(sell_once(shop, "order 17", 1, "2026-03-02") == 6);
  expect(sell_once(shop, "order 17", 1, "2026-03-02") == 6);
  expect(shop.all(books_of("Le Guin"))[0].stock == 1);

  bool refused = false;
  try {
    shop.run(mz::delete_from(sales).all_rows());
  } catch (const mz::error::invalid_request&) {
    refused = true;
  }
  expect(refused);
}

int main() {
  std::string directory = (std::filesystem::temp_directory_path() / "cookbook-XXXXXX").string();
  if (!::mkdtemp(directory.data())) return 1;
  const std::string database = directory + "/shop.db", socket = directory + "/owner.sock";
  {
    mz::sqlite::connection db{database};
    fill(db);
  }
  const pid_t owner = ::fork();
  if (owner == 0) {
    serve(database, socket);
    ::_exit(0);
  }
  int status = 0;
  while (!std::filesystem::exists(socket) && ::waitpid(owner, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  ask(socket);
  ::kill(owner, SIGTERM);
  ::waitpid(owner, &status, 0);
  {
    mz::sqlite::connection db{database};
    expect(db.one(mz::select(mz::once_rows)).key == "order 17");
    // [forget]
    const auto week = 7 * 24 * 60 * 60;
    db.run(mz::delete_from(mz::once_rows).where(mz::once_rows.done_at < mz::unixepoch() - week));
    // [/forget]
    expect(db.all(mz::select(mz::once_rows)).size() == 1);
  }
  std::filesystem::remove_all(directory);
  expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
