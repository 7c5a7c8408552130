// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
};
inline constexpr mz::table<"users", User> users{};

template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "title", std::string> title{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"by_title">(t.title), mz::unique_on(t.title, t.id), mz::unique_index<"by_both">(t.title, t.id));
  }
};
inline constexpr mz::table<"posts", Post> posts{};

// case: index_that_is_not_declared
// error: mizzle: indexed_by(): table posts declares no index by_id; it declares by_title, by_both
auto f() { return mz::select(posts.id).from(mz::indexed_by<"by_id">(posts)); }

// case: index_of_an_alias_that_is_not_declared
// error: mizzle: indexed_by(): table posts declares no index by_id; it declares by_title, by_both
auto f() { return mz::update(posts).set(posts.title = "x").from(mz::indexed_by<"by_id">(mz::alias<"p">(posts))); }

// case: index_of_a_table_without_any
// error: mizzle: indexed_by(): table users declares no index sqlite_autoindex_users_1, nor any other; declare it in constraints()
auto f() { return mz::delete_from(mz::indexed_by<"sqlite_autoindex_users_1">(users)); }

// case: index_of_a_named_query
// error: mizzle: indexed_by(): q is no table, and has no index; name a table, or an alias of one
auto f() { return mz::indexed_by<"by_title">(mz::select(posts.id).from(posts).as<"q">()); }

// case: not_indexed_of_a_column
// error: mizzle: not_indexed(): a C++ value of type
auto f() { return mz::not_indexed(posts.id); }
