// SPDX-License-Identifier: MIT
// Section 1.3 of the query language: what a column can be declared with.
#include "parity/support.hpp"

namespace {

std::int64_t next_serial() {
  static std::int64_t n = 100;
  return ++n;
}
struct article_id {
  std::int64_t value = 0;
};
struct count_of_words {
  std::int64_t value = 0;
};

}  // namespace

template <>
struct mizzle::codec<article_id> : mizzle::strong<article_id, &article_id::value> {};
template <>
struct mizzle::codec<count_of_words> : mizzle::strong<count_of_words, &count_of_words::value> {};

namespace {

template <class As>
struct Author {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::autoincrement> id{};
  mz::column<As, "email", std::string, mz::unique, mz::collate<"nocase">> email{};
  mz::column<As, "editor_id", std::optional<std::int64_t>, mz::references_self<"id", mz::on_delete::set_null>> editor_id{};
};
constexpr mz::table<"authors", Author> authors{};

template <class As>
struct Article {
  mz::column<As, "id", article_id, mz::primary_key> id{};
  mz::column<As, "author_id", std::int64_t, mz::references<authors.id, mz::on_delete::cascade, mz::on_update::restrict_>> author_id{};
  mz::column<As, "title", std::string, mz::default_value<"it's new">, mz::check_sql<"length(title) > 2">> title{};
  mz::column<As, "words", count_of_words, mz::default_value<0>> words{};
  mz::column<As, "made_at", std::int64_t, mz::default_sql<"unixepoch()">> made_at{};
  mz::column<As, "serial", std::int64_t, mz::default_fn<next_serial>> serial{};
  mz::column<As, "changed", std::optional<std::int64_t>, mz::on_update_fn<[] { return std::int64_t{42}; }>> changed{};
  mz::column<As, "loud", std::string, mz::generated<"upper(title)">> loud{};
  mz::column<As, "twice", std::int64_t, mz::generated<"words * 2", mz::stored>> twice{};
};
constexpr mz::table<"articles", Article> articles{};

struct database : mz::sqlite::connection {
  database() : connection{":memory:"} {
    create_tables(authors, articles);
    run(mz::insert_into(authors).values({.id = 1, .email = "a@x"}));
  }
};

/// The extended code of the error that a statement ends in; 0 if there is none.
int code(database& db, const auto& s) {
  try {
    db.run(s);
    return 0;
  } catch (const mz::error::sql_error& e) {
    return e.extended_code();
  }
}

}  // namespace

// NOT NULL unless its type is an optional: `std::optional<std::int64_t>`.
// Rejected: statements.null_into_not_null_in_values, statements.missing_value_in_values.
TEST(parity_1_3_modifiers, nullable_is_optional) {
  database db;
  static_assert(std::is_same_v<decltype(mz::row_of<authors>::editor_id), std::optional<std::int64_t>>);
  const auto rows = db.raw<std::string, bool>("select name, \"notnull\" from pragma_table_info('authors')");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(mz::get<1>(rows[1]));
  EXPECT_FALSE(mz::get<1>(rows[2]));
}

// A primary key, which is left out of an insert where it is an integer, and one that never comes again: `mz::primary_key`, `mz::autoincrement`.
// Rejected: declarations.autoincrement_of_a_text, declarations.autoincrement_of_no_key.
TEST(parity_1_3_modifiers, keys) {
  database db;
  EXPECT_EQ(db.run(mz::insert_into(authors).values({.email = "b@x"})).last_insert_rowid, 2);
  db.run(mz::delete_from(authors).where(authors.id == 2));
  EXPECT_EQ(db.run(mz::insert_into(authors).values({.email = "c@x"})).last_insert_rowid, 3);
}

// No value twice, and a collation: `mz::unique`, `mz::collate<"nocase">`.
TEST(parity_1_3_modifiers, unique_and_collation) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(authors).values({.email = "A@X"})), SQLITE_CONSTRAINT_UNIQUE);
}

