// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/durable/effect_cache.hpp>
#include <mizzle/durable/write_behind/prune.hpp>
#include <mizzle/durable/write_behind/runner.hpp>
#include <mizzle/durable/write_behind/store.hpp>
