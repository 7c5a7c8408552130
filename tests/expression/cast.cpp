// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

TEST(cast, to_each_storage_class) {
  schema::filled_database db;
  const auto s = mz::select(mz::cast<std::string>(messages.id), mz::cast<double>(messages.id + 1), mz::cast<std::int64_t>("42"),
                            mz::cast<mz::blob>(messages.body), mz::cast<std::int64_t>(messages.thread_id))
                     .from(messages)
                     .where(messages.id == 1);
  EXPECT_SQL(
      db, s,
      R"(select cast("messages"."id" as text), cast("messages"."id" + ? as real), cast(? as integer), cast("messages"."body" as blob), )"
      R"(cast("messages"."thread_id" as integer) from "messages" where "messages"."id" = ?)");
  const auto [text, real, integer, blob, null] = db.one(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(null)>, std::optional<std::int64_t>>);
  EXPECT_EQ(text, "1");
  EXPECT_EQ(real, 2.0);
  EXPECT_EQ(integer, 42);
  EXPECT_EQ(blob.size(), 8u);
  EXPECT_EQ(null, std::nullopt);
}

TEST(cast, lets_unlike_types_meet) {
  schema::filled_database db;
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(mz::cast<std::string>(messages.id) == "2")).size(), 1u);
}
