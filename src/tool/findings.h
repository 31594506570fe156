#pragma once

#include <string>
#include <vector>

#include "inspect/schema.h"

namespace moldau::tool {

enum class Verdict : std::uint8_t { kGood, kDoubtful, kBad };

/// What doctor looked at, what it saw, and what to do about it.
struct Finding {
  Verdict verdict = Verdict::kGood;
  std::string what;
  std::string advice;
};

/// Prints findings as they come, or collects them for JSON.
class Findings {
 public:
  explicit Findings(bool json) : json_(json) {}
  void good(std::string what) { add({Verdict::kGood, std::move(what), ""}); }
  void doubtful(std::string what, std::string advice) {
    add({Verdict::kDoubtful, std::move(what), std::move(advice)});
  }
  void bad(std::string what, std::string advice) { add({Verdict::kBad, std::move(what), std::move(advice)}); }
  /// The exit code: failed where anything is bad.
  int close();

 private:
  void add(Finding finding);

  bool json_;
  std::vector<Finding> all_;
};

}  // namespace moldau::tool
