// SPDX-License-Identifier: MIT
#include "course.hpp"

namespace faults {
namespace {

constexpr auto create = [](course& c) {
  c.attempt([&] { c.db().create_tables(notes, links); });
  c.attempt([&] { c.db().create_tables(links); });
  c.attempt([&] { return c.db().run(note(c.id(800))); });
};
constexpr auto open_and_create = [](course& c) {
  if (!c.attempt([&] { c.open(); })) return;
  c.attempt([&] { c.db().create_tables(notes, links); });
};
constexpr auto open_and_use = [](course& c) {
  if (!c.attempt([&] { c.open(); })) return;
  c.attempt([&] { return c.db().all(mz::select(notes)); });
  c.attempt([&] { return c.db().run(note(c.id(810))); });
};
// Closing says nothing, but what was reported before stays.
constexpr auto close = [](course& c) {
  if (!c.is_open()) c.open();
  c.attempt([&] { return c.db().run(note(c.id(820))); });
  c.attempt([&] { return mz::run_atomic(c.db(), mz::atomic(star(1), note(c.id(821)))); });
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      tx.run(note(c.id(822)));
      throw refusal{};
    });
  });
  c.close();
};

}  // namespace

std::vector<scenario> opening_scenarios() {
  return {
      {"create tables", create, {.file = setting::nothing}},
      {"open a new file", open_and_create, {.file = setting::nothing, .opens = true}},
      {"open a file", open_and_use, {.opens = true}},
      {"open after a kill", open_and_use, {.file = setting::killed, .opens = true}},
      {"close", close, {.except = kind::sync}},
  };
}

}  // namespace faults
