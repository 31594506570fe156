import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One idempotent producer's life, until there is something in its input: Writer TOPIC PARTITIONS NAME CODEC REQUEST_TIMEOUT_MS.
 *
 * <p>Values are "NAME NUMBER", each number to the partition that it gives modulo their count. In the end it says "sent COUNT", all of them
 * acknowledged but for those that it names before, "failed NUMBER ERROR".
 */
public final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
        String topic = arguments[0], name = arguments[2];
        int partitions = Integer.parseInt(arguments[1]);
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        int sent = 0;
        try (var producer = new KafkaProducer<>(config(arguments[3], arguments[4]), new StringSerializer(), new StringSerializer())) {
            for (; System.in.available() == 0; ++sent) {
                int number = sent;
                producer.send(new ProducerRecord<>(topic, number % partitions, null, name + " " + number), (stored, error) -> {
                    if (error != null) {
                        failures.add("failed " + number + " " + error);
                    }
                });
                Thread.sleep(1);
            }
        }
        failures.forEach(System.out::println);
        System.out.println("sent " + sent);
    }

    private static Map<String, Object> config(String codec, String requestTimeoutMs) {
        String bootstrap = Objects.requireNonNull(System.getenv("BOOTSTRAP"), "BOOTSTRAP=host:port must say which broker to test");
        return Map.ofEntries(
            Map.entry("bootstrap.servers", bootstrap), Map.entry("enable.idempotence", true), Map.entry("acks", "all"), Map.entry("linger.ms", 1),
            Map.entry("compression.type", codec), Map.entry("request.timeout.ms", requestTimeoutMs), Map.entry("delivery.timeout.ms", 120_000),
            Map.entry("max.block.ms", 120_000), Map.entry("retry.backoff.ms", 10), Map.entry("retry.backoff.max.ms", 50),
            Map.entry("reconnect.backoff.ms", 10), Map.entry("reconnect.backoff.max.ms", 50));
    }
}
