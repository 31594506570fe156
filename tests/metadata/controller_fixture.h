#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "metadata/controller.h"
#include "metadata/embedded_store.h"
#include "metadata/tree.h"
#include "tests/metadata/temporary_directory.h"

namespace moldau::metadata {

using protocol::CreatePartitionsRequest;
using protocol::CreateTopicsRequest;
using protocol::CreateTopicsResponse;
using protocol::DeleteTopicsRequest;
using protocol::ErrorCode;

/// A new topic as a client asks for it, with defaults.
struct Ask {
  std::string name;
  std::int32_t num_partitions = 1;
  std::int16_t replication_factor = 1;
  std::vector<std::pair<std::int32_t, std::vector<std::int32_t>>> assignment;
  std::vector<std::pair<std::string, std::optional<std::string>>> configs;
};

inline CreateTopicsRequest::CreatableTopic creatable(const Ask& ask) {
  CreateTopicsRequest::CreatableTopic topic;
  topic.name = ask.name;
  topic.num_partitions = ask.num_partitions;
  topic.replication_factor = ask.replication_factor;
  for (const auto& [partition, brokers] : ask.assignment) topic.assignments.push_back({partition, brokers});
  for (const auto& [name, value] : ask.configs) topic.configs.push_back({name, value});
  return topic;
}

/// A controller on a store in a file, as broker 1.
class ControllerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options.broker.id = 1;
    options.broker.endpoints = {{"PLAINTEXT", "localhost", 9092, 0}};
    restart();
  }

  /// A new process on the same file.
  void restart() {
    controller.reset();
    store.reset();
    auto opened = open_embedded_store(directory.file("metadata.db"));
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
    controller = std::make_unique<Controller>(*store, options);
    const auto started = controller->start();
    ASSERT_TRUE(started) << started.error();
  }

  /// A controller that took over from ours, as if on another broker, and knows these brokers beside it.
  void register_brokers(const std::vector<BrokerInfo>& others) {
    for (const auto& other : others) {
      const std::vector<StoreOperation> steps{CreateNode{broker_path(other.id), broker_bytes(other), true}};
      ASSERT_TRUE(store->multi(steps));
    }
    take_over();
  }
  void take_over() {
    const std::vector<StoreOperation> steps{DeleteNode{kControllerPath},
                                            DeleteNode{broker_path(options.broker.id)}};
    ASSERT_TRUE(store->multi(steps));
    controller = std::make_unique<Controller>(*store, options);
    ASSERT_TRUE(controller->start());
  }

  CreatedTopics create(const std::vector<Ask>& asks, bool validate_only = false, std::int16_t version = 7) {
    CreateTopicsRequest request;
    for (const auto& ask : asks) request.topics.push_back(creatable(ask));
    request.validate_only = validate_only;
    return controller->create_topics(request, version);
  }
  CreateTopicsResponse::CreatableTopicResult create_one(const Ask& ask) {
    return create({ask}).response.topics.at(0);
  }
  /// REQUIRES: it works.
  TopicPtr made(const Ask& ask) {
    auto outcome = create({ask});
    EXPECT_EQ(error(outcome.response.topics.at(0)), ErrorCode::kNone)
        << outcome.response.topics[0].error_message.value_or("");
    return outcome.created.at(0);
  }

  DeletedTopics remove(const std::vector<DeleteTopicsRequest::DeleteTopicState>& topics) {
    DeleteTopicsRequest request;
    request.topics = topics;
    return controller->delete_topics(request, 6);
  }
  DeletedTopics remove_names(const std::vector<std::string>& names, std::int16_t version = 5) {
    DeleteTopicsRequest request;
    request.topic_names = names;
    return controller->delete_topics(request, version);
  }

  struct Grow {
    std::string name;
    std::int32_t count = 0;
    std::optional<std::vector<std::vector<std::int32_t>>> assignment;
  };
  CreatedPartitions grow(const std::vector<Grow>& asks, bool validate_only = false) {
    CreatePartitionsRequest request;
    request.validate_only = validate_only;
    for (const auto& ask : asks) {
      auto& topic = request.topics.emplace_back();
      topic.name = ask.name;
      topic.count = ask.count;
      topic.assignments = std::nullopt;
      if (!ask.assignment) continue;
      topic.assignments.emplace();
      for (const auto& brokers : *ask.assignment) topic.assignments->push_back({brokers});
    }
    return controller->create_partitions(request);
  }

  template <class Result>
  static ErrorCode error(const Result& result) {
    return static_cast<ErrorCode>(result.error_code);
  }
  const Catalog& catalog() const { return *controller->catalog(); }
  std::vector<std::string> topic_names() const {
    std::vector<std::string> names;
    for (const auto& topic : catalog().topics()) names.push_back(topic->name);
    return names;
  }

  test::TemporaryDirectory directory;
  ControllerOptions options;
  std::unique_ptr<MetadataStore> store;
  std::unique_ptr<Controller> controller;
};

}  // namespace moldau::metadata
