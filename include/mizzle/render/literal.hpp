// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <mizzle/expression/plain_value.hpp>
#include <mizzle/text/fixed_string.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle::detail {

// Values as the text of a schema has them, which knows no parameters.

constexpr void write_literal(writer& out, std::int64_t n) {
  // Two signs would begin a comment.
  if (n < 0) out.put(out.last() == '-' ? " -"sv : "-"sv);
  out.put(std::size_t{n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n)});
}
/// A real with up to nine places, which is what constants in a schema have; another one does not compile.
constexpr void write_literal(writer& out, double r) {
  const double size = r < 0 ? -r : r;
  const bool writable = size < 1e9 && static_cast<double>(static_cast<std::uint64_t>(size * 1e9 + 0.5)) / 1e9 == size;
  if (!writable) throw "mizzle: default_value: this real has no short decimal form; write it as default_sql<\"...\">";
  if (r < 0) out.put(out.last() == '-' ? " -"sv : "-"sv);
  auto whole = static_cast<std::uint64_t>(size);
  auto places = static_cast<std::uint64_t>((size - static_cast<double>(whole)) * 1e9 + 0.5);
  if (places >= 1000000000) {
    ++whole;
    places = 0;
  }
  out.put(std::size_t{whole});
  out.put('.');
  std::uint64_t unit = 100000000;
  do {
    out.put(static_cast<char>('0' + places / unit));
    places %= unit;
    unit /= 10;
  } while (places != 0 && unit != 0);
}
constexpr void write_literal(writer& out, const plain_value& v) {
  switch (v.type) {
    case sql_type::integer:
      return write_literal(out, v.integer);
    case sql_type::real:
      return write_literal(out, v.real);
    case sql_type::text:
      return out.literal(v.bytes);
    case sql_type::blob:
      throw "mizzle: a blob cannot be a constant of a schema; write it as default_sql<\"x'...'\">";
    case sql_type::any:
      return out.put("null"sv);
  }
}

}  // namespace mizzle::detail
