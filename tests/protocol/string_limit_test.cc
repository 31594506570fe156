#include <gtest/gtest.h>

#include "protocol/messages/11_join_group.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

namespace moldau::protocol {
namespace {

constexpr std::int16_t kFlexible = 6;
constexpr std::int16_t kOlder = 5;

/// A compact string of that many bytes, with nothing behind it.
Bytes compact_string(std::size_t size) {
  Bytes out;
  Writer writer(out);
  writer.unsigned_varint(static_cast<std::uint32_t>(size + 1));
  out.resize(out.size() + size, 'g');
  return out;
}

TEST(StringLimit, a_compact_string_may_be_as_long_as_the_older_form_allows) {
  const auto encoded = encode(JoinGroupRequest{.group_id = std::string(kMaxStringBytes, 'g')}, kFlexible);

  const auto decoded = decode<JoinGroupRequest>(encoded, kFlexible);

  ASSERT_TRUE(decoded) << decoded.error().to_string();
  EXPECT_EQ(decoded->group_id.size(), kMaxStringBytes);
}

TEST(StringLimit, a_longer_compact_string_is_refused) {
  for (const auto size : {kMaxStringBytes + 1, std::size_t{40'000}}) {
    const auto decoded = decode<JoinGroupRequest>(compact_string(size), kFlexible);

    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().what, "is longer than the 32767 bytes of a string");
    EXPECT_EQ(decoded.error().field, "GroupId");
  }
}

TEST(StringLimit, bytes_may_be_longer) {
  JoinGroupRequest request;
  request.protocols.push_back({.name = "range", .metadata = Bytes(40'000)});

  for (const auto version : {kOlder, kFlexible}) {
    const auto decoded = decode<JoinGroupRequest>(encode(request, version), version);

    ASSERT_TRUE(decoded) << decoded.error().to_string();
    EXPECT_EQ(decoded->protocols.at(0).metadata.size(), 40'000u);
  }
}

TEST(StringLimit, a_longer_string_is_sent_up_to_the_last_character_that_fits) {
  const auto too_long = std::string(kMaxStringBytes - 1, 'g') + "\xc3\xa9\xc3\xa9";

  for (const auto version : {kOlder, kFlexible}) {
    const auto encoded =
        encode(JoinGroupRequest{.group_id = too_long, .group_instance_id = too_long}, version);
    const auto decoded = decode<JoinGroupRequest>(encoded, version);

    ASSERT_TRUE(decoded) << decoded.error().to_string();
    EXPECT_EQ(decoded->group_id, std::string(kMaxStringBytes - 1, 'g'));
    EXPECT_EQ(decoded->group_instance_id, std::string(kMaxStringBytes - 1, 'g'));
  }
}

TEST(StringLimit, null_and_empty_stay_apart) {
  for (const auto version : {kOlder, kFlexible}) {
    const auto null = decode<JoinGroupRequest>(encode(JoinGroupRequest{}, version), version);
    const auto empty =
        decode<JoinGroupRequest>(encode(JoinGroupRequest{.group_instance_id = ""}, version), version);

    ASSERT_TRUE(null && empty);
    EXPECT_EQ(null->group_instance_id, std::nullopt);
    EXPECT_EQ(empty->group_instance_id, "");
  }
}

TEST(StringLimitDeathTest, a_length_that_does_not_fit_is_never_written) {
  Bytes out;
  Writer writer(out);

  EXPECT_DEATH(writer.length(kMaxStringBytes + 1, false, false), "");
  EXPECT_DEATH(writer.length(kMaxStringBytes + 1, true, false), "");
}

}  // namespace
}  // namespace moldau::protocol