// A reference to a key, of another table or of this one, with what happens to it: `mz::references<authors.id, mz::on_delete::cascade>`, `mz::references_self<"id">`.
// Rejected: schema.reference_to_a_column_of_another_type, declarations.reference_to_no_key.
TEST(parity_1_3_modifiers, references) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(articles).values({.author_id = 9})), SQLITE_CONSTRAINT_FOREIGNKEY);
  db.run(mz::insert_into(articles).values({.author_id = 1}));
  EXPECT_EQ(code(db, mz::update(authors).set(authors.id = 5).where(authors.id == 1)), SQLITE_CONSTRAINT_TRIGGER);
  db.run(mz::insert_into(authors).values({.id = 2, .email = "b@x", .editor_id = 1}));
  db.run(mz::delete_from(authors).where(authors.id == 1));
  EXPECT_EQ(db.count(articles), 0);
  EXPECT_EQ(db.one(mz::select(authors)).editor_id, std::nullopt);
}

// A default of the database, as a value or as SQL: `mz::default_value<"it's new">`, `mz::default_sql<"unixepoch()">`.
// Rejected: declarations.default_of_another_type, declarations.default_out_of_range.
TEST(parity_1_3_modifiers, defaults) {
  database db;
  const auto row = db.one(mz::insert_into(articles).values({.author_id = 1}).returning());
  EXPECT_EQ(row.title, "it's new");
  EXPECT_GT(row.made_at, 1'600'000'000);
}

// Functions that are called for each row that leaves the column out, and for each update that does: `mz::default_fn<f>`, `mz::on_update_fn<f>`.
// Rejected: declarations.function_of_another_type, declarations.function_that_may_give_null.
TEST(parity_1_3_modifiers, functions) {
  database db;
  const auto row = db.one(mz::insert_into(articles).values({.author_id = 1}).returning());
  EXPECT_GT(row.serial, 100);
  EXPECT_EQ(row.changed, 42);
  EXPECT_EQ(db.one(mz::insert_into(articles).values({.author_id = 1, .serial = 7}).returning()).serial, 7);
  EXPECT_EQ(db.one(mz::insert_into(articles).values({.author_id = 1}).returning()).serial, row.serial + 1);
  const auto s = mz::update(articles).set(articles.title = "other").where(articles.id == row.id);
  static_assert(mz::sql_of<decltype(s)> == R"(update "articles" set "title" = ?, "changed" = ? where "articles"."id" = ?)");
  EXPECT_EQ(db.run(s).changes, 1);
  // An upsert that updates calls it as well.
  const auto again = mz::insert_into(articles)
                         .values({.id = row.id, .author_id = 1, .changed = 1})
                         .on_conflict(articles.id)
                         .do_update(articles.title = "again");
  EXPECT_EQ(db.one(again.returning(articles.changed))[articles.changed], 42);
}

// Generated columns, which can be read and not be written: `mz::generated<"upper(title)">`, `mz::generated<"words * 2", mz::stored>`.
// Rejected: statements.generated_column_in_values, statements.generated_column_in_set.
TEST(parity_1_3_modifiers, generated) {
  database db;
  const auto row = db.one(mz::insert_into(articles).values({.author_id = 1, .title = "abc", .words = count_of_words{4}}).returning());
  EXPECT_EQ(row.loud, "ABC");
  EXPECT_EQ(row.twice, 8);
}

// Types that differ from each other though they are stored alike: `mz::strong<article_id, &article_id::value>`.
// Rejected: parity.two_strong_types.
TEST(parity_1_3_modifiers, strong_types) {
  database db;
  const auto row = db.one(mz::insert_into(articles).values({.author_id = 1, .words = count_of_words{4}}).returning());
  EXPECT_EQ(db.all(mz::select(articles).where(articles.id == row.id && articles.words == count_of_words{4})).size(), 1U);
}

// A check of one column: `mz::check_sql<"length(title) > 2">`.
TEST(parity_1_3_modifiers, check) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(articles).values({.author_id = 1, .title = "x"})), SQLITE_CONSTRAINT_CHECK);
}

// A default of text with a quote in it is written so that SQLite reads it as it was; a default of another type does not compile.
// Rejected: declarations.default_of_another_type.
TEST(parity_1_3_trouble, defaults_are_quoted) {
  database db;
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select dflt_value from pragma_table_xinfo('articles') where name = 'title'")[0]),
            "'it''s new'");
}
