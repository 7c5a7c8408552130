// SPDX-License-Identifier: MIT
#pragma once

#include <any>
#include <memory>
#include <utility>
#include <vector>

#include <mizzle/atomic/run.hpp>
#include <mizzle/atomic/to_sql.hpp>
#include <mizzle/sqlite/handle.hpp>

namespace mizzle::detail {

using query_replies = reply_cursor<erased_list, statement_reply>;

/// The rows of a query one after another, while it runs: an input range that can be walked once, and must not outlive its connection.
template <class Row>
class [[nodiscard("mizzle: a stream yields its rows only to who walks over it")]] query_stream {
 public:
  /// Rows of which only their type is known.
  struct source {
    virtual ~source() = default;
    virtual bool step() = 0;
    virtual Row row() = 0;
  };
  class iterator {
   public:
    using value_type = Row;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(source& from) : from_{from.step() ? &from : nullptr} {}
    Row operator*() const { return from_->row(); }
    iterator& operator++() {
      if (!from_->step()) from_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept { return !i.from_; }

   private:
    source* from_ = nullptr;
  };

  explicit query_stream(std::unique_ptr<source> from) noexcept : from_{std::move(from)} {}
  [[nodiscard]] iterator begin() { return iterator{*from_}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  std::unique_ptr<source> from_;
};

/// The row of a select as the row of a query.
template <class Row, class Selected>
Row row_as(Selected&& row) {
  if constexpr (std::same_as<Row, Selected>) return std::move(row);
  else return as_struct<Row>(std::move(row));
}
template <class Row, class Selected>
std::vector<Row> rows_as(rows<Selected>&& all) {
  std::vector<Row> result;
  result.reserve(all.size());
  for (Selected& row : all) result.push_back(row_as<Row>(std::move(row)));
  return result;
}

/// Whether a select that yields a Selected can be a query of Row.
template <class Row, class Selected>
constexpr bool can_yield() {
  if constexpr (std::same_as<Row, Selected>) {
    return true;
  } else if constexpr (is_record<Selected>) {
    return []<bool View, class... F>(std::type_identity<record_of<View, F...>>) {
      return requires { Row{std::declval<field_value<View, F>>()...}; };
    }(std::type_identity<Selected>{});
  } else {
    return false;
  }
}

/// What can be done with a select whose type is forgotten.
template <class Row>
struct query_operations {
  std::vector<Row> (*all)(sqlite::handle& on, const std::any& select);
  std::optional<Row> (*get)(sqlite::handle& on, const std::any& select);
  Row (*one)(sqlite::handle& on, const std::any& select);
  query_stream<Row> (*stream)(sqlite::handle& on, const std::any& select);
  void (*erase)(erased_list& list, dialect_id dialect, const std::any& select, const place& at);
  std::vector<Row> (*read)(const std::any& select, query_replies& replies, const place& at);
  bool (*equal)(const std::any& a, const std::any& b);
};

template <class Row, class S>
struct query_source final : query_stream<Row>::source {
  explicit query_source(sqlite::stream<row_t<S>>&& s) : rows{std::move(s)} {}
  bool step() override {
    if (begun) ++at;
    else at = rows.begin();
    begun = true;
    return at != rows.end();
  }
  Row row() override { return row_as<Row>(*at); }

  sqlite::stream<row_t<S>> rows;
  typename sqlite::stream<row_t<S>>::iterator at{};
  bool begun = false;
};

template <class Row, class S>
struct query_of {
  static const S& select(const std::any& a) { return *std::any_cast<S>(&a); }
  static std::vector<Row> all(sqlite::handle& on, const std::any& a) { return rows_as<Row>(on.all(select(a))); }
  static std::optional<Row> get(sqlite::handle& on, const std::any& a) {
    auto row = on.get(select(a));
    if (!row) return std::nullopt;
    return row_as<Row>(*std::move(row));
  }
  static Row one(sqlite::handle& on, const std::any& a) { return row_as<Row>(on.one(select(a))); }
  static query_stream<Row> stream(sqlite::handle& on, const std::any& a) {
    return query_stream<Row>{std::make_unique<query_source<Row, S>>(on.template stream_of<row_t<S>>(select(a)))};
  }
  static void erase(erased_list& list, dialect_id dialect, const std::any& a, const place& at) {
    with_dialect(dialect, [&]<dialect_id D>() { mizzle::detail::erase<D>(list, select(a), at); });
  }
  static std::vector<Row> read(const std::any& a, query_replies& replies, const place& at) {
    return rows_as<Row>(step_of<S>::read(select(a), replies, at));
  }
  static bool equal(const std::any& a, const std::any& b) { return select(a) == select(b); }

