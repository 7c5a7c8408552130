// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

// How many tracks of each genre were never sold?
auto never_sold() {
  const auto sales = mz::select(invoice_lines.id).from(invoice_lines).where(invoice_lines.track_id == tracks.id);
  const auto unsold = mz::count().filter(mz::not_exists(sales));
  return mz::select(genres.name, mz::count().as<"tracks">(), unsold.as<"never sold">(), (100.0 * unsold / mz::count()).as<"percent">())
      .from(tracks)
      .inner_join(genres, genres.id == tracks.genre_id)
      .group_by(genres.id)
      .order_by(mz::desc(unsold), genres.name);
}

// Of which albums has every track been sold?
auto albums_sold_whole() {
  const auto sold = mz::count(mz::distinct(invoice_lines.track_id));
  return mz::select(artists.name.as<"artist">(), albums.title, sold.as<"tracks">(), mz::count(invoice_lines.id).as<"sales">())
      .from(albums)
      .inner_join(artists, artists.id == albums.artist_id)
      .inner_join(tracks, tracks.album_id == albums.id)
      .left_join(invoice_lines, invoice_lines.track_id == tracks.id)
      .group_by(albums.id, artists.id)
      .having(sold == mz::count_distinct(tracks.id) && sold > 3)
      .order_by(mz::desc(sold), albums.title);
}

// Which names do many tracks have, and how long are the shortest and the longest of them?
auto names_of_many_tracks() {
  return mz::select(tracks.name, mz::count().as<"tracks">(), mz::count_distinct(tracks.album_id).as<"albums">(),
                    (mz::min(tracks.milliseconds) / 1000).as<"shortest (s)">(), (mz::max(tracks.milliseconds) / 1000).as<"longest (s)">())
      .from(tracks)
      .group_by(tracks.name)
      .having(mz::count() > 3)
      .order_by(mz::desc(mz::count()), tracks.name);
}

// What are the two longest tracks of each media type?
auto longest_tracks() {
  const auto ranked =
      mz::select(tracks,
                 mz::row_number().over(mz::partition_by(tracks.media_type_id).order_by(mz::desc(tracks.milliseconds))).as<"place">())
          .from(tracks)
          .as<"ranked">();
  return mz::select(media_types.name.as<"media">(), ranked["place"_col], ranked[tracks.name].as<"track">(),
                    mz::format("%d:%02d", ranked[tracks.milliseconds] / 60'000, ranked[tracks.milliseconds] / 1000 % 60).as<"minutes">())
      .from(media_types)
      .inner_join(ranked, ranked[tracks.media_type_id] == media_types.id && ranked["place"_col] <= 2)
      .order_by(media_types.name, ranked["place"_col]);
}

// Which artists have made at least ten albums?
auto makers_of_many_albums() {
  return mz::select(artists.name, mz::count_distinct(albums.id).as<"albums">(), mz::count(tracks.id).as<"tracks">())
      .from(artists)
      .inner_join(albums, albums.artist_id == artists.id)
      .left_join(tracks, tracks.album_id == albums.id)
      .group_by(artists.id)
      .having(mz::count_distinct(albums.id) >= 10)
      .order_by(mz::desc(mz::count_distinct(albums.id)), artists.name);
}

// What would the albums of Led Zeppelin cost?
auto price_list() {
  const auto price = mz::sum(tracks.price);
  const auto seconds = mz::sum(tracks.milliseconds) / 1000;
  return mz::select(albums.title, mz::count().as<"tracks">(), mz::format("%d:%02d", seconds / 60, seconds % 60).as<"minutes">(),
                    mz::format("$ %.2f", price).as<"price">(),
                    mz::case_when(price > 20.0, "a box").when(mz::count() > 8, "an album").otherwise("a short one").as<"kind">())
      .from(albums)
      .inner_join(artists, artists.id == albums.artist_id)
      .inner_join(tracks, tracks.album_id == albums.id)
      .where(artists.name == "Led Zeppelin")
      .group_by(albums.id)
      .order_by(albums.title);
}

// What are the albums of AC/DC, with their tracks, as JSON?
auto albums_as_json() {
  const auto track = mz::json_object("name", tracks.name, "seconds", tracks.milliseconds / 1000, "composer", tracks.composer);
  const auto list = mz::select(mz::json_group_array(track)).from(tracks).where(tracks.album_id == albums.id);
  return mz::select(mz::json_object("artist", artists.name, "title", albums.title, "tracks", mz::as_json(list)).as<"album">())
      .from(albums)
      .inner_join(artists, artists.id == albums.artist_id)
      .where(artists.name == "AC/DC")
      .order_by(albums.id);
}

// Which albums have tracks of several genres?
auto mixed_albums() {
  const auto kinds = mz::select_distinct(albums.id, albums.title, genres.name.as<"genre">())
                         .from(albums)
                         .inner_join(tracks, tracks.album_id == albums.id)
                         .inner_join(genres, genres.id == tracks.genre_id)
                         .order_by(albums.id, genres.name)
                         .as<"kinds">();
  return mz::select(kinds[albums.title], mz::count().as<"genres">(), mz::group_concat(kinds["genre"_col], ", ").as<"which">())
      .from(kinds)
      .group_by(kinds[albums.id], kinds[albums.title])
      .having(mz::count() > 1)
      .order_by(mz::desc(mz::count()), kinds[albums.title]);
}

constexpr question questions[] = {
    {25, "How many tracks of each genre were never sold?", ask<never_sold>},
    {26, "Of which albums has every track been sold?", ask<albums_sold_whole>},
    {27, "Which names do many tracks have?", ask<names_of_many_tracks>},
    {28, "What are the two longest tracks of each media type?", ask<longest_tracks>},
    {29, "Which artists have made at least ten albums?", ask<makers_of_many_albums>},
    {30, "What would the albums of Led Zeppelin cost?", ask<price_list>},
    {31, "What are the albums of AC/DC with their tracks, as JSON?", ask<albums_as_json>},
    {32, "Which albums have tracks of several genres?", ask<mixed_albums>},
};

}  // namespace

std::span<const question> about_music() { return questions; }

}  // namespace chinook
