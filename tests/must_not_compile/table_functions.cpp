// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Doc {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "body", std::string> body{};
};
inline constexpr mz::table<"docs", Doc> docs{};

// case: json_each_without_a_type
// error: mizzle: json_each(): it needs the type of the elements, as no type tells it; write it as mz::json_each<std::int64_t>(text)
void f() { mz::json_each(docs.body); }

// case: json_tree_without_a_type
// error: mizzle: json_tree(): it needs the type of the values, as no type tells it; write it as mz::json_tree<std::string>(text)
void f() { mz::json_tree(docs.body, "$.a"); }

// case: json_tree_of_a_number
// error: mizzle: json_each(), json_tree(): they read JSON text; give them a text or a column of text
auto f() { return mz::json_tree<std::string>(docs.id); }

// case: series_of_texts
// error: mizzle: generate_series(): it counts in whole numbers; give it integers, or columns of integers
auto f() { return mz::generate_series(1, docs.body); }
