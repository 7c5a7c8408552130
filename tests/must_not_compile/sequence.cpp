// SPDX-License-Identifier: MIT
#include <mizzle/durable/sequence.hpp>
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Message {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "session", std::string> session{};
  mz::column<As, "sequence", std::int64_t> sequence{};
};
inline constexpr mz::table<"messages", Message> messages{};
inline constexpr mz::table<"fixed", Message, mz::without_rowid> fixed{};
template <class As>
struct Draft {
  mz::column<As, "id", std::string, mz::primary_key> id{};
};
inline constexpr mz::table<"drafts", Draft> drafts{};

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "number", std::int64_t, mz::default_fn<[] { return 1 + mz::next_in(messages.sequence, messages.session == "s"); }>>
      number{};
};
inline constexpr mz::table<"notes", Note> notes{};

// case: the_number_of_one_row_as_the_default_of_several
// lines: 28
// error: mizzle: values(): the function of column notes.number gives next_in(), the number of one row, and several rows would all get the same; insert them one by one
auto f() { return mz::insert_into(notes).values({.id = 1}, {.id = 2}); }

// case: the_number_of_one_row_as_the_default_of_a_range
// error: mizzle: values(): the function of column notes.number gives next_in(), the number of one row
auto f() { return mz::insert_into(notes).values(std::vector<mz::new_row<notes>>(3)); }

// case: the_number_of_one_row_as_the_default_of_a_select
// error: mizzle: from(): the function of column notes.number gives next_in(), the number of one row
auto f() { return mz::insert_into(notes).columns(notes.id).from(mz::select(mz::rowid(drafts)).from(drafts)); }

// case: the_number_of_one_row_for_the_rows_of_a_table
// error: mizzle: from(): next_in() of a column and a condition is the number of one row, and a select from something can yield several
auto f() {
  return mz::insert_into(messages)
      .columns(messages.id, messages.session, messages.sequence)
      .from(mz::select(drafts.id, mz::val("s"), mz::next_in(messages.sequence, messages.session == "s")).from(drafts));
}

// case: the_number_of_one_row_inside_an_expression_for_the_rows_of_a_range
// error: mizzle: from(): next_in() of a column and a condition is the number of one row, and a select from something can yield several
auto f() {
  const auto ids = mz::json_each<std::string>("[]");
  return mz::insert_into(messages)
      .columns(messages.id, messages.session, messages.sequence)
      .from(mz::select(ids.value, mz::val("s"), 2 * mz::next_in(messages.sequence, messages.session == "s")).from(ids));
}

// case: the_number_of_one_row_for_all_rows_of_an_update
// error: mizzle: all_rows(): next_in() is the number of one row, and all of them would get the same
auto f() { return mz::update(messages).set(messages.sequence = mz::next_in(messages.sequence, messages.session == "s")).all_rows(); }

// case: next_in_a_column_of_text
// error: mizzle: next_in(): the first argument must be a column of integers
auto f() { return mz::next_in(messages.id, messages.session == "s"); }

// case: next_in_an_expression
// error: mizzle: next_in(): the first argument must be a column of integers
auto f() { return mz::next_in(messages.sequence + 1, messages.session == "s"); }

// case: next_in_without_a_condition
// error: mizzle: next_in(): the second argument must be the condition that tells the group
auto f() { return mz::next_in(messages.sequence, messages.session); }

// case: next_in_a_window_without_an_order
// error: mizzle: next_in(): the window must have an order
auto f() { return mz::next_in(messages.sequence, messages.session == "s", mz::partition_by(drafts.id)); }

// case: renumber_a_column_of_text
// error: mizzle: renumber(): the first argument must be a column of integers
auto f() { mz::renumber(messages.id, messages.session); }

// case: renumber_an_alias
// error: mizzle: renumber(): it needs columns of a table, not of an alias
auto f() {
  constexpr auto m = mz::alias<"m">(messages);
  mz::renumber(m.sequence, m.session);
}

// case: renumber_a_table_without_row_ids
// error: mizzle: rowid(): a table without_rowid has none
auto f() { mz::renumber(fixed.sequence, fixed.session); }

// case: next_in_with_a_subquery_that_names_the_table_around
// error: mizzle: next_in(): a subquery in the condition names the table whose rows are numbered, and would mean that of the statement around; number an alias instead
auto f() {
  return mz::update(messages)
      .set(messages.sequence =
               mz::next_in(messages.sequence, mz::exists(mz::select(drafts.id).from(drafts).where(drafts.id == messages.id))))
      .where(messages.id == "a");
}
