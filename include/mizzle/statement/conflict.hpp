// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/render/ddl.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/column_functions.hpp>

namespace mizzle::detail {

namespace word {
template <std::size_t N>
struct on_conflict {
  static constexpr token word{.what = form::conflict, .count = N};
};
struct do_nothing {
  static constexpr token word{.what = form::text, .text = " do nothing"sv};
};
template <std::size_t N>
struct do_update {
  static constexpr token word{.what = form::assigns, .flags = is_upsert, .count = N, .text = " do update set "sv};
};
}  // namespace word

// SQLite takes a partial index for a conflict target only if the condition behind it is that of the index, and a parameter
// agrees with nothing (https://www.sqlite.org/lang_upsert.html). Hence the condition is the schema's, with its constants as
// literals, and the one that a caller writes only tells which index is meant.

/// ` where ...` of the table's I-th constraint, a partial unique index.
template <class T, std::size_t I>
struct index_condition {
  static constexpr std::size_t write(auto out) {
    ddl_writer w{out, false};
    w.template condition_of<T, I>();
    return w.size();
  }
  static constexpr token word{.what = form::text, .text = written<index_condition>.view()};
  static constexpr const token* words[1] = {&word};
};
/// The condition of one of several such indexes, which the values decide about.
template <class T, std::size_t... I>
struct one_condition {
  static constexpr tokens list[] = {{index_condition<T, I>::words, index_condition<T, I>::words + 1}...};
  static constexpr token word{.what = form::choice, .count = sizeof...(I), .list = list};
};
/// Whether two groups of values are the same; texts are, however they are held.
template <class A, class B>
constexpr bool same_values(const A& a, const B& b) {
  const plain_values<count_values<A>> left{a};
  const plain_values<count_values<B>> right{b};
  if (left.size != right.size) return false;
  for (std::size_t i = 0; i != left.size; ++i) {
    if (!(left.items[i] == right.items[i])) return false;
  }
  return true;
}

/// The columns of a conflict target of which it is not yet known which key they mean.
template <class T, class... C>
struct open_target {
  static constexpr std::string_view names[] = {C::word.text...};
  static constexpr keys_found keys = find_keys<T>(names, sizeof...(C));

  /// The partial indexes over these columns whose condition has the same words.
  struct candidates {
    std::size_t size = 0;
    std::size_t items[constraints_type<T>::size + 1]{};
  };
  static constexpr candidates find(const tokens& condition) {
    candidates found;
    for (std::size_t i = 0; i != constraints_type<T>::size; ++i) {
      const constraint_info& c = constraints_type<T>::infos[i];
      if (is_key_over(c, names, sizeof...(C)) &&
          same_expression(c.condition.first, c.condition.last, condition.first, condition.last, true))
        found.items[found.size++] = i;
    }
    return found;
  }
  static constexpr diagnosis not_told_apart() {
    return {fault::conflict_target,
            sentence{"mizzle: on_conflict(): table ", source_of<T>.name, " has several partial unique indexes over column ", names[0],
                     sizeof...(C) > 1 ? " and the others" : "", "; write .where() with the condition of the one that is meant"}};
  }
  static constexpr diagnosis no_such_condition() {
    if (keys.partial == 0)
      return {fault::conflict_target,
              sentence{"mizzle: on_conflict().where(): the key over column ", names[0], sizeof...(C) > 1 ? " and the others" : "",
                       " of table ", source_of<T>.name, " has no condition; leave where() out"}};
    return {fault::conflict_target,
            sentence{"mizzle: on_conflict().where(): this is not the condition of the unique index over these columns of table ",
                     source_of<T>.name, "; write that one, or leave where() out"}};
  }
};

/// A column of the row that met a conflict.
template <class Column>
struct excluded_token {
  static constexpr token make() {
    token t = Column::word;
    t.flags |= is_excluded;
    return t;
  }
  static constexpr token word = make();
};
/// The value that the insert would have written, for do_update(): `counters.n = counters.n + excluded(counters.n)`.
template <class T, class S, unsigned I>
constexpr auto excluded(const expr<T, none, column_token<S, I>>&) {
  return expr<T, none, excluded_token<column_token<S, I>>>{};
}

/// `do update set ...`, which where() may follow.
template <class T, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] do_update_insert
    : insert_statement<T, void, V, K...> {
  /// `where condition`: rows in conflict that do not meet it stay as they are, count as no change, and are not returned.
  template <class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    return insert_statement<T, void, joined<V, V2>, K..., word::where, K2...>{join(this->values, condition.values), this->required};
  }
  // Only to say what is wrong.
  template <class X>
    requires(!Condition<X>)
  constexpr auto where(const X&) const {
    (void)accept<no_condition<"where()", X>()>();
    return insert_statement<T, void, V, K...>{*this};
  }
};
template <class T, class V, class... K>
struct result_fields<do_update_insert<T, V, K...>> {
  using type = void;
};

