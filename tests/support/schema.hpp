// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/mizzle.hpp>
#include <mizzle/value/by_name.hpp>
#include <mizzle/value/chrono.hpp>

namespace mz = mizzle;
using namespace mz::literals;

enum class color : std::uint8_t { red, green, blue };
enum class urgency { low, high };
struct user_id {
  std::int64_t value = 0;
  friend bool operator==(const user_id&, const user_id&) = default;
};

template <>
struct mizzle::codec<urgency> : mizzle::by_name<urgency, mizzle::name<urgency::low, "low">, mizzle::name<urgency::high, "high">> {};
template <>
struct mizzle::codec<user_id> : mizzle::strong<user_id, &user_id::value> {};

namespace schema {

template <class As>
struct Channel {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
};
inline constexpr mz::table<"channels", Channel> channels{};

template <class As>
struct Message {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "channel_id", std::int64_t, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "thread_id", std::optional<std::int64_t>, mz::references_self<"id">> thread_id{};
  mz::column<As, "body", std::string> body{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"messages_by_channel">(t.channel_id, t.id)); }
};
inline constexpr mz::table<"messages", Message> messages{};

template <class As>
struct Member {
  mz::column<As, "channel_id", std::int64_t, mz::primary_key, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", std::int64_t, mz::primary_key> agent_id{};
};
inline constexpr mz::table<"members", Member, mz::without_rowid> members{};

template <class As>
struct Delivery {
  mz::column<As, "message_id", std::int64_t, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "agent_id", std::int64_t> agent_id{};
  mz::column<As, "state", std::string, mz::default_value<"new">> state{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_on(t.message_id, t.agent_id)); }
};
inline constexpr mz::table<"deliveries", Delivery> deliveries{};

template <class As>
struct Counter {
  mz::column<As, "name", std::string, mz::primary_key> name{};
  mz::column<As, "n", std::int64_t, mz::default_value<0>> n{};
};
inline constexpr mz::table<"counters", Counter> counters{};

/// A column of every type.
template <class As>
struct Every {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "tiny", std::int8_t, mz::default_value<0>> tiny{};
  mz::column<As, "small", std::int16_t, mz::default_value<0>> small{};
  mz::column<As, "medium", std::int32_t, mz::default_value<0>> medium{};
  mz::column<As, "byte", std::uint8_t, mz::default_value<0>> byte{};
  mz::column<As, "word", std::uint16_t, mz::default_value<0>> word{};
  mz::column<As, "dword", std::uint32_t, mz::default_value<0>> dword{};
  mz::column<As, "qword", std::uint64_t, mz::default_value<0>> qword{};
  mz::column<As, "flag", bool, mz::default_value<false>> flag{};
  mz::column<As, "ratio", double, mz::default_value<0.0>> ratio{};
  mz::column<As, "label", std::string, mz::default_value<"">> label{};
  mz::column<As, "bytes", mz::blob, mz::default_sql<"x''">> bytes{};
  mz::column<As, "maybe_n", std::optional<std::int32_t>> maybe_n{};
  mz::column<As, "maybe_r", std::optional<double>> maybe_r{};
  mz::column<As, "maybe_t", std::optional<std::string>> maybe_t{};
  mz::column<As, "maybe_b", std::optional<mz::blob>> maybe_b{};
  mz::column<As, "hue", color, mz::default_value<color::red>> hue{};
  mz::column<As, "urgent", urgency, mz::default_value<"low">> urgent{};
  mz::column<As, "seconds", std::chrono::sys_seconds, mz::default_value<0>> seconds{};
  mz::column<As, "millis", std::chrono::sys_time<std::chrono::milliseconds>, mz::default_value<0>> millis{};
  mz::column<As, "owner", user_id, mz::default_value<0>> owner{};
};
inline constexpr mz::table<"everything", Every> everything{};

inline int made = 0;
inline int touched = 0;
inline std::int64_t make_number() { return ++made; }
inline std::int64_t touch() { return ++touched; }

/// Every attribute and constraint that the other tables do without.
template <class As>
struct Ruled {
  mz::column<As, "region", std::string> region{};
  mz::column<As, "code", std::string, mz::collate<"nocase">> code{};
  mz::column<As, "amount", std::int64_t, mz::default_value<5>, mz::check_sql<"amount >= 0">> amount{};
  mz::column<As, "rate", double, mz::default_value<1.5>> rate{};
  mz::column<As, "note", std::string, mz::default_value<"it's new">> note{};
  mz::column<As, "serial", std::int64_t, mz::default_fn<make_number>> serial{};
  mz::column<As, "version", std::int64_t, mz::detail::on_update_fn<touch>> version{};
  mz::column<As, "twice", std::int64_t, mz::generated<"amount * 2", mz::stored>> twice{};
  mz::column<As, "shown", std::string, mz::generated<"region || '-' || code">> shown{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::primary_key_on(t.region, t.code), mz::check<"not_huge">(t.amount < 1000000 && t.note != "it's ?"),
                           mz::unique_index<"ruled_serial">(t.serial).where(t.serial > 0),
                           mz::index<"ruled_amount">(mz::desc(t.amount), t.rate));
  }
};
inline constexpr mz::table<"ruled", Ruled, mz::strict, mz::without_rowid> ruled{};

/// Tables of which a row may give nothing: the key, or the defaults, are the database's.
template <class As>
struct Tick {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "n", std::int64_t, mz::default_value<3>> n{};
};
inline constexpr mz::table<"ticks", Tick> ticks{};
template <class As>
struct Setting {
  mz::column<As, "name", std::string, mz::default_value<"x">, mz::unique> name{};
};
inline constexpr mz::table<"settings", Setting> settings{};

template <class As>
struct Loose {
  mz::column<As, "a", std::optional<std::string>> a{};
  mz::column<As, "b", std::optional<std::int64_t>> b{};
};
inline constexpr mz::table<"loose", Loose> loose{};

/// A connection to a new database in memory with all of these tables.
struct database : mz::sqlite::connection {
  database() : connection{":memory:"} { create_tables(channels, messages, members, deliveries, counters, everything, ruled); }
};

/// The same with two channels, three messages and some members.
struct filled_database : database {
  filled_database() {
    run(mz::insert_into(channels).values({.id = 1, .name = "general"}));
    run(mz::insert_into(channels).values({.id = 2, .name = "empty"}));
    run(mz::insert_into(messages).values({.id = 1, .channel_id = 1, .body = "one ship", .created_at = 10}));
    run(mz::insert_into(messages).values({.id = 2, .channel_id = 1, .thread_id = 1, .body = "two", .created_at = 20}));
    run(mz::insert_into(messages).values({.id = 3, .channel_id = 1, .thread_id = 1, .body = "three ships", .created_at = 30}));
    run(mz::insert_into(members).values({.channel_id = 1, .agent_id = 7}));
    run(mz::insert_into(members).values({.channel_id = 1, .agent_id = 8}));
    run(mz::insert_into(members).values({.channel_id = 2, .agent_id = 7}));
  }
};

}  // namespace schema
