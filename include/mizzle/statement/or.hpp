// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/update.hpp>

namespace mizzle::detail {

/// What becomes of a row that a constraint does not allow (https://www.sqlite.org/lang_conflict.html): `rollback` ends the whole transaction,
/// `abort` undoes the statement, as without it, `fail` keeps what the statement has done so far, `ignore` leaves the row out, and
/// `replace` deletes the rows that are in its way.
enum class conflict : unsigned char { rollback, abort, fail, ignore, replace };

namespace word {
inline constexpr std::string_view insert_or_texts[] = {"insert or rollback into ", "insert or abort into ", "insert or fail into ",
                                                       "insert or ignore into ", "insert or replace into "};
inline constexpr std::string_view update_or_texts[] = {"update or rollback ", "update or abort ", "update or fail ", "update or ignore ",
                                                       "update or replace "};
template <class T, conflict How>
struct insert_or {
  static constexpr token word{.what = form::insert, .text = insert_or_texts[static_cast<unsigned>(How)], .from = &source_of<T>};
};
template <class T, conflict How>
struct update_or {
  static constexpr token word{.what = form::insert, .text = update_or_texts[static_cast<unsigned>(How)], .from = &source_of<T>};
};
}  // namespace word

/// `insert or ignore into table`, written `insert_or<conflict::ignore>(table)`: the same words follow as behind insert_into(). Foreign keys
/// that are not met are an error all the same. Where the key that can be met is known, on_conflict() says more; with both, the clause is asked
/// about its keys, and this about all other constraints.
template <conflict How, Table T>
constexpr insert_builder<T, word::insert_or<T, How>> insert_or(const T&) {
  return {};
}
/// `update or ignore table`, written `update_or<conflict::ignore>(table)`: the same words follow as behind update().
template <conflict How, Table T>
constexpr update_builder<T, word::update_or<T, How>> update_or(const T&) {
  return {};
}
template <conflict How, Table T, class Hint>
constexpr hinted_update<update_builder<T, word::update_or<T, How>>, Hint> update_or(const hinted_table<T, Hint>&) {
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::conflict;
using detail::insert_or;
using detail::update_or;
}  // namespace mizzle
