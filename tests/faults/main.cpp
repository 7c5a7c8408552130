// SPDX-License-Identifier: MIT
// Makes every operation of a kind fail, one after another, under each scenario, and checks what is left.
//
//   faults [--all] [--seed N] [--sample N] [--only scenario] [--kind k] [--list] [--self-test]
//
// --all runs every point, otherwise a sample of each sweep is run; --only takes part of a scenario's name; --self-test runs
// scenarios that are wrong, each of which must be found out.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "sweep.hpp"

namespace {
using namespace faults;

std::vector<scenario> all_scenarios() {
  std::vector<scenario> result;
  for (const auto& part : {list_scenarios(), transaction_scenarios(), statement_scenarios(), opening_scenarios()})
    result.insert(result.end(), part.begin(), part.end());
  return result;
}

int self_test() {
  int missed = 0;
  for (const wrong_scenario& w : wrong_scenarios()) {
    for (std::size_t k = 0; k != kind_names.size(); ++k) {
      if (kind_names[k] != w.kind) continue;
      bool found = false;
      for (const std::string& complaint : sweep(w.what, static_cast<kind>(k), {.sample = 40, .quiet = true}).complaints)
        found |= complaint.find(w.complaint) != complaint.npos;
      if (!found) {
        std::printf("NOT FOUND OUT %s\n", w.what.name.data());
        ++missed;
      }
    }
  }
  std::printf("%zu wrong scenarios, %d not found out\n", wrong_scenarios().size(), missed);
  return missed == 0 ? 0 : 1;
}

unsigned long number(const char* text) {
  unsigned long result = 0;
  std::from_chars(text, text + std::strlen(text), result);
  return result;
}

}  // namespace

int main(int count, char** arguments) {
  choice chosen;
  std::string_view only, of_kind;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = arguments[i];
    const char* const value = i + 1 < count ? arguments[i + 1] : "";
    if (option == "--all") {
      chosen.all = true;
    } else if (option == "--self-test") {
      return self_test();
    } else if (option == "--list") {
      for (const scenario& s : all_scenarios()) std::printf("%s\n", s.name.data());
      for (const std::string_view k : kind_names) std::printf("--kind %s\n", k.data());
      return 0;
    } else if (option == "--seed" || option == "--sample" || option == "--only" || option == "--kind") {
      if (option == "--seed") chosen.seed = number(value);
      if (option == "--sample") chosen.sample = number(value);
      if (option == "--only") only = value;
      if (option == "--kind") of_kind = value;
      ++i;
    } else {
      std::fprintf(stderr, "faults: there is no option %s\n", arguments[i]);
      return 2;
    }
  }

  unsigned long passed = 0, failed = 0;
  for (const scenario& s : all_scenarios()) {
    if (s.name.find(only) == s.name.npos) continue;
    for (std::size_t k = 0; k != kind_names.size(); ++k) {
      if (!of_kind.empty() && of_kind != kind_names[k]) continue;
      const tally t = sweep(s, static_cast<kind>(k), chosen);
      passed += t.passed;
      failed += t.failed;
    }
  }
  std::printf("%lu passed, %lu failed\n", passed, failed);
  return failed == 0 && passed != 0 ? 0 : 1;
}
