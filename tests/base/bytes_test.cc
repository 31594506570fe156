#include "base/bytes.h"

#include <gtest/gtest.h>
#include <limits>

#include "base/varint.h"

namespace moldau {
namespace {

TEST(BigEndian, integers_of_every_size_are_stored_with_the_high_byte_first) {
  Bytes bytes(8);

  store_be<std::int16_t>(bytes.data(), 0x0102);
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 2), (Bytes{1, 2}));
  store_be<std::int32_t>(bytes.data(), -2);
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 4), (Bytes{0xff, 0xff, 0xff, 0xfe}));
  store_be<std::int64_t>(bytes.data(), 0x0102030405060708);
  EXPECT_EQ(bytes, (Bytes{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(load_be<std::int64_t>(bytes.data()), 0x0102030405060708);
  EXPECT_EQ(load_be<std::uint16_t>(bytes.data() + 6), 0x0708);
  EXPECT_EQ(load_be<std::int8_t>(bytes.data()), 1);
}

template <class T>
void expect_round_trip(T value, std::size_t size) {
  Bytes bytes;
  write_varint<T>(bytes, value);
  EXPECT_EQ(bytes.size(), size) << value;
  std::size_t at = 0;
  EXPECT_EQ(read_varint<T>(bytes, at), value);
  EXPECT_EQ(at, bytes.size());
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    at = 0;
    EXPECT_FALSE(read_varint<T>(ByteView(bytes).first(cut), at));
  }
}

TEST(Varint, round_trips_at_the_bounds_of_each_size) {
  expect_round_trip<std::int32_t>(0, 1);
  expect_round_trip<std::int32_t>(-64, 1);
  expect_round_trip<std::int32_t>(64, 2);
  expect_round_trip<std::int32_t>(std::numeric_limits<std::int32_t>::max(), 5);
  expect_round_trip<std::int32_t>(std::numeric_limits<std::int32_t>::min(), 5);
  expect_round_trip<std::int64_t>(std::numeric_limits<std::int64_t>::max(), 10);
  expect_round_trip<std::int64_t>(std::numeric_limits<std::int64_t>::min(), 10);
}

TEST(Varint, that_goes_on_for_too_long_is_none) {
  std::size_t at = 0;
  EXPECT_FALSE(read_varint<std::int32_t>(Bytes(6, 0xff), at));
  at = 0;
  EXPECT_FALSE(read_varint<std::int64_t>(Bytes(11, 0xff), at));
}

}  // namespace
}  // namespace moldau
