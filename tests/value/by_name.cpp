// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;

static_assert(mz::codec<urgency>::accepts("low") && mz::codec<urgency>::accepts("high"));
static_assert(!mz::codec<urgency>::accepts("LOW") && !mz::codec<urgency>::accepts("") && !mz::codec<urgency>::accepts("lo"));
static_assert(mz::codec<urgency>::decode("high") == urgency::high);
static_assert(mz::type_of<urgency> == mz::sql_type::text);

TEST(by_name, is_stored_as_text) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .urgent = urgency::high}));
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select urgent from everything")[0]), "high");
  EXPECT_EQ(db.one(mz::select(everything)).urgent, urgency::high);
}

TEST(by_name, an_unknown_name_is_a_decode_error) {
  schema::database db;
  support::execute(db, "insert into everything (id, urgent) values (1, 'medium')");
  try {
    (void)db.all(mz::select(everything));
    FAIL() << "an unknown name was read";
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "urgent");
  }
}

TEST(by_name, an_enumerator_without_a_name_cannot_be_stored) {
  EXPECT_THROW((void)(everything.urgent == static_cast<urgency>(7)), mz::error::invalid_request);
  schema::database db;
  EXPECT_THROW(db.run(mz::insert_into(everything).values({.id = 1, .urgent = static_cast<urgency>(7)})), mz::error::invalid_request);
  EXPECT_TRUE(db.all(mz::select(everything.id).from(everything)).empty());
}

namespace {

template <class As>
struct Task {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "how", urgency, mz::default_value<urgency::high>> how{};
};
constexpr mz::table<"tasks", Task> tasks{};

}  // namespace

TEST(by_name, an_enumerator_as_default) {
  mz::sqlite::connection db{":memory:"};
  EXPECT_SQL(db, mz::create_table(tasks), R"(create table "tasks" ("id" integer primary key, "how" text not null default 'high'))");
  db.run(mz::insert_into(tasks).values({}));
  EXPECT_EQ(db.one(mz::select(tasks)).how, urgency::high);
}
