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

/// A condition that is made at run time: parts, each an expression whose type is forgotten, joined by `and`, `or` and `not`.
struct made_condition {
  using made_at_run_time = void;
  enum class kind : unsigned char { all, any, negation, part };

  kind what = kind::all;
  std::vector<made_condition> operands{};  // of a part: the conditions within it that are made at run time as well

  // Of a part: its words, which of them stand, and its values with those of the conditions within it.
  tokens words{};
  shape how{};
  std::vector<made_value> values{};
  unsigned place = 0;  // within a part: which part of it this is

  /// Whether it asks nothing, and is left out. That none of no conditions is met is something else.
  [[nodiscard]] bool empty() const noexcept { return what == kind::all && operands.empty(); }
  void write(expression_renderer& to, precedence around) const;
  // A template, and so without a complaint that it is never constant, as that of a statement may be which holds one.
  template <std::same_as<made_condition> C>
  friend constexpr bool operator==(const C& a, const C& b) {
    return reads_like(a, b);
  }

 private:
  static bool reads_like(const made_condition& a, const made_condition& b);
  void write_joined(expression_renderer& to, std::size_t first, std::size_t last, precedence around) const;
};

/// The conditions within a statement, or within a part, that are made at run time, by the numbers of their parts.
class made_list final : public made_conditions {
 public:
  struct item {
    unsigned part;
    const made_condition* condition;
  };
  void add(unsigned part, const made_condition& condition) { items_.push_back({part, &condition}); }
  [[nodiscard]] const std::vector<item>& items() const noexcept { return items_; }
  void write(expression_renderer& to, unsigned part, precedence around) const override {
    for (const item& i : items_) {
      if (i.part == part) return i.condition->write(to, around);
    }
  }

 private:
  std::vector<item> items_;
};

