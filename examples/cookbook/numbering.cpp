// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <mizzle/durable/sequence.hpp>

// [declaration]
// Orders are numbered within their day: 0, 1, 2 and so on.
template <class As>
struct Order {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "day", std::string> day{};
  mz::column<As, "number", std::int64_t> number{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"orders_by_number">(t.day, t.number)); }
};
inline constexpr mz::table<"orders", Order> orders{};
// [/declaration]

// [one]
// The number is computed inside the insert, and is its answer. An order that is there keeps its number: the update sets nothing new, but
// lets RETURNING have a row.
std::int64_t place(mz::sqlite::handle& db, const std::string& id, const std::string& day) {
  return db.one(mz::insert_into(orders)
                    .set(orders.id = id, orders.day = day, orders.number = mz::next_in(orders.number, orders.day == day))
                    .on_conflict(orders.id)
                    .do_update(orders.id = orders.id)
                    .returning(orders.number))[orders.number];
}
// [/one]

// [several]
// Of several in one statement each needs a place in an order; without one, all would get the same number, and it does not compile.
auto place_all(const std::vector<std::string>& ids, const std::string& day) {
  const auto each = mz::json_each<std::string>(ids);
  return mz::insert_into(orders)
      .columns(orders.id, orders.day, orders.number)
      .from(mz::select(each.value, mz::val(day), mz::next_in(orders.number, orders.day == day, mz::order_by(each.key)))
                .from(each)
                .where(mz::not_exists(mz::select(orders.id).from(orders).where(orders.id == each.value))))
      .returning(orders.id, orders.number);
}
// [/several]

// [kept]
// Where orders are deleted, a row that stays keeps the highest number, so that none is given twice.
template <class As>
struct Till {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "highest", std::int64_t, mz::default_value<-1>> highest{};
};
inline constexpr mz::table<"tills", Till> tills{};

auto place_at(std::int64_t till, const std::string& id, const std::string& day) {
  return mz::atomic(mz::insert_into(orders)
                        .set(orders.id = id, orders.day = day, orders.number = mz::next_in(tills.highest, tills.id == till))
                        .returning(orders.number),
                    mz::update(tills)
                        .set(mz::raise(tills.highest, mz::select(orders.number).from(orders).where(orders.id == id)))
                        .where(tills.id == till));
}
// [/kept]

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(orders, tills);
  expect(place(db, "a", "monday") == 0);
  expect(place(db, "b", "monday") == 1);
  expect(place(db, "a", "monday") == 0);
  expect(place(db, "c", "tuesday") == 0);
  const auto rows = db.all(place_all({"d", "b", "e"}, "monday"));
  expect(rows.size() == 2 && rows[0][orders.number] == 2 && rows[1][orders.number] == 3);
  db.run(mz::insert_into(tills).values({.id = 1}));
  for (std::int64_t i = 0; i != 3; ++i) {
    expect(mz::run_atomic(db, place_at(1, "x", "wednesday"))[0_c].one()[orders.number] == i);
    db.run(mz::delete_from(orders).all_rows());
  }
}
