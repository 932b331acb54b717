import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;

/**
 * A parser that reads texts, and says of all else that it does not; and its adapter, which is main().
 *
 * <pre>
 *     javac -d /tmp/example SluiceAdapter.java Example.java
 *     sluice conform -- java -cp /tmp/example Example
 * </pre>
 */
public final class Example {
    private Example() {
    }

    static void parse(byte[] stream) throws IOException, SluiceAdapter.Unsupported {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(stream));
        if (in.readInt() != 0xACED0005) {
            throw new StreamCorruptedException("no object stream");
        }
        for (int type = in.read(); type >= 0; type = in.read()) {
            if (type == 0x74) {
                in.readUTF();
            } else if (type == 0x7C) {
                long length = in.readLong();
                if (length < 0 || length > in.available()) {
                    throw new EOFException("a text of " + length + " bytes");
                }
                in.skipBytes((int) length);
            } else if (type >= 0x70 && type <= 0x7E) {
                throw new SluiceAdapter.Unsupported("type " + Integer.toHexString(type));
            } else {
                throw new StreamCorruptedException("no type: " + Integer.toHexString(type));
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        SluiceAdapter.run("example-java", "1", Example::parse);
    }
}
