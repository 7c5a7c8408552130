// SPDX-License-Identifier: MIT
// What entities may hold, and how many.
#include <limits>

#include "durable/write_behind_kit.hpp"

#include <mizzle/value/decimal.hpp>
#include <mizzle/value/nlohmann_json.hpp>

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace write_behind_values {
using namespace write_behind_kit;

template <class As>
struct Thing {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "number", std::int64_t> number{};
  mz::column<As, "maybe", std::optional<std::int64_t>> maybe{};
  mz::column<As, "real", double> real{};
  mz::column<As, "bytes", mz::blob> bytes{};
};
inline constexpr mz::table<"things", Thing> things{};
using thing = mz::row_of<things>;
using values_store = wb::store<mz::sqlite::connection, things, seen>;

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto greatest = std::numeric_limits<std::int64_t>::max();

std::vector<thing> extremes() {
  using namespace std::string_literals;
  const mz::blob bytes{std::byte{0}, std::byte{255}};
  return {{"", least, std::nullopt, 0.0, {}},
          {"a\0b"s, greatest, least, std::numeric_limits<double>::infinity(), bytes},
          {"a"s, 0, greatest, -std::numeric_limits<double>::infinity(), bytes},
          {"\xc3\xa9'\"", -1, 0, std::numeric_limits<double>::denorm_min(), {std::byte{0}}}};
}
bool same(const thing& a, const thing& b) {
  return a.id == b.id && a.number == b.number && a.maybe == b.maybe && a.real == b.real && a.bytes == b.bytes;
}

TEST(write_behind_values, extremes_go_to_tables_and_history_and_come_back_from_both) {
  mz::sqlite::connection db{":memory:"};
  (void)mz::run_atomic(mz::require_atomic, db, values_store::create_tables());
  {
    values_store store{db};
    for (const thing& t : extremes()) store.set<things>(t, 1);
    store.set<seen>({least}, 1);
    store.set<seen>({greatest}, 1);
    store.enqueue(batch_of(1, 1));
    ASSERT_TRUE(store.write_next(db));
    for (const thing& t : extremes()) store.set<things>({t.id, 7, std::nullopt, 7, {}}, 2);
    store.remove<seen>(least, 2);
    store.enqueue(batch_of(2, 2));
    ASSERT_TRUE(store.write_next(db));
    (void)store.roll_back(db, 1, 1);
    store.enqueue(batch_of(4, 2));
    ASSERT_TRUE(store.write_next(db));
  }
  values_store store{db};
  for (const thing& t : extremes()) {
    const auto stored = store.get<things>(t.id, 5);
    ASSERT_TRUE(stored) << t.id;
    EXPECT_TRUE(same(*stored, t)) << t.id;
    EXPECT_EQ(store.lookup<things>(wb::by(things.number) == t.number, 5).size(), 1u);
  }
  std::size_t found = 0;
  for (const thing& t : extremes())
    store.log<things>().lookup(wb::by(things.id) == t.id, 5, [&](const auto& all) { found += all.value().size(); });
  store.log<things>().send_loads();
  EXPECT_EQ(found, 4u) << "equalities that are asked for together";
  EXPECT_TRUE(store.get<seen>(least, 5));
  EXPECT_TRUE(store.get<seen>(greatest, 5));
  EXPECT_EQ(store.lookup<things>(wb::by(things.number) > least, 5).size(), 3u);
  EXPECT_EQ(store.lookup<things>(wb::by(things.maybe) < greatest, 5).size(), 2u);
}

template <class As>
struct Document {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "data", mz::json<nlohmann::json>> data{};
  mz::column<As, "more", std::optional<mz::json<std::vector<int>>>> more{};
  mz::column<As, "price", mz::decimal, mz::numeric> price{};
};
inline constexpr mz::table<"documents", Document, mz::prefix<"app_">> documents{};
using document = mz::row_of<documents>;
using document_store = wb::store<mz::sqlite::connection, documents>;

TEST(write_behind_values, json_and_decimals) {
  mz::sqlite::connection db{":memory:"};
  (void)mz::run_atomic(mz::require_atomic, db, document_store::create_tables());
  const document first{1, nlohmann::json{{"a", {1, nullptr}}}, std::vector{3, 4}, "12.50"};
  {
    document_store store{db};
    store.set<documents>(first, 1);
    store.enqueue(batch_of(1, 1));
    ASSERT_TRUE(store.write_next(db));
    store.set<documents>({1, nlohmann::json(nullptr), std::nullopt, "-3"}, 2);
    store.enqueue(batch_of(2, 2));
    ASSERT_TRUE(store.write_next(db));
    EXPECT_EQ(*store.get<documents>(1, 5), (document{1, nlohmann::json(nullptr), std::nullopt, "-3"}));
    (void)store.roll_back(db, 1, 1);
    store.enqueue(batch_of(4, 2));
    ASSERT_TRUE(store.write_next(db));
  }
  document_store store{db};
  EXPECT_EQ(*store.get<documents>(1, 5), first);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select data || more || price || typeof(price) from app_documents").one()),
            R"({"a":[1,null]}[3,4]12.5real)");
}

