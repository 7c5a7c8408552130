// SPDX-License-Identifier: MIT
#include "course.hpp"

namespace faults {
namespace {

// Enough that SQLite writes before the commit where it has a small cache.
template <class Handle>
void fill(Handle& h, const course& c, std::int64_t first, std::int64_t count = 12) {
  for (std::int64_t i = first; i != first + count; ++i)
    h.run(mz::insert_into(notes).values({.id = c.id(i), .title = title(c.id(i)), .body = std::string(700, 'z')}));
}

constexpr auto one_level = [](course& c) {
  c.attempt([&] {
    return c.db().transaction([&](auto& tx) {
      tx.run(note(c.id(200)));
      tx.run(mz::delete_from(links).where(links.id == 1));
      return tx.run(star(1)).changes;
    });
  });
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      tx.run(note(c.id(201)));
      throw refusal{};
    });
  });
  c.attempt([&] { return c.db().run(star(2)); });
};

// The inner ones are undone, and the outer one goes on.
constexpr auto inner_fails = [](course& c) {
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      fill(tx, c, 210);
      c.attempt([&] {
        tx.transaction([&](auto& inner) {
          inner.run(mz::update(notes).set(notes.stars = 1000).all_rows());
          fill(inner, c, 230);
          throw refusal{};
        });
      });
      c.attempt([&] {
        tx.transaction([&](auto& inner) {
          inner.run(note(c.id(250)));
          inner.run(note(c.id(250)));
        });
      });
      tx.run(note(c.id(251)));
    });
  });
  c.attempt([&] { return c.db().run(note(c.id(252))); });
};

constexpr auto three_levels = [](course& c) {
  c.attempt([&] {
    c.db().transaction([&](auto& a) {
      a.run(note(c.id(260)));
      c.attempt([&] {
        a.transaction([&](auto& b) {
          b.run(note(c.id(261)));
          c.attempt([&] { b.transaction([&](auto& d) { fill(d, c, 262, 6); }); });
          c.attempt([&] {
            b.transaction([&](auto& d) {
              fill(d, c, 270, 6);
              throw refusal{};
            });
          });
          b.run(star(c.id(261)));
        });
      });
      c.attempt([&] { a.transaction([&](auto& b) { b.run(note(c.id(280))); }); });
    });
  });
};

constexpr auto outer_fails = [](course& c) {
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      fill(tx, c, 290);
      c.attempt([&] { tx.transaction([&](auto& inner) { inner.run(note(c.id(310))); }); });
      throw refusal{};
    });
  });
  c.attempt([&] { return c.db().run(note(c.id(311))); });
};

// A guard that undoes one statement of a transaction, which goes on.
constexpr auto refused_update = [](course& c) {
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      tx.run(note(c.id(320)));
      c.attempt([&] { return tx.run(mz::update(notes).set(notes.stars = 50).all_rows().require_exactly(1)); });
      c.attempt([&] { return tx.one(mz::update(notes).set(notes.stars = 51).all_rows().returning(notes.id)); });
      tx.run(star(3));
    });
  });
};

constexpr auto large = [](course& c) {
  c.attempt([&] { c.db().transaction([&](auto& tx) { fill(tx, c, 330, 30); }); });
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      fill(tx, c, 370, 30);
      throw refusal{};
    });
  });
};

// Errors of single writes that the program passes over: the transaction is committed all the same.
constexpr auto errors_passed_over = [](course& c) {
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      for (std::int64_t i = 410; i != 420; ++i) {
        c.attempt(
            [&] { return tx.run(mz::insert_into(notes).values({.id = c.id(i), .title = title(c.id(i)), .body = std::string(700, 'y')})); });
      }
      c.attempt([&] { return tx.run(note(c.id(410))); });
    });
  });
  c.attempt([&] { return c.db().run(note(c.id(421))); });
};

constexpr auto deferred_key = [](course& c) {
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      tx.raw("pragma defer_foreign_keys = on");
      tx.run(link(c.id(430), 1, c.id(431)));
      tx.run(note(c.id(432)));
    });
  });
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      tx.raw("pragma defer_foreign_keys = on");
      tx.run(link(c.id(433), 1, c.id(434)));
      tx.run(note(c.id(434)));
    }, mz::sqlite::behavior::deferred);
  });
  c.attempt([&] { c.db().transaction([&](auto& tx) { tx.run(star(4)); }, mz::sqlite::behavior::exclusive); });
};

// What was taken is given back: the file is shortened behind the commit.
constexpr auto grow_and_shrink = [](course& c) {
  const auto mine = notes.id >= c.id(440) && notes.id < c.id(500);
  c.attempt([&] { c.db().transaction([&](auto& tx) { fill(tx, c, 440, 20); }); });
  c.attempt([&] { return c.db().run(mz::delete_from(notes).where(mine && notes.id >= c.id(450))); });
  c.attempt([&] { return mz::run_atomic(c.db(), mz::atomic(star(1), mz::delete_from(notes).where(mine))); });
};

}  // namespace

std::vector<scenario> transaction_scenarios() {
  return {
      {"transaction", one_level},
      {"transaction, warm", one_level, {.warm = true}},
      {"inner transaction fails", inner_fails},
      {"inner transaction fails, warm", inner_fails, {.warm = true}},
      {"inner transaction fails, little cache", inner_fails, {.warm = true, .cache_pages = 2}},
      {"three levels", three_levels},
      {"three levels, little cache", three_levels, {.warm = true, .cache_pages = 2}},
      {"outer transaction fails", outer_fails},
      {"outer transaction fails, little cache", outer_fails, {.warm = true, .cache_pages = 2}},
      {"update refused in a transaction", refused_update},
      {"update refused in a transaction, warm", refused_update, {.warm = true}},
      {"large transaction", large, {.warm = true, .cache_pages = 2}},
      {"errors passed over", errors_passed_over},
      {"errors passed over, little cache", errors_passed_over, {.warm = true, .cache_pages = 2}},
      {"deferred key", deferred_key},
      {"growing and shrinking file", grow_and_shrink, {.shrinks = true}},
  };
}

}  // namespace faults
