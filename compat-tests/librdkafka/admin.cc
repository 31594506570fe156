#include "admin.h"

#include <gtest/gtest.h>

namespace compat {

namespace {

using Queue = std::unique_ptr<rd_kafka_queue_t, Deleter<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Deleter<rd_kafka_event_destroy>>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, Deleter<rd_kafka_AdminOptions_destroy>>;

constexpr int kTimeoutMs = 20'000;

Options options_for(rd_kafka_t* handle, rd_kafka_admin_op_t operation) {
  Options options(rd_kafka_AdminOptions_new(handle, operation));
  char error[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kTimeoutMs, error, sizeof(error));
  return options;
}

/// Sends one request and waits for its event.
template <class Send>
Event asked(rd_kafka_t* handle, rd_kafka_admin_op_t operation, Send send, bool validate_only = false) {
  Queue queue(rd_kafka_queue_new(handle));
  Options options = options_for(handle, operation);
  char error[256];
  if (validate_only) rd_kafka_AdminOptions_set_validate_only(options.get(), 1, error, sizeof(error));
  send(options.get(), queue.get());
  Event event(rd_kafka_queue_poll(queue.get(), kTimeoutMs + 5000));
  EXPECT_TRUE(event) << "no answer to an admin request";
  return event;
}

rd_kafka_resp_err_t only_error(const rd_kafka_topic_result_t** results, std::size_t count) {
  EXPECT_EQ(count, 1U);
  return rd_kafka_topic_result_error(results[0]);
}

std::string text(const char* found) {
  return found == nullptr ? "" : found;
}

GroupView::Member member_of(const rd_kafka_MemberDescription_t* member) {
  GroupView::Member view{.client_id = text(rd_kafka_MemberDescription_client_id(member)),
                         .instance_id = text(rd_kafka_MemberDescription_group_instance_id(member)),
                         .partitions = {}};
  const auto* partitions =
      rd_kafka_MemberAssignment_partitions(rd_kafka_MemberDescription_assignment(member));
  for (int i = 0; partitions != nullptr && i < partitions->cnt; ++i)
    view.partitions.push_back(partitions->elems[i].partition);
  return view;
}

}  // namespace

Admin::Admin() : handle_(make_handle(RD_KAFKA_PRODUCER, {{"client.id", "admin"}})) {}

rd_kafka_resp_err_t Admin::create_topic(const std::string& topic, int partitions, const Settings& configs,
                                        int replication_factor, bool validate_only) {
  char error[256];
  std::unique_ptr<rd_kafka_NewTopic_t, Deleter<rd_kafka_NewTopic_destroy>> wanted(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, replication_factor, error, sizeof(error)));
  if (!wanted) return RD_KAFKA_RESP_ERR__INVALID_ARG;
  for (const auto& [key, value] : configs)
    rd_kafka_NewTopic_set_config(wanted.get(), key.c_str(), value.c_str());
  auto* request = wanted.get();
  Event event = asked(
      handle(), RD_KAFKA_ADMIN_OP_CREATETOPICS,
      [&](auto* options, auto* queue) { rd_kafka_CreateTopics(handle(), &request, 1, options, queue); },
      validate_only);
  if (rd_kafka_event_error(event.get())) return rd_kafka_event_error(event.get());
  std::size_t count = 0;
  auto** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  return only_error(results, count);
}

rd_kafka_resp_err_t Admin::delete_topic(const std::string& topic) {
  std::unique_ptr<rd_kafka_DeleteTopic_t, Deleter<rd_kafka_DeleteTopic_destroy>> wanted(
      rd_kafka_DeleteTopic_new(topic.c_str()));
  auto* request = wanted.get();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_DELETETOPICS, [&](auto* options, auto* queue) {
    rd_kafka_DeleteTopics(handle(), &request, 1, options, queue);
  });
  if (rd_kafka_event_error(event.get())) return rd_kafka_event_error(event.get());
  std::size_t count = 0;
  auto** results =
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.get()), &count);
  return only_error(results, count);
}

