// SPDX-License-Identifier: MIT
// The tour of the README: each part between the marks stands there word for word.
#include <mizzle/mizzle.hpp>

#include <iostream>

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;

// [schema]
template <class As>
struct Channel {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
};
inline constexpr mz::table<"channels", Channel> channels{};

template <class As>
struct Message {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "channel_id", std::int64_t, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "thread_id", std::optional<std::int64_t>, mz::references_self<"id">> thread_id{};
  mz::column<As, "body", std::string> body{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"messages_by_channel">(t.channel_id, t.id)); }
};
inline constexpr mz::table<"messages", Message> messages{};
// [/schema]

template <class As>
struct Member {
  mz::column<As, "channel_id", std::int64_t> channel_id{};
  mz::column<As, "agent_id", std::int64_t> agent_id{};
};
inline constexpr mz::table<"members", Member> members{};

template <class As>
struct Delivery {
  mz::column<As, "message_id", std::int64_t, mz::references<messages.id>> message_id{};
  mz::column<As, "agent_id", std::int64_t> agent_id{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.message_id, t.agent_id)); }
};
inline constexpr mz::table<"deliveries", Delivery> deliveries{};

struct Summary {
  std::string channel;
  std::int64_t total = 0;
};

int main() {
  // [connection]
  mz::sqlite::connection db{":memory:", {.busy_timeout = 5s, .foreign_keys = true}};
  db.create_tables(channels, messages, members, deliveries);
  // [/connection]
  db.run(mz::insert_into(channels).values({.id = 7, .name = "general"}));
  db.run(mz::insert_into(members).values(
      std::vector<mz::new_row<members>>{{.channel_id = 7, .agent_id = 1}, {.channel_id = 7, .agent_id = 2}}));

  const std::int64_t id = 1, sender = 1;
  const std::string text = "we ship today";
  const bool only_threads = false;

  // [writes]
  auto send = mz::insert_into(messages)
                  .values({.id = id, .channel_id = 7, .body = text})  // leaving out .body does not compile
                  .returning(messages.id, messages.created_at);
  auto fan = mz::insert_into(deliveries)
                 .columns(deliveries.message_id, deliveries.agent_id)
                 .from(mz::select(mz::val(id), members.agent_id).from(members).where(members.channel_id == 7 && members.agent_id != sender))
                 .on_conflict(deliveries.message_id, deliveries.agent_id)
                 .do_nothing()
                 .returning(deliveries.agent_id);
  auto edit = mz::update(messages).set(messages.body = "new").where(messages.id == id).require_changes(1);
  auto gone = mz::delete_from(messages).where(messages.id == 99);  // or .all_rows(); neither does not compile

  static_assert(mz::sql_of<decltype(gone)> == R"(delete from "messages" where "messages"."id" = ?)");
  // [/writes]

  // [atomic]
  auto writes = mz::atomic(send, fan, edit);
  auto results = mz::run_atomic(db, writes);
  std::int64_t sent_at = results[0_c].one()[messages.created_at];
  std::size_t reached = results[1_c].size();
  std::int64_t edited = results[2_c].changes;

  auto again = mz::try_atomic(db, writes);  // throws nothing: the id is taken, and nothing of the list stays
  if (auto* e = again.error<mz::error::sql_error>()) std::cout << e->what() << '\n';
  // [/atomic]
  std::cout << (sent_at > 0) << ' ' << reached << ' ' << edited << '\n';

  // [reads]
  auto page = mz::select(messages.id, messages.body, channels.name)
                  .from(messages)
                  .inner_join(channels, channels.id == messages.channel_id)
                  .where(messages.body.like("%new%") && mz::when(only_threads, messages.thread_id.is_not_null()))
                  .order_by(mz::desc(messages.id))
                  .limit(20);
  for (auto&& [number, body, name] : db.stream(page)) std::cout << number << ' ' << body << ' ' << name << '\n';

  auto rows = db.all(mz::select(messages));  // reads like a std::vector, and moves into one
  std::cout << rows[0].body << '\n';
  if (auto row = db.get(page)) std::cout << (*row)[messages.body] << '\n';

  auto stat = mz::select(channels.name, mz::count().as<"total">())
                  .from(channels)
                  .left_join(messages, messages.channel_id == channels.id)
                  .group_by(channels.name);
  auto counts = db.all(stat);
  std::cout << counts[0]["total"_col] << ' ' << counts[0].into<Summary>().channel << '\n';
  // [/reads]

  // [sources]
  // The newest message of each channel: a window function in a named query, which is read like a table.
  auto ranked = mz::select(messages.channel_id, messages.body,
                           mz::row_number().over(mz::partition_by(messages.channel_id).order_by(mz::desc(messages.id))).as<"place">())
                    .from(messages)
                    .as<"ranked">();
  auto newest = mz::select(channels.name, ranked[messages.body])
                    .from(channels)
                    .left_join(ranked, ranked[messages.channel_id] == channels.id && ranked["place"_col] == 1);
  for (auto&& [name, body] : db.stream(newest)) std::cout << name << ": " << body.value_or("nothing yet") << '\n';

  // A thread with all of its answers: a common table expression that reads itself.
  auto thread =
      mz::cte<"thread">(mz::select(messages.id, messages.body).from(messages).where(messages.id == id)).union_all([](const auto& self) {
    return mz::select(messages.id, messages.body).from(messages).inner_join(self, messages.thread_id == self[messages.id]);
  });
  std::cout << db.all(mz::with(thread).select(thread)).size() << " in the thread\n";
  // [/sources]

  // [transaction]
  db.transaction([&](auto& tx) {  // BEGIN IMMEDIATE; what is thrown rolls back
    tx.run(edit);
    tx.transaction([&](auto& inner) { inner.run(gone); });  // a savepoint
  });
  auto raw = db.raw<std::int64_t, std::string>("select id, body from messages where id = ?", id);
  // [/transaction]
  std::cout << mz::get<1>(raw[0]) << '\n';
}
