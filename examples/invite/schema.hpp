// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/mizzle.hpp>
#include <mizzle/value/digest.hpp>

/// Contacts, the channels by which they are reached, and invites: whoever comes with an invite's code becomes a channel of its contact. Times
/// are seconds since 1970.
namespace invite {

namespace mz = mizzle;

enum class status { active, redeemed, revoked };

}  // namespace invite

template <>
struct mizzle::codec<invite::status>
    : mizzle::by_name<invite::status, mizzle::name<invite::status::active, "active">, mizzle::name<invite::status::redeemed, "redeemed">,
                      mizzle::name<invite::status::revoked, "revoked">> {};

namespace invite {

template <class As>
struct contact {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "display_name", std::string, mz::unique> display_name{};
};
inline constexpr mz::table<"contacts", contact> contacts{};

template <class As>
struct contact_channel {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "contact_id", std::int64_t, mz::references<contacts.id>> contact_id{};
  mz::column<As, "type", std::string> type{};
  mz::column<As, "address", std::string> address{};
  mz::column<As, "status", std::string, mz::default_value<"active">> status{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_on(t.type, t.address)); }
};
inline constexpr mz::table<"contact_channels", contact_channel> contact_channels{};

/// The code itself is kept nowhere, only its digest: who reads the table cannot redeem what is in it.
template <class As>
struct ingress_invite {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "source_channel", std::string> source_channel{};
  mz::column<As, "invite_code_hash", mz::digest> invite_code_hash{};
  mz::column<As, "note", std::optional<std::string>> note{};
  mz::column<As, "max_uses", std::int64_t, mz::default_value<1>> max_uses{};
  mz::column<As, "use_count", std::int64_t, mz::default_value<0>> use_count{};
  mz::column<As, "expires_at", std::int64_t> expires_at{};
  mz::column<As, "status", invite::status, mz::default_value<invite::status::active>> status{};
  mz::column<As, "redeemed_by_external_user_id", std::optional<std::string>> redeemed_by_external_user_id{};
  mz::column<As, "redeemed_by_external_chat_id", std::optional<std::string>> redeemed_by_external_chat_id{};
  mz::column<As, "redeemed_at", std::optional<std::int64_t>> redeemed_at{};
  mz::column<As, "contact_id", std::int64_t, mz::references<contacts.id>> contact_id{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
  mz::column<As, "updated_at", std::int64_t, mz::default_sql<"unixepoch()">> updated_at{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"ingress_invites_by_code">(t.invite_code_hash, t.source_channel),
                           mz::index<"ingress_invites_by_contact">(t.contact_id));
  }
};
inline constexpr mz::table<"ingress_invites", ingress_invite> ingress_invites{};

inline void create_tables(mz::sqlite::connection& db) { db.create_tables(contacts, contact_channels, ingress_invites); }

}  // namespace invite
