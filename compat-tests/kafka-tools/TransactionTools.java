import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** kafka-transactions, and kafka-dump-log on `__transaction_state`. */
final class TransactionTools extends ToolTest {
    private final Path logDirectory;

    TransactionTools(String bootstrap, String unique, String logDirectory) {
        super(bootstrap, unique);
        this.logDirectory = Path.of(logDirectory);
    }

    @Override
    void run() throws Exception {
        String topic = topicWith("transactional", 1, 1);
        String id = named("transaction");
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "transactional.id", id), new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            transactions("describe", "--transactional-id", id).says(id, "Empty");
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "key", "value")).get();
            transactions("list").says(id, "Ongoing");
            transactions("list", "--transactional-id-pattern", "transaction-.*").says(id, "Ongoing");
            transactions("describe", "--transactional-id", id).says(id, "Ongoing", topic + "-0");
            transactions("describe-producers", "--topic", topic, "--partition", "0").says("ProducerId");
            producer.commitTransaction();
        }
        // A commit is answered once it is certain, and the markers follow.
        for (int attempt = 0; attempt < 50 && transactions("list").linesWith(id, "Complete").isEmpty(); attempt++) {
            Thread.sleep(100);
        }
        transactions("list").says(id, "Complete");
        transactions("find-hanging", "--max-transaction-timeout", "1", "--topic", topic).isSilentOf(topic);
        Tool.run("kafka-dump-log", "--transaction-log-decoder", "--print-data-log", "--files", logOf(id).toString()).succeeded()
            .says("\"transactionalId\":\"" + id + "\"", "\"transactionStatus\":0").says(id, "\"transactionStatus\":1", topic).says(id, "\"transactionStatus\":2", topic)
            .says(id, "\"transactionStatus\":4", "\"transactionPartitions\":[]").isSilentOf("isvalid: false");
    }

    private Tool.Result transactions(String... arguments) {
        return tool("kafka-transactions", arguments).succeeded();
    }

    /** The segment of the one partition of `__transaction_state` that the id's records are in. */
    private Path logOf(String id) throws IOException {
        long partitions;
        try (var folders = Files.list(logDirectory)) {
            partitions = folders.filter(folder -> folder.getFileName().toString().startsWith("__transaction_state-")).count();
        }
        return logDirectory.resolve("__transaction_state-" + Math.abs(id.hashCode()) % partitions).resolve("00000000000000000000.log");
    }
}
