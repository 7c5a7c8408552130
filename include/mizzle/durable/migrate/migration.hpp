// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/atomic/atomic_writes.hpp>
#include <mizzle/durable/migrate/erased.hpp>
#include <mizzle/durable/migrate/rebuild.hpp>
#include <mizzle/durable/migrate/split.hpp>

namespace mizzle::detail::migrating {

/// One statement of a migration, or a rebuild.
using step = std::variant<any_write, rebuild_step>;

/// What a migration is at run time.
struct migration_item {
  std::string id;
  std::vector<step> steps;
  mizzle::digest digest{};

  [[nodiscard]] bool rebuilds() const {
    for (const step& s : steps) {
      if (std::holds_alternative<rebuild_step>(s)) return true;
    }
    return false;
  }
};
/// A migration, made by migration(). Rebuilds: it makes tables anew, which not every handle can.
template <bool Rebuilds>
struct migration_of : migration_item {};

inline void put_into(digester& into, const rebuild_step& r) {
  put_part(into, 'R', r.create);
  for (const filled_column& f : r.filled) {
    put_part(into, 'c', f.column);
    put_into(into, f.value);
  }
  for (const declared_index& i : r.indexes) put_part(into, 'x', i.create);
}
inline void put_into(digester& into, const any_write& w) {
  for (const built_sql& s : erased(w)) put_into(into, s);
}

inline void add_part(std::vector<step>& to, std::string_view text) {
  for (std::string& statement : split_statements(text)) to.emplace_back(any_write{std::move(statement), std::vector<value>{}});
}
inline void add_part(std::vector<step>& to, const rebuild_step& r) { to.emplace_back(r); }
inline void add_part(std::vector<step>& to, const any_write& w) { to.emplace_back(w); }
inline void add_part(std::vector<step>& to, const std::vector<any_write>& list) { to.insert(to.end(), list.begin(), list.end()); }
template <AtomicWrite S>
void add_part(std::vector<step>& to, const S& s) {
  to.emplace_back(any_write{s});
}
template <class... S, std::size_t... I>
void add_items(std::vector<step>& to, const atomic_writes<S...>& list, std::index_sequence<I...>) {
  (add_part(to, boost::hana::at_c<I>(list.items)), ...);
}
template <class... S>
void add_part(std::vector<step>& to, const atomic_writes<S...>& list) {
  add_items(to, list, std::index_sequence_for<S...>{});
}

template <class X>
concept MigrationPart = requires(std::vector<step>& to, const X& part) { add_part(to, part); };

/// One migration: its id, and what it does, in order:
/// - SQL text of one statement or several, triggers among them;
/// - typed statements, lists of them (atomic(), create_tables()), any_writes;
/// - rebuild(table, ...).
/// An invalid_request if there is no statement at all, or a text has a statement that cannot stand in a transaction, or begins or ends one.
///
/// It is known again by its statements and their values, as they are sent. Hence it must be the same at each start: no value that is made
/// anew each time, and no declaration that goes on changing: a migration that creates or rebuilds a table from its declaration changes
/// with it, and is refused then. Write the text, or keep the declaration of that day. The comments within a statement are part of it,
/// those between statements are not.
template <class... Part>
auto migration(std::string id, const Part&... parts) {
  static_assert(sizeof...(Part) > 0, "mizzle: migration(): it does nothing; give it SQL text, statements or rebuild(...) behind its id");
  static_assert(
      (MigrationPart<Part> && ...),
      "mizzle: migration(): each part must be SQL text, a statement, a list of statements (mz::atomic) or mz::rebuild(table, ...)");
  constexpr bool rebuilds = (std::same_as<Part, rebuild_step> || ...);
  migration_of<rebuilds> m;
  if constexpr ((MigrationPart<Part> && ...)) {
    if (id.empty()) throw error::invalid_request{"migration: its id is empty"};
    m.id = std::move(id);
    try {
      (add_part(m.steps, parts), ...);
    } catch (const error::invalid_request& e) {
      throw error::invalid_request{"migration " + in_quotes(m.id) + ", statement " + std::to_string(m.steps.size() + 1) + ": " + e.what()};
    }
    if (m.steps.empty()) throw error::invalid_request{"migration " + in_quotes(m.id) + ": it has no statement"};
    digester all;
    for (const step& s : m.steps) std::visit([&](const auto& x) { put_into(all, x); }, s);
    m.digest = all.finish();
  }
  return m;
}

/// Migrations in their order, made by migrations().
template <bool Rebuilds>
struct migration_list {
  std::vector<migration_item> items;
};

inline std::vector<migration_item> with_ids_of_their_own(std::vector<migration_item> items) {
  for (std::size_t i = 0; i != items.size(); ++i) {
    for (std::size_t j = 0; j != i; ++j) {
      if (items[i].id == items[j].id) throw error::invalid_request{"migrations: two have the id " + in_quotes(items[i].id)};
    }
  }
  return items;
}

/// The migrations of a program, from the first one on; new ones go behind the last. An invalid_request if two have one id.
template <bool... Rebuilds>
migration_list<(Rebuilds || ...)> migrations(const migration_of<Rebuilds>&... m) {
  return {with_ids_of_their_own({m...})};
}
/// The same of as many as there are at run time, such as the files of a folder.
template <bool Rebuilds>
migration_list<Rebuilds> migrations(const std::vector<migration_of<Rebuilds>>& list) {
  return {with_ids_of_their_own({list.begin(), list.end()})};
}

// Only to say what is wrong.
template <class X>
inline constexpr bool is_migration = false;
template <bool Rebuilds>
inline constexpr bool is_migration<migration_of<Rebuilds>> = true;
template <bool Rebuilds>
inline constexpr bool is_migration<std::vector<migration_of<Rebuilds>>> = true;
template <class... X>
  requires(!(is_migration<X> && ...))
migration_list<false> migrations(const X&...) {
  static_assert(
      (is_migration<X> && ...),
      "mizzle: migrations(): each argument is a migration; write mz::migrations(mz::migration(\"1 tables\", \"create table ...\"))");
  return {};
}

template <class X>
inline constexpr bool is_migration_list = false;
template <bool Rebuilds>
inline constexpr bool is_migration_list<migration_list<Rebuilds>> = true;

}  // namespace mizzle::detail::migrating

namespace mizzle {
using detail::migrating::migration;
using detail::migrating::migration_list;
using detail::migrating::migrations;
}  // namespace mizzle
