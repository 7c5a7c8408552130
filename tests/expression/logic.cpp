// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

namespace {

/// What the engine makes of a condition without columns, next to what C++ makes of it.
template <class Condition>
bool evaluate(mz::sqlite::connection& db, const Condition& condition) {
  return mz::get<0>(db.one(mz::select(condition)));
}

struct truth {
  bool a, b, c;
};
constexpr truth table[] = {{false, false, false}, {false, false, true}, {false, true, false}, {false, true, true},
                           {true, false, false},  {true, false, true},  {true, true, false},  {true, true, true}};

}  // namespace

TEST(logic, parentheses_only_where_they_keep_the_meaning) {
  schema::filled_database db;
  const auto id = messages.id;
  const auto or_in_and = mz::select(id).from(messages).where((id == 1 || id == 2) && id == 3);
  EXPECT_SQL(db, or_in_and,
             R"(select "messages"."id" from "messages" where ("messages"."id" = ? or "messages"."id" = ?) and "messages"."id" = ?)");
  const auto and_in_or = mz::select(id).from(messages).where(id == 1 || (id == 2 && id == 3));
  EXPECT_SQL(db, and_in_or,
             R"(select "messages"."id" from "messages" where "messages"."id" = ? or "messages"."id" = ? and "messages"."id" = ?)");
  const auto chain = mz::select(id).from(messages).where(id == 1 && (id == 2 && id == 3));
  EXPECT_SQL(db, chain,
             R"(select "messages"."id" from "messages" where "messages"."id" = ? and "messages"."id" = ? and "messages"."id" = ?)");
  const auto negated = mz::select(id).from(messages).where(!(id == 1 || id == 2));
  EXPECT_SQL(db, negated, R"(select "messages"."id" from "messages" where not ("messages"."id" = ? or "messages"."id" = ?))");
  const auto not_equal = mz::select(id).from(messages).where(!(id == 1) && !!(id == 2));
  EXPECT_SQL(db, not_equal, R"(select "messages"."id" from "messages" where not "messages"."id" = ? and not not "messages"."id" = ?)");
  const auto not_compared = mz::select(id).from(messages).where((!(id == 1)) == (id == 2));
  EXPECT_SQL(db, not_compared, R"(select "messages"."id" from "messages" where (not "messages"."id" = ?) = ("messages"."id" = ?))");
}

TEST(logic, all_pairs_of_operators_mean_what_they_mean_in_cpp) {
  schema::database db;
  for (const auto& [x, y, z] : table) {
    const auto a = mz::val(x), b = mz::val(y), c = mz::val(z);
    EXPECT_EQ(evaluate(db, (a && b) && c), (x && y) && z);
    EXPECT_EQ(evaluate(db, a && (b && c)), x && (y && z));
    EXPECT_EQ(evaluate(db, (a && b) || c), (x && y) || z);
    EXPECT_EQ(evaluate(db, a && (b || c)), x && (y || z));
    EXPECT_EQ(evaluate(db, (a || b) && c), (x || y) && z);
    EXPECT_EQ(evaluate(db, a || (b && c)), x || (y && z));
    EXPECT_EQ(evaluate(db, (a || b) || c), (x || y) || z);
    EXPECT_EQ(evaluate(db, a || (b || c)), x || (y || z));
    EXPECT_EQ(evaluate(db, !(a && b)), !(x && y));
    EXPECT_EQ(evaluate(db, !a && b), !x && y);
    EXPECT_EQ(evaluate(db, !(a || b)), !(x || y));
    EXPECT_EQ(evaluate(db, !a || b), !x || y);
    EXPECT_EQ(evaluate(db, !!a), x);
    EXPECT_EQ(evaluate(db, !(!a && !b)), x || y);
    EXPECT_EQ(evaluate(db, !(a == b)), !(x == y));
    EXPECT_EQ(evaluate(db, (!a) == b), (!x) == y);
    EXPECT_EQ(evaluate(db, a == !b), x == !y);
    EXPECT_EQ(evaluate(db, (a == b) == c), (x == y) == z);
    EXPECT_EQ(evaluate(db, a == (b == c)), x == (y == z));
    EXPECT_EQ(evaluate(db, (a != b) == c), (x != y) == z);
    EXPECT_EQ(evaluate(db, a != (b == c)), x != (y == z));
    EXPECT_EQ(evaluate(db, (a && b) == c), (x && y) == z);
    EXPECT_EQ(evaluate(db, a && (b == c)), x && (y == z));
    EXPECT_EQ(evaluate(db, (a || b) != c), (x || y) != z);
    EXPECT_EQ(evaluate(db, a || (b != c)), x || (y != z));
    EXPECT_EQ(evaluate(db, a == (b && c)), x == (y && z));
    EXPECT_EQ(evaluate(db, a != (b || c)), x != (y || z));
    EXPECT_EQ(evaluate(db, (a == b) && !(b != c || !a)), (x == y) && !(y != z || !x));
    EXPECT_EQ(evaluate(db, !((a || b) && !(c && a)) || (b == c)), !((x || y) && !(z && x)) || (y == z));
  }
}

