#include "broker/log_cleaner.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <utility>

namespace moldau::broker {
namespace {

using std::chrono::steady_clock;

/// Longer than anybody waits, and short enough for the clock to count.
constexpr std::int64_t kLongestMs = 1'000'000'000'000;
/// A throttled cleaning looks up this often whether its partition is to go.
constexpr std::chrono::milliseconds kLookUp{100};
/// A table of one thread is not larger, as Kafka's, and never smaller than is of use.
constexpr std::int64_t kLargestMap = std::numeric_limits<std::int32_t>::max(), kSmallestMap = 1024;
constexpr std::int64_t kSmallestBuffer = 4096;

}  // namespace

LogCleaner::~LogCleaner() {
  stop();
}

void LogCleaner::start(const Storage& config) {
  const std::lock_guard lock(mutex_);
  enabled_ = config.log_cleaner_enable;
  apply(config);
}

void LogCleaner::configure(const Storage& config) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) apply(config);
}

void LogCleaner::apply(const Storage& config) {
  const auto threads = std::max(config.log_cleaner_threads, 1);
  settings_ = {
      .threads = static_cast<std::size_t>(enabled_ ? std::max(config.log_cleaner_threads, 0) : 0),
      .map_bytes = static_cast<std::size_t>(
          std::clamp(config.log_cleaner_dedupe_buffer_size / threads, kSmallestMap, kLargestMap)),
      // Half to read, half to write.
      .io_buffer_bytes = static_cast<std::size_t>(
          std::max<std::int64_t>(config.log_cleaner_io_buffer_size / threads / 2, kSmallestBuffer)),
      .load_factor = config.log_cleaner_io_buffer_load_factor,
      .backoff_ms = std::min(config.log_cleaner_backoff_ms, kLongestMs),
  };
  throttle_.set_rate(config.log_cleaner_io_max_bytes_per_second);
  for (auto& thread : threads_) thread.wake();
  for (auto i = threads_.size(); i < settings_.threads; ++i)
    threads_.emplace_back(fmt::format("cleaner-{}", i), [this, i] { return step(i); });
  changed_.notify_all();
}

void LogCleaner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.stop();
}

BackgroundThread::Duration LogCleaner::step(std::size_t thread) {
  std::chrono::milliseconds backoff;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || thread >= settings_.threads) return BackgroundThread::kUntilWoken;
    backoff = std::chrono::milliseconds(settings_.backoff_ms);
  }
  return clean_next() ? BackgroundThread::kNoRest : backoff;
}

std::unique_ptr<PartitionCleaning> LogCleaner::begin_next() {
  const std::lock_guard lock(choice_mutex_);
  std::shared_ptr<Partition> dirtiest;
  log::Cleanable most;
  double max_ratio = 0;
  std::size_t due = 0;
  for (const auto& [partition, cleaned_to] : logs_.compacted()) {
    const auto what = partition->cleanable(cleaned_to);
    if (!what) continue;
    max_ratio = std::max(max_ratio, what->ratio());
    if (!what->due()) continue;
    ++due;
    if (dirtiest && what->ratio() <= most.ratio()) continue;
    dirtiest = partition;
    most = *what;
  }
  looked_ms_ = clock_.wall_ms();
  max_dirty_ratio_ = max_ratio;
  due_ = due;
  return dirtiest ? dirtiest->begin_cleaning(most) : nullptr;
}

bool LogCleaner::clean_next() {
  const auto cleaning = begin_next();
  if (!cleaning) return false;
  // Recovery goes by the checkpoints: what is cleaned must lie below what it looks at.
  logs_.write_checkpoints();
  ++running_;
  const auto end = run(*cleaning);
  --running_;
  if (end) logs_.note_cleaned(cleaning->partition(), *end);
  return end.has_value();
}

std::optional<std::int64_t> LogCleaner::run(PartitionCleaning& cleaning) {
  PartitionCleaning::Resources resources;
  {
    const std::lock_guard lock(mutex_);
    resources = {settings_.map_bytes, settings_.io_buffer_bytes, settings_.load_factor, {}};
  }
  log::Cleaner::Statistics counted;
  const auto count = [&] {  // while it goes on: that may be for hours
    const auto& now = cleaning.statistics();
    bytes_read_.add(now.bytes_read - counted.bytes_read);
    bytes_written_.add(now.bytes_written - counted.bytes_written);
    counted = now;
  };
  resources.throttle = [&](std::size_t bytes) {
    count();
    return throttle(bytes, cleaning);
  };
  const auto began = steady_clock::now();
  const auto end = cleaning.run(resources);
  count();
  if (end)
    cleanings_.add_ns(
        static_cast<std::uint64_t>(std::chrono::nanoseconds(steady_clock::now() - began).count()));
  else
    given_up_.add(1);
  return end;
}

LogCleaner::Report LogCleaner::report() const {
  Report report{.running = running_,
                .looked_ms = looked_ms_,
                .max_dirty_ratio = max_dirty_ratio_,
                .due = due_,
                .cleanings = cleanings_.counts(),
                .given_up = given_up_.value(),
                .bytes_read = bytes_read_.value(),
                .bytes_written = bytes_written_.value()};
  const std::lock_guard lock(mutex_);
  report.threads = settings_.threads;
  return report;
}

bool LogCleaner::throttle(std::size_t bytes, const PartitionCleaning& cleaning) {
  const auto at = throttle_.take(bytes, steady_clock::now());
  std::unique_lock lock(mutex_);
  while (!stopping_ && !cleaning.is_to_stop()) {
    const auto now = steady_clock::now();
    if (at <= now) return true;
    changed_.wait_until(lock, std::min(at, now + kLookUp));
  }
  return false;
}

}  // namespace moldau::broker
