// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

int second();

int main() {
  mizzle::sqlite::connection db{":memory:"};
  return mizzle::get<0>(db.raw<std::int64_t>("select 1").one()) == 1 ? second() : 1;
}
