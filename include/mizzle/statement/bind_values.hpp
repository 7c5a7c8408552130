// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <mizzle/bind/visit.hpp>
#include <mizzle/expression/parameter.hpp>
#include <mizzle/statement/conflict.hpp>

namespace mizzle::detail {

// A parameter without a value reaches no engine.
template <class Sink>
void refuse_parameters() {
  static_assert(
      sizeof(Sink) == 0,
      "mizzle: the statement has parameters, which have no values; call what db.prepare(statement) gives, or use mz::bind_values(statement, ...)");
}
template <class Sink, class Slot>
  requires requires { Slot::is_parameter; }
void visit(Sink&, const Slot&) {
  refuse_parameters<Sink>();
}

/// The parameters among values, in their order, each as often as it stands.
template <class V>
struct slots_in {
  using type = row_types<>;
};
template <fixed_string Name, class T>
struct slots_in<slot<Name, T>> {
  using type = row_types<slot<Name, T>>;
};
template <fixed_string Name, class T, class Left>
struct slots_in<range_slot<Name, T, Left>> {
  using type = row_types<range_slot<Name, T, Left>>;
};
template <auto Member>
struct slots_in<member_slot<Member>> {
  using type = row_types<member_slot<Member>>;
};
template <auto Member, class Left>
struct slots_in<range_member_slot<Member, Left>> {
  using type = row_types<range_member_slot<Member, Left>>;
};
template <class V>
struct slots_in<maybe<V>> : slots_in<V> {};
template <class... A, class... B>
row_types<A..., B...> operator+(row_types<A...>, row_types<B...>);
template <class A, class B>
struct slots_in<two<A, B>> {
  using type = decltype(typename slots_in<A>::type{} + typename slots_in<B>::type{});
};
template <class S>
using slots_of = typename slots_in<decltype(S::values)>::type;

/// Values by their order.
template <class Slots, class... X>
struct ordered_values;
template <class... Slot, class... X>
struct ordered_values<row_types<Slot...>, X...> {
  static constexpr std::string_view names[sizeof...(Slot) + 1] = {Slot::name...};
  /// The position of a name among the different ones.
  static constexpr std::size_t place_of(std::string_view name) {
    std::size_t place = 0;
    for (std::size_t i = 0; i != sizeof...(Slot) && names[i] != name; ++i) {
      bool is_first = true;
      for (std::size_t k = 0; k != i; ++k) is_first = is_first && names[k] != names[i];
      place += is_first;
    }
    return place;
  }
  static constexpr std::size_t count() {
    std::size_t n = 0;
    for (std::size_t i = 0; i != sizeof...(Slot); ++i) {
      bool is_first = true;
      for (std::size_t k = 0; k != i; ++k) is_first = is_first && names[k] != names[i];
      n += is_first;
    }
    return n;
  }
  /// The names of all, for a sentence.
  static constexpr sentence all_names() {
    sentence result{""};
    for (std::size_t i = 0; i != sizeof...(Slot); ++i) {
      bool is_first = true;
      for (std::size_t k = 0; k != i; ++k) is_first = is_first && names[k] != names[i];
      if (is_first) result = sentence{std::string_view{result.chars, result.size()}, i == 0 ? "" : ", ", names[i]};
    }
    return result;
  }

  template <std::size_t I>
  using type_at = std::remove_cvref_t<decltype(*boost::hana::at_c<I>(std::declval<boost::hana::tuple<const X*...>>()))>;