  static constexpr query_operations<Row> operations{all, get, one, stream, erase, read, equal};
};

/// A select whose type is forgotten, but for the rows that it yields: what a function in one file returns to another.
///
///     mz::query<Summary> newest(int n);   // in a header
///     for (const Summary& s : db.all(newest(5))) ...
///
/// It is made of any select, set operation or select with common table expressions whose row is Row: that of mz::row_t, the struct of a whole
/// table, or a struct of one's own whose members take the selected values in their order. It is a regular value; equal are two of one and the
/// same type with equal values. Connections give its rows by all(), which is a std::vector, get(), one() and stream(), as they do for the
/// select itself, by the same kept statement; in atomic lists it stands on every handle.
template <class Row>
class [[nodiscard("mizzle: a query does nothing until it is run; give it to all() or a list")]] query {
 public:
  template <Statement S>
  query(S select) : select_{std::move(select)} {
    static_assert(Select<S>, "mizzle: query<Row>: it is made of a select; a statement that writes is forgotten as mz::any_write");
    static_assert(checked<S>);
    if constexpr (Select<S>) {
      constexpr bool fits = can_yield<Row, row_t<S>>();
      static_assert(fits,
                    "mizzle: query<Row>: Row is neither the row that the select yields nor a struct whose members take the selected values "
                    "in this order; match them in number and type");
      if constexpr (fits) can_ = &query_of<Row, S>::operations;
    }
  }

  // What handles and lists ask it.
  [[nodiscard]] std::vector<Row> all_on(sqlite::handle& on) const { return can_->all(on, select_); }
  [[nodiscard]] std::optional<Row> get_on(sqlite::handle& on) const { return can_->get(on, select_); }
  [[nodiscard]] Row one_on(sqlite::handle& on) const { return can_->one(on, select_); }
  [[nodiscard]] query_stream<Row> stream_on(sqlite::handle& on) const { return can_->stream(on, select_); }
  void erase(erased_list& list, dialect_id dialect, const place& at) const { can_->erase(list, dialect, select_, at); }
  [[nodiscard]] std::vector<Row> read(query_replies& replies, const place& at) const { return can_->read(select_, replies, at); }

  friend bool operator==(const query& a, const query& b) { return a.can_ == b.can_ && a.can_->equal(a.select_, b.select_); }

 private:
  std::any select_;
  const query_operations<Row>* can_ = nullptr;
};
template <Statement S>
query(S) -> query<row_t<S>>;

template <class Row>
struct step_of<query<Row>> {
  using result = std::vector<Row>;
  static constexpr bool can_be_nothing = false;
  static bool stands(const query<Row>&) noexcept { return true; }

  template <class H>
  static result run(H& h, const query<Row>& q, progress& done) {
    if constexpr (std::derived_from<H, sqlite::handle>) {
      return q.all_on(h);
    } else {
      erased_list list;
      q.erase(list, H::dialect::id, done.at);
      std::vector<statement_reply> replies;
      for (const auto& b : list.statements) replies.push_back(h.execute(b));
      query_replies at{list, replies};
      return q.read(at, done.at);
    }
  }
  template <dialect_id D, class List>
  static void erase_into(List& list, const query<Row>& q, const place& at, std::size_t, bool = true) {
    q.erase(list, D, at);
  }
  template <class Cursor>
  static result read(const query<Row>& q, Cursor& replies, const place& at) {
    return q.read(replies, at);
  }
};

/// Runs a query of a run-time list on a handle that keeps statements, where it is kept by its text.
template <class Row, class Result>
void run_kept(kept_road& on, const query<Row>& q, progress& done, Result& result) {
  erased_list list;
  q.erase(list, dialect_id::sqlite, done.at);
  for (const bound_statement& s : list.statements) run_list::run_text(on, s.sql, s.values, s.guard, done, result);
}

/// What would run for a query, in SQLite's words or those of another dialect.
template <class Dialect = dialect::sqlite, class Row>
built_sql to_sql(const query<Row>& q) {
  erased_list list;
  q.erase(list, Dialect::id, place{0});
  return std::move(take_built(std::move(list)).front());
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::query;
using detail::query_stream;
using detail::to_sql;
}  // namespace mizzle
