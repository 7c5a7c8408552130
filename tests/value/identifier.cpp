// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

TEST(identifier, is_quoted) {
  EXPECT_EQ(mz::identifier("plain"), R"("plain")");
  EXPECT_EQ(mz::identifier("select"), R"("select")");
  EXPECT_EQ(mz::identifier(R"(a "b" c)"), R"("a ""b"" c")");
  EXPECT_EQ(mz::identifier("x\"; drop table y; --"), "\"x\"\"; drop table y; --\"");
}

TEST(identifier, names_what_it_quotes) {
  mz::sqlite::connection db{":memory:"};
  const std::string name = R"(odd "name"; --)";
  db.script("create table " + mz::identifier(name) + " (" + mz::identifier("a.b") + ")");
  db.raw<>("insert into " + mz::identifier(name) + " values (?)", 1);
  EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>("select " + mz::identifier("a.b") + " from " + mz::identifier(name))[0]), 1);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select name from sqlite_master where type = 'table'")[0]), name);
}

TEST(identifier, of_nothing_or_with_a_zero_byte_is_refused) {
  EXPECT_THROW((void)mz::identifier(""), mz::error::invalid_request);
  EXPECT_THROW((void)mz::identifier(std::string_view{"a\0b", 3}), mz::error::invalid_request);
}
