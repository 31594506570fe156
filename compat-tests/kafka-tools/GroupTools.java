import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** kafka-consumer-groups: a group with a member, then empty, then gone. */
final class GroupTools extends ToolTest {
    GroupTools(String bootstrap, String unique) {
        super(bootstrap, unique);
    }

    @Override
    void run() throws Exception {
        String topic = topicWith("groups", 1, 10);
        String group = named("lag");
        try (var member = member(group)) {
            member.subscribe(List.of(topic));
            for (int count = 0; count < 4; ) {
                count += member.poll(Duration.ofSeconds(1)).count();
            }
            member.commitSync();
            describeWithMember(group, topic);
        }
        resetWhenEmpty(group, topic);
        tool("kafka-consumer-groups", "--delete", "--group", group).succeeded().says("Deletion of requested consumer groups", group, "was successful");
        tool("kafka-consumer-groups", "--list").succeeded().isSilentOf(group);
        tool("kafka-consumer-groups", "--describe", "--group", group).says("GroupIdNotFoundException");
    }

    private void describeWithMember(String group, String topic) {
        tool("kafka-consumer-groups", "--list").succeeded().says(group);
        tool("kafka-consumer-groups", "--list", "--state", "stable").succeeded().says(group, "Stable");
        tool("kafka-consumer-groups", "--describe", "--group", group).succeeded().says(group, topic, " 4 ", " 10 ", " 6 ", "the-member");
        tool("kafka-consumer-groups", "--describe", "--group", group, "--members", "--verbose").succeeded().says(group, "the-member", topic + ":0");
        tool("kafka-consumer-groups", "--describe", "--group", group, "--state").succeeded().says(group, "range", "Stable");
        tool("kafka-consumer-groups", "--reset-offsets", "--group", group, "--topic", topic, "--to-earliest", "--execute").says("Error", "can only be reset if the group");
        tool("kafka-consumer-groups", "--delete", "--group", group).says("could not be deleted");
    }

    private void resetWhenEmpty(String group, String topic) {
        tool("kafka-consumer-groups", "--describe", "--group", group, "--state").succeeded().says(group, "Empty");
        reset(group, topic, "2", "--to-offset", "2");
        reset(group, topic, "5", "--shift-by", "3");
        reset(group, topic, "10", "--to-latest");
        reset(group, topic, "0", "--to-datetime", "2001-01-01T00:00:00.000");
        reset(group, topic, "10", "--to-offset", "99");
        tool("kafka-consumer-groups", "--describe", "--group", group).succeeded().says(group, topic, " 10 ", " 0 ");
    }

    private void reset(String group, String topic, String wanted, String... how) {
        String[] arguments = new String[how.length + 6];
        System.arraycopy(new String[] {"--reset-offsets", "--group", group, "--topic", topic, "--execute"}, 0, arguments, 0, 6);
        System.arraycopy(how, 0, arguments, 6, how.length);
        List<String> lines = tool("kafka-consumer-groups", arguments).succeeded().linesWith(group, topic);
        equal("offset after " + String.join(" ", how), lines.get(0).trim().replaceAll(".*\\s", ""), wanted);
    }

    private KafkaConsumer<String, String> member(String group) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "group.id", group, "client.id", "the-member", "group.protocol", "classic",
            "auto.offset.reset", "earliest", "enable.auto.commit", false, "max.poll.records", 4);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }
}
