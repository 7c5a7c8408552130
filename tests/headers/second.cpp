// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

int second() {
  mizzle::sqlite::connection db{":memory:"};
  return mizzle::get<0>(db.raw<std::int64_t>("select 0").one()) == 0 ? 0 : 1;
}
