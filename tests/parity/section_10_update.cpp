// SPDX-License-Identifier: MIT
// Section 10 of the query language: update.
#include "parity/support.hpp"

using namespace parity;

namespace {

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "body", std::string> body{};
  mz::column<As, "version", std::optional<std::int64_t>, mz::on_update_fn<[] { return std::int64_t{9}; }>> version{};
  mz::column<As, "changed", std::string, mz::default_value<"">, mz::on_update_fn<[] { return mz::sql<"'now'", std::string>(); }>> changed{};
};
constexpr mz::table<"notes", Note> notes{};

struct note_database : mz::sqlite::connection {
  note_database() : connection{":memory:"} {
    create_tables(notes);
    run(mz::insert_into(notes).values({.id = 1, .body = "a", .version = 1}, {.id = 2, .body = "b", .version = 1}));
  }
};

}  // namespace

// Values, expressions, columns, selects and NULL: `mz::update(users).set(users.age = users.age + 1, users.name = mz::upper(users.name))`; members of a struct that are given: `.set(mz::patch_of<users>{.age = 3})`.
// Rejected: mistakes.set_of_nothing, statements.assigning_an_unlike_type, statements.null_into_not_null_in_set, statements.column_assigned_twice.
TEST(parity_10_update, set) {
  database db;
  db.run(mz::update(users)
             .set(users.age = users.age + 1, users.name = mz::upper(users.name), users.city_id = std::nullopt,
                  users.verified = mz::exists(mz::select(posts.id).from(posts).where(posts.owner_id == users.id)))
             .where(users.id.in(1, 4)));
  EXPECT_EQ(plain(db, "select * from users where id in (1, 4)"), (std::vector<std::string>{"1|ANN|32|null|1", "4|DORA|41|null|0"}));
  mz::patch_of<users> patch{.age = std::nullopt};
  patch.name = "Robert";
  EXPECT_EQ(db.run(mz::update(users).set(patch).where(users.id == 2)).changes, 1);
  EXPECT_EQ(plain(db, "select * from users where id = 2"), (std::vector<std::string>{"2|Robert|null|1|0"}));
}

// Values that are set only if they are there: `mz::set_if(users.age, optional)`, `mz::when(on, users.name = "x")`.
// Rejected: optional_parts.set_if_of_another_type.
TEST(parity_10_update, set_if) {
  database db;
  const auto edit = [](std::optional<std::string> name, bool verified) {
    return mz::update(users).set(mz::set_if(users.name, name), mz::when(verified, users.verified = true)).where(users.id == 2);
  };
  EXPECT_EQ(mz::to_sql(edit("Ben", false)).sql, R"(update "users" set "name" = ? where "users"."id" = ?)");
  EXPECT_EQ(db.run(edit("Ben", true)).changes, 1);
  EXPECT_EQ(db.run(edit(std::nullopt, true)).changes, 1);
  EXPECT_EQ(plain(db, "select name, verified from users where id = 2"), (std::vector<std::string>{"Ben|1"}));
  EXPECT_THROW((void)edit(std::nullopt, false), mz::error::invalid_request);
}

// Functions that are called for each update that does not name their column; a named value comes first, NULL too.
TEST(parity_10_update, on_update_fn) {
  note_database db;
  db.run(mz::update(notes).set(notes.body = "x").where(notes.id == 1));
  EXPECT_EQ(plain(db, "select * from notes where id = 1"), (std::vector<std::string>{"1|x|9|now"}));
  db.run(mz::update(notes).set(notes.body = "y", notes.version = std::nullopt).where(notes.id == 2));
  EXPECT_EQ(plain(db, "select * from notes where id = 2"), (std::vector<std::string>{"2|y|null|now"}));
}

// A condition, or all rows by name: `.where(...)`, `.all_rows()`.
// Rejected: statements.update_without_where, mistakes.unfinished_update.
TEST(parity_10_update, where_or_all_rows) {
  database db;
  EXPECT_EQ(db.run(mz::update(users).set(users.verified = true).where(users.age > 30)).changes, 2);
  EXPECT_EQ(db.run(mz::update(users).set(users.verified = true).all_rows()).changes, 4);
}

