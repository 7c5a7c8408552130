// SPDX-License-Identifier: MIT
#pragma once

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <locale>
#include <stdexcept>

namespace support {

/// Runs the program under the locale of the environment, as a program with a user interface does, in C and in C++. Where
/// MIZZLE_TEST_DECIMAL_COMMA is set, a decimal point that is none is demanded: without it the run would show nothing.
/// False if that fails; the reason is on stderr.
inline bool use_locale_of_environment() {
  const bool demanded = std::getenv("MIZZLE_TEST_DECIMAL_COMMA") != nullptr;
  try {
    if (!std::setlocale(LC_ALL, "")) throw std::runtime_error{"setlocale knows it not"};
    std::locale::global(std::locale{""});
  } catch (const std::runtime_error& e) {
    std::fprintf(stderr, "the locale of the environment cannot be used: %s\n", e.what());
    return !demanded;
  }
  char printed[8];
  std::snprintf(printed, sizeof printed, "%.1f", 1.5);
  const bool comma = std::strcmp(printed, "1,5") == 0 && std::use_facet<std::numpunct<char>>(std::locale{}).decimal_point() == ',';
  if (demanded && !comma) std::fprintf(stderr, "a locale with a decimal comma is demanded, and 1.5 is printed as %s\n", printed);
  return comma || !demanded;
}

}  // namespace support
