// SPDX-License-Identifier: MIT
// mizzle as a program writes it: plain calls, with every statement built where it is run. There is no prepared form to
// compare with, because the plain call finds its kept statement by itself.
#include <mizzle/mizzle.hpp>

#include "contender.hpp"
#include "sql.hpp"

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Owner {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "total", double> total{};
};
inline constexpr mz::table<"owners", Owner> owners{};

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "price", double> price{};
  mz::column<As, "note", std::optional<std::string>> note{};
  mz::column<As, "owner_id", std::int64_t> owner_id{};
};
inline constexpr mz::table<"items", Item> items{};

template <class As>
struct Event {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "item_id", std::int64_t> item_id{};
  mz::column<As, "kind", std::string> kind{};
  mz::column<As, "amount", double> amount{};
  mz::column<As, "note", std::optional<std::string>> note{};
};
inline constexpr mz::table<"events", Event> events{};

/// The same table for a program whose texts are owned elsewhere.
template <class As>
struct EventView {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "item_id", std::int64_t> item_id{};
  mz::column<As, "kind", std::string_view> kind{};
  mz::column<As, "amount", double> amount{};
  mz::column<As, "note", std::optional<std::string_view>> note{};
};
inline constexpr mz::table<"events", EventView> event_views{};

template <class As>
struct Delivery {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "event_id", std::int64_t, mz::references<events.id>> event_id{};
  mz::column<As, "owner_id", std::int64_t> owner_id{};
};
inline constexpr mz::table<"deliveries", Delivery> deliveries{};

template <class As>
struct Label {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "item_id", std::int64_t> item_id{};
  mz::column<As, "text", std::string> text{};
};
inline constexpr mz::table<"labels", Label> labels{};

static_assert(mz::sql_of<decltype(mz::create_table(owners))> == schema[0]);
static_assert(mz::sql_of<decltype(mz::create_table(items))> == schema[1]);
static_assert(mz::sql_of<decltype(mz::create_table(events))> == schema[2]);
static_assert(mz::sql_of<decltype(mz::create_table(deliveries))> == schema[3]);
static_assert(mz::sql_of<decltype(mz::create_table(labels))> == schema[4]);

struct contender {
  mz::sqlite::connection db;
  std::vector<mz::new_row<events>> rows;
  std::vector<mz::any_write> writes;
};

contender* open_contender(const std::string& path) {
  const mz::sqlite::options options{.busy_timeout = std::chrono::milliseconds{busy_timeout},
                                    .synchronous = mz::sqlite::synchronous::normal};
  return new contender{mz::sqlite::connection{file_name(path), options}, {}, {}};
}
void ready(contender&) {}
void close_contender(contender* c) { delete c; }
sqlite3* native(contender& c) { return c.db.native(); }

std::uint64_t insert(contender& c, const new_event& e) {
  const auto one = mz::insert_into(events).values({.item_id = e.item_id, .kind = e.kind, .amount = e.amount, .note = e.note});
  return digest(c.db.run(one).last_insert_rowid);
}
std::uint64_t insert_views(contender& c, const new_event& e) {
  const auto one = mz::insert_into(event_views).values({.item_id = e.item_id, .kind = e.kind, .amount = e.amount, .note = e.note});
  return digest(c.db.run(one).last_insert_rowid);
}

void load_rows(contender& c, std::span<const new_event> rows) {
  for (const new_event& e : rows) {
    c.rows.push_back({.item_id = e.item_id, .kind = e.kind, .amount = e.amount, .note = e.note});
  }
  for (const auto& row : c.rows) c.writes.push_back(mz::insert_into(events).values(row));
}
std::uint64_t insert_rows(contender& c) {
#ifdef COPY_ROWS
  return digest(c.db.run(mz::insert_into(events).values(c.rows)).changes);
#else
  // A span is not copied; a vector would be, because a statement holds what it is given.
  return digest(c.db.run(mz::insert_into(events).values(std::span{c.rows})).changes);
#endif
}

