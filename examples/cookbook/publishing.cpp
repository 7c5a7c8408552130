// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <mizzle/durable/publish.hpp>
#include <mizzle/durable/sequence.hpp>
#include <mizzle/durable/writer.hpp>

template <class As>
struct Ticket {
  mz::column<As, "number", std::int64_t, mz::primary_key> number{};
  mz::column<As, "text", std::string, mz::check_sql<"text <> ''">> text{};
};
inline constexpr mz::table<"tickets", Ticket> tickets{};
using ticket = mz::row_of<tickets>;

auto numbered(const ticket& t) {
  return mz::insert_into(tickets)
      .set(tickets.number = mz::next_in(tickets.number, tickets.number >= 0), tickets.text = t.text)
      .returning(tickets.number);
}

// [publish]
// All tickets are stored, then all have their numbers, and then they are shown. One that cannot be stored is not shown, and its error is
// told to whoever brought it.
template <class Show>
std::size_t hand_out(mz::writer<mz::sqlite::connection>& writer, std::vector<ticket>& bought, Show&& show) {
  const auto failed =
      mz::publish(bought, writer, numbered, [](ticket& t, const auto& rows) { t.number = rows.one()[tickets.number]; }, show);
  for (const mz::unpublished& f : failed) {
    try {
      std::rethrow_exception(f.error);
    } catch (const std::exception& e) {
      std::cerr << "ticket \"" << bought[f.index].text << "\": " << e.what() << '\n';
    }
  }
  return failed.size();
}
// [/publish]

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(tickets);
  mz::writer<mz::sqlite::connection> writer{std::move(db)};
  std::vector<ticket> bought{{.number = -1, .text = "matinee"}, {.number = -1, .text = ""}, {.number = -1, .text = "gala"}};
  std::vector<std::int64_t> shown;
  expect(hand_out(writer, bought, [&](const ticket& t) { shown.push_back(t.number); }) == 1);
  expect(shown == std::vector<std::int64_t>{0, 1});
}
