// SPDX-License-Identifier: MIT
#include "print.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chinook {
namespace {

constexpr std::size_t widest = 60;

bool continues_a_sign(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }
/// How many places a UTF-8 text takes.
std::size_t width(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_a_sign));
}

/// The text in lines that are not too wide, between words where that can be.
std::vector<std::string> lines_of(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  std::vector<std::string> lines;
  while (width(text) > widest) {
    std::size_t end = 0;
    for (std::size_t signs = 0; signs != widest; signs += !continues_a_sign(text[end])) ++end;
    if (const std::size_t last = text.find_last_of(" ,", end - 1); last != std::string::npos) end = last + 1;
    lines.push_back(text.substr(0, end));
    text.erase(0, end);
  }
  lines.push_back(std::move(text));
  return lines;
}

struct printed {
  std::string operator()(std::monostate) const { return "-"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const {
    char digits[400];  // whatever the locale
    return {digits, std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed, 2).ptr};
  }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const mz::blob& bytes) const { return std::to_string(bytes.size()) + " bytes"; }
};

bool is_number(const mz::value& cell) { return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell); }

struct column {
  std::vector<std::vector<std::string>> cells;  // each of one line or several
  std::size_t widest = 0;
  bool to_the_right = false;

  void add(std::string cell) {
    cells.push_back(lines_of(std::move(cell)));
    for (const std::string& line : cells.back()) widest = std::max(widest, width(line));
  }
  [[nodiscard]] std::string aligned(std::size_t row, std::size_t line) const {
    const std::string text = line < cells[row].size() ? cells[row][line] : "";
    const std::string space(widest - width(text), ' ');
    return to_the_right ? space + text : text + space;
  }
};

}  // namespace

std::string table_of(const answer& a, std::size_t most) {
  const std::size_t shown = std::min(a.rows.size(), most);
  std::vector<column> columns(a.columns.size());
  for (std::size_t c = 0; c != columns.size(); ++c) {
    columns[c].add(a.columns[c]);
    for (std::size_t row = 0; row != shown; ++row) {
      const mz::value& cell = a.rows[row][c];
      columns[c].to_the_right = columns[c].to_the_right || is_number(cell);
      columns[c].add(std::visit(printed{}, cell));
    }
  }
  std::string result;
  const auto add_line = [&](const auto& part) {
    std::string line;
    for (const column& c : columns) line += (line.empty() ? "" : "  ") + part(c);
    result += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  };
  const auto add_row = [&](std::size_t row) {
    std::size_t lines = 0;
    for (const column& c : columns) lines = std::max(lines, c.cells[row].size());
    for (std::size_t line = 0; line != lines; ++line) add_line([&](const column& c) { return c.aligned(row, line); });
  };
  add_row(0);
  add_line([](const column& c) { return std::string(c.widest, '-'); });
  for (std::size_t row = 0; row != shown; ++row) add_row(row + 1);
  if (shown != a.rows.size()) result += "... and " + std::to_string(a.rows.size() - shown) + " more\n";
  return result;
}

}  // namespace chinook
