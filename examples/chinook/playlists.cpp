// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

// Which playlists have no rock?
auto playlists_without_rock() {
  const auto rock = mz::select(playlist_tracks.track_id)
                        .from(playlist_tracks)
                        .inner_join(tracks, tracks.id == playlist_tracks.track_id)
                        .inner_join(genres, genres.id == tracks.genre_id)
                        .where(playlist_tracks.playlist_id == playlists.id && genres.name.like("%rock%"));
  const auto size = mz::scalar(mz::select(mz::count()).from(playlist_tracks).where(playlist_tracks.playlist_id == playlists.id));
  return mz::select(playlists.id, playlists.name, size.as<"tracks">()).from(playlists).where(mz::not_exists(rock)).order_by(playlists.id);
}

// Which genres are on each playlist, in the order of the alphabet?
auto genres_of_playlists() {
  const auto kinds = mz::select_distinct(playlist_tracks.playlist_id, genres.name)
                         .from(playlist_tracks)
                         .inner_join(tracks, tracks.id == playlist_tracks.track_id)
                         .inner_join(genres, genres.id == tracks.genre_id)
                         .order_by(playlist_tracks.playlist_id, genres.name)
                         .as<"kinds">();
  return mz::select(playlists.id, playlists.name, mz::group_concat(kinds[genres.name], ", ").as<"genres">())
      .from(playlists)
      .left_join(kinds, kinds[playlist_tracks.playlist_id] == playlists.id)
      .group_by(playlists.id)
      .order_by(playlists.id);
}

// Which playlists have the same tracks?
auto same_playlists() {
  constexpr auto others = mz::alias<"others">(playlists);
  const auto tracks_of = [](const auto& list) {
    return mz::select(playlist_tracks.track_id).from(playlist_tracks).where(playlist_tracks.playlist_id == list.id);
  };
  return mz::select(playlists.id, playlists.name, others.id.as<"other">(), others.name.as<"name of the other">())
      .from(playlists)
      .inner_join(others, playlists.id < others.id)
      .where(mz::not_exists(tracks_of(playlists).except(tracks_of(others))) &&
             mz::not_exists(tracks_of(others).except(tracks_of(playlists))))
      .order_by(playlists.id, others.id);
}

// Which tracks are on both Grunge and 90's Music?
auto tracks_of_both() {
  const auto on = [](const char* list) {
    return mz::select(playlist_tracks.track_id)
        .from(playlist_tracks)
        .inner_join(playlists, playlists.id == playlist_tracks.playlist_id)
        .where(playlists.name == list);
  };
  return mz::select(tracks.name, artists.name.as<"artist">())
      .from(tracks)
      .inner_join(albums, albums.id == tracks.album_id)
      .inner_join(artists, artists.id == albums.artist_id)
      .where(tracks.id.in(on("Grunge").intersect(on("90’s Music"))))
      .order_by(artists.name, tracks.name);
}

// How much of each playlist was ever sold?
auto sold_of_playlists() {
  const auto sold = mz::select_distinct(invoice_lines.track_id).from(invoice_lines).as<"sold">();
  const auto tracks_listed = mz::count(playlist_tracks.track_id);
  const auto tracks_sold = mz::count(sold[invoice_lines.track_id]);
  return mz::select(playlists.id, playlists.name, tracks_listed.as<"tracks">(), tracks_sold.as<"sold">(),
                    (100.0 * tracks_sold / tracks_listed).as<"percent">())
      .from(playlists)
      .left_join(playlist_tracks, playlist_tracks.playlist_id == playlists.id)
      .left_join(sold, sold[invoice_lines.track_id] == playlist_tracks.track_id)
      .group_by(playlists.id)
      .order_by(mz::nulls_last(mz::desc(100.0 * tracks_sold / tracks_listed)), playlists.id);
}

constexpr question questions[] = {
    {33, "Which playlists have no rock?", ask<playlists_without_rock>},
    {34, "Which genres are on each playlist, in the order of the alphabet?", ask<genres_of_playlists>},
    {35, "Which playlists have the same tracks?", ask<same_playlists>},
    {36, "Which tracks are on both Grunge and 90’s Music?", ask<tracks_of_both>},
    {37, "How much of each playlist was ever sold?", ask<sold_of_playlists>},
};

}  // namespace

std::span<const question> about_playlists() { return questions; }

}  // namespace chinook
