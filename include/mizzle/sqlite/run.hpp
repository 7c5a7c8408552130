// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <mizzle/sqlite/raw.hpp>
#include <mizzle/sqlite/run_range.hpp>
#include <mizzle/sqlite/scope.hpp>
#include <mizzle/sqlite/start.hpp>

namespace mizzle::detail::sqlite {

// What is made once for each combination of types would be made for nearly every statement of a program. Hence one function
// for each tuple of value types that binds them, one for each row type that reads it, and none for both together.

/// Where the rows of a statement go: by default, nowhere.
struct row_sink {
  void (*take)(void* to, const cursor& row) = nullptr;
  void* to = nullptr;
  bool first_only = false;
};

/// Takes a row into a store of records' values.
template <class T>
void take_into_store(void* to, const cursor& row) {
  reader r{row};
  read_row<T>(*static_cast<row_store*>(to), r);
}
/// How rows of a type are kept, and taken into a store.
struct row_taker {
  const row_kind* kind;
  void (*take)(void* to, const cursor& row);
};
template <class T>
inline constexpr row_taker taker_of{&kind_of_rows<T>, take_into_store<T>};

/// Takes a row into room for one, or into a standard container of a table's structs.
template <class To>
void take_into(void* to, const cursor& row) {
  reader r{row};
  if constexpr (requires(To& t) { t.read(r); }) {
    static_cast<To*>(to)->read(r);
  } else if constexpr (is_optional<To>) {
    static_cast<To*>(to)->emplace(decode<typename To::value_type>::read(r));
  } else {
    static_cast<To*>(to)->push_back(decode<typename To::value_type>::read(r));
  }
}

/// Steps a statement to its end; only a select of which the first row is enough is left there.
template <class Session>
run_result step(Session& on, cursor&& c, statement_kind kind, const row_sink& sink) {
  const counts counted{on.db, c.kept().row_id};
  if (!sink.take) {
    while (c.step()) {
    }
  } else {
    while (c.step()) {
      sink.take(sink.to, c);
      if (sink.first_only) [[unlikely]] {
        while (kind != statement_kind::select && c.step()) {
        }
        break;
      }
    }
  }
  return counted.result(kind == statement_kind::insert || kind == statement_kind::update || kind == statement_kind::remove);
}

/// Runs a statement with the values that are found at an address.
using runner = run_result (*)(session&, statement_site&, const void* values, const row_sink&);

template <class V>
run_result run_with(session& on, statement_site& site, const void* at, const row_sink& sink) {
  const V& values = *static_cast<const V*>(at);
  if constexpr (inserts_range<V>) {
    row_sink left = sink;
    return run_range(on, values, [&](const row_window& rows) {
      const run_result one = step(on, start(on, site, values, rows), site.kind, left);
      if (one.changes > 0 && left.first_only) left = {};
      return one;
    });
  } else {
    return step(on, start(on, site, values), site.kind, sink);
  }
}

/// Runs an insert of no rows, which is nothing.
inline run_result run_nothing(session&, statement_site&, const void*, const row_sink&) noexcept { return {}; }
/// What runs a statement with these values.
template <class V>
[[gnu::always_inline]] inline runner runner_of(const V& values) {
  if constexpr (inserts_range<V>) {
    if (find_rows(values)->rows.size() == 0) return run_nothing;
  }
  return run_with<V>;
}

}  // namespace mizzle::detail::sqlite
