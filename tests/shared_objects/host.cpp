// SPDX-License-Identifier: MIT
#include "accounts.hpp"

#include <dlfcn.h>

#include <gtest/gtest.h>

namespace {

/// A loaded plugin: PLUGINS are the paths of one with default and one with hidden visibility.
class plugin {
 public:
  explicit plugin(const char* path) : library_{::dlopen(path, RTLD_NOW | RTLD_LOCAL)} {
    if (!library_) throw std::runtime_error{::dlerror()};
    functions_ = static_cast<const plugin_functions*>(::dlsym(library_, "mizzle_test_plugin"));
    if (!functions_) throw std::runtime_error{::dlerror()};
  }
  plugin(const plugin&) = delete;
  plugin& operator=(const plugin&) = delete;
  ~plugin() { ::dlclose(library_); }
  const plugin_functions* operator->() const { return functions_; }

 private:
  void* library_;
  const plugin_functions* functions_;
};

struct shared_objects : testing::TestWithParam<const char*> {
  mz::sqlite::connection db{":memory:"};
  shared_objects() {
    db.create_tables(accounts);
    for (std::int64_t id = 1; id <= 9; ++id) db.run(mz::insert_into(accounts).values({.id = id, .balance = id * 100}));
  }
  std::int64_t count() { return mz::get<0>(db.one(mz::select(mz::count()).from(accounts))); }
};

// Each side numbers its own statement types, in the order of their first use.
TEST_P(shared_objects, a_statement_is_never_taken_for_one_of_another_object) {
  const plugin other{GetParam()};
  EXPECT_EQ(db.run(mz::delete_from(accounts).where(accounts.id == 9)).changes, 1);
  EXPECT_EQ(other->balance(db, 1), 100);
  EXPECT_EQ(other->remove(db, 8), 1);
  EXPECT_EQ(other->count(db), 7);
  for (int round = 0; round != 3; ++round) {
    for (std::int64_t id = 1; id <= 7; ++id) {
      EXPECT_EQ(other->balance(db, id), id * 100);
      EXPECT_EQ(db.one(mz::select(accounts.balance).from(accounts).where(accounts.id == id))[accounts.balance], id * 100);
      EXPECT_EQ(db.run(mz::update(accounts).set(accounts.balance = id * 100).where(accounts.id == id)).changes, 1);
    }
    EXPECT_EQ(other->count(db), 7);
    EXPECT_EQ(count(), 7);
  }
}

TEST_P(shared_objects, a_connection_outlives_the_objects_that_have_used_it) {
  for (int round = 0; round != 3; ++round) {
    const plugin other{GetParam()};
    EXPECT_EQ(other->balance(db, 2), 200);
    EXPECT_EQ(other->count(db), 9 - round);
    EXPECT_EQ(other->remove(db, 9 - round), 1);
  }
  EXPECT_EQ(count(), 6);
}

TEST_P(shared_objects, two_others_beside_one_another) {
  const plugin other{GetParam()};
  const plugin hidden{PLUGIN_HIDDEN};
  EXPECT_EQ(other->count(db), 9);
  EXPECT_EQ(hidden->balance(db, 1), 100);
  EXPECT_EQ(other->balance(db, 1), 100);
  EXPECT_EQ(hidden->remove(db, 1), 1);
  EXPECT_EQ(other->count(db), 8);
  EXPECT_EQ(hidden->count(db), 8);
}

TEST_P(shared_objects, an_error_of_one_is_caught_in_another) {
  const plugin other{GetParam()};
  EXPECT_THROW(other->fail(), mz::error::guard_failed);
  EXPECT_THROW((void)other->balance(db, 99), mz::error::no_row);
}

INSTANTIATE_TEST_SUITE_P(visibility, shared_objects, testing::Values(PLUGIN_DEFAULT, PLUGIN_HIDDEN),
                         [](const auto& p) { return std::string{p.index == 0 ? "default_" : "hidden"}; });

}  // namespace
