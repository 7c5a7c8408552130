// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

const auto full_name = mz::concat(customers.first_name, " ", customers.last_name);

// When did each customer buy first and last, and how many days lie between?
auto first_and_last_purchases() {
  const auto first = mz::min(invoices.date);
  const auto last = mz::max(invoices.date);
  return mz::select(full_name.as<"customer">(), mz::date(first).as<"first">(), mz::date(last).as<"last">(),
                    mz::cast<std::int64_t>(mz::julianday(last) - mz::julianday(first)).as<"days">())
      .from(customers)
      .inner_join(invoices, invoices.customer_id == customers.id)
      .group_by(customers.id)
      .order_by(mz::desc(mz::julianday(last) - mz::julianday(first)), customers.id);
}

// Which customers live in the country of their agent, and in which city is the agent?
auto customers_near_their_agent() {
  return mz::select(full_name.as<"customer">(), customers.city, employees.first_name.as<"agent">(), employees.city.as<"agent's city">())
      .from(customers)
      .inner_join(employees, employees.id == customers.support_rep_id)
      .where(customers.country == employees.country && customers.city.is_not(employees.city))
      .order_by(customers.last_name, customers.first_name);
}

auto buyers_of(std::string_view artist) {
  return mz::select(customers.id, full_name.as<"customer">())
      .from(customers)
      .inner_join(invoices, invoices.customer_id == customers.id)
      .inner_join(invoice_lines, invoice_lines.invoice_id == invoices.id)
      .inner_join(tracks, tracks.id == invoice_lines.track_id)
      .inner_join(albums, albums.id == tracks.album_id)
      .inner_join(artists, artists.id == albums.artist_id)
      .where(artists.name == artist);
}

// Who has bought from Iron Maiden and from U2?
auto buyers_of_both() { return buyers_of("Iron Maiden").intersect(buyers_of("U2")).order_by(customers.id); }

// Who has bought from Iron Maiden, but nothing from U2 or Metallica?
auto buyers_of_one() {
  return mz::except(buyers_of("Iron Maiden"), mz::union_all(buyers_of("U2"), buyers_of("Metallica"))).order_by(customers.id);
}

// What is the newest invoice of each customer?
auto newest_invoices() {
  const auto newest_first = mz::partition_by(invoices.customer_id).order_by(mz::desc(invoices.date), mz::desc(invoices.id));
  const auto ranked =
      mz::select(invoices.customer_id, invoices.id, invoices.date, invoices.total, mz::row_number().over(newest_first).as<"place">())
          .from(invoices)
          .as<"ranked">();
  return mz::select(full_name.as<"customer">(), ranked[invoices.id], ranked[invoices.date], ranked[invoices.total])
      .from(customers)
      .left_join(ranked, ranked[invoices.customer_id] == customers.id && ranked["place"_col] == 1)
      .order_by(customers.last_name, customers.first_name);
}

// In which quarter of the customers does each stand, by what was spent?
auto quarters_by_spending() {
  const auto spent = mz::sum(invoices.total);
  const auto by_spent = mz::window<"by_spent">(mz::order_by(mz::desc(spent), customers.id));
  return mz::select(full_name.as<"customer">(), spent.as<"spent">(), mz::ntile(4).over(by_spent).as<"quarter">(),
                    (100 * mz::cume_dist().over(by_spent)).as<"percent up to here">())
      .from(customers)
      .inner_join(invoices, invoices.customer_id == customers.id)
      .group_by(customers.id)
      .window(by_spent)
      .order_by(mz::desc(spent), customers.id);
}

// How many tracks of some genres were sold to each country?
auto genres_by_country() {
  const auto of = [](const char* genre) { return mz::count().filter(genres.name == genre); };
  return mz::select(invoices.country, of("Rock").as<"Rock">(), of("Latin").as<"Latin">(), of("Metal").as<"Metal">(),
                    of("Jazz").as<"Jazz">(), mz::count().filter(genres.name.not_in("Rock", "Latin", "Metal", "Jazz")).as<"others">(),
                    mz::count().as<"all">())
      .from(invoice_lines)
      .inner_join(invoices, invoices.id == invoice_lines.invoice_id)
      .inner_join(tracks, tracks.id == invoice_lines.track_id)
      .left_join(genres, genres.id == tracks.genre_id)
      .group_by(invoices.country)
      .order_by(mz::desc(mz::count()), invoices.country);
}

// Who buys for a company, and how many buy for themselves?
auto companies() {
  const auto company = mz::coalesce(customers.company, "(for themselves)");
  return mz::select(company.as<"company">(), mz::count().as<"customers">(), mz::count(customers.fax).as<"with a fax">(),
                    mz::count(mz::nullif(customers.country, "Brazil")).as<"outside of Brazil">())
      .from(customers)
      .group_by(company)
      .order_by(mz::max(customers.company).is_null(), company);
}

// Which genre does each country like most?
auto favourites() {
  const auto sold = mz::sum(invoice_lines.quantity);
  const auto ranked = mz::select(invoices.country, genres.name, sold.as<"sold">(),
                                 mz::dense_rank().over(mz::partition_by(invoices.country).order_by(mz::desc(sold))).as<"place">())
                          .from(invoices)
                          .inner_join(invoice_lines, invoice_lines.invoice_id == invoices.id)
                          .inner_join(tracks, tracks.id == invoice_lines.track_id)
                          .inner_join(genres, genres.id == tracks.genre_id)
                          .group_by(invoices.country, genres.id)
                          .as<"ranked">();
  return mz::select(ranked[invoices.country], ranked[genres.name], ranked["sold"_col])
      .from(ranked)
      .where(ranked["place"_col] == 1)
      .order_by(ranked[invoices.country], ranked[genres.name]);
}

constexpr question questions[] = {
    {10, "When did each customer buy first and last?", ask<first_and_last_purchases>},
    {11, "Which customers live in their agent's country, but in another city?", ask<customers_near_their_agent>},
    {12, "Who has bought from both Iron Maiden and U2?", ask<buyers_of_both>},
    {13, "Who has bought from Iron Maiden, but not from U2 or Metallica?", ask<buyers_of_one>},
    {14, "What is the newest invoice of each customer?", ask<newest_invoices>},
    {15, "In which quarter of all customers does each stand by what was spent?", ask<quarters_by_spending>},
    {16, "How many tracks of some genres were sold to each country?", ask<genres_by_country>},
    {17, "Who buys for a company, and how many buy for themselves?", ask<companies>},
    {18, "Which genre does each country like most?", ask<favourites>},
};

}  // namespace

std::span<const question> about_customers() { return questions; }

}  // namespace chinook
