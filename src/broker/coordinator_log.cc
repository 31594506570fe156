#include "broker/coordinator_log.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "base/diag.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
constexpr std::int64_t kFailureLogIntervalMs = 10'000;

}  // namespace

void CoordinatorLog::note_failure(std::string_view what, const Refusal& refusal, std::int64_t now_ms) {
  if (failure_logged_ms_ && now_ms - *failure_logged_ms_ < kFailureLogIntervalMs) {
    ++failures_unlogged_;
    return;
  }
  diag::warn("{} could not be appended partition={} error={} reason=\"{}\" unlogged_since={}", what,
             partition->identity().to_string(), protocol::name(refusal.code), refusal.message,
             failures_unlogged_);
  failure_logged_ms_ = now_ms;
  failures_unlogged_ = 0;
}

void CoordinatorLog::when_committed(const boost::asio::io_context::executor_type& thread,
                                    Partition::Committed then) const {
  if (last_appended < partition->high_watermark()) return then(ErrorCode::kNone);
  partition->when_committed(last_appended, [thread, then = std::move(then)](ErrorCode code) mutable {
    boost::asio::post(thread, [then = std::move(then), code]() mutable { then(code); });
  });
}

}  // namespace moldau::broker
