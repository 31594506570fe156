#include "metadata/config/listener.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "metadata/config/config_value.h"

namespace moldau::metadata {
namespace {

constexpr std::string_view kAllProtocols = "PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL";

std::optional<SecurityProtocol> parse_protocol(std::string_view text) {
  constexpr std::array kProtocols = {SecurityProtocol::kPlaintext, SecurityProtocol::kSsl,
                                     SecurityProtocol::kSaslPlaintext, SecurityProtocol::kSaslSsl};
  for (const auto protocol : kProtocols)
    if (name(protocol) == text) return protocol;
  return std::nullopt;
}

std::string upper(std::string_view text) {
  std::string raised(text);
  for (auto& c : raised)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return raised;
}

std::optional<SecurityProtocol> protocol_of(const std::string& listener,
                                            const SecurityProtocolMap& protocols) {
  const auto at = protocols.find(listener);
  return at != protocols.end() ? std::optional(at->second) : parse_protocol(listener);
}

/// "host:port" or "[address]:port".
bool parse_endpoint(std::string_view text, Listener& listener) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return false;
  auto host = text.substr(0, colon);
  const auto port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  listener.host = host;
  const auto read = std::from_chars(port.data(), port.data() + port.size(), listener.port);
  return !port.empty() && read.ec == std::errc() && read.ptr == port.data() + port.size() &&
         host.find_first_of("/[]@, ") == host.npos;
}

}  // namespace

std::string_view name(SecurityProtocol protocol) {
  switch (protocol) {
    case SecurityProtocol::kPlaintext: return "PLAINTEXT";
    case SecurityProtocol::kSsl: return "SSL";
    case SecurityProtocol::kSaslPlaintext: return "SASL_PLAINTEXT";
    case SecurityProtocol::kSaslSsl: return "SASL_SSL";
  }
  return "UNKNOWN";
}

std::string Listener::to_string() const {
  if (host.find(':') != host.npos) return fmt::format("{}://[{}]:{}", name, host, port);
  return fmt::format("{}://{}:{}", name, host, port);
}

std::expected<SecurityProtocolMap, std::string> parse_security_protocol_map(std::string_view text) {
  SecurityProtocolMap protocols;
  for (const auto& entry : split_list(text)) {
    const auto colon = entry.rfind(':');
    const auto protocol = colon == entry.npos
                              ? std::nullopt
                              : parse_protocol(upper(trim(std::string_view(entry).substr(colon + 1))));
    if (!protocol || colon == 0)
      return std::unexpected(
          fmt::format("{} is not NAME:PROTOCOL with a protocol of {}", entry, kAllProtocols));
    const auto listener = upper(trim(std::string_view(entry).substr(0, colon)));
    if (!protocols.emplace(listener, *protocol).second)
      return std::unexpected(fmt::format("{} is named twice", listener));
  }
  return protocols;
}

std::expected<Listener, std::string> parse_listener(std::string_view text,
                                                    const SecurityProtocolMap& protocols) {
  Listener listener;
  const auto scheme = text.find("://");
  if (scheme == text.npos || scheme == 0 || !parse_endpoint(text.substr(scheme + 3), listener))
    return std::unexpected(fmt::format("{} is not NAME://host:port with a port of 0 to 65535", text));
  listener.name = upper(text.substr(0, scheme));
  const auto protocol = protocol_of(listener.name, protocols);
  if (!protocol)
    return std::unexpected(fmt::format(
        "listener {} has no security protocol: name it in listener.security.protocol.map, as {}:PLAINTEXT",
        listener.name, listener.name));
  listener.protocol = *protocol;
  return listener;
}

}  // namespace moldau::metadata
