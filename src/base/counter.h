#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace moldau {

/// Counts what one thread does, for others to read at any time. No instruction of it locks a cache line.
class Counter {
 public:
  /// REQUIRES: the one thread that writes.
  void add(std::uint64_t count) {
    value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// The same for several threads that seldom meet.
class SharedCounter {
 public:
  void add(std::uint64_t count) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// How many durations fell into each bucket. Bucket i has those below 2^i microseconds that are in no smaller
/// one; the last has all the rest.
struct DurationCounts {
  static constexpr std::size_t kBuckets = 26;  // the last bound is 2^24 us, which is 17 s

  std::array<std::uint64_t, kBuckets> buckets{};
  std::uint64_t sum_ns = 0;

  static constexpr std::size_t bucket_of(std::uint64_t ns) {
    return std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(ns / 1'000)), kBuckets - 1);
  }
  std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const auto each : buckets) all += each;
    return all;
  }
  void add(const DurationCounts& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) buckets[i] += other.buckets[i];
    sum_ns += other.sum_ns;
  }
};

/// Durations, counted by Counter or SharedCounter.
template <class CounterOf>
class Durations {
 public:
  void add_ns(std::uint64_t ns) {
    buckets_[DurationCounts::bucket_of(ns)].add(1);
    sum_ns_.add(ns);
  }
  DurationCounts counts() const {
    DurationCounts counts;
    for (std::size_t i = 0; i < DurationCounts::kBuckets; ++i) counts.buckets[i] = buckets_[i].value();
    counts.sum_ns = sum_ns_.value();
    return counts;
  }

 private:
  std::array<CounterOf, DurationCounts::kBuckets> buckets_;
  CounterOf sum_ns_;
};

}  // namespace moldau
