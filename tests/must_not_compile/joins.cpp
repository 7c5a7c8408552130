// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"users", User> users{};

template <class As>
struct Post {
  mz::column<As, "post", std::int64_t, mz::primary_key> post{};
  mz::column<As, "user", std::int64_t, mz::references<users.id>> user{};
  mz::column<As, "name", std::int64_t> name{};
};
inline constexpr mz::table<"posts", Post> posts{};

template <class As>
struct Tag {
  mz::column<As, "tag", std::string, mz::primary_key> tag{};
  mz::column<As, "post", std::int64_t> post{};
};
inline constexpr mz::table<"tags", Tag> tags{};

inline mz::sqlite::connection& db();

// case: using_of_a_column_that_the_joined_table_lacks
// error: mizzle: using_(): table users has no column user, by which it would be joined; write a condition with ==
auto f() { return mz::select(users.id).from(posts).inner_join(users, mz::using_(posts.user)); }

// case: using_of_a_column_of_the_joined_table
// error: mizzle: using_(): column tags.post is of the table that is joined, whose column is found by its name; name that of a table before it
auto f() { return mz::select(tags.tag).from(posts).left_join(tags, mz::using_(tags.post)); }

// case: using_of_columns_of_unlike_types
// error: mizzle: join: column users.name of type text and column posts.name of type integer are unlike
auto f() { return mz::select(posts.post).from(users).inner_join(posts, mz::using_(users.name)); }

// case: using_of_an_expression
// error: mizzle: using_(): an expression is no column, by which SQL could join; write a condition with ==
auto f() { return mz::select(tags.tag).from(posts).inner_join(tags, mz::using_(posts.post + 1)); }

// case: using_of_a_text
// error: mizzle: using_(): a C++ value of type text is no column; name a column of a table before the one that is joined
auto f() { return mz::select(tags.tag).from(posts).inner_join(tags, mz::using_("post")); }

// case: using_of_nothing
// error: mizzle: using_(): it needs at least one column, such as mz::using_(messages.channel_id)
auto f() { return mz::using_(); }

// case: using_of_a_table_that_is_not_there
// error: mizzle: join: column posts.post needs table posts, which is not in from() or a join; add it
void f() { (void)db().all(mz::select(tags.tag).from(users).inner_join(tags, mz::using_(posts.post))); }

// case: using_of_a_column_that_two_tables_have
// error: mizzle: join: column post of using_() or natural stands in posts and in t, and SQL would not take that of t alone; write a condition with ==
void f() {
  constexpr auto t = mz::alias<"t">(tags);
  (void)db().all(mz::select(tags.tag).from(posts).inner_join(t, t.post > posts.post).inner_join(tags, mz::using_(t.post)));
}

// case: natural_join_without_a_common_column
// error: mizzle: natural: table users has no column of a name that a table before it has; write a condition with ==
auto f() { return mz::select(users.id).from(tags).inner_join(users, mz::natural); }

// case: natural_join_of_unlike_types
// error: mizzle: join: column posts.name of type integer and column users.name of type text are unlike
auto f() { return mz::select(users.id).from(posts).full_join(users, mz::natural); }

// case: natural_join_of_an_update_without_a_common_column
// error: mizzle: natural: table users has no column of a name that a table before it has; write a condition with ==
auto f() { return mz::update(posts).set(posts.name = 1).from(tags).inner_join(users, mz::natural); }

// case: right_join_of_an_update_without_a_condition
// error: mizzle: right_join(): table users is joined without a condition
auto f() { return mz::update(posts).set(posts.name = 1).from(tags).right_join(users); }

// case: function_of_an_update_that_names_the_table_that_is_written_beside_another_source
// error: mizzle: from(): table users, which is updated, cannot be named where several sources are joined; write the condition in where()
void f() {
  const auto each = mz::json_each<std::string>(users.name);
  (void)db().run(mz::update(users).set(users.name = each.value).from(tags, each).where(tags.post == users.id));
}
