// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/entity.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>
#include <mizzle/durable/write_behind/sql_source.hpp>

namespace mizzle::detail::write_behind {

/// The entities of some tables in memory: a change log for each, which loads through one reader.
template <class R, auto... Tables>
class memory {
 public:
  template <auto Table>
  using log_type = change_log<typename entity<Table>::id_type, row_of<Table>, sql_source<R, Table>>;

  memory(const memory&) = delete;
  memory& operator=(const memory&) = delete;

  [[nodiscard]] R& reader() noexcept { return *reader_; }
  template <auto Table>
  [[nodiscard]] auto& log() noexcept {
    return *std::get<std::unique_ptr<log_type<Table>>>(logs_);
  }
  /// The entity of an id, or null, from memory or else from the database. Ids that are all needed are better asked of log(), in one query.
  template <auto Table>
  [[nodiscard]] found<row_of<Table>> get(const typename entity<Table>::id_type& id, checkpoint at) {
    std::optional<answer<found<row_of<Table>>>> got;
    log<Table>().get(id, at, [&](const auto& a) { got = a; });
    if (!got) log<Table>().send_loads();
    return got->value();
  }
  /// All entities that meet a condition, such as `by(accounts.owner) == "ann"`.
  template <auto Table, Predicate P>
  [[nodiscard]] matches<row_of<Table>> lookup(const P& p, checkpoint at) {
    std::optional<answer<matches<row_of<Table>>>> got;
    log<Table>().lookup(p, at, [&](const auto& a) { got = a; });
    if (!got) log<Table>().send_loads();
    return got->value();
  }
  template <auto Table>
  void set(row_of<Table> row, checkpoint at) {
    auto id = entity<Table>::id_of(row);
    log<Table>().set(id, at, std::move(row));
  }
  template <auto Table>
  void remove(const typename entity<Table>::id_type& id, checkpoint at) {
    log<Table>().remove(id, at);
  }
  [[nodiscard]] held_count held() const {
    held_count all;
    each([&](const auto& log) {
      all.unwritten += log.held().unwritten;
      all.loaded += log.held().loaded;
    });
    return all;
  }

 protected:
  memory(R& reader, checkpoint last, clock_type now)
      : reader_{&reader}, meter_{std::make_unique<load_meter>(load_meter{.now = std::move(now)})},
        logs_{std::make_unique<log_type<Tables>>(sql_source<R, Tables>{&reader, meter_.get()}, last)...} {}
  ~memory() = default;

  template <class F>
  void each(F&& f) const {
    std::apply([&](const auto&... log) { (f(*log), ...); }, logs_);
  }
  /// The checkpoint of the newest change that is not written, or 0.
  [[nodiscard]] checkpoint newest() const {
    checkpoint all = 0;
    each([&](const auto& log) { all = std::max(all, log.newest()); });
    return all;
  }
  /// Appends the changes up to the end of a job.
  void write(write_job& job, bool with_history) { (write_table<Tables>(job, with_history), ...); }
  static void forget_above(std::vector<any_write>& list, checkpoint target) { (list.push_back(entity<Tables>::forget_above(target)), ...); }
  /// Sets everything back to a checkpoint, as changes at another.
  template <class H>
  void set_back(H& handle, checkpoint target, checkpoint at) {
    const auto all = std::tuple{find_diff<Tables>(handle, target)...};
    std::apply([&](const auto&... diff) { (apply_diff<Tables>(diff, at), ...); }, all);
  }
  [[nodiscard]] const load_meter& meter() const noexcept { return *meter_; }

 private:
  template <auto Table>
  void write_table(write_job& job, bool with_history) {
    const auto window = log<Table>().window(job.up_to);
    job.touched.push_back(!window.empty());
    entity<Table>::write(job.writes, window, with_history, job.rollback ? job.rollback->what.diff : 0);
  }
  template <auto Table, class H>
  static auto find_diff(H& handle, checkpoint target) {
    std::vector<std::pair<typename entity<Table>::id_type, std::optional<row_of<Table>>>> all;
    for (const auto& r : rows_on(handle, entity<Table>::changed_above(target)))
      all.emplace_back(mizzle::detail::get<0>(r), entity<Table>::restored(r));
    return all;
  }
  template <auto Table>
  void apply_diff(const auto& diff, checkpoint at) {
    for (const auto& [id, value] : diff) {
      if (value) log<Table>().set(id, at, *value);
      else log<Table>().remove(id, at);
    }
  }

  R* reader_;
  std::unique_ptr<load_meter> meter_;
  std::tuple<std::unique_ptr<log_type<Tables>>...> logs_;
};

}  // namespace mizzle::detail::write_behind
