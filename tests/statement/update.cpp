// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::everything;
using schema::messages;
using schema::ruled;

TEST(update, set_and_where) {
  schema::filled_database db;
  const auto s =
      mz::update(messages).set(messages.body = "new", messages.thread_id = std::nullopt).where(messages.id == 2).require_changes(1);
  EXPECT_SQL(db, s, R"(update "messages" set "body" = ?, "thread_id" = ? where "messages"."id" = ?)");
  const auto row = db.one(mz::select(messages).where(messages.id == 2));
  EXPECT_EQ(row.body, "new");
  EXPECT_EQ(row.thread_id, std::nullopt);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(messages).where(messages.body == "new"))), 1);
}

TEST(update, expressions_and_all_rows) {
  schema::filled_database db;
  const auto s = mz::update(messages)
                     .set(messages.created_at = messages.created_at * 2 + messages.id, messages.body = mz::concat(messages.body, "!"))
                     .all_rows();
  EXPECT_SQL(db, s,
             R"(update "messages" set "created_at" = "messages"."created_at" * ? + "messages"."id", "body" = "messages"."body" || ?)");
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 3)).created_at, 63);
  EXPECT_EQ(db.run(s).changes, 3);
}

TEST(update, a_select_as_the_value) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(messages);
  const auto s = mz::update(messages)
                     .set(messages.thread_id = mz::select(mz::max(other.id)).from(other).where(other.id < messages.id))
                     .where(messages.id > 1);
  EXPECT_SQL(
      db, s,
      R"(update "messages" set "thread_id" = (select max("other"."id") from "messages" as "other" where "other"."id" < "messages"."id") where "messages"."id" > ?)");
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 3)).thread_id, 2);
}

TEST(update, returning) {
  schema::filled_database db;
  const auto rows = db.all(mz::update(messages).set(messages.body = "same").where(messages.id < 3).returning(messages.id, messages.body));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][messages.body], "same");
  EXPECT_EQ(db.one(mz::update(messages).set(messages.body = "w").where(messages.id == 1).returning()).body, "w");
}

TEST(update, guards) {
  schema::filled_database db;
  const auto s = mz::update(messages).set(messages.body = "new").where(messages.id < 3);
  EXPECT_NO_THROW(db.run(s.require_exactly(2)));
  EXPECT_NO_THROW(db.run(s.require_changes(2)));
  try {
    db.run(mz::update(messages).set(messages.body = "lost").where(messages.id < 3).require_exactly(3));
    FAIL();
  } catch (const mz::error::guard_failed& e) {
    EXPECT_EQ(e.required(), 3);
    EXPECT_EQ(e.actual(), 2);
    EXPECT_TRUE(e.exactly());
  }
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 1)).body, "new");
  EXPECT_THROW((void)s.require_changes(-1), mz::error::invalid_request);
}

TEST(update, a_patch_touches_only_what_it_names) {
  schema::filled_database db;
  db.run(mz::update(messages).set({.body = "patched"}).where(messages.id == 2));
  auto row = db.one(mz::select(messages).where(messages.id == 2));
  EXPECT_EQ(row.body, "patched");
  EXPECT_EQ(row.thread_id, 1);
  EXPECT_EQ(row.created_at, 20);
  db.run(mz::update(messages).set({.thread_id = std::nullopt}).where(messages.id == 2));
  row = db.one(mz::select(messages).where(messages.id == 2));
  EXPECT_EQ(row.body, "patched");
  EXPECT_EQ(row.thread_id, std::nullopt);

  mz::patch_of<messages> patch;
  patch.thread_id = 3;
  patch.created_at = 99;
  db.run(mz::update(messages).set(patch).where(messages.id == 2));
  row = db.one(mz::select(messages).where(messages.id == 2));
  EXPECT_EQ(row.thread_id, 3);
  EXPECT_EQ(row.created_at, 99);
  EXPECT_EQ(row.channel_id, 1);
}

TEST(update, an_empty_patch_is_an_invalid_request) {
  EXPECT_THROW((void)mz::update(messages).set(mz::patch_of<messages>{}), mz::error::invalid_request);
}

TEST(update, every_subset_of_a_patch) {
  for (unsigned bits = 1; bits != 8; ++bits) {
    schema::filled_database db;
    mz::patch_of<messages> patch;
    if (bits & 1) patch.thread_id = std::nullopt;
    if (bits & 2) patch.body = "p";
    if (bits & 4) patch.created_at = 1;
    for (const bool fixed : {false, true})
      db.run(mz::update(messages).set(patch).where(messages.id == 2 && mz::when(fixed, messages.channel_id == 1)));
    const auto row = db.one(mz::select(messages).where(messages.id == 2));
    EXPECT_EQ(row.thread_id.has_value(), (bits & 1) == 0);
    EXPECT_EQ(row.body, bits & 2 ? "p" : "two");
    EXPECT_EQ(row.created_at, bits & 4 ? 1 : 20);
  }
}

