#include "http/process_stats.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace moldau::http {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Since 1970, from the kernel's count of ticks since the machine started.
double start_time() {
  std::ifstream stat("/proc/self/stat"), uptime_file("/proc/uptime");
  std::string line;
  std::getline(stat, line);
  double uptime = 0;
  if (!(uptime_file >> uptime) || line.find(')') == line.npos) return 0;
  // Field 22; the name in field 2 may hold spaces and ends with the last bracket.
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  std::string skipped;
  double ticks = 0;
  for (int field = 3; field < 22; ++field) fields >> skipped;
  if (!(fields >> ticks)) return 0;
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  return now - uptime + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

ProcessStats process_stats() {
  static const double started_at = start_time();
  ProcessStats stats{.started_at = started_at};
  std::uint64_t size_pages = 0, resident_pages = 0;
  if (std::ifstream statm("/proc/self/statm"); statm >> size_pages >> resident_pages)
    stats.resident_bytes = resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    stats.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error))
    ++stats.open_files;
  return stats;
}

}  // namespace moldau::http
