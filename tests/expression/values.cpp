// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

/// The texts of all values, in the order in which the engine gets them.
template <class E>
std::string joined(mz::sqlite::connection& db, const E& expression) {
  return mz::get<0>(db.one(mz::select(expression)));
}

}  // namespace

TEST(values, stand_in_the_order_of_their_placeholders) {
  schema::database db;
  const auto v = [](const char* text) { return mz::val(std::string{text}); };
  EXPECT_EQ(joined(db, mz::concat(v("a"), v("b"), v("c"), v("d"))), "abcd");
  EXPECT_EQ(joined(db, mz::concat(v("a"), mz::concat(v("b"), mz::concat(v("c"), v("d"))))), "abcd");
  EXPECT_EQ(joined(db, mz::concat(mz::concat(mz::concat(v("a"), v("b")), v("c")), v("d"))), "abcd");
  EXPECT_EQ(joined(db, mz::concat(mz::concat(v("a"), v("b")), mz::concat(v("c"), v("d")))), "abcd");
  EXPECT_EQ(joined(db, mz::replace(v("axc"), v("x"), mz::upper(v("b")))), "aBc");
  EXPECT_EQ(joined(db, mz::concat(mz::case_when(mz::val(1) > 2, v("no")).when(mz::val(3) == 3, v("three")).otherwise(v("else")), v("!"))),
            "three!");
  EXPECT_EQ(
      joined(db, mz::concat("a", mz::cast<std::string>(mz::val(5).between(4, 6)), "b", mz::cast<std::string>(mz::val(7).in(8, 9)), "c")),
      "a1b0c");
}

TEST(values, of_unlike_types_do_not_change_places) {
  schema::database db;
  const auto s = mz::select(mz::val(1), mz::val("two"), mz::val(3.0), mz::val(mz::blob{std::byte{4}}), mz::val(std::optional<int>{}),
                            mz::val(true), mz::val(urgency::high), mz::val(8) + 1, mz::concat("1", mz::val("0")));
  const auto [one, two, three, four, five, six, seven, nine, ten] = db.one(s);
  EXPECT_EQ(one, 1);
  EXPECT_EQ(two, "two");
  EXPECT_EQ(three, 3.0);
  EXPECT_EQ(four, mz::blob{std::byte{4}});
  EXPECT_EQ(five, std::nullopt);
  EXPECT_EQ(six, true);
  EXPECT_EQ(seven, urgency::high);
  EXPECT_EQ(nine, 9);
  EXPECT_EQ(ten, "10");
}

TEST(values, belong_to_the_statement) {
  schema::filled_database db;
  const auto s = [] {
    std::string body = "one ship with a body that is no longer small";
    std::string_view view = body;
    const std::vector<std::int64_t> ids{1, 2};
    auto result = mz::select(mz::val(view).as<"kept">()).from(messages).where(messages.id.in(ids) && messages.body != body);
    body.assign(body.size(), 'x');
    return result;
  }();
  const auto copy = s;
  EXPECT_EQ(db.all(copy)[1]["kept"_col], "one ship with a body that is no longer small");
  EXPECT_EQ(db.all(s).size(), 2u);
}

TEST(values, a_statement_grows_only_by_its_values) {
  static_assert(std::is_empty_v<std::remove_cvref_t<decltype(messages.id)>> || sizeof(messages.id) == 1);
  constexpr auto one = mz::select(messages.id).from(messages).where(messages.id == 1);
  constexpr auto two = mz::select(messages.id).from(messages).where(messages.id == 1 && messages.channel_id == 2 && messages.body != "abc");
  static_assert(sizeof(one) == sizeof(std::int64_t));
  static_assert(sizeof(two) <= 2 * sizeof(std::int64_t) + 4 + 2 * sizeof(std::size_t));
  schema::filled_database db;
  EXPECT_EQ(db.one(one)[messages.id], 1);
  EXPECT_TRUE(db.all(two).empty());
}
