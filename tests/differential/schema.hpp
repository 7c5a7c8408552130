// SPDX-License-Identifier: MIT
// The tables of the differential test. The file has them from plain SQL (create_tables below), as a program meets a file
// that others have made: one column has a default there that the declaration does not know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <mizzle/mizzle.hpp>

namespace differential {

namespace mz = mizzle;

enum class feeling : std::int8_t { low = -1, even = 0, high = 1 };
enum class grade { free, paid, staff };
/// A text that is stored in another form. That it converts to a view must not let it pass by its codec.
struct secret {
  std::string text;
  operator std::string_view() const { return text; }
  friend bool operator==(const secret&, const secret&) = default;
};

inline constexpr std::int64_t first_made = 41, last_seen = 42;
inline std::int64_t make() { return first_made; }
inline std::int64_t see() { return last_seen; }

}  // namespace differential

template <>
struct mizzle::codec<differential::grade>
    : mizzle::by_name<differential::grade, mizzle::name<differential::grade::free, "free">, mizzle::name<differential::grade::paid, "paid">,
                      mizzle::name<differential::grade::staff, "staff">> {};
template <>
struct mizzle::codec<differential::secret> {
  using stored = std::string;
  static stored encode(const differential::secret& s) { return "sealed:" + s.text; }
  static bool accepts(std::string_view text) noexcept { return text.substr(0, 7) == "sealed:"; }
  static differential::secret decode(std::string_view text) { return {std::string{text.substr(7)}}; }
};

namespace differential {

/// A column of every kind, as it is and nullable.
template <class As>
struct Thing {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "n", std::int64_t> n{};
  mz::column<As, "tiny", std::int8_t> tiny{};
  mz::column<As, "word", std::uint32_t> word{};
  mz::column<As, "r", double> r{};
  mz::column<As, "s", std::string> s{};
  mz::column<As, "b", mz::blob> b{};
  mz::column<As, "flag", bool> flag{};
  mz::column<As, "mood", feeling> mood{};
  mz::column<As, "tier", grade> tier{};
  mz::column<As, "who", secret> who{};
  mz::column<As, "maybe_n", std::optional<std::int64_t>> maybe_n{};
  mz::column<As, "maybe_tiny", std::optional<std::int8_t>> maybe_tiny{};
  mz::column<As, "maybe_word", std::optional<std::uint32_t>> maybe_word{};
  mz::column<As, "maybe_r", std::optional<double>> maybe_r{};
  mz::column<As, "maybe_s", std::optional<std::string>> maybe_s{};
  mz::column<As, "maybe_b", std::optional<mz::blob>> maybe_b{};
  mz::column<As, "maybe_flag", std::optional<bool>> maybe_flag{};
  mz::column<As, "maybe_mood", std::optional<feeling>> maybe_mood{};
  mz::column<As, "maybe_tier", std::optional<grade>> maybe_tier{};
  mz::column<As, "maybe_who", std::optional<secret>> maybe_who{};
};
inline constexpr mz::table<"things", Thing> things{};

/// What joins with a thing.
template <class As>
struct Part {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "thing_id", std::int64_t> thing_id{};
  mz::column<As, "label", std::string> label{};
  mz::column<As, "amount", std::int64_t> amount{};
  mz::column<As, "level", std::int8_t> level{};
  mz::column<As, "ratio", std::optional<double>> ratio{};
  mz::column<As, "note", std::optional<std::string>> note{};
};
inline constexpr mz::table<"parts", Part> parts{};

/// A table whose rows can be NULL altogether.
template <class As>
struct Loose {
  mz::column<As, "n", std::optional<std::int64_t>> n{};
  mz::column<As, "s", std::optional<std::string>> s{};
};
inline constexpr mz::table<"loose", Loose> loose{};

/// A table to write to: unique names, one taken slot in a room, defaults.
template <class As>
struct Slot {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  mz::column<As, "room", std::int64_t> room{};
  mz::column<As, "taken", bool, mz::default_value<true>> taken{};
  mz::column<As, "level", std::int8_t, mz::default_value<3>> level{};
  mz::column<As, "rate", double, mz::default_value<1.5>> rate{};
  mz::column<As, "tier", grade, mz::default_value<grade::paid>> tier{};
  mz::column<As, "owner", std::optional<secret>> owner{};
  mz::column<As, "note", std::optional<std::string>> note{};  // the file has a default for it
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"slots_taken">(t.room).where(t.taken)); }
};
inline constexpr mz::table<"slots", Slot> slots{};

/// A key of two columns and no row ids.
template <class As>
struct Cell {
  mz::column<As, "x", std::int64_t, mz::primary_key> x{};
  mz::column<As, "y", std::string, mz::primary_key> y{};
  mz::column<As, "v", std::optional<std::int64_t>> v{};
  mz::column<As, "w", double, mz::default_value<0.5>> w{};
  mz::column<As, "tag", mz::blob, mz::default_sql<"x'00ff'">> tag{};
};
inline constexpr mz::table<"cells", Cell, mz::without_rowid> cells{};

/// Columns that functions fill in.
template <class As>
struct Audit {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  mz::column<As, "made", std::optional<std::int64_t>, mz::default_fn<make>> made{};
  mz::column<As, "seen", std::int64_t, mz::default_value<5>, mz::detail::on_update_fn<see>> seen{};
};
inline constexpr mz::table<"audits", Audit> audits{};

inline constexpr auto t1 = mz::alias<"t1">(things);
inline constexpr auto t2 = mz::alias<"t2">(things);
inline constexpr auto p1 = mz::alias<"p1">(parts);
inline constexpr auto p2 = mz::alias<"p2">(parts);
inline constexpr auto l1 = mz::alias<"l1">(loose);

/// The same as plain SQL.
inline constexpr const char* table_sql[] = {
    R"(create table things (id integer primary key, n integer not null, tiny integer not null, word integer not null, r real not null,
         s text not null, b blob not null, flag integer not null, mood integer not null, tier text not null, who text not null,
         maybe_n integer, maybe_tiny integer, maybe_word integer, maybe_r real, maybe_s text, maybe_b blob, maybe_flag integer,
         maybe_mood integer, maybe_tier text, maybe_who text))",
    R"(create table parts (id integer primary key, thing_id integer not null, label text not null, amount integer not null,
         level integer not null, ratio real, note text))",
    R"(create table loose (n integer, s text))",
    R"(create table slots (id integer primary key, name text not null unique, room integer not null, taken integer not null default 1,
         level integer not null default 3, rate real not null default 1.5, tier text not null default 'paid', owner text,
         note text default 'of the file'))",
    R"(create unique index slots_taken on slots (room) where taken)",
    R"(create table cells (x integer not null, y text not null, v integer, w real not null default 0.5,
         tag blob not null default (x'00ff'), primary key (x, y)) without rowid)",
    R"(create table audits (id integer primary key, name text not null unique, made integer, seen integer not null default 5))",
};

}  // namespace differential
