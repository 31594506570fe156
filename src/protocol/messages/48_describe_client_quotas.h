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

/// DescribeClientQuotas, API key 48: what a client asks.
struct DescribeClientQuotasRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeClientQuotasRequest",
                                     .api_key = 48,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 1};

  struct ComponentData {
    std::string entity_type;
    std::int8_t match_type = 0;
    std::optional<std::string> match = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("EntityType", m.entity_type, since(0));
      visit("MatchType", m.match_type, since(0));
      visit("Match", m.match, since(0).nullable_since(0));
    }
    friend bool operator==(const ComponentData&, const ComponentData&) = default;
  };

  std::vector<ComponentData> components;
  bool strict = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Components", m.components, since(0));
    visit("Strict", m.strict, since(0));
  }
  friend bool operator==(const DescribeClientQuotasRequest&, const DescribeClientQuotasRequest&) = default;
};

/// DescribeClientQuotas, API key 48: the answer.
struct DescribeClientQuotasResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeClientQuotasResponse",
                                     .api_key = 48,
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

    struct ValueData {
      std::string key;
      double value = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Key", m.key, since(0));
        visit("Value", m.value, since(0));
      }
      friend bool operator==(const ValueData&, const ValueData&) = default;
    };

    std::vector<EntityData> entity;
    std::vector<ValueData> values;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Entity", m.entity, since(0));
      visit("Values", m.values, since(0));
    }
    friend bool operator==(const EntryData&, const EntryData&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::optional<std::vector<EntryData>> entries = std::vector<EntryData>();

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Entries", m.entries, since(0).nullable_since(0));
  }
  friend bool operator==(const DescribeClientQuotasResponse&, const DescribeClientQuotasResponse&) = default;
};

}  // namespace moldau::protocol
