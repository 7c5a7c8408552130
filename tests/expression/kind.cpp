// SPDX-License-Identifier: MIT
#include <array>
#include <list>
#include <memory_resource>
#include <span>

#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

// Types of one's own that convert to what SQL stores by itself. Their codecs must be asked all the same.
namespace kinds {

/// Converts to and from text; stored with every letter moved by one.
struct secret {
  std::string text;
  secret() = default;
  secret(std::string_view t) : text{t} {}
  secret(const char* t) : text{t} {}
  operator std::string_view() const { return text; }
  friend bool operator==(const secret&, const secret&) = default;
};

/// A text that is one by inheritance; stored in lower case.
struct mail : std::string {
  using std::string::string;
};

/// Has the bytes of a blob; stored as text.
struct digest {
  std::array<std::byte, 2> bytes{};
  [[nodiscard]] const std::byte* data() const { return bytes.data(); }
  [[nodiscard]] std::size_t size() const { return bytes.size(); }
  [[nodiscard]] auto begin() const { return bytes.begin(); }
  [[nodiscard]] auto end() const { return bytes.end(); }
  friend bool operator==(const digest&, const digest&) = default;
};

/// Converts to and from a number; stored in hundredths.
struct meters {
  std::int64_t hundredths = 0;
  meters() = default;
  meters(std::int64_t whole) : hundredths{whole * 100} {}
  operator double() const { return static_cast<double>(hundredths) / 100; }
  operator std::int64_t() const { return hundredths / 100; }
};

inline std::string moved(std::string_view text, int by) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(c + by);
  return result;
}

}  // namespace kinds

template <>
struct mizzle::codec<kinds::secret> {
  using stored = std::string;
  static std::string encode(const kinds::secret& s) { return kinds::moved(s.text, 1); }
  static kinds::secret decode(std::string_view text) { return {kinds::moved(text, -1)}; }
};
template <>
struct mizzle::codec<kinds::mail> {
  using stored = std::string;
  static std::string encode(const kinds::mail& m) {
    std::string result = m;
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
  }
  static kinds::mail decode(std::string_view text) { return {text.begin(), text.end()}; }
};
template <>
struct mizzle::codec<kinds::digest> {
  using stored = std::string;
  static std::string encode(const kinds::digest& d) {
    std::string result;
    for (const std::byte b : d) result += static_cast<char>('a' + static_cast<int>(b));
    return result;
  }
  static bool accepts(std::string_view text) { return text.size() == 2; }
  static kinds::digest decode(std::string_view text) {
    return {{static_cast<std::byte>(text[0] - 'a'), static_cast<std::byte>(text[1] - 'a')}};
  }
};
template <>
struct mizzle::codec<kinds::meters> {
  using stored = std::int64_t;
  static std::int64_t encode(kinds::meters m) { return m.hundredths; }
  static kinds::meters decode(std::int64_t n) {
    kinds::meters m;
    m.hundredths = n;
    return m;
  }
};

namespace {

using kinds::digest;
using kinds::mail;
using kinds::meters;
using kinds::secret;

secret next_secret() { return "made"; }
secret later_secret() { return "touched"; }

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "s", secret> s{};
  mz::column<As, "os", std::optional<secret>> os{};
  mz::column<As, "m", std::optional<mail>> m{};
  mz::column<As, "d", std::optional<digest>> d{};
  mz::column<As, "l", std::optional<meters>> l{};
  mz::column<As, "made", secret, mz::default_fn<next_secret>, mz::detail::on_update_fn<later_secret>> made{};
};
constexpr mz::table<"items", Item> items{};

const digest ab{{std::byte{0}, std::byte{1}}};

struct item_database : mz::sqlite::connection {
  item_database() : connection{":memory:"} { create_tables(items); }
  /// All values of the row, as SQLite holds them.
  std::string row(std::int64_t id) {
    return mz::get<0>(
        raw<std::string>(
            "select s || ' ' || ifnull(os, '-') || ' ' || ifnull(m, '-') || ' ' || ifnull(d, '-') || ' ' || ifnull(l, '-') || ' ' || made from items where id = ?",
            id)
            .one());
  }
};
const char* const encoded = "bcd opr a@b.c ab 250 nbef";
meters two_and_a_half() {
  meters m;
  m.hundredths = 250;
  return m;
}

