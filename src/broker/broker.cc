#include "broker/broker.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "broker/client_telemetry.h"
#include "broker/lost_metadata.h"
#include "metadata/config/meta_properties.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

/// Syncs of several partitions at once share the disk's flushes: four threads committed half as much (ADR 7).
constexpr std::size_t kSyncThreads = 16;
/// Few: who administers waits, and must not take the disks from those who produce.
constexpr std::size_t kAdminThreads = 2;
/// Few: old clients must not take the processor from the others.
constexpr std::size_t kConversionThreads = 2;
/// They wait for the disk, and take little else.
constexpr std::size_t kColdReadThreads = 8;
/// How late a flush.ms may be.
constexpr std::int64_t kFlushCheckMs = 100;
constexpr std::int64_t kQuotaExpiryCheckMs = 60'000;
constexpr std::int64_t kMostMoverThreads = 64;
constexpr std::size_t kClientEventsShare = 4;
constexpr std::string_view kStoreFile = "moldau-metadata.db";

/// The rest is for connections, which may have the logs' as well: see free_descriptors(). Never so few that
/// one partition's files push each other out.
std::size_t log_share(std::size_t open_files) {
  return std::clamp<std::size_t>(open_files / 4 * 3, 64, 65'536);
}

/// Never fewer than sync: most of the time they wait for that, too.
std::size_t recovery_threads(const metadata::ServerConfig& config) {
  const auto wanted = static_cast<std::size_t>(config.storage.num_recovery_threads_per_data_dir) *
                      config.storage.log_dirs.size();
  return std::max(kSyncThreads, wanted);
}

QuotaWindow quota_window(std::int32_t samples, std::int32_t seconds) {
  return {.samples = samples, .sample_ms = seconds * std::int64_t{1000}};
}

ClientQuotas::Options quota_options(const metadata::ServerConfig::Quotas& config) {
  return {.window = quota_window(config.quota_window_num, config.quota_window_size_seconds),
          .controller_window =
              quota_window(config.controller_quota_window_num, config.controller_quota_window_size_seconds),
          .max_sensors = static_cast<std::size_t>(config.max_quota_sensors)};
}

/// A number that is not given by default.
std::optional<std::int64_t> given(const metadata::ServerConfig& config, std::string_view name) {
  const auto found = config.configs.find(name);
  return found && found->value ? std::optional(config.configs.integer(name)) : std::nullopt;
}

std::size_t mover_threads(const metadata::ServerConfig& config) {
  const auto one_each = static_cast<std::int64_t>(config.storage.log_dirs.size());
  const auto threads = given(config, "num.replica.alter.log.dirs.threads").value_or(one_each);
  return static_cast<std::size_t>(std::clamp<std::int64_t>(threads, 1, kMostMoverThreads));
}

ClientTelemetry::Limits telemetry_limits(const metadata::ServerConfig& config) {
  const auto size = [&](std::string_view name) {
    return static_cast<std::size_t>(config.configs.integer(name));
  };
  return {.max_push_bytes = static_cast<std::int32_t>(size("telemetry.max.bytes")),
          .max_clients = size("moldau.telemetry.max.clients"),
          .max_metrics = size("moldau.telemetry.max.metrics"),
          .memory_bytes = size("moldau.telemetry.memory.bytes")};
}

EventLog::Limits event_limits(const metadata::ServerConfig& config) {
  const auto size = [&](std::string_view name) {
    return static_cast<std::size_t>(config.configs.integer(name));
  };
  return {.memory_bytes = size("moldau.events.memory.bytes"), .most_each = size("moldau.events.max.each")};
}

/// Of the memory for all events.
EventLog::Limits client_event_limits(const metadata::ServerConfig& config) {
  auto limits = event_limits(config);
  limits.memory_bytes /= kClientEventsShare;
  return limits;
}

FetchSessionCache::Limits fetch_session_limits(const metadata::ServerConfig& config) {
  const auto& limits = config.network;
  return {.slots = static_cast<std::size_t>(limits.max_incremental_fetch_session_cache_slots),
          .partitions_each = static_cast<std::size_t>(limits.fetch_session_max_partitions),
          .partitions = static_cast<std::size_t>(limits.fetch_sessions_max_partitions)};
}

EventLog::Limits other_event_limits(const metadata::ServerConfig& config) {
  auto limits = event_limits(config);
  limits.memory_bytes -= limits.memory_bytes / kClientEventsShare;
  return limits;
}

std::int64_t move_rate(const metadata::ServerConfig& config) {
  return given(config, "replica.alter.log.dirs.io.max.bytes.per.second").value_or(LogMover::kNoLimit);
}

LogManager::Options log_options(const metadata::ServerConfig& config, std::size_t open_files,
                                EventLog& events, std::function<void()> storage_gone) {
  return {.directories = config.storage.log_dirs,
          .recovery_threads = recovery_threads(config),
          .open_files = log_share(open_files),
          .mover_threads = mover_threads(config),
          .events = &events,
          .all_failed = std::move(storage_gone)};
}

}  // namespace

