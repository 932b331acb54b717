package sluice.bench;

import java.io.Serializable;

/** One level of the benchmark's deep chain. */
final class Link implements Serializable {
    private static final long serialVersionUID = 1;

    int value;
    Link next;
}
