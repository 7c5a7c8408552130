// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

/// A form with five fields, of which any can be left empty.
struct form {
  maybe<text> name{};
  maybe<text> artist{};
  maybe<text> genre{};
  maybe<std::int64_t> minutes_at_most{};
  maybe<double> price_at_most{};
};

auto tracks_found(const form& f) {
  return mz::select(tracks.id, tracks.name, artists.name.as<"artist">(), genres.name.as<"genre">(), tracks.milliseconds, tracks.price)
      .from(tracks)
      .left_join(albums, albums.id == tracks.album_id)
      .left_join(artists, artists.id == albums.artist_id)
      .left_join(genres, genres.id == tracks.genre_id)
      .where(mz::when(f.name.has_value(), tracks.name.contains(f.name.value_or(""))) &&
             mz::when(f.artist.has_value(), artists.name.contains(f.artist.value_or(""))) &&
             mz::when(f.genre.has_value(), genres.name == f.genre.value_or("")) &&
             mz::when(f.minutes_at_most.has_value(), tracks.milliseconds <= 60'000 * f.minutes_at_most.value_or(0)) &&
             mz::when(f.price_at_most.has_value(), tracks.price <= f.price_at_most.value_or(0)))
      .order_by(tracks.name, tracks.id);
}

// What does the form find, filled in by little, by all, and not at all?
auto short_love_songs() { return tracks_found({.name = "love", .minutes_at_most = 3}); }
auto live_metal() { return tracks_found({.name = "live", .artist = "o", .genre = "Metal", .minutes_at_most = 6, .price_at_most = 0.99}); }
auto number_of_all_found() {
  const auto found = tracks_found({}).as<"found">();
  return mz::select(mz::count().as<"tracks">(), mz::count(found["artist"_col]).as<"with an artist">()).from(found);
}

// Which tracks have a percent sign, begin with two digits, or end with a question mark?
auto odd_names() {
  return mz::select(tracks.name, tracks.name.contains("%").as<"percent">(), tracks.name.glob("[0-9][0-9]*").as<"digits">(),
                    tracks.name.like("%\\?").escape('\\').as<"question">())
      .from(tracks)
      .where(tracks.name.contains("%") || tracks.name.glob("[0-9][0-9]*") || tracks.name.ends_with("?"))
      .order_by(tracks.name, tracks.id);
}

// Which names have "rock" in them, those first that begin with it?
auto rocking_names() {
  const auto place = mz::case_when(tracks.name.starts_with("rock"), 1).when(tracks.name.contains(" rock"), 2).otherwise(3);
  return mz::select_distinct(tracks.name, place.as<"place">())
      .from(tracks)
      .where(tracks.name.contains("rock"))
      .order_by(place, tracks.name.collate<"nocase">())
      .limit(25);
}

auto customers_behind(const text& last_name, id_type id) {
  return mz::select(customers.last_name, customers.first_name, customers.country, customers.id)
      .from(customers)
      .where(mz::row(customers.last_name, customers.id) > mz::row(last_name, id))
      .order_by(customers.last_name, customers.id)
      .limit(10);
}

// What is on the third page of the list of customers? Each page begins behind the last row of the one before.
answer third_page(mz::sqlite::connection& db) {
  auto page = db.all(customers_behind("", 0));
  for (int n = 2; n <= 3; ++n) page = db.all(customers_behind(page.back()[customers.last_name], page.back()[customers.id]));
  return answer_of(page);
}

struct length_of_genre {
  text genre;
  std::int64_t seconds;
};

// Which pieces of jazz and of classical music are short? The statement is prepared once, and its values have names.
answer short_pieces(mz::sqlite::connection& db) {
  const auto find = db.prepare(
      mz::select(genres.name.as<"genre">(), tracks.name, (tracks.milliseconds / 1000).as<"seconds">())
          .from(tracks)
          .inner_join(genres, genres.id == tracks.genre_id)
          .where(genres.name == mz::param<&length_of_genre::genre>() && tracks.milliseconds < mz::param<&length_of_genre::seconds>() * 1000)
          .order_by(tracks.milliseconds, tracks.id));
  answer both = answer_of(find({.genre = "Jazz", .seconds = 150}));
  for (auto& row : answer_of(find({.genre = "Classical", .seconds = 120})).rows) both.rows.push_back(std::move(row));
  return both;
}

// What is in this basket, in its order, and what does it cost?
auto basket() {
  const text wanted =
      R"([{"track": 2820, "copies": 1}, {"track": 1, "copies": 3}, {"track": 999999, "copies": 1}, {"track": 6, "copies": 2}])";
  const auto lines = mz::json_each<text>(wanted).as<"lines">();
  const auto copies = mz::json_get_as<std::int64_t>(lines.value, "$.copies");
  return mz::select(mz::coalesce(tracks.name, "(unknown)").as<"track">(), copies.as<"copies">(), (tracks.price * copies).as<"price">(),
                    mz::sum(tracks.price * copies).over(mz::order_by(lines.key)).as<"so far">())
      .from(lines)
      .left_join(tracks, tracks.id == mz::json_get_as<std::int64_t>(lines.value, "$.track"))
      .order_by(lines.key);
}

constexpr question questions[] = {
    {38, "Which love songs of at most three minutes does the form find?", ask<short_love_songs>},
    {39, "What does the form find when all of it is filled in?", ask<live_metal>},
    {40, "How many tracks does the form find when it is left empty?", ask<number_of_all_found>},
    {41, "Which tracks have a percent sign, two digits first, or a question mark last?", ask<odd_names>},
    {42, "Which names have \"rock\" in them, those first that begin with it?", ask<rocking_names>},
    {43, "What is on the third page of the list of customers?", third_page},
    {44, "Which pieces of jazz and of classical music are short?", short_pieces},
    {45, "What is in this basket, and what does it cost?", ask<basket>},
};

}  // namespace

std::span<const question> about_searching() { return questions; }

}  // namespace chinook
