import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Every method of Kafka's Admin interface, none forgotten. Each comes to what it comes to with Kafka 4.4, "done" or an
 * error; one whose API the broker does not advertise comes to UnsupportedVersionException instead.
 */
final class AdminMethods extends ToolTest {
    /** Local to the client, or the end of it. */
    private static final Set<String> LOCAL = Set.of("close", "metrics", "registerMetricForSubscription", "unregisterMetricFromSubscription");

    private interface Call {
        KafkaFuture<?> on(Admin admin) throws Exception;
    }

    private record Expected(String outcome, List<String> apis, Call call) {}

    private final Map<String, Expected> methods = new LinkedHashMap<>();
    private final String topic = named("admin"), group = named("admin-group"), gone = named("admin-gone");
    private int node;

    AdminMethods(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        Set<String> advertised = tool("kafka-broker-api-versions").succeeded().lines().stream()
            .filter(line -> line.contains("[usable: ")).map(line -> line.strip().replaceAll("\\(.*", "")).collect(Collectors.toSet());
        topicWithRecords();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "enable.metrics.push", "false"))) {
            node = admin.describeCluster().nodes().get().iterator().next().id();
            declare();
            equal("methods of Admin that are tried", new TreeSet<>(methods.keySet()), methodsOfAdmin());
            int unsupported = 0;
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, Expected> method : methods.entrySet()) {
                List<String> missing = method.getValue().apis.stream().filter(api -> !advertised.contains(api)).toList();
                String outcome = outcome(admin, method.getValue().call);
                String expected = missing.isEmpty() ? method.getValue().outcome : "UnsupportedVersionException";
                System.out.printf("- Admin.%s: %s%s%n", method.getKey(), outcome, missing.isEmpty() ? "" : ", as " + missing + " is not served");
                if (!outcome.equals(expected)) {
                    wrong.add(method.getKey() + " came to " + outcome + ", expected " + expected);
                }
                unsupported += missing.isEmpty() ? 0 : 1;
            }
            equal("methods that came to something else", wrong, List.of());
            System.out.printf("%d methods of Admin, %d of them not served%n", methods.size(), unsupported);
        }
    }

    private void topicWithRecords() {
        String made = topicWith("admin", 2, 10);
        tool("kafka-console-consumer", "--topic", made, "--group", group, "--from-beginning", "--max-messages", "10", "--timeout-ms", "20000").succeeded();
    }

    private static Set<String> methodsOfAdmin() {
        return Arrays.stream(Admin.class.getMethods()).filter(method -> Modifier.isAbstract(method.getModifiers()))
            .map(Method::getName).filter(name -> !LOCAL.contains(name)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outcome(Admin admin, Call call) throws Exception {
        try {
            call.on(admin).get(30, TimeUnit.SECONDS);
            return "done";
        } catch (ExecutionException failed) {
            return failed.getCause().getClass().getSimpleName();
        } catch (RuntimeException failed) {
            return failed.getClass().getSimpleName();
        }
    }

    private void is(String method, String outcome, List<String> apis, Call call) {
        methods.put(method, new Expected(outcome, apis, call));
    }

    private void declare() {
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartitionReplica replica = new TopicPartitionReplica(topic, 0, node);
        ConfigResource config = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AclBinding acl = new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry("User:a", "*", AclOperation.READ, AclPermissionType.ALLOW));
        ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, named("quota")));
        topics(first, replica, config);
        groups(first);
        cluster(client);
        security(acl);
        transactions(first);
        newGroups(first);
    }

    private void topics(TopicPartition first, TopicPartitionReplica replica, ConfigResource config) {
        is("createTopics", "done", List.of("CreateTopics"), a -> a.createTopics(List.of(new NewTopic(gone, 1, (short) 1))).all());
        is("deleteTopics", "done", List.of("DeleteTopics"), a -> a.deleteTopics(List.of(gone)).all());
        is("listTopics", "done", List.of("Metadata"), a -> a.listTopics().names());
        is("describeTopics", "done", List.of("DescribeTopicPartitions"), a -> a.describeTopics(TopicCollection.ofTopicNames(List.of(topic))).allTopicNames());
        is("createPartitions", "done", List.of("CreatePartitions"), a -> a.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all());
        is("describeConfigs", "done", List.of("DescribeConfigs"), a -> a.describeConfigs(List.of(config)).all());
        is("incrementalAlterConfigs", "done", List.of("IncrementalAlterConfigs"), a -> a.incrementalAlterConfigs(
            Map.of(config, List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "98765432"), AlterConfigOp.OpType.SET)))).all());
        is("listConfigResources", "done", List.of("ListConfigResources"), a -> a.listConfigResources().all());
        is("listClientMetricsResources", "done", List.of("ListConfigResources"), a -> a.listClientMetricsResources().all());
        is("deleteRecords", "done", List.of("DeleteRecords"), a -> a.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(1))).all());
        is("listOffsets", "done", List.of("ListOffsets"), a -> a.listOffsets(Map.of(first, OffsetSpec.latest())).all());
        is("describeLogDirs", "done", List.of("DescribeLogDirs"), a -> a.describeLogDirs(List.of(node)).allDescriptions());
        is("describeReplicaLogDirs", "done", List.of("DescribeLogDirs"), a -> a.describeReplicaLogDirs(List.of(replica)).all());
        is("alterReplicaLogDirs", "LogDirNotFoundException", List.of("AlterReplicaLogDirs"), a -> a.alterReplicaLogDirs(Map.of(replica, "/no/such/dir")).all());
        is("electLeaders", "done", List.of("ElectLeaders"), a -> a.electLeaders(ElectionType.PREFERRED, Set.of(first)).partitions());
        is("alterPartitionReassignments", "done", List.of("AlterPartitionReassignments"), a -> a.alterPartitionReassignments(
            Map.of(first, Optional.of(new NewPartitionReassignment(List.of(node))))).all());
        is("listPartitionReassignments", "done", List.of("ListPartitionReassignments"), a -> a.listPartitionReassignments().reassignments());
        is("describeProducers", "done", List.of("DescribeProducers"), a -> a.describeProducers(List.of(first)).all());
    }

    private void groups(TopicPartition first) {
        is("listGroups", "done", List.of("ListGroups"), a -> a.listGroups().all());
        is("listConsumerGroups", "done", List.of("ListGroups"), a -> a.listConsumerGroups().all());
        is("describeConsumerGroups", "done", List.of("DescribeGroups"), a -> a.describeConsumerGroups(List.of(group)).all());
        is("describeClassicGroups", "done", List.of("DescribeGroups"), a -> a.describeClassicGroups(List.of(group)).all());
        is("listConsumerGroupOffsets", "done", List.of("OffsetFetch"), a -> a.listConsumerGroupOffsets(group).all());
        is("alterConsumerGroupOffsets", "done", List.of("OffsetCommit"), a -> a.alterConsumerGroupOffsets(group, Map.of(first, new OffsetAndMetadata(2))).all());
        is("deleteConsumerGroupOffsets", "done", List.of("OffsetDelete"), a -> a.deleteConsumerGroupOffsets(group, Set.of(first)).all());
        is("removeMembersFromConsumerGroup", "UnknownMemberIdException", List.of("LeaveGroup"), a -> a.removeMembersFromConsumerGroup(group,
            new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("nobody")))).all());
        is("deleteConsumerGroups", "done", List.of("DeleteGroups"), a -> a.deleteConsumerGroups(List.of(group)).all());
    }

    private void cluster(ClientQuotaEntity client) {
        is("describeCluster", "done", List.of("DescribeCluster"), a -> a.describeCluster().clusterId());
        is("describeFeatures", "done", List.of(), a -> a.describeFeatures().featureMetadata());
        is("updateFeatures", "InvalidUpdateVersionException", List.of("UpdateFeatures"), a -> a.updateFeatures(
            Map.of("no.version", new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.UPGRADE)), new UpdateFeaturesOptions()).all());
        is("describeMetadataQuorum", "done", List.of("DescribeQuorum"), a -> a.describeMetadataQuorum().quorumInfo());
        is("unregisterBroker", "BrokerIdNotRegisteredException", List.of("UnregisterBroker"), a -> a.unregisterBroker(node + 70).all());
        is("describeClientQuotas", "done", List.of("DescribeClientQuotas"), a -> a.describeClientQuotas(ClientQuotaFilter.all()).entities());
        is("alterClientQuotas", "done", List.of("AlterClientQuotas"), a -> a.alterClientQuotas(
            List.of(new ClientQuotaAlteration(client, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e9))))).all());
        is("clientInstanceId", "IllegalStateException", List.of(), a -> KafkaFuture.completedFuture(a.clientInstanceId(Duration.ofSeconds(5))));
        is("addRaftVoter", "UnsupportedVersionException", List.of("AddRaftVoter"), a -> a.addRaftVoter(node + 70, Uuid.randomUuid(),
            Set.of(new RaftVoterEndpoint("CONTROLLER", "localhost", 1))).all());
        is("removeRaftVoter", "UnsupportedVersionException", List.of("RemoveRaftVoter"), a -> a.removeRaftVoter(node + 70, Uuid.randomUuid()).all());
    }

    /** Of a broker without an authorizer and without delegation tokens, as Kafka's is by default. */
    private void security(AclBinding acl) {
        is("describeAcls", "SecurityDisabledException", List.of("DescribeAcls"), a -> a.describeAcls(AclBindingFilter.ANY).values());
        is("createAcls", "SecurityDisabledException", List.of("CreateAcls"), a -> a.createAcls(List.of(acl)).all());
        is("deleteAcls", "SecurityDisabledException", List.of("DeleteAcls"), a -> a.deleteAcls(List.of(acl.toFilter())).all());
        is("createDelegationToken", "UnsupportedByAuthenticationException", List.of("CreateDelegationToken"), a -> a.createDelegationToken().delegationToken());
        is("renewDelegationToken", "UnsupportedByAuthenticationException", List.of("RenewDelegationToken"), a -> a.renewDelegationToken(new byte[] {1}).expiryTimestamp());
        is("expireDelegationToken", "UnsupportedByAuthenticationException", List.of("ExpireDelegationToken"), a -> a.expireDelegationToken(new byte[] {1}).expiryTimestamp());
        is("describeDelegationToken", "UnsupportedByAuthenticationException", List.of("DescribeDelegationToken"), a -> a.describeDelegationToken().delegationTokens());
        is("describeUserScramCredentials", "done", List.of("DescribeUserScramCredentials"), a -> a.describeUserScramCredentials().all());
        is("alterUserScramCredentials", "ResourceNotFoundException", List.of("AlterUserScramCredentials"), a -> a.alterUserScramCredentials(
            List.of(new UserScramCredentialDeletion("nobody", ScramMechanism.SCRAM_SHA_256))).all());
    }

    private void transactions(TopicPartition first) {
        String id = named("transactional");
        is("listTransactions", "done", List.of("ListTransactions"), a -> a.listTransactions().all());
        is("describeTransactions", "TransactionalIdNotFoundException", List.of("DescribeTransactions"), a -> a.describeTransactions(List.of(id)).all());
        is("abortTransaction", "done", List.of("WriteTxnMarkers"), a -> a.abortTransaction(new AbortTransactionSpec(first, 77, (short) 0, 0)).all());
        is("fenceProducers", "done", List.of("AddPartitionsToTxn"), a -> a.fenceProducers(List.of(id)).all());
        is("forceTerminateTransaction", "done", List.of("AddPartitionsToTxn"), a -> a.forceTerminateTransaction(id).result());
    }

    private void newGroups(TopicPartition first) {
        String none = named("no-such-group");
        is("describeShareGroups", "GroupIdNotFoundException", List.of("ShareGroupDescribe"), a -> a.describeShareGroups(List.of(none)).all());
        is("listShareGroupOffsets", "done", List.of("DescribeShareGroupOffsets"), a -> a.listShareGroupOffsets(Map.of(none, new ListShareGroupOffsetsSpec())).all());
        is("alterShareGroupOffsets", "done", List.of("AlterShareGroupOffsets"), a -> a.alterShareGroupOffsets(none, Map.of(first, 0L)).all());
        is("deleteShareGroupOffsets", "done", List.of("DeleteShareGroupOffsets"), a -> a.deleteShareGroupOffsets(none, Set.of(topic)).all());
        is("deleteShareGroups", "GroupIdNotFoundException", List.of("DeleteGroups"), a -> a.deleteShareGroups(List.of(named("never"))).all());
        is("describeStreamsGroups", "GroupIdNotFoundException", List.of("StreamsGroupDescribe"), a -> a.describeStreamsGroups(List.of(none)).all());
        is("listStreamsGroupOffsets", "done", List.of("OffsetFetch"), a -> a.listStreamsGroupOffsets(Map.of(none, new ListStreamsGroupOffsetsSpec())).all());
        is("alterStreamsGroupOffsets", "done", List.of("OffsetCommit"), a -> a.alterStreamsGroupOffsets(none, Map.of(first, new OffsetAndMetadata(0))).all());
        is("deleteStreamsGroupOffsets", "done", List.of("OffsetDelete"), a -> a.deleteStreamsGroupOffsets(none, Set.of(first)).all());
        is("deleteStreamsGroups", "GroupIdNotFoundException", List.of("DeleteGroups"), a -> a.deleteStreamsGroups(List.of(named("never"))).all());
    }
}
