// SPDX-License-Identifier: MIT
#pragma once

// Atomic lists for the database of another process of the same machine. Not in mizzle.hpp: needs Boost.Asio and msgpack-cxx (Debian:
// libboost-dev, libmsgpack-cxx-dev; link with -pthread).

#include <mizzle/remote/client.hpp>
#include <mizzle/remote/server.hpp>
