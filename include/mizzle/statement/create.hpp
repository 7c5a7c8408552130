// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/render/ddl.hpp>
#include <mizzle/statement/statement.hpp>

namespace mizzle::detail {

template <class T, std::size_t I, bool IfNotExists>
struct ddl_text {
  static constexpr std::size_t write(auto out) {
    ddl_writer w{out, IfNotExists};
    if constexpr (I == 0) {
      w.template table<T>();
    } else {
      w.template index<T, I - 1>();
    }
    return w.size();
  }
  static constexpr token word{.what = form::text, .text = written<ddl_text>.view()};
  static constexpr const token* words[1] = {&word};
};

/// `create table` (I = 0), or `create index` of the table's I-th constraint, counted from 1.
template <class T, std::size_t I, bool IfNotExists = false>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] create_statement {
  static constexpr statement_kind kind = statement_kind::ddl;
  static constexpr const guard& required = unguarded;
  static constexpr statement_text text{{ddl_text<T, I, IfNotExists>::words, ddl_text<T, I, IfNotExists>::words + 1}, false};
  none values{};

  [[nodiscard]] constexpr create_statement<T, I, true> if_not_exists() const { return {}; }
  friend constexpr bool operator==(const create_statement&, const create_statement&) = default;
};

/// `create table`, with all its columns and constraints; a statement like any other.
template <Table T>
constexpr create_statement<T, 0> create_table(const T&) {
  return {};
}

/// Runs `create index if not exists` for each index that a table declares.
template <class T, class Handle>
void create_indexes_of(Handle& h) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ([&] {
      constexpr auto kind = constraints_type<T>::infos[I].kind;
      if constexpr (kind == constraint_kind::index || kind == constraint_kind::unique_index) h.run(create_statement<T, I + 1, true>{});
    }(), ...);
  }(std::make_index_sequence<constraints_type<T>::size>{});
}

/// `drop table`.
template <class T, bool IfExists = false>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] drop_statement {
  struct head {
    static constexpr token word{.what = form::insert, .text = IfExists ? "drop table if exists " : "drop table ", .from = &source_of<T>};
  };
  static constexpr const token* words[1] = {&head::word};
  static constexpr statement_kind kind = statement_kind::ddl;
  static constexpr const guard& required = unguarded;
  static constexpr statement_text text{{words, words + 1}, false};
  none values{};

  [[nodiscard]] constexpr drop_statement<T, true> if_exists() const { return {}; }
  friend constexpr bool operator==(const drop_statement&, const drop_statement&) = default;
};
/// `drop table`, which takes its indexes with it; `.if_exists()` lets it be absent.
template <Table T>
constexpr drop_statement<T> drop_table(const T&) {
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::create_table;
using detail::drop_table;
}  // namespace mizzle
