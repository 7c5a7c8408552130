// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include <mizzle/value/codec.hpp>

// Not in mizzle.hpp: needs OpenSSL's libcrypto (Debian: libssl-dev; link with -lcrypto).

namespace mizzle::detail {

/// A SHA-256 digest, 32 bytes.
using digest = std::array<std::byte, 32>;

/// Computes the SHA-256 digest of what is put in, piece after piece (https://docs.openssl.org/3.0/man3/EVP_DigestInit/).
class digester {
 public:
  digester() {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc{};
  }
  digester& put(blob_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw std::bad_alloc{};
    return *this;
  }
  digester& put(std::string_view text) { return put(std::as_bytes(std::span{text})); }
  /// The digest of all of it; nothing can be put in behind it.
  [[nodiscard]] digest finish() {
    digest result;
    if (EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(result.data()), nullptr) != 1) throw std::bad_alloc{};
    return result;
  }

 private:
  struct release {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, release> context_{EVP_MD_CTX_new()};
};

/// The digest of one text.
inline digest digest_of(std::string_view text) { return digester{}.put(text).finish(); }

/// A digest in hexadecimal digits, 64 characters.
inline std::string hexadecimal(const digest& d) {
  std::string result;
  for (const std::byte b : d) {
    for (const unsigned half : {std::to_integer<unsigned>(b) >> 4, std::to_integer<unsigned>(b) & 15u}) result += "0123456789abcdef"[half];
  }
  return result;
}

}  // namespace mizzle::detail

namespace mizzle {

/// A digest is stored as a blob of its 32 bytes.
template <>
struct codec<detail::digest> {
  using stored = blob;
  static blob encode(const detail::digest& d) { return {d.begin(), d.end()}; }
  static bool accepts(blob_view bytes) noexcept { return bytes.size() == detail::digest{}.size(); }
  static detail::digest decode(blob_view bytes) noexcept {
    detail::digest result;
    std::copy(bytes.begin(), bytes.end(), result.begin());
    return result;
  }
};

using detail::digest;
using detail::digest_of;
using detail::hexadecimal;

}  // namespace mizzle
