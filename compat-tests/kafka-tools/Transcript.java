import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of `transcript/commands`, with what they print and exit with held against `transcript/recorded`: what Apache
 * Kafka 4.4.0 made of the same commands. RECORD names a file to write them to instead.
 *
 * A line is a command; `@` in it is `--bootstrap-server` with the broker's address, TOPIC, OTHER, GROUP and NOWHERE are names of
 * its own, NODE is the broker's id, `FILE:text` a file with that text, and what follows ` << ` is typed. Names become these words
 * again in the output, and what differs from run to run becomes a word as well. Where a line begins with `~`, every number does;
 * with `#`, it is a comment. Where ours means to differ, `transcript/differences` says so: below the reason the recorded text after
 * `- `, and ours after `+ `. A line without any text is none at all. One that is never needed is a failure, but on Kafka itself.
 */
final class Transcript extends ToolTest {
    private static final Path COMMANDS = Path.of("transcript", "commands"), RECORDED = Path.of("transcript", "recorded"), DIFFERENCES = Path.of("transcript", "differences");
    private static final Pattern FILE = Pattern.compile("FILE:(\\S+)");
    /** The help that a tool prints is its own affair. */
    private static final Pattern HELP = Pattern.compile("^(Option +Description|-+ +-+|usage: .*|positional arguments:|optional arguments:|named arguments:)$");

    private final Map<String, String> words = new LinkedHashMap<>();

    Transcript(String bootstrap, String unique) {
        super(bootstrap, unique);
        words.put("TOPIC", named("transcript"));
        words.put("OTHER", named("transcript-other"));
        words.put("GROUP", named("transcript-group"));
        words.put("NOWHERE", named("transcript-nowhere"));
    }

