#include <algorithm>
#include <array>
#include <optional>
#include <random>

#include "tests/broker/transactions_fixture.h"

namespace moldau::broker::test {
namespace {

using enum TransactionProtocol;

/// What two partitions and a group must show after what was answered so far.
class Expected {
 public:
  void append(const std::string& id, std::int32_t partition, const std::string& value) {
    records_[static_cast<std::size_t>(partition)].push_back({id, value});
  }
  void commit_offset(const std::string& id, std::int64_t offset) { pending_[id] = {++commits_, offset}; }
  void end(const std::string& id, bool commit) {
    for (auto& partition : records_)
      for (auto& record : partition)
        if (record.id == id && record.state == State::kOpen)
          record.state = commit ? State::kCommitted : State::kAborted;
    // Where two transactions commit an offset, the one that was sent last counts, whichever ends last.
    if (auto pending = pending_.extract(id); pending && commit) offset_ = std::max(offset_, pending.mapped());
  }
  /// Committed, and before all that is open.
  Values readable(std::int32_t partition) const {
    Values values;
    for (const auto& record : records_[static_cast<std::size_t>(partition)]) {
      if (record.state == State::kOpen) break;
      if (record.state == State::kCommitted) values.push_back(record.value);
    }
    return values;
  }
  std::int64_t offset() const { return offset_.second; }

 private:
  enum class State { kOpen, kCommitted, kAborted };
  struct Record {
    std::string id, value;
    State state = State::kOpen;
  };
  using Commit = std::pair<int, std::int64_t>;  // its number, and the offset
  std::array<std::vector<Record>, 2> records_;
  std::map<std::string, Commit> pending_;
  Commit offset_{0, -1};
  int commits_ = 0;
};

/// Valid requests in a random order by producers of two transactional ids, some of which are long fenced and
/// do not know it, in both protocols at once; with restarts and power cuts.
class TransactionFuzz : public ProxiedTransactions, public ::testing::WithParamInterface<unsigned> {
 protected:
  static constexpr int kSteps = 250, kStepsBetweenChecks = 10;

  enum class End { kAbort, kCommit, kInit, kKnownInit };

  int up_to(int most) { return std::uniform_int_distribution(0, most)(chance); }
  bool one_in(int count) { return up_to(count - 1) == 0; }

  /// The producer of today of an id, or one that may be of yesterday.
  TransactionalProducer& pick() {
    const auto of_today = static_cast<std::size_t>(up_to(1)), zombie = 2 + static_cast<std::size_t>(up_to(3));
    auto& current = producers.at(of_today);
    const auto known = settled(*client, current.transactional_id);
    if (std::pair(known.producer_id, known.producer_epoch) != std::pair(current.id, current.epoch) &&
        one_in(3))
      end_one(current, known.transaction_state == "Ongoing", End::kInit);
    if (one_in(10)) producers.at(zombie) = current;
    auto& producer = one_in(4) ? producers.at(zombie) : current;
    producer.protocol = one_in(2) ? kFirst : kSecond;
    return producer;
  }
  std::int64_t end_offset(std::int32_t partition) {
    return only_partition(fetch(*client, {.from = {{.partition = partition, .offset = 0}}})).high_watermark;
  }

  void produce_one(TransactionalProducer& producer) {
    const auto partition = up_to(1);
    const auto value = std::to_string(++values);
    auto& next = producer.next_sequences[partition];
    const auto before = end_offset(partition);
    const auto error =
        producer.answer(producer.send_batch(*client, value, partition, one_in(8) ? up_to(5) : next));
    const bool is_appended = end_offset(partition) > before;
    expect_sane(error);
    if (!is_appended) return;
    const auto now = settled(*client, producer.transactional_id);
    EXPECT_EQ(error, ErrorCode::kNone);
    EXPECT_EQ(now.transaction_state, "Ongoing");
    EXPECT_EQ(std::pair(now.producer_id, now.producer_epoch), std::pair(producer.id, producer.epoch));
    ++next;
    expected.append(producer.transactional_id, partition, value);
  }

