import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** kafka-dump-log on the broker's own files, and the formatters of `__consumer_offsets`. */
final class DumpTools extends ToolTest {
    private static final String FIRST = "00000000000000000000";
    private final Path logDirectory;

    DumpTools(String bootstrap, String unique, String logDirectory) {
        super(bootstrap, unique);
        this.logDirectory = Path.of(logDirectory);
    }

    @Override
    void run() throws Exception {
        String topic = topicWith("dumped", 1, 20);
        Path partition = logDirectory.resolve(topic + "-0");
        dump(partition.resolve(FIRST + ".log"), "--print-data-log", "--deep-iteration")
            .says("baseOffset: 0", "isvalid: true", "magic: 2").says("offset: 19", "key: key 19", "payload: value 19").isSilentOf("isvalid: false");
        dumpIndexes();

        String group = named("dumped");
        commit(group, topic);
        Path offsets = partitionOf(group);
        dump(offsets.resolve(FIRST + ".log"), "--offsets-decoder").says("\"type\":\"1\"", group, topic, "\"offset\":7", "a note").says("\"type\":\"2\"", group, "\"protocolType\":\"consumer\"");
        formatted("OffsetsMessageFormatter", offsets).says(group, topic, "\"offset\":7", "a note");
        formatted("GroupMetadataMessageFormatter", offsets).says(group, "\"protocolType\":\"consumer\"");
    }

    /** Of a topic that is large enough for the indexes to have entries; each is looked up in the log. */
    private void dumpIndexes() {
        String topic = named("indexed");
        tool("kafka-topics", "--create", "--topic", topic).succeeded();
        Tool.run("kafka-producer-perf-test", "--bootstrap-server", bootstrap, "--topic", topic, "--num-records", "20000", "--record-size", "200",
            "--throughput", "-1").succeeded();
        Path partition = logDirectory.resolve(topic + "-0");
        dump(partition.resolve(FIRST + ".index")).says("offset: ", "position: ").isSilentOf("Mismatches in");
        dump(partition.resolve(FIRST + ".index"), "--index-sanity-check").says("passed sanity check");
        dump(partition.resolve(FIRST + ".timeindex")).says("timestamp: ", "offset: ").isSilentOf("mismatch");
    }

    private Tool.Result dump(Path file, String... how) {
        String[] arguments = new String[how.length + 2];
        System.arraycopy(how, 0, arguments, 0, how.length);
        arguments[how.length] = "--files";
        arguments[how.length + 1] = file.toString();
        return Tool.run("kafka-dump-log", arguments).succeeded();
    }

    private Tool.Result formatted(String formatter, Path partition) {
        String number = partition.getFileName().toString().replaceAll(".*-", "");
        return tool("kafka-console-consumer", "--topic", "__consumer_offsets", "--partition", number, "--offset", "earliest", "--timeout-ms", "2000",
            "--formatter", "org.apache.kafka.tools.consumer." + formatter);
    }

    /** A member joins, so that the group's metadata is written, and commits. */
    private void commit(String group, String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "group.id", group, "group.protocol", "classic", "enable.auto.commit", false,
            "auto.offset.reset", "earliest");
        try (var member = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            member.subscribe(List.of(topic));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(100));
            }
            member.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(7, "a note")));
        }
    }

    /** The folder of the one partition of `__consumer_offsets` that the group writes to. */
    private Path partitionOf(String group) throws IOException {
        long partitions;
        try (var folders = Files.list(logDirectory)) {
            partitions = folders.filter(folder -> folder.getFileName().toString().startsWith("__consumer_offsets-")).count();
        }
        return logDirectory.resolve("__consumer_offsets-" + Math.abs(group.hashCode()) % partitions);
    }
}
