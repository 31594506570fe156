#include "tests/sim/client.h"

#include <array>

namespace moldau::sim {

using boost::asio::awaitable;

void Client::disconnect() {
  if (connection_) connection_->end_by_client();
  connection_.reset();
  arrived_.clear();
  sent_ = answered_ = 0;
}

Bytes Client::frame_of(std::int16_t api_key, std::int16_t version, bool flexible, ByteView body) {
  if (!connection_) connection_ = world_.network.connect();
  Bytes frame;
  protocol::Writer writer(frame);
  writer.integer<std::int32_t>(0);
  writer.integer<std::int16_t>(api_key);
  writer.integer<std::int16_t>(version);
  writer.integer<std::int32_t>(++sent_);
  writer.integer<std::int16_t>(static_cast<std::int16_t>(name_.size()));
  writer.raw(as_bytes(name_));
  if (flexible) writer.unsigned_varint(0);
  writer.raw(body);
  store_be<std::int32_t>(frame.data(), static_cast<std::int32_t>(frame.size() - 4));
  return frame;
}

void Client::send_frame(const Bytes& frame) {
  if (connection_) connection_->to_broker->send(frame);
}

awaitable<Frame> Client::exchange(Bytes frame) {
  send_frame(frame);
  return receive();
}

Frame Client::take_frame() {
  if (arrived_.size() < 4) return nullptr;
  const auto size = static_cast<std::size_t>(load_be<std::int32_t>(arrived_.data()));
  if (arrived_.size() < 4 + size) return nullptr;
  const auto end = arrived_.begin() + 4 + static_cast<std::ptrdiff_t>(size);
  auto frame = std::make_shared<const Bytes>(arrived_.begin() + 4, end);
  arrived_.erase(arrived_.begin(), end);
  if (size < 4 || load_be<std::int32_t>(frame->data()) != ++answered_)
    world_.fail(name_ + " gets the answer to another request");
  return frame;
}

awaitable<Frame> Client::receive() {
  auto& scheduler = world_.scheduler;
  const auto patience = milliseconds(scheduler.between(2'000, scheduler.one_in(10) ? 2'000 : 15'000));
  const auto deadline = scheduler.now() + (scheduler.one_in(50) ? patience / 1000 : patience);
  while (connection_) {
    if (auto frame = take_frame()) co_return frame;
    const auto pipe = connection_->to_client;
    std::array<std::uint8_t, 4096> bytes;
    if (const auto count = pipe->take(bytes); count > 0) {
      arrived_.insert(arrived_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
      continue;
    }
    if (pipe->is_readable() || scheduler.now() >= deadline) break;
    const auto waiter = std::make_shared<broker::Waiter>(world_.executor());
    pipe->when_readable(waiter);
    co_await waiter->wait_until(deadline);
  }
  disconnect();
  co_await world_.rest(5, 200);
  co_return nullptr;
}

bool is_passing(ErrorCode error) {
  switch (error) {
    case ErrorCode::kCoordinatorLoadInProgress:
    case ErrorCode::kCoordinatorNotAvailable:
    case ErrorCode::kNotCoordinator:
    case ErrorCode::kNotLeaderOrFollower:
    case ErrorCode::kLeaderNotAvailable:
    case ErrorCode::kKafkaStorageError:
    case ErrorCode::kRequestTimedOut:
    case ErrorCode::kConcurrentTransactions:
    case ErrorCode::kUnstableOffsetCommit: return true;
    default: return false;
  }
}

}  // namespace moldau::sim
