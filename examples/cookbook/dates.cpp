// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <chrono>

#include <mizzle/value/calendar.hpp>

using namespace std::chrono_literals;

// [dates]
template <class As>
struct Visit {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "day", std::chrono::year_month_day> day{};                                                  // '2026-11-21'
  mz::column<As, "came", mz::text_time<std::chrono::seconds>, mz::default_sql<"current_timestamp">> came{};  // '2026-11-21 17:05:00'
  mz::column<As, "left", std::optional<std::chrono::sys_time<std::chrono::milliseconds>>> left{};            // a number
};
inline constexpr mz::table<"visits", Visit> visits{};
// [/dates]

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(visits);
  {
    // [write_dates]
    const auto came = std::chrono::sys_days{2026y / 11 / 21} + 17h + 5min;
    db.run(mz::insert_into(visits).values({.day = 2026y / 11 / 21, .came = came}));
    db.run(mz::insert_into(visits).values({.day = 2026y / 12 / 24, .came = came + 33 * 24h}));
    const std::chrono::sys_seconds first = db.one(mz::select(visits.came).from(visits).where(visits.day < 2026y / 12 / 1))[visits.came];
    // [/write_dates]
    expect(first == came);
  }
  {
    // [date_functions]
    const auto month = mz::strftime("%Y-%m", visits.day).as<"month">();
    const auto by_month = mz::select(month, mz::count().as<"visits">()).from(visits).group_by(month).order_by(month);
    const auto late = mz::select(visits.id).from(visits).where(mz::date(visits.came) >= mz::date("2026-12-01", "start of month"));
    // [/date_functions]
    const auto rows = db.all(by_month);
    expect(rows.size() == 2 && rows[0]["month"_col] == "2026-11" && rows[1]["visits"_col] == 1);
    expect(db.all(late).size() == 1);
  }
}