inline void collect_shape(shape_collector& to, const made_condition& condition) {
  if (to.made) to.made->add(to.bits, condition);
  to.part(!condition.empty());
}
template <class Sink>
void visit(Sink& sink, const made_condition& condition) {
  if (condition.what != made_condition::kind::part) {
    for (const made_condition& operand : condition.operands) visit(sink, operand);
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

inline void made_condition::write(expression_renderer& to, precedence around) const {
  if (what == kind::part) {
    made_list within;
    for (const made_condition& operand : operands) within.add(operand.place, operand);
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
inline void made_condition::write_joined(expression_renderer& to, std::size_t first, std::size_t last, precedence around) const {
  constexpr std::size_t most_in_a_row = 64;
  if (first == last) return to.put(what == kind::all ? "true" : "false");
  if (last - first == 1) return operands[first].write(to, around);
  const precedence binds = what == kind::all ? precedence::and_ : precedence::or_;
  const std::string_view between = what == kind::all ? " and " : " or ";
  const bool parentheses = binds < around;
  if (parentheses) to.put("(");
  if (last - first <= most_in_a_row) {
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
inline bool made_condition::reads_like(const made_condition& a, const made_condition& b) {
  kept_values of_a, of_b;
  visit(of_a, a);
  visit(of_b, b);
  if (!(of_a.all == of_b.all)) return false;
  const auto text = [](const made_condition& c) {
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

/// A part of a condition, its type forgotten; an empty condition if when() leaves out all of it.
template <class T, class V, class... K>
made_condition make_part(const expr<T, V, K...>& e) {
  if constexpr (std::same_as<V, made_condition> && sizeof...(K) == 1) {
    return e.values;
  } else {
    made_condition result{.what = made_condition::kind::part};
    made_list within;
    shape_collector shape;
    shape.made = &within;
    collect_shape(shape, e.values);
    if (!standing::is(e.all, shape.result)) return {};
    result.words = e.all;
    result.how = shape.result;
    for (const made_list::item& i : within.items()) {
      made_condition& inner = result.operands.emplace_back(*i.condition);
      inner.place = i.part;
    }
    kept_values values;
    visit(values, e.values);
    result.values = std::move(values.all);
    return result;
  }
}
/// `a and b`, or `a or b`: what is empty makes no difference.
inline void add_made(made_condition& to, made_condition&& part, made_condition::kind how) {
  if (part.empty()) return;
  if (to.empty()) {
    to = std::move(part);
  } else {
    if (to.what != how) {
      made_condition all{.what = how};
      all.operands.push_back(std::move(to));
      to = std::move(all);
    }
    if (part.what == how) {
      for (made_condition& operand : part.operands) to.operands.push_back(std::move(operand));
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
class condition_over : public expr<std::optional<bool>, made_condition, op::made_over<S...>> {
  using base = expr<std::optional<bool>, made_condition, op::made_over<S...>>;

 public:
  /// An empty one, which asks nothing.
  condition_over() = default;
  template <Condition X>
  condition_over(const X& part) {
    add(part, made_condition::kind::all);
  }

  /// `this and part`. What is empty makes no difference.
  template <class X>
  condition_over& operator&=(const X& part) {
    return add(part, made_condition::kind::all);
  }
  /// `this or part`. What is empty makes no difference, so that an empty condition becomes the part.
  template <class X>
  condition_over& operator|=(const X& part) {
    return add(part, made_condition::kind::any);
  }
  friend condition_over operator&&(condition_over a, const condition_over& b) { return a &= b; }
  friend condition_over operator||(condition_over a, const condition_over& b) { return a |= b; }
  friend condition_over operator!(const condition_over& c) {
    condition_over result;
    if (c.empty()) return result;
    result.values.what = made_condition::kind::negation;
    result.values.operands.push_back(c.values);
    return result;
  }

  /// Whether it asks nothing.
  [[nodiscard]] bool empty() const noexcept { return this->values.empty(); }
  /// Whether both read the same and bind the same values; no SQL.
  friend bool operator==(const condition_over& a, const condition_over& b) { return a.values == b.values; }

 private:
  template <class X>
  condition_over& add(const X& part, made_condition::kind how) {
    if constexpr (Condition<X>) {
      add_expression(part, how);
    } else {
      (void)accept<no_condition<"condition", X>()>();
    }
    return *this;
  }
  template <class T, class V, class... K>
  void add_expression(const expr<T, V, K...>& part, made_condition::kind how) {
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
auto made_expression(made_condition&& made, const expr<T, V, K...>*) {
  return expr<std::optional<bool>, made_condition, op::made_of<K...>>{std::move(made)};
}
template <made_condition::kind How, class R, class F>
auto join_parts(R&& range, F&& f) {
  using X = std::remove_cvref_t<decltype(f(*std::ranges::begin(range)))>;
  if constexpr (Condition<X>) {
    made_condition made{.what = How};
    for (auto&& x : range) {
      // Behind an empty one, what is added would take its place.
      made_condition part = make_part(f(x));
      if (part.empty()) continue;
      if (part.what == How) {
        for (made_condition& operand : part.operands) made.operands.push_back(std::move(operand));
      } else {
        made.operands.push_back(std::move(part));
      }
    }
    return made_expression(std::move(made), static_cast<const X*>(nullptr));
  } else {
    (void)accept<no_condition<How == made_condition::kind::all ? fixed_string{"all_of()"} : fixed_string{"any_of()"}, X>()>();
    return rejected_condition{};
  }
}
/// The conditions f(x) for each x of a range, all of which must be met: `all_of(words, [&](const auto& w) { return messages.body.contains(w); })`.
/// The range is walked once, at once. Without any, it is an empty condition, which is left out.
template <class R, class F>
  requires(!Source<R>)
auto all_of(R&& range, F&& f) {
  return join_parts<made_condition::kind::all>(range, f);
}
/// The same, of which one must be met. Without any, none is: it is `false`.
template <class R, class F>
  requires(!Source<R>)
auto any_of(R&& range, F&& f) {
  return join_parts<made_condition::kind::any>(range, f);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::all_of;
using detail::any_of;
using detail::condition;
}  // namespace mizzle
