// SPDX-License-Identifier: MIT
// SQLiteCpp with kept statements, which is its fast way. The list of 1,000 keys is written as placeholders, and the
// statement with optional parts is put together each time.
#include <SQLiteCpp/SQLiteCpp.h>

#include "contender.hpp"
#include "sql.hpp"

namespace {

struct kept {
  explicit kept(SQLite::Database& db)
      : insert{db, sql::insert}, add_label{db, sql::add_label}, get{db, sql::get}, scan{db, sql::scan}, join{db, sql::join},
        update{db, sql::update}, add_event{db, sql::add_event}, add_delivery{db, sql::add_delivery}, add_total{db, sql::add_total} {}

  SQLite::Statement insert, add_label, get, scan, join, update, add_event, add_delivery, add_total;
};

/// Resets a statement whatever happens.
struct running {
  explicit running(SQLite::Statement& s) : it{s} {}
  running(const running&) = delete;
  ~running() { it.tryReset(); }
  SQLite::Statement& it;
};

std::string text(const SQLite::Statement& s, int i) { return s.getColumn(i).getString(); }
std::optional<std::string> optional_text(const SQLite::Statement& s, int i) {
  const SQLite::Column column = s.getColumn(i);
  if (column.isNull()) return std::nullopt;
  return column.getString();
}

}  // namespace

struct contender {
  explicit contender(const std::string& path)
      : db{file_name(path), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, busy_timeout} {}
  SQLite::Database db;
  std::optional<kept> statements;
  std::vector<event_row> rows;
};

contender* open_contender(const std::string& path) {
  auto* const c = new contender{path};
  configure(c->db.getHandle());
  return c;
}
void ready(contender& c) { c.statements.emplace(c.db); }
void close_contender(contender* c) { delete c; }
sqlite3* native(contender& c) { return c.db.getHandle(); }

static void bind_note(SQLite::Statement& s, int i, const std::optional<std::string>& note) {
  if (note) {
    s.bindNoCopy(i, *note);
  } else {
    s.bind(i);
  }
}
static void insert_one(SQLite::Statement& s, const event_row& e) {
  const running r{s};
  s.bind(1, e.item_id);
  s.bindNoCopy(2, e.kind);
  s.bind(3, e.amount);
  bind_note(s, 4, e.note);
  s.exec();
}

static event_row row_of(const new_event& e) { return {e.item_id, std::string{e.kind}, e.amount, std::optional<std::string>{e.note}}; }

std::uint64_t insert(contender& c, const new_event& e) {
  insert_one(c.statements->insert, row_of(e));
  return digest(static_cast<std::int64_t>(c.db.getLastInsertRowid()));
}
std::uint64_t insert_views(contender& c, const new_event& e) { return insert(c, e); }

void load_rows(contender& c, std::span<const new_event> rows) {
  for (const new_event& e : rows) c.rows.push_back(row_of(e));
}
std::uint64_t insert_rows(contender& c) {
  std::int64_t changes = 0;
  SQLite::Transaction transaction{c.db, SQLite::TransactionBehavior::IMMEDIATE};
  for (const event_row& row : c.rows) {
    insert_one(c.statements->insert, row);
    changes += c.db.getChanges();
  }
  transaction.commit();
  return digest(changes);
}

std::uint64_t insert_few(contender& c, std::size_t) { return insert_rows(c); }
std::uint64_t insert_list(contender& c) { return insert_rows(c); }
std::uint64_t build_and_insert_list(contender& c, std::span<const new_event> events) {
  std::int64_t changes = 0;
  SQLite::Transaction transaction{c.db, SQLite::TransactionBehavior::IMMEDIATE};
  for (const new_event& e : events) {
    insert_one(c.statements->insert, row_of(e));
    changes += c.db.getChanges();
  }
  transaction.commit();
  return digest(changes);
}
std::uint64_t insert_labels(contender& c, std::int64_t count) {
  std::int64_t last = 0;
  SQLite::Transaction transaction{c.db, SQLite::TransactionBehavior::IMMEDIATE};
  SQLite::Statement& s = c.statements->add_label;
  for (std::int64_t i = 1; i <= count; ++i) {
    const std::string text{label_of(i)};
    const running r{s};
    s.bind(1, i);
    s.bindNoCopy(2, text);
    s.exec();
    last = c.db.getLastInsertRowid();
  }
  transaction.commit();
  return digest(last);
}

