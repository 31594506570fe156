#include "client/records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/records/batch_builder.h"

namespace moldau::client {
namespace {

using protocol::BatchBuilder;
using testing::ElementsAre;

constexpr std::int64_t kProducer = 7, kOther = 8;

Bytes batch(std::int64_t base_offset, std::initializer_list<std::string_view> values,
            const BatchBuilder::Options& options = {}) {
  BatchBuilder builder(options);
  for (const auto value : values) builder.add(1'000, std::nullopt, as_bytes(value));
  return builder.build(base_offset);
}

BatchBuilder::Options transaction_of(std::int64_t producer_id) {
  return {.producer_id = producer_id, .producer_epoch = 0, .base_sequence = 0, .transactional = true};
}

Bytes marker(std::int64_t offset, std::int64_t producer_id, std::uint8_t type) {
  auto options = transaction_of(producer_id);
  options.control = true;
  const std::uint8_t key[] = {0, 0, 0, type}, value[] = {0, 0, 0, 0, 0, 0};
  BatchBuilder builder(options);
  builder.add(1'000, ByteView(key), ByteView(value));
  return builder.build(offset);
}

Bytes joined(std::initializer_list<Bytes> batches) {
  Bytes all;
  for (const auto& each : batches) all.insert(all.end(), each.begin(), each.end());
  return all;
}

struct Read {
  std::vector<std::string> values;
  Result<std::int64_t> next;
};

Read read(const Bytes& batches, std::int64_t from, std::vector<AbortedTransaction> aborted = {},
          std::size_t most = 100) {
  Read seen;
  seen.next = for_each_record(batches, from, std::move(aborted), [&](const ConsumedRecord& record) {
    seen.values.emplace_back(as_text(*record.value));
    return seen.values.size() < most;
  });
  return seen;
}

TEST(ConsumedRecords, a_batch_is_read_from_the_offset_that_was_asked_for) {
  const auto batches =
      joined({batch(10, {"a", "b", "c"}), batch(13, {"d"}, {.codec = protocol::Codec::kZstd})});

  const auto seen = read(batches, 11);

  EXPECT_THAT(seen.values, ElementsAre("b", "c", "d"));
  EXPECT_EQ(seen.next, 14);
}

TEST(ConsumedRecords, reading_goes_on_behind_the_record_that_was_the_last_wanted) {
  const auto seen = read(batch(10, {"a", "b", "c"}), 10, {}, 2);

  EXPECT_THAT(seen.values, ElementsAre("a", "b"));
  EXPECT_EQ(seen.next, 12);
}

TEST(ConsumedRecords, a_batch_that_was_cut_is_left_for_the_next_fetch) {
  auto batches = joined({batch(0, {"a"}), batch(1, {"b"})});
  batches.pop_back();

  const auto seen = read(batches, 0);

  EXPECT_THAT(seen.values, ElementsAre("a"));
  EXPECT_EQ(seen.next, 1);
}

TEST(ConsumedRecords, aborted_transactions_and_control_records_are_left_out) {
  const auto batches =
      joined({batch(0, {"lost"}, transaction_of(kProducer)), batch(1, {"kept"}, transaction_of(kOther)),
              marker(2, kProducer, 0), batch(3, {"later"}, transaction_of(kProducer)),
              marker(4, kProducer, 1), marker(5, kOther, 1)});

  const auto seen = read(batches, 0, {{kProducer, 0}});

  EXPECT_THAT(seen.values, ElementsAre("kept", "later"));
  EXPECT_EQ(seen.next, 6);
}

TEST(ConsumedRecords, a_wrong_checksum_is_told) {
  auto batches = batch(5, {"a"});
  batches.back() ^= 1;

  EXPECT_EQ(read(batches, 5).next.error(), "the batch at offset 5 has a wrong checksum");
}

}  // namespace
}  // namespace moldau::client
