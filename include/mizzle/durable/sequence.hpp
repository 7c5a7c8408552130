// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <mizzle/expression/all.hpp>
#include <mizzle/schema/rowid.hpp>
#include <mizzle/statement/named_query.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/update.hpp>

/// Numbers that the database gives: 0, 1, 2 and so on within a group of rows, computed by the statement that writes the row. All of it is
/// statements and expressions for any handle; nothing here asks the database first.
///
///     mz::insert_into(messages)
///         .set(messages.id = id, messages.session_id = session, messages.body = body,
///              messages.sequence = mz::next_in(messages.sequence, messages.session_id == session))
///         .on_conflict(messages.id).do_update(messages.id = messages.id)   // the same id again: nothing changes, and ...
///         .returning(messages.sequence)                                    // ... the number that it has is the answer
///
/// Give the columns a unique index, `mz::unique_index<"messages_by_session">(t.session_id, t.sequence)`: within one transaction nobody
/// else writes, but that nobody gives numbers in another way only the index can tell. Numbers of rows that are deleted are given again if
/// they were the highest; where that must not be, number from a column that keeps the highest one, and raise() it in the same unit:
///
///     mz::atomic(insert_into(messages).set(..., messages.sequence = mz::next_in(sessions.highest, sessions.id == session)),
///                mz::update(sessions).set(mz::raise(sessions.highest, the number of the row)).where(sessions.id == session))
namespace mizzle::detail {

/// The same word, of the table under the name that it has inside a subquery.
template <class Table, class Alias, class Word>
struct word_of_alias {
  using type = Word;
};
template <class Table, class Alias, unsigned I>
struct word_of_alias<Table, Alias, column_token<Table, I>> {
  using type = column_token<Alias, I>;
};
template <class Table, class Alias>
struct word_of_alias<Table, Alias, row_id_token<Table>> {
  using type = row_id_token<Alias>;
};
template <class Table, class Alias, class T, class V, class... K>
constexpr auto of_alias(const expr<T, V, K...>& e) {
  return expr<T, V, typename word_of_alias<Table, Alias, K>::type...>{e.values};
}

/// What next_in() and renumber() are asked about.
template <class C>
struct numbered_column {
  static constexpr bool sound = false;
  static constexpr bool of_alias = false;
};
template <class T, class Source, unsigned I>
struct numbered_column<expr<T, none, column_token<Source, I>>> {
  static constexpr bool sound = type_of<remove_optional_t<T>> == sql_type::integer;
  using number = remove_optional_t<T>;
  using table = typename source_traits<Source>::base;
  /// An alias keeps its name; a table may stand in the statement around as well, and gets one.
  using source = std::conditional_t<std::same_as<Source, table>, aliased<"numbered", table>, Source>;
  using given = Source;
  static constexpr bool of_alias = !std::same_as<Source, table>;
};

/// The highest number of those rows; NULL if there is none.
template <class C, class T, class V, class... K>
constexpr auto highest_in(const C& column, const expr<T, V, K...>& condition) {
  using N = numbered_column<C>;
  using Source = typename N::source;
  return select(max(of_alias<typename N::given, Source>(column))).from(Source{}).where(of_alias<typename N::given, Source>(condition));
}

/// Whether a select names columns of a table that is not in its from(), nor in that of a subquery which names them.
constexpr bool needs_from_outside(const tokens& select, const source& table) {
  bool needs = false;
  for (auto at = select.first; at != select.last; ++at) {
    const token& t = **at;
    if (t.what == form::source && *t.from == table) return false;
    needs = needs || (t.what == form::column && *t.from == table);
    needs = needs || (t.what == form::subquery && needs_from_outside(t.inner->words, table));
    for (auto field = t.what == form::fields ? t.list : nullptr; t.what == form::fields && field != t.list + t.count; ++field)
      needs = needs || needs_from_outside(*field, table);
  }
  return needs;
}
/// Whether no subquery of a condition names columns of the table around it. Only columns of the condition itself are those of its alias.
template <class Where, class Table>
constexpr bool stays_inside() {
  const tokens& words = decltype(val(std::declval<Where>()))::all;
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::subquery && needs_from_outside((*at)->inner->words, source_of<Table>)) return false;
  }
  return true;
}

/// What is wrong with arguments of next_in().
template <class C, class Where>
constexpr bool can_number() {
  if constexpr (numbered_column<C>::sound && Condition<Where>) {
    if constexpr (!numbered_column<C>::of_alias)
      static_assert(
          stays_inside<Where, typename numbered_column<C>::table>(),
          "mizzle: next_in(): a subquery in the condition names the table whose rows are numbered, and would mean that of the statement around; number an alias instead: mz::alias<\"name\">(table)");
  }
  static_assert(numbered_column<C>::sound,
                "mizzle: next_in(): the first argument must be a column of integers; name the column that holds the numbers");
  static_assert(
      Condition<Where>,
      "mizzle: next_in(): the second argument must be the condition that tells the group, such as messages.session_id == session");
  return numbered_column<C>::sound && Condition<Where>;
}

