// SPDX-License-Identifier: MIT
// The floor: SQLite's C API as a careful engineer writes it. Every statement is prepared once and kept, texts are bound
// without a copy and read in the order of the columns, and every code is checked. With DEFAULT_FLAGS the connection is
// opened as most programs do, with SQLite's own mutex.
#include <charconv>
#include <utility>

#include "contender.hpp"
#include "sql.hpp"

namespace {

[[noreturn, gnu::cold]] void fail(sqlite3* db) { throw std::runtime_error{sqlite3_errmsg(db)}; }

/// A kept statement.
class statement {
 public:
  statement(sqlite3* db, const std::string& text) : db_{db} {
    const int size = static_cast<int>(text.size()) + 1;
    if (sqlite3_prepare_v3(db, text.c_str(), size, SQLITE_PREPARE_PERSISTENT, &it_, nullptr) != SQLITE_OK) fail(db);
  }
  statement(statement&& other) noexcept : db_{other.db_}, it_{std::exchange(other.it_, nullptr)} {}
  ~statement() { sqlite3_finalize(it_); }

  void bind(int i, std::int64_t value) { check(sqlite3_bind_int64(it_, i, value)); }
  void bind(int i, double value) { check(sqlite3_bind_double(it_, i, value)); }
  void bind(int i, std::string_view value) {
    check(sqlite3_bind_text(it_, i, value.data(), static_cast<int>(value.size()), SQLITE_STATIC));
  }
  template <class T>
  void bind(int i, const std::optional<T>& value) {
    if (value) {
      bind(i, *value);
    } else {
      check(sqlite3_bind_null(it_, i));
    }
  }

  bool step() {
    const int code = sqlite3_step(it_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(db_);
    return false;
  }
  void reset() noexcept { sqlite3_reset(it_); }

  std::int64_t integer(int i) { return sqlite3_column_int64(it_, i); }
  double real(int i) { return sqlite3_column_double(it_, i); }
  std::string_view text(int i) {
    const auto* const data = reinterpret_cast<const char*>(sqlite3_column_text(it_, i));
    if (!data) fail(db_);
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(it_, i))};
  }
  std::optional<std::string_view> optional_text(int i) {
    if (sqlite3_column_type(it_, i) == SQLITE_NULL) return std::nullopt;
    return text(i);
  }
  std::optional<std::string> optional_string(int i) {
    if (sqlite3_column_type(it_, i) == SQLITE_NULL) return std::nullopt;
    return std::string{text(i)};
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) fail(db_);
  }

  sqlite3* db_;
  sqlite3_stmt* it_ = nullptr;
};

/// Resets a statement whatever happens.
struct running {
  explicit running(statement& s) noexcept : it{s} {}
  running(const running&) = delete;
  ~running() { it.reset(); }
  statement& it;
};

void run(statement& s) {
  const running r{s};
  while (s.step()) {}
}

struct kept {
  explicit kept(sqlite3* db)
      : begin{db, "begin immediate"}, commit{db, "commit"}, rollback{db, "rollback"}, insert{db, sql::insert},
        add_label{db, sql::add_label}, get{db, sql::get}, scan{db, sql::scan}, join{db, sql::join}, update{db, sql::update},
        add_event{db, sql::add_event}, add_delivery{db, sql::add_delivery}, add_total{db, sql::add_total}, in_list{db, sql::in_list},
        page{{db, page_text(false, false)}, {db, page_text(true, false)}, {db, page_text(false, true)}, {db, page_text(true, true)}} {}

  static std::string page_text(bool cheap, bool noted) {
    return std::string{sql::page_head} + (cheap ? sql::page_cheap : "") + (noted ? sql::page_noted : "") + sql::page_tail;
  }

  statement begin, commit, rollback, insert, add_label, get, scan, join, update, add_event, add_delivery, add_total, in_list;
  statement page[4];
};

}  // namespace

struct contender {
  sqlite3* db = nullptr;
  std::optional<kept> statements;
  std::vector<event_row> rows;
};

contender* open_contender(const std::string& path) {
  auto* const c = new contender;
#ifdef DEFAULT_FLAGS
  if (sqlite3_open(file_name(path), &c->db) != SQLITE_OK) fail(c->db);
#else
  if (sqlite3_open_v2(file_name(path), &c->db, open_flags, nullptr) != SQLITE_OK) fail(c->db);
#endif
  configure(c->db);
  return c;
}
void ready(contender& c) { c.statements.emplace(c.db); }
void close_contender(contender* c) {
  c->statements.reset();
  sqlite3_close(c->db);
  delete c;
}
sqlite3* native(contender& c) { return c.db; }

template <class Event>
static void insert_one(statement& s, const Event& e) {
  s.bind(1, e.item_id);
  s.bind(2, e.kind);
  s.bind(3, e.amount);
  s.bind(4, e.note);
  run(s);
}

std::uint64_t insert(contender& c, const new_event& e) {
  insert_one(c.statements->insert, e);
  return digest(static_cast<std::int64_t>(sqlite3_last_insert_rowid(c.db)));
}
std::uint64_t insert_views(contender& c, const new_event& e) { return insert(c, e); }

/// Runs f inside a transaction.
template <class F>
static void transaction(contender& c, F f) {
  run(c.statements->begin);
  try {
    f();
    run(c.statements->commit);
  } catch (...) {
    if (sqlite3_get_autocommit(c.db) == 0) run(c.statements->rollback);
    throw;
  }
}

