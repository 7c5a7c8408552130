// SPDX-License-Identifier: MIT
#pragma once

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

namespace support {

/// The C locale of the program is German, whose decimal sign is a comma, as long as this lives. The locale is made for it
/// with localedef; `set` is false where that cannot be done.
class decimal_comma {
 public:
  decimal_comma() {
    const std::string command = "localedef -i de_DE -f UTF-8 '" + (folder_ / "de_DE.UTF-8").string() + "' >/dev/null 2>&1";
    std::filesystem::create_directories(folder_);
    if (std::system(command.c_str()) != 0) return;
    setenv("LOCPATH", folder_.c_str(), 1);
    set = std::setlocale(LC_ALL, "de_DE.UTF-8") && std::localeconv()->decimal_point == std::string{","};
  }
  decimal_comma(const decimal_comma&) = delete;
  decimal_comma& operator=(const decimal_comma&) = delete;
  ~decimal_comma() {
    std::setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
    std::filesystem::remove_all(folder_);
  }

  bool set = false;

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("mizzle_locale_" + std::to_string(getpid()));
};

}  // namespace support
