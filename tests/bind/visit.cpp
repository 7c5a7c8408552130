// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::everything;
using schema::messages;

namespace {

/// Values as one text.
std::string shown(const std::vector<mz::value>& values) {
  std::string result;
  for (const mz::value& v : values) {
    if (std::holds_alternative<std::monostate>(v)) result += "null ";
    if (const auto* n = std::get_if<std::int64_t>(&v)) result += std::to_string(*n) + ' ';
    if (const auto* r = std::get_if<double>(&v)) result += 'r' + std::to_string(static_cast<int>(*r)) + ' ';
    if (const auto* t = std::get_if<std::string>(&v)) result += '\'' + *t + "' ";
    if (const auto* b = std::get_if<mz::blob>(&v)) result += 'x' + std::to_string(b->size()) + ' ';
  }
  return result;
}

struct visit : testing::Test {
  schema::filled_database db;
  support::recorder h{db};
  template <class S>
  std::string values_of(const S& s) {
    (void)mz::run_atomic(h, mz::atomic(s));
    return shown(h.sent.back().values);
  }
};

}  // namespace

TEST_F(visit, a_select_from_its_list_to_its_offset) {
  constexpr auto c2 = mz::alias<"c2">(channels);
  const auto inner = mz::select(c2.id).from(c2).where(c2.id == 5).limit(6);
  const auto s = mz::select(mz::val(1), messages.id + 2, mz::select(mz::val("3")).from(c2).limit(4))
                     .from(messages)
                     .inner_join(channels, channels.id == messages.channel_id && channels.name != "a")
                     .where(messages.channel_id.in(inner) && messages.body.like("b%").escape('!') && messages.id.in(std::vector{7, 8}))
                     .group_by(messages.id, channels.id, messages.id + 9)
                     .having(mz::count() > 10)
                     .order_by(mz::desc(messages.id % 11), messages.id * 12)
                     .limit(13)
                     .offset(14);
  EXPECT_EQ(values_of(s), "1 2 '3' 4 'a' 5 6 'b%' '!' '[7,8]' 9 10 11 12 13 14 ");
}

TEST_F(visit, both_sides_of_a_union) {
  const auto s = mz::select(mz::val("l"), messages.id)
                     .from(messages)
                     .where(messages.id < 1)
                     .union_all(mz::select(mz::val("r"), channels.id).from(channels).where(channels.id < 2))
                     .order_by(messages.id)
                     .limit(3);
  EXPECT_EQ(values_of(s), "'l' 1 'r' 2 3 ");
}

TEST_F(visit, only_parts_that_stand) {
  for (const bool on : {false, true}) {
    const auto s = mz::select(messages.id)
                       .from(messages)
                       .where(messages.id > 1 &&
                              mz::when(on, messages.id < 2 && mz::when(!on, messages.id == 3) && mz::when(on, messages.body == "4")) &&
                              messages.id != 5);
    EXPECT_EQ(values_of(s), on ? "1 2 '4' 5 " : "1 5 ");
  }
}

TEST_F(visit, an_insert_with_all_that_can_follow) {
  const auto s = mz::insert_into(counters)
                     .values({.name = "a", .n = 1})
                     .on_conflict(counters.name)
                     .do_update(counters.n = counters.n + 2, counters.name = "b")
                     .where(counters.n < 3)
                     .returning(counters.n * 4);
  EXPECT_EQ(values_of(s), "'a' 1 2 'b' 3 4 ");
  const auto from = mz::insert_into(counters)
                        .columns(counters.name, counters.n)
                        .from(mz::select(mz::concat(channels.name, "x"), mz::val(5)).from(channels).where(channels.id < 6))
                        .on_conflict(counters.name)
                        .do_nothing()
                        .returning(mz::val("7"));
  EXPECT_EQ(values_of(from), "'x' 5 6 '7' ");
  const auto set = mz::insert_into(counters).set(counters.n = mz::abs(mz::val(-8)), counters.name = mz::upper("nine"));
  EXPECT_EQ(values_of(set), "-8 'nine' ");
}

TEST_F(visit, rows_one_behind_another) {
  const std::vector<mz::new_row<counters>> rows{{.name = "a", .n = 1}, {.name = "b", .n = 2}};
  EXPECT_EQ(values_of(mz::insert_into(counters).values(rows).returning(mz::val(3))), "'a' 1 'b' 2 3 ");
}

TEST_F(visit, an_update_and_a_delete) {
  EXPECT_EQ(values_of(mz::update(messages)
                          .set(messages.body = "a", messages.thread_id = std::nullopt, messages.created_at = messages.id + 1)
                          .where(messages.id == 2)
                          .returning(messages.id + 3)),
            "'a' null 1 2 3 ");
  EXPECT_EQ(values_of(mz::update(messages).set({.thread_id = 4, .body = "b"}).where(messages.id == 5)), "4 'b' 5 ");
  EXPECT_EQ(values_of(mz::delete_from(messages).where(messages.id == 6 || messages.body == "c")), "6 'c' ");
}

TEST_F(visit, every_type_in_its_stored_form) {
  const auto s = mz::insert_into(everything)
                     .values({.id = 1,
                              .tiny = -2,
                              .qword = 3u,
                              .flag = true,
                              .ratio = 4.0,
                              .label = "five",
                              .bytes = mz::blob(6),
                              .maybe_n = std::nullopt,
                              .maybe_r = std::nullopt,
                              .maybe_t = std::nullopt,
                              .maybe_b = mz::blob{},
                              .hue = color::blue,
                              .urgent = urgency::high,
                              .seconds = std::chrono::sys_seconds{std::chrono::seconds{7}},
                              .owner = user_id{8}});
  EXPECT_EQ(values_of(s), "1 -2 3 1 r4 'five' x6 null null null x0 2 'high' 7 8 ");
}

TEST_F(visit, a_statement_without_values_has_none) {
  EXPECT_EQ(values_of(mz::select(channels)), "");
  EXPECT_EQ(values_of(mz::insert_into(everything).default_values()), "");
}
