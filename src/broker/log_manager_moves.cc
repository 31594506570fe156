#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <tuple>
#include <utility>

#include "base/diag.h"
#include "broker/log_manager.h"

/// Replicas on their way from one log directory to another.
namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using Progress = LogMove::Progress;

/// Until the copy that serves is looked at again, and until a descriptor may be free.
constexpr std::int64_t kSettleMs = 5, kLaterMs = 1000;
/// A copy that serves is synced in a moment, or its disk fails.
constexpr std::chrono::seconds kLongestSettling{10};

}  // namespace

ErrorCode LogManager::move(const log::TopicPartition& partition, const std::string& directory) {
  const auto found = std::ranges::find(directories_, directory, &Directory::absolute_path);
  if (found == directories_.end()) return ErrorCode::kLogDirNotFound;
  const auto index = static_cast<std::size_t>(found - directories_.begin());
  const auto is_settling = [&] {
    const auto hosted = hosted_.find(partition);
    return hosted != hosted_.end() && hosted->second.move && hosted->second.move->has_switched() &&
           hosted->second.directory != index;
  };
  const auto end = std::chrono::steady_clock::now() + kLongestSettling;
  while (std::chrono::steady_clock::now() < end) {
    {
      const std::lock_guard checkpoints(checkpoint_mutex_);  // nobody switches meanwhile
      const std::lock_guard lock(mutex_);
      const auto hosted = hosted_.find(partition);
      if (found->failed) return ErrorCode::kKafkaStorageError;
      if (hosted == hosted_.end()) return ErrorCode::kUnknownTopicOrPartition;
      if (!is_settling()) return begin_move(hosted->second, index);
    }
    std::unique_lock lock(mutex_);
    move_ended_.wait_until(lock, end, [&] { return !is_settling(); });
  }
  return ErrorCode::kRequestTimedOut;
}

ErrorCode LogManager::begin_move(Hosted& hosted, std::size_t index) {
  if (hosted.partition->offline()) return ErrorCode::kKafkaStorageError;
  if (hosted.move && hosted.move->target().directory == index) return ErrorCode::kNone;
  if (hosted.move) hosted.move->cancel();
  hosted.move = nullptr;
  if (hosted.directory == index) return ErrorCode::kNone;
  const auto [topic, partition] = key_of(*hosted.partition);
  const auto name = log::future_directory_name(topic, partition, Uuid::random());
  if (!name) return ErrorCode::kInvalidTopicException;
  const auto& handle = directories_[index].handle;
  hosted.move = std::make_shared<LogMove>(cache_, clock_, hosted.partition,
                                          LogMove::Target{index, fmt::format("{}/{}", handle.path(), *name),
                                                          handle.partition_path(topic, partition)});
  mover_.submit([this, move = hosted.move] { return step(move); });
  return ErrorCode::kNone;
}

std::size_t LogManager::move_count() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count_if(hosted_, [](const auto& each) { return each.second.move != nullptr; }));
}

LogMover::Step LogManager::step(const std::shared_ptr<LogMove>& move) {
  // Once the copy serves the way has to be gone to its end.
  if (move->is_cancelled() && !move->has_switched()) return abandon(*move, true), LogMover::Step{};
  auto progress = move->advance();
  auto copied = move->copied_bytes();
  if (progress == Progress::kCaughtUp) {
    progress = switch_over(*move);
    if (progress == Progress::kCopied) copied += move->copied_bytes();
  }
  switch (progress) {
    case Progress::kCopied:
    case Progress::kCaughtUp: return {.again = true, .copied_bytes = copied};
    case Progress::kSettling: return {.again = true, .wait_ms = kSettleMs, .copied_bytes = copied};
    case Progress::kLater: return {.again = true, .wait_ms = kLaterMs, .copied_bytes = copied};
    case Progress::kSettled: finish(*move); break;
    case Progress::kGivenUp: abandon(*move, !move->partition()->offline()); break;
    case Progress::kTargetFailed:
      fail_directory(move->target().directory, move->why());
      abandon(*move, false);
      break;
  }
  return {};
}

/// Under the checkpoints' lock, so that nobody writes down what one log has on the disk for the other.
Progress LogManager::switch_over(LogMove& move) {
  const std::lock_guard checkpoints(checkpoint_mutex_);
  const auto key = key_of(*move.partition());
  std::shared_ptr<std::atomic<std::size_t>> failing;
  {
    const std::lock_guard lock(mutex_);
    const auto hosted = hosted_.find(key);
    if (move.is_cancelled() || hosted == hosted_.end()) return Progress::kCopied;  // the next step sees that
    failing = hosted->second.failing;
    move.set_source(hosted->second.directory);
  }
  const auto progress = move.switch_over([&] { *failing = move.target().directory; });
  if (!move.has_switched()) return progress;
  {
    const std::lock_guard lock(mutex_);
    // Who deletes the partition, or moves it elsewhere, waits for one of our locks.
    hosted_.at(key).directory = move.target().directory;
    --directories_[move.source()].partition_count;
    ++directories_[move.target().directory].partition_count;
  }
  // What was said to be deleted must not come back, whichever of both a crash leaves.
  for (const auto& [index, why] : save_log_starts({move.partition()}))
    diag::error("cannot note yet where a moved log starts partition={} path={} reason=\"{}\"",
                move.partition()->identity().to_string(), directories_[index].handle.path(), why);
  return progress;
}

void LogManager::end_move(const log::TopicPartition& partition, const LogMove& move) {
  const auto hosted = hosted_.find(partition);
  if (hosted != hosted_.end() && hosted->second.move.get() == &move) hosted->second.move = nullptr;
  move_ended_.notify_all();
}

