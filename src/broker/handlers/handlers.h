#pragma once

#include "broker/api_table.h"

namespace moldau::broker {

// One file an API, named by its key. What each serves is in api_table.cc.
Served serve_produce(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> produce_in_transaction(RequestContext& context, MutableByteView body);
/// Whether a Produce request has a transactional id.
bool names_transaction(std::int16_t version, ByteView body);
boost::asio::awaitable<Served> serve_fetch(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_list_offsets(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_metadata(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_offset_commit(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_offset_fetch(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_find_coordinator(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_join_group(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_heartbeat(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_leave_group(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_sync_group(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_describe_groups(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_list_groups(RequestContext& context, MutableByteView body);
Served serve_api_versions(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_create_topics(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_delete_topics(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_delete_records(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_init_producer_id(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_add_partitions_to_txn(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_add_offsets_to_txn(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_end_txn(RequestContext& context, MutableByteView body);
Served serve_offset_for_leader_epoch(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_write_txn_markers(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_txn_offset_commit(RequestContext& context, MutableByteView body);
Served serve_describe_configs(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_alter_configs(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_alter_replica_log_dirs(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_describe_log_dirs(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_create_partitions(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_delete_groups(RequestContext& context, MutableByteView body);
Served serve_elect_leaders(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_incremental_alter_configs(RequestContext& context, MutableByteView body);
Served serve_alter_partition_reassignments(RequestContext& context, MutableByteView body);
Served serve_list_partition_reassignments(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_offset_delete(RequestContext& context, MutableByteView body);
Served serve_describe_client_quotas(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_alter_client_quotas(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_alter_user_scram_credentials(RequestContext& context,
                                                                  MutableByteView body);
Served serve_describe_quorum(RequestContext& context, MutableByteView body);
Served serve_describe_acls(RequestContext& context, MutableByteView body);
Served serve_create_acls(RequestContext& context, MutableByteView body);
Served serve_delete_acls(RequestContext& context, MutableByteView body);
Served serve_create_delegation_token(RequestContext& context, MutableByteView body);
Served serve_renew_delegation_token(RequestContext& context, MutableByteView body);
Served serve_expire_delegation_token(RequestContext& context, MutableByteView body);
Served serve_describe_delegation_token(RequestContext& context, MutableByteView body);
Served serve_describe_user_scram_credentials(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_update_features(RequestContext& context, MutableByteView body);
Served serve_describe_cluster(RequestContext& context, MutableByteView body);
Served serve_describe_producers(RequestContext& context, MutableByteView body);
Served serve_unregister_broker(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_describe_transactions(RequestContext& context, MutableByteView body);
boost::asio::awaitable<Served> serve_list_transactions(RequestContext& context, MutableByteView body);
Served serve_get_telemetry_subscriptions(RequestContext& context, MutableByteView body);
Served serve_push_telemetry(RequestContext& context, MutableByteView body);
Served serve_list_config_resources(RequestContext& context, MutableByteView body);
Served serve_describe_topic_partitions(RequestContext& context, MutableByteView body);

}  // namespace moldau::broker
