// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <mizzle/atomic/typed_calls.hpp>
#include <mizzle/remote/failure.hpp>
#include <mizzle/remote/once_message.hpp>
#include <mizzle/remote/peer.hpp>
#include <mizzle/remote/socket_file.hpp>

namespace mizzle::detail::proxy {

/// Whom a client believes, how long it waits, and how much it takes.
struct client_options {
  /// The users whose servers are asked; nothing is sent to others, who may have taken the socket's place.
  std::vector<uid_t> servers{::geteuid()};
  std::chrono::milliseconds connect_timeout{3'000};
  /// From the moment at which a request is sent to the end of its answer.
  std::chrono::milliseconds answer_timeout{30'000};
  /// The most bytes of one answer.
  std::size_t max_message = std::size_t{64} << 20;
};

/// One connection to a server, and one request at a time.
class channel {
 public:
  channel(std::string path, const client_options& options) : path_{std::move(path)}, options_{options}, endpoint_{endpoint_of(path_)} {}

  struct answer {
    frame_kind kind;
    std::string bytes;
  };

  /// Sends a request and waits for its answer. A transport_error if either fails: its outcome is unknown once the whole request was handed to
  /// the kernel, and known before, because a server runs nothing of which it has not got everything.
  answer exchange(const std::string& request) {
    const bool kept = connect();
    const auto deadline = std::chrono::steady_clock::now() + options_.answer_timeout;
    error_code failed = send(request, deadline);
    // The server may have left between two requests, which shows only now.
    if (failed && kept && failed != boost::asio::error::timed_out && unasked() <= 0) {
      close();
      connect();
      failed = send(request, deadline);
    }
    // A server that refuses a request says why before it has read all of it.
    const bool sent = !failed;
    try {
      answer result = receive(deadline);
      if (result.kind == frame_kind::refusal) close();  // as the server does
      return result;
    } catch (const boost::system::system_error& e) {
      close();
      const std::string why = e.code() == boost::asio::error::timed_out
                                  ? "no answer came in time"
                                  : "the connection was closed before an answer came (" + e.code().message() + ")";
      if (sent) throw error::transport_error{"\"" + path_ + "\": " + why, true};
      throw error::transport_error{"\"" + path_ + "\": the request could not be sent: " + failed.message()};
    } catch (const malformed_message& e) {
      close();
      throw error::transport_error{"\"" + path_ + "\": the answer cannot be read: " + e.what(), sent};
    }
  }
  [[nodiscard]] error::transport_error unreadable(const malformed_message& e) {
    close();
    return error::transport_error{"\"" + path_ + "\": the answer cannot be read: " + e.what(), true};
  }
  void close() noexcept {
    error_code ignored;
    socket_.close(ignored);
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const client_options& options() const noexcept { return options_; }

 private:
  using error_code = boost::system::error_code;

  /// Connects, unless it is; tells whether it was.
  bool connect() {
    if (socket_.is_open()) {
      if (unasked() < 0) return true;
      close();  // it has been left, or answers what nobody has asked
    }
    socket_.open(protocol{});
    // While the server's queue is full, connect() waits as long as send() may.
    const auto longest = std::max(options_.connect_timeout, std::chrono::milliseconds{1});  // 0 would be for ever
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
    const timeval patience{seconds.count(), std::chrono::microseconds{longest - seconds}.count()};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket_.native_handle(), endpoint_.data(), static_cast<socklen_t>(endpoint_.size())) != 0) {
      const std::string why = std::generic_category().message(errno);
      close();
      throw error::transport_error{"cannot connect to \"" + path_ + "\": " + why};
    }
    peer_credentials server;
    socket_.get_option(server);
    if (std::find(options_.servers.begin(), options_.servers.end(), server.value().user) == options_.servers.end()) {
      close();
      throw error::transport_error{"\"" + path_ + "\" is served by user " + std::to_string(server.value().user) +
                                   ", who is not among the servers of this client"};
    }
    return false;
  }
  /// What there is to read between two requests: something, such as a server's reason to leave, its end (0), or nothing (-1).
  ssize_t unasked() {
    char byte = 0;
    return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  }

  error_code send(const std::string& request, std::chrono::steady_clock::time_point deadline) {
    return within(deadline, [&](auto done) { boost::asio::async_write(socket_, boost::asio::buffer(request), done); });
  }
  answer receive(std::chrono::steady_clock::time_point deadline) {
    char bytes[frame_header_size];
    const auto read = [&](auto buffer) {
      if (const error_code e = within(deadline, [&](auto done) { boost::asio::async_read(socket_, buffer, done); }))
        throw boost::system::system_error{e};
    };
    read(boost::asio::buffer(bytes));
    const frame_header header = read_frame_header({bytes, sizeof bytes});
    if (header.size > options_.max_message) {
      throw malformed_message{"it has " + std::to_string(header.size) + " bytes, more than the " + std::to_string(options_.max_message) +
                              " of max_message"};
    }
    answer result{header.kind, std::string(header.size, '\0')};
    read(boost::asio::buffer(result.bytes));
    return result;
  }
  /// Runs one operation until it is done or time is up.
  template <class Start>
  error_code within(std::chrono::steady_clock::time_point deadline, Start&& start) {
    error_code result = boost::asio::error::would_block;
    start([&](const error_code& e, std::size_t) { result = e; });
    io_.restart();
    io_.run_until(deadline);
    if (result != boost::asio::error::would_block) return result;
    socket_.cancel();
    io_.restart();
    io_.run();
    return boost::asio::error::timed_out;
  }

  std::string path_;
  client_options options_;
  protocol::endpoint endpoint_;
  boost::asio::io_context io_{1};
  protocol::socket socket_{io_};
};

class client;

/// Makes a client once more, see client::open_again(). It can be copied and called by any thread.
class client_opener {
 public:
  client_opener(std::string path, const client_options& options) : path_{std::move(path)}, options_{options} {}
  [[nodiscard]] client operator()() const;

