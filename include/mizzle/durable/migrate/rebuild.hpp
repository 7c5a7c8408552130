// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/durable/migrate/erased.hpp>
#include <mizzle/statement/create.hpp>
#include <mizzle/statement/select.hpp>

namespace mizzle::detail::migrating {

/// A name in double quotes.
inline std::string in_quotes(std::string_view name) {
  std::string out{'"'};
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

/// An index that a table declares.
struct declared_index {
  std::string name, create;
};
/// A column's new value, made from the row that is copied.
struct filled_column {
  std::string column;
  built_sql value;
};

/// A table that is to be made anew as it is declared now, see rebuild().
struct rebuild_step {
  std::string table;
  std::string create;
  std::vector<std::string> columns;   // those that can be written
  std::vector<std::string> required;  // those of them that cannot be left out
  std::vector<filled_column> filled;
  std::vector<declared_index> indexes;
  bool keeps_row_ids = false;  // it has row ids, and no column that is the row id
  bool autoincrement = false;

  /// The name that it has until the old one is gone.
  [[nodiscard]] std::string interim() const { return "mizzle_new_" + table; }
  [[nodiscard]] std::string create_interim() const {
    return "create table " + in_quotes(interim()) + create.substr(("create table " + in_quotes(table)).size());
  }
  [[nodiscard]] const filled_column* filling(std::string_view column) const {
    const auto found = std::find_if(filled.begin(), filled.end(), [&](const filled_column& f) { return same_name(f.column, column); });
    return found == filled.end() ? nullptr : &*found;
  }
  [[nodiscard]] bool declares_index(std::string_view name) const {
    return std::any_of(indexes.begin(), indexes.end(), [&](const declared_index& i) { return same_name(i.name, name); });
  }
};

/// The copying of those columns that the old table has, and of those that are filled.
inline built_sql copy_of(const rebuild_step& r, const std::vector<std::string>& old_columns, bool with_row_ids) {
  built_sql copy;
  std::string names = with_row_ids ? "rowid" : "", fields = names;
  const auto add = [&](const std::string& name, const std::string& field) {
    names += (names.empty() ? "" : ", ") + name;
    fields += (fields.empty() ? "" : ", ") + field;
  };
  for (const std::string& column : r.columns) {
    if (const filled_column* const f = r.filling(column)) {
      add(in_quotes(column), f->value.sql);
      copy.values.insert(copy.values.end(), f->value.values.begin(), f->value.values.end());
    } else if (std::any_of(old_columns.begin(), old_columns.end(), [&](const auto& old) { return same_name(old, column); })) {
      add(in_quotes(column), in_quotes(column));
    }
  }
  copy.sql = "insert into " + in_quotes(r.interim()) + " (" + names + ") select " + fields + " from " + in_quotes(r.table);
  if (with_row_ids) copy.sql += " order by rowid";
  return copy;
}

template <class T, std::size_t I>
void put_index(std::vector<declared_index>& to) {
  constexpr auto& info = constraints_type<T>::infos[I];
  if constexpr (info.kind == constraint_kind::index || info.kind == constraint_kind::unique_index)
    to.push_back({std::string{source_of<T>.prefix()}.append(info.name), erased(create_statement<T, I + 1>{}).front().sql});
}

/// `column = value` as the text of the value, which reads the table.
template <class T, class V, class C, class... K>
filled_column filled(const assignment<V, C, K...>& a) {
  built_sql to = erased(select(expr<std::optional<std::int64_t>, V, K...>{a.values}).from(T{})).front();
  constexpr std::string_view head = "select ";
  const std::string tail = " from " + in_quotes(source_of<T>.name);
  to.sql = to.sql.substr(head.size(), to.sql.size() - head.size() - tail.size());
  return {std::string{C::word.text}, std::move(to)};
}

/// A part of a migration that makes a table anew as it is declared now, for changes that ALTER TABLE does not know (the steps of
/// https://www.sqlite.org/lang_altertable.html#otheralter). Columns are copied by their names; for new ones, and for those that change,
/// assignments say what is copied, from the old row: `mz::rebuild(messages, messages.kind = mz::sql<"upper(type)", std::string>())`.
/// Columns that are no longer declared are left behind. Row ids, indexes and triggers are kept, and views, foreign keys and the
/// triggers of other tables that name the table go on naming it. At the end no row of any table may refer to one that is not there, and
/// what could be read and written before, can be. An index, a view or a trigger that the new table cannot have is dropped in the migration,
/// before the rebuild.
template <Table T, class... A>
rebuild_step rebuild(const T&, const A&... assignments) {
  if constexpr (sizeof...(A) > 0 && !are_assignments<A...>) {
    (void)accept<no_assignment<"rebuild()", A...>()>();
    return {};
  } else {
    if constexpr (sizeof...(A) > 0) (void)accept<check_targets<T, typename A::column...>()>();
    rebuild_step r;
    r.table = source_of<T>.name;
    r.create = erased(create_table(T{})).front().sql;
    r.keeps_row_ids = source_of<T>.row_ids;
    for (std::size_t i = 0; i != source_of<T>.size; ++i) {
      const column_info& c = source_of<T>.columns[i];
      if (!c.generated.empty()) continue;
      r.columns.emplace_back(c.name);
      if (!c.nullable && c.has_default == default_kind::none && !c.row_id) r.required.emplace_back(c.name);
      r.keeps_row_ids = r.keeps_row_ids && !c.row_id && !same_name(c.name, "rowid");
      r.autoincrement = r.autoincrement || c.autoincrement;
    }
    (r.filled.push_back(filled<T>(assignments)), ...);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (put_index<T, I>(r.indexes), ...);
    }(std::make_index_sequence<constraints_type<T>::size>{});
    return r;
  }
}

/// Runs statements of a rebuild.
template <class H>
class rebuilder {
 public:
  rebuilder(H& tx, const rebuild_step& r) : tx_{&tx}, r_{&r} {}

