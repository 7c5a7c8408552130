// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;

const auto month = mz::strftime("%Y-%m", invoices.date);
const auto year = mz::strftime("%Y", invoices.date);
const auto earned = invoice_lines.price * invoice_lines.quantity;

// Who are the three best customers of each country?
auto best_customers() {
  const auto spent = mz::sum(invoices.total);
  const auto ranked = mz::select(customers.country, customers.first_name, customers.last_name, spent.as<"spent">(),
                                 mz::rank().over(mz::partition_by(customers.country).order_by(mz::desc(spent))).as<"place">())
                          .from(customers)
                          .inner_join(invoices, invoices.customer_id == customers.id)
                          .group_by(customers.id)
                          .as<"ranked">();
  return mz::select(ranked)
      .from(ranked)
      .where(ranked["place"_col] <= 3)
      .order_by(ranked[customers.country], ranked["place"_col], ranked[customers.last_name]);
}

auto sales_by_month() {
  return mz::select(month.as<"month">(), mz::sum(invoices.total).as<"sales">()).from(invoices).group_by(month).as<"by_month">();
}

// What is sold each month, and what since the first?
auto running_totals() {
  const auto by_month = sales_by_month();
  const auto sales = by_month["sales"_col];
  return mz::select(by_month["month"_col], sales, mz::sum(sales).over(mz::order_by(by_month["month"_col])).as<"so far">())
      .from(by_month)
      .order_by(by_month["month"_col]);
}

// How do sales go, on the average of three months?
auto moving_averages() {
  const auto by_month = sales_by_month();
  const auto sales = by_month["sales"_col];
  const auto three_months = mz::order_by(by_month["month"_col]).rows(mz::preceding(2), mz::current_row);
  return mz::select(by_month["month"_col], sales, mz::avg(sales).over(three_months).as<"average">())
      .from(by_month)
      .order_by(by_month["month"_col]);
}

// What does each agent sell each year, and how much more than the year before?
auto sales_of_agents() {
  const auto by_year = mz::select(employees.id, mz::concat(employees.first_name, " ", employees.last_name).as<"agent">(), year.as<"year">(),
                                  mz::sum(invoices.total).as<"sales">())
                           .from(employees)
                           .inner_join(customers, customers.support_rep_id == employees.id)
                           .inner_join(invoices, invoices.customer_id == customers.id)
                           .group_by(employees.id, year)
                           .as<"by_year">();
  const auto before = mz::lag(by_year["sales"_col]).over(mz::partition_by(by_year[employees.id]).order_by(by_year["year"_col]));
  return mz::select(by_year["agent"_col], by_year["year"_col], by_year["sales"_col], before.as<"year before">(),
                    (by_year["sales"_col] - before).as<"more">())
      .from(by_year)
      .order_by(by_year["agent"_col], by_year["year"_col]);
}

// In which months was no opera sold?
auto months_without_opera() {
  const auto months = mz::cte<"months">(mz::select(mz::date(mz::min(invoices.date), "start of month").as<"first_day">()).from(invoices))
                          .union_all([](const auto& before) {
    const auto first_day = before["first_day"_col];
    const auto latest = mz::select(mz::date(mz::max(invoices.date), "start of month")).from(invoices);
    return mz::select(mz::date(first_day, "+1 month")).from(before).where(first_day < latest);
  });
  const auto this_month = mz::strftime("%Y-%m", months["first_day"_col]);
  const auto opera = mz::select(invoice_lines.id)
                         .from(invoice_lines)
                         .inner_join(invoices, invoices.id == invoice_lines.invoice_id)
                         .inner_join(tracks, tracks.id == invoice_lines.track_id)
                         .inner_join(genres, genres.id == tracks.genre_id)
                         .where(genres.name == "Opera" && month == this_month);
  return mz::with(months).select(this_month.as<"month">()).from(months).where(mz::not_exists(opera)).order_by(this_month);
}

// What is the median of the invoices of each country?
auto medians() {
  const auto in_country = mz::partition_by(invoices.country);
  const auto ranked = mz::select(invoices.country, invoices.total, mz::row_number().over(in_country.order_by(invoices.total)).as<"place">(),
                                 mz::count().over(in_country).as<"among">())
                          .from(invoices)
                          .as<"ranked">();
  const auto among = ranked["among"_col];
  return mz::select(ranked[invoices.country], mz::avg(ranked[invoices.total]).as<"median">(), mz::max(among).as<"invoices">())
      .from(ranked)
      .where(ranked["place"_col].between((among + 1) / 2, (among + 2) / 2))
      .group_by(ranked[invoices.country])
      .order_by(ranked[invoices.country]);
}

// Which invoices are more than twice the average of their country?
auto big_invoices() {
  constexpr auto others = mz::alias<"others">(invoices);
  const auto average = mz::scalar(mz::select(mz::avg(others.total)).from(others).where(others.country == invoices.country));
  return mz::select(invoices.id, invoices.country, invoices.date, invoices.total, average.as<"average">())
      .from(invoices)
      .where(invoices.total > 2 * average)
      .order_by(mz::desc(invoices.total), invoices.id)
      .limit(20);
}

// How much of all that is earned comes from each genre?
auto shares_of_genres() {
  const auto sales = mz::sum(earned);
  return mz::select(genres.name, sales.as<"sales">(), (100 * sales / mz::sum(sales).over()).as<"percent">())
      .from(invoice_lines)
      .inner_join(tracks, tracks.id == invoice_lines.track_id)
      .inner_join(genres, genres.id == tracks.genre_id)
      .group_by(genres.id)
      .order_by(mz::desc(sales), genres.name);
}

// On which day of the week do customers buy?
auto sales_by_weekday() {
  const auto day = mz::strftime("%w", invoices.date);
  const auto name = mz::case_when(day == "0", "Sunday")
                        .when(day == "1", "Monday")
                        .when(day == "2", "Tuesday")
                        .when(day == "3", "Wednesday")
                        .when(day == "4", "Thursday")
                        .when(day == "5", "Friday")
                        .otherwise("Saturday");
  return mz::select(name.as<"day">(), mz::count().as<"invoices">(), mz::sum(invoices.total).as<"sales">())
      .from(invoices)
      .group_by(day)
      .order_by(day);
}

constexpr question questions[] = {
    {1, "Who are the three best customers of each country?", ask<best_customers>},
    {2, "What is sold each month, and what since the first?", ask<running_totals>},
    {3, "How do sales go, on the average of three months?", ask<moving_averages>},
    {4, "What does each agent sell each year, and how much more than the year before?", ask<sales_of_agents>},
    {5, "In which months was no opera sold?", ask<months_without_opera>},
    {6, "What is the median of the invoices of each country?", ask<medians>},
    {7, "Which invoices are more than twice the average of their country?", ask<big_invoices>},
    {8, "How much of all that is earned comes from each genre?", ask<shares_of_genres>},
    {9, "On which day of the week do customers buy?", ask<sales_by_weekday>},
};

}  // namespace

std::span<const question> about_sales() { return questions; }

}  // namespace chinook
