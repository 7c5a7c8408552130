// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/lit.hpp>
#include <mizzle/statement/query_columns.hpp>

namespace mizzle::detail {

template <fixed_string Name, class S, class Columns, source_kind Kind = source_kind::query, fixed_string Alias = "">
struct named_query;

/// A term of order_by() that names columns of a query Q by their positions, as the order of a compound does.
template <class Q, class K>
struct term_word {
  using type = K;
};
template <class Q, fixed_string Name, class S, class Columns, source_kind Kind, unsigned I>
  requires(Q::name.view() == Name.view())
struct term_word<Q, column_token<named_query<Name, S, Columns, Kind>, I>> {
  using type = op::literal<std::int64_t{I + 1}>;
};
template <class Q, class V, class... K>
constexpr auto by_position(const ordering<V, K...>& term) {
  return ordering<V, typename term_word<Q, K>::type...>{term.values};
}
template <class Q, class T, class V, class... K>
constexpr auto by_position(const expr<T, V, K...>& term) {
  return expr<T, V, typename term_word<Q, K>::type...>{term.values};
}

/// A select under a name: `const auto newest = select(...).as<"newest">();`. It stands in from() and joins, where it is written
/// as `(select ...) as "newest"`; its columns are `newest[messages.id]` and `newest["total"_col]`. A common table expression is
/// one that is written in front of the statement by with(), and where it is read by its name.
template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
struct named_query {
  using select = S;
  using definition = query_definition<S, Columns>;
  static_assert(definition::names_differ(),
                "mizzle: as(): two columns of the named query have one name; give one of them another with .as<\"name\">()");
  static constexpr auto name = Name;
  static constexpr source_kind source = Kind;

  static constexpr bool is_literal = std::is_trivially_copyable_v<decltype(S::values)>;

  decltype(S::values) values{};

  // Each is there twice, because Clang 14 crashes where it tries whether the column of a query that holds a std::string is a constant.

  /// The column that is selected from this column or expression.
  template <class T, class V, class... K>
  [[nodiscard]] constexpr auto operator[](const expr<T, V, K...>&) const
    requires is_literal
  {
    return selected_from<expr<T, V, K...>>();
  }
  template <class T, class V, class... K>
  [[nodiscard]] auto operator[](const expr<T, V, K...>&) const
    requires(!is_literal)
  {
    return selected_from<expr<T, V, K...>>();
  }
  /// The column of this name.
  template <fixed_string Wanted>
  [[nodiscard]] constexpr auto operator[](column_name<Wanted>) const
    requires is_literal
  {
    return called<Wanted>();
  }
  template <fixed_string Wanted>
  [[nodiscard]] auto operator[](column_name<Wanted>) const
    requires(!is_literal)
  {
    return called<Wanted>();
  }

  /// Makes it recursive: `first union all part`, where part is what a function gives for the query itself. It yields what the
  /// first part yields, or a type that holds both.
  ///
  ///     const auto above = cte<"above">(select(staff.id, staff.boss).from(staff).where(staff.id == 7))
  ///                            .union_all([](const auto& above) { return select(staff.id, staff.boss).from(staff).inner_join(above, above[staff.boss] == staff.id); });
  template <class F>
  [[nodiscard]] constexpr auto union_all(const F& part) const {
    return recurse<word::union_all>(part);
  }
  /// The same without rows that were there already, which ends a walk in a circle.
  template <class F>
  [[nodiscard]] constexpr auto union_(const F& part) const {
    return recurse<word::union_>(part);
  }

  /// `order by` and `limit` of a recursive query (https://www.sqlite.org/lang_with.html): which of the rows that were found and not yet looked
  /// at is looked at next, and how many rows there are at most. Terms are what the first part selects, or what functions give for the query
  /// itself: `.order_by([](const auto& under) { return desc(under["depth"_col]); })` walks into the depth first.
  template <class... Term>
  [[nodiscard]] constexpr auto order_by(const Term&... terms) const {
    require_recursive();
    return again(S{values}.order_by(own_term(terms)...));
  }
  [[nodiscard]] constexpr auto limit(std::int64_t n) const {
    require_recursive();
    return again(S{values}.limit(n));
  }
  [[nodiscard]] constexpr auto offset(std::int64_t n) const {
    require_recursive();
    return again(S{values}.offset(n));
  }

