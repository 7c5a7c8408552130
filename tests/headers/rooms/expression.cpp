// SPDX-License-Identifier: MIT
#include <mizzle/expression/all.hpp>
#include <mizzle/expression/case_when.hpp>

#include "schema.hpp"

namespace {
using rooms::messages;
using namespace mizzle::literals;
template <class T, class E>
constexpr bool is(const E&) {
  return std::same_as<typename E::type, T>;
}
}  // namespace

static_assert(is<bool>(messages.id == 1 && mizzle::when(true, messages.channel_id.in(1, 2)) && messages.body.is_null()));
static_assert(is<std::int64_t>(messages.id * 2 + 1) && is<std::int64_t>(mizzle::count()));
static_assert(is<std::optional<std::string>>(mizzle::upper(messages.body)) && is<std::string>(mizzle::coalesce(messages.body, "")));
static_assert(is<std::optional<std::int64_t>>(mizzle::max(messages.id)) && is<std::int64_t>(mizzle::max(messages.id, 3)));
static_assert(is<double>(mizzle::cast<double>(messages.id)) && is<std::string>(mizzle::sql<"'a'", std::string>()));
static_assert(is<std::int64_t>(mizzle::case_when(messages.id > 5, 1).otherwise(std::int64_t{2})));

bool expression_room() {
  const std::vector<std::int64_t> ids{1, 2};
  [[maybe_unused]] const auto in = messages.id.in(ids) || messages.body.like("a%") || messages.id.between(1, 2);
  [[maybe_unused]] const auto set = (messages.body = std::nullopt);
  [[maybe_unused]] const auto order = mizzle::nulls_last(mizzle::desc(messages.body));
  [[maybe_unused]] const auto named = messages.id.as<"n">();
  return true;
}
