#include <random>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

/// A store whose process dies at one of its writes: just before it, or just after it and before anyone is
/// told. Nothing works afterwards.
class DyingStore final : public MetadataStore {
 public:
  enum class Death { kBefore, kAfter };

  DyingStore(MetadataStore& store, int writes_left, Death death)
      : store_(store), writes_left_(writes_left), death_(death) {}

  bool is_dead() const { return dead_; }
  StoreResult<Node> get(std::string_view path) override { return dead_ ? gone<Node>() : store_.get(path); }
  std::vector<StoreResult<Node>> get_many(std::span<const std::string> paths) override {
    return dead_ ? std::vector<StoreResult<Node>>(paths.size(), gone<Node>()) : store_.get_many(paths);
  }
  StoreResult<std::vector<std::string>> children(std::string_view path) override {
    return dead_ ? gone<std::vector<std::string>>() : store_.children(path);
  }
  StoreResult<void> multi(std::span<const StoreOperation> operations) override {
    if (dead_) return gone<void>();
    if (writes_left_-- > 0) return store_.multi(operations);
    dead_ = true;
    if (death_ == Death::kAfter) (void)store_.multi(operations);
    return gone<void>();
  }
  StoreResult<void> sync() override { return dead_ ? gone<void>() : store_.sync(); }
  std::unique_ptr<StoreWatch> watch(std::string_view path, std::function<void()> changed) override {
    return store_.watch(path, std::move(changed));
  }

 private:
  template <class T>
  static StoreResult<T> gone() {
    return std::unexpected(StoreError{StoreErrorCode::kFailed, "the process is dead"});
  }

  MetadataStore& store_;
  int writes_left_;
  const Death death_;
  bool dead_ = false;
};

/// All that a catalog shows of what clients may change, leader epochs aside: each start raises them.
struct Contents {
  std::map<std::string, std::tuple<Uuid, std::int32_t, ConfigMap>> topics;
  ConfigMap broker_configs;
  FeatureLevels features;
  friend bool operator==(const Contents&, const Contents&) = default;
};
Contents contents_of(const Catalog& catalog) {
  Contents contents;
  for (const auto& topic : catalog.topics())
    contents.topics[topic->name] = {topic->id, topic->partition_count(), topic->configs};
  contents.broker_configs = catalog.configs({ConfigResourceType::kBroker, "1"});
  contents.features = catalog.features().levels;
  return contents;
}

class ControllerKillTest : public ControllerTest, public ::testing::WithParamInterface<DyingStore::Death> {
 protected:
  void SetUp() override {
    options.features = {{"a.version", 0, 9, 1}};
    ControllerTest::SetUp();
    made({.name = "grows", .num_partitions = 100});
    made({.name = "goes"});
    made({.name = "changes"});
    controller.reset();
  }

  using Change = std::function<void(Controller&)>;
  /// What a client may ask for, each one change that is there as a whole or not at all.
  std::vector<Change> changes() {
    const auto name = "new-" + std::to_string(++made_);
    return {
        [=](Controller& c) {
          CreateTopicsRequest request;
          request.topics.push_back(
              creatable({.name = name, .num_partitions = 300, .configs = {{"retention.ms", "1"}}}));
          c.create_topics(request, 7);
        },
        [](Controller& c) {
          DeleteTopicsRequest request;
          request.topic_names = {"goes"};
          c.delete_topics(request, 5);
        },
        [this](Controller& c) {
          CreatePartitionsRequest request;
          auto& topic = request.topics.emplace_back();
          topic.name = "grows";
          topic.count = 100 + 40 * made_;
          topic.assignments = std::nullopt;
          c.create_partitions(request);
        },
        [this](Controller& c) {
          c.set_configs(
              {{{ConfigResourceType::kTopic, "changes"}, {{"retention.ms", std::to_string(made_)}}}});
        },
        [this](Controller& c) {
          c.set_configs(
              {{{ConfigResourceType::kBroker, "1"}, {{"log.retention.ms", std::to_string(made_)}}}});
        },
        [this](Controller& c) {
          protocol::UpdateFeaturesRequest request;
          request.feature_updates.push_back(
              {.feature = "a.version", .max_version_level = std::int16_t(made_ % 8 + 1), .upgrade_type = 1});
          c.update_features(request);
        },
    };
  }

  Contents seen_by_a_new_controller() {
    remove_registration();
    Controller next(*store, options);
    const auto started = next.start();
    EXPECT_TRUE(started) << started.error();
    return contents_of(*next.catalog());
  }
  /// A topic of a name that was another one's: nothing of the old one is in the new one.
  void make_again(const std::string& name, const Uuid& old_id) {
    remove_registration();
    Controller next(*store, options);
    ASSERT_TRUE(next.start());
    CreateTopicsRequest request;
    request.topics.push_back(creatable({.name = name}));
    const auto made = next.create_topics(request, 7).created;
    ASSERT_EQ(made.size(), 1u);
    EXPECT_NE(made[0]->id, old_id);
  }
  void remove_registration() {
    for (const auto& path : {std::string(kControllerPath), broker_path(1)})
      if (store->get(path)) {
        const std::vector<StoreOperation> steps{DeleteNode{path}};
        ASSERT_TRUE(store->multi(steps));
      }
  }

 private:
  int made_ = 0;
};

/// One more write is done each time, those of the start included, until the change gets through.
TEST_P(ControllerKillTest, each_change_is_there_as_a_whole_or_not_at_all_wherever_the_process_dies) {
  const auto change_count = changes().size();
  for (std::size_t which = 0; which < change_count; ++which) {
    bool got_through = false;
    for (int writes = 0; !got_through; ++writes) {
      SCOPED_TRACE("change " + std::to_string(which) + " after " + std::to_string(writes) + " writes");
      ASSERT_LT(writes, 50);
      const auto change = changes().at(which);
      const auto before = seen_by_a_new_controller();
      remove_registration();
      DyingStore dying(*store, writes, GetParam());
      Controller mortal(dying, options);
      const bool started = mortal.start().has_value();
      if (started) change(mortal);
      got_through = !dying.is_dead();
      const auto promised = started ? contents_of(*mortal.catalog()) : before;

      const auto after = seen_by_a_new_controller();

      if (got_through) {
        EXPECT_EQ(after, promised);
      } else if (after != before) {
        // Done and not told: then the same change on what was before comes to the same.
        EXPECT_EQ(GetParam(), DyingStore::Death::kAfter);
        EXPECT_TRUE(started);
        for (const auto& [name, topic] : after.topics)
          if (const auto old = before.topics.find(name); old != before.topics.end())
            EXPECT_EQ(std::get<Uuid>(topic), std::get<Uuid>(old->second));
      }
      for (const auto& [name, topic] : after.topics) EXPECT_GE(std::get<std::int32_t>(topic), 1) << name;
      if (!after.topics.contains("goes")) make_again("goes", std::get<Uuid>(before.topics.at("goes")));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Deaths, ControllerKillTest,
                         ::testing::Values(DyingStore::Death::kBefore, DyingStore::Death::kAfter),
                         [](const auto& tested) {
                           return tested.param == DyingStore::Death::kBefore ? "before_a_write"
                                                                             : "after_a_write";
                         });

}  // namespace
}  // namespace moldau::metadata
