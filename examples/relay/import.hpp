// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "engine.hpp"

/// Reads a transcript, one JSON object a line, and sends each message through the path that its channel asks for.
namespace relay {

/// A line that cannot be imported, and why.
struct bad_line : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One line of a transcript.
struct transcript_line {
  id_type id = 0;
  std::int64_t ts = 0;
  std::string agent, channel;
  std::optional<id_type> reply_to;
  std::string text;
};

namespace fields {

inline const nlohmann::json& at(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw bad_line{std::string{"field \""} + name + "\" is missing"};
  return *found;
}
inline std::int64_t integer(const nlohmann::json& object, const char* name) {
  const nlohmann::json& value = at(object, name);
  const bool too_large =
      value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!value.is_number_integer() || too_large) throw bad_line{std::string{"field \""} + name + "\" must be a 64-bit integer"};
  return value.get<std::int64_t>();
}
inline std::string text(const nlohmann::json& object, const char* name, bool may_be_empty) {
  const nlohmann::json& value = at(object, name);
  if (!value.is_string()) throw bad_line{std::string{"field \""} + name + "\" must be a string"};
  const auto& result = value.get_ref<const std::string&>();
  if (result.empty() && !may_be_empty) throw bad_line{std::string{"field \""} + name + "\" must not be empty"};
  return result;
}

}  // namespace fields

/// Parses one line; throws bad_line.
inline transcript_line parse_line(const std::string& line) {
  nlohmann::json object;
  try {
    object = nlohmann::json::parse(line);
  } catch (const nlohmann::json::parse_error& e) {
    throw bad_line{"not valid JSON, at byte " + std::to_string(e.byte)};
  } catch (const nlohmann::json::exception&) {
    throw bad_line{"not valid JSON: a number is out of range"};
  }
  if (!object.is_object()) throw bad_line{"not a JSON object"};
  transcript_line result;
  result.id = fields::integer(object, "id");
  result.ts = fields::integer(object, "ts");
  result.agent = fields::text(object, "agent", false);
  result.channel = fields::text(object, "channel", false);
  if (!fields::at(object, "reply_to").is_null()) result.reply_to = fields::integer(object, "reply_to");
  result.text = fields::text(object, "text", true);
  return result;
}

/// Where a line goes: what its channel's name says.
struct destination {
  channel_type type = channel_type::channel;
  std::string name;   // of the channel in the database
  std::string other;  // the recipient of a one-to-one message
};

/// `@name` and `dm/x,y` are conversations of two, `group/...` is a group, and every other name is an open channel.
inline destination destination_of(const transcript_line& line) {
  const std::string& name = line.channel;
  if (name.starts_with('@')) {
    const std::string other = name.substr(1);
    if (other.empty()) throw bad_line{"channel \"@\" names no agent"};
    return {channel_type::one_to_one, one_to_one_name(line.agent, other), other};
  }
  if (name.starts_with("dm/")) {
    const std::size_t comma = name.find(',');
    const std::string a = name.substr(3, comma == std::string::npos ? comma : comma - 3);
    const std::string b = comma == std::string::npos ? "" : name.substr(comma + 1);
    if (a.empty() || b.empty()) throw bad_line{"channel \"" + name + "\" must name two agents: dm/x,y"};
    if (line.agent != a && line.agent != b) throw bad_line{"agent \"" + line.agent + "\" takes no part in \"" + name + "\""};
    return {channel_type::one_to_one, one_to_one_name(a, b), line.agent == a ? b : a};
  }
  if (name.starts_with("group/")) {
    if (name.size() == 6) throw bad_line{"channel \"group/\" names no group"};
    return {channel_type::group, name, {}};
  }
  return {channel_type::channel, name, {}};
}

/// Sends one line. Whatever can refuse it is asked before anything is written. False if the message is there already.
template <mz::Handle H>
bool import_line(H& handle, mz::sqlite::handle& reader, const transcript_line& line) {
  const destination to = destination_of(line);
  if (is_sent(reader, line.id)) return false;
  if (line.reply_to) {
    const auto parent = reader.get(mz::select(channels.name)
                                       .from(messages)
                                       .inner_join(channels, channels.id == messages.channel_id)
                                       .where(messages.id == *line.reply_to));
    if (!parent) throw bad_line{"replies to message " + std::to_string(*line.reply_to) + ", which does not exist"};
    if ((*parent)[channels.name] != to.name)
      throw bad_line{"replies to message " + std::to_string(*line.reply_to) + ", which is in another channel"};
  }

  if (to.type == channel_type::channel) {
    join_channel(handle, reader, to.name, line.agent, line.ts);
  } else if (to.type == channel_type::group) {
    join_conversation(handle, reader, to.name, to.type, {line.agent}, line.ts);
  } else {
    join_conversation(handle, reader, to.name, to.type, {line.agent, to.other}, line.ts);
  }

  const post p{line.id, agent_of(reader, line.agent), line.text, line.ts};
  if (line.reply_to) {
    post_reply(handle, reader, *line.reply_to, p);
  } else if (to.type == channel_type::channel) {
    post_message(handle, reader, to.name, p);
  } else if (to.type == channel_type::group) {
    post_group(handle, reader, to.name, p);
  } else {
    send_direct(handle, reader, to.other, p);
  }
  return true;
}

struct import_counts {
  std::size_t added = 0, skipped = 0, refused = 0;
};

/// Imports a file. `report` is told the number of each bad line and the reason, `progress` the bytes read so far.
template <mz::Handle H>
import_counts import_file(H& handle, mz::sqlite::handle& reader, std::istream& in,
                          const std::function<void(std::size_t, const std::string&)>& report,
                          const std::function<void(std::size_t)>& progress) {
  import_counts counts;
  std::string line;
  std::size_t bytes = 0;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    bytes += line.size() + 1;
    try {
      ++(import_line(handle, reader, parse_line(line)) ? counts.added : counts.skipped);
    } catch (const bad_line& e) {
      ++counts.refused;
      report(number, e.what());
    } catch (const refused& e) {
      ++counts.refused;
      report(number, std::string{e.what()} + " (" + std::string{e.code()} + ")");
    }
    progress(bytes);
  }
  return counts;
}

}  // namespace relay
