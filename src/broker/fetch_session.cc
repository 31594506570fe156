#include "broker/fetch_session.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "metadata/topic_name.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::FetchRequest;
constexpr std::int32_t kInitialEpoch = 0;
constexpr std::int32_t kFinalEpoch = -1;
constexpr std::int16_t kFirstVersionWithTopicIds = 13;

std::int32_t epoch_after(std::int32_t epoch) {
  return epoch == std::numeric_limits<std::int32_t>::max() ? 1 : epoch + 1;
}

using TopicName = std::shared_ptr<const std::string>;

FetchPartition partition_of(const FetchRequest::FetchTopic& topic, const TopicName& name,
                            const FetchRequest::FetchTopic::FetchPartition& wanted) {
  FetchPartition partition;
  partition.key = {topic.topic_id, name, wanted.partition};
  partition.fetch_offset = wanted.fetch_offset;
  partition.log_start_offset = wanted.log_start_offset;
  partition.max_bytes = wanted.partition_max_bytes;
  partition.current_leader_epoch = wanted.current_leader_epoch;
  partition.last_fetched_epoch = wanted.last_fetched_epoch;
  return partition;
}

/// Names that no topic can have would make a session as large as its client likes.
bool names_topics(const FetchRequest& request) {
  return std::ranges::all_of(
      request.topics, [](const auto& topic) { return topic.topic.size() <= metadata::kMaxTopicNameSize; });
}

/// As KIP-227's map of them has it.
std::vector<FetchPartition> each_once(std::vector<FetchPartition> all) {
  if (all.size() < 2) return all;
  std::unordered_map<FetchKey, std::size_t, FetchKeyHash> places;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto place = places.emplace(all[i].key, kept).first->second;
    if (place == kept) ++kept;
    if (place != i) all[place] = std::move(all[i]);
  }
  all.resize(kept);
  return all;
}

}  // namespace

std::size_t FetchKeyHash::operator()(const FetchKey& key) const noexcept {
  return std::hash<Uuid>{}(key.topic_id) ^ std::hash<std::string>{}(*key.topic) ^
         static_cast<std::size_t>(key.partition) * 0x9e3779b97f4a7c15ULL;
}

bool FetchPartition::must_tell(const Answer& answer) const {
  return answer.error_code != 0 || told_high_watermark != answer.high_watermark ||
         told_log_start_offset != answer.log_start_offset || answer.records.size() > 0 ||
         answer.preferred_read_replica != -1 || answer.diverging_epoch.epoch >= 0;
}

void FetchPartition::tell(const Answer& answer) {
  if (answer.error_code != 0) {
    told_high_watermark = -1;  // so that the end of the error is told
    return;
  }
  told_high_watermark = answer.high_watermark;
  told_log_start_offset = answer.log_start_offset;
}

void FetchSession::update(const FetchRequest& request) {
  for (const auto& topic : request.topics) {
    const auto name = std::make_shared<const std::string>(topic.topic);
    for (const auto& wanted : topic.partitions) {
      auto partition = partition_of(topic, name, wanted);
      if (const auto known = index_.find(partition.key); known != index_.end()) {
        partition.told_high_watermark = known->second->told_high_watermark;
        partition.told_log_start_offset = known->second->told_log_start_offset;
        *known->second = std::move(partition);
      } else {
        order_.push_back(std::move(partition));
        index_.emplace(order_.back().key, std::prev(order_.end()));
      }
    }
  }
  for (const auto& topic : request.forgotten_topics_data) {
    if (topic.topic.size() > metadata::kMaxTopicNameSize) continue;
    const auto name = std::make_shared<const std::string>(topic.topic);
    for (const auto partition : topic.partitions) {
      const auto known = index_.find({topic.topic_id, name, partition});
      if (known == index_.end()) continue;
      order_.erase(known->second);
      index_.erase(known);
    }
  }
}

std::vector<FetchPartition*> FetchSession::partitions() {
  std::vector<FetchPartition*> all;
  all.reserve(index_.size());
  for (auto& partition : order_) all.push_back(&partition);
  return all;
}

void FetchSession::served(const FetchKey& key) {
  if (const auto known = index_.find(key); known != index_.end())
    order_.splice(order_.end(), order_, known->second);
}

std::vector<FetchPartition> requested_partitions(const FetchRequest& request) {
  std::vector<FetchPartition> all;
  for (const auto& topic : request.topics) {
    const auto name = std::make_shared<const std::string>(topic.topic);
    for (const auto& wanted : topic.partitions) all.push_back(partition_of(topic, name, wanted));
  }
  return each_once(std::move(all));
}

FetchSessionCache::Lease::Lease(FetchSessionCache& cache, std::shared_ptr<FetchSession> session, bool full)
    : cache_(&cache), session_(std::move(session)), full_(full) {
  session_->in_use_ = true;
}

