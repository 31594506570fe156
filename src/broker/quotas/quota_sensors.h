#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "broker/quotas/quota_sensor.h"

namespace moldau::broker {

/// The sensors of all that were measured lately, by name. Never more than `most`: names are strangers' words,
/// and who was measured longest ago makes room. For any thread.
class QuotaSensors {
 public:
  /// Kafka keeps an idle sensor as long.
  static constexpr std::int64_t kIdleMs = 3'600'000;
  explicit QuotaSensors(std::size_t most) : most_per_shard_(std::max<std::size_t>(1, most / kShards)) {}

  std::shared_ptr<QuotaSensor> find_or_make(const std::string& name, QuotaType type, QuotaWindow window,
                                            std::int64_t now_ms);
  /// Forgets those that are idle.
  void expire(std::int64_t now_ms);
  std::size_t size() const;

 private:
  static constexpr std::size_t kShards = 16;
  using Sensors = std::unordered_map<std::string, std::shared_ptr<QuotaSensor>>;
  struct Shard {
    mutable std::mutex mutex;
    Sensors sensors;
  };
  void make_room(Sensors& sensors);

  const std::size_t most_per_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace moldau::broker
