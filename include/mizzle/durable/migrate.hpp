// SPDX-License-Identifier: MIT
#pragma once

// Changes of a schema, in order and once each: migrate(), migration(), migrations(), rebuild(), plan_migrations(). Not in mizzle.hpp:
// needs OpenSSL's libcrypto (Debian: libssl-dev; link with -lcrypto).
#include <mizzle/durable/migrate/plan.hpp>
#include <mizzle/durable/migrate/run.hpp>
