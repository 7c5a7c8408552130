// SPDX-License-Identifier: MIT
// SQLite's C API as most programs use it: every call prepares, binds a copy, steps and finalizes.
#include "contender.hpp"
#include "sql.hpp"

namespace {

class statement {
 public:
  statement(sqlite3* db, const char* text) : db_{db} { check(sqlite3_prepare_v2(db, text, -1, &it_, nullptr)); }
  statement(const statement&) = delete;
  ~statement() { sqlite3_finalize(it_); }

  void bind(std::int64_t value) { check(sqlite3_bind_int64(it_, ++index_, value)); }
  void bind(double value) { check(sqlite3_bind_double(it_, ++index_, value)); }
  void bind(std::string_view value) {
    check(sqlite3_bind_text(it_, ++index_, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT));
  }
  template <class T>
  void bind(const std::optional<T>& value) {
    if (value) {
      bind(*value);
    } else {
      check(sqlite3_bind_null(it_, ++index_));
    }
  }
  bool step() {
    const int code = sqlite3_step(it_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throw std::runtime_error{sqlite3_errmsg(db_)};
    return false;
  }
  void run() {
    while (step()) {}
  }
  std::int64_t integer(int i) { return sqlite3_column_int64(it_, i); }
  double real(int i) { return sqlite3_column_double(it_, i); }
  std::string text(int i) { return reinterpret_cast<const char*>(sqlite3_column_text(it_, i)); }
  std::optional<std::string> optional_text(int i) {
    if (sqlite3_column_type(it_, i) == SQLITE_NULL) return std::nullopt;
    return text(i);
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(db_)};
  }

  sqlite3* db_;
  sqlite3_stmt* it_ = nullptr;
  int index_ = 0;
};

}  // namespace

struct contender {
  sqlite3* db = nullptr;
  std::vector<event_row> rows;
};

contender* open_contender(const std::string& path) {
  auto* const c = new contender;
  if (sqlite3_open_v2(file_name(path), &c->db, open_flags, nullptr) != SQLITE_OK) throw std::runtime_error{"it cannot be opened"};
  configure(c->db);
  return c;
}
void ready(contender&) {}
void close_contender(contender* c) {
  sqlite3_close(c->db);
  delete c;
}
sqlite3* native(contender& c) { return c.db; }

template <class Event>
static void insert_one(contender& c, const Event& e) {
  statement s{c.db, sql::insert};
  s.bind(e.item_id);
  s.bind(std::string_view{e.kind});
  s.bind(e.amount);
  s.bind(e.note);
  s.run();
}

std::uint64_t insert(contender& c, const new_event& e) {
  insert_one(c, e);
  return digest(static_cast<std::int64_t>(sqlite3_last_insert_rowid(c.db)));
}
std::uint64_t insert_views(contender& c, const new_event& e) { return insert(c, e); }

template <class F>
static void transaction(contender& c, F f) {
  execute(c.db, "begin immediate");
  try {
    f();
    execute(c.db, "commit");
  } catch (...) {
    if (sqlite3_get_autocommit(c.db) == 0) execute(c.db, "rollback");
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
      insert_one(c, row);
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
      insert_one(c, e);
      changes += sqlite3_changes64(native(c));
    }
  });
  return digest(changes);
}
std::uint64_t insert_labels(contender& c, std::int64_t count) {
  std::int64_t last = 0;
  transaction(c, [&] {
    for (std::int64_t i = 1; i <= count; ++i) {
      statement s{c.db, sql::add_label};
      s.bind(i);
      s.bind(label_of(i));
      s.run();
      last = sqlite3_last_insert_rowid(c.db);
    }
  });
  return digest(last);
}

std::uint64_t get(contender& c, std::int64_t id) {
  statement s{c.db, sql::get};
  s.bind(id);
  if (!s.step()) return 0;
  return digest_of(found_item{s.text(0), s.real(1), s.optional_text(2), s.integer(3)});
}

std::uint64_t scan(contender& c) {
  statement s{c.db, sql::scan};
  std::vector<item> result;
  while (s.step()) result.push_back({s.integer(0), s.text(1), s.real(2), s.optional_text(3), s.integer(4)});
  return digest_of(result);
}
std::uint64_t stream(contender& c) {
  statement s{c.db, sql::scan};
  std::uint64_t result = 0;
  while (s.step()) result += digest_of(item{s.integer(0), s.text(1), s.real(2), s.optional_text(3), s.integer(4)});
  return result;
}

std::uint64_t join(contender& c) {
  statement s{c.db, sql::join};
  std::vector<owner_sum> result;
  while (s.step()) result.push_back({s.text(0), s.integer(1), s.real(2)});
  return digest_of(result);
}

static void require_one_change(contender& c) {
  if (sqlite3_changes64(c.db) != 1) throw std::runtime_error{"nothing was changed"};
}

std::uint64_t update(contender& c, std::int64_t id, double price) {
  transaction(c, [&] {
    statement s{c.db, sql::update};
    s.bind(price);
    s.bind(id);
    s.run();
    require_one_change(c);
  });
  return digest(id);
}

std::uint64_t atomic(contender& c, std::int64_t id, const new_event& e, std::int64_t owner_id) {
  std::int64_t event_id = 0, delivery_id = 0;
  double total = 0;
  transaction(c, [&] {
    statement event{c.db, sql::add_event};
    event.bind(id);
    event.bind(e.item_id);
    event.bind(e.kind);
    event.bind(e.amount);
    event.bind(e.note);
    while (event.step()) event_id = event.integer(0);
    statement delivery{c.db, sql::add_delivery};
    delivery.bind(id);
    delivery.bind(owner_id);
    while (delivery.step()) delivery_id = delivery.integer(0);
    statement sum{c.db, sql::add_total};
    sum.bind(e.amount);
    sum.bind(owner_id);
    while (sum.step()) total = sum.real(0);
    require_one_change(c);
  });
  return digest(event_id, delivery_id, total);
}

std::uint64_t in_list(contender& c, const std::vector<std::int64_t>& ids) {
  std::string text = sql::in_placeholders;
  for (std::size_t i = 0; i != ids.size(); ++i) text += i == 0 ? "?" : ", ?";
  text += ")";
  statement s{c.db, text.c_str()};
  for (const std::int64_t id : ids) s.bind(id);
  std::vector<named_item> result;
  while (s.step()) result.push_back({s.integer(0), s.text(1)});
  return digest_of(result);
}

std::uint64_t optional_parts(contender& c, std::int64_t from, bool cheap, double below, bool noted, std::int64_t limit) {
  std::string text = sql::page_head;
  if (cheap) text += sql::page_cheap;
  if (noted) text += sql::page_noted;
  text += sql::page_tail;
  statement s{c.db, text.c_str()};
  s.bind(from);
  if (cheap) s.bind(below);
  s.bind(limit);
  std::uint64_t result = 0;
  while (s.step()) result += digest(s.integer(0), std::string_view{s.text(1)}, s.real(2));
  return result;
}
