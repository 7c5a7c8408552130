// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;

namespace {

/// Runs f and gives the column that could not be read.
template <class F>
std::string unreadable(F&& f) {
  try {
    f();
  } catch (const mz::error::decode_error& e) {
    return e.column();
  }
  return "";
}

struct reader : testing::Test {
  schema::database db;
  void store(const std::string& column, const std::string& value) {
    support::execute(db, "delete from everything");
    support::execute(db, ("insert into everything (id, " + column + ") values (1, " + value + ")").c_str());
  }
};

}  // namespace

TEST_F(reader, integers_up_to_their_limits_and_no_further) {
  const struct {
    const char *column, *least, *most, *below, *above;
  } columns[] = {{"tiny", "-128", "127", "-129", "128"},
                 {"small", "-32768", "32767", "-32769", "32768"},
                 {"medium", "-2147483648", "2147483647", "-2147483649", "2147483648"},
                 {"byte", "0", "255", "-1", "256"},
                 {"word", "0", "65535", "-1", "65536"},
                 {"dword", "0", "4294967295", "-1", "4294967296"},
                 {"flag", "0", "1", "-1", "2"},
                 {"hue", "0", "255", "-1", "256"},
                 {"maybe_n", "-2147483648", "2147483647", "-2147483649", "2147483648"}};
  const auto all = [&] { (void)db.all(mz::select(everything)); };
  for (const auto& c : columns) {
    for (const char* const fits : {c.least, c.most}) {
      store(c.column, fits);
      EXPECT_EQ(unreadable(all), "") << c.column << fits;
    }
    for (const char* const wrong : {c.below, c.above, "'text'", "x'31'", "1.5", "9223372036854775807"}) {
      store(c.column, wrong);
      EXPECT_EQ(unreadable(all), c.column) << wrong;
    }
  }
}

TEST_F(reader, one_storage_class_is_not_taken_for_another) {
  const auto all = [&] { (void)db.all(mz::select(everything)); };
  // The affinity of a column would turn some of these; what stays unlike must be refused.
  const std::pair<const char*, const char*> unlike[] = {
      {"ratio", "'text'"}, {"ratio", "x'00'"},    {"label", "x'00'"}, {"bytes", "'text'"}, {"bytes", "5"},
      {"bytes", "1.5"},    {"maybe_r", "'text'"}, {"maybe_t", "x''"}, {"maybe_b", "''"},   {"urgent", "'LOW'"},
      {"urgent", "''"},    {"seconds", "0.5"},    {"owner", "'x'"}};
  for (const auto& [column, value] : unlike) {
    store(column, value);
    EXPECT_EQ(unreadable(all), column) << value;
  }
  store("ratio", "7");
  EXPECT_EQ(db.one(mz::select(everything)).ratio, 7.0);
}

TEST_F(reader, null_where_none_was_declared) {
  mz::sqlite::connection loose{":memory:"};
  support::execute(loose, "create table channels (id integer primary key, name text); insert into channels (name) values ('a'), (null)");
  using schema::channels;
  EXPECT_EQ(unreadable([&] { (void)loose.all(mz::select(channels)); }), "name");
  EXPECT_EQ(unreadable([&] { (void)loose.all(mz::select(channels.id, channels.name.as<"label">()).from(channels)); }), "label");
  EXPECT_EQ(unreadable([&] {
    for (auto&& row : loose.stream(mz::select(channels.name).from(channels))) (void)row;
  }),
            "name");
  EXPECT_EQ(unreadable([&] { (void)loose.raw<std::string>("select name from channels"); }), "name");
  EXPECT_EQ(unreadable([&] { (void)loose.raw<std::int64_t>("select null as gap"); }), "gap");
  EXPECT_EQ(mz::get<0>(loose.raw<std::optional<std::string>>("select name from channels order by id")[1]), std::nullopt);
  // The rows before it can be read one by one.
  EXPECT_EQ(loose.get(mz::select(channels).order_by(channels.id))->name, "a");
}

TEST_F(reader, what_cannot_be_read_leaves_the_connection_usable) {
  store("tiny", "300");
  for (int i = 0; i != 3; ++i) {
    EXPECT_EQ(unreadable([&] { (void)db.all(mz::select(everything)); }), "tiny");
    EXPECT_EQ(unreadable([&] { (void)db.get(mz::select(everything.tiny).from(everything)); }), "tiny");
    EXPECT_EQ(unreadable([&] { (void)db.one(mz::update(everything).set(everything.label = "x").all_rows().returning()); }), "tiny");
  }
  EXPECT_EQ(db.one(mz::select(everything.label).from(everything))[everything.label], "");
  db.run(mz::update(everything).set(everything.tiny = 3).all_rows());
  EXPECT_EQ(db.one(mz::select(everything)).tiny, 3);
}

TEST_F(reader, expressions_are_read_as_strictly) {
  EXPECT_EQ(unreadable([&] { (void)db.one(mz::select(mz::sql<"'text'", std::int64_t>().as<"n">())); }), "n");
  EXPECT_EQ(unreadable([&] { (void)db.one(mz::select(mz::sql<"1.5", std::int64_t>().as<"n">())); }), "n");
  EXPECT_EQ(unreadable([&] { (void)db.one(mz::select(mz::sql<"1", std::string>().as<"t">())); }), "t");
  EXPECT_EQ(unreadable([&] { (void)db.one(mz::select(mz::sql<"null", double>().as<"r">())); }), "r");
  EXPECT_EQ(unreadable([&] { (void)db.one(mz::select(mz::sql<"200", std::int8_t>().as<"n">())); }), "n");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sql<"1", double>()))), 1.0);
}

TEST_F(reader, texts_with_zeros_and_of_any_size) {
  db.run(mz::insert_into(everything)
             .values({.id = 1,
                      .label = std::string("a\0b\0", 4),
                      .maybe_t = std::string(100'000, 't'),
                      .maybe_b = mz::blob(100'000, std::byte{1})}));
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.label, std::string("a\0b\0", 4));
  EXPECT_EQ(row.maybe_t, std::string(100'000, 't'));
  EXPECT_EQ(row.maybe_b, mz::blob(100'000, std::byte{1}));
  for (auto&& [label, bytes] : db.stream(mz::select(everything.label, everything.bytes).from(everything))) {
    EXPECT_EQ(label, std::string_view("a\0b\0", 4));
    EXPECT_TRUE(bytes.empty());
  }
}
