// SPDX-License-Identifier: MIT
// Runs statements and the same as plain SQL on random databases and compares what they yield and leave:
//
//   test_differential [--seed N] [--databases N] [--first N] [--shape N] [--part I/N] [--self-check]
//
// Each database runs some of the shapes, each with arguments of its own and on every road. A failure is told with all that
// it needs to be repeated.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <set>

#include "differential/plain.hpp"
#include "support/environment.hpp"

namespace differential {

std::vector<mz::any_result> context::any(road r, const std::vector<mz::any_write>& list) {
  if (r == road::any_transaction) return mz::run_atomic(db, list);
  if (r == road::any_batch) return mz::run_atomic(batch, list);
  return mz::run_atomic(one_by_one, list);
}
answer context::run_any(road r, const mz::any_write& write) {
  mz::any_result result = std::move(any(r, {write}).at(0));
  return {{}, std::move(result.rows), result.changes, result.last_insert_rowid, true};
}

namespace {

struct options {
  std::uint64_t seed = 1;
  std::uint64_t databases = 10'000;
  std::uint64_t first = 0;
  std::uint64_t part = 1, parts = 1;
  int shape = -1;
  bool self_check = false;
};

constexpr std::size_t shapes_of_a_database = 8;
constexpr std::size_t most_reports = 20;

std::string shown(const rows& list) {
  if (list.empty()) return "    no rows\n";
  std::string result;
  for (const row& r : list) {
    result += "    ";
    for (const value& v : r) result += literal(v) + "  ";
    result += '\n';
  }
  return result;
}
std::string shown(const answer& a) {
  if (!a.error.empty()) return "    " + a.error + "\n";
  std::string result = shown(a.rows);
  if (a.changes) result += "    changes: " + std::to_string(*a.changes) + "\n";
  if (a.last_insert_rowid) result += "    last_insert_rowid: " + std::to_string(*a.last_insert_rowid) + "\n";
  return result;
}

bool sequential(road r) { return r == road::sequential || r == road::any_sequential; }

/// One run of the test.
class comparison {
 public:
  explicit comparison(const options& o) : options_{o} {
    context_.take = take;
    context_.state = this;
  }

  int run() {
    if (options_.self_check) return check_itself();
    for (std::uint64_t i = 0; i != options_.databases; ++i) {
      const std::uint64_t number = options_.first + i;
      if (number % options_.parts + 1 != options_.part) continue;
      fill(number);
      if (options_.shape >= 0) {
        run_shape(shapes_.at(static_cast<std::size_t>(options_.shape)), false);
      } else {
        for (std::size_t k = 0; k != shapes_of_a_database; ++k)
          run_shape(shapes_[(number * shapes_of_a_database + k) % shapes_.size()], false);
      }
      check_tables();
    }
    for (const auto& [number, ways] : failures_) {
      std::cout << "shape " << number << " (" << shapes_[static_cast<std::size_t>(number)].title << ") failed on";
      for (const auto& [name, times] : ways) std::cout << (name == ways.begin()->first ? " " : ", ") << name << " x " << times;
      std::cout << '\n';
    }
    std::cout << "shapes: " << run_.size() - failures_.size() << " passed, " << failures_.size() << " failed\n"
              << "comparisons: " << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ != 0 ? 0 : 1;
  }

 private:
  /// Runs shapes against SQL that is a little wrong. That must be found on each road.
  int check_itself() {
    int missed = 0, checked = 0;
    for (const shape& s : shapes_) {
      if (!s.wrong) continue;
      ++checked;
      for (auto& n : found_) n = 0;
      for (std::uint64_t i = 0; i != 200; ++i) {
        fill(i);
        run_shape(s, false);
        run_shape(s, true);
      }
      for (int r = 0; r != roads; ++r) {
        if (found_[r] == 0 && !(s.writes && r == static_cast<int>(road::stream))) {
          std::cout << "shape " << s.number << ": wrong SQL was not found by " << road_names[r] << '\n';
          ++missed;
        }
      }
    }
    std::cout << "self-check: " << checked << " shapes against wrong SQL, " << missed << " roads that did not find it\n";
    return checked != 0 && missed == 0 && failed_ == 0 ? 0 : 1;
  }

  void fill(std::uint64_t number) {
    database_ = number;
    random r{mixed(options_.seed, number)};
    content_.clear();
    for (const table_info& t : tables) {
      rows list(r.below(6));
      for (row& to : list) {
        for (const kind k : t.kinds) to.push_back(random_value(r, k));
      }
      plain_.fill(t, list);
      content_.push_back(plain_.content(t));
    }
  }

