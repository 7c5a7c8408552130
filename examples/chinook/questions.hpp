// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "answer.hpp"

/// The questions, a file for each theme. Most are queries, which are values that a function makes; those that write try out what would be, in a
/// transaction of which nothing stays.
namespace chinook {

struct question {
  int number;
  const char* words;
  answer (*ask)(mz::sqlite::connection&);
};

std::span<const question> about_sales();
std::span<const question> about_customers();
std::span<const question> about_people();
std::span<const question> about_music();
std::span<const question> about_playlists();
std::span<const question> about_searching();
std::span<const question> about_writing();
std::span<const question> about_shaping();
std::span<const question> about_looking();

/// All of them, in the order of their numbers.
std::vector<question> all_questions();

/// A copy of the file in memory: what is tried out cannot reach the file.
mz::sqlite::connection open_in_memory(const std::string& file);

/// The question that a query answers.
template <auto Query>
answer ask(mz::sqlite::connection& db) {
  return answer_of(db.all(Query()));
}

/// The question what would be if something were written.
template <auto Try>
answer try_out(mz::sqlite::connection& db) {
  return db.transaction([](auto& tx) { return tx.rollback(Try(tx)); });
}

}  // namespace chinook
