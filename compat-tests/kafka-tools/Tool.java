import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Exit;

/** Runs one of Kafka's command-line tools in this JVM, as if by its script: its exit code and what it printed. */
final class Tool {
    private static final Map<String, String> CLASSES = Map.ofEntries(
        Map.entry("kafka-topics", "org.apache.kafka.tools.TopicCommand"),
        Map.entry("kafka-configs", "kafka.admin.ConfigCommand"),
        Map.entry("kafka-console-producer", "org.apache.kafka.tools.ConsoleProducer"),
        Map.entry("kafka-console-consumer", "org.apache.kafka.tools.consumer.ConsoleConsumer"),
        Map.entry("kafka-consumer-groups", "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"),
        Map.entry("kafka-get-offsets", "org.apache.kafka.tools.GetOffsetShell"),
        Map.entry("kafka-producer-perf-test", "org.apache.kafka.tools.ProducerPerformance"),
        Map.entry("kafka-consumer-perf-test", "org.apache.kafka.tools.ConsumerPerformance"),
        Map.entry("kafka-broker-api-versions", "org.apache.kafka.tools.BrokerApiVersionsCommand"),
        Map.entry("kafka-transactions", "org.apache.kafka.tools.TransactionsCommand"),
        Map.entry("kafka-delete-records", "org.apache.kafka.tools.DeleteRecordsCommand"),
        Map.entry("kafka-log-dirs", "org.apache.kafka.tools.LogDirsCommand"),
        Map.entry("kafka-leader-election", "org.apache.kafka.tools.LeaderElectionCommand"),
        Map.entry("kafka-reassign-partitions", "org.apache.kafka.tools.reassign.ReassignPartitionsCommand"),
        Map.entry("kafka-features", "org.apache.kafka.tools.FeatureCommand"),
        Map.entry("kafka-cluster", "org.apache.kafka.tools.ClusterTool"),
        Map.entry("kafka-metadata-quorum", "org.apache.kafka.tools.MetadataQuorumCommand"),
        Map.entry("kafka-client-metrics", "org.apache.kafka.tools.ClientMetricsCommand"),
        Map.entry("kafka-groups", "org.apache.kafka.tools.GroupsCommand"),
        Map.entry("kafka-streams-application-reset", "org.apache.kafka.tools.StreamsResetter"),
        Map.entry("kafka-verifiable-producer", "org.apache.kafka.tools.VerifiableProducer"),
        Map.entry("kafka-verifiable-consumer", "org.apache.kafka.tools.VerifiableConsumer"),
        Map.entry("kafka-replica-verification", "org.apache.kafka.tools.ReplicaVerificationTool"),
        Map.entry("kafka-acls", "org.apache.kafka.tools.AclCommand"),
        Map.entry("kafka-e2e-latency", "org.apache.kafka.tools.EndToEndLatency"),
        Map.entry("kafka-dump-log", "org.apache.kafka.tools.DumpLogSegments"));

    private static final PrintStream STDOUT = System.out;

    record Result(String command, int code, String output) {
        List<String> lines() {
            return output.lines().filter(line -> !line.isBlank()).toList();
        }

        /** The lines that have all of these words. */
        List<String> linesWith(String... words) {
            return lines().stream().filter(line -> Arrays.stream(words).allMatch(line::contains)).toList();
        }

        Result succeeded() {
            return expect(code == 0, "it to succeed");
        }

        Result failed() {
            return expect(code != 0, "it to fail");
        }

        Result says(String... words) {
            return expect(!linesWith(words).isEmpty(), "a line with " + Arrays.toString(words));
        }

        Result isSilentOf(String word) {
            return expect(linesWith(word).isEmpty(), "no line with " + word);
        }

        Result saysJust(List<String> lines) {
            return expect(lines().equals(lines), "just " + lines);
        }

        private Result expect(boolean holds, String what) {
            if (!holds) {
                List<String> all = lines();
                String end = String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
                throw new AssertionError(command + "\n  expected " + what + ", got exit code " + code + " and, at the end:\n" + end);
            }
            return this;
        }
    }

    /** What a tool's exit throws, to unwind it. Some tools catch it and exit once more; only the first time counts. */
    private static final class Exited extends Error {
        Exited(int code) {
            super("exit " + code, null, false, false);
        }
    }

    /** The run under way: what it printed until it exited and its shutdown hooks were through, and with which code. */
    private static final class Run {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final List<Runnable> hooks = new ArrayList<>();
        Integer code;
        String output;

        synchronized void end(int exitCode) {
            if (code == null) {
                code = exitCode;
                hooks.forEach(Runnable::run);
                output = written.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private static volatile Run current;

    private Tool() {}

    static void prepare() {
        Exit.setExitProcedure((code, message) -> {
            if (message != null) {
                System.err.println(message);
            }
            current.end(code);
            throw new Exited(code);
        });
        Exit.setShutdownHookAdder((name, hook) -> current.hooks.add(hook));
    }

    static Result run(String tool, String... arguments) {
        return runWithInput("", tool, arguments);
    }

    static Result runWithInput(String input, String tool, String... arguments) {
        String command = tool + " " + String.join(" ", arguments);
        STDOUT.println("- " + command);
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        Run run = current = new Run();
        PrintStream capture = new PrintStream(run.written, true);
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        System.setOut(capture);
        System.setErr(capture);
        try {
            run.end(call(tool, arguments));
            return new Result(command, run.code, run.output);
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static int call(String tool, String[] arguments) {
        try {
            Class.forName(CLASSES.get(tool)).getMethod("main", String[].class).invoke(null, (Object) arguments);
            return 0;
        } catch (InvocationTargetException thrown) {
            thrown.getCause().printStackTrace();
            return 1;
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The arguments, with the broker's address first. */
    static String[] to(String bootstrap, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", bootstrap));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }
}
