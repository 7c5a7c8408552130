// SPDX-License-Identifier: MIT
// Tables that cannot be right: each is refused where the table is declared, without any use of it.
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

enum class mood { glad, sad };
template <>
struct mizzle::codec<mood> : mizzle::by_name<mood, mizzle::name<mood::glad, "glad">> {};
struct name_view {
  std::string_view value;
};
template <>
struct mizzle::codec<name_view> : mizzle::strong<name_view, &name_view::value> {};

template <class As>
struct Other {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "limit_", std::int64_t> limit_{};
  mz::column<As, "code", std::int64_t, mz::unique> code{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"some">(t.limit_).where(t.code > 1)); }
};
inline constexpr mz::table<"other", Other> other{};

// case: check_of_another_table
// error: mizzle: check() small of table t: column other.limit_ belongs to another table; name columns of t
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto&) { return mz::constraints(mz::check<"small">(other.limit_ > 5)); }
};
inline constexpr mz::table<"t", T> t{};

// case: index_of_another_table
// error: mizzle: index() i of table t: column other.limit_ belongs to another table; name columns of t
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::index<"i">(x.a, mz::desc(other.limit_))); }
};
inline constexpr mz::table<"t", T> t{};

// case: index_condition_of_another_table
// error: mizzle: unique_index() i of table t: column other.limit_ belongs to another table; name columns of t
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) {
    return mz::constraints(mz::unique_index<"i">(x.a).where(x.a > 1 && other.limit_ > 5));
  }
};
inline constexpr mz::table<"t", T> t{};

// case: unique_on_of_another_table
// error: mizzle: unique_on() of table t: column other.limit_ belongs to another table; name columns of t
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::unique_on(x.a, other.limit_)); }
};
inline constexpr mz::table<"t", T> t{};

// case: primary_key_on_of_another_table
// error: mizzle: primary_key_on() of table t: column other.limit_ belongs to another table; name columns of t
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::primary_key_on(x.a, other.limit_)); }
};
inline constexpr mz::table<"t", T> t{};

// case: foreign_key_of_another_table
// error: mizzle: foreign_key() of table t: column other.limit_ belongs to another table; name columns of t
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto&) { return mz::constraints(mz::foreign_key(other.limit_).references(other.code)); }
};
inline constexpr mz::table<"t", T> t{};

// case: unique_on_an_expression
// error: mizzle: unique_on() of table t is given an expression; it takes columns alone
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::unique_on(mz::abs(x.a))); }
};
inline constexpr mz::table<"t", T> t{};

// case: select_in_a_check
// error: mizzle: check() c of table t: a select cannot stand in it
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::check<"c">(x.a.in(mz::select(other.id).from(other)))); }
};
inline constexpr mz::table<"t", T> t{};

// case: aggregate_in_a_check
// error: mizzle: check() c of table t: an aggregate cannot stand in it
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::check<"c">(mz::max(x.a) > 1)); }
};
inline constexpr mz::table<"t", T> t{};

// case: two_columns_of_one_name
// error: mizzle: table t: two columns are called A, which SQL does not tell apart
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  mz::column<As, "A", std::int64_t> c{};
};
inline constexpr mz::table<"t", T> t{};

// case: two_indexes_of_one_name
// error: mizzle: table t: two of its constraints or indexes are called I
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::index<"i">(x.a), mz::unique_index<"I">(x.a)); }
};
inline constexpr mz::table<"t", T> t{};

// case: reference_to_no_column
// error: mizzle: references_self: column a of table t references b, which is no column of it
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::references_self<"b">> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: reference_to_a_column_of_its_own_of_another_type
// error: mizzle: references_self: column a of table t references id of another type
template <class As>
struct T {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "a", std::optional<std::string>, mz::references_self<"id">> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: reference_to_no_key_of_its_own
// error: mizzle: references_self: column a of table t references b, which is neither the primary key nor unique
template <class As>
struct T {
  mz::column<As, "b", std::int64_t> b{};
  mz::column<As, "a", std::int64_t, mz::references_self<"b">> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: reference_to_no_key
// error: mizzle: references: column a references other.limit_, which is neither the primary key nor unique
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::references<other.limit_>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: foreign_key_to_no_key
// error: mizzle: foreign_key() of table t: column id and the others of other are no primary key
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::foreign_key(x.a, x.b).references(other.id, other.code)); }
};
inline constexpr mz::table<"t", T> t{};

