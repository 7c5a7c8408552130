// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/value/range.hpp>

#include <string>
#include <string_view>

#include <mizzle/expression/expression.hpp>
#include <mizzle/value/number_text.hpp>

namespace mizzle::detail {

/// Appends a text as a JSON string. A zero byte is an invalid_request, because SQLite's JSON ends a text there. Bytes that are not valid UTF-8 pass unchanged, as SQLite passes them.
inline void append_json(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      if (byte == 0)
        throw error::invalid_request{
            "in(): a text with a zero byte cannot be in a range, where it would be cut off; write it out as in(a, b, c)"};
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}
inline void append_json(std::string& out, std::int64_t number) { append_number(out, number); }
inline void append_json(std::string& out, double number) {
  if (!(number - number == 0))  // infinite, or no number
    throw error::invalid_request{"in(): an infinite or undefined number cannot be in a list"};
  append_number(out, number);
}

/// A range of values as one JSON array, which `json_each(?)` turns back into rows: one parameter for any length.
template <class Left, class Range>
std::string json_list(Range& range) {
  using T = remove_optional_t<typename Left::type>;
  using X = std::iter_value_t<decltype(std::ranges::begin(range))>;
  static_assert(!is_optional<X>, "mizzle: in(): the range holds optional values, and NULL is in no list; filter them out");
  static_assert(type_of<T> != sql_type::blob,
                "mizzle: in(): blobs cannot be in a run-time list; write them out as in(a, b, c), or use a table");
  std::string out = "[";
  if constexpr (!comparable<Left, X>()) return out;
  else
    for (const auto& x : range) {
      if (out.size() > 1) out += ',';
      const auto stored = encode_beside<T>(static_cast<const X&>(x));
      if constexpr (requires { stored.view(); }) {
        append_json(out, stored.view());
      } else {
        append_json(out, stored);
      }
    }
  out += ']';
  return out;
}

}  // namespace mizzle::detail
