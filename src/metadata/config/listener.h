#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace moldau::metadata {

/// By its number on the wire (Kafka: SecurityProtocol).
enum class SecurityProtocol : std::int16_t { kPlaintext = 0, kSsl = 1, kSaslPlaintext = 2, kSaslSsl = 3 };
std::string_view name(SecurityProtocol protocol);

/// Where a broker listens, or where it tells clients to connect. An empty host is every address.
struct Listener {
  std::string name;
  SecurityProtocol protocol = SecurityProtocol::kPlaintext;
  std::string host;
  std::uint16_t port = 0;

  /// "NAME://host:port", an IPv6 address in brackets.
  std::string to_string() const;
  friend bool operator==(const Listener&, const Listener&) = default;
};

using SecurityProtocolMap = std::map<std::string, SecurityProtocol>;
/// Reads listener.security.protocol.map: "NAME:PROTOCOL,...". The error says what is wrong, without the key.
std::expected<SecurityProtocolMap, std::string> parse_security_protocol_map(std::string_view text);
/// Reads "NAME://host:port"; a name that the map does not have must be a protocol itself.
std::expected<Listener, std::string> parse_listener(std::string_view text,
                                                    const SecurityProtocolMap& protocols);

}  // namespace moldau::metadata
