// SPDX-License-Identifier: MIT
#include <vector>

#include <mizzle/durable/publish.hpp>
#include <mizzle/durable/writer.hpp>
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "text", std::string> text{};
};
inline constexpr mz::table<"notes", Note> notes{};
using note = mz::row_of<notes>;

inline auto insert(const note& n) { return mz::insert_into(notes).values({.id = n.id, .text = n.text}); }
inline mz::writer<mz::sqlite::connection>& writer() {
  static mz::writer<mz::sqlite::connection> one{mz::sqlite::connection{":memory:"}};
  return one;
}

// case: what_is_stored_is_given_without_its_value
// error: mizzle: publish(): the fourth argument takes what is stored: a row, and by value or const& what its command gave
auto f(std::vector<note>& said) {
  return mz::publish(said, writer(), insert, [](note&) {}, [](const note&) {});
}

// case: what_is_shown_is_more_than_a_row
// error: mizzle: publish(): the fifth argument shows a row that is stored; make it a function of one row
auto f(std::vector<note>& said) {
  return mz::publish(said, writer(), insert, [](note&, mz::run_result) {}, [](const note&, int) {});
}
