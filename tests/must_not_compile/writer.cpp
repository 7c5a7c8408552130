// SPDX-License-Identifier: MIT
#include <future>

#include <mizzle/durable/gate.hpp>
#include <mizzle/durable/pool.hpp>
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

struct bare {
  using dialect = mz::dialect::sqlite;
  mz::statement_reply execute(const mz::bound_statement&);
};
struct without_savepoints {
  using dialect = mz::dialect::sqlite;
  template <class F>
  auto transaction(F&& f) {
    bare tx;
    return f(tx);
  }
};
mz::sqlite::connection& db();

// case: writer_over_a_bare_handle
// error: mizzle: writer: this handle has neither transactions nor an atomic batch
void f(bare& h) { mz::writer w{h}; }

// case: writer_over_a_handle_without_savepoints
// error: mizzle: writer: the transactions of this handle have no savepoints
void f(without_savepoints& h) { mz::writer w{h}; }

// case: submit_of_no_command
// error: mizzle: writer: a command is an atomic list, a statement, or a function
void f() {
  mz::writer w{db()};
  (void)w.submit(1);
}

// case: submit_of_a_function_of_a_connection
// error: mizzle: writer: a command is an atomic list, a statement, or a function
void f() {
  mz::writer w{db()};
  (void)w.submit([](mz::sqlite::connection&) { return 1; });
}

// case: a_flush_whose_end_nobody_awaits
// flags: -Werror=unused-result
// error: mizzle: what a writer is asked for can fail; get() or co_await the answer
void f() {
  mz::writer w{db()};
  w.flush();
}

// case: a_command_that_returns_a_future
// error: mizzle: writer: the command returns a future or coroutine, whose work would go on after the commit
void f() {
  mz::writer w{db()};
  (void)w.submit([](auto&) { return std::async([] { return 1; }); });
}

// case: a_command_that_returns_the_answer_of_another
// error: mizzle: writer: the command returns a future or coroutine, whose work would go on after the commit
void f(mz::writer<mz::sqlite::connection&>& other) {
  mz::writer w{db()};
  (void)w.run([&](auto&) { return other.flush(); });
}

// case: a_future_out_of_a_gate
// error: mizzle: gate: the function returns a future or coroutine, whose work would go on when others have the handle
void f() {
  mz::gate g{db()};
  (void)g.alone([](auto&) { return std::async([] { return 1; }); });
}

// case: a_future_out_of_a_reader
// error: mizzle: transaction(): the function returns a future or coroutine
void f(mz::pool<mz::sqlite::connection>& p) {
  (void)p.read([](auto&) { return std::async([] { return 1; }); });
}
