// SPDX-License-Identifier: MIT
#include <mizzle/remote/proxy.hpp>

#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>

#include "schema.hpp"

namespace {
/// A database that is not there.
struct engine {
  using dialect = mizzle::dialect::sqlite;
  mizzle::statement_reply execute(const mizzle::bound_statement&) { return {1, 7, {}}; }
  template <class F>
  auto transaction(F&& f) {
    return f(*this);
  }
};
}  // namespace

bool remote_room() {
  const std::string path = "/tmp/mizzle_headers_" + std::to_string(::getpid());
  engine e;
  mizzle::proxy::allow_list allowed;
  allowed.add<decltype(mizzle::select(rooms::channels))>();
  mizzle::proxy::server server{e, path, {.allowed = allowed, .stop_signals = {}}};
  server.stop();
  server.run();
  mizzle::proxy::client client{path};
  try {
    client.run(mizzle::insert_into(rooms::channels).values({.name = "a"}));
  } catch (const mizzle::error::transport_error& failed) {
    return !failed.outcome_unknown();
  }
  return false;
}
