import java.util.List;

/** kafka-configs for users, clients and ips: what it prints is what it prints with Kafka. */
final class QuotaConfigs extends ToolTest {
    QuotaConfigs(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() {
        String user = named("user");
        String client = named("client");
        alter("users", user, "--add-config", "producer_byte_rate=1000,consumer_byte_rate=2000").succeeded().saysJust(List.of("Completed updating config for user " + user + "."));
        alter("clients", client, "--add-config", "controller_mutation_rate=1.5").succeeded().saysJust(List.of("Completed updating config for client " + client + "."));
        tool("kafka-configs", "--alter", "--entity-type", "clients", "--entity-default", "--add-config", "producer_byte_rate=1000000000").succeeded()
            .saysJust(List.of("Completed updating default config for clients in the cluster."));
        tool("kafka-configs", "--alter", "--entity-type", "users", "--entity-name", user, "--entity-type", "clients", "--entity-default", "--add-config", "producer_byte_rate=5")
            .succeeded();
        alter("ips", "127.0.0.9", "--add-config", "connection_creation_rate=100").succeeded().saysJust(List.of("Completed updating config for ip 127.0.0.9."));

        alter("users", user, "--add-config", "producer_byte_rate=-1").failed().says("InvalidRequestException: Quota producer_byte_rate must be greater than 0");
        alter("users", user, "--add-config", "producer_byte_rate=0.5").failed().says("producer_byte_rate cannot be a fractional value.");
        alter("ips", "no address", "--add-config", "connection_creation_rate=100").failed();

        describe("--entity-type", "users", "--entity-name", user).succeeded().says("Quota configs for user-principal '" + user + "' are consumer_byte_rate=2000.0, producer_byte_rate=1000.0");
        describe("--entity-type", "clients", "--entity-name", client).succeeded()
            .saysJust(List.of("Quota configs for client-id '" + client + "' are controller_mutation_rate=1.5"));
        describe("--entity-type", "clients", "--entity-default").succeeded().saysJust(List.of("Quota configs for the default client-id are producer_byte_rate=1.0E9"));
        describe("--entity-type", "users", "--entity-name", user, "--entity-type", "clients", "--entity-default").succeeded()
            .saysJust(List.of("Quota configs for user-principal '" + user + "', the default client-id are producer_byte_rate=5.0"));
        describe("--entity-type", "ips", "--entity-name", "127.0.0.9").succeeded().saysJust(List.of("Quota configs for ip '127.0.0.9' are connection_creation_rate=100.0"));

        alter("users", user, "--delete-config", "producer_byte_rate").succeeded();
        describe("--entity-type", "users", "--entity-name", user).succeeded().says("Quota configs for user-principal '" + user + "' are consumer_byte_rate=2000.0");
        alter("users", user, "--delete-config", "consumer_byte_rate").succeeded();
        alter("clients", client, "--delete-config", "controller_mutation_rate").succeeded();
        alter("ips", "127.0.0.9", "--delete-config", "connection_creation_rate").succeeded();
        tool("kafka-configs", "--alter", "--entity-type", "clients", "--entity-default", "--delete-config", "producer_byte_rate").succeeded();
        tool("kafka-configs", "--alter", "--entity-type", "users", "--entity-name", user, "--entity-type", "clients", "--entity-default", "--delete-config", "producer_byte_rate")
            .succeeded();
    }

    private Tool.Result alter(String type, String name, String... what) {
        String[] all = new String[what.length + 5];
        System.arraycopy(new String[] {"--alter", "--entity-type", type, "--entity-name", name}, 0, all, 0, 5);
        System.arraycopy(what, 0, all, 5, what.length);
        return tool("kafka-configs", all);
    }

    private Tool.Result describe(String... whom) {
        String[] all = new String[whom.length + 1];
        all[0] = "--describe";
        System.arraycopy(whom, 0, all, 1, whom.length);
        return tool("kafka-configs", all);
    }
}
