// SPDX-License-Identifier: MIT
#pragma once

// From the lowest floor to the highest, so that a compiler's error shows few includes.
#include <mizzle/fwd.hpp>
#include <mizzle/text/rejection.hpp>
#include <mizzle/value/by_name.hpp>
#include <mizzle/value/chrono.hpp>
#include <mizzle/value/identifier.hpp>
#include <mizzle/expression/expression.hpp>
#include <mizzle/expression/all.hpp>
#include <mizzle/schema/definition.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/schema/rowid.hpp>
#include <mizzle/statement/statement.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/scalar.hpp>
#include <mizzle/statement/compound.hpp>
#include <mizzle/statement/exists.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/update.hpp>
#include <mizzle/statement/delete.hpp>
#include <mizzle/statement/or.hpp>
#include <mizzle/statement/limit.hpp>
#include <mizzle/statement/named_query.hpp>
#include <mizzle/statement/with.hpp>
#include <mizzle/statement/json_each.hpp>
#include <mizzle/statement/create.hpp>
#include <mizzle/atomic/write.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/atomic/outcome.hpp>
#include <mizzle/atomic/any_write.hpp>
#include <mizzle/sqlite/handle.hpp>
#include <mizzle/sqlite/connection.hpp>
