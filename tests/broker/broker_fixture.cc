#include "tests/broker/broker_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/diag.h"

namespace moldau::broker::test {
namespace {

std::string make_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "moldau-broker-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
  return pattern;
}

}  // namespace

BrokerTest::BrokerTest() : root_(make_folder()) {
  folder = root_ + "/data";
  properties = {
      {"listeners", "PLAINTEXT://127.0.0.1:0"},
      {"log.dirs", folder},
      {"offsets.topic.num.partitions", "3"},
      {"group.initial.rebalance.delay.ms", "0"},
  };
}

BrokerTest::~BrokerTest() {
  disk.release();
  broker.reset();
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::expected<void, std::string> BrokerTest::try_start() {
  auto config = metadata::make_server_config({.static_broker = properties}, "localhost");
  if (!config) return std::unexpected(config.error().at(0));
  auto made = std::make_unique<RunningBroker>(std::move(*config), disk, *clock, io_threads);
  if (auto started = made->start(cluster_id); !started) return started;
  broker = std::move(made);
  return {};
}

void BrokerTest::start() {
  if (const auto started = try_start(); !started) throw std::runtime_error(started.error());
}

void BrokerTest::stop() {
  constexpr std::int64_t kGraceMs = 1'000;
  broker->stop(kGraceMs);
  broker.reset();
}

void BrokerTest::restart() {
  stop();
  start();
}

void BrokerTest::crash() {
  disk.cut();
  broker.reset();
  disk.mend();
  start();
}

void BrokerTest::expect_healthy() {
  auto client = connect();
  const auto name = "healthy-" + std::to_string(client.local_port());
  create_topic(client, {.name = name, .configs = {{"retention.ms", "-1"}}});  // the records are old
  EXPECT_EQ(error_of(produce(client, {.topic = name, .batch = batch_of({"fine"})})), ErrorCode::kNone);
  EXPECT_EQ(values_in(fetch(client, {.from = {{.topic = name}}})), std::vector<std::string>{"fine"});
  EXPECT_EQ(delete_topic(client, name), ErrorCode::kNone);
}

LogCapture::LogCapture() {
  diag::flush();
  ::testing::internal::CaptureStderr();
}
LogCapture::~LogCapture() {
  if (capturing_) text();
}
std::string LogCapture::text() {
  diag::flush();
  capturing_ = false;
  return ::testing::internal::GetCapturedStderr();
}

std::size_t count_lines_with(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += line.contains(part) ? 1 : 0;
  return count;
}

Bytes read_whole(const std::string& path) {
  return posix_file_system().read_file(path).value();
}

void write_whole(const std::string& path, ByteView content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
}

}  // namespace moldau::broker::test
