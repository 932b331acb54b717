package sluice.archive;

/** What is said about failures and names. */
final class Words {
    private Words() {
    }

    /** The simple name of the exception; that of the cause of one which only wraps it. */
    static String name(Throwable failure) {
        return cause(failure).getClass().getSimpleName();
    }

    static String of(Throwable failure) {
        Throwable cause = cause(failure);
        String said = cause.getMessage();
        return cause.getClass().getSimpleName() + (said == null ? "" : ": " + said);
    }

    private static Throwable cause(Throwable failure) {
        boolean wraps = failure instanceof ClassNotFoundException && failure.getCause() != null;
        return wraps ? failure.getCause() : failure;
    }

    /** A name of an archive may have anything in it. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            out.append(each >= ' ' && each <= '~' ? String.valueOf(each) : String.format("\\u%04X", (int) each));
        }
        return out.toString();
    }
}
