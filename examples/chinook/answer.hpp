// SPDX-License-Identifier: MIT
#pragma once

#include <boost/hana/first.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/members.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <mizzle/hana.hpp>
#include <mizzle/mizzle.hpp>

/// What every question gives: rows whose types are forgotten, so that one function prints them all, and one test compares them.
namespace chinook {

namespace mz = mizzle;

struct answer {
  std::vector<std::string> columns;
  std::vector<std::vector<mz::value>> rows;
};

/// A field as the database has it: NULL, a number, a text.
template <class T>
mz::value cell_of(const T& field) {
  if constexpr (requires { field.has_value(); }) return field ? cell_of(*field) : mz::value{};
  else return mz::value{mz::codec<T>::encode(field)};
}

/// The rows of any statement. <mizzle/hana.hpp> makes a row a Hana Struct, whose members have names: that of the column, or the one that
/// as() gave.
template <class Row>
answer answer_of(const mz::rows<Row>& rows) {
  answer result;
  boost::hana::for_each(boost::hana::accessors<Row>(),
                        [&](const auto& member) { result.columns.emplace_back(boost::hana::first(member).c_str()); });
  for (const Row& row : rows) {
    std::vector<mz::value>& cells = result.rows.emplace_back();
    boost::hana::for_each(boost::hana::members(row), [&](const auto& field) { cells.push_back(cell_of(field)); });
  }
  return result;
}

}  // namespace chinook
