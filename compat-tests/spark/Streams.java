import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Copies a topic to others with Spark.
 *
 * <pre>
 * follow FROM TO FOLDER            goes on where the checkpoint in FOLDER ends, in small batches, until it is killed
 * finish FROM TO FOLDER RANGE...   the same, to the end of FROM; then copies ranges, each as "TO OPTION=VALUE OPTION=VALUE"
 * </pre>
 */
public final class Streams {
    private Streams() {}

    public static void main(String[] arguments) throws Exception {
        String from = arguments[1], to = arguments[2], folder = arguments[3];
        boolean finish = arguments[0].equals("finish");
        try (var spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()) {
            follow(spark, from, to, folder, finish ? Trigger.AvailableNow() : Trigger.ProcessingTime(100));
            for (String range : Arrays.asList(arguments).subList(4, arguments.length)) {
                copyRange(spark, from, range.split(" "));
            }
        }
    }

    private static void follow(SparkSession spark, String from, String to, String folder, Trigger trigger) throws Exception {
        Dataset<Row> read = spark.readStream().format("kafka").options(options(from)).option("startingOffsets", "earliest")
                .option("maxOffsetsPerTrigger", 100).load();
        copied(read).writeStream().format("kafka").option("kafka.bootstrap.servers", System.getenv("BOOTSTRAP")).option("topic", to)
                .option("checkpointLocation", folder).trigger(trigger).start().awaitTermination();
    }

    private static void copyRange(SparkSession spark, String from, String[] range) {
        var options = options(from);
        for (String option : Arrays.asList(range).subList(1, range.length)) {
            String[] pair = option.split("=", 2);
            options.put(pair[0], pair[1]);
        }
        copied(spark.read().format("kafka").options(options).load())
                .write().format("kafka").option("kafka.bootstrap.servers", System.getenv("BOOTSTRAP")).option("topic", range[0]).save();
    }

    private static Map<String, String> options(String topic) {
        return new HashMap<>(Map.of("kafka.bootstrap.servers", System.getenv("BOOTSTRAP"), "subscribe", topic, "includeHeaders", "true",
                "kafka.isolation.level", "read_committed"));
    }

    private static Dataset<Row> copied(Dataset<Row> read) {
        return read.selectExpr("key", "value", "headers", "partition");
    }
}
