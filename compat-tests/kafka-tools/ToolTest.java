import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A test of some tools against one broker. */
abstract class ToolTest {
    protected final String bootstrap;
    private final String unique;

    ToolTest(String bootstrap, String unique) {
        this.bootstrap = bootstrap;
        this.unique = unique;
    }

    abstract void run() throws Exception;

    protected String named(String name) {
        return name + "-" + unique;
    }

    protected Tool.Result tool(String name, String... arguments) {
        return Tool.run(name, Tool.to(bootstrap, arguments));
    }

    /** A topic with `count` records "value 0" on, spread over its partitions if there are several. */
    protected String topicWith(String name, int partitions, int count) {
        String topic = named(name);
        tool("kafka-topics", "--create", "--topic", topic, "--partitions", "" + partitions).succeeded();
        String input = IntStream.range(0, count).mapToObj(i -> "key " + i + "\tvalue " + i).collect(Collectors.joining("\n", "", "\n"));
        Tool.runWithInput(input, "kafka-console-producer", Tool.to(bootstrap, "--topic", topic, "--reader-property", "parse.key=true")).succeeded();
        return topic;
    }

    protected static void equal(String what, Object got, Object wanted) {
        if (!got.equals(wanted)) {
            throw new AssertionError(what + ": got " + got + ", expected " + wanted);
        }
    }
}