// case: default_of_another_type
// error: mizzle: default_value: column a of type integer cannot hold its default of type text
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::default_value<"x">> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: number_as_the_default_of_a_text
// error: mizzle: default_value: column a of type text cannot hold its default of type integer
template <class As>
struct T {
  mz::column<As, "a", std::optional<std::string>, mz::default_value<1>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: real_as_the_default_of_an_integer
// error: mizzle: default_value: column a of type integer cannot hold its default of type real
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::default_value<1.5>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: bool_as_the_default_of_an_integer
// error: mizzle: default_value: column a of type integer cannot hold its default of type bool
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::default_value<true>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: default_out_of_range
// error: mizzle: default_value: column a of type integer cannot hold its default of type integer: another type, out of range
template <class As>
struct T {
  mz::column<As, "a", std::int8_t, mz::default_value<128>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: negative_default_of_an_unsigned_column
// error: mizzle: default_value: column a of type integer cannot hold its default
template <class As>
struct T {
  mz::column<As, "a", std::optional<std::uint32_t>, mz::default_value<-1>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: default_above_the_integers_of_sql
// error: mizzle: default_value: column a of type integer cannot hold its default
template <class As>
struct T {
  mz::column<As, "a", std::uint64_t, mz::default_value<9223372036854775808u>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: two_as_the_default_of_a_bool
// error: mizzle: default_value: column a of type bool cannot hold its default
template <class As>
struct T {
  mz::column<As, "a", bool, mz::default_value<2>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: default_that_is_none_of_the_names
// error: mizzle: default_value: column a of type mood cannot hold its default of type text: another type, out of range, or none of the names
template <class As>
struct T {
  mz::column<As, "a", mood, mz::default_value<"sad">> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: enumerator_without_a_name_as_a_default
// error: mizzle: default_value: column a of type mood cannot hold its default
template <class As>
struct T {
  mz::column<As, "a", mood, mz::default_value<mood::sad>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: autoincrement_of_a_text
// error: mizzle: table t: autoincrement of column a needs the only primary key, an integer, of a table with row ids
template <class As>
struct T {
  mz::column<As, "a", std::string, mz::primary_key, mz::autoincrement> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: autoincrement_of_no_key
// error: mizzle: table t: autoincrement of column a needs the only primary key
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::autoincrement> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: autoincrement_of_one_of_two_keys
// error: mizzle: table t: autoincrement of column a needs the only primary key
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::primary_key, mz::autoincrement> a{};
  mz::column<As, "b", std::int64_t, mz::primary_key> b{};
};
inline constexpr mz::table<"t", T> t{};

// case: autoincrement_without_row_ids
// error: mizzle: table t: autoincrement of column a needs the only primary key
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::primary_key, mz::autoincrement> a{};
};
inline constexpr mz::table<"t", T, mz::without_rowid> t{};

// case: two_primary_keys
// error: mizzle: table t: it has two primary keys
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::primary_key> a{};
  static constexpr auto constraints(const auto& x) { return mz::constraints(mz::primary_key_on(x.a)); }
};
inline constexpr mz::table<"t", T> t{};

// case: without_rowid_and_without_a_key
// error: mizzle: table t: without_rowid needs a primary key
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::unique> a{};
};
inline constexpr mz::table<"t", T, mz::without_rowid> t{};

// case: generated_column_with_a_default
// error: mizzle: table t: column b is generated, and can be no primary key and have no default
template <class As>
struct T {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t, mz::generated<"a + 1">, mz::default_value<1>> b{};
};
inline constexpr mz::table<"t", T> t{};

// case: owner_of_a_view_that_nobody_keeps
// error: mizzle: default_fn: column a is a view, and its function gives a text or blob that nobody keeps
template <class As>
struct T {
  mz::column<As, "a", std::string_view, mz::default_fn<[] { return std::string{"x"}; }>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: owner_of_an_optional_view_that_nobody_keeps
// error: mizzle: on_update_fn: column a is a view, and its function gives a text or blob that nobody keeps
template <class As>
struct T {
  mz::column<As, "a", std::optional<mz::blob_view>, mz::detail::on_update_fn<[] { return std::optional{mz::blob{}}; }>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: function_of_another_type
// error: mizzle: default_fn: column a of type integer is given a value of type text by its function
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::default_fn<[] { return "x"; }>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: sql_of_another_type
// error: mizzle: on_update_fn: column a of type text is given a value of type integer by its function
template <class As>
struct T {
  mz::column<As, "a", std::string, mz::detail::on_update_fn<[] { return mz::unixepoch(); }>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: function_that_may_give_null
// error: mizzle: default_fn: column a is NOT NULL and its function gives what can be NULL
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::default_fn<[] { return std::optional<int>{}; }>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: column_in_the_sql_of_a_function
// error: mizzle: default_fn: the SQL of column a has a mz::when(), a column or an aggregate in it
template <class As>
struct T {
  mz::column<As, "a", std::int64_t, mz::default_fn<[] { return other.id + 1; }>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: strong_typedef_of_a_view
// error: mizzle: column a: the C++ type name_view wraps a view
template <class As>
struct T {
  mz::column<As, "a", name_view> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: optional_strong_typedef_of_a_view
// error: mizzle: column a: the C++ type name_view wraps a view
template <class As>
struct T {
  mz::column<As, "a", std::optional<name_view>> a{};
};
inline constexpr mz::table<"t", T> t{};

// case: strong_typedef_of_a_view_in_raw_sql
// error: mizzle: raw(): the C++ type name_view wraps a view
void f(mz::sqlite::connection& db) { (void)db.raw<name_view>("select 'a'"); }