mz::new_row<items> new_item(std::int64_t id) {
  return {.id = id, .s = secret{"abc"}, .os = secret{"noq"}, .m = mail{"A@B.C"}, .d = ab, .l = two_and_a_half()};
}

}  // namespace

static_assert(mz::detail::TextLike<const char*> && mz::detail::TextLike<char[4]> && mz::detail::TextLike<std::string> &&
              mz::detail::TextLike<std::string_view> && mz::detail::TextLike<std::pmr::string> && mz::detail::TextLike<char>);
static_assert(!mz::detail::TextLike<secret> && !mz::detail::TextLike<mail> && !mz::detail::TextLike<digest> && !mz::detail::TextLike<int> &&
              !mz::detail::TextLike<signed char>);
static_assert(mz::detail::BlobLike<mz::blob> && mz::detail::BlobLike<mz::blob_view> && mz::detail::BlobLike<std::span<std::byte>> &&
              mz::detail::BlobLike<std::array<std::byte, 3>> && !mz::detail::BlobLike<digest>);
static_assert(mz::detail::Number<int> && mz::detail::Number<float> && mz::detail::Number<std::uint8_t> && !mz::detail::Number<bool> &&
              !mz::detail::Number<char> && !mz::detail::Number<meters>);
static_assert(mz::detail::fits<secret, const char*> && mz::detail::fits<secret, std::string_view> &&
              !mz::detail::fits<secret, std::string> && !mz::detail::fits<std::string, secret> && !mz::detail::fits<mz::blob, digest> &&
              !mz::detail::fits<double, meters> && !mz::detail::fits<std::int64_t, meters>);
static_assert(mz::detail::fits<meters, int> && !mz::detail::fits<meters, double>);

TEST(kind, a_codec_is_asked_by_every_insert) {
  item_database db;
  db.run(mz::insert_into(items).values(new_item(1)));
  db.run(mz::insert_into(items).values(std::vector{new_item(2), new_item(3)}));
  const auto one = new_item(4);
  db.run(mz::insert_into(items).values(std::span{&one, 1}));
  db.run(mz::insert_into(items).set(items.id = 5, items.s = secret{"abc"}, items.os = std::optional{secret{"noq"}}, items.m = mail{"A@B.C"},
                                    items.d = ab, items.l = two_and_a_half(), items.made = secret{"made"}));
  db.run(mz::insert_into(items)
             .columns(items.id, items.s, items.os, items.m, items.d, items.l, items.made)
             .from(mz::select(mz::val(6), mz::val(secret{"abc"}), mz::val(std::optional{secret{"noq"}}), mz::val(mail{"A@B.C"}),
                              mz::val(ab), mz::val(two_and_a_half()), mz::val(secret{"made"}))));
  (void)mz::run_atomic(
      db, std::vector<mz::any_write>{mz::insert_into(items).values(new_item(7)), mz::insert_into(items).values(std::vector{new_item(8)})});
  for (std::int64_t id = 1; id <= 8; ++id) EXPECT_EQ(db.row(id), encoded) << id;
  const auto row = db.one(mz::select(items).where(items.id == 1));
  EXPECT_EQ(row.s, secret{"abc"});
  EXPECT_EQ(row.os, secret{"noq"});
  EXPECT_EQ(row.m, mail{"a@b.c"});
  EXPECT_EQ(row.d, ab);
  EXPECT_EQ(row.l->hundredths, 250);
  EXPECT_EQ(row.made, secret{"made"});
}

TEST(kind, a_codec_is_asked_by_every_update) {
  item_database db;
  for (std::int64_t id = 1; id <= 4; ++id) db.run(mz::insert_into(items).values({.id = id, .s = "x"}));
  db.run(mz::update(items)
             .set({.s = secret{"abc"}, .os = secret{"noq"}, .m = mail{"A@B.C"}, .d = ab, .l = two_and_a_half(), .made = secret{"made"}})
             .where(items.id == 1));
  db.run(mz::update(items)
             .set(items.s = "abc", items.os = "noq", items.m = mail{"A@B.C"}, items.d = ab, items.l = two_and_a_half(), items.made = "made")
             .where(items.id == 2));
  db.run(mz::insert_into(items)
             .values(new_item(3))
             .on_conflict(items.id)
             .do_update(items.s = mz::excluded(items.s), items.os = secret{"noq"}, items.m = mz::excluded(items.m), items.d = ab,
                        items.l = two_and_a_half(), items.made = secret{"made"}));
  for (std::int64_t id = 1; id <= 3; ++id) EXPECT_EQ(db.row(id), encoded) << id;
  db.run(mz::update(items).set(items.os = "noq").where(items.id == 4));
  EXPECT_EQ(db.one(mz::select(items).where(items.id == 4)).made, secret{"touched"});
}