void LogManager::finish(LogMove& move) {
  const auto key = key_of(*move.partition());
  const auto source = move.source();
  diag::info("replica lies in another log directory now partition={} from={} to={}",
             move.partition()->identity().to_string(), directories_[source].absolute_path,
             directories_[move.target().directory].absolute_path);
  move.partition()->note(
      "moved", fmt::format("from {} to {}, by AlterReplicaLogDirs", directories_[source].absolute_path,
                           directories_[move.target().directory].absolute_path));
  const std::lock_guard checkpoints(checkpoint_mutex_);
  if (move.is_cancelled()) return;  // with the topic, and what was in its name
  // Without it, a start after a kill would check all of the log, and take gaps in it for damage.
  note({move.partition()}, {move.partition()->checkpoint()});
  if (const auto done = write_checkpoints_of(directories_[move.target().directory]); !done)
    diag::error("cannot note yet up to where a moved log is durable partition={} reason=\"{}\"",
                move.partition()->identity().to_string(), done.error().message);
  retire(source, key, move.file_delete_delay_ms());
  const std::lock_guard lock(mutex_);
  end_move(key, move);
}

/// What the partition's name has in this directory goes. Caller holds checkpoint_mutex_.
void LogManager::retire(std::size_t index, const log::TopicPartition& partition, std::int64_t delay_ms) {
  auto& directory = directories_[index];
  if (has_failed(directory)) return;
  {
    const std::lock_guard lock(mutex_);
    directory.forget(partition);
  }
  auto renamed = directory.handle.rename_for_delete({partition});
  for (const auto& error : renamed.errors)
    diag::error("cannot delete a replica reason=\"{}\"", error.message);
  const std::lock_guard lock(mutex_);
  for (auto& path : renamed.paths)
    removals_.push_back({index, std::move(path), clock_.steady_ms() + delay_ms});
}

void LogManager::abandon(LogMove& move, bool remove_copy) {
  move.close();
  const auto index = move.target().directory;
  if (!move.is_cancelled())
    diag::error("replica stays where it is partition={} reason=\"{}\"",
                move.partition()->identity().to_string(), move.why());
  if (remove_copy && !move.has_switched() && !has_failed(directories_[index]))
    if (auto gone = directories_[index].handle.remove(move.target().copy_path); !gone)
      diag::error("cannot remove a copy path={} reason=\"{}\"", move.target().copy_path,
                  gone.error().message);
  const std::lock_guard lock(mutex_);
  end_move(key_of(*move.partition()), move);
}

void LogManager::retire_left_behind() {
  std::vector<std::pair<std::size_t, log::TopicPartition>> left;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, hosted] : hosted_)
      if (hosted.move && hosted.move->has_switched() && !directories_[hosted.directory].failed)
        left.emplace_back(hosted.move->source(), key);
  }
  for (const auto& [directory, key] : left) retire(directory, key, 0);
}

/// A copy says where its replica was to go, no more.
void LogManager::take_up_moves() {
  for (std::size_t i = 0; i < directories_.size(); ++i) {
    auto unfinished = std::exchange(directories_[i].unfinished, {});
    for (auto& [key, path] : unfinished) {
      const auto hosted = hosted_.find(key);
      if (hosted == hosted_.end() || hosted->second.partition->offline()) {
        diag::warn("nothing serves what this is a copy of, its files are left alone path={}", path);
        continue;
      }
      // Without an id it was torn at its beginning; with another one it is of a topic that is gone.
      const auto id = log::read_partition_metadata(files_, path);
      const bool is_others = id && *id && **id != hosted->second.partition->identity().topic_id;
      removals_.push_back({i, std::move(path), clock_.steady_ms()});
      if (!is_others) begin_move(hosted->second, i);
    }
  }
}

log::LogResult<std::unique_ptr<log::Log>> LogManager::open_longest(const Wanted& wanted, std::size_t& index,
                                                                   bool at_start) {
  const auto key = key_of(wanted.identity);
  std::vector<std::size_t> places{index};
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < directories_.size(); ++i)
      if (i != index && directories_[i].unclaimed.contains(key)) places.push_back(i);
  }
  auto longest = open_log(wanted, directories_[index], at_start);
  if (places.size() == 1) return longest;
  const auto extent = [](const log::Log& log) {
    return std::tuple(log.latest_epoch(), log.log_end_offset(), log.log_start_offset());
  };
  for (const auto i : places) {
    if (i == index) continue;
    auto other = open_log(wanted, directories_[i], at_start);
    if (!longest || !other) {
      auto why = (longest ? other : longest).error();
      if (why.kind == log::LogErrorKind::kDisk) fail_directory(longest ? i : index, why.message);
      why.kind = log::LogErrorKind::kDamage;  // the other directory is none the worse for it
      why.message =
          fmt::format("it is in {} and in {}, and which one has everything cannot be told: {}",
                      directories_[index].absolute_path, directories_[i].absolute_path, why.message);
      return std::unexpected(std::move(why));
    }
    const bool better = extent(**other) > extent(**longest);
    if (better) std::swap(*longest, *other);
    const auto loser = better ? std::exchange(index, i) : i;
    if (better) {
      const std::lock_guard lock(mutex_);
      --directories_[loser].partition_count;
      ++directories_[index].partition_count;
    }
    diag::info("of two copies the longer one serves partition={} from={} instead_of={}",
               wanted.identity.to_string(), directories_[index].absolute_path,
               directories_[loser].absolute_path);
    other->reset();
    const std::lock_guard checkpoints(checkpoint_mutex_);
    retire(loser, key, 0);
  }
  return longest;
}

}  // namespace moldau::broker
