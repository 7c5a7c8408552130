// SPDX-License-Identifier: MIT
//
// A program that uses both namespaces, and whose own types are called like what mizzle keeps to itself.
#include <algorithm>
#include <functional>
#include <iterator>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/mizzle.hpp>

struct token {
  std::int64_t number = 0;
  friend bool operator==(const token&, const token&) = default;
};
struct source {
  std::string text;
  friend bool operator==(const source&, const source&) = default;
};
enum class shape { round, square };
struct word {};
struct cell {};
struct fields {};
struct expr {};
struct types {};
struct none {};
struct statement_text {};
struct frame {};
struct session {};
struct cursor {};
template <class T>
struct two {};

template <>
struct mizzle::codec<token> : mizzle::strong<token, &token::number> {};
template <>
struct mizzle::codec<source> {
  using stored = std::string;
  static stored encode(const source& s) { return s.text; }
  static source decode(std::string_view text) { return source{std::string{text}}; }
};
template <>
struct mizzle::codec<shape> : mizzle::by_name<shape, mizzle::name<shape::round, "round">, mizzle::name<shape::square, "square">> {};

using namespace std;
using namespace mizzle;
using namespace mizzle::literals;

namespace {

template <class As>
struct Part {
  column<As, "id", token, primary_key> id{};
  column<As, "label", source> label{};
  column<As, "form", shape, default_value<shape::round>> form{};
  column<As, "weight", optional<double>> weight{};
};
constexpr table<"parts", Part> parts{};

// Functions of the program's own with the names of functions that mizzle calls without saying where they are.
[[maybe_unused]] int join(const token&, const token&) { return 0; }
[[maybe_unused]] int visit(int) { return 0; }
[[maybe_unused]] int infix(int) { return 0; }

}  // namespace

int names() {
  mizzle::sqlite::connection db{":memory:"};
  db.create_tables(parts);
  const auto put = insert_into(parts).values({.id = token{1}, .label = source{"wheel"}, .weight = 2.5}).returning(parts.id, parts.form);
  const auto added = db.one(put);
  if (added[parts.id] != token{1} || added[parts.form] != shape::round) return 1;
  const auto heavy =
      select(parts.label, count().as<"n">()).from(parts).where(parts.weight > 1 && parts.form == shape::round).group_by(parts.label);
  for (auto&& row : db.all(heavy)) {
    if (row[parts.label].text != "wheel" || row["n"_col] != 1) return 2;
  }
  vector<row_of<parts>> all = db.all(select(parts).order_by(desc(parts.id)));
  ranges::sort(all, less{}, [](const auto& p) { return p.id.number; });
  const auto results = run_atomic(
      db, atomic(update(parts).set(parts.weight = nullopt).where(parts.id == token{1}).require_changes(1), delete_from(parts).all_rows()));
  return results[1_c].changes == 1 && all.size() == 1 ? 0 : 3;
}
