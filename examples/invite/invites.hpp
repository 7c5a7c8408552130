// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "schema.hpp"

/// The statements of the service, as values: what runs them, and in which process, is not known here.
namespace invite {

/// Somebody who comes with a code.
struct visitor {
  std::string code;
  std::string channel;  // such as "telegram"
  std::string address;  // where they are reached there
  std::string chat;
};

// [redemption]
/// One use of an invite: the visitor becomes a channel of the invite's contact, and the use is counted, or neither.
///
/// Nothing was read before: the update itself says under which conditions the invite may be used, and the guard makes the whole fail where
/// it is not. The new count is made from the one that is there, and the clock is that of whoever owns the database.
inline auto redemption(const visitor& v) {
  const auto asked_for = ingress_invites.invite_code_hash == mz::digest_of(v.code) && ingress_invites.source_channel == v.channel;
  const auto channel =
      mz::insert_into(contact_channels)
          .columns(contact_channels.contact_id, contact_channels.type, contact_channels.address)
          .from(mz::select(ingress_invites.contact_id, mz::val(v.channel), mz::val(v.address)).from(ingress_invites).where(asked_for))
          .on_conflict(contact_channels.type, contact_channels.address)
          .do_update(contact_channels.contact_id = mz::excluded(contact_channels.contact_id));
  const auto use =
      mz::update(ingress_invites)
          .set(ingress_invites.use_count = ingress_invites.use_count + 1,
               ingress_invites.status =
                   mz::case_when(ingress_invites.use_count + 1 >= ingress_invites.max_uses, status::redeemed).otherwise(status::active),
               ingress_invites.redeemed_by_external_user_id = v.address, ingress_invites.redeemed_by_external_chat_id = v.chat,
               ingress_invites.redeemed_at = mz::unixepoch(), ingress_invites.updated_at = mz::unixepoch())
          .where(asked_for && ingress_invites.status == status::active && ingress_invites.use_count < ingress_invites.max_uses &&
                 ingress_invites.expires_at > mz::unixepoch())
          .returning(ingress_invites.use_count, ingress_invites.max_uses)
          .require_exactly(1);
  return mz::atomic(channel, use);
}
// [/redemption]

/// An invite as it is now, to tell why it cannot be used.
inline auto invite_of(const visitor& v) {
  return mz::select(ingress_invites.status, ingress_invites.use_count, ingress_invites.max_uses,
                    (ingress_invites.expires_at <= mz::unixepoch()).as<"expired">())
      .from(ingress_invites)
      .where(ingress_invites.invite_code_hash == mz::digest_of(v.code) && ingress_invites.source_channel == v.channel);
}

/// All invites with the names of their contacts, in the order in which they were made.
inline auto all_invites() {
  return mz::select(ingress_invites, contacts.display_name, (ingress_invites.expires_at <= mz::unixepoch()).as<"expired">())
      .from(ingress_invites)
      .inner_join(contacts, contacts.id == ingress_invites.contact_id)
      .order_by(ingress_invites.id);
}
/// All channels with the names of their contacts.
inline auto all_channels() {
  return mz::select(contacts.display_name, contact_channels.type, contact_channels.address)
      .from(contact_channels)
      .inner_join(contacts, contacts.id == contact_channels.contact_id)
      .order_by(contacts.display_name, contact_channels.type, contact_channels.address);
}

struct new_invite {
  std::string code;
  std::string channel;
  std::string contact;
  std::optional<std::string> note;
  std::int64_t max_uses = 1;
  std::int64_t valid_seconds = 7 * 24 * 60 * 60;
};

/// Makes an invite, and its contact if there is none of that name.
inline auto make_invite(const new_invite& i) {
  return mz::atomic(mz::insert_into(contacts).values({.display_name = i.contact}).on_conflict(contacts.display_name).do_nothing(),
                    mz::insert_into(ingress_invites)
                        .columns(ingress_invites.contact_id, ingress_invites.source_channel, ingress_invites.invite_code_hash,
                                 ingress_invites.note, ingress_invites.max_uses, ingress_invites.expires_at)
                        .from(mz::select(contacts.id, mz::val(i.channel), mz::val(mz::digest_of(i.code)), mz::val(i.note),
                                         mz::val(i.max_uses), mz::unixepoch() + i.valid_seconds)
                                  .from(contacts)
                                  .where(contacts.display_name == i.contact))
                        .require_exactly(1));
}

/// Takes an invite back; a guard_failed if there is none that is active.
inline auto revoke(const std::string& code, const std::string& channel) {
  return mz::update(ingress_invites)
      .set(ingress_invites.status = status::revoked, ingress_invites.updated_at = mz::unixepoch())
      .where(ingress_invites.invite_code_hash == mz::digest_of(code) && ingress_invites.source_channel == channel &&
             ingress_invites.status == status::active)
      .require_exactly(1);
}

}  // namespace invite
