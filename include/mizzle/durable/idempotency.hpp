// SPDX-License-Identifier: MIT
#pragma once

// Operations that happen once, however often they are asked for: store (over any handle that is transactional or batching),
// memory_store, run_once() and begin(). Not in mizzle.hpp: needs nlohmann::json (Debian: nlohmann-json3-dev), OpenSSL's libcrypto
// (libssl-dev, link with -lcrypto) and threads.
#include <mizzle/durable/idempotency/announce.hpp>
#include <mizzle/durable/idempotency/begin.hpp>
#include <mizzle/durable/idempotency/key.hpp>
#include <mizzle/durable/idempotency/memory_store.hpp>
#include <mizzle/durable/idempotency/run_once.hpp>
#include <mizzle/durable/idempotency/statements.hpp>
#include <mizzle/durable/idempotency/store.hpp>