TEST(write_behind_values, a_batch_of_more_rows_than_a_statement_has_parameters) {
  constexpr std::int64_t many = 40'000;
  mz::sqlite::connection db{":memory:"};
  (void)mz::run_atomic(mz::require_atomic, db, store_type::create_tables());
  store_type store{db};
  for (std::int64_t id = 0; id != many; ++id) store.set<accounts>({id, id}, 1);
  store.enqueue(batch_of(1, 1));
  ASSERT_TRUE(store.write_next(db));
  for (std::int64_t id = 0; id != many; ++id) {
    if (id % 2 == 0) store.remove<accounts>(id, 2);
    else store.set<accounts>({id, -id}, 2);
  }
  store.enqueue(batch_of(2, 2));
  ASSERT_TRUE(store.write_next(db));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(accounts))), many / 2);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(history))), 2 * many);
  (void)store.roll_back(db, 1, 0);
  store.enqueue(batch_of(4, 1));
  ASSERT_TRUE(store.write_next(db));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(accounts))), 0);
}

TEST(write_behind_values, an_entity_with_nothing_but_its_key_is_removed_and_comes_back) {
  mz::sqlite::connection db{":memory:"};
  (void)mz::run_atomic(mz::require_atomic, db, store_type::create_tables());
  store_type store{db};
  store.set<seen>({1}, 1);
  store.enqueue(batch_of(1, 1));
  ASSERT_TRUE(store.write_next(db));
  store.set<seen>({1}, 2);
  store.remove<seen>(1, 3);
  auto b = batch_of(2, 2);
  b.checkpoints.push_back(batch_of(3, 3).checkpoints[0]);
  store.enqueue(b);
  ASSERT_TRUE(store.write_next(db));
  EXPECT_EQ(db.all(mz::select(seen)).size(), 0u);
  (void)store.roll_back(db, 1, 2);
  EXPECT_TRUE(store.get<seen>(1, 5));
  store.enqueue(batch_of(5, 3));
  ASSERT_TRUE(store.write_next(db));
  EXPECT_EQ(db.all(mz::select(seen)).size(), 1u);
}

TEST(write_behind_values, of_two_stores_on_one_file_the_second_to_write_fails) {
  const support::temporary_file file;
  mz::sqlite::connection db{file.path()};
  (void)mz::run_atomic(mz::require_atomic, db, store_type::create_tables());
  store_type first{db}, second{db};
  first.set<accounts>({1, 1}, 1);
  first.enqueue(batch_of(1, 1));
  second.set<accounts>({1, 2}, 1);
  second.enqueue(batch_of(1, 1));
  EXPECT_TRUE(first.write_next(db));
  EXPECT_FALSE(second.write_next(db)) << "the checkpoint is taken";
  EXPECT_TRUE(second.failure());
  EXPECT_EQ(balances(db), "1=1 ");
}
}  // namespace write_behind_values