TEST(update, on_update_fn_runs_unless_the_column_is_set) {
  schema::database db;
  db.run(mz::insert_into(ruled).values({.region = "eu", .code = "a", .version = 0}));
  schema::touched = 40;
  const auto s = mz::update(ruled).set(ruled.amount = 6).where(ruled.region == "eu");
  EXPECT_EQ(schema::touched, 41);
  EXPECT_SQL(db, s, R"(update "ruled" set "amount" = ?, "version" = ? where "ruled"."region" = ?)");
  EXPECT_EQ(db.one(mz::select(ruled)).version, 41);
  db.run(mz::update(ruled).set({.amount = 7}).all_rows());
  EXPECT_EQ(db.one(mz::select(ruled)).version, 42);
  const auto own = mz::update(ruled).set(ruled.version = 5).all_rows();
  EXPECT_SQL(db, own, R"(update "ruled" set "version" = ?)");
  db.run(mz::update(ruled).set({.version = 6}).all_rows());
  EXPECT_EQ(schema::touched, 42);
  EXPECT_EQ(db.one(mz::select(ruled)).version, 6);
  EXPECT_EQ(db.one(mz::select(ruled)).twice, 14);
}

TEST(update, types_with_a_codec) {
  schema::database db;
  db.run(mz::insert_into(everything).default_values());
  db.run(mz::update(everything)
             .set(everything.hue = color::blue, everything.urgent = urgency::high, everything.owner = user_id{3}, everything.flag = true,
                  everything.ratio = 2, everything.bytes = mz::blob{std::byte{1}})
             .all_rows());
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.hue, color::blue);
  EXPECT_EQ(row.urgent, urgency::high);
  EXPECT_EQ(row.owner, user_id{3});
  EXPECT_TRUE(row.flag);
  EXPECT_EQ(row.ratio, 2.0);
  EXPECT_EQ(row.bytes.size(), 1u);
}

TEST(update, reads_other_tables_with_from) {
  schema::filled_database db;
  const auto s = mz::update(messages)
                     .set(messages.body = mz::concat(channels.name, ": ", messages.body))
                     .from(channels)
                     .where(channels.id == messages.channel_id && messages.id < 3)
                     .returning(messages.body);
  EXPECT_SQL(
      db, s,
      R"(update "messages" set "body" = "channels"."name" || ? || "messages"."body" from "channels" where "channels"."id" = "messages"."channel_id" and "messages"."id" < ? returning "messages"."body")");
  EXPECT_EQ(db.all(s).size(), 2u);
  constexpr auto other = mz::alias<"other">(messages);
  const auto last =
      mz::select(other.channel_id, mz::max(other.id).as<"id">()).from(other).where(other.id > 0).group_by(other.channel_id).as<"last">();
  const auto join = mz::update(messages)
                        .set(messages.thread_id = last["id"_col])
                        .from(channels)
                        .left_join(last, last[other.channel_id] == channels.id)
                        .where(channels.id == messages.channel_id && messages.id == 1)
                        .require_exactly(1);
  EXPECT_SQL(
      db, join,
      R"(update "messages" set "thread_id" = "last"."id" from "channels" left join (select "other"."channel_id", max("other"."id") as "id" from "messages" as "other" where "other"."id" > ? group by "other"."channel_id") as "last" )"
      R"(on "last"."channel_id" = "channels"."id" where "channels"."id" = "messages"."channel_id" and "messages"."id" = ?)");
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 1)).thread_id, 3);
}

namespace {
constexpr auto from_without_where = mz::update(messages).set(messages.body = "x").from(channels);
static_assert(support::fault_of(from_without_where) == mz::detail::fault::no_where);
static_assert(support::fault_of(from_without_where.where(channels.id == messages.id).returning(channels.name)) ==
              mz::detail::fault::out_of_scope);
static_assert(support::fault_of(mz::update(messages).set(messages.body = channels.name).where(messages.id == 1)) ==
              mz::detail::fault::out_of_scope);
static_assert(support::fault_of(mz::update(messages).set(messages.body = "x").from(messages).all_rows()) ==
              mz::detail::fault::duplicate_source);
}  // namespace

TEST(update, reads_through_right_and_full_joins) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(channels);
  const auto full = mz::update(channels)
                        .set(channels.name = mz::concat("full ", mz::coalesce(messages.body, "none")))
                        .from(messages)
                        .full_join(other, other.id == messages.channel_id && messages.id == 1)
                        .where(channels.id == other.id);
  EXPECT_SQL(
      db, full,
      R"(update "channels" set "name" = ? || coalesce("messages"."body", ?) from "messages" full join "channels" as "other" on "other"."id" = "messages"."channel_id" and "messages"."id" = ? where "channels"."id" = "other"."id")");
  const auto names = db.all(mz::select(channels.name).from(channels).order_by(channels.id));
  EXPECT_EQ(names[0][channels.name], "full one ship");
  EXPECT_EQ(names[1][channels.name], "full none");
  const auto right = mz::update(channels)
                         .set(channels.name = "right")
                         .from(messages)
                         .right_join(other, other.id == messages.channel_id)
                         .where(channels.id == other.id && messages.id.is_null());
  EXPECT_EQ(db.run(right).changes, 1);
  // A function may be given a column of the table that is written, if it is the one source.
  const auto each = mz::json_each<std::string>(channels.name);
  db.run(mz::update(channels).set(channels.name = R"(["a", "b"])").where(channels.id == 1));
  db.run(mz::update(channels).set(channels.name = "[]").where(channels.id == 2));
  EXPECT_EQ(db.run(mz::update(channels).set(channels.name = each.value).from(each).where(each.key == 1)).changes, 1);
  EXPECT_EQ(db.one(mz::select(channels.name).from(channels).where(channels.id == 1))[channels.name], "b");
}
