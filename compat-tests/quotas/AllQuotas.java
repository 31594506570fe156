import java.util.Objects;

/** What Java clients and Kafka's tools see of quotas. */
public final class AllQuotas {
    public static void main(String[] arguments) throws Exception {
        String bootstrap = Objects.requireNonNull(System.getenv("BOOTSTRAP"), "BOOTSTRAP=host:port must say which broker to test");
        String unique = ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
        Tool.prepare();
        for (ToolTest test : new ToolTest[] {new QuotaConfigs(bootstrap, unique), new QuotaAdmin(bootstrap, unique), new QuotaRates(bootstrap, unique)}) {
            test.run();
        }
        System.exit(0);
    }
}
