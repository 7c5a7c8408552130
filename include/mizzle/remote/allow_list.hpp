// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <mizzle/atomic/atomic_writes.hpp>
#include <mizzle/render/text.hpp>

namespace mizzle::detail::proxy {

/// Finds the shape in which a statement has a text: which optional parts stand, and how many rows. Its parts come in the text in the order of
/// their numbers, so that each of them stands exactly if that makes the text agree further from its beginning.
class shape_finder {
 public:
  shape_finder(const statement_text& words, dialect_id dialect, std::string_view text) : words_{&words}, dialect_{dialect}, text_{text} {}

  [[nodiscard]] bool found() {
    choose_parts();
    if (count_rows()) choose_parts();
    return render(*words_, dialect_, how_) == text_;
  }

 private:
  void choose_parts() {
    for (unsigned part = 0; part != shape::most_parts; ++part) {
      const shape with = set(part, true), without = set(part, false);
      how_ = agreement(without) > agreement(with) ? without : with;
    }
  }
  /// Counts how often the text repeats what one more row adds. False if there is no row of which there can be more.
  bool count_rows() {
    shape two = how_;
    two.rows = 2;
    const std::string one_row = render(*words_, dialect_, how_), two_rows = render(*words_, dialect_, two);
    if (one_row == two_rows) return false;
    const std::size_t first = agreement(two_rows, one_row);
    const std::string_view more = std::string_view{two_rows}.substr(first, two_rows.size() - one_row.size());
    for (std::string_view rest = text_.substr(first < text_.size() ? first : text_.size()); rest.substr(0, more.size()) == more;
         rest.remove_prefix(more.size())) {
      ++how_.rows;
    }
    return true;
  }
  [[nodiscard]] shape set(unsigned part, bool stands) const {
    shape result = how_;
    const std::uint64_t bit = std::uint64_t{1} << (part % 64);
    result.parts[part / 64] = stands ? result.parts[part / 64] | bit : result.parts[part / 64] & ~bit;
    return result;
  }
  [[nodiscard]] std::size_t agreement(const shape& how) const { return agreement(render(*words_, dialect_, how), text_); }
  static std::size_t agreement(std::string_view a, std::string_view b) {
    std::size_t same = 0;
    while (same != a.size() && same != b.size() && a[same] == b[same]) ++same;
    return same;
  }

  const statement_text* words_;
  dialect_id dialect_;
  std::string_view text_;
  shape how_{};
};

/// The statements that a server runs for its callers, whatever their values: those of the program's own types, so that who gets hold of the
/// socket cannot ask for anything else. A statement with optional parts or with rows is known in all of its shapes.
///
/// ```cpp
/// mz::proxy::allow_list allowed;
/// allowed.add(redeem(1, "me")).add<decltype(invites_of("me"))>().add("select count(*) from invites");
/// ```
class allow_list {
 public:
  /// Allows statements of the type S, a statement or an atomic list of statements.
  template <class S>
  allow_list& add() {
    add_type(static_cast<const S*>(nullptr));
    return *this;
  }
  /// Allows statements of the type of an example, whose values do not matter.
  template <class S>
    requires(Statement<S> || is_atomic_writes<S>)
  allow_list& add(const S&) {
    return add<S>();
  }
  /// Allows SQL of one's own, letter by letter.
  allow_list& add(std::string_view sql) {
    texts_.emplace(sql);
    return *this;
  }

  /// Whether a text is one of theirs.
  [[nodiscard]] bool allows(std::string_view sql) { return texts_.contains(std::string{sql}) || finds(sql); }

 private:
  template <class S>
  void add_type(const S*) {
    if constexpr (Statement<S>) {
      static_assert(checked<S>);
      if constexpr (S::text.has_shape) {
        shaped_.push_back(&S::text);
      } else {
        add(sql_of<S>);
      }
    } else {
      static_assert(AtomicWrite<S>, "mizzle: allow_list::add(): only statements and atomic lists of statements can be allowed");
      add_step(static_cast<const S*>(nullptr));
    }
  }
  template <class... S>
  void add_type(const atomic_writes<S...>*) {
    (add_type(static_cast<const S*>(nullptr)), ...);
  }
  template <class S>
  void add_step(const when_step<S>*) {
    add_type(static_cast<const S*>(nullptr));
  }
  template <class S>
  void add_step(const each_step<S>*) {
    add_type(static_cast<const S*>(nullptr));
  }
  /// Looks among the statements with more than one text, and remembers what was found.
  bool finds(std::string_view sql) {
    for (const statement_text* const words : shaped_) {
      if (!shape_finder{*words, dialect_id::sqlite, sql}.found()) continue;
      if (found_ != most_found) {
        texts_.emplace(sql);
        ++found_;
      }
      return true;
    }
    return false;
  }

  static constexpr std::size_t most_found = 10'000;
  std::unordered_set<std::string> texts_;
  std::vector<const statement_text*> shaped_;
  std::size_t found_ = 0;
};

}  // namespace mizzle::detail::proxy

namespace mizzle::proxy {
using detail::proxy::allow_list;
}  // namespace mizzle::proxy
