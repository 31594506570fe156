#include "tests/broker/frame_proxy.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "tests/broker/socket.h"

namespace moldau::broker::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("proxy: " + what + ": " + std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Takes the next whole frame out of what was read.
std::optional<Bytes> next_frame(Bytes& read) {
  if (read.size() < 4) return std::nullopt;
  const auto size = 4 + static_cast<std::size_t>(load_be<std::int32_t>(read.data()));
  if (read.size() < size) return std::nullopt;
  const auto end = read.begin() + static_cast<std::ptrdiff_t>(size);
  Bytes frame(read.begin(), end);
  read.erase(read.begin(), end);
  return frame;
}

}  // namespace

/// One client's, and ours to the broker.
struct FrameProxy::Connection {
  /// One way of it: -1 where that side has left.
  struct Side {
    int socket = -1;
    Bytes read;
  };
  Side client, broker;
  /// Requests without an answer yet: correlation id to API.
  std::multimap<std::int32_t, std::int16_t> asked;

  Side& from(Direction direction) { return direction == Direction::kRequest ? client : broker; }
  Side& to(Direction direction) { return direction == Direction::kRequest ? broker : client; }
  static void close(Side& side) {
    if (side.socket >= 0) ::close(std::exchange(side.socket, -1));
  }
  ~Connection() {
    close(client);
    close(broker);
  }
};

FrameProxy::FrameProxy(std::uint16_t broker_port)
    : broker_port_(broker_port),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      wake_(::eventfd(0, EFD_CLOEXEC)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || wake_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, generic, &size) != 0)
    fail("cannot listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

FrameProxy::~FrameProxy() {
  const std::uint64_t one = 1;
  thread_.request_stop();
  if (::write(wake_, &one, sizeof one) == sizeof one) thread_.join();
  ::close(listener_);
  ::close(wake_);
}

void FrameProxy::pass_all() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
}

void FrameProxy::add_rule(const Rule& rule) {
  const std::lock_guard lock(mutex_);
  rules_.push_back(rule);
}

template <class Condition>
void FrameProxy::wait_for(std::unique_lock<std::mutex>& lock, const Condition& condition) {
  if (!changed_.wait_for(lock, kPatience, condition))
    throw std::runtime_error("proxy: " + std::to_string(kept_.size()) + " frames kept and " +
                             std::to_string(dropped_) + " dropped within 20 seconds");
}

std::vector<Frame> FrameProxy::take(std::size_t count) {
  std::unique_lock lock(mutex_);
  wait_for(lock, [this, count] { return kept_.size() >= count; });
  const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Frame> taken(std::make_move_iterator(kept_.begin()), std::make_move_iterator(end));
  kept_.erase(kept_.begin(), end);
  return taken;
}

void FrameProxy::wait_until_dropped(std::size_t count) {
  std::unique_lock lock(mutex_);
  wait_for(lock, [this, count] { return dropped_ >= count; });
}

void FrameProxy::send(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  send_locked(frame);
}

void FrameProxy::send_locked(const Frame& frame) {
  auto& connection = *connections_.at(frame.connection);
  // What is passed again is answered again.
  if (frame.direction == Direction::kRequest) connection.asked.emplace(frame.correlation_id, frame.api_key);
  const int socket = connection.to(frame.direction).socket;
  if (socket >= 0) send_all(socket, frame.bytes);
}

void FrameProxy::run(const std::stop_token& stop) {
  for (;;) {
    std::vector<pollfd> watched{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const auto& connection : connections_)
        for (const int socket : {connection->client.socket, connection->broker.socket})
          watched.push_back({socket, POLLIN, 0});
    }
    ::poll(watched.data(), watched.size(), -1);
    if (watched[0].revents != 0 || stop.stop_requested()) return;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 2; i < watched.size(); ++i)
      if (watched[i].revents != 0) read((i - 2) / 2, i % 2 == 0 ? Direction::kRequest : Direction::kResponse);
    if (watched[1].revents != 0) accept_one();
    changed_.notify_all();
  }
}

void FrameProxy::accept_one() {
  auto connection = std::make_unique<Connection>();
  connection->client.socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  connection->broker.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(broker_port_);
  if (::connect(connection->broker.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    connections_.push_back(std::move(connection));
}

void FrameProxy::read(std::size_t index, Direction direction) {
  auto& connection = *connections_[index];
  auto& side = connection.from(direction);
  std::array<std::uint8_t, 65'536> bytes;
  const auto count = ::recv(side.socket, bytes.data(), bytes.size(), 0);
  if (count <= 0) {
    Connection::close(side);
    if (direction == Direction::kResponse) Connection::close(connection.client);
    return;
  }
  side.read.insert(side.read.end(), bytes.begin(), bytes.begin() + count);
  while (auto whole = next_frame(side.read)) {
    Frame frame{.direction = direction, .connection = index, .bytes = std::move(*whole)};
    const auto* const start = frame.bytes.data();
    if (direction == Direction::kRequest) {
      frame.api_key = load_be<std::int16_t>(start + 4);
      frame.correlation_id = load_be<std::int32_t>(start + 8);
    } else {
      frame.correlation_id = load_be<std::int32_t>(start + 4);
      if (auto asked = connection.asked.extract(frame.correlation_id)) frame.api_key = asked.mapped();
    }
    meet(std::move(frame));
  }
}

void FrameProxy::meet(Frame frame) {
  Rule last{.which = {}, .keep = false, .pass = true};
  for (const auto& rule : rules_)
    if (rule.which.direction == frame.direction && rule.which.api_key == frame.api_key &&
        rule.which.correlation_id.value_or(frame.correlation_id) == frame.correlation_id)
      last = rule;
  if (last.pass) send_locked(frame);
  if (last.keep)
    kept_.push_back(std::move(frame));
  else if (!last.pass)
    ++dropped_;
}

}  // namespace moldau::broker::test
