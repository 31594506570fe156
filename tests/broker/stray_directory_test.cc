#include <gmock/gmock.h>

#include "broker/log_manager.h"
#include "tests/broker/requests.h"
#include "tests/support/memory_file_system.h"

namespace moldau::broker::test {
namespace {

using moldau::testing::MemoryFileSystem;

/// A log manager that finds what a deleted topic of the same name left.
class StrayDirectory : public ::testing::Test {
 protected:
  /// The next process, for a topic of that id; its partition.
  std::shared_ptr<Partition> start(std::uint8_t id) {
    drop();
    syncs_ = std::make_unique<BlockingPool>("sync", 1);
    logs_ =
        std::make_unique<LogManager>(disk, clock_, *syncs_, LogManager::Options{.directories = {"/data"}});
    const auto opened = logs_->open_directories();
    EXPECT_TRUE(opened) << opened.error();
    PartitionConfig config;
    config.log.flush_messages = 1;
    Uuid topic_id;
    topic_id.bytes.fill(id);
    return logs_->open({{{"t", topic_id, 0, false}, 1, config}}, true).at(0);
  }
  void drop() {
    if (syncs_) syncs_->stop();
    logs_.reset();
  }
  void produce(Partition& partition, int count) {
    for (int i = 0; i < count; ++i) {
      auto batch = batch_of({"value"});
      ASSERT_TRUE(partition.append(batch, kProduceVersion));
    }
  }

  MemoryFileSystem disk;
  std::unique_ptr<LogManager> logs_;

 private:
  static constexpr std::int16_t kProduceVersion = 9;
  SystemClock clock_;
  std::unique_ptr<BlockingPool> syncs_;
};

TEST_F(StrayDirectory, leaves_no_checkpoint_to_the_topic_that_comes_after) {
  auto old = start(1);
  produce(*old, 10);
  old.reset();
  logs_->close();

  auto anew = start(2);
  produce(*anew, 3);
  anew.reset();
  anew = start(2);  // killed before it wrote a checkpoint

  EXPECT_EQ(anew->fetch(0, {.max_bytes = 1}).error, ErrorCode::kNone);
  EXPECT_EQ(anew->log_start_offset(), 0);
}

}  // namespace
}  // namespace moldau::broker::test
