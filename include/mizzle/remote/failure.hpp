// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <mizzle/remote/frame.hpp>

namespace mizzle::detail::proxy {

// An error crosses as what it is, with all that it tells, so that an error of SQL never looks like an owner who cannot be reached.

enum class failure_kind : unsigned char { guard_failed = 1, sql_error, busy, invalid_request, transport_error, decode_error };

/// The frame that tells an error.
template <class E>
std::string failure_frame(const E& e, frame_kind frame = frame_kind::failure) {
  frame_writer to;
  const auto put = [&](failure_kind kind, std::string_view text, std::int64_t a = 0, std::int64_t b = 0, bool c = false,
                       std::string_view table = {}, std::string_view column = {}) {
    to.array(10);
    to.integer(static_cast<int>(kind));
    to.text(text);
    const auto step = static_cast<const error::base&>(e).step();
    to.integer(step ? static_cast<std::int64_t>(*step) : -1);
    to.boolean(e.committed());
    to.boolean(e.outcome_unknown());
    to.integer(a);
    to.integer(b);
    to.boolean(c);
    to.text(table);
    to.text(column);
  };
  if constexpr (std::is_same_v<E, error::guard_failed>) {
    put(failure_kind::guard_failed, e.what(), e.required(), e.actual(), e.exactly());
  } else if constexpr (std::is_same_v<E, error::sql_error>) {
    put(failure_kind::sql_error, e.what(), e.extended_code());
  } else if constexpr (std::is_same_v<E, error::busy>) {
    put(failure_kind::busy, e.what(), e.extended_code());
  } else if constexpr (std::is_same_v<E, error::invalid_request>) {
    put(failure_kind::invalid_request, e.what());
  } else if constexpr (std::is_same_v<E, error::decode_error>) {
    put(failure_kind::decode_error, e.why(), 0, 0, false, e.table(), e.column());
  } else {
    static_assert(std::is_same_v<E, error::transport_error>);
    put(failure_kind::transport_error, e.what());
  }
  return std::move(to).finish(frame);
}

/// The frame that tells the exception that is being handled.
inline std::string current_failure_frame() {
  try {
    throw;
  } catch (const error::guard_failed& e) {
    return failure_frame(e);
  } catch (const error::sql_error& e) {
    return failure_frame(e);
  } catch (const error::busy& e) {
    return failure_frame(e);
  } catch (const error::invalid_request& e) {
    return failure_frame(e);
  } catch (const error::transport_error& e) {
    return failure_frame(e);
  } catch (const error::decode_error& e) {
    return failure_frame(e);
  } catch (const std::bad_alloc&) {
    return failure_frame(error::sql_error{7, "out of memory"});  // SQLITE_NOMEM
  } catch (const std::exception& e) {
    return failure_frame(error::sql_error{1, e.what()});  // SQLITE_ERROR
  }
}

/// Throws the error that a frame tells.
[[noreturn]] inline void throw_failure(message_reader& from, std::span<const bound_statement> list) {
  from.array(10);
  const auto kind = static_cast<failure_kind>(from.integer());
  const std::string message{from.text()};
  const std::int64_t step = from.integer();
  const bool committed = from.boolean(), unknown = from.boolean();
  const std::int64_t a = from.integer(), b = from.integer();
  const bool c = from.boolean();
  const std::string table{from.text()}, column{from.text()};
  from.end();
  const auto raise = [&](auto e) {
    if (step >= 0) static_cast<error::base&>(e).set_step(static_cast<std::size_t>(step));
    if (step >= 0 && static_cast<std::size_t>(step) < list.size()) e.set_sql(list[static_cast<std::size_t>(step)].sql);
    if (committed) e.set_committed();
    e.set_outcome_unknown(unknown);
    throw e;
  };
  switch (kind) {
    case failure_kind::guard_failed:
      raise(error::guard_failed{static_cast<std::size_t>(step), a, b, c});
      break;
    case failure_kind::sql_error:
      raise(error::sql_error{static_cast<int>(a), message});
      break;
    case failure_kind::busy:
      raise(error::busy{static_cast<int>(a), message});
      break;
    case failure_kind::invalid_request:
      raise(error::invalid_request{message});
      break;
    case failure_kind::transport_error:
      raise(error::transport_error{message});
      break;
    case failure_kind::decode_error:
      raise(error::decode_error{column, message, {}, table});
      break;
  }
  throw malformed_message{"the answer tells an error of a kind that is not known here"};
}

}  // namespace mizzle::detail::proxy
