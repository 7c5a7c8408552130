// SPDX-License-Identifier: MIT
#pragma once

// std::ranges::begin, std::input_iterator_tag and std::default_sentinel_t are <iterator>'s. libstdc++ brings them with
// <vector> already, and its <iterator> adds the stream iterators and their streams, which take longer to compile than a
// floor of mizzle.
#include <vector>
#if !defined(__GLIBCXX__)
#include <iterator>
#endif
