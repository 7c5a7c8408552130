// SPDX-License-Identifier: MIT
#include "workloads.hpp"

namespace {

constexpr std::int64_t owners = 200;

struct setup_statement {
  setup_statement(sqlite3* db, const char* sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &it, nullptr) != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(db)};
  }
  setup_statement(const setup_statement&) = delete;
  ~setup_statement() { sqlite3_finalize(it); }
  bool step() {
    const int code = sqlite3_step(it);
    if (code != SQLITE_ROW) sqlite3_reset(it);
    return code == SQLITE_ROW;
  }
  void bind(int i, const std::string& text) { sqlite3_bind_text(it, i, text.c_str(), -1, SQLITE_TRANSIENT); }

  sqlite3_stmt* it = nullptr;
};

// Short texts fit into a std::string itself, long ones do not; every other row has a note.
std::string name_of(std::int64_t i) { return "item-" + std::to_string(i); }
std::string note_of(std::int64_t i) { return "left at the side entrance, box " + std::to_string(i); }

void fill(sqlite3* db, std::int64_t items) {
  execute(db, "begin");
  setup_statement owner{db, "insert into owners values (?, ?, 0)"};
  for (std::int64_t i = 1; i <= owners; ++i) {
    sqlite3_bind_int64(owner.it, 1, i);
    owner.bind(2, "owner-" + std::to_string(i));
    owner.step();
  }
  setup_statement one{db, "insert into items values (?, ?, ?, ?, ?)"};
  for (std::int64_t i = 1; i <= items; ++i) {
    sqlite3_bind_int64(one.it, 1, i);
    one.bind(2, name_of(i));
    sqlite3_bind_double(one.it, 3, static_cast<double>(i % 1000) + 0.25);
    if (i % 2 == 0) {
      one.bind(4, note_of(i));
    } else {
      sqlite3_bind_null(one.it, 4);
    }
    sqlite3_bind_int64(one.it, 5, i * 7 % owners + 1);
    one.step();
  }
  execute(db, "commit");
}

/// Spreads the keys over the table.
std::int64_t key(std::int64_t round, std::int64_t items) { return round * 7919 % items + 1; }

new_event event(std::int64_t round) {
  static constexpr std::string_view kinds[] = {"created", "moved", "sold", "returned"};
  new_event e{round % 1000 + 1, kinds[round % 4], static_cast<double>(round % 100) + 0.5, {}};
  if (round % 2 == 0) e.note = "left at the side entrance, box 12";
  return e;
}

std::int64_t single(std::int64_t) { return 1; }
std::int64_t each_item(std::int64_t items) { return items; }
std::int64_t hundred(std::int64_t) { return 100; }
void nothing(contender&) {}
void no_rows(contender&, std::int64_t) {}
void clear_events(contender& c) { execute(native(c), "delete from events"); }
void clear_labels(contender& c) { execute(native(c), "delete from labels"); }
void make_rows(contender& c, std::int64_t count) {
  std::vector<new_event> rows;
  for (std::int64_t i = 0; i != count; ++i) rows.push_back(event(i));
  load_rows(c, rows);
}

void make_hundred(contender& c, std::int64_t) { make_rows(c, 100); }

std::vector<new_event>& events() {
  static std::vector<new_event> all;
  return all;
}
void make_events(contender&, std::int64_t count) {
  for (std::int64_t i = 0; i != count; ++i) events().push_back(event(i));
}

std::vector<std::int64_t>& thousand() {
  static std::vector<std::int64_t> ids;
  return ids;
}
void choose_ids(contender&, std::int64_t items) {
  thousand().clear();
  for (std::int64_t i = 0; i != 1000; ++i) thousand().push_back(key(i, items));
}