void load_rows(contender& c, std::span<const new_event> rows) {
  for (const new_event& e : rows) c.rows.push_back({e.item_id, std::string{e.kind}, e.amount, std::optional<std::string>{e.note}});
}
std::uint64_t insert_rows(contender& c) {
  std::int64_t changes = 0;
  transaction(c, [&] {
    for (const event_row& row : c.rows) {
      insert_one(c.statements->insert, row);
      changes += sqlite3_changes64(c.db);
    }
  });
  return digest(changes);
}

std::uint64_t insert_few(contender& c, std::size_t) { return insert_rows(c); }
std::uint64_t insert_list(contender& c) { return insert_rows(c); }
std::uint64_t build_and_insert_list(contender& c, std::span<const new_event> events) {
  std::int64_t changes = 0;
  transaction(c, [&] {
    for (const new_event& e : events) {
      insert_one(c.statements->insert, e);
      changes += sqlite3_changes64(native(c));
    }
  });
  return digest(changes);
}
std::uint64_t insert_labels(contender& c, std::int64_t count) {
  std::int64_t last = 0;
  transaction(c, [&] {
    statement& s = c.statements->add_label;
    for (std::int64_t i = 1; i <= count; ++i) {
      s.bind(1, i);
      s.bind(2, label_of(i));
      run(s);
      last = sqlite3_last_insert_rowid(c.db);
    }
  });
  return digest(last);
}

static std::optional<found_item> find(contender& c, std::int64_t id) {
  statement& s = c.statements->get;
  s.bind(1, id);
  const running r{s};
  if (!s.step()) return std::nullopt;
  return found_item{std::string{s.text(0)}, s.real(1), s.optional_string(2), s.integer(3)};
}
std::uint64_t get(contender& c, std::int64_t id) {
  const std::optional<found_item> found = find(c, id);
  return found ? digest_of(*found) : 0;
}

static std::vector<item> all_items(contender& c) {
  statement& s = c.statements->scan;
  const running r{s};
  std::vector<item> result;
  while (s.step()) result.push_back({s.integer(0), std::string{s.text(1)}, s.real(2), s.optional_string(3), s.integer(4)});
  return result;
}
std::uint64_t scan(contender& c) { return digest_of(all_items(c)); }

std::uint64_t stream(contender& c) {
  statement& s = c.statements->scan;
  const running r{s};
  std::uint64_t result = 0;
  while (s.step()) result += digest_of(item_view{s.integer(0), s.text(1), s.real(2), s.optional_text(3), s.integer(4)});
  return result;
}

static std::vector<owner_sum> sums(contender& c) {
  statement& s = c.statements->join;
  const running r{s};
  std::vector<owner_sum> result;
  while (s.step()) result.push_back({std::string{s.text(0)}, s.integer(1), s.real(2)});
  return result;
}
std::uint64_t join(contender& c) { return digest_of(sums(c)); }

static void require_one_change(contender& c) {
  if (sqlite3_changes64(c.db) != 1) throw std::runtime_error{"nothing was changed"};
}

// In a transaction, as all contenders do it: a refused update can have had triggers write something, which must not stay.
std::uint64_t update(contender& c, std::int64_t id, double price) {
  transaction(c, [&] {
    statement& s = c.statements->update;
    s.bind(1, price);
    s.bind(2, id);
    run(s);
    require_one_change(c);
  });
  return digest(id);
}

std::uint64_t atomic(contender& c, std::int64_t id, const new_event& e, std::int64_t owner_id) {
  std::int64_t event_id = 0, delivery_id = 0;
  double total = 0;
  transaction(c, [&] {
    statement& event = c.statements->add_event;
    event.bind(1, id);
    event.bind(2, e.item_id);
    event.bind(3, e.kind);
    event.bind(4, e.amount);
    event.bind(5, e.note);
    {
      const running r{event};
      while (event.step()) event_id = event.integer(0);
    }
    statement& delivery = c.statements->add_delivery;
    delivery.bind(1, id);
    delivery.bind(2, owner_id);
    {
      const running r{delivery};
      while (delivery.step()) delivery_id = delivery.integer(0);
    }
    statement& sum = c.statements->add_total;
    sum.bind(1, e.amount);
    sum.bind(2, owner_id);
    const running r{sum};
    while (sum.step()) total = sum.real(0);
    require_one_change(c);
  });
  return digest(event_id, delivery_id, total);
}

static std::string json(const std::vector<std::int64_t>& ids) {
  std::string result = "[";
  char digits[24];
  for (const std::int64_t id : ids) {
    if (result.size() > 1) result += ',';
    result.append(digits, std::to_chars(digits, digits + sizeof digits, id).ptr);
  }
  result += ']';
  return result;
}

static std::vector<named_item> named(contender& c, const std::vector<std::int64_t>& ids) {
  const std::string list = json(ids);
  statement& s = c.statements->in_list;
  s.bind(1, std::string_view{list});
  const running r{s};
  std::vector<named_item> result;
  while (s.step()) result.push_back({s.integer(0), std::string{s.text(1)}});
  return result;
}
std::uint64_t in_list(contender& c, const std::vector<std::int64_t>& ids) { return digest_of(named(c, ids)); }

std::uint64_t optional_parts(contender& c, std::int64_t from, bool cheap, double below, bool noted, std::int64_t limit) {
  statement& s = c.statements->page[(cheap ? 1 : 0) + (noted ? 2 : 0)];
  int i = 0;
  s.bind(++i, from);
  if (cheap) s.bind(++i, below);
  s.bind(++i, limit);
  const running r{s};
  std::uint64_t result = 0;
  while (s.step()) result += digest(s.integer(0), s.text(1), s.real(2));
  return result;
}
