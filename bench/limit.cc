/// The limit: a server that only moves the bytes. Produce is a CRC-32C and a write to the page cache, Fetch
/// is sendfile, one thread a connection, answers made beforehand. It knows nothing of Kafka beyond the frames
/// of this folder, and says how fast the machine lets any broker be that checks and keeps what it is sent.
#include <CLI/CLI.hpp>
#include <condition_variable>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unistd.h>

#include "base/crc32c.h"
#include "bench/frames.h"
#include "bench/socket.h"
#include "protocol/messages/00_produce.h"
#include "protocol/messages/01_fetch.h"
#include "protocol/messages/18_api_versions.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/records/batch.h"
#include "protocol/wire/encode.h"
#include "protocol/wire/header.h"

namespace moldau::bench {
namespace {

using protocol::BatchLayout;

/// A partition whose batches are all of one size.
struct Log {
  int file = -1;
  std::mutex mutex;
  std::condition_variable grown;
  std::size_t batch_bytes = 0;
  std::int64_t batch_records = 0, batches = 0;

  std::int64_t append(MutableByteView batch) {
    const std::lock_guard lock(mutex);
    batch_bytes = batch.size();
    batch_records = load_be<std::int32_t>(batch.data() + BatchLayout::kRecordCount);
    const auto base_offset = batches * batch_records;
    protocol::set_base_offset(batch, base_offset);
    const auto position = static_cast<off_t>(static_cast<std::size_t>(batches) * batch_bytes);
    if (::pwrite(file, batch.data(), batch.size(), position) != static_cast<ssize_t>(batch.size()))
      give_up("cannot write");
    ++batches;
    grown.notify_all();
    return base_offset;
  }
};

class Logs {
 public:
  explicit Logs(std::string folder) : folder_(std::move(folder)) {}
  Log& of(const Target& target) {
    const std::lock_guard lock(mutex_);
    auto& log = logs_[{target.topic, target.partition}];
    if (!log) {
      log = std::make_unique<Log>();
      const auto path = folder_ + "/" + target.topic + "-" + std::to_string(target.partition);
      log->file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
      if (log->file < 0) give_up("cannot open " + path);
    }
    return *log;
  }

 private:
  const std::string folder_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::int32_t>, std::unique_ptr<Log>> logs_;
};

template <class Response>
Bytes answer_of(const Response& response, std::int16_t version, bool tagged_header = true) {
  Bytes bytes;
  protocol::Writer writer(bytes);
  writer.integer<std::int32_t>(0);
  protocol::write_response_header(0, tagged_header, writer);
  protocol::encode(response, version, writer);
  std::size_t size = bytes.size() - kSizePrefix;
  for (const auto& hole : writer.holes()) size += hole.size;
  store_be<std::int32_t>(bytes.data(), static_cast<std::int32_t>(size));
  return bytes;
}

std::int16_t first_flexible(std::int16_t key) {
  switch (key) {
    case 0: return protocol::ProduceRequest::kInfo.first_flexible;
    case 1: return protocol::FetchRequest::kInfo.first_flexible;
    case 18: return protocol::ApiVersionsRequest::kInfo.first_flexible;
    default: return protocol::CreateTopicsRequest::kInfo.first_flexible;
  }
}

class Connection {
 public:
  Connection(Socket socket, Logs& logs) : socket_(std::move(socket)), frames_(socket_), logs_(logs) {}

  void serve() {
    for (auto frame = frames_.next(); !frame.empty(); frame = frames_.next()) {
      switch (load_be<std::int16_t>(frame.data())) {
        case 0: produce(frame); break;
        case 1: fetch(frame); break;
        case 18: send(versions_, frame); break;
        default: send(created_, frame); break;
      }
      if (!out_.empty() && (!frames_.has_next() || out_.size() > kGatherBytes)) flush();
    }
  }

 private:
  static constexpr std::size_t kGatherBytes = 64 * 1024;

  void send(Bytes& answer, ByteView request) {
    std::copy_n(request.data() + 4, 4, answer.data() + kSizePrefix);  // the correlation id
    out_.insert(out_.end(), answer.begin(), answer.end());
  }
  void flush() {
    socket_.send(out_);
    out_.clear();
  }

