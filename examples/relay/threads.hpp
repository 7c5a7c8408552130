// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <istream>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/durable/writer.hpp>

#include "import.hpp"

/// An import by several threads: lines are parsed side by side, and written by one mz::writer, many of them in one transaction.
namespace relay {

/// A line of the file, parsed or not.
struct numbered_line {
  std::size_t number = 0;
  std::size_t bytes = 0;  // of the file up to its end
  std::string text;
  std::variant<transcript_line, std::string> parsed;  // or why it cannot be
};

inline void parse(std::vector<numbered_line>& lines) {
  for (numbered_line& line : lines) {
    try {
      line.parsed = parse_line(line.text);
    } catch (const bad_line& e) {
      line.parsed = e.what();
    }
    line.text.clear();
  }
}

/// What became of a line: added, skipped, or refused for a reason.
struct import_result {
  bool added = false;
  std::string refused;
};

/// Writes one line inside a transaction; what cannot be imported changes nothing. All other errors are no matter of the line.
template <class Tx>
import_result write_line(Tx& tx, const numbered_line& line) {
  if (const auto* const why = std::get_if<std::string>(&line.parsed)) return {false, *why};
  try {
    return {tx.transaction([&](auto& unit) { return import_line(unit, unit, std::get<transcript_line>(line.parsed)); }), {}};
  } catch (const bad_line& e) {
    return {false, e.what()};
  } catch (const refused& e) {
    return {false, std::string{e.what()} + " (" + std::string{e.code()} + ")"};
  }
}

/// Imports a file as import_file() does, with the same results, and as many threads for parsing. `report` and `progress` are called by the
/// writer's thread, for what is stored.
inline import_counts import_file(mz::sqlite::connection db, std::size_t threads, std::istream& in,
                                 const std::function<void(std::size_t, const std::string&)>& report,
                                 const std::function<void(std::size_t)>& progress) {
  constexpr std::size_t lines_of_a_thread = 256;
  import_counts counts;  // of the writer's thread, until it is closed
  const auto note = [&](const numbered_line& line, const import_result& result) {
    if (!result.refused.empty()) {
      ++counts.refused;
      report(line.number, result.refused);
    } else {
      ++(result.added ? counts.added : counts.skipped);
    }
    progress(line.bytes);
  };
  mz::writer writer{std::move(db), {.on_failure = mz::on_failure::halt}};

  std::size_t number = 0, bytes = 0;
  while (in && !writer.failure()) {
    std::vector<std::vector<numbered_line>> parts(threads);
    std::vector<std::future<void>> parsing;
    for (auto& part : parts) {
      for (std::string text; part.size() != lines_of_a_thread && std::getline(in, text);) {
        bytes += text.size() + 1;
        part.push_back({++number, bytes, std::move(text), {}});
      }
      parsing.push_back(std::async(std::launch::async, [&part] { parse(part); }));
    }
    for (auto& p : parsing) p.get();
    for (auto& part : parts) {
      for (auto& line : part) {
        const auto shared = std::make_shared<const numbered_line>(std::move(line));
        try {
          writer.post([shared](auto& tx) { return write_line(tx, *shared); }, [&note, shared](mz::reply<import_result> result) {
            if (result) note(*shared, result.value());
          });
        } catch (const mz::error::invalid_request&) {
          writer.close().get();  // throws why the writer has halted
          throw;
        }
      }
    }
  }
  writer.close().get();
  return counts;
}

}  // namespace relay
