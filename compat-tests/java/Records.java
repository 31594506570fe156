import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What the round (see ../README.md) produces: record number n, the same for every client. */
final class Records {
    static final int PARTITIONS = 3;
    static final int RECORDS_A_CODEC = 60;
    static final long FIRST_TIMESTAMP_MS = (System.currentTimeMillis() / 1000 - 3600) * 1000;
    static final long STEP_MS = 1000;

    private Records() {}

    static long timestampOf(int number) {
        return FIRST_TIMESTAMP_MS + number * STEP_MS;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<ProducerRecord<String, String>> from(String topic, String codec, int first) {
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        for (int number = first; number < first + RECORDS_A_CODEC; number++) {
            Headers headers = new RecordHeaders().add("number", bytes("" + number)).add("codec", bytes(codec)).add("number", new byte[] {0, -1});
            String value = (codec + " value " + number + " ").repeat(20);
            records.add(new ProducerRecord<>(topic, number % PARTITIONS, timestampOf(number), "key-" + number, value, headers));
        }
        return records;
    }

    /** The records of one partition as text, in their order, with the offset that each must get. */
    static List<String> ofPartition(List<ProducerRecord<String, String>> records, int partition, long firstOffset) {
        List<String> texts = new ArrayList<>();
        for (var record : records) {
            if (record.partition() == partition) {
                texts.add(text(firstOffset++, record.timestamp(), record.key(), record.value(), record.headers()));
            }
        }
        return texts;
    }

    static String text(ConsumerRecord<String, String> record) {
        return text(record.offset(), record.timestamp(), record.key(), record.value(), record.headers());
    }

    private static String text(long offset, long timestamp, String key, String value, Headers headers) {
        return offset + " " + timestamp + " " + key + " " + value + " " + Arrays.toString(headers.toArray());
    }

    /** The first offset whose record is not older than the time, or null. */
    static Long offsetAt(int partition, long time, int end) {
        for (int number = partition; number < end; number += PARTITIONS) {
            if (timestampOf(number) >= time) {
                return (long) (number / PARTITIONS);
            }
        }
        return null;
    }
}
