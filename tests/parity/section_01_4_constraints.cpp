// SPDX-License-Identifier: MIT
// Section 1.4 of the query language: constraints and indexes.
#include "parity/support.hpp"

namespace {

template <class As>
struct Seat {
  mz::column<As, "hall", std::int64_t> hall{};
  mz::column<As, "number", std::int64_t> number{};
  mz::column<As, "label", std::string> label{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::primary_key_on(t.hall, t.number), mz::unique_on(t.hall, t.label), mz::check<"numbers">(t.number > 0));
  }
};
constexpr mz::table<"seats", Seat, mz::strict, mz::without_rowid> seats{};

template <class As>
struct Ticket {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "hall", std::int64_t> hall{};
  mz::column<As, "seat", std::int64_t> seat{};
  mz::column<As, "guest", std::string> guest{};
  mz::column<As, "void", bool, mz::default_value<false>> is_void{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::foreign_key(t.hall, t.seat)
                               .references(seats.hall, seats.number)
                               .template with<mz::on_delete::cascade, mz::on_update::cascade>(),
                           mz::index<"tickets_by_guest">(mz::lower(t.guest), mz::desc(t.id)),
                           mz::unique_index<"tickets_valid">(t.hall, t.seat).where(!t.is_void));
  }
};
constexpr mz::table<"tickets", Ticket> tickets{};

template <class As>
struct Loan {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "ticket", std::int64_t, mz::references<tickets.id, mz::deferred>> ticket{};
};
constexpr mz::table<"loans", Loan> loans{};

struct database : mz::sqlite::connection {
  database() : connection{":memory:"} {
    create_tables(seats, tickets);
    run(mz::insert_into(seats).values({.hall = 1, .number = 1, .label = "a"}, {.hall = 1, .number = 2, .label = "b"}));
  }
};

int code(database& db, const auto& s) {
  try {
    db.run(s);
    return 0;
  } catch (const mz::error::sql_error& e) {
    return e.extended_code();
  }
}

}  // namespace

// A primary key of several columns: `mz::primary_key_on(t.hall, t.number)`.
// Rejected: declarations.two_primary_keys, declarations.primary_key_on_of_another_table.
TEST(parity_1_4_constraints, primary_key) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(seats).values({.hall = 1, .number = 1, .label = "c"})), SQLITE_CONSTRAINT_PRIMARYKEY);
}

// A foreign key of several columns, with its actions: `mz::foreign_key(t.hall, t.seat).references(seats.hall, seats.number).with<mz::on_delete::cascade>()`.
// Rejected: schema.foreign_key_of_another_type, declarations.foreign_key_to_no_key,
// parity.foreign_key_of_another_number_of_columns.
TEST(parity_1_4_constraints, foreign_key) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(tickets).values({.hall = 1, .seat = 9, .guest = "x"})), SQLITE_CONSTRAINT_FOREIGNKEY);
  db.run(mz::insert_into(tickets).values({.hall = 1, .seat = 2, .guest = "x"}));
  db.run(mz::update(seats).set(seats.number = 20).where(seats.number == 2));
  EXPECT_EQ(db.one(mz::select(tickets)).seat, 20);
  db.run(mz::delete_from(seats).where(seats.number == 20));
  EXPECT_EQ(db.count(tickets), 0);
}

// No combination of values twice: `mz::unique_on(t.hall, t.label)`.
// Rejected: declarations.unique_on_an_expression.
TEST(parity_1_4_constraints, unique) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(seats).values({.hall = 1, .number = 3, .label = "b"})), SQLITE_CONSTRAINT_UNIQUE);
  EXPECT_EQ(code(db, mz::insert_into(seats).values({.hall = 2, .number = 3, .label = "b"})), 0);
}

// A condition on each row, with a name: `mz::check<"numbers">(t.number > 0)`.
// Rejected: declarations.check_of_another_table, declarations.aggregate_in_a_check, parity.two_checks_of_one_name.
TEST(parity_1_4_constraints, check) {
  database db;
  EXPECT_EQ(code(db, mz::insert_into(seats).values({.hall = 1, .number = 0, .label = "z"})), SQLITE_CONSTRAINT_CHECK);
}

// Indexes of columns and expressions, descending, partial and unique: `mz::index<"n">(mz::lower(t.guest), mz::desc(t.id))`, `mz::unique_index<"n">(...).where(!t.is_void)`.
// Rejected: declarations.two_indexes_of_one_name, schema.value_in_an_index, declarations.index_condition_of_another_table.
TEST(parity_1_4_constraints, indexes) {
  database db;
  const auto find = mz::select(tickets.id).from(tickets).where(mz::lower(tickets.guest) == "x").order_by(mz::desc(tickets.id));
  EXPECT_NE(mz::explain(db, find).tree().find("tickets_by_guest"), std::string::npos) << mz::explain(db, find).tree();
  db.run(mz::insert_into(tickets).values({.hall = 1, .seat = 1, .guest = "x", .is_void = true}));
  db.run(mz::insert_into(tickets).values({.hall = 1, .seat = 1, .guest = "y"}));
  EXPECT_EQ(code(db, mz::insert_into(tickets).values({.hall = 1, .seat = 1, .guest = "z"})), SQLITE_CONSTRAINT_UNIQUE);
}

// Tables whose types are enforced, and those without row ids: `mz::table<"seats", Seat, mz::strict, mz::without_rowid>`.
// Rejected: declarations.without_rowid_and_without_a_key, sources.row_id_of_a_table_without.
TEST(parity_1_4_trouble, strict_and_without_rowid) {
  database db;
  EXPECT_THROW(db.script("insert into seats values (1, 5, x'00')"), mz::error::sql_error);
  EXPECT_THROW((void)db.raw<std::int64_t>("select rowid from seats"), mz::error::sql_error);
}

// References that are checked at the end of the transaction: `mz::references<..., mz::deferred>`, `.with<mz::deferred>()`.
TEST(parity_1_4_constraints, deferred) {
  database db;
  db.create_tables(loans);
  EXPECT_NO_THROW(db.transaction([](auto& tx) {
    tx.run(mz::insert_into(loans).values({.id = 1, .ticket = 7}));
    tx.run(mz::insert_into(tickets).values({.id = 7, .hall = 1, .seat = 1, .guest = "x"}));
  }));
  EXPECT_EQ(code(db, mz::insert_into(loans).values({.id = 2, .ticket = 99})), SQLITE_CONSTRAINT_FOREIGNKEY);
}
