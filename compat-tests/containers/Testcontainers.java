import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.ConfluentKafkaContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Testcontainers' own modules with the image in place of those that they know. */
public class Testcontainers {
  static final String TOPIC = "testcontainers";

  public static void main(String[] arguments) throws Exception {
    DockerImageName image = DockerImageName.parse(arguments[0]);
    try (KafkaContainer container = new KafkaContainer(image.asCompatibleSubstituteFor("apache/kafka"))) {
      container.start();
      round("KafkaContainer", container.getBootstrapServers());
    }
    try (ConfluentKafkaContainer container =
        new ConfluentKafkaContainer(image.asCompatibleSubstituteFor("confluentinc/cp-kafka"))) {
      container.start();
      round("ConfluentKafkaContainer", container.getBootstrapServers());
    }
    try (Network network = Network.newNetwork();
        KafkaContainer container = new KafkaContainer(image.asCompatibleSubstituteFor("apache/kafka"))
            .withNetwork(network).withListener("moldau:19092")) {
      container.start();
      round("KafkaContainer with a listener", container.getBootstrapServers());
      try (GenericContainer<?> neighbour = new GenericContainer<>(DockerImageName.parse(arguments[1]))
          .withNetwork(network)
          .withCommand(new String[] {"echo through the network | kcat -b moldau:19092 -P -t inside && kcat -b moldau:19092 -C -t inside -e -q"})
          .waitingFor(Wait.forLogMessage(".*through the network.*", 1))) {
        neighbour.start();
        System.out.println("a neighbour of KafkaContainer: a record went through moldau:19092");
      }
    }
  }

  static void round(String name, String bootstrap) throws Exception {
    Map<String, Object> properties = Map.of(
        "bootstrap.servers", bootstrap,
        "group.id", "group",
        "auto.offset.reset", "earliest",
        "key.serializer", StringSerializer.class,
        "value.serializer", StringSerializer.class,
        "key.deserializer", StringDeserializer.class,
        "value.deserializer", StringDeserializer.class);
    try (AdminClient admin = AdminClient.create(properties)) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
      producer.send(new ProducerRecord<>(TOPIC, "key", name)).get();
    }
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
      consumer.subscribe(List.of(TOPIC));
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (System.nanoTime() < end)
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (!record.value().equals(name)) throw new AssertionError("read " + record.value());
          System.out.println(name + ": a record went through " + bootstrap);
          return;
        }
    }
    throw new AssertionError(name + ": no record came back within 30 s");
  }
}
