// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/durable/change_log.hpp>
#include <mizzle/durable/write_behind/history.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/delete.hpp>
#include <mizzle/statement/exists.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/cte.hpp>
#include <mizzle/statement/with.hpp>

namespace mizzle::detail::write_behind {

/// A column of an entity's table, as what a condition is said of.
template <class Table, std::size_t I>
struct column_field {
  using definition = typename source_traits<Table>::definition;
  using row = typename source_traits<Table>::template as<as_row>;
  using type = std::remove_cvref_t<decltype(member_at<I, definition::size>(std::declval<row&>()))>;
  static const type& get(const row& r) { return member_at<I, definition::size>(r); }
};

/// A column of an entity as the left side of a condition: `by(accounts.owner) == "ann"`; also >, <, in({...}) and &&.
template <class T, class Table, unsigned I>
constexpr field_word<column_field<Table, I>> by(const expr<T, none, column_token<Table, I>>&) {
  static_assert(
      column_field<Table, I>::definition::columns[I].collate.empty(),
      "mizzle: write_behind::by(): this column compares its texts by a collation, which memory does not know; take another column");
  return {};
}

/// Whether the values of a type have the order of what is stored of them.
template <class T>
inline constexpr bool has_stored_order = std::is_arithmetic_v<T> || std::is_same_v<T, typename codec<T>::stored>;
template <class Rep, class Period>
inline constexpr bool has_stored_order<std::chrono::duration<Rep, Period>> = true;
template <class Clock, class Duration>
inline constexpr bool has_stored_order<std::chrono::time_point<Clock, Duration>> = true;

template <class F>
consteval void check_order() {
  static_assert(
      has_stored_order<value_of<F>>,
      "mizzle: write_behind::by(): the values of this column are stored as another type, whose order memory does not know; compare with ==, or in()");
}

// What a condition on columns is in SQL.

template <class Table, std::size_t I>
constexpr auto column_for(column_field<Table, I>) {
  return std::remove_cvref_t<decltype(member_at<I, source_traits<Table>::definition::size>(std::declval<const Table&>()))>{};
}
template <class F>
auto condition_of(const equal<F>& p) {
  return column_for(F{}) == p.value;
}
template <class F>
auto condition_of(const greater<F>& p) {
  check_order<F>();
  return column_for(F{}) > p.value;
}
template <class F>
auto condition_of(const less<F>& p) {
  check_order<F>();
  return column_for(F{}) < p.value;
}
template <class F>
auto condition_of(const any_of<F>& p) {
  return column_for(F{}).in(p.values);
}
template <class A, class B>
auto condition_of(const both<A, B>& p) {
  return condition_of(p.first) && condition_of(p.second);
}

template <class Definition>
consteval bool has_generated_columns() {
  for (std::size_t c = 0; c != Definition::size; ++c) {
    if (!Definition::columns[c].generated.empty()) return true;
  }
  return false;
}

/// Whether a value can stand in the list of an in(): a text with a zero byte cannot.
template <class T>
bool fits_in(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) return std::string_view{value}.find('\0') == std::string_view::npos;
  else return true;
}

/// An entity's table and its history, and the statements that they need.
template <auto Table>
struct entity {
  using table_type = std::remove_cvref_t<decltype(Table)>;
  using definition = typename source_traits<table_type>::definition;
  static_assert(
      !has_generated_columns<definition>(),
      "mizzle: write_behind: the table of an entity has a generated column, which only the database could compute; compute it where it is read");
  using row = row_of<Table>;
  static constexpr std::size_t size = definition::size;
  static constexpr std::size_t key = key_position<definition>();
  using id_type = std::remove_cvref_t<decltype(member_at<key, size>(std::declval<row&>()))>;
  using window_type = std::vector<window_change<id_type, row>>;
  static constexpr const auto& history = history_of<Table>;
  using history_row = new_row_type<std::remove_cvref_t<decltype(history)>>;

