import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/** kafka-replica-verification, which never ends by itself and so has a JVM of its own: it reads a topic up to its end. */
final class ReplicaTools extends ToolTest {
    private static final int LIMIT_MS = 60_000;

    ReplicaTools(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        String topic = topicWith("verified", 2, 20);
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Xmx128m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", System.getProperty("java.class.path"), "org.apache.kafka.tools.ReplicaVerificationTool",
            "--broker-list", bootstrap, "--topics-include", topic, "--time", "-2", "--report-interval-ms", "100", "--max-wait-ms", "100");
        System.out.println("- " + String.join(" ", command.subList(6, command.size())));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        Timer limit = new Timer(true);
        limit.schedule(new TimerTask() {
            @Override
            public void run() {
                tool.destroyForcibly();
            }
        }, LIMIT_MS);
        try (BufferedReader output = tool.inputReader()) {
            List<String> lines = new ArrayList<>();
            long ends = 0;
            for (String line; ends < 1 && (line = output.readLine()) != null; ) {
                lines.add(line);
                ends += line.matches(".*max lag is 0 for partition " + topic + "-[01] at offset \\d+ among 2 partitions") ? 1 : 0;
            }
            equal("lines that say how far the replicas are, of " + lines, ends, 1L);
        } finally {
            limit.cancel();
            tool.destroyForcibly().waitFor();
        }
    }
}
