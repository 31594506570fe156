#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "metadata/config/broker_configs.h"
#include "tests/broker/client.h"
#include "tests/broker/held_disk.h"
#include "tests/broker/requests.h"
#include "tests/broker/running_broker.h"

namespace moldau::broker::test {

/// A whole broker in this process, with its data in a folder that is gone with the test.
class BrokerTest : public ::testing::Test {
 protected:
  BrokerTest();
  ~BrokerTest() override;

  /// Starts a broker on the folder, with `properties` as they are by then.
  std::expected<void, std::string> try_start();
  void start();
  /// A clean shutdown.
  void stop();
  void restart();
  /// A power cut, and another start.
  void crash();

  Client connect(std::size_t listener = 0) { return Client(port(listener)); }
  std::uint16_t port(std::size_t listener = 0) const { return broker->port(listener); }
  /// What a healthy client does, on a connection of its own.
  void expect_healthy();
  /// A file or folder in the first log directory.
  std::string path(const std::string& name) const { return folder + "/" + name; }
  /// The only segment of a partition.
  std::string segment(const std::string& partition) const {
    return path(partition + "/00000000000000000000.log");
  }

  std::string folder;
  metadata::ConfigMap properties;
  std::string cluster_id;
  std::size_t io_threads = 2;
  HeldDisk disk;
  SystemClock system_clock;
  ManualClock manual_clock;
  const Clock* clock = &system_clock;
  std::unique_ptr<RunningBroker> broker;

 private:
  std::string root_;
};

/// What is logged while it lives.
class LogCapture {
 public:
  LogCapture();
  ~LogCapture();
  LogCapture(const LogCapture&) = delete;
  /// Ends the capture.
  std::string text();

 private:
  bool capturing_ = true;
};
std::size_t count_lines_with(const std::string& text, const std::string& part);

Bytes read_whole(const std::string& path);
void write_whole(const std::string& path, ByteView content);

}  // namespace moldau::broker::test
