// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/column_functions.hpp>
#include <mizzle/statement/index_hint.hpp>

namespace mizzle::detail {

namespace word {
template <class T>
struct update {
  static constexpr token word{.what = form::insert, .text = "update "sv, .from = &source_of<T>};
};
template <class T>
struct delete_from {
  static constexpr token word{.what = form::insert, .text = "delete from "sv, .from = &source_of<T>};
};
template <std::size_t N>
struct set {
  static constexpr token word{.what = form::assigns, .count = N, .text = " set "sv};
};
template <class T>
struct patch {
  static constexpr token word{.what = form::patch, .from = &source_of<T>};
};
}  // namespace word

/// `update(table)`, which wants what to set.
template <class T, class Update = word::update<T>>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] update_builder {
  using patch = typename source_traits<T>::template as<as_patch>;
  static constexpr sentence unfinished() {
    return sentence{"update(", source_of<T>.name, ") is not complete; add set(...), then where(...) or all_rows()"};
  }

  /// `set column = value, ...`.
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    (void)accept<check_targets<T, typename A::column...>()>();
    demand_assignment("set()", assignments...);
    return set_run(
        with_on_update<T, count_assignments<false, T, A...>, 0, typename A::column...>((write_assignment<false, T>(assignments) + ...)));
  }
  template <class... A>
    requires(!are_assignments<A...>)
  constexpr auto set(const A&...) const {
    (void)accept<no_assignment<"set()", A...>()>();
    return write_statement<statement_kind::update, T, void, none, Update, word::set<0>, word::all_rows>{};
  }
  /// `set` of the members that the patch names; a patch that names none is an invalid_request.
  auto set(patch p) const {
    bool any = false;
    unpacker<source_traits<T>::definition::size>::apply(p, [&](const auto&... m) {
      ([&] {
        if constexpr (requires { m.given; }) any = any || m.given;
      }(), ...);
    });
    if (!any) throw error::invalid_request{"update(): the patch names no column to set"};
    row_access<T>::template fill<false>(p);
    return write_statement<statement_kind::update, T, void, patch_values<T, patch>, Update, word::patch<T>>{{std::move(p)}};
  }

 private:
  template <std::size_t N, class V, class... K>
  static constexpr auto set_run(const assigned_run<N, run_of<V, K...>>& r) {
    return write_statement<statement_kind::update, T, void, V, Update, word::set<N>, K...>{r.run.values};
  }
};

/// `update table`: then set(...), then where(...) or all_rows().
template <TableSource T>
constexpr update_builder<T> update(const T&) {
  static_assert(Table<T>, "mizzle: update(): an alias names a table that is read; name the table itself, and give its alias to subqueries");
  return {};
}
template <Table T, class Hint>
constexpr hinted_update<update_builder<T>, Hint> update(const hinted_table<T, Hint>&) {
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::update;
}  // namespace mizzle