  void commit_one(TransactionalProducer& producer) {
    const auto offset = up_to(1'000);
    const auto error = producer.answer(producer.send_offset(*client, offset));
    expect_sane(error);
    if (error == ErrorCode::kNone) expected.commit_offset(producer.transactional_id, offset);
  }

  /// By an end, or by a new producer, which aborts.
  void end_one(TransactionalProducer& producer, bool was_open, End kind) {
    const auto id = producer.transactional_id;
    const bool is_end = kind == End::kAbort || kind == End::kCommit, commit = kind == End::kCommit;
    const auto error = producer.answer(is_end ? producer.send_end(*client, commit)
                                              : producer.send_init(*client, kind == End::kKnownInit));
    expect_sane(error);
    const bool ends = was_open && error == (is_end ? ErrorCode::kNone : ErrorCode::kConcurrentTransactions);
    const auto state = settled_state(*client, id);
    if (was_open) EXPECT_EQ(state, ends ? (commit ? "CompleteCommit" : "CompleteAbort") : "Ongoing");
    if (ends) expected.end(id, commit);
  }

  void step() {
    if (one_in(60)) return one_in(2) ? crash_and_return() : restart_and_return();
    auto& producer = pick();
    const bool was_open = settled_state(*client, producer.transactional_id) == "Ongoing";
    switch (up_to(19)) {
      case 0: return end_one(producer, was_open, End::kAbort);
      case 1:
      case 2: return end_one(producer, was_open, End::kCommit);
      case 3: return end_one(producer, was_open, one_in(2) ? End::kInit : End::kKnownInit);
      case 4: return expect_sane(producer.answer(producer.send_group(*client)));
      case 5:
      case 6: return commit_one(producer);
      case 7:
      case 8: return expect_sane(producer.answer(producer.send_addition(*client, up_to(1))));
      default: return produce_one(producer);
    }
  }
  static void expect_sane(ErrorCode error) {
    EXPECT_NE(error, ErrorCode::kUnknownServerError);
    EXPECT_NE(error, ErrorCode::kNotCoordinator);
  }
  void crash_and_return() {
    crash();
    reconnect();
  }
  void restart_and_return() {
    restart();
    reconnect();
  }

  void check() {
    for (const auto partition : {0, 1}) {
      const auto readable = expected.readable(partition);
      EXPECT_EQ(committed_values(*client, partition), readable);
      EXPECT_EQ(marked_values(*client, partition), readable);
      const auto stable = last_stable_offset(*client, partition), end = end_offset(partition);
      EXPECT_LE(stable, end);
      auto& seen = seen_.at(static_cast<std::size_t>(partition));
      EXPECT_GE(stable, seen.first);
      EXPECT_GE(end, seen.second);
      seen = {stable, end};
    }
    EXPECT_EQ(committed_offset(*client), expected.offset());
  }

  std::mt19937 chance;
  // One of today for each id, and four that may be of yesterday.
  std::vector<TransactionalProducer> producers;
  Expected expected;
  int values = 0;

 private:
  std::array<std::pair<std::int64_t, std::int64_t>, 2> seen_{};
};

TEST_P(TransactionFuzz, whatever_producers_send_transactions_stay_whole_T19) {
  chance.seed(GetParam());
  for (const auto* id : {"x", "y", "x", "y", "x", "y"}) producers.emplace_back(kSecond, id).init(*client);

  for (int i = 0; i < kSteps && !HasFailure(); ++i) {
    step();
    if (i % kStepsBetweenChecks == 0) check();
  }
  for (const auto* id : {"x", "y"}) {
    TransactionalProducer last(kSecond, id);
    last.init(*client);
    expected.end(id, false);
  }
  check();

  for (const auto partition : {0, 1}) {
    EXPECT_EQ(last_stable_offset(*client, partition), end_offset(partition));
    EXPECT_GE(expected.readable(partition).size(), 3u) << "too little was committed to say anything";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TransactionFuzz, ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace moldau::broker::test
