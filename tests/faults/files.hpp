// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace faults {

/// The files of a database: suffix and bytes of each that there is.
using database_files = std::vector<std::pair<std::string, std::string>>;

database_files read_database(const std::string& path);
void write_database(const std::string& path, const database_files& files);
void remove_database(const std::string& path);

/// A new directory in memory where the system has one, otherwise among the temporary ones. It goes with the object.
class scratch_directory {
 public:
  scratch_directory();
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;
  ~scratch_directory();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace faults