constexpr workload workloads[] = {
    {"insert", 10'000, single, no_rows, [](contender& c, std::int64_t round, std::int64_t) { return insert(c, event(round)); }, nothing},
    {"insert_views", 10'000, single, no_rows, [](contender& c, std::int64_t round, std::int64_t) { return insert_views(c, event(round)); },
     nothing},
    {"bulk_insert", 100'000, each_item, make_rows, [](contender& c, std::int64_t, std::int64_t) { return insert_rows(c); }, clear_events},
    {"one_row", 10'000, hundred, make_hundred, [](contender& c, std::int64_t, std::int64_t) { return insert_few(c, 1); }, clear_events},
    {"five_rows", 10'000, hundred, make_hundred, [](contender& c, std::int64_t, std::int64_t) { return insert_few(c, 5); }, clear_events},
    {"list", 10'000, hundred, make_hundred, [](contender& c, std::int64_t, std::int64_t) { return insert_list(c); }, clear_events},
    {"long_list", 10'000, each_item, make_rows, [](contender& c, std::int64_t, std::int64_t) { return insert_list(c); }, clear_events},
    {"built_list", 10'000, hundred, make_events,
     [](contender& c, std::int64_t, std::int64_t) { return build_and_insert_list(c, std::span{events()}.first(100)); }, clear_events},
    {"labels", 10'000, hundred, no_rows, [](contender& c, std::int64_t, std::int64_t) { return insert_labels(c, 100); }, clear_labels},
    {"get", 10'000, single, no_rows, [](contender& c, std::int64_t round, std::int64_t items) { return get(c, key(round, items)); },
     nothing},
    {"scan", 100'000, each_item, no_rows, [](contender& c, std::int64_t, std::int64_t) { return scan(c); }, nothing},
    {"stream", 100'000, each_item, no_rows, [](contender& c, std::int64_t, std::int64_t) { return stream(c); }, nothing},
    {"join", 10'000, single, no_rows, [](contender& c, std::int64_t, std::int64_t) { return join(c); }, nothing},
    {"update", 10'000, single, no_rows,
     [](contender& c, std::int64_t round, std::int64_t items) { return update(c, key(round, items), static_cast<double>(round % 500)); },
     nothing},
    {"atomic", 10'000, single, no_rows,
     [](contender& c, std::int64_t round, std::int64_t) { return atomic(c, round + 1, event(round), round % owners + 1); }, nothing},
    {"in_list", 10'000, single, choose_ids, [](contender& c, std::int64_t, std::int64_t) { return in_list(c, thousand()); }, nothing},
    {"optional_parts", 10'000, single, no_rows,
     [](contender& c, std::int64_t round, std::int64_t items) {
  return optional_parts(c, key(round, items), (round & 1) != 0, 900, (round & 2) != 0, 5);
}, nothing},
    {nullptr, 0, nullptr, nullptr, nullptr, nullptr},
};

}  // namespace

const workload* all_workloads() { return workloads; }

const workload* find_workload(std::string_view name) {
  for (const workload* w = workloads; w->name; ++w) {
    if (w->name == name) return w;
  }
  throw std::invalid_argument{"no such workload"};
}

contender* make_contender(const workload& w, const std::string& path, std::int64_t items) {
  contender* const c = open_contender(path);
  for (const char* const sql : schema) execute(native(*c), sql);
  fill(native(*c), items);
  ready(*c);
  w.prepare(*c, items);
  return c;
}

std::uint64_t digest_of_tables(contender& c) {
  setup_statement sums{native(c),
                       "select (select total(total * id) from owners), (select total(price * id) from items),"
                       " (select total(id * item_id + length(kind) + amount + ifnull(length(note), 7)) from events),"
                       " (select total(id * event_id + owner_id) from deliveries), (select count(*) from events),"
                       " (select total(id * item_id + length(text)) from labels)"};
  std::uint64_t result = 0;
  sums.step();
  for (int i = 0; i != 6; ++i) result = result * 31 + digest_of(sqlite3_column_double(sums.it, i));
  return result;
}
