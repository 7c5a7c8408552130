// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

/// What the engine has stored, told by itself.
std::string stored(mz::sqlite::connection& db, const char* column) {
  const std::string sql = std::string{"select typeof("} + column + ") || ' ' || coalesce(hex(" + column + "), '') from everything";
  return mz::get<0>(db.raw<std::string>(sql)[0]);
}

}  // namespace

TEST(binder, empty_is_not_null) {
  schema::database db;
  db.run(mz::insert_into(everything)
             .values({.label = std::string{}, .bytes = mz::blob{}, .maybe_t = std::string_view{}, .maybe_b = mz::blob{}}));
  EXPECT_EQ(stored(db, "label"), "text ");
  EXPECT_EQ(stored(db, "bytes"), "blob ");
  EXPECT_EQ(stored(db, "maybe_t"), "text ");
  EXPECT_EQ(stored(db, "maybe_b"), "blob ");
  db.run(mz::update(everything).set(everything.maybe_t = std::nullopt, everything.maybe_b = std::nullopt).all_rows());
  EXPECT_EQ(stored(db, "maybe_t"), "null ");
  EXPECT_EQ(stored(db, "maybe_b"), "null ");
  db.run(mz::update(everything).set({.maybe_t = "", .maybe_b = mz::blob{}}).all_rows());
  EXPECT_EQ(stored(db, "maybe_t"), "text ");
  EXPECT_EQ(stored(db, "maybe_b"), "blob ");
  EXPECT_EQ(db.all(mz::select(everything.id)
                       .from(everything)
                       .where(everything.maybe_t == std::string_view{} && everything.maybe_b == mz::blob_view{}))
                .size(),
            1u);
}

TEST(binder, every_byte_of_a_text_or_blob) {
  schema::database db;
  std::string text;
  mz::blob bytes;
  for (int c = 0; c != 128; ++c) text += static_cast<char>(c);
  for (int c = 0; c != 256; ++c) bytes.push_back(static_cast<std::byte>(c));
  db.run(mz::insert_into(everything).values({.id = 1, .label = text, .bytes = bytes}));
  const auto row = db.one(mz::select(everything).where(everything.label == text && everything.bytes == bytes));
  EXPECT_EQ(row.label, text);
  EXPECT_EQ(row.bytes, bytes);
  EXPECT_EQ(stored(db, "label").size(), 5 + 2 * text.size());
  EXPECT_TRUE(db.all(mz::select(everything.id).from(everything).where(everything.label == text.substr(0, 1))).empty());
}

TEST(binder, big_values) {
  schema::database db;
  const std::string text(3'000'000, 'x');
  const mz::blob bytes(3'000'000, std::byte{7});
  db.run(mz::insert_into(everything).values({.id = 1, .label = text, .bytes = bytes}));
  const auto row = db.one(mz::select(everything).where(everything.label == text));
  EXPECT_EQ(row.label, text);
  EXPECT_EQ(row.bytes, bytes);
}

TEST(binder, a_value_that_the_engine_refuses_is_an_error_and_not_cut) {
  schema::database db;
  sqlite3_limit(db.native(), SQLITE_LIMIT_LENGTH, 1000);
  const auto insert = [](std::size_t size) { return mz::insert_into(channels).values({.name = std::string(size, 'x')}); };
  EXPECT_NO_THROW(db.run(insert(900)));
  for (int i = 0; i != 2; ++i) {
    try {
      db.run(insert(2000));
      FAIL();
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.code(), SQLITE_TOOBIG);
    }
  }
  EXPECT_NO_THROW(db.run(insert(901)));
  EXPECT_EQ(db.all(mz::select(channels)).size(), 2u);
}

// A stream runs on when the statement that it was made of, with its texts, is gone.
TEST(binder, a_stream_has_values_of_its_own) {
  schema::filled_database db;
  const auto make = [&](std::string body, const mz::blob& bytes) {
    return db.stream(
        mz::select(messages.id, mz::val(body), mz::val(bytes)).from(messages).where(messages.body != body).order_by(messages.id));
  };
  auto rows = make("two" + std::string(200, '!'), mz::blob(300, std::byte{9}));
  const std::string other(203, '?');
  std::size_t n = 0;
  for (auto&& [id, text, bytes] : rows) {
    EXPECT_EQ(text, "two" + std::string(200, '!'));
    EXPECT_EQ(bytes.size(), 300u);
    EXPECT_EQ(bytes[299], std::byte{9});
    // The same statement type with other values in between.
    EXPECT_EQ(db.all(mz::select(messages.id, mz::val(other), mz::val(mz::blob{}))
                         .from(messages)
                         .where(messages.body != other)
                         .order_by(messages.id))
                  .size(),
              3u);
    ++n;
  }
  EXPECT_EQ(n, 3u);
}

TEST(binder, values_made_on_the_way_live_as_long_as_the_statement_runs) {
  schema::database db;
  std::vector<mz::new_row<everything>> rows;
  for (int i = 1; i <= 100; ++i)
    rows.push_back(
        {.id = i, .label = std::string(40, static_cast<char>('a' + i % 26)), .urgent = i % 2 == 0 ? urgency::high : urgency::low});
  db.run(mz::insert_into(everything).values(rows));
  EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.urgent == urgency::high)).size(), 50u);
  for (const auto& row : db.all(mz::select(everything))) EXPECT_EQ(row.label, std::string(40, static_cast<char>('a' + row.id % 26)));
}
