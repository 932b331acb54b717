package sluice.archive;

import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** What came out of archives, entry by entry or class by class, and what did not. */
final class Findings {
    private final Map<String, X509Certificate> trust;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int came;
    private int foreign;
    private Throwable first;
    private String where;

    Findings(Map<String, X509Certificate> trust) {
        this.trust = trust;
    }

    /** It was handed out; signers as the JDK tells them, null: none. */
    void came(String name, CodeSigner[] signers, String more) {
        came++;
        foreign += isForeign(signers) ? 1 : 0;
        String whose = whose(signers);
        counts.merge(whose.isEmpty() ? "unsigned" : "signed by " + whose, 1, Integer::sum);
        line(name, whose.isEmpty() ? "unsigned" : "signed", whose + more);
    }

    /** Of a signature itself: not counted as something that came. */
    void passed(String name) {
        line(name, "signature", "");
    }

    /** It was looked for and is not there, as far as the tool can see. */
    void absent(String name) {
        counts.merge("not found", 1, Integer::sum);
        line(name, "absent", "");
    }

    /** It was refused; name null: the archive. */
    void refused(String name, Throwable failure) {
        if (name != null) {
            counts.merge("refused", 1, Integer::sum);
            line(name, "refused", Words.of(failure));
        }
        if (first == null) {
            first = failure;
            where = name;
        }
    }

    /** What came of somebody who is not in the store, or of nobody. */
    boolean hasForeign() {
        return foreign > 0;
    }

    /**
     * Accepted: something came, and nothing was refused, or it does not matter.
     *
     * @param what         it is that came: "entry"
     * @param more         to be told
     * @param isUsedAtOnce what came counts, whatever is refused afterwards
     */
    Answer answer(String what, String more, boolean isUsedAtOnce) {
        StringJoiner told = new StringJoiner(", ");
        counts.forEach((state, count) -> told.add(count + " " + state));
        String states = told + more;
        if (first != null) {
            String about = where == null || String.valueOf(first.getMessage()).contains(where) ? "" : where + ": ";
            return new Answer(isUsedAtOnce ? 'A' : 'R', Words.name(first), about + Words.of(first) + "; " + states, lines);
        }
        if (came == 0) {
            return new Answer('R', "", "no " + what + " comes out of it; " + states, lines);
        }
        return new Answer('A', "", states, lines);
    }

    private void line(String name, String state, String whose) {
        lines.add(Words.printable(name) + '\t' + state + '\t' + Words.printable(whose));
    }

    private boolean isForeign(CodeSigner[] signers) {
        if (signers == null) {
            return true;
        }
        for (CodeSigner signer : signers) {
            if (trust.containsValue(signer.getSignerCertPath().getCertificates().get(0))) {
                return false;
            }
        }
        return true;
    }

    /** The aliases of the signers, or who they say that they are; empty: unsigned. */
    private String whose(CodeSigner[] signers) {
        StringJoiner all = new StringJoiner(" and ");
        if (signers != null) {
            for (CodeSigner signer : signers) {
                all.add(alias(signer.getSignerCertPath().getCertificates().get(0)));
            }
        }
        return all.toString();
    }

    private String alias(Certificate certificate) {
        for (Map.Entry<String, X509Certificate> trusted : trust.entrySet()) {
            if (trusted.getValue().equals(certificate)) {
                return trusted.getKey();
            }
        }
        return "a stranger (" + ((X509Certificate) certificate).getSubjectX500Principal() + ")";
    }
}
