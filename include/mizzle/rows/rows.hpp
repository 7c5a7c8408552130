// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include <mizzle/rows/decode.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// What a row is made of in memory: a record's values, and any other row as it is.
template <class Row>
struct stored_row {
  using type = Row;
};
template <bool View, class... F>
struct stored_row<record_of<View, F...>> {
  using type = typename record_of<View, F...>::values_type;
};
template <class Row>
using stored_row_t = typename stored_row<Row>::type;

/// What has to be known of a type to keep a sequence of it.
struct row_kind {
  std::size_t size;
  std::size_t alignment;
  void (*move)(void* to, void* from, std::size_t count) noexcept;  // leaves nothing behind; to nowhere, only destroys
};
// One function for both, because a compiler makes it for each kind of row.
template <class T>
void move_rows(void* to, void* from, std::size_t count) noexcept {
  for (std::size_t i = 0; i != count; ++i) {
    T& row = static_cast<T*>(from)[i];
    if (to) new (static_cast<T*>(to) + i) T(static_cast<T&&>(row));
    row.~T();
  }
}
template <class T>
inline constexpr row_kind kind_of_rows{sizeof(T), alignof(T), move_rows<T>};

/// An owning, contiguous, movable sequence, one class for all kinds of rows: a std::vector takes a compiler ten times as
/// long, once for each kind.
class row_store {
 public:
  explicit row_store(const row_kind& kind) noexcept : kind_{&kind} {}
  row_store(row_store&& other) noexcept : kind_{other.kind_} { swap(other); }
  row_store& operator=(row_store&&) = delete;
  ~row_store() {
    kind_->move(nullptr, data, size);
    release();
  }
  void swap(row_store& other) noexcept {
    void* const mine = data;
    const std::size_t my_size = size, my_capacity = capacity_;
    data = other.data;
    size = other.size;
    capacity_ = other.capacity_;
    other.data = mine;
    other.size = my_size;
    other.capacity_ = my_capacity;
  }

  /// Room for one more; who fills it counts it.
  void* place() {
    if (size == capacity_) grow();
    return static_cast<char*>(data) + size * kind_->size;
  }

  void* data = nullptr;
  std::size_t size = 0;

 private:
  void grow() {
    const std::size_t capacity = capacity_ == 0 ? 8 : capacity_ * 2;
    void* const moved = is_over_aligned() ? ::operator new(capacity * kind_->size, std::align_val_t{kind_->alignment}) : ::operator new(capacity * kind_->size);
    kind_->move(moved, data, size);
    release();
    data = moved;
    capacity_ = capacity;
  }
  void release() noexcept {
    if (is_over_aligned()) {
      ::operator delete(data, std::align_val_t{kind_->alignment});
    } else {
      ::operator delete(data);
    }
  }
  [[nodiscard]] bool is_over_aligned() const noexcept { return kind_->alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__; }

  const row_kind* kind_;
  std::size_t capacity_ = 0;
};
/// Appends what a reader yields.
template <class T, class Reader>
[[gnu::always_inline]] inline void read_row(row_store& to, Reader& reader) {
  new (to.place()) T(decode<T>::read(reader));
  ++to.size;
}

/// The rows of a statement: an owning, contiguous, movable sequence. Rows of the same value types share its code: what is
/// made in its memory are their values, which are the only member of a record and so, by the rules for objects that are
/// created implicitly, the record itself (https://wg21.link/p0593).
template <class Row>
class rows {
 public:
  using value_type = Row;
  using iterator = Row*;
  using const_iterator = const Row*;
  using stored = stored_row_t<Row>;

  [[gnu::always_inline]] rows() noexcept : store_{kind_of_rows<stored>} {}
  [[gnu::always_inline]] explicit rows(row_store&& s) noexcept : store_{static_cast<row_store&&>(s)} {}
  rows(const rows& other) : rows{} {
    for (std::size_t i = 0; i != other.size(); ++i) {
      new (store_.place()) stored(static_cast<const stored*>(other.store_.data)[i]);
      ++store_.size;
    }
  }
  [[gnu::always_inline]] rows(rows&&) noexcept = default;
  rows& operator=(rows other) noexcept {
    store_.swap(other.store_);
    return *this;
  }
  [[gnu::always_inline]] ~rows() = default;

  [[nodiscard]] [[gnu::always_inline]] std::size_t size() const noexcept { return store_.size; }
  [[nodiscard]] [[gnu::always_inline]] bool empty() const noexcept { return store_.size == 0; }
  [[nodiscard]] [[gnu::always_inline]] Row* data() noexcept { return reinterpret_cast<Row*>(store_.data); }
  [[nodiscard]] [[gnu::always_inline]] const Row* data() const noexcept { return reinterpret_cast<const Row*>(store_.data); }
  [[nodiscard]] [[gnu::always_inline]] Row* begin() noexcept { return data(); }
  [[nodiscard]] [[gnu::always_inline]] Row* end() noexcept { return data() + store_.size; }
  [[nodiscard]] [[gnu::always_inline]] const Row* begin() const noexcept { return data(); }
  [[nodiscard]] [[gnu::always_inline]] const Row* end() const noexcept { return data() + store_.size; }
  // Rows that are about to end give values and no references: `db.all(q)[0][t.body]`.
  [[nodiscard]] [[gnu::always_inline]] Row& operator[](std::size_t i) & noexcept { return data()[i]; }
  [[nodiscard]] [[gnu::always_inline]] const Row& operator[](std::size_t i) const& noexcept { return data()[i]; }
  [[nodiscard]] Row operator[](std::size_t i) && { return std::move(data()[i]); }
  [[nodiscard]] const Row& at(std::size_t i) const& { return data()[within(i)]; }
  [[nodiscard]] Row at(std::size_t i) && { return std::move(data()[within(i)]); }
  [[nodiscard]] Row& front() & noexcept { return data()[0]; }
  [[nodiscard]] const Row& front() const& noexcept { return data()[0]; }
  [[nodiscard]] Row front() && { return std::move(data()[0]); }
  [[nodiscard]] Row& back() & noexcept { return data()[size() - 1]; }
  [[nodiscard]] const Row& back() const& noexcept { return data()[size() - 1]; }
  [[nodiscard]] Row back() && { return std::move(data()[size() - 1]); }