std::uint64_t get(contender& c, std::int64_t id) {
  SQLite::Statement& s = c.statements->get;
  const running r{s};
  s.bind(1, id);
  if (!s.executeStep()) return 0;
  return digest_of(found_item{text(s, 0), s.getColumn(1).getDouble(), optional_text(s, 2), s.getColumn(3).getInt64()});
}

static item item_of(const SQLite::Statement& s) {
  return {s.getColumn(0).getInt64(), text(s, 1), s.getColumn(2).getDouble(), optional_text(s, 3), s.getColumn(4).getInt64()};
}
std::uint64_t scan(contender& c) {
  SQLite::Statement& s = c.statements->scan;
  const running r{s};
  std::vector<item> result;
  while (s.executeStep()) result.push_back(item_of(s));
  return digest_of(result);
}
std::uint64_t stream(contender& c) {
  SQLite::Statement& s = c.statements->scan;
  const running r{s};
  std::uint64_t result = 0;
  while (s.executeStep()) result += digest_of(item_of(s));
  return result;
}

std::uint64_t join(contender& c) {
  SQLite::Statement& s = c.statements->join;
  const running r{s};
  std::vector<owner_sum> result;
  while (s.executeStep()) result.push_back({text(s, 0), s.getColumn(1).getInt64(), s.getColumn(2).getDouble()});
  return digest_of(result);
}

static void require_one(int changes) {
  if (changes != 1) throw std::runtime_error{"nothing was changed"};
}

std::uint64_t update(contender& c, std::int64_t id, double price) {
  SQLite::Transaction transaction{c.db, SQLite::TransactionBehavior::IMMEDIATE};
  {
    SQLite::Statement& s = c.statements->update;
    const running r{s};
    s.bind(1, price);
    s.bind(2, id);
    require_one(s.exec());
  }
  transaction.commit();
  return digest(id);
}

std::uint64_t atomic(contender& c, std::int64_t id, const new_event& e, std::int64_t owner_id) {
  std::int64_t event_id = 0, delivery_id = 0;
  double total = 0;
  SQLite::Transaction transaction{c.db, SQLite::TransactionBehavior::IMMEDIATE};
  {
    const event_row row = row_of(e);
    SQLite::Statement& event = c.statements->add_event;
    const running r{event};
    event.bind(1, id);
    event.bind(2, row.item_id);
    event.bindNoCopy(3, row.kind);
    event.bind(4, row.amount);
    bind_note(event, 5, row.note);
    while (event.executeStep()) event_id = event.getColumn(0).getInt64();
  }
  {
    SQLite::Statement& delivery = c.statements->add_delivery;
    const running r{delivery};
    delivery.bind(1, id);
    delivery.bind(2, owner_id);
    while (delivery.executeStep()) delivery_id = delivery.getColumn(0).getInt64();
  }
  {
    SQLite::Statement& sum = c.statements->add_total;
    const running r{sum};
    sum.bind(1, e.amount);
    sum.bind(2, owner_id);
    while (sum.executeStep()) total = sum.getColumn(0).getDouble();
    require_one(c.db.getChanges());
  }
  transaction.commit();
  return digest(event_id, delivery_id, total);
}

std::uint64_t in_list(contender& c, const std::vector<std::int64_t>& ids) {
  std::string text_of_query = sql::in_placeholders;
  for (std::size_t i = 0; i != ids.size(); ++i) text_of_query += i == 0 ? "?" : ", ?";
  text_of_query += ")";
  SQLite::Statement s{c.db, text_of_query};
  int i = 0;
  for (const std::int64_t id : ids) s.bind(++i, id);
  std::vector<named_item> result;
  while (s.executeStep()) result.push_back({s.getColumn(0).getInt64(), text(s, 1)});
  return digest_of(result);
}

std::uint64_t optional_parts(contender& c, std::int64_t from, bool cheap, double below, bool noted, std::int64_t limit) {
  std::string text_of_query = sql::page_head;
  if (cheap) text_of_query += sql::page_cheap;
  if (noted) text_of_query += sql::page_noted;
  text_of_query += sql::page_tail;
  SQLite::Statement s{c.db, text_of_query};
  int i = 0;
  s.bind(++i, from);
  if (cheap) s.bind(++i, below);
  s.bind(++i, limit);
  std::uint64_t result = 0;
  while (s.executeStep()) result += digest(s.getColumn(0).getInt64(), std::string_view{text(s, 1)}, s.getColumn(2).getDouble());
  return result;
}
