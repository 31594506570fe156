#include "tests/broker/committed_values.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "protocol/records/record.h"
#include "tests/broker/requests.h"

namespace moldau::broker::test {
namespace {

constexpr std::int8_t kReadUncommitted = 0, kReadCommitted = 1;

using Batch = std::pair<protocol::BatchHeader, ByteView>;

std::vector<Batch> batches_in(ByteView bytes) {
  std::vector<Batch> batches;
  while (const auto header = protocol::read_batch_header(bytes)) {
    if (header->size() > bytes.size()) break;
    batches.emplace_back(*header, bytes.first(header->size()));
    bytes = bytes.subspan(header->size());
  }
  return batches;
}

/// A control record's key is its version and its type: 0 aborts, 1 commits.
bool commits(ByteView marker) {
  protocol::RecordReader reader(marker.subspan(protocol::BatchLayout::kHeaderSize));
  return load_be<std::int16_t>(reader.next()->key->data() + 2) == 1;
}

void append(std::vector<std::string>& values, ByteView batch) {
  std::ranges::move(values_in(protocol::Records(batch)), std::back_inserter(values));
}

Fetched fetch_all(Client& client, std::int32_t partition, std::int8_t isolation_level) {
  return fetch(client, {.from = {{.partition = partition}}, .isolation_level = isolation_level});
}

}  // namespace

std::vector<std::string> committed_values(Client& client, std::int32_t partition) {
  const auto fetched = fetch_all(client, partition, kReadCommitted);
  const auto& found = only_partition(fetched);
  auto aborted = found.aborted_transactions.value();
  std::ranges::sort(aborted, std::greater<>(), [](const auto& each) { return each.first_offset; });
  std::set<std::int64_t> aborting;
  std::vector<std::string> values;
  for (const auto& [header, batch] : batches_in(found.records.bytes())) {
    for (; !aborted.empty() && aborted.back().first_offset <= header.last_offset(); aborted.pop_back())
      aborting.insert(aborted.back().producer_id);
    if (header.is_control() && !commits(batch)) aborting.erase(header.producer_id);
    if (!header.is_transactional() || !aborting.contains(header.producer_id)) append(values, batch);
  }
  return values;
}

std::vector<std::string> marked_values(Client& client, std::int32_t partition) {
  const auto fetched = fetch_all(client, partition, kReadUncommitted);
  const auto batches = batches_in(only_partition(fetched).records.bytes());
  std::vector<std::string> values;
  for (auto at = batches.begin(); at != batches.end(); ++at) {
    const auto& [header, batch] = *at;
    const auto marker = std::find_if(at, batches.end(), [&](const Batch& later) {
      return later.first.is_control() && later.first.producer_id == header.producer_id;
    });
    if (header.is_transactional() && marker == batches.end()) break;  // the last stable offset
    if (!header.is_transactional() || commits(marker->second)) append(values, batch);
  }
  return values;
}

std::int64_t last_stable_offset(Client& client, std::int32_t partition) {
  return only_partition(fetch_all(client, partition, kReadCommitted)).last_stable_offset;
}

}  // namespace moldau::broker::test
