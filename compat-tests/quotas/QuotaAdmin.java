import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** Quotas by the Java Admin, and topics beyond one. */
final class QuotaAdmin extends ToolTest {
    private static final ClientQuotaEntity EVERYBODY = new ClientQuotaEntity(everybody());

    QuotaAdmin(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, AdminClientConfig.CLIENT_ID_CONFIG, named("admin")))) {
            System.out.println("- alter and describe by Admin");
            alterAndDescribe(admin);
            System.out.println("- topics beyond a quota");
            topicsBeyondAQuota(admin);
        }
    }

    private void alterAndDescribe(Admin admin) throws Exception {
        var both = new ClientQuotaEntity(Map.of("user", named("u"), "client-id", named("c")));
        alter(admin, both, Map.of("request_percentage", 12.5, "producer_byte_rate", 7.0));
        eventually(() -> describe(admin).equals(Map.of(both, Map.of("request_percentage", 12.5, "producer_byte_rate", 7.0))));
        try {
            alter(admin, both, Map.of("producer_byte_rate", 8.0, "bogus", 1.0));
            throw new AssertionError("a bogus key was taken");
        } catch (ExecutionException refused) {
            equal("the refusal", refused.getCause().getClass(), InvalidRequestException.class);
            equal("its words", refused.getCause().getMessage(), "Invalid configuration key bogus");
        }
        equal("what is left", describe(admin), Map.of(both, Map.of("request_percentage", 12.5, "producer_byte_rate", 7.0)));
        Map<String, Double> none = new HashMap<>();
        none.put("request_percentage", null);
        none.put("producer_byte_rate", null);
        alter(admin, both, none);
        eventually(() -> describe(admin).isEmpty());
    }

    private Map<ClientQuotaEntity, Map<String, Double>> describe(Admin admin) throws Exception {
        var filter = ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntity("user", named("u")), ClientQuotaFilterComponent.ofEntityType("client-id")));
        return admin.describeClientQuotas(filter).entities().get();
    }

    /** Three seconds' worth of partitions more than a burst; the next one is refused until that time is over. */
    private void topicsBeyondAQuota(Admin admin) throws Exception {
        alter(admin, EVERYBODY, Map.of("controller_mutation_rate", 1.0));
        Thread.sleep(500);
        var impatient = new CreateTopicsOptions().retryOnQuotaViolation(false);
        admin.createTopics(List.of(new NewTopic(named("burst"), 14, (short) 1)), impatient).all().get();
        long began = System.currentTimeMillis();
        try {
            admin.createTopics(List.of(new NewTopic(named("beyond"), 1, (short) 1)), impatient).all().get();
            throw new AssertionError("a topic beyond the quota was created");
        } catch (ExecutionException refused) {
            int throttleMs = ((ThrottlingQuotaExceededException) refused.getCause()).throttleTimeMs();
            equal("told to wait for up to three seconds, not " + throttleMs + " ms", throttleMs > 1500 && throttleMs <= 3000, true);
        }
        admin.createTopics(List.of(new NewTopic(named("patient"), 1, (short) 1))).all().get();
        long waited = System.currentTimeMillis() - began;
        equal("a patient client waited, not for " + waited + " ms", waited > 1500 && waited < 8000, true);
        Map<String, Double> none = new HashMap<>();
        none.put("controller_mutation_rate", null);
        alter(admin, EVERYBODY, none);
    }

    static void alter(Admin admin, ClientQuotaEntity entity, Map<String, Double> values) throws Exception {
        var operations = values.entrySet().stream().map(value -> new ClientQuotaAlteration.Op(value.getKey(), value.getValue())).toList();
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, operations))).all().get();
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void eventually(Condition condition) throws Exception {
        for (int i = 0; i < 100 && !condition.holds(); ++i) {
            Thread.sleep(100);
        }
        equal("what was to be", condition.holds(), true);
    }

    private static Map<String, String> everybody() {
        Map<String, String> entries = new HashMap<>();
        entries.put("user", null);
        return entries;
    }
}
