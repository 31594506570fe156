#include <algorithm>
#include <utility>

#include "broker/log_manager.h"

/// What administrators ask of the log directories.
namespace moldau::broker {

using protocol::ErrorCode;

/// A kill must not bring back what was said to be deleted: the checkpoint is written before the answer, and
/// not with the next round of all. Also where a log began there before: whoever raised it may still be
/// writing.
std::vector<std::expected<std::int64_t, Refusal>> LogManager::delete_records(
    const std::vector<Deletion>& deletions) {
  std::vector<std::expected<std::int64_t, Refusal>> results;
  for (const auto& [partition, offset] : deletions) results.push_back(partition->delete_records(offset));

  std::vector<std::shared_ptr<Partition>> raised;
  for (std::size_t i = 0; i < deletions.size(); ++i)
    if (results[i]) raised.push_back(deletions[i].partition);
  const std::lock_guard checkpoints(checkpoint_mutex_);
  const auto failed = save_log_starts(raised);
  for (std::size_t i = 0; i < deletions.size(); ++i) {
    const auto at = directory_of(*deletions[i].partition);
    if (results[i] && at && failed.contains(*at))
      results[i] = std::unexpected(Refusal{ErrorCode::kKafkaStorageError, failed.at(*at), {}});
  }
  return results;
}

std::vector<LogManager::DirectoryReport> LogManager::report(
    const std::function<bool(const log::TopicPartition&)>& is_wanted) const {
  std::vector<DirectoryReport> reports(directories_.size());
  std::vector<std::vector<std::pair<log::TopicPartition, std::shared_ptr<Partition>>>> hosted(
      directories_.size());
  std::vector<std::vector<std::pair<log::TopicPartition, std::shared_ptr<LogMove>>>> moves(
      directories_.size());
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < directories_.size(); ++i) reports[i].offline = directories_[i].failed;
    for (const auto& [key, each] : hosted_)
      if (is_wanted(key)) {
        hosted[each.directory].emplace_back(key, each.partition);
        if (each.move && each.directory != each.move->target().directory)
          moves[each.move->target().directory].emplace_back(key, each.move);
      }
  }
  for (std::size_t i = 0; i < reports.size(); ++i) {
    auto& report = reports[i];
    report.path = directories_[i].absolute_path;
    if (report.offline) continue;
    if (auto space = files_.disk_space(report.path)) report.space = *space;
    for (auto& [key, partition] : hosted[i])
      if (const auto size = partition->size_bytes())
        report.replicas.push_back({.partition = std::move(key), .size_bytes = *size});
    for (auto& [key, move] : moves[i])
      report.replicas.push_back({.partition = std::move(key),
                                 .size_bytes = move->copied_size(),
                                 .is_future = true,
                                 .offset_lag = std::max<std::int64_t>(
                                     move->partition()->log_end_offset() - move->copied_end(), 0)});
  }
  return reports;
}

}  // namespace moldau::broker
