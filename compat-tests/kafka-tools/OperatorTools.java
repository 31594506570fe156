import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What operators use: kafka-delete-records, -log-dirs, -leader-election, -reassign-partitions, -features, -cluster,
 * -metadata-quorum, -client-metrics, -groups, -replica-verification and -streams-application-reset, with right and wrong
 * arguments. All of it holds for Kafka 4.4 as well.
 */
final class OperatorTools extends ToolTest {
    private String node;

    OperatorTools(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        node = tool("kafka-broker-api-versions").succeeded().linesWith("(id: ").get(0).replaceAll(".*\\(id: (\\d+).*", "$1");
        String topic = topicWith("operated", 2, 20);
        deleteRecords(topic);
        logDirs(topic);
        elections(topic);
        reassignments(topic);
        features();
        cluster();
        quorum();
        clientMetrics();
        configs(topic);
        groups(topic);
        reset(topic);
    }

    private static String file(String content) throws Exception {
        Path path = Files.createTempFile("operator", ".json");
        Files.writeString(path, content);
        path.toFile().deleteOnExit();
        return path.toString();
    }

    private static String records(String topic, int partition, long offset) {
        return "{\"partitions\": [{\"topic\": \"%s\", \"partition\": %d, \"offset\": %d}], \"version\": 1}".formatted(topic, partition, offset);
    }

    private void deleteRecords(String topic) throws Exception {
        tool("kafka-delete-records", "--offset-json-file", file(records(topic, 0, 3))).succeeded().says("partition: " + topic + "-0", "low_watermark: 3");
        tool("kafka-delete-records", "--offset-json-file", file(records(topic, 0, -1))).succeeded().says("partition: " + topic + "-0", "low_watermark: ");
        tool("kafka-delete-records", "--offset-json-file", file(records(topic, 1, 1000))).succeeded().says("partition: " + topic + "-1", "error: ", "OffsetOutOfRange");
        tool("kafka-delete-records", "--offset-json-file", file(records(named("nowhere"), 0, 1))).succeeded().says("error: ");
        tool("kafka-delete-records", "--offset-json-file", file("{")).failed();
        tool("kafka-get-offsets", "--topic", topic, "--time", "earliest").succeeded().says(topic + ":1:0");
    }

    private void logDirs(String topic) {
        tool("kafka-log-dirs", "--describe", "--topic-list", topic).succeeded().says("\"partition\":\"" + topic + "-0\"", "\"offsetLag\":0", "\"isFuture\":false");
        tool("kafka-log-dirs", "--describe", "--broker-list", node, "--topic-list", topic).succeeded().says("\"broker\":" + node);
        tool("kafka-log-dirs", "--describe", "--broker-list", "4711").failed().says("4711");
        tool("kafka-log-dirs").failed();
    }

    private void elections(String topic) throws Exception {
        tool("kafka-leader-election", "--election-type", "preferred", "--topic", topic, "--partition", "0").succeeded();
        tool("kafka-leader-election", "--election-type", "unclean", "--topic", topic, "--partition", "0").succeeded();
        tool("kafka-leader-election", "--election-type", "preferred", "--all-topic-partitions").succeeded();
        tool("kafka-leader-election", "--election-type", "preferred", "--topic", named("nowhere"), "--partition", "0").failed();
        tool("kafka-leader-election", "--election-type", "preferred").failed();
        tool("kafka-leader-election", "--election-type", "fair", "--all-topic-partitions").failed();
    }

    private String reassignment(String topic, String... directories) {
        String partitions = List.of(0, 1).stream().map(p -> "{\"topic\": \"%s\", \"partition\": %d, \"replicas\": [%s]%s}".formatted(topic, p, node,
            directories.length == 0 ? "" : ", \"log_dirs\": [\"" + directories[p % directories.length] + "\"]")).collect(Collectors.joining(", "));
        return "{\"version\": 1, \"partitions\": [" + partitions + "]}";
    }

    private List<String> directories() {
        String described = tool("kafka-log-dirs", "--describe").succeeded().linesWith("\"logDirs\"").get(0);
        return java.util.regex.Pattern.compile("\"logDir\":\"([^\"]+)\"").matcher(described).results().map(found -> found.group(1)).sorted().toList();
    }