  void run() {
    const auto old_columns = names("select name from pragma_table_xinfo(?, 'main') where hidden <> 1", {r_->table});
    if (old_columns.empty()) throw error::invalid_request{"rebuild: there is no table " + in_quotes(r_->table)};
    if (!rows("select 1 from sqlite_temp_master where tbl_name = ? collate nocase", {r_->table}).empty())
      throw error::invalid_request{"rebuild: this connection has a temporary table, view or trigger for " + in_quotes(r_->table) +
                                   ", which would be taken for it or lost; drop it before"};
    require_values(old_columns);
    const auto attached = rows(
        "select type, name, sql from sqlite_master where tbl_name = ? collate nocase and type in ('index', 'trigger') and sql is not null "
        "order by type, rowid",
        {r_->table});
    const auto views = readable_views();
    const auto writes = writes_with_triggers();
    const bool old_has_row_ids =
        !rows("select 1 from pragma_table_list where schema = 'main' and name = ? collate nocase and wr = 0", {r_->table}).empty() &&
        std::none_of(old_columns.begin(), old_columns.end(), [](const auto& c) { return same_name(c, "rowid"); });
    const auto highest = highest_ever();

    execute(r_->create_interim());
    const built_sql copy = copy_of(*r_, old_columns, r_->keeps_row_ids && old_has_row_ids);
    execute(copy.sql, copy.values);
    execute("drop table " + in_quotes(r_->table));
    execute("alter table " + in_quotes(r_->interim()) + " rename to " + in_quotes(r_->table));
    if (highest) keep_highest(*highest);
    for (const auto& index : r_->indexes) execute(index.create);
    for (const auto& item : attached) {
      const bool is_declared = text_of(item[0]) == "index" && r_->declares_index(text_of(item[1]));
      if (!is_declared) execute(text_of(item[2]));
    }
    for (const std::string& view : views) execute(read_of(view));
    for (const auto& [table, kind] : writes) expect_triggers(table, kind);
  }

 private:
  using row = std::vector<value>;

