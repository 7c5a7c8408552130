// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/aggregate.hpp>
#include <mizzle/expression/arithmetic.hpp>
#include <mizzle/expression/assignment.hpp>
#include <mizzle/expression/between.hpp>
#include <mizzle/expression/case_when.hpp>
#include <mizzle/expression/cast.hpp>
#include <mizzle/expression/comparison.hpp>
#include <mizzle/expression/function.hpp>
#include <mizzle/expression/in.hpp>
#include <mizzle/expression/like.hpp>
#include <mizzle/expression/logic.hpp>
#include <mizzle/expression/named.hpp>
#include <mizzle/expression/null.hpp>
#include <mizzle/expression/sql.hpp>
#include <mizzle/expression/window.hpp>
#include <mizzle/expression/window_function.hpp>
