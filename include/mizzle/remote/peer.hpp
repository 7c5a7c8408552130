// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <boost/asio/local/stream_protocol.hpp>

namespace mizzle::detail::proxy {

/// Who is at the other end of a socket, as the kernel tells (https://man7.org/linux/man-pages/man7/unix.7.html, SO_PEERCRED).
struct peer {
  pid_t process = 0;
  uid_t user = 0;
  gid_t group = 0;
};

/// A socket option of Boost.Asio's kind that reads the peer of a connected socket.
class peer_credentials {
 public:
  [[nodiscard]] peer value() const noexcept { return {credentials_.pid, credentials_.uid, credentials_.gid}; }

  template <class Protocol>
  [[nodiscard]] int level(const Protocol&) const noexcept {
    return SOL_SOCKET;
  }
  template <class Protocol>
  [[nodiscard]] int name(const Protocol&) const noexcept {
    return SO_PEERCRED;
  }
  template <class Protocol>
  [[nodiscard]] void* data(const Protocol&) noexcept {
    return &credentials_;
  }
  template <class Protocol>
  [[nodiscard]] std::size_t size(const Protocol&) const noexcept {
    return sizeof credentials_;
  }
  template <class Protocol>
  void resize(const Protocol&, std::size_t) const noexcept {}

 private:
  ucred credentials_{};
};

}  // namespace mizzle::detail::proxy

namespace mizzle::proxy {
using detail::proxy::peer;
}  // namespace mizzle::proxy
