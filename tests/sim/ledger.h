#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace moldau::sim {

/// A partition; what a topic of the same name had before it was deleted is another place.
struct Place {
  std::string topic;
  std::int32_t partition = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
  std::string to_string() const { return topic + "-" + std::to_string(partition); }
};

/// A record as clients write it. Values are unique: "<writer>/<number>", and a writer's numbers rise.
struct Entry {
  std::string key, value;
};

struct Transaction {
  enum class State { kOpen, kEnding, kCommitted, kAborted };
  std::string name;
  State state = State::kOpen;
  /// While it is ending, or in doubt.
  bool was_seen = false;
  std::vector<std::pair<Place, std::string>> values;
};

/// What a partition tells with each fetch.
struct Marks {
  std::int64_t high_watermark = 0, last_stable_offset = 0, log_start_offset = 0;
};

/// What the broker acknowledged and what clients saw of it: says what is wrong as soon as two of these
/// contradict each other.
class Ledger {
 public:
  enum class Kind { kWhole, kExpiring, kCompacted };
  explicit Ledger(std::function<void(std::string)> fail) : fail_(std::move(fail)) {}

  void declare(const Place& place, Kind kind) { logs_[place].kind = kind; }
  bool expires(const Place& place) { return logs_[place].kind == Kind::kExpiring; }
  bool is_whole(const Place& place) { return logs_[place].kind == Kind::kWhole; }
  bool compacts(const Place& place) { return logs_[place].kind == Kind::kCompacted; }

  /// A batch that is sent, once or more often: whole or not at all.
  void sent(const Place& place, const std::vector<std::string>& values,
            const std::shared_ptr<Transaction>& transaction = nullptr);
  /// `offset`: of the first, or negative where the broker did not say.
  void acknowledged(const Place& place, const std::vector<std::string>& values, std::int64_t offset);
  void seen(const Place& place, std::int64_t offset, const std::string& value, bool committed_only);

  /// As of when a fetch is sent, and what came with its answer: nothing goes back.
  Marks marks(const Place& place) { return logs_[place].marks; }
  void told(const Place& place, const Marks& before, const Marks& now);

  /// All that is in a place at the end, to readers of both kinds.
  struct Content {
    std::int64_t log_start_offset = 0;
    std::map<std::int64_t, Entry> all, committed;
  };
  void audit(const std::map<Place, Content>& contents);
  /// Of one place, where no transactions are.
  void audit(const Place& place, const Content& content);
  std::size_t acknowledged_count() const { return acknowledged_; }
  std::size_t seen_count() const { return seen_; }

 private:
  struct Value {
    std::int64_t offset = -1;
    bool acknowledged = false;
    std::shared_ptr<Transaction> transaction;
  };
  struct Log {
    Kind kind = Kind::kWhole;
    Marks marks;
    std::map<std::string, Value> values;
    std::map<std::int64_t, std::string> by_offset;
    std::vector<std::vector<std::string>> batches;
  };

  void place(Log& log, const Place& place, std::int64_t offset, const std::string& value);
  void audit_order(const Place& place, const Content& content);
  void audit_presence(const Place& place, const Log& log, const Content& content);
  void audit_batches(const Place& place, const Log& log, const Content& content);
  void audit_keys(const Place& place, const Log& log, const Content& content);
  void audit_transactions(const std::map<Place, Content>& contents);

  std::function<void(std::string)> fail_;
  std::map<Place, Log> logs_;
  std::set<std::shared_ptr<Transaction>> transactions_;
  std::size_t acknowledged_ = 0, seen_ = 0;
};

}  // namespace moldau::sim