  /// What a statement writes is checked and put back at once; nothing else may have changed.
  void check_tables() {
    for (std::size_t t = 0; t != tables.size(); ++t) {
      if (same(plain_.content(tables[t]), content_[t])) continue;
      ++failed_;
      std::cout << "the table " << tables[t].name << " was changed by a statement that does not write it, on database " << database_
                << '\n';
    }
  }

  void run_shape(const shape& s, bool wrong) {
    if (sqlite3_libversion_number() < s.since) return;
    shape_ = &s;
    wrong_ = wrong;
    run_.insert(s.number);
    random r{mixed(options_.seed, database_, static_cast<std::uint64_t>(s.number) + 1)};
    arguments_ = {};
    for (const kind k : s.kinds) arguments_.values.push_back(random_value(r, k));
    std::size_t text = 0;
    for (const int of : s.choices) {
      arguments_.choices.push_back(static_cast<int>(r.below(static_cast<std::size_t>(of))));
      text = text * static_cast<std::size_t>(of) + static_cast<std::size_t>(arguments_.choices.back());
    }
    sql_ = wrong ? s.wrong : s.sql.at(text);
    table_ = nullptr;
    for (const table_info& t : tables) {
      if (s.writes && std::strcmp(s.writes, t.name) == 0) table_ = &t;
    }
    expected_ = plain_.run(sql_, arguments_.values, table_);
    try {
      s.run(context_, arguments_);
    } catch (const mz::error::base& e) {
      report("building the statement", {std::string{"threw: "} + e.what()}, {});
    }
  }

  static void take(context& c, const subject& what) {
    auto& self = *static_cast<comparison*>(c.state);
    for (int r = 0; r != roads; ++r) {
      const auto on = static_cast<road>(r);
      if (on == road::stream && !what.streams) continue;
      self.compare(on, what);
    }
  }

  void compare(road on, const subject& what) {
    answer got;
    std::string message;
    try {
      got = what.run(on, context_, what.statement);
    } catch (const mz::error::guard_failed& e) {
      got = {"guard_failed " + std::to_string(e.required()) + " " + std::to_string(e.actual())};
    } catch (const mz::error::sql_error& e) {
      got = {"sql_error " + std::to_string(e.extended_code())};
      message = e.what();
    } catch (const mz::error::decode_error& e) {
      got = {"decode_error"};
      message = e.what();
    } catch (const std::exception& e) {
      got = {std::string{"another error: "} + e.what()};
    }
    context_.batch.batches.clear();
    const bool fine = check_answer(on, what, got) && check_state(on, got);
    if (fine) {
      ++passed_;
    } else {
      report(road_names[static_cast<int>(on)], got, message);
    }
    if (table_ && !same(plain_.content(*table_), base())) plain_.fill(*table_, base());
  }

  [[nodiscard]] const rows& base() const { return content_[static_cast<std::size_t>(table_ - tables.data())]; }
  [[nodiscard]] std::optional<std::int64_t> failed_guard() const {
    if (shape_->guard < 0 || !expected_.whole.error.empty()) return std::nullopt;
    const std::int64_t required = arguments_.n(static_cast<std::size_t>(shape_->guard)), actual = expected_.whole.changes.value_or(0);
    return (shape_->exactly ? actual == required : actual >= required) ? std::nullopt : std::optional{required};
  }

  /// Whether the answer is the expected one.
  bool check_answer(road on, const subject& what, const answer& got) const {
    const answer& wanted = expected_.whole;
    if (const auto required = failed_guard())
      return got.error == "guard_failed " + std::to_string(*required) + " " + std::to_string(wanted.changes.value_or(0));
    // A row that its C++ type cannot hold must be one that the shape owns up to.
    bool misfit = false;
    rows held = wanted.rows;
    if (!got.raw) {
      const std::size_t marks = std::strlen(shape_->misfits);
      for (row& r : held) {
        if (r.size() != what.fields.size()) return false;
        for (std::size_t i = 0; i != r.size(); ++i) {
          if (!what.fields[i].fits(r[i])) {
            if (i >= marks || shape_->misfits[i] != 'x') return false;
            misfit = true;
          }
          r[i] = what.fields[i].held(r[i]);
        }
      }
    }
    // The roads that read row by row meet an unreadable row before an error further down; erased ones never read.
    if (misfit && got.error == "decode_error") return true;
    if (!wanted.error.empty()) return got.error == wanted.error;
    const bool reads = on < road::any_transaction;
    if (misfit && reads) return false;
    if (!got.error.empty()) return false;
    if (got.changes && wanted.changes && *got.changes != *wanted.changes) return false;
    if (shape_->tells_rowid && got.last_insert_rowid && got.last_insert_rowid != wanted.last_insert_rowid.value_or(0)) return false;
    return shape_->ordered ? same(got.rows, held) : same(sorted(got.rows), sorted(held));
  }

