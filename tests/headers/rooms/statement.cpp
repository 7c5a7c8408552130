// SPDX-License-Identifier: MIT
#include <mizzle/expression/all.hpp>
#include <mizzle/statement/compound.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/create.hpp>
#include <mizzle/statement/delete.hpp>
#include <mizzle/statement/exists.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/update.hpp>

#include "schema.hpp"

namespace {
using rooms::channels;
using rooms::messages;
template <class S>
constexpr bool writes(const S&, std::string_view text) {
  return mizzle::sql_of<S> == text;
}
}  // namespace

static_assert(
    writes(mizzle::select(messages.id, channels.name)
               .from(messages)
               .left_join(channels, channels.id == messages.channel_id)
               .where(messages.id > 1)
               .limit(2),
           R"(select "messages"."id", "channels"."name" from "messages" left join "channels" on "channels"."id" = "messages"."channel_id" )"
           R"(where "messages"."id" > ? limit ?)"));
static_assert(
    writes(mizzle::update(messages).set(messages.body = std::nullopt).where(mizzle::exists(mizzle::select(channels.id).from(channels))),
           R"(update "messages" set "body" = ? where exists (select "channels"."id" from "channels"))"));
static_assert(writes(mizzle::delete_from(messages).all_rows(), R"(delete from "messages")"));
static_assert(writes(mizzle::insert_into(channels).set(channels.name = "a").on_conflict(channels.name).do_nothing().returning(channels.id),
                     R"(insert into "channels" ("name") values (?) on conflict ("name") do nothing returning "channels"."id")"));
static_assert(writes(mizzle::select(channels.id).from(channels).union_(mizzle::select(messages.id).from(messages)),
                     R"(select "channels"."id" from "channels" union select "messages"."id" from "messages")"));
static_assert(writes(mizzle::create_table(channels), R"(create table "channels" ("id" integer primary key, "name" text not null unique))"));

bool statement_room() {
  const auto row = mizzle::insert_into(channels).values({.name = "a"});
  const auto rows = mizzle::insert_into(channels).values(std::vector<mizzle::new_row<channels>>{{.name = "a"}, {.name = "b"}});
  const auto patch = mizzle::update(channels).set({.name = "c"}).where(channels.id == 1).require_changes(1);
  return mizzle::ReturnsRows<decltype(row.returning())> && mizzle::Statement<decltype(rows)> && mizzle::Statement<decltype(patch)>;
}
