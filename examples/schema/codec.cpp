// SPDX-License-Identifier: MIT
// Column types of one's own: an enumeration by name, a strong typedef, and a type with a codec written by hand.
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

enum class urgency { low, high };
struct user_id {
  std::int64_t value = 0;
  friend bool operator==(const user_id&, const user_id&) = default;
};
struct colour {
  unsigned char red = 0, green = 0, blue = 0;
  friend bool operator==(const colour&, const colour&) = default;
};

template <>
struct mizzle::codec<urgency> : mizzle::by_name<urgency, mizzle::name<urgency::low, "low">, mizzle::name<urgency::high, "high">> {};
template <>
struct mizzle::codec<user_id> : mizzle::strong<user_id, &user_id::value> {};
template <>
struct mizzle::codec<colour> {
  using stored = std::int64_t;
  static constexpr stored encode(const colour& c) { return c.red * 65536 + c.green * 256 + c.blue; }
  static constexpr bool accepts(stored n) { return n >= 0 && n < 1 << 24; }
  static constexpr colour decode(stored n) {
    return {static_cast<unsigned char>(n >> 16), static_cast<unsigned char>(n >> 8), static_cast<unsigned char>(n)};
  }
};

template <class As>
struct Setting {
  mz::column<As, "user_id", user_id, mz::primary_key> user{};
  mz::column<As, "level", urgency> importance{};
  mz::column<As, "colour", std::optional<colour>> shade{};
  mz::column<As, "changed_at", std::chrono::sys_seconds> changed_at{};
};
inline constexpr mz::table<"settings", Setting> settings{};

static_assert(
    mz::sql_of<decltype(mz::create_table(settings))> ==
    R"(create table "settings" ("user_id" integer primary key, "level" text not null, "colour" integer, "changed_at" integer not null))");

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(settings);
  const std::chrono::sys_seconds now{std::chrono::seconds{1700000000}};
  db.run(mz::insert_into(settings).values({.user = user_id{7}, .importance = urgency::high, .shade = colour{1, 2, 3}, .changed_at = now}));
  const auto row = db.one(mz::select(settings).where(settings.user == user_id{7} && settings.importance == urgency::high));
  if (row.shade != colour{1, 2, 3} || row.changed_at != now) return 1;

  // What the type does not know is an error that names the column, never a default.
  db.raw("update settings set level = 'middling'");
  try {
    (void)db.one(mz::select(settings));
  } catch (const mz::error::decode_error& e) {
    return e.column() == "level" ? 0 : 2;
  }
  return 3;
}
