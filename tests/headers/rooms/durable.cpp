// SPDX-License-Identifier: MIT
#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/change_log.hpp>
#include <mizzle/durable/effect_cache.hpp>
#include <mizzle/durable/idempotency.hpp>
#include <mizzle/durable/ledger.hpp>
#include <mizzle/durable/publish.hpp>
#include <mizzle/durable/sequence.hpp>
#include <mizzle/durable/write_behind.hpp>
#include <mizzle/durable/writer.hpp>

namespace {
/// An engine that is not there.
struct batch {
  using dialect = mizzle::dialect::postgres;
  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    return std::vector<mizzle::statement_reply>(list.size(), {1, 0, {}});
  }
};
}  // namespace

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace durable_room_of {
template <class As>
struct Part {
  mizzle::column<As, "id", std::string, mizzle::primary_key> id{};
  mizzle::column<As, "size", std::int64_t> size{};
};
inline constexpr mizzle::table<"parts", Part> parts{};
}  // namespace durable_room_of

static_assert(decltype(mizzle::ledger::deduct({}))::size == 2);

bool durable_room() {
  namespace idempotency = mizzle::idempotency;
  batch b;
  idempotency::store store{b};
  const auto refused = idempotency::run_once(store, "k", {.wait = std::chrono::milliseconds{0}}, [] { return 1; });
  idempotency::memory_store memory;
  const auto done = idempotency::run_once(memory, "k", {}, [](idempotency::execution& e) { return e.key(); });
  const auto paid = mizzle::run_atomic(b, mizzle::ledger::credit({.id = "1", .caller = "a", .amount = 1}));
  return refused.refusal() && mizzle::get<0>(paid).changes == 1 && store.complete("k", "a", "1") && store.purge() == 1 &&
         done.value() == "k" && idempotency::begin<std::string>(memory, "k").replay();
}

bool durable_room_write_behind() {
  batch b;
  namespace write_behind = mizzle::write_behind;
  using namespace durable_room_of;
  write_behind::store<batch, parts> store{b};
  store.set<parts>({.id = "a", .size = 1}, 1);
  store.log<parts>().lookup(write_behind::by(parts.size) > 0, 1, [](const auto&) {});
  store.enqueue({.checkpoints = {{.id = 1, .chain_id = 1, .block_number = 1, .block_hash = std::nullopt, .events_processed = 1}}});
  (void)store.write_next(b);
  (void)store.roll_back(b, 1, 0);
  {
    write_behind::runner run{store, b};
    (void)run.process([](auto&) {
      return write_behind::batch{
          .checkpoints = {{.id = 3, .chain_id = 1, .block_number = 1, .block_hash = std::nullopt, .events_processed = 1}}};
    });
    run.stage("parts", mizzle::delete_from(parts).all_rows());
    run.close().get();
  }
  write_behind::effect_cache<std::string, int> cache;
  cache.put("a", 1, 1, true);
  return cache.held() == 1;
}

bool durable_room_publish() {
  batch b;
  using namespace durable_room_of;
  mizzle::writer<batch&> writer{b};
  std::vector<mizzle::row_of<parts>> rows{{.id = "a", .size = 0}};
  const auto numbered = [](const auto& r) {
    return mizzle::insert_into(parts).set(parts.id = r.id, parts.size = mizzle::next_in(parts.size, parts.id != ""));
  };
  return mizzle::publish(rows, writer, numbered, [](auto&, const auto&) {}, [](const auto&) {}).empty();
}
