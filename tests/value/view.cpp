// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

namespace {
template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "text", std::string_view> text{};
  mz::column<As, "extra", std::optional<std::string_view>> extra{};
  mz::column<As, "bytes", std::optional<mz::blob_view>> bytes{};
};
inline constexpr mz::table<"view_notes", Note> notes{};
}  // namespace

TEST(view, is_bound_by_value_and_owned_when_it_is_kept) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(notes);
  const std::string text(100, 'x');
  const mz::blob bytes(3, std::byte{7});
  db.run(mz::insert_into(notes).values({.text = text, .extra = std::string_view{text}, .bytes = mz::blob_view{bytes}}));
  auto insert = [&] {
    std::string gone = text;
    return mz::insert_into(notes).set(notes.text = std::string_view{gone}, notes.extra = std::nullopt);
  }();
  db.run(insert);
  const auto all = db.all(mz::select(notes));
  static_assert(std::is_same_v<decltype(all[0].text), std::string>);
  EXPECT_EQ(all[0].text, text);
  EXPECT_EQ(all[0].bytes, bytes);
  EXPECT_EQ(all[1].text, text);
  EXPECT_FALSE(all[1].extra);
  const auto some = db.all(mz::select(notes.text, notes.extra).from(notes).where(notes.text == text));
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(mz::get<0>(some[0]))>, std::string>);
  EXPECT_EQ(some.size(), 2U);
}

TEST(view, is_a_view_in_a_stream) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(notes);
  db.run(mz::insert_into(notes).values({.text = "some text"}));
  for (auto&& row : db.stream(mz::select(notes))) {
    static_assert(std::is_same_v<decltype(row.text), std::string_view>);
    EXPECT_EQ(row.text, "some text");
  }
  for (auto&& [text, extra] : db.stream(mz::select(notes.text, notes.extra).from(notes))) {
    EXPECT_EQ(text, "some text");
    EXPECT_FALSE(extra);
  }
}
