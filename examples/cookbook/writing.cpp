// SPDX-License-Identifier: MIT
#include "shop.hpp"

int main() {
  mz::sqlite::connection db{":memory:"};
  fill(db);

  {
    // [insert]
    const std::int64_t id = db.run(mz::insert_into(authors).values({.name = "Butler"})).last_insert_rowid;

    const auto row =
        db.one(mz::insert_into(books).values({.author_id = id, .title = "Kindred", .price = cents{900}}).returning(books.id, books.cover));
    // [/insert]
    expect(row[books.id] == 4 && row[books.cover] == cover_kind::paper);
  }
  {
    // [range]
    std::vector<mz::new_row<books>> rows;
    for (int i = 1; i <= 1000; ++i) rows.push_back({.author_id = 2, .title = "Volume " + std::to_string(i), .price = cents{500}});
    const std::int64_t added = db.run(mz::insert_into(books).values(rows)).changes;
    // [/range]
    expect(added == 1000);
    db.run(mz::delete_from(books).where(books.author_id == 2));
  }
  {
    const std::int64_t author = 1;
    const std::string title = "The Dispossessed";
    // [upsert]
    const auto deliver = mz::insert_into(books)
                             .values({.author_id = author, .title = title, .price = cents{1300}, .stock = 5})
                             .on_conflict(books.author_id, books.title)
                             .do_update(books.stock = books.stock + mz::excluded(books.stock), books.price = mz::excluded(books.price))
                             .returning(books.stock);
    const std::int64_t stock = db.one(deliver)[books.stock];
    // [/upsert]
    expect(stock == 8 && db.all(mz::select(books).where(books.title == title)).size() == 1);
  }
  {
    // [upsert_many]
    std::vector<mz::new_row<books>> delivered;
    for (int i = 1; i <= 100; ++i)
      delivered.push_back({.author_id = 2, .title = "Tome " + std::to_string(i % 40), .price = cents{700}, .stock = 1});
    const auto put = mz::insert_into(books)
                         .values(delivered)
                         .on_conflict(books.author_id, books.title)
                         .do_update(books.stock = books.stock + mz::excluded(books.stock));
    db.run(put);
    // [/upsert_many]
    const auto total = db.one(mz::select(mz::count(), mz::sum(books.stock)).from(books).where(books.author_id == 2));
    expect(mz::get<0>(total) == 40 && mz::get<1>(total) == 100);
    // [delete_some]
    // The three that were put in last; without order_by(), any three.
    db.run(mz::delete_from(books).where(books.author_id == 2).order_by(mz::desc(books.id)).limit(3));
    // [/delete_some]
    expect(db.all(mz::select(books).where(books.author_id == 2)).size() == 37);
    db.run(mz::delete_from(books).where(books.author_id == 2));
  }
  {
    const std::vector<std::string> lines{"Stories of Your Life;2002", "Exhalation;2019", "Exhalation;2019"};
    // [bulk_load]
    // A row at a time, in one transaction: one statement is prepared, and nothing is kept. What is there already is left out.
    const std::int64_t author = 2;
    std::int64_t loaded = 0;
    db.transaction([&](auto& tx) {
      for (const std::string& line : lines) {
        const auto at = line.find(';');
        loaded +=
            tx.run(mz::insert_or<mz::conflict::ignore>(books).values(
                       {.author_id = author, .title = line.substr(0, at), .year = std::stoll(line.substr(at + 1)), .price = cents{1000}}))
                .changes;
      }
    });
    // [/bulk_load]
    expect(loaded == 2);
    db.run(mz::delete_from(books).where(books.author_id == author));
  }
  {
    const std::int64_t id = 2;
    bool sold_out = false;
    // [guard]
    const auto take = mz::update(books).set(books.stock = books.stock - 1).where(books.id == id && books.stock > 0).require_changes(1);
    db.run(take);
    try {
      db.run(take);
    } catch (const mz::error::guard_failed&) {  // there was one, and it is gone
      sold_out = true;
    }
    // [/guard]
    expect(sold_out && db.one(mz::select(books).where(books.id == id)).stock == 0);
  }
  {
    struct {
      std::optional<std::string> title;
      bool forget_year;
    } form{"Always Coming Home, again", true};
    // [patch]
    mz::patch_of<books> patch;
    if (form.title) patch.title = *form.title;
    if (form.forget_year) patch.year = std::nullopt;  // writes NULL; what is not named stays as it is
    db.run(mz::update(books).set(patch).where(books.id == 3));

    db.run(mz::update(books).set({.price = cents{2500}, .stock = 2}).where(books.id == 3));
    // [/patch]
    const auto row = db.one(mz::select(books).where(books.id == 3));
    expect(row.title == "Always Coming Home, again" && !row.year && row.price == cents{2500} && row.stock == 2);
  }
  {
    // [from_select]
    // A shelf for each author who has books.
    db.run(mz::insert_into(shelves)
               .columns(shelves.name)
               .from(mz::select(authors.name)
                         .from(authors)
                         .where(mz::exists(mz::select(books.id).from(books).where(books.author_id == authors.id)))));
    // [/from_select]
    expect(db.all(mz::select(shelves)).size() == 2);
  }
}
