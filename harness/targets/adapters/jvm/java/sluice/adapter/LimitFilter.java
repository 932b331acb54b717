package sluice.adapter;

import java.io.ObjectInputFilter;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The JEP 290 filter of a case: a pattern for the limits that such a filter knows, and a test of each class
 * against the policy. Limits that it has no word for are unsupported.
 */
final class LimitFilter implements ObjectInputFilter {
    private static final Map<String, String> WORDS = Map.of("stream_bytes", "maxbytes", "objects", "maxrefs",
            "array_length", "maxarray", "depth", "maxdepth");

    private final Allowed allowed;
    private final ObjectInputFilter limits;
    private boolean reached;

    LimitFilter(Setting setting) {
        allowed = new Allowed(setting);
        StringJoiner pattern = new StringJoiner(";");
        setting.limits.forEach((name, value) -> {
            if (WORDS.containsKey(name)) {
                pattern.add(WORDS.get(name) + "=" + value);
            } else {
                throw new Unsupported("a filter has no limit " + name);
            }
        });
        limits = pattern.length() == 0 ? null : ObjectInputFilter.Config.createFilter(pattern.toString());
    }

    /** True if the last refusal was for a limit. */
    boolean hasReachedLimit() {
        return reached;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (limits != null && limits.checkInput(info) == Status.REJECTED) {
            reached = true;
            return Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        return allowed.isAllowed(type) ? Status.ALLOWED : Status.REJECTED;
    }
}
