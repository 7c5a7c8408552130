// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <mizzle/remote/allow_list.hpp>
#include <mizzle/remote/peer.hpp>

namespace mizzle::detail::proxy {

/// Whom a server listens to, what they may ask, and how far it trusts them.
struct server_options {
  /// The users whose processes may call; others get an invalid_request.
  std::vector<uid_t> callers{::geteuid()};
  /// What they may ask. If it is left out: whatever can stand in a list, also a select that never ends, for which everybody else waits.
  std::optional<allow_list> allowed{};
  /// The permissions of the socket's file. For other users than the owner it needs more than 0600.
  mode_t mode = 0600;
  /// The most bytes of one request, and of one answer.
  std::size_t max_message = std::size_t{16} << 20;
  /// How many clients may be connected at a time.
  std::size_t max_clients = 256;
  /// How long a request may take to arrive from its first byte on, and an answer to be taken. Between requests a client may be silent.
  std::chrono::milliseconds message_timeout{10'000};
  /// The signals upon which run() returns.
  std::vector<int> stop_signals{SIGINT, SIGTERM};
  /// Is told of each caller that was turned away, and why.
  std::function<void(const peer&, std::string_view)> on_refused{};
};

}  // namespace mizzle::detail::proxy

namespace mizzle::proxy {
using detail::proxy::server_options;
}  // namespace mizzle::proxy
