// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

int second();
int names();
bool value_room(), expression_room(), schema_room(), statement_room(), atomic_room(), sqlite_room(), durable_room(), remote_room();

int main() {
  mizzle::sqlite::connection db{":memory:"};
  if (!value_room() || !expression_room() || !schema_room() || !statement_room() || !atomic_room() || !sqlite_room() || !durable_room() || !remote_room()) return 2;
  return mizzle::get<0>(db.raw<std::int64_t>("select 1").one()) == 1 && names() == 0 ? second() : 1;
}
