// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

namespace paid_action {

/// A process that runs a function, and tells its parent what it has to say line by line. It ends with this object.
class worker {
 public:
  using say = std::function<void(const std::string& line)>;

  /// There must be no open connection when a worker is started: a process takes over all that is open, and SQLite would take the locks
  /// of the one for those of the other.
  explicit worker(const std::function<void(const say&)>& work) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (pid_ == 0) {
      ::close(ends[0]);
      const auto tell = [to = ends[1]](const std::string& line) { (void)!::write(to, (line + "\n").data(), line.size() + 1); };
      try {
        work(tell);
      } catch (const std::exception& e) {
        tell(std::string{"failed\t"} + e.what());
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    from_ = ::fdopen(ends[0], "r");
  }
  worker(worker&& other) noexcept : pid_{std::exchange(other.pid_, -1)}, from_{std::exchange(other.from_, nullptr)} {}
  worker& operator=(worker&&) = delete;
  ~worker() {
    if (pid_ < 0) return;
    kill();
    ::waitpid(pid_, nullptr, 0);
    std::fclose(from_);
  }

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// The next line that it says; empty if it has ended.
  [[nodiscard]] std::string next() {
    std::string line;
    for (int c; (c = std::fgetc(from_)) != EOF && c != '\n';) line += static_cast<char>(c);
    return line;
  }
  void kill() const { ::kill(pid_, SIGKILL); }

 private:
  pid_t pid_;
  std::FILE* from_ = nullptr;
};

}  // namespace paid_action
