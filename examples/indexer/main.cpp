// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "indexer.hpp"
#include "progress.hpp"
#include "verify.hpp"

namespace {

namespace mz = mizzle;

constexpr const char* help = R"(indexer: keeps a database of what the events of generated chains come to, while the chains are reorganised

  indexer run FILE [options]     works the chains off, from where the file was left, and tells how far it is
  indexer verify FILE            compares the file with a straight recomputation of all blocks up to there

Options of `run`; those that make the chains are kept in the file, and belong to the first run:
  --chains K             how many chains there are, 2 by default
  --blocks N             how many blocks each has at its end, 2000 by default
  --reorganisations R    how often the last blocks of a chain are replaced, 20 by default
  --seed S               what the blocks are made from, 1 by default
  --target T             how many changes are held in memory, roughly: 20000 by default
  --slow-writes MS       each write takes so many milliseconds longer
  --one-by-one           each batch is written before the next begins, to see what that costs

Exit codes: 0 done, and nothing differs; 1 wrong usage, or a file that cannot be used; 2 the file differs from the recomputation.
)";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::int64_t number(std::string_view option, std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t n = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (code != std::errc{} || end != text.data() + text.size() || n < least || n > most)
    throw usage_error{std::string{option} + " wants a number from " + std::to_string(least) + " to " + std::to_string(most)};
  return n;
}

struct arguments {
  std::string command, file;
  std::optional<std::int64_t> chains, blocks, reorganisations, seed;
  indexer::options options;
};

arguments parse(int count, char** values) {
  arguments a;
  int words = 0;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = values[i];
    if (!word.starts_with("--")) {
      if (++words > 2) throw usage_error{"too many words"};
      (words == 1 ? a.command : a.file) = word;
      continue;
    }
    if (word == "--one-by-one") {
      a.options.one_by_one = true;
      continue;
    }
    const auto next = [&](std::int64_t least, std::int64_t most) {
      if (++i == count) throw usage_error{std::string{word} + " needs a value"};
      return number(word, values[i], least, most);
    };
    if (word == "--chains") a.chains = next(1, 100);
    else if (word == "--blocks") a.blocks = next(1, 10'000'000);
    else if (word == "--reorganisations") a.reorganisations = next(0, 10'000);
    else if (word == "--seed") a.seed = next(0, 1'000'000'000);
    else if (word == "--target") a.options.target = static_cast<std::size_t>(next(1, 1'000'000'000));
    else if (word == "--slow-writes") a.options.slow_writes = std::chrono::milliseconds{next(0, 60'000)};
    else throw usage_error{"unknown option " + std::string{word}};
  }
  if (a.command != "run" && a.command != "verify") throw usage_error{"expected: indexer run FILE, or indexer verify FILE"};
  if (words != 2) throw usage_error{"FILE is missing"};
  return a;
}

int run(const arguments& a) {
  indexer::settings wanted;
  if (a.chains) wanted.chains = *a.chains;
  if (a.blocks) wanted.blocks = *a.blocks;
  if (a.reorganisations) wanted.reorganisations = *a.reorganisations;
  if (a.seed) wanted.seed = *a.seed;

  const indexer::settings made = indexer::begin(a.file, wanted);
  const auto is = [](const std::optional<std::int64_t>& given, std::int64_t there) { return !given || *given == there; };
  if (!is(a.chains, made.chains) || !is(a.blocks, made.blocks) || !is(a.reorganisations, made.reorganisations) || !is(a.seed, made.seed))
    throw usage_error{"the file was begun with other chains; leave out their options, or take another file"};
  indexer::indexer work{a.file, a.options};
  {
    indexer::progress progress{made.chains * made.blocks, work.blocks()};
    work.run([&] { progress.show(work.blocks(), work.done()); });
  }
  const indexer::figures done = work.done();
  std::printf("%lld blocks of %lld chains are stored\n", static_cast<long long>(work.blocks()), static_cast<long long>(made.chains));
  const auto n = [](auto count) { return static_cast<long long>(count); };
  std::printf("%lld events worked off now, in %lld batches and %lld writes; %lld times a batch had to wait\n", n(done.events),
              n(done.behind.batches), n(done.behind.writes), n(done.behind.stalls));
  std::printf("%lld reorganisations, which took back %lld blocks; %lld were found during a write\n", n(done.reorganisations),
              n(done.blocks_taken_back), n(done.found_during_writes));
  return 0;
}

int verify(const std::string& file) {
  mz::sqlite::connection db{file, {.read_only = true, .create = false}};
  const auto verdict = indexer::verify(db);
  for (const auto& [id, p] : verdict.places) {
    std::printf("chain %lld: %lld of %lld blocks, %lld events\n", static_cast<long long>(id), static_cast<long long>(p.block + 1),
                static_cast<long long>(verdict.made_from.blocks), static_cast<long long>(p.events));
  }
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i != std::min(verdict.differences.size(), most); ++i) std::printf("%s\n", verdict.differences[i].c_str());
  if (verdict.differences.size() > most) std::printf("and %zu more\n", verdict.differences.size() - most);
  if (!verdict.differences.empty()) return 2;
  std::printf("%zu entities, all as a recomputation has them\n", verdict.entities);
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    if (std::any_of(values + 1, values + count, [](std::string_view v) { return v == "--help" || v == "-h"; })) {
      std::fputs(help, stdout);
      return 0;
    }
    const arguments a = parse(count, values);
    const int code = a.command == "run" ? run(a) : verify(a.file);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw std::runtime_error{"the output cannot be written"};
    return code;
  } catch (const usage_error& e) {
    std::fprintf(stderr, "indexer: %s (see indexer --help)\n", e.what());
    return 1;
  } catch (const mz::error::guard_failed&) {
    std::fprintf(stderr, "indexer: another one has begun to work on this file\n");
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "indexer: %s\n", e.what());
    return 1;
  }
}
