#include "metadata/config/server_values.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>

namespace moldau::metadata {
namespace {

std::int32_t int32(const BrokerConfigs& configs, std::string_view name) {
  return static_cast<std::int32_t>(configs.integer(name));
}

/// Kafka's defaults for internal topics want three brokers; where nobody set them, a node alone needs none
/// beside it.
std::int32_t one_if_unset(const BrokerConfigs& configs, std::string_view name) {
  return configs.find(name) ? int32(configs, name) : 1;
}

std::int64_t request_memory(const BrokerConfigs& configs) {
  const auto kafkas = configs.integer("queued.max.request.bytes");
  return kafkas > 0 ? kafkas : configs.integer("moldau.request.memory.bytes");
}

std::map<std::string, std::int32_t> connection_overrides(const BrokerConfigs& configs) {
  return parse_connection_overrides(configs.text("max.connections.per.ip.overrides"))
      .value_or(std::map<std::string, std::int32_t>());
}

bool may_be_in_host(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || std::string_view(".:-_%").contains(letter);
}

std::vector<std::string> log_dirs(const BrokerConfigs& configs) {
  return configs.list(configs.list("log.dirs").empty() ? "log.dir" : "log.dirs");
}

}  // namespace

ServerConfig::Network read_network(const BrokerConfigs& configs) {
  return {
      .num_network_threads = int32(configs, "num.network.threads"),
      .num_io_threads = int32(configs, "num.io.threads"),
      .socket_request_max_bytes = int32(configs, "socket.request.max.bytes"),
      .socket_listen_backlog_size = int32(configs, "socket.listen.backlog.size"),
      .socket_send_buffer_bytes = int32(configs, "socket.send.buffer.bytes"),
      .socket_receive_buffer_bytes = int32(configs, "socket.receive.buffer.bytes"),
      .connections_max_idle_ms = configs.integer("connections.max.idle.ms"),
      .max_connections = int32(configs, "max.connections"),
      .max_connections_per_ip = int32(configs, "max.connections.per.ip"),
      .max_connections_per_ip_overrides = connection_overrides(configs),
      .max_connection_creation_rate = int32(configs, "max.connection.creation.rate"),
      .request_memory_bytes = request_memory(configs),
      .first_frame_timeout_ms = int32(configs, "moldau.first.frame.timeout.ms"),
      .request_min_bytes_per_second = int32(configs, "moldau.request.min.bytes.per.second"),
      .max_in_flight_produce_requests = int32(configs, "moldau.max.in.flight.produce.requests"),
      .fetch_max_bytes = int32(configs, "fetch.max.bytes"),
      .max_incremental_fetch_session_cache_slots =
          int32(configs, "max.incremental.fetch.session.cache.slots"),
      .max_request_partition_size_limit = int32(configs, "max.request.partition.size.limit"),
      .decompression_max_bytes = configs.integer("moldau.decompression.max.bytes"),
      .decompression_max_ratio = int32(configs, "moldau.decompression.max.ratio"),
      .decompression_free_bytes = configs.integer("moldau.decompression.free.bytes"),
      .fetch_session_max_partitions = int32(configs, "moldau.fetch.session.max.partitions"),
      .fetch_sessions_max_partitions = int32(configs, "moldau.fetch.sessions.max.partitions"),
      .request_max_elements = int32(configs, "moldau.request.max.elements"),
  };
}

ServerConfig::Topics read_topics(const BrokerConfigs& configs) {
  return {
      .auto_create_topics_enable = configs.boolean("auto.create.topics.enable"),
      .delete_topic_enable = configs.boolean("delete.topic.enable"),
      .num_partitions = int32(configs, "num.partitions"),
      .default_replication_factor = int32(configs, "default.replication.factor"),
      .min_insync_replicas = int32(configs, "min.insync.replicas"),
      .message_max_bytes = int32(configs, "message.max.bytes"),
  };
}

ServerConfig::Storage read_storage(const BrokerConfigs& configs) {
  return {
      .log_dirs = log_dirs(configs),
      .log_retention_check_interval_ms = configs.integer("log.retention.check.interval.ms"),
      .log_flush_scheduler_interval_ms = configs.integer("log.flush.scheduler.interval.ms"),
      .log_flush_offset_checkpoint_interval_ms = int32(configs, "log.flush.offset.checkpoint.interval.ms"),
      .log_flush_start_offset_checkpoint_interval_ms =
          int32(configs, "log.flush.start.offset.checkpoint.interval.ms"),
      .log_initial_task_delay_ms = configs.integer("log.initial.task.delay.ms"),
      .log_dir_failure_timeout_ms = configs.integer("log.dir.failure.timeout.ms"),
      .replica_high_watermark_checkpoint_interval_ms =
          configs.integer("replica.high.watermark.checkpoint.interval.ms"),
      .num_recovery_threads_per_data_dir = int32(configs, "num.recovery.threads.per.data.dir"),
      .background_threads = int32(configs, "background.threads"),
      .producer_id_expiration_ms = int32(configs, "producer.id.expiration.ms"),
      .producer_id_expiration_check_interval_ms = int32(configs, "producer.id.expiration.check.interval.ms"),
      .log_cleaner_enable = configs.boolean("log.cleaner.enable"),
      .log_cleaner_threads = int32(configs, "log.cleaner.threads"),
      .log_cleaner_dedupe_buffer_size = configs.integer("log.cleaner.dedupe.buffer.size"),
      .log_cleaner_io_buffer_size = int32(configs, "log.cleaner.io.buffer.size"),
      .log_cleaner_io_buffer_load_factor = configs.number("log.cleaner.io.buffer.load.factor"),
      .log_cleaner_io_max_bytes_per_second = configs.number("log.cleaner.io.max.bytes.per.second"),
      .log_cleaner_backoff_ms = configs.integer("log.cleaner.backoff.ms"),
  };
}

ServerConfig::Groups read_groups(const BrokerConfigs& configs) {
  return {
      .group_min_session_timeout_ms = int32(configs, "group.min.session.timeout.ms"),
      .group_max_session_timeout_ms = int32(configs, "group.max.session.timeout.ms"),
      .group_initial_rebalance_delay_ms = int32(configs, "group.initial.rebalance.delay.ms"),
      .group_max_size = int32(configs, "group.max.size"),
      .group_consumer_heartbeat_interval_ms = int32(configs, "group.consumer.heartbeat.interval.ms"),
      .group_consumer_session_timeout_ms = int32(configs, "group.consumer.session.timeout.ms"),
      .group_consumer_min_heartbeat_interval_ms = int32(configs, "group.consumer.min.heartbeat.interval.ms"),
      .group_consumer_max_heartbeat_interval_ms = int32(configs, "group.consumer.max.heartbeat.interval.ms"),
      .group_consumer_min_session_timeout_ms = int32(configs, "group.consumer.min.session.timeout.ms"),
      .group_consumer_max_session_timeout_ms = int32(configs, "group.consumer.max.session.timeout.ms"),
      .group_consumer_max_size = int32(configs, "group.consumer.max.size"),
      .group_consumer_assignors = configs.list("group.consumer.assignors"),
      .group_coordinator_rebalance_protocols = configs.list("group.coordinator.rebalance.protocols"),
      .group_consumer_migration_policy = configs.text("group.consumer.migration.policy"),
      .offset_metadata_max_bytes = int32(configs, "offset.metadata.max.bytes"),
      .offsets_commit_timeout_ms = int32(configs, "offsets.commit.timeout.ms"),
      .offsets_retention_minutes = int32(configs, "offsets.retention.minutes"),
      .offsets_retention_check_interval_ms = configs.integer("offsets.retention.check.interval.ms"),
      .offsets_load_buffer_size = int32(configs, "offsets.load.buffer.size"),
      .offsets_topic_num_partitions = int32(configs, "offsets.topic.num.partitions"),
      .offsets_topic_replication_factor = one_if_unset(configs, "offsets.topic.replication.factor"),
      .offsets_topic_segment_bytes = int32(configs, "offsets.topic.segment.bytes"),
  };
}

ServerConfig::Quotas read_quotas(const BrokerConfigs& configs) {
  return {
      .quota_window_num = int32(configs, "quota.window.num"),
      .quota_window_size_seconds = int32(configs, "quota.window.size.seconds"),
      .controller_quota_window_num = int32(configs, "controller.quota.window.num"),
      .controller_quota_window_size_seconds = int32(configs, "controller.quota.window.size.seconds"),
      .max_client_quotas = int32(configs, "moldau.max.client.quotas"),
      .max_quota_sensors = int32(configs, "moldau.max.quota.sensors"),
      .max_scram_users = int32(configs, "moldau.max.scram.users"),
  };
}

ServerConfig::Transactions read_transactions(const BrokerConfigs& configs) {
  return {
      .transaction_max_timeout_ms = int32(configs, "transaction.max.timeout.ms"),
      .transactional_id_expiration_ms = int32(configs, "transactional.id.expiration.ms"),
      .transaction_abort_timed_out_transaction_cleanup_interval_ms =
          int32(configs, "transaction.abort.timed.out.transaction.cleanup.interval.ms"),
      .transaction_remove_expired_transaction_cleanup_interval_ms =
          int32(configs, "transaction.remove.expired.transaction.cleanup.interval.ms"),
      .transaction_state_log_num_partitions = int32(configs, "transaction.state.log.num.partitions"),
      .transaction_state_log_replication_factor =
          one_if_unset(configs, "transaction.state.log.replication.factor"),
      .transaction_state_log_min_isr = one_if_unset(configs, "transaction.state.log.min.isr"),
      .transaction_state_log_segment_bytes = int32(configs, "transaction.state.log.segment.bytes"),
      .transaction_partition_verification_enable =
          configs.boolean("transaction.partition.verification.enable"),
      .add_partitions_to_txn_retry_backoff_ms = int32(configs, "add.partitions.to.txn.retry.backoff.ms"),
      .add_partitions_to_txn_retry_backoff_max_ms =
          int32(configs, "add.partitions.to.txn.retry.backoff.max.ms"),
  };
}

std::expected<std::map<std::string, std::int32_t>, std::string> parse_connection_overrides(
    std::string_view text) {
  std::map<std::string, std::int32_t> limits;
  for (const auto& entry : split_list(text)) {
    const auto colon = entry.rfind(':');
    std::int32_t limit = -1;
    const auto count =
        colon == entry.npos ? std::string_view() : trim(std::string_view(entry).substr(colon + 1));
    const auto read = std::from_chars(count.data(), count.data() + count.size(), limit);
    if (count.empty() || colon == 0 || read.ec != std::errc() || read.ptr != count.data() + count.size() ||
        limit < 0)
      return std::unexpected(fmt::format("{} is not host:count", entry));
    const auto host = trim(std::string_view(entry).substr(0, colon));
    if (!std::ranges::all_of(host, may_be_in_host))
      return std::unexpected(fmt::format("{} is no address", host));
    limits.insert_or_assign(std::string(host), limit);
  }
  return limits;
}

}  // namespace moldau::metadata