TEST(kind, a_codec_is_asked_by_a_batch) {
  item_database db;
  support::fake_batch batch{db, {}, {}};
  (void)mz::run_atomic(batch,
                       mz::atomic(mz::insert_into(items).values(new_item(1)), mz::insert_into(items).values(std::vector{new_item(2)})));
  (void)mz::run_atomic(
      batch, std::vector<mz::any_write>{
                 mz::insert_into(items).values(new_item(3)),
                 mz::update(items).set({.s = secret{"abc"}, .made = secret{"made"}}).where(items.s == secret{"abc"} && items.id < 3)});
  for (std::int64_t id = 1; id <= 3; ++id) EXPECT_EQ(db.row(id), encoded) << id;
}

TEST(kind, a_codec_is_asked_by_every_condition) {
  item_database db;
  db.run(mz::insert_into(items).values(new_item(1)));
  const auto found = [&](const auto& condition) { return db.all(mz::select(items.id).from(items).where(condition)).size(); };
  EXPECT_EQ(found(items.s == secret{"abc"}), 1u);
  EXPECT_EQ(found(secret{"abc"} == items.s), 1u);
  EXPECT_EQ(found(items.s == "abc"), 1u);
  EXPECT_EQ(found(items.s == std::string_view{"abc"}), 1u);
  EXPECT_EQ(found(items.s == "bcd"), 0u);
  EXPECT_EQ(found(items.s != secret{"abc"}), 0u);
  EXPECT_EQ(found(items.s.is("abc")), 1u);
  EXPECT_EQ(found(items.os.is(std::optional{secret{"noq"}})), 1u);
  EXPECT_EQ(found(items.os.is(std::optional<std::string_view>{"noq"})), 1u);
  EXPECT_EQ(found(items.os.is_not(std::optional<secret>{})), 1u);
  EXPECT_EQ(found(items.s.in(secret{"x"}, secret{"abc"})), 1u);
  EXPECT_EQ(found(items.s.in("abc")), 1u);
  EXPECT_EQ(found(items.s.in(secret{"abc"})), 1u);
  EXPECT_EQ(found(items.s.in({"x", "abc"})), 1u);
  EXPECT_EQ(found(items.s.in(std::vector{secret{"abc"}})), 1u);
  EXPECT_EQ(found(items.s.in(std::list<const char*>{"abc"})), 1u);
  EXPECT_EQ(found(items.s.not_in(std::vector{secret{"abc"}})), 0u);
  EXPECT_EQ(found(items.s.between(secret{"abc"}, "abd")), 1u);
  EXPECT_EQ(found(items.m == mail{"A@b.C"}), 1u);
  EXPECT_EQ(found(items.m.in(std::vector{mail{"A@B.C"}})), 1u);
  EXPECT_EQ(found(items.d == ab), 1u);
  EXPECT_EQ(found(items.d.in(ab)), 1u);
  EXPECT_EQ(found(items.d.in(std::vector{ab})), 1u);
  EXPECT_EQ(found(items.l == two_and_a_half()), 1u);
  EXPECT_EQ(found(items.l > 2 && items.l < 3), 1u);
  EXPECT_EQ(found(items.l.in(std::vector{two_and_a_half()})), 1u);
  EXPECT_EQ(found(mz::coalesce(items.os, "none") == "noq"), 1u);
  EXPECT_EQ(found(mz::coalesce(items.os, secret{"none"}) == secret{"noq"}), 1u);
  EXPECT_EQ(found(mz::nullif(items.s, "abc").is_null()), 1u);
  EXPECT_EQ(found(mz::case_when(items.id == 1, secret{"abc"}).otherwise("x") == items.s), 1u);
  EXPECT_EQ(found(mz::max(items.s, "abb") == "abc"), 1u);
}

