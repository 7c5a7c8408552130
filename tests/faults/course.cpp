// SPDX-License-Identifier: MIT
#include "course.hpp"

namespace faults {
namespace {

// Whether the error says that its list was committed all the same.
template <class E>
bool says_committed(const E& e) {
  if constexpr (requires { e.committed(); }) {
    return e.committed();
  } else {
    return false;
  }
}

// Whether it says that nobody knows.
template <class E>
bool says_unknown(const E& e) {
  if constexpr (requires { e.outcome_unknown(); }) {
    return e.outcome_unknown();
  } else {
    return false;
  }
}

template <class E>
bool is(const mz::error::base& e) {
  return dynamic_cast<const E*>(&e) != nullptr;
}

}  // namespace

std::optional<std::size_t> course::enter() {
  const pause own;
  const std::size_t here = records_.size();
  if (follow_) {
    if (next_ == follow_->size()) {
      complain("without faults it goes another way: there is an attempt more");
    } else if ((*follow_)[next_].came_to == verdict::failed) {
      next_ = (*follow_)[next_].end;
      return std::nullopt;
    } else {
      ++next_;
    }
  }
  records_.emplace_back().place = next_ - 1;
  return here;
}

void course::leave(std::size_t here, verdict came_to, std::string outcome) {
  records_[here] = {came_to, std::move(outcome), records_.size(), records_[here].place};
}

// A script decides, as the program goes on as it did there.
bool course::came_to_its_end(std::size_t here) const noexcept {
  const attempt_record& record = records_[here];
  return record.came_to == verdict::done &&
         (!follow_ || record.place >= follow_->size() || (*follow_)[record.place].came_to == verdict::done);
}

void course::note_error(std::size_t here) {
  try {
    throw;
  } catch (const mz::error::base& e) {
    const std::string what = e.what();
    const auto* const sql = dynamic_cast<const mz::error::sql_error*>(&e);
    if (says_committed(e)) {
      leave(here, verdict::stayed, what);
    } else if (says_unknown(e)) {
      leave(here, verdict::unknown, what);
      if (!sql || sql->code() != SQLITE_IOERR) complain("it says that nobody knows what stays where no disk failed: " + what);
    } else if (sql && sql->code() == SQLITE_CONSTRAINT) {
      // SQLite leaves out which one it is when it has no memory for the words.
      leave(here, verdict::refused, "a constraint");
    } else if (is<mz::error::guard_failed>(e) || is<mz::error::decode_error>(e) || is<mz::error::no_row>(e) ||
               is<mz::error::too_many_rows>(e)) {
      leave(here, verdict::refused, what);
    } else {
      leave(here, verdict::failed, what);
      if (!sql && !is<mz::error::busy>(e) && !is<mz::error::invalid_request>(e) && !is<mz::error::transport_error>(e))
        complain("an error of no documented type: " + what);
    }
  } catch (const std::bad_alloc&) {
    leave(here, verdict::failed, "no memory");
  } catch (const refusal&) {
    leave(here, verdict::refused, "refusal");
  } catch (const std::exception& e) {
    leave(here, verdict::failed, e.what());
    complain("an exception that is not documented: " + std::string{e.what()});
  } catch (...) {
    leave(here, verdict::failed, "?");
    complain("an exception that is not documented");
  }
}

}  // namespace faults
