// SPDX-License-Identifier: MIT
// What the shapes of the differential test are written with: their arguments, and the roads that each of them takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <boost/hana/at.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/unpack.hpp>

#include "support/handles.hpp"
#include "differential/schema.hpp"

namespace differential {

using mz::value;
using row = std::vector<value>;
using rows = std::vector<row>;

/// What is drawn for an argument. In a nullable one std::monostate stands for NULL.
enum class kind : unsigned char {
  // clang-format off
  n, tiny, word, r, s, b, flag, mood, tier, who,
  maybe_n, maybe_tiny, maybe_word, maybe_r, maybe_s, maybe_b, maybe_flag, maybe_mood, maybe_tier, maybe_who,
  key,     // a number that can be a row id and leaves room for the next one
  few,     // a limit, an offset, a guard
  list_r,  // a real that JSON knows
  list_s,  // a text without a zero byte
  // clang-format on
};

/// The values that one run of a shape is given, by number, and what was chosen where its text depends on run-time values.
class arguments {
 public:
  std::vector<value> values;
  std::vector<int> choices;

  [[nodiscard]] std::int64_t n(std::size_t i) const { return std::get<std::int64_t>(values[i]); }
  [[nodiscard]] std::int8_t tiny(std::size_t i) const { return static_cast<std::int8_t>(n(i)); }
  [[nodiscard]] std::uint32_t word(std::size_t i) const { return static_cast<std::uint32_t>(n(i)); }
  [[nodiscard]] double r(std::size_t i) const { return std::get<double>(values[i]); }
  [[nodiscard]] std::string s(std::size_t i) const { return std::get<std::string>(values[i]); }
  [[nodiscard]] std::string_view view(std::size_t i) const { return std::get<std::string>(values[i]); }
  [[nodiscard]] mz::blob b(std::size_t i) const { return std::get<mz::blob>(values[i]); }
  [[nodiscard]] std::int64_t key(std::size_t i) const { return n(i); }
  [[nodiscard]] std::int64_t few(std::size_t i) const { return n(i); }
  [[nodiscard]] bool flag(std::size_t i) const { return n(i) != 0; }
  [[nodiscard]] feeling mood(std::size_t i) const { return static_cast<feeling>(n(i)); }
  [[nodiscard]] grade tier(std::size_t i) const { return s(i) == "free" ? grade::free : s(i) == "paid" ? grade::paid : grade::staff; }
  [[nodiscard]] secret who(std::size_t i) const { return {s(i).substr(7)}; }

  [[nodiscard]] auto maybe_n(std::size_t i) const { return maybe(i, &arguments::n); }
  [[nodiscard]] auto maybe_tiny(std::size_t i) const { return maybe(i, &arguments::tiny); }
  [[nodiscard]] auto maybe_word(std::size_t i) const { return maybe(i, &arguments::word); }
  [[nodiscard]] auto maybe_r(std::size_t i) const { return maybe(i, &arguments::r); }
  [[nodiscard]] auto maybe_s(std::size_t i) const { return maybe(i, &arguments::s); }
  [[nodiscard]] auto maybe_b(std::size_t i) const { return maybe(i, &arguments::b); }
  [[nodiscard]] auto maybe_flag(std::size_t i) const { return maybe(i, &arguments::flag); }
  [[nodiscard]] auto maybe_mood(std::size_t i) const { return maybe(i, &arguments::mood); }
  [[nodiscard]] auto maybe_tier(std::size_t i) const { return maybe(i, &arguments::tier); }
  [[nodiscard]] auto maybe_who(std::size_t i) const { return maybe(i, &arguments::who); }

  /// Whether an optional part stands; how long a range is.
  [[nodiscard]] bool on(std::size_t choice) const { return choices[choice] != 0; }
  [[nodiscard]] std::size_t size(std::size_t choice) const { return static_cast<std::size_t>(choices[choice]); }
  /// A range of arguments from `first` on, as long as was chosen.
  template <class T>
  [[nodiscard]] std::vector<T> list(std::size_t choice, std::size_t first, T (arguments::*get)(std::size_t) const) const {
    std::vector<T> result;
    for (std::size_t i = 0; i != size(choice); ++i) result.push_back((this->*get)(first + i));
    return result;
  }

