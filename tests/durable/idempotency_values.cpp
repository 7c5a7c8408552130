// SPDX-License-Identifier: MIT
#include <limits>
#include <map>
#include <unordered_map>

#include "durable/idempotency_stores.hpp"

namespace {

using namespace idempotency_tests;

struct money {
  std::int64_t cents = 0;
  friend bool operator==(const money&, const money&) = default;
};
struct measured {
  std::string what;
  std::vector<double> values;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(measured, what, values)
};

template <class T>
std::string encode(const T& x) {
  return idem::result_codec<T>::encode(x);
}
template <class T>
T decode(const std::string& text) {
  return idem::result_codec<T>::decode(text);
}

}  // namespace

/// A result that is no JSON.
template <>
struct mizzle::idempotency::result_codec<money> {
  static std::string encode(const money& m) { return std::to_string(m.cents) + " cents"; }
  static money decode(const std::string& text) {
    if (!text.ends_with(" cents")) throw std::invalid_argument{"no money"};
    return {std::stoll(text)};
  }
};

TEST(idempotency_result_codec, results_are_json_and_come_back_exactly) {
  EXPECT_EQ(encode(5), "5");
  EXPECT_EQ(encode(std::string{"a\"b"}), R"("a\"b")");
  EXPECT_EQ(encode(1.5), "1.5");
  EXPECT_EQ(encode(true), "true");
  EXPECT_EQ(encode(std::map<std::string, int>{{"b", 1}, {"a", 2}}), R"({"a":2,"b":1})");
  EXPECT_EQ(decode<double>(encode(0.1)), 0.1);
  EXPECT_EQ(decode<double>(encode(std::numeric_limits<double>::denorm_min())), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(decode<float>(encode(0.1f)), 0.1f);
  EXPECT_TRUE(std::signbit(decode<double>(encode(-0.0))));
  EXPECT_EQ(decode<std::int64_t>(encode(std::numeric_limits<std::int64_t>::min())), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(decode<double>("3"), 3.0);
}

TEST(idempotency_result_codec, what_json_cannot_say_is_refused_and_never_null) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW((void)encode(nan), mz::error::invalid_request);
  EXPECT_THROW((void)encode(-infinity), mz::error::invalid_request);
  EXPECT_THROW((void)encode(std::optional<double>{nan}), mz::error::invalid_request);
  EXPECT_THROW((void)encode(measured{"x", {1, nan}}), mz::error::invalid_request);
  EXPECT_THROW((void)encode(std::string{"\xff"}), mz::error::invalid_request);
}

TEST(idempotency_result_codec, what_does_not_fit_is_an_error_and_never_cut_off) {
  EXPECT_ANY_THROW((void)decode<std::int8_t>("300"));
  EXPECT_ANY_THROW((void)decode<unsigned>("-1"));
  EXPECT_ANY_THROW((void)decode<int>("1.5"));
  EXPECT_ANY_THROW((void)decode<int>("true"));
  EXPECT_ANY_THROW((void)decode<bool>("1"));
  EXPECT_ANY_THROW((void)decode<std::int64_t>("9223372036854775808"));
  EXPECT_ANY_THROW((void)decode<int>("null"));
  EXPECT_ANY_THROW((void)decode<float>("0.1000000000001"));
  EXPECT_ANY_THROW((void)decode<double>("1e999"));
  EXPECT_ANY_THROW((void)decode<std::string>("5"));
  EXPECT_ANY_THROW((void)decode<measured>(R"({"what":"x"})"));
  EXPECT_ANY_THROW((void)decode<int>(""));
  EXPECT_ANY_THROW((void)decode<int>("5 6"));
}

TEST(idempotency_result_codec, one_of_ones_own_is_used) {
  idem::memory_store store;
  EXPECT_EQ(idem::run_once(store, "k", {}, [] { return money{120}; }).value(), money{120});
  EXPECT_EQ(store.peek("k")->result, "120 cents");
  EXPECT_EQ(idem::run_once(store, "k", {}, [] { return money{5}; }).value(), money{120});
  EXPECT_EQ(decode<std::optional<money>>(encode(std::optional{money{7}})), money{7});
  EXPECT_EQ(decode<std::optional<money>>(encode(std::optional<money>{})), std::nullopt);
  (void)idem::run_once(store, "other", {}, [] { return 5; });
  EXPECT_THROW((void)idem::run_once(store, "other", {}, [] { return money{}; }), mz::error::decode_error);
}

TEST(idempotency_key, d_16_a_derived_key_is_that_of_its_parts) {
  const nlohmann::json input{{"card", "4242"}, {"amount", 5}};
  const std::string key = idem::key_of("charge", "me", input);
  EXPECT_EQ(key.substr(0, 7), "charge:");
  EXPECT_EQ(key.size(), 7u + 64u);
  EXPECT_EQ(key, idem::key_of("charge", "me", nlohmann::ordered_json{{"amount", 5}, {"card", "4242"}}));
  EXPECT_EQ(idem::key_of("charge", "me", std::map<std::string, int>{{"a", 1}, {"b", 2}}),
            idem::key_of("charge", "me", std::unordered_map<std::string, int>{{"b", 2}, {"a", 1}}));
  for (const std::string& other :
       {idem::key_of("charge", "you", input), idem::key_of("refund", "me", input), idem::key_of("charge", "me", nlohmann::json{}),
        idem::key_of("charge", "me", nlohmann::json{{"card", "4242"}, {"amount", 5.0}}),
        idem::key_of("charge", "me", nlohmann::json{{"card", "4242"}, {"amount", "5"}})}) {
    EXPECT_NE(key, other);
  }
  // Where one part ends and the next begins is part of it.
  EXPECT_NE(idem::key_of("a", "bc", ""), idem::key_of("a", "b", "c"));
  EXPECT_NE(idem::key_of("a\",\"b", "c", ""), idem::key_of("a", "b\",\"c", ""));
  EXPECT_THROW((void)idem::key_of("charge", "\xff", 1), mz::error::invalid_request);
  EXPECT_THROW((void)idem::key_of("charge", "me", std::numeric_limits<double>::infinity()), mz::error::invalid_request);
}

// A key outlives the program that made it: this one was computed by printf '["charge","me",{"amount":5,"rate":1.5}]' | sha256sum
TEST(idempotency_key, d_16_a_derived_key_stays_what_it_is) {
  EXPECT_EQ(idem::key_of("charge", "me", nlohmann::json{{"rate", 1.5}, {"amount", 5}}),
            "charge:bdd07783abc55d5ed595abc22ba82bdc49b9e0b056ad09e16ae998743f929133");
  EXPECT_EQ(mz::hexadecimal(idem::request_digest("")), "12ae32cb1ec02d01eda3581b127c1fee3b0dc53572ed6baf239721a03d82e126");
}

TEST(idempotency_failure, it_is_stored_as_json) {
  using codec = mz::codec<idem::failure>;
  EXPECT_EQ(codec::encode({"no"}), R"({"message":"no"})");
  EXPECT_EQ(codec::encode({"no", "402"}), R"({"code":"402","message":"no"})");
  EXPECT_EQ(codec::decode(R"({"message":"no","stack":"..."})"), idem::failure{"no"});
  for (const char* const wrong : {"", "no", "null", "[]", "{}", R"({"message":5})", R"({"message":"no","code":5})"}) {
    EXPECT_FALSE(codec::accepts(wrong)) << wrong;
  }
}

namespace {

struct idempotency_memory_store : testing::Test {
  support::fake_clock clock;
  idem::memory_store store{{.now = clock.reader()}, 20};

  void complete(const std::string& key) {
    ASSERT_TRUE(is<idem::claimed>(store.claim(key, "a")));
    ASSERT_TRUE(store.complete(key, "a", "1"));
    clock.move(1ms);
  }
};

}  // namespace

TEST_F(idempotency_memory_store, above_its_capacity_it_drops_the_tenth_that_was_written_longest_ago) {
  for (int i = 0; i != 20; ++i) complete(std::to_string(i));
  ASSERT_TRUE(is<idem::completed>(store.claim("0", "b")));  // to be looked at does not count
  EXPECT_EQ(store.size(), 20u);
  complete("new");
  EXPECT_EQ(store.size(), 19u);
  EXPECT_FALSE(store.peek("0") || store.peek("1"));
  EXPECT_TRUE(store.peek("2") && store.peek("new"));
}

TEST_F(idempotency_memory_store, a_live_lease_is_never_dropped) {
  for (int i = 0; i != 19; ++i) ASSERT_TRUE(is<idem::claimed>(store.claim(std::to_string(i), "a", {.lease = 30s})));
  clock.move(1s);
  complete("done");
  ASSERT_TRUE(is<idem::claimed>(store.claim("one more", "a")));
  EXPECT_FALSE(store.peek("done"));
  EXPECT_EQ(store.size(), 20u);
  ASSERT_TRUE(is<idem::claimed>(store.claim("above", "a")));
  EXPECT_EQ(store.size(), 21u);
  clock.move(31s);
  ASSERT_TRUE(is<idem::claimed>(store.claim("later", "a")));
  EXPECT_EQ(store.size(), 20u);
  for (int i = 0; i != 2; ++i) EXPECT_TRUE(store.peek("one more") && store.peek("above"));
}
