// The round (see ../README.md) and transactions with Sarama, once as a client of an old Kafka and once of the newest that it knows.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/IBM/sarama"
)

var codecs = []struct {
	name  string
	codec sarama.CompressionCodec
}{
	{"none", sarama.CompressionNone}, {"gzip", sarama.CompressionGZIP}, {"snappy", sarama.CompressionSnappy},
	{"lz4", sarama.CompressionLZ4}, {"zstd", sarama.CompressionZSTD},
}

// round is one go of the round, as a client of one version of Kafka.
type round struct {
	brokers      []string
	version      sarama.KafkaVersion
	topic, group string
	admin        sarama.ClusterAdmin
}

func say(format string, arguments ...any) { fmt.Printf("- "+format+"\n", arguments...) }

func must(what string, err error) {
	if err != nil {
		fmt.Printf("FAILED: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func equal(what string, got, wanted any) {
	if g, w := fmt.Sprintf("%q", got), fmt.Sprintf("%q", wanted); g != w {
		fmt.Printf("FAILED: %s: got %s, expected %s\n", what, g, w)
		os.Exit(1)
	}
}

func (r *round) config() *sarama.Config {
	config := sarama.NewConfig()
	config.Version = r.version
	config.Producer.Return.Successes = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Idempotent = true
	config.Producer.Partitioner = sarama.NewManualPartitioner
	config.Net.MaxOpenRequests = 1
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.MaxWaitTime = 200 * time.Millisecond
	return config
}

func (r *round) produce(codec sarama.CompressionCodec, records []*sarama.ProducerMessage) {
	config := r.config()
	config.Producer.Compression = codec
	config.Producer.Flush.Messages = len(records)
	config.Producer.Flush.Frequency = 20 * time.Millisecond
	producer, err := sarama.NewSyncProducer(r.brokers, config)
	must("new producer", err)
	must("produce", producer.SendMessages(records))
	must("close the producer", producer.Close())
}

func (r *round) consume(count int, beforeLeaving func()) map[int32][]string {
	group, err := sarama.NewConsumerGroup(r.brokers, r.group, r.config())
	must("new consumer group", err)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	m := &member{count: count, done: cancel, beforeLeaving: beforeLeaving, byPartition: map[int32][]string{}}
	for ctx.Err() == nil {
		must("consume", group.Consume(ctx, []string{r.topic}, m))
	}
	must("close the group", group.Close())
	equal("records seen", m.total, count)
	return m.byPartition
}

func (r *round) mustBe(seen map[int32][]string, expected []*sarama.ProducerMessage, firstOffset int64) {
	for partition := int32(0); partition < partitions; partition++ {
		got, wanted := seen[partition], inPartition(expected, partition, firstOffset)
		equal(fmt.Sprintf("count of records of partition %d", partition), len(got), len(wanted))
		for i := range got {
			equal(fmt.Sprintf("record %d of partition %d", i, partition), got[i], wanted[i])
		}
	}
}

func (r *round) describeStable() {
	described, err := r.admin.DescribeConsumerGroups([]string{r.group})
	must("describe the group", err)
	equal("state of the group with a member", []any{described[0].State, len(described[0].Members)}, []any{"Stable", 1})
}

func (r *round) consumeCommitAndResume(produced []*sarama.ProducerMessage) int {
	r.mustBe(r.consume(len(produced), r.describeStable), produced, 0)
	say("resume from the commit in a new consumer")
	later := recordsFrom(r.topic, "none", len(produced))
	r.produce(sarama.CompressionNone, later)
	r.mustBe(r.consume(len(later), func() {}), later, int64(len(produced)/partitions))
	return len(produced) + len(later)
}

func (r *round) lookUpTimes(end int) {
	client, err := sarama.NewClient(r.brokers, r.config())
	must("new client", err)
	defer client.Close()
	middle := timestampOf(end / 2)
	for _, at := range []time.Time{time.UnixMilli(0), timestampOf(0), middle, middle.Add(time.Millisecond), timestampOf(end - 1), timestampOf(end)} {
		for partition := 0; partition < partitions; partition++ {
			found, err := client.GetOffset(r.topic, int32(partition), at.UnixMilli())
			must("look up a time", err)
			equal(fmt.Sprintf("offset at %v of partition %d", at, partition), found, offsetAt(partition, at, end))
		}
	}
	newest, err := client.GetOffset(r.topic, 1, sarama.OffsetNewest)
	must("look up the end", err)
	equal("end offset", newest, int64(end/partitions))
}

func (r *round) manageGroup(end int) {
	listed, err := r.admin.ListConsumerGroups()
	must("list the groups", err)
	equal("listed", listed[r.group], "consumer")
	offsets, err := r.admin.ListConsumerGroupOffsets(r.group, map[string][]int32{r.topic: {0, 1, 2}})
	must("list the offsets", err)
	for partition := int32(0); partition < partitions; partition++ {
		block := offsets.GetBlock(r.topic, partition)
		equal("committed", []any{block.Offset, block.Metadata}, []any{int64(end / partitions), "a note"})
	}
	must("delete the group", r.admin.DeleteConsumerGroup(r.group))
	listed, err = r.admin.ListConsumerGroups()
	must("list the groups", err)
	_, there := listed[r.group]
	equal("listed when deleted", there, false)
}

func (r *round) deleteTopic() {
	must("delete the topic", r.admin.DeleteTopic(r.topic))
	for there := true; there; {
		topics, err := r.admin.ListTopics()
		must("list the topics", err)
		if _, there = topics[r.topic]; there {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (r *round) connect() {
	var err error
	r.admin, err = sarama.NewClusterAdmin(r.brokers, r.config())
	must("new admin", err)
}

func (r *round) run() {
	say("create %s as a client of Kafka %v", r.topic, r.version)
	must("create the topic", r.admin.CreateTopic(r.topic, &sarama.TopicDetail{NumPartitions: partitions, ReplicationFactor: 1}, false))
	var produced []*sarama.ProducerMessage
	for _, codec := range codecs {
		say("produce with codec %s", codec.name)
		records := recordsFrom(r.topic, codec.name, len(produced))
		r.produce(codec.codec, records)
		produced = append(produced, records...)
	}
	say("consume all as a group, commit")
	end := r.consumeCommitAndResume(produced)
	say("look up offsets by time")
	r.lookUpTimes(end)
	say("list, describe and delete the group")
	r.manageGroup(end)
	say("delete the topic")
	r.deleteTopic()
}

func main() {
	bootstrap := os.Getenv("BOOTSTRAP")
	if bootstrap == "" {
		fmt.Println("BOOTSTRAP=host:port must say which broker to test")
		os.Exit(1)
	}
	var movers []*mover
	for _, version := range []sarama.KafkaVersion{sarama.V2_1_0_0, sarama.MaxVersion} {
		unique := fmt.Sprintf("sarama-%v-%d-%d", version, os.Getpid(), time.Now().Unix())
		r := &round{brokers: []string{bootstrap}, version: version, topic: "round-" + unique, group: "group-" + unique}
		r.connect()
		defer r.admin.Close()
		movers = append(movers, newMover(r, unique))
		r.run()
	}
	for _, m := range movers {
		m.run()
	}
}
