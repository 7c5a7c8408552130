// SPDX-License-Identifier: MIT
#include "files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <stdlib.h>  // mkdtemp

namespace faults {
namespace {
constexpr const char* suffixes[] = {"", "-wal", "-journal", "-shm"};
}

database_files read_database(const std::string& path) {
  database_files result;
  for (const char* const suffix : suffixes) {
    std::ifstream in{path + suffix, std::ios::binary};
    // The index of a write-ahead log is made anew from the log.
    if (in && std::string{suffix} != "-shm") result.emplace_back(suffix, std::string{std::istreambuf_iterator<char>{in}, {}});
  }
  return result;
}
void write_database(const std::string& path, const database_files& files) {
  for (const auto& [suffix, bytes] : files) std::ofstream{path + suffix, std::ios::binary} << bytes;
}
void remove_database(const std::string& path) {
  for (const char* const suffix : suffixes) std::filesystem::remove(path + suffix);
}

scratch_directory::scratch_directory() {
  const bool shared = std::filesystem::is_directory("/dev/shm");
  path_ = (shared ? std::string{"/dev/shm"} : std::filesystem::temp_directory_path().string()) + "/mizzle-faults-XXXXXX";
  if (!mkdtemp(path_.data())) throw std::runtime_error{"no directory " + path_};
}
scratch_directory::~scratch_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace faults
