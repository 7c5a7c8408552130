// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/schema/constraints.hpp>
#include <mizzle/statement/write.hpp>
#include <mizzle/text/same_name.hpp>

namespace mizzle::detail {

namespace word {
template <fixed_string Index>
struct indexed_by {
  static constexpr token word{.what = form::hint, .keyword = keyword::indexed_by, .text = Index.view()};
};
struct not_indexed {
  static constexpr token word{.what = form::hint, .keyword = keyword::not_indexed};
};
}  // namespace word

/// A table, or an alias of one, with a word about its indexes behind it. Its columns are those of the table.
template <class T, class Hint>
struct hinted_table {};

template <class T, class Hint>
struct source_traits<hinted_table<T, Hint>> {
  using definition = typename source_traits<T>::definition;
  static consteval source describe() { return source_traits<T>::describe(); }
};
template <class T, class Hint>
struct source_words<hinted_table<T, Hint>> {
  template <class... K>
  static constexpr auto in(const hinted_table<T, Hint>&) {
    return run_of<none, token_before<T, 1>, Hint>{};
  }
};
template <class T, class Hint>
struct field_for<hinted_table<T, Hint>> : field_for<T> {};

/// What is wrong with an index of a table that indexed_by() names.
template <fixed_string Index, class T>
constexpr diagnosis check_index() {
  using constraints = constraints_type<typename source_traits<T>::base>;
  sentence declared;
  bool any = false;
  for (std::size_t i = 0; i != constraints::size; ++i) {
    const constraint_info& c = constraints::infos[i];
    if (c.kind != constraint_kind::index && c.kind != constraint_kind::unique_index) continue;
    if (same_name(c.name, Index.view())) return {};
    declared = any ? sentence{declared, ", ", c.name} : sentence{c.name};
    any = true;
  }
  const std::string_view name = source_traits<T>::name;
  return {fault::no_such_source,
          any ? sentence{"mizzle: indexed_by(): table ", name, " declares no index ", Index.view(), "; it declares ", declared}
              : sentence{"mizzle: indexed_by(): table ", name, " declares no index ", Index.view(),
                         ", nor any other; declare it in constraints()"}};
}
template <fixed_string Word, class X>
constexpr diagnosis not_a_table() {
  if constexpr (Source<X>) {
    return {fault::no_such_source, sentence{"mizzle: ", Word.view(), ": ", source_of<X>.label(),
                                            " is no table, and has no index; name a table, or an alias of one"}};
  } else {
    return {fault::no_such_source,
            sentence{"mizzle: ", Word.view(), ": a C++ value of type ", type_name<X>(), " is no table; name a table, or an alias of one"}};
  }
}

/// `"messages" indexed by "messages_by_channel"`, in from(), joins, update() and delete_from(): rows are found by this index, which the table
/// declares, and a statement that cannot use it is an error when it is first run (https://www.sqlite.org/lang_indexedby.html). It is
/// meant to tell, in tests, that a change has made an index useless; columns are named as those of the table.
///
///     mz::select(messages.id).from(mz::indexed_by<"messages_by_channel">(messages)).where(messages.channel_id == 7)
template <fixed_string Index, class T>
constexpr auto indexed_by(const T& table) {
  if constexpr (!TableSource<T>) {
    (void)accept<not_a_table<"indexed_by()", T>()>();
    return table;
  } else {
    (void)accept<check_index<Index, T>()>();
    return hinted_table<T, word::indexed_by<Index>>{};
  }
}
/// `"messages" not indexed`: rows are found without an index, but for the table's own row ids.
template <class T>
constexpr auto not_indexed(const T& table) {
  if constexpr (!TableSource<T>) {
    (void)accept<not_a_table<"not_indexed()", T>()>();
    return table;
  } else {
    return hinted_table<T, word::not_indexed>{};
  }
}
/// Another name for it.
template <fixed_string Alias, class T, class Hint>
constexpr auto alias(const hinted_table<T, Hint>&) {
  return hinted_table<decltype(mizzle::detail::alias<Alias>(T{})), Hint>{};
}

/// The write of a table with such a word behind it.
template <class Hint, statement_kind Kind, class T, class L, class V, class First, class... K>
constexpr auto put_hint(const write_statement<Kind, T, L, V, First, K...>& s) {
  return write_statement<Kind, T, L, V, First, Hint, K...>{s.values, s.required};
}
/// update(indexed_by<"i">(table)), which wants what to set.
template <class Builder, class Hint>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] hinted_update {
  static constexpr sentence unfinished() { return Builder::unfinished(); }
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    return put_hint<Hint>(Builder{}.set(assignments...));
  }
  auto set(typename Builder::patch p) const { return put_hint<Hint>(Builder{}.set(std::move(p))); }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
using detail::indexed_by;
using detail::not_indexed;
}  // namespace mizzle
