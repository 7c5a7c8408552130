// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <mizzle/wire/message_pack.hpp>

namespace mizzle::detail::proxy {

// Client and server exchange frames: "mz", the version, the kind, and the size of what follows as 4 bytes, the highest first. A client sends
// one request and gets one answer to it.

inline constexpr std::size_t frame_header_size = 8;
inline constexpr char frame_version = 1;

/// What a frame is.
enum class frame_kind : unsigned char {
  list = 1,           // statements to run as one unit
  once = 2,           // the same under a key, to run once
  replies = 16,       // what the statements of a list answered
  once_replies = 17,  // the same of a list under a key
  failure = 18,       // an error of mizzle::error
  refusal = 19,       // the same, and the server ends the connection
};

struct frame_header {
  frame_kind kind{};
  std::size_t size = 0;  // of the frame without its header
};

/// A message that begins with room for the header of its frame.
class frame_writer : public message_writer {
 public:
  frame_writer() { bytes.assign(frame_header_size, '\0'); }

  /// The whole frame.
  [[nodiscard]] std::string finish(frame_kind kind) && {
    const std::size_t size = bytes.size() - frame_header_size;
    if (size > UINT32_MAX) throw error::invalid_request{"a message cannot have more than 4 GiB"};
    const char header[frame_header_size] = {'m',
                                            'z',
                                            frame_version,
                                            static_cast<char>(kind),
                                            static_cast<char>(size >> 24),
                                            static_cast<char>(size >> 16),
                                            static_cast<char>(size >> 8),
                                            static_cast<char>(size)};
    bytes.replace(0, frame_header_size, header, frame_header_size);
    return std::move(bytes);
  }
};

/// Reads the header of a frame; malformed_message if it is none, or one of another version.
inline frame_header read_frame_header(std::string_view bytes) {
  if (bytes[0] != 'm' || bytes[1] != 'z') throw malformed_message{"what was sent is no frame of mizzle's proxy"};
  if (bytes[2] != frame_version) {
    throw malformed_message{"the frame is of version " + std::to_string(static_cast<unsigned char>(bytes[2])) +
                            " of the protocol, and version " + std::to_string(frame_version) + " is spoken here"};
  }
  frame_header result{static_cast<frame_kind>(bytes[3])};
  for (std::size_t i = 4; i != 8; ++i) result.size = result.size << 8 | static_cast<unsigned char>(bytes[i]);
  return result;
}

}  // namespace mizzle::detail::proxy
