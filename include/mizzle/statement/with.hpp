// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/delete.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/named_query.hpp>
#include <mizzle/statement/or.hpp>
#include <mizzle/statement/update.hpp>

namespace mizzle::detail {

/// A statement with common table expressions in front of it: the word With, and their values before its own.
template <class With, class V0, class L, class V, class... K>
constexpr auto put_with(const V0& values, const select_statement<L, V, K...>& s) {
  return select_statement<L, joined<V0, V>, With, K...>{join(values, s.values)};
}
template <class With, class V0, statement_kind Kind, class T, class L, class V, class... K>
constexpr auto put_with(const V0& values, const write_statement<Kind, T, L, V, K...>& s) {
  return write_statement<Kind, T, L, joined<V0, V>, With, K...>{join(values, s.values), s.required};
}

/// with(...).insert_into(t).columns(...), which wants from(select).
template <class With, class V, class Columns>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_insert_columns {
  V values;
  template <class S>
  constexpr auto from(const S& select) const {
    return put_with<With>(values, Columns{}.from(select));
  }
};
template <class With, class V, class Builder>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_insert {
  V values;
  template <class... E>
  constexpr auto columns(const E&... e) const {
    using Columns = decltype(Builder{}.columns(e...));
    return with_insert_columns<With, V, Columns>{values};
  }
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    return put_with<With>(values, Builder{}.set(assignments...));
  }
};
template <class With, class V, class Builder>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_update {
  V values;
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    return put_with<With>(values, Builder{}.set(assignments...));
  }
};

/// with(...), which a statement follows.
template <class With, class V>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] with_clause {
  V values;

  template <class... X>
  constexpr auto select(const X&... x) const {
    return put_with<With>(values, mizzle::detail::select(refer(x)...));
  }
  template <class... X>
  constexpr auto select_distinct(const X&... x) const {
    return put_with<With>(values, mizzle::detail::select_distinct(refer(x)...));
  }
  template <Table T>
  constexpr with_insert<With, V, insert_builder<T>> insert_into(const T&) const {
    return {values};
  }
  template <conflict How, Table T>
  constexpr with_insert<With, V, insert_builder<T, word::insert_or<T, How>>> insert_or(const T&) const {
    return {values};
  }
  template <class T>
  constexpr auto update(const T& table) const {
    return with_update<With, V, decltype(mizzle::detail::update(table))>{values};
  }
  template <conflict How, class T>
  constexpr auto update_or(const T& table) const {
    return with_update<With, V, decltype(mizzle::detail::update_or<How>(table))>{values};
  }
  template <class T>
  constexpr auto delete_from(const T& table) const {
    return put_with<With>(values, mizzle::detail::delete_from(table));
  }

 private:
  template <class X>
  static constexpr bool is_declared() {
    if constexpr (NamedQuery<X>) return declares<X, With>;
    return false;
  }
  /// What is selected, a query that is declared here by its name.
  template <class X>
  static constexpr decltype(auto) refer(const X& x) {
    if constexpr (is_declared<X>()) {
      return as_common<X>{};
    } else {
      return (x);
    }
  }
};

/// `"a" as materialized (select ...)`, for with(): SQLite makes the rows once, also if they are read in several places, and looks at nothing
/// around them to make fewer: `with(materialized(touched)).select(...)`.
template <NamedQuery Q>
constexpr auto materialized(const Q& query) {
  return hinted_query<Q, materialization::once>{query.values};
}
/// `"a" as not materialized (select ...)`: as if the query stood wherever it is read.
template <NamedQuery Q>
constexpr auto not_materialized(const Q& query) {
  return hinted_query<Q, materialization::never>{query.values};
}

constexpr none join_queries() { return {}; }
template <class Q, class... More>
constexpr auto join_queries(const Q& q, const More&... more) {
  return join(q.values, join_queries(more...));
}
/// `with "a" as (select ...), ...` in front of select, insert_into, update or delete_from: common table expressions, of which each
/// can read those before it. A query that select().as<"name">() has named can stand here as well; from() and joins of the
/// statement itself then read it by its name.
///
///     db.all(with(touched).select(touched[history.id]).from(touched));
template <class... Q>
  requires((NamedQuery<Q> || is_hinted_query<Q>) && ...)
constexpr auto with(const Q&... queries) {
  static_assert(sizeof...(Q) > 0, "mizzle: with(): it needs at least one named query, such as mz::cte<\"name\">(select)");
  using V = decltype(join_queries(queries...));
  return with_clause<word::with<V, as_common<Q>...>, V>{join_queries(queries...)};
}

// Only to say what is wrong.
template <class... Q>
  requires(!((NamedQuery<Q> || is_hinted_query<Q>) && ...))
constexpr void with(const Q&...) {
  static_assert(
      !(sizeof...(Q) > 0),
      "mizzle: with(): it takes queries that have names; give each select one, with mz::cte<\"name\">(select) or select.as<\"name\">()");
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::materialized;
using detail::not_materialized;
using detail::with;
}  // namespace mizzle