  statement_reply execute(const std::string& sql, const std::vector<value>& values = {}) { return tx_->execute({sql, values, true, {}}); }
  std::vector<row> rows(const std::string& sql, const std::vector<value>& values = {}) { return execute(sql, values).rows; }
  static const std::string& text_of(const value& v) { return std::get<std::string>(v); }
  std::vector<std::string> names(const std::string& sql, const std::vector<value>& values = {}) {
    std::vector<std::string> result;
    for (const row& r : rows(sql, values)) result.push_back(text_of(r[0]));
    return result;
  }

  void require_values(const std::vector<std::string>& old_columns) const {
    for (const std::string& column : r_->required) {
      const bool is_there = std::any_of(old_columns.begin(), old_columns.end(), [&](const auto& old) { return same_name(old, column); });
      if (!is_there && !r_->filling(column))
        throw error::invalid_request{"rebuild: column " + in_quotes(r_->table) + "." + in_quotes(column) +
                                     " is new and has no default; give rebuild() an assignment for it"};
    }
  }
  /// Whether a statement can be run as the schema is now.
  bool can(const std::string& sql) {
    try {
      execute(sql);
      return true;
    } catch (const error::sql_error&) {
      return false;
    }
  }
  // Views and triggers that can be used now, so that those which the new table breaks are told from those that were broken.
  static std::string read_of(const std::string& view) { return "select * from " + in_quotes(view) + " limit 0"; }
  std::vector<std::string> readable_views() {
    std::vector<std::string> result = names("select name from sqlite_master where type = 'view'");
    std::erase_if(result, [&](const std::string& view) { return !can(read_of(view)); });
    return result;
  }
  enum class write_kind { insert, update, remove };
  using triggering_write = std::pair<std::string, write_kind>;
  std::vector<triggering_write> writes_with_triggers() {
    std::vector<triggering_write> result;
    for (const std::string& table : names("select distinct tbl_name from sqlite_master where type = 'trigger'")) {
      for (const write_kind kind : {write_kind::insert, write_kind::update, write_kind::remove}) {
        if (can(write_of_nothing(table, kind))) result.emplace_back(table, kind);
      }
    }
    return result;
  }
  /// A write of no row. It is compiled with all triggers that it sets off.
  std::string write_of_nothing(const std::string& table, write_kind kind) {
    if (kind == write_kind::remove) return "delete from " + in_quotes(table) + " where false";
    std::string columns, assignments;
    for (const std::string& name : names("select name from pragma_table_xinfo(?, 'main') where hidden = 0", {table})) {
      const std::string column = in_quotes(name);
      columns += (columns.empty() ? "" : ", ") + column;
      assignments += (assignments.empty() ? "" : ", ") + column + " = " + column;
    }
    if (kind == write_kind::update) return "update " + in_quotes(table) + " set " + assignments + " where false";
    return "insert into " + in_quotes(table) + " (" + columns + ") select " + columns + " from " + in_quotes(table) + " where false";
  }
  void expect_triggers(const std::string& table, write_kind kind) {
    const std::string sql = write_of_nothing(table, kind);
    try {
      execute(sql);
    } catch (const error::sql_error& e) {
      throw error::sql_error{
          e.extended_code(),
          std::string{"rebuild: a trigger that a write to "} + in_quotes(table) + " sets off does not fit the new table: " + e.what(), sql};
    }
  }
  /// The highest number that an autoincrement has given, also if its row is gone.
  std::optional<value> highest_ever() {
    if (!r_->autoincrement || rows("select 1 from sqlite_master where name = 'sqlite_sequence'").empty()) return std::nullopt;
    const auto found = rows("select seq from sqlite_sequence where name = ? collate nocase", {r_->table});
    return found.empty() ? std::nullopt : std::optional{found[0][0]};
  }
  void keep_highest(const value& highest) {
    execute("delete from sqlite_sequence where name = ? collate nocase", {r_->table});
    execute("insert into sqlite_sequence (name, seq) values (?, ?)", {r_->table, highest});
  }

  H* tx_;
  const rebuild_step* r_;
};

}  // namespace mizzle::detail::migrating

namespace mizzle {
using detail::migrating::rebuild;
}  // namespace mizzle
