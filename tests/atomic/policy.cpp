// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

namespace {
using namespace atomic_tests;
using replies = std::vector<mz::statement_reply>;
using list = std::span<const mz::bound_statement>;

// What a handle may look like, each shape with what it is taken for.
struct executes {
  using dialect = mz::dialect::sqlite;
  mz::statement_reply execute(const mz::bound_statement&) { return {}; }
};
struct batches {
  using dialect = mz::dialect::d1;
  replies execute_batch(list) { return {}; }
};
struct transacts {
  using dialect = mz::dialect::postgres;
  template <class F>
  auto transaction(F&& f) {
    executes tx;
    return f(tx);
  }
};
struct does_all : executes {
  using dialect = mz::dialect::sqlite;
  replies execute_batch(list) { return {}; }
  template <class F>
  auto transaction(F&& f) {
    return f(static_cast<executes&>(*this));
  }
};
struct batches_and_executes : executes {
  replies execute_batch(list) { return {}; }
};

static_assert(mz::policy_of<mz::sqlite::connection> == mz::policy::transaction);
static_assert(mz::policy_of<mz::sqlite::transaction_handle> == mz::policy::transaction);
static_assert(mz::policy_of<transacts> == mz::policy::transaction);
static_assert(mz::policy_of<batches> == mz::policy::batch);
static_assert(mz::policy_of<batches_and_executes> == mz::policy::batch);
static_assert(mz::policy_of<executes> == mz::policy::sequential);
static_assert(mz::TransactionCapable<does_all> && mz::BatchCapable<does_all>);
static_assert(mz::policy_of<does_all> == mz::policy::transaction, "A-18: the transaction wins");

// the name of a member is not enough.
struct named_batch : executes {
  void batch();
  replies batch(list);
};
struct member_of_that_name : executes {
  int execute_batch = 0;
};
struct takes_one : executes {
  replies execute_batch(const mz::bound_statement&);
};
struct takes_nothing : executes {
  replies execute_batch();
};
struct takes_strings : executes {
  replies execute_batch(const std::vector<std::string>&);
};
struct answers_nothing : executes {
  void execute_batch(list);
};
struct answers_a_number : executes {
  int execute_batch(list);
};
struct answers_one : executes {
  mz::statement_reply execute_batch(list);
};
struct answers_values : executes {
  std::vector<mz::value> execute_batch(list);
};
struct keeps_it_private : executes {
 private:
  replies execute_batch(list);
};
template <class... H>
inline constexpr bool sequential = ((mz::policy_of<H> == mz::policy::sequential && !mz::BatchCapable<H>) && ...);
static_assert(sequential<named_batch, member_of_that_name, takes_one, takes_nothing, takes_strings, answers_nothing, answers_a_number,
                         answers_one, answers_values, keeps_it_private>);

struct begins_only : executes {
  void transaction();
};
struct transacts_without_result : executes {
  template <class F>
  void transaction(F&& f);
};
struct transacts_with_another_result : executes {
  template <class F>
  bool transaction(F&& f);
};
struct hands_out_what_cannot_execute : executes {
  struct tx {};
  template <class F>
  auto transaction(F&& f) -> decltype(f(std::declval<tx&>()));
};
struct member_named_transaction : executes {
  bool transaction = false;
};
static_assert(sequential<begins_only, transacts_without_result, transacts_with_another_result, hands_out_what_cannot_execute,
                         member_named_transaction>);

// Without a dialect nobody knows which text to write.
struct no_dialect {
  mz::statement_reply execute(const mz::bound_statement&);
  replies execute_batch(list);
};
struct strange_dialect {
  struct dialect {};
  mz::statement_reply execute(const mz::bound_statement&);
};
struct answers_wrongly {
  using dialect = mz::dialect::sqlite;
  int execute(const mz::bound_statement&);
};
static_assert(!mz::Handle<no_dialect> && !mz::Handle<strange_dialect> && !mz::Handle<answers_wrongly> && !mz::Handle<int>);

// A const handle can run nothing if its members are not const.
static_assert(!mz::Handle<const executes>);
struct const_executes {
  using dialect = mz::dialect::sqlite;
  mz::statement_reply execute(const mz::bound_statement&) const;
};
static_assert(mz::policy_of<const const_executes> == mz::policy::sequential);

struct looks_like_a_batch : executes {
  replies execute_batch(list) { return {}; }
};
struct looks_like_both : does_all {};
struct looks_like_transactions : does_all {};
}  // namespace

template <>
inline constexpr bool mizzle::enable_batch<looks_like_a_batch> = false;
template <>
inline constexpr bool mizzle::enable_transaction<looks_like_transactions> = false;
template <>
inline constexpr bool mizzle::enable_transaction<looks_like_both> = false;
template <>
inline constexpr bool mizzle::enable_batch<looks_like_both> = false;

namespace {
static_assert(mz::policy_of<looks_like_a_batch> == mz::policy::sequential);
static_assert(mz::policy_of<looks_like_transactions> == mz::policy::batch);
static_assert(mz::policy_of<looks_like_both> == mz::policy::sequential);

TEST(policy, a_2_the_kind_of_handle_decides) {
  EXPECT_EQ(mz::policy_of<mz::sqlite::connection>, mz::policy::transaction);
  EXPECT_EQ(mz::policy_of<fake_batch>, mz::policy::batch);
  EXPECT_EQ(mz::policy_of<bare>, mz::policy::sequential);
}

struct counts_both {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection& db;
  int batches = 0, transactions = 0;
  replies execute_batch(list) { return ++batches, replies{}; }
  template <class F>
  auto transaction(F&& f) {
    return ++transactions, db.transaction(f);
  }
};

TEST(policy, a_18_the_transaction_wins_when_run) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(counters);
  counts_both h{db};
  (void)mz::run_atomic(h, mz::atomic(counter(1, "a"), increment(1)));
  EXPECT_EQ(h.transactions, 1);
  EXPECT_EQ(h.batches, 0);
  EXPECT_EQ(db.one(mz::select(counters)).count, 1);
}

}  // namespace

namespace {
/// Hands its transaction's handle over as a temporary.
struct by_value {
  struct inner {
    using dialect = mizzle::dialect::sqlite;
    mizzle::sqlite::connection* db;
    mizzle::statement_reply execute(const mizzle::bound_statement& s) { return db->execute(s); }
  };
  using dialect = mizzle::dialect::sqlite;
  mizzle::sqlite::connection& db;
  template <class F>
  auto transaction(F&& f) {
    return f(inner{&db});
  }
};
static_assert(mizzle::TransactionCapable<by_value>);
}  // namespace

TEST(policy, a_transaction_may_give_its_handle_as_a_temporary) {
  mizzle::sqlite::connection db{":memory:"};
  by_value h{db};
  db.raw("create table t (a integer)");
  std::vector<mizzle::any_write> list;
  list.emplace_back("insert into t values (?)", std::vector<mizzle::value>{std::int64_t{1}});
  EXPECT_EQ(mizzle::run_atomic(h, list).size(), 1U);
}
