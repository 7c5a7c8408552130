// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/statement/choice.hpp>

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
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
inline constexpr mz::table<"posts", Post> posts{};

inline mz::sqlite::connection& db();

// case: order_of_a_table_that_is_not_read
// error: mizzle: order_by(): column posts.id needs table posts, which is not in from() or a join; add it
void f(const std::string& by) {
  (void)db().all(
      mz::select(users.id).from(users).order_by(mz::order_choice(by, mz::by<"id">(users.id), mz::by<"post">(mz::desc(posts.id)))));
}

// case: two_orders_of_one_name
// error: mizzle: order_choice(): two terms have the same name; give one of them another
void f(const std::string& by) { (void)mz::order_choice(by, mz::by<"id">(users.id), mz::by<"id">(users.name)); }

// case: no_orders_to_choose_from
// error: mizzle: order_choice(): it needs terms to choose from, such as mz::by<"date">(column)
void f(const std::string& by) { (void)mz::order_choice(by); }

// case: order_of_a_union_by_what_it_does_not_yield
// error: mizzle: order_by(): column users.name is not what a select of the union yields
void f(const std::string& by) {
  (void)db().all(mz::union_all(mz::select(users.id).from(users), mz::select(posts.id).from(posts))
                     .order_by(mz::order_choice(by, mz::by<"name">(users.name))));
}

// case: field_without_a_name
// error: mizzle: choose(): each field needs a name by which it is chosen; give an expression one with .as<"name">()
void f(const std::string& names) { (void)mz::choose(names, users.id, mz::upper(users.name)); }

// case: two_fields_of_one_name
// error: mizzle: choose(): two fields have the same name; give one of them another with .as<"name">()
void f(const std::string& names) { (void)mz::choose(names, users.id, posts.id); }

// case: chosen_field_out_of_scope
// error: mizzle: select(): column posts.id needs table posts, which is not in from() or a join; add it
void f(const std::string& names) { (void)db().all(mz::select(mz::choose(names, users.name, posts.id)).from(users)); }
