// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

int second();

int main() {
  mizzle::sqlite::connection db{":memory:"};
  return db.raw<std::int64_t>("select 1").one().at<0>() == 1 ? second() : 1;
}
