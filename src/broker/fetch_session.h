#pragma once

#include <cstdint>
#include <expected>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/uuid.h"
#include "protocol/error_code.h"
#include "protocol/messages/01_fetch.h"

namespace moldau::broker {

/// Names a partition as a Fetch request does: by topic id from version 13, by name before.
struct FetchKey {
  Uuid topic_id;
  /// Shared by the topic's partitions, never null.
  std::shared_ptr<const std::string> topic;
  std::int32_t partition = 0;
  friend bool operator==(const FetchKey& a, const FetchKey& b) {
    return a.partition == b.partition && a.topic_id == b.topic_id && *a.topic == *b.topic;
  }
};

struct FetchKeyHash {
  std::size_t operator()(const FetchKey& key) const noexcept;
};

/// One partition that a client fetches, with what it was last told about it.
struct FetchPartition {
  FetchKey key;
  std::int64_t fetch_offset = 0;
  std::int64_t log_start_offset = -1;  // a follower's
  std::int32_t max_bytes = 0;
  std::int32_t current_leader_epoch = -1;
  std::int32_t last_fetched_epoch = -1;
  std::int64_t told_high_watermark = -1;
  std::int64_t told_log_start_offset = -1;

  using Answer = protocol::FetchResponse::FetchableTopicResponse::PartitionData;
  /// Whether an incremental answer has to name the partition.
  bool must_tell(const Answer& answer) const;
  /// Remembers what the client is told.
  void tell(const Answer& answer);
};

/// The partitions that one client fetches again and again (KIP-227), so that requests and answers name only
/// what changed. Used by one request at a time.
class FetchSession {
 public:
  FetchSession(std::int32_t id, bool by_topic_id, std::int64_t now_ms)
      : id_(id), by_topic_id_(by_topic_id), created_ms_(now_ms), used_ms_(now_ms) {}

  std::int32_t id() const { return id_; }
  std::size_t size() const { return index_.size(); }
  /// Adds and changes what the request names and removes what it forgets.
  void update(const protocol::FetchRequest& request);
  /// In the order in which they are to be served: what was served last comes last.
  std::vector<FetchPartition*> partitions();
  /// Moves a partition that got records behind the others, so that a small max_bytes starves nobody.
  void served(const FetchKey& key);

 private:
  friend class FetchSessionCache;
  std::int32_t id_;
  std::int32_t next_epoch_ = 1;
  bool by_topic_id_, in_use_ = false;
  std::int64_t created_ms_, used_ms_;
  std::list<FetchPartition> order_;
  std::unordered_map<FetchKey, std::list<FetchPartition>::iterator, FetchKeyHash> index_;
};

/// The partitions named by a request, where there is no session: each once, where it is named first and as it
/// is named last.
std::vector<FetchPartition> requested_partitions(const protocol::FetchRequest& request);

/// All sessions: stale ones make room first, then smaller ones for larger ones.
class FetchSessionCache {
 public:
  /// After this long without use a session may be evicted by any other.
  static constexpr std::int64_t kEvictionMs = 120'000;
  struct Limits {
    std::size_t slots = 0;
    /// Of one session, and of all together.
    std::size_t partitions_each = 0, partitions = 0;
  };
  explicit FetchSessionCache(const Limits& limits) : limits_(limits) {}

  /// Holds a session for the length of one request.
  class Lease {
   public:
    Lease() = default;
    Lease(FetchSessionCache& cache, std::shared_ptr<FetchSession> session, bool full);
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) noexcept = default;
    ~Lease();
    FetchSession* operator->() const { return session_.get(); }
    explicit operator bool() const { return session_ != nullptr; }
    /// Whether the answer names every partition.
    bool full() const { return full_; }
    std::int32_t id() const { return session_ ? session_->id() : 0; }

   private:
    friend class FetchSessionCache;
    FetchSessionCache* cache_ = nullptr;
    std::shared_ptr<FetchSession> session_;
    bool full_ = true;
  };

  /// Takes back a session that a request started whose answer does not tell of it.
  void forget(Lease& lease);
  /// The session that the request names or starts; an empty lease where it goes without.
  /// Errors: FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH, FETCH_SESSION_TOPIC_ID_ERROR.
  std::expected<Lease, protocol::ErrorCode> acquire(const protocol::FetchRequest& request,
                                                    std::int16_t version, std::int64_t now_ms);
  std::size_t size() const;
  /// Of all sessions.
  std::size_t partition_count() const;

 private:
  using Sessions = std::map<std::int32_t, std::shared_ptr<FetchSession>>;

  Lease start(const protocol::FetchRequest& request, bool by_topic_id, std::int64_t now_ms);
  /// False where the session has got too large.
  bool update(FetchSession& session, const protocol::FetchRequest& request);
  bool make_room(std::size_t wanted_size, std::int64_t now_ms);
  /// Those that may go for one of that size, the first one first.
  std::vector<Sessions::iterator> evictable(std::size_t wanted_size, std::int64_t now_ms);
  void erase(Sessions::iterator session);

  const Limits limits_;
  mutable std::mutex mutex_;
  std::mt19937 random_{std::random_device{}()};
  Sessions sessions_;
  std::size_t partition_count_ = 0;
};

}  // namespace moldau::broker