 private:
  template <class T>
  [[nodiscard]] std::optional<T> maybe(std::size_t i, T (arguments::*get)(std::size_t) const) const {
    if (std::holds_alternative<std::monostate>(values[i])) return std::nullopt;
    return (this->*get)(i);
  }
};

/// The ways of running a statement. All must agree with plain SQL.
enum class road : unsigned char { direct, stream, transaction, batch, sequential, any_transaction, any_batch, any_sequential };
inline constexpr const char* road_names[] = {"all() or run()",
                                             "stream()",
                                             "atomic() in a transaction",
                                             "atomic() in a batch",
                                             "atomic() one by one",
                                             "any_write in a transaction",
                                             "any_write in a batch",
                                             "any_write one by one"};
inline constexpr int roads = 8;

/// What a run yields: rows and counts, or an error.
struct answer {
  std::string error{};  // its type and code; empty if there is none
  differential::rows rows{};
  std::optional<std::int64_t> changes{}, last_insert_rowid{};  // where the road tells
  bool raw = false;                                            // the rows are as the engine gave them, not as C++ types hold them
};

/// A column of an answer as its C++ type sees it.
struct field {
  bool (*fits)(const value&);   // whether the type can hold a value
  value (*held)(const value&);  // the value as the type holds it
};

struct context;

/// A statement with the function that runs it, its type forgotten.
struct subject {
  const void* statement;
  answer (*run)(road, context&, const void* statement);
  std::vector<field> fields;
  bool streams;
};

struct context {
  mz::sqlite::connection& db;
  support::bare one_by_one{db};
  support::fake_batch batch{db};
  /// Called with each shape's statement.
  void (*take)(context&, const subject&) = nullptr;
  void* state = nullptr;

  template <class S>
  void check(const S& s);
  /// Several writes and a select as one atomic list. Their changes are added up.
  template <class... S>
  void check_list(const S&... steps);

  answer run_any(road r, const mz::any_write& write);
  std::vector<mz::any_result> any(road r, const std::vector<mz::any_write>& list);
};

// Values as SQL knows them.

inline void put(row& to, std::int64_t x) { to.emplace_back(x); }
inline void put(row& to, std::int32_t x) { to.emplace_back(std::int64_t{x}); }
inline void put(row& to, std::int8_t x) { to.emplace_back(std::int64_t{x}); }
inline void put(row& to, std::uint32_t x) { to.emplace_back(std::int64_t{x}); }
inline void put(row& to, bool x) { to.emplace_back(std::int64_t{x}); }
inline void put(row& to, double x) { to.emplace_back(x); }
inline void put(row& to, std::string_view x) { to.emplace_back(std::string{x}); }
inline void put(row& to, const std::string& x) { to.emplace_back(x); }
inline void put(row& to, mz::blob_view x) { to.emplace_back(mz::blob{x.begin(), x.end()}); }
inline void put(row& to, const mz::blob& x) { to.emplace_back(x); }
inline void put(row& to, feeling x) { to.emplace_back(std::int64_t{static_cast<std::int8_t>(x)}); }
inline void put(row& to, grade x) { to.emplace_back(std::string{x == grade::free ? "free" : x == grade::paid ? "paid" : "staff"}); }
inline void put(row& to, const secret& x) { to.emplace_back("sealed:" + x.text); }
template <class T>
void put(row& to, const std::optional<T>& x);

template <class... T>
void put_all(row& to, const T&... x) {
  (put(to, x), ...);
}
template <class As>
void put(row& to, const Thing<As>& x) {
  put_all(to, x.id, x.n, x.tiny, x.word, x.r, x.s, x.b, x.flag, x.mood, x.tier, x.who, x.maybe_n, x.maybe_tiny, x.maybe_word, x.maybe_r,
          x.maybe_s, x.maybe_b, x.maybe_flag, x.maybe_mood, x.maybe_tier, x.maybe_who);
}
template <class As>
void put(row& to, const Part<As>& x) {
  put_all(to, x.id, x.thing_id, x.label, x.amount, x.level, x.ratio, x.note);
}
template <class As>
void put(row& to, const Loose<As>& x) {
  put_all(to, x.n, x.s);
}
template <class As>
void put(row& to, const Slot<As>& x) {
  put_all(to, x.id, x.name, x.room, x.taken, x.level, x.rate, x.tier, x.owner, x.note);
}
template <class As>
void put(row& to, const Cell<As>& x) {
  put_all(to, x.x, x.y, x.v, x.w, x.tag);
}
template <class As>
void put(row& to, const Audit<As>& x) {
  put_all(to, x.id, x.name, x.made, x.seen);
}

/// How many columns a whole table has; 0 for anything else.
template <class T>
inline constexpr std::size_t table_size = 0;
template <template <class> class Def>
inline constexpr std::size_t table_size<Def<mz::detail::as_row>> = sizeof(Def<mz::detail::as_description>);
template <template <class> class Def>
inline constexpr std::size_t table_size<Def<mz::detail::as_row_view>> = sizeof(Def<mz::detail::as_description>);

/// The row of an outer-joined table is told by a column of its own before it: whether it is there.
template <class T>
void put(row& to, const std::optional<T>& x) {
  if constexpr (table_size<T> != 0) {
    to.emplace_back(std::int64_t{x.has_value()});
    if (!x) to.resize(to.size() + table_size<T>);
  } else if (!x) {
    to.emplace_back(std::monostate{});
  }
  if (x) put(to, *x);
}
template <bool View, class... F, std::size_t... I>
void put_record(row& to, const mz::detail::record_of<View, F...>& x, std::index_sequence<I...>) {
  (put(to, mz::get<I>(x)), ...);
}
template <bool View, class... F>
void put(row& to, const mz::detail::record_of<View, F...>& x) {
  put_record(to, x, std::index_sequence_for<F...>{});
}

template <class T>
struct field_of {
  using B = mz::detail::remove_optional_t<T>;
  using stored = typename mz::codec<B>::stored;

