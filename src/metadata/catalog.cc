#include "metadata/catalog.h"

#include <algorithm>

namespace moldau::metadata {
namespace {

/// Merges changes into topics sorted by name; a null is a removal.
std::vector<TopicPtr> merge(const std::vector<TopicPtr>& topics,
                            const std::map<std::string, TopicPtr, std::less<>>& changed) {
  std::vector<TopicPtr> merged;
  merged.reserve(topics.size() + changed.size());
  auto change = changed.begin();
  const auto take_change = [&] {
    if (change->second) merged.push_back(change->second);
    ++change;
  };
  for (const auto& topic : topics) {
    while (change != changed.end() && change->first < topic->name) take_change();
    if (change != changed.end() && change->first == topic->name)
      take_change();
    else
      merged.push_back(topic);
  }
  while (change != changed.end()) take_change();
  return merged;
}

}  // namespace

const Endpoint* BrokerInfo::endpoint(std::string_view listener_name) const {
  const auto found = std::ranges::find(endpoints, listener_name, &Endpoint::listener_name);
  return found == endpoints.end() ? nullptr : &*found;
}

const BrokerInfo* Catalog::broker(std::int32_t id) const {
  const auto found = brokers_.find(id);
  return found == brokers_.end() ? nullptr : &found->second;
}

const ConfigMap& Catalog::configs(const ConfigResource& resource) const {
  static const ConfigMap kNone;
  if (resource.type == ConfigResourceType::kTopic) {
    const auto& found = topic(resource.name);
    return found ? found->configs : kNone;
  }
  const auto found = configs_->find(resource);
  return found == configs_->end() ? kNone : found->second;
}

std::vector<std::string> Catalog::configured(ConfigResourceType type) const {
  std::vector<std::string> names;
  for (auto at = configs_->lower_bound({type, ""}); at != configs_->end() && at->first.type == type; ++at)
    names.push_back(at->first.name);
  return names;
}

void CatalogBuilder::set_controller(std::int32_t id, std::int32_t epoch) {
  next_.controller_id_ = id;
  next_.controller_epoch_ = epoch;
}

void CatalogBuilder::set_broker(BrokerInfo broker) {
  const auto id = broker.id;
  next_.brokers_.insert_or_assign(id, std::move(broker));
}

void CatalogBuilder::set_configs(const ConfigResource& resource, ConfigMap configs) {
  if (!configs_) configs_ = std::make_shared<Catalog::Configs>(*next_.configs_);
  if (configs.empty())
    configs_->erase(resource);
  else
    configs_->insert_or_assign(resource, std::move(configs));
}

void CatalogBuilder::set_client_quotas(ClientQuotas quotas) {
  next_.client_quotas_ = std::make_shared<const ClientQuotas>(std::move(quotas));
}

void CatalogBuilder::set_scram_credentials(ScramCredentials credentials) {
  next_.scram_credentials_ = std::make_shared<const ScramCredentials>(std::move(credentials));
}

void CatalogBuilder::set_topic(TopicPtr topic) {
  remove_topic(topic->name);
  next_.partition_count_ += topic->partitions.size();
  next_.by_name_.set(topic->name, topic);
  next_.by_id_.set(topic->id, topic);
  changed_.insert_or_assign(topic->name, std::move(topic));
}

void CatalogBuilder::remove_topic(std::string_view name) {
  const TopicPtr last = next_.topic(name);
  if (!last) return;
  next_.partition_count_ -= last->partitions.size();
  next_.by_id_.erase(last->id);
  next_.by_name_.erase(last->name);
  changed_.insert_or_assign(last->name, nullptr);
}

CatalogPtr CatalogBuilder::build() {
  next_.sorted_ = merge(next_.sorted_, changed_);
  ++next_.version_;
  if (configs_) next_.configs_ = std::move(configs_);
  return std::make_shared<const Catalog>(std::move(next_));
}

}  // namespace moldau::metadata
