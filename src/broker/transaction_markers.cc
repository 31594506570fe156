#include "broker/transaction_markers.h"

#include <atomic>
#include <memory>
#include <utility>

#include "broker/broker.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;

/// Markers that are being written. Whoever takes the last one off calls back.
class Pass {
 public:
  Pass(const std::vector<Marker>& markers, MarkersWritten then) : then_(std::move(then)) {
    for (const auto& marker : markers) results_.emplace_back(marker.partitions.size(), ErrorCode::kNone);
    for (const auto& marker : markers) left_ += marker.partitions.size();
  }
  void done(ErrorCode& result, ErrorCode code) {
    result = code;
    release();
  }
  void release() {
    if (--left_ == 0) then_(std::move(results_));
  }
  ErrorCode& result(std::size_t marker, std::size_t partition) { return results_[marker][partition]; }

 private:
  std::vector<std::vector<ErrorCode>> results_;
  MarkersWritten then_;
  std::atomic<std::size_t> left_ = 1;  // held until all are begun
};

void write(Partition* partition, const Partition::TransactionEnd& end, Partition::Committed then) {
  if (!partition) return then(ErrorCode::kUnknownTopicOrPartition);
  const auto appended = partition->append_marker(end);
  if (!appended) return then(appended.error().code);
  partition->when_committed(appended->last_offset, std::move(then));
}

}  // namespace

void write_markers(Broker& broker, std::vector<Marker> markers, MarkersWritten then) {
  const auto view = broker.view();
  const auto pass = std::make_shared<Pass>(markers, std::move(then));
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const auto& marker = markers[i];
    const Partition::TransactionEnd end{marker.producer_id,
                                        marker.producer_epoch,
                                        {marker.commit, marker.coordinator_epoch},
                                        marker.transaction_version};
    for (std::size_t k = 0; k < marker.partitions.size(); ++k) {
      const auto& [topic, index] = marker.partitions[k];
      auto finish = [pass, &result = pass->result(i, k)](ErrorCode code) { pass->done(result, code); };
      if (topic == metadata::kConsumerOffsetsTopic)
        broker.groups().end_transaction(index, end, std::move(finish));
      else
        write(find_partition(view->topic(topic), index).get(), end, std::move(finish));
    }
  }
  pass->release();
}

}  // namespace moldau::broker
