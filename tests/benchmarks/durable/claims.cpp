// SPDX-License-Identifier: MIT
// `claims [RUNS [KEYS]]`: what a claim costs on a file in WAL mode, as a ratio to one bare upsert each: the same row, the same table and
// the same settings of the connection, by a statement of the C API that is kept. In each run the two take turns of a few keys, each on
// a new file of its own, because what else the machine does comes and goes; told are the least and the middle of the runs' ratios.
// Prints a table in Markdown.
#include <malloc.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <mizzle/durable/idempotency.hpp>
#include <mizzle/mizzle.hpp>

namespace {

namespace mz = mizzle;
namespace idempotency = mz::idempotency;

const std::string owner = "the owner of the benchmark";

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "claims: %s\n", what);
  std::exit(1);
}

/// Claims keys, each of which must be granted, or answered by the result that it has.
class claims {
 public:
  explicit claims(mz::sqlite::connection& db, std::size_t answer) : store_{db}, answer_{answer} {}
  void operator()(const std::string& key) { require(store_.claim(key, owner).index() == answer_, "a claim was not answered as it should"); }

 private:
  idempotency::store<mz::sqlite::connection> store_;
  std::size_t answer_;
};

/// Writes the row of a claim by one statement of the C API.
class bare_upserts {
 public:
  explicit bare_upserts(mz::sqlite::connection& c) : db_{c.native()} {
    static constexpr const char* text =
        "insert into mizzle_idempotency (key, status, owner_id, lease_expires_at, expires_at, trace_id, created_at, updated_at) values (?1, "
        "'in_progress', ?2, ?3, ?4, '', ?5, ?5) on conflict (key) do update set status = excluded.status, owner_id = excluded.owner_id, "
        "lease_expires_at = excluded.lease_expires_at, expires_at = excluded.expires_at, trace_id = excluded.trace_id, updated_at = "
        "excluded.updated_at, version = version + 1";
    require(sqlite3_prepare_v3(db_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) == SQLITE_OK, sqlite3_errmsg(db_));
  }
  bare_upserts(const bare_upserts&) = delete;
  bare_upserts& operator=(const bare_upserts&) = delete;
  ~bare_upserts() { sqlite3_finalize(statement_); }

  void operator()(const std::string& key) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    sqlite3_bind_text(statement_, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    sqlite3_bind_text(statement_, 2, owner.data(), static_cast<int>(owner.size()), SQLITE_STATIC);
    sqlite3_bind_int64(statement_, 3, now + 30'000);
    sqlite3_bind_int64(statement_, 4, now + 3'600'000);
    sqlite3_bind_int64(statement_, 5, now);
    require(sqlite3_step(statement_) == SQLITE_DONE, sqlite3_errmsg(db_));
    sqlite3_reset(statement_);
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

/// What the keys are before they are claimed.
enum class keys_are { absent, failed, completed };

struct setting {
  const char* name;
  keys_are before;
  mz::sqlite::synchronous synchronous;
};
constexpr setting settings[] = {
    {"new keys, each waits for the disk (the default)", keys_are::absent, mz::sqlite::synchronous::full},
    {"new keys, none waits for the disk", keys_are::absent, mz::sqlite::synchronous::off},
    {"failed keys, which are taken over; the same", keys_are::failed, mz::sqlite::synchronous::off},
    {"completed keys, which are answered; the same", keys_are::completed, mz::sqlite::synchronous::off},
};

/// A new file, with the keys as they are before they are claimed.
mz::sqlite::connection make(const setting& s, const std::string& file, const std::vector<std::string>& keys) {
  mz::sqlite::connection db{file, {.synchronous = s.synchronous}};
  idempotency::store store{db};
  db.raw("begin");
  for (const std::string& key : keys) {
    if (s.before == keys_are::absent) break;
    (void)store.claim(key, "earlier");
    require(s.before == keys_are::failed ? store.fail(key, "earlier", {"no answer"}) : store.complete(key, "earlier", "1"),
            "the keys cannot be made");
  }
  db.raw("commit");
  (void)db.raw<std::int64_t, std::int64_t, std::int64_t>("pragma wal_checkpoint(truncate)");
  return db;
}

using clock = std::chrono::steady_clock;

/// Seconds that something takes with the keys from one to another.
template <class F>
double seconds(F& f, const std::vector<std::string>& keys, std::size_t from, std::size_t to) {
  const auto start = clock::now();
  for (std::size_t i = from; i != to; ++i) f(keys[i]);
  return std::chrono::duration<double>(clock::now() - start).count();
}

struct times {
  double claims = 0, upserts = 0;
};

/// One run over all keys.
times run(const setting& s, const std::vector<std::string>& keys, const std::filesystem::path& folder) {
  static constexpr std::size_t turn = 20;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  mz::sqlite::connection one = make(s, folder / "claims.db", keys), other = make(s, folder / "upserts.db", keys);
  claims claim{one, s.before == keys_are::completed ? std::size_t{1} : std::size_t{0}};
  bare_upserts upsert{other};
  times result;
  for (std::size_t from = 0; from < keys.size(); from += turn) {
    const std::size_t to = std::min(from + turn, keys.size());
    const times t{seconds(claim, keys, from, to), seconds(upsert, keys, from, to)};
    if (from == 0) continue;  // prepares what is prepared once
    result.claims += t.claims;
    result.upserts += t.upserts;
  }
  return result;
}

double middle(std::vector<double> x) {
  std::nth_element(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2), x.end());
  return x[x.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 15;
  const int count = argc > 2 ? std::atoi(argv[2]) : 2000;
  // Memory once got from the kernel is kept: SQLite takes 87 kB for each statement with a returning clause and gives them back, and
  // whether that goes as far as the kernel depends on how the heap happens to lie.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
  require(runs > 0 && count >= 100, "usage: claims [RUNS [KEYS]], of at least 100 keys");
  std::vector<std::string> keys;
  for (int i = 0; i != count; ++i) keys.push_back("charge:order-" + std::to_string(i * 7919 % 1'000'003));
  const auto folder = std::filesystem::temp_directory_path() / ("mizzle-claims-" + std::to_string(::getpid()));

  std::printf("## Claims a second on a file in WAL mode, to one bare upsert each\n\n");
  std::printf("| keys | claims a second | bare upserts a second | ratio, least | ratio, middle |\n|---|---|---|---|---|\n");
  for (const setting& s : settings) {
    std::vector<double> claimed, upserted, ratios;
    for (int n = 0; n != runs; ++n) {
      const times t = run(s, keys, folder);
      claimed.push_back(count / t.claims);
      upserted.push_back(count / t.upserts);
      ratios.push_back(t.claims / t.upserts);
    }
    std::printf("| %s | %.0f | %.0f | %.2f | %.2f |\n", s.name, middle(claimed), middle(upserted),
                *std::min_element(ratios.begin(), ratios.end()), middle(ratios));
    std::fflush(stdout);
  }
  std::filesystem::remove_all(folder);
}
