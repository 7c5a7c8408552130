// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <mizzle/render/literal.hpp>
#include <mizzle/render/statement.hpp>
#include <mizzle/schema/constraints.hpp>

namespace mizzle::detail {

/// Writes the statements that create a table and its indexes. Constants in conditions stand in the text as literals.
class ddl_writer {
 public:
  template <class Out>
  constexpr explicit ddl_writer(Out out, bool if_not_exists) noexcept : out_{out}, if_not_exists_{if_not_exists} {}

  template <class T>
  constexpr void table() {
    using traits = source_traits<T>;
    const source& s = source_of<T>;
    head("create table ");
    out_.identifier(s.name);
    out_.put(" ("sv);
    std::size_t keys = 0;
    for (std::size_t c = 0; c != s.size; ++c) keys += s.columns[c].primary_key;
    for (std::size_t c = 0; c != s.size; ++c) {
      if (c != 0) out_.put(", "sv);
      column(s.columns[c], s.name, keys == 1);
    }
    if (keys > 1) {
      out_.put(", primary key ("sv);
      bool first = true;
      for (std::size_t c = 0; c != s.size; ++c) {
        if (!s.columns[c].primary_key) continue;
        if (!first) out_.put(", "sv);
        first = false;
        out_.identifier(s.columns[c].name);
      }
      out_.put(')');
    }
    constraints_of<T>().each([&](const auto& c) { constraint(c.info, c.values); });
    out_.put(')');
    if (traits::is_strict) out_.put(traits::is_without_rowid ? " strict, without rowid" : " strict");
    else if (traits::is_without_rowid) out_.put(" without rowid"sv);
  }

  template <class T, std::size_t I>
  constexpr void index() {
    std::size_t i = 0;
    constraints_of<T>().each([&](const auto& c) {
      if (i++ == I) index_text(c.info, c.values, source_of<T>);
    });
  }

  /// ` where ...` of the table's I-th constraint, a partial index.
  template <class T, std::size_t I>
  constexpr void condition_of() {
    std::size_t i = 0;
    constraints_of<T>().each([&](const auto& c) {
      if (i++ != I) return;
      out_.put(" where "sv);
      condition(c.info.condition, c.values);
    });
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return out_.size(); }

 private:
  constexpr void head(std::string_view what) {
    out_.put(what);
    if (if_not_exists_) out_.put("if not exists "sv);
  }

  constexpr void column(const column_info& c, std::string_view table, bool own_key) {
    out_.identifier(c.name);
    constexpr std::string_view names[] = {"any", "integer", "real", "text", "blob"};
    out_.put(' ');
    out_.put(c.numeric ? "numeric"sv : names[static_cast<unsigned>(c.type)]);
    const bool key = c.primary_key && own_key;
    if (key) out_.put(c.autoincrement ? " primary key autoincrement" : " primary key");
    // The row id is never NULL; other keys can be, by a bug that SQLite keeps.
    if (!c.nullable && !c.row_id) out_.put(" not null"sv);
    if (c.unique) out_.put(" unique"sv);
    default_of(c);
    if (!c.collate.empty()) {
      out_.put(" collate "sv);
      out_.put(c.collate);
    }
    if (!c.generated.empty()) {
      out_.put(" generated always as ("sv);
      out_.put(c.generated);
      out_.put(c.generated_stored ? ") stored" : ") virtual");
    }
    if (!c.check.empty()) {
      out_.put(" check ("sv);
      out_.put(c.check);
      out_.put(')');
    }
    if (c.name_count != 0) {
      out_.put(" check ("sv);
      out_.identifier(c.name);
      for (std::size_t i = 0; i != c.name_count; ++i) {
        out_.put(i == 0 ? " in (" : ", ");
        out_.literal(c.names[i]);
      }
      out_.put("))"sv);
    }
    if (!c.reference.column.empty()) {
      out_.put(" references "sv);
      out_.identifier(c.references_self ? table : c.reference.table);
      out_.put(" ("sv);
      out_.identifier(c.reference.column);
      out_.put(')');
      actions(c.reference);
    }
  }
  constexpr void actions(const reference_info& r) {
    if (!r.on_delete.empty()) {
      out_.put(" on delete "sv);
      out_.put(r.on_delete);
    }
    if (!r.on_update.empty()) {
      out_.put(" on update "sv);
      out_.put(r.on_update);
    }
    if (r.deferred) out_.put(" deferrable initially deferred"sv);
  }
  constexpr void default_of(const column_info& c) {
    switch (c.has_default) {
      case default_kind::none:
        return;
      case default_kind::integer:
        out_.put(" default "sv);
        return write_literal(out_, c.default_integer);
      case default_kind::real:
        out_.put(" default "sv);
        return write_literal(out_, c.default_real);
      case default_kind::text:
        out_.put(" default "sv);
        return out_.literal(c.default_text);
      case default_kind::sql:
        out_.put(" default ("sv);
        out_.put(c.default_text);
        out_.put(')');
        return;
    }
  }

  template <class V>
  constexpr void constraint(const constraint_info& c, const V& values) {
    if (c.kind == constraint_kind::index || c.kind == constraint_kind::unique_index) return;
    out_.put(", "sv);
    switch (c.kind) {
      case constraint_kind::primary_key:
        out_.put("primary key "sv);
        return columns(c.columns, c.size);
      case constraint_kind::unique:
        out_.put("unique "sv);
        return columns(c.columns, c.size);
      case constraint_kind::check:
        out_.put("constraint "sv);
        out_.identifier(c.name);
        out_.put(" check ("sv);
        condition(c.condition, values);
        out_.put(')');
        return;
      default:
        out_.put("foreign key "sv);
        columns(c.columns, c.size);
        out_.put(" references "sv);
        out_.identifier(c.reference.table);
        out_.put(' ');
        columns(c.referenced, c.size);
        return actions(c.reference);
    }
  }
  template <class V>
  constexpr void index_text(const constraint_info& c, const V& values, const source& table) {
    head(c.kind == constraint_kind::unique_index ? "create unique index " : "create index ");
    out_.identifier(table.prefix(), c.name);
    out_.put(" on "sv);
    out_.identifier(table.name);
    out_.put(' ');
    columns(c.columns, c.size);
    if (c.condition.first != c.condition.last) {
      out_.put(" where "sv);
      condition(c.condition, values);
    }
  }
  constexpr void columns(const tokens* list, std::size_t size) {
    out_.put('(');
    for (std::size_t i = 0; i != size; ++i) {
      if (i != 0) out_.put(", "sv);
      condition(list[i], none{});
    }
    out_.put(')');
  }

  /// An expression with its values as literals.
  template <class V>
  constexpr void condition(const tokens& words, const V& values) {
    const plain_values<count_values<V>> literals{values};
    renderer r{out_, dialect_id::sqlite, {}};
    r.bare_expression(words, literals.items);
    out_ = r.out();
  }

  writer out_;
  bool if_not_exists_;
};

}  // namespace mizzle::detail
