// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

int second() {
  mizzle::sqlite::connection db{":memory:"};
  return db.raw<std::int64_t>("select 0").one().at<0>() == 0 ? 0 : 1;
}
