// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/mizzle.hpp>

/// The tables of the scenarios.
namespace faults {

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "title", std::string, mz::unique> title{};
  mz::column<As, "body", std::optional<std::string>> body{};
  mz::column<As, "data", mz::blob, mz::default_sql<"x''">> data{};
  mz::column<As, "stars", std::int64_t, mz::default_value<0>> stars{};
};
inline constexpr mz::table<"notes", Note> notes{};

template <class As>
struct Link {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "note", std::int64_t, mz::references<notes.id, mz::on_delete::cascade>> note{};
  mz::column<As, "next", std::optional<std::int64_t>, mz::references<notes.id>> next{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_on(t.note, t.next), mz::index<"links_by_next">(t.next));
  }
};
inline constexpr mz::table<"links", Link> links{};

/// Texts that no std::string keeps in place, so that each has an allocation of its own.
inline std::string title(std::int64_t id) { return "the title of the note with the number " + std::to_string(id); }
inline std::string text(std::int64_t id) { return std::string(60, static_cast<char>('a' + id % 26)); }

/// Values for SQL of one's own. An initializer list would copy them, at which libstdc++ 12 ends the program if memory runs out.
template <class... V>
std::vector<mz::value> values(V... each) {
  std::vector<mz::value> result;
  result.reserve(sizeof...(V));
  (result.emplace_back(std::move(each)), ...);
  return result;
}

inline auto note(std::int64_t id) { return mz::insert_into(notes).values({.id = id, .title = title(id), .body = text(id)}); }
inline auto link(std::int64_t id, std::int64_t from, std::int64_t to) {
  return mz::insert_into(links).values({.id = id, .note = from, .next = to});
}
inline auto star(std::int64_t id) { return mz::update(notes).set(notes.stars = notes.stars + 1).where(notes.id == id); }

}  // namespace faults
