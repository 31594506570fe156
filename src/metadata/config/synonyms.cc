#include <algorithm>
#include <iterator>

#include "metadata/config/config_key.h"

/// Which broker keys stand behind a topic's, and for each other (Kafka: ServerTopicConfigSynonyms).
namespace moldau::metadata {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute;

constexpr Synonym kRetention[] = {
    {"log.retention.ms"}, {"log.retention.minutes", kMinute}, {"log.retention.hours", kHour}};
constexpr Synonym kRoll[] = {{"log.roll.ms"}, {"log.roll.hours", kHour}};
constexpr Synonym kRollJitter[] = {{"log.roll.jitter.ms"}, {"log.roll.jitter.hours", kHour}};
constexpr Synonym kFlush[] = {{"log.flush.interval.ms"}, {"log.flush.scheduler.interval.ms"}};

struct Alias {
  std::string_view topic_key;
  Synonym broker_key;
};

/// Sorted by topic key; those with more than one broker key are above.
constexpr Alias kAliases[] = {
    {"cleanup.policy", {"log.cleanup.policy"}},
    {"compression.gzip.level", {"compression.gzip.level"}},
    {"compression.lz4.level", {"compression.lz4.level"}},
    {"compression.type", {"compression.type"}},
    {"compression.zstd.level", {"compression.zstd.level"}},
    {"delete.retention.ms", {"log.cleaner.delete.retention.ms"}},
    {"file.delete.delay.ms", {"log.segment.delete.delay.ms"}},
    {"flush.messages", {"log.flush.interval.messages"}},
    {"index.interval.bytes", {"log.index.interval.bytes"}},
    {"local.retention.bytes", {"log.local.retention.bytes"}},
    {"local.retention.ms", {"log.local.retention.ms"}},
    {"max.compaction.lag.ms", {"log.cleaner.max.compaction.lag.ms"}},
    {"max.decompressed.message.bytes", {"max.decompressed.message.bytes"}},
    {"max.message.bytes", {"message.max.bytes"}},
    {"message.timestamp.after.max.ms", {"log.message.timestamp.after.max.ms"}},
    {"message.timestamp.before.max.ms", {"log.message.timestamp.before.max.ms"}},
    {"message.timestamp.type", {"log.message.timestamp.type"}},
    {"min.cleanable.dirty.ratio", {"log.cleaner.min.cleanable.ratio"}},
    {"min.compaction.lag.ms", {"log.cleaner.min.compaction.lag.ms"}},
    {"min.insync.replicas", {"min.insync.replicas"}},
    {"preallocate", {"log.preallocate"}},
    {"remote.copy.lag.bytes", {"log.remote.copy.lag.bytes"}},
    {"remote.copy.lag.ms", {"log.remote.copy.lag.ms"}},
    {"retention.bytes", {"log.retention.bytes"}},
    {"segment.bytes", {"log.segment.bytes"}},
    {"segment.index.bytes", {"log.index.size.max.bytes"}},
    {"unclean.leader.election.enable", {"unclean.leader.election.enable"}},
};

}  // namespace

std::span<const Synonym> synonyms_of_topic_key(std::string_view name) {
  if (name == "retention.ms") return kRetention;
  if (name == "segment.ms") return kRoll;
  if (name == "segment.jitter.ms") return kRollJitter;
  if (name == "flush.ms") return kFlush;
  const auto at = std::ranges::lower_bound(kAliases, name, {}, &Alias::topic_key);
  if (at == std::end(kAliases) || at->topic_key != name) return {};
  return {&at->broker_key, 1};
}

std::span<const Synonym> synonyms_of_broker_key(std::string_view name) {
  if (name == "log.retention.ms" || name == "log.retention.minutes" || name == "log.retention.hours")
    return kRetention;
  if (name == "log.roll.ms" || name == "log.roll.hours") return kRoll;
  if (name == "log.roll.jitter.ms" || name == "log.roll.jitter.hours") return kRollJitter;
  if (name == "log.flush.interval.ms") return kFlush;
  return {};
}

}  // namespace moldau::metadata
