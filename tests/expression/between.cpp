// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(between, includes_both_ends) {
  schema::filled_database db;
  const auto in = mz::select(messages.id).from(messages).where(messages.id.between(2, 3));
  EXPECT_SQL(db, in, R"(select "messages"."id" from "messages" where "messages"."id" between ? and ?)");
  EXPECT_EQ(db.all(in).size(), 2u);
  const auto out = mz::select(messages.id).from(messages).where(messages.id.not_between(2, 3) && messages.id > 0);
  EXPECT_SQL(db, out, R"(select "messages"."id" from "messages" where "messages"."id" not between ? and ? and "messages"."id" > ?)");
  EXPECT_EQ(db.one(out)[messages.id], 1);
}

TEST(between, operands_keep_their_meaning) {
  schema::database db;
  for (const bool x : {false, true}) {
    for (const bool y : {false, true}) {
      for (const int n : {0, 1, 2}) {
        const auto a = mz::val(x), b = mz::val(y);
        const auto number = mz::val(n);
        EXPECT_EQ(mz::get<0>(db.one(mz::select(number.between(1, 2) && a))), n >= 1 && x);
        EXPECT_EQ(mz::get<0>(db.one(mz::select(a.between(b && a, a || b)))), (x && y) <= x && x <= (x || y));
        EXPECT_EQ(mz::get<0>(db.one(mz::select(number.between(1, 2) == a))), (n >= 1) == x);
        EXPECT_EQ(mz::get<0>(db.one(mz::select((number + 1).between(number * 2, number + 2)))), n * 2 <= n + 1);
        EXPECT_EQ(mz::get<0>(db.one(mz::select(!number.between(1, 1)))), n != 1);
        EXPECT_EQ(mz::get<0>(db.one(mz::select((number == 1).between(a == b, true)))), (x == y) <= (n == 1));
        EXPECT_EQ(mz::get<0>(db.one(mz::select((number < 1).between(a, number < 2)))), x <= (n < 1) && (n < 1) <= (n < 2));
      }
    }
  }
}

TEST(between, texts) {
  schema::filled_database db;
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.body.between("t", "u"))).size(), 2u);
}
