// SPDX-License-Identifier: MIT
#include <string>

#include <gtest/gtest.h>

#include <mizzle/text/writer.hpp>

namespace mz = mizzle;

namespace {

/// Writes twice, as statements do: once to count and once to fill.
template <class F>
constexpr auto written(F f) {
  constexpr std::size_t size = [] {
    mz::detail::writer w;
    F{}(w);
    return w.size();
  }();
  mz::detail::text_array<size> text;
  mz::detail::writer w{text.chars};
  f(w);
  return text;
}

}  // namespace

TEST(writer, text_and_numbers) {
  constexpr auto text = written([](mz::detail::writer& w) {
    w.put("limit ");
    w.put(std::size_t{0});
    w.put(',');
    w.put(std::size_t{18446744073709551615u});
  });
  static_assert(text.view() == "limit 0,18446744073709551615");
  EXPECT_EQ(std::string{text.chars}, "limit 0,18446744073709551615");
}

TEST(writer, what_was_written_is_repeated) {
  constexpr auto text = written([](mz::detail::writer& w) {
    w.put("(?)");
    const std::size_t from = w.size();
    w.put(", (?)");
    w.repeat(from, 2);
    w.repeat(from, 0);
    w.put(';');
  });
  static_assert(text.view() == "(?), (?), (?), (?);");
}

TEST(writer, quotes_are_doubled) {
  constexpr auto text = written([](mz::detail::writer& w) {
    w.identifier("a\"b");
    w.put(' ');
    w.literal("it's");
    w.put(' ');
    w.identifier("it's");
    w.put(' ');
    w.literal("");
  });
  static_assert(text.view() == R"("a""b" 'it''s' "it's" '')");
  EXPECT_EQ(text.view().size(), std::string{text.chars}.size());
}

TEST(writer, counts_without_a_buffer) {
  mz::detail::writer w;
  w.put("select ");
  w.identifier("id");
  EXPECT_EQ(w.size(), 11u);
}
