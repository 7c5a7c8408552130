// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/bind/visit.hpp>

namespace mizzle::detail {

/// Where visit() gives values of which it is not known at compile time who takes them.
class value_sink {
 public:
  explicit value_sink(row_window rows = {}) noexcept : window{rows} {}
  value_sink(const value_sink&) = delete;
  value_sink& operator=(const value_sink&) = delete;

  virtual void put(std::int64_t value) = 0;
  virtual void put(double value) = 0;
  virtual void put(std::string_view value, bool keep) = 0;
  virtual void put(blob_view value, bool keep) = 0;
  virtual void put_null() = 0;

  row_window window;

 protected:
  ~value_sink() = default;
};

/// The values of a statement, their types forgotten.
class bound_values {
 public:
  bound_values(const bound_values&) = delete;
  bound_values& operator=(const bound_values&) = delete;

  /// Gives the values to a sink, in the order of the placeholders.
  virtual void put_into(value_sink& to) const = 0;
  /// What they decide about the statement's text; of a range of rows, those in a window are meant.
  [[nodiscard]] virtual shape how(row_window rows) const = 0;

 protected:
  bound_values() = default;
  ~bound_values() = default;
};

}  // namespace mizzle::detail
