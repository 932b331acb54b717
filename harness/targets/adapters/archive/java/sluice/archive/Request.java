package sluice.archive;

import java.io.ByteArrayInputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is asked: the archives of a class path, in its order, and whom to trust. */
final class Request {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    record Archive(String name, byte[] bytes) {
    }

    /** It cannot be answered here. */
    static final class Unsupported extends Exception {
        private static final long serialVersionUID = 1;

        Unsupported(String why) {
            super(why);
        }
    }

    final List<Archive> archives = new ArrayList<>();
    /** The store, by alias. */
    final Map<String, X509Certificate> trust = new LinkedHashMap<>();
    /** Who may say when a signature was made, or is above them, by alias. */
    final Map<String, X509Certificate> timestampers = new LinkedHashMap<>();
    /** Aliases that may sign; empty: all of the store. */
    final List<String> pins = new ArrayList<>();
    Optional<Instant> clock = Optional.empty();

    private Request() {
    }

    /** Reads fields: a tag, four bytes of length, that many bytes. */
    static Request parse(byte[] body, int from) throws Unsupported {
        ByteBuffer in = ByteBuffer.wrap(body, from, body.length - from);
        Request request = new Request();
        String name = null;
        String alias = null;
        try {
            while (in.hasRemaining()) {
                char tag = (char) in.get();
                byte[] content = content(in);
                switch (tag) {
                case 'n' -> name = request.fileName(text(content));
                case 'a' -> {
                    request.archives.add(new Archive(name != null ? name : request.usualName(), content));
                    name = null;
                }
                case 'l' -> alias = text(content);
                case 'c' -> {
                    request.trust.put(named(alias), certificate(content));
                    alias = null;
                }
                case 't' -> {
                    request.timestampers.put(named(alias), certificate(content));
                    alias = null;
                }
                case 'u' -> throw new Unsupported("a codebase: no tool of the JDK looks at the digest in it");
                case 'p' -> request.pins.add(text(content));
                case 'w' -> request.clock = Optional.of(Instant.ofEpochSecond(ByteBuffer.wrap(content).getLong()));
                default -> throw new Unsupported("a field " + tag + ", which is not known");
                }
            }
        } catch (BufferUnderflowException e) {
            throw new Unsupported("a field that is cut off");
        }
        if (request.archives.isEmpty()) {
            throw new Unsupported("no archive");
        }
        return request;
    }

    private static byte[] content(ByteBuffer in) throws Unsupported {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new Unsupported("a field that is cut off");
        }
        byte[] content = new byte[length];
        in.get(content);
        return content;
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private String usualName() throws Unsupported {
        return fileName("archive-" + (archives.size() + 1) + ".jar");
    }

    /** It becomes one in a folder of ours. */
    private String fileName(String name) throws Unsupported {
        if (!FILE_NAME.matcher(name).matches() || archives.stream().anyMatch(one -> one.name.equals(name))) {
            throw new Unsupported("an archive whose file name is taken, or none that is used here");
        }
        return name;
    }

    private static String named(String alias) throws Unsupported {
        if (alias == null) {
            throw new Unsupported("a certificate without an alias");
        }
        return alias;
    }

    private static X509Certificate certificate(byte[] der) throws Unsupported {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new Unsupported("a certificate of the store that this JDK does not read: " + e.getMessage());
        }
    }
}
