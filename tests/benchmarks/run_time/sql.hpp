// SPDX-License-Identifier: MIT
// The statements, word for word as mizzle writes them (mizzle.cpp asserts that), so that SQLite does the same work for all.
#pragma once

namespace sql {

inline constexpr const char* insert = R"(insert into "events" ("item_id", "kind", "amount", "note") values (?, ?, ?, ?))";
inline constexpr const char* add_label = R"(insert into "labels" ("item_id", "text") values (?, ?))";
inline constexpr const char* get =
    R"(select "items"."name", "items"."price", "items"."note", "items"."owner_id" from "items" where "items"."id" = ?)";
inline constexpr const char* scan =
    R"(select "items"."id", "items"."name", "items"."price", "items"."note", "items"."owner_id" from "items")";
inline constexpr const char* join = R"(select "owners"."name", count(*) as "n", sum("items"."price") as "price" from "items" )"
                                    R"(inner join "owners" on "owners"."id" = "items"."owner_id" group by "owners"."name")";
inline constexpr const char* update = R"(update "items" set "price" = ? where "items"."id" = ?)";
inline constexpr const char* add_event =
    R"(insert into "events" ("id", "item_id", "kind", "amount", "note") values (?, ?, ?, ?, ?) returning "events"."id")";
inline constexpr const char* add_delivery =
    R"(insert into "deliveries" ("event_id", "owner_id") values (?, ?) returning "deliveries"."id")";
inline constexpr const char* add_total =
    R"(update "owners" set "total" = "owners"."total" + ? where "owners"."id" = ? returning "owners"."total")";
inline constexpr const char* in_list =
    R"(select "items"."id", "items"."name" from "items" where "items"."id" in (select value from json_each(?)))";
inline constexpr const char* in_placeholders = R"(select "items"."id", "items"."name" from "items" where "items"."id" in ()";
inline constexpr const char* page_head = R"(select "items"."id", "items"."name", "items"."price" from "items" where "items"."id" >= ?)";
inline constexpr const char* page_cheap = R"( and "items"."price" < ?)";
inline constexpr const char* page_noted = R"( and "items"."note" is not null)";
inline constexpr const char* page_tail = R"( order by "items"."id" limit ?)";

}  // namespace sql
