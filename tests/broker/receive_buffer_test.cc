#include "broker/receive_buffer.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

namespace moldau::broker {
namespace {

constexpr std::size_t kHuge = std::size_t{100} << 20;

/// Receives so many bytes that count on from `first`.
void receive(ReceiveBuffer& buffer, std::size_t size, std::uint8_t first = 0, std::size_t wanted = 4) {
  while (size > 0) {
    auto space = buffer.space(wanted);
    const auto part = space.first(std::min(size, space.size()));
    std::iota(part.begin(), part.end(), first);
    first = static_cast<std::uint8_t>(first + part.size());
    buffer.received(part.size());
    size -= part.size();
  }
}

TEST(ReceiveBuffer, holds_nothing_at_first) {
  ReceiveBuffer buffer;

  EXPECT_TRUE(buffer.held().empty());
  EXPECT_EQ(buffer.capacity(), 0u);
}

TEST(ReceiveBuffer, gives_back_what_was_received) {
  ReceiveBuffer buffer;

  receive(buffer, 5, 10);
  receive(buffer, 2, 15);

  EXPECT_EQ(Bytes(buffer.held().begin(), buffer.held().end()), (Bytes{10, 11, 12, 13, 14, 15, 16}));
}

TEST(ReceiveBuffer, keeps_what_is_not_consumed) {
  ReceiveBuffer buffer;
  receive(buffer, 10);

  buffer.consume(7);

  EXPECT_EQ(Bytes(buffer.held().begin(), buffer.held().end()), (Bytes{7, 8, 9}));
}

TEST(ReceiveBuffer, a_declared_size_takes_no_memory) {
  ReceiveBuffer buffer;

  receive(buffer, 4, 0, kHuge);
  buffer.space(kHuge);

  EXPECT_LE(buffer.capacity(), ReceiveBuffer::kInitialBytes);
}

TEST(ReceiveBuffer, grows_with_what_arrives_to_twice_of_it_at_most) {
  ReceiveBuffer buffer;

  for (std::size_t received = 0; received < 1'000'000; received += 1'000) {
    receive(buffer, 1'000, 0, kHuge);
    EXPECT_LE(buffer.capacity(), std::max(ReceiveBuffer::kInitialBytes, 2 * buffer.held().size()));
  }
}

TEST(ReceiveBuffer, grows_no_further_than_the_frame) {
  ReceiveBuffer buffer;

  receive(buffer, 40'000, 0, 40'000);

  EXPECT_EQ(buffer.capacity(), 40'000u);
}

TEST(ReceiveBuffer, uses_the_room_in_front_before_it_grows) {
  ReceiveBuffer buffer;
  receive(buffer, ReceiveBuffer::kInitialBytes);
  buffer.consume(ReceiveBuffer::kInitialBytes - 10);

  receive(buffer, 100, static_cast<std::uint8_t>(ReceiveBuffer::kInitialBytes));

  EXPECT_EQ(buffer.capacity(), ReceiveBuffer::kInitialBytes);
  EXPECT_EQ(buffer.held().size(), 110u);
  EXPECT_EQ(buffer.held()[0], static_cast<std::uint8_t>(ReceiveBuffer::kInitialBytes - 10));
  EXPECT_EQ(buffer.held()[109], static_cast<std::uint8_t>(ReceiveBuffer::kInitialBytes + 99));
}

TEST(ReceiveBuffer, shrinks_to_what_it_holds) {
  ReceiveBuffer buffer;
  receive(buffer, 100'000, 0, 100'000);

  buffer.consume(60'000);
  buffer.shrink();
  EXPECT_EQ(buffer.capacity(), 40'000u);
  EXPECT_EQ(buffer.held()[0], static_cast<std::uint8_t>(60'000));
  buffer.consume(39'999);
  buffer.shrink();

  EXPECT_EQ(buffer.capacity(), ReceiveBuffer::kInitialBytes);
  ASSERT_EQ(buffer.held().size(), 1u);
  EXPECT_EQ(buffer.held()[0], static_cast<std::uint8_t>(99'999));
}

TEST(ReceiveBuffer, released_while_empty_has_no_memory) {
  ReceiveBuffer buffer;
  receive(buffer, 10);

  buffer.release();
  EXPECT_EQ(buffer.held().size(), 10u) << "it is not empty";
  buffer.consume(10);
  buffer.release();

  EXPECT_EQ(buffer.capacity(), 0u);
}

}  // namespace
}  // namespace moldau::broker
