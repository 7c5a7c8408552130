// SPDX-License-Identifier: MIT
#include <mizzle/statement/choice.hpp>

#include "support/handles.hpp"
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

struct four : schema::database {
  four() {
    run(mz::insert_into(everything).values({.id = 1, .label = "b", .maybe_n = 2}));
    run(mz::insert_into(everything).values({.id = 2, .label = "a", .maybe_n = std::nullopt}));
    run(mz::insert_into(everything).values({.id = 3, .label = "b", .maybe_n = 1}));
    run(mz::insert_into(everything).values({.id = 4, .label = "a", .maybe_n = 3}));
  }
};
auto by_request(std::string_view request) {
  return mz::select(everything.id)
      .from(everything)
      .order_by(mz::order_choice(request, mz::by<"label">(everything.label), mz::by<"number">(mz::nulls_last(mz::desc(everything.maybe_n))),
                                 mz::by<"parity">(everything.id % 2), mz::by<"new">(mz::desc(everything.id))),
                everything.id);
}
template <class S>
std::string ids(mz::sqlite::connection& db, const S& s) {
  std::string result;
  for (const auto& row : db.all(s)) result += std::to_string(mz::get<0>(row));
  return result;
}
template <class F>
std::string refusal(F&& f) {
  try {
    f();
  } catch (const mz::error::invalid_request& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST(order_choice, orders_by_names) {
  four db;
  const std::pair<const char*, const char*> orders[] = {
      {"", "order by id"},
      {"label", "order by label, id"},
      {"-label", "order by label desc, id"},
      {"number", "order by maybe_n desc nulls last, id"},
      {"-number", "order by maybe_n asc nulls last, id"},
      {"new", "order by id desc"},
      {"-new", "order by id"},
      {"parity,-label,number", "order by id % 2, label desc, maybe_n desc nulls last"},
      {"-label,-parity", "order by label desc, id % 2 desc, id"},
      {"label,label,-label", "order by label, id"},
  };
  for (const auto& [request, order] : orders) {
    std::string expected;
    for (const auto& row : db.raw<std::int64_t>(std::string{"select id from everything "} + order))
      expected += std::to_string(mz::get<0>(row));
    EXPECT_EQ(ids(db, by_request(request)), expected) << request;
    support::bare one_by_one{db};
    EXPECT_EQ(mz::run_atomic(one_by_one, mz::atomic(by_request(request)))[0_c], db.all(by_request(request)));
  }
  EXPECT_EQ(mz::to_sql(by_request("-parity,label")).with_values(),
            R"(select "everything"."id" from "everything" order by "everything"."id" % 2 desc, "everything"."label", "everything"."id")");
  const auto alone = [](std::string_view request) {
    return mz::select(everything.id).from(everything).order_by(mz::order_choice(request, mz::by<"id">(everything.id))).limit(1);
  };
  EXPECT_EQ(ids(db, alone("-id")), "4");
  EXPECT_EQ(mz::to_sql(alone("")).sql, R"(select "everything"."id" from "everything" limit ?)");
  EXPECT_EQ(ids(db, alone("")).size(), 1u);
}

TEST(order_choice, refuses_what_is_not_in_the_list) {
  EXPECT_EQ(refusal([] { (void)by_request("label,size"); }),
            "order_choice(): there is no \"size\" to choose; it is one of label, number, parity, new");
  for (const char* wrong : {"Label", " label", "--label", "label,", ",label", "-", "id; drop table everything", "label desc"}) {
    EXPECT_NE(refusal([&] { (void)by_request(wrong); }), "") << wrong;
  }
}

TEST(order_choice, of_a_range_of_names_a_compound_and_a_subquery) {
  four db;
  const std::vector<std::string> names{"-label", "id"};
  const auto s = mz::select(everything.id)
                     .from(everything)
                     .order_by(mz::order_choice(names, mz::by<"id">(everything.id), mz::by<"label">(everything.label)));
  EXPECT_EQ(ids(db, s), "1324");
  const auto both = mz::union_all(mz::select(everything.id).from(everything).where(everything.id < 3),
                                  mz::select(everything.id).from(everything).where(everything.id > 2))
                        .order_by(mz::order_choice("-id", mz::by<"id">(everything.id)));
  EXPECT_EQ(ids(db, both), "4321");
  static constexpr auto other = mz::alias<"other">(everything);
  const auto top = mz::select(other.id).from(other).order_by(mz::order_choice("-n", mz::by<"n">(other.maybe_n))).limit(2);
  mz::condition<everything> c = everything.id.in(top);
  EXPECT_EQ(ids(db, mz::select(everything.id).from(everything).where(c).order_by(everything.id)), "14");
  EXPECT_EQ(ids(db, mz::select(everything.id).from(everything).where(everything.id.in(top) && everything.id > 1)), "4");
  support::expect_regular(by_request("label"), by_request("-label"));
}

TEST(order_choice, of_a_limited_delete) {
  four db;
  const auto gone = [](std::string_view order) {
    return mz::delete_from(everything).where(everything.id > 0).order_by(mz::order_choice(order, mz::by<"id">(everything.id))).limit(1);
  };
  EXPECT_EQ(db.one(gone("-id").returning(everything.id))[everything.id], 4);
  EXPECT_EQ(db.one(gone("id").returning(everything.id))[everything.id], 1);
}

TEST(choose, fields_by_names) {
  schema::filled_database db;
  const auto q = [](const auto& names) {
    return mz::select(messages.id, mz::choose(names, messages.body, messages.thread_id, mz::upper(messages.body).as<"loud">()),
                      messages.channel_id)
        .from(messages)
        .where(messages.id == 2);
  };
  for (unsigned bits = 0; bits != 8; ++bits) {
    std::vector<std::string> names;
    if (bits & 1) names.emplace_back("loud");
    if (bits & 2) names.emplace_back("body");
    if (bits & 4) names.emplace_back("thread_id");
    const auto row = db.one(q(names));
    EXPECT_EQ(row[messages.id], 2);
    EXPECT_EQ(row["loud"_col], bits & 1 ? std::optional<std::string>{"TWO"} : std::nullopt);
    EXPECT_EQ(row[messages.body], bits & 2 ? std::optional<std::string>{"two"} : std::nullopt);
    EXPECT_EQ(row[messages.thread_id], bits & 4 ? std::optional<std::int64_t>{1} : std::nullopt);
    EXPECT_EQ(row[messages.channel_id], 1);
  }
  EXPECT_EQ(db.one(q("body,loud"))["loud"_col], "TWO");
  EXPECT_EQ(
      mz::to_sql(q("body")).sql,
      R"(select "messages"."id", "messages"."body", null, null as "loud", "messages"."channel_id" from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(refusal([&] { (void)q("body,password"); }), "choose(): there is no \"password\" to choose; it is one of body, thread_id, loud");
  const auto alone = mz::select(mz::choose("name", channels.id, channels.name)).from(channels).order_by(channels.id);
  EXPECT_EQ(db.all(alone)[0][channels.name], "general");
  EXPECT_EQ(db.all(alone)[0][channels.id], std::nullopt);
}