  /// Whether the table looks as the answer says.
  bool check_state(road on, const answer& got) {
    if (!table_) return true;
    const rows now = plain_.content(*table_);
    if (got.error.empty()) return same(now, expected_.states.back());
    if (!sequential(on)) return same(now, expected_.states.front());
    if (failed_guard()) return same(now, expected_.states.back());
    for (const rows& state : expected_.states) {
      if (same(now, state)) return true;
    }
    return false;
  }

  void report(const char* how, const answer& got, const std::string& message) {
    if (wrong_) {
      for (int r = 0; r != roads; ++r) found_[r] += std::strcmp(how, road_names[r]) == 0;
      return;
    }
    ++failed_;
    auto& ways = failures_[shape_->number];
    ++ways[how];
    if (ways.size() > 1 || ways[how] > 1 || ++reports_ > most_reports) return;  // one report of a shape is enough
    std::cout << "shape " << shape_->number << " (" << shape_->title << ") on " << how << ", again with --seed " << options_.seed
              << " --shape " << shape_->number << " --first " << database_ << " --databases 1\n"
              << "  " << shape_->cpp << "\n  as plain SQL\n  " << sql_ << "\n  arguments\n";
    for (std::size_t i = 0; i != arguments_.values.size(); ++i)
      std::cout << "    ?" << i + 1 << " = " << literal(arguments_.values[i]) << '\n';
    for (std::size_t i = 0; i != arguments_.choices.size(); ++i) std::cout << "    choice " << i << " = " << arguments_.choices[i] << '\n';
    std::cout << "  on the database\n";
    for (std::size_t t = 0; t != tables.size(); ++t) {
      for (const row& r : content_[t]) {
        std::cout << "    insert into " << tables[t].name << " values (";
        for (std::size_t i = 0; i != r.size(); ++i) std::cout << (i == 0 ? "" : ", ") << literal(r[i]);
        std::cout << ");\n";
      }
    }
    std::cout << "  plain SQL gives\n" << shown(expected_.whole) << "  mizzle gives\n" << shown(got);
    if (!message.empty()) std::cout << "    " << message << '\n';
    if (table_)
      std::cout << "  the table after plain SQL\n"
                << shown(expected_.states.back()) << "  and after mizzle\n"
                << shown(plain_.content(*table_));
    std::cout << '\n';
  }

  options options_;
  mz::sqlite::connection db_{":memory:"};
  plain plain_{db_.native()};
  context context_{db_};
  std::vector<shape> shapes_ = all_shapes();
  std::vector<rows> content_;

  std::uint64_t database_ = 0;
  const shape* shape_ = nullptr;
  bool wrong_ = false;
  const char* sql_ = nullptr;
  arguments arguments_;
  const table_info* table_ = nullptr;
  expectation expected_;

  std::uint64_t passed_ = 0, failed_ = 0;
  std::size_t reports_ = 0;
  std::set<int> run_;
  std::map<int, std::map<std::string, int>> failures_;  // by shape, on how many runs of each road
  int found_[roads] = {};
};

bool parse(int argc, char** argv, options& o) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--self-check") {
      o.self_check = true;
      continue;
    }
    if (i + 1 == argc) return false;
    char* end = nullptr;
    const std::uint64_t n = std::strtoull(argv[++i], &end, 10);
    if (name == "--part" && *end == '/') {
      o.part = n;
      o.parts = std::strtoull(end + 1, &end, 10);
      if (o.part == 0 || o.part > o.parts) return false;
    } else if (name == "--seed") {
      o.seed = n;
    } else if (name == "--databases") {
      o.databases = n;
    } else if (name == "--first") {
      o.first = n;
    } else if (name == "--shape") {
      o.shape = static_cast<int>(n);
    } else {
      return false;
    }
    if (end == argv[i] || *end != '\0') return false;
  }
  return true;
}

}  // namespace
}  // namespace differential

int main(int argc, char** argv) {
  differential::options o;
  if (!differential::parse(argc, argv, o)) {
    std::cerr << "usage: " << argv[0] << " [--seed N] [--databases N] [--first N] [--shape N] [--part I/N] [--self-check]\n";
    return 2;
  }
  if (!support::use_locale_of_environment()) return 1;
  try {
    return differential::comparison{o}.run();
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
