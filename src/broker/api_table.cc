#include "broker/api_table.h"

#include <algorithm>
#include <array>
#include <limits>

#include "broker/handlers/handlers.h"
#include "protocol/messages/00_produce.h"
#include "protocol/messages/01_fetch.h"
#include "protocol/messages/02_list_offsets.h"
#include "protocol/messages/03_metadata.h"
#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/09_offset_fetch.h"
#include "protocol/messages/10_find_coordinator.h"
#include "protocol/messages/11_join_group.h"
#include "protocol/messages/12_heartbeat.h"
#include "protocol/messages/13_leave_group.h"
#include "protocol/messages/14_sync_group.h"
#include "protocol/messages/15_describe_groups.h"
#include "protocol/messages/16_list_groups.h"
#include "protocol/messages/18_api_versions.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/21_delete_records.h"
#include "protocol/messages/22_init_producer_id.h"
#include "protocol/messages/23_offset_for_leader_epoch.h"
#include "protocol/messages/24_add_partitions_to_txn.h"
#include "protocol/messages/25_add_offsets_to_txn.h"
#include "protocol/messages/26_end_txn.h"
#include "protocol/messages/27_write_txn_markers.h"
#include "protocol/messages/28_txn_offset_commit.h"
#include "protocol/messages/29_describe_acls.h"
#include "protocol/messages/30_create_acls.h"
#include "protocol/messages/31_delete_acls.h"
#include "protocol/messages/32_describe_configs.h"
#include "protocol/messages/33_alter_configs.h"
#include "protocol/messages/34_alter_replica_log_dirs.h"
#include "protocol/messages/35_describe_log_dirs.h"
#include "protocol/messages/37_create_partitions.h"
#include "protocol/messages/38_create_delegation_token.h"
#include "protocol/messages/39_renew_delegation_token.h"
#include "protocol/messages/40_expire_delegation_token.h"
#include "protocol/messages/41_describe_delegation_token.h"
#include "protocol/messages/42_delete_groups.h"
#include "protocol/messages/43_elect_leaders.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "protocol/messages/45_alter_partition_reassignments.h"
#include "protocol/messages/46_list_partition_reassignments.h"
#include "protocol/messages/47_offset_delete.h"
#include "protocol/messages/48_describe_client_quotas.h"
#include "protocol/messages/49_alter_client_quotas.h"
#include "protocol/messages/50_describe_user_scram_credentials.h"
#include "protocol/messages/51_alter_user_scram_credentials.h"
#include "protocol/messages/55_describe_quorum.h"
#include "protocol/messages/57_update_features.h"
#include "protocol/messages/60_describe_cluster.h"
#include "protocol/messages/61_describe_producers.h"
#include "protocol/messages/64_unregister_broker.h"
#include "protocol/messages/65_describe_transactions.h"
#include "protocol/messages/66_list_transactions.h"
#include "protocol/messages/71_get_telemetry_subscriptions.h"
#include "protocol/messages/72_push_telemetry.h"
#include "protocol/messages/74_list_config_resources.h"
#include "protocol/messages/75_describe_topic_partitions.h"

