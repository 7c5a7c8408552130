// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/bind/value_sink.hpp>
#include <mizzle/wire/bound_statement.hpp>
#include <mizzle/wire/statement_site.hpp>

namespace mizzle::detail {

/// What a handle that keeps its statements prepared offers to statements whose types are forgotten: they are found by their site, and
/// their values are bound where they are. A handle without it gets text and values.
class kept_road {
 public:
  /// Runs a statement, or of a range of rows those in a window, and appends the rows that it returns.
  virtual run_result run(statement_site& site, const bound_values& values, row_window window, std::vector<std::vector<value>>& rows) = 0;
  /// Says in an error which statement it is about.
  virtual void tell(error::base& e, statement_site& site, const shape& how) = 0;
  /// Runs SQL of the user's own.
  virtual statement_reply run(std::string_view sql, const std::vector<value>& values) = 0;
  /// How many values one statement can have.
  [[nodiscard]] virtual std::size_t max_parameters() const = 0;

 protected:
  ~kept_road() = default;
};

/// A handle that has such a road: h.kept_road() gives it.
template <class H>
concept KeepsStatements = requires(H& h) {
  { h.kept_road() } -> std::derived_from<kept_road>;
};

}  // namespace mizzle::detail
