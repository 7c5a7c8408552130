// SPDX-License-Identifier: MIT
// Each question to Chinook is asked once more in plain SQL, by SQLite's own C interface: chinook/*.sql.
#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "../../examples/chinook/print.hpp"
#include "../../examples/chinook/questions.hpp"
#include "../../examples/chinook/schema.hpp"
#include "program.hpp"

namespace chinook {
void PrintTo(const question& q, std::ostream* out) { *out << q.words; }
}  // namespace chinook

namespace {

namespace mz = mizzle;
using chinook::answer;
using programs::directory;

/// The file, which is not part of the repository.
std::optional<std::string> data() {
  const char* const folder = std::getenv("MIZZLE_TEST_DATA");
  if (!folder || !std::filesystem::exists(std::string{folder} + "/chinook.sqlite")) return std::nullopt;
  return std::string{folder} + "/chinook.sqlite";
}
#define NEEDS_DATA() \
  if (!data()) GTEST_SKIP() << "chinook.sqlite is not part of the repository: MIZZLE_TEST_DATA names its folder (tests/README.md)"

mz::value cell(sqlite3_stmt* s, int i) {
  switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(s, i)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(s, i);
    case SQLITE_TEXT:
      return std::string{reinterpret_cast<const char*>(sqlite3_column_text(s, i))};
    default:
      return std::monostate{};
  }
}

/// Runs statements one after another. Gives the rows of those that have any.
answer plain(sqlite3* db, const std::string& sql) {
  answer result;
  for (const char* at = sql.c_str(); *at;) {
    sqlite3_stmt* s = nullptr;
    if (sqlite3_prepare_v2(db, at, -1, &s, &at) != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(db) + (": " + sql)};
    if (sqlite3_column_count(s) != 0) result.columns.clear();
    for (int i = 0; i != sqlite3_column_count(s); ++i) result.columns.emplace_back(sqlite3_column_name(s, i));
    int code = SQLITE_DONE;
    while (s && (code = sqlite3_step(s)) == SQLITE_ROW) {
      auto& row = result.rows.emplace_back();
      for (int i = 0; i != sqlite3_column_count(s); ++i) row.push_back(cell(s, i));
    }
    sqlite3_finalize(s);
    if (code != SQLITE_DONE) throw std::runtime_error{sqlite3_errmsg(db) + (": " + sql)};
  }
  return result;
}
answer plain(mz::sqlite::connection& db, const std::string& sql) {
  answer result = plain(db.native(), sql);
  if (!sql.starts_with("explain")) return result;
  for (auto& step : result.rows) step = {step.back()};  // of a plan only what it says
  return {{result.columns.back()}, result.rows};
}

/// The SQL of each question, by its number: the lines behind `-- number`.
std::map<int, std::string> questions_in_sql() {
  std::map<int, std::string> result;
  for (const auto& file : std::filesystem::directory_iterator{CHINOOK_SQL}) {
    std::ifstream in{file.path()};
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("-- ")) number = std::stoi(line.substr(3));
      else result[number] += line + '\n';
    }
  }
  return result;
}

/// Reals may differ by the order in which they were added.
bool same(const mz::value& a, const mz::value& b) {
  const auto* const x = std::get_if<double>(&a);
  const auto* const y = std::get_if<double>(&b);
  if (x && y) return std::abs(*x - *y) <= 1e-9 * std::max({1.0, std::abs(*x), std::abs(*y)});
  return a == b;
}

void expect_same(const answer& given, const answer& expected) {
  EXPECT_EQ(given.columns, expected.columns);
  EXPECT_EQ(given.rows.size(), expected.rows.size());
  for (std::size_t row = 0; row != std::min(given.rows.size(), expected.rows.size()); ++row) {
    const auto equal =
        std::equal(given.rows[row].begin(), given.rows[row].end(), expected.rows[row].begin(), expected.rows[row].end(), same);
    ASSERT_TRUE(equal) << "row " << row << ":\n"
                       << chinook::table_of({given.columns, {given.rows[row]}}) << chinook::table_of({given.columns, {expected.rows[row]}});
  }
}

class chinook_question : public testing::TestWithParam<chinook::question> {};
INSTANTIATE_TEST_SUITE_P(number, chinook_question, testing::ValuesIn(chinook::all_questions()),
                         [](const auto& each) { return std::to_string(each.param.number); });

TEST_P(chinook_question, is_answered_as_by_plain_sql) {
  NEEDS_DATA();
  static const std::map<int, std::string> in_sql = questions_in_sql();
  auto db = chinook::open_in_memory(*data());
  const answer given = GetParam().ask(db);
  EXPECT_FALSE(given.rows.empty()) << "a question without an answer shows little";

  auto untouched = chinook::open_in_memory(*data());
  expect_same(given, plain(untouched, in_sql.at(GetParam().number)));
  expect_same(GetParam().ask(db), given);  // nothing of what it tried out has stayed
}

