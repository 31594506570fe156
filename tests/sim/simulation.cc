#include "tests/sim/simulation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>
#include <vector>

#include "tests/sim/administrator.h"
#include "tests/sim/faults.h"
#include "tests/sim/member.h"
#include "tests/sim/operator.h"
#include "tests/sim/producer.h"
#include "tests/sim/reader.h"
#include "tests/sim/session_reader.h"
#include "tests/sim/topics.h"
#include "tests/sim/transformer.h"
#include "tests/sim/world.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
using Kind = Ledger::Kind;

/// Within which a healthy broker has served everybody.
constexpr seconds kLongestEnd{180}, kLongestSetUp{60};
constexpr const char* kDeleteDelay = "500";

const std::vector<TopicSpec> kTopics = {
    {"events", 3, {{"internal.segment.bytes", "3000"}, {"retention.ms", "-1"}}},
    {"short", 1, {{"internal.segment.bytes", "1500"}, {"retention.ms", "-1"}, {"retention.bytes", "4000"}}},
    {"latest", 2, {{"internal.segment.bytes", "1500"}, {"cleanup.policy", "compact"}}},
    {"orders", 2, {{"internal.segment.bytes", "2000"}, {"retention.ms", "-1"}}},
    {"results", 2, {{"internal.segment.bytes", "2000"}, {"retention.ms", "-1"}}},
};

/// Everything that lives in a world, from its beginning to its end.
class Simulation {
 public:
  explicit Simulation(const Options& options) : world_(options.seed), faults_(world_) {
    world_.scheduler.trace().print(options.verbose);
    for (const auto& topic : kTopics)
      for (const auto& place : places_of(topic.name, topic.partitions)) {
        places_.push_back(place);
        if (topic.name == "short") world_.ledger.declare(place, Kind::kExpiring);
        if (topic.name == "latest") world_.ledger.declare(place, Kind::kCompacted);
      }
  }

  void run() {
    faults_.start_broker();
    world_.spawn("set-up", set_up());
    if (!until_all_ended(kLongestSetUp)) return;
    spawn_clients();
    faults_.run(milliseconds(world_.scheduler.between(5'000, 25'000)));
    if (world_.failure().empty()) faults_.end();
    world_.end_clients();
    if (!until_all_ended(kLongestEnd)) return;
    if (world_.scheduler.one_in(2)) faults_.end_life();
    world_.spawn("auditor", audit());
    until_all_ended(kLongestEnd);
  }
  World& world() { return world_; }

 private:
  bool until_all_ended(Duration longest) {
    if (!world_.failure().empty()) return false;
    auto& scheduler = world_.scheduler;
    const bool ended =
        scheduler.run_until([this] { return world_.clients().empty(); }, scheduler.now() + longest);
    if (!ended)
      world_.fail(fmt::format("without a fault some get nowhere: {}", fmt::join(world_.clients(), ", ")));
    return world_.failure().empty();
  }

  awaitable<void> set_up() {
    Client client(world_, "set-up");
    for (const auto& spec : kTopics) (void)co_await create_topic(client, spec);
    for (const std::int8_t key_type : {0, 1}) co_await create_coordinator_topic(client, key_type);
    for (const auto* topic : {"__consumer_offsets", "__transaction_state"})
      co_await configure_topic(client, topic, "internal.segment.bytes", "6000");
  }

  template <class Who, class... Args>
  void spawn(std::vector<std::unique_ptr<Who>>& all, const std::string& name, Args&&... args) {
    all.push_back(std::make_unique<Who>(world_, std::forward<Args>(args)...));
    world_.spawn(name, all.back()->run());
  }

  void spawn_clients() {
    const auto events = places_of("events", 3), orders = places_of("orders", 2),
               results = places_of("results", 2);
    auto written = events;
    for (const auto* topic : {"short", "latest"})
      for (const auto& place : places_)
        if (place.topic == topic) written.push_back(place);
    for (const auto* name : {"a", "b"}) spawn(producers_, name, name, written);
    spawn(producers_, "feeder", "feeder", orders);
    spawn(readers_, "reader", "reader", places_, false);
    spawn(readers_, "committed-reader", "committed-reader", places_, true);
    spawn(session_readers_, "session-reader", "session-reader", places_, false);
    spawn(session_readers_, "committed-session-reader", "committed-session-reader", places_, true);
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const auto id = fmt::format("t{}", i);
      spawn(transformers_, id,
            Transformer::Work{.transactional_id = id,
                              .group = "group of " + id,
                              .feeder = "feeder",
                              .input = orders[i],
                              .outputs = results,
                              .second_protocol = i % 2 == 1});
    }
    for (const auto* name : {"m1", "m2", "m3"}) spawn(members_, name, name, Member::Group{"members", events});
    spawn(alterers_, "alterer", "alterer", "events", kDeleteDelay);
    spawn(operators_, "operator", "operator", places_);
    spawn(recreators_, "recreator", "recreator", "again");
  }

  awaitable<void> audit() {
    std::map<Place, Ledger::Content> contents;
    Reader all(world_, "auditor", {}, false), committed(world_, "committed-auditor", {}, true);
    for (const auto& place : places_) {
      co_await all.read_all(place, contents[place]);
      co_await committed.read_all(place, contents[place]);
    }
    world_.ledger.audit(contents);
    for (const auto& transformer : transformers_) audit(*transformer, contents);
  }

  /// Of each order that it is past there is one result.
  void audit(const Transformer& transformer, const std::map<Place, Ledger::Content>& contents) {
    std::map<std::string, int> counts;
    for (const auto& place : transformer.work().outputs)
      for (const auto& [offset, entry] : contents.at(place).committed)
        if (entry.value.starts_with(transformer.work().transactional_id + "/")) ++counts[entry.key];
    const auto orders = contents.at(transformer.work().input).committed.size();
    for (std::size_t i = 0; i < orders; ++i)
      if (const auto count = counts[std::to_string(i)]; count != 1)
        world_.fail(fmt::format("{}: {} results of order {}", transformer.work().transactional_id, count, i));
  }

  World world_;
  Faults faults_;
  std::vector<Place> places_;
  std::vector<std::unique_ptr<Producer>> producers_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<std::unique_ptr<SessionReader>> session_readers_;
  std::vector<std::unique_ptr<Transformer>> transformers_;
  std::vector<std::unique_ptr<Member>> members_;
  std::vector<std::unique_ptr<Alterer>> alterers_;
  std::vector<std::unique_ptr<Operator>> operators_;
  std::vector<std::unique_ptr<Recreator>> recreators_;
};

}  // namespace

Outcome simulate(const Options& options) {
  Simulation simulation(options);
  simulation.run();
  auto& world = simulation.world();
  return {.failure = world.failure(),
          .trace = world.scheduler.trace().tail(),
          .hash = world.scheduler.trace().hash(),
          .steps = world.scheduler.steps(),
          .acknowledged = world.ledger.acknowledged_count(),
          .seen = world.ledger.seen_count()};
}

}  // namespace moldau::sim
