// SPDX-License-Identifier: MIT
#include <mizzle/sqlite/connection.hpp>

#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>

#include "schema.hpp"

bool sqlite_room() {
  mizzle::sqlite::connection db{":memory:", {.busy_timeout = std::chrono::seconds{1}}};
  db.create_tables(rooms::channels, rooms::messages);
  db.transaction([](auto& tx) { tx.run(mizzle::insert_into(rooms::channels).values({.name = "a"})); });
  std::size_t count = 0;
  for (auto&& [id, name] : db.stream(mizzle::select(rooms::channels.id, rooms::channels.name).from(rooms::channels)))
    count += name.size() + static_cast<std::size_t>(id);
  return count == 2 && db.all(mizzle::select(rooms::channels))[0].name == "a" && db.raw<std::int64_t>("select 1").size() == 1;
}
