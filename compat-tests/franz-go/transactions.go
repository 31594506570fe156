package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Exactly once: moves records from topic to topic in transactions. The broker's finalized features choose the protocol.
type mover struct {
	*round
	unique, source, target, group string
	late                          *kgo.Client
}

const moved = 60

func newMover(r *round, unique string) *mover {
	m := &mover{round: r, unique: unique, source: "source-" + unique, target: "target-" + unique, group: "mover-" + unique}
	created, err := m.admin.CreateTopics(m.ctx, partitions, 1, nil, m.source, m.target, m.id("late"))
	must("create topics", err)
	must("create topics", created.Error())
	m.late = m.producer("late", kgo.TransactionTimeout(time.Second))
	must("begin", m.late.BeginTransaction())
	m.send(m.late, "late", 0, "too late")
	return m
}

func (m *mover) id(name string) string { return name + "-" + m.unique }

func (m *mover) producer(name string, options ...kgo.Opt) *kgo.Client {
	return m.client(append(options, kgo.TransactionalID(m.id(name)), kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
}

// send writes a record to a topic of this test, "source", "target" or "late".
func (m *mover) send(client *kgo.Client, topic string, partition int32, value string) {
	record := &kgo.Record{Topic: m.id(topic), Partition: partition, Value: []byte(value)}
	must("produce in a transaction", client.ProduceSync(m.ctx, record).FirstErr())
}

func (m *mover) state(name string) string {
	described, err := m.admin.DescribeTransactions(m.ctx, m.id(name))
	must("describe a transaction", err)
	return described[m.id(name)].State
}

// read returns what a read_committed consumer gets of the target, by partition and in order, and that it is no more than count.
func (m *mover) read(count int) map[int32][]string {
	offsets := map[string]map[int32]kgo.Offset{m.target: {}}
	for partition := int32(0); partition < partitions; partition++ {
		offsets[m.target][partition] = kgo.NewOffset().AtStart()
	}
	client := m.client(kgo.ConsumePartitions(offsets), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.FetchMaxWait(300*time.Millisecond))
	defer client.Close()
	values := map[int32][]string{}
	for _, record := range m.consume(client, count) {
		values[record.Partition] = append(values[record.Partition], string(record.Value))
	}
	return values
}

// fill writes the numbers below moved to the source, and between them what is aborted.
func (m *mover) fill() {
	producer := m.producer("filler")
	defer producer.Close()
	for from := 0; from < moved; from += moved / 3 {
		for _, commit := range []bool{false, true} {
			must("begin", producer.BeginTransaction())
			for number := from; number < from+moved/3; number++ {
				value := fmt.Sprint(number)
				if !commit {
					value = "aborted " + value
				}
				m.send(producer, "source", int32(number%partitions), value)
			}
			must("end", producer.EndTransaction(m.ctx, kgo.TransactionEndTry(commit)))
		}
	}
}

// move aborts every third transaction, and moves its records again.
func (m *mover) move() {
	session, err := kgo.NewGroupTransactSession(kgo.SeedBrokers(m.bootstrap), kgo.TransactionalID(m.id("mover")), kgo.ConsumerGroup(m.group),
		kgo.ConsumeTopics(m.source), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.RequireStableFetchOffsets(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.FetchMaxWait(300*time.Millisecond))
	must("new session", err)
	defer session.Close()
	for done, ends := 0, 0; done < moved; ends++ {
		fetches := session.PollRecords(m.ctx, 7)
		must(fmt.Sprintf("poll with %d of %d moved", done, moved), fetches.Err())
		must("begin", session.Begin())
		var records []*kgo.Record
		for _, record := range fetches.Records() {
			records = append(records, &kgo.Record{Topic: m.target, Partition: record.Partition, Value: append([]byte("moved "), record.Value...)})
		}
		must("produce", session.ProduceSync(m.ctx, records...).FirstErr())
		commit := ends%3 != 1
		committed, err := session.End(m.ctx, kgo.TransactionEndTry(commit))
		must("end", err)
		equal("committed", committed, commit)
		if committed {
			done += fetches.NumRecords()
		}
	}
}

func (m *mover) moves() {
	m.fill()
	m.move()
	values := m.read(moved)
	for partition := int32(0); partition < partitions; partition++ {
		for i, value := range values[partition] {
			equal(fmt.Sprintf("record %d of partition %d", i, partition), value, fmt.Sprint("moved ", i*partitions+int(partition)))
		}
	}
	offsets, err := m.admin.FetchOffsets(m.ctx, m.group)
	must("fetch the offsets", err)
	listed, err := m.admin.ListEndOffsets(m.ctx, m.source)
	must("list the end", err)
	for partition := int32(1); partition < partitions; partition++ {
		committed, _ := offsets.Lookup(m.source, partition)
		end, _ := listed.Lookup(m.source, partition)
		equal("the group's offset is that behind the last record", committed.At, end.Offset-1)
	}
}

func isFenced(err error) bool {
	return errors.Is(err, kerr.ProducerFenced) || errors.Is(err, kerr.InvalidProducerEpoch)
}

func (m *mover) fences() {
	old, newer := m.producer("fenced"), m.producer("fenced")
	defer old.Close()
	defer newer.Close()
	must("begin", old.BeginTransaction())
	m.send(old, "target", 0, "old")
	must("begin", newer.BeginTransaction())
	m.send(newer, "target", 0, "newer")
	err := old.EndTransaction(m.ctx, kgo.TryCommit)
	equal(fmt.Sprintf("the old one is fenced: %v", err), isFenced(err), true)
	must("end", newer.EndTransaction(m.ctx, kgo.TryCommit))
	values := m.read(moved + 1)[0]
	equal("what the newer one wrote", values[len(values)-1], "newer")
}

// refuses asks what a client would not.
func (m *mover) refuses() {
	producer := m.producer("refused")
	defer producer.Close()
	id, epoch, err := producer.ProducerID(m.ctx)
	must("a producer id", err)
	end := func(what, name string, id int64, epoch int16, wanted error) {
		request := kmsg.NewPtrEndTxnRequest()
		request.TransactionalID, request.ProducerID, request.ProducerEpoch, request.Commit = m.id(name), id, epoch, true
		response, err := request.RequestWith(m.ctx, m.late)
		must(what, err)
		equal(what, kerr.ErrorForCode(response.ErrorCode), wanted)
	}
	end("a later epoch", "refused", id, epoch+5, kerr.ProducerFenced)
	end("a foreign producer id", "refused", id+1000, epoch, kerr.InvalidProducerIDMapping)
	end("an unknown transactional id", "nobody", id, epoch, kerr.InvalidProducerIDMapping)
	end("an end without a begin", "refused", id, epoch, kerr.InvalidTxnState)
	slow := m.producer("slow", kgo.TransactionTimeout(time.Hour))
	defer slow.Close()
	_, _, err = slow.ProducerID(m.ctx)
	equal(fmt.Sprintf("a timeout above the most: %v", err), errors.Is(err, kerr.InvalidTransactionTimeout), true)
}

// timesOut waits for the coordinator's abort of what began first of all.
func (m *mover) timesOut() {
	for m.state("late") != "CompleteAbort" {
		must("the coordinator's abort", m.ctx.Err())
		time.Sleep(100 * time.Millisecond)
	}
	err := m.late.EndTransaction(m.ctx, kgo.TryCommit)
	equal(fmt.Sprintf("a commit after the time is refused: %v", err), errors.Is(err, kerr.InvalidTxnState) || isFenced(err), true)
	m.late.Close()
	again := m.producer("late")
	defer again.Close()
	must("begin", again.BeginTransaction())
	m.send(again, "target", 0, "in time")
	must("end", again.EndTransaction(m.ctx, kgo.TryCommit))
	values := m.read(moved + 2)[0]
	equal("what was written in time", values[len(values)-1], "in time")
	_, err = m.admin.DeleteTopics(m.ctx, m.source, m.target, m.id("late"))
	must("delete the topics", err)
}
