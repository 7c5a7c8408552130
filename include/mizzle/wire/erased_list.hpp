// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <mizzle/bind/windows.hpp>
#include <mizzle/render/text.hpp>
#include <mizzle/wire/bound_statement.hpp>
#include <mizzle/wire/place.hpp>

namespace mizzle::detail {

// A template, so that its vectors are made only in files that erase lists (see bound_statement.hpp).
template <class Bound, class Char>
struct erased_list_of {
  struct origin {
    place at;
    guard required{};
    bool internal = false;  // a statement of mizzle's own, of which nobody wants the answer
  };

  std::vector<Bound> statements;
  std::vector<origin> origins;           // one for each statement
  std::vector<std::vector<Char>> texts;  // those that are no constants; a vector of characters stays where it is
  dialect_id dialect{};

  template <class Text>
  std::string_view keep(const Text& text) {
    const std::vector<Char>& kept = texts.emplace_back(text.begin(), text.end());
    return {kept.data(), kept.size()};
  }
};
/// A list of statements in the form in which they cross to an engine, with what is needed to read its answer.
using erased_list = erased_list_of<bound_statement, char>;
/// Appends a statement of mizzle's own.
template <class List, class Text>
void add_internal(List& list, const place& at, const Text& sql, bool rows, const guard& required = {}) {
  list.statements.push_back({list.keep(sql), {}, rows, {}});
  list.origins.push_back({at, required, true});
}

/// The parameters that one statement may have: as many as the handle tells, or its dialect.
template <class H>
std::size_t max_parameters_of(const H& h) {
  if constexpr (requires {
                  { h.max_parameters() } -> std::convertible_to<std::size_t>;
                }) {
    return h.max_parameters();
  } else {
    return hooks_of(H::dialect::id).max_parameters;
  }
}

/// Appends a statement in erased form: one item, or several if it inserts more rows than one statement can take. After each,
/// it calls after(rows) with the window of its rows.
template <dialect_id D, class List, class S, class After>
void erase_parts(List& list, const S& s, const place& at, std::size_t most_parameters, After&& after) {
  bool continues = false;
  list.dialect = D;
  const auto add = [&](row_window rows) {
    value_collector<D> values{rows};
    if constexpr (inserts_range<decltype(s.values)>) values.result.reserve(count_bound(s.values, rows));
    visit(values, s.values);
    std::string_view sql;
    if constexpr (made_at_run_time<decltype(s.values)>) {
      sql = list.keep(render_made(S::text, D, s.values));
    } else if constexpr (S::text.has_shape || !has_words(hooks_of(D), S::text)) {  // without words, that throws
      sql = list.keep(render(S::text, D, shape_of(s.values, rows)));
    } else {
      sql = written<text_of<S, D>>.view();
    }
    list.statements.push_back({sql, std::move(values.result), returns_rows<S>, s.required, continues});
    continues = true;
    list.origins.push_back({at, s.required});
    after(rows);
  };
  if constexpr (inserts_range<decltype(s.values)>) {
    each_window(*find_rows(s.values), {most_parameters, count_other_values(s.values)}, add);
  } else {
    add({});
  }
}
template <dialect_id D, class List, class S>
void erase(List& list, const S& s, const place& at, std::size_t most_parameters = hooks_of(D).max_parameters) {
  erase_parts<D>(list, s, at, most_parameters, [](row_window) {});
}

}  // namespace mizzle::detail
