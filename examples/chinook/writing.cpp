// SPDX-License-Identifier: MIT
#include "questions.hpp"
#include "schema.hpp"

namespace chinook {
namespace {

using namespace mz::literals;
using transaction = mz::sqlite::transaction_handle;

// What would prices be if those of jazz and blues rose by a tenth?
answer higher_prices(transaction& tx) {
  tx.run(mz::update(tracks)
             .set(tracks.price = mz::round(tracks.price * 1.1, 2))
             .from(genres)
             .where(genres.id == tracks.genre_id && genres.name.in("Jazz", "Blues")));
  return answer_of(tx.all(mz::select(genres.name, mz::min(tracks.price).as<"lowest">(), mz::max(tracks.price).as<"highest">())
                              .from(genres)
                              .inner_join(tracks, tracks.genre_id == genres.id)
                              .group_by(genres.id)
                              .having(mz::max(tracks.price) > 0.99)
                              .order_by(genres.name)));
}

// What becomes of playlists that are written whether they are there or not?
answer written_playlists(transaction& tx) {
  const auto write = mz::insert_into(playlists)
                         .values({.id = 18, .name = "On the way"}, {.id = 19, .name = "At home"})
                         .on_conflict(playlists.id)
                         .do_update(playlists.name = mz::concat(mz::coalesce(playlists.name, ""), " / ", mz::excluded(playlists.name)))
                         .returning();
  return answer_of(tx.all(write));
}

// Which tracks does a playlist lose with its first five?
answer first_tracks_deleted(transaction& tx) {
  return answer_of(tx.all(mz::delete_from(playlist_tracks)
                              .where(playlist_tracks.playlist_id == 17)
                              .order_by(playlist_tracks.track_id)
                              .limit(5)
                              .returning(playlist_tracks.track_id)));
}

// What is on a new playlist of what has sold best?
answer best_sold(transaction& tx) {
  const auto id = tx.one(mz::insert_into(playlists).values({.name = "Best sold"}).returning(playlists.id))[playlists.id];
  const auto sold = mz::sum(invoice_lines.price * invoice_lines.quantity);
  const auto best = mz::select(mz::val(id), invoice_lines.track_id)
                        .from(invoice_lines)
                        .group_by(invoice_lines.track_id)
                        .order_by(mz::desc(sold), invoice_lines.track_id)
                        .limit(10);
  return answer_of(
      tx.all(mz::insert_into(playlist_tracks).columns(playlist_tracks.playlist_id, playlist_tracks.track_id).from(best).returning()));
}

// How does an invoice look behind its sale, which is one list of statements that all happen, or none?
answer sale(transaction& tx) {
  const id_type invoice = 1000;
  const std::vector<id_type> wanted{1, 6, 2820};
  const auto lines = mz::select(mz::val(invoice), tracks.id, tracks.price, mz::lit<1>).from(tracks).where(tracks.id.in(wanted));
  const auto total =
      mz::select(mz::total(invoice_lines.price * invoice_lines.quantity)).from(invoice_lines).where(invoice_lines.invoice_id == invoice);
  const auto list = mz::atomic(
      mz::insert_into(invoices)
          .columns(invoices.id, invoices.customer_id, invoices.date, invoices.country, invoices.total)
          .from(mz::select(mz::val(invoice), customers.id, mz::val(moment{std::chrono::sys_days{std::chrono::year{2026} / 1 / 31}}),
                           customers.country, mz::lit<0>)
                    .from(customers)
                    .where(customers.email == "luisg@embraer.com.br"))
          .require_exactly(1),
      mz::insert_into(invoice_lines)
          .columns(invoice_lines.invoice_id, invoice_lines.track_id, invoice_lines.price, invoice_lines.quantity)
          .from(lines)
          .require_exactly(3),
      mz::update(invoices).set(invoices.total = total).where(invoices.id == invoice).returning());
  return answer_of(mz::run_atomic(tx, list)[2_c]);
}

// Who gets the customers of an agent who leaves?
answer customers_handed_over(transaction& tx) {
  constexpr auto others = mz::alias<"others">(customers);
  const auto least_busy = mz::select(others.support_rep_id)
                              .from(others)
                              .where(others.support_rep_id != 3)
                              .group_by(others.support_rep_id)
                              .order_by(mz::count(), others.support_rep_id)
                              .limit(1);
  tx.run(mz::update(customers).set(customers.support_rep_id = least_busy).where(customers.support_rep_id == 3));
  return answer_of(tx.all(mz::select(employees.first_name, mz::count().as<"customers">())
                              .from(customers)
                              .inner_join(employees, employees.id == customers.support_rep_id)
                              .group_by(employees.id)
                              .order_by(employees.id)));
}

// What is known of a customer who has moved, and has no fax any more?
answer moved(transaction& tx) {
  const mz::patch_of<customers> changes{.company = "Mizzle Records", .city = "Salzburg", .country = "Austria", .fax = std::nullopt};
  return answer_of(
      tx.all(mz::update(customers)
                 .set(changes)
                 .where(customers.id == 1)
                 .returning(customers.id, customers.first_name, customers.company, customers.city, customers.country, customers.fax)));
}

// How many tracks does a playlist get from another, but for those that it has?
answer merged_playlists(transaction& tx) {
  const auto all_of = [](id_type list) {
    return mz::select(mz::lit<18>, playlist_tracks.track_id).from(playlist_tracks).where(playlist_tracks.playlist_id == list);
  };
  const auto target = mz::insert_or<mz::conflict::ignore>(playlist_tracks).columns(playlist_tracks.playlist_id, playlist_tracks.track_id);
  answer added{{"from", "added"}, {}};
  for (const id_type list : {17, 16, 17, 5}) added.rows.push_back({list, tx.run(target.from(all_of(list))).changes});
  return added;
}

constexpr question questions[] = {
    {46, "What would prices be if those of jazz and blues rose by a tenth?", try_out<higher_prices>},
    {47, "What becomes of playlists that are written whether they are there or not?", try_out<written_playlists>},
    {48, "Which tracks does a playlist lose with its first five?", try_out<first_tracks_deleted>},
    {49, "What is on a new playlist of what has sold best?", try_out<best_sold>},
    {50, "How does an invoice look behind its sale?", try_out<sale>},
    {51, "Who has how many customers when an agent leaves?", try_out<customers_handed_over>},
    {52, "What is known of a customer who has moved?", try_out<moved>},
    {53, "How many tracks does a playlist get from others, but for those that it has?", try_out<merged_playlists>},
};

}  // namespace

std::span<const question> about_writing() { return questions; }

}  // namespace chinook
