/// Runs a target without a fuzzer: its seeds, then inputs that are made out of them.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "tests/fuzz/mutator.h"
#include "tests/fuzz/target.h"

namespace {

using moldau::Bytes;

std::uint64_t seed_at_hand = 1;
std::atomic<std::uint64_t> number_at_hand = 0;

/// Says how to see the same again, whoever ends the process.
void tell(int signal) {
  std::fprintf(stderr, "ended by signal %d: again with --seed %llu --only %llu\n", signal,
               static_cast<unsigned long long>(seed_at_hand),
               static_cast<unsigned long long>(number_at_hand.load()));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

Bytes content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("runs one fuzz target on inputs that are made out of its seeds");
  std::uint64_t inputs = 20'000;
  std::int64_t seconds = 0;
  std::optional<std::uint64_t> only;
  std::vector<std::string> files;
  app.add_option("--seed", seed_at_hand, "of the inputs")->capture_default_str();
  app.add_option("--inputs", inputs, "how many")->capture_default_str();
  app.add_option("--seconds", seconds, "as many as there is time for, instead");
  app.add_option("--only", only, "the number of one input");
  app.add_option("FILES", files, "inputs to run instead")->check(CLI::ExistingFile);
  CLI11_PARSE(app, argc, argv);

  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) std::signal(signal, tell);
  const auto seeds = moldau::fuzz::seeds();
  moldau::fuzz::require(!seeds.empty(), "a target has seeds");
  if (!files.empty()) {
    for (const auto& file : files) moldau::fuzz::run(content(file));
    return 0;
  }
  const moldau::fuzz::Mutator mutator(seeds);
  if (!only)
    for (const auto& each : seeds) moldau::fuzz::run(each);
  const auto began = std::chrono::steady_clock::now();
  const auto go_on = [&](std::uint64_t done) {
    if (only) return done == 0;
    return seconds ? std::chrono::steady_clock::now() - began < std::chrono::seconds(seconds) : done < inputs;
  };
  std::uint64_t done = 0;
  for (; go_on(done); ++done) {
    number_at_hand = only.value_or(0) + done;
    moldau::fuzz::run(mutator.input(seed_at_hand, number_at_hand));
  }
  std::cout << seeds.size() << " seeds and " << done << " inputs: nothing found\n";
}
