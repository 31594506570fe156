#include "broker/default_gateway.h"

#include <arpa/inet.h>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace moldau::broker {
namespace {

/// The kernel prints the address as a number in the machine's own byte order.
std::optional<std::string> address_of(const std::string& hexadecimal) {
  std::istringstream in(hexadecimal);
  in_addr address{};
  if (!(in >> std::hex >> address.s_addr) || address.s_addr == 0) return std::nullopt;
  std::array<char, INET_ADDRSTRLEN> text{};
  if (!inet_ntop(AF_INET, &address, text.data(), text.size())) return std::nullopt;
  return text.data();
}

}  // namespace

std::optional<std::string> gateway_of_routes(std::string_view routes) {
  std::istringstream in{std::string(routes)};
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string device, destination, gateway;
    fields >> device >> destination >> gateway;
    if (destination != "00000000") continue;
    if (auto address = address_of(gateway)) return address;
  }
  return std::nullopt;
}

std::optional<std::string> default_gateway() {
  std::ifstream file("/proc/net/route");
  return gateway_of_routes(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace moldau::broker
