// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <mizzle/statement/all_of.hpp>
#include <mizzle/statement/condition.hpp>

namespace mizzle::detail {

/// Calls f with each name of a list: of a text, what stands between its commas; of a range, its elements.
template <class Names, class F>
void each_name(const Names& names, F&& f) {
  if constexpr (std::convertible_to<const Names&, std::string_view>) {
    std::string_view rest = names;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      f(rest.substr(0, comma));
      if (comma + 1 == rest.size()) f(std::string_view{});  // a comma at the end, behind which there is no name
      rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
    }
  } else {
    for (const auto& name : names) f(std::string_view{name});
  }
}
/// Says that a name is none of those that can be chosen.
template <std::size_t N>
[[noreturn]] void refuse_name(std::string_view clause, std::string_view given, const std::string_view (&names)[N]) {
  std::string message{clause};
  message += ": there is no \"";
  message += given;
  message += "\" to choose; it is one of ";
  for (std::size_t i = 0; i != N; ++i) {
    if (i != 0) message += ", ";
    message += names[i];
  }
  throw error::invalid_request{message};
}
template <std::size_t N>
std::size_t find_name(std::string_view clause, std::string_view given, const std::string_view (&names)[N]) {
  for (std::size_t i = 0; i != N; ++i) {
    if (names[i] == given) return i;
  }
  refuse_name(clause, given, names);
}
template <std::size_t N>
constexpr bool names_differ(const std::string_view (&names)[N]) {
  for (std::size_t i = 0; i != N; ++i) {
    for (std::size_t k = 0; k != i; ++k) {
      if (names[i] == names[k]) return false;
    }
  }
  return true;
}

template <class K>
struct reversed_token {
  using type = K;
};
template <>
struct reversed_token<op::asc> {
  using type = op::desc;
};
template <>
struct reversed_token<op::desc> {
  using type = op::asc;
};

/// A term of an order, and the name by which it is chosen. Backwards are its words in the other direction.
template <fixed_string Name, class Forwards, class Backwards>
struct named_term {
  static constexpr std::string_view name = Name.view();
  Forwards forwards;
  Backwards backwards;
};
/// A term that order_choice() can choose by a name: a column or expression, or one with a direction.
template <fixed_string Name, class T, class V, class... K>
auto by(const expr<T, V, K...>& term) {
  return named_term<Name, run_of<V, K...>, run_of<V, op::desc, K...>>{{term.values}, {term.values}};
}
template <fixed_string Name, class V, class... K>
auto by(const ordering<V, K...>& term) {
  return named_term<Name, run_of<V, K...>, run_of<V, typename reversed_token<K>::type...>>{{term.values}, {term.values}};
}

/// The words of all terms, for who checks them.
template <class... Run>
struct words_of_terms;
template <class... K>
struct words_of_terms<types<K...>> {
  using type = ordering<made_text, op::made_of<K...>>;
};
template <class... K, class V, class... K2, class... More>
struct words_of_terms<types<K...>, run_of<V, K2...>, More...> : words_of_terms<types<K..., K2...>, More...> {};

/// Terms of order_by() that a run-time text chooses by their names, one behind another, with - in front of one for the reverse:
///
///     order_by(order_choice("-date,name", by<"name">(t.name), by<"date">(t.created_at)), t.id)
///
/// A name that is none of theirs is an invalid_request that tells which there are. An empty text chooses none. NULLs stay first or last where a
/// term says so by nulls_first() or nulls_last().
template <class Names, fixed_string... Name, class... Forwards, class... Backwards>
  requires(sizeof...(Name) > 0)
auto order_choice(const Names& text, const named_term<Name, Forwards, Backwards>&... terms) {
  static constexpr std::string_view names[] = {Name.view()...};
  static_assert(names_differ(names), "mizzle: order_choice(): two terms have the same name; give one of them another");
  made_text made{.what = made_text::kind::list};
  each_name(text, [&](std::string_view given) {
    const bool reverse = given.starts_with('-');
    const std::size_t wanted = find_name("order_choice()", given.substr(reverse ? 1 : 0), names);
    std::size_t at = 0;
    const auto add = [&](const auto& term) {
      if (at++ != wanted) return;
      made.operands.push_back(reverse ? make_part(term.backwards.all, term.backwards.values)
                                      : make_part(term.forwards.all, term.forwards.values));
    };
    (add(terms), ...);
  });
  return typename words_of_terms<types<>, Forwards...>::type{std::move(made)};
}

// Only to say what is wrong.
template <class Names, class... X>
void order_choice(const Names&, const X&...) {
  static_assert(sizeof(Names) == 0, "mizzle: order_choice(): it needs terms to choose from, such as mz::by<\"date\">(column)");
}

/// Fields of a select that are chosen at run time.
template <class V, class... X>
struct chosen_fields {
  V values;
};
template <class V, class... X>
struct field_for<chosen_fields<V, X...>> {
  struct type {
    maybe<none> values{};
  };
};
template <class V, class... X>
struct fields_of_argument<chosen_fields<V, X...>> {
  using type = fields<field_t<X>...>;
};
template <class X>
inline constexpr bool is_chosen = false;
template <class V, class... X>
inline constexpr bool is_chosen<chosen_fields<V, X...>> = true;
template <class... X>
  requires((is_chosen<X> || ...) && !((is_column_list<X> || NamedQuery<X>) || ...))
struct fields_from<X...> {
  using type = decltype((typename fields_of_argument<X>::type{} + ...));
};

/// Fields of a select of which run-time names choose some: `select(t.id, choose(names, t.name, t.body, upper(t.body).as<"loud">()))`. The names are
/// a range of texts, or a text with commas between them; those of columns are their own. All of the fields are optional, keep their places, and
/// read as absent if they are not chosen. A name that is none of theirs is an invalid_request that tells which there are.
template <class Names, class... X>
  requires(sizeof...(X) > 0)
auto choose(const Names& names, const X&... fields) {
  static constexpr std::string_view all[] = {field_name<field_t<X>>()...};
  constexpr bool have_names = (!field_name<field_t<X>>().empty() && ...);
  static_assert(have_names, "mizzle: choose(): each field needs a name by which it is chosen; give an expression one with .as<\"name\">()");
  static_assert(names_differ(all), "mizzle: choose(): two fields have the same name; give one of them another with .as<\"name\">()");
  bool chosen[sizeof...(X)]{};
  each_name(names, [&](std::string_view name) { chosen[find_name("choose()", name, all)] = true; });
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto values = join_fields(when(chosen[I], fields)...);
    return chosen_fields<decltype(values), decltype(when(true, fields))...>{std::move(values)};
  }(std::index_sequence_for<X...>{});
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::by;
using detail::choose;
using detail::order_choice;
}  // namespace mizzle
