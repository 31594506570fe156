#pragma once

#include <cstdint>
#include <vector>

#include "base/counter.h"
#include "broker/api_table.h"

namespace moldau::broker {

/// What an I/O thread counts of the requests that it serves. That thread alone writes, on cache lines of its
/// own; whoever wants to know adds up the threads' numbers.
class RequestMetrics {
 public:
  struct alignas(64) OfApi {
    Counter request_bytes, response_bytes;
    /// From the arrival of the whole request to its answer; their count is that of the answers.
    Durations<Counter> times;
  };

  RequestMetrics() : apis_(api_table().size()) {}

  /// Connections ended or turned away for what their peer did.
  Counter refused;

  OfApi& of(const ApiEntry& api) { return apis_[static_cast<std::size_t>(&api - api_table().data())]; }
  /// In the table's order.
  const std::vector<OfApi>& apis() const { return apis_; }

 private:
  std::vector<OfApi> apis_;
};

/// The sum over all threads for one API.
struct RequestTotals {
  const ApiEntry* api = nullptr;
  std::uint64_t request_bytes = 0, response_bytes = 0;
  DurationCounts times;
};

}  // namespace moldau::broker
