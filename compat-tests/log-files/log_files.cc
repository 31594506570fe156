#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fmt/core.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diag.h"
#include "log/log.h"
#include "log/log_directory.h"
#include "log/segment_swap.h"
#include "protocol/records/batch_builder.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

/// The log engine without a broker, for compat-tests/log-files/run:
///
///   log_files print DIRECTORY [unclean]    what is in a partition's log, in kafka-dump-log's words
///   log_files index FILE...                the same for indexes and snapshots
///   log_files answers DIRECTORY            what consumers see, in the words of Clients.java
///   log_files write DIRECTORY TOPIC_ID     a partition with every codec, producers, transactions, segments
///   log_files clean DIRECTORY FROM RETENTION_MS   compacts it; everything below FROM was compacted before
namespace {

using namespace moldau;
using protocol::BatchHeader;
using protocol::BatchLayout;
using protocol::Codec;

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "log_files: {}\n", why);
  std::exit(1);
}

std::string words_of(const log::LogError& error) {
  return error.message;
}
std::string words_of(const IoError& error) {
  return error.to_string();
}
std::string words_of(const std::string& error) {
  return error;
}

template <class T, class E>
T must(std::expected<T, E> result) {
  if (!result) give_up(words_of(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::int64_t now_ms() {
  return static_cast<std::int64_t>(std::time(nullptr)) * 1000;
}

struct Opened {
  log::FileCache cache{posix_file_system()};
  std::unique_ptr<log::Log> log;

  Opened(const std::string& directory, bool clean, log::LogConfig config = {}, Uuid topic_id = {}) {
    log = must(log::Log::open(cache, {.directory = directory,
                                      .topic = "files",
                                      .topic_id = topic_id,
                                      .config = config,
                                      .clean_shutdown = clean,
                                      .now_ms = now_ms()}));
  }
};

Bytes content_of(ByteView batch, const BatchHeader& header) {
  const auto records = batch.subspan(BatchLayout::kHeaderSize);
  if (header.codec() == Codec::kNone) return {records.begin(), records.end()};
  Bytes expanded;
  must(protocol::decompress(header.codec(), records, expanded, {}));
  return expanded;
}

/// Calls `visit(header, batch, position)` for every batch of the log, read as a fetch reads them.
template <class Visit>
void for_each_batch(log::Log& log, Visit visit) {
  for (auto offset = log.log_start_offset(); offset < log.log_end_offset();) {
    const auto slice = must(log.read(offset, {.max_bytes = 64 * 1024, .max_offset = log.log_end_offset()}));
    const auto bytes = must(slice.load());
    if (bytes.empty()) give_up(fmt::format("nothing to read at offset {}", offset));
    for (std::size_t at = 0; at + BatchLayout::kHeaderSize <= bytes.size();) {
      const auto rest = ByteView(bytes).subspan(at);
      const auto header = *protocol::read_batch_header(rest);
      if (header.size() > rest.size()) break;
      visit(header, rest.first(header.size()), slice.position + at);
      offset = header.next_offset();
      at += header.size();
    }
  }
}

template <class Visit>
void for_each_record(const BatchHeader& header, ByteView batch, Visit visit) {
  const auto content = content_of(batch, header);
  protocol::RecordReader reader(content);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record) give_up(fmt::format("record {} of the batch at {} is garbled", i, header.base_offset));
    visit(*record);
  }
}

std::string_view time_name(const BatchHeader& header) {
  return header.timestamp_type() == protocol::TimestampType::kCreateTime ? "CreateTime" : "LogAppendTime";
}

std::string optional_long(const std::optional<std::int64_t>& value) {
  return value ? fmt::format("OptionalLong[{}]", *value) : "OptionalLong.empty";
}

int size_of(const std::optional<ByteView>& field) {
  return field ? static_cast<int>(field->size()) : -1;
}

void print_record(const BatchHeader& header, ByteView batch, const protocol::Record& record) {
  const auto sequence =
      header.base_sequence < 0 ? -1 : protocol::sequence_plus(header.base_sequence, record.offset_delta);
  std::string keys;
  for (const auto& each : protocol::headers_of(record))
    keys += (keys.empty() ? "" : ",") + std::string(each.key);
  fmt::print("| offset: {} {}: {} keySize: {} valueSize: {} sequence: {} headerKeys: [{}]",
             header.base_offset + record.offset_delta, time_name(header), timestamp_of(header, record),
             size_of(record.key), size_of(record.value), sequence, keys);
  if (header.is_control()) {
    const auto marker = log::EndTransactionMarker::parse(batch);
    if (!marker) give_up("a control batch without a marker");
    fmt::print(" endTxnMarker: {} coordinatorEpoch: {}\n", marker->commit ? "COMMIT" : "ABORT",
               marker->coordinator_epoch);
    return;
  }
  if (record.key) fmt::print(" key: {}", as_text(*record.key));
  if (record.value) fmt::print(" payload: {}", as_text(*record.value));
  fmt::print("\n");
}

void print(const std::string& directory, bool clean) {
  Opened opened(directory, clean);
  for_each_batch(*opened.log, [](const BatchHeader& header, ByteView batch, std::uint64_t position) {
    if (!protocol::has_valid_crc(batch)) give_up(fmt::format("CRC of the batch at {}", header.base_offset));
    fmt::print(
        "baseOffset: {} lastOffset: {} count: {} baseSequence: {} lastSequence: {} producerId: {} "
        "producerEpoch: {} "
        "partitionLeaderEpoch: {} isTransactional: {} isControl: {} deleteHorizonMs: {} "
        "position: {} "
        "{}: {} size: {} magic: {} compresscodec: {} crc: {} isvalid: true\n",
        header.base_offset, header.last_offset(), header.record_count, header.base_sequence,
        header.last_sequence(), header.producer_id, header.producer_epoch, header.leader_epoch,
        header.is_transactional(), header.is_control(), optional_long(header.delete_horizon_ms()), position,
        time_name(header), header.max_timestamp, header.size(), header.magic, protocol::name(header.codec()),
        header.crc);
    for_each_record(header, batch,
                    [&](const protocol::Record& record) { print_record(header, batch, record); });
  });
}

void print_snapshot(ByteView bytes) {
  const auto state = log::ProducerState::parse_snapshot(bytes);
  if (!state) give_up("no producer snapshot");
  std::vector<std::int64_t> ids;
  for (const auto& [id, entry] : state->entries()) ids.push_back(id);
  std::ranges::sort(ids);
  for (const auto id : ids) {
    const auto& entry = *state->find(id);
    const auto first = entry.transaction_first_offset;
    fmt::print(
        "producerId: {} producerEpoch: {} coordinatorEpoch: {} currentTxnFirstOffset: {} lastTimestamp: {}",
        id, entry.epoch, entry.coordinator_epoch,
        first < 0 ? "OptionalLong.empty" : fmt::format("OptionalLong[{}]", first), entry.last_timestamp_ms);
    for (const auto& batch : entry.batches())
      fmt::print(" firstSequence: {} lastSequence: {} lastOffset: {} offsetDelta: {} timestamp: {}",
                 batch.first_sequence(), batch.last_sequence, batch.last_offset, batch.offset_delta,
                 batch.timestamp_ms);
    fmt::print("\n");
  }
}

void print_index(const std::string& path) {
  const auto bytes = must(posix_file_system().read_file(path));
  const auto name = log::parse_file_name(path.substr(path.rfind('/') + 1));
  if (!name) give_up(path + " is no file of a segment");
  const auto* at = bytes.data();
  const auto* end = at + bytes.size();
  switch (name->kind) {
    case log::FileKind::kOffsetIndex:
      for (; at < end; at += 8)
        fmt::print("offset: {} position: {}\n", name->base_offset + load_be<std::int32_t>(at),
                   load_be<std::uint32_t>(at + 4));
      break;
    case log::FileKind::kTimeIndex:
      for (; at < end; at += 12)
        fmt::print("timestamp: {} offset: {}\n", load_be<std::int64_t>(at),
                   name->base_offset + load_be<std::int32_t>(at + 8));
      break;
    case log::FileKind::kTransactionIndex:
      for (; at < end; at += 34)
        fmt::print("version: {} producerId: {} firstOffset: {} lastOffset: {} lastStableOffset: {}\n",
                   load_be<std::int16_t>(at), load_be<std::int64_t>(at + 2), load_be<std::int64_t>(at + 10),
                   load_be<std::int64_t>(at + 18), load_be<std::int64_t>(at + 26));
      break;
    case log::FileKind::kProducerSnapshot: print_snapshot(bytes); break;
    default: give_up(path + " is no index");
  }
}

/// What a consumer makes of the records and of the aborted transactions that come with them.
void print_records(log::Log& log, bool committed) {
  const auto end = committed ? log.last_stable_offset(log.log_end_offset()) : log.log_end_offset();
  auto aborted = must(log.aborted_transactions(log.log_start_offset(), end));
  if (!committed) aborted.clear();
  std::ranges::sort(aborted, {}, &log::AbortedTransaction::first_offset);
  std::set<std::int64_t> aborting;
  std::size_t next = 0;
  for_each_batch(log, [&](const BatchHeader& header, ByteView batch, std::uint64_t) {
    if (header.base_offset >= end) return;
    for (; next < aborted.size() && aborted[next].first_offset <= header.last_offset(); ++next)
      aborting.insert(aborted[next].producer_id);
    if (header.is_control()) {
      const auto marker = log::EndTransactionMarker::parse(batch);
      if (marker && !marker->commit) aborting.erase(header.producer_id);
      return;
    }
    if (header.is_transactional() && aborting.contains(header.producer_id)) return;
    for_each_record(header, batch, [&](const protocol::Record& record) {
      fmt::print("{} {} {} {}\n", header.base_offset + record.offset_delta, timestamp_of(header, record),
                 record.key ? as_text(*record.key) : "null", record.value ? as_text(*record.value) : "null");
    });
  });
  fmt::print("end {}\n", end);
}

void answers(const std::string& directory) {
  Opened opened(directory, true);
  for (const bool committed : {false, true}) {
    fmt::print("{}\n", committed ? "read_committed" : "read_uncommitted");
    print_records(*opened.log, committed);
  }
  const auto largest = must(opened.log->max_timestamp_offset()).value_or(log::TimestampOffset());
  fmt::print("largest {} {}\n", largest.timestamp_ms, largest.offset);
  for (std::int64_t back = 0; back <= 2'000'000; back += 97'001) {
    const auto found =
        must(opened.log->offset_for_timestamp(largest.timestamp_ms - back)).value_or(log::TimestampOffset());
    fmt::print("at {} before {} {}\n", back, found.timestamp_ms, found.offset);
  }
}

/// Appends to one log what several producers would.
class Writer {
 public:
  Writer(const std::string& directory, const Uuid& topic_id)
      : opened_(directory, false, {.segment_bytes = 100'000, .index_interval_bytes = 500}, topic_id) {}

  void write() {
    constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (int round = 0; round < 400; ++round) {
      const auto codec = static_cast<Codec>(round % 5);
      const auto id = kFirstProducer + round % 3;
      std::string value;
      while (value.size() < static_cast<std::size_t>(100 + round))
        value += kLetters[next() % kLetters.size()];
      data({.codec = codec}, 1 + round % 4, value);
      data({.codec = codec,
            .producer_id = id,
            .producer_epoch = 2,
            .base_sequence = sequences_[id - kFirstProducer]},
           2, value);
      sequences_[id - kFirstProducer] += 2;
      data({.codec = codec,
            .producer_id = kTransactional,
            .producer_epoch = 0,
            .base_sequence = sequence_++,
            .transactional = true},
           1, value);
      if (round % 6 == 5) marker(kTransactional, round % 4 == 3);
    }
    must(opened_.log->close());
  }

 private:
  /// Not among those that Kafka will give to producers of its own.
  static constexpr std::int64_t kFirstProducer = 1LL << 40, kTransactional = kFirstProducer + 10;

  std::uint32_t next() { return random_ = random_ * 1664525 + 1013904223; }

  void data(const protocol::BatchBuilder::Options& options, int count, std::string_view value) {
    protocol::BatchBuilder builder(options);
    for (int i = 0; i < count; ++i) {
      const auto key = fmt::format("key-{}", next() % 1000);
      builder.add(start_ms_ + next() % 1'000'000, as_bytes(key), as_bytes(value), {{"h", as_bytes("v")}});
    }
    append(builder.build(), log::AppendOrigin::kClient);
  }

  void marker(std::int64_t producer_id, bool commit) {
    protocol::BatchBuilder builder(
        {.producer_id = producer_id, .producer_epoch = 0, .transactional = true, .control = true});
    const Bytes key = {0, 0, 0, static_cast<std::uint8_t>(commit ? 1 : 0)}, value(6);
    append(builder.add(start_ms_, key, value).build(), log::AppendOrigin::kCoordinator);
  }

  void append(Bytes batch, log::AppendOrigin origin) {
    must(opened_.log->append(batch, {0, start_ms_, origin}));
  }

  Opened opened_;
  std::int64_t start_ms_ = now_ms() - 3'600'000;
  std::uint32_t random_ = 1;
  std::int32_t sequences_[3] = {};
  std::int32_t sequence_ = 0;
};

void clean(const std::string& directory, std::int64_t from, std::int64_t retention_ms) {
  Opened opened(directory, true,
                {.segment_bytes = 1'048'576,
                 .index_interval_bytes = 500,
                 .file_delete_delay_ms = 0,
                 .cleanup_delete = false,
                 .cleanup_compact = true,
                 .delete_retention_ms = retention_ms});
  auto& log = *opened.log;
  const auto what = must(log.cleanable(from, log.log_end_offset(), now_ms()));
  const auto plan = must(log.plan_cleaning(what, now_ms()));
  log::Cleaner cleaner(*plan, {.map = {.memory_bytes = 1 << 24, .hash_key = {1, 2}}});
  log::SegmentSwap swap(*plan, [&](const log::SegmentSwap::Step& step) { return step(log); });
  const auto end = must(cleaner.build_map());
  for (const auto group : cleaner.groups(end)) {
    const auto cleaned = must(cleaner.clean(group));
    if (cleaned.unchanged) continue;
    must(swap.begin(cleaned));
    must(swap.finish(cleaned, now_ms()));
  }
  must(must(log.due_removals(now_ms() + 1)).remove());
  must(log.close());
  fmt::print("{}\n", end);
}

}  // namespace

int main(int count, char** arguments) {
  diag::set_level(diag::Level::kWarn);
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() < 2) give_up("print, index, answers, write or clean, and where");
  if (words[0] == "print") {
    print(words[1], words.size() < 3);
  } else if (words[0] == "index") {
    for (auto file = words.begin() + 1; file != words.end(); ++file) print_index(*file);
  } else if (words[0] == "answers") {
    answers(words[1]);
  } else if (words[0] == "write" && words.size() == 3) {
    const auto id = Uuid::parse(words[2]);
    if (!id) give_up(words[2] + " is no topic id");
    Writer(words[1], *id).write();
  } else if (words[0] == "clean" && words.size() == 4) {
    clean(words[1], std::stoll(words[2]), std::stoll(words[3]));
  } else {
    give_up("no such verb: " + words[0]);
  }
}
