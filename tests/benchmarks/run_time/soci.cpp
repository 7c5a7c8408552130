// SPDX-License-Identifier: MIT
// SOCI with kept statements, which is its fast way; its bulk insert takes vectors. It opens its connection itself, with
// SQLite's own mutex, and offers no views.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

// SOCI puts SQLite's declarations into a namespace of its own.
using namespace sqlite_api;  // NOLINT
#include "contender.hpp"

namespace {

struct number_row {
  long long id = 0, owner_id = 0;
  std::string name;
  double price = 0;
  std::string note;
  soci::indicator has_note = soci::i_null;
};

std::optional<std::string> optional(const std::string& text, soci::indicator found) {
  return found == soci::i_ok ? std::optional<std::string>{text} : std::nullopt;
}
item item_of(const number_row& r) { return {r.id, r.name, r.price, optional(r.note, r.has_note), r.owner_id}; }

/// The variables that the kept statements are bound to.
struct variables {
  long long id = 0, item_id = 0, owner_id = 0, count = 0, delivery_id = 0, limit = 0;
  std::string kind, note;
  soci::indicator has_note = soci::i_null;
  double amount = 0, total = 0, below = 0;
  number_row row;

  void take(const new_event& e) {
    item_id = e.item_id;
    kind = e.kind;
    amount = e.amount;
    has_note = e.note ? soci::i_ok : soci::i_null;
    note = e.note.value_or("");
  }
};

std::string page_text(bool cheap, bool noted) {
  return std::string{"select id, name, price from items where id >= :from"} + (cheap ? " and price < :below" : "") +
         (noted ? " and note is not null" : "") + " order by id limit :most";
}

using soci::into;
using soci::use;

struct kept {
  kept(soci::session& db, variables& v)
      : insert{(db.prepare << "insert into events (item_id, kind, amount, note) values (:a, :b, :c, :d)", use(v.item_id), use(v.kind),
                use(v.amount), use(v.note, v.has_note))},
        add_label{(db.prepare << "insert into labels (item_id, text) values (:a, :b)", use(v.item_id), use(v.kind))},
        get{(db.prepare << "select name, price, note, owner_id from items where id = :id", into(v.row.name), into(v.row.price),
             into(v.row.note, v.row.has_note), into(v.row.owner_id), use(v.id))},
        scan{(db.prepare << "select id, name, price, note, owner_id from items", into(v.row.id), into(v.row.name), into(v.row.price),
              into(v.row.note, v.row.has_note), into(v.row.owner_id))},
        join{(db.prepare << "select owners.name, count(*), sum(items.price) from items inner join owners on owners.id = items.owner_id"
                            " group by owners.name",
              into(v.row.name), into(v.count), into(v.total))},
        update{(db.prepare << "update items set price = :price where id = :id", use(v.amount), use(v.id))},
        add_event{(db.prepare << "insert into events (id, item_id, kind, amount, note) values (:i, :a, :b, :c, :d) returning id",
                   into(v.count), use(v.id), use(v.item_id), use(v.kind), use(v.amount), use(v.note, v.has_note))},
        add_delivery{(db.prepare << "insert into deliveries (event_id, owner_id) values (:e, :o) returning id", into(v.delivery_id),
                      use(v.id), use(v.owner_id))},
        add_total{(db.prepare << "update owners set total = total + :x where id = :id returning total", into(v.total), use(v.amount),
                   use(v.owner_id))},
        in_list{(db.prepare << "select id, name from items where id in (select value from json_each(:list))", into(v.row.id),
                 into(v.row.name), use(v.note))},
        page{{page_of(db, v, false, false)}, {page_of(db, v, true, false)}, {page_of(db, v, false, true)}, {page_of(db, v, true, true)}} {}

  static soci::statement page_of(soci::session& db, variables& v, bool cheap, bool noted) {
    if (cheap) {
      return (db.prepare << page_text(cheap, noted), into(v.row.id), into(v.row.name), into(v.row.price), use(v.id), use(v.below),
              use(v.limit));
    }
    return (db.prepare << page_text(cheap, noted), into(v.row.id), into(v.row.name), into(v.row.price), use(v.id), use(v.limit));
  }

  soci::statement insert, add_label, get, scan, join, update, add_event, add_delivery, add_total, in_list;
  soci::statement page[4];
};

}  // namespace

struct contender {
  explicit contender(const std::string& path) : db{soci::sqlite3, std::string{"db="} + file_name(path) + " timeout=5"} {}
  soci::session db;
  variables v;
  std::optional<kept> statements;
  std::vector<long long> item_ids;
  std::vector<std::string> kinds, notes;
  std::vector<double> amounts;
  std::vector<soci::indicator> have_notes;
};

contender* open_contender(const std::string& path) {
  auto* const c = new contender{path};
  configure(native(*c));
  return c;
}
void ready(contender& c) { c.statements.emplace(c.db, c.v); }
void close_contender(contender* c) { delete c; }
sqlite3* native(contender& c) { return static_cast<soci::sqlite3_session_backend*>(c.db.get_backend())->conn_; }

