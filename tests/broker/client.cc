#include "tests/broker/client.h"

#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/broker/socket.h"

namespace moldau::broker::test {
namespace {

constexpr timeval kPatience{20, 0};
constexpr std::string_view kClientId = "test";

/// Exactly so many bytes, or fewer where the connection ended.
std::size_t receive_all(int socket, std::uint8_t* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const auto count = ::recv(socket, to + done, size - done, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) throw std::runtime_error("no answer within 20 seconds");
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace

Client::Client(std::uint16_t port, const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    throw std::runtime_error("no address: " + host);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  socket_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0 || ::connect(socket_, found->ai_addr, found->ai_addrlen) != 0) {
    const int error = errno;
    close();
    throw std::runtime_error("cannot connect: " + std::string(std::strerror(error)));
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  // Thousands of connections leave no port behind that waits for stray segments.
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

Client::~Client() {
  close();
}

Client& Client::operator=(Client&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(correlation_, other.correlation_);
  return *this;
}

void Client::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

bool Client::send_bytes(ByteView bytes) {
  return send_all(socket_, bytes);
}

void Client::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

std::optional<Bytes> Client::next_frame() {
  Bytes size(4);
  if (receive_all(socket_, size.data(), size.size()) < size.size()) return std::nullopt;
  Bytes frame(static_cast<std::size_t>(load_be<std::int32_t>(size.data())));
  if (receive_all(socket_, frame.data(), frame.size()) < frame.size()) return std::nullopt;
  return frame;
}

bool Client::is_ended() {
  std::uint8_t byte;
  return receive_all(socket_, &byte, 1) == 0;
}

std::string Client::read_to_end() {
  std::string all;
  std::uint8_t byte = 0;
  while (receive_all(socket_, &byte, 1) == 1) all += static_cast<char>(byte);
  return all;
}

bool Client::has_something(int within_ms) const {
  pollfd wanted{socket_, POLLIN, 0};
  return ::poll(&wanted, 1, within_ms) > 0;
}

std::uint16_t Client::local_port() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Bytes Client::frame_of(std::int16_t api_key, std::int16_t version, bool flexible, ByteView body) {
  Bytes frame;
  protocol::Writer writer(frame);
  writer.integer<std::int32_t>(0);
  writer.integer<std::int16_t>(api_key);
  writer.integer<std::int16_t>(version);
  writer.integer<std::int32_t>(++correlation_);
  writer.integer<std::int16_t>(kClientId.size());
  writer.raw(as_bytes(kClientId));
  if (flexible) writer.unsigned_varint(0);
  writer.raw(body);
  store_be<std::int32_t>(frame.data(), static_cast<std::int32_t>(frame.size() - 4));
  return frame;
}

}  // namespace moldau::broker::test
