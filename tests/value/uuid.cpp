// SPDX-License-Identifier: MIT
#include <mizzle/value/uuid.hpp>

#include "support/statement.hpp"

#include <set>

namespace mz = mizzle;

namespace {

template <class As>
struct Device {
  mz::column<As, "id", mz::uuid, mz::primary_key> id{};
  mz::column<As, "owner", std::optional<mz::text_uuid>> owner{};
};
constexpr mz::table<"devices", Device> devices{};

constexpr auto one = *mz::uuid::parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

}  // namespace

TEST(uuid, is_a_blob_or_a_text) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(devices);
  const auto other = mz::uuid::random();
  db.run(mz::insert_into(devices).values({.id = one, .owner = other}));
  const auto [hex, owner] = db.raw<std::string, std::string>("select hex(id), owner from devices")[0];
  EXPECT_EQ(hex, "F81D4FAE7DEC11D0A76500A0C91E6BF6");
  EXPECT_EQ(owner, other.text());
  const auto row = db.one(mz::select(devices).where(devices.id == one && devices.owner == other));
  EXPECT_EQ(row.id, one);
  EXPECT_EQ(row.owner->id, other);
  EXPECT_EQ(db.all(mz::select(devices.id).from(devices).where(devices.id.in(one, other))).size(), 1U);
}

TEST(uuid, texts) {
  EXPECT_EQ(one.text(), "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  EXPECT_EQ(mz::uuid::parse("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"), one);
  for (const char* text :
       {"", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf66", "f81d4fae07dec-11d0-a765-00a0c91e6bf6",
        "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6b-6", "{81d4fae-7dec-11d0-a765-00a0c91e6bf6"})
    EXPECT_EQ(mz::uuid::parse(text), std::nullopt) << text;
  EXPECT_EQ(mz::uuid{}.text(), "00000000-0000-0000-0000-000000000000");
}

TEST(uuid, what_is_none_is_a_decode_error) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(devices);
  db.script("insert into devices values (x'00ff', null)");
  EXPECT_THROW((void)db.all(mz::select(devices)), mz::error::decode_error);
  db.script("delete from devices; insert into devices values (x'f81d4fae7dec11d0a76500a0c91e6bf6', 'nobody')");
  EXPECT_THROW((void)db.all(mz::select(devices)), mz::error::decode_error);
}

TEST(uuid, random_ones_are_of_version_4_and_differ) {
  std::set<mz::uuid> all;
  for (int i = 0; i != 1000; ++i) {
    const auto u = mz::uuid::random();
    EXPECT_EQ(u.text()[14], '4');
    EXPECT_NE(std::string{"89ab"}.find(u.text()[19]), std::string::npos);
    all.insert(u);
  }
  EXPECT_EQ(all.size(), 1000U);
}