FetchSessionCache::Lease::~Lease() {
  if (!session_) return;
  const std::lock_guard lock(cache_->mutex_);
  session_->in_use_ = false;
}

std::expected<FetchSessionCache::Lease, ErrorCode> FetchSessionCache::acquire(const FetchRequest& request,
                                                                              std::int16_t version,
                                                                              std::int64_t now_ms) {
  const bool by_topic_id = version >= kFirstVersionWithTopicIds;
  const std::lock_guard lock(mutex_);
  if (request.session_epoch == kInitialEpoch || request.session_epoch == kFinalEpoch) {
    if (const auto old = sessions_.find(request.session_id); old != sessions_.end()) erase(old);
    if (request.session_epoch == kFinalEpoch) return Lease();
    return start(request, by_topic_id, now_ms);
  }
  const auto found = sessions_.find(request.session_id);
  if (found == sessions_.end()) return std::unexpected(ErrorCode::kFetchSessionIdNotFound);
  const auto session = found->second;
  // A session that another connection is being served from counts as out of step as well.
  if (session->next_epoch_ != request.session_epoch || session->in_use_)
    return std::unexpected(ErrorCode::kInvalidFetchSessionEpoch);
  if (session->by_topic_id_ != by_topic_id) return std::unexpected(ErrorCode::kFetchSessionTopicIdError);
  if (!names_topics(request) || !update(*session, request)) {  // the client starts anew
    erase(found);
    return std::unexpected(ErrorCode::kFetchSessionIdNotFound);
  }
  session->used_ms_ = now_ms;
  session->next_epoch_ = epoch_after(session->next_epoch_);
  if (session->size() == 0) {
    erase(found);
    return Lease();
  }
  return Lease(*this, session, false);
}

void FetchSessionCache::forget(Lease& lease) {
  const std::lock_guard lock(mutex_);
  if (const auto found = sessions_.find(lease.id()); found != sessions_.end()) erase(found);
  lease.session_.reset();
}

FetchSessionCache::Lease FetchSessionCache::start(const FetchRequest& request, bool by_topic_id,
                                                  std::int64_t now_ms) {
  std::size_t size = 0;
  for (const auto& topic : request.topics) size += topic.partitions.size();
  if (size == 0 || !names_topics(request) || !make_room(size, now_ms)) return {};
  std::uniform_int_distribution<std::int32_t> ids(1, std::numeric_limits<std::int32_t>::max());
  auto id = ids(random_);
  while (sessions_.contains(id)) id = ids(random_);
  auto session = std::make_shared<FetchSession>(id, by_topic_id, now_ms);
  update(*session, request);
  sessions_.emplace(id, session);
  return Lease(*this, std::move(session), true);
}

bool FetchSessionCache::update(FetchSession& session, const FetchRequest& request) {
  const auto before = session.size();
  session.update(request);
  partition_count_ = partition_count_ - before + session.size();
  return session.size() <= limits_.partitions_each &&
         (session.size() <= before || partition_count_ <= limits_.partitions);
}

void FetchSessionCache::erase(Sessions::iterator session) {
  partition_count_ -= session->second->size();
  sessions_.erase(session);
}

bool FetchSessionCache::make_room(std::size_t wanted_size, std::int64_t now_ms) {
  if (wanted_size > limits_.partitions_each) return false;
  auto count = sessions_.size(), partitions = partition_count_;
  const auto is_enough = [&] {
    return count < limits_.slots && partitions + wanted_size <= limits_.partitions;
  };
  if (is_enough()) return true;
  const auto order = evictable(wanted_size, now_ms);
  auto end = order.begin();
  for (; end != order.end() && !is_enough(); ++end) --count, partitions -= (*end)->second->size();
  if (!is_enough()) return false;  // nobody goes in vain
  for (auto at = order.begin(); at != end; ++at) erase(*at);
  return true;
}

std::vector<FetchSessionCache::Sessions::iterator> FetchSessionCache::evictable(std::size_t wanted_size,
                                                                                std::int64_t now_ms) {
  std::vector<Sessions::iterator> stale, smaller;
  for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
    const auto& session = *at->second;
    if (now_ms - session.used_ms_ > kEvictionMs)
      stale.push_back(at);
    else if (session.size() < wanted_size && now_ms - session.created_ms_ > kEvictionMs)
      smaller.push_back(at);
  }
  std::ranges::sort(stale, {}, [](auto at) { return at->second->used_ms_; });
  std::ranges::sort(smaller, {}, [](auto at) { return at->second->size(); });
  stale.insert(stale.end(), smaller.begin(), smaller.end());
  return stale;
}

std::size_t FetchSessionCache::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

std::size_t FetchSessionCache::partition_count() const {
  const std::lock_guard lock(mutex_);
  return partition_count_;
}

}  // namespace moldau::broker
