// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <mizzle/remote/failure.hpp>
#include <mizzle/remote/server_options.hpp>
#include <mizzle/remote/socket_file.hpp>

namespace mizzle::detail::proxy {

/// Accepts connections, reads their frames and sends what `answer` gives to each, all on the thread that calls run().
class listener {
 public:
  using answer = std::function<std::string(frame_kind, std::string_view)>;

  listener(std::string path, server_options options, answer a)
      : options_{std::move(options)}, answer_{std::move(a)}, file_{std::move(path)} {
    for (const int signal : options_.stop_signals) signals_.add(signal);
    signals_.async_wait([this](const error_code& e, int) {
      if (!e) close();
    });
    file_.listen(acceptor_, options_.mode);
    accept();
  }

  void run() { io_.run(); }
  void stop() {
    boost::asio::post(io_, [this] { close(); });
  }
  [[nodiscard]] boost::asio::io_context& context() noexcept { return io_; }
  [[nodiscard]] server_options& options() noexcept { return options_; }

 private:
  using error_code = boost::system::error_code;
  class session;

  void accept() {
    acceptor_.async_accept([this](const error_code& e, protocol::socket socket) {
      if (!acceptor_.is_open()) return;
      if (e) {  // such as no file descriptor left: others may give some back
        pause_.expires_after(std::chrono::milliseconds{100});
        return pause_.async_wait([this](const error_code& cancelled) {
          if (!cancelled) accept();
        });
      }
      begin(std::move(socket));
      accept();
    });
  }
  void begin(protocol::socket socket);
  /// Ends what is idle; an answer that is being sent is sent first.
  void close();

  server_options options_;
  answer answer_;
  boost::asio::io_context io_{1};
  socket_file file_;
  boost::asio::basic_socket_acceptor<protocol> acceptor_{io_};
  boost::asio::steady_timer pause_{io_};
  boost::asio::signal_set signals_{io_};
  std::set<std::shared_ptr<session>> sessions_;
};

/// One client's connection: a request, its answer, and so on.
class listener::session : public std::enable_shared_from_this<session> {
 public:
  session(listener& at, protocol::socket socket, const peer& who)
      : at_{&at}, socket_{std::move(socket)}, who_{who}, deadline_{socket_.get_executor()} {
    socket_.non_blocking(true);
  }

  /// Turns the client away: sends the reason, as far as it goes without waiting, and ends the connection. In the middle of an answer the
  /// reason would be taken for the rest of that answer.
  template <class E>
  void refuse(const E& why) {
    if (at_->options_.on_refused) at_->options_.on_refused(who_, why.what());
    if (!writing_) {
      const std::string frame = failure_frame(why, frame_kind::refusal);
      error_code ignored;
      socket_.write_some(boost::asio::buffer(frame), ignored);
    }
    end();
  }
  /// Answers all requests that have arrived, then waits for more.
  void proceed() {
    while (answer_next()) {
      if (writing_) return;  // and go on behind that
    }
    if (!socket_.is_open()) return;
    if (at_->acceptor_.is_open() == false) return end();
    if (size_ != 0 && !waiting_) wait();
    try {
      make_room();
    } catch (const std::bad_alloc&) {
      return refuse(error::transport_error{"the server has no memory for this request"});
    }
    socket_.async_read_some(boost::asio::buffer(bytes_.data() + size_, bytes_.size() - size_),
                            [self = shared_from_this()](const error_code& e, std::size_t n) {
      if (e) return self->end();
      self->size_ += n;
      self->proceed();
    });
  }
  void end() {
    error_code ignored;
    socket_.close(ignored);
    deadline_.cancel();
    at_->sessions_.erase(shared_from_this());
  }
  [[nodiscard]] bool writing() const noexcept { return writing_; }