std::uint64_t insert(contender& c, const new_event& e) {
  c.v.take(e);
  c.statements->insert.execute(true);
  long long id = 0;
  c.db.get_last_insert_id("events", id);
  return digest(static_cast<std::int64_t>(id));
}
std::uint64_t insert_views(contender& c, const new_event& e) { return insert(c, e); }

template <class F>
static void transaction(contender& c, F f) {
  c.db << "begin immediate";
  try {
    f();
    c.db.commit();
  } catch (...) {
    c.db.rollback();
    throw;
  }
}

void load_rows(contender& c, std::span<const new_event> rows) {
  for (const new_event& e : rows) {
    c.item_ids.push_back(e.item_id);
    c.kinds.emplace_back(e.kind);
    c.amounts.push_back(e.amount);
    c.notes.emplace_back(e.note.value_or(""));
    c.have_notes.push_back(e.note ? soci::i_ok : soci::i_null);
  }
}
std::uint64_t insert_rows(contender& c) {
  std::int64_t changes = 0;
  transaction(c, [&] {
    soci::statement all = (c.db.prepare << "insert into events (item_id, kind, amount, note) values (:a, :b, :c, :d)", use(c.item_ids),
                           use(c.kinds), use(c.amounts), use(c.notes, c.have_notes));
    all.execute(true);
    changes = all.get_affected_rows();
  });
  return digest(changes);
}

std::uint64_t insert_few(contender& c, std::size_t) { return insert_rows(c); }
std::uint64_t insert_list(contender& c) { return insert_rows(c); }
std::uint64_t build_and_insert_list(contender& c, std::span<const new_event> events) {
  std::int64_t changes = 0;
  transaction(c, [&] {
    for (const new_event& e : events) {
      c.v.take(e);
      c.statements->insert.execute(true);
      changes += sqlite3_changes64(native(c));
    }
  });
  return digest(changes);
}
std::uint64_t insert_labels(contender& c, std::int64_t count) {
  long long last = 0;
  transaction(c, [&] {
    for (std::int64_t i = 1; i <= count; ++i) {
      c.v.item_id = i;
      c.v.kind = label_of(i);
      c.statements->add_label.execute(true);
      c.db.get_last_insert_id("labels", last);
    }
  });
  return digest(static_cast<std::int64_t>(last));
}

std::uint64_t get(contender& c, std::int64_t id) {
  c.v.id = id;
  if (!c.statements->get.execute(true)) return 0;
  const number_row& r = c.v.row;
  return digest_of(found_item{r.name, r.price, optional(r.note, r.has_note), r.owner_id});
}

std::uint64_t scan(contender& c) {
  std::vector<item> result;
  soci::statement& s = c.statements->scan;
  s.execute();
  while (s.fetch()) result.push_back(item_of(c.v.row));
  return digest_of(result);
}
std::uint64_t stream(contender& c) {
  std::uint64_t result = 0;
  soci::statement& s = c.statements->scan;
  s.execute();
  while (s.fetch()) result += digest_of(item_of(c.v.row));
  return result;
}

std::uint64_t join(contender& c) {
  std::vector<owner_sum> result;
  soci::statement& s = c.statements->join;
  s.execute();
  while (s.fetch()) result.push_back({c.v.row.name, c.v.count, c.v.total});
  return digest_of(result);
}

static void require_one_change(contender& c) {
  if (sqlite3_changes64(native(c)) != 1) throw std::runtime_error{"nothing was changed"};
}

std::uint64_t update(contender& c, std::int64_t id, double price) {
  c.v.id = id;
  c.v.amount = price;
  transaction(c, [&] {
    c.statements->update.execute(true);
    require_one_change(c);
  });
  return digest(id);
}

std::uint64_t atomic(contender& c, std::int64_t id, const new_event& e, std::int64_t owner_id) {
  transaction(c, [&] {
    c.v.take(e);
    c.v.id = id;
    c.v.owner_id = owner_id;
    c.statements->add_event.execute(true);
    while (c.statements->add_event.fetch()) {}
    c.statements->add_delivery.execute(true);
    while (c.statements->add_delivery.fetch()) {}
    c.statements->add_total.execute(true);
    while (c.statements->add_total.fetch()) {}
    require_one_change(c);
  });
  return digest(static_cast<std::int64_t>(c.v.count), static_cast<std::int64_t>(c.v.delivery_id), c.v.total);
}

std::uint64_t in_list(contender& c, const std::vector<std::int64_t>& ids) {
  std::string& list = c.v.note = "[";
  for (const std::int64_t id : ids) list += (list.size() > 1 ? "," : "") + std::to_string(id);
  list += "]";
  std::vector<named_item> result;
  soci::statement& s = c.statements->in_list;
  s.execute();
  while (s.fetch()) result.push_back({c.v.row.id, c.v.row.name});
  return digest_of(result);
}

std::uint64_t optional_parts(contender& c, std::int64_t from, bool cheap, double below, bool noted, std::int64_t limit) {
  c.v.id = from;
  c.v.below = below;
  c.v.limit = limit;
  soci::statement& s = c.statements->page[(cheap ? 1 : 0) + (noted ? 2 : 0)];
  s.execute();
  std::uint64_t result = 0;
  while (s.fetch()) result += digest(static_cast<std::int64_t>(c.v.row.id), std::string_view{c.v.row.name}, c.v.row.price);
  return result;
}
