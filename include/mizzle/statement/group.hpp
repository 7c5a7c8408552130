// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/rows/group_field.hpp>
#include <mizzle/statement/named_query.hpp>

namespace mizzle::detail {

/// What group() gives.
template <fixed_string Name, class L, class V = none>
struct field_group;
template <fixed_string Name, class... F, class V>
struct field_group<Name, fields<F...>, V> {
  V values{};

  template <fixed_string Other>
  [[nodiscard]] constexpr field_group<Other, fields<F...>, V> as() const {
    return {values};
  }
};

template <class X>
inline constexpr bool is_one_field = Expression<X> || ScalarSelect<X>;

/// Chosen columns and expressions as a row of their own, in the row of a select:
///
///     const auto q = select(users.id, group(cities.id, cities.name).as<"city">()).from(users).left_join(cities, cities.id == users.city_id);
///     row["city"_col]                  // std::optional of a row
///     row["city"_col]->operator[](cities.name)
///
/// Behind an outer join it is optional as a whole if all of it reads the one table that may be missing; then one of its columns has to
/// be declared NOT NULL, because that tells whether the row is there. If it reads several tables, its columns become optional one by
/// one, as they would outside of it. For another query a group is nothing but its columns.
template <class... X>
constexpr auto group(const X&... x) {
  constexpr bool sound = sizeof...(X) > 0 && (is_one_field<X> && ...);
  static_assert(
      sound, "mizzle: group(): it takes columns and expressions; a table is a group by itself, and a plain value is wrapped in mz::val()");
  if constexpr (sound) return field_group<"", fields<field_t<X>...>, decltype(join_fields(x...))>{join_fields(x...)};
  else return field_group<"", fields<expr<std::int64_t, none, bound<sql_type::any>>>>{};
}

template <fixed_string Name, class L, class V>
inline constexpr bool is_group<field_group<Name, L, V>> = true;
template <fixed_string Name, class L, class V>
struct field_for<field_group<Name, L, V>> {
  using type = field_group<Name, L, V>;
};

/// A select list with groups in it. To SQL, and to all that is checked of a statement, it is the list of their columns.
template <class... Part>
struct grouped_fields : decltype((typename Part::columns{} + ...)) {
  using columns = decltype((typename Part::columns{} + ...));
};
template <class... Part>
inline constexpr bool is_grouped<grouped_fields<Part...>> = true;

/// Fields of such a list that stand by themselves, and a group of them: which of them an outer join makes NULL is told by Null.
template <class L>
struct lone_part;
template <class... F>
struct lone_part<fields<F...>> {
  using columns = fields<F...>;
  static constexpr std::size_t size = sizeof...(F);
  template <class Null, std::size_t... I>
  static auto with(std::index_sequence<I...>) -> fields<std::conditional_t<Null::value[I], absent_of<F>, F>...>;
};
template <fixed_string Name, class L>
struct group_part;
template <fixed_string Name, class... F>
struct group_part<Name, fields<F...>> {
  using columns = fields<F...>;
  static constexpr std::size_t size = sizeof...(F);
  template <class Null, std::size_t... I>
  static auto with(std::index_sequence<I...>) {
    constexpr group_sources from = sources_of_group(columns::list, size);
    if constexpr (!(Null::value[I] || ...)) {
      return fields<group_field<Name, F...>>{};
    } else if constexpr (!from.one) {
      return fields<group_field<Name, std::conditional_t<Null::value[I], absent_of<F>, F>...>>{};
    } else {
      if constexpr (marker_field(columns::list, size) == size) {
        (void)accept<diagnosis{fault::schema,
                               sentence{"mizzle: group(): an outer join can leave it without a row of ", from.label,
                                        ", which none of its columns would tell, as all of them can be NULL; add one that is NOT NULL"}}>();
        return fields<group_field<Name, F...>>{};
      } else {
        return fields<absent<group_field<Name, F...>>>{};
      }
    }
  }
};

template <class X>
struct part_for {
  using type = lone_part<typename fields_of_argument<X>::type>;
};
template <fixed_string Name, class L, class V>
struct part_for<field_group<Name, L, V>> {
  using type = group_part<Name, L>;
};
template <class... X>
  requires(is_group<X> || ...)
struct fields_from<X...> {
  using type = grouped_fields<typename part_for<X>::type...>;
};

/// Which columns of a select an outer join can turn to NULL.
template <class S, std::size_t Size>
struct null_columns {
  static constexpr auto find() {
    std::array<bool, Size> result{};
    if (traits_of<S>.outer_join) null_finder::fields(S::text, result.data());
    return result;
  }
  static constexpr auto all = find();
};
template <class S, class... Part>
struct regrouped {
  static constexpr std::size_t size = (Part::size + ...);
  /// Those from First on.
  template <std::size_t First>
  struct null_from {
    static constexpr const bool* value = null_columns<S, size>::all.data() + First;
  };
  static constexpr std::array<std::size_t, sizeof...(Part)> find_starts() {
    std::array<std::size_t, sizeof...(Part)> result{};
    std::size_t part = 0, at = 0;
    ((result[part++] = at, at += Part::size), ...);
    return result;
  }
  static constexpr auto starts = find_starts();
  template <std::size_t... P>
  static auto fields_with(std::index_sequence<P...>)
      -> decltype((Part::template with<null_from<starts[P]>>(std::make_index_sequence<Part::size>{}) + ...));
  using type = decltype(fields_with(std::index_sequence_for<Part...>{}));
};
template <class... Part, class V, class... K>
struct result_fields<select_statement<grouped_fields<Part...>, V, K...>> {
  using type = typename regrouped<select_statement<grouped_fields<Part...>, V, K...>, Part...>::type;
};

// For another query, a group is its columns.
template <fixed_string Name, class... F>
struct columns_of_field<group_field<Name, F...>> {
  using type = types<typename F::type...>;
};
template <fixed_string Name, class... F>
struct columns_of_field<absent<group_field<Name, F...>>> {
  using type = types<add_optional_t<typename F::type>...>;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::group;
}  // namespace mizzle