  /// The column at a position.
  template <std::size_t I>
  static constexpr auto column() {
    return column_of<I>(Columns{});
  }

 private:
  template <class E>
  static constexpr auto selected_from() {
    constexpr std::size_t at = find_column(definition::list, E::all);
    static_assert(at != definition::size,
                  "mizzle: query[]: this column or expression is not selected by the named query; add it to its select()");
    static_assert(
        at <= definition::size,
        "mizzle: query[]: the named query selects this expression several times; give each a name with .as<\"name\">(), and ask by it");
    constexpr std::size_t existing = at < definition::size ? at : 0;
    return column<existing>();
  }
  template <fixed_string Wanted>
  static constexpr auto called() {
    constexpr std::size_t at = definition::find(Wanted.view());
    static_assert(at != definition::size,
                  "mizzle: query[]: the named query has no column of this name; give one the name with .as<\"name\">()");
    constexpr std::size_t existing = at < definition::size ? at : 0;
    return column<existing>();
  }
  template <std::size_t I, class... T>
  static constexpr auto column_of(types<T...>) {
    using type = typename std::remove_cvref_t<decltype(at_cell<I>(cells<std::type_identity<T>...>{}))>::type;
    return expr<type, none, column_token<named_query, I>>{};
  }
  static constexpr void require_recursive() {
    static_assert(Kind == source_kind::recursive,
                  "mizzle: cte(): order_by() and limit() behind it are those of a recursive query; write them in its select");
  }
  template <class L, class V, class... K>
  static constexpr auto again(const select_statement<L, V, K...>& s) {
    return named_query<Name, select_statement<L, V, K...>, Columns, source_kind::recursive>{s.values};
  }
  template <class X>
  static constexpr auto own_term(const X& term) {
    if constexpr (requires { term(named_query<Name, S, Columns, Kind>{}); }) {
      return by_position<named_query<Name, S, Columns, Kind>>(term(named_query<Name, S, Columns, Kind>{}));
    } else {
      return term;
    }
  }
  template <class Word, class F>
  constexpr auto recurse(const F& part) const {
    static_assert(std::is_invocable_v<const F&, const named_query<Name, S, Columns, source_kind::recursive>&>,
                  "mizzle: cte(): a recursive query reads itself, so that its second part is what a function gives for it; write "
                  ".union_all([](const auto& self) { return mz::select(...).from(...).inner_join(self, ...); })");
    if constexpr (std::is_invocable_v<const F&, const named_query<Name, S, Columns, source_kind::recursive>&>)
      return recurse_into<Word>(part);
  }
  template <class Word, class F>
  constexpr auto recurse_into(const F& part) const {
    static_assert(Kind != source_kind::recursive, "mizzle: cte(): it is recursive already; make one union of its recursive parts");
    const S first{values};
    const auto second = part(named_query<Name, S, Columns, source_kind::recursive>{});
    static_assert(
        stands_on_the_right(second.text, Word::word),
        "mizzle: cte(): the recursive part has an order, a limit, a with() or a set operation of another kind, behind which SQLite does not "
        "let it read itself; put order_by() and limit() behind union_all()");
    const auto once = compound<Word>(first, second);
    using Wider = query_columns<decltype(once)>;
    if constexpr (std::same_as<Wider, Columns>) {
      return named_query<Name, std::remove_const_t<decltype(once)>, Columns, source_kind::recursive>{once.values};
    } else {
      // What the second part yields is wider than the first: it reads itself in the wider types, too.
      const auto again = compound<Word>(first, part(named_query<Name, S, Wider, source_kind::recursive>{}));
      static_assert(
          std::same_as<query_columns<decltype(again)>, Wider>,
          "mizzle: cte(): the recursive part yields wider types each time; cast its columns to those of the first part with mz::cast<T>()");
      return named_query<Name, std::remove_const_t<decltype(again)>, Wider, source_kind::recursive>{again.values};
    }
  }
};

template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
struct source_traits<named_query<Name, S, Columns, Kind, Alias>> {
  using definition = query_definition<S, Columns>;
  static consteval source describe() {
    // Columns are part of what it is: a query of the same name with other columns is not meant.
    std::uint64_t id = id_of_source(Name.view(), {});
    for (const column_info& c : definition::columns) id = (id ^ id_of_label(c.name)) * 0x100000001b3;
    return {.name = Name.view(),
            .alias = Alias.view(),
            .columns = definition::columns.data(),
            .size = definition::size,
            .inner = &S::text,
            .row_ids = false,
            .kind = Kind,
            .base = id};
  }
};

template <class X>
inline constexpr bool is_named_query = false;
template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
inline constexpr bool is_named_query<named_query<Name, S, Columns, Kind, Alias>> = true;
template <class X>
concept NamedQuery = is_named_query<std::remove_cvref_t<X>>;
template <class X>
inline constexpr bool is_hinted_query = false;
template <class Q, materialization Hint>
inline constexpr bool is_hinted_query<hinted_query<Q, Hint>> = true;

/// A named query as a common table expression, whose name with() declares.
template <class Q>
struct common_query;
template <fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Alias>
struct common_query<named_query<Name, S, Columns, Kind, Alias>> {
  using type = named_query<Name, S, Columns, Kind == source_kind::query ? source_kind::common : Kind>;
};
template <class Q, materialization Hint>
struct common_query<hinted_query<Q, Hint>> {
  using type = hinted_query<typename common_query<Q>::type, Hint>;
};
template <class Q>
using as_common = typename common_query<Q>::type;
/// Without its hint.
template <class Q>
struct unhinted {
  using type = Q;
};
template <class Q, materialization Hint>
struct unhinted<hinted_query<Q, Hint>> {
  using type = Q;
};

/// Whether the words of a statement begin with a with() that declares a named query.
template <class Q, class... K>
inline constexpr bool declares = false;
template <class Q, class V, class... D, class... K>
inline constexpr bool declares<Q, word::with<V, D...>, K...> = (std::same_as<as_common<Q>, typename unhinted<D>::type> || ...);

/// A named query is written where it stands, with its values, or by its name if it is a common table expression.
template <NamedQuery Q>
struct source_words<Q> {
  template <class... K>
  static constexpr auto in(const Q& q) {
    if constexpr (Q::source != source_kind::query) {
      return run_of<none, source_token<Q>>{};
    } else if constexpr (declares<Q, K...>) {
      return run_of<none, source_token<as_common<Q>>>{};
    } else {
      return run_of<decltype(q.values), source_token<Q>>{q.values};
    }
  }
};

/// The fields of one argument of select(): a named query stands for its columns.
template <class Q, std::size_t... I>
auto fields_of_query(std::index_sequence<I...>) -> fields<decltype(Q::template column<I>())...>;
template <class X>
struct fields_of_argument {
  using type = fields<field_t<X>>;
};
template <NamedQuery Q>
struct fields_of_argument<Q> {
  using type = decltype(fields_of_query<Q>(std::make_index_sequence<Q::definition::size>{}));
};
template <class... A, class... B>
fields<A..., B...> operator+(fields<A...>, fields<B...>);
template <class... X>
  requires((NamedQuery<X> || ...) && !(is_group<X> || ...))
struct fields_from<X...> {
  using type = decltype((typename fields_of_argument<X>::type{} + ...));
};

template <class L, class V, class... K>
template <fixed_string Name>
constexpr auto select_statement<L, V, K...>::as() const {
  return named_query<Name, select_statement, query_columns<select_statement>>{values};
}

/// Another name for a named query, so that it can stand in a statement twice.
template <fixed_string Alias, fixed_string Name, class S, class Columns, source_kind Kind, fixed_string Other>
constexpr auto alias(const named_query<Name, S, Columns, Kind, Other>& q) {
  if constexpr (Kind == source_kind::query) {
    return named_query<Alias, S, Columns>{q.values};
  } else {
    return named_query<Name, S, Columns, Kind, Alias>{q.values};  // with() may be given the alias
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
}  // namespace mizzle
