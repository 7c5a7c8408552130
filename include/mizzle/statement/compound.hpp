// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/rows/positions.hpp>
#include <mizzle/statement/select.hpp>

namespace mizzle::detail {

namespace word {
struct union_ {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " union "sv};
};
struct union_all {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " union all "sv};
};
struct intersect {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " intersect "sv};
};
struct except {
  static constexpr token word{.what = form::compound, .rank = clause_rank::compound, .text = " except "sv};
};
template <class S>
struct operand {
  static constexpr const token& list = **S::text.words.first;
  static constexpr token word{.what = form::operand, .count = list.count, .list = list.list, .inner = &S::text};
};
}  // namespace word

/// The operands of a set operation need as many columns, one for one of a like type.
template <std::size_t I, class... L, class... R>
constexpr diagnosis check_operands(fields<L...>, fields<R...>) {
  if constexpr (sizeof...(L) != sizeof...(R)) {
    return {fault::set_operands,
            sentence{"mizzle: union: the two selects have different numbers of columns; select the same number on both sides"}};
  } else {
    diagnosis d{};
    std::size_t column = 0;
    const auto one = [&](bool same, std::string_view left, std::string_view right) {
      ++column;
      const char digits[] = {static_cast<char>('0' + column / 10), static_cast<char>('0' + column % 10)};
      const std::string_view number = column < 10 ? std::string_view{digits + 1, 1} : std::string_view{digits, 2};
      if (!same && d.what == fault::none)
        d = {fault::set_operands, sentence{"mizzle: union: column ", number, " is of type ", left, " on the left and of type ", right,
                                           " on the right; select like types, or use mz::cast<T>()"}};
    };
    (one(alike<typename L::type, typename R::type>, type_name<typename L::type>(), type_name<typename R::type>()), ...);
    return d;
  }
}

constexpr diagnosis no_groups() {
  return {
      fault::set_operands,
      sentence{"mizzle: union: the rows of a set operation have no group() in them; give the whole a name with .as<\"name\">(), and group "
               "its columns in a select from it"}};
}

/// A field of the right side must not stand at the place of another one of the left side that has its name.
template <class... L, class... R>
constexpr diagnosis check_operand_order(fields<L...>, fields<R...>) {
  if constexpr (sizeof...(L) != sizeof...(R)) {
    return {};
  } else {
    constexpr std::string_view left[] = {field_name<L>()...};
    constexpr std::string_view right[] = {field_name<R>()...};
    std::size_t at = find_moved(left, right, sizeof...(L));
    if (at == sizeof...(L)) return {};
    return {fault::set_operands,
            sentence{"mizzle: union: the field ", right[at], " of the right select stands at the place of ", left[at],
                     " of the left one; select both in one order, or name this one with .as<\"", left[at], "\">() if it is meant"}};
  }
}

/// A field of a compound of F with what yields G: of the type that holds both. It can be NULL if F can, or, in a union, G.
template <bool Unites, class F, class G>
struct united_field {
  static auto choose() {
    using T = typename F::type;
    constexpr bool nullable = Unites && is_optional<typename G::type> && !is_optional<T>;
    if constexpr (!alike<T, typename G::type>) {
      return std::type_identity<F>{};  // which is rejected
    } else if constexpr (!std::same_as<common_of<T, typename G::type>, remove_optional_t<T>>) {
      using Both = common_of<T, typename G::type>;
      return std::type_identity<united<F, std::conditional_t<nullable || is_optional<T>, std::optional<Both>, Both>>>{};
    } else if constexpr (nullable) {
      return std::type_identity<absent_of<F>>{};
    } else {
      return std::type_identity<F>{};
    }
  }
  using type = typename decltype(choose())::type;
};

/// The fields of a compound. L if the right side makes no difference to the left.
template <bool Unites, class L, class Left, class Right>
struct united_fields {
  using type = L;
};
template <bool Unites, class L, class... F, class... G>
  requires(sizeof...(F) == sizeof...(G) && !(std::same_as<typename united_field<Unites, F, G>::type, F> && ...))
struct united_fields<Unites, L, fields<F...>, fields<G...>> {
  using type = fields<typename united_field<Unites, F, G>::type...>;
};