  /// The only row; no_row or too_many_rows otherwise.
  [[nodiscard]] const Row& one() const& {
    only_one();
    return data()[0];
  }
  [[nodiscard]] Row one() && {
    only_one();
    return std::move(data()[0]);
  }

  /// Appends what a reader yields.
  template <class Reader>
  [[gnu::always_inline]] void read(Reader& reader) {
    read_row<stored>(store_, reader);
  }

  friend bool operator==(const rows& a, const rows& b)
    requires std::equality_comparable<Row>
  {
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i != a.size(); ++i) same = a[i] == b[i];
    return same;
  }

 private:
  [[nodiscard]] std::size_t within(std::size_t i) const {
    if (i >= size()) throw std::out_of_range{"mizzle::rows::at"};
    return i;
  }
  void only_one() const {
    if (size() == 0) throw error::no_row{};
    if (size() > 1) throw error::too_many_rows{};
  }

  row_store store_;
};

/// Room for one T or none.
template <class T>
class optional_store {
 public:
  optional_store() noexcept {}
  optional_store(optional_store&& other) : optional_store{} {
    if (other.engaged) emplace(static_cast<T&&>(other.item));
  }
  optional_store(const optional_store& other) : optional_store{} {
    if (other.engaged) emplace(other.item);
  }
  optional_store& operator=(optional_store other) {
    reset();
    if (other.engaged) emplace(static_cast<T&&>(other.item));
    return *this;
  }
  ~optional_store() { reset(); }

  template <class Reader>
  void read(Reader& reader) {
    new (&item) T(decode<T>::read(reader));
    engaged = true;
  }

  union {
    T item;
  };
  bool engaged = false;

 private:
  template <class X>
  void emplace(X&& x) {
    new (&item) T(static_cast<X&&>(x));
    engaged = true;
  }
  void reset() noexcept {
    if (engaged) item.~T();
    engaged = false;
  }
};

/// A row or none, with the interface of std::optional, into which it converts.
template <class Row>
class optional_row {
 public:
  using value_type = Row;
  using store = optional_store<stored_row_t<Row>>;

  optional_row() = default;
  optional_row(std::nullopt_t) noexcept {}
  [[gnu::always_inline]] explicit optional_row(store&& s) : store_{static_cast<store&&>(s)} {}
  optional_row(const optional_row&) = default;
  [[gnu::always_inline]] optional_row(optional_row&&) = default;
  optional_row& operator=(const optional_row&) = default;
  optional_row& operator=(optional_row&&) = default;
  [[gnu::always_inline]] ~optional_row() = default;

  [[nodiscard]] [[gnu::always_inline]] bool has_value() const noexcept { return store_.engaged; }
  [[gnu::always_inline]] explicit operator bool() const noexcept { return store_.engaged; }
  [[nodiscard]] [[gnu::always_inline]] Row& operator*() & noexcept { return *place(); }
  [[nodiscard]] [[gnu::always_inline]] const Row& operator*() const& noexcept { return *place(); }
  [[nodiscard]] [[gnu::always_inline]] Row operator*() && { return std::move(*place()); }
  [[nodiscard]] [[gnu::always_inline]] Row* operator->() noexcept { return place(); }
  [[nodiscard]] [[gnu::always_inline]] const Row* operator->() const noexcept { return place(); }
  [[nodiscard]] Row& value() & { return *checked_place(*this); }
  [[nodiscard]] const Row& value() const& { return *checked_place(*this); }
  [[nodiscard]] Row value() && { return std::move(*checked_place(*this)); }
  operator std::optional<Row>() && { return has_value() ? std::optional<Row>{std::move(*place())} : std::nullopt; }
  operator std::optional<Row>() const& { return has_value() ? std::optional<Row>{*place()} : std::nullopt; }
  friend bool operator==(const optional_row& a, std::nullopt_t) noexcept { return !a.has_value(); }
  friend bool operator==(const optional_row& a, const optional_row& b)
    requires std::equality_comparable<Row>
  {
    return a.has_value() == b.has_value() && (!a.has_value() || *a == *b);
  }

 private:
  static auto checked_place(auto& self) {
    if (!self.store_.engaged) throw std::bad_optional_access{};
    return self.place();
  }
  [[nodiscard]] [[gnu::always_inline]] Row* place() noexcept { return reinterpret_cast<Row*>(&store_.item); }
  [[nodiscard]] [[gnu::always_inline]] const Row* place() const noexcept { return reinterpret_cast<const Row*>(&store_.item); }

  store store_;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::rows;
}  // namespace mizzle
