#pragma once

#include "protocol/messages/message_list.h"
#include "protocol/messages/metadata_cluster.h"
#include "protocol/messages/metadata_security.h"
#include "protocol/messages/metadata_topics.h"
#include "protocol/messages/metadata_transactions.h"
#include "protocol/messages/records_control.h"
#include "protocol/messages/stored_in_files.h"

namespace moldau::protocol {

/// What Kafka keeps beside the topics of its users: the metadata log of a KRaft quorum, control records, and
/// files that hold one message.
// clang-format off
using FileMessages = MessageList<
    RegisterBrokerRecord,
    BrokerRegistrationChangeRecord,
    FenceBrokerRecord,
    UnfenceBrokerRecord,
    UnregisterBrokerRecord,
    RegisterControllerRecord,
    UnregisterControllerRecord,
    FeatureLevelRecord,
    ZkMigrationStateRecord,
    TopicRecord,
    RemoveTopicRecord,
    PartitionRecord,
    PartitionChangeRecord,
    ClearElrRecord,
    ConfigRecord,
    ProducerIdsRecord,
    AccessControlEntryRecord,
    RemoveAccessControlEntryRecord,
    ClientQuotaRecord,
    DelegationTokenRecord,
    RemoveDelegationTokenRecord,
    UserScramCredentialRecord,
    RemoveUserScramCredentialRecord,
    DefaultPrincipal,
    BeginTransactionRecord,
    EndTransactionRecord,
    AbortTransactionRecord,
    NoOpRecord,
    ControlRecordTypeSchema,
    EndTxnMarker,
    LeaderChangeMessage,
    SnapshotHeaderRecord,
    SnapshotFooterRecord,
    KRaftVersionRecord,
    VotersRecord,
    AbortedTxn,
    QuorumState>;
// clang-format on

}  // namespace moldau::protocol
