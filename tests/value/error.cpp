// SPDX-License-Identifier: MIT
#include <type_traits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;
namespace error = mz::error;

template <class... E>
inline constexpr bool all_are_errors = (std::is_base_of_v<error::base, E> && ...) && (std::is_copy_constructible_v<E> && ...) &&
                                       (std::is_base_of_v<std::runtime_error, E> && ...);
static_assert(all_are_errors<error::sql_error, error::busy, error::guard_failed, error::invalid_request, error::transport_error,
                             error::decode_error, error::no_row, error::too_many_rows>);

TEST(error, codes_are_primary_and_extended) {
  const error::sql_error unique{2067, "taken", "insert"};
  EXPECT_EQ(unique.code(), 19);
  EXPECT_EQ(unique.extended_code(), 2067);
  EXPECT_STREQ(unique.what(), "taken");
  EXPECT_EQ(unique.sql(), "insert");
  const error::busy snapshot{517};
  EXPECT_EQ(snapshot.code(), 5);
  EXPECT_EQ(snapshot.extended_code(), 517);
}

TEST(error, a_step_is_known_only_where_there_is_a_list) {
  schema::filled_database db;
  const auto taken = mz::insert_into(channels).values({.id = 1, .name = "again"});
  const auto step_of = [](auto&& f) {
    try {
      f();
    } catch (const error::base& e) {
      return e.step();
    }
    return std::optional<std::size_t>{99};
  };
  EXPECT_EQ(step_of([&] { db.run(taken); }), std::nullopt);
  EXPECT_EQ(step_of([&] { (void)mz::run_atomic(db, mz::atomic(taken)); }), 0u);
  EXPECT_EQ(step_of([&] { (void)mz::run_atomic(db, mz::atomic(mz::delete_from(messages).all_rows(), taken)); }), 1u);
}

TEST(error, a_guard_tells_what_it_wanted_and_what_it_got) {
  schema::filled_database db;
  const auto failure = [&](const auto& statement) {
    try {
      db.run(statement);
    } catch (const error::guard_failed& e) {
      return e;
    }
    return error::guard_failed{99, 0, 0};
  };
  const auto update = mz::update(messages).set(messages.body = "x").where(messages.id > 1);
  const auto least = failure(update.require_changes(5));
  EXPECT_EQ(least.required(), 5);
  EXPECT_EQ(least.actual(), 2);
  EXPECT_FALSE(least.exactly());
  EXPECT_STREQ(least.what(), "step 0 changed 2 rows, required at least 5");
  const auto exact = failure(update.require_exactly(1));
  EXPECT_TRUE(exact.exactly());
  EXPECT_STREQ(exact.what(), "step 0 changed 2 rows, required exactly 1");
}

TEST(error, a_decode_error_names_the_column_in_its_message) {
  schema::filled_database db;
  support::execute(db, "update messages set body = x'00' where id = 2");
  try {
    (void)db.all(mz::select(messages.id, messages.body).from(messages));
    FAIL();
  } catch (const error::decode_error& e) {
    EXPECT_EQ(e.column(), "body");
    EXPECT_NE(std::string_view{e.what()}.find("\"body\""), std::string_view::npos) << e.what();
    EXPECT_STREQ(e.why(), "it holds a blob where a text was declared");
    EXPECT_NE(e.sql().find("from \"messages\""), std::string::npos) << e.sql();
  }
}

TEST(error, a_decode_error_tells_why_with_a_table_and_without) {
  EXPECT_STREQ((error::decode_error{"c", "no", {}, "t"}.why()), "no");
  EXPECT_STREQ((error::decode_error{"c", "no"}.why()), "no");
}

TEST(error, a_copy_is_the_same_error) {
  error::sql_error e{1, "no such table: t", "select 1"};
  e.set_step(3);
  e.set_stayed(2);
  const error::sql_error copy = e;
  EXPECT_STREQ(copy.what(), "no such table: t");
  EXPECT_EQ(copy.sql(), "select 1");
  EXPECT_EQ(copy.step(), 3u);
  EXPECT_EQ(copy.stayed(), 2u);
}
