#pragma once

#include <cstdint>

namespace moldau::http {

/// This process as the kernel counts it; 0 for what it does not tell.
struct ProcessStats {
  std::uint64_t resident_bytes = 0, open_files = 0;
  double cpu_seconds = 0, started_at = 0;  // since 1970
};

ProcessStats process_stats();

}  // namespace moldau::http