std::uint64_t insert_few(contender& c, std::size_t at_a_time) {
  std::int64_t changes = 0;
  c.db.transaction([&](auto& tx) {
    const std::span all{c.rows};
    for (std::size_t i = 0; i < all.size(); i += at_a_time)
      changes += tx.run(mz::insert_into(events).values(all.subspan(i, at_a_time))).changes;
  });
  return digest(changes);
}
static std::uint64_t run_list(contender& c, const std::vector<mz::any_write>& writes) {
  std::int64_t changes = 0;
  for (const mz::any_result& r : mz::run_atomic(c.db, writes)) changes += r.changes;
  return digest(changes);
}
std::uint64_t insert_list(contender& c) { return run_list(c, c.writes); }
std::uint64_t build_and_insert_list(contender& c, std::span<const new_event> list) {
  std::vector<mz::any_write> writes;
  for (const new_event& e : list) {
    writes.push_back(mz::insert_into(events).values({.item_id = e.item_id, .kind = e.kind, .amount = e.amount, .note = e.note}));
  }
  return run_list(c, writes);
}
std::uint64_t insert_labels(contender& c, std::int64_t count) {
  std::int64_t last = 0;
  c.db.transaction([&](auto& tx) {
    for (std::int64_t i = 1; i <= count; ++i)
      last = tx.run(mz::insert_into(labels).values({.item_id = i, .text = label_of(i)})).last_insert_rowid;
  });
  return digest(last);
}

std::uint64_t get(contender& c, std::int64_t id) {
  const auto wanted = mz::select(items.name, items.price, items.note, items.owner_id).from(items).where(items.id == id);
  static_assert(mz::sql_of<decltype(wanted)> == sql::get);
  const auto row = c.db.get(wanted);
  return row ? digest((*row)[items.name], (*row)[items.price], (*row)[items.note], (*row)[items.owner_id]) : 0;
}

std::uint64_t scan(contender& c) {
  static_assert(mz::sql_of<decltype(mz::select(items))> == sql::scan);
  std::uint64_t result = 0;
  for (const auto& row : c.db.all(mz::select(items))) result += digest(row.id, row.name, row.price, row.note, row.owner_id);
  return result;
}

std::uint64_t stream(contender& c) {
  std::uint64_t result = 0;
  for (auto&& row : c.db.stream(mz::select(items))) result += digest(row.id, row.name, row.price, row.note, row.owner_id);
  return result;
}

std::uint64_t join(contender& c) {
  const auto sums = mz::select(owners.name, mz::count().as<"n">(), mz::sum(items.price).as<"price">())
                        .from(items)
                        .inner_join(owners, owners.id == items.owner_id)
                        .group_by(owners.name);
  static_assert(mz::sql_of<decltype(sums)> == sql::join);
  std::uint64_t result = 0;
  for (const auto& row : c.db.all(sums)) result += digest(row[owners.name], row["n"_col], *row["price"_col]);
  return result;
}

std::uint64_t update(contender& c, std::int64_t id, double price) {
  const auto change = mz::update(items).set(items.price = price).where(items.id == id).require_changes(1);
  static_assert(mz::sql_of<decltype(change)> == sql::update);
  c.db.run(change);
  return digest(id);
}

std::uint64_t atomic(contender& c, std::int64_t id, const new_event& e, std::int64_t owner_id) {
  const auto event = mz::insert_into(events)
                         .values({.id = id, .item_id = e.item_id, .kind = e.kind, .amount = e.amount, .note = e.note})
                         .returning(events.id);
  const auto delivery = mz::insert_into(deliveries).values({.event_id = id, .owner_id = owner_id}).returning(deliveries.id);
  const auto total = mz::update(owners)
                         .set(owners.total = owners.total + e.amount)
                         .where(owners.id == owner_id)
                         .returning(owners.total)
                         .require_changes(1);
  static_assert(mz::sql_of<decltype(event)> == sql::add_event && mz::sql_of<decltype(total)> == sql::add_total);
  const auto results = mz::run_atomic(c.db, mz::atomic(event, delivery, total));
  return digest(results[0_c].one()[events.id], results[1_c].one()[deliveries.id], results[2_c].one()[owners.total]);
}

std::uint64_t in_list(contender& c, const std::vector<std::int64_t>& ids) {
  const auto named = mz::select(items.id, items.name).from(items).where(items.id.in(ids));
  static_assert(mz::sql_of<decltype(named)> == sql::in_list);
  std::uint64_t result = 0;
  for (const auto& row : c.db.all(named)) result += digest(row[items.id], row[items.name]);
  return result;
}

std::uint64_t optional_parts(contender& c, std::int64_t from, bool cheap, double below, bool noted, std::int64_t limit) {
  const auto page = mz::select(items.id, items.name, items.price)
                        .from(items)
                        .where(items.id >= from && mz::when(cheap, items.price < below) && mz::when(noted, items.note.is_not_null()))
                        .order_by(items.id)
                        .limit(limit);
  std::uint64_t result = 0;
  for (auto&& [id, name, price] : c.db.stream(page)) result += digest(id, name, price);
  return result;
}
