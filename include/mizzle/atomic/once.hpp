// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/atomic/bound_once.hpp>
#include <mizzle/value/digest.hpp>

// Not in mizzle.hpp: needs OpenSSL's libcrypto (Debian: libssl-dev; link with -lcrypto).

namespace mizzle::detail {

/// A list that happens once, built by once().
template <class Writes>
struct [[nodiscard("mizzle: a list does nothing until it is run; give it to run_atomic()")]] once_writes {
  std::string key;
  Writes writes;
  bool keeps = false;

  /// The same list, whose results are kept beside its key, so that whoever repeats it gets them.
  [[nodiscard]] once_writes keep_results() const {
    once_writes result = *this;
    result.keeps = true;
    return result;
  }
};

/// A list under a key: it puts a row of its own into the unit, so that it happens once, however often it is run. After an error whose
/// outcome_unknown() the same list is simply run again.
///
/// ```cpp
/// auto pay = mz::once("payment 42", mz::atomic(debit.require_changes(1), credit));
/// auto result = mz::run_atomic(db, pay);   // result.repeated(): it had happened before
/// ```
///
/// The key stands for exactly this list: with other statements or values it is an invalid_request, as is an empty key.
template <class... S>
auto once(std::string key, const atomic_writes<S...>& writes) {
  return once_writes<atomic_writes<S...>>{std::move(key), writes};
}
inline auto once(std::string key, std::vector<any_write> writes) {
  return once_writes<std::vector<any_write>>{std::move(key), std::move(writes)};
}
// Only to say what is wrong.
template <Statement S>
once_writes<atomic_writes<S>> once(std::string key, const S& s) {
  constexpr bool is_list = !Statement<S>;
  static_assert(is_list, "mizzle: once(): the second argument is a statement and no list; write mz::atomic(...) around it");
  return {std::move(key), as_writes(s)};
}

/// What became of a list under a key: whether it had happened before, and its results, unless it had and they were not kept.
template <class Results>
class once_results {
 public:
  once_results(bool repeated, std::optional<Results> results) : repeated_{repeated}, results_{std::move(results)} {}

  [[nodiscard]] bool repeated() const noexcept { return repeated_; }
  [[nodiscard]] bool has_results() const noexcept { return results_.has_value(); }
  /// The results of the one time it happened; an invalid_request if they were not kept.
  [[nodiscard]] const Results& results() const& {
    if (!results_) {
      throw error::invalid_request{
          "once(): this list had happened before, and its results were not kept; ask repeated(), or build it with keep_results()"};
    }
    return *results_;
  }
  [[nodiscard]] Results results() && { return std::as_const(*this).results(); }
  template <class N>
  [[nodiscard]] decltype(auto) operator[](const N& n) const& {
    if constexpr (std::is_integral_v<N>) {
      return results()[static_cast<std::size_t>(n)];
    } else {
      return results()[n];
    }
  }

 private:
  bool repeated_;
  std::optional<Results> results_;
};

namespace run_list {

/// What a list is known by: the same on every handle of one dialect.
template <dialect_id D, class Writes>
digest digest_of_writes(const Writes& writes) {
  erased_list list;
  erase_writes<D>(list, writes, hooks_of(D).max_parameters, false);
  message_writer to;
  pack(to, list.statements);
  return digest_of(to.bytes);
}

/// As many as every handle of the dialect takes, so that all of them cut a list into the same statements, for which results are kept.
template <class H>
std::size_t parameters_for_once(const H& h) {
  const std::size_t all = hooks_of(H::dialect::id).max_parameters, mine = max_parameters_of(h);
  return mine < all ? mine : all;
}

/// Runs a list under a key as a batch of a handle that knows nothing of keys: the key's row comes first, with a guard.
template <class H, class Writes>
once_reply in_batch_once(H& h, const Writes& writes, std::string_view key, blob_view d, erased_list& list) {
  constexpr std::size_t key_step = static_cast<std::size_t>(-2);
  const auto insert = once_insert(key, d).require_exactly(1);
  for (;;) {
    list = {};
    step_of<std::remove_const_t<decltype(insert)>>::template erase_into<H::dialect::id>(list, insert, key_step, max_parameters_of(h),
                                                                                        !AsksGuards<H>);
    const auto own = static_cast<std::ptrdiff_t>(list.statements.size());
    erase_writes<H::dialect::id>(list, writes, parameters_for_once(h), !AsksGuards<H>);
    try {
      auto replies = send(h, list);
      replies.erase(replies.begin(), replies.begin() + own);
      list.statements.erase(list.statements.begin(), list.statements.begin() + own);
      list.origins.erase(list.origins.begin(), list.origins.begin() + own);
      return {false, std::move(replies)};
    } catch (const error::guard_failed& e) {
      if (e.step() != key_step) throw;
    }
    const auto rows = std::move(run_atomic(h, atomic(once_select(key))).items[boost::hana::size_c<0>]);
    if (rows.size() == 0) continue;  // somebody has just deleted it
    // Results are kept without statements for guards, by other handles than this one.
    list = {};
    erase_writes<H::dialect::id>(list, writes, parameters_for_once(h), false);
    return repeated(rows[0], key, d);
  }
}

}  // namespace run_list

/// Runs a list that happens once, on a handle that runs lists all or nothing.
template <class H, class Writes>
  requires Handle<std::remove_reference_t<H>>
auto run_atomic(H&& handle, const once_writes<Writes>& once) {
  using namespace run_list;
  using X = std::remove_reference_t<H>;
  constexpr policy how = policy_of<X>;
  constexpr dialect_id D = X::dialect::id;
  static_assert(
      how != policy::sequential,
      "mizzle: once(): this handle has neither transactions nor an atomic batch, so that the key could be there without its list; use another handle");
  auto& h = handle;
  if (once.key.empty()) throw error::invalid_request{"once(): the key is empty"};
  const digest d = digest_of_writes<D>(once.writes);

  erased_list list;
  const committed_reading reading;
  once_reply reply = with_once_table(h, [&] {
    if constexpr (how == policy::transaction || RunsOnce<X>) {
      list = {};
      erase_writes<D>(list, once.writes, parameters_for_once(h), false);
      const once_request request{once.key, d, once.keeps, list.statements};
      return at_steps(list, [&] {
        if constexpr (RunsOnce<X>) {
          return h.execute_once(request);
        } else {
          return h.transaction([&](auto&& tx) { return run_bound_list_once(tx, request); });
        }
      });
    } else if constexpr (how == policy::batch) {
      if (once.keeps)
        throw error::invalid_request{
            "once(): this handle takes a list whole, so that its results cannot be kept with it; leave keep_results() out"};
      return in_batch_once(h, once.writes, once.key, d, list);
    } else {
      return once_reply{};  // did not compile
    }
  });
  return reading([&] {
    using Results = decltype(read(once.writes, list, std::vector<statement_reply>{}));
    std::optional<Results> results;
    if (reply.replies && reply.replies->size() != list.statements.size())
      throw error::decode_error{"results", "they are not those of this list", {}, "mizzle_once"};
    if (reply.replies) results = read(once.writes, list, std::move(*reply.replies));
    return once_results<Results>{reply.repeated, std::move(results)};
  });
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::once;
using detail::once_results;
using detail::run_atomic;
}  // namespace mizzle