    private void reassignments(String topic) throws Exception {
        String topics = file("{\"topics\": [{\"topic\": \"" + topic + "\"}], \"version\": 1}");
        tool("kafka-reassign-partitions", "--generate", "--topics-to-move-json-file", topics, "--broker-list", node).succeeded()
            .says("Current partition replica assignment").says("Proposed partition reassignment configuration").says("\"topic\":\"" + topic + "\"", "\"replicas\":[" + node + "]");
        tool("kafka-reassign-partitions", "--generate", "--topics-to-move-json-file", topics, "--broker-list", "4711").failed();
        String plan = file(reassignment(topic));
        tool("kafka-reassign-partitions", "--execute", "--reassignment-json-file", plan).succeeded().says("Successfully started partition reassignment");
        tool("kafka-reassign-partitions", "--verify", "--reassignment-json-file", plan).succeeded().says("Reassignment of partition " + topic + "-0 is completed");
        tool("kafka-reassign-partitions", "--list").succeeded().says("No partition reassignments found");
        tool("kafka-reassign-partitions", "--cancel", "--reassignment-json-file", plan).succeeded();
        tool("kafka-reassign-partitions", "--execute", "--reassignment-json-file", file(reassignment(topic).replace("[" + node + "]", "[4711]"))).failed();
        tool("kafka-reassign-partitions", "--execute", "--reassignment-json-file", file(reassignment(topic, "/no/such/dir"))).failed().says("log directory is not found");
        String[] directories = directories().toArray(String[]::new);
        String moves = file(reassignment(topic, directories));
        tool("kafka-reassign-partitions", "--execute", "--reassignment-json-file", moves).succeeded().says("Successfully started");
        await(() -> tool("kafka-reassign-partitions", "--verify", "--reassignment-json-file", moves).succeeded()
            .linesWith("Reassignment of replica", directories.length > 1 ? "completed successfully" : "completed").size() == 2);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws Exception {
        long end = System.currentTimeMillis() + 30_000;
        while (!condition.holds()) {
            if (System.currentTimeMillis() > end) {
                throw new AssertionError("not within 30 s");
            }
            Thread.sleep(200);
        }
    }

    private void features() {
        tool("kafka-features", "describe").succeeded().says("Feature: metadata.version", "SupportedMinVersion: 3.3-IV3", "FinalizedVersionLevel: ", "Epoch: ").says("Feature: kraft.version", "SupportedMinVersion: 0");
        tool("kafka-features", "upgrade", "--feature", "no.version=1").failed().says("Invalid update version 1 for feature no.version.", "does not support this feature");
        tool("kafka-features", "downgrade", "--feature", "metadata.version=25").failed().says("Unsupported metadata.version downgrade from");
        tool("kafka-features", "downgrade", "--unsafe", "--feature", "metadata.version=25").failed().says("Unsafe metadata downgrade is not supported in this version.");
        tool("kafka-features", "disable", "--feature", "metadata.version").failed().says("only supports versions 7-33");
        tool("kafka-features", "upgrade", "--dry-run", "--feature", "kraft.version=9").failed().says("Local controller " + node + " only supports versions 0-");
        tool("kafka-features", "upgrade").failed();
        tool("kafka-features", "tidy").failed();
    }

    private void cluster() {
        Tool.run("kafka-cluster", "cluster-id", "--bootstrap-server", bootstrap).succeeded().says("Cluster ID: ");
        Tool.run("kafka-cluster", "list-endpoints", "--bootstrap-server", bootstrap).succeeded().says("ID", "HOST", "PORT", "RACK", "STATE").says(node, "unfenced", "broker");
        Tool.run("kafka-cluster", "unregister", "--bootstrap-server", bootstrap, "--id", "4711").failed().says("4711");
    }

    private void quorum() {
        tool("kafka-metadata-quorum", "describe", "--status").succeeded().says("ClusterId: ").says("LeaderId: ").says("HighWatermark: ").says("CurrentVoters: ").says("MaxFollowerLag: ", "0");
        tool("kafka-metadata-quorum", "describe", "--replication").succeeded().says("NodeId", "LogEndOffset", "Lag", "Status").says(node, "Leader");
        tool("kafka-metadata-quorum", "describe").failed();
        tool("kafka-metadata-quorum", "remove-controller", "--controller-id", "4711", "--controller-directory-id", "AAAAAAAAAAAAAAAAAAAAAQ").failed();
    }

    private void clientMetrics() {
        String name = named("subscription");
        tool("kafka-client-metrics", "--alter", "--name", name, "--metrics", "org.apache.kafka.producer.", "--interval", "5000", "--match", "client_id=ours.*").succeeded().says("Altered client metrics config");
        tool("kafka-client-metrics", "--list").succeeded().says(name);
        tool("kafka-client-metrics", "--describe", "--name", name).succeeded().says("interval.ms=5000").says("metrics=org.apache.kafka.producer.").says("match=client_id=ours.*");
        tool("kafka-client-metrics", "--alter", "--name", name, "--interval", "5").failed().says("interval");
        tool("kafka-client-metrics", "--alter", "--name", name, "--match", "shoe_size=.*").failed();
        tool("kafka-client-metrics", "--alter", "--generate-name", "--interval", "10000").succeeded();
        tool("kafka-client-metrics", "--delete", "--name", name).succeeded();
        tool("kafka-client-metrics", "--list").succeeded().isSilentOf(name);
        tool("kafka-client-metrics", "--delete").failed();
    }

    private void configs(String topic) {
        tool("kafka-configs", "--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config", "retention.ms=7777777,cleanup.policy=[compact,delete]").succeeded().says("Completed updating config");
        tool("kafka-configs", "--describe", "--entity-type", "topics", "--entity-name", topic).succeeded().says("retention.ms=7777777").says("cleanup.policy=compact,delete");
        tool("kafka-configs", "--alter", "--entity-type", "topics", "--entity-name", topic, "--delete-config", "retention.ms,cleanup.policy").succeeded();
        tool("kafka-configs", "--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config", "retention.ms=long").failed();
        tool("kafka-configs", "--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config", "no.such.key=1").failed().says("no.such.key");
        tool("kafka-configs", "--alter", "--entity-type", "topics", "--entity-name", named("nowhere"), "--add-config", "retention.ms=1").failed();
        tool("kafka-configs", "--alter", "--entity-type", "brokers", "--entity-default", "--add-config", "log.cleaner.threads=2").succeeded();
        tool("kafka-configs", "--describe", "--entity-type", "brokers", "--entity-default").succeeded().says("log.cleaner.threads=2");
        tool("kafka-configs", "--alter", "--entity-type", "brokers", "--entity-default", "--delete-config", "log.cleaner.threads").succeeded();
        tool("kafka-configs", "--alter", "--entity-type", "brokers", "--entity-name", node, "--add-config", "log.dirs=/elsewhere").failed();
    }

    private void groups(String topic) {
        String group = named("operated-group");
        tool("kafka-console-consumer", "--topic", topic, "--group", group, "--from-beginning", "--timeout-ms", "3000");
        tool("kafka-groups", "--list").succeeded().says("GROUP", "TYPE", "PROTOCOL").says(group, "Classic", "consumer");
        tool("kafka-groups", "--list", "--group-type", "shoe").failed();
        tool("kafka-groups").failed();
        tool("kafka-consumer-groups", "--describe", "--group", group, "--offsets").succeeded().says(group, topic);
        tool("kafka-consumer-groups", "--describe", "--group", group, "--state").succeeded().says(group, "Empty");
        tool("kafka-consumer-groups", "--describe", "--group", group, "--members").succeeded();
        tool("kafka-consumer-groups", "--reset-offsets", "--group", group, "--topic", topic, "--to-earliest", "--dry-run").succeeded().says(group, topic);
        tool("kafka-consumer-groups", "--delete-offsets", "--group", group, "--topic", topic).succeeded();
        tool("kafka-consumer-groups", "--delete", "--group", group).succeeded().says("Deletion of requested consumer groups");
        tool("kafka-consumer-groups", "--describe", "--group", group).says("GroupIdNotFound");
    }

    private void reset(String topic) {
        String application = named("application");
        tool("kafka-streams-application-reset", "--application-id", application, "--input-topics", topic).succeeded().says("Reset-offsets for input topics");
        tool("kafka-streams-application-reset", "--application-id", application, "--input-topics", named("nowhere")).failed();
        tool("kafka-streams-application-reset").failed();
    }
}