/// The next number of a column among the rows that meet a condition: one more than the highest, 0 if there is none. It is for one row: a
/// statement that writes several would give all of them the same. An insert from a select of something and an update of all rows do
/// not compile with it, nor do several rows of a table of which it is a default_fn; an update with where() must meet one row. In the
/// condition, columns of the table are those of its rows; columns of other tables may be of the statement around. Behind the highest
/// number that there is, 2^63-1, it is given again, which the unique index refuses.
template <class C, class Where>
constexpr auto next_in(const C& column, const Where& condition) {
  if constexpr (can_number<C, Where>()) {
    return own_text<op::sql<"cast(coalesce(?, -1) + 1 as integer)", hides_null | for_one_row>, typename numbered_column<C>::number>(
        highest_in(column, condition));
  } else {
    return expr<std::int64_t, none, bound<sql_type::integer>>{};
  }
}

/// The same for an insert from a select: each row has its own number, in the order of a window.
///
///     const auto rows = mz::json_each<std::string>(bodies);
///     mz::insert_into(messages).columns(messages.session_id, messages.body, messages.sequence)
///         .from(mz::select(mz::val(session), rows.value, mz::next_in(messages.sequence, messages.session_id == session,
///                                                                    mz::order_by(rows.key))).from(rows))
///
/// For several groups at once, the condition compares with the group of the row that is selected, and the window has its partition_by().
/// Rows that are selected and then not inserted, because of on_conflict(), leave gaps; leave them out with where().
template <class C, class Where, window_words Words, class V, class... K>
constexpr auto next_in(const C& column, const Where& condition, const window_definition<Words, V, K...>& order) {
  static_assert(Words.terms != 0,
                "mizzle: next_in(): the window must have an order, in which the rows are numbered; give it order_by(...)");
  if constexpr (can_number<C, Where>() && Words.terms != 0) {
    return own_text<op::sql<"cast(coalesce(?, -1) + ? as integer)", hides_null>, typename numbered_column<C>::number>(
        highest_in(column, condition), row_number().over(order));
  } else {
    return expr<std::int64_t, none, bound<sql_type::integer>>{};
  }
}

/// `column = to` if that is higher than what the column holds: for marks and counters that only move forward. NULL is lower than any
/// number.
template <class T, class V, class... K, class X>
constexpr auto raise(const expr<T, V, K...>& column, const X& to) {
  const auto number = val(to);
  constexpr bool can_be_null = is_optional<typename decltype(val(to))::type>;
  if constexpr (is_optional<T> && can_be_null) {
    return column = max(coalesce(column, number), coalesce(number, column));
  } else if constexpr (is_optional<T>) {
    return column = max(coalesce(column, number), number);
  } else if constexpr (can_be_null) {
    return column = max(column, coalesce(number, column));
  } else {
    return column = max(column, number);
  }
}

/// Numbers all rows of a table anew, from 0 and without a gap in each group, in the order in which they were inserted (of their row ids):
/// `mz::renumber(messages.sequence, messages.session_id)`. Rows that have their number already are not touched, so that a second time
/// changes nothing. It repairs numbers that something else has given; while it runs two rows can have one number, so that a unique index
/// is created behind it.
template <class C, class... Group>
  requires(sizeof...(Group) > 0)
constexpr auto renumber(const C& column, const Group&... group) {
  using N = numbered_column<C>;
  static_assert(N::sound, "mizzle: renumber(): the first argument must be a column of integers; name the column that holds the numbers");
  static_assert(!N::of_alias, "mizzle: renumber(): it needs columns of a table, not of an alias");
  if constexpr (N::sound && !N::of_alias) {
    using Table = typename N::table;
    const auto id = rowid(Table{});
    if constexpr (source_of<Table>.row_ids) {
      constexpr typename N::source each{};
      const auto place = row_number().over(partition_by(of_alias<Table, typename N::source>(group)...).order_by(rowid(each)));
      const auto numbers = select(rowid(each).template as<"row">(),
                                  own_text<op::sql<"? - 1", hides_null>, typename N::number>(place).template as<"number">())
                               .from(each)
                               .template as<"numbers">();
      constexpr auto row = column_name<"row">{};
      constexpr auto number = column_name<"number">{};
      return update(Table{}).set(column = numbers[number]).from(numbers).where(numbers[row] == id && column.is_not(numbers[number]));
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::next_in;
using detail::raise;
using detail::renumber;
}  // namespace mizzle
