// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

/// Runs the examples as a user would.
namespace programs {

using words = std::vector<std::string>;

/// A directory that goes away with the test.
class directory {
 public:
  directory() {
    std::string name = (std::filesystem::temp_directory_path() / "mizzle-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error{"mkdtemp"};
    path_ = name;
  }
  ~directory() { std::filesystem::remove_all(path_); }
  directory(const directory&) = delete;
  directory& operator=(const directory&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string content(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
inline void write(const std::string& file, const std::string& text) { std::ofstream{file, std::ios::binary} << text; }

/// Starts a program with its output going to files.
inline pid_t start(const std::string& program, const directory& in, words arguments, const std::string& output = {}) {
  const std::string out = output.empty() ? in / "stdout" : output, err = in / "stderr";
  arguments.insert(arguments.begin(), program);
  std::vector<char*> raw;
  for (std::string& a : arguments) raw.push_back(a.data());
  raw.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
            to_err = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(to_out, STDOUT_FILENO);
  ::dup2(to_err, STDERR_FILENO);
  ::execv(raw[0], raw.data());
  ::_exit(127);
}

/// How a program ended, and what it has written.
struct finished {
  int code = -1;
  std::string out, err;
};
inline finished run(const std::string& program, const directory& in, const words& arguments) {
  const pid_t child = start(program, in, arguments);
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(in / "stdout"), content(in / "stderr")};
}

}  // namespace programs