  /// Where the records of this connection's Produce frames are, and how they are answered.
  void learn_produce(ByteView frame) {
    const auto header = protocol::decode_request_header(frame, first_flexible);
    const auto request = protocol::decode<protocol::ProduceRequest>(header->body, kProduceVersion);
    const auto& topic = request->topic_data.front();
    const auto& data = topic.partition_data.front();
    records_position_ = static_cast<std::size_t>(data.records.bytes().data() - frame.data());
    records_bytes_ = data.records.size();
    frame_bytes_ = frame.size();
    const Target target{topic.name, data.index};
    appended_to_ = &logs_.of(target);
    protocol::ProduceResponse response;
    auto& answered = response.responses.emplace_back();
    answered.name = topic.name;
    answered.partition_responses.push_back({.index = data.index});
    produced_ = answer_of(response, kProduceVersion);
    base_offset_position_ = kSizePrefix + 8 + target.topic.size() + 6;
  }

  void produce(MutableByteView frame) {
    if (frame.size() != frame_bytes_) learn_produce(frame);
    const auto batch = frame.subspan(records_position_, records_bytes_);
    const auto crc = load_be<std::uint32_t>(batch.data() + BatchLayout::kCrc);
    if (crc32c(batch.subspan(BatchLayout::kAttributes)) != crc) give_up("a batch has a wrong CRC");
    store_be<std::int64_t>(produced_.data() + base_offset_position_, appended_to_->append(batch));
    send(produced_, frame);
  }

  void fetch(ByteView frame) {
    const auto header = protocol::decode_request_header(frame, first_flexible);
    const auto request = protocol::decode<protocol::FetchRequest>(header->body, kFetchVersion);
    const auto& topic = request->topics.front();
    const auto& wanted = topic.partitions.front();
    auto& log = logs_.of({topic.topic, wanted.partition});
    std::unique_lock lock(log.mutex);
    log.grown.wait(lock, [&] { return log.batches * log.batch_records > wanted.fetch_offset; });
    const auto first = static_cast<std::size_t>(wanted.fetch_offset / log.batch_records);
    const auto whole =
        std::max<std::size_t>(1, static_cast<std::size_t>(request->max_bytes) / log.batch_bytes);
    const auto size = std::min(static_cast<std::size_t>(log.batches) - first, whole) * log.batch_bytes;
    const auto position = first * log.batch_bytes;
    const auto high_watermark = log.batches * log.batch_records;
    lock.unlock();

    protocol::FetchResponse response;
    auto& answered = response.responses.emplace_back();
    answered.topic = topic.topic;
    auto& data = answered.partitions.emplace_back();
    data.high_watermark = high_watermark;
    data.records = protocol::Records::external(size);
    auto bytes = answer_of(response, kFetchVersion);
    std::copy_n(frame.data() + 4, 4, bytes.data() + kSizePrefix);
    const auto behind = bytes.size() - kBehindRecords;
    socket_.send(ByteView(bytes).first(behind));
    socket_.send_file(log.file, position, size);
    socket_.send(ByteView(bytes).subspan(behind));
  }

  static constexpr std::size_t kBehindRecords = 3;  // three empty tagged sections

  Socket socket_;
  FrameReader frames_;
  Logs& logs_;
  Bytes out_;
  Bytes versions_ = answer_of(
      [] {
        protocol::ApiVersionsResponse response;
        for (std::int16_t key = 0; key < 60; ++key) response.api_keys.push_back({key, 0, 9});
        return response;
      }(),
      kApiVersionsVersion, false);
  Bytes created_ = answer_of(protocol::CreateTopicsResponse{}, 7);
  Bytes produced_;
  Log* appended_to_ = nullptr;
  std::size_t records_position_ = 0, records_bytes_ = 0, frame_bytes_ = 0, base_offset_position_ = 0;
};

int run(std::uint16_t port, const std::string& folder) {
  std::filesystem::create_directories(folder);
  Logs logs(folder);
  const auto listener = Socket::listen(port);
  for (;;)
    std::thread([socket = listener.accept(), &logs]() mutable {
      try {
        Connection(std::move(socket), logs).serve();
      } catch (const PeerGone&) {  // whoever measured is done
      }
    }).detach();
}

}  // namespace
}  // namespace moldau::bench

int main(int argc, char** argv) {
  CLI::App app{"moldau_limit: only moves the bytes, as fast as the machine does"};
  std::uint16_t port = 9092;
  std::string folder;
  app.add_option("--port", port, "where to listen, on loopback")->capture_default_str();
  app.add_option("--folder", folder, "for the data")->required();
  CLI11_PARSE(app, argc, argv);
  return moldau::bench::run(port, folder);
}