  template <std::size_t I>
  static constexpr auto& column_at() {
    return member_at<I, size>(Table);
  }
  template <std::size_t I, class H>
  static constexpr auto& history_column(const H& h) {
    return member_at<I, size + 2>(h);
  }
  using columns = std::make_index_sequence<size>;

  static const id_type& id_of(const row& r) { return member_at<key, size>(r); }

  /// What is to be written of a window, in order. `diff` is the checkpoint of a rollback's diff, or 0.
  static void write(std::vector<any_write>& list, const window_type& window, bool with_history, checkpoint diff) {
    if (with_history) write_history(list, window, diff);
    std::vector<id_type> gone;
    std::vector<new_row<Table>> rows;
    for (const auto& c : window) {
      if (!c.last) continue;
      if (c.what.value) rows.push_back(to_insert(*c.what.value));
      else if (fits_in(c.id)) gone.push_back(c.id);
      else list.push_back(delete_from(Table).where(column_at<key>() == c.id));
    }
    if (!gone.empty()) list.push_back(delete_from(Table).where(column_at<key>().in(std::move(gone))));
    if (!rows.empty()) list.push_back(upsert(std::move(rows), std::make_index_sequence<size - 1>{}));
  }
  /// Forgets the history above a checkpoint.
  static auto forget_above(checkpoint target) { return delete_from(history).where(history.checkpoint_id > target); }

  static auto by_id(const id_type& id) { return select(Table).where(column_at<key>() == id); }
  static auto by_ids(std::vector<id_type> ids) { return select(Table).where(column_at<key>().in(std::move(ids))); }

  /// For each id that was changed above a checkpoint: the row of history that was valid there, or none.
  static auto changed_above(checkpoint target) { return changed_above(target, columns{}); }
  /// The entity in a row of changed_above(); nothing if it was not there.
  template <class Row>
  static std::optional<row> restored(const Row& r) {
    if (mizzle::detail::get<1>(r) == change_kind::remove) return std::nullopt;
    return restored(r, columns{});
  }

  /// Deletes history that no rollback to `safe` or a later checkpoint needs.
  static auto prune(checkpoint safe) {
    constexpr auto h = alias<"h">(history);
    const auto& id = history_column<key>(h);
    const auto state = cte<"key_state">(select(id, max(case_when(h.checkpoint_id <= safe, h.checkpoint_id)).template as<"keep">(),
                                               (max(h.checkpoint_id) > safe).template as<"has_above">())
                                            .from(h)
                                            .group_by(id));
    const auto k = alias<"k">(state);
    return with(state).delete_from(history).where(
        history.checkpoint_id <= safe &&
        exists(select(val(1)).from(k).where(k[id] == history_column<key>(history) &&
                                            (!k[column_name<"has_above">{}] || history.checkpoint_id < k[column_name<"keep">{}]))));
  }

