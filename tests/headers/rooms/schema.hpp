// SPDX-License-Identifier: MIT
// The tables of the units in this folder, with what declares a table.
#pragma once

#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/rows.hpp>

namespace rooms {

template <class As>
struct Channel {
  mizzle::column<As, "id", std::int64_t, mizzle::primary_key> id{};
  mizzle::column<As, "name", std::string, mizzle::unique> name{};
};
inline constexpr mizzle::table<"channels", Channel> channels{};

template <class As>
struct Message {
  mizzle::column<As, "id", std::int64_t, mizzle::primary_key> id{};
  mizzle::column<As, "channel_id", std::int64_t, mizzle::references<channels.id, mizzle::on_delete::cascade>> channel_id{};
  mizzle::column<As, "body", std::optional<std::string>> body{};
  static constexpr auto constraints(const auto& t) { return mizzle::constraints(mizzle::index<"messages_by_channel">(t.channel_id, t.id)); }
};
inline constexpr mizzle::table<"messages", Message> messages{};

}  // namespace rooms
