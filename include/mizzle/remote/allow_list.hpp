// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <mizzle/atomic/atomic_writes.hpp>
#include <mizzle/render/text.hpp>

namespace mizzle::detail::proxy {

/// A statement whose text depends on values: which optional parts stand, and how many rows it has. Tells whether a text is one of its own, by
/// a search for the shape that gives this text.
class shaped_statement {
 public:
  shaped_statement(const statement_text& words, bool has_rows) : words_{&words}, has_rows_{has_rows} {
    const shape none{{0, 0}, 1};
    for (unsigned part = 0; part != shape::most_parts; ++part) {
      if (text(with({}, part, false)) != text({}) || text(with(none, part, true)) != text(none)) parts_.push_back(part);
    }
  }

  [[nodiscard]] bool gives(std::string_view wanted) const {
    shape how;
    std::string one_row{wanted};
    if (has_rows_) how.rows = merge_rows(one_row);
    search s{one_row};
    shape found;
    if (!find(s, found, 0)) return false;
    found.rows = how.rows;
    return text(found) == wanted;
  }

 private:
  struct search {
    std::string_view text;
    unsigned steps_left = 10'000;  // texts that could be had in very many ways are not worth more
  };

  [[nodiscard]] std::string text(const shape& how) const { return render(*words_, dialect_id::sqlite, how); }
  static shape with(shape how, unsigned part, bool stands) {
    const std::uint64_t bit = std::uint64_t{1} << (part % 64);
    how.parts[part / 64] = stands ? how.parts[part / 64] | bit : how.parts[part / 64] & ~bit;
    return how;
  }
  /// Where the parentheses end that begin at a place; those in quotes do not count.
  static std::size_t end_of_row(std::string_view sql, std::size_t at) {
    char quote = '\0';
    for (int open = 0; at != sql.size(); ++at) {
      const char c = sql[at];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        ++open;
      } else if (c == ')' && --open == 0) {
        return at;
      }
    }
    return sql.npos;
  }
  /// Makes many alike rows one, and tells how many they were.
  static std::uint32_t merge_rows(std::string& sql) {
    const std::size_t first = sql.find(" values (");
    if (first == sql.npos) return 1;
    const std::size_t begin = first + std::string_view{" values "}.size(), end = end_of_row(sql, begin);
    if (end == sql.npos) return 1;
    const std::string more = ", " + sql.substr(begin, end + 1 - begin);
    std::uint32_t rows = 1;
    std::size_t last = end + 1;
    for (; sql.compare(last, more.size(), more) == 0; last += more.size()) ++rows;
    sql.erase(end + 1, last - end - 1);
    return rows;
  }
  /// Decides one part after another, and goes on as long as what does not depend on the later ones is as wanted.
  bool find(search& s, shape& how, std::size_t next) const {
    if (s.steps_left == 0) return false;
    --s.steps_left;
    if (next == parts_.size()) return text(how) == s.text;
    for (const bool stands : {true, false}) {
      shape chosen = with(how, parts_[next], stands);
      if (agrees(s.text, chosen, next + 1) && find(s, chosen, next + 1)) {
        how = chosen;
        return true;
      }
    }
    return false;
  }
  /// Whether a text begins with what is the same whether all of the later parts stand, none, or any one.
  [[nodiscard]] bool agrees(std::string_view wanted, const shape& decided, std::size_t next) const {
    shape all = decided, none = decided;
    for (std::size_t i = next; i != parts_.size(); ++i) {
      all = with(all, parts_[i], true);
      none = with(none, parts_[i], false);
    }
    std::string same = text(all);
    keep_common(same, text(none));
    for (std::size_t i = next; i != parts_.size(); ++i) keep_common(same, text(with(none, parts_[i], true)));
    return wanted.substr(0, same.size()) == same;
  }
  static void keep_common(std::string& a, std::string_view b) {
    std::size_t same = 0;
    while (same != a.size() && same != b.size() && a[same] == b[same]) ++same;
    a.resize(same);
  }

  const statement_text* words_;
  bool has_rows_;
  std::vector<unsigned> parts_;  // those on which the text depends
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
      static_assert(
          !made_at_run_time<decltype(S::values)>,
          "mizzle: allow_list::add(): a condition of the statement is made at run time, so that nobody knows its texts beforehand; "
          "use mz::when(), or allow the texts themselves");
      if constexpr (S::text.has_shape) {
        shaped_.emplace_back(S::text, inserts_range<decltype(std::declval<const S&>().values)>);
      } else {
        add(sql_of<S>);
      }
    } else if constexpr (AtomicWrite<S>) {
      add_step(static_cast<const S*>(nullptr));
    } else {
      static_assert(AtomicWrite<S>, "mizzle: allow_list::add(): only statements and atomic lists of statements can be allowed");
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
    for (const shaped_statement& s : shaped_) {
      if (!s.gives(sql)) continue;
      if (bytes_found_ + sql.size() <= most_found) {
        texts_.emplace(sql);
        bytes_found_ += sql.size();
      }
      return true;
    }
    return false;
  }

  static constexpr std::size_t most_found = std::size_t{16} << 20;  // bytes
  std::unordered_set<std::string> texts_;
  std::vector<shaped_statement> shaped_;
  std::size_t bytes_found_ = 0;
};

}  // namespace mizzle::detail::proxy

namespace mizzle::proxy {
using detail::proxy::allow_list;
}  // namespace mizzle::proxy