namespace moldau::broker {
namespace {

using ServeWaiting = boost::asio::awaitable<Served> (*)(RequestContext&, MutableByteView);
using Serve = Served (*)(RequestContext&, MutableByteView);

/// The API of a request message, in all versions that are declared.
template <class Request>
constexpr ApiEntry api_of(std::string_view name) {
  constexpr auto& kInfo = Request::kInfo;
  return {.key = kInfo.api_key,
          .name = name,
          .first_version = kInfo.first_version,
          .last_version = kInfo.last_version,
          .first_flexible = kInfo.first_flexible};
}
template <class Request>
constexpr ApiEntry api(std::string_view name, Serve serve) {
  auto entry = api_of<Request>(name);
  entry.serve = serve;
  return entry;
}
template <class Request>
constexpr ApiEntry api(std::string_view name, ServeWaiting serve) {
  auto entry = api_of<Request>(name);
  entry.serve_waiting = serve;
  return entry;
}
/// Later versions are declared but not stable yet.
constexpr ApiEntry served_until(std::int16_t last_version, ApiEntry entry) {
  entry.last_version = last_version;
  return entry;
}
constexpr ApiEntry pipelined(ApiEntry entry) {
  entry.pipelined = true;
  entry.serve_waiting = produce_in_transaction;
  entry.may_wait = names_transaction;
  return entry;
}

constexpr std::array kTable = {
    pipelined(api<protocol::ProduceRequest>("Produce", serve_produce)),
    api<protocol::FetchRequest>("Fetch", serve_fetch),
    api<protocol::ListOffsetsRequest>("ListOffsets", serve_list_offsets),
    api<protocol::MetadataRequest>("Metadata", serve_metadata),
    api<protocol::OffsetCommitRequest>("OffsetCommit", serve_offset_commit),
    api<protocol::OffsetFetchRequest>("OffsetFetch", serve_offset_fetch),
    api<protocol::FindCoordinatorRequest>("FindCoordinator", serve_find_coordinator),
    api<protocol::JoinGroupRequest>("JoinGroup", serve_join_group),
    api<protocol::HeartbeatRequest>("Heartbeat", serve_heartbeat),
    api<protocol::LeaveGroupRequest>("LeaveGroup", serve_leave_group),
    api<protocol::SyncGroupRequest>("SyncGroup", serve_sync_group),
    api<protocol::DescribeGroupsRequest>("DescribeGroups", serve_describe_groups),
    api<protocol::ListGroupsRequest>("ListGroups", serve_list_groups),
    api<protocol::ApiVersionsRequest>("ApiVersions", serve_api_versions),
    api<protocol::CreateTopicsRequest>("CreateTopics", serve_create_topics),
    api<protocol::DeleteTopicsRequest>("DeleteTopics", serve_delete_topics),
    api<protocol::DeleteRecordsRequest>("DeleteRecords", serve_delete_records),
    served_until(5, api<protocol::InitProducerIdRequest>("InitProducerId", serve_init_producer_id)),
    api<protocol::OffsetForLeaderEpochRequest>("OffsetForLeaderEpoch", serve_offset_for_leader_epoch),
    api<protocol::AddPartitionsToTxnRequest>("AddPartitionsToTxn", serve_add_partitions_to_txn),
    api<protocol::AddOffsetsToTxnRequest>("AddOffsetsToTxn", serve_add_offsets_to_txn),
    api<protocol::EndTxnRequest>("EndTxn", serve_end_txn),
    api<protocol::WriteTxnMarkersRequest>("WriteTxnMarkers", serve_write_txn_markers),
    api<protocol::TxnOffsetCommitRequest>("TxnOffsetCommit", serve_txn_offset_commit),
    api<protocol::DescribeAclsRequest>("DescribeAcls", serve_describe_acls),
    api<protocol::CreateAclsRequest>("CreateAcls", serve_create_acls),
    api<protocol::DeleteAclsRequest>("DeleteAcls", serve_delete_acls),
    api<protocol::DescribeConfigsRequest>("DescribeConfigs", serve_describe_configs),
    api<protocol::AlterConfigsRequest>("AlterConfigs", serve_alter_configs),
    api<protocol::AlterReplicaLogDirsRequest>("AlterReplicaLogDirs", serve_alter_replica_log_dirs),
    api<protocol::DescribeLogDirsRequest>("DescribeLogDirs", serve_describe_log_dirs),
    api<protocol::CreatePartitionsRequest>("CreatePartitions", serve_create_partitions),
    api<protocol::CreateDelegationTokenRequest>("CreateDelegationToken", serve_create_delegation_token),
    api<protocol::RenewDelegationTokenRequest>("RenewDelegationToken", serve_renew_delegation_token),
    api<protocol::ExpireDelegationTokenRequest>("ExpireDelegationToken", serve_expire_delegation_token),
    api<protocol::DescribeDelegationTokenRequest>("DescribeDelegationToken", serve_describe_delegation_token),
    api<protocol::DeleteGroupsRequest>("DeleteGroups", serve_delete_groups),
    api<protocol::ElectLeadersRequest>("ElectLeaders", serve_elect_leaders),
    api<protocol::IncrementalAlterConfigsRequest>("IncrementalAlterConfigs", serve_incremental_alter_configs),
    api<protocol::AlterPartitionReassignmentsRequest>("AlterPartitionReassignments",
                                                      serve_alter_partition_reassignments),
    api<protocol::ListPartitionReassignmentsRequest>("ListPartitionReassignments",
                                                     serve_list_partition_reassignments),
    api<protocol::OffsetDeleteRequest>("OffsetDelete", serve_offset_delete),
    api<protocol::DescribeClientQuotasRequest>("DescribeClientQuotas", serve_describe_client_quotas),
    api<protocol::AlterClientQuotasRequest>("AlterClientQuotas", serve_alter_client_quotas),
    api<protocol::DescribeUserScramCredentialsRequest>("DescribeUserScramCredentials",
                                                       serve_describe_user_scram_credentials),
    api<protocol::AlterUserScramCredentialsRequest>("AlterUserScramCredentials",
                                                    serve_alter_user_scram_credentials),
    api<protocol::DescribeQuorumRequest>("DescribeQuorum", serve_describe_quorum),
    api<protocol::UpdateFeaturesRequest>("UpdateFeatures", serve_update_features),
    api<protocol::DescribeClusterRequest>("DescribeCluster", serve_describe_cluster),
    api<protocol::DescribeProducersRequest>("DescribeProducers", serve_describe_producers),
    api<protocol::UnregisterBrokerRequest>("UnregisterBroker", serve_unregister_broker),
    api<protocol::DescribeTransactionsRequest>("DescribeTransactions", serve_describe_transactions),
    api<protocol::ListTransactionsRequest>("ListTransactions", serve_list_transactions),
    api<protocol::GetTelemetrySubscriptionsRequest>("GetTelemetrySubscriptions",
                                                    serve_get_telemetry_subscriptions),
    api<protocol::PushTelemetryRequest>("PushTelemetry", serve_push_telemetry),
    api<protocol::ListConfigResourcesRequest>("ListConfigResources", serve_list_config_resources),
    api<protocol::DescribeTopicPartitionsRequest>("DescribeTopicPartitions", serve_describe_topic_partitions),
};
static_assert(std::ranges::is_sorted(kTable, {}, &ApiEntry::key));

constexpr auto kIndexByKey = [] {
  std::array<std::int16_t, kTable.back().key + 1> index{};
  index.fill(-1);
  for (std::size_t i = 0; i < kTable.size(); ++i)
    index[static_cast<std::size_t>(kTable[i].key)] = static_cast<std::int16_t>(i);
  return index;
}();

}  // namespace

std::span<const ApiEntry> api_table() {
  return kTable;
}

const ApiEntry* find_api(std::int16_t key) {
  if (key < 0 || static_cast<std::size_t>(key) >= kIndexByKey.size()) return nullptr;
  const auto index = kIndexByKey[static_cast<std::size_t>(key)];
  return index < 0 ? nullptr : &kTable[static_cast<std::size_t>(index)];
}

std::int16_t first_flexible_version(std::int16_t key) {
  const auto* api = find_api(key);
  return api ? api->first_flexible : std::numeric_limits<std::int16_t>::max();
}

}  // namespace moldau::broker
