// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/column_at.hpp>
#include <mizzle/statement/sources.hpp>
#include <mizzle/text/same_name.hpp>

namespace mizzle::detail {

namespace op {
/// `using ("a", "b")`: N pairs of columns, of the left and of the right side.
template <std::size_t N>
struct using_columns {
  static constexpr token word{.what = form::using_, .operands = 2 * N, .count = N};
};
}  // namespace op

/// What using_() gives.
template <class... C>
struct columns_used {};
/// What mz::natural is.
struct all_common_columns {};

template <class... X>
inline constexpr bool join_columns = false;
template <class... C>
inline constexpr bool join_columns<columns_used<C...>> = true;
template <>
inline constexpr bool join_columns<all_common_columns> = true;

/// The source behind a word of a statement.
template <class K>
struct source_behind;
template <class S>
struct source_behind<source_token<S>> {
  using type = S;
};
template <class S, std::size_t N>
struct source_behind<token_before<S, N>> {
  using type = S;
};

constexpr std::size_t find_name(const source& s, std::string_view name) {
  std::size_t c = 0;
  while (c != s.size && !same_name(s.columns[c].name, name)) ++c;
  return c;
}

/// What is wrong with an argument of using_(), in a join of S.
template <class S, class C>
constexpr diagnosis check_used_column() {
  const source& joined = source_of<S>;
  const auto wrong = [](const auto&... says) { return diagnosis{fault::no_join_condition, sentence{"mizzle: using_(): ", says...}}; };
  if constexpr (!is_expr<C>) {
    return wrong("a C++ value of type ", type_name<C>(), " is no column; name a column of a table before the one that is joined");
  } else {
    const token& column = *C::words[0];
    if (column.what != form::column || sizeof(C::words) != sizeof(const token*))
      return wrong("an expression is no column, by which SQL could join; write a condition with ==");
    if (*column.from == joined)
      return wrong(called(column), " is of the table that is joined, whose column is found by its name; name that of a table before it");
    if (find_name(joined, column.text) == joined.size)
      return wrong("table ", joined.label(), " has no column ", column.text, ", by which it would be joined; write a condition with ==");
    constexpr std::size_t at = find_name(source_of<S>, C::words[0]->text);
    using like = decltype(column_at<S, at == source_of<S>.size ? 0 : at>());
    if (!alike<typename C::type, typename like::type>)
      return {fault::unlike_types,
              sentence{"mizzle: join: ", called(column), " of type ", type_name<typename C::type>(), " and ", called(*like::words[0]),
                       " of type ", type_name<typename like::type>(), " are unlike; join by columns of one type"}};
    return {};
  }
}
template <class S, class... K, class... C>
constexpr auto columns_joined(const columns_used<C...>&) {
  if constexpr (((check_used_column<S, C>().what == fault::none) && ...)) {
    return run_of<none, op::using_columns<sizeof...(C)>>{} +
           ((as_run(C{}) + as_run(column_at<S, find_name(source_of<S>, C::words[0]->text)>())) + ...);
  } else {
    ((void)accept<check_used_column<S, C>()>(), ...);
    return as_run(rejected_condition{});
  }
}

/// The columns of a source that have a like among those of the words of a statement before it.
template <std::size_t Most>
struct common_columns {
  std::size_t size = 0;
  std::size_t word[Most + 1]{};  // of the source on the left, the first that has it,
  std::size_t column[Most + 1]{};
};
template <class S, class... K>
constexpr auto find_common_columns() {
  constexpr const token* words[] = {&K::word...};
  const source& joined = source_of<S>;
  common_columns<source_of<S>.size> result;
  for (std::size_t c = 0; c != joined.size; ++c) {
    for (std::size_t w = 0; w != sizeof...(K); ++w) {
      if (words[w]->what != form::source) continue;
      const std::size_t left = find_name(*words[w]->from, joined.columns[c].name);
      if (left == words[w]->from->size) continue;
      result.word[result.size] = w;
      result.column[result.size++] = left;
      break;
    }
  }
  return result;
}
template <class S>
constexpr diagnosis no_common_column() {
  return {fault::no_join_condition, sentence{"mizzle: natural: table ", source_of<S>.label(),
                                             " has no column of a name that a table before it has; write a condition with =="}};
}
template <class S, class... K>
constexpr auto columns_joined(all_common_columns) {
  constexpr auto common = find_common_columns<S, K...>();
  if constexpr (common.size == 0) {
    (void)accept<no_common_column<S>()>();
    return as_run(rejected_condition{});
  } else {
    constexpr auto used = []<std::size_t... I>(std::index_sequence<I...>) {
      return columns_used<decltype(column_at<typename source_behind<type_at<common.word[I], K...>>::type, common.column[I]>())...>{};
    };
    return columns_joined<S>(used(std::make_index_sequence<common.size>{}));
  }
}

/// `join ... using (columns)`: the rows of both sides whose columns of these names are equal. Each is named as that of a table before the
/// one that is joined, which has one of the same name and a like type:
///
///     mz::select(channels.name, members.agent_id).from(messages).inner_join(members, mz::using_(messages.channel_id))
///
/// As columns are always named with their table, both sides keep their own: behind a left join, that of the right side can be NULL.
template <class... C>
constexpr columns_used<C...> using_(const C&...) {
  static_assert(sizeof...(C) > 0, "mizzle: using_(): it needs at least one column, such as mz::using_(messages.channel_id)");
  return {};
}
/// In the place of a join's condition, `inner_join(members, mz::natural)`: using_() of all columns whose names both sides have, in the order
/// of the right side's declaration. They are written out, as `using ("a", "b")`, so that a column that is only in the database does not take
/// part; one that is added to both declarations does, unasked. At least one name must be common.
inline constexpr all_common_columns natural{};

}  // namespace mizzle::detail

namespace mizzle {
using detail::natural;
using detail::using_;
}  // namespace mizzle
