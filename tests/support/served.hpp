// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <mizzle/mizzle.hpp>
#include <mizzle/remote/proxy.hpp>

#include "support/temporary_file.hpp"

namespace support {

/// A database file that a server in another thread owns, which ends with this object.
class served {
 public:
  /// `prepare` is given the connection before anything is served.
  template <class F>
  explicit served(F&& prepare, mizzle::proxy::server_options options = {}) : file_{}, db_{file_.path()} {
    prepare(db_);
    options.stop_signals = {};
    server_.emplace(db_, socket_.path(), std::move(options));
    thread_ = std::thread{[this] { server_->run(); }};
  }
  served(const served&) = delete;
  served& operator=(const served&) = delete;
  ~served() { stop(); }

  /// Ends the server; what it owned may be used again.
  mizzle::sqlite::connection& stop() {
    if (thread_.joinable()) {
      server_->stop();
      thread_.join();
      server_.reset();
    }
    return db_;
  }
  /// Runs f on the server's thread, between requests.
  template <class F>
  void between_requests(F f) {
    boost::asio::post(server_->context(), std::move(f));
  }
  [[nodiscard]] const std::string& path() const noexcept { return socket_.path(); }
  [[nodiscard]] mizzle::proxy::client client(const mizzle::proxy::client_options& options = {}) const {
    return mizzle::proxy::client{path(), options};
  }

 private:
  temporary_file file_, socket_;
  mizzle::sqlite::connection db_;
  std::optional<mizzle::proxy::server<mizzle::sqlite::connection>> server_;
  std::thread thread_;
};

/// A socket of a test's own, which says to the other side whatever it likes.
class raw_socket {
 public:
  explicit raw_socket(int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) : fd_{fd} {}
  raw_socket(raw_socket&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  raw_socket& operator=(raw_socket&&) = delete;
  ~raw_socket() { close(); }

  void connect(const std::string& path) const {
    const sockaddr_un to = address(path);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error{"cannot connect to " + path};
  }
  void listen(const std::string& path) const {
    const sockaddr_un at = address(path);
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(fd_, 8) != 0)
      throw std::runtime_error{"cannot listen at " + path};
  }
  [[nodiscard]] raw_socket accept() const { return raw_socket{::accept(fd_, nullptr, nullptr)}; }
  /// Whether all of it could be sent.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// At most so many bytes, fewer if the other side ends before.
  [[nodiscard]] std::string receive(std::size_t most) const {
    std::string result(most, '\0');
    std::size_t size = 0;
    while (size != most) {
      const ssize_t n = ::recv(fd_, result.data() + size, most - size, 0);
      if (n <= 0) break;
      size += static_cast<std::size_t>(n);
    }
    result.resize(size);
    return result;
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  static sockaddr_un address(const std::string& path) {
    sockaddr_un result{};
    result.sun_family = AF_UNIX;
    std::memcpy(result.sun_path, path.c_str(), path.size() + 1);
    return result;
  }
  int fd_;
};

}  // namespace support
