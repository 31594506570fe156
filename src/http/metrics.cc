#include "http/metrics.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "http/client_metrics.h"
#include "http/exposition.h"
#include "http/group_lag.h"
#include "http/process_stats.h"

namespace moldau::http {
namespace {

using broker::ClusterView;
using broker::Partition;
using coord::transactions::TransactionReport;
using coord::transactions::TransactionState;

/// A partition at the moment of asking.
struct Reading {
  const std::string* topic = nullptr;
  std::string partition;
  std::int64_t start = -1, end = -1;
  std::uint64_t size_bytes = 0;
  bool offline = false;
};

std::vector<Reading> read_partitions(const ClusterView& view) {
  std::vector<Reading> readings;
  readings.reserve(view.catalog->partition_count());
  for (const auto& topic : view.catalog->topics()) {
    const auto& served = view.topic(topic->id);
    if (!served) continue;
    for (const auto& partition : served->partitions) {
      if (!partition) continue;
      const auto size = partition->size_bytes();
      readings.push_back({&topic->name, fmt::format("{}", partition->identity().index),
                          partition->log_start_offset(), partition->log_end_offset(), size.value_or(0),
                          !size});
    }
  }
  return readings;
}

template <class Value>
void write_each(Exposition& out, std::string_view family, const std::vector<Reading>& readings, Value value) {
  out.begin(family);
  for (const auto& reading : readings)
    if (!reading.offline)
      out.sample({{"topic", *reading.topic}, {"partition", reading.partition}}, value(reading));
}

void write_logs(Exposition& out, const ClusterView& view, std::size_t max_series) {
  const auto readings = read_partitions(view);
  out.begin("moldau_topics");
  out.sample({}, view.catalog->topics().size());
  out.begin("moldau_partitions");
  out.sample({}, readings.size());
  out.begin("moldau_offline_partitions");
  out.sample({}, std::ranges::count_if(readings, &Reading::offline));
  if (readings.size() > max_series) return;
  write_each(out, "moldau_log_start_offset", readings, [](const auto& each) { return each.start; });
  write_each(out, "moldau_log_end_offset", readings, [](const auto& each) { return each.end; });
  write_each(out, "moldau_log_size_bytes", readings, [](const auto& each) { return each.size_bytes; });
}

void write_requests(Exposition& out, Sources& sources) {
  const auto totals = sources.server.request_totals();
  out.begin("moldau_request_duration_seconds");
  for (const auto& each : totals) out.histogram({{"api", each.api->name}}, each.times);
  out.begin("moldau_request_bytes_total");
  for (const auto& each : totals) out.sample({{"api", each.api->name}}, each.request_bytes);
  out.begin("moldau_response_bytes_total");
  for (const auto& each : totals) out.sample({{"api", each.api->name}}, each.response_bytes);
}

void write_connections(Exposition& out, Sources& sources) {
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const auto& each : sources.server.connections())
    ++counts[{each.client.software_name, each.client.software_version}];
  out.begin("moldau_connections");
  for (const auto& [software, count] : counts)
    out.sample({{"software", software.first}, {"version", software.second}}, count);
  out.begin("moldau_refused_total");
  out.sample({}, sources.server.refused_count());
}

void write_resources(Exposition& out, broker::Broker& broker) {
  out.begin("moldau_request_memory_bytes");
  out.sample({}, broker.request_memory().used());
  out.begin("moldau_request_memory_limit_bytes");
  out.sample({}, broker.request_memory().limit());
  out.begin("moldau_event_memory_bytes");
  out.sample({}, broker.events().used_bytes() + broker.client_events().used_bytes());
  out.begin("moldau_event_memory_limit_bytes");
  out.sample({}, broker.events().limit_bytes() + broker.client_events().limit_bytes());
  out.begin("moldau_fetch_sessions");
  out.sample({}, broker.fetch_sessions().size());
  out.begin("moldau_fsync_duration_seconds");
  out.histogram({}, broker::Partition::sync_times());
  out.begin("moldau_open_log_files");
  out.sample({}, broker.logs().open_file_count());
}

void write_cleaner(Exposition& out, broker::Broker& broker) {
  const auto report = broker.cleaner().report();
  out.begin("moldau_cleaner_threads");
  out.sample({}, report.threads);
  out.begin("moldau_cleaner_running");
  out.sample({}, report.running);
  out.begin("moldau_cleaner_last_look_time_seconds");
  out.sample({}, static_cast<double>(report.looked_ms) / 1e3);
  out.begin("moldau_cleaner_max_dirty_ratio");
  out.sample({}, report.max_dirty_ratio);
  out.begin("moldau_cleaner_due_partitions");
  out.sample({}, report.due);
  out.begin("moldau_cleaner_duration_seconds");
  out.histogram({}, report.cleanings);
  out.begin("moldau_cleaner_given_up_total");
  out.sample({}, report.given_up);
  out.begin("moldau_cleaner_read_bytes_total");
  out.sample({}, report.bytes_read);
  out.begin("moldau_cleaner_written_bytes_total");
  out.sample({}, report.bytes_written);
  const auto uncleanable = broker.logs().uncleanable();
  out.begin("moldau_cleaner_uncleanable_partitions");
  for (const auto& each : uncleanable) out.sample({{"directory", each.path}}, each.partitions);
  out.begin("moldau_cleaner_uncleanable_bytes");
  for (const auto& each : uncleanable) out.sample({{"directory", each.path}}, each.bytes);
}

void write_directories(Exposition& out, broker::Broker& broker) {
  const auto directories = broker.logs().report([](const auto&) { return false; });
  out.begin("moldau_log_directory_offline");
  for (const auto& each : directories) out.sample({{"directory", each.path}}, each.offline ? 1 : 0);
  out.begin("moldau_log_directory_usable_bytes");
  for (const auto& each : directories)
    if (each.space) out.sample({{"directory", each.path}}, each.space->usable_bytes);
  out.begin("moldau_log_directory_total_bytes");
  for (const auto& each : directories)
    if (each.space) out.sample({{"directory", each.path}}, each.space->total_bytes);
}

void write_group_states(Exposition& out, const broker::GroupService::Report& report) {
  std::map<std::string_view, std::size_t> states;
  for (const auto& group : report.groups) ++states[group.state];
  out.begin("moldau_groups");
  for (const auto& [state, count] : states) out.sample({{"state", state}}, count);
  out.begin("moldau_group_members");
  for (const auto& group : report.groups) out.sample({{"group", group.id}}, group.member_count);
  out.begin("moldau_group_rebalances_total");
  out.sample({}, report.rebalance_count);
}

void write_group_offsets(Exposition& out, const broker::GroupService::Report& report, const ClusterView& view,
                         std::size_t max_series) {
  std::size_t series = 0;
  for (const auto& group : report.groups) series += group.committed.size();
  if (series > max_series) return;
  out.begin("moldau_group_committed_offset");
  for (const auto& group : report.groups)
    for (const auto& each : group.committed)
      out.sample(
          {{"group", group.id}, {"topic", each.topic}, {"partition", fmt::format("{}", each.partition)}},
          each.offset);
  out.begin("moldau_group_lag");
  for (const auto& group : report.groups)
    for (const auto& each : group.committed)
      if (const auto lag = lag_of(each, view))
        out.sample(
            {{"group", group.id}, {"topic", each.topic}, {"partition", fmt::format("{}", each.partition)}},
            *lag);
}

void write_transactions(Exposition& out, const TransactionReport& report, std::int64_t now_ms) {
  using enum TransactionState;
  out.begin("moldau_transactional_ids");
  for (const auto state :
       {kEmpty, kOngoing, kPrepareCommit, kPrepareAbort, kCompleteCommit, kCompleteAbort}) {
    const auto found = report.ids_by_state.find(state);
    out.sample({{"state", name(state)}}, found == report.ids_by_state.end() ? 0 : found->second);
  }
  out.begin("moldau_transactions_total");
  out.sample({{"result", "commit"}}, report.counts.committed);
  out.sample({{"result", "abort"}}, report.counts.aborted);
  out.begin("moldau_transactions_timed_out_total");
  out.sample({}, report.counts.timed_out);
  out.begin("moldau_transaction_oldest_open_seconds");
  const auto open_ms = report.oldest_open_start_ms < 0 ? 0 : now_ms - report.oldest_open_start_ms;
  out.sample({}, static_cast<double>(std::max<std::int64_t>(open_ms, 0)) / 1e3);
}

void write_process(Exposition& out) {
  const auto stats = process_stats();
  out.begin("process_start_time_seconds");
  out.sample({}, stats.started_at);
  out.begin("process_cpu_seconds_total");
  out.sample({}, stats.cpu_seconds);
  out.begin("process_resident_memory_bytes");
  out.sample({}, stats.resident_bytes);
  out.begin("process_open_fds");
  out.sample({}, stats.open_files);
}

}  // namespace

boost::asio::awaitable<std::string> collect_metrics(Sources& sources) {
  auto& broker = sources.broker;
  const auto groups = co_await broker.groups().report();
  const auto transactions = co_await broker.transactions().report();
  const auto view = broker.view();
  const auto max_series =
      static_cast<std::size_t>(broker.config().configs.integer("moldau.metrics.max.partitions"));
  Exposition out;
  out.begin("moldau_build_info");
  out.sample({{"version", MOLDAU_VERSION}}, 1);
  write_requests(out, sources);
  write_connections(out, sources);
  write_resources(out, broker);
  write_logs(out, *view, max_series);
  write_directories(out, broker);
  write_cleaner(out, broker);
  write_group_states(out, groups);
  write_group_offsets(out, groups, *view, max_series);
  write_transactions(out, transactions, broker.clock().wall_ms());
  const auto pushed = broker.telemetry().read(broker.clock().steady_ms());
  write_client_metrics(out, pushed,
                       {.memory_bytes = broker.telemetry().memory_bytes(),
                        .max_series = static_cast<std::size_t>(
                            broker.config().configs.integer("moldau.metrics.max.client.metrics"))});
  write_process(out);
  co_return out.text();
}

}  // namespace moldau::http
