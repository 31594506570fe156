#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "broker/blocking_pool.h"
#include "broker/connection_overrides.h"
#include "broker/control_plane.h"
#include "broker/event_log.h"
#include "broker/fetch_session.h"
#include "broker/group_service.h"
#include "broker/log_cleaner.h"
#include "broker/log_manager.h"
#include "broker/quotas/client_quotas.h"
#include "broker/quotas/connection_rates.h"
#include "broker/request_memory.h"
#include "broker/stranger.h"
#include "broker/transaction_service.h"
#include "broker/upkeep.h"
#include "metadata/config/server_config.h"

namespace moldau::broker {

class ClientTelemetry;

/// Everything of a broker but its sockets: what handlers reach through their context.
class Broker {
 public:
  /// `open_files`: how many descriptors the process may have; logs keep a share of them open. `storage_gone`
  /// is called once the last log directory has failed, from any thread.
  Broker(metadata::ServerConfig config, FileSystem& files, const Clock& clock, std::size_t open_files = 1024,
         std::function<void()> storage_gone = {});
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  /// Claims the log directories, recovers what is in them and gets ready to serve. Blocks. The error says
  /// what is wrong where and what to do. `cluster_id` is empty where nobody gave one.
  std::expected<void, std::string> start(const std::string& cluster_id);
  /// Makes everything durable and marks the log directories as clean. REQUIRES: no more requests.
  void stop();

  /// What the broker was started with: all that does not change while it runs.
  const metadata::ServerConfig& config() const { return config_; }
  /// The same with what was altered since.
  std::shared_ptr<const metadata::ServerConfig> current_config() const { return control_.config(); }
  const Clock& clock() const { return clock_; }
  EventLog& events() { return events_; }
  /// Of Subject::kClient: apart, so that peers that come and go cost the others no memory.
  EventLog& client_events() { return client_events_; }
  StrangerLog& strangers() { return strangers_; }
  RequestMemory& request_memory() { return request_memory_; }
  ClientQuotas& quotas() { return quotas_; }
  ConnectionOverrides& connection_overrides() { return connection_overrides_; }
  ConnectionRates& connection_rates() { return connection_rates_; }
  FetchSessionCache& fetch_sessions() { return fetch_sessions_; }
  ControlPlane& control() { return control_; }
  GroupService& groups() { return groups_; }
  TransactionService& transactions() { return transactions_; }
  LogManager& logs() { return logs_; }
  const LogCleaner& cleaner() const { return cleaner_; }
  ClientTelemetry& telemetry() { return *telemetry_; }
  /// For what administrators ask that blocks on the disk.
  BlockingPool& admin_pool() { return admin_pool_; }
  /// For what old clients fetch: converting takes the processor, and reads without sendfile.
  BlockingPool& conversion_pool() { return conversion_pool_; }
  /// For records that have to come from the disk before they can be sent.
  BlockingPool& cold_read_pool() { return cold_read_pool_; }
  /// Closes files of logs that are not in use at the moment, for somebody who got no descriptor.
  void free_descriptors() { logs_.close_idle_files(); }
  /// Valid until this thread's next call; copy it to keep it across a suspension.
  const std::shared_ptr<const ClusterView>& view() const { return control_.view(); }

 private:
  const metadata::ServerConfig config_;
  FileSystem& files_;
  const Clock& clock_;
  EventLog events_, client_events_;
  StrangerLog strangers_;
  RequestMemory request_memory_;
  ClientQuotas quotas_;
  ConnectionOverrides connection_overrides_;
  ConnectionRates connection_rates_;
  FetchSessionCache fetch_sessions_;
  BlockingPool syncs_;
  LogManager logs_;
  LogCleaner cleaner_;
  BlockingPool admin_pool_, conversion_pool_, cold_read_pool_;
  ControlPlane control_;
  GroupService groups_;
  TransactionService transactions_;
  const std::unique_ptr<ClientTelemetry> telemetry_;
  Upkeep upkeep_;
  bool started_ = false;
};

}  // namespace moldau::broker
