// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include <boost/asio/local/stream_protocol.hpp>

#include <mizzle/value/error.hpp>

namespace mizzle::detail::proxy {

using protocol = boost::asio::local::stream_protocol;

/// The address of a path; an invalid_request if the path does not fit into an address, which holds 107 bytes, together with what a server
/// puts behind it for a moment. An address that begins with a zero byte would be no file, with nobody's permissions.
inline protocol::endpoint endpoint_of(const std::string& path, const std::string& behind = {}) {
  const std::size_t most = sizeof(sockaddr_un::sun_path) - 1 - behind.size();
  if (path.empty() || path.size() > most || path.find('\0') != path.npos) {
    throw error::invalid_request{"\"" + path + "\" cannot be the path of a socket: it must have 1 to " + std::to_string(most) +
                                 " bytes, none of them zero"};
  }
  return protocol::endpoint{path + behind};
}

/// The file of a listening socket. It belongs to one server at a time, which holds a lock on a file beside it; what a server left behind that
/// was killed is replaced.
class socket_file {
 public:
  explicit socket_file(std::string path) : path_{std::move(path)}, lock_path_{path_ + ".lock"} {
    (void)endpoint_of(path_, ".new");
    lock();
  }
  socket_file(const socket_file&) = delete;
  socket_file& operator=(const socket_file&) = delete;
  ~socket_file() {
    // In this order: whoever takes the lock next finds nothing that could be taken away from it.
    if (listening_) ::unlink(path_.c_str());
    ::unlink(lock_path_.c_str());
    ::close(lock_);
  }

  /// Makes a socket listen at the path. The file has its permissions before anybody can find it.
  void listen(boost::asio::basic_socket_acceptor<protocol>& acceptor, mode_t mode) {
    struct stat found{};
    if (::lstat(path_.c_str(), &found) == 0 && !S_ISSOCK(found.st_mode)) fail("there is a file that is no socket");
    const protocol::endpoint fresh_endpoint = endpoint_of(path_, ".new");
    const std::string fresh = fresh_endpoint.path();
    ::unlink(fresh.c_str());
    boost::system::error_code e;
    acceptor.open(protocol{}, e);
    if (!e) acceptor.bind(fresh_endpoint, e);
    if (!e && ::chmod(fresh.c_str(), mode) != 0) e = {errno, boost::system::system_category()};
    if (!e) acceptor.listen(boost::asio::socket_base::max_listen_connections, e);
    if (!e && std::rename(fresh.c_str(), path_.c_str()) != 0) e = {errno, boost::system::system_category()};
    if (e) {
      ::unlink(fresh.c_str());
      fail(e.message());
    }
    listening_ = true;
  }
  /// Takes the file away, so that nobody finds it any more.
  void remove() noexcept {
    if (std::exchange(listening_, false)) ::unlink(path_.c_str());
  }

 private:
  void lock() {
    for (;;) {
      lock_ = ::open(lock_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (lock_ < 0) fail(std::generic_category().message(errno));
      if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        const int why = errno;
        ::close(lock_);
        fail(why == EWOULDBLOCK ? "another server listens there" : std::generic_category().message(why));
      }
      // It may be the file of a server that was just leaving, which is no longer at the path.
      struct stat mine{}, there{};
      if (::fstat(lock_, &mine) == 0 && ::stat(lock_path_.c_str(), &there) == 0 && mine.st_ino == there.st_ino &&
          mine.st_dev == there.st_dev)
        return;
      ::close(lock_);
    }
  }
  [[noreturn]] void fail(const std::string& why) const { throw error::transport_error{"cannot listen at \"" + path_ + "\": " + why}; }

  std::string path_, lock_path_;
  int lock_ = -1;
  bool listening_ = false;
};

}  // namespace mizzle::detail::proxy
