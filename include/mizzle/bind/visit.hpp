// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <mizzle/expression/values.hpp>
#include <mizzle/bind/row_values.hpp>

namespace mizzle::detail {

/// Which rows of a range one execution covers.
struct row_window {
  std::size_t first = 0;
  std::size_t count = 1;
  const shape* parts = nullptr;  // which parts of a row all of them give, if that is known
};

// visit(sink, values) gives a statement's bound values to a sink, in the order of the placeholders. A sink takes
// put(std::int64_t), put(double), put(std::string_view), put(blob_view), put_null(); `keep` says whether the text or
// blob lives as long as the statement, and `window` which rows of a range are meant.

template <class Sink>
void visit(Sink&, const none&) {}
template <class Sink, std::size_t N>
void visit(Sink&, const one_of<N>&) {}
template <class Sink>
void visit(Sink& sink, std::int64_t value) {
  sink.put(value);
}
/// SQL has no NaN: an engine would store NULL, also where a column is NOT NULL.
inline double defined(double value) {
  if (value != value)
    throw error::invalid_request{
        "a number that is none (NaN) cannot be a value, because it would become NULL; write std::nullopt where that is meant"};
  return value;
}
template <class Sink>
void visit(Sink& sink, double value) {
  sink.put(defined(value));
}
template <class Sink>
void visit(Sink& sink, const std::string& value) {
  sink.put(std::string_view{value}, true);
}
template <class Sink>
void visit(Sink& sink, std::string_view value) {
  sink.put(value, true);
}
template <class Sink, std::size_t N>
void visit(Sink& sink, const text_literal<N>& value) {
  sink.put(value.view(), true);
}
template <class Sink>
void visit(Sink& sink, const constant_text& value) {
  sink.put(value.view(), true);
}
template <class Sink, class Byte>
void visit(Sink& sink, const std::vector<Byte>& value) {
  sink.put(std::span<const Byte>{value}, true);
}
template <class Sink, class T>
void visit(Sink& sink, const std::optional<T>& value) {
  if (value) {
    visit(sink, *value);
  } else {
    sink.put_null();
  }
}
template <class Sink, class V>
void visit(Sink& sink, const maybe<V>& value);
template <class Sink, class A, class B>
void visit(Sink& sink, const two<A, B>& value);
template <class Sink, class T, class R>
void visit(Sink& sink, const row_list<T, R>& list);
template <class Sink, class T, class R>
void visit(Sink& sink, const single_row<T, R>& row);
template <class Sink, class T, class P>
void visit(Sink& sink, const patch_values<T, P>& patch);

/// One C++ value of a column, encoded on the way.
template <class Sink, class T>
void visit_column(Sink& sink, const T& value) {
  if constexpr (is_optional<T>) {
    if (value) {
      visit_column(sink, *value);
    } else {
      sink.put_null();
    }
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
    sink.put(std::string_view{value}, true);
  } else if constexpr (std::same_as<T, blob> || std::same_as<T, blob_view>) {
    sink.put(blob_view{value}, true);
  } else {
    const auto stored = encode(value);
    constexpr sql_type type = type_of_stored<std::remove_cv_t<decltype(stored)>>;
    if constexpr (requires { stored.view(); }) {
      sink.put(stored.view(), true);
    } else if constexpr (type == sql_type::text) {
      sink.put(std::string_view{stored}, false);
    } else if constexpr (type == sql_type::blob) {
      sink.put(blob_view{stored}, false);
    } else if constexpr (type == sql_type::real) {
      sink.put(defined(stored));
    } else {
      sink.put(stored);
    }
  }
}

/// A member of a row or patch: what it gives, or what its column's function has made in its place.
template <class Sink, class M>
MIZZLE_INLINE inline void visit_member(Sink& sink, const M& member) {
  if constexpr (requires { member.given; }) {
    if (member.given) {
      visit_column(sink, member.value);
    } else if constexpr (requires { member.made; }) {
      visit(sink, member.made);
    }
  } else if constexpr (requires { member.value; }) {
    visit_column(sink, member.value);
  }
}
template <class Table, class Sink, class Row>
void visit_row(Sink& sink, const Row& row) {
  unpacker<source_traits<Table>::definition::size>::apply(row, [&](const auto&... row_members) { (visit_member(sink, row_members), ...); });
}

template <class Sink, class V>
void visit(Sink& sink, const maybe<V>& value) {
  if (value.on) visit(sink, value.values);
}
template <class Sink, class A, class B>
void visit(Sink& sink, const two<A, B>& value) {
  visit(sink, value.first);
  visit(sink, value.second);
}
template <class Sink, class T, class R>
void visit(Sink& sink, const row_list<T, R>& list) {
  for (std::size_t i = 0; i != sink.window.count; ++i) visit_row<T>(sink, list.rows[sink.window.first + i]);
}
template <class Sink, class T, class R>
void visit(Sink& sink, const single_row<T, R>& row) {
  visit_row<T>(sink, row.row);
}
template <class Sink, class T, class P>
void visit(Sink& sink, const patch_values<T, P>& patch) {
  visit_row<T>(sink, patch.patch);
}

class made_list;
/// Collects the run-time shape of a statement: which optional parts stand.
struct shape_collector {
  shape result{{0, 0}, 1};
  unsigned bits = 0;
  row_window window{};
  made_list* made = nullptr;  // takes the conditions that are made at run time (statement/made_text.hpp)

  void part(bool on) {
    static_assert(shape::most_parts == 128, "the sentence says how many");
    if (bits == shape::most_parts)
      throw error::invalid_request{
          "a statement can have at most 128 optional parts: calls of when(), and columns of its row or patch that may be left out"};
    set_part(result, bits++, on);
  }
  /// The parts of a row to insert, which come before all others.
  void row(const shape& parts, unsigned count) noexcept {
    result = parts;
    bits = count;
  }
};
inline void collect_shape(shape_collector&, const auto&) {}
template <std::size_t N>
void collect_shape(shape_collector& to, const one_of<N>& choice) {
  for (std::size_t i = 0; i != N; ++i) to.part(i == choice.which);
}
template <class V>
void collect_shape(shape_collector& to, const maybe<V>& value);
template <class A, class B>
void collect_shape(shape_collector& to, const two<A, B>& value);
template <class T, class R>
void collect_shape(shape_collector& to, const row_list<T, R>& list) {
  if (to.window.parts) {
    to.row(*to.window.parts, row_access<T>::count_parts());
  } else if (list.rows.size() != 0) {
    to.row(row_access<T>::parts_of(list.rows[to.window.first]), row_access<T>::count_parts());
  }
  to.result.rows = static_cast<std::uint32_t>(to.window.count);
}
template <class T, class R>
void collect_shape(shape_collector& to, const single_row<T, R>& row) {
  to.row(row_access<T>::parts_of(row.row), row_access<T>::count_parts());
}
template <class T, class P>
void collect_shape(shape_collector& to, const patch_values<T, P>& patch) {
  unpacker<source_traits<T>::definition::size>::apply(patch.patch, [&](const auto&... row_members) {
    ([&] {
      if constexpr (requires { row_members.given; }) to.part(row_members.given);
    }(), ...);
  });
}
template <class V>
void collect_shape(shape_collector& to, const maybe<V>& value) {
  to.part(value.on);
  collect_shape(to, value.values);
}
template <class A, class B>
void collect_shape(shape_collector& to, const two<A, B>& value) {
  collect_shape(to, value.first);
  collect_shape(to, value.second);
}

}  // namespace mizzle::detail
