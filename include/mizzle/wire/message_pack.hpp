// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mizzle/wire/bound_statement.hpp>

namespace mizzle::detail {

// Statements and replies as bytes, in MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), which keeps apart what SQLite
// keeps apart, and all of each: an integer of 64 bits, the bits of a double, text with any character in it, bytes, and nil.

/// Bytes that are no message of the kind that is expected.
class malformed_message : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Appends to a message.
class message_writer {
 public:
  std::string bytes;

  void array(std::size_t size) { size < 16 ? put_byte(0x90 | size) : put_size(size, 0, 0xdc, 0xdd); }
  void null() { put_byte(0xc0); }
  void boolean(bool x) { put_byte(x ? 0xc3 : 0xc2); }
  void integer(std::int64_t x) {
    if (x >= -32 && x <= INT8_MAX) return put_byte(static_cast<std::uint64_t>(x));
    if (x > 0 && x <= UINT32_MAX) return put_size(static_cast<std::size_t>(x), 0xcc, 0xcd, 0xce);
    put_number<8>(0xd3, static_cast<std::uint64_t>(x));
  }
  void real(double x) { put_number<8>(0xcb, std::bit_cast<std::uint64_t>(x)); }
  void text(std::string_view x) {
    x.size() < 32 ? put_byte(0xa0 | x.size()) : put_size(x.size(), 0xd9, 0xda, 0xdb);
    bytes.append(x);
  }
  void blob(blob_view x) {
    put_size(x.size(), 0xc4, 0xc5, 0xc6);
    bytes.append(reinterpret_cast<const char*>(x.data()), x.size());
  }
  void put(const value& x) {
    if (const auto* const n = std::get_if<std::int64_t>(&x)) {
      integer(*n);
    } else if (const auto* const r = std::get_if<double>(&x)) {
      real(*r);
    } else if (const auto* const t = std::get_if<std::string>(&x)) {
      text(*t);
    } else if (const auto* const b = std::get_if<detail::blob>(&x)) {
      blob(*b);
    } else {
      null();
    }
  }

 private:
  void put_byte(std::uint64_t x) { bytes += static_cast<char>(x); }
  /// A first byte and a number of Size bytes, the highest first.
  template <std::size_t Size>
  void put_number(unsigned char first, std::uint64_t x) {
    char all[1 + Size] = {static_cast<char>(first)};
    for (std::size_t i = 0; i != Size; ++i) all[1 + i] = static_cast<char>(x >> (8 * (Size - 1 - i)));
    bytes.append(all, sizeof all);
  }
  /// The size of something, behind the first byte for 1, 2 or 4 bytes of it.
  void put_size(std::size_t size, unsigned char first_of_1, unsigned char first_of_2, unsigned char first_of_4) {
    if (first_of_1 != 0 && size <= UINT8_MAX) return put_number<1>(first_of_1, size);
    if (size <= UINT16_MAX) return put_number<2>(first_of_2, size);
    if (size > UINT32_MAX) throw error::invalid_request{"a message cannot hold a text, a blob or a list of more than 4 GiB"};
    put_number<4>(first_of_4, size);
  }
};

/// Takes a message apart from left to right; malformed_message where something else comes than is asked for. No size is believed that the
/// message has not got the bytes for.
class message_reader {
 public:
  explicit message_reader(std::string_view bytes) : rest_{bytes} {}