rd_kafka_resp_err_t Admin::create_partitions(const std::string& topic, std::size_t total) {
  char error[256];
  std::unique_ptr<rd_kafka_NewPartitions_t, Deleter<rd_kafka_NewPartitions_destroy>> wanted(
      rd_kafka_NewPartitions_new(topic.c_str(), total, error, sizeof(error)));
  auto* request = wanted.get();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, [&](auto* options, auto* queue) {
    rd_kafka_CreatePartitions(handle(), &request, 1, options, queue);
  });
  if (rd_kafka_event_error(event.get())) return rd_kafka_event_error(event.get());
  std::size_t count = 0;
  auto** results =
      rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event.get()), &count);
  return only_error(results, count);
}

std::map<std::string, ConfigView> Admin::describe_configs(rd_kafka_ResourceType_t kind,
                                                          const std::string& name,
                                                          rd_kafka_resp_err_t* error) {
  std::unique_ptr<rd_kafka_ConfigResource_t, Deleter<rd_kafka_ConfigResource_destroy>> wanted(
      rd_kafka_ConfigResource_new(kind, name.c_str()));
  auto* request = wanted.get();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, [&](auto* options, auto* queue) {
    rd_kafka_DescribeConfigs(handle(), &request, 1, options, queue);
  });
  std::map<std::string, ConfigView> found;
  std::size_t count = 0;
  auto** resources =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  EXPECT_EQ(count, 1U);
  if (error != nullptr) *error = rd_kafka_ConfigResource_error(resources[0]);
  auto** entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  for (std::size_t i = 0; i < count; ++i) {
    found[rd_kafka_ConfigEntry_name(entries[i])] = {
        .value = text(rd_kafka_ConfigEntry_value(entries[i])),
        .source = rd_kafka_ConfigEntry_source(entries[i]),
        .read_only = rd_kafka_ConfigEntry_is_read_only(entries[i]) == 1,
        .is_default = rd_kafka_ConfigEntry_is_default(entries[i]) == 1};
  }
  return found;
}

std::vector<GroupView> Admin::list_groups() {
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, [&](auto* options, auto* queue) {
    rd_kafka_ListConsumerGroups(handle(), options, queue);
  });
  const auto* result = rd_kafka_event_ListConsumerGroups_result(event.get());
  std::size_t count = 0;
  rd_kafka_ListConsumerGroups_result_errors(result, &count);
  EXPECT_EQ(count, 0U) << "errors of a listing of groups";
  auto** listed = rd_kafka_ListConsumerGroups_result_valid(result, &count);
  std::vector<GroupView> groups;
  for (std::size_t i = 0; i < count; ++i) {
    groups.push_back({.id = rd_kafka_ConsumerGroupListing_group_id(listed[i]),
                      .assignor = "",
                      .state = rd_kafka_ConsumerGroupListing_state(listed[i]),
                      .members = {}});
  }
  return groups;
}

GroupView Admin::describe_group(const std::string& group) {
  const char* id = group.c_str();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, [&](auto* options, auto* queue) {
    rd_kafka_DescribeConsumerGroups(handle(), &id, 1, options, queue);
  });
  std::size_t count = 0;
  auto** described = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  EXPECT_EQ(count, 1U);
  const auto* found = described[0];
  GroupView view{.id = rd_kafka_ConsumerGroupDescription_group_id(found),
                 .assignor = text(rd_kafka_ConsumerGroupDescription_partition_assignor(found)),
                 .state = rd_kafka_ConsumerGroupDescription_state(found),
                 .members = {}};
  if (const auto* error = rd_kafka_ConsumerGroupDescription_error(found))
    view.error = rd_kafka_error_code(error);
  for (std::size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(found); ++i) {
    view.members.push_back(member_of(rd_kafka_ConsumerGroupDescription_member(found, i)));
  }
  return view;
}

rd_kafka_resp_err_t Admin::delete_group(const std::string& group) {
  std::unique_ptr<rd_kafka_DeleteGroup_t, Deleter<rd_kafka_DeleteGroup_destroy>> wanted(
      rd_kafka_DeleteGroup_new(group.c_str()));
  auto* request = wanted.get();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_DELETEGROUPS, [&](auto* options, auto* queue) {
    rd_kafka_DeleteGroups(handle(), &request, 1, options, queue);
  });
  std::size_t count = 0;
  auto** results =
      rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event.get()), &count);
  EXPECT_EQ(count, 1U);
  const auto* error = rd_kafka_group_result_error(results[0]);
  return error == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
}

