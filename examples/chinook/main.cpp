// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "print.hpp"
#include "questions.hpp"

namespace {

constexpr const char* help = R"(chinook: questions to a shop for music

  chinook FILE              lists the questions
  chinook FILE all          answers all of them
  chinook FILE NUMBER       answers one
  chinook FILE WORD...      answers those that have these words

FILE is Chinook as an SQLite file, such as Chinook_Sqlite.sqlite of https://github.com/lerocha/chinook-database. It is only read: what
would be if something were written is tried out in memory.
)";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool has_word(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}
bool is_meant(const chinook::question& q, char** first, char** last) {
  if (last - first == 1 && std::string_view{*first} == "all") return true;
  if (last - first == 1 && *first == std::to_string(q.number)) return true;
  if (last - first == 1 && std::string_view{*first}.find_first_not_of("0123456789") == std::string_view::npos) return false;
  return std::all_of(first, last, [&](const char* word) { return has_word(q.words, word); });
}

int run(int count, char** words) {
  if (count < 2 || has_word(words[1], "--help")) {
    std::fputs(help, count < 2 ? stderr : stdout);
    return count < 2 ? 1 : 0;
  }
  auto db = chinook::open_in_memory(words[1]);
  bool any = count == 2;
  for (const chinook::question& q : chinook::all_questions()) {
    if (count == 2) {
      std::printf("%3d  %s\n", q.number, q.words);
    } else if (is_meant(q, words + 2, words + count)) {
      std::printf("%s%d. %s\n\n%s", any ? "\n" : "", q.number, q.words, chinook::table_of(q.ask(db)).c_str());
      any = true;
    }
  }
  if (!any) std::fputs("chinook: no question is meant by that\n", stderr);
  return any ? 0 : 2;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(count, words);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "chinook: %s\n", e.what());
    return 1;
  }
}
