// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <iostream>
#include <sstream>

#include <mizzle/durable/migrate.hpp>

// [migrations]
// What has been applied somewhere stays as it is; what comes is put behind it. Text is best for what creates tables, because declarations
// go on changing.
auto all_migrations() {
  return mz::migrations(
      mz::migration("2026-01 authors and books", R"(
        create table authors (id integer primary key, name text not null unique);
        create table books (id integer primary key, author_id integer not null references authors (id), title text not null, pages text);
        create trigger books_are_titled before insert on books when new.title = '' begin
          select raise(abort, 'a book has a title');
        end)"),
      mz::migration("2026-03 the first author", mz::insert_into(authors).values({.id = 1, .name = "Le Guin"})),
      mz::migration("2026-04 years", "alter table books add column year integer; create index books_by_age on books (year)"));
}

void start(mz::sqlite::connection& db) {
  for (const std::string& id : mz::migrate(db, all_migrations())) std::cout << "migrated: " << id << '\n';
}
// [/migrations]

// [plan]
// The SQL of what is missing, to be read; nothing is changed.
void tell(mz::sqlite::connection& db, std::ostream& out) { out << mz::plan_migrations(db, all_migrations()).text(); }
// [/plan]

namespace of_this_day {
// [rebuild]
// The table as it shall be: `pages` is a number from now on, and cannot be missing.
template <class As>
struct Book {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "author_id", std::int64_t, mz::references<authors.id>> author_id{};
  mz::column<As, "title", std::string> title{};
  mz::column<As, "pages", std::int64_t> pages{};
};
inline constexpr mz::table<"books", Book> books{};

// Columns are copied by name, and `pages` as it is said here. Indexes, triggers, views and foreign keys of the table stay.
auto pages_are_numbers() {
  return mz::migration("2026-05 pages", "drop index books_by_age",
                       mz::rebuild(books, books.pages = mz::sql<"coalesce(cast(pages as integer), 0)", std::int64_t>()));
}
// [/rebuild]
}  // namespace of_this_day

int main() {
  mz::sqlite::connection db{":memory:"};
  std::ostringstream plan;
  tell(db, plan);
  expect(plan.str().find("insert into \"authors\" (\"id\", \"name\") values (1, 'Le Guin');") != std::string::npos);
  start(db);
  start(db);
  db.raw("insert into books (author_id, title, pages) values (1, 'Always Coming Home', '523'), (1, 'Solitude', null)");
  auto list = all_migrations();
  expect(mz::plan_migrations(db, list).missing() == 0);

  const auto first = mz::migration("1", "create table authors (id integer primary key, name text)",
                                   "create table books (id integer primary key, author_id integer, title text, pages text, year integer)",
                                   "create index books_by_age on books (year)", "insert into authors values (1, 'Lem')",
                                   "insert into books values (1, 1, 'Solaris', '204', 1961), (2, 1, 'Eden', null, 1959)");
  mz::sqlite::connection other{":memory:"};
  expect(mz::migrate(other, mz::migrations(first, of_this_day::pages_are_numbers())).size() == 2);
  const auto rows = other.all(mz::select(of_this_day::books).order_by(of_this_day::books.id));
  expect(rows.size() == 2 && rows[0].pages == 204 && rows[1].pages == 0);
}
