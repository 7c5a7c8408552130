// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <msgpack/null_visitor.hpp>
#include <msgpack/pack.hpp>
#include <msgpack/unpack.hpp>

#include <mizzle/wire/bound_statement.hpp>

// Not in mizzle.hpp: needs msgpack-cxx (Debian: libmsgpack-cxx-dev).

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

  void array(std::size_t size) { pack().pack_array(narrow(size)); }
  void null() { pack().pack_nil(); }
  void boolean(bool x) { x ? pack().pack_true() : pack().pack_false(); }
  void integer(std::int64_t x) { pack().pack_int64(x); }
  /// As a float 64 in any case: the packer would make 1.0 an integer, and lose the sign of -0.0.
  void real(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    bytes += '\xcb';
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(bits >> shift);
  }
  void text(std::string_view x) {
    const std::uint32_t size = narrow(x.size());
    pack().pack_str(size).pack_str_body(x.data(), size);
  }
  void blob(blob_view x) {
    const std::uint32_t size = narrow(x.size());
    pack().pack_bin(size).pack_bin_body(reinterpret_cast<const char*>(x.data()), size);
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

  // What the packer calls.
  void write(const char* data, std::size_t size) { bytes.append(data, size); }

 private:
  msgpack::packer<message_writer> pack() { return msgpack::packer<message_writer>{*this}; }
  static std::uint32_t narrow(std::size_t size) {
    if (size > UINT32_MAX) throw error::invalid_request{"a message cannot hold a text, a blob or a list of more than 4 GiB"};
    return static_cast<std::uint32_t>(size);
  }
};

/// Takes a message apart from left to right; malformed_message where something else comes than is asked for. It sizes nothing by what the
/// message claims: what it keeps grows only with what is really there.
class message_reader {
 public:
  explicit message_reader(std::string_view bytes) {
    collector to{items_};
    std::size_t end = 0;
    const bool whole = msgpack::parse(bytes.data(), bytes.size(), end, to);
    if (!whole || end != bytes.size()) throw malformed_message{"the message cannot be read"};
  }

  [[nodiscard]] std::size_t array() { return take<array_size>("a list").size; }
  void array(std::size_t size) {
    if (array() != size) throw malformed_message{"a list in the message has another number of elements than is expected"};
  }
  [[nodiscard]] bool boolean() { return take<bool>("a boolean"); }
  [[nodiscard]] std::int64_t integer() { return take<std::int64_t>("an integer"); }
  [[nodiscard]] std::string_view text() { return take<std::string_view>("a text"); }
  [[nodiscard]] blob_view blob() { return take<blob_view>("a blob"); }
  /// Passes over a nil, if that comes next.
  [[nodiscard]] bool null() {
    if (at_ == items_.size() || !std::holds_alternative<std::monostate>(items_[at_])) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] detail::value value() {
    if (null()) return std::monostate{};
    const item& x = next();
    if (const auto* const n = std::get_if<std::int64_t>(&x)) return *n;
    if (const auto* const r = std::get_if<double>(&x)) return *r;
    if (const auto* const t = std::get_if<std::string_view>(&x)) return std::string{*t};
    if (const auto* const b = std::get_if<blob_view>(&x)) return detail::blob{b->begin(), b->end()};
    throw malformed_message{"the message has something else where a value is expected"};
  }
  void end() const {
    if (at_ != items_.size()) throw malformed_message{"the message has more in it than is expected"};
  }

 private:
  struct array_size {
    std::size_t size;
  };
  using item = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, blob_view, array_size>;

  /// Collects what a message consists of. Maps and extensions are never sent.
  struct collector : msgpack::null_visitor {
    explicit collector(std::vector<item>& items) : to{&items} {}

    bool visit_nil() { return put(std::monostate{}); }
    bool visit_boolean(bool x) { return put(x); }
    bool visit_positive_integer(std::uint64_t x) { return x <= INT64_MAX && put(static_cast<std::int64_t>(x)); }
    bool visit_negative_integer(std::int64_t x) { return put(x); }
    bool visit_float32(float) { return false; }
    bool visit_float64(double x) { return put(x); }
    bool visit_str(const char* x, std::uint32_t size) { return put(std::string_view{x, size}); }
    bool visit_bin(const char* x, std::uint32_t size) { return put(std::as_bytes(std::span{x, size})); }
    bool visit_ext(const char*, std::uint32_t) { return false; }
    bool start_array(std::uint32_t size) { return ++depth <= deepest && put(array_size{size}); }
    bool end_array() {
      --depth;
      return true;
    }
    bool start_map(std::uint32_t) { return false; }

    static constexpr int deepest = 8;
    std::vector<item>* to;
    int depth = 0;

   private:
    template <class X>
    bool put(X x) {
      to->emplace_back(x);
      return true;
    }
  };

  const item& next() {
    if (at_ == items_.size()) throw malformed_message{"the message ends too early"};
    return items_[at_++];
  }
  template <class X>
  X take(const char* what) {
    const auto* const x = std::get_if<X>(&next());
    if (!x) throw malformed_message{std::string{"the message has something else where "} + what + " is expected"};
    return *x;
  }

  std::vector<item> items_;
  std::size_t at_ = 0;
};

/// Appends a list of statements.
inline void pack(message_writer& to, std::span<const bound_statement> list) {
  to.array(list.size());
  for (const bound_statement& s : list) {
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
    const std::size_t values = from.array();
    s.values.reserve(values);
    for (std::size_t left_of_it = values; left_of_it != 0; --left_of_it) s.values.push_back(from.value());
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
    for (std::size_t rows = from.array(); rows != 0; --rows) {
      auto& row = r.rows.emplace_back();
      for (std::size_t values = from.array(); values != 0; --values) row.push_back(from.value());
    }
  }
  return replies;
}

}  // namespace mizzle::detail
