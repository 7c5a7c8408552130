// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <string_view>

#include <mizzle/sqlite/query.hpp>
#include <mizzle/statement/choice.hpp>
#include <mizzle/statement/condition.hpp>

namespace {
// [condition]
// All of the words, and one of the authors, if any is named. What is added is checked where it is added.
auto titles_with(const std::vector<std::string>& words, const std::vector<std::string>& authors_named) {
  mz::condition<books, authors> wanted;
  for (const auto& word : words) wanted &= books.title.contains(word);
  if (!authors_named.empty()) wanted &= mz::any_of(authors_named, [](const auto& name) { return authors.name == name; });
  return mz::select(books.title).from(books).inner_join(authors, authors.id == books.author_id).where(wanted).order_by(books.title);
}
// [/condition]

// [order_choice]
// "title", "-year" or "price,-year" come from a request; any other name is an invalid_request that tells which there are.
auto sorted(std::string_view order) {
  return mz::select(books).order_by(
      mz::order_choice(order, mz::by<"title">(books.title), mz::by<"year">(books.year), mz::by<"price">(books.price)), books.id);
}
// [/order_choice]

// [refine]
auto page(mz::Select auto query, std::int64_t number) { return query.limit(2).offset(2 * number); }
// [/refine]

// [query]
// In a header: mz::query<line> cheapest(int n);
struct line {
  std::string title;
  cents price;
};
mz::query<line> cheapest(int n) { return mz::select(books.title, books.price).from(books).order_by(books.price).limit(n); }
// [/query]
}  // namespace

int main() {
  mz::sqlite::connection db{":memory:"};
  fill(db);

  expect(db.all(titles_with({}, {})).size() == 3);
  expect(db.all(titles_with({"The", "en"}, {"Le Guin", "Lem"})).size() == 1);
  expect(db.all(titles_with({}, {"Lem"})).size() == 0);

  expect(db.all(sorted("-year"))[0].title == "Always Coming Home");
  expect(db.all(page(sorted("price"), 1))[0].title == "Always Coming Home");
  try {
    (void)db.all(sorted("password"));
    expect(false);
  } catch (const mz::error::invalid_request&) {}

  // [run_query]
  for (const line& book : db.all(cheapest(2))) expect(book.price.value <= 1250);
  // [/run_query]
  {
    struct {
      std::optional<std::string> title{};
      std::optional<cents> price = cents{990};
    } form;
    // [set_if]
    db.run(mz::update(books).set(mz::set_if(books.title, form.title), mz::set_if(books.price, form.price)).where(books.id == 1));
    // [/set_if]
    expect(db.one(mz::select(books).where(books.id == 1)).price == cents{990});
  }
}
