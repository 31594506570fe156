package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// What the round (see ../README.md) produces: record number n, the same for every client.
const (
	partitions    = 3
	recordsACodec = 60
	step          = time.Second
)

var firstTimestamp = time.Now().Truncate(time.Second).Add(-time.Hour)

func timestampOf(number int) time.Time { return firstTimestamp.Add(time.Duration(number) * step) }

func recordsFrom(topic, codec string, first int) []*kgo.Record {
	var records []*kgo.Record
	for number := first; number < first+recordsACodec; number++ {
		records = append(records, &kgo.Record{
			Topic:     topic,
			Partition: int32(number % partitions),
			Timestamp: timestampOf(number),
			Key:       []byte(fmt.Sprintf("key-%d", number)),
			Value:     []byte(strings.Repeat(fmt.Sprintf("%s value %d ", codec, number), 20)),
			Headers: []kgo.RecordHeader{
				{Key: "number", Value: []byte(fmt.Sprint(number))},
				{Key: "codec", Value: []byte(codec)},
				{Key: "number", Value: []byte("\x00\xff again")},
			},
		})
	}
	return records
}

// offsetAt is the first offset whose record is not older than the time, or the end.
func offsetAt(partition int, at time.Time, end int) int64 {
	for number := partition; number < end; number += partitions {
		if !timestampOf(number).Before(at) {
			return int64(number / partitions)
		}
	}
	return int64(end / partitions)
}
