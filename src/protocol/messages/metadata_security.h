#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// An access control entry.
struct AccessControlEntryRecord {
  static constexpr MessageInfo kInfo{.name = "AccessControlEntryRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  Uuid id;
  std::int8_t resource_type = 0;
  std::string resource_name;
  std::int8_t pattern_type = 0;
  std::string principal;
  std::string host;
  std::int8_t operation = 0;
  std::int8_t permission_type = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Id", m.id, since(0));
    visit("ResourceType", m.resource_type, since(0));
    visit("ResourceName", m.resource_name, since(0));
    visit("PatternType", m.pattern_type, since(0));
    visit("Principal", m.principal, since(0));
    visit("Host", m.host, since(0));
    visit("Operation", m.operation, since(0));
    visit("PermissionType", m.permission_type, since(0));
  }
  friend bool operator==(const AccessControlEntryRecord&, const AccessControlEntryRecord&) = default;
};

/// An access control entry that was removed.
struct RemoveAccessControlEntryRecord {
  static constexpr MessageInfo kInfo{.name = "RemoveAccessControlEntryRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  Uuid id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Id", m.id, since(0));
  }
  friend bool operator==(const RemoveAccessControlEntryRecord&,
                         const RemoveAccessControlEntryRecord&) = default;
};

/// A quota of clients.
struct ClientQuotaRecord {
  static constexpr MessageInfo kInfo{
      .name = "ClientQuotaRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  struct EntityData {
    std::string entity_type;
    std::optional<std::string> entity_name = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("EntityType", m.entity_type, since(0));
      visit("EntityName", m.entity_name, since(0).nullable_since(0));
    }
    friend bool operator==(const EntityData&, const EntityData&) = default;
  };

  std::vector<EntityData> entity;
  std::string key;
  double value = 0;
  bool remove = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Entity", m.entity, since(0));
    visit("Key", m.key, since(0));
    visit("Value", m.value, since(0));
    visit("Remove", m.remove, since(0));
  }
  friend bool operator==(const ClientQuotaRecord&, const ClientQuotaRecord&) = default;
};

/// A delegation token.
struct DelegationTokenRecord {
  static constexpr MessageInfo kInfo{.name = "DelegationTokenRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::string owner;
  std::string requester;
  std::vector<std::string> renewers;
  std::int64_t issue_timestamp = 0;
  std::int64_t max_timestamp = 0;
  std::int64_t expiration_timestamp = 0;
  std::string token_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Owner", m.owner, since(0));
    visit("Requester", m.requester, since(0));
    visit("Renewers", m.renewers, since(0));
    visit("IssueTimestamp", m.issue_timestamp, since(0));
    visit("MaxTimestamp", m.max_timestamp, since(0));
    visit("ExpirationTimestamp", m.expiration_timestamp, since(0));
    visit("TokenId", m.token_id, since(0));
  }
  friend bool operator==(const DelegationTokenRecord&, const DelegationTokenRecord&) = default;
};

/// A delegation token that was removed.
struct RemoveDelegationTokenRecord {
  static constexpr MessageInfo kInfo{.name = "RemoveDelegationTokenRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::string token_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TokenId", m.token_id, since(0));
  }
  friend bool operator==(const RemoveDelegationTokenRecord&, const RemoveDelegationTokenRecord&) = default;
};

/// A user's SCRAM credential.
struct UserScramCredentialRecord {
  static constexpr MessageInfo kInfo{.name = "UserScramCredentialRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::string name;
  std::int8_t mechanism = 0;
  Bytes salt;
  Bytes stored_key;
  Bytes server_key;
  std::int32_t iterations = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, since(0));
    visit("Mechanism", m.mechanism, since(0));
    visit("Salt", m.salt, since(0));
    visit("StoredKey", m.stored_key, since(0));
    visit("ServerKey", m.server_key, since(0));
    visit("Iterations", m.iterations, since(0));
  }
  friend bool operator==(const UserScramCredentialRecord&, const UserScramCredentialRecord&) = default;
};

/// A SCRAM credential that was removed.
struct RemoveUserScramCredentialRecord {
  static constexpr MessageInfo kInfo{.name = "RemoveUserScramCredentialRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::string name;
  std::int8_t mechanism = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, since(0));
    visit("Mechanism", m.mechanism, since(0));
  }
  friend bool operator==(const RemoveUserScramCredentialRecord&,
                         const RemoveUserScramCredentialRecord&) = default;
};

/// A principal, as an Envelope carries it to a controller.
struct DefaultPrincipal {
  static constexpr MessageInfo kInfo{
      .name = "DefaultPrincipal", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::string type;
  std::string name;
  bool token_authenticated = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Type", m.type, since(0));
    visit("Name", m.name, since(0));
    visit("TokenAuthenticated", m.token_authenticated, since(0));
  }
  friend bool operator==(const DefaultPrincipal&, const DefaultPrincipal&) = default;
};

}  // namespace moldau::protocol
