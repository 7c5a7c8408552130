// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <system_error>

namespace support {

/// A path for a database file that is removed at the end, with what SQLite puts beside it.
class temporary_file {
 public:
  temporary_file() {
    static std::atomic<int> count{0};
    path_ =
        (std::filesystem::temp_directory_path() / ("mizzle_" + std::to_string(getpid()) + "_" + std::to_string(++count) + ".db")).string();
    remove();
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() { remove(); }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* const end : {"", "-wal", "-shm", "-journal", ".lock", ".new"}) std::filesystem::remove(path_ + end, ignored);
  }
  std::string path_;
};

}  // namespace support
