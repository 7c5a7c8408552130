// SPDX-License-Identifier: MIT
#include "support/handles.hpp"

#include "course.hpp"

namespace faults {
namespace {

std::vector<std::int64_t> ids(const course& c, std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i != count; ++i) result.push_back(c.id(first + i));
  return result;
}

// A step of every kind, each with something to allocate.
auto every_step(const course& c) {
  return mz::atomic(
      note(c.id(100)).returning(), star(1).require_exactly(1), mz::when(true, note(c.id(101))), mz::when(false, note(c.id(100))),
      mz::each(ids(c, 102, 3), note), link(c.id(100), c.id(101), c.id(102)),
      mz::insert_into(links)
          .columns(links.note, links.next)
          .from(mz::select(notes.id, mz::val(c.id(103))).from(notes).where(notes.id >= c.id(103))),
      mz::update(notes).set(notes.body = std::nullopt).where(notes.id < 3).returning(notes.id, notes.title).require_changes(2),
      mz::select(notes).where(notes.id >= c.id(100)));
}
auto refused_at_last(const course& c) {
  return mz::atomic(note(c.id(110)), mz::delete_from(links).all_rows(), star(2),
                    mz::update(notes).set(notes.stars = 7).where(notes.id < 4).require_exactly(1));
}
auto range_with_guard(const course& c) {
  std::vector<mz::new_row<notes>> rows;
  for (const std::int64_t id : ids(c, 120, 9)) rows.push_back({.id = id, .title = title(id)});
  return mz::atomic(mz::insert_into(notes).values(rows).returning(notes.id), star(c.id(128)).require_changes(1));
}

std::vector<mz::any_write> erased(const course& c) {
  std::vector<mz::any_write> list;
  list.push_back(note(c.id(130)).returning());
  list.push_back(
      {"update notes set body = ?, data = ? where id = ?", values(text(5), mz::blob(40, std::byte{7}), std::int64_t{2}), {1, true}});
  list.push_back(mz::select(notes).where(notes.id < 3));
  list.push_back(mz::delete_from(links).where(links.id == 2).require_changes(0));
  list.push_back(star(c.id(130)).require_exactly(1));
  return list;
}
std::vector<mz::any_write> erased_and_refused(const course& c) {
  std::vector<mz::any_write> list;
  list.push_back(note(c.id(140)));
  list.push_back({"delete from links", {}});
  list.push_back(star(c.id(141)).require_changes(1));
  return list;
}

constexpr auto typed = [](course& c) {
  c.attempt([&] { return mz::run_atomic(c.db(), every_step(c)); });
  c.attempt([&] { return mz::run_atomic(c.db(), mz::atomic(star(3), mz::insert_into(links).values({.id = c.id(105), .note = 1}))); });
};
constexpr auto typed_and_refused = [](course& c) {
  c.attempt([&] { return mz::run_atomic(c.db(), refused_at_last(c)); });
  c.attempt([&] { return mz::run_atomic(c.db(), range_with_guard(c)); });
};
constexpr auto tried = [](course& c) {
  c.attempt([&] { return mz::try_atomic(c.db(), every_step(c)).value(); });
  c.attempt([&] { return mz::try_atomic(c.db(), refused_at_last(c)).value(); });
};
constexpr auto built = [](course& c) {
  c.attempt([&] {
    return mz::run_atomic(c.db(), [&](auto& tx) {
      const auto first = mz::get<0>(tx.one(mz::select(mz::min(notes.id)).from(notes))).value();
      return mz::atomic(star(first).require_changes(1), note(c.id(150)).returning(notes.title));
    });
  });
};
constexpr auto of_erased = [](course& c) {
  c.attempt([&] { return mz::run_atomic(c.db(), erased(c)); });
  c.attempt([&] { return mz::run_atomic(c.db(), erased_and_refused(c)); });
  // Reading a result as rows of a statement comes when the list has happened.
  std::vector<mz::any_result> results;
  if (c.attempt([&] { results = mz::run_atomic(c.db(), std::vector<mz::any_write>{note(c.id(145)).returning()}); })) {
    c.attempt([&] { return results.at(0).as<decltype(note(1).returning())>(); });
  }
};
constexpr auto in_batches = [](course& c) {
  support::all_or_nothing handle{c.db()};
  c.attempt([&] { return mz::run_atomic(handle, every_step(c)); });
  c.attempt([&] { return mz::run_atomic(handle, refused_at_last(c)); });
};
constexpr auto erased_in_batches = [](course& c) {
  support::all_or_nothing handle{c.db()};
  c.attempt([&] { return mz::run_atomic(handle, erased(c)); });
  c.attempt([&] { return mz::run_atomic(handle, erased_and_refused(c)); });
};
// A list inside a transaction that goes on whatever became of the list.
constexpr auto inside = [](course& c) {
  c.attempt([&] {
    return c.db().transaction([&](auto& tx) {
      tx.run(note(c.id(160)));
      c.attempt([&] { return mz::run_atomic(tx, every_step(c)); });
      c.attempt([&] { return mz::run_atomic(tx, refused_at_last(c)); });
      c.attempt([&] { return mz::run_atomic(tx, erased(c)); });
      return tx.run(note(c.id(161)));
    });
  });
};

}  // namespace

std::vector<scenario> list_scenarios() {
  return {
      {"typed list", typed},
      {"typed list, warm", typed, {.warm = true}},
      {"refused list", typed_and_refused},
      {"refused list, warm", typed_and_refused, {.warm = true}},
      {"tried list", tried},
      {"built list", built},
      {"erased list", of_erased},
      {"batch", in_batches},
      {"batch, warm", in_batches, {.warm = true}},
      {"erased batch", erased_in_batches},
      {"lists in a transaction", inside},
      {"lists in a transaction, warm", inside, {.warm = true}},
      {"lists in a transaction, little cache", inside, {.warm = true, .cache_pages = 2}},
  };
}

}  // namespace faults
