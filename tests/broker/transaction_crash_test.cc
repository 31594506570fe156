#include <string>
#include <tuple>

#include "tests/broker/transactions_fixture.h"

namespace moldau::broker::test {
namespace {

using enum TransactionProtocol;

/// Where the power goes while a transaction of two partitions and a group ends, and whether the end was
/// answered by then.
struct Step {
  std::string name;
  HeldDisk::Which held;
  bool is_decided = true;
};

class TransactionCrashes : public ProxiedTransactions,
                           public ::testing::WithParamInterface<std::tuple<Step, TransactionProtocol, bool>> {
 protected:
  void begin(TransactionalProducer& producer) {
    producer.init(*client);
    ASSERT_EQ(producer.produce(*client, "zero", 0), ErrorCode::kNone);
    ASSERT_EQ(producer.produce(*client, "one", 1), ErrorCode::kNone);
    ASSERT_EQ(producer.commit_offset(*client, 7), ErrorCode::kNone);
  }
  void expect_ended(bool commit) {
    EXPECT_EQ(settled_state(*client), commit ? "CompleteCommit" : "CompleteAbort");
    EXPECT_EQ(committed_values(*client, 0), commit ? Values({"zero"}) : Values());
    EXPECT_EQ(committed_values(*client, 1), commit ? Values({"one"}) : Values());
    EXPECT_EQ(committed_offset(*client), commit ? 7 : -1);
    for (const auto partition : {0, 1})
      EXPECT_EQ(last_stable_offset(*client, partition),
                only_partition(fetch(*client, {.from = {{.partition = partition}}})).high_watermark);
  }
};

TEST_P(TransactionCrashes, at_any_step_of_an_end_leave_the_transaction_whole_T6) {
  const auto& [step, protocol, commit] = GetParam();
  TransactionalProducer producer(protocol);
  begin(producer);
  disk.hold_syncs(step.held);
  const auto end = producer.send_end(*client, commit);
  if (step.is_decided) ASSERT_EQ(producer.answer(end), ErrorCode::kNone);
  ASSERT_TRUE(disk.wait_until_held());

  crash();
  reconnect();

  // An end that was never answered is sent again: it may have been decided or not.
  if (!step.is_decided && transaction_state(*client) == "Ongoing")
    ASSERT_EQ(producer.end(*client, commit), ErrorCode::kNone);
  expect_ended(commit);
  TransactionalProducer next(protocol);
  next.init(*client);
  EXPECT_EQ(next.produce(*client, "next"), ErrorCode::kNone);
  EXPECT_EQ(next.end(*client, true), ErrorCode::kNone);
  settled_state(*client);
  EXPECT_EQ(committed_values(*client), commit ? Values({"zero", "next"}) : Values({"next"}));
}

std::string name_of(const ::testing::TestParamInfo<TransactionCrashes::ParamType>& about) {
  const auto& [step, protocol, commit] = about.param;
  return step.name + (protocol == kFirst ? "_first" : "_second") + (commit ? "_commit" : "_abort");
}

// A partition of __transaction_state is synced for the decision first and for the completion then, so the
// completion is held by what must be synced before: all markers.
INSTANTIATE_TEST_SUITE_P(
    Steps, TransactionCrashes,
    ::testing::Combine(::testing::Values(Step{"decision", {"/__transaction_state-", "sync"}, false},
                                         Step{"marker_0", {"/t-0", "sync"}},
                                         Step{"marker_1", {"/t-1", "sync"}},
                                         Step{"group_marker", {"/__consumer_offsets-", "sync"}}),
                       ::testing::Values(kFirst, kSecond), ::testing::Bool()),
    name_of);

}  // namespace
}  // namespace moldau::broker::test