// An order and a limit, on any build of SQLite: `.order_by(posts.id).limit(1)`.
// Rejected: limited_writes.limit_of_an_update_that_reads_other_tables.
TEST(parity_10_update, order_by_and_limit) {
  database db;
  const auto s =
      mz::update(posts).set(posts.likes = posts.likes + 100).where(posts.likes > 0).order_by(mz::desc(posts.likes), posts.id).limit(2);
  EXPECT_EQ(db.run(s).changes, 2);
  EXPECT_EQ(plain(db, "select id from posts where likes >= 100 order by id"), (std::vector<std::string>{"2", "4"}));
}

// From other tables, subqueries and joins of them: `.from(cities)`, `.inner_join(...)` behind it.
// Rejected: statements.column_out_of_scope_in_an_update, parity.the_table_of_an_update_in_a_join.
TEST(parity_10_update, from) {
  database db;
  const auto counted = mz::select(posts.owner_id, mz::count().as<"n">()).from(posts).group_by(posts.owner_id).as<"counted">();
  const auto s = mz::update(users)
                     .set(users.name = mz::concat(users.name, " of ", cities.name), users.age = counted["n"_col])
                     .from(cities)
                     .inner_join(counted, counted[posts.owner_id] > cities.id - 10)
                     .where(cities.id == users.city_id && counted[posts.owner_id] == users.id);
  EXPECT_EQ(db.run(s).changes, 3);
  EXPECT_EQ(plain(db, "select name, age from users order by id"),
            (std::vector<std::string>{"Ann of Paris|2", "Bob of Paris|1", "Cid of Rome|1", "Dora|40"}));
}

// What was changed comes back: `.returning(users.id, users.age + 1)`.
// Rejected: sources.update_that_returns_what_it_only_reads, mistakes.returning_of_another_table.
TEST(parity_10_update, returning) {
  database db;
  const auto rows = db.all(mz::update(users).set(users.age = 1).where(users.id < 3).returning(users.name, users.age + 1));
  EXPECT_EQ(texts(rows), (std::vector<std::string>{"Ann|2", "Bob|2"}));
}

// With common table expressions, and with a resolution of conflicts: `mz::with(c).update(users)`, `mz::update_or<mz::conflict::ignore>(cities)`.
TEST(parity_10_update, with_and_or) {
  database db;
  const auto c = mz::cte<"c">(mz::select(mz::max(posts.likes).as<"most">()).from(posts));
  EXPECT_EQ(db.run(mz::with(c).update(posts).set(posts.title = "top").where(posts.likes.in(mz::select(c["most"_col]).from(c)))).changes, 2);
  EXPECT_EQ(db.run(mz::update_or<mz::conflict::ignore>(cities).set(cities.name = "Rome").where(cities.id == 1)).changes, 0);
  EXPECT_EQ(db.run(mz::update_or<mz::conflict::replace>(cities).set(cities.name = "Oslo").where(cities.id == 2)).changes, 1);
}

// Parameters in set() have the type of their column.
// Rejected: parity.parameter_of_another_type_in_set.
TEST(parity_10_trouble, parameters_in_set_are_typed) {
  database db;
  auto rename =
      db.prepare(mz::update(users).set(users.name = mz::param<"name", std::string>()).where(users.id == mz::param<"id", std::int64_t>()));
  EXPECT_EQ(rename("Anna", 1).changes, 1);
  EXPECT_EQ(plain(db, "select name from users where id = 1"), (std::vector<std::string>{"Anna"}));
}

// Columns of the tables that an update only reads cannot be returned: SQLite would read a column of the same name instead.
// Rejected: sources.update_that_returns_what_it_only_reads.
TEST(parity_10_trouble, only_the_target_is_returned) {
  database db;
  const auto s = mz::update(users).set(users.age = 1).from(cities).where(cities.id == users.city_id && users.id == 1).returning(users.name);
  EXPECT_EQ(text(db.one(s)), "Ann");
}

// An update that sets nothing does not compile, or is refused before it runs where it is known at run time only.
// Rejected: mistakes.set_of_nothing.
TEST(parity_10_trouble, an_update_of_nothing) {
  database db;
  EXPECT_THROW(db.run(mz::update(users).set(mz::patch_of<users>{}).where(users.id == 1)), mz::error::invalid_request);
}

// A function of on_update_fn may give SQL, which is written and not bound as a text.
TEST(parity_10_trouble, sql_from_on_update_fn) {
  note_database db;
  const auto s = mz::update(notes).set(notes.body = "x").where(notes.id == 1);
  static_assert(mz::sql_of<decltype(s)> == R"(update "notes" set "body" = ?, "version" = ?, "changed" = 'now' where "notes"."id" = ?)");
  EXPECT_EQ(db.run(s).changes, 1);
}
