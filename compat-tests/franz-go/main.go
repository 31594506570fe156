// The round (see ../README.md) with franz-go, and transactions.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

var codecs = []struct {
	name  string
	codec kgo.CompressionCodec
}{
	{"none", kgo.NoCompression()}, {"gzip", kgo.GzipCompression()}, {"snappy", kgo.SnappyCompression()},
	{"lz4", kgo.Lz4Compression()}, {"zstd", kgo.ZstdCompression()},
}

// round is one go of the round: its names, and how it reaches the broker.
type round struct {
	ctx          context.Context
	bootstrap    string
	topic, group string
	admin        *kadm.Client
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

func (r *round) client(options ...kgo.Opt) *kgo.Client {
	client, err := kgo.NewClient(append(options, kgo.SeedBrokers(r.bootstrap))...)
	must("new client", err)
	return client
}

func (r *round) produce(codec kgo.CompressionCodec, records []*kgo.Record) {
	client := r.client(kgo.ProducerBatchCompression(codec), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(20*time.Millisecond))
	defer client.Close()
	must("produce", client.ProduceSync(r.ctx, records...).FirstErr())
}

func (r *round) member(balancer kgo.GroupBalancer) *kgo.Client {
	return r.client(kgo.ConsumerGroup(r.group), kgo.ConsumeTopics(r.topic), kgo.Balancers(balancer), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(300*time.Millisecond))
}

// consume polls until it has count records and then sees that no more come.
func (r *round) consume(client *kgo.Client, count int) []*kgo.Record {
	ctx, cancel := context.WithTimeout(r.ctx, 20*time.Second)
	defer cancel()
	var seen []*kgo.Record
	for len(seen) < count {
		fetches := client.PollFetches(ctx)
		must(fmt.Sprintf("poll with %d of %d records seen", len(seen), count), fetches.Err())
		seen = append(seen, fetches.Records()...)
	}
	short, cancelShort := context.WithTimeout(r.ctx, 300*time.Millisecond)
	defer cancelShort()
	equal("records beyond the end", len(seen)+client.PollFetches(short).NumRecords(), count)
	return seen
}

// mustBe wants exactly the expected records, in order of their offsets within each partition, from firstOffset on.
func mustBe(seen, expected []*kgo.Record, firstOffset int64) {
	plain := func(record *kgo.Record) string {
		return fmt.Sprint(record.Partition, record.Timestamp.UnixMilli(), string(record.Key), string(record.Value), record.Headers)
	}
	for partition := int32(0); partition < partitions; partition++ {
		var got, wanted []string
		for _, record := range seen {
			if record.Partition == partition {
				got = append(got, fmt.Sprint(record.Offset, plain(record)))
			}
		}
		for _, record := range expected {
			if record.Partition == partition {
				wanted = append(wanted, fmt.Sprint(firstOffset+int64(len(wanted)), plain(record)))
			}
		}
		equal(fmt.Sprintf("count of records of partition %d", partition), len(got), len(wanted))
		for i := range got {
			equal(fmt.Sprintf("record %d of partition %d", i, partition), got[i], wanted[i])
		}
	}
}

func (r *round) consumeCommitAndResume(produced []*kgo.Record) []*kgo.Record {
	first := r.member(kgo.RangeBalancer())
	mustBe(r.consume(first, len(produced)), produced, 0)
	described, err := r.admin.DescribeGroups(r.ctx, r.group)
	must("describe the group", err)
	equal("state of the group with a member", []any{described[r.group].State, len(described[r.group].Members)}, []any{"Stable", 1})
	must("commit", first.CommitUncommittedOffsets(r.ctx))
	first.Close()

	say("resume from the commit in a new consumer, with the cooperative protocol")
	later := recordsFrom(r.topic, "none", len(produced))
	r.produce(kgo.NoCompression(), later)
	second := r.member(kgo.CooperativeStickyBalancer())
	mustBe(r.consume(second, len(later)), later, int64(len(produced)/partitions))
	must("commit", second.CommitUncommittedOffsets(r.ctx))
	second.Close()
	return append(produced, later...)
}

func (r *round) lookUpTimes(end int) {
	middle := timestampOf(end / 2)
	for _, at := range []time.Time{time.UnixMilli(0), timestampOf(0), middle, middle.Add(time.Millisecond), timestampOf(end - 1), timestampOf(end)} {
		listed, err := r.admin.ListOffsetsAfterMilli(r.ctx, at.UnixMilli(), r.topic)
		must("look up a time", err)
		for partition := 0; partition < partitions; partition++ {
			found, _ := listed.Lookup(r.topic, int32(partition))
			must("look up a time", found.Err)
			equal(fmt.Sprintf("offset at %v of partition %d", at, partition), found.Offset, offsetAt(partition, at, end))
		}
	}
}

func (r *round) manageGroup(end int) {
	listed, err := r.admin.ListGroups(r.ctx)
	must("list the groups", err)
	equal("listed", []string{listed[r.group].ProtocolType, listed[r.group].State}, []string{"consumer", "Empty"})
	offsets, err := r.admin.FetchOffsets(r.ctx, r.group)
	must("fetch the offsets", err)
	for partition := int32(0); partition < partitions; partition++ {
		committed, _ := offsets.Lookup(r.topic, partition)
		equal("committed", committed.At, int64(end/partitions))
	}
	_, err = r.admin.DeleteGroup(r.ctx, r.group)
	must("delete the group", err)
	listed, err = r.admin.ListGroups(r.ctx)
	must("list the groups", err)
	_, there := listed[r.group]
	equal("listed when deleted", there, false)
}

func (r *round) deleteTopic() {
	_, err := r.admin.DeleteTopic(r.ctx, r.topic)
	must("delete the topic", err)
	for {
		topics, err := r.admin.ListTopics(r.ctx)
		must("list the topics", err)
		if !topics.Has(r.topic) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Second)
	defer cancel()
	unique := fmt.Sprintf("%d-%d", os.Getpid(), time.Now().Unix())
	r := &round{ctx: ctx, bootstrap: os.Getenv("BOOTSTRAP"), topic: "round-franz-go-" + unique, group: "group-franz-go-" + unique}
	if r.bootstrap == "" {
		fmt.Println("BOOTSTRAP=host:port must say which broker to test")
		os.Exit(1)
	}
	r.admin = kadm.NewClient(r.client())

	mover := newMover(r, "franz-go-"+unique)
	say("create %s", r.topic)
	_, err := r.admin.CreateTopic(ctx, partitions, 1, nil, r.topic)
	must("create the topic", err)
	var produced []*kgo.Record
	for _, codec := range codecs {
		say("produce with codec %s", codec.name)
		records := recordsFrom(r.topic, codec.name, len(produced))
		r.produce(codec.codec, records)
		produced = append(produced, records...)
	}
	say("consume all as a group, commit")
	produced = r.consumeCommitAndResume(produced)
	say("look up offsets by time")
	r.lookUpTimes(len(produced))
	say("list, describe and delete the group")
	r.manageGroup(len(produced))
	say("delete the topic")
	r.deleteTopic()

	say("consume, transform and produce exactly once")
	mover.moves()
	say("a transactional id's second producer fences the first")
	mover.fences()
	say("ends that are refused")
	mover.refuses()
	say("a transaction that takes too long")
	mover.timesOut()
}
