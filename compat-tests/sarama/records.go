package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/IBM/sarama"
)

// What the round (see ../README.md) produces: record number n, the same for every client.
const (
	partitions    = 3
	recordsACodec = 60
	step          = time.Second
)

var firstTimestamp = time.Now().Truncate(time.Second).Add(-time.Hour)

func timestampOf(number int) time.Time { return firstTimestamp.Add(time.Duration(number) * step) }

func recordsFrom(topic, codec string, first int) []*sarama.ProducerMessage {
	var records []*sarama.ProducerMessage
	for number := first; number < first+recordsACodec; number++ {
		records = append(records, &sarama.ProducerMessage{
			Topic:     topic,
			Partition: int32(number % partitions),
			Timestamp: timestampOf(number),
			Key:       sarama.StringEncoder(fmt.Sprintf("key-%d", number)),
			Value:     sarama.StringEncoder(strings.Repeat(fmt.Sprintf("%s value %d ", codec, number), 20)),
			Headers: []sarama.RecordHeader{
				{Key: []byte("number"), Value: []byte(fmt.Sprint(number))},
				{Key: []byte("codec"), Value: []byte(codec)},
				{Key: []byte("number"), Value: []byte("\x00\xff again")},
			},
		})
	}
	return records
}

// offsetAt is the first offset whose record is not older than the time, or -1.
func offsetAt(partition int, at time.Time, end int) int64 {
	for number := partition; number < end; number += partitions {
		if !timestampOf(number).Before(at) {
			return int64(number / partitions)
		}
	}
	return -1
}

// inPartition has the records of one partition as text, in their order, with the offset each must get.
func inPartition(records []*sarama.ProducerMessage, partition int32, firstOffset int64) []string {
	var texts []string
	for _, record := range records {
		if record.Partition == partition {
			key, _ := record.Key.Encode()
			value, _ := record.Value.Encode()
			var headers string
			for _, header := range record.Headers {
				headers += fmt.Sprintf("%s=%q ", header.Key, header.Value)
			}
			texts = append(texts, fmt.Sprint(firstOffset, record.Timestamp.UnixMilli(), string(key), string(value), headers))
			firstOffset++
		}
	}
	return texts
}