 private:
  static new_row<Table> to_insert(const row& r) {
    return unpacker<size>::apply(r, [](const auto&... x) { return new_row<Table>{x...}; });
  }
  static history_row to_history(const window_change<id_type, row>& c) {
    if (!c.what.value) {
      history_row gone = deleted(c.id, c.what.at, columns{});
      return gone;
    }
    return unpacker<size>::apply(*c.what.value, [&](const auto&... x) {
      return history_row{typename history_row::first_part{x...}, {c.what.at, change_kind::set}};
    });
  }
  template <std::size_t... I>
  static history_row deleted(const id_type& id, checkpoint at, std::index_sequence<I...>) {
    const auto value = [&]<std::size_t N>(std::integral_constant<std::size_t, N>) {
      if constexpr (N == key) return id;
      else return std::nullopt;
    };
    return history_row{typename history_row::first_part{value(std::integral_constant<std::size_t, I>{})...}, {at, change_kind::remove}};
  }
  static void write_history(std::vector<any_write>& list, const window_type& window, checkpoint diff) {
    std::unordered_set<id_type> restored;
    for (const auto& c : window) {
      if (diff != 0 && c.what.at == diff) restored.insert(c.id);
    }
    std::vector<id_type> first;
    std::vector<history_row> rows;
    for (const auto& c : window) {
      if (c.last && !restored.contains(c.id)) {
        if (fits_in(c.id)) first.push_back(c.id);
        else list.push_back(back_fill(aliased_key() == c.id, columns{}));
      }
      if (diff == 0 || c.what.at != diff) rows.push_back(to_history(c));
    }
    if (!first.empty()) list.push_back(back_fill(aliased_key().in(std::move(first)), columns{}));
    if (!rows.empty()) list.push_back(insert_into(history).values(std::move(rows)));
  }
  static constexpr auto aliased_key() {
    constexpr auto t = alias<"t">(Table);
    return member_at<key, size>(t);
  }
  /// What an entity was before its first change that is recorded, at checkpoint 0.
  template <class Condition, std::size_t... I>
  static auto back_fill(const Condition& of, std::index_sequence<I...>) {
    constexpr auto t = alias<"t">(Table);
    constexpr auto h = alias<"h">(history);
    return insert_into(history)
        .columns(history_column<I>(history)..., history.checkpoint_id, history.change)
        .from(select(member_at<I, size>(t)..., val(checkpoint{0}), val(change_kind::set))
                  .from(t)
                  .where(of && not_exists(select(val(1)).from(h).where(history_column<key>(h) == member_at<key, size>(t)))));
  }
  template <std::size_t I>
  static auto assigned() {
    constexpr auto& c = column_at<(I < key ? I : I + 1)>();
    return c = excluded(c);
  }
  template <std::size_t... Other>
  static any_write upsert(std::vector<new_row<Table>> rows, std::index_sequence<Other...>) {
    auto insert = insert_into(Table).values(std::move(rows)).on_conflict(column_at<key>());
    if constexpr (size == 1) return insert.do_nothing();
    else return insert.do_update(assigned<Other>()...);
  }
  template <std::size_t... I>
  static auto changed_above(checkpoint target, std::index_sequence<I...>) {
    constexpr auto h = alias<"h">(history);
    const auto& id = history_column<key>(history);
    const auto touched = cte<"touched">(select_distinct(id).from(history).where(history.checkpoint_id > target));
    const auto before = cte<"before">(
        select(h, row_number().over(partition_by(history_column<key>(h)).order_by(desc(h.checkpoint_id))).template as<"newest">())
            .from(h)
            .inner_join(touched, touched[id] == history_column<key>(h))
            .where(h.checkpoint_id <= target));
    const auto t = alias<"t">(touched);
    const auto b = alias<"b">(before);
    return with(touched, before)
        .select(t[id], coalesce(b[h.change], change_kind::remove).template as<"change">(), b[history_column<I>(h)]...)
        .from(t)
        .left_join(b, b[history_column<key>(h)] == t[id] && b[column_name<"newest">{}] == 1)
        .order_by(t[id]);
  }
  template <class Row, std::size_t... I>
  static row restored(const Row& r, std::index_sequence<I...>) {
    const auto member = [&]<std::size_t N>(std::integral_constant<std::size_t, N>) {
      using type = std::remove_cvref_t<decltype(member_at<N, size>(std::declval<row&>()))>;
      const auto& x = mizzle::detail::get<N + 2>(r);
      if constexpr (std::same_as<std::remove_cvref_t<decltype(x)>, type>) {
        return type{x};
      } else {
        if (!x)
          throw error::decode_error{std::string{definition::columns[N].name},
                                    "history holds NULL where the entity cannot",
                                    {},
                                    std::string{source_of<table_type>.name}};
        return type{*x};
      }
    };
    return row{member(std::integral_constant<std::size_t, I>{})...};
  }
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::by;
}  // namespace mizzle::write_behind
