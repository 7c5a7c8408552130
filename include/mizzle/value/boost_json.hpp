// SPDX-License-Identifier: MIT
#pragma once

#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <boost/json.hpp>

#include <mizzle/value/json.hpp>

// JSON columns by Boost.JSON, of Boost 1.75 or later. Not in mizzle.hpp, which needs no such library. The program links it, or has
// <boost/json/src.hpp> in one of its files.

namespace mizzle::detail {

template <class T>
concept BoostJson = std::is_same_v<T, boost::json::value> || (boost::json::has_value_from<T>::value && boost::json::has_value_to<T>::value);

}  // namespace mizzle::detail

namespace mizzle {

/// Of boost::json::value itself, and of every type that boost::json::value_from() and value_to() convert; what the latter throws makes
/// a text a decode_error.
template <class T>
  requires detail::BoostJson<T>
struct json_codec<T> {
  static std::string write(const T& x) {
    std::string text = boost::json::serialize(boost::json::value_from(x));
    // It writes numbers that JSON has not, and texts that are no UTF-8.
    if (!parse(text))
      throw error::invalid_request{"this value cannot be written as JSON: it has a text that is no UTF-8, or a number that is none"};
    return text;
  }
  static std::optional<T> read(std::string_view text) {
    const auto j = parse(text);
    if (!j) return std::nullopt;
    try {
      return std::optional<T>{std::in_place, boost::json::value_to<T>(*j)};
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

 private:
  static std::optional<boost::json::value> parse(std::string_view text) {
    boost::json::error_code wrong;
    boost::json::value j = boost::json::parse({text.data(), text.size()}, wrong);
    if (wrong) return std::nullopt;
    return std::optional<boost::json::value>{std::in_place, std::move(j)};
  }
};

}  // namespace mizzle
