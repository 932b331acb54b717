package sluice.adapter;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads streams without any of their classes, and tells what the JDK makes of them. */
final class Inspector {
    /** Readings of one stream: each learns of superclasses, but for the first. */
    private static final int READINGS = 16;
    static final long STACK = 1 << 30;

    /** What is known of a stream beside its bytes. */
    private record Hints(Set<String> skipping, boolean show) {
    }

    private static final Hints NOTHING = new Hints(Set.of(), false);

    private final StandIns standIns = new StandIns();
    private final View view = new View();
    private String known = "{}";
    private Hints hints = NOTHING;

    /** Adds verdict and fields of the reply to a case. False: the setting is not one of an inspection. */
    boolean inspect(int sequence, String setting, byte[] body, int from, Reply reply) throws IOException {
        if (!setting.equals(known)) {
            hints = hints(setting);
            known = setting;
        }
        if (hints == null) {
            return false;
        }
        standIns.tidy();
        Lineage lineage = new Lineage();
        for (int reading = 0;; reading++) {
            Source source = new Source(body, from);
            Inspection inspection = null;
            Throwable failure = null;
            try {
                inspection = new Inspection(source, standIns, lineage, hints.skipping);
                inspection.readAll();
            } catch (Throwable e) {
                failure = e;
            }
            if (reading < READINGS && isToReadAgain(inspection, failure, lineage)) {
                continue;
            }
            if (failure == null) {
                accepted(sequence, inspection, lineage, reply);
            } else {
                refused(sequence, failure, inspection, source, reply);
            }
            return true;
        }
    }

    /** True if the reading has shown what it should have known before. */
    private boolean isToReadAgain(Inspection inspection, Throwable failure, Lineage lineage) {
        if (failure == null) {
            return lineage.learn(inspection);
        }
        Throwable first = inspection == null || inspection.first == null ? failure : inspection.first;
        String unknown = inspection == null ? null : inspection.refusedFor(first);
        if (unknown != null) {
            lineage.setUnknown(unknown);
            return true;
        }
        // only a stand-in in its place in the hierarchy can leave its fields out
        return isOfHandler(first) && lineage.giveUpProxies()
                || inspection != null && !hints.skipping.isEmpty() && lineage.learn(inspection);
    }

    /** A class of the JDK, which a stand-in stands below, has refused a value: no stream is wrong for that. */
    private static boolean isOfHandler(Throwable failure) {
        String words = String.valueOf(failure.getMessage());
        return words.contains("java.lang.reflect.Proxy.h ") || words.startsWith("java.lang.reflect.Proxy; ");
    }

    private void accepted(int sequence, Inspection inspection, Lineage lineage, Reply reply) {
        Printer printer = new Printer(inspection, view);
        printer.print();
        reply.begin(sequence, 'A');
        if (lineage.isCut) {
            reply.field('m', "classes: there are too many");
        } else if (printer.blind != null) {
            reply.field('m', printer.blind);
        } else {
            reply.field('d', view.digest());
        }
        if (hints.show) {
            reply.field('w', view.bytes());
        }
    }

    private void refused(int sequence, Throwable failure, Inspection inspection, Source source, Reply reply) {
        Throwable first = inspection == null || inspection.first == null ? failure : inspection.first;
        boolean blind = inspection != null && (inspection.hasClaimed || inspection.tooMany || inspection.hasMissed());
        boolean none = blind || first instanceof Inspection.NoOpinion || first instanceof StackOverflowError;
        reply.begin(sequence, none ? 'U' : 'R').field('e', blind ? "Blind" : first.getClass().getSimpleName());
        reply.field('m', Loop.words(first)).field('o', (long) source.position());
    }

    private static Hints hints(String setting) {
        Set<String> skipping = new HashSet<>();
        boolean show = false;
        try {
            JsonObject json = Json.parse(setting).asObject();
            for (JsonObject.Member member : json) {
                switch (member.getName()) {
                case "skipping" -> {
                    for (JsonValue name : member.getValue().asArray()) {
                        skipping.add(name.asString());
                    }
                }
                case "show" -> show = member.getValue().asBoolean();
                default -> {
                    return null;
                }
                }
            }
        } catch (RuntimeException e) {
            return null;
        }
        return new Hints(skipping, show);
    }
}
