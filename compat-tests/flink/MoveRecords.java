import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaPartitioner;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Moves numbers from a topic to two others, exactly once, in a mini cluster, until it is killed.
 *
 * <p>Arguments: the source, a target for each way to name transactions, a folder, and a checkpoint to go on from, or nothing.
 */
public final class MoveRecords {
    private static final int PARTITIONS = 2;

    private MoveRecords() {}

    public static void main(String[] arguments) throws Exception {
        String source = arguments[0], folder = arguments[3], checkpoint = arguments[4];
        var environment = StreamExecutionEnvironment.createLocalEnvironment(PARTITIONS, configuration(folder, checkpoint));
        var numbers = environment.fromSource(source(source), WatermarkStrategy.noWatermarks(), "source").map(new Stumble(folder));
        numbers.sinkTo(sink(arguments[1], TransactionNamingStrategy.INCREMENTING));
        numbers.sinkTo(sink(arguments[2], TransactionNamingStrategy.POOLING));
        environment.execute();
    }

    private static Configuration configuration(String folder, String checkpoint) {
        var configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, Path.of(folder, "checkpoints").toUri().toString());
        configuration.set(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION, ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        if (!checkpoint.isEmpty()) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
        }
        return configuration;
    }

    private static KafkaSource<String> source(String topic) {
        return KafkaSource.<String>builder()
                .setBootstrapServers(System.getenv("BOOTSTRAP"))
                .setTopics(topic)
                .setGroupId("group-" + topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setValueOnlyDeserializer(new SimpleStringSchema())
                .build();
    }

    private static KafkaSink<String> sink(String topic, TransactionNamingStrategy naming) {
        KafkaPartitioner<String> partitioner = (number, key, value, target, partitions) -> Integer.parseInt(number) % PARTITIONS;
        return KafkaSink.<String>builder()
                .setBootstrapServers(System.getenv("BOOTSTRAP"))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionNamingStrategy(naming)
                .setTransactionalIdPrefix(topic)
                .setProperty("transaction.timeout.ms", "120000")
                .setRecordSerializer(KafkaRecordSerializationSchema.<String>builder()
                        .setTopic(topic)
                        .setPartitioner(partitioner)
                        .setValueSerializationSchema(new SimpleStringSchema())
                        .build())
                .build();
    }

    /** Passes numbers on, slowly, and fails twice: on a record, and on a checkpoint for which the sinks have flushed their transactions. */
    private static final class Stumble implements MapFunction<String, String>, CheckpointedFunction {
        private final String folder;
        private int seen;

        Stumble(String folder) {
            this.folder = folder;
        }

        @Override
        public String map(String number) throws Exception {
            Thread.sleep(5);
            if (++seen == 150) {
                failOnce("record");
            }
            return number;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            if (seen > 250) {
                failOnce("checkpoint");
            }
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {}

        /** Once for all of a test's processes. */
        private void failOnce(String on) throws IOException {
            try {
                Files.createFile(Path.of(folder, "failed-on-" + on));
            } catch (FileAlreadyExistsException itDid) {
                return;
            }
            throw new IllegalStateException("fails on a " + on);
        }
    }
}
