package sluice.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** jarsigner knows no clock but that of the machine: a case of another day is asked only if the days are alike. */
final class Clock {
    private static final int MOST_OF_A_BLOCK = 1 << 20;

    private Clock() {
    }

    /** Why the answer of today is none for the clock of the request: the first certificate that has expired since. */
    static Optional<String> whyNot(Request request, List<Path> archives) {
        return whyNot(request, archives, Instant.now());
    }

    static Optional<String> whyNot(Request request, List<Path> archives, Instant now) {
        if (request.clock.isEmpty()) {
            return Optional.empty();
        }
        Instant clock = request.clock.get();
        List<Certificate> certificates = new ArrayList<>(request.trust.values());
        certificates.addAll(request.timestampers.values());
        archives.forEach(archive -> addOfBlocks(archive, certificates));
        for (Certificate each : certificates) {
            if (each instanceof X509Certificate dated && age(dated, clock) != age(dated, now)) {
                return Optional.of("jarsigner knows the clock of the machine only, and by that of the case the certificate of "
                        + dated.getSubjectX500Principal() + " is of another age");
            }
        }
        return Optional.empty();
    }

    /** Not yet valid, valid, expired. */
    private static int age(X509Certificate certificate, Instant at) {
        if (at.isBefore(certificate.getNotBefore().toInstant())) {
            return -1;
        }
        return at.isAfter(certificate.getNotAfter().toInstant()) ? 1 : 0;
    }

    /** As far as they can be read: in what cannot, jarsigner finds no certificate either. */
    private static void addOfBlocks(Path archive, List<Certificate> certificates) {
        try (JarFile jar = new JarFile(archive.toFile(), false)) {
            jar.entries().asIterator().forEachRemaining(entry -> addOfBlock(jar, entry, certificates));
        } catch (IOException | RuntimeException unreadable) {
            return;
        }
    }

    private static void addOfBlock(JarFile jar, ZipEntry entry, List<Certificate> certificates) {
        if (!Names.isBlock(entry.getName())) {
            return;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] block = in.readNBytes(MOST_OF_A_BLOCK);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            certificates.addAll(factory.generateCertificates(new ByteArrayInputStream(block)));
        } catch (IOException | CertificateException | RuntimeException unreadable) {
            return;
        }
    }
}