    @Override
    void run() throws Exception {
        String node = tool("kafka-broker-api-versions").succeeded().linesWith("(id: ").get(0).replaceAll(".*\\(id: (\\d+).*", "$1");
        List<String> wanted = Files.exists(RECORDED) ? Files.readAllLines(RECORDED) : List.of();
        List<String> all = new ArrayList<>();
        for (String line : Files.readAllLines(COMMANDS)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                all.add("> " + line);
                all.addAll(answer(line, node));
                if (System.getenv("RECORD") != null) {
                    Files.write(Path.of(System.getenv("RECORD")), all);
                }
            }
        }
        if (System.getenv("RECORD") == null) {
            compare(sections(all), sections(wanted));
        }
    }

    private static Map<String, List<String>> sections(List<String> lines) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = null;
        for (String line : lines) {
            if (line.startsWith("> ")) {
                String command = line;
                while (sections.containsKey(command)) {
                    command += " (again)";
                }
                sections.put(command, section = new ArrayList<>());
            } else {
                section.add(line);
            }
        }
        return sections;
    }

    /** What is recorded, and what is ours instead. */
    private static Map<String, String> differences() throws Exception {
        Map<String, String> differences = new LinkedHashMap<>();
        String theirs = null;
        for (String line : Files.readAllLines(DIFFERENCES)) {
            if (line.startsWith("- ")) {
                theirs = line.substring(2);
            } else if (line.startsWith("+")) {
                differences.put(theirs, line.substring(1).strip());
            }
        }
        return differences;
    }

    private static List<String> ours(List<String> recorded, Map<String, String> differences, Set<String> needed) {
        List<String> ours = new ArrayList<>();
        for (String line : recorded) {
            String changed = line;
            for (Map.Entry<String, String> each : differences.entrySet()) {
                if (changed.contains(each.getKey())) {
                    needed.add(each.getKey());
                    changed = changed.replace(each.getKey(), each.getValue());
                }
            }
            if (!changed.isBlank()) {
                ours.add(changed);
            }
        }
        return ours;
    }

    private static void compare(Map<String, List<String>> got, Map<String, List<String>> wanted) throws Exception {
        equal("commands that are recorded", wanted.keySet(), got.keySet());
        if (got.equals(wanted)) {
            return;
        }
        Map<String, String> expected = differences();
        Set<String> needed = new LinkedHashSet<>();
        StringBuilder differences = new StringBuilder();
        got.forEach((command, lines) -> {
            if (!lines.equals(wanted.get(command)) && !lines.equals(ours(wanted.get(command), expected, needed))) {
                differences.append("%s%n  got:%n    %s%n  Kafka's:%n    %s%n".formatted(command, String.join("\n    ", lines), String.join("\n    ", wanted.get(command))));
            }
        });
        if (!differences.isEmpty()) {
            throw new AssertionError("other answers than recorded\n" + differences);
        }
        equal("differences that are needed", needed, expected.keySet());
    }

    /** The exit code, then what was printed. */
    private List<String> answer(String line, String node) throws Exception {
        boolean plainNumbers = line.startsWith("~");
        String[] halves = line.substring(plainNumbers ? 1 : 0).split(" << ", 2);
        List<String> files = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (String word : halves[0].strip().split(" +")) {
            Matcher file = FILE.matcher(word);
            if (word.equals("@")) {
                arguments.addAll(List.of("--bootstrap-server", bootstrap));
            } else if (file.matches()) {
                Path path = Files.createTempFile("transcript", ".json");
                path.toFile().deleteOnExit();
                Files.writeString(path, expanded(file.group(1), node));
                files.add(path.toString());
                arguments.add(path.toString());
            } else {
                arguments.add(expanded(word, node));
            }
        }
        String input = halves.length == 1 ? "" : halves[1].replace("\\n", "\n").replace("\\t", "\t");
        Tool.Result result = Tool.runWithInput(input, arguments.get(0), arguments.subList(1, arguments.size()).toArray(String[]::new));
        List<String> printed = new ArrayList<>(List.of("exit code " + result.code()));
        for (String text : result.lines()) {
            if (HELP.matcher(text.strip()).matches()) {
                break;
            }
            if (!text.startsWith("\tat ") && !text.matches("\t\\.\\.\\. \\d+ more")) {
                printed.add("  " + normalised(text, node, files, plainNumbers));
            }
        }
        return printed;
    }

    private String expanded(String word, String node) {
        for (Map.Entry<String, String> each : words.entrySet()) {
            word = word.replaceAll("\\b" + each.getKey() + "\\b", each.getValue());
        }
        return word.replaceAll("\\bNODE\\b", node);
    }

    private String normalised(String text, String node, List<String> files, boolean plainNumbers) {
        for (String file : files) {
            text = text.replace(file, "FILE");
        }
        text = text.strip().replaceAll("\\s+", " ");
        String port = bootstrap.replaceAll(".*:", "");
        List<String> names = words.entrySet().stream().sorted((a, b) -> b.getValue().length() - a.getValue().length()).map(Map.Entry::getKey).toList();
        for (String name : names) {
            text = text.replace(words.get(name), name);
        }
        text = text.replaceAll("[\\w.-]+[: ]" + port + "\\b", "BROKER").replaceAll("(\"log_dirs\":\\[\")(?!/no/)[^\"]+", "$1DIRECTORY")
            .replaceAll("^\\[\\d{4}-\\d\\d-\\d\\d [\\d:,]+\\] ", "").replaceAll("\\d{4}-\\d\\d-\\d\\d[ T][\\d:.,]+Z?", "TIME").replaceAll("\\b1[78]\\d{11}\\b", "TIME").replaceAll("(perf-consumer|adminclient|console-consumer)-\\d+", "$1-N")
            .replaceAll("(?<![\\w.-])[\\w-]{22}(?![\\w.-])", "UUID").replaceAll("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UUID")
            .replaceAll("(?i)(?<![\\w.])(broker|node|id|leader|replicas|isr|controller)(\"?[:=]? ?\\[?)" + node + "\\b", "$1$2NODE");
        return plainNumbers ? text.replaceAll("\\d+(\\.\\d+)?", "N") : text;
    }
}