TEST(kind, a_codec_is_asked_by_values_alone) {
  item_database db;
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::val(secret{"abc"})))), secret{"abc"});
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::coalesce(mz::val(std::optional<secret>{}), "abc")))), secret{"abc"});
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select ? || ? || ? || ?", secret{"abc"}, mail{"A"}, ab, std::optional{secret{"n"}}).one()),
            "bcdaabo");
  EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>("select ?", two_and_a_half()).one()), 250);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sql<"? || ?", std::string>(secret{"abc"}, ab)))), "bcdab");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::concat(secret{"abc"}, mz::upper(mail{"x"}))))), "bcdX");
}

TEST(kind, classes_of_text_and_bytes_without_a_codec_are_plain) {
  schema::database db;
  const std::pmr::string text{"text"};
  const std::array<std::byte, 2> bytes{std::byte{1}, std::byte{2}};
  mz::blob kept{bytes.begin(), bytes.end()};
  db.run(mz::insert_into(schema::everything)
             .values({.id = 1, .label = text, .bytes = bytes, .maybe_t = std::optional{text}, .maybe_b = std::span{kept}}));
  db.run(mz::insert_into(schema::everything)
             .set(schema::everything.id = 2, schema::everything.label = text, schema::everything.bytes = bytes,
                  schema::everything.maybe_t = std::optional{text}, schema::everything.maybe_b = std::span{kept}));
  const auto found = [&](const auto& condition) {
    return db.all(mz::select(schema::everything.id).from(schema::everything).where(condition)).size();
  };
  EXPECT_EQ(found(schema::everything.label == text && schema::everything.bytes == bytes && schema::everything.maybe_b == kept &&
                  schema::everything.maybe_t.is(std::optional{text})),
            2u);
  EXPECT_EQ(found(schema::everything.label.in(std::vector{text}) && schema::everything.bytes.in(bytes)), 2u);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::val(text)))), "text");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::val(bytes)))), kept);
}

namespace {

template <class As>
struct Grade {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "c", char> c{};
  mz::column<As, "o", std::optional<char>> o{};
  mz::column<As, "d", char, mz::default_value<'d'>> d{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::check<"known">(t.c != 'z' && t.o.in('a', '\'')), mz::index<"low">(t.c).where(t.c > 'm'));
  }
};
constexpr mz::table<"grades", Grade, mz::strict> grades{};

enum class letter : char { a = 'a', b = 'b' };
template <class As>
struct Odd {
  mz::column<As, "l", letter> l{};
  mz::column<As, "w", wchar_t> w{};
  mz::column<As, "u", char32_t> u{};
};
constexpr mz::table<"odd", Odd> odd{};

}  // namespace

TEST(kind, a_char_is_one_character_of_text) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(grades);
  static_assert(
      mz::sql_of<decltype(mz::create_table(grades))> ==
      R"(create table "grades" ("id" integer primary key, "c" text not null, "o" text, "d" text not null default 'd', constraint "known" check ("c" <> 'z' and "o" in ('a', ''''))) strict)");
  db.run(mz::insert_into(grades).values({.id = 1, .c = 'x', .o = 'a'}));
  db.run(mz::insert_into(grades).set(grades.id = 2, grades.c = 'y', grades.o = std::optional{'\''}));
  db.run(mz::insert_into(grades).values(std::vector<mz::new_row<grades>>{{.id = 3, .c = '\0', .o = std::nullopt, .d = '\xe9'}}));
  db.run(mz::update(grades).set({.d = 'e'}).where(grades.id == 2));
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select group_concat(hex(c) || typeof(c) || d) from grades").one()),
            std::string("78textd,79texte,00text\xe9"));
  EXPECT_THROW(db.run(mz::insert_into(grades).values({.id = 4, .c = 'z', .o = 'a'})), mz::error::sql_error);
  EXPECT_THROW(db.run(mz::insert_into(grades).values({.id = 4, .c = 'y', .o = 'b'})), mz::error::sql_error);
  const auto rows = db.all(mz::select(grades).order_by(grades.id));
  EXPECT_EQ(rows[0].c, 'x');
  EXPECT_EQ(rows[0].d, 'd');
  EXPECT_EQ(rows[1].o, '\'');
  EXPECT_EQ(rows[2].c, '\0');
  EXPECT_EQ(rows[2].o, std::nullopt);
  EXPECT_EQ(rows[2].d, '\xe9');
  const auto ids = [&](const auto& condition) {
    std::string result;
    for (const auto& row : db.all(mz::select(grades.id).from(grades).where(condition).order_by(grades.id)))
      result += std::to_string(row[grades.id]);
    return result;
  };
  EXPECT_EQ(ids(grades.c == 'x'), "1");
  EXPECT_EQ(ids('x' < grades.c), "2");
  EXPECT_EQ(ids(grades.c == '\0'), "3");
  EXPECT_EQ(ids(grades.c == "x"), "1");
  EXPECT_EQ(ids(grades.c == std::string{"xy"}), "");
  EXPECT_EQ(ids(grades.c.in('x', 'y')), "12");
  EXPECT_EQ(ids(grades.c.in(std::vector{'x', 'q'})), "1");
  EXPECT_EQ(ids(grades.c.between('a', 'x')), "1");
  EXPECT_EQ(ids(grades.o.is(std::optional<char>{}) || grades.o.is('a')), "13");
  EXPECT_EQ(ids(grades.c.like("X")), "1");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::coalesce(grades.o, '-')).from(grades).where(grades.id == 3))), '-');
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::coalesce(grades.o, "none")).from(grades).where(grades.id == 3))), "none");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::max(grades.c)).from(grades))), 'y');
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::replace("a,b", ',', mz::val('\''))))), "a'b");
  db.run(mz::update(grades).set(grades.c = grades.d, grades.d = mz::cast<char>(mz::upper(grades.d))).where(grades.id == 2));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::concat(grades.c, grades.d)).from(grades).where(grades.id == 2))), "eE");
}

