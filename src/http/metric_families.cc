#include "http/metric_families.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/check.h"

namespace moldau::http {
namespace {

using enum MetricFamily::Type;

constexpr MetricFamily kFamilies[] = {
    {"moldau_build_info", kGauge, "version", "Always 1; the label says which version runs."},
    {"moldau_request_duration_seconds", kHistogram, "api",
     "From a request's arrival to its answer, waiting included; the count is that of requests answered."},
    {"moldau_request_bytes_total", kCounter, "api", "Bytes of requests."},
    {"moldau_response_bytes_total", kCounter, "api", "Bytes of answers."},
    {"moldau_connections", kGauge, "software,version",
     "Open connections by what their client says it is in ApiVersions."},
    {"moldau_refused_total", kCounter, "",
     "Connections ended for what their peer did: no Kafka, bad requests, over a limit."},
    {"moldau_request_memory_bytes", kGauge, "", "Of moldau.request.memory.bytes in use by large requests."},
    {"moldau_request_memory_limit_bytes", kGauge, "", "moldau.request.memory.bytes."},
    {"moldau_event_memory_bytes", kGauge, "",
     "Of moldau.events.memory.bytes in use by what `moldau why` tells."},
    {"moldau_event_memory_limit_bytes", kGauge, "", "moldau.events.memory.bytes."},
    {"moldau_fetch_sessions", kGauge, "", "Incremental fetch sessions in memory."},
    {"moldau_fsync_duration_seconds", kHistogram, "", "Syncs that made records durable."},
    {"moldau_topics", kGauge, "", "Topics."},
    {"moldau_partitions", kGauge, "", "Partitions on this broker."},
    {"moldau_offline_partitions", kGauge, "",
     "Partitions that cannot be served: damaged, or their disk failed."},
    {"moldau_log_start_offset", kGauge, "topic,partition", "Where the log starts."},
    {"moldau_log_end_offset", kGauge, "topic,partition",
     "The offset that the next record gets; its rate is that of records appended."},
    {"moldau_log_size_bytes", kGauge, "topic,partition", "Bytes of the log's segments."},
    {"moldau_log_directory_offline", kGauge, "directory", "1 where a write or sync failed in the directory."},
    {"moldau_log_directory_usable_bytes", kGauge, "directory", "What is free there for this process."},
    {"moldau_log_directory_total_bytes", kGauge, "directory", "The size of the file system that it is on."},
    {"moldau_open_log_files", kGauge, "", "Segments and indexes that are open."},
    {"moldau_cleaner_threads", kGauge, "",
     "Threads of the log cleaner; 0 where log.cleaner.enable is false."},
    {"moldau_cleaner_running", kGauge, "", "Logs that are being cleaned."},
    {"moldau_cleaner_last_look_time_seconds", kGauge, "",
     "When a thread of the log cleaner last looked for a log to clean, since 1970; 0 before the first time."},
    {"moldau_cleaner_max_dirty_ratio", kGauge, "",
     "The largest share of dirt that a compacted log had then, from 0 to 1; those being cleaned are left "
     "out."},
    {"moldau_cleaner_due_partitions", kGauge, "", "Compacted logs that were to be cleaned then."},
    {"moldau_cleaner_duration_seconds", kHistogram, "", "Cleanings of a log that came to their end."},
    {"moldau_cleaner_given_up_total", kCounter, "", "Cleanings that did not: the log says why, of each."},
    {"moldau_cleaner_read_bytes_total", kCounter, "", "Bytes that the log cleaner read."},
    {"moldau_cleaner_written_bytes_total", kCounter, "", "Bytes that the log cleaner wrote."},
    {"moldau_cleaner_uncleanable_partitions", kGauge, "directory",
     "Compacted partitions whose log is damaged: they are served, and not cleaned before the next start."},
    {"moldau_cleaner_uncleanable_bytes", kGauge, "directory", "Bytes of the logs of these."},
    {"moldau_groups", kGauge, "state", "Groups by state."},
    {"moldau_group_members", kGauge, "group", "Members of the group."},
    {"moldau_group_rebalances_total", kCounter, "", "Rebalances that began, of all groups."},
    {"moldau_group_committed_offset", kGauge, "group,topic,partition",
     "The offset that the group committed."},
    {"moldau_group_lag", kGauge, "group,topic,partition",
     "Records between what the group committed and the high watermark."},
    {"moldau_transactional_ids", kGauge, "state",
     "Transactional ids by the state of their last transaction."},
    {"moldau_transactions_total", kCounter, "result", "Transactions that ended, by result: commit or abort."},
    {"moldau_transactions_timed_out_total", kCounter, "",
     "Transactions that were open for longer than their transaction.timeout.ms; they end as aborts."},
    {"moldau_transaction_oldest_open_seconds", kGauge, "",
     "How long ago the oldest transaction began that has not ended; 0 where none is open."},
    {"moldau_client_metrics", kGauge, "", "Metrics that are kept of what clients push."},
    {"moldau_client_metrics_bytes", kGauge, "", "Of moldau.telemetry.memory.bytes in use for them."},
    {"moldau_client_metric", kGauge, "metric,client_id,client_instance_id and the client's own",
     "What clients push for a client-metrics subscription: each metric's latest value, a change added up."},
    {"process_start_time_seconds", kGauge, "", "When the process started, since 1970."},
    {"process_cpu_seconds_total", kCounter, "", "Processor time of the process, user and system."},
    {"process_resident_memory_bytes", kGauge, "", "Memory of the process that is resident."},
    {"process_open_fds", kGauge, "", "File descriptors that are open."},
};

constexpr std::string_view kIntroduction = R"(# Metrics

This page is printed from the table in `src/http/metric_families.cc`; change that, not this.

`moldau.http.listeners` (by default `http://127.0.0.1:9404`) serves them at `/metrics` in Prometheus' text format. Durations are
histograms with bounds that double from 8 microseconds to 17 seconds, so that percentiles by API are a query:

    histogram_quantile(0.99, sum by (api, le) (rate(moldau_request_duration_seconds_bucket[1m])))
    sum by (api) (rate(moldau_request_duration_seconds_count[1m]))

A log cleaner that is stuck or stopped shows as one that does not look any more and does not read:

    moldau_cleaner_threads > 0 and time() - moldau_cleaner_last_look_time_seconds > 600 and rate(moldau_cleaner_read_bytes_total[10m]) == 0

Series by partition are left out where they would be more than `moldau.metrics.max.partitions`.

What clients push (KIP-714, `kafka-client-metrics`) is under one name, with the metric's own as a label, for
`moldau.metrics.max.client.metrics` series:

    rate(moldau_client_metric{metric="org.apache.kafka.producer.record.send.total",client_id="orders"}[5m])

| name | type | labels | what it is |
|---|---|---|---|
)";

}  // namespace

std::string_view name(MetricFamily::Type type) {
  switch (type) {
    case kCounter: return "counter";
    case kGauge: return "gauge";
    case kHistogram: return "histogram";
  }
  return {};
}

std::span<const MetricFamily> metric_families() {
  return kFamilies;
}

const MetricFamily& metric_family(std::string_view wanted) {
  const auto found = std::ranges::find(kFamilies, wanted, &MetricFamily::name);
  MOLDAU_CHECK(found != std::end(kFamilies));
  return *found;
}

std::string metrics_as_markdown() {
  auto text = std::string(kIntroduction);
  for (const auto& family : kFamilies)
    text +=
        fmt::format("| `{}` | {} | {} | {} |\n", family.name, name(family.type), family.labels, family.help);
  return text;
}

}  // namespace moldau::http