  static bool fits(const value& v) {
    if (std::holds_alternative<std::monostate>(v)) return mz::detail::is_optional<T>;
    if constexpr (std::is_same_v<stored, double>) {
      return std::holds_alternative<double>(v) || std::holds_alternative<std::int64_t>(v);
    } else {
      if (!std::holds_alternative<stored>(v)) return false;
      if constexpr (requires(const stored& x) { mz::codec<B>::accepts(x); }) return mz::codec<B>::accepts(std::get<stored>(v));
      return true;
    }
  }
  static value held(const value& v) {
    if constexpr (std::is_same_v<stored, double>) {
      if (const auto* const n = std::get_if<std::int64_t>(&v)) return static_cast<double>(*n);
    }
    return v;
  }
};
template <bool Absent, class... D>
void describe_columns(std::vector<field>& to, mz::detail::types<D...>) {
  using mz::detail::add_optional_t;
  (to.push_back(
       {field_of<std::conditional_t<Absent, add_optional_t<typename D::type>, typename D::type>>::fits, field_of<typename D::type>::held}),
   ...);
}
template <template <class> class Def>
void describe_table(std::vector<field>& to, const Def<mz::detail::as_row>*) {
  describe_columns<false>(to, typename mz::detail::definition<Def>::described{});
}
template <template <class> class Def>
void describe_table(std::vector<field>& to, const std::optional<Def<mz::detail::as_row>>*) {
  to.push_back({field_of<bool>::fits, field_of<bool>::held});
  describe_columns<true>(to, typename mz::detail::definition<Def>::described{});
}
template <class T>
void describe(std::vector<field>& to) {
  if constexpr (table_size<mz::detail::remove_optional_t<T>> != 0) {
    describe_table(to, static_cast<const T*>(nullptr));
  } else {
    to.push_back({field_of<T>::fits, field_of<T>::held});
  }
}
template <class Row>
struct description {
  static constexpr bool has_absent = false;
  static void add(std::vector<field>& to) { describe<Row>(to); }
};
template <class... F>
struct description<mz::record<F...>> {
  static constexpr bool has_absent = ((mz::detail::is_optional<mz::detail::field_value<false, F>> &&
                                       table_size<mz::detail::remove_optional_t<mz::detail::field_value<false, F>>> != 0) ||
                                      ...);
  static void add(std::vector<field>& to) { (describe<mz::detail::field_value<false, F>>(to), ...); }
};

template <class Result>
answer read(Result&& r) {
  answer result;
  if constexpr (std::is_same_v<std::remove_cvref_t<Result>, mz::run_result>) {
    result.changes = r.changes;
    result.last_insert_rowid = r.last_insert_rowid;
  } else {
    for (auto&& one : r) put(result.rows.emplace_back(), one);
  }
  return result;
}

template <class S>
answer run_on(road r, context& c, const void* statement) {
  const S& s = *static_cast<const S*>(statement);
  switch (r) {
    case road::direct:
      if constexpr (mz::detail::returns_rows<S>) {
        return read(c.db.all(s));
      } else {
        return read(c.db.run(s));
      }
    case road::stream:
      if constexpr (S::kind == mz::statement_kind::select) {
        return read(c.db.stream(s));
      } else {
        return {};
      }
    case road::transaction:
      return read(boost::hana::at_c<0>(mz::run_atomic(c.db, mz::atomic(s))));
    case road::batch:
      return read(boost::hana::at_c<0>(mz::run_atomic(c.batch, mz::atomic(s))));
    case road::sequential:
      return read(boost::hana::at_c<0>(mz::run_atomic(c.one_by_one, mz::atomic(s))));
    default:
      if constexpr (mz::detail::returns_rows<S>) {
        // With a table that may be absent, the engine's columns are not those of the select list.
        if constexpr (description<mz::row_t<S>>::has_absent) return read(c.any(r, {s}).at(0).template as<S>());
      }
      return c.run_any(r, s);
  }
}

/// The answer of a list: the rows are its last step's.
inline void add_step(answer& to, const mz::run_result& r) { to.changes = to.changes.value_or(0) + r.changes; }
template <class R>
void add_step(answer& to, const std::optional<R>& r) {
  if (r) add_step(to, *r);
}
template <class R>
void add_step(answer& to, const std::vector<R>& list) {
  for (const R& r : list) add_step(to, r);
}
template <class Row>
void add_step(answer& to, const mz::rows<Row>& r) {
  to.rows = read(r).rows;
}
template <class Results>
answer read_list(const Results& results) {
  answer result;
  result.changes = 0;
  boost::hana::for_each(results, [&](const auto& r) { add_step(result, r); });
  return result;
}

template <class... S>
answer run_list_on(road r, context& c, const void* at) {
  const auto& steps = *static_cast<const mz::atomic_writes<S...>*>(at);
  switch (r) {
    case road::direct:
      return c.db.transaction([&](auto& tx) { return read_list(mz::run_atomic(tx, steps)); });
    case road::transaction:
      return read_list(mz::run_atomic(c.db, steps));
    case road::batch:
      return read_list(mz::run_atomic(c.batch, steps));
    case road::sequential:
      return read_list(mz::run_atomic(c.one_by_one, steps));
    default: {
      const auto results = c.any(r, boost::hana::unpack(steps, [](const auto&... s) { return std::vector<mz::any_write>{s...}; }));
      answer result;
      result.raw = true;
      result.changes = 0;
      for (const auto& one : results) *result.changes += one.changes;
      result.rows = results.back().rows;
      return result;
    }
  }
}
template <class... S>
void context::check_list(const S&... s) {
  const auto steps = mz::atomic(s...);
  subject what{&steps, run_list_on<S...>, {}, false};
  [&]<class... R>(const mz::atomic_results<R...>*) {
    using Last = std::tuple_element_t<sizeof...(R) - 1, std::tuple<R...>>;
    description<typename Last::value_type>::add(what.fields);
  }(static_cast<const mz::results_of<S...>*>(nullptr));
  take(*this, what);
}

template <class S>
void context::check(const S& s) {
  subject what{&s, run_on<S>, {}, S::kind == mz::statement_kind::select};
  if constexpr (mz::detail::returns_rows<S>) description<mz::row_t<S>>::add(what.fields);
  take(*this, what);
}

/// A statement as C++ and as plain SQL, made by shapes.py.
struct shape {
  int number;
  const char* title;
  const char* cpp;
  void (*run)(context&, const arguments&);
  std::vector<const char*> sql;  // one for each combination of the choices; the last choice varies fastest
  std::vector<differential::kind> kinds;
  std::vector<int> choices;  // of how many
  bool ordered = false;      // whether the order of the rows is the statement's
  const char* misfits = "";  // 'x' for a column whose value can be none of its C++ type: an integer overflows to a real, a NaN becomes NULL
  const char* writes = nullptr;  // the table that it writes
  int guard = -1;                // the argument that its guard asks for
  bool exactly = false;
  bool tells_rowid = false;     // an insert whose last_insert_rowid is compared
  int since = 0;                // the SQLite that it needs
  const char* wrong = nullptr;  // SQL that differs, for the check of the test itself
};

std::vector<shape> all_shapes();

}  // namespace differential
