import java.util.List;

/** kafka-console-producer, kafka-console-consumer, kafka-get-offsets. */
final class ConsoleTools extends ToolTest {
    private static final List<String> WITH_ALL = List.of("--formatter-property", "print.key=true", "--formatter-property", "print.headers=true",
        "--formatter-property", "print.offset=true", "--formatter-property", "print.partition=true");

    ConsoleTools(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        String topic = named("console");
        tool("kafka-topics", "--create", "--topic", topic).succeeded();
        produce(topic, "a:1,b:2\tkey 0\tvalue 0\nc:\tkey 1\tvalue 1\n", "--compression-codec", "zstd");
        produce(topic, "a:3\tkey 2\tvalue 2\n", "--compression-codec", "none", "--producer-property", "enable.idempotence=false", "--request-required-acks", "1");
        equal("records", consume(topic, 3, "--from-beginning").says("Processed a total of 3 messages").linesWith("Offset:"), List.of(
            "Partition:0\tOffset:0\ta:1,b:2\tkey 0\tvalue 0", "Partition:0\tOffset:1\tc:\tkey 1\tvalue 1", "Partition:0\tOffset:2\ta:3\tkey 2\tvalue 2"));
        consume(topic, 1, "--partition", "0", "--offset", "2").says("Offset:2", "value 2");

        String group = named("console-group");
        plainly(topic, "--group", group, "--from-beginning").says("value 0").says("value 2");
        produce(topic, "d:4\tkey 3\tvalue 3\n");
        plainly(topic, "--group", group).says("value 3").isSilentOf("value 2");

        tool("kafka-get-offsets", "--topic", topic).succeeded().saysJust(List.of(topic + ":0:4"));
        tool("kafka-get-offsets", "--topic", topic, "--time", "earliest").succeeded().saysJust(List.of(topic + ":0:0"));
        tool("kafka-get-offsets", "--topic", topic, "--time", "max-timestamp").succeeded().saysJust(List.of(topic + ":0:3"));
        tool("kafka-get-offsets", "--topic", topic, "--time", "1").succeeded().saysJust(List.of(topic + ":0:0"));
        tool("kafka-get-offsets", "--topic", named("nowhere")).failed();
    }

    private void produce(String topic, String input, String... more) {
        String[] usual = {"--topic", topic, "--reader-property", "parse.key=true", "--reader-property", "parse.headers=true"};
        Tool.runWithInput(input, "kafka-console-producer", Tool.to(bootstrap, concatenated(usual, more))).succeeded();
    }

    private Tool.Result consume(String topic, int count, String... more) {
        String[] usual = concatenated(new String[] {"--topic", topic, "--max-messages", "" + count, "--timeout-ms", "15000"}, WITH_ALL.toArray(String[]::new));
        return tool("kafka-console-consumer", concatenated(usual, more)).succeeded();
    }

    /** Until nothing more comes for a while. */
    private Tool.Result plainly(String topic, String... more) {
        return tool("kafka-console-consumer", concatenated(new String[] {"--topic", topic, "--timeout-ms", "3000"}, more));
    }

    private static String[] concatenated(String[] first, String[] second) {
        String[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
