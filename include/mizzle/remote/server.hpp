// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mizzle/atomic/bound_list.hpp>
#include <mizzle/atomic/policy.hpp>
#include <mizzle/remote/listener.hpp>
#include <mizzle/remote/once_message.hpp>

namespace mizzle::detail::proxy {

/// Lets other processes of this machine run atomic lists on a handle that this one owns, over a Unix domain socket. Their side is
/// mz::proxy::client.
///
/// ```cpp
/// mz::sqlite::connection db{"app.db"};
/// mz::proxy::server server{db, "/run/app/owner.sock"};
/// server.run();  // until SIGINT, SIGTERM or stop()
/// ```
///
/// Each request is one unit: begun immediate, run in order, each guard asked behind its step, committed. All of it happens on the thread that
/// calls run(), one request after another, and the handle belongs to that thread meanwhile; while it waits for a lock of others, so do all
/// clients.
template <class H>
class server {
  static_assert(
      TransactionCapable<H>,
      "mizzle: proxy::server: this handle has no transactions, so that a list could be left half-way; give it one that has, such as an sqlite::connection");

 public:
  /// Listens at a path from now on; a transport_error if that cannot be, for instance because another server does. The file belongs to this
  /// user alone, and is taken away at the end.
  server(H& handle, std::string path, server_options options = {})
      : handle_{&handle}, listener_{std::move(path), std::move(options),
                                    [this](frame_kind kind, std::string_view message) { return answer(kind, message); }} {}
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Serves until it is told to stop, by a signal or stop(). What has been begun is finished and answered.
  void run() { listener_.run(); }
  /// Makes run() return; from any thread.
  void stop() { listener_.stop(); }
  /// What run() runs on, for work of the owner's own between requests: `boost::asio::post(server.context(), f)`.
  [[nodiscard]] boost::asio::io_context& context() noexcept { return listener_.context(); }

 private:
  std::string answer(frame_kind kind, std::string_view message) {
    message_reader from{message};
    switch (kind) {
      case frame_kind::list: {
        const auto list = unpack_statements(from);
        from.end();
        return answered([&] { return run(list); });
      }
      case frame_kind::once: {
        once_request request = unpack_once_request(from);
        const auto list = unpack_statements(from);
        from.end();
        request.statements = list;
        return answered([&] { return run_once(request); });
      }
      default:
        throw malformed_message{"it is of a kind that is not known here"};
    }
  }
  template <class F>
  static std::string answered(F&& f) {
    try {
      return f();
    } catch (...) {
      return current_failure_frame();
    }
  }
  std::string run(const std::vector<bound_statement>& list) {
    if (list.empty()) throw error::invalid_request{"a request needs at least one statement"};
    permit(list);
    // One select needs no transaction, which would keep others from writing.
    if (list.size() == 1 && is_word_of(verb_of(list[0].sql), "select")) return reply(frame_kind::replies, run_bound_list(*handle_, list));
    return handle_->transaction([&](auto&& tx) { return reply(frame_kind::replies, run_bound_list(tx, list)); });
  }
  std::string run_once(const once_request& request) {
    if (request.key.empty()) throw error::invalid_request{"once(): the key is empty"};
    permit(request.statements);
    return run_list::with_once_table(*handle_, [&] {
      return handle_->transaction([&](auto&& tx) { return reply(frame_kind::once_replies, run_bound_list_once(tx, request)); });
    });
  }
  void permit(std::span<const bound_statement> list) {
    permit_bound_list(list);
    std::optional<allow_list>& allowed = listener_.options().allowed;
    if (!allowed) return;
    for (std::size_t i = 0; i != list.size(); ++i) {
      if (list[i].sql.empty() || allowed->allows(list[i].sql)) continue;
      error::invalid_request e{"this statement is not among those that the server allows: " + std::string{list[i].sql.substr(0, 200)}};
      e.set_step(i);
      throw e;
    }
  }
  /// Made before the commit, so that an answer that is too big undoes what it tells of.
  template <class Replies>
  std::string reply(frame_kind kind, const Replies& replies) {
    frame_writer to;
    pack(to, replies);
    std::string frame = std::move(to).finish(kind);
    if (frame.size() - frame_header_size > listener_.options().max_message) {
      throw error::invalid_request{"the answer would have " + std::to_string(frame.size()) + " bytes, and this server sends at most " +
                                   std::to_string(listener_.options().max_message) + "; ask for less at a time"};
    }
    return frame;
  }

  H* handle_;
  listener listener_;
};

}  // namespace mizzle::detail::proxy

namespace mizzle::proxy {
using detail::proxy::server;
}  // namespace mizzle::proxy
