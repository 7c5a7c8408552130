// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/sqlite/query.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::optional<std::string>> name{};
};
inline constexpr mz::table<"users", User> users{};
struct line {
  std::int64_t id;
  std::string name;
};

inline mz::sqlite::connection& db();

// case: query_of_other_members
// error: mizzle: query<Row>: Row is neither the row that the select yields nor a struct whose members take the selected values in this order; match them in number and type
mz::query<line> f() { return mz::select(users.id, users.name).from(users); }

// case: query_of_fewer_fields_in_another_order
// error: mizzle: query<Row>: Row is neither the row that the select yields nor a struct whose members take the selected values in this order; match them in number and type
mz::query<line> f() { return mz::select(mz::coalesce(users.name, ""), users.id).from(users); }

// case: query_of_a_whole_table_as_another_struct
// error: mizzle: query<Row>: Row is neither the row that the select yields nor a struct whose members take the selected values in this order; match them in number and type
mz::query<line> f() { return mz::select(users); }

// case: query_of_a_write
// error: mizzle: query<Row>: it is made of a select; a statement that writes is forgotten as mz::any_write
mz::query<mz::row_of<users>> f() { return mz::delete_from(users).all_rows().returning(); }

// case: query_of_a_select_out_of_scope
// error: mizzle: select(): column users.id needs table users, which is not in from() or a join; add it
auto f() { return mz::query{mz::select(users.id)}; }
