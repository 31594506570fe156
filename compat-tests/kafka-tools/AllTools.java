import java.util.List;
import java.util.Objects;

/** Every tool in turn, on topics and groups of its own. A failed expectation ends the run. */
public final class AllTools {
    private AllTools() {}

    public static void main(String[] arguments) throws Exception {
        Tool.prepare();
        String bootstrap = Objects.requireNonNull(System.getenv("BOOTSTRAP"), "BOOTSTRAP=host:port must say which broker to test");
        String logDirectory = Objects.requireNonNull(System.getenv("LOG_DIR"), "LOG_DIR must be the data folder of the broker");
        String unique = ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
        List<ToolTest> tests = List.of(
            new TopicTools(bootstrap, unique), new ConsoleTools(bootstrap, unique), new GroupTools(bootstrap, unique),
            new LoadTools(bootstrap, unique), new OperatorTools(bootstrap, unique), new AdminMethods(bootstrap, unique),
            new Transcript(bootstrap, unique), new ReplicaTools(bootstrap, unique), new DumpTools(bootstrap, unique, logDirectory), new TransactionTools(bootstrap, unique, logDirectory));
        for (ToolTest test : tests) {
            long began = System.currentTimeMillis();
            test.run();
            System.out.printf("%s passed in %.1f s%n", test.getClass().getSimpleName(), (System.currentTimeMillis() - began) / 1000.0);
        }
        System.exit(0);
    }
}
