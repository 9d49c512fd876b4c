package org.bridgewall.agent.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a program prints: the beginning is kept, the rest read and dropped, so that a pipe that is
 * full never stops the program.
 *
 * <p>Thread rule: a virtual thread of its own reads.
 */
final class ScriptOutput {
    private static final int KEPT_BYTES = 160;

    /** A child that lives on may hold the pipe open: then what has come must do. */
    private static final long WAIT_MILLIS = 50;

    private final byte[] kept = new byte[KEPT_BYTES];
    private final CountDownLatch closed = new CountDownLatch(1);
    private int length;

    private ScriptOutput() {}

    static ScriptOutput of(Process process) {
        ScriptOutput output = new ScriptOutput();
        var _ = Thread.ofVirtual().name("script-output").start(() -> output.drain(process));
        return output;
    }

    private void drain(Process process) {
        byte[] buffer = new byte[1024];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // The program was killed: there is nothing more to read.
        } finally {
            closed.countDown();
        }
    }

    private synchronized void keep(byte[] buffer, int n) {
        int more = Math.min(n, KEPT_BYTES - length);
        System.arraycopy(buffer, 0, kept, length, more);
        length += more;
    }

    /** The first line, without control characters. */
    String firstLine() throws InterruptedException {
        var _ = closed.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        synchronized (this) {
            String text = new String(kept, 0, length, StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?").strip();
            return line;
        }
    }
}