Broker::Broker(metadata::ServerConfig config, FileSystem& files, const Clock& clock, std::size_t open_files,
               std::function<void()> storage_gone)
    : config_(std::move(config)),
      files_(files),
      clock_(clock),
      events_(clock, other_event_limits(config_)),
      client_events_(clock, client_event_limits(config_)),
      request_memory_(static_cast<std::size_t>(config_.network.request_memory_bytes)),
      quotas_(quota_options(config_.quotas)),
      connection_rates_(quota_options(config_.quotas).window,
                        static_cast<std::size_t>(config_.quotas.max_quota_sensors)),
      fetch_sessions_(fetch_session_limits(config_)),
      syncs_("sync", kSyncThreads),
      logs_(files, clock, syncs_, log_options(config_, open_files, events_, std::move(storage_gone))),
      cleaner_(logs_, clock),
      admin_pool_("admin", kAdminThreads),
      conversion_pool_("conversion", kConversionThreads),
      cold_read_pool_("cold-read", kColdReadThreads),
      control_(config_, logs_),
      groups_(config_, clock, events_),
      transactions_(config_, clock, events_,
                    {.next_producer_id = [this] { return control_.next_producer_id(); },
                     .write_markers =
                         [this](auto markers, auto then) {
                           write_markers(*this, std::move(markers), std::move(then));
                         }}),
      telemetry_(std::make_unique<ClientTelemetry>(telemetry_limits(config_))) {}

Broker::~Broker() {
  stop();
}

std::expected<void, std::string> Broker::start(const std::string& cluster_id) {
  if (auto why = connection_overrides_.look_up(config_.network.max_connections_per_ip_overrides))
    return std::unexpected(std::move(*why));
  if (auto opened = logs_.open_directories(); !opened) return opened;
  const auto store_path = fmt::format("{}/{}", config_.storage.log_dirs.front(), kStoreFile);
  if (auto why = why_metadata_is_lost(files_, config_.storage.log_dirs, store_path))
    return std::unexpected(std::move(*why));
  metadata::Identity identity{.node_id = config_.node_id};
  if (!cluster_id.empty()) identity.cluster_id = cluster_id;
  const auto claimed = metadata::claim_log_directories(files_, config_.storage.log_dirs, identity);
  if (!claimed) return std::unexpected(claimed.error());
  control_.listen({.topic_served =
                       [this](const auto& topic) {
                         groups_.topic_served(topic);
                         transactions_.topic_served(topic);
                       },
                   .topic_deleted =
                       [this](const auto& topic) {
                         groups_.topic_deleted(topic);
                         transactions_.topic_deleted(topic);
                       },
                   .config_changed =
                       [this](const auto& config) {
                         logs_.set_recovery_threads(recovery_threads(config));
                         logs_.set_move_rate(move_rate(config));
                         cleaner_.configure(config.storage);
                         connection_overrides_.set(config.network.max_connections_per_ip_overrides);
                         connection_rates_.set_rate_of_all(config.network.max_connection_creation_rate);
                       },
                   .client_quotas_changed =
                       [this](const auto& quotas) {
                         quotas_.set(quotas);
                         connection_rates_.set(quotas);
                       }});
  if (auto started = control_.start(claimed->cluster_id, store_path); !started) return started;
  if (const auto& offsets = view()->topic(metadata::kConsumerOffsetsTopic)) groups_.topic_served(offsets);
  if (const auto& state = view()->topic(metadata::kTransactionStateTopic)) transactions_.topic_served(state);

  const auto& storage = config_.storage;
  upkeep_.every(storage.log_retention_check_interval_ms, [this] { logs_.maintain(); });
  upkeep_.every(std::min<std::int64_t>(storage.log_flush_scheduler_interval_ms, kFlushCheckMs),
                [this] { logs_.flush_due(); });
  upkeep_.every(std::min(storage.log_flush_offset_checkpoint_interval_ms,
                         storage.log_flush_start_offset_checkpoint_interval_ms),
                [this] { logs_.write_checkpoints(); });
  upkeep_.every(kQuotaExpiryCheckMs, [this] {
    quotas_.expire_idle(clock_.steady_ms());
    connection_rates_.expire_idle(clock_.steady_ms());
  });
  upkeep_.start();
  cleaner_.start(current_config()->storage);
  started_ = true;
  return {};
}

void Broker::stop() {
  if (!std::exchange(started_, false)) return;
  upkeep_.stop();
  cleaner_.stop();
  control_.stop();
  admin_pool_.stop();
  conversion_pool_.stop();
  cold_read_pool_.stop();
  syncs_.stop();
  logs_.close();
  // Last, since commits were told to them until now.
  transactions_.stop();
  groups_.stop();
  transactions_.drop();
}

}  // namespace moldau::broker
