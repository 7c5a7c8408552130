// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle::detail {

namespace op {
/// `x collate "name"`.
template <fixed_string Name>
struct collate {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put(" collate "sv);
    w.identifier(Name.view());
    return w.size();
  }
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::collate, .text = written<collate>.view()};
};
}  // namespace op

template <class T, class V, class... K>
template <fixed_string Name>
constexpr auto expr<T, V, K...>::collate() const {
  if constexpr (kind_of<remove_optional_t<T>> == value_kind::text || type_of<remove_optional_t<T>> == sql_type::text) {
    return expr<T, V, op::collate<Name>, K...>{values};
  } else {
    (void)accept<diagnosis{fault::not_a_value, sentence{"mizzle: collate(): ", called(*words[0]), " of type ", type_name<T>(),
                                                        " is no text, and only texts have a collation; use mz::cast<std::string>()"}}>();
    return *this;
  }
}

}  // namespace mizzle::detail
