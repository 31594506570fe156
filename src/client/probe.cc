#include "client/probe.h"

#include "client/socket.h"

namespace moldau::client {
namespace {

/// The smallest greeting that a TLS server answers, if only with an alert: TLS 1.2 with one cipher suite.
constexpr std::uint8_t kClientHello[] = {
    0x16, 0x03, 0x01, 0x00, 0x2d,                // a handshake of 45 bytes
    0x01, 0x00, 0x00, 0x29, 0x03, 0x03,          // ClientHello of 41 bytes, TLS 1.2
    0,    0,    0,    0,    0,    0,    0,   0,  // 32 bytes that should be random
    0,    0,    0,    0,    0,    0,    0,   0,  //
    0,    0,    0,    0,    0,    0,    0,   0,  //
    0,    0,    0,    0,    0,    0,    0,   0,  //
    0x00, 0x00, 0x02, 0xc0, 0x2f, 0x01, 0x00};   // no session, one cipher suite, no compression

constexpr std::string_view kGet = "GET / HTTP/1.0\r\n\r\n";

/// What comes back for a greeting on a connection of its own.
Bytes answer_to(ByteView greeting, const Address& address, Socket::Milliseconds timeout) {
  Socket socket;
  if (!socket.connect(address, timeout) || !socket.write(greeting, timeout)) return {};
  return socket.read_some(16, timeout).value_or(Bytes());
}

/// Another protocol's name, or nothing.
std::string spoken(const Address& address, Socket::Milliseconds timeout) {
  const auto to_hello = answer_to(kClientHello, address, timeout);
  if (to_hello.size() >= 2 && (to_hello[0] == 0x15 || to_hello[0] == 0x16) && to_hello[1] == 3) return "TLS";
  const auto to_get = answer_to(as_bytes(kGet), address, timeout);
  if (as_text(to_get).starts_with("HTTP")) return "HTTP";
  return "";
}

}  // namespace

Probe probe(const Address& address, const ConnectionOptions& options) {
  const Socket::Milliseconds timeout(options.timeout_ms);
  Probe found;
  {
    Socket socket;
    const auto endpoints = socket.resolve(address, timeout);
    if (!endpoints) return found.unresolved = endpoints.error(), found;
    for (const auto& each : *endpoints) found.addresses.push_back(each.endpoint().address().to_string());
    if (const auto connected = socket.connect(address, timeout); !connected)
      return found.unconnected = connected.error(), found;
  }
  const auto connection = Connection::open(address, options);
  if (connection) return found;
  found.no_kafka = connection.error();
  const auto other = spoken(address, Socket::Milliseconds(std::min(options.timeout_ms, 3'000)));
  if (other == "TLS")
    found.no_kafka = "TLS is spoken there: it is a listener for SSL, and this program speaks PLAINTEXT alone";
  if (other == "HTTP") found.no_kafka = "HTTP is spoken there, not Kafka: it is the port of another service";
  return found;
}

}  // namespace moldau::client
