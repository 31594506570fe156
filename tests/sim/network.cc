#include "tests/sim/network.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace moldau::sim {
namespace {

Network* living = nullptr;
/// What a socket holds until its writer has to wait.
constexpr std::size_t kWindow = 16 * 1024;

}  // namespace

Time Pipe::arrival() {
  last_arrival_ = std::max(last_arrival_, network_.scheduler().now() + network_.latency());
  return last_arrival_;
}

void Pipe::send(ByteView bytes) {
  on_its_way_ += bytes.size();
  network_.scheduler().at(arrival(), [self = shared_from_this(), sent = Bytes(bytes.begin(), bytes.end())] {
    if (self->ended_) return;
    self->on_its_way_ -= sent.size();
    self->arrived_.insert(self->arrived_.end(), sent.begin(), sent.end());
    self->wake_reader();
  });
}

void Pipe::hold(Duration time) {
  last_arrival_ = std::max(last_arrival_, network_.scheduler().now()) + time;
}

void Pipe::finish() {
  network_.scheduler().at(arrival(), [self = shared_from_this()] {
    self->ended_ = true;
    self->wake_reader();
    self->wake_writer();
  });
}

void Pipe::cut() {
  ended_ = true;
  arrived_.clear();
  wake_reader();
  wake_writer();
}

std::size_t Pipe::take(MutableByteView into) {
  auto& scheduler = network_.scheduler();
  auto count = std::min(into.size(), arrived_.size());
  if (count > 1 && scheduler.one_in(4)) count = 1 + scheduler.below(count);
  std::copy_n(arrived_.begin(), count, into.begin());
  arrived_.erase(arrived_.begin(), arrived_.begin() + static_cast<std::ptrdiff_t>(count));
  if (!is_full()) wake_writer();
  return count;
}

bool Pipe::is_full() const {
  return !ended_ && arrived_.size() + on_its_way_ >= kWindow;
}

void Pipe::when_readable(const std::shared_ptr<broker::Waiter>& waiter) {
  reader_ = waiter;
  if (is_readable()) wake_reader();
}

void Pipe::when_not_full(const std::shared_ptr<broker::Waiter>& waiter) {
  writer_ = waiter;
  if (!is_full()) wake_writer();
}

void Pipe::wake_reader() {
  if (const auto waiter = std::exchange(reader_, {}).lock()) waiter->notify();
}
void Pipe::wake_writer() {
  if (const auto waiter = std::exchange(writer_, {}).lock()) waiter->notify();
}

Connection::Connection(Network& network, std::uint16_t client_port)
    : port(client_port),
      to_broker(std::make_shared<Pipe>(network)),
      to_client(std::make_shared<Pipe>(network)) {}

void Connection::end_by_client() {
  to_broker->finish();
  to_client->cut();
}
void Connection::end_by_broker() {
  to_client->finish();
  to_broker->cut();
}
void Connection::reset() {
  to_broker->cut();
  to_client->cut();
}

Network::Network(Scheduler& scheduler) : scheduler_(scheduler) {
  living = this;
}

Network::~Network() {
  living = nullptr;
}

Network& Network::current() {
  return *living;
}

Duration Network::latency() {
  const auto usual = microseconds(scheduler_.between(40, 400));
  return (scheduler_.one_in(50) ? usual * 50 : usual) * slowness_;
}

std::shared_ptr<Connection> Network::connect() {
  if (!accept_) return nullptr;
  auto made = std::make_shared<Connection>(*this, ++last_port_);
  connections_[made->port] = made;
  accept_(made);
  return made;
}

std::shared_ptr<Connection> Network::connection(std::uint16_t port) const {
  const auto found = connections_.find(port);
  return found == connections_.end() ? nullptr : found->second;
}

std::shared_ptr<Connection> Network::any_connection() {
  if (connections_.empty()) return nullptr;
  const auto which = scheduler_.below(connections_.size());
  return std::next(connections_.begin(), static_cast<std::ptrdiff_t>(which))->second;
}

void Network::reset_any() {
  const auto connection = any_connection();
  if (!connection) return;
  scheduler_.note("network: connection {} is reset", connection->port);
  connection->reset();
}

void Network::hold_any(Duration time) {
  const auto connection = any_connection();
  if (!connection) return;
  scheduler_.note("network: connection {} is held for {} ms", connection->port, time / milliseconds(1));
  connection->to_broker->hold(time);
}

void Network::reset_all() {
  accept_ = nullptr;
  for (const auto& [port, connection] : std::exchange(connections_, {})) connection->reset();
}

}  // namespace moldau::sim
