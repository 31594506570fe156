package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/IBM/sarama"
)

// member is one session of a group's member: it collects until it has count records, and marks them.
type member struct {
	count int
	done  context.CancelFunc
	// beforeLeaving runs when all have come, while the member is still in the group.
	beforeLeaving func()

	mutex       sync.Mutex
	total       int
	byPartition map[int32][]string
}

func (m *member) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (m *member) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (m *member) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, more := <-claim.Messages():
			if !more {
				return nil
			}
			m.add(message)
			session.MarkMessage(message, "a note")
		case <-session.Context().Done():
			return nil
		}
	}
}

func (m *member) add(message *sarama.ConsumerMessage) {
	var headers string
	for _, header := range message.Headers {
		headers += fmt.Sprintf("%s=%q ", header.Key, header.Value)
	}
	text := fmt.Sprint(message.Offset, message.Timestamp.UnixMilli(), string(message.Key), string(message.Value), headers)

	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.byPartition[message.Partition] = append(m.byPartition[message.Partition], text)
	if m.total++; m.total == m.count {
		m.beforeLeaving()
		m.done()
	}
}
