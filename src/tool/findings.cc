#include "tool/findings.h"

#include <algorithm>
#include <fmt/format.h>

#include "tool/output.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

std::string_view word(Verdict verdict) {
  constexpr std::string_view kWords[] = {"ok", "warn", "FAIL"};
  return kWords[static_cast<std::size_t>(verdict)];
}

}  // namespace

void Findings::add(Finding finding) {
  if (!json_) {
    print_line(fmt::format("{:<5} {}", word(finding.verdict), finding.what));
    if (!finding.advice.empty()) print_line("      -> " + finding.advice);
    [[maybe_unused]] const int now = flushed(kDone);  // a check may take its time, and close() looks again
  }
  all_.push_back(std::move(finding));
}

int Findings::close() {
  const auto bad = std::ranges::count(all_, Verdict::kBad, &Finding::verdict);
  const auto doubtful = std::ranges::count(all_, Verdict::kDoubtful, &Finding::verdict);
  const int code = bad > 0 ? kFailed : kDone;
  if (!json_) {
    print_line(fmt::format("{} checks, {} failed, {} warnings", all_.size(), bad, doubtful));
    return flushed(code);
  }
  inspect::Json json = inspect::Json::array();
  for (const auto& each : all_)
    json.push_back({{"verdict", word(each.verdict)}, {"what", each.what}, {"advice", each.advice}});
  return std::max(code, print_json(json));
}

}  // namespace moldau::tool
