// SPDX-License-Identifier: MIT
#include <mizzle/value/by_name.hpp>
#include <mizzle/value/chrono.hpp>
#include <mizzle/value/codec.hpp>
#include <mizzle/value/error.hpp>

namespace {
enum class urgency { low, high };
struct user_id {
  std::int64_t value = 0;
};
}  // namespace
template <>
struct mizzle::codec<urgency> : mizzle::by_name<urgency, mizzle::name<urgency::low, "low">, mizzle::name<urgency::high, "high">> {};
template <>
struct mizzle::codec<user_id> : mizzle::strong<user_id, &user_id::value> {};

static_assert(mizzle::codec<std::int8_t>::accepts(127) && !mizzle::codec<std::int8_t>::accepts(128));
static_assert(mizzle::codec<user_id>::encode({7}) == 7 && mizzle::codec<user_id>::decode(std::int64_t{7}).value == 7);

bool value_room() {
  const auto time = mizzle::codec<std::chrono::sys_seconds>::decode(5);
  const mizzle::error::guard_failed failed{2, 1, 0};
  return mizzle::codec<urgency>::encode(urgency::high) == "high" && mizzle::codec<urgency>::decode("low") == urgency::low &&
         time.time_since_epoch() == std::chrono::seconds{5} && failed.step() == 2 &&
         mizzle::error::decode_error{"a", "it is no number", {}, "t"}.what() == std::string{R"(column "t"."a": it is no number)"};
}
