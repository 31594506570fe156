import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer and a consumer that push their metrics for a subscription, until something is typed. Prints their instance ids. */
public final class Telemetry {
    private static final int COUNT = 100;

    private Telemetry() {}

    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments[0], topic = "telemetry";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<AlterConfigOp> subscription = List.of(set("interval.ms", "300"), set("match", "client_id=pushing-.*"),
                set("metrics", "org.apache.kafka.producer.,org.apache.kafka.consumer."));
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.CLIENT_METRICS, "all"), subscription)).all().get();
        }
        Map<String, Object> producing = Map.of("bootstrap.servers", bootstrap, "client.id", "pushing-producer", "enable.metrics.push", true);
        Map<String, Object> consuming = Map.of("bootstrap.servers", bootstrap, "client.id", "pushing-consumer", "enable.metrics.push", true, "group.id", topic,
            "auto.offset.reset", "earliest");
        try (var producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer());
             var consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
            for (int i = 0; i < COUNT; i++) {
                producer.send(new ProducerRecord<>(topic, "key " + i, "value " + i)).get();
            }
            consumer.subscribe(List.of(topic));
            for (int count = 0; count < COUNT; ) {
                count += consumer.poll(Duration.ofSeconds(1)).count();
            }
            System.out.println(producer.clientInstanceId(Duration.ofSeconds(20)) + " " + consumer.clientInstanceId(Duration.ofSeconds(20)));
            while (System.in.available() == 0) {
                consumer.poll(Duration.ofMillis(100));
            }
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
    }
}
