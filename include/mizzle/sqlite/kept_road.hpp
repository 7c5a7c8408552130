// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/sqlite/raw.hpp>
#include <mizzle/sqlite/session.hpp>
#include <mizzle/wire/kept_road.hpp>

namespace mizzle::detail::sqlite {

/// Runs statements whose types are forgotten on a connection's kept statements.
// A template, because virtual functions are made in every file that sees them, and a vector of values with them: a fifth of a unit.
template <class Value>
class kept_road final : public detail::kept_road {
 public:
  /// With a reason why not, it only reads.
  kept_road(session& on, const char* why_not) noexcept : on_{&on}, why_not_{why_not} {}

  run_result run(statement_site& site, const bound_values& values, row_window window, std::vector<std::vector<Value>>& rows) override {
    if (why_not_ && site.kind != statement_kind::select) throw error::invalid_request{why_not_};
    cursor c{*on_, site.words.has_shape ? on_->acquire(site, values.how(window)) : on_->acquire(site)};
    sink to{c.statement(), window};
    values.put_into(to);
    to.binds.finish();
    const counts counted{on_->db, site.row_id};
    while (c.step()) rows.push_back(read_values<std::vector<Value>>(c.statement()));
    on_->note_end(&c.kept());
    return counted.result(changes_rows(site.kind));
  }
  void tell(error::base& e, statement_site& site, const shape& how) override { on_->tell(e, site, how); }
  statement_reply run(std::string_view sql, const std::vector<Value>& values) override {
    return run_bound<statement_reply>(*on_, sql, values, why_not_);
  }
  [[nodiscard]] std::size_t max_parameters() const override { return on_->max_parameters(); }

 private:
  struct sink final : value_sink {
    sink(sqlite3_stmt* statement, row_window rows) noexcept : value_sink{rows}, binds{statement, rows, false} {}
    void put(std::int64_t x) override { binds.put(x); }
    void put(double x) override { binds.put(x); }
    void put(std::string_view x, bool keep) override { binds.put(x, keep); }
    void put(blob_view x, bool keep) override { binds.put(x, keep); }
    void put_null() override { binds.put_null(); }
    binder binds;
  };
  session* on_;
  const char* why_not_;
};

}  // namespace mizzle::detail::sqlite
