#include <array>
#include <random>
#include <set>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

/// What should be there, kept the simple way.
struct ModelTopic {
  Uuid id;
  std::int32_t partitions = 0;
  ConfigMap configs;
};
using Model = std::map<std::string, ModelTopic>;

class ControllerModelTest : public ControllerTest {
 protected:
  void create_some() {
    const auto name = any_name();
    const auto partitions = below(300) + 1;
    const auto outcome =
        create({{.name = name, .num_partitions = partitions, .configs = {{"retention.ms", "1"}}}});
    ASSERT_EQ(outcome.created.size(), model.contains(name) ? 0u : 1u);
    if (outcome.created.empty()) return;
    ASSERT_TRUE(ids.insert(outcome.created[0]->id).second);
    model[name] = {outcome.created[0]->id, partitions, {{"retention.ms", "1"}}};
  }
  void delete_some() {
    const auto name = any_name();
    const auto outcome = remove_names({name});
    ASSERT_EQ(outcome.deleted.size(), model.erase(name));
  }
  void grow_some() {
    const auto name = any_name();
    const auto found = model.find(name);
    const auto count = below(600) + 1;
    const auto grown = grow({{name, count}}).grown.size();
    const bool grows = found != model.end() && found->second.partitions < count;
    ASSERT_EQ(grown, grows ? 1u : 0u);
    if (grows) found->second.partitions = count;
  }
  void configure_some() {
    const auto name = any_name();
    const ConfigMap configs{{"segment.bytes", std::to_string(below(100))}};
    const auto found = model.find(name);
    const auto results = controller->set_configs({{{ConfigResourceType::kTopic, name}, configs}});
    ASSERT_EQ(results.at(0).has_value(), found != model.end());
    if (found != model.end()) found->second.configs = configs;
  }
  /// Several resources at once, some of them emptied.
  void configure_others() {
    std::map<ConfigResource, ConfigMap> changes;
    for (int i = below(4); i >= 0; --i) {
      const auto type = std::array{ConfigResourceType::kBroker, ConfigResourceType::kGroup,
                                   ConfigResourceType::kClientMetrics}[static_cast<std::size_t>(below(3))];
      auto name = type == ConfigResourceType::kBroker && below(2) == 0 ? "" : std::to_string(below(10));
      ConfigMap configs;
      for (int keys = below(3); keys > 0; --keys)
        configs["key-" + std::to_string(below(4))] = std::to_string(below(100));
      changes[{type, std::move(name)}] = std::move(configs);
    }
    std::vector<ConfigChange> asked;
    for (const auto& [resource, configs] : changes) asked.push_back({resource, configs});
    for (const auto& result : controller->set_configs(asked)) ASSERT_TRUE(result);
    for (const auto& [resource, configs] : changes) others[resource] = configs;
  }
  void expect_others() {
    std::map<ConfigResourceType, std::size_t> configured;
    for (const auto& [resource, configs] : others) {
      ASSERT_EQ(catalog().configs(resource), configs);
      if (!configs.empty()) ++configured[resource.type];
    }
    for (const auto& [type, count] : configured) ASSERT_EQ(catalog().configured(type).size(), count);
  }
  void expect_model() {
    ASSERT_EQ(catalog().topics().size(), model.size());
    auto expected = model.begin();
    std::size_t partitions = 0;
    for (const auto& topic : catalog().topics()) {
      ASSERT_EQ(topic->name, expected->first);
      ASSERT_EQ(topic->id, expected->second.id);
      ASSERT_EQ(topic->partition_count(), expected->second.partitions);
      ASSERT_EQ(topic->configs, expected->second.configs);
      ASSERT_EQ(catalog().topic(topic->name), topic);
      ASSERT_EQ(catalog().topic(topic->id), topic);
      partitions += topic->partitions.size();
      ++expected;
    }
    ASSERT_EQ(catalog().partition_count(), partitions);
  }

  int below(int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); }
  std::string any_name() { return "topic-" + std::to_string(below(25)); }

  std::mt19937 random{20240607};
  Model model;
  std::map<ConfigResource, ConfigMap> others;
  std::set<Uuid> ids;
};

TEST_F(ControllerModelTest, random_changes_and_restarts_leave_what_a_simple_model_has) {
  for (int step = 0; step < 600 && !HasFatalFailure(); ++step) {
    switch (below(11)) {
      case 0: restart(); break;
      case 1:
      case 2:
      case 3: create_some(); break;
      case 4:
      case 5: delete_some(); break;
      case 6: configure_some(); break;
      case 7:
      case 8: configure_others(); break;
      default: grow_some();
    }
    expect_model();
    expect_others();
  }
}

}  // namespace
}  // namespace moldau::metadata
