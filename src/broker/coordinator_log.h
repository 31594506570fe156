#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "broker/partition.h"

namespace moldau::broker {

/// The partition that a coordinator's shard writes to, as its thread knows it.
struct CoordinatorLog {
  std::shared_ptr<Partition> partition;
  std::int64_t last_appended = -1;

  /// Logs that `what` could not be appended, now and then: clients ask again at their own rate.
  void note_failure(std::string_view what, const Refusal& refusal, std::int64_t now_ms);
  /// `then` is called on the coordinator's thread: at once where everything appended is committed already.
  void when_committed(const boost::asio::io_context::executor_type& thread, Partition::Committed then) const;

 private:
  /// When a failure was logged last, in steady time, and how many were not since.
  std::optional<std::int64_t> failure_logged_ms_;
  std::uint64_t failures_unlogged_ = 0;
};

}  // namespace moldau::broker
