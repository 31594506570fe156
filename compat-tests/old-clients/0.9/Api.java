import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Kafka 0.9: records have no time. */
final class Api {
    private Api() {}

    static ProducerRecord<byte[], byte[]> record(String topic, Command.Sent record) {
        return new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
    }

    static long timestamp(ConsumerRecord<byte[], byte[]> record) {
        return -1;
    }

    static void seekToEnd(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, boolean last) {
        if (last) {
            consumer.seekToEnd(partition);
        } else {
            consumer.seekToBeginning(partition);
        }
    }

    static long[] atTime(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long timestamp) {
        throw new UnsupportedOperationException();
    }
}
