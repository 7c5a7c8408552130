// SPDX-License-Identifier: MIT
#include "shop.hpp"

// [search]
struct search {
  std::optional<std::string> title{};
  std::optional<std::int64_t> author{};
  std::optional<std::int64_t> not_before{};
};

auto books_like(const search& s) {
  return mz::select(books)
      .where(mz::when(s.title.has_value(), books.title.like("%" + s.title.value_or("") + "%")) &&
             mz::when(s.author.has_value(), books.author_id == s.author.value_or(0)) &&
             mz::when(s.not_before.has_value(), books.year >= s.not_before.value_or(0)))
      .order_by(books.title);
}
// [/search]

// [page]
// Behind the last row of the page before, by the columns of the order, of which the last one tells rows apart. No row is read twice and none
// is left out, whatever comes and goes meanwhile; with offset() both would happen.
auto books_behind(const std::string& title, std::int64_t id) {
  return mz::select(books).where(books.title > title || (books.title == title && books.id > id)).order_by(books.title, books.id).limit(2);
}
// [/page]

int main() {
  mz::sqlite::connection db{":memory:"};
  fill(db);

  expect(db.all(books_like({})).size() == 3);
  expect(db.all(books_like({.title = "home"})).size() == 1);
  expect(db.all(books_like({.title = "the", .author = 1, .not_before = 1972})).size() == 1);

  {
    std::vector<std::string> read;
    // [all_pages]
    for (auto page = db.all(books_behind("", 0)); page.size() != 0;) {
      for (const auto& book : page) read.push_back(book.title);
      const auto& last = page[page.size() - 1];
      page = db.all(books_behind(last.title, last.id));
    }
    // [/all_pages]
    expect(read == std::vector<std::string>{"Always Coming Home", "The Dispossessed", "The Lathe of Heaven"});
  }
  {
    // [left_join]
    const auto catalogue = mz::select(authors, books).from(authors).left_join(books, books.author_id == authors.id).order_by(authors.id);
    std::size_t without = 0;
    for (const auto& row : db.all(catalogue)) {
      const std::optional<mz::row_of<books>>& book = row[books];  // optional, because of the left join
      if (!book) ++without;
    }
    // [/left_join]
    expect(without == 1);
  }
  {
    // [totals]
    const auto totals = mz::select(authors.name, mz::count(books.id).as<"titles">(), mz::sum(books.stock).as<"stock">())
                            .from(authors)
                            .left_join(books, books.author_id == authors.id)
                            .group_by(authors.id, authors.name)
                            .having(mz::count(books.id) > 0);
    const auto rows = db.all(totals);
    // [/totals]
    expect(rows.size() == 1 && rows[0]["titles"_col] == 3 && rows[0]["stock"_col] == 4);
  }
  {
    // [window]
    // The newest sale of each book.
    const auto ranked =
        mz::select(
            sales.book_id, sales.sold_on,
            mz::row_number().over(mz::partition_by(sales.book_id).order_by(mz::desc(sales.sold_on), mz::desc(sales.id))).as<"place">())
            .from(sales)
            .as<"ranked">();
    const auto newest = mz::select(books.title, ranked[sales.sold_on])
                            .from(books)
                            .inner_join(ranked, ranked[sales.book_id] == books.id && ranked["place"_col] == 1)
                            .order_by(books.id);
    // [/window]
    const auto rows = db.all(newest);
    expect(rows.size() == 2 && rows[0][ranked[sales.sold_on]] == "2026-02-01");
  }
  {
    db.run(mz::insert_into(shelves).values(std::vector<mz::new_row<shelves>>{
        {.id = 1, .name = "all"}, {.id = 2, .name = "novels", .parent_id = 1}, {.id = 3, .name = "utopias", .parent_id = 2}}));
    // [recursive]
    // A shelf, and all that stands below it.
    const auto root = mz::select(shelves.id, shelves.name).from(shelves).where(shelves.id == 1);
    const auto below = mz::cte<"below">(root).union_all([](const auto& self) {
      return mz::select(shelves.id, shelves.name).from(shelves).inner_join(self, shelves.parent_id == self[shelves.id]);
    });
    const auto names = db.all(mz::with(below).select(below[shelves.name]).from(below));
    // [/recursive]
    expect(names.size() == 3);
  }
  {
    // [set_operations]
    const auto sold = mz::select(sales.book_id.as<"id">()).from(sales);
    const auto never_sold = mz::select(books.id).from(books).except(sold).order_by(books.id);
    // [/set_operations]
    const auto rows = db.all(never_sold);
    expect(rows.size() == 1 && rows[0][books.id] == 3);
  }
  {
    // [scalar]
    // Books with their number of sales, of which more are in stock than of its author's on average.
    const auto others = mz::alias<"others">(books);
    const auto plenty =
        mz::select(books.title, mz::scalar(mz::select(mz::count()).from(sales).where(sales.book_id == books.id)).as<"sold">())
            .from(books)
            .where(books.stock > mz::scalar(mz::select(mz::avg(others.stock)).from(others).where(others.author_id == books.author_id)));
    // [/scalar]
    const auto rows = db.all(plenty);
    expect(rows.size() == 1 && rows[0][books.title] == "The Dispossessed" && rows[0]["sold"_col] == 3);
  }
  {
    const std::vector<std::int64_t> wanted{3, 1, 1};
    // [json_each]
    // A list of any length is one bound value: the statement stays the same, and is prepared once.
    const auto some = db.all(mz::select(books).where(books.id.in(wanted)));

    // In the order of the list, and as often as it names them.
    const auto ids = mz::json_each<std::int64_t>(wanted).as<"ids">();
    const auto in_order = db.all(mz::select(books.id, books.title).from(ids).inner_join(books, books.id == ids.value).order_by(ids.key));
    // [/json_each]
    expect(some.size() == 2 && in_order.size() == 3 && in_order[0][books.id] == 3);
  }
  {
    // [stream]
    struct line {
      std::string title;
      cents price;
    };
    std::vector<line> lines;  // a struct of one's own, whose members are in the order of the columns
    for (auto& row : db.all(mz::select(books.title, books.price).from(books))) lines.push_back(std::move(row).into<line>());

    std::size_t letters = 0;  // or row by row, without keeping any: texts are views until the next row
    for (auto&& [title] : db.stream(mz::select(books.title).from(books))) letters += title.size();
    // [/stream]
    expect(lines.size() == 3 && letters == 53);
  }
}
