// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include <mizzle/remote/server.hpp>

#include "invites.hpp"

/// The process that owns the database.
namespace invite {

/// What gateways may ask for: these statements, with whatever values. Who gets hold of the socket can try codes and see what `invite list`
/// shows, but can neither make invites nor change anything else.
inline mz::proxy::allow_list for_gateways() {
  mz::proxy::allow_list allowed;
  allowed.add(redemption({})).add(invite_of({})).add(all_invites()).add(all_channels());
  return allowed;
}

/// Serves gateways until SIGINT or SIGTERM.
inline void serve(const std::string& database, const std::string& socket, const std::function<void()>& ready) {
  mz::sqlite::connection db{database};
  create_tables(db);
  mz::proxy::server server{db, socket, {.allowed = for_gateways()}};
  ready();
  server.run();
}

}  // namespace invite
