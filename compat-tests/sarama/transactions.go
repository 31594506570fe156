package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/IBM/sarama"
)

// Exactly once: moves records from topic to topic in transactions, of the first protocol, which is what Sarama speaks.
type mover struct {
	*round
	unique, source, target, group string
	lateTopic                     string
	late                          sarama.SyncProducer

	mutex    sync.Mutex
	producer sarama.SyncProducer
	ends     int
	moved    int
	done     context.CancelFunc
}

const (
	moved   = 60
	atOnce  = 7
	forever = 20 * time.Second
)

func newMover(r *round, unique string) *mover {
	m := &mover{round: r, unique: unique, source: "source-" + unique, target: "target-" + unique, group: "mover-" + unique, lateTopic: "late-" + unique}
	for _, topic := range m.topics() {
		must("create a topic", r.admin.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: partitions, ReplicationFactor: 1}, false))
	}
	m.late = m.transactional("late", time.Second)
	must("begin", m.late.BeginTxn())
	m.send(m.late, m.lateTopic, 0, "too late")
	return m
}

func (m *mover) topics() []string { return []string{m.source, m.target, m.lateTopic} }

func (m *mover) committedConfig() *sarama.Config {
	config := m.config()
	config.Consumer.IsolationLevel = sarama.ReadCommitted
	config.Consumer.Offsets.AutoCommit.Enable = false
	return config
}

func (m *mover) transactionalConfig(name string, timeout time.Duration) *sarama.Config {
	config := m.config()
	config.Producer.Transaction.ID = name + "-" + m.unique
	config.Producer.Transaction.Timeout = timeout
	return config
}

func (m *mover) transactional(name string, timeout time.Duration) sarama.SyncProducer {
	producer, err := sarama.NewSyncProducer(m.brokers, m.transactionalConfig(name, timeout))
	must("new transactional producer", err)
	return producer
}

func (m *mover) send(producer sarama.SyncProducer, topic string, partition int32, value string) {
	_, _, err := producer.SendMessage(&sarama.ProducerMessage{Topic: topic, Partition: partition, Value: sarama.StringEncoder(value)})
	must("produce in a transaction", err)
}

// read returns what a read_committed consumer gets of a partition: so many records, and no more.
func (m *mover) read(topic string, partition int32, count int) []string {
	consumer, err := sarama.NewConsumer(m.brokers, m.committedConfig())
	must("new consumer", err)
	defer consumer.Close()
	from, err := consumer.ConsumePartition(topic, partition, sarama.OffsetOldest)
	must("consume a partition", err)
	defer from.Close()
	var values []string
	for limit := time.After(forever); len(values) < count; {
		select {
		case message := <-from.Messages():
			values = append(values, string(message.Value))
		case <-limit:
			equal(fmt.Sprintf("records of partition %d", partition), values, count)
		}
	}
	select {
	case message := <-from.Messages():
		equal("a record beyond the end", string(message.Value), nil)
	case <-time.After(300 * time.Millisecond):
	}
	return values
}

// fill writes the numbers below moved to the source, and between them what is aborted.
func (m *mover) fill() {
	producer := m.transactional("filler", time.Minute)
	for from := 0; from < moved; from += moved / 3 {
		for _, end := range []func() error{producer.AbortTxn, producer.CommitTxn} {
			must("begin", producer.BeginTxn())
			for number := from; number < from+moved/3; number++ {
				m.send(producer, m.source, int32(number%partitions), fmt.Sprint(number))
			}
			must("end", end())
		}
	}
	must("close the producer", producer.Close())
}

func (m *mover) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (m *mover) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (m *mover) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		var batch []*sarama.ConsumerMessage
		for pause := time.After(100 * time.Millisecond); len(batch) < atOnce && pause != nil; {
			select {
			case message, more := <-claim.Messages():
				if !more {
					return nil
				}
				batch = append(batch, message)
			case <-pause:
				pause = nil
			case <-session.Context().Done():
				return nil
			}
		}
		if len(batch) > 0 {
			m.move(batch)
		}
	}
}

// move puts a batch and its offset into one transaction. Every third is aborted and done again.
func (m *mover) move(batch []*sarama.ConsumerMessage) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for commit := false; !commit; {
		commit = m.ends%3 != 1
		m.ends++
		must("begin", m.producer.BeginTxn())
		for _, message := range batch {
			m.send(m.producer, m.target, message.Partition, "moved "+string(message.Value))
		}
		must("add the offset", m.producer.AddMessageToTxn(batch[len(batch)-1], m.group, nil))
		if commit {
			must("commit", m.producer.CommitTxn())
		} else {
			must("abort", m.producer.AbortTxn())
		}
	}
	if m.moved += len(batch); m.moved == moved {
		m.done()
	}
}

