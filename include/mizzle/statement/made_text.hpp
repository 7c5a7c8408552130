// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/bind/windows.hpp>
#include <mizzle/render/text.hpp>

namespace mizzle::detail {

using made_value = std::variant<std::monostate, std::int64_t, double, std::string, blob>;

/// Keeps values whose types are forgotten.
struct kept_values {
  row_window window{};
  std::vector<made_value> all{};

  void put(std::int64_t number) { all.emplace_back(number); }
  void put(double number) { all.emplace_back(number); }
  void put(std::string_view text, bool) { all.emplace_back(std::string{text}); }
  void put(blob_view bytes, bool) { all.emplace_back(blob{bytes.begin(), bytes.end()}); }
  void put_null() { all.emplace_back(std::monostate{}); }
};

/// A condition that is made at run time: parts, each an expression whose type is forgotten, joined by `and`, `or` and `not`. Or a list of them.
struct made_text {
  using made_at_run_time = void;
  enum class kind : unsigned char { all, any, negation, part, list };

  kind what = kind::all;
  std::vector<made_text> operands{};  // of a part: the conditions within it that are made at run time as well

  // Of a part: its words, which of them stand, and its values with those of the conditions within it.
  tokens words{};
  shape how{};
  std::vector<made_value> values{};
  unsigned place = 0;  // within a part: which part of it this is

  /// Whether it asks nothing, and is left out. That none of no conditions is met is something else.
  [[nodiscard]] bool empty() const noexcept { return operands.empty() && (what == kind::all || what == kind::list); }
  void write(expression_renderer& to, precedence around) const;
  // A template, and so without a complaint that it is never constant, as that of a statement may be which holds one.
  template <std::same_as<made_text> C>
  friend constexpr bool operator==(const C& a, const C& b) {
    return reads_like(a, b);
  }

 private:
  static bool reads_like(const made_text& a, const made_text& b);
  void write_joined(expression_renderer& to, std::size_t first, std::size_t last, precedence around) const;
};

/// The conditions within a statement, or within a part, that are made at run time, by the numbers of their parts.
class made_list final : public made_conditions {
 public:
  struct item {
    unsigned part;
    const made_text* text;
  };
  void add(unsigned part, const made_text& text) { items_.push_back({part, &text}); }
  [[nodiscard]] const std::vector<item>& items() const noexcept { return items_; }
  void write(expression_renderer& to, unsigned part, precedence around) const override {
    for (const item& i : items_) {
      if (i.part == part) return i.text->write(to, around);
    }
  }

 private:
  std::vector<item> items_;
};

inline void collect_shape(shape_collector& to, const made_text& condition) {
  if (to.made) to.made->add(to.bits, condition);
  to.part(!condition.empty());
}
template <class Sink>
void visit(Sink& sink, const made_text& condition) {
  if (condition.what != made_text::kind::part) {
    for (const made_text& operand : condition.operands) visit(sink, operand);
  }
  for (const made_value& v : condition.values) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) {
      sink.put(*n);
    } else if (const auto* const r = std::get_if<double>(&v)) {
      sink.put(*r);
    } else if (const auto* const text = std::get_if<std::string>(&v)) {
      sink.put(std::string_view{*text}, true);
    } else if (const auto* const bytes = std::get_if<blob>(&v)) {
      sink.put(blob_view{*bytes}, true);
    } else {
      sink.put_null();
    }
  }
}

/// The text of a statement with such conditions.
template <class V>
std::string render_made(const statement_text& words, dialect_id dialect, const V& values) {
  made_list made;
  shape_collector shape;
  shape.made = &made;
  collect_shape(shape, values);
  return render(words, dialect, shape.result, &made);
}