/// Whether a select has an order or limit of its own, which SQL takes for the whole's where it is an operand.
constexpr bool is_cut(const statement_text& text) { return has_clause(text.words, clause_rank::order, clause_rank::offset); }
/// Whether a select can stand as it is on the right of a set operation. SQL reads set operations from left to right, and has no parentheses for
/// them: only unions of one kind are the same either way.
constexpr bool stands_on_the_right(const statement_text& text, const token& operation) {
  if (is_cut(text) || has_with(text)) return false;
  for (auto at = text.words.first; at != text.words.last; ++at) {
    if ((*at)->what == form::compound && ((*at)->text != operation.text || !operation.text.starts_with(" union"))) return false;
  }
  return true;
}

/// The words of a select as the left operand of a set operation: as it stands, or in parentheses. Its common table expressions stay in front
/// of the whole.
template <class L, class V, class... K>
struct left_operand {
  using type = types<word::operand<select_statement<L, V, K...>>>;
};
template <class L, class V, class... K>
  requires(!is_cut(select_statement<L, V, K...>::text))
struct left_operand<L, V, K...> {
  using type = types<K...>;
};
template <class L, class V, class V0, class... Q, class... K>
  requires(is_cut(select_statement<L, V, word::with<V0, Q...>, K...>::text))
struct left_operand<L, V, word::with<V0, Q...>, K...> {
  using type = types<word::with<V0, Q...>, word::operand<select_statement<L, V, K...>>>;
};
template <class L, class V, class... Left, class... Right>
constexpr auto put_together(const V& values, types<Left...>, types<Right...>) {
  return select_statement<L, V, Left..., Right...>{values};
}

template <class Word, class L, class V, class... K, class L2, class V2, class... K2>
constexpr auto compound(const select_statement<L, V, K...>& a, const select_statement<L2, V2, K2...>& b) {
  using Left = select_statement<L, V, K...>;
  using Right = select_statement<L2, V2, K2...>;
  constexpr diagnosis unlike = is_grouped<L> || is_grouped<L2> ? no_groups() : check_operands<0>(fields_of<Left>{}, fields_of<Right>{});
  (void)accept<unlike>();
  if constexpr (unlike.what == fault::none) (void)accept<check_operand_order(fields_of<Left>{}, fields_of<Right>{})>();
  constexpr bool left_stands = !is_cut(Left::text);
  constexpr bool right_stands = stands_on_the_right(Right::text, Word::word);
  static_assert(
      (left_stands && right_stands) || (!tells_presence(Right::text.words) && !tells_presence(Left::text.words)),
      "mizzle: union: whole tables that an outer join can leave without a row cannot stand in a set operation beside an operand with an order, limit or set operation of its own; select their columns");
  // What intersect and except yield stands on the left, so that NULL on the right does not matter to them.
  constexpr bool unites = std::same_as<Word, word::union_> || std::same_as<Word, word::union_all>;
  using First = std::conditional_t<left_stands, L, fields_of<Left>>;  // what an operand in parentheses yields is told by its type alone
  using Fields = typename united_fields<unites, First, fields_of<Left>, fields_of<Right>>::type;
  if constexpr (left_stands && right_stands) {
    return select_statement<Fields, joined<V, V2>, K..., Word, K2...>{join(a.values, b.values)};
  } else {
    using right = std::conditional_t<right_stands, types<Word, K2...>, types<Word, word::operand<Right>>>;
    return put_together<Fields>(join(a.values, b.values), typename left_operand<L, V, K...>::type{}, right{});
  }
}

template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::union_(const S& other) const {
  return compound<word::union_>(*this, other);
}
template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::union_all(const S& other) const {
  return compound<word::union_all>(*this, other);
}
template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::intersect(const S& other) const {
  return compound<word::intersect>(*this, other);
}
template <class L, class V, class... K>
template <class S>
constexpr auto select_statement<L, V, K...>::except(const S& other) const {
  return compound<word::except>(*this, other);
}

/// union_(a, b, ...), union_all, intersect and except of two or more selects, from left to right. A set operation within another
/// one is done first, as it is written: `union_all(a, intersect(b, c))`.
template <class A, class B, class... More>
constexpr auto union_(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.union_(b);
  else return union_(a.union_(b), more...);
}
template <class A, class B, class... More>
constexpr auto union_all(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.union_all(b);
  else return union_all(a.union_all(b), more...);
}
template <class A, class B, class... More>
constexpr auto intersect(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.intersect(b);
  else return intersect(a.intersect(b), more...);
}
template <class A, class B, class... More>
constexpr auto except(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0) return a.except(b);
  else return except(a.except(b), more...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::except;
using detail::intersect;
using detail::union_;
using detail::union_all;
}  // namespace mizzle
