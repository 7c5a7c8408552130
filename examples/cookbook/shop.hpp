// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

// [codec]
enum class cover_kind { paper, cloth };  // stored as a text, by name
struct cents {                           // stored as its number, and never mistaken for another one
  std::int64_t value = 0;
  friend bool operator==(const cents&, const cents&) = default;
};

template <>
struct mizzle::codec<cover_kind>
    : mizzle::by_name<cover_kind, mizzle::name<cover_kind::paper, "paper">, mizzle::name<cover_kind::cloth, "cloth">> {};
template <>
struct mizzle::codec<cents> : mizzle::strong<cents, &cents::value> {};
// [/codec]

// [declaration]
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
  mz::column<As, "cover", cover_kind, mz::default_value<cover_kind::paper>> cover{};
  mz::column<As, "price", cents> price{};
  mz::column<As, "stock", std::int64_t, mz::default_value<0>, mz::check_sql<"stock >= 0">> stock{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_on(t.author_id, t.title), mz::index<"books_by_year">(t.year, t.id));
  }
};
inline constexpr mz::table<"books", Book> books{};
// [/declaration]

template <class As>
struct Sale {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "book_id", std::int64_t, mz::references<books.id>> book_id{};
  mz::column<As, "sold_on", std::string> sold_on{};
};
inline constexpr mz::table<"sales", Sale> sales{};

template <class As>
struct Shelf {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "parent_id", std::optional<std::int64_t>, mz::references_self<"id">> parent_id{};
};
inline constexpr mz::table<"shelves", Shelf> shelves{};

/// Two authors, one of whom has books, of which one was sold three times and one once.
inline void fill(mz::sqlite::connection& db) {
  db.create_tables(authors, books, sales, shelves);
  db.run(mz::insert_into(authors).values(std::vector<mz::new_row<authors>>{{.id = 1, .name = "Le Guin"}, {.id = 2, .name = "Lem"}}));
  db.run(mz::insert_into(books).values(std::vector<mz::new_row<books>>{
      {.id = 1, .author_id = 1, .title = "The Dispossessed", .year = 1974, .price = cents{1250}, .stock = 3},
      {.id = 2, .author_id = 1, .title = "The Lathe of Heaven", .year = 1971, .price = cents{1100}, .stock = 1},
      {.id = 3, .author_id = 1, .title = "Always Coming Home", .year = 1985, .price = cents{2400}, .stock = 0}}));
  db.run(mz::insert_into(sales).values(std::vector<mz::new_row<sales>>{{.book_id = 1, .sold_on = "2026-01-05"},
                                                                       {.book_id = 1, .sold_on = "2026-01-09"},
                                                                       {.book_id = 1, .sold_on = "2026-02-01"},
                                                                       {.book_id = 2, .sold_on = "2026-02-02"}}));
}

/// What a recipe promises.
inline void expect(bool so, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (!so) throw std::logic_error{std::string{file} + ":" + std::to_string(line) + ": it is not so"};
}