func (m *mover) moves() {
	m.fill()
	m.producer = m.transactional("mover", time.Minute)
	group, err := sarama.NewConsumerGroup(m.brokers, m.group, m.committedConfig())
	must("new consumer group", err)
	ctx, cancel := context.WithTimeout(context.Background(), forever)
	defer cancel()
	m.done = cancel
	for ctx.Err() == nil {
		must("consume", group.Consume(ctx, []string{m.source}, m))
	}
	must("close the group", group.Close())
	must("close the producer", m.producer.Close())
	equal("records moved", m.moved, moved)
	for partition := int32(0); partition < partitions; partition++ {
		for i, value := range m.read(m.target, partition, moved/partitions) {
			equal(fmt.Sprintf("record %d of partition %d", i, partition), value, fmt.Sprint("moved ", i*partitions+int(partition)))
		}
	}
	client, err := sarama.NewClient(m.brokers, m.config())
	must("new client", err)
	defer client.Close()
	offsets, err := m.admin.ListConsumerGroupOffsets(m.group, map[string][]int32{m.source: {1, 2}})
	must("list the offsets", err)
	for partition := int32(1); partition < partitions; partition++ {
		end, err := client.GetOffset(m.source, partition, sarama.OffsetNewest)
		must("look up the end", err)
		// Behind the last record is its transaction's marker.
		equal("the group's offset", offsets.GetBlock(m.source, partition).Offset, end-1)
	}
}

func isRefused(err error) bool {
	return errors.Is(err, sarama.ErrProducerFenced) || errors.Is(err, sarama.ErrInvalidProducerEpoch) || errors.Is(err, sarama.ErrInvalidTxnState)
}

func (m *mover) mustBeRefused(what string, producer sarama.SyncProducer) {
	err := producer.CommitTxn()
	equal(fmt.Sprintf("%s is refused: %v", what, err), isRefused(err), true)
	equal("a fatal error", producer.TxnStatus()&sarama.ProducerTxnFlagFatalError != 0, true)
}

func (m *mover) fences() {
	old := m.transactional("fenced", time.Minute)
	must("begin", old.BeginTxn())
	m.send(old, m.target, 0, "old")
	newer := m.transactional("fenced", time.Minute)
	must("begin", newer.BeginTxn())
	m.send(newer, m.target, 0, "newer")
	m.mustBeRefused("the old one's commit", old)
	must("commit", newer.CommitTxn())
	must("close the producer", newer.Close())
	equal("what the newer one wrote", m.read(m.target, 0, moved/partitions+1)[moved/partitions], "newer")
}

// refuses asks what a client would not.
func (m *mover) refuses() {
	_, err := sarama.NewSyncProducer(m.brokers, m.transactionalConfig("slow", time.Hour))
	equal(fmt.Sprintf("a timeout above the most: %v", err), errors.Is(err, sarama.ErrInvalidTransactionTimeout), true)

	client, err := sarama.NewClient(m.brokers, m.config())
	must("new client", err)
	defer client.Close()
	name := "refused-" + m.unique
	coordinator, err := client.TransactionCoordinator(name)
	must("find the coordinator", err)
	given, err := coordinator.InitProducerID(&sarama.InitProducerIDRequest{TransactionalID: &name, TransactionTimeout: time.Minute})
	must("a producer id", err)
	// Who is too old to know that it is fenced is told something else.
	version, fenced := int16(1), sarama.ErrInvalidProducerEpoch
	if m.version.IsAtLeast(sarama.V2_7_0_0) {
		version, fenced = 2, sarama.ErrProducerFenced
	}
	end := func(what, name string, id int64, epoch int16, wanted sarama.KError) {
		response, err := coordinator.EndTxn(&sarama.EndTxnRequest{Version: version, TransactionalID: name, ProducerID: id, ProducerEpoch: epoch, TransactionResult: true})
		must(what, err)
		equal(what, response.Err, wanted)
	}
	end("a later epoch", name, given.ProducerID, given.ProducerEpoch+5, fenced)
	end("a foreign producer id", name, given.ProducerID+1000, given.ProducerEpoch, sarama.ErrInvalidProducerIDMapping)
	end("an unknown transactional id", "nobody-"+m.unique, given.ProducerID, given.ProducerEpoch, sarama.ErrInvalidProducerIDMapping)
	end("an end without a begin", name, given.ProducerID, given.ProducerEpoch, sarama.ErrInvalidTxnState)
}

// timesOut waits for the coordinator's abort of what began first of all: then what came after it can be read.
func (m *mover) timesOut() {
	producer, err := sarama.NewSyncProducer(m.brokers, m.config())
	must("new producer", err)
	m.send(producer, m.lateTopic, 0, "after")
	must("close the producer", producer.Close())
	equal("what is committed", m.read(m.lateTopic, 0, 1), []string{"after"})
	m.mustBeRefused("a commit after the time", m.late)

	again := m.transactional("late", time.Minute)
	must("begin", again.BeginTxn())
	m.send(again, m.target, 0, "in time")
	must("commit", again.CommitTxn())
	must("close the producer", again.Close())
	equal("what was written in time", m.read(m.target, 0, moved/partitions+2)[moved/partitions+1], "in time")
	for _, topic := range m.topics() {
		must("delete a topic", m.admin.DeleteTopic(topic))
	}
}

func (m *mover) run() {
	say("consume, transform and produce exactly once as a client of Kafka %v", m.version)
	m.moves()
	say("a transactional id's second producer fences the first")
	m.fences()
	say("ends that are refused")
	m.refuses()
	say("a transaction that takes too long")
	m.timesOut()
}
