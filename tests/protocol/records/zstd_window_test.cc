#include <bit>
#include <gtest/gtest.h>
#include <malloc.h>
#include <memory>
#include <random>
#include <zstd.h>

#include "protocol/records/compression.h"

extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace moldau::protocol {
namespace {

constexpr int kLargestWindow = 27;  // of what clients write: 128 MiB
constexpr auto kMagic = 0xFD2FB528U, kMagicBeforeRelease = 0xFD2FB527U;
constexpr std::size_t kMiB = 1 << 20;

std::size_t allocated_bytes() {
  if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// As a client's stream has it at the highest level: it does not know how much will come.
Bytes frame_of(ByteView content, int window = kLargestWindow) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window);
  Bytes frame(ZSTD_compressBound(content.size()));
  ZSTD_outBuffer output{frame.data(), frame.size(), 0};
  ZSTD_inBuffer input{content.data(), content.size(), 0};
  EXPECT_FALSE(ZSTD_isError(ZSTD_compressStream2(context.get(), &output, &input, ZSTD_e_continue)));
  EXPECT_EQ(ZSTD_compressStream2(context.get(), &output, &input, ZSTD_e_end), 0U);
  frame.resize(output.pos);
  return frame;
}

Bytes noise(std::size_t size) {
  std::mt19937 random(1);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST(ZstdWindow, the_largest_costs_what_comes_out_and_no_more) {
  const auto frame = frame_of(noise(1'000));
  Bytes out;
  out.reserve(kMiB);

  const auto before = allocated_bytes();
  ASSERT_TRUE(decompress(Codec::kZstd, frame, out, {}));

  EXPECT_EQ(out, noise(1'000));
  EXPECT_LT(allocated_bytes(), before + kMiB);
}

TEST(ZstdWindow, the_largest_has_content_of_any_size_behind_what_is_there) {
  for (const std::size_t size : {0UL, 1UL, 64UL * 1024, 64UL * 1024 + 1, 5 * kMiB}) {
    const auto content = noise(size);
    Bytes out{1, 2, 3};

    ASSERT_TRUE(decompress(Codec::kZstd, frame_of(content), out, {})) << size;

    EXPECT_EQ(Bytes(out.begin(), out.begin() + 3), (Bytes{1, 2, 3}));
    EXPECT_EQ(Bytes(out.begin() + 3, out.end()), content);
  }
}

TEST(ZstdWindow, the_largest_is_bound_by_what_may_come_out) {
  const auto frame = frame_of(Bytes(10 * kMiB, 'x'));
  Bytes out;

  const auto done = decompress(Codec::kZstd, frame, out, {.max_bytes = kMiB});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "expands to more than the broker allows");
}

TEST(ZstdWindow, the_largest_that_is_cut_is_told) {
  auto frame = frame_of(noise(1'000));
  frame.pop_back();
  Bytes out;

  const auto done = decompress(Codec::kZstd, frame, out, {});

  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().starts_with("is no zstd frame")) << done.error();
}

TEST(ZstdWindow, larger_ones_are_refused_as_by_other_readers) {
  Bytes out, frames = frame_of(noise(1'000));
  const auto too_large = frame_of(noise(1'000), kLargestWindow + 1);
  frames.insert(frames.end(), too_large.begin(), too_large.end());

  EXPECT_FALSE(decompress(Codec::kZstd, too_large, out, {}));
  const auto done = decompress(Codec::kZstd, frames, out, {});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "is no zstd frame that is read: its window is larger than 128 MiB");
}

TEST(ZstdWindow, formats_without_a_limit_are_refused) {
  Bytes out, frames, old(100, 0x58);
  compress(Codec::kZstd, noise(100), frames);
  ASSERT_EQ(std::byteswap(load_be<std::uint32_t>(frames.data())), kMagic);
  store_be<std::uint32_t>(old.data(), std::byteswap(kMagicBeforeRelease));
  frames.insert(frames.end(), old.begin(), old.end());

  for (const auto& each : {old, frames}) {
    const auto done = decompress(Codec::kZstd, each, out, {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error(), "is no zstd frame: another magic number");
  }
}

TEST(ZstdWindow, frames_in_a_row_may_have_any) {
  Bytes frames, out;
  compress(Codec::kZstd, noise(100'000), frames);
  const auto large = frame_of(noise(1'000));
  frames.insert(frames.end(), large.begin(), large.end());

  ASSERT_TRUE(decompress(Codec::kZstd, frames, out, {}));

  EXPECT_EQ(out.size(), 101'000U);
}

}  // namespace
}  // namespace moldau::protocol
