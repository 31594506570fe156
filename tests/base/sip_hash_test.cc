#include "base/sip_hash.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <numeric>

namespace moldau {
namespace {

/// Its authors' own vectors: the key counts up from 0, and so does the input.
TEST(SipHashTest, gives_the_published_results) {
  const Hash128 key{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};
  std::array<std::uint8_t, 64> input;
  std::iota(input.begin(), input.end(), std::uint8_t{0});
  const ByteView bytes(input);

  EXPECT_EQ(sip_hash(key, bytes.first(0)), (Hash128{0xe6a825ba047f81a3ULL, 0x930255c71472f66dULL}));
  EXPECT_EQ(sip_hash(key, bytes.first(1)), (Hash128{0x44af996bd8c187daULL, 0x45fc229b11597634ULL}));
  EXPECT_EQ(sip_hash(key, bytes.first(2)), (Hash128{0xc75da4a48d227781ULL, 0xe4ff0af6de8ba3fcULL}));
}

TEST(SipHashTest, depends_on_every_byte_on_the_size_and_on_the_key) {
  Bytes bytes(21);
  const Hash128 key{1, 2};
  const auto plain = sip_hash(key, bytes);

  EXPECT_NE(sip_hash({1, 3}, bytes), plain);
  EXPECT_NE(sip_hash({3, 2}, bytes), plain);
  EXPECT_NE(sip_hash(key, ByteView(bytes).first(20)), plain);
  for (auto& byte : bytes) {
    byte = 1;
    EXPECT_NE(sip_hash(key, bytes), plain);
    byte = 0;
  }
}

}  // namespace
}  // namespace moldau
