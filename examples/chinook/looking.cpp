// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

constexpr auto bosses = mz::alias<"bosses">(employees);

// Who is whose boss? The columns of the boss are a row of their own, which is not there where there is no boss.
answer bosses_as_rows(mz::sqlite::connection& db) {
  const auto pairs = mz::select(employees.first_name, mz::group(bosses.id, bosses.first_name, bosses.title).as<"boss">())
                         .from(employees)
                         .left_join(bosses, bosses.id == employees.reports_to)
                         .order_by(employees.id);
  answer result{{"employee", "boss"}, {}};
  for (const auto& row : db.all(pairs)) {
    const auto& boss = row["boss"_col];
    result.rows.push_back({row[employees.first_name],
                           boss ? mz::value{(*boss)[bosses.first_name] + ", " + (*boss)[bosses.title].value_or("")} : mz::value{}});
  }
  return result;
}

// How does SQLite find the tracks of an artist?
answer plan(mz::sqlite::connection& db) {
  const auto of_artist = mz::select(tracks.name)
                             .from(artists)
                             .inner_join(albums, mz::using_(artists.id))
                             .inner_join(tracks, mz::using_(albums.id))
                             .where(artists.id == 22)
                             .order_by(tracks.name);
  answer result{{"detail"}, {}};
  for (const auto& step : mz::explain(db, of_artist).steps) result.rows.push_back({step.detail});
  return result;
}

template <class As>
struct column_described {
  mz::column<As, "cid", std::int64_t> position{};
  mz::column<As, "name", text> name{};
  mz::column<As, "type", text> type{};
  mz::column<As, "notnull", bool> not_null{};
};

// Which columns has the table of tracks?
auto columns_of_tracks() {
  const auto columns = mz::table_function<"pragma_table_info", column_described>("Track");
  return mz::select(columns.name, columns.type, columns.not_null).from(columns).order_by(columns.position);
}

// How many rows has each table?
auto sizes() {
  const auto size_of = [](const char* name, const auto& table) {
    return mz::select(mz::val(text{name}).as<"table">(), mz::count().as<"rows">()).from(table);
  };
  return mz::union_all(size_of("artists", artists), size_of("albums", albums), size_of("tracks", tracks), size_of("genres", genres),
                       size_of("media types", media_types), size_of("playlists", playlists),
                       size_of("tracks on playlists", playlist_tracks), size_of("employees", employees), size_of("customers", customers),
                       size_of("invoices", invoices), size_of("lines of invoices", invoice_lines));
}

constexpr question questions[] = {
    {61, "Who is whose boss, and what is the boss's title?", bosses_as_rows},
    {62, "How does SQLite find the tracks of an artist?", plan},
    {63, "Which columns has the table of tracks?", ask<columns_of_tracks>},
    {64, "How many rows has each table?", ask<sizes>},
};

}  // namespace

std::span<const question> about_looking() { return questions; }

}  // namespace chinook
