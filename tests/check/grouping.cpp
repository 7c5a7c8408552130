// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;
using support::fault_of;

static_assert(fault_of(mz::select(messages.id, mz::count()).from(messages)) == mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(messages.id, mz::count()).from(messages).group_by(messages.id)) == mz::detail::fault::none);
static_assert(fault_of(mz::select(messages.body, mz::count()).from(messages).group_by(messages.id)) == mz::detail::fault::none);
static_assert(fault_of(mz::select(messages.id + 1, mz::count()).from(messages).group_by(messages.body)) == mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(mz::upper(messages.body), mz::count()).from(messages).group_by(mz::upper(messages.body))) ==
              mz::detail::fault::none);

// What is accepted without being grouped itself depends on the primary key that is.
TEST(grouping, columns_of_a_grouped_key_have_one_value_in_each_group) {
  schema::filled_database db;
  const auto sizes = mz::select(channels.id, channels.name, mz::count().as<"total">())
                         .from(channels)
                         .inner_join(messages, messages.channel_id == channels.id)
                         .group_by(channels.id)
                         .order_by(channels.id);
  std::int64_t all = 0;
  for (const auto& row : db.all(sizes)) {
    EXPECT_EQ(row[channels.name], db.one(mz::select(channels.name).from(channels).where(channels.id == row[channels.id]))[channels.name]);
    all += mz::get<2>(row);
  }
  EXPECT_EQ(all, mz::get<0>(db.one(mz::select(mz::count()).from(messages))));
}

TEST(grouping, having_takes_aggregates_and_grouped_columns) {
  schema::filled_database db;
  const auto busy =
      mz::select(messages.channel_id).from(messages).group_by(messages.channel_id).having(mz::count() > 1 && messages.channel_id > 0);
  for (const auto& row : db.all(busy)) {
    EXPECT_GT(mz::get<0>(db.one(mz::select(mz::count()).from(messages).where(messages.channel_id == row[messages.channel_id]))), 1);
  }
  EXPECT_EQ(fault_of(mz::select(messages.channel_id).from(messages).group_by(messages.channel_id).having(messages.body == "x")),
            mz::detail::fault::not_grouped);
  EXPECT_EQ(fault_of(mz::select(messages.channel_id).from(messages).group_by(mz::max(messages.id))), mz::detail::fault::aggregate_in_where);
}

