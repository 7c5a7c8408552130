// SPDX-License-Identifier: MIT
#include "course.hpp"

namespace faults {
namespace {

constexpr auto writes = [](course& c) {
  c.attempt([&] { return c.db().run(note(c.id(500))); });
  c.attempt([&] {
    return c.db().run(
        mz::insert_into(notes).set(notes.id = c.id(501), notes.title = title(c.id(501)), notes.data = mz::blob(30, std::byte{1})));
  });
  c.attempt([&] { return c.db().all(star(1).returning()); });
  c.attempt([&] { return c.db().get(star(2).returning(notes.stars, notes.body)); });
  c.attempt([&] { return c.db().one(star(3).returning(notes.title, notes.stars)); });
  c.attempt([&] { return c.db().one(mz::update(notes).set(notes.stars = 9).all_rows().returning(notes.title)); });
  c.attempt([&] { return c.db().run(mz::delete_from(notes).where(notes.id == c.id(501))); });
};

// More rows than one execution takes, so that several of them must stand or fall together.
constexpr auto ranges = [](course& c) {
  const auto rows = [&](std::int64_t first, std::int64_t count) {
    std::vector<mz::new_row<notes>> result;
    for (std::int64_t i = first; i != first + count; ++i) result.push_back({.id = c.id(i), .title = title(c.id(i))});
    return result;
  };
  c.attempt([&] { return c.db().run(mz::insert_into(notes).values(rows(510, 151))); });
  c.attempt([&] { return c.db().all(mz::insert_into(notes).values(rows(680, 7)).returning(notes.id)); });
  // The last one is there already.
  c.attempt([&] {
    auto twice = rows(690, 6);
    twice.push_back(twice.front());
    return c.db().run(mz::insert_into(notes).values(twice));
  });
};

constexpr auto refusals = [](course& c) {
  c.attempt([&] { return c.db().run(mz::update(notes).set(notes.stars = 40).where(notes.id < 5).require_exactly(1)); });
  c.attempt([&] { return c.db().all(mz::update(notes).set(notes.stars = 41).where(notes.id < 5).returning().require_exactly(1)); });
  c.attempt([&] { return c.db().run(mz::delete_from(links).all_rows().require_changes(100)); });
  c.attempt([&] { return c.db().run(star(4).require_exactly(1)); });
  c.attempt([&] { return c.db().run(star(c.id(700)).require_changes(1)); });
};

constexpr auto reads = [](course& c) {
  c.attempt([&] { return c.db().all(mz::select(notes)); });
  c.attempt([&] { return c.db().get(mz::select(notes).where(notes.id == 1)); });
  c.attempt([&] { return c.db().one(mz::select(notes.title, notes.data).from(notes).where(notes.id == 2)); });
  c.attempt([&] { return c.db().one(mz::select(notes.id).from(notes).where(notes.id == 12345)); });
  c.attempt([&] {
    return c.db().all(mz::select(notes.title, mz::cast<mz::blob>(links.id + 0), mz::cast<std::string>(links.next), mz::count())
                          .from(notes)
                          .left_join(links, links.note == notes.id)
                          .group_by(notes.title, links.id, links.next)
                          .order_by(mz::desc(notes.title)));
  });
  c.attempt([&] {
    std::vector<std::string> titles;
    for (auto&& [id, name] : c.db().stream(mz::select(notes.id, notes.title).from(notes).where(notes.title.like("%note%"))))
      titles.emplace_back(name);
    return titles;
  });
  c.attempt([&] { return c.db().all(mz::select(notes.id).from(notes).where(notes.id.in(std::vector<std::int64_t>{1, 5, 7}))); });
};

// Values for which SQLite needs memory while they are read.
constexpr auto made = [] {
  return mz::select(mz::sql<"zeroblob(5000 + id)", mz::blob>(), mz::sql<"hex(zeroblob(300 + id))", std::string>()).from(notes);
};
constexpr auto made_values = [](course& c) {
  c.attempt([&] { return c.db().all(made()); });
  c.attempt([&] {
    return c.db().raw<mz::blob, std::string, mz::blob>(
        "select zeroblob(3000 + id), cast(zeroblob(20 + id) as text), x'' from notes where id = 1");
  });
  c.attempt([&] { return c.db().execute({.sql = "select zeroblob(2000 + id), 'a' || id, x'' from notes", .values = {}}); });
};

// Behind the only row that is read there is no step that could tell of it.
constexpr auto one_made_row = [](course& c) {
  c.attempt([&] { return c.db().get(made()); });
  c.attempt([&] {
    for (auto&& [bytes, digits] : c.db().stream(made())) return bytes.size() + digits.size();
    return std::size_t{0};
  });
};

// Streams that are left early, one in another, and with writes while they run.
constexpr auto half_read = [](course& c) {
  const auto some = mz::select(notes.id, notes.title).from(notes).where(notes.id < 4);
  c.attempt([&] {
    std::int64_t pairs = 0;
    for (auto&& [a, name] : c.db().stream(some)) {
      for (auto&& [b, other] : c.db().stream(some)) pairs += a * b;
      if (a == 2) break;
    }
    return pairs;
  });
  c.attempt([&] {
    for (auto&& [id, name] : c.db().stream(some)) {
      if (id == 2) return c.db().run(star(id));  // the last thing that can fail
    }
    return mz::run_result{};
  });
  c.attempt([&] {
    c.db().transaction([&](auto& tx) {
      for (auto&& [id, name] : tx.stream(some)) {
        c.attempt([&] { return tx.run(star(id)); });
        if (id == 3) break;
      }
    });
  });
};

constexpr auto own_words = [](course& c) {
  c.attempt([&] {
    return c.db().raw("insert into notes (id, title, data) values (?, ?, ?)", c.id(710), title(c.id(710)), mz::blob(10, std::byte{3}));
  });
  c.attempt([&] { return c.db().raw<std::int64_t, std::string>("select id, title from notes where id > ?", 5); });
  c.attempt([&] {
    return c.db().execute(
        {.sql = "update notes set title = ?, data = ? where id = 1 returning *", .values = values(title(c.id(711)), mz::blob{})});
  });
  c.attempt([&] { return c.db().raw<std::int64_t, std::string>("update notes set stars = stars + 1 where id < 4 returning id, title"); });
  c.attempt([&] {
    return c.db().run(mz::insert_into(notes)
                          .values({.id = c.id(712), .title = title(1)})
                          .on_conflict(notes.title)
                          .do_update(notes.stars = notes.stars + 1));
  });
};

}  // namespace

std::vector<scenario> statement_scenarios() {
  return {
      {"writes", writes},
      {"writes, warm", writes, {.warm = true}},
      {"row ranges", ranges},
      {"row ranges, little cache", ranges, {.warm = true, .cache_pages = 2}},
      {"refused writes", refusals},
      {"refused writes, warm", refusals, {.warm = true}},
      {"reads", reads},
      {"reads, warm", reads, {.warm = true}},
      {"made values", made_values},
      {"one made row", one_made_row, {.warm = true}},
      {"half-read streams", half_read},
      {"half-read streams, warm", half_read, {.warm = true}},
      {"SQL of one's own", own_words},
  };
}

}  // namespace faults
