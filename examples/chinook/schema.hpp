// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/mizzle.hpp>
#include <mizzle/value/calendar.hpp>

/// The tables of Chinook (https://github.com/lerocha/chinook-database), a shop for music, as its SQLite file declares them: a column is optional
/// where the file lets it be NULL. Its prices are NUMERIC, which are reals here, and its dates are texts.
namespace chinook {

namespace mz = mizzle;
using id_type = std::int64_t;
using moment = mz::text_time<std::chrono::seconds>;  // "2021-01-01 00:00:00"
using text = std::string;
template <class T>
using maybe = std::optional<T>;

template <class As>
struct artist {
  mz::column<As, "ArtistId", id_type, mz::primary_key> id{};
  mz::column<As, "Name", maybe<text>> name{};
};
inline constexpr mz::table<"Artist", artist> artists{};

template <class As>
struct album {
  mz::column<As, "AlbumId", id_type, mz::primary_key> id{};
  mz::column<As, "Title", text> title{};
  mz::column<As, "ArtistId", id_type, mz::references<artists.id>> artist_id{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"IFK_AlbumArtistId">(t.artist_id)); }
};
inline constexpr mz::table<"Album", album> albums{};

template <class As>
struct genre {
  mz::column<As, "GenreId", id_type, mz::primary_key> id{};
  mz::column<As, "Name", maybe<text>> name{};
};
inline constexpr mz::table<"Genre", genre> genres{};

template <class As>
struct media_type {
  mz::column<As, "MediaTypeId", id_type, mz::primary_key> id{};
  mz::column<As, "Name", maybe<text>> name{};
};
inline constexpr mz::table<"MediaType", media_type> media_types{};

template <class As>
struct track {
  mz::column<As, "TrackId", id_type, mz::primary_key> id{};
  mz::column<As, "Name", text> name{};
  mz::column<As, "AlbumId", maybe<id_type>, mz::references<albums.id>> album_id{};
  mz::column<As, "MediaTypeId", id_type, mz::references<media_types.id>> media_type_id{};
  mz::column<As, "GenreId", maybe<id_type>, mz::references<genres.id>> genre_id{};
  mz::column<As, "Composer", maybe<text>> composer{};
  mz::column<As, "Milliseconds", std::int64_t> milliseconds{};
  mz::column<As, "Bytes", maybe<std::int64_t>> bytes{};
  mz::column<As, "UnitPrice", double, mz::numeric> price{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"IFK_TrackAlbumId">(t.album_id), mz::index<"IFK_TrackGenreId">(t.genre_id),
                           mz::index<"IFK_TrackMediaTypeId">(t.media_type_id));
  }
};
inline constexpr mz::table<"Track", track> tracks{};

template <class As>
struct playlist {
  mz::column<As, "PlaylistId", id_type, mz::primary_key> id{};
  mz::column<As, "Name", maybe<text>> name{};
};
inline constexpr mz::table<"Playlist", playlist> playlists{};

template <class As>
struct playlist_track {
  mz::column<As, "PlaylistId", id_type, mz::references<playlists.id>> playlist_id{};
  mz::column<As, "TrackId", id_type, mz::references<tracks.id>> track_id{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::primary_key_on(t.playlist_id, t.track_id), mz::index<"IFK_PlaylistTrackPlaylistId">(t.playlist_id),
                           mz::index<"IFK_PlaylistTrackTrackId">(t.track_id));
  }
};
inline constexpr mz::table<"PlaylistTrack", playlist_track> playlist_tracks{};

template <class As>
struct employee {
  mz::column<As, "EmployeeId", id_type, mz::primary_key> id{};
  mz::column<As, "LastName", text> last_name{};
  mz::column<As, "FirstName", text> first_name{};
  mz::column<As, "Title", maybe<text>> title{};
  mz::column<As, "ReportsTo", maybe<id_type>, mz::references_self<"EmployeeId">> reports_to{};
  mz::column<As, "BirthDate", maybe<moment>> born{};
  mz::column<As, "HireDate", maybe<moment>> hired{};
  mz::column<As, "Address", maybe<text>> address{};
  mz::column<As, "City", maybe<text>> city{};
  mz::column<As, "State", maybe<text>> state{};
  mz::column<As, "Country", maybe<text>> country{};
  mz::column<As, "PostalCode", maybe<text>> postal_code{};
  mz::column<As, "Phone", maybe<text>> phone{};
  mz::column<As, "Fax", maybe<text>> fax{};
  mz::column<As, "Email", maybe<text>> email{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"IFK_EmployeeReportsTo">(t.reports_to)); }
};
inline constexpr mz::table<"Employee", employee> employees{};

template <class As>
struct customer {
  mz::column<As, "CustomerId", id_type, mz::primary_key> id{};
  mz::column<As, "FirstName", text> first_name{};
  mz::column<As, "LastName", text> last_name{};
  mz::column<As, "Company", maybe<text>> company{};
  mz::column<As, "Address", maybe<text>> address{};
  mz::column<As, "City", maybe<text>> city{};
  mz::column<As, "State", maybe<text>> state{};
  mz::column<As, "Country", maybe<text>> country{};
  mz::column<As, "PostalCode", maybe<text>> postal_code{};
  mz::column<As, "Phone", maybe<text>> phone{};
  mz::column<As, "Fax", maybe<text>> fax{};
  mz::column<As, "Email", text> email{};
  mz::column<As, "SupportRepId", maybe<id_type>, mz::references<employees.id>> support_rep_id{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"IFK_CustomerSupportRepId">(t.support_rep_id)); }
};
inline constexpr mz::table<"Customer", customer> customers{};

template <class As>
struct invoice {
  mz::column<As, "InvoiceId", id_type, mz::primary_key> id{};
  mz::column<As, "CustomerId", id_type, mz::references<customers.id>> customer_id{};
  mz::column<As, "InvoiceDate", moment> date{};
  mz::column<As, "BillingAddress", maybe<text>> address{};
  mz::column<As, "BillingCity", maybe<text>> city{};
  mz::column<As, "BillingState", maybe<text>> state{};
  mz::column<As, "BillingCountry", maybe<text>> country{};
  mz::column<As, "BillingPostalCode", maybe<text>> postal_code{};
  mz::column<As, "Total", double, mz::numeric> total{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"IFK_InvoiceCustomerId">(t.customer_id)); }
};
inline constexpr mz::table<"Invoice", invoice> invoices{};

template <class As>
struct invoice_line {
  mz::column<As, "InvoiceLineId", id_type, mz::primary_key> id{};
  mz::column<As, "InvoiceId", id_type, mz::references<invoices.id>> invoice_id{};
  mz::column<As, "TrackId", id_type, mz::references<tracks.id>> track_id{};
  mz::column<As, "UnitPrice", double, mz::numeric> price{};
  mz::column<As, "Quantity", std::int64_t> quantity{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"IFK_InvoiceLineInvoiceId">(t.invoice_id), mz::index<"IFK_InvoiceLineTrackId">(t.track_id));
  }
};
inline constexpr mz::table<"InvoiceLine", invoice_line> invoice_lines{};

}  // namespace chinook