namespace {

const auto tens_of = [](std::int64_t selected, std::int64_t grouped) {
  return mz::select(messages.created_at / selected, mz::count()).from(messages).group_by(messages.created_at / grouped);
};
template <class Build>
std::string refusal(Build&& build) {
  try {
    (void)build();
  } catch (const mz::error::invalid_request& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST(grouping, an_expression_with_values_is_repeated_with_the_same_values) {
  schema::filled_database db;
  db.run(mz::insert_into(messages).values({.id = 4, .channel_id = 1, .body = "four", .created_at = 15}));
  static_assert(fault_of(mz::select(messages.created_at / 10, mz::count()).from(messages).group_by(messages.created_at / 10)) ==
                mz::detail::fault::none);
  std::string seen;
  for (const auto& [ten, count] : db.all(tens_of(10, 10))) seen += std::to_string(*ten) + ":" + std::to_string(count) + " ";
  EXPECT_EQ(seen, "1:2 2:1 3:1 ");
  for (const std::int64_t other : {std::int64_t{20}, std::int64_t{0}, std::int64_t{-10}}) {
    EXPECT_NE(refusal([&] { return tens_of(10, other); }).find(R"(an expression of "messages"."created_at" is grouped with other values)"),
              std::string::npos)
        << other;
  }
}

TEST(grouping, values_of_every_kind_are_compared) {
  schema::filled_database db;
  const auto by_text = [](const std::string& selected, const std::string& grouped) {
    return mz::select(mz::replace(messages.body, selected, "-"), mz::count())
        .from(messages)
        .group_by(mz::replace(messages.body, grouped, "-"));
  };
  EXPECT_EQ(db.all(by_text("ship", std::string{"ship"})).size(), 3u);
  EXPECT_NE(refusal([&] { return by_text("ship", "ships"); }), "");
  EXPECT_NE(refusal([&] { return by_text("ship", std::string{"shi\0p", 5}); }), "");

  const auto by_real = [](double selected, double grouped) {
    return mz::select(mz::case_when(schema::everything.ratio < selected, "low").otherwise("high"), mz::count())
        .from(schema::everything)
        .group_by(mz::case_when(schema::everything.ratio < grouped, "low").otherwise("high"));
  };
  for (const double ratio : {1.0, 2.0, 30.0}) db.run(mz::insert_into(schema::everything).values({.ratio = ratio}));
  EXPECT_EQ(db.all(by_real(10.0, 10.0)).size(), 2u);
  EXPECT_NE(refusal([&] { return by_real(10.0, 10.000001); }), "");

  const auto by_blob = [](const mz::blob& selected, const mz::blob& grouped) {
    return mz::select(schema::everything.bytes == selected, mz::count())
        .from(schema::everything)
        .group_by(schema::everything.bytes == grouped);
  };
  EXPECT_EQ(db.all(by_blob({std::byte{1}}, {std::byte{1}})).size(), 1u);
  EXPECT_NE(refusal([&] { return by_blob({std::byte{1}}, {std::byte{2}}); }), "");

  const auto by_optional = [](std::optional<std::int64_t> selected, std::optional<std::int64_t> grouped) {
    return mz::select(messages.thread_id.is(selected), mz::count()).from(messages).group_by(messages.thread_id.is(grouped));
  };
  EXPECT_EQ(db.all(by_optional(1, 1)).size(), 2u);
  EXPECT_EQ(db.all(by_optional({}, {})).size(), 2u);
  EXPECT_NE(refusal([&] { return by_optional(0, {}); }), "");
}

TEST(grouping, a_repeat_may_stand_in_having_and_order_by_and_inside_of_others) {
  schema::filled_database db;
  const auto ten = messages.created_at / 10;
  const auto q = mz::select(ten * 2 + 1, mz::count()).from(messages).where(messages.id > 0).group_by(ten);
  std::string seen;
  for (const auto& [value, count] : db.all(q.having(ten > 1).order_by(mz::desc(ten), mz::count()))) seen += std::to_string(*value) + " ";
  EXPECT_EQ(seen, "7 5 ");
  EXPECT_NE(refusal([&] { return q.having(messages.created_at / 20 > 1); }), "");
  EXPECT_NE(refusal([&] { return q.order_by(mz::desc(messages.created_at / 20)); }), "");
  // Of several groups with the same words, each repeat is one.
  const auto two = [](std::int64_t a, std::int64_t b) {
    return mz::select(messages.created_at / a, messages.created_at / b, mz::count())
        .from(messages)
        .group_by(messages.created_at / 20, messages.created_at / 10);
  };
  EXPECT_EQ(db.all(two(10, 20)).size(), 3u);
  EXPECT_EQ(db.all(two(20, 20)).size(), 3u);
  EXPECT_NE(refusal([&] { return two(10, 30); }), "");
  // Where the column itself is grouped, any values will do.
  EXPECT_EQ(
      refusal([&] { return mz::select(messages.created_at / 7).from(messages).group_by(messages.created_at, messages.created_at / 8); }),
      "");
  // As a part of a compound, and of another statement.
  EXPECT_EQ(db.all(tens_of(10, 10).union_all(tens_of(20, 20))).size(), 5u);
  const auto nested = mz::select(messages.id)
                          .from(messages)
                          .where(mz::exists(mz::select(schema::counters.n / 10).from(schema::counters).group_by(schema::counters.n / 10)));
  EXPECT_EQ(db.all(nested).size(), 0u);
  // Values before it, also those of parts that are left out, do not confuse it.
  const auto after = [](bool on, std::int64_t grouped) {
    return mz::select(mz::val(3), mz::select(mz::count()).from(channels).where(mz::when(on, channels.id == 10)), messages.created_at / 10)
        .from(messages)
        .where(messages.id > 20)
        .group_by(messages.created_at / grouped);
  };
  for (const bool on : {true, false}) {
    EXPECT_EQ(refusal([&] { return after(on, 10); }), "");
    EXPECT_NE(refusal([&] { return after(on, 20); }), "");
  }
  // A constant of the program is checked when it is compiled.
  static constexpr auto constant = mz::select(messages.created_at / 10, mz::count()).from(messages).group_by(messages.created_at / 10);
  EXPECT_EQ(db.all(constant).size(), 3u);
}

// Values are compared whatever they are: names of enumerators, own types, blobs, reals, NULL.
TEST(grouping, repeated_values_of_every_kind) {
  schema::database db;
  using schema::everything;
  db.run(mz::insert_into(everything).values({.id = 1, .urgent = urgency::high}));
  db.run(mz::insert_into(everything).values({.id = 2, .ratio = 1.5}));
  const auto group = [&](const auto& key, const auto& grouped) {
    return db.all(mz::select(key, mz::count()).from(everything).group_by(grouped)).size();
  };
  const auto check = [&](const auto& make, const auto& one, const auto& other) {
    EXPECT_EQ(group(make(one), make(one)), 2u);
    EXPECT_THROW((void)group(make(one), make(other)), mz::error::invalid_request);
  };
  check([](urgency u) { return mz::case_when(everything.urgent == u, 1).otherwise(2); }, urgency::high, urgency::low);
  check([](double r) { return everything.ratio * r; }, 2.0, 3.0);
  check([](const std::string& t) { return mz::concat(everything.label, t, mz::cast<std::string>(everything.id)); }, std::string{"a"},
        std::string{"b"});
  check([](user_id u) { return mz::case_when(everything.owner == u, everything.id).otherwise(everything.id + 1); }, user_id{0}, user_id{7});
  check([](std::optional<std::int32_t> n) { return mz::case_when(everything.maybe_n.is(n), everything.id).otherwise(0); },
        std::optional<std::int32_t>{}, std::optional<std::int32_t>{4});
  check([](const mz::blob& b) { return mz::case_when(everything.bytes == b, everything.id).otherwise(9); }, mz::blob{},
        mz::blob{std::byte{1}});
}

static_assert(fault_of(mz::select(messages.created_at / 10, mz::count()).from(messages).group_by(messages.created_at + 10)) ==
              mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(messages.created_at / 10 + messages.id, mz::count()).from(messages).group_by(messages.created_at / 10)) ==
              mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(mz::max(messages.id, mz::max(messages.created_at, messages.channel_id), messages.id))
                           .from(messages)
                           .group_by(mz::max(messages.id, mz::max(messages.created_at, messages.channel_id, messages.id)))) ==
              mz::detail::fault::not_grouped);
// An aggregate in order_by makes groups, as one in the select list does.
static_assert(fault_of(mz::select(messages.id).from(messages).order_by(mz::count())) == mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(messages.id).from(messages).order_by(mz::desc(mz::max(messages.created_at) + 1))) ==
              mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(mz::max(messages.id)).from(messages).order_by(mz::count())) == mz::detail::fault::none);
static_assert(fault_of(mz::select(mz::max(messages.id)).from(messages).order_by(messages.id)) == mz::detail::fault::not_grouped);
static_assert(fault_of(mz::select(messages.channel_id).from(messages).group_by(messages.channel_id).order_by(mz::count())) ==
              mz::detail::fault::none);
static_assert(fault_of(mz::select(messages).from(messages).order_by(mz::count())) == mz::detail::fault::not_grouped);
