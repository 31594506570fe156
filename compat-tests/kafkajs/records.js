'use strict'
// What the round (see ../README.md) produces: record number n, the same for every client.
const PARTITIONS = 3
const RECORDS_A_CODEC = 60
const FIRST_TIMESTAMP_MS = (Math.floor(Date.now() / 1000) - 3600) * 1000
const STEP_MS = 1000

const timestampOf = (number) => FIRST_TIMESTAMP_MS + number * STEP_MS

function record(number, codec) {
  return {
    partition: number % PARTITIONS,
    offset: Math.floor(number / PARTITIONS),
    timestamp: timestampOf(number),
    key: `key-${number}`,
    value: `${codec} value ${number} `.repeat(20),
    headers: { number: [String(number), 'again'], codec },
  }
}

const recordsFrom = (first, codec) => Array.from({ length: RECORDS_A_CODEC }, (_, i) => record(first + i, codec))

/** The first offset whose record is not older than the timestamp, or the end. */
function offsetAt(partition, timestamp, end) {
  for (let number = partition; number < end; number += PARTITIONS) {
    if (timestampOf(number) >= timestamp) return Math.floor(number / PARTITIONS)
  }
  return end / PARTITIONS
}

module.exports = { PARTITIONS, timestampOf, recordsFrom, offsetAt }
