import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What clients do to the partitions whose files are compared: `Clients BOOTSTRAP create|produce|append|consume|compact|put|alter TOPIC ...`. */
final class Clients {
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final Random RANDOM = new Random(1);
    private final String bootstrap;
    private final TopicPartition partition;
    /** Younger than retention and the expiration of producers, and not in step with offsets. */
    private final long now = System.currentTimeMillis() - 3_600_000;

    private Clients(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.partition = new TopicPartition(topic, 0);
    }

    public static void main(String[] arguments) throws Exception {
        Clients clients = new Clients(arguments[0], arguments[2]);
        switch (arguments[1]) {
            case "create" -> clients.create();
            case "produce" -> clients.produce();
            case "append" -> clients.append();
            case "consume" -> clients.consume();
            case "compact" -> clients.compact(arguments[3]);
            case "put" -> clients.put(Integer.parseInt(arguments[3]));
            case "alter" -> clients.alter(arguments[3], arguments[4]);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    private void create() throws Exception {
        Map<String, String> config = Map.of("segment.bytes", "1048576", "index.interval.bytes", "500");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1).configs(config))).all().get();
        }
    }

    /** Every codec, plain, idempotent and in transactions that commit and abort; in the end one that stays open. */
    private void produce() {
        for (String codec : CODECS) {
            for (boolean idempotent : new boolean[] {false, true}) plain(codec, idempotent, 700);
            transactions(codec);
        }
        KafkaProducer<String, String> open = producer("lz4", true, "tx-open");
        open.initTransactions();
        open.beginTransaction();
        open.send(new ProducerRecord<>(partition.topic(), 0, now, null, "undecided"));
        open.flush();
        Runtime.getRuntime().halt(0);  // closing would abort it
    }

    /** A topic that is compacted from the moment on when its min.cleanable.dirty.ratio is altered. */
    private void compact(String retention) throws Exception {
        Map<String, String> config = Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "1.0", "segment.bytes", "1048576",
            "index.interval.bytes", "500", "delete.retention.ms", retention, "file.delete.delay.ms", "0");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1).configs(config))).all().get();
        }
    }

    private void alter(String name, String value) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, partition.topic());
        var operation = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all().get();
        }
    }

    /** Keys with several values and tombstones: every codec, plain, idempotent, and in transactions that commit and abort. */
    private void put(int round) {
        RANDOM.setSeed(round);
        for (String codec : CODECS) {
            for (String transactionalId : new String[] {null, "", "compacted-" + codec}) {
                boolean transactional = transactionalId != null && !transactionalId.isEmpty();
                try (var producer = producer(codec, transactionalId != null, transactional ? transactionalId : null)) {
                    if (transactional) producer.initTransactions();
                    for (int n = 0; n < 6; n++) {
                        if (transactional) producer.beginTransaction();
                        for (int i = 0; i < 80; i++) {
                            String value = RANDOM.nextInt(5) == 0 ? null : "v".repeat(RANDOM.nextInt(400)) + i;
                            var header = List.<org.apache.kafka.common.header.Header>of(new RecordHeader("h", "v".getBytes()));
                            producer.send(new ProducerRecord<>(partition.topic(), 0, now + RANDOM.nextInt(1_000_000),
                                "k" + RANDOM.nextInt(900 + 300 * round), value, i % 2 == 0 ? header : null));
                            if (i % 20 == 19) producer.flush();
                        }
                        producer.flush();
                        if (transactional) if (n % 2 == 0) producer.commitTransaction(); else producer.abortTransaction();
                    }
                }
            }
        }
        // What is behind the last closed segment: it has to hold everything above.
        try (var producer = producer("none", false, null)) {
            for (int i = 0; i < 110; i++) producer.send(new ProducerRecord<>(partition.topic(), 0, now, "filler-" + round, "f".repeat(10_000)));
        }
    }

    private void append() {
        plain("zstd", true, 50);
        transactions("none");
    }

    private void plain(String codec, boolean idempotent, int count) {
        try (KafkaProducer<String, String> producer = producer(codec, idempotent, null)) {
            for (int i = 0; i < count; i++) {
                byte[] value = new byte[150];
                RANDOM.nextBytes(value);
                var headers = List.<org.apache.kafka.common.header.Header>of(new RecordHeader("h" + i % 3, "v".getBytes()));
                producer.send(new ProducerRecord<>(partition.topic(), 0, now + RANDOM.nextInt(1_000_000), i % 7 == 0 ? null : "k" + i,
                    Base64.getEncoder().encodeToString(value), i % 2 == 0 ? headers : null));
                if (i % 40 == 0) producer.flush();
            }
        }
    }

    private void transactions(String codec) {
        try (KafkaProducer<String, String> producer = producer(codec, true, "tx-" + codec)) {
            producer.initTransactions();
            for (int n = 0; n < 4; n++) {
                producer.beginTransaction();
                for (int i = 0; i < 30; i++) producer.send(new ProducerRecord<>(partition.topic(), 0, now + i, null, "tx" + n + "-" + i));
                producer.flush();
                if (n % 2 == 0) producer.commitTransaction(); else producer.abortTransaction();
            }
        }
    }

    private KafkaProducer<String, String> producer(String codec, boolean idempotent, String transactionalId) {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("compression.type", codec);
        config.put("enable.idempotence", String.valueOf(idempotent));
        if (transactionalId != null) config.put("transactional.id", transactionalId);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    /** Prints what `log_files answers` prints. */
    private void consume() throws Exception {
        for (String isolation : List.of("read_uncommitted", "read_committed")) {
            System.out.println(isolation);
            records(isolation);
        }
        times();
    }

    private void records(String isolation) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation, "fetch.max.bytes", 100_000));
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end)
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(10)))
                    System.out.println(record.offset() + " " + record.timestamp() + " " + record.key() + " " + record.value());
            System.out.println("end " + end);
        }
    }

    private void times() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            var largest = admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp())).partitionResult(partition).get();
            System.out.println("largest " + largest.timestamp() + " " + largest.offset());
            for (long back = 0; back <= 2_000_000; back += 97_001) {
                long timestamp = largest.timestamp() - back;
                var found = admin.listOffsets(Map.of(partition, OffsetSpec.forTimestamp(timestamp))).partitionResult(partition).get();
                System.out.println("at " + back + " before " + found.timestamp() + " " + found.offset());
            }
        }
    }
}
