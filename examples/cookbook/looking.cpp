// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <iostream>
#include <sstream>

int main() {
  std::ostringstream log;  // outlives the connection, which writes to it
  mz::sqlite::connection db{":memory:"};
  fill(db);
  {
    // [log]
    db.on_statement([&](const mz::sqlite::statement_event& ran) {
      log << ran.time().count() << " ns, " << ran.rows() << " rows: " << ran.sql() << '\n';  // sql_with_values() has the values in it
    });
    // [/log]
    (void)db.all(mz::select(authors.name).from(authors));
    expect(log.str().find(R"( ns, 2 rows: select "authors"."name" from "authors")") != std::string::npos);
  }
  {
    // [to_sql]
    const auto wanted = mz::select(books.title).from(books).where(books.year > 1970 && books.title.like("The %"));
    const auto built = mz::to_sql(wanted);  // .sql, with placeholders, and .values
    std::cout << built.with_values() << '\n';
    // [/to_sql]
    expect(built.values.size() == 2);

    // [explain]
    const auto plan = mz::explain(db, wanted);
    std::cout << plan.tree();  // `--SEARCH books USING INDEX books_by_year (year>?)
    // [/explain]
    expect(plan.tree() == "`--SEARCH books USING INDEX books_by_year (year>?)\n");
  }
  {
    // [prepare]
    auto cheaper = db.prepare(mz::select(books.id, books.title)
                                  .from(books)
                                  .where(books.price < mz::param<"price", cents>() && books.stock >= mz::param<"stock", std::int64_t>())
                                  .limit(mz::param<"n", int>()));
    const auto rows = cheaper(cents{2000}, 1, 10);  // in the order in which the names come first
    // [/prepare]
    expect(rows.size() == 2);

    // [prepare_named]
    struct limits {
      cents price;
      std::int64_t stock;
    };
    auto count = db.prepare(
        mz::select(mz::count()).from(books).where(books.price < mz::param<&limits::price>() && books.stock >= mz::param<&limits::stock>()));
    const auto n = count.one({.price = cents{2000}, .stock = 2});
    // [/prepare_named]
    expect(mz::get<0>(n) == 1);
  }
  {
    // [script]
    db.script(R"(
      create view in_stock as select * from books where stock > 0;
      create trigger sold after insert on sales begin
        update books set stock = stock - 1 where id = new.book_id;
      end;
    )");
    // [/script]
    db.run(mz::insert_into(sales).values({.book_id = 1, .sold_on = "2026-03-01"}));
    expect(db.one(mz::select(books).where(books.id == 1)).stock == 2);
  }
  {
    // [rollback]
    db.transaction([&](auto& tx) {
      tx.run(mz::delete_from(sales).all_rows());
      if (tx.all(mz::select(sales)).size() == 0) tx.rollback();  // leaves the callback; nothing of it stays, and nothing is thrown here
      expect(false);
    });
    // [/rollback]
    expect(db.all(mz::select(sales)).size() == 5);
  }
}
