// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <mizzle/sqlite/user_function.hpp>

// [declare_function]
// How it is called: its name in SQL, and the types of its result and its arguments. Arguments are checked, and NULL is where it can be.
inline constexpr mz::function<"initials", std::string(std::string_view)> initials;
// [/declare_function]

// [declare_aggregate]
inline constexpr mz::aggregate_function<"longest", std::string(std::string_view)> longest;

// One of these folds the rows of a group; with inverse(), which takes a row out again, it could be used over windows, too.
struct longest_text {
  std::string so_far;
  void step(std::string_view text) {
    if (text.size() > so_far.size()) so_far = text;
  }
  std::string value() const { return so_far; }
};
// [/declare_aggregate]

namespace {
bool less_in_any_case(char a, char b) { return std::tolower(static_cast<unsigned char>(a)) < std::tolower(static_cast<unsigned char>(b)); }
}  // namespace

int main() {
  mz::sqlite::connection db{":memory:"};
  fill(db);
  {
    // [functions]
    const auto s = mz::select(mz::upper(mz::substr(authors.name, 1, 2)).as<"mark">(),
                              mz::iif(mz::length(authors.name) > 3, "long", "short").as<"kind">(),
                              mz::format<std::string>("%s, no. %03d", authors.name, authors.id).as<"label">())
                       .from(authors)
                       .order_by(authors.id);
    // [/functions]
    const auto rows = db.all(s);
    expect(rows[0]["mark"_col] == "LE" && rows[1]["kind"_col] == "short" && rows[0]["label"_col] == "Le Guin, no. 001");
  }
  {
    // [own_function]
    mz::sqlite::create_function(db, initials, [](std::string_view name) {
      std::string result;
      for (std::size_t i = 0; i != name.size(); ++i) {
        if (i == 0 || name[i - 1] == ' ') result += name[i];
      }
      return result;
    });
    const auto row =
        db.one(mz::select(authors.id, initials(authors.name).as<"initials">()).from(authors).where(initials(authors.name) == "LG"));
    // [/own_function]
    expect(row[authors.id] == 1 && row["initials"_col] == "LG");
  }
  {
    // [own_aggregate]
    mz::sqlite::create_aggregate(db, longest, longest_text{});
    const auto rows = db.all(mz::select(books.author_id, longest(books.title).as<"title">()).from(books).group_by(books.author_id));
    // [/own_aggregate]
    expect(rows.size() == 1 && rows[0]["title"_col] == "The Lathe of Heaven");
  }
  {
    // [own_collation]
    mz::sqlite::create_collation(db, "any_case", [](std::string_view a, std::string_view b) {
      if (std::ranges::lexicographical_compare(a, b, less_in_any_case)) return -1;
      return std::ranges::lexicographical_compare(b, a, less_in_any_case) ? 1 : 0;
    });
    const auto found = db.get(mz::select(authors.id).from(authors).where(authors.name.collate<"any_case">() == "LE GUIN"));
    // [/own_collation]
    expect(found.has_value());
  }
}
