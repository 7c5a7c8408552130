// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

// What must not be declared is in tests/must_not_compile/declarations.cpp. Here: what looks like it and is right.

namespace {

template <class As>
struct Parent {
  mz::column<As, "Id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "up", std::optional<std::int64_t>, mz::references_self<"ID">> up{};
  mz::column<As, "code", std::string, mz::unique> code{};
  mz::column<As, "same", std::optional<std::string>, mz::references_self<"code">> same{};
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  mz::column<As, "once", std::int64_t> once{};
  mz::column<As, "only", std::int64_t> only{};
  mz::column<As, "x", std::optional<std::int64_t>> x{};
  mz::column<As, "y", std::optional<std::int64_t>> y{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_on(t.a, t.b), mz::unique_index<"parents_once">(t.once), mz::unique_on(t.only),
                           mz::index<"parents_a">(t.a), mz::check<"parents_a">(t.a > 0), mz::foreign_key(t.x, t.y).references(t.b, t.a));
  }
};
constexpr mz::table<"parents", Parent> parents{};

template <class As>
struct Child {
  mz::column<As, "code", std::optional<std::string>, mz::references<parents.code>> code{};
  mz::column<As, "once", std::optional<std::int64_t>, mz::references<parents.once>> once{};
  mz::column<As, "only", std::optional<std::int64_t>, mz::references<parents.only>> only{};
  mz::column<As, "b", std::optional<std::int64_t>> b{};
  mz::column<As, "a", std::optional<std::int64_t>> a{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::foreign_key(t.b, t.a).references(parents.b, parents.a), mz::primary_key_on(t.code, t.once));
  }
};
constexpr mz::table<"children", Child> children{};

struct database : mz::sqlite::connection {
  database() : connection{":memory:"} { create_tables(parents, children); }
  template <class S>
  int code_of(const S& s) {
    try {
      run(s);
      return SQLITE_OK;
    } catch (const mz::error::sql_error& e) {
      return e.extended_code();
    }
  }
};

}  // namespace

TEST(check_table, references_to_keys_of_every_kind_hold) {
  database db;
  db.run(mz::insert_into(parents).values({.id = 1, .code = "c", .same = "c", .a = 2, .b = 3, .once = 4, .only = 5, .x = 3, .y = 2}));
  const auto child = [](const auto&... set) { return mz::insert_into(children).set(set...); };
  EXPECT_EQ(db.code_of(child(children.code = "c", children.once = 4, children.only = 5, children.b = 3, children.a = 2)), SQLITE_OK);
  EXPECT_EQ(db.code_of(child(children.code = "d")), SQLITE_CONSTRAINT_FOREIGNKEY);
  EXPECT_EQ(db.code_of(child(children.once = 5)), SQLITE_CONSTRAINT_FOREIGNKEY);
  EXPECT_EQ(db.code_of(child(children.only = 4)), SQLITE_CONSTRAINT_FOREIGNKEY);
  EXPECT_EQ(db.code_of(child(children.b = 2, children.a = 3)), SQLITE_CONSTRAINT_FOREIGNKEY);
  const mz::new_row<parents> wrong{.up = 77, .code = "e", .a = 5, .b = 5, .once = 5, .only = 6};
  EXPECT_EQ(db.code_of(mz::insert_into(parents).values(wrong)), SQLITE_CONSTRAINT_FOREIGNKEY);
  auto right = wrong;
  right.up = 1;
  EXPECT_EQ(db.code_of(mz::insert_into(parents).values(right)), SQLITE_OK);
}

TEST(check_table, a_table_may_be_declared_anywhere) {
  mz::sqlite::connection db{":memory:"};
  constexpr mz::table<"local_parents", Parent> local{};
  const mz::table<"run_time_parents", Parent> at_run_time;
  db.create_tables(local, at_run_time);
  EXPECT_TRUE(db.all(mz::select(local)).empty());
  EXPECT_TRUE(db.all(mz::select(mz::alias<"p">(at_run_time))).empty());
  static_assert(std::is_trivially_copyable_v<decltype(local)>);
}

TEST(check_table, names_are_compared_as_sqlite_compares_them) {
  static_assert(mz::detail::same_name("abc", "ABC") && mz::detail::same_name("", "") && mz::detail::same_name("\xc3\xa4", "\xc3\xa4"));
  static_assert(!mz::detail::same_name("abc", "abd") && !mz::detail::same_name("ab", "abc") && !mz::detail::same_name("@", "`") &&
                !mz::detail::same_name("\xc3\xa4", "\xc3\x84"));
  mz::sqlite::connection db{":memory:"};
  EXPECT_THROW(db.raw("create table t (abc, ABC)"), mz::error::sql_error);
  EXPECT_NO_THROW(db.raw("create table t (\xc3\xa4, \xc3\x84)"));
}
