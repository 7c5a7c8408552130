// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <mizzle/wire/erased_list.hpp>
#include <mizzle/wire/read_integer.hpp>

namespace mizzle::detail {

// A guard where nobody looks at change counts while a list runs: it is sent as a statement that fails, and the engine's message is
// mapped back to the step that it guards.

/// Appends a statement that fails unless `changed`, an SQL expression, is what the guard asks. It carries its own position in the list
/// and the count in a JSON path that does not exist, so that the engine's error tells them.
template <class List>
void erase_guard(List& list, dialect_id d, const place& at, const guard& required, std::string_view changed = "changes()"sv) {
  const std::string_view text = hooks_of(d).guard;
  if (text.empty()) throw error::invalid_request{"a guard cannot cross to this engine inside a batch; use a transaction"};
  std::string sql;
  for (const char c : text) {
    switch (c) {
      case '\1':
        sql += changed;
        break;
      case '\2':
        sql += required.exactly ? "= " : ">= ";
        append_number(sql, required.count);
        break;
      case '\3':
        sql += in_digits{list.statements.size()};
        break;
      default:
        sql += c;
    }
  }
  add_internal(list, at, sql, true, required);
}

/// Appends an insert of a range with a guard. Where the rows need several statements, it is their sum that is guarded, which is added up
/// in a table that exists only within the batch.
template <dialect_id D, class List, class S>
void erase_guarded_range(List& list, const S& s, const place& at, std::size_t most_parameters) {
  std::size_t parts = 0;
  each_window(*find_rows(s.values), {most_parameters, count_other_values(s.values)}, [&](row_window) { ++parts; });
  if (parts < 2) {
    erase<D>(list, s, at, most_parameters);
    return erase_guard(list, D, at, s.required, parts == 0 ? "0"sv : "changes()"sv);
  }
  add_internal(list, at, "create table \"mizzle changes\" (n integer)"sv, false);
  erase_parts<D>(list, s, at, most_parameters,
                 [&](row_window) { add_internal(list, at, "insert into \"mizzle changes\" values (changes())"sv, false); });
  erase_guard(list, D, at, s.required, "(select sum(n) from \"mizzle changes\")"sv);
  add_internal(list, at, "drop table \"mizzle changes\""sv, false);
}

/// The text of a statement of the list; of one of mizzle's own, that of the statement that it belongs to.
template <class List>
std::string_view text_at(const List& list, std::size_t i) noexcept {
  const place& at = list.origins[i].at;
  for (std::size_t k = i + 1; k-- != 0 && list.origins[k].at == at;) {
    if (!list.origins[k].internal) return list.statements[k].sql;
  }
  return {};
}

/// The guard failure that an engine's message tells of, if it does.
template <class List, class Failed = error::guard_failed>
std::optional<Failed> guard_failure(const List& list, std::string_view message) {
  constexpr std::string_view mark = "mizzle guard ", middle = " changed ";
  const auto found = message.find(mark);
  if (found == message.npos) return std::nullopt;
  std::int64_t position = 0, actual = 0;
  const std::string_view rest = message.substr(found + mark.size());
  const std::size_t digits = read_integer(rest, position);
  if (digits == 0 || rest.substr(digits, middle.size()) != middle) return std::nullopt;
  (void)read_integer(rest.substr(digits + middle.size()), actual);
  const auto i = static_cast<std::size_t>(position);
  if (i >= list.origins.size() || !list.origins[i].required.exists()) return std::nullopt;
  const auto& origin = list.origins[i];
  Failed result{origin.at.step, origin.required.count, actual, origin.required.exactly};
  set_place(result, origin.at);
  result.set_sql(text_at(list, i));
  return result;
}

}  // namespace mizzle::detail
