"""Latencies as moldau_load writes them, through a histogram."""
import array

LOWEST_NS, HIGHEST_NS, DIGITS = 1, 600 * 10**9, 3
PERCENTILES = {"p50 ms": 50, "p99 ms": 99, "p99.9 ms": 99.9}


def percentiles(file):
    values = array.array("Q")
    values.frombytes(file.read_bytes())
    return of_nanoseconds(values)


def of_nanoseconds(values):
    from hdrh.histogram import HdrHistogram  # comes with the bench's own environment, which --list does not need

    histogram = HdrHistogram(LOWEST_NS, HIGHEST_NS, DIGITS)
    for value in values:
        if not histogram.record_value(max(LOWEST_NS, value)):
            raise ValueError(f"a latency of {value} ns")
    figures = {name: histogram.get_value_at_percentile(percentile) / 1e6 for name, percentile in PERCENTILES.items()}
    return figures | {"max ms": max(values) / 1e6}
