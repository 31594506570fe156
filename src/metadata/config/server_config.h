#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metadata/config/broker_configs.h"
#include "metadata/config/listener.h"

namespace moldau::metadata {

/// A broker's configuration, read and checked, under Kafka's names. A value: build another one when a dynamic
/// configuration changes.
struct ServerConfig {
  /// Sockets, requests and their limits.
  struct Network {
    std::int32_t num_network_threads = 0, num_io_threads = 0;
    std::int32_t socket_request_max_bytes = 0;
    std::int32_t socket_listen_backlog_size = 0;
    std::int32_t socket_send_buffer_bytes = 0, socket_receive_buffer_bytes = 0;  // -1: the system's
    std::int64_t connections_max_idle_ms = 0;                                    // negative: never
    std::int32_t max_connections = 0, max_connections_per_ip = 0;
    std::map<std::string, std::int32_t> max_connections_per_ip_overrides;
    std::int32_t max_connection_creation_rate = 0;
    /// Of all requests being read and served: queued.max.request.bytes where it is given.
    std::int64_t request_memory_bytes = 0;
    std::int32_t first_frame_timeout_ms = 0;
    std::int32_t request_min_bytes_per_second = 0;
    std::int32_t max_in_flight_produce_requests = 0;  // a connection's
    std::int32_t fetch_max_bytes = 0;
    std::int32_t max_incremental_fetch_session_cache_slots = 0;
    std::int32_t max_request_partition_size_limit = 0;
    std::int64_t decompression_max_bytes = 0;
    std::int32_t decompression_max_ratio = 0;
    std::int64_t decompression_free_bytes = 0;
    std::int32_t fetch_session_max_partitions = 0, fetch_sessions_max_partitions = 0;
    std::int32_t request_max_elements = 0;
  };
  struct Topics {
    bool auto_create_topics_enable = true;
    bool delete_topic_enable = true;
    std::int32_t num_partitions = 1;
    std::int32_t default_replication_factor = 1;
    std::int32_t min_insync_replicas = 1;
    std::int32_t message_max_bytes = 0;
  };
  struct Storage {
    std::vector<std::string> log_dirs;
    std::int64_t log_retention_check_interval_ms = 0;
    std::int64_t log_flush_scheduler_interval_ms = 0;
    std::int32_t log_flush_offset_checkpoint_interval_ms = 0;
    std::int32_t log_flush_start_offset_checkpoint_interval_ms = 0;
    std::int64_t log_initial_task_delay_ms = 0;
    std::int64_t log_dir_failure_timeout_ms = 0;
    std::int64_t replica_high_watermark_checkpoint_interval_ms = 0;
    std::int32_t num_recovery_threads_per_data_dir = 0;
    std::int32_t background_threads = 0;
    std::int32_t producer_id_expiration_ms = 0;
    std::int32_t producer_id_expiration_check_interval_ms = 0;
    bool log_cleaner_enable = true;
    std::int32_t log_cleaner_threads = 0;
    std::int64_t log_cleaner_dedupe_buffer_size = 0;
    std::int32_t log_cleaner_io_buffer_size = 0;
    double log_cleaner_io_buffer_load_factor = 0;
    double log_cleaner_io_max_bytes_per_second = 0;
    std::int64_t log_cleaner_backoff_ms = 0;
  };
  struct Groups {
    std::int32_t group_min_session_timeout_ms = 0, group_max_session_timeout_ms = 0;
    std::int32_t group_initial_rebalance_delay_ms = 0;
    std::int32_t group_max_size = 0;
    std::int32_t group_consumer_heartbeat_interval_ms = 0, group_consumer_session_timeout_ms = 0;
    std::int32_t group_consumer_min_heartbeat_interval_ms = 0, group_consumer_max_heartbeat_interval_ms = 0;
    std::int32_t group_consumer_min_session_timeout_ms = 0, group_consumer_max_session_timeout_ms = 0;
    std::int32_t group_consumer_max_size = 0;
    std::vector<std::string> group_consumer_assignors, group_coordinator_rebalance_protocols;
    std::string group_consumer_migration_policy;
    std::int32_t offset_metadata_max_bytes = 0;
    std::int32_t offsets_commit_timeout_ms = 0;
    std::int32_t offsets_retention_minutes = 0;
    std::int64_t offsets_retention_check_interval_ms = 0;
    std::int32_t offsets_load_buffer_size = 0;
    std::int32_t offsets_topic_num_partitions = 0;
    std::int32_t offsets_topic_replication_factor = 0;
    std::int32_t offsets_topic_segment_bytes = 0;
  };
  struct Quotas {
    std::int32_t quota_window_num = 0, quota_window_size_seconds = 0;
    std::int32_t controller_quota_window_num = 0, controller_quota_window_size_seconds = 0;
    std::int32_t max_client_quotas = 0, max_quota_sensors = 0, max_scram_users = 0;
  };
  struct Transactions {
    std::int32_t transaction_max_timeout_ms = 0;
    std::int32_t transactional_id_expiration_ms = 0;
    std::int32_t transaction_abort_timed_out_transaction_cleanup_interval_ms = 0;
    std::int32_t transaction_remove_expired_transaction_cleanup_interval_ms = 0;
    std::int32_t transaction_state_log_num_partitions = 0;
    std::int32_t transaction_state_log_replication_factor = 0;
    std::int32_t transaction_state_log_min_isr = 0;
    std::int32_t transaction_state_log_segment_bytes = 0;
    bool transaction_partition_verification_enable = true;
    std::int32_t add_partitions_to_txn_retry_backoff_ms = 0;
    std::int32_t add_partitions_to_txn_retry_backoff_max_ms = 0;
  };

  std::int32_t node_id = 0;
  std::optional<std::string> rack;
  /// Those that clients use; KRaft's controller listeners are left out.
  std::vector<Listener> listeners;
  /// A host is never empty: it is this machine's name where nothing else is given.
  std::vector<Listener> advertised_listeners;
  std::string inter_broker_listener_name;
  Network network;
  Topics topics;
  Storage storage;
  Groups groups;
  Quotas quotas;
  Transactions transactions;

  /// As make_server_config was told it.
  std::string host_name;
  /// Everything else, and where values came from.
  BrokerConfigs configs;
  /// Unknown keys with the nearest known one, and what of the configuration does nothing here.
  std::vector<std::string> warnings;
};

/// Checks and reads everything. Each error names key, value and what is allowed. `host_name` is advertised
/// where a listener takes every address and nothing else is advertised.
std::expected<ServerConfig, std::vector<std::string>> make_server_config(BrokerConfigs configs,
                                                                         const std::string& host_name);

/// Why a broker may not have this value, in Kafka's words; nothing where it may. An unknown key may have any.
std::optional<std::string> check_broker_config(std::string_view name, std::string_view value);

}  // namespace moldau::metadata
