import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.OptionalDataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lines of vectors.jsonl, and each stream with the reads that its line names; prints what happened. */
public final class Measure {
    private static final int SKIPPED_BYTES = 100;
    private static final int BYTES_READ_FULLY = 4;

    private Measure() {
    }

    private static String value(String line, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": \"([^\"]*)\"").matcher(line);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + key + " in " + line);
        }
        return matcher.group(1);
    }

    private static String describe(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        if (thrown instanceof OptionalDataException) {
            OptionalDataException optional = (OptionalDataException) thrown;
            return name + "(len=" + optional.length + ",eof=" + optional.eof + ")";
        }
        return thrown.getMessage() == null ? name : name + "[" + thrown.getMessage() + "]";
    }

    private static void read(ObjectInputStream stream, char op)
            throws IOException, ClassNotFoundException {
        switch (op) {
            case 'O': stream.readObject(); break;
            case 'U': stream.readUnshared(); break;
            case 'I': stream.readInt(); break;
            case 'b': stream.read(); break;
            case 'Z': stream.readBoolean(); break;
            case 'T': stream.readUTF(); break;
            case 'A': stream.available(); break;
            case 'F': stream.readFully(new byte[BYTES_READ_FULLY]); break;
            case 'S': stream.skipBytes(SKIPPED_BYTES); break;
            default: throw new IllegalArgumentException("no such read: " + op);
        }
    }

    private static String measure(byte[] bytes, String ops) {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        ObjectInputStream stream;
        try {
            stream = new ObjectInputStream(source);
        } catch (IOException thrown) {
            return "ctor: " + describe(thrown);
        }
        List<String> results = new ArrayList<>();
        for (char op : ops.toCharArray()) {
            try {
                read(stream, op);
                results.add("value");
            } catch (Throwable thrown) { // what leaves the JDK is what is measured
                results.add(describe(thrown));
            }
        }
        if (source.available() > 0) {
            results.add("left=" + source.available());
        }
        return String.join(" ; ", results);
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            byte[] bytes = Files.readAllBytes(Path.of(arguments[0], value(line, "file")));
            System.out.println(value(line, "id") + "\t" + measure(bytes, value(line, "ops")));
        }
    }
}
