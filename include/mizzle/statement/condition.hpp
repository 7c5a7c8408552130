// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <mizzle/statement/made_text.hpp>
#include <mizzle/statement/select.hpp>

namespace mizzle::detail {

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