std::map<int, std::pair<std::int64_t, std::string>> Admin::group_offsets(const std::string& group,
                                                                         const std::string& topic,
                                                                         int partitions) {
  std::vector<At> all;
  for (int i = 0; i < partitions; ++i) all.push_back({i});
  Partitions list = list_of(topic, all);
  std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, Deleter<rd_kafka_ListConsumerGroupOffsets_destroy>>
      wanted(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), list.get()));
  auto* request = wanted.get();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, [&](auto* options, auto* queue) {
    rd_kafka_ListConsumerGroupOffsets(handle(), &request, 1, options, queue);
  });
  std::size_t count = 0;
  auto** results = rd_kafka_ListConsumerGroupOffsets_result_groups(
      rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
  std::map<int, std::pair<std::int64_t, std::string>> found;
  const auto* offsets = rd_kafka_group_result_partitions(results[0]);
  for (int i = 0; i < offsets->cnt; ++i) {
    const auto& at = offsets->elems[i];
    found[at.partition] = {at.offset, std::string(static_cast<const char*>(at.metadata), at.metadata_size)};
  }
  return found;
}

rd_kafka_resp_err_t Admin::alter_group_offset(const std::string& group, const std::string& topic, At at) {
  Partitions list = list_of(topic, {at});
  std::unique_ptr<rd_kafka_AlterConsumerGroupOffsets_t, Deleter<rd_kafka_AlterConsumerGroupOffsets_destroy>>
      wanted(rd_kafka_AlterConsumerGroupOffsets_new(group.c_str(), list.get()));
  auto* request = wanted.get();
  Event event = asked(handle(), RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, [&](auto* options, auto* queue) {
    rd_kafka_AlterConsumerGroupOffsets(handle(), &request, 1, options, queue);
  });
  if (rd_kafka_event_error(event.get())) return rd_kafka_event_error(event.get());
  std::size_t count = 0;
  auto** results = rd_kafka_AlterConsumerGroupOffsets_result_groups(
      rd_kafka_event_AlterConsumerGroupOffsets_result(event.get()), &count);
  const auto* error = rd_kafka_group_result_error(results[0]);
  return error == nullptr ? rd_kafka_group_result_partitions(results[0])->elems[0].err
                          : rd_kafka_error_code(error);
}

std::vector<std::string> Admin::topics() {
  const rd_kafka_metadata_t* metadata = nullptr;
  EXPECT_EQ(rd_kafka_metadata(handle(), 1, nullptr, &metadata, kTimeoutMs), RD_KAFKA_RESP_ERR_NO_ERROR);
  std::vector<std::string> names;
  for (int i = 0; i < metadata->topic_cnt; ++i) names.emplace_back(metadata->topics[i].topic);
  rd_kafka_metadata_destroy(metadata);
  return names;
}

std::optional<int> Admin::partition_count(const std::string& topic) {
  const rd_kafka_metadata_t* metadata = nullptr;
  EXPECT_EQ(rd_kafka_metadata(handle(), 1, nullptr, &metadata, kTimeoutMs), RD_KAFKA_RESP_ERR_NO_ERROR);
  std::optional<int> count;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    if (metadata->topics[i].topic == topic && metadata->topics[i].err == RD_KAFKA_RESP_ERR_NO_ERROR)
      count = metadata->topics[i].partition_cnt;
  }
  rd_kafka_metadata_destroy(metadata);
  return count;
}

/// Metadata may tell of a partition a moment before the partition can be used.
static bool usable(Admin& admin, const std::string& topic, int partitions) {
  std::int64_t low = -1, high = -1;
  for (int i = 0; i < partitions; ++i) {
    if (rd_kafka_query_watermark_offsets(admin.handle(), topic.c_str(), i, &low, &high, 5000) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
      return false;
  }
  return admin.partition_count(topic) == partitions;
}

std::string make_topic(const std::string& name, int partitions, const Settings& configs) {
  Admin admin;
  const std::string topic = unique(name);
  EXPECT_EQ(admin.create_topic(topic, partitions, configs), RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_TRUE(eventually([&] { return usable(admin, topic, partitions); })) << topic << " did not come";
  return topic;
}

}  // namespace compat
