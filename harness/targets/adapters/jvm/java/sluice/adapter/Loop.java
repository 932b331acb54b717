package sluice.adapter;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers frames until the input ends. */
final class Loop {
    private static final int TEXT = 300;
    private static final int KEPT = 16;

    private final Mode mode;
    private final ClassLoader below;
    private final Frames frames;
    /* Settings are large when read, and are seldom asked for again: the last few are kept as they are. */
    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<Integer, Setting> settings = new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Setting> eldest) {
            return size() > KEPT;
        }
    };
    private final Reply reply = new Reply();
    private final Inspector inspector;

    Loop(Mode mode, ClassLoader below, Frames frames) {
        this.mode = mode;
        this.below = below;
        this.frames = frames;
        inspector = mode == Mode.INSPECT ? new Inspector() : null;
        texts.put(0, "{}");
    }

    void run() throws IOException, InterruptedException {
        byte[] hello = hello().getBytes(StandardCharsets.UTF_8);
        frames.write('H', hello, hello.length);
        frames.flush();
        for (Frames.Frame frame = frames.next(); frame != null; frame = frames.next()) {
            switch (frame.kind()) {
            case 'S' -> takeSetting(frame.body());
            case 'C' -> answer(frame.body());
            case 'E' -> frames.flush();
            default -> {
            }
            }
        }
        frames.flush();
    }

    private String hello() {
        String feature = Integer.toString(Runtime.version().feature());
        JsonObject hello = Json.object().add("contract", 1).add("name", "jdk" + feature + "-" + mode.word)
                .add("version", Runtime.version().toString()).add("language", "java")
                .add("can", Json.array(mode.can.toArray(new String[0])));
        if (mode.can.contains("trace")) {
            hello.add("shows", Json.array("check-began", "check-ended", "resolved"));
        }
        return hello.toString();
    }

    private void takeSetting(byte[] body) {
        int id = ByteBuffer.wrap(body).getInt();
        texts.put(id, new String(body, Integer.BYTES, body.length - Integer.BYTES, StandardCharsets.UTF_8));
        settings.remove(id);
    }

    /** Null where no such setting was sent. */
    private Setting setting(int id) {
        String text = texts.get(id);
        return text == null ? null : settings.computeIfAbsent(id, unused -> new Setting(text));
    }

    private void answer(byte[] body) throws IOException, InterruptedException {
        ByteBuffer in = ByteBuffer.wrap(body);
        int sequence = in.getInt();
        int number = in.getInt();
        byte[] asked = new byte[Byte.toUnsignedInt(in.get())];
        in.get(asked);
        if (!new String(asked, StandardCharsets.US_ASCII).equals(inspector == null ? "decode" : "inspect")) {
            reply.begin(sequence, 'U').field('m', "this mode is not known").send(frames);
            return;
        }
        if (inspector != null) {
            inspect(sequence, texts.get(number), body, in.position());
            return;
        }
        Setting setting = setting(number);
        if (setting == null || setting.unknown != null) {
            reply.begin(sequence, 'U').field('m', setting == null ? "no such setting" : setting.unknown).send(frames);
        } else {
            decode(sequence, setting, new Source(body, in.position()));
        }
    }

    private void inspect(int sequence, String setting, byte[] body, int from) throws IOException {
        if (setting == null || !inspector.inspect(sequence, setting, body, from, reply)) {
            reply.begin(sequence, 'U').field('m', "no such setting, or none of an inspection");
        }
        reply.send(frames);
    }

    private void decode(int sequence, Setting setting, Source source) throws IOException, InterruptedException {
        Case now = new Case(new ModelClasses(setting, below, mode.isAtomic()));
        Reader read = Reader.read(mode, now, source);
        Throwable failure = read.failure;
        if (now.unknown != null || failure instanceof Unsupported) {
            String what = now.unknown != null ? now.unknown : failure.getMessage();
            reply.begin(sequence, 'U').field('m', what).send(frames);
            return;
        }
        reply.begin(sequence, verdict(now, failure));
        if (failure == null && now.handles != null) {
            byte[] value = Shown.of(now, read.items);
            if (value != null) {
                reply.field('v', value);
            }
        } else if (failure != null) {
            reply.field('e', name(failure.getClass())).field('m', words(failure));
        }
        now.events.forEach(event -> reply.field('t', event));
        now.effects.forEach(effect -> reply.field('x', effect));
        reply.field('b', read.allocated).send(frames);
    }

    private static char verdict(Case now, Throwable failure) {
        if (failure == null) {
            return 'A';
        }
        return now.filter != null && now.filter.hasReachedLimit() ? 'L' : 'R';
    }

    /** A class without a name of its own goes by that of the first above it that has one. */
    private static String name(Class<?> of) {
        Class<?> named = of;
        while (named.getSimpleName().isEmpty()) {
            named = named.getSuperclass();
        }
        return named.getSimpleName();
    }

    /** In one line: what it says, or what caused it. */
    static String words(Throwable failure) {
        Throwable cause = failure.getCause();
        String said = failure.getMessage() == null && cause != null ? cause.toString() : failure.getMessage();
        String text = String.valueOf(said).replaceAll("\\s+", " ");
        return text.length() <= TEXT ? text : text.substring(0, TEXT);
    }
}
