// SPDX-License-Identifier: MIT
#include <mizzle/hana.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/contains.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/find.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/size.hpp>
#include <boost/hana/transform.hpp>

#include "support/schema.hpp"
#include "support/statement.hpp"

namespace hana_tests {

struct summary {
  BOOST_HANA_DEFINE_STRUCT(summary, (std::string, body), (std::optional<std::int64_t>, thread_id), (std::int64_t, total),
                           (std::int64_t, id));
};
struct channel_name {
  std::string name;
  friend bool operator==(const channel_name&, const channel_name&) = default;
};
struct in_channel {
  std::optional<channel_name> channel;
  std::int64_t id = 0;
  channel_name channels;
};
struct plain {
  std::int64_t id;
  std::string body;
};

}  // namespace hana_tests
BOOST_HANA_ADAPT_STRUCT(hana_tests::channel_name, name);
BOOST_HANA_ADAPT_STRUCT(hana_tests::in_channel, channel, id, channels);

namespace {
using namespace schema;
using namespace hana_tests;
namespace hana = boost::hana;

/// `"id"_s`: a Hana string.
template <mz::detail::fixed_string Text>
consteval auto operator""_s() {
  return []<std::size_t... C>(std::index_sequence<C...>) {
    return hana::string_c<Text.view()[C]...>;
  }(std::make_index_sequence<Text.view().size()>{});
}

/// The keys and values of a row, one after another.
template <class Row>
std::string told(const Row& row) {
  std::string result;
  hana::for_each(row, [&](const auto& member) {
    result += hana::first(member).c_str();
    if constexpr (requires { std::to_string(hana::second(member)); }) {
      result += "=" + std::to_string(hana::second(member)) + " ";
    } else if constexpr (requires { result += hana::second(member); }) {
      result += "=";
      result += hana::second(member);
      result += " ";
    } else {
      result += " ";
    }
  });
  return result;
}

const auto some =
    mz::select(messages.id, messages.body.as<"text">(), messages.id + 1, mz::upper(messages.body)).from(messages).where(messages.id == 2);

TEST(hana, a_row_of_a_table_is_a_struct) {
  filled_database db;
  static_assert(hana::Struct<mz::row_of<channels>>::value);
  EXPECT_EQ(told(db.one(mz::select(channels).where(channels.id == 1))), "id=1 name=general ");
  const auto keys = hana::keys(mz::row_of<channels>{});
  static_assert(decltype(keys == hana::make_tuple("id"_s, "name"_s))::value);
}

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
constexpr mz::table<"notes", Note, mz::prefix<"app_">> notes{};

TEST(hana, a_table_with_a_prefix_is_called_by_its_own_name) {
  const auto n = mz::alias<"n">(notes);
  using row = mz::row_t<decltype(mz::select(notes, n).from(notes, n))>;
  static_assert(decltype(hana::keys(std::declval<row>()) == hana::make_tuple("notes"_s, "n"_s))::value);
}

TEST(hana, a_record_is_a_struct) {
  filled_database db;
  const auto row = db.one(some);
  static_assert(hana::Struct<std::remove_cv_t<decltype(row)>>::value);
  EXPECT_EQ(told(row), R"(id=2 text=two "id" + ?=3 upper("body")=TWO )");
}

TEST(hana, so_is_a_row_of_a_stream) {
  filled_database db;
  std::string all;
  for (auto&& row : db.stream(mz::select(channels))) all += told(row);
  for (auto&& row : db.stream(mz::select(channels.name).from(channels))) all += told(row);
  EXPECT_EQ(all, "id=1 name=general id=2 name=empty name=general name=empty ");
}

TEST(hana, whole_tables_in_a_record_are_structs_within) {
  filled_database db;
  const auto row = db.one(
      mz::select(channels, messages.id).from(messages).inner_join(channels, channels.id == messages.channel_id).where(messages.id == 1));
  EXPECT_EQ(told(row), "channels id=1 ");
  EXPECT_EQ(told(hana::at_key(row, "channels"_s)), "id=1 name=general ");
}

TEST(hana, members_can_be_found_and_changed) {
  filled_database db;
  auto row = db.one(some);
  EXPECT_EQ(hana::at_key(row, "text"_s), "two");
  hana::at_key(row, "text"_s) = "three";
  EXPECT_EQ(row["text"_col], "three");
  auto channel = db.one(mz::select(channels).where(channels.id == 1));
  hana::at_key(channel, "name"_s) += "!";
  EXPECT_EQ(channel.name, "general!");
  static_assert(decltype(hana::contains(channel, "id"_s))::value);
  static_assert(!decltype(hana::contains(channel, "ID"_s))::value);
}

TEST(hana, members_stand_in_the_order_of_the_select_list) {
  filled_database db;
  EXPECT_TRUE(hana::members(db.one(some)) == hana::make_tuple(std::int64_t{2}, std::string{"two"}, std::int64_t{3}, std::string{"TWO"}));
  EXPECT_TRUE(hana::members(db.one(mz::select(channels).where(channels.id == 1))) ==
              hana::make_tuple(std::int64_t{1}, std::string{"general"}));
}

TEST(hana, rows_are_folded_and_compared) {
  filled_database db;
  const auto row = db.one(mz::select(messages.id, messages.created_at).from(messages).where(messages.id == 3));
  EXPECT_EQ(hana::fold(hana::members(row), std::int64_t{0}, [](std::int64_t sum, std::int64_t x) { return sum + x; }), 33);
  EXPECT_EQ(hana::fold(row, std::int64_t{0}, [](std::int64_t sum, const auto& member) { return sum + hana::second(member); }), 33);
  EXPECT_EQ(hana::unpack(row, [](const auto&... member) { return sizeof...(member); }), 2u);
  EXPECT_TRUE(hana::equal(row, row));
  const auto all = db.all(mz::select(messages).order_by(messages.id));
  EXPECT_TRUE(hana::equal(all[0], all[0]));
  EXPECT_FALSE(hana::equal(all[0], all[1]));
}

TEST(hana, a_row_becomes_a_struct_by_names) {
  filled_database db;
  const auto q = mz::select(messages.id, (messages.id * 10).as<"total">(), messages.created_at, messages.body, messages.thread_id)
                     .from(messages)
                     .order_by(messages.id);
  const auto all = db.all<summary>(q);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].id, 2);
  EXPECT_EQ(all[1].total, 20);
  EXPECT_EQ(all[1].body, "two");
  EXPECT_EQ(all[1].thread_id, db.all(q)[1][messages.thread_id]);
  const auto row = db.all(q)[0];
  EXPECT_EQ(row.into<summary>().body, "one ship");
  EXPECT_EQ(row[messages.body], "one ship");
  EXPECT_EQ(db.all(q)[0].into<summary>().total, 10);
  EXPECT_EQ(db.get<summary>(q)->id, 1);
  EXPECT_EQ(db.one<channel_name>(mz::select(channels.id, channels.name).from(channels).where(channels.id == 1)).name, "general");
  // An aggregate that Hana does not know is made by position, as without this header; so are rows of other tables.
  EXPECT_EQ(db.all<plain>(mz::select(messages.id, messages.body).from(messages).order_by(messages.id))[0].body, "one ship");
  EXPECT_EQ(db.one(mz::select(channels.id, channels.name).from(channels).where(channels.id == 1)).into<mz::row_of<channels>>().name,
            "general");
}

TEST(hana, a_row_of_a_whole_table_becomes_a_struct_by_names) {
  filled_database db;
  EXPECT_EQ(db.one<channel_name>(mz::select(channels).where(channels.id == 2)).name, "empty");
  EXPECT_EQ(db.all<channel_name>(mz::select(channels)).size(), 2u);
}

TEST(hana, groups_and_whole_tables_become_structs_within) {
  filled_database db;
  const auto c2 = mz::alias<"c2">(channels);
  const auto q = mz::select(channels, mz::group(c2.id, c2.name).as<"channel">(), messages.id)
                     .from(messages)
                     .inner_join(channels, channels.id == messages.channel_id)
                     .left_join(c2, c2.id == messages.id)
                     .order_by(messages.id);
  const auto all = db.all<in_channel>(q);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].channel, channel_name{"empty"});
  EXPECT_EQ(all[2].channel, std::nullopt);
  EXPECT_EQ(all[2].channels, channel_name{"general"});
  EXPECT_EQ(all[2].id, 3);
}

TEST(hana, a_row_of_raw_sql_has_no_names) {
  filled_database db;
  static_assert(!hana::Struct<decltype(db.raw<std::int64_t>("select 1").one())>::value);
}

}  // namespace
