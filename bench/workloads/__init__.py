"""Every workload, in the order in which they run."""
from workloads import (cold_reads, durable, idle, memory, pace, partitions, perf_tools, rebalance, recovery, scaling,
                       throughput)

EVERY = [workload for module in (throughput, pace, durable, partitions, recovery, idle, memory, cold_reads, rebalance,
                                 perf_tools, scaling) for workload in module.WORKLOADS]
QUICK = ("big-produce small-depth-1 small-depth-5 fetch round-trips paced deliver durable-latency durable-small "
         "start").split()
