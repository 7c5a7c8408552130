// SPDX-License-Identifier: MIT
#include <span>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;

namespace {

template <class X>
std::string type_of_value(mz::sqlite::connection& db, const X& x) {
  static constexpr mz::function<"typeof", std::string> kind_of_storage;
  return *std::optional<std::string>{mz::get<0>(db.one(mz::select(mz::coalesce(kind_of_storage(mz::val(x)), "none"))))};
}

}  // namespace

TEST(storage, each_type_is_bound_as_its_own_class) {
  schema::database db;
  EXPECT_EQ(type_of_value(db, 1), "integer");
  EXPECT_EQ(type_of_value(db, std::uint8_t{1}), "integer");
  EXPECT_EQ(type_of_value(db, true), "integer");
  EXPECT_EQ(type_of_value(db, color::blue), "integer");
  EXPECT_EQ(type_of_value(db, user_id{1}), "integer");
  EXPECT_EQ(type_of_value(db, std::chrono::seconds{1}), "integer");
  EXPECT_EQ(type_of_value(db, 1.0), "real");
  EXPECT_EQ(type_of_value(db, 1.0F), "real");
  EXPECT_EQ(type_of_value(db, "1"), "text");
  EXPECT_EQ(type_of_value(db, std::string_view{}), "text");
  EXPECT_EQ(type_of_value(db, urgency::high), "text");
  EXPECT_EQ(type_of_value(db, mz::blob{}), "blob");
  EXPECT_EQ(type_of_value(db, mz::blob{std::byte{'1'}}), "blob");
}

TEST(storage, an_optional_is_null_or_what_is_in_it) {
  schema::database db;
  EXPECT_EQ(type_of_value(db, std::optional<int>{}), "null");
  EXPECT_EQ(type_of_value(db, std::optional<std::string>{}), "null");
  EXPECT_EQ(type_of_value(db, std::optional<mz::blob>{}), "null");
  EXPECT_EQ(type_of_value(db, std::optional<int>{0}), "integer");
  EXPECT_EQ(type_of_value(db, std::optional<std::string>{""}), "text");
  EXPECT_EQ(type_of_value(db, std::optional<mz::blob>{mz::blob{}}), "blob");
  EXPECT_EQ(type_of_value(db, std::optional<urgency>{urgency::low}), "text");
}

TEST(storage, every_column_stores_its_class_whatever_its_width) {
  schema::database db;
  db.run(
      mz::insert_into(everything).values({.id = 1, .tiny = 1, .qword = 1u, .flag = true, .ratio = 1, .bytes = mz::blob{}, .maybe_r = 2}));
  const auto rows = db.raw<std::string, std::string, std::string, std::string, std::string, std::string>(
      "select typeof(tiny), typeof(qword), typeof(flag), typeof(ratio), typeof(bytes), typeof(maybe_r) from everything");
  const auto& [tiny, qword, flag, ratio, bytes, maybe_r] = rows[0];
  EXPECT_EQ(tiny + qword + flag, "integerintegerinteger");
  EXPECT_EQ(ratio, "real");
  EXPECT_EQ(bytes, "blob");
  EXPECT_EQ(maybe_r, "real");
}

TEST(storage, a_char_array_ends_at_its_first_zero) {
  schema::database db;
  char buffer[16] = "ab";
  buffer[3] = 'x';
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::length(buffer)))), 2);
  const auto statement = mz::select(mz::val(buffer).as<"text">());
  buffer[0] = 'z';
  EXPECT_EQ(db.one(statement)["text"_col], "ab");
}

TEST(storage, a_view_may_end_before_its_text_does) {
  schema::database db;
  const std::string_view text = "abcdef";
  const mz::blob bytes{std::byte{1}, std::byte{2}, std::byte{3}};
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::val(text.substr(1, 3))))), "bcd");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::hex(mz::blob_view{bytes}.subspan(1))))), "0203");
}
