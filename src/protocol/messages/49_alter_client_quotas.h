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

/// AlterClientQuotas, API key 49: what a client asks.
struct AlterClientQuotasRequest {
  static constexpr MessageInfo kInfo{.name = "AlterClientQuotasRequest",
                                     .api_key = 49,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 1};

  struct EntryData {
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

    struct OpData {
      std::string key;
      double value = 0;
      bool remove = false;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Key", m.key, since(0));
        visit("Value", m.value, since(0));
        visit("Remove", m.remove, since(0));
      }
      friend bool operator==(const OpData&, const OpData&) = default;
    };

    std::vector<EntityData> entity;
    std::vector<OpData> ops;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Entity", m.entity, since(0));
      visit("Ops", m.ops, since(0));
    }
    friend bool operator==(const EntryData&, const EntryData&) = default;
  };

  std::vector<EntryData> entries;
  bool validate_only = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Entries", m.entries, since(0));
    visit("ValidateOnly", m.validate_only, since(0));
  }
  friend bool operator==(const AlterClientQuotasRequest&, const AlterClientQuotasRequest&) = default;
};

/// AlterClientQuotas, API key 49: the answer.
struct AlterClientQuotasResponse {
  static constexpr MessageInfo kInfo{.name = "AlterClientQuotasResponse",
                                     .api_key = 49,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 1};

  struct EntryData {
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

    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";
    std::vector<EntityData> entity;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("Entity", m.entity, since(0));
    }
    friend bool operator==(const EntryData&, const EntryData&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<EntryData> entries;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Entries", m.entries, since(0));
  }
  friend bool operator==(const AlterClientQuotasResponse&, const AlterClientQuotasResponse&) = default;
};

}  // namespace moldau::protocol