  [[nodiscard]] std::size_t array() {
    const unsigned first = byte();
    if ((first & 0xf0) != 0x90 && first != 0xdc && first != 0xdd) other("a list");
    return present(first == 0xdc ? number(2) : first == 0xdd ? number(4) : first & 0x0f);  // each element has a byte at least
  }
  void array(std::size_t size) {
    if (array() != size) throw malformed_message{"a list in the message has another number of elements than is expected"};
  }
  [[nodiscard]] bool boolean() {
    const unsigned first = byte();
    if (first != 0xc2 && first != 0xc3) other("a boolean");
    return first == 0xc3;
  }
  [[nodiscard]] std::int64_t integer() {
    const unsigned first = byte();
    if (!is_integer(first)) other("an integer");
    return integer(first);
  }
  [[nodiscard]] std::string_view text() {
    const unsigned first = byte();
    if (!is_text(first)) other("a text");
    return text(first);
  }
  [[nodiscard]] blob_view blob() {
    const unsigned first = byte();
    if (!is_blob(first)) other("a blob");
    return blob(first);
  }
  /// Passes over a nil, if that comes next.
  [[nodiscard]] bool null() {
    if (rest_.empty() || rest_[0] != '\xc0') return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// A list of values.
  template <class Value = detail::value>
  [[nodiscard]] std::vector<Value> values() {
    std::vector<Value> result;
    std::size_t left = array();
    for (result.reserve(left); left != 0; --left) {
      const unsigned first = byte();
      if (is_integer(first)) {
        result.emplace_back(integer(first));
      } else if (is_text(first)) {
        result.emplace_back(std::in_place_type<std::string>, text(first));
      } else if (first == 0xcb) {
        result.emplace_back(std::bit_cast<double>(number(8)));
      } else if (first == 0xc0) {
        result.emplace_back();
      } else if (is_blob(first)) {
        const blob_view b = blob(first);
        result.emplace_back(std::in_place_type<detail::blob>, b.begin(), b.end());
      } else {
        other("a value");
      }
    }
    return result;
  }
  void end() const {
    if (!rest_.empty()) throw malformed_message{"the message has more in it than is expected"};
  }

 private:
  // What the first byte of something tells.
  static bool is_integer(unsigned first) { return first < 0x80 || first >= 0xe0 || (first >= 0xcc && first <= 0xd3); }
  static bool is_text(unsigned first) { return (first & 0xe0) == 0xa0 || (first >= 0xd9 && first <= 0xdb); }
  static bool is_blob(unsigned first) { return first >= 0xc4 && first <= 0xc6; }

  std::int64_t integer(unsigned first) {
    if (first < 0x80 || first >= 0xe0) return static_cast<std::int8_t>(first);
    const unsigned bits = 8u << (first & 3);
    const std::uint64_t x = number(bits / 8);
    if (first >= 0xd0) return static_cast<std::int64_t>(x << (64 - bits)) >> (64 - bits);
    if (x > INT64_MAX) throw malformed_message{"an integer in the message has more than 64 bits with its sign"};
    return static_cast<std::int64_t>(x);
  }
  std::string_view text(unsigned first) { return take((first & 0xe0) == 0xa0 ? first & 0x1f : number(std::size_t{1} << (first - 0xd9))); }
  blob_view blob(unsigned first) { return std::as_bytes(std::span{take(number(std::size_t{1} << (first - 0xc4)))}); }

  unsigned byte() { return static_cast<unsigned char>(take(1)[0]); }
  std::uint64_t number(std::size_t size) {
    std::uint64_t x = 0;
    for (const char c : take(size)) x = x << 8 | static_cast<unsigned char>(c);
    return x;
  }
  std::string_view take(std::size_t size) {
    const std::string_view result = rest_.substr(0, present(size));
    rest_.remove_prefix(size);
    return result;
  }
  std::size_t present(std::size_t size) const {
    if (size > rest_.size()) throw malformed_message{"the message ends too early"};
    return size;
  }
  [[noreturn]] static void other(const char* what) {
    throw malformed_message{std::string{"the message has something else where "} + what + " is expected"};
  }

  std::string_view rest_;
};

/// Appends a list of statements.
inline void pack(message_writer& to, std::span<const bound_statement> list) {
  to.array(list.size());
  for (const bound_statement& s : list) {
    to.bytes.reserve(to.bytes.size() + s.sql.size() + 16 * s.values.size() + 32);
    to.array(6);
    to.text(s.sql);
    to.boolean(s.returns_rows);
    to.boolean(s.continues);
    to.integer(s.guard.count);
    to.boolean(s.guard.exactly);
    to.array(s.values.size());
    for (const value& x : s.values) to.put(x);
  }
}
/// Reads a list of statements. Their texts are views into the message's bytes.
inline std::vector<bound_statement> unpack_statements(message_reader& from) {
  std::vector<bound_statement> list;
  for (std::size_t left = from.array(); left != 0; --left) {
    from.array(6);
    bound_statement& s = list.emplace_back();
    s.sql = from.text();
    s.returns_rows = from.boolean();
    s.continues = from.boolean();
    s.guard.count = from.integer();
    s.guard.exactly = from.boolean();
    s.values = from.values();
  }
  return list;
}

/// Appends the answers to a list.
inline void pack(message_writer& to, const std::vector<statement_reply>& replies) {
  to.array(replies.size());
  for (const statement_reply& r : replies) {
    to.array(3);
    to.integer(r.changes);
    to.integer(r.last_insert_rowid);
    to.array(r.rows.size());
    for (const auto& row : r.rows) {
      to.array(row.size());
      for (const value& x : row) to.put(x);
    }
  }
}
inline std::vector<statement_reply> unpack_replies(message_reader& from) {
  std::vector<statement_reply> replies;
  for (std::size_t left = from.array(); left != 0; --left) {
    from.array(3);
    statement_reply& r = replies.emplace_back();
    r.changes = from.integer();
    r.last_insert_rowid = from.integer();
    for (std::size_t rows = from.array(); rows != 0; --rows) r.rows.push_back(from.values());
  }
  return replies;
}

}  // namespace mizzle::detail
