// SPDX-License-Identifier: MIT
// A schema, four statements and an atomic list, on an SQLite database in memory.
#include <mizzle/mizzle.hpp>

#include <iostream>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Author {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
};
inline constexpr mz::table<"authors", Author> authors{};

template <class As>
struct Book {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "author_id", std::int64_t, mz::references<authors.id, mz::on_delete::cascade>> author_id{};
  mz::column<As, "title", std::string> title{};
  mz::column<As, "year", std::optional<std::int64_t>> year{};
};
inline constexpr mz::table<"books", Book> books{};

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(authors, books);

  // Both inserts happen, or neither.
  const auto writes = mz::atomic(mz::insert_into(authors).values({.id = 1, .name = "Le Guin"}).returning(),
                                 mz::insert_into(books).values({.author_id = 1, .title = "The Dispossessed", .year = 1974}));
  const auto results = mz::run_atomic(db, writes);
  std::cout << "added " << results[0_c].one().name << " and " << results[1_c].changes << " book\n";

  const auto by_author = mz::select(authors.name, books.title, books.year)
                             .from(authors)
                             .inner_join(books, books.author_id == authors.id)
                             .where(books.year > 1970)
                             .order_by(mz::desc(books.year));
  static_assert(mz::sql_of<decltype(by_author)> ==
                R"(select "authors"."name", "books"."title", "books"."year" from "authors" )"
                R"(inner join "books" on "books"."author_id" = "authors"."id" where "books"."year" > ? order by "books"."year" desc)");
  for (auto&& [name, title, year] : db.stream(by_author)) std::cout << name << ": " << title << " (" << *year << ")\n";

  db.run(mz::update(books).set(books.year = std::nullopt).where(books.title.like("%dispossessed%")).require_changes(1));
  for (const auto& book : db.all(mz::select(books))) std::cout << book.title << (book.year ? "" : ", year unknown") << '\n';
}
