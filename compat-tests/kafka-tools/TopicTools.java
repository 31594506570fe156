/** kafka-topics, kafka-configs, kafka-broker-api-versions. */
final class TopicTools extends ToolTest {
    TopicTools(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        String topic = named("topics");
        tool("kafka-topics", "--create", "--topic", topic, "--partitions", "2", "--config", "retention.ms=123456").succeeded().says("Created topic", topic);
        tool("kafka-topics", "--create", "--topic", topic).failed().says("already exists");
        tool("kafka-topics", "--create", "--topic", topic, "--if-not-exists").succeeded();
        tool("kafka-topics", "--create", "--topic", named("bad"), "--config", "retention.ms=soon").failed();
        tool("kafka-topics", "--create", "--topic", named("bad"), "--replication-factor", "3").failed();
        tool("kafka-topics", "--list").succeeded().says(topic).isSilentOf(named("bad"));
        tool("kafka-topics", "--describe", "--topic", topic).succeeded()
            .says("Topic: " + topic, "PartitionCount: 2", "ReplicationFactor: 1", "retention.ms=123456").says("Partition: 1", "Leader: ", "Isr: ");

        tool("kafka-topics", "--alter", "--topic", topic, "--partitions", "4").succeeded();
        tool("kafka-topics", "--alter", "--topic", topic, "--partitions", "3").failed();
        tool("kafka-topics", "--describe", "--topic", topic).succeeded().says("PartitionCount: 4").says("Partition: 3");
        tool("kafka-topics", "--describe", "--topic", named("nowhere")).failed();
        tool("kafka-topics", "--describe", "--unavailable-partitions").succeeded().isSilentOf(topic);

        tool("kafka-configs", "--describe", "--entity-type", "topics", "--entity-name", topic).succeeded().says("retention.ms=123456", "DYNAMIC_TOPIC_CONFIG");
        tool("kafka-configs", "--describe", "--all", "--entity-type", "topics", "--entity-name", topic).succeeded()
            .says("cleanup.policy=delete", "DEFAULT_CONFIG").says("max.message.bytes=1048588");
        tool("kafka-configs", "--describe", "--all", "--entity-type", "brokers", "--entity-name", nodeId()).succeeded()
            .says("log.dirs=").says("num.partitions=1").says("auto.create.topics.enable=true");

        tool("kafka-topics", "--delete", "--topic", topic).succeeded();
        tool("kafka-topics", "--delete", "--topic", topic).failed();
        tool("kafka-topics", "--list").succeeded().isSilentOf(topic);
    }

    /** The first line is the broker's: "host:port (id: 1 rack: null ...) -> (". */
    private String nodeId() {
        Tool.Result versions = tool("kafka-broker-api-versions").succeeded().says("Produce(0)", "usable: ").says("Fetch(1)", "usable: ")
            .says("Metadata(3)", "usable: ").says("ApiVersions(18)", "usable: ").says("DescribeCluster(60)", "usable: ");
        return versions.linesWith("(id: ").get(0).replaceAll(".*\\(id: (\\d+).*", "$1");
    }
}