TEST(chinook_questions, are_numbered_and_each_stands_in_sql) {
  const std::vector<chinook::question> all = chinook::all_questions();
  EXPECT_GE(all.size(), 40u);
  const std::map<int, std::string> in_sql = questions_in_sql();
  EXPECT_EQ(in_sql.size(), all.size());
  for (std::size_t i = 0; i != all.size(); ++i) {
    EXPECT_EQ(all[i].number, static_cast<int>(i + 1));
    EXPECT_TRUE(in_sql.contains(all[i].number)) << all[i].words;
  }
}

/// What SQLite knows of each table: its columns, foreign keys and indexes. The order of the latter two is not told.
answer described(sqlite3* db) {
  return plain(db, R"(
    select t.name, 'column', c.name, c.cid, c."notnull" or c.pk, c.pk, null,
           case when c.type like '%int%' then 'integer' when c.type like '%char%' or c.type like '%text%' or c.type like '%date%' then 'text' when c.type like 'numeric%' then 'numeric' end
    from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'
    union all
    select t.name, 'reference', f."from", f.seq, f.on_update, f.on_delete, f."table", f."to"
    from sqlite_schema t, pragma_foreign_key_list(t.name) f where t.type = 'table'
    union all
    select t.name, 'index', i.name, c.seqno, i."unique", i.partial, c.name, i.origin
    from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c where t.type = 'table'
    order by 1, 2, 3, 4)");
}

TEST(chinook_schema, is_declared_as_the_file_says) {
  NEEDS_DATA();
  auto file = chinook::open_in_memory(*data());
  mz::sqlite::connection declared{":memory:"};
  using namespace chinook;
  declared.create_tables(artists, albums, genres, media_types, tracks, playlists, playlist_tracks, employees, customers, invoices,
                         invoice_lines);
  const answer said = described(declared.native());
  EXPECT_EQ(said.rows.size(), 64u + 11u + 13u);
  expect_same(said, described(file.native()));
}

TEST(chinook_schema, holds_all_that_the_file_has) {
  NEEDS_DATA();
  auto db = chinook::open_in_memory(*data());
  const auto rows_of = [&](const auto&... tables) { return (db.all(mz::select(tables)).size() + ...); };
  using namespace chinook;
  EXPECT_EQ(
      rows_of(artists, albums, genres, media_types, tracks, playlists, playlist_tracks, employees, customers, invoices, invoice_lines),
      15'607u);
}

TEST(chinook_print, aligns_what_it_prints) {
  const answer a{
      {"name", "n", "price"},
      {{"Ólafur", std::int64_t{7}, 0.5}, {std::monostate{}, std::int64_t{-1234}, std::monostate{}}, {"x\ny", std::monostate{}, 12.345}}};
  EXPECT_EQ(chinook::table_of(a),
            "name        n  price\n"
            "------  -----  -----\n"
            "Ólafur      7   0.50\n"
            "-       -1234      -\n"
            "x y         -  12.35\n");
  EXPECT_EQ(chinook::table_of(a, 1), "name    n  price\n------  -  -----\nÓlafur  7   0.50\n... and 2 more\n");
  EXPECT_EQ(chinook::table_of({{"a"}, {}}), "a\n-\n");
  const std::string long_text(70, 'x');
  EXPECT_EQ(chinook::table_of({{"a"}, {{long_text}}}),
            "a\n" + std::string(60, '-') + '\n' + std::string(60, 'x') + '\n' + std::string(10, 'x') + '\n');
  EXPECT_EQ(chinook::table_of({{"a"}, {{"one " + std::string(58, 'x')}}}),
            "a\n" + std::string(58, '-') + "\none\n" + std::string(58, 'x') + '\n');
}

TEST(chinook_program, lists_and_answers) {
  NEEDS_DATA();
  const directory dir;
  const auto run = [&](const programs::words& words) { return programs::run(CHINOOK_PROGRAM, dir, words); };
  const auto list = run({*data()});
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_NE(list.out.find(" 13  Who has bought from Iron Maiden, but not from U2 or Metallica?\n"), std::string::npos);
  const auto one = run({*data(), "39"});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out,
            "39. What does the form find when all of it is filled in?\n\n"
            "TrackId  Name         artist     genre  Milliseconds  UnitPrice\n"
            "-------  -----------  ---------  -----  ------------  ---------\n"
            "   1945  Live To Win  Motörhead  Metal        217626       0.99\n");
  EXPECT_NE(run({*data(), "iron", "U2"}).out.find("12. Who has bought"), std::string::npos);
  EXPECT_EQ(run({*data(), "all"}).code, 0);
  EXPECT_EQ(run({*data(), "1000"}).code, 2);
  EXPECT_EQ(run({*data(), "xylophone"}).code, 2);
}

TEST(chinook_program, says_what_is_wrong) {
  const directory dir;
  EXPECT_EQ(programs::run(CHINOOK_PROGRAM, dir, {}).code, 1);
  EXPECT_EQ(programs::run(CHINOOK_PROGRAM, dir, {"--help"}).code, 0);
  const auto missing = programs::run(CHINOOK_PROGRAM, dir, {dir / "nothing.sqlite"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_NE(missing.err.find("unable to open database file"), std::string::npos) << missing.err;
  EXPECT_FALSE(std::filesystem::exists(dir / "nothing.sqlite"));
}

}  // namespace
