// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

constexpr auto bosses = mz::alias<"bosses">(employees);
constexpr auto staff = mz::alias<"staff">(employees);

auto name_of(const auto& people) { return mz::concat(people.first_name, " ", people.last_name); }

// Who reports to whom, from the top down?
auto reporting_lines() {
  const auto top = mz::select(employees.id, mz::lit<0>.as<"depth">(), name_of(employees).as<"line">())
                       .from(employees)
                       .where(employees.reports_to.is_null());
  const auto below = mz::cte<"below">(top).union_all([](const auto& above) {
    return mz::select(employees.id, above["depth"_col] + 1, mz::concat(above["line"_col], " > ", name_of(employees)))
        .from(employees)
        .inner_join(above, above[employees.id] == employees.reports_to);
  });
  return mz::with(below)
      .select(below["depth"_col], employees.title, below["line"_col])
      .from(below)
      .inner_join(employees, employees.id == below[employees.id])
      .order_by(below["line"_col]);
}

// Who is the boss of each, and from which city?
auto bosses_of_all() {
  return mz::select(name_of(employees).as<"employee">(), employees.title, mz::coalesce(bosses.first_name, "nobody").as<"boss">(),
                    bosses.city.as<"boss's city">())
      .from(employees)
      .left_join(bosses, bosses.id == employees.reports_to)
      .order_by(employees.id);
}

// Which employees are older than their boss, and by how many years?
auto older_than_their_boss() {
  const auto years = (mz::julianday(bosses.born) - mz::julianday(employees.born)) / 365.25;
  return mz::select(name_of(employees).as<"employee">(), name_of(bosses).as<"boss">(), years.as<"years">())
      .from(employees)
      .inner_join(bosses, bosses.id == employees.reports_to)
      .where(employees.born < bosses.born)
      .order_by(mz::desc(years));
}

// How old were they when they were hired, and what day of the week was that?
auto ages_when_hired() {
  const auto days = mz::julianday(employees.hired) - mz::julianday(employees.born);
  const auto weekday = mz::substr("SunMonTueWedThuFriSat", mz::cast<std::int64_t>(mz::strftime("%w", employees.hired)) * 3 + 1, 3);
  return mz::select(name_of(employees).as<"employee">(), mz::date(employees.hired).as<"hired">(), weekday.as<"day">(),
                    mz::cast<std::int64_t>(days / 365.25).as<"age">())
      .from(employees)
      .order_by(days);
}

// Who are all the people that the shop knows in Canada, employees and customers?
auto people_of_canada() {
  const auto workers = mz::select(name_of(employees).as<"name">(), employees.city, mz::lit<"employee">.as<"kind">(), employees.phone)
                           .from(employees)
                           .where(employees.country == "Canada");
  const auto buyers = mz::select(name_of(customers).as<"name">(), customers.city, mz::lit<"customer">.as<"kind">(), customers.phone)
                          .from(customers)
                          .where(customers.country == "Canada");
  const auto people = workers.union_all(buyers).as<"people">();
  return mz::select(people).from(people).order_by(people[employees.city], people["name"_col]);
}

// How many customers does each employee have, directly and by the whole staff below?
auto customers_of_all_below() {
  const auto under =
      mz::cte<"under">(mz::select(employees.id.as<"boss">(), employees.id.as<"member">()).from(employees)).union_([](const auto& above) {
    return mz::select(above["boss"_col], staff.id).from(above).inner_join(staff, staff.reports_to == above["member"_col]);
  });
  return mz::with(under)
      .select(name_of(employees).as<"employee">(), mz::count(customers.id).filter(customers.support_rep_id == employees.id).as<"own">(),
              mz::count(customers.id).as<"all">())
      .from(employees)
      .inner_join(under, under["boss"_col] == employees.id)
      .left_join(customers, customers.support_rep_id == under["member"_col])
      .group_by(employees.id)
      .order_by(employees.id);
}

constexpr question questions[] = {
    {19, "Who reports to whom, from the top down?", ask<reporting_lines>},
    {20, "Who is the boss of each employee, and in which city?", ask<bosses_of_all>},
    {21, "Which employees are older than their boss, and by how many years?", ask<older_than_their_boss>},
    {22, "How old were the employees when they were hired, and on what day?", ask<ages_when_hired>},
    {23, "Who are all the people that the shop knows in Canada?", ask<people_of_canada>},
    {24, "How many customers does each employee have, alone and with all below?", ask<customers_of_all_below>},
};

}  // namespace

std::span<const question> about_people() { return questions; }

}  // namespace chinook
