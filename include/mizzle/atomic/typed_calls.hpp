// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <mizzle/atomic/run.hpp>
#include <mizzle/statement/count_of.hpp>

namespace mizzle::detail {

/// What a handle that takes lists whole gets by deriving from this: single statements with their own types, as a connection has them.
/// Each is a list of one.
template <class H>
class typed_calls {
 public:
  /// Runs a statement; rows that it returns are passed over.
  template <class S>
  run_result run(const S& s) {
    if constexpr (!Statement<S>) {
      (void)accept<no_statement<"run()", S>()>();
      return {};
    } else {
      run_result sum;
      auto& h = static_cast<H&>(*this);
      const auto list = plan(h, as_writes(s));
      if (list.statements.empty()) return sum;
      const auto replies = run_list::send(h, list);
      for (std::size_t i = 0; i != replies.size(); ++i) {
        if (list.origins[i].internal) continue;
        sum.changes += replies[i].changes;
        if (replies[i].last_insert_rowid != 0) sum.last_insert_rowid = replies[i].last_insert_rowid;
      }
      return sum;
    }
  }
  /// All rows: row_of<t> for one whole table, otherwise records.
  template <class S>
  auto all(const S& s) {
    if constexpr (!Statement<S>) {
      (void)accept<no_statement<"all()", S>()>();
    } else {
      static_assert(checked<S> && yields_rows<S>);
      return result(s);
    }
  }
  /// The first row, or none.
  template <class S>
  auto get(const S& s) {
    if constexpr (!Statement<S>) {
      (void)accept<no_statement<"get()", S>()>();
    } else {
      static_assert(checked<S> && yields_rows<S>);
      auto rows = result(s);
      return rows.size() == 0 ? std::optional<row_t<S>>{} : std::optional<row_t<S>>{std::move(rows[0])};
    }
  }
  /// The only row; no_row or too_many_rows otherwise, which are committed() if the statement writes: it has been carried out.
  template <class S>
  auto one(const S& s) {
    if constexpr (!Statement<S>) {
      (void)accept<no_statement<"one()", S>()>();
    } else {
      static_assert(checked<S> && yields_rows<S>);
      auto rows = result(s);
      try {
        return std::move(rows).one();
      } catch (error::base& e) {
        if (S::kind != statement_kind::select) e.set_committed();
        throw;
      }
    }
  }

  /// The same as structs of your own, member by member in the order of the select list.
  template <class Struct, Statement S>
  std::vector<Struct> all(const S& s) {
    std::vector<Struct> structs;
    for (auto& row : std::vector<row_t<S>>(all(s))) structs.push_back(as_struct<Struct>(std::move(row)));
    return structs;
  }
  template <class Struct, Statement S>
  std::optional<Struct> get(const S& s) {
    auto row = get(s);
    if (!row) return std::nullopt;
    return as_struct<Struct>(*std::move(row));
  }
  template <class Struct, Statement S>
  Struct one(const S& s) {
    return as_struct<Struct>(one(s));
  }
  /// How many rows there are: see mz::count_of.
  template <class... X>
  std::int64_t count(const X&... of) {
    return mizzle::get<0>(one(count_of(of...)));
  }

 private:
  template <class S>
  auto result(const S& s) {
    return std::move(run_atomic(static_cast<H&>(*this), as_writes(s)).items[boost::hana::size_c<0>]);
  }
};

}  // namespace mizzle::detail