  boost::hana::tuple<const X&...> all;
};

/// What is wrong with a value of type X for a parameter, if anything.
template <class Slot, class X>
constexpr diagnosis wrong_value() {
  using T = typename Slot::type;
  if constexpr (ValueRange<const T>) {
    if (std::convertible_to<const X&, const T&>) return {};
  } else if constexpr (is_nullopt<X> || is_optional<X>) {
    if (is_optional<T> && (is_nullopt<X> || storable_as<remove_optional_t<T>, remove_optional_t<X>>)) return {};
  } else if (storable_as<remove_optional_t<T>, X>) {
    return {};
  }
  return {fault::parameters, sentence{"mizzle: the parameter ", Slot::name, " of type ", type_name<T>(), " is given a value of type ",
                                      type_name<X>(), "; give one of its own type"}};
}

/// What is wrong with values for parameters, if anything.
template <class... Slot, class... X>
constexpr diagnosis wrong_values(row_types<Slot...>, row_types<X...>) {
  using given = ordered_values<row_types<Slot...>, X...>;
  if constexpr (given::count() != sizeof...(X)) {
    constexpr sentence names = given::all_names();
    return {fault::parameters, sentence{"mizzle: the parameters of the statement are ", std::string_view{names.chars, names.size()},
                                        "; give one value for each, in this order"}};
  } else {
    diagnosis result;
    const auto look = [&]<class S>(std::type_identity<S>) {
      using value_type = typename given::template type_at<given::place_of(S::name)>;
      if (result.what == fault::none) result = wrong_value<S, value_type>();
    };
    (look(std::type_identity<Slot>{}), ...);
    return result;
  }
}

/// Values with the parameters among them filled in.
template <class V, class Given>
constexpr auto fill(const V& values, const Given&) {
  return values;
}
template <fixed_string Name, class T, class Slots, class... X>
constexpr auto fill(const slot<Name, T>&, const ordered_values<Slots, X...>& given) {
  const auto& x = boost::hana::at_c<ordered_values<Slots, X...>::place_of(Name.view())>(given.all);
  using Given = std::remove_cvref_t<decltype(x)>;
  using B = remove_optional_t<T>;
  if constexpr (is_nullopt<Given>) {
    return std::optional<typename codec<B>::stored>{};
  } else if constexpr (is_optional<Given>) {
    std::optional<decltype(encode_into<B>(*x))> stored;
    if (x) stored = encode_into<B>(*x);
    return stored;
  } else {
    return encode_into<B>(x);
  }
}
template <fixed_string Name, class T, class Left, class Slots, class... X>
auto fill(const range_slot<Name, T, Left>&, const ordered_values<Slots, X...>& given) {
  const auto& x = boost::hana::at_c<ordered_values<Slots, X...>::place_of(Name.view())>(given.all);
  const T& range = x;
  return json_list<Left>(range);
}
template <auto Member, class Given>
constexpr auto fill(const member_slot<Member>&, const Given& given) {
  const auto& x = given.*Member;
  using T = std::remove_cvref_t<decltype(x)>;
  if constexpr (is_optional<T>) {
    std::optional<decltype(encode(*x))> stored;
    if (x) stored = encode(*x);
    return stored;
  } else {
    return encode(x);
  }
}
template <auto Member, class Left, class Given>
auto fill(const range_member_slot<Member, Left>&, const Given& given) {
  return json_list<Left>(given.*Member);
}
template <class A, class B, class Given>
constexpr auto fill(const two<A, B>& values, const Given& given);
template <class V, class Given>
constexpr auto fill(const maybe<V>& values, const Given& given) {
  auto filled = fill(values.values, given);
  return maybe<decltype(filled)>{values.on, std::move(filled)};
}
template <class A, class B, class Given>
constexpr auto fill(const two<A, B>& values, const Given& given) {
  auto first = fill(values.first, given);
  auto second = fill(values.second, given);
  return two<decltype(first), decltype(second)>{std::move(first), std::move(second)};
}

template <class L, class V, class... K, class Given>
constexpr auto fill_statement(const select_statement<L, V, K...>& s, const Given& given) {
  auto values = fill(s.values, given);
  return select_statement<L, decltype(values), K...>{std::move(values)};
}
template <statement_kind Kind, class T, class L, class V, class... K, class Given>
constexpr auto fill_statement(const write_statement<Kind, T, L, V, K...>& s, const Given& given) {
  auto values = fill(s.values, given);
  return write_statement<Kind, T, L, decltype(values), K...>{std::move(values), s.required};
}

/// The struct that a parameter is a member of, or void.
template <class Slot>
struct struct_of_slot {
  using type = void;
};
template <auto Member>
struct struct_of_slot<member_slot<Member>> {
  using type = decltype(class_of_member(Member));
};
template <auto Member, class Left>
struct struct_of_slot<range_member_slot<Member, Left>> : struct_of_slot<member_slot<Member>> {};

/// The struct whose members are the parameters, or void.
template <class Slots>
struct struct_of_slots {
  using type = void;
};
template <class Slot, class... More>
struct struct_of_slots<row_types<Slot, More...>> {
  using type = typename struct_of_slot<Slot>::type;
  static_assert((std::is_same_v<typename struct_of_slot<More>::type, type> && ...),
                "mizzle: param<>(): the parameters of a statement are members of one struct, or have names of their own; do not mix them");
};

/// A statement with its parameters given: in the order in which their names first stand in it. It runs on any handle, and in lists.
template <Statement S, class... X>
constexpr auto bind_values(const S& s, const X&... values) {
  using Slots = slots_of<S>;
  if constexpr (std::is_void_v<typename struct_of_slots<Slots>::type>) {
    constexpr diagnosis wrong = wrong_values(Slots{}, row_types<X...>{});
    if constexpr (wrong.what == fault::none) {
      return fill_statement(s, ordered_values<Slots, X...>{{values...}});
    } else {
      (void)accept<wrong>();
      using L = fields<expr<std::int64_t, none, bound<sql_type::any>>>;
      return select_statement<L, none, word::select<L, 1>>{};
    }
  } else {
    return fill_statement(s, values...);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::bind_values;
}  // namespace mizzle
