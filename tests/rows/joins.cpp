// SPDX-License-Identifier: MIT
// What a row is behind each join: line by line the table of which sides become optional.
#include "support/handles.hpp"
#include "support/statement.hpp"

#include <algorithm>

namespace mz = mizzle;
using namespace mz::literals;

namespace {

template <class As>
struct City {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
constexpr mz::table<"cities", City> cities{};

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "city_id", std::optional<std::int64_t>> city_id{};
};
constexpr mz::table<"users", User> users{};

template <class As>
struct Order {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "user_id", std::int64_t> user_id{};
  mz::column<As, "name", std::string> name{};
};
constexpr mz::table<"orders", Order> orders{};

using city = mz::row_of<cities>;
using user = mz::row_of<users>;
using order = mz::row_of<orders>;

const auto on_city = cities.id == users.city_id;
const auto on_user = orders.user_id == users.id;

/// The types of a row, without those of what is in a group.
template <class Row>
struct shape;
template <bool View, class... F>
struct shape<mz::detail::record_of<View, F...>> {
  template <class... T>
  static constexpr bool is = sizeof...(T) == sizeof...(F) && (std::is_same_v<mz::detail::field_value<View, F>, T> && ...);
};
template <class... T, class S>
constexpr bool yields(const S&) {
  return shape<mz::row_t<S>>::template is<T...>;
}
template <class T>
using maybe = std::optional<T>;
using text = std::string;
using number = std::int64_t;

class joins : public testing::Test {
 protected:
  joins() {
    db.create_tables(cities, users, orders);
    support::execute(db, "insert into cities values (1, 'Ulm'), (2, 'Bonn')");
    support::execute(db, "insert into users values (1, 'Ann', 1), (2, 'Bob', null)");
    support::execute(db, "insert into orders values (7, 1, 'tea'), (8, 9, 'lost')");
  }
  static std::string spell(const text& t) { return t; }
  static std::string spell(number n) { return std::to_string(n); }
  static std::string spell(const city& c) { return c.name; }
  static std::string spell(const user& u) { return u.name; }
  static std::string spell(const order& o) { return o.name; }
  template <class T>
  static std::string spell(const maybe<T>& x) {
    return x ? spell(*x) : "-";
  }
  template <bool View, class... F>
  static std::string spell(const mz::detail::record_of<View, F...>& row) {
    std::string result;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((result += (I == 0 ? "" : "/") + spell(mz::get<I>(row))), ...);
    }(std::index_sequence_for<F...>{});
    return result;
  }
  /// The rows as text, sorted; the same through an engine that casts integers, and as SQL of the same question gives them.
  template <class S>
  std::vector<std::string> seen(const S& s, const char* sql = nullptr) {
    const auto found = db.all(s);
    support::bare_d1 d1{db};
    EXPECT_TRUE(mz::run_atomic(d1, mz::atomic(s))[0_c] == found);
    std::vector<std::string> result;
    for (const auto& row : found) result.push_back(spell(row));
    std::sort(result.begin(), result.end());
    if (sql) {
      std::vector<std::string> wanted;
      for (const auto& row : db.raw<text>(sql)) wanted.push_back(mz::get<0>(row));
      std::sort(wanted.begin(), wanted.end());
      EXPECT_EQ(result, wanted);
    }
    return result;
  }
  using rows = std::vector<std::string>;

  mz::sqlite::connection db{":memory:"};
};

}  // namespace

TEST_F(joins, inner_changes_nothing) {
  const auto columns = mz::select(users.name, cities.name.as<"city">()).from(users).inner_join(cities, on_city);
  static_assert(yields<text, text>(columns));
  EXPECT_EQ(seen(columns, "select u.name || '/' || c.name from users u join cities c on c.id = u.city_id"), (rows{"Ann/Ulm"}));
  const auto whole = mz::select(users, cities).from(users).inner_join(cities, on_city);
  static_assert(yields<user, city>(whole));
  EXPECT_EQ(seen(whole), (rows{"Ann/Ulm"}));
}

TEST_F(joins, cross_changes_nothing) {
  const auto whole = mz::select(users, cities).from(users).cross_join(cities);
  static_assert(yields<user, city>(whole));
  EXPECT_EQ(seen(whole, "select u.name || '/' || c.name from users u cross join cities c"),
            (rows{"Ann/Bonn", "Ann/Ulm", "Bob/Bonn", "Bob/Ulm"}));
  static_assert(yields<user, city>(mz::select(users, cities).from(users, cities)));
}

TEST_F(joins, left_makes_the_joined_side_optional) {
  const auto columns = mz::select(users.name, cities.name.as<"city">(), cities.id).from(users).left_join(cities, on_city);
  static_assert(yields<text, maybe<text>, maybe<number>>(columns));
  EXPECT_EQ(
      seen(
          columns,
          "select u.name || '/' || coalesce(c.name, '-') || '/' || coalesce(c.id, '-') from users u left join cities c on c.id = u.city_id"),
      (rows{"Ann/Ulm/1", "Bob/-/-"}));
  const auto whole = mz::select(users, cities).from(users).left_join(cities, on_city);
  static_assert(yields<user, maybe<city>>(whole));
  EXPECT_EQ(seen(whole), (rows{"Ann/Ulm", "Bob/-"}));
  EXPECT_EQ(seen(mz::select(users.name, mz::group(cities.name, cities.id).as<"city">()).from(users).left_join(cities, on_city)),
            (rows{"Ann/Ulm/1", "Bob/-"}));
}

