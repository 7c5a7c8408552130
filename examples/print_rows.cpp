// SPDX-License-Identifier: MIT
// Prints the rows of any statement, as JSON and as a table, without a word about their columns: <mizzle/hana.hpp> makes a row
// a Hana Struct, whose members have names and values.
#include <mizzle/hana.hpp>
#include <mizzle/mizzle.hpp>

#include <boost/hana/first.hpp>
#include <boost/hana/second.hpp>

#include <concepts>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

namespace mz = mizzle;
namespace hana = boost::hana;

/// A text as JSON writes it.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    char code[7] = {c};
    if (c == '"' || c == '\\') std::snprintf(code, sizeof code, "\\%c", c);
    if (static_cast<unsigned char>(c) < 0x20) std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
    result += c == '\0' ? "\\u0000" : code;
  }
  return result + '"';
}

/// A row as a JSON object; a whole table in it is an object within, and what is NULL is null.
template <class T>
void write_json(std::ostream& out, const T& value) {
  if constexpr (hana::Struct<T>::value) {
    char before = '{';
    hana::for_each(value, [&](const auto& member) {
      out << before << quoted(hana::first(member).c_str()) << ':';
      write_json(out, hana::second(member));
      before = ',';
    });
    out << '}';
  } else if constexpr (requires { value.has_value(); }) {
    if (value) write_json(out, *value);
    else out << "null";
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    out << quoted(value);
  } else {
    out << value;
  }
}

/// Rows as a table, one line each, with their names above.
template <class Row>
void write_table(std::ostream& out, const mz::rows<Row>& rows) {
  const auto write_cell = [&](const auto& value) {
    std::ostringstream cell;
    if constexpr (std::convertible_to<decltype(value), std::string_view>) cell << value;
    else write_json(cell, value);
    out << std::left << std::setw(16) << cell.str();
  };
  hana::for_each(decltype(hana::keys(rows[0])){}, [&](const auto& key) { write_cell(std::string_view{key.c_str()}); });
  out << '\n';
  for (const Row& row : rows) {
    hana::for_each(hana::members(row), write_cell);
    out << '\n';
  }
}

template <class As>
struct Station {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "note", std::optional<std::string>> note{};
};
inline constexpr mz::table<"stations", Station> stations{};

template <class As>
struct Reading {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "station_id", std::int64_t, mz::references<stations.id>> station_id{};
  mz::column<As, "celsius", double> celsius{};
};
inline constexpr mz::table<"readings", Reading> readings{};

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(stations, readings);
  (void)mz::run_atomic(db, mz::atomic(mz::insert_into(stations).values({.id = 1, .name = "Sonnblick", .note = "3106 m, \"windy\""}),
                                      mz::insert_into(stations).values({.id = 2, .name = "Wien"}),
                                      mz::insert_into(readings).values({.station_id = 1, .celsius = -12.5}),
                                      mz::insert_into(readings).values({.station_id = 1, .celsius = -8})));

  for (const auto& row : db.all(mz::select(stations, readings)
                                    .from(stations)
                                    .left_join(readings, readings.station_id == stations.id)
                                    .order_by(stations.id, readings.id))) {
    write_json(std::cout, row);
    std::cout << '\n';
  }
  write_table(std::cout, db.all(mz::select(stations.name, mz::count(readings.id), mz::min(readings.celsius).as<"coldest">())
                                    .from(stations)
                                    .inner_join(readings, readings.station_id == stations.id)
                                    .group_by(stations.name)));
}