 private:
  std::string path_;
  client_options options_;
};

/// A handle to a database that another process owns: a batching one, whose lists cross to that process's mz::proxy::server and happen there
/// whole or not at all.
///
/// ```cpp
/// mz::proxy::client owner{"/run/app/owner.sock"};
/// auto results = mz::run_atomic(mz::require_atomic, owner, mz::atomic(insert, edit.require_changes(1)));
/// auto rows = owner.all(mz::select(messages));
/// ```
///
/// It connects when it is first needed, and again when the server was started anew. Errors are those of a connection, with their texts and
/// codes; and transport_error, where outcome_unknown() tells whether the request may have been carried out. It belongs to one thread at a
/// time.
class client : public typed_calls<client> {
 public:
  using dialect = mizzle::dialect::sqlite;
  static constexpr bool asks_guards = true;

  /// `path` is that of the server's socket; an invalid_request if it is too long for one.
  explicit client(const std::string& path, const client_options& options = {}) : channel_{std::make_unique<channel>(path, options)} {}

  std::vector<statement_reply> execute_batch(std::span<const bound_statement> list) {
    frame_writer to;
    pack(to, list);
    return exchange(std::move(to).finish(frame_kind::list), list, frame_kind::replies, unpack_replies);
  }
  /// Runs a list under a key, for mz::once().
  once_reply execute_once(const once_request& request) {
    frame_writer to;
    pack(to, request);
    return exchange(std::move(to).finish(frame_kind::once), request.statements, frame_kind::once_replies, unpack_once_reply);
  }
  /// What makes another client of the same server, for another thread: `auto open = owner.open_again(); auto other = (*open)();`.
  [[nodiscard]] std::optional<client_opener> open_again() const { return client_opener{channel_->path(), channel_->options()}; }
  /// Ends the connection; the next request makes a new one.
  void close() noexcept { channel_->close(); }

 private:
  template <class Reply>
  Reply exchange(const std::string& request, std::span<const bound_statement> list, frame_kind wanted, Reply (*unpack)(message_reader&)) {
    const channel::answer answer = channel_->exchange(request);
    try {
      message_reader from{answer.bytes};
      if (answer.kind == frame_kind::failure || answer.kind == frame_kind::refusal) throw_failure(from, list);
      if (answer.kind != wanted) throw malformed_message{"it is of another kind than the request"};
      Reply reply = unpack(from);
      from.end();
      return reply;
    } catch (const malformed_message& e) {
      throw channel_->unreadable(e);
    }
  }

  std::unique_ptr<channel> channel_;
};

inline client client_opener::operator()() const { return client{path_, options_}; }

}  // namespace mizzle::detail::proxy

namespace mizzle::proxy {
using detail::proxy::client;
using detail::proxy::client_options;
}  // namespace mizzle::proxy
