package sluice.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import sluice.adapter.Frames;
import sluice.adapter.Reply;

/** Answers frames until the input ends. */
final class Loop {
    private static final int TEXT = 600;
    private static final int SHOWN = 200;

    private final Tool tool;
    private final Frames frames;
    private final Reply reply = new Reply();

    Loop(Tool tool, Frames frames) {
        this.tool = tool;
        this.frames = frames;
    }

    void run() throws IOException {
        byte[] hello = hello().getBytes(StandardCharsets.UTF_8);
        frames.write('H', hello, hello.length);
        frames.flush();
        for (Frames.Frame frame = frames.next(); frame != null; frame = frames.next()) {
            switch (frame.kind()) {
            case 'C' -> answer(frame.body());
            case 'E' -> frames.flush();
            default -> {
            }
            }
        }
        frames.flush();
    }

    private String hello() {
        return "{\"contract\": 1, \"name\": \"jdk" + Runtime.version().feature() + '-' + tool.word
                + "\", \"version\": \"" + Runtime.version() + "\", \"language\": \"java\", \"can\": [\"archive\", \"value\"]}";
    }

    private void answer(byte[] body) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(body);
        int sequence = in.getInt();
        int setting = in.getInt();
        byte[] mode = new byte[Byte.toUnsignedInt(in.get())];
        in.get(mode);
        Answer answer;
        if (setting != 0 || !new String(mode, StandardCharsets.US_ASCII).equals("archive")) {
            answer = Answer.unsupported("this mode is not known, or not with a setting");
        } else {
            answer = ask(body, in.position());
        }
        reply.begin(sequence, answer.verdict());
        if (!answer.error().isEmpty()) {
            reply.field('e', answer.error());
        }
        reply.field(answer.verdict() == 'A' ? 'v' : 'm', inOneLine(answer.message()));
        answer.entries().stream().limit(SHOWN).forEach(entry -> reply.field('s', entry));
        reply.send(frames);
    }

    private Answer ask(byte[] body, int from) throws IOException {
        try (CaseFolder folder = CaseFolder.make()) {
            Request request = Request.parse(body, from);
            List<Path> paths = new ArrayList<>();
            for (Request.Archive archive : request.archives) {
                paths.add(Files.write(folder.path().resolve(archive.name()), archive.bytes()));
            }
            return tool.judge(request, paths);
        } catch (Request.Unsupported e) {
            return Answer.unsupported(e.getMessage());
        } catch (StackOverflowError | OutOfMemoryError e) {
            return new Answer('R', Words.name(e), Words.of(e), List.of());
        }
    }

    private static String inOneLine(String said) {
        String text = said.strip().replaceAll("\\s+", " ");
        return text.length() <= TEXT ? text : text.substring(0, TEXT);
    }
}
