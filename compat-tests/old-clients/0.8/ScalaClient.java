import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.Properties;
import kafka.api.FetchRequestBuilder;
import kafka.api.PartitionOffsetRequestInfo;
import kafka.common.OffsetAndMetadata;
import kafka.common.OffsetMetadataAndError;
import kafka.common.TopicAndPartition;
import kafka.javaapi.FetchResponse;
import kafka.javaapi.OffsetCommitRequest;
import kafka.javaapi.OffsetFetchRequest;
import kafka.javaapi.OffsetRequest;
import kafka.javaapi.consumer.SimpleConsumer;
import kafka.message.MessageAndOffset;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka 0.8.2: its new producer, and the simple consumer, which knows no groups but keeps offsets by a group's name. */
public final class ScalaClient implements Command.Client {
    private static final String NAME = "old-client";
    private static final int MAX_BYTES = 16 * 1024;
    private static final long PATIENCE_MS = 30_000;
    private final String bootstrap;
    private final SimpleConsumer consumer;
    /** 0 keeps offsets in ZooKeeper, 1 in Kafka. */
    private final short offsetsVersion;

    private ScalaClient(String bootstrap, short offsetsVersion) {
        this.bootstrap = bootstrap;
        this.offsetsVersion = offsetsVersion;
        String[] address = bootstrap.split(":");
        this.consumer = new SimpleConsumer(address[0], Integer.parseInt(address[1]), 10_000, 64 * 1024, NAME);
    }

    public static void main(String[] arguments) throws Exception {
        Command.run(new ScalaClient(arguments[0], Short.parseShort(arguments[1])));
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
            sent.add(producer.send(new ProducerRecord<>(topic, record.partition(), record.key(), record.value())));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
        producer.close();
    }

    @Override
    public void consume(String topic, String group, int count) {
        long[] offsets = committed(topic, group);
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        for (int seen = 0; seen < count && System.currentTimeMillis() < deadline;) {
            for (int partition = 0; partition < offsets.length; partition++) {
                offsets[partition] = Math.max(0, offsets[partition]);
                for (MessageAndOffset each : fetch(topic, partition, offsets[partition])) {
                    if (each.offset() < offsets[partition]) {
                        continue; // what is packed comes whole
                    }
                    Command.tell(partition, each.offset(), -1, bytes(each.message().key()), bytes(each.message().payload()));
                    offsets[partition] = each.nextOffset();
                    seen++;
                }
            }
        }
        commit(topic, group, offsets);
    }

    private Iterable<MessageAndOffset> fetch(String topic, int partition, long offset) {
        FetchResponse answer = consumer.fetch(new FetchRequestBuilder().clientId(NAME).maxWait(100).minBytes(1)
            .addFetch(topic, partition, offset, MAX_BYTES).build());
        if (answer.hasError()) {
            throw new IllegalStateException("fetch: error " + answer.errorCode(topic, partition));
        }
        return answer.messageSet(topic, partition);
    }

    private void commit(String topic, String group, long[] offsets) {
        Map<TopicAndPartition, OffsetAndMetadata> wanted = new HashMap<>();
        for (int partition = 0; partition < offsets.length; partition++) {
            wanted.put(new TopicAndPartition(topic, partition), new OffsetAndMetadata(offsets[partition], "by " + NAME, -1));
        }
        var answer = consumer.commitOffsets(new OffsetCommitRequest(group, wanted, 1, NAME, offsetsVersion));
        if (answer.hasError()) {
            throw new IllegalStateException("commit: " + answer.errors());
        }
    }

    @Override
    public long[] committed(String topic, String group) {
        List<TopicAndPartition> wanted = new ArrayList<>();
        for (int partition = 0; partition < Command.PARTITIONS; partition++) {
            wanted.add(new TopicAndPartition(topic, partition));
        }
        var answer = consumer.fetchOffsets(new OffsetFetchRequest(group, wanted, offsetsVersion, 1, NAME));
        long[] offsets = new long[Command.PARTITIONS];
        for (Map.Entry<TopicAndPartition, OffsetMetadataAndError> found : answer.offsets().entrySet()) {
            offsets[found.getKey().partition()] = found.getValue().offset();
        }
        return offsets;
    }

    @Override
    public long[] ends(String topic, boolean last) {
        return before(topic, last ? kafka.api.OffsetRequest.LatestTime() : kafka.api.OffsetRequest.EarliestTime());
    }

    @Override
    public long[] atTime(String topic, long timestamp) {
        return before(topic, timestamp);
    }

    private long[] before(String topic, long timestamp) {
        long[] offsets = new long[Command.PARTITIONS];
        for (int partition = 0; partition < offsets.length; partition++) {
            TopicAndPartition place = new TopicAndPartition(topic, partition);
            var answer = consumer.getOffsetsBefore(new OffsetRequest(Collections.singletonMap(place, new PartitionOffsetRequestInfo(timestamp, 1)),
                kafka.api.OffsetRequest.CurrentVersion(), NAME));
            if (answer.hasError()) {
                throw new IllegalStateException("offsets: error " + answer.errorCode(topic, partition));
            }
            long[] found = answer.offsets(topic, partition);
            offsets[partition] = found.length == 0 ? -1 : found[0];
        }
        return offsets;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
