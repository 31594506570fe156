#include "base/crc32c.h"

#include <gtest/gtest.h>
#include <random>

namespace moldau {
namespace {

TEST(Crc32c, gives_the_published_check_value) {
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283u);
  EXPECT_EQ(crc32c_portable(as_bytes("123456789")), 0xe3069283u);
}

TEST(Crc32c, is_the_same_with_and_without_the_instruction_and_in_pieces) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    const auto whole = crc32c_portable(bytes);
    EXPECT_EQ(crc32c(bytes), whole);
    const auto cut = size / 3;
    EXPECT_EQ(crc32c(ByteView(bytes).subspan(cut), crc32c(ByteView(bytes).first(cut))), whole);
  }
}

}  // namespace
}  // namespace moldau
