#include "tool/target.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fmt/ranges.h>
#include <unistd.h>

#include "inspect/json_text.h"
#include "tool/output.h"

namespace moldau::tool {

void add_target_options(CLI::App& command, Target& target) {
  command.add_option("-b,--bootstrap-server", target.bootstrap, "A broker, or several: host:port,host:port")
      ->envname("MOLDAU_BOOTSTRAP")
      ->capture_default_str();
  command.add_option("--timeout-ms", target.timeout_ms, "How long to wait for an answer")
      ->check(CLI::Range(1, 3'600'000))
      ->capture_default_str();
  command.add_flag("--json", target.json, "Print JSON");
}

client::Result<client::Cluster> connect(const Target& target) {
  return client::Cluster::open(target.bootstrap, {.timeout_ms = target.timeout_ms});
}

int print_json(const inspect::Json& json) {
  print_line(inspect::json_text(json));
  return flushed(kDone);
}

int print_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(header.size());
  const auto measure = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  };
  measure(header);
  for (const auto& row : rows) measure(row);
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i)
      text += i + 1 < row.size() ? fmt::format("{:<{}}  ", row[i], widths[i]) : row[i];
    print_line(text);
  };
  line(header);
  for (const auto& row : rows) line(row);
  return flushed(kDone);
}

std::string joined(const std::vector<std::int32_t>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

client::Result<std::pair<std::string, std::string>> parse_pair(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0)
    return std::unexpected(fmt::format("\"{}\" is not NAME=VALUE", text));
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Progress::Progress() : on_terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_ > 0) fmt::print(stderr, "\r{:<{}}\r", "", shown_);
}

void Progress::show(const std::string& text) {
  if (!on_terminal_) return;
  fmt::print(stderr, "\r{:<{}}", text, shown_);
  std::fflush(stderr);
  shown_ = std::max(shown_, text.size());
}

}  // namespace moldau::tool
