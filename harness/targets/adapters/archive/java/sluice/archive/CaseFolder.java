package sluice.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * The folder of one case. Between cases there is none, so a process that is killed leaves one at most, in the middle of
 * a case. Whoever uses it holds its lock, which ends with the process: the next one takes away what nobody holds.
 */
final class CaseFolder implements AutoCloseable {
    private static final String PREFIX = "sluice-archive-";
    private static final String LOCK = "lock";
    /** Between making a folder and locking it nobody must take it for a forgotten one. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Path root;
    private final FileChannel lock;

    private CaseFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    static CaseFolder make() throws IOException {
        Path root = Files.createTempDirectory(PREFIX);
        FileChannel lock = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        Files.createDirectory(root.resolve("case"));
        return new CaseFolder(root, lock);
    }

    /** Where archives are put; nothing else is there. */
    Path path() {
        return root.resolve("case");
    }

    @Override
    public void close() throws IOException {
        Folders.delete(root);
        lock.close();
    }

    /** Takes away the folders of processes that were killed. */
    static void sweep() {
        Path all = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, PREFIX + "*")) {
            for (Path folder : folders) {
                takeAway(folder);
            }
        } catch (IOException e) {
            // Nothing depends on it: the next process tries again.
        }
    }

    private static void takeAway(Path folder) {
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || isYoung(folder)) {
                return;
            }
            Path lock = folder.resolve(LOCK);
            if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
                Folders.delete(folder);
                return;
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock held = channel.tryLock()) {
                if (held != null) {
                    Folders.delete(folder);
                }
            }
        } catch (IOException e) {
            // It is somebody else's, or another process takes it away.
        }
    }

    private static boolean isYoung(Path folder) throws IOException {
        Instant changed = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant();
        return changed.isAfter(Instant.now().minus(YOUNG));
    }
}