/// `insert ... on conflict (...)`, which wants do_nothing() or do_update(). Target are its columns as long as it is open which
/// key they mean; then it is void.
template <class T, class Target, class V, class... K>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] conflict_clause {
  static constexpr sentence unfinished() {
    return sentence{"on_conflict(...) of an insert into ", source_of<T>.name, " is not complete; add do_nothing() or do_update(...)"};
  }
  V values;
  guard required{};

  /// `where condition` of the partial unique index that is meant, with the constants that it has in the schema. It need not
  /// be written where no other key has these columns. An invalid_request if no such index has these values.
  template <class T2, class V2, class... K2>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    static_assert(
        !std::is_void_v<Target>,
        "mizzle: on_conflict().where(): it stands once, behind the columns of a partial unique index; name them in on_conflict()");
    if constexpr (!std::is_void_v<Target>) {
      constexpr auto found = Target::find(expr<T2, V2, K2...>::all);
      if constexpr (found.size == 0) {
        (void)accept<Target::no_such_condition()>();
        return conflict_clause<T, void, V, K...>{values, required};
      } else {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
          return among<found.items[I]...>(condition.values);
        }(std::make_index_sequence<found.size>{});
      }
    } else {
      return *this;
    }
  }
  /// Rows in conflict are left out.
  constexpr auto do_nothing() const { return decided().template end<word::do_nothing>(); }
  /// Rows in conflict are updated; columns that are not named and have an on_update_fn get its value.
  template <class... A>
  constexpr auto do_update(const A&... assignments) const {
    (void)accept<check_targets<T, typename A::column...>()>();
    demand_assignment("do_update()", assignments...);
    return decided().update(
        with_on_update<T, count_assignments<false, T, A...>, 0, typename A::column...>((write_assignment<false, T>(assignments) + ...)));
  }
  template <class... A>
    requires(!are_assignments<A...>)
  constexpr auto do_update(const A&...) const {
    (void)accept<no_assignment<"do_update()", A...>()>();
    return decided().template end<word::do_nothing>();
  }

 private:
  template <class, class, class, class...>
  friend struct conflict_clause;

  /// The indexes I have the condition's words: the one that has its values, too.
  template <std::size_t... I, class V2>
  constexpr auto among(const V2& wanted) const {
    constexpr std::size_t positions[] = {I...};
    std::size_t which = sizeof...(I), at = 0;
    if constexpr (std::same_as<V2, none>) {
      which = 0;
    } else {
      constraints_of<T>().each([&](const auto& c) {
        for (std::size_t i = 0; i != sizeof...(I); ++i) {
          if (positions[i] == at && same_values(c.values, wanted)) which = i;
        }
        ++at;
      });
    }
    if (which == sizeof...(I))
      throw error::invalid_request{"on_conflict().where(): no unique index over these columns of " + std::string{source_of<T>.name} +
                                   " has this condition with these values"};
    if constexpr (sizeof...(I) == 1) {
      return conflict_clause<T, void, V, K..., index_condition<T, I>...>{values, required};
    } else {
      using chosen = one_of<sizeof...(I)>;
      return conflict_clause<T, void, joined<V, chosen>, K..., one_condition<T, I...>>{join(values, chosen{which}), required};
    }
  }
  /// A full key goes before a partial index, which must be the only one if where() does not tell which.
  constexpr auto decided() const {
    if constexpr (std::is_void_v<Target>) {
      return *this;
    } else if constexpr (!Target::keys.full && Target::keys.partial == 1) {
      return conflict_clause<T, void, V, K..., index_condition<T, Target::keys.last_partial>>{values, required};
    } else {
      if constexpr (!Target::keys.full && Target::keys.partial > 1) (void)accept<Target::not_told_apart()>();
      return conflict_clause<T, void, V, K...>{values, required};
    }
  }
  template <class Word>
  constexpr auto end() const {
    return insert_statement<T, void, V, K..., Word>{values, required};
  }
  template <std::size_t N, class V2, class... K2>
  constexpr auto update(const assigned_run<N, run_of<V2, K2...>>& r) const {
    return do_update_insert<T, joined<V, V2>, K..., word::do_update<N>, K2...>{{join(values, r.run.values), required}};
  }
};

template <class T, class L, class V, class... K, class... Type, class... C>
constexpr auto conflict_target(const insert_statement<T, L, V, K...>& s, const expr<Type, none, C>&...) {
  static_assert(
      insert_statement<T, L, V, K...>::words[1]->text != word::default_values::word.text,
      "mizzle: on_conflict(): it cannot follow default_values(), because SQL has no form for it; give a value with values() or set()");
  static_assert(
      !(std::same_as<K, word::on_conflict<0>> || ...),
      "mizzle: on_conflict(): it stands behind one without columns, which meets every conflict, so that it would never be asked; write the one without columns last");
  if constexpr (sizeof...(C) == 0) {
    return conflict_clause<T, void, V, K..., word::on_conflict<0>>{s.values, s.required};
  } else {
    (void)accept<check_conflict<T, C...>()>();
    return conflict_clause<T, open_target<T, C...>, V, K..., word::on_conflict<sizeof...(C)>, C...>{s.values, s.required};
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::excluded;
}  // namespace mizzle
