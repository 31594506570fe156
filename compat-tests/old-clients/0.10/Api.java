import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Kafka 0.10.1 and later: records have a time, and can be looked up by it. */
final class Api {
    private Api() {}

    static ProducerRecord<byte[], byte[]> record(String topic, Command.Sent record) {
        return new ProducerRecord<>(topic, record.partition(), record.timestamp(), record.key(), record.value());
    }

    static long timestamp(ConsumerRecord<byte[], byte[]> record) {
        return record.timestamp();
    }

    static void seekToEnd(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, boolean last) {
        if (last) {
            consumer.seekToEnd(Arrays.asList(partition));
        } else {
            consumer.seekToBeginning(Arrays.asList(partition));
        }
    }

    static long[] atTime(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long timestamp) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        for (TopicPartition partition : partitions) {
            wanted.put(partition, timestamp);
        }
        long[] offsets = new long[partitions.size()];
        Arrays.fill(offsets, -1); // some versions leave out what is not found
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found : consumer.offsetsForTimes(wanted).entrySet()) {
            offsets[found.getKey().partition()] = found.getValue() == null ? -1 : found.getValue().offset();
        }
        return offsets;
    }
}
