// SPDX-License-Identifier: MIT
#pragma once

// Atomic lists for the database of another process of the same machine. Not in mizzle.hpp: needs Boost.Asio (Debian: libboost-dev;
// link with -pthread).

#include <mizzle/remote/client.hpp>
#include <mizzle/remote/server.hpp>
