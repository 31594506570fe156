#include "tests/power_cut/world.h"

#include <algorithm>
#include <future>
#include <gtest/gtest.h>
#include <set>
#include <utility>

#include "broker/batch_replay.h"
#include "broker/group_loader.h"
#include "broker/transaction_loader.h"

namespace moldau::power_cut {
namespace {

using protocol::ErrorCode;

constexpr const char* kDirectory = "/disk/data";
constexpr std::size_t kReadBytes = 64 * 1024;

broker::PartitionConfig config_of(bool compacted) {
  broker::PartitionConfig config;
  auto& log = config.log;
  log.flush_messages = 1;
  log.segment_bytes = 1500;
  log.index_interval_bytes = 300;
  log.retention_ms = -1;
  log.retention_bytes = compacted ? -1 : 5000;
  log.file_delete_delay_ms = 100;
  log.cleanup_delete = !compacted;
  log.cleanup_compact = compacted;
  log.min_cleanable_dirty_ratio = 0.2;
  log.delete_retention_ms = 1000;
  config.validation.compacted = compacted;
  config.verify_transactions = false;
  return config;
}

metadata::Topic internal_topic(const char* name, std::uint8_t id) {
  metadata::Topic topic{.name = name, .is_internal = true};
  topic.id.bytes.fill(id);
  topic.configs["cleanup.policy"] = "compact";
  topic.partitions.resize(1);
  return topic;
}

metadata::ServerConfig::Storage cleaner_config() {
  metadata::ServerConfig::Storage config;
  config.log_cleaner_dedupe_buffer_size = 1 << 16;
  config.log_cleaner_io_buffer_size = 1 << 14;
  config.log_cleaner_io_buffer_load_factor = 0.9;
  config.log_cleaner_io_max_bytes_per_second = 1e12;
  return config;
}

}  // namespace

World::World(MemoryFileSystem& disk, ManualClock& clock) : disk_(disk), clock_(clock) {}

World::~World() {
  die();
}

std::expected<void, std::string> World::start() {
  syncs_.emplace("sync", 1);
  logs_.emplace(disk_, clock_, *syncs_, broker::LogManager::Options{.directories = {kDirectory}});
  if (auto opened = logs_->open_directories(); !opened) return opened;
  database_ = std::make_unique<metadata::SqliteDisk>(disk_);
  auto store = database_->open_store(std::string(kDirectory) + "/moldau-metadata.db");
  if (!store) return std::unexpected(store.error().message);
  store_ = std::move(*store);
  metadata::ControllerOptions options;
  options.broker.id = 1;
  options.broker.endpoints = {{"PLAINTEXT", "localhost", 9092, 0}};
  controller_ = std::make_unique<metadata::Controller>(*store_, options);
  if (auto started = controller_->start(); !started) return started;
  std::vector<broker::LogManager::Wanted> wanted;
  for (const auto& topic : controller_->catalog()->topics()) want(*topic, wanted);
  want(internal_topic(kOffsets, 1), wanted);
  want(internal_topic(kTransactions, 2), wanted);
  open(wanted, true);
  for (const auto& [at, partition] : partitions_)
    if (partition->offline()) return std::unexpected(partition->identity().to_string() + " is offline");
  cleaner_.emplace(*logs_, clock_);
  cleaner_->start(cleaner_config());
  return load_coordinators();
}

std::expected<void, std::string> World::load_coordinators() {
  groups_ = broker::load_group_shard(partition({kOffsets, 0}), {});
  transactions_ = broker::load_transaction_shard(partition({kTransactions, 0}), {}, kReadBytes);
  if (!groups_ || !transactions_) return std::unexpected("a coordinator cannot be loaded");
  run(groups_->finish_loading(now()));
  transactions_->finish_loading(now());
  next_producer_id_ = producer_ids_end_ = 0;
  return {};
}

void World::want(const metadata::Topic& topic, std::vector<broker::LogManager::Wanted>& wanted) {
  const auto policy = topic.configs.find("cleanup.policy");
  const bool compacted = policy != topic.configs.end() && policy->second == "compact";
  for (std::int32_t i = 0; i < topic.partition_count(); ++i)
    wanted.push_back({{topic.name, topic.id, i, topic.is_internal},
                      topic.partitions[static_cast<std::size_t>(i)].leader_epoch,
                      config_of(compacted)});
}

void World::open(const std::vector<broker::LogManager::Wanted>& wanted, bool at_start) {
  for (auto& partition : logs_->open(wanted, at_start))
    partitions_[{partition->identity().topic, partition->identity().index}] = partition;
}

void World::die() {
  cleaner_.reset();
  partitions_.clear();
  groups_.reset();
  transactions_.reset();
  if (syncs_) syncs_->stop();
  logs_.reset();
  syncs_.reset();
  controller_.reset();
  store_.reset();
  database_.reset();
}

void World::close() {
  syncs_->stop();
  logs_->close();
  die();
}

std::vector<std::string> World::topics() const {
  std::vector<std::string> names;
  for (const auto& topic : controller_->catalog()->topics()) names.push_back(topic->name);
  return names;
}

std::vector<TopicPartition> World::partitions() const {
  std::vector<TopicPartition> all;
  for (const auto& [at, partition] : partitions_) all.push_back(at);
  return all;
}

void World::create_topic(const std::string& topic, std::int32_t partitions, bool compacted) {
  protocol::CreateTopicsRequest request;
  auto& asked = request.topics.emplace_back();
  asked.name = topic;
  asked.num_partitions = partitions;
  asked.replication_factor = 1;
  asked.configs.push_back({"cleanup.policy", compacted ? "compact" : "delete"});
  logs_->make_way({topic});
  const auto done = controller_->create_topics(request, 7);
  ASSERT_EQ(done.created.size(), 1u);
  std::vector<broker::LogManager::Wanted> wanted;
  want(*done.created[0], wanted);
  open(wanted, false);
}

void World::delete_topic(const std::string& topic) {
  std::vector<std::shared_ptr<Partition>> gone;
  for (const auto& [at, partition] : partitions_)
    if (at.first == topic) gone.push_back(partition);
  protocol::DeleteTopicsRequest request;
  request.topic_names = {topic};
  ASSERT_EQ(controller_->delete_topics(request, 5).deleted.size(), 1u);
  std::erase_if(partitions_, [&](const auto& each) { return each.first.first == topic; });
  logs_->remove(gone, 100, "the script");
}

void World::wait_for(Partition& partition, std::int64_t offset) {
  std::promise<ErrorCode> committed;
  partition.when_committed(offset, [&](ErrorCode code) { committed.set_value(code); });
  EXPECT_EQ(committed.get_future().get(), ErrorCode::kNone);
  std::promise<void> idle;  // the pool has nothing left to do
  syncs_->submit([&] { idle.set_value(); });
  idle.get_future().wait();
}

std::int64_t World::append(const TopicPartition& at, Bytes batch) {
  constexpr std::int16_t kProduceVersion = 12;
  const auto appended = partition(at).append(batch, kProduceVersion);
  EXPECT_TRUE(appended) << appended.error().message;
  if (!appended) return -1;
  wait_for(partition(at), appended->last_offset);
  return appended->first_offset;
}

void World::delete_records(const TopicPartition& at, std::int64_t offset) {
  const auto done = logs_->delete_records({{partitions_.at(at), offset}});
  EXPECT_TRUE(done.at(0)) << done.at(0).error().message;
}

}  // namespace moldau::power_cut
