// SPDX-License-Identifier: MIT
#include "schema.hpp"

bool schema_room() {
  const mizzle::row_of<rooms::messages> row{.id = 1, .channel_id = 2, .body = "x"};
  const mizzle::new_row<rooms::messages> left_out{.channel_id = 2};
  const mizzle::patch_of<rooms::messages> patch{.body = std::nullopt};
  (void)left_out;
  (void)patch;
  constexpr auto other = mizzle::alias<"other">(rooms::messages);
  static_assert(mizzle::Source<decltype(other)> && !mizzle::Table<decltype(other)> && mizzle::Table<decltype(rooms::messages)>);
  return row.id == 1 && row == mizzle::row_of<rooms::messages>{.id = 1, .channel_id = 2, .body = "x"};
}
