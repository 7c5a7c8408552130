// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/schema/table.hpp>
#include <mizzle/statement/clauses.hpp>

namespace mizzle::detail {

/// Whether the rows of a common table expression are made once and kept, or anew wherever they are read
/// (https://www.sqlite.org/lang_with.html#materialization_hints); without a hint SQLite chooses.
enum class materialization : unsigned char { none, once, never };
/// A common table expression with such a hint.
template <class Q, materialization Hint>
struct hinted_query {
  using query = Q;
  decltype(Q::values) values;
};
/// The token of a source in with().
template <class Q>
struct declared_token : source_token<Q> {};
template <class Q, materialization Hint>
struct declared_token<hinted_query<Q, Hint>> {
  static constexpr token make() {
    token t = source_token<Q>::word;
    t.count = static_cast<std::uint16_t>(Hint);
    return t;
  }
  static constexpr token word = make();
};

namespace word {
/// Common table expressions in front of a statement, which bind the values V.
template <class V, class... Q>
struct with {
  using values = V;
  static constexpr const token* sources[] = {&declared_token<Q>::word...};
  static constexpr tokens list{sources, sources + sizeof...(Q)};
  static constexpr token word{.what = form::with, .list = &list};
};
}  // namespace word

/// The token of a table that N words about its indexes follow.
template <class Source, std::size_t N>
struct token_before {
  static constexpr token word{.what = form::source, .operands = N, .text = source_of<Source>.label(), .from = &source_of<Source>};
};

/// How a source stands in from() and joins of a statement whose words so far are K: its own words, and the values that it binds.
/// A table is a name.
template <class S>
struct source_words {
  template <class... K>
  static constexpr auto in(const S&) {
    return run_of<none, source_token<S>>{};
  }
};

/// The select of one source alone implies from(); from() after it says anew where it reads, which Base is without.
template <class Statement>
struct from_base {
  using type = Statement;
  static constexpr const auto& values(const auto& all) { return all; }
};
/// Whether words are a source and nothing behind it.
template <class... K>
inline constexpr bool are_source = ((K::word.what != form::clause && K::word.what != form::join && K::word.what != form::compound) && ...);

template <class L, class V, class... K>
struct select_statement;
template <class L, class V, class List, class... Implied>
  requires are_source<Implied...>
struct from_base<select_statement<L, V, List, word::from_implied, Implied...>> {
  using type = select_statement<L, none, List>;
  static constexpr none values(const V&) { return {}; }
};
template <class L, class V, class V0, class... Q, class List, class... Implied>
  requires are_source<Implied...>
struct from_base<select_statement<L, V, word::with<V0, Q...>, List, word::from_implied, Implied...>> {
  using type = select_statement<L, V0, word::with<V0, Q...>, List>;
  static constexpr V0 values(const V& all) {
    if constexpr (std::same_as<V, V0>) {
      return all;
    } else if constexpr (std::same_as<V0, none>) {
      return {};
    } else {
      return all.first;
    }
  }
};

}  // namespace mizzle::detail
