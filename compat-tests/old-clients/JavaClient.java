import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own producer and consumer, 0.9 to 2.1. What changed in between is in Api, of which each version has its own. */
public final class JavaClient implements Command.Client {
    private static final long PATIENCE_MS = 30_000;
    private final String bootstrap;

    private JavaClient(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    public static void main(String[] arguments) throws Exception {
        Command.run(new JavaClient(arguments[0]));
    }

    @Override
    public void produce(String topic, String codec, List<Command.Sent> records) throws Exception {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("compression.type", codec);
        config.put("acks", "all");
        config.put("linger.ms", "20");
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Command.Sent record : records) {
            sent.add(producer.send(Api.record(topic, record)));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
        producer.close();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("group.id", group);
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void consume(String topic, String group, int count) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(group);
        consumer.subscribe(Arrays.asList(topic));
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        int seen = 0;
        while (seen < count && System.currentTimeMillis() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(200)) {
                Command.tell(record.partition(), record.offset(), Api.timestamp(record), record.key(), record.value());
                seen++;
            }
        }
        consumer.commitSync();
        consumer.close();
    }

    @Override
    public long[] committed(String topic, String group) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(group);
        long[] offsets = new long[Command.PARTITIONS];
        for (int partition = 0; partition < offsets.length; partition++) {
            OffsetAndMetadata committed = consumer.committed(new TopicPartition(topic, partition));
            offsets[partition] = committed == null ? -1 : committed.offset();
        }
        consumer.close();
        return offsets;
    }

    @Override
    public long[] ends(String topic, boolean last) {
        KafkaConsumer<byte[], byte[]> consumer = consumer("none");
        consumer.assign(partitions(topic));
        long[] offsets = new long[Command.PARTITIONS];
        for (TopicPartition partition : partitions(topic)) {
            Api.seekToEnd(consumer, partition, last);
            offsets[partition.partition()] = consumer.position(partition);
        }
        consumer.close();
        return offsets;
    }

    @Override
    public long[] atTime(String topic, long timestamp) {
        KafkaConsumer<byte[], byte[]> consumer = consumer("none");
        long[] offsets = Api.atTime(consumer, partitions(topic), timestamp);
        consumer.close();
        return offsets;
    }

    private static List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < Command.PARTITIONS; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        return partitions;
    }
}
