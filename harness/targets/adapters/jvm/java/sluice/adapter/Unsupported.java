package sluice.adapter;

/** The setting or the mode asks for what this adapter does not know: the reply is U, never a guess. */
final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unsupported(String what) {
        super(what, null, false, false);
    }
}
