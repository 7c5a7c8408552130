// SPDX-License-Identifier: MIT
#include <mizzle/statement/condition.hpp>

#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

// Which tracks have all of some words, each in their name, their album or their artist?
auto tracks_with(const std::vector<text>& words) {
  mz::condition<tracks, albums, artists> wanted;
  for (const text& word : words) wanted &= tracks.name.contains(word) || albums.title.contains(word) || artists.name.contains(word);
  return mz::select(tracks.name, albums.title, artists.name.as<"artist">())
      .from(tracks)
      .inner_join(albums, mz::using_(tracks.album_id))
      .inner_join(artists, mz::using_(albums.artist_id))
      .where(wanted)
      .order_by(artists.name, albums.title, tracks.id);
}
auto tracks_with_three_words() { return tracks_with({"you", "live", "zeppelin"}); }
auto number_of_tracks_with_no_words() { return mz::select(mz::count().as<"tracks">()).from(tracks_with({}).as<"found">()); }

/// What the list of genres is sorted by, as a user clicks on its head.
enum class sorted_by { name, tracks, price };

// Which genres are there, sorted as one likes, with their prices or without?
auto list_of_genres(sorted_by order, bool with_prices) {
  const auto price = mz::max(tracks.price);
  return mz::select(genres.name, mz::count().as<"tracks">(), mz::when(with_prices, price).as<"price">())
      .from(genres)
      .inner_join(tracks, mz::using_(genres.id))
      .group_by(genres.id)
      .order_by(mz::when(order == sorted_by::tracks, mz::desc(mz::count())), mz::when(order == sorted_by::price, mz::desc(price)),
                genres.name);
}
auto genres_by_tracks() { return list_of_genres(sorted_by::tracks, false).limit(5); }
auto genres_by_price() { return list_of_genres(sorted_by::price, true).limit(8); }

// Which invoices did a country have, with their customers or without?
auto invoices_of(const text& country, bool with_customers) {
  return mz::select(invoices.id, invoices.date, customers.last_name.as<"customer">(), invoices.total)
      .from(invoices)
      .inner_join(mz::when(with_customers, customers), customers.id == invoices.customer_id)
      .where(invoices.country == country)
      .order_by(invoices.id);
}
auto invoices_of_chile() { return invoices_of("Chile", true); }
auto bare_invoices_of_chile() { return invoices_of("Chile", false); }

/// What a form for customers sends: only what was changed.
struct changes {
  maybe<text> city{};
  maybe<text> email{};
  maybe<maybe<text>> company{};  // which can be emptied
};

// What is known of a customer behind a change?
answer changed(mz::sqlite::transaction_handle& tx) {
  const changes given{.city = "Graz", .company = maybe<text>{}};
  return answer_of(tx.all(mz::update(customers)
                              .set(mz::set_if(customers.city, given.city), mz::set_if(customers.email, given.email),
                                   mz::set_if(customers.company, given.company))
                              .where(customers.id == 1)
                              .returning(customers.first_name, customers.city, customers.email, customers.company)));
}

constexpr question questions[] = {
    {54, "Which tracks have \"you\", \"live\" and \"zeppelin\" in their name, album or artist?", ask<tracks_with_three_words>},
    {55, "How many tracks are found without any word?", ask<number_of_tracks_with_no_words>},
    {56, "Which genres have the most tracks?", ask<genres_by_tracks>},
    {57, "Which genres have the highest prices?", ask<genres_by_price>},
    {58, "Which invoices has Chile, and of whom?", ask<invoices_of_chile>},
    {59, "Which invoices has Chile, whoever it is?", ask<bare_invoices_of_chile>},
    {60, "What is known of a customer who has changed the city, and has no company any more?", try_out<changed>},
};

}  // namespace

std::span<const question> about_shaping() { return questions; }

}  // namespace chinook
