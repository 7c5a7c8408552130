// SPDX-License-Identifier: MIT
#include <mizzle/wire/message_pack.hpp>

#include <bit>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {
namespace mz = mizzle;
using mz::detail::malformed_message;
using mz::detail::message_reader;
using mz::detail::message_writer;
using namespace std::string_literals;

mz::value there_and_back(const mz::value& x) {
  message_writer to;
  to.array(1);
  to.put(x);
  message_reader from{to.bytes};
  const auto result = from.values();
  from.end();
  return result.at(0);
}

TEST(message_pack, integers_of_64_bits) {
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{127}, std::int64_t{-33}, (std::int64_t{1} << 53) + 1,
                               std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(there_and_back(n), mz::value{n});
  }
}
TEST(message_pack, doubles_by_their_bits) {
  using limits = std::numeric_limits<double>;
  for (const double r : {0.0, -0.0, 0.1, 1.5, limits::max(), limits::denorm_min(), limits::infinity(), -limits::infinity(),
                         std::bit_cast<double>(std::uint64_t{0x7ff8000000001234})}) {
    const mz::value back = there_and_back(r);
    ASSERT_TRUE(std::holds_alternative<double>(back));
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::get<double>(back)), std::bit_cast<std::uint64_t>(r));
  }
}
TEST(message_pack, texts_blobs_and_null) {
  for (const mz::value& x : std::initializer_list<mz::value>{std::monostate{}, ""s, "a\0b"s, "\xff\xfe"s, std::string(70'000, 'x'),
                                                             mz::blob{}, mz::blob{std::byte{0}, std::byte{255}}, "1"s}) {
    EXPECT_EQ(there_and_back(x), x);
  }
}
// Each size and number in each of its forms, as another implementation writes and reads it.
TEST(message_pack, as_others_know_it) {
  using nlohmann::json;
  json all = json::array();
  message_writer ours;
  std::vector<mz::value> values;
  const auto add = [&](const mz::value& x, const json& known) {
    all.push_back(known);
    values.push_back(x);
    ours.put(x);
  };
  for (int bits = 0; bits != 64; ++bits) {
    for (const int near : {-1, 0, 1}) {
      const auto n = static_cast<std::int64_t>((std::uint64_t{1} << bits) + static_cast<std::uint64_t>(near));
      add(n, n);
      if (n != std::numeric_limits<std::int64_t>::min()) add(-n, -n);
    }
  }
  for (const std::size_t size : {0u, 1u, 31u, 32u, 255u, 256u, 65'535u, 65'536u}) {
    add(std::string(size, 'x'), std::string(size, 'x'));
    add(mz::blob(size), json::binary(std::vector<std::uint8_t>(size)));
  }
  add(0.1, 0.1);
  add(std::monostate{}, nullptr);

  const std::vector<std::uint8_t> theirs = json::to_msgpack(all);
  message_reader from{{reinterpret_cast<const char*>(theirs.data()), theirs.size()}};
  EXPECT_EQ(from.values(), values);
  message_writer whole;
  whole.array(values.size());
  EXPECT_EQ(json::from_msgpack(whole.bytes + ours.bytes), all);
}
TEST(message_pack, lists_of_every_size) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 65'535u, 65'536u}) {
    message_writer to;
    to.array(size);
    for (std::size_t i = 0; i != size; ++i) to.boolean(i % 2 == 0);
    EXPECT_EQ(nlohmann::json::from_msgpack(to.bytes).size(), size);
    message_reader from{to.bytes};
    EXPECT_EQ(from.array(), size);
  }
}
TEST(message_pack, statements) {
  message_writer to;
  const std::vector<mz::bound_statement> list{{"insert into t values (?)", {std::int64_t{1}, "x"s}, false, {2, true}, true},
                                              {"select 1", {}, true}};
  mz::detail::pack(to, list);
  message_reader from{to.bytes};
  const auto back = mz::detail::unpack_statements(from);
  from.end();
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].sql, list[0].sql);
  EXPECT_EQ(back[0].values, list[0].values);
  EXPECT_EQ(back[0].guard, list[0].guard);
  EXPECT_TRUE(back[0].continues);
  EXPECT_FALSE(back[0].returns_rows);
  EXPECT_TRUE(back[1].returns_rows);
  EXPECT_FALSE(back[1].guard.exists());
}
TEST(message_pack, replies) {
  message_writer to;
  const std::vector<mz::statement_reply> replies{{3, 9, {}}, {0, 0, {{std::int64_t{1}, std::monostate{}}, {"x"s, 0.5}}}, {0, 0, {{}}}};
  mz::detail::pack(to, replies);
  message_reader from{to.bytes};
  const auto back = mz::detail::unpack_replies(from);
  ASSERT_EQ(back.size(), 3u);
  EXPECT_EQ(back[0].changes, 3);
  EXPECT_EQ(back[0].last_insert_rowid, 9);
  EXPECT_EQ(back[1].rows, replies[1].rows);
  EXPECT_EQ(back[2].rows, replies[2].rows);
}

void expect_malformed(std::string_view bytes) {
  EXPECT_THROW(
      {
        message_reader from{bytes};
        (void)mz::detail::unpack_statements(from);
        from.end();
      },
      malformed_message)
      << "of " << bytes.size() << " bytes";
}
TEST(message_pack, every_shortened_message_is_refused) {
  message_writer to;
  const std::vector<mz::bound_statement> list{{"insert into t values (?)", {std::int64_t{1}, "x"s, 0.5, mz::blob(3)}, false, {2, true}}};
  mz::detail::pack(to, list);
  for (std::size_t size = 0; size != to.bytes.size(); ++size) expect_malformed(std::string_view{to.bytes}.substr(0, size));
  expect_malformed(to.bytes + "\xc0"s);
}
TEST(message_pack, other_kinds_are_refused) {
  expect_malformed("\xc0"s);                                  // nil
  expect_malformed("\x80"s);                                  // a map
  expect_malformed("\x91\x80"s);                              // a list of a map
  expect_malformed("\xd4\x01\x01"s);                          // an extension
  expect_malformed("\xc1"s);                                  // what is never used
  expect_malformed("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"s);  // an integer of more than 63 bits
  message_writer to;
  to.array(1);
  to.array(6);
  to.blob({});  // where the text belongs
  for (int i = 0; i != 5; ++i) to.integer(0);
  expect_malformed(to.bytes);
}
// A few bytes that claim to hold very much must cost no more than they are.
TEST(message_pack, what_is_claimed_is_not_believed) {
  std::string nested;
  for (int i = 0; i != 1000; ++i) nested += "\xdd\xff\xff\xff\xff"s;  // a list of 4 billion
  expect_malformed(nested);
  expect_malformed("\xdd\xff\xff\xff\xff"s);
  expect_malformed("\xc6\xff\xff\xff\xff"s + "x");  // a blob of 4 GiB
  expect_malformed("\xdb\xff\xff\xff\xff"s + "x");  // a text of 4 GiB
  expect_malformed(std::string(100'000, '\x91'));   // a list in a list in a list
}
}  // namespace
