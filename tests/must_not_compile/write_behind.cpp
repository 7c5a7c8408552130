// SPDX-License-Identifier: MIT
#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
namespace wb = mz::write_behind;

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace declared {
enum class level { low, high };
}
template <>
struct mizzle::codec<declared::level>
    : mizzle::by_name<declared::level, mizzle::name<declared::level::low, "low">, mizzle::name<declared::level::high, "high">> {};
namespace declared {
template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "owner", std::string, mz::collate<"nocase">> owner{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
template <class As>
struct Pair {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.a, t.b)); }
};
inline constexpr mz::table<"pairs", Pair> pairs{};
template <class As>
struct Square {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "side", std::int64_t> side{};
  mz::column<As, "area", std::int64_t, mz::generated<"side * side", mz::stored>> area{};
};
inline constexpr mz::table<"squares", Square> squares{};
template <class As>
struct Alarm {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "level", level> how{};
};
inline constexpr mz::table<"alarms", Alarm> alarms{};
}  // namespace declared
using namespace declared;

mz::sqlite::connection& db();

// case: write_behind_of_a_table_with_two_keys
// error: mizzle: write_behind: the table of an entity needs one primary key
void f() { (void)wb::history_of<pairs>; }

// case: write_behind_of_a_generated_column
// error: mizzle: write_behind: the table of an entity has a generated column
void f() { wb::store<mz::sqlite::connection, squares> store{db()}; }

// case: write_behind_condition_on_a_column_with_a_collation
// error: mizzle: write_behind::by(): this column compares its texts by a collation
auto f() { return wb::by(accounts.owner) == "ann"; }

// case: write_behind_order_of_what_a_codec_stores_otherwise
// error: mizzle: write_behind::by(): the values of this column are stored as another type
auto f() { return condition_of(wb::by(alarms.how) > level::low); }

// case: write_behind_whole_number_against_a_fraction
// error: mizzle: write_behind::field: a whole number is compared with a floating one
auto f() { return wb::by(accounts.balance) > 1.5; }

// case: write_behind_value_of_another_type
// error: mizzle: write_behind::field: the value is of another type than the member
auto f() { return wb::by(accounts.balance) == "ann"; }

// case: write_behind_handler_without_a_batch
// error: mizzle: write_behind: process(): the handler gives back the batch
void f(wb::store<mz::sqlite::connection, accounts>& store) {
  wb::runner run{store, db()};
  (void)run.process([](auto&) {});
}
