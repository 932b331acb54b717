package sluice.bench;

import java.io.Serializable;

/** The small object of the benchmark's files. */
final class Small implements Serializable {
    private static final long serialVersionUID = 1;

    int i;
    long l;
    double d;
    boolean z;
    String s;
}
