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
