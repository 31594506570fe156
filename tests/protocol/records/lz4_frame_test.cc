#include <gtest/gtest.h>
#include <lz4frame.h>
#include <utility>
#include <vector>

#include "protocol/records/batch_builder.h"
#include "protocol/records/compression.h"
#include "protocol/records/lz4_header.h"
#include "protocol/records/validator.h"

namespace moldau::protocol {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

/// Three blocks of the smallest size, and a bit; the second does not become smaller, so that it is stored as
/// it is.
Bytes content() {
  Bytes bytes(200'000);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    state = state * 1664525 + 1013904223;
    bytes[i] = static_cast<std::uint8_t>(i / 65'536 == 1 ? state >> 24 : i / 100);
  }
  return bytes;
}

Bytes frame_of(ByteView in, const LZ4F_frameInfo_t& info) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo = info;
  Bytes frame(LZ4F_compressFrameBound(in.size(), &preferences));
  const auto size = LZ4F_compressFrame(frame.data(), frame.size(), in.data(), in.size(), &preferences);
  EXPECT_FALSE(LZ4F_isError(size)) << LZ4F_getErrorName(size);
  frame.resize(size);
  return frame;
}

std::string refusal(ByteView frame, Bytes& out) {
  const auto done = decompress(Codec::kLz4, frame, out, {});
  return done ? "" : done.error();
}

std::string refusal(ByteView frame) {
  Bytes out;
  return refusal(frame, out);
}

LZ4F_frameInfo_t checked_frame() {
  LZ4F_frameInfo_t info{};
  info.blockSizeID = LZ4F_max64KB;
  info.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  return info;
}

/// Clients of many languages set the flags of a frame as they like.
std::vector<LZ4F_frameInfo_t> every_legal_frame(std::size_t content_size) {
  std::vector<LZ4F_frameInfo_t> all;
  for (const auto block_size : {LZ4F_default, LZ4F_max64KB, LZ4F_max256KB, LZ4F_max1MB, LZ4F_max4MB})
    for (unsigned flags = 0; flags < 16; ++flags) {
      LZ4F_frameInfo_t info{};
      info.blockSizeID = block_size;
      info.blockMode = (flags & 1) != 0 ? LZ4F_blockIndependent : LZ4F_blockLinked;
      info.contentChecksumFlag = (flags & 2) != 0 ? LZ4F_contentChecksumEnabled : LZ4F_noContentChecksum;
      info.blockChecksumFlag = (flags & 4) != 0 ? LZ4F_blockChecksumEnabled : LZ4F_noBlockChecksum;
      info.contentSize = (flags & 8) != 0 ? content_size : 0;
      all.push_back(info);
    }
  return all;
}

TEST(Lz4Frame, is_read_whatever_its_flags_C6) {
  const auto in = content();
  for (const auto& info : every_legal_frame(in.size())) {
    Bytes out;

    EXPECT_EQ(refusal(frame_of(in, info), out), "");

    EXPECT_EQ(out, in);
  }
}

TEST(Lz4Frame, makes_a_batch_that_is_accepted_whatever_its_flags_C6) {
  BatchBuilder builder{BatchBuilder::Options{}};
  for (int i = 0; i < 100; ++i) builder.add(kNow, as_bytes("key"), as_bytes("value"));
  const auto plain = builder.build();
  const auto records = ByteView(plain).subspan(BatchLayout::kHeaderSize);
  for (const auto& info : every_legal_frame(records.size())) {
    const auto frame = frame_of(records, info);
    Bytes batch(plain.begin(), plain.begin() + BatchLayout::kHeaderSize);
    batch.insert(batch.end(), frame.begin(), frame.end());
    auto header = *read_batch_header(batch);
    header.length = static_cast<std::int32_t>(batch.size() - BatchLayout::kLogOverhead);
    header.attributes = static_cast<std::int16_t>(Codec::kLz4);
    write_batch_header(batch, header);

    const auto validated = validate_produced(batch, {.now_ms = kNow});

    EXPECT_TRUE(validated) << validated.error().message;
  }
}

TEST(Lz4Frame, with_a_wrong_checksum_of_its_content_is_refused_C6) {
  auto frame = frame_of(content(), checked_frame());
  frame.back() ^= 1;

  EXPECT_NE(refusal(frame), "");
}

TEST(Lz4Frame, without_its_last_checksum_is_refused_C6) {
  const auto frame = frame_of(content(), checked_frame());

  for (std::size_t lost = 1; lost <= 4; ++lost)
    EXPECT_NE(refusal(ByteView(frame).first(frame.size() - lost)), "") << lost;
}

TEST(Lz4Frame, with_a_wrong_checksum_of_a_block_is_refused_C6) {
  auto info = checked_frame();
  info.contentChecksumFlag = LZ4F_noContentChecksum;
  info.blockChecksumFlag = LZ4F_blockChecksumEnabled;
  auto frame = frame_of(content(), info);
  frame[frame.size() - 5] ^= 1;  // in front of the end mark

  EXPECT_NE(refusal(frame), "");
}

TEST(Lz4Frame, with_other_content_than_announced_is_refused_C6) {
  auto info = checked_frame();
  const auto in = content();
  info.contentSize = in.size();
  auto frame = frame_of(in, info);
  ++frame[6];  // the size's lowest byte
  set_lz4_header_checksum(frame, Lz4HeaderChecksum::kDescriptor);

  EXPECT_NE(refusal(frame), "");
}

/// KAFKA-3160: clients before 0.10 took the magic number into the header's checksum. Format 0 alone may have
/// it.
TEST(Lz4Frame, with_the_header_checksum_of_old_clients_is_refused_C6) {
  for (const bool with_size : {false, true}) {
    auto info = checked_frame();
    const auto in = content();
    if (with_size) info.contentSize = in.size();
    auto frame = frame_of(in, info);
    const auto good = frame;
    set_lz4_header_checksum(frame, Lz4HeaderChecksum::kDescriptorAndMagicNumber);
    ASSERT_NE(frame, good);

    EXPECT_NE(refusal(frame), "");
    set_lz4_header_checksum(frame, Lz4HeaderChecksum::kDescriptor);
    EXPECT_EQ(refusal(frame), "");
  }
}

/// Version 01 is the only one, and its reserved bits are zero.
TEST(Lz4Frame, with_flags_that_do_not_exist_is_refused_C6) {
  const auto good = frame_of(content(), checked_frame());
  for (const auto& [byte, flags] :
       {std::pair{4, 0x02}, {4, 0x80}, {4, 0xc0}, {5, 0x01}, {5, 0x80}, {5, 0x70}}) {
    auto frame = good;
    frame[static_cast<std::size_t>(byte)] ^= static_cast<std::uint8_t>(flags);
    set_lz4_header_checksum(frame, Lz4HeaderChecksum::kDescriptor);

    EXPECT_NE(refusal(frame), "") << byte << " " << flags;
  }
}

}  // namespace
}  // namespace moldau::protocol
