// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <mizzle/expression/token.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle::detail {

/// Which sources, and so which columns, can be named in a statement. Runs in constant expressions only.
class scope {
 protected:
  constexpr scope() = default;
  /// Of a statement within another one, `around`, whose common table expressions it can name, and whose columns it can, if it
  /// is not a source: `outer` is then the same, or null.
  constexpr scope(const scope* outer, const scope* around) noexcept : outer_{outer}, around_{around} {}
  constexpr ~scope() = default;
  /// What is wrong with a statement that stands as a source within this one.
  [[nodiscard]] constexpr virtual diagnosis inspect_source(const statement_text& text) const = 0;

  constexpr void fail(fault what, const sentence& says) {
    if (result_.what == fault::none) result_ = {what, says};
  }

  /// Common table expressions: each can name those before it, and itself if it is recursive.
  constexpr void declare(const tokens& with) {
    with_ = with.first;
    for (auto at = with.first; at != with.last; ++at) {
      const source& s = *(*at)->from;
      for (auto other = with.first; other != at; ++other) {
        if (id_of_label((*other)->from->name) == id_of_label(s.name))
          fail(fault::duplicate_source,
               sentence{"mizzle: with(): two common table expressions have the name ", s.name, "; give one of them another name"});
      }
      declared_ = at + (s.kind == source_kind::recursive ? 1 : 0);
      within(*s.inner);
      declared_ = at + 1;
    }
  }
  /// Checks a statement that stands as a source.
  constexpr void within(const statement_text& text) {
    const diagnosis found = inspect_source(text);
    if (result_.what == fault::none) result_ = found;
  }
  /// What a name means among the common table expressions that can be seen here.
  // Not a pointer: GCC's sanitizer of undefined behaviour does not let a constant ask whether the address of another one is null.
  struct common_name {
    bool is_declared = false;
    std::uint64_t base = 0;
  };
  [[nodiscard]] constexpr common_name find_common(std::uint64_t label) const {
    for (auto at = with_; at != declared_; ++at) {
      if (id_of_label((*at)->from->name) == label) return {true, (*at)->from->base};
    }
    return around_ ? around_->find_common(label) : common_name{};
  }
  constexpr void check_source(const source& s) {
    if (s.kind == source_kind::query) return within(*s.inner);
    if (s.kind == source_kind::function) return;
    const common_name common = find_common(id_of_label(s.name));
    if (s.is_common() && !(common.is_declared && common.base == s.base)) {
      fail(fault::out_of_scope, sentence{"mizzle: from(): the common table expression ", s.name,
                                         " is not declared; write mz::with(...) in front of the statement"});
    } else if (!s.is_common() && common.is_declared) {
      fail(fault::duplicate_source,
           sentence{"mizzle: from(): table ", s.name,
                    " cannot be seen behind the common table expression of the same name; give that one another name"});
    }
  }

  constexpr void add(const source& s) {
    check_source(s);
    if (has_label(s.label_id, sources_)) {
      fail(fault::duplicate_source, sentence{"mizzle: from(): table ", s.label(),
                                             " stands twice in the statement; give one of the two another name with mz::alias"});
    } else if (outer_ && outer_->has_label_around(s.label_id)) {
      fail(
          fault::duplicate_source,
          sentence{
              "mizzle: from(): table ", s.label(),
              " stands in a subquery and in the statement around it, so that its columns would always be those of the subquery; give one of the two another name with mz::alias"});
    }
    if (sources_ == most_sources)
      return fail(fault::too_many, sentence{"mizzle: from(): the statement reads more than 64 tables; give some of them to a named query"});
    labels_[sources_] = s.label_id;
    ids_[sources_++] = s.id;
  }
  [[nodiscard]] constexpr bool has_label(std::uint64_t label, std::size_t limit) const {
    for (std::size_t i = base_; i < limit; ++i) {
      if (labels_[i] == label) return true;
    }
    return false;
  }
  // A table that is inserted into cannot be named in what is inserted.
  [[nodiscard]] constexpr bool has_label_around(std::uint64_t label) const {
    return has_label(label, limit_) || (outer_ && outer_->has_label_around(label));
  }

  /// Whether one of the sources before `limit`, or of the statements around this one, is meant.
  [[nodiscard]] constexpr bool in_scope(std::uint64_t id, std::size_t limit) const {
    for (std::size_t i = in_order_ ? 0 : first_; i < limit; ++i) {
      if (ids_[i] == id) return true;
    }
    return outer_ && outer_->in_scope(id, outer_->limit_);
  }

  const scope* outer_ = nullptr;
  const scope* around_ = nullptr;
  const token* const* with_ = nullptr;      // the common table expressions of this statement,
  const token* const* declared_ = nullptr;  // as far as they can be seen now
  std::uint64_t ids_[most_sources]{};
  std::uint64_t labels_[most_sources]{};
  std::size_t sources_ = 0;
  std::size_t base_ = 0;               // where the sources of this select of a compound begin
  std::size_t first_ = 0, limit_ = 0;  // the sources that may be named now
  bool in_order_ = false;              // whether the order of a compound is at hand, which names columns of its first select
  diagnosis result_{};
};

}  // namespace mizzle::detail