inline void made_text::write(expression_renderer& to, precedence around) const {
  if (what == kind::part) {
    made_list within;
    for (const made_text& operand : operands) within.add(operand.place, operand);
    return to.made_part(words, how, within, around);
  }
  if (what != kind::negation) return write_joined(to, 0, operands.size(), around);
  const bool parentheses = precedence::not_ < around;
  to.put(parentheses ? "(not " : "not ");
  operands[0].write(to, precedence::not_);
  if (parentheses) to.put(")");
}
// Many are written as a balanced tree: SQLite takes expressions of a depth of 1000 (https://www.sqlite.org/limits.html), and reads
// `a and b and c` as one in which each stands deeper than the one behind it.
inline void made_text::write_joined(expression_renderer& to, std::size_t first, std::size_t last, precedence around) const {
  constexpr std::size_t most_in_a_row = 64;
  if (first == last) return to.put(what == kind::all ? "true" : "false");
  if (last - first == 1) return operands[first].write(to, around);
  const precedence binds = what == kind::all ? precedence::and_ : what == kind::any ? precedence::or_ : precedence::none;
  const std::string_view between = what == kind::all ? " and " : what == kind::any ? " or " : ", ";
  const bool parentheses = binds < around;
  if (parentheses) to.put("(");
  if (what == kind::list || last - first <= most_in_a_row) {
    for (std::size_t i = first; i != last; ++i) {
      if (i != first) to.put(between);
      operands[i].write(to, binds);
    }
  } else {
    const std::size_t middle = first + (last - first) / 2;
    to.put("(");
    write_joined(to, first, middle, precedence::none);
    to.put(")");
    to.put(between);
    to.put("(");
    write_joined(to, middle, last, precedence::none);
    to.put(")");
  }
  if (parentheses) to.put(")");
}

/// Whether two conditions are written alike and bind the same values.
inline bool made_text::reads_like(const made_text& a, const made_text& b) {
  kept_values of_a, of_b;
  visit(of_a, a);
  visit(of_b, b);
  if (!(of_a.all == of_b.all)) return false;
  const auto text = [](const made_text& c) {
    renderer count{nullptr, dialect_id::sqlite, {}};
    c.write(count, precedence::none);
    std::string result(count.size(), '\0');
    renderer fill{result.data(), dialect_id::sqlite, {}};
    c.write(fill, precedence::none);
    return result;
  };
  return text(a) == text(b);
}

/// Tells which expressions stand.
struct standing : private token_walk {
  static bool is(const tokens& words, const shape& how) {
    standing s{how};
    s.at_ = words.first;
    return s.skip();
  }

 private:
  using token_walk::token_walk;
};

/// An expression with its values, its type forgotten; empty if when() leaves out all of it.
template <class V>
made_text make_part(const tokens& words, const V& values) {
  made_text result{.what = made_text::kind::part};
  made_list within;
  shape_collector shape;
  shape.made = &within;
  collect_shape(shape, values);
  if (!standing::is(words, shape.result)) return {};
  result.words = words;
  result.how = shape.result;
  for (const made_list::item& i : within.items()) {
    made_text& inner = result.operands.emplace_back(*i.text);
    inner.place = i.part;
  }
  kept_values kept;
  visit(kept, values);
  result.values = std::move(kept.all);
  return result;
}
template <class T, class V, class... K>
made_text make_part(const expr<T, V, K...>& e) {
  if constexpr (std::same_as<V, made_text> && sizeof...(K) == 1) {
    return e.values;
  } else {
    return make_part(e.all, e.values);
  }
}
/// `a and b`, or `a or b`: what is empty makes no difference.
inline void add_made(made_text& to, made_text&& part, made_text::kind how) {
  if (part.empty()) return;
  if (to.empty()) {
    to = std::move(part);
  } else {
    if (to.what != how) {
      made_text all{.what = how};
      all.operands.push_back(std::move(to));
      to = std::move(all);
    }
    if (part.what == how) {
      for (made_text& operand : part.operands) to.operands.push_back(std::move(operand));
    } else {
      to.operands.push_back(std::move(part));
    }
  }
}

}  // namespace mizzle::detail
