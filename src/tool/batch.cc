#include "tool/batch.h"

#include <fmt/format.h>
#include <iostream>

#include "inspect/json_text.h"
#include "tool/output.h"

namespace moldau::tool {

int run_batch(const std::function<std::expected<inspect::Json, std::string>(inspect::Json)>& convert) {
  std::ios::sync_with_stdio(false);
  std::size_t number = 0, wrong = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    auto parsed = inspect::parse_json(line);
    auto converted = parsed ? convert(*parsed) : std::unexpected(parsed.error());
    if (!converted) {
      ++wrong;
      auto told = parsed && parsed->is_object() ? std::move(*parsed) : inspect::Json::object();
      told["line"] = number;
      told["error"] = converted.error();
      converted = std::move(told);
    }
    print_line(inspect::json_text(*converted));
  }
  if (wrong == 0) return flushed(kDone);
  return flushed(
      failed(fmt::format("{} of {} lines failed; each was printed with \"error\"", wrong, number)));
}

}  // namespace moldau::tool
