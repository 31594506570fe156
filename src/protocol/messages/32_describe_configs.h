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

/// DescribeConfigs, API key 32: what a client asks.
struct DescribeConfigsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeConfigsRequest",
                                     .api_key = 32,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 4};

  struct DescribeConfigsResource {
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::optional<std::vector<std::string>> configuration_keys = std::vector<std::string>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ResourceType", m.resource_type, since(0));
      visit("ResourceName", m.resource_name, since(0));
      visit("ConfigurationKeys", m.configuration_keys, since(0).nullable_since(0));
    }
    friend bool operator==(const DescribeConfigsResource&, const DescribeConfigsResource&) = default;
  };

  std::vector<DescribeConfigsResource> resources;
  bool include_synonyms = false;
  bool include_documentation = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Resources", m.resources, since(0));
    visit("IncludeSynonyms", m.include_synonyms, since(1));
    visit("IncludeDocumentation", m.include_documentation, since(3));
  }
  friend bool operator==(const DescribeConfigsRequest&, const DescribeConfigsRequest&) = default;
};

/// DescribeConfigs, API key 32: the answer.
struct DescribeConfigsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeConfigsResponse",
                                     .api_key = 32,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 4};

  struct DescribeConfigsResult {
    struct DescribeConfigsResourceResult {
      struct DescribeConfigsSynonym {
        std::string name;
        std::optional<std::string> value = "";
        std::int8_t source = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("Name", m.name, since(1));
          visit("Value", m.value, since(1).nullable_since(0));
          visit("Source", m.source, since(1));
        }
        friend bool operator==(const DescribeConfigsSynonym&, const DescribeConfigsSynonym&) = default;
      };

      std::string name;
      std::optional<std::string> value = "";
      bool read_only = false;
      bool is_default = false;
      std::int8_t config_source = -1;
      bool is_sensitive = false;
      std::vector<DescribeConfigsSynonym> synonyms;
      std::int8_t config_type = 0;
      std::optional<std::string> documentation = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Value", m.value, since(0).nullable_since(0));
        visit("ReadOnly", m.read_only, since(0));
        visit("IsDefault", m.is_default, since(0).until(0));
        visit("ConfigSource", m.config_source, since(1));
        visit("IsSensitive", m.is_sensitive, since(0));
        visit("Synonyms", m.synonyms, since(1));
        visit("ConfigType", m.config_type, since(3));
        visit("Documentation", m.documentation, since(3).nullable_since(0));
      }
      friend bool operator==(const DescribeConfigsResourceResult&,
                             const DescribeConfigsResourceResult&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::vector<DescribeConfigsResourceResult> configs;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("ResourceType", m.resource_type, since(0));
      visit("ResourceName", m.resource_name, since(0));
      visit("Configs", m.configs, since(0));
    }
    friend bool operator==(const DescribeConfigsResult&, const DescribeConfigsResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeConfigsResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const DescribeConfigsResponse&, const DescribeConfigsResponse&) = default;
};

}  // namespace moldau::protocol
