import java.io.IOException;

/** A parser whose streams say what it shall do: test_kits.py. */
final class Kit {
    private static int deeper(int count) {
        return deeper(count + 1) + 1;
    }

    private static void parse(byte[] stream) throws Exception {
        switch (stream.length == 0 ? 'r' : stream[0]) {
            case 'r':
                throw new SluiceAdapter.Refused("EOFException", "cut", 7);
            case 'u':
                throw new SluiceAdapter.Unsupported("not yet");
            case 'l':
                throw new SluiceAdapter.Limit("too much");
            case 's':
                deeper(0);
                break;
            case 'p':
                System.out.println("noise on standard output");
                break;
            case 'c':
                Runtime.getRuntime().halt(134);
                break;
            case 'e':
                throw new IllegalStateException("documented");
            default:
                break;
        }
    }

    public static void main(String[] arguments) throws IOException {
        SluiceAdapter.run("kit", "1", Kit::parse);
    }
}