TEST_F(joins, right_makes_all_that_stands_before_optional) {
  const auto columns = mz::select(users.name, cities.name.as<"city">()).from(users).right_join(cities, on_city);
  static_assert(yields<maybe<text>, text>(columns));
  EXPECT_EQ(seen(columns, "select coalesce(u.name, '-') || '/' || c.name from users u right join cities c on c.id = u.city_id"),
            (rows{"-/Bonn", "Ann/Ulm"}));
  const auto whole = mz::select(users, cities).from(users).right_join(cities, on_city);
  static_assert(yields<maybe<user>, city>(whole));
  EXPECT_EQ(seen(whole), (rows{"-/Bonn", "Ann/Ulm"}));
  const auto three = mz::select(users, orders, cities).from(users).inner_join(orders, on_user).right_join(cities, on_city);
  static_assert(yields<maybe<user>, maybe<order>, city>(three));
  EXPECT_EQ(seen(three), (rows{"-/-/Bonn", "Ann/tea/Ulm"}));
}

TEST_F(joins, full_makes_both_sides_optional) {
  const auto columns = mz::select(users.name, cities.name.as<"city">()).from(users).full_join(cities, on_city);
  static_assert(yields<maybe<text>, maybe<text>>(columns));
  EXPECT_EQ(
      seen(columns, "select coalesce(u.name, '-') || '/' || coalesce(c.name, '-') from users u full join cities c on c.id = u.city_id"),
      (rows{"-/Bonn", "Ann/Ulm", "Bob/-"}));
  const auto whole = mz::select(users, cities).from(users).full_join(cities, on_city);
  static_assert(yields<maybe<user>, maybe<city>>(whole));
  EXPECT_EQ(seen(whole), (rows{"-/Bonn", "Ann/Ulm", "Bob/-"}));
}

TEST_F(joins, each_after_each_of_three_tables) {
  const auto all = mz::select(users, cities, orders).from(users);
  static_assert(yields<user, maybe<city>, maybe<order>>(all.left_join(cities, on_city).left_join(orders, on_user)));
  static_assert(yields<user, maybe<city>, order>(all.left_join(cities, on_city).inner_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, order>(all.left_join(cities, on_city).right_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, maybe<order>>(all.left_join(cities, on_city).full_join(orders, on_user)));
  static_assert(yields<maybe<user>, city, maybe<order>>(all.right_join(cities, on_city).left_join(orders, on_user)));
  static_assert(yields<maybe<user>, city, order>(all.right_join(cities, on_city).inner_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, order>(all.right_join(cities, on_city).right_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, maybe<order>>(all.right_join(cities, on_city).full_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, order>(all.full_join(cities, on_city).inner_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, order>(all.full_join(cities, on_city).cross_join(orders)));
  static_assert(yields<user, city, maybe<order>>(all.inner_join(cities, on_city).left_join(orders, on_user)));
  static_assert(yields<maybe<user>, maybe<city>, order>(all.inner_join(cities, on_city).right_join(orders, on_user)));

  EXPECT_EQ(seen(all.left_join(cities, on_city).left_join(orders, on_user)), (rows{"Ann/Ulm/tea", "Bob/-/-"}));
  EXPECT_EQ(seen(all.left_join(cities, on_city).inner_join(orders, on_user)), (rows{"Ann/Ulm/tea"}));
  EXPECT_EQ(seen(all.left_join(cities, on_city).right_join(orders, on_user)), (rows{"-/-/lost", "Ann/Ulm/tea"}));
  EXPECT_EQ(seen(all.left_join(cities, on_city).full_join(orders, on_user)), (rows{"-/-/lost", "Ann/Ulm/tea", "Bob/-/-"}));
  EXPECT_EQ(seen(all.right_join(cities, on_city).left_join(orders, on_user)), (rows{"-/Bonn/-", "Ann/Ulm/tea"}));
  EXPECT_EQ(seen(all.right_join(cities, on_city).right_join(orders, on_user)), (rows{"-/-/lost", "Ann/Ulm/tea"}));
  EXPECT_EQ(seen(all.right_join(cities, on_city).full_join(orders, on_user)), (rows{"-/-/lost", "-/Bonn/-", "Ann/Ulm/tea"}));
  EXPECT_EQ(seen(all.full_join(cities, on_city).cross_join(orders).where(orders.id == 7)),
            (rows{"-/Bonn/tea", "Ann/Ulm/tea", "Bob/-/tea"}));
}

// Each table has a column called name, and a column called id: values are read by their places.
TEST_F(joins, columns_of_one_name_are_not_mixed_up) {
  const auto q =
      mz::select(users.name, cities.name, orders.name, orders.id, users.id).from(users, cities, orders).where(on_city && on_user);
  const auto row = db.one(q);
  EXPECT_EQ(row[users.name] + row[cities.name] + row[orders.name], "AnnUlmtea");
  support::bare bare{db};
  const auto far = mz::run_atomic(bare, mz::atomic(q))[0_c].one();
  EXPECT_EQ(far[users.name] + far[cities.name] + far[orders.name], "AnnUlmtea");
  EXPECT_EQ(far[orders.id] + far[users.id], 8);
}

TEST_F(joins, an_alias_of_the_same_table_is_a_side_of_its_own) {
  const auto other = mz::alias<"other">(users);
  const auto again = mz::alias<"again">(other);
  const auto q = mz::select(users, other, again.name)
                     .from(users)
                     .left_join(other, other.id == users.id + 1)
                     .left_join(again, again.id == other.id + 1);
  static_assert(yields<user, maybe<user>, maybe<text>>(q));
  EXPECT_EQ(seen(q), (rows{"Ann/Bob/-", "Bob/-/-"}));
}
