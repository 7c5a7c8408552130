// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/sqlite/session.hpp>

namespace mizzle::detail::sqlite {

/// An open transaction, or a savepoint inside one. Leaving it without commit() undoes it.
// What a rollback has to say must not hide why it was needed.
class scope {
 public:
  explicit scope(session& s, behavior how = behavior::immediate) : session_{&s} { s.transactions.begin(s.db, how); }
  scope(session& s, std::string_view savepoint) : session_{&s} { s.transactions.begin(s.db, savepoint); }
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;
  ~scope() {
    if (!done_) session_->transactions.leave(session_->db);
  }

  void commit() {
    session_->transactions.commit(session_->db);
    done_ = true;
  }

  [[nodiscard]] int level() const noexcept { return session_->transactions.level(); }

 private:
  session* session_;
  bool done_ = false;
};

}  // namespace mizzle::detail::sqlite
