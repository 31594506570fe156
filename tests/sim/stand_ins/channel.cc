#include "broker/channel.h"

#include <algorithm>
#include <memory>

#include "tests/sim/network.h"

/// Stands in for src/broker/channel.cc: the socket was never opened, and the peer's port says which of the
/// network's connections it would be.
namespace moldau::broker {
namespace {

using boost::asio::ip::tcp;

std::shared_ptr<sim::Connection> connection_of(const tcp::endpoint& remote) {
  return sim::Network::current().connection(remote.port());
}

/// As many as a system call takes.
std::size_t some(std::size_t size) {
  auto& scheduler = sim::Network::current().scheduler();
  return size > 1 && scheduler.one_in(8) ? 1 + scheduler.below(size) : size;
}

}  // namespace

std::string host_of(const tcp::endpoint& endpoint) {
  return endpoint.address().to_string();
}

Channel::Channel(tcp::socket socket)
    : socket_(std::move(socket)),
      local_(boost::asio::ip::make_address("10.0.0.1"), 9092),
      remote_(boost::asio::ip::make_address("10.0.0.2"), sim::Network::current().accepted_port()) {}

std::expected<std::size_t, ChannelState> Channel::receive(MutableByteView into) {
  const auto connection = connection_of(remote_);
  if (!connection) return std::unexpected(ChannelState::kClosed);
  if (connection->to_broker->has_bytes()) return connection->to_broker->take(into);
  return std::unexpected(connection->to_broker->is_readable() ? ChannelState::kClosed
                                                              : ChannelState::kWouldBlock);
}

std::expected<std::size_t, ChannelState> Channel::send(ByteView bytes, bool) {
  const auto connection = connection_of(remote_);
  if (!connection || sim::Network::current().broker_is_silent())
    return std::unexpected(ChannelState::kClosed);
  if (connection->to_client->is_full()) return std::unexpected(ChannelState::kWouldBlock);
  const auto taken = bytes.first(some(bytes.size()));
  connection->to_client->send(taken);
  return taken.size();
}

std::expected<std::size_t, ChannelState> Channel::send_file(const File& file, std::uint64_t position,
                                                            std::size_t size) {
  Bytes bytes(some(size));
  const auto read = file.read_at(bytes, position);
  if (!read || *read == 0) return std::unexpected(ChannelState::kClosed);
  return send(ByteView(bytes).first(*read), false);
}

boost::asio::awaitable<void> Channel::readable() {
  const auto connection = connection_of(remote_);
  if (!connection) co_return;
  const auto waiter = std::make_shared<Waiter>(executor());
  connection->to_broker->when_readable(waiter);
  co_await waiter->wait_until(Waiter::TimePoint::max());
}

boost::asio::awaitable<void> Channel::writable() {
  const auto connection = connection_of(remote_);
  if (!connection) co_return;
  const auto waiter = std::make_shared<Waiter>(executor());
  connection->to_client->when_not_full(waiter);
  co_await waiter->wait_until(Waiter::TimePoint::max());
}

void Channel::close() {
  const auto connection = connection_of(remote_);
  if (!connection) return;
  connection->end_by_broker();
  sim::Network::current().forget(remote_.port());
}

}  // namespace moldau::broker
