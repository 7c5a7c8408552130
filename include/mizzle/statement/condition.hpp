// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/bind/windows.hpp>
#include <mizzle/render/text.hpp>
#include <mizzle/statement/select.hpp>

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

template <class T, class V, class... K>
void demand_standing(std::string_view table, const expr<T, V, K...>& condition) {
  if (make_part(condition).empty()) {
    std::string message = "where(): the condition on ";
    message += table;
    throw error::invalid_request{message + " is empty, so that every row would be changed; use all_rows() if that is meant"};
  }
}

namespace op {
/// A condition over the sources S.
template <class... S>
struct made_over {
  static constexpr const token* words[sizeof...(S)] = {&whole<S>::word...};
  static constexpr tokens list{words, words + sizeof...(S)};
  static constexpr token word{.what = form::made, .list = &list};
};
/// A condition made of expressions of these words.
template <class... K>
struct made_of {
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens list{words, words + sizeof...(K)};
  static constexpr token word{.what = form::made, .list = &list};
};
}  // namespace op

/// What is wrong with a part of a condition over the sources S, if anything.
template <class X, class... S>
struct part_check;
template <class T, class V, class... K, class... S>
struct part_check<expr<T, V, K...>, S...> {
  static constexpr const token* words[] = {&word::from<sizeof...(S)>::word, &source_token<S>::word..., &word::where::word, &K::word...};
  static constexpr diagnosis find() {
    inspector i;
    if (i.statement(text_from(words, true)) || i.result().what != fault::out_of_scope) return i.result();
    const token* const own[] = {&K::word...};
    for (const token* const t : own) {
      if (t->what == form::column && !((*t->from == source_of<S>) || ...))
        return {fault::out_of_scope, sentence{"mizzle: condition: column ", t->from->label(), ".", t->text,
                                              " is of a table that the condition does not name; add ", t->from->label(),
                                              " to the tables of mz::condition<...>"}};
    }
    return {
        fault::out_of_scope,
        sentence{
            "mizzle: condition: a part of it names a table that the condition does not name; add it to the tables of mz::condition<...>"}};
  }
};

/// A condition over the sources S whose parts are known at run time only; see mz::condition.
template <TableSource... S>
class condition_over : public expr<std::optional<bool>, made_text, op::made_over<S...>> {
  using base = expr<std::optional<bool>, made_text, op::made_over<S...>>;

 public:
  /// An empty one, which asks nothing.
  condition_over() = default;
  template <Condition X>
  condition_over(const X& part) {
    add(part, made_text::kind::all);
  }

  /// `this and part`. What is empty makes no difference.
  template <class X>
  condition_over& operator&=(const X& part) {
    return add(part, made_text::kind::all);
  }
  /// `this or part`. What is empty makes no difference, so that an empty condition becomes the part.
  template <class X>
  condition_over& operator|=(const X& part) {
    return add(part, made_text::kind::any);
  }
  friend condition_over operator&&(condition_over a, const condition_over& b) { return a &= b; }
  friend condition_over operator||(condition_over a, const condition_over& b) { return a |= b; }
  friend condition_over operator!(const condition_over& c) {
    condition_over result;
    if (c.empty()) return result;
    result.values.what = made_text::kind::negation;
    result.values.operands.push_back(c.values);
    return result;
  }

  /// Whether it asks nothing.
  [[nodiscard]] bool empty() const noexcept { return this->values.empty(); }
  /// Whether both read the same and bind the same values; no SQL.
  friend bool operator==(const condition_over& a, const condition_over& b) { return a.values == b.values; }

 private:
  template <class X>
  condition_over& add(const X& part, made_text::kind how) {
    if constexpr (Condition<X>) {
      add_expression(part, how);
    } else {
      (void)accept<no_condition<"condition", X>()>();
    }
    return *this;
  }
  template <class T, class V, class... K>
  void add_expression(const expr<T, V, K...>& part, made_text::kind how) {
    (void)accept<part_check<expr<T, V, K...>, S...>::find()>();
    add_made(this->values, make_part(part), how);
  }
};
template <TableSource... S>
inline constexpr bool is_expr<condition_over<S...>> = true;

/// A condition that grows at run time, over tables and aliases that it names:
///
///     mz::condition<messages, channels> wanted;
///     for (const auto& word : words) wanted &= messages.body.contains(word);
///     if (channel) wanted &= channels.name == *channel;
///     db.all(mz::select(messages).from(messages).inner_join(channels, channels.id == messages.channel_id).where(wanted));
///
/// It stands wherever a condition does, alone or beside others, in statements that read all of its tables; what is added to it is checked where
/// it is added. It is a regular value. An empty one is left out, like what when() leaves out: where() is no where(), `a && empty` and
/// `a || empty` are `a`, and the where() of an update or delete throws an invalid_request.
///
/// The text of a statement that holds one is made when it runs; the connection keeps the latest 64 such texts prepared.
template <auto... Tables>
using condition = condition_over<std::remove_cvref_t<decltype(Tables)>...>;

template <class T, class V, class... K>
auto made_expression(made_text&& made, const expr<T, V, K...>*) {
  return expr<std::optional<bool>, made_text, op::made_of<K...>>{std::move(made)};
}
template <made_text::kind How, class R, class F>
auto join_parts(R&& range, F&& f) {
  using X = std::remove_cvref_t<decltype(f(*std::ranges::begin(range)))>;
  if constexpr (Condition<X>) {
    made_text made{.what = How};
    for (auto&& x : range) {
      // Behind an empty one, what is added would take its place.
      made_text part = make_part(f(x));
      if (part.empty()) continue;
      if (part.what == How) {
        for (made_text& operand : part.operands) made.operands.push_back(std::move(operand));
      } else {
        made.operands.push_back(std::move(part));
      }
    }
    return made_expression(std::move(made), static_cast<const X*>(nullptr));
  } else {
    (void)accept<no_condition<How == made_text::kind::all ? fixed_string{"all_of()"} : fixed_string{"any_of()"}, X>()>();
    return rejected_condition{};
  }
}
/// The conditions f(x) for each x of a range, all of which must be met: `all_of(words, [&](const auto& w) { return messages.body.contains(w); })`.
/// The range is walked once, at once. Without any, it is an empty condition, which is left out.
template <class R, class F>
  requires(!Source<R>)
auto all_of(R&& range, F&& f) {
  return join_parts<made_text::kind::all>(range, f);
}
/// The same, of which one must be met. Without any, none is: it is `false`.
template <class R, class F>
  requires(!Source<R>)
auto any_of(R&& range, F&& f) {
  return join_parts<made_text::kind::any>(range, f);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::all_of;
using detail::any_of;
using detail::condition;
}  // namespace mizzle
