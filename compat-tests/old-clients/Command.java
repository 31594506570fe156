import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Does with a client what lines of standard input say, and answers in lines: see commands.py. */
public final class Command {
    /** What commands ask of a client; offsets are by partition. */
    interface Client {
        void produce(String topic, String codec, List<Sent> records) throws Exception;
        void consume(String topic, String group, int count) throws Exception;
        long[] committed(String topic, String group) throws Exception;
        long[] ends(String topic, boolean last) throws Exception;
        long[] atTime(String topic, long timestamp) throws Exception;
    }

    record Sent(int partition, long timestamp, byte[] key, byte[] value) {}

    static final int PARTITIONS = 3;

    private Command() {}

    static void tell(int partition, long offset, long timestamp, byte[] key, byte[] value) {
        System.out.println("record " + partition + " " + offset + " " + timestamp + " " + text(key) + " " + text(value));
    }

    static void run(Client client) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                obey(client, line.split(" "), lines);
                System.out.println("done");
            } catch (Exception error) {
                error.printStackTrace();
                System.out.println("failed " + error);
            }
        }
    }

    private static void obey(Client client, String[] words, BufferedReader lines) throws Exception {
        switch (words[0]) {
            case "produce" -> client.produce(words[1], words[2], records(lines, Integer.parseInt(words[3])));
            case "consume" -> client.consume(words[1], words[2], Integer.parseInt(words[3]));
            case "committed" -> tell(client.committed(words[1], words[2]));
            case "ends" -> tell(client.ends(words[1], words[2].equals("last")));
            case "at-time" -> tell(client.atTime(words[1], Long.parseLong(words[2])));
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static List<Sent> records(BufferedReader lines, int count) throws Exception {
        List<Sent> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String[] words = lines.readLine().split(" ");
            records.add(new Sent(Integer.parseInt(words[0]), Long.parseLong(words[1]), bytes(words[2]), bytes(words[3])));
        }
        return records;
    }

    private static void tell(long[] offsets) {
        for (int partition = 0; partition < offsets.length; partition++) {
            System.out.println("offset " + partition + " " + offsets[partition]);
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "-" : "=" + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.equals("-") ? null : Base64.getDecoder().decode(text.substring(1));
    }
}
