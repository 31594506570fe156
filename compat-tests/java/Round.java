import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The round (see ../README.md) with Kafka's own Java clients, in a group of the classic protocol. */
public final class Round {
    private static final String UNIQUE = ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
    private static final String TOPIC = "round-java-" + UNIQUE;
    private static final String GROUP = "group-java-" + UNIQUE;
    private static final List<TopicPartition> PARTITIONS = List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1), new TopicPartition(TOPIC, 2));

    private final String bootstrap;
    private final Admin admin;

    private Round(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public static void main(String[] arguments) throws Exception {
        String bootstrap = Objects.requireNonNull(System.getenv("BOOTSTRAP"), "BOOTSTRAP=host:port must say which broker to test");
        new Round(bootstrap).run();
    }

    private void run() throws Exception {
        step("create " + TOPIC);
        admin.createTopics(List.of(new NewTopic(TOPIC, Records.PARTITIONS, (short) 1))).all().get();
        List<ProducerRecord<String, String>> produced = new ArrayList<>();
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            step("produce with codec " + codec);
            var records = Records.from(TOPIC, codec, produced.size());
            produce(codec, records);
            produced.addAll(records);
        }
        step("consume all as a group, commit");
        int end = consumeCommitAndResume(produced);
        step("look up offsets by time");
        lookUpTimes(end);
        step("list, describe and delete the group");
        manageGroup(end);
        step("delete the topic");
        admin.deleteTopics(List.of(TOPIC)).all().get();
        while (admin.listTopics().names().get().contains(TOPIC)) {
            Thread.sleep(100);
        }
        admin.close();
    }

    private void produce(String codec, List<ProducerRecord<String, String>> records) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "compression.type", codec, "acks", "all", "linger.ms", 20);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            var sent = records.stream().map(producer::send).toList();
            for (var answer : sent) {
                answer.get();
            }
        }
    }

    private KafkaConsumer<String, String> member(Class<?> assignor) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "group.id", GROUP, "group.protocol", "classic", "auto.offset.reset", "earliest",
            "enable.auto.commit", false, "partition.assignment.strategy", assignor.getName(), "fetch.max.wait.ms", 200);
        var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of(TOPIC));
        return consumer;
    }

    private Map<Integer, List<String>> consume(KafkaConsumer<String, String> consumer, int count) {
        Map<Integer, List<String>> seen = new HashMap<>();
        long deadline = System.currentTimeMillis() + 20_000;
        int total = 0;
        while (total < count && System.currentTimeMillis() < deadline) {
            for (var record : consumer.poll(Duration.ofMillis(500))) {
                seen.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(Records.text(record));
                total++;
            }
        }
        equal("records seen", total, count);
        equal("records beyond the end", consumer.poll(Duration.ofMillis(300)).count(), 0);
        return seen;
    }

    private static void mustBe(Map<Integer, List<String>> seen, List<ProducerRecord<String, String>> expected, long firstOffset) {
        for (int partition = 0; partition < Records.PARTITIONS; partition++) {
            List<String> got = seen.get(partition);
            List<String> wanted = Records.ofPartition(expected, partition, firstOffset);
            equal("count of records of partition " + partition, got.size(), wanted.size());
            for (int i = 0; i < got.size(); i++) {
                equal("record " + i + " of partition " + partition, got.get(i), wanted.get(i));
            }
        }
    }

    private int consumeCommitAndResume(List<ProducerRecord<String, String>> produced) throws Exception {
        try (var first = member(RangeAssignor.class)) {
            mustBe(consume(first, produced.size()), produced, 0);
            var described = admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
            equal("state of the group with a member", described.groupState(), GroupState.STABLE);
            equal("the member's partitions", described.members().iterator().next().assignment().topicPartitions(), Set.copyOf(PARTITIONS));
            first.commitSync();
        }
        step("resume from the commit in a new consumer, with the cooperative protocol");
        var later = Records.from(TOPIC, "none", produced.size());
        produce("none", later);
        int end = produced.size() + later.size();
        try (var second = member(CooperativeStickyAssignor.class)) {
            mustBe(consume(second, later.size()), later, produced.size() / Records.PARTITIONS);
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            PARTITIONS.forEach(p -> offsets.put(p, new OffsetAndMetadata(end / Records.PARTITIONS, "a note")));
            second.commitSync(offsets);
            equal("committed", second.committed(Set.copyOf(PARTITIONS)), offsets);
        }
        return end;
    }

    private void lookUpTimes(int end) throws Exception {
        long middle = Records.timestampOf(end / 2);
        for (long time : List.of(0L, Records.timestampOf(0), middle, middle + 1, Records.timestampOf(end - 1), Records.timestampOf(end))) {
            try (var client = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer())) {
                Map<TopicPartition, Long> times = new HashMap<>();
                PARTITIONS.forEach(p -> times.put(p, time));
                var found = client.offsetsForTimes(times);
                for (var partition : PARTITIONS) {
                    Long got = found.get(partition) == null ? null : found.get(partition).offset();
                    equal("offset of " + partition + " at " + time, got, Records.offsetAt(partition.partition(), time, end));
                }
            }
        }
        equal("end offset", offset(OffsetSpec.latest()).offset(), (long) end / Records.PARTITIONS);
        equal("first offset", offset(OffsetSpec.earliest()).offset(), 0L);
        equal("offset of the newest record", offset(OffsetSpec.maxTimestamp()).offset(), (long) end / Records.PARTITIONS - 1);
    }

    private ListOffsetsResult.ListOffsetsResultInfo offset(OffsetSpec spec) throws Exception {
        return admin.listOffsets(Map.of(PARTITIONS.get(2), spec)).partitionResult(PARTITIONS.get(2)).get();
    }

    private void manageGroup(int end) throws Exception {
        var listed = admin.listGroups().all().get().stream().filter(g -> g.groupId().equals(GROUP)).toList();
        equal("listed", listed.get(0).groupState().orElseThrow(), GroupState.EMPTY);
        equal("protocol type", listed.get(0).protocol(), "consumer");
        var offsets = admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
        PARTITIONS.forEach(p -> equal("committed", offsets.get(p), new OffsetAndMetadata(end / Records.PARTITIONS, "a note")));
        admin.deleteConsumerGroups(List.of(GROUP)).all().get();
        equal("listed when deleted", admin.listGroups().all().get().stream().filter(g -> g.groupId().equals(GROUP)).count(), 0L);
    }

    private static void step(String text) {
        System.out.println("- " + text);
    }

    private static void equal(String what, Object got, Object wanted) {
        if (!Objects.equals(got, wanted)) {
            throw new AssertionError(what + ": got " + got + ", expected " + wanted);
        }
    }
}
