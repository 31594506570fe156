import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Transactions with Kafka's own Java clients, by whichever protocol the broker has finalized. */
public final class Transactions {
    private static final String UNIQUE = ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
    private static final int PARTITIONS = 3;

    private final String bootstrap;
    private final Admin admin;

    private Transactions(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public static void main(String[] arguments) throws Exception {
        var test = new Transactions(Objects.requireNonNull(System.getenv("BOOTSTRAP"), "BOOTSTRAP=host:port must say which broker to test"));
        test.commitsAndAborts();
        test.offsets();
        test.fences();
        test.timesOut();
        test.isAdministered();
        System.out.println("Transactions passed");
        System.exit(0);
    }

    private void commitsAndAborts() throws Exception {
        String topic = topic("ends"), id = "ends-" + UNIQUE;
        List<String> committed = new ArrayList<>(), all = new ArrayList<>();
        try (var producer = producer(id, 60_000)) {
            producer.initTransactions();
            for (int transaction = 0; transaction < 20; ++transaction) {
                boolean commit = transaction % 3 != 1;
                producer.beginTransaction();
                for (int number = 0; number < 10; ++number) {
                    String value = transaction + "." + number;
                    producer.send(new ProducerRecord<>(topic, number % PARTITIONS, "key", value));
                    all.add(value);
                    if (commit) {
                        committed.add(value);
                    }
                }
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
            producer.beginTransaction();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.abortTransaction();
        }
        equal("read_committed", read(topic, "read_committed", committed.size()), sorted(committed));
        equal("read_uncommitted", read(topic, "read_uncommitted", all.size()), sorted(all));
        boolean bumps = finalizedTransactionVersion() >= 2;
        int epoch = describe(id).producerEpoch();
        equal("an epoch for each end " + epoch, epoch >= 20, bumps);
        System.out.println("commits and aborts: passed, transaction.version " + finalizedTransactionVersion());
    }

    private void offsets() throws Exception {
        String input = topic("input"), output = topic("output"), group = "group-" + UNIQUE;
        var partition = new TopicPartition(input, 0);
        try (var producer = producer("offsets-" + UNIQUE, 60_000); var consumer = consumer(group, "read_committed")) {
            producer.initTransactions();
            consumer.subscribe(List.of(input));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(100));
            }
            for (boolean commit : new boolean[] {true, false}) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(output, "key", "value")).get();
                producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(commit ? 7 : 9)), consumer.groupMetadata());
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
                equal("the group's offset", consumer.committed(Set.of(partition)).get(partition).offset(), 7L);
            }
        }
        System.out.println("offsets: passed");
    }

    private void fences() throws Exception {
        String topic = topic("fenced"), id = "fenced-" + UNIQUE;
        try (var old = producer(id, 60_000); var newer = producer(id, 60_000)) {
            old.initTransactions();
            old.beginTransaction();
            old.send(new ProducerRecord<>(topic, "key", "old")).get();
            newer.initTransactions();
            newer.beginTransaction();
            newer.send(new ProducerRecord<>(topic, "key", "newer")).get();
            isFenced("the old one's commit", old::commitTransaction);
            newer.commitTransaction();
        }
        equal("what is committed", read(topic, "read_committed", 1), List.of("newer"));
        System.out.println("fencing: passed");
    }

    private void timesOut() throws Exception {
        String topic = topic("late"), id = "late-" + UNIQUE;
        try (var producer = producer(id, 1_000)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "key", "late")).get();
            until("the coordinator's abort", () -> describe(id).state() == TransactionState.COMPLETE_ABORT);
            isRefused("a commit after its time", producer::commitTransaction);
        }
        try (var producer = producer(id, 60_000)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "key", "in time")).get();
            producer.commitTransaction();
        }
        equal("what is committed", read(topic, "read_committed", 1), List.of("in time"));
        System.out.println("timeouts: passed");
    }

    private void isAdministered() throws Exception {
        String topic = topic("admin"), id = "admin-" + UNIQUE;
        try (var producer = producer(id, 60_000)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "key", "value")).get();
            var described = describe(id);
            equal("its state", described.state(), TransactionState.ONGOING);
            equal("its partitions", described.topicPartitions().size(), 1);
            equal("it is listed", admin.listTransactions().all().get().stream().anyMatch(each -> each.transactionalId().equals(id)), true);
            admin.fenceProducers(List.of(id)).all().get();
            isFenced("a commit of a producer that an administrator fenced", producer::commitTransaction);
        }
        until("the abort", () -> describe(id).state() == TransactionState.EMPTY);
        System.out.println("administration: passed");
    }

    // --- the scene

    private String topic(String name) throws Exception {
        String topic = name + "-" + UNIQUE;
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        return topic;
    }

    private KafkaProducer<String, String> producer(String id, int timeoutMs) {
        return new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "transactional.id", id, "transaction.timeout.ms", timeoutMs, "max.block.ms", 30_000),
            new StringSerializer(), new StringSerializer());
    }

    private KafkaConsumer<String, String> consumer(String group, String isolation) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation, "auto.offset.reset", "earliest",
            "enable.auto.commit", false, "group.protocol", "classic"));
        if (group != null) {
            config.put("group.id", group);
        }
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    /** Everything that the isolation shows, sorted; an error where that is not `count` records. */
    private List<String> read(String topic, String isolation, int count) {
        List<String> values = new ArrayList<>();
        try (var consumer = consumer(null, isolation)) {
            var partitions = consumer.partitionsFor(topic).stream().map(each -> new TopicPartition(topic, each.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.currentTimeMillis() + 20_000;
            while (partitions.stream().anyMatch(each -> consumer.position(each) < consumer.endOffsets(List.of(each)).get(each)) || values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                if (System.currentTimeMillis() > deadline) {
                    throw new AssertionError("only " + values.size() + " of " + count + " records came in " + topic + ", " + isolation);
                }
            }
        }
        return sorted(values);
    }

    private TransactionDescription describe(String id) {
        try {
            return admin.describeTransactions(List.of(id)).description(id).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    private int finalizedTransactionVersion() throws Exception {
        FeatureMetadata features = admin.describeFeatures().featureMetadata().get();
        var range = features.finalizedFeatures().get("transaction.version");
        return range == null ? 0 : range.maxVersionLevel();
    }

    // --- expectations

    private static List<String> sorted(List<String> values) {
        return values.stream().sorted().toList();
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(String what, Condition condition) throws Exception {
        long deadline = System.currentTimeMillis() + 20_000;
        while (!condition.holds()) {
            if (System.currentTimeMillis() > deadline) {
                throw new AssertionError(what + " did not come");
            }
            Thread.sleep(50);
        }
    }

    private static void isFenced(String what, Runnable action) {
        try {
            action.run();
        } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
            return;
        }
        throw new AssertionError(what + " was not fenced");
    }

    private static void isRefused(String what, Runnable action) {
        try {
            action.run();
        } catch (TimeoutException late) {
            throw new AssertionError(what + " was not answered", late);
        } catch (KafkaException refused) {
            return;
        }
        throw new AssertionError(what + " went through");
    }

    private static void equal(String what, Object got, Object wanted) {
        if (!got.equals(wanted)) {
            throw new AssertionError(what + ": got " + got + ", expected " + wanted);
        }
    }
}