 private:
  /// Answers one request if all of it is there; false if not, or if the connection is over.
  bool answer_next() {
    if (!socket_.is_open() || size_ < frame_header_size) return false;
    frame_header header;
    try {
      header = read_frame_header({bytes_.data(), frame_header_size});
    } catch (const malformed_message& e) {
      refuse(error::invalid_request{e.what()});
      return false;
    }
    const std::size_t most = at_->options_.max_message;
    if (header.size > most) {
      refuse(error::invalid_request{"the request has " + std::to_string(header.size) + " bytes, and this server takes at most " +
                                    std::to_string(most)});
      return false;
    }
    const std::size_t whole = frame_header_size + header.size;
    wanted_ = whole;
    if (size_ < whole) return false;
    calm();
    std::string reply;
    try {
      reply = at_->answer_(header.kind, {bytes_.data() + frame_header_size, header.size});
    } catch (const malformed_message& e) {
      refuse(error::invalid_request{std::string{"the request cannot be read: "} + e.what()});
      return false;
    } catch (const std::bad_alloc&) {
      reply = current_failure_frame();
    }
    std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(whole), bytes_.begin() + static_cast<std::ptrdiff_t>(size_), bytes_.begin());
    size_ -= whole;
    wanted_ = frame_header_size;
    send(std::move(reply));
    return socket_.is_open();
  }
  /// Most answers fit into the kernel's buffer at once.
  void send(std::string reply) {
    error_code e;
    const std::size_t sent = socket_.write_some(boost::asio::buffer(reply), e);
    if (e && e != boost::asio::error::would_block && e != boost::asio::error::try_again) return end();
    if (!e && sent == reply.size()) return;
    writing_ = true;
    reply_ = std::move(reply);
    wait();
    boost::asio::async_write(socket_, boost::asio::buffer(reply_) + (e ? 0 : sent),
                             [self = shared_from_this()](const error_code& failed, std::size_t) {
      self->writing_ = false;
      if (failed) return self->end();
      self->calm();
      self->proceed();
    });
  }
  /// The room grows with what has arrived and not with what was announced, and nobody keeps much of it between two requests.
  void make_room() {
    constexpr std::size_t least = std::size_t{16} << 10, most_kept = std::size_t{1} << 20;
    if (size_ == 0 && bytes_.size() > most_kept) bytes_ = {};
    if (bytes_.size() - size_ != 0 && bytes_.size() >= least) return;
    bytes_.resize(std::max(least, std::min(wanted_, bytes_.size() * 2)));
  }
  /// From now on the other side has message_timeout.
  void wait() {
    waiting_ = true;
    deadline_.expires_after(at_->options_.message_timeout);
    deadline_.async_wait([self = shared_from_this()](const error_code& cancelled) {
      // What had expired before it could be cancelled comes as well.
      if (cancelled || !self->waiting_ || !self->socket_.is_open() || self->deadline_.expiry() > std::chrono::steady_clock::now()) return;
      self->refuse(error::transport_error{"the rest of a message did not come, or was not taken, in time"});
    });
  }
  void calm() {
    if (std::exchange(waiting_, false)) deadline_.cancel();
  }

  listener* at_;
  protocol::socket socket_;
  peer who_;
  boost::asio::steady_timer deadline_;
  bool waiting_ = false;
  bool writing_ = false;
  std::vector<char> bytes_;  // of which size_ have arrived
  std::size_t size_ = 0;
  std::size_t wanted_ = frame_header_size;
  std::string reply_;
};

inline void listener::begin(protocol::socket socket) {
  peer_credentials credentials;
  error_code e;
  socket.get_option(credentials, e);
  if (e) return;  // it has already gone
  const peer who = credentials.value();
  const auto client = std::make_shared<session>(*this, std::move(socket), who);
  sessions_.insert(client);
  if (std::find(options_.callers.begin(), options_.callers.end(), who.user) == options_.callers.end()) {
    return client->refuse(error::invalid_request{"user " + std::to_string(who.user) + " is not among the callers of this server"});
  }
  if (sessions_.size() > options_.max_clients) return client->refuse(error::transport_error{"the server has as many clients as it takes"});
  client->proceed();
}

inline void listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  file_.remove();
  pause_.cancel();
  signals_.cancel(ignored);
  const std::vector<std::shared_ptr<session>> all(sessions_.begin(), sessions_.end());
  for (const auto& client : all) {
    if (!client->writing()) client->end();
  }
}

}  // namespace mizzle::detail::proxy
