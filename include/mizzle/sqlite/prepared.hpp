// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <mizzle/sqlite/handle.hpp>
#include <mizzle/statement/bind_values.hpp>

namespace mizzle::detail::sqlite {

/// A statement with parameters on a handle, which must outlive it: called with its values, in the order in which the parameters' names
/// first stand in the statement, or with the struct whose members they are. Like every statement it is prepared once, at its first call.
template <class H, class S, class Struct = typename struct_of_slots<slots_of<S>>::type>
class prepared {
 public:
  prepared(H& handle, S statement) : handle_{&handle}, statement_{std::move(statement)} {}

  /// All rows, or the run_result of a statement without rows.
  template <class... X>
  auto operator()(const X&... values) const {
    if constexpr (returns_rows<S>) return all(values...);
    else return run(values...);
  }
  template <class... X>
  auto all(const X&... values) const {
    return handle_->all(bind_values(statement_, values...));
  }
  template <class... X>
  auto get(const X&... values) const {
    return handle_->get(bind_values(statement_, values...));
  }
  template <class... X>
  auto one(const X&... values) const {
    return handle_->one(bind_values(statement_, values...));
  }
  /// The rows one after another, as views. The values need not live on, and the statement may be called again meanwhile.
  template <class... X>
  auto stream(const X&... values) const {
    return handle_->stream(bind_values(statement_, values...));
  }
  template <class... X>
  run_result run(const X&... values) const {
    return handle_->run(bind_values(statement_, values...));
  }

 private:
  H* handle_;
  S statement_;
};
/// With a struct, also `find({.id = 7})`.
template <class H, class S, class Struct>
  requires(!std::is_void_v<Struct>)
class prepared<H, S, Struct> {
 public:
  prepared(H& handle, S statement) : handle_{&handle}, statement_{std::move(statement)} {}

  auto operator()(const Struct& values) const {
    if constexpr (returns_rows<S>) return all(values);
    else return run(values);
  }
  auto all(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->all(bind_values(statement_, values));
  }
  auto get(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->get(bind_values(statement_, values));
  }
  auto one(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->one(bind_values(statement_, values));
  }
  auto stream(const Struct& values) const
    requires returns_rows<S>
  {
    return handle_->stream(bind_values(statement_, values));
  }
  run_result run(const Struct& values) const { return handle_->run(bind_values(statement_, values)); }

 private:
  H* handle_;
  S statement_;
};

template <Statement S>
auto handle::prepare(S statement) {
  return prepared<handle, S>{*this, std::move(statement)};
}

}  // namespace mizzle::detail::sqlite