TEST(logic, null_is_neither_true_nor_false) {
  schema::filled_database db;
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.thread_id == 1 || !(messages.thread_id == 1))).size(), 2u);
  const auto rows = db.all(mz::select((messages.thread_id == 1).as<"is">()).from(messages).order_by(messages.id));
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["is"_col])>, std::optional<bool>>);
  EXPECT_EQ(rows[0]["is"_col], std::nullopt);
  EXPECT_EQ(rows[1]["is"_col], true);
}

namespace {

template <class Statement>
std::vector<std::int64_t> ids(mz::sqlite::connection& db, const Statement& s) {
  std::vector<std::int64_t> result;
  for (const auto& row : db.all(s)) result.push_back(row[messages.id]);
  return result;
}
template <class F>
std::vector<std::int64_t> expected(F&& keep) {
  std::vector<std::int64_t> result;
  for (std::int64_t id = 1; id <= 8; ++id) {
    if (keep(id)) result.push_back(id);
  }
  return result;
}
struct eight : schema::database {
  eight() {
    run(mz::insert_into(schema::channels).values({.id = 1, .name = "c"}));
    for (int id = 1; id <= 8; ++id) run(mz::insert_into(messages).values({.id = id, .channel_id = 1, .body = "b"}));
  }
};

}  // namespace

TEST(when, every_combination_of_parts) {
  eight db;
  const auto base = mz::select(messages.id).from(messages);
  const auto id = messages.id;
  for (const auto& [a, b, c] : table) {
    const bool x = a, y = b, z = c;
    EXPECT_EQ(ids(db, base.where(mz::when(x, id > 2) && mz::when(y, id < 7) && mz::when(z, id != 5))),
              expected([&](auto i) { return (!x || i > 2) && (!y || i < 7) && (!z || i != 5); }));
    EXPECT_EQ(ids(db, base.where(mz::when(x, id > 2) && (mz::when(y, id < 7) && mz::when(z, id != 5)))),
              expected([&](auto i) { return (!x || i > 2) && (!y || i < 7) && (!z || i != 5); }));
    EXPECT_EQ(ids(db, base.where(id < 8 && (mz::when(x, id == 1) || mz::when(y, id == 2) || mz::when(z, id == 3)))),
              expected([&](auto i) { return i < 8 && ((!x && !y && !z) || (x && i == 1) || (y && i == 2) || (z && i == 3)); }));
    EXPECT_EQ(ids(db, base.where((mz::when(x, id == 1) || mz::when(y, id == 2)) && mz::when(z, id > 1))),
              expected([&](auto i) { return ((!x && !y) || (x && i == 1) || (y && i == 2)) && (!z || i > 1); }));
    EXPECT_EQ(ids(db, base.where(!(mz::when(x, id == 1) || mz::when(y, id == 2)) && mz::when(z, id > 3))),
              expected([&](auto i) { return ((!x && !y) || !((x && i == 1) || (y && i == 2))) && (!z || i > 3); }));
    EXPECT_EQ(ids(db, base.where(mz::when(x, id > 1 && mz::when(y, id > 3)) && mz::when(z, id < 6))),
              expected([&](auto i) { return (!x || (i > 1 && (!y || i > 3))) && (!z || i < 6); }));
  }
}

TEST(when, the_text_of_a_statement_has_every_part) {
  eight db;
  const auto some = mz::select(messages.id).from(messages).where(messages.id > 1 && mz::when(false, messages.id < 3 || messages.id == 4));
  EXPECT_SQL(db, some,
             R"(select "messages"."id" from "messages" where "messages"."id" > ? and ("messages"."id" < ? or "messages"."id" = ?))");
  EXPECT_EQ(ids(db, some).size(), 7u);
}

TEST(when, values_follow_their_parts) {
  eight db;
  for (const auto& [a, b, c] : table) {
    const auto s = mz::select(messages.id, mz::val("fixed"))
                       .from(messages)
                       .where(mz::when(a, messages.id > 2) && messages.body == "b" && mz::when(b, messages.id < 7) &&
                              mz::when(c, messages.body == "none"))
                       .limit(4)
                       .offset(1);
    const auto rows = db.all(s);
    const std::size_t matching = c ? 0u : 8u - (a ? 2u : 0u) - (b ? 2u : 0u);
    EXPECT_EQ(rows.size(), matching == 0 ? 0 : std::min<std::size_t>(4, matching - 1));
  }
}

TEST(when, an_update_or_delete_keeps_its_fixed_part) {
  for (const auto& [a, b, c] : table) {
    const bool x = a, y = b, z = c;
    const auto hit = [&](auto i) { return i > 4 && (!x || i < 8) && (!y || i > 5) && (!z || i != 6); };
    const auto condition = messages.id > 4 && mz::when(x, messages.id < 8) && mz::when(y, messages.id > 5) && mz::when(z, messages.id != 6);
    eight db;
    EXPECT_EQ(db.run(mz::update(messages).set(messages.body = "new").where(condition)).changes,
              static_cast<std::int64_t>(expected(hit).size()));
    EXPECT_EQ(ids(db, mz::select(messages.id).from(messages).where(messages.body == "new")), expected(hit));
    EXPECT_EQ(db.run(mz::delete_from(messages).where(condition)).changes, static_cast<std::int64_t>(expected(hit).size()));
    EXPECT_EQ(ids(db, mz::select(messages.id).from(messages)), expected([&](auto i) { return !hit(i); }));
  }
}
