// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/atomic/bound_once.hpp>
#include <mizzle/remote/frame.hpp>

namespace mizzle::detail::proxy {

// A list under a key as it crosses, and the answer to it.

inline void pack(message_writer& to, const once_request& request) {
  to.array(4);
  to.text(request.key);
  to.blob(request.digest);
  to.boolean(request.keeps_results);
  detail::pack(to, request.statements);
}
/// Reads a request but for its statements, which come next and are read into what it refers to.
inline once_request unpack_once_request(message_reader& from) {
  from.array(4);
  once_request request;
  request.key = from.text();
  request.digest = from.blob();
  request.keeps_results = from.boolean();
  return request;
}

inline void pack(message_writer& to, const once_reply& reply) {
  to.array(2);
  to.boolean(reply.repeated);
  if (reply.replies) {
    detail::pack(to, *reply.replies);
  } else {
    to.null();
  }
}
inline once_reply unpack_once_reply(message_reader& from) {
  from.array(2);
  once_reply reply{from.boolean(), std::nullopt};
  if (!from.null()) reply.replies = unpack_replies(from);
  return reply;
}

}  // namespace mizzle::detail::proxy
