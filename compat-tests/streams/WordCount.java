import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Counts words exactly once, until it is killed: WordCount APPLICATION LINES WORDS LETTERS STATE_DIR.
 *
 * LINES has lines of words by their number. Each word of each line gives a record in WORDS, "COUNT LINE" by word, and one in LETTERS, the
 * count of all words with its first letter. Between them are two repartition topics and two stores with a changelog each.
 */
public final class WordCount {
    private static final Serdes.StringSerde TEXT = new Serdes.StringSerde();
    private static final Serdes.LongSerde NUMBER = new Serdes.LongSerde();

    private WordCount() {}

    public static void main(String[] arguments) {
        var streams = new KafkaStreams(topology(arguments[1], arguments[2], arguments[3]), config(arguments[0], arguments[4]));
        streams.setGlobalStateRestoreListener(new Restored());
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(3);
            return null;
        });
        streams.setStateListener((now, before) -> System.out.println("state: " + now));
        streams.start();
    }

    private static Topology topology(String lines, String words, String letters) {
        var builder = new StreamsBuilder();
        KTable<String, String> counts = builder.<String, String>stream(lines)
            .flatMap((line, text) -> Arrays.stream(text.split(" ")).map(word -> new KeyValue<>(word, line)).toList())
            .groupByKey(Grouped.as("words"))
            .aggregate(() -> "0 none", (word, line, count) -> (countOf(count) + 1) + " " + line, Materialized.as("words-store"));
        counts.toStream().to(words);
        counts.groupBy((word, count) -> new KeyValue<>(word.substring(0, 1), count), Grouped.as("letters"))
            .aggregate(() -> 0L, (letter, count, sum) -> sum + countOf(count), (letter, count, sum) -> sum - countOf(count),
                Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("letters-store").withKeySerde(TEXT).withValueSerde(NUMBER))
            .toStream().mapValues(sum -> sum.toString()).to(letters);
        return builder.build();
    }

    private static long countOf(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }

    private static Properties config(String application, String stateDir) {
        var config = new Properties();
        config.putAll(Map.ofEntries(
            Map.entry("bootstrap.servers", Objects.requireNonNull(System.getenv("BOOTSTRAP"), "BOOTSTRAP=host:port must say which broker to test")),
            Map.entry("application.id", application), Map.entry("state.dir", stateDir), Map.entry("processing.guarantee", "exactly_once_v2"),
            Map.entry("num.stream.threads", 2), Map.entry("replication.factor", 1),
            // Most of a transaction is in the log long before it is committed, so that a kill leaves something to abort.
            Map.entry("commit.interval.ms", 300), Map.entry("producer.linger.ms", 5),
            // Without a cache each update is seen, not the last of some.
            Map.entry("statestore.cache.max.bytes", 0),
            // What was repartitioned is deleted soon, so that the test has that too.
            Map.entry("repartition.purge.interval.ms", 1000),
            // A killed one is missed soon: as a member, and as a producer with an open transaction.
            Map.entry("consumer.session.timeout.ms", 6000), Map.entry("consumer.heartbeat.interval.ms", 1000),
            Map.entry("producer.transaction.timeout.ms", 6000),
            Map.entry("default.key.serde", Serdes.StringSerde.class), Map.entry("default.value.serde", Serdes.StringSerde.class)));
        return config;
    }

    /** Says what the stores got back from their changelogs. */
    private static final class Restored implements StateRestoreListener {
        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long to) {}

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long count) {}

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long count) {
            System.out.println("restored: " + store + " " + count);
        }
    }
}