TEST(kind, a_text_that_is_not_one_character_is_no_char) {
  mz::sqlite::connection db{":memory:"};
  support::execute(
      db, "create table grades (id, c, o, d); insert into grades values (1, 'xy', null, 'd'), (2, '', null, 'd'), (3, 'x', 7, 'd')");
  for (const int id : {1, 2, 3}) EXPECT_THROW((void)db.one(mz::select(grades).where(grades.id == id)), mz::error::decode_error) << id;
}

TEST(kind, a_char_beside_text) {
  schema::database db;
  db.run(mz::insert_into(schema::everything).values({.id = 1, .label = 'x', .maybe_t = std::optional{'y'}}));
  db.run(
      mz::insert_into(schema::everything).set(schema::everything.id = 2, schema::everything.label = 'x', schema::everything.maybe_t = 'y'));
  EXPECT_EQ(db.all(mz::select(schema::everything).where(schema::everything.label == 'x' && schema::everything.maybe_t == 'y')).size(), 2u);
}

TEST(kind, enumerations_over_char_and_wider_characters_are_integers) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(odd);
  db.run(mz::insert_into(odd).values({.l = letter::b, .w = L'w', .u = U'\U0001F6A2'}));
  EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>("select l + u from odd").one()), 'b' + 0x1F6A2);
  const auto row = db.one(mz::select(odd).where(odd.l == letter::b && odd.w == L'w' && odd.u > U'a'));
  EXPECT_EQ(row.l, letter::b);
  EXPECT_EQ(row.w, L'w');
  EXPECT_EQ(row.u, U'\U0001F6A2');
  support::execute(db, "update odd set u = -1");
  EXPECT_THROW((void)db.one(mz::select(odd)), mz::error::decode_error);
  support::execute(db, "update odd set u = 1, l = 128");
  EXPECT_THROW((void)db.one(mz::select(odd)), mz::error::decode_error);
}

TEST(kind, what_holds_both) {
  static_assert(std::is_same_v<mz::detail::common_of<std::int8_t, std::int64_t>, std::int64_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::int64_t, std::int8_t>, std::int64_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::uint8_t, std::int16_t>, std::int16_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::uint32_t, int>, std::int64_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::uint32_t, std::uint64_t>, std::uint64_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::uint64_t, std::int8_t>, std::int64_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::int8_t, std::uint8_t, std::uint16_t>, std::int64_t>);
  static_assert(std::is_same_v<mz::detail::common_of<std::int8_t, float>, double> &&
                std::is_same_v<mz::detail::common_of<float, float>, float>);
  static_assert(std::is_same_v<mz::detail::common_of<std::optional<std::int8_t>, std::int8_t>, std::int8_t>);
  static_assert(std::is_same_v<mz::detail::common_of<char, std::string_view>, std::string> &&
                std::is_same_v<mz::detail::common_of<mz::blob_view, mz::blob>, mz::blob>);
  static_assert(std::is_same_v<mz::detail::common_of<color, color>, color> &&
                std::is_same_v<mz::detail::common_of<user_id, user_id>, user_id>);
}
