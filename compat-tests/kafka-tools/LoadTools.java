/** kafka-producer-perf-test and kafka-consumer-perf-test. (The verifiable ones end their JVM and so are in ../verifiable.) */
final class LoadTools extends ToolTest {
    private static final int COUNT = 50_000;

    LoadTools(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        String topic = named("load");
        tool("kafka-topics", "--create", "--topic", topic, "--partitions", "3").succeeded();
        Tool.run("kafka-producer-perf-test", "--bootstrap-server", bootstrap, "--topic", topic, "--num-records", "" + COUNT, "--record-size", "200", "--throughput", "-1",
            "--command-property", "acks=all", "compression.type=lz4").succeeded().says(COUNT + " records sent", "records/sec");
        tool("kafka-consumer-perf-test", "--topic", topic, "--num-records", "" + COUNT, "--timeout", "20000", "--command-property", "group.protocol=classic")
            .succeeded().says(", " + COUNT + ", ");
    }
}
