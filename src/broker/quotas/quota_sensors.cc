#include "broker/quotas/quota_sensors.h"

#include <vector>

namespace moldau::broker {
namespace {

/// Whose last use was at most then.
template <class Sensors>
void forget_until(Sensors& sensors, std::int64_t last_used_ms) {
  std::erase_if(sensors, [&](const auto& each) {
    if (each.second->last_used_ms() > last_used_ms) return false;
    each.second->retire();
    return true;
  });
}

}  // namespace

std::shared_ptr<QuotaSensor> QuotaSensors::find_or_make(const std::string& name, QuotaType type,
                                                        QuotaWindow window, std::int64_t now_ms) {
  auto& shard = shards_[std::hash<std::string>{}(name) >> 8 & (kShards - 1)];
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.sensors.find(name); found != shard.sensors.end()) return found->second;
  if (shard.sensors.size() >= most_per_shard_) make_room(shard.sensors);
  auto sensor = std::make_shared<QuotaSensor>(type, window);
  sensor->touch(now_ms);
  shard.sensors.emplace(name, sensor);
  return sensor;
}

/// An eighth of them at a time, so that looking for the oldest costs little per newcomer.
void QuotaSensors::make_room(Sensors& sensors) {
  std::vector<std::int64_t> used;
  for (const auto& [name, sensor] : sensors) used.push_back(sensor->last_used_ms());
  const auto last = used.begin() + static_cast<std::ptrdiff_t>(used.size() / 8);
  std::ranges::nth_element(used, last);
  forget_until(sensors, *last);
}

void QuotaSensors::expire(std::int64_t now_ms) {
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    forget_until(shard.sensors, now_ms - kIdleMs);
  }
}

std::size_t QuotaSensors::size() const {
  std::size_t count = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.sensors.size();
  }
  return count;
}

}  // namespace moldau::broker
