// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/atomic/outcome.hpp>
#include <mizzle/expression/all.hpp>
#include <mizzle/query/conflict.hpp>
#include <mizzle/query/ddl.hpp>
#include <mizzle/query/delete.hpp>
#include <mizzle/query/insert.hpp>
#include <mizzle/query/select.hpp>
#include <mizzle/query/update.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/schema/table.hpp>
#include <mizzle/sqlite/connection.hpp>
#include <mizzle/value/by_name.hpp>
#include <mizzle/value/chrono.hpp>
