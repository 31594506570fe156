import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The perf tools with a quota: their rates, and what a Java producer's metrics tell of it. */
final class QuotaRates extends ToolTest {
    private static final int RATE = 500_000;
    private static final int SIZE = 10_000;
    /** What a client may use at once before it is held to the rate, and a little more. */
    private static final int BURST = RATE * 6 / SIZE;
    private static final int MEASURED = RATE * 18 / SIZE;

    QuotaRates(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        String topic = named("rates");
        tool("kafka-topics", "--create", "--topic", topic, "--partitions", "1").succeeded();
        var client = new ClientQuotaEntity(Map.of("client-id", "quota-perf"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            QuotaAdmin.alter(admin, client, Map.of("producer_byte_rate", (double) RATE, "consumer_byte_rate", (double) RATE));
            Thread.sleep(500);
            produce(topic, BURST);
            near("produced", produce(topic, MEASURED));
            metrics(topic);
            consume(topic, BURST, "first");
            near("consumed", consume(topic, MEASURED, "second"));
            Map<String, Double> none = new HashMap<>();
            none.put("producer_byte_rate", null);
            none.put("consumer_byte_rate", null);
            QuotaAdmin.alter(admin, client, none);
        }
    }

    /** Bytes a second. */
    private double produce(String topic, int count) {
        var result = Tool.run("kafka-producer-perf-test", "--topic", topic, "--num-records", "" + count, "--record-size", "" + SIZE, "--throughput", "-1",
            "--producer-props", "bootstrap.servers=" + bootstrap, "client.id=quota-perf", "batch.size=50000", "linger.ms=20").succeeded();
        Matcher rate = Pattern.compile(count + " records sent, ([0-9.]+) records/sec").matcher(result.output());
        equal("the tool says its rate", rate.find(), true);
        return Double.parseDouble(rate.group(1)) * SIZE;
    }

    private double consume(String topic, int count, String group) {
        long began = System.nanoTime();
        Tool.run("kafka-consumer-perf-test", "--bootstrap-server", bootstrap, "--topic", topic, "--num-records", "" + count, "--group", named(group),
            "--fetch-size", "50000", "--hide-header", "--command-property", "client.id=quota-perf", "--command-property", "max.partition.fetch.bytes=50000",
            "--command-property", "fetch.max.bytes=50000").succeeded();
        return (double) count * SIZE / ((System.nanoTime() - began) / 1e9);
    }

    /** Still beyond its quota, a producer is throttled and its metrics say so. */
    private void metrics(String topic) throws Exception {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "client.id", "quota-perf"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 100; ++i) {
                producer.send(new ProducerRecord<>(topic, new byte[SIZE]));
            }
            producer.flush();
            double throttledMs = producer.metrics().entrySet().stream().filter(each -> each.getKey().name().equals("produce-throttle-time-avg"))
                .mapToDouble(each -> (double) each.getValue().metricValue()).sum();
            equal("produce-throttle-time-avg is more than a millisecond, not " + throttledMs, throttledMs > 1, true);
        }
    }

    private static void near(String what, double rate) {
        System.out.printf("- %s %,.0f bytes/s with a quota of %,d%n", what, rate, RATE);
        equal(what + " within 15 % of the quota", rate > 0.85 * RATE && rate < 1.15 * RATE, true);
    }
}
