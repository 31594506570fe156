import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Moves records in transactions of some, by the protocol that the broker has finalized, until it dies, which is soon: Mover SOURCE TARGET GROUP SEED.
 * It aborts one now and then, and is gone at any moment. An error ends it.
 */
public final class Mover {
    private Mover() {}

    public static void main(String[] arguments) {
        try {
            move(arguments[0], arguments[1], arguments[2], new Random(Long.parseLong(arguments[3])));
        } catch (KafkaException failed) {
            System.out.println("a worker ends: " + failed);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void move(String source, String target, String group, Random chance) {
        String bootstrap = System.getenv("BOOTSTRAP");
        // A static member: the next worker has its partitions at once.
        var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", bootstrap, "group.id", group, "group.instance.id", "worker",
            "auto.offset.reset", "earliest", "enable.auto.commit", false, "isolation.level", "read_committed", "max.poll.records", 1 + chance.nextInt(20),
            "group.protocol", "classic"), new StringDeserializer(), new StringDeserializer());
        var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", bootstrap, "transactional.id", "worker-" + group,
            "transaction.timeout.ms", 20_000, "max.block.ms", 30_000), new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        consumer.subscribe(List.of(source));
        // A JVM takes long to begin, so that it is a count that ends its life, and not a time.
        int last = chance.nextInt(40);
        for (int transaction = 0;; ++transaction) {
            var taken = consumer.poll(Duration.ofSeconds(1));
            if (taken.isEmpty()) {
                continue;
            }
            if (transaction >= last) {
                dieAfter(chance.nextInt(30));
            }
            producer.beginTransaction();
            for (ConsumerRecord<String, String> record : taken) {
                producer.send(new ProducerRecord<>(target, record.partition(), null, record.value()));
            }
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            for (TopicPartition partition : consumer.assignment()) {
                positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
            producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
            if (chance.nextDouble() < 0.03) {
                producer.abortTransaction();
                Runtime.getRuntime().halt(0);
            }
            producer.commitTransaction();
        }
    }

    /** As kill -9 would have it: nothing is closed, nothing is said. */
    private static void dieAfter(long milliseconds) {
        var killer = new Thread(() -> {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException early) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(0);
        });
        killer.setDaemon(true);
        killer.start();
    }
}
