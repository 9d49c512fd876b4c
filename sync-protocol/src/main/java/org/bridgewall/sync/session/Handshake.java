package org.bridgewall.sync.session;

import java.util.random.RandomGenerator;
import org.bridgewall.sync.wire.HelloPart;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * Agreement on a session. Each side puts up a nonce; a session exists once both have been echoed,
 * and its id is their exclusive or. A recorded hello can therefore never set up or replace one.
 *
 * <p>A peer that restarts comes with a new nonce while this side still holds the old session. This
 * side then answers with a challenge, a nonce of its own that was never used before, and switches
 * only when that one is echoed; meanwhile the old session stands:
 *
 * <ol>
 *   <li>restarted peer: nonce P, echo 0
 *   <li>this side: nonce C (the challenge), echo P
 *   <li>peer has its P back: established as P xor C; nonce P, echo C, confirmed
 *   <li>this side has its C back: established as P xor C
 * </ol>
 *
 * <p>Thread rule: the replication thread.
 */
final class Handshake {
    static final int VERSION_MIN = 1;
    static final int VERSION_MAX = 1;

    /** What a hello led to. */
    enum Outcome {
        NOTHING,
        ANSWER,
        ESTABLISHED,
        INCOMPATIBLE
    }

    private final SessionConfig config;
    private final long hashSeed;
    private final RandomGenerator random;
    private long localNonce;
    private long remoteNonce;
    private long remoteBoot;
    private long remoteSeed;
    private long remoteFeatures;
    private boolean established;
    private long challenge;
    private long challengedNonce;
    private boolean answersWithChallenge;
    private int version;
    private String remoteSoftware = "";
    private String incompatibility = "";

    /**
     * @param hashSeed of this node's records, told to the peer
     */
    Handshake(SessionConfig config, long hashSeed, RandomGenerator random) {
        this.config = config;
        this.hashSeed = hashSeed;
        this.random = random;
        this.localNonce = freshNonce();
    }

    private long freshNonce() {
        long nonce = 0;
        while (nonce == 0) {
            nonce = random.nextLong();
        }
        return nonce;
    }

    Outcome onHello(HelloPart hello) {
        incompatibility = incompatibilityOf(hello);
        if (!incompatibility.isEmpty()) {
            return Outcome.INCOMPATIBLE;
        }
        if (established && hello.nonce() == remoteNonce) {
            boolean agreed = hello.echo() == localNonce && hello.confirmed();
            answersWithChallenge = false;
            return agreed ? Outcome.NOTHING : Outcome.ANSWER;
        }
        if (established) {
            if (challenge == 0) {
                challenge = freshNonce();
            }
            answersWithChallenge = true;
            if (hello.echo() != challenge) {
                challengedNonce = hello.nonce();
                return Outcome.ANSWER;
            }
            localNonce = challenge;
        } else if (hello.echo() != localNonce) {
            remoteNonce = hello.nonce();
            return Outcome.ANSWER;
        }
        adopt(hello);
        return Outcome.ESTABLISHED;
    }

    private void adopt(HelloPart hello) {
        remoteNonce = hello.nonce();
        remoteBoot = hello.boot();
        remoteSeed = hello.hashSeed();
        remoteFeatures = hello.features();
        remoteSoftware = hello.software();
        version = Math.min(VERSION_MAX, hello.versionMax());
        challenge = 0;
        answersWithChallenge = false;
        established = true;
    }

    private String incompatibilityOf(HelloPart hello) {
        if (hello.versionMin() > VERSION_MAX || hello.versionMax() < VERSION_MIN) {
            return "protocol versions: "
                    + hello.versionMin()
                    + ".."
                    + hello.versionMax()
                    + " (expected: some of "
                    + VERSION_MIN
                    + ".."
                    + VERSION_MAX
                    + ")";
        }
        ReplicationMode mode = hello.mode();
        return mode == config.mode() ? "" : "mode: " + mode + " (expected: " + config.mode() + ")";
    }

    /** The hello that answers the last one heard. */
    HelloPart answer() {
        return answersWithChallenge ? hello(challenge, challengedNonce, false) : ofSession(true);
    }

    /** A hello that asks for an answer: when nothing is established or nothing is heard. */
    HelloPart enquiry() {
        return challenge != 0 ? hello(challenge, challengedNonce, false) : ofSession(false);
    }

    private HelloPart ofSession(boolean confirm) {
        return hello(localNonce, remoteNonce, established && confirm);
    }

    private HelloPart hello(long nonce, long echo, boolean confirmed) {
        return new HelloPart(
                config.node(),
                config.boot(),
                nonce,
                echo,
                confirmed,
                VERSION_MIN,
                VERSION_MAX,
                config.compact() ? Features.COMPACT_RECORDS : 0,
                config.mode(),
                config.software(),
                hashSeed);
    }

    boolean established() {
        return established;
    }

    /** Id of the established session. */
    long session() {
        return localNonce ^ remoteNonce;
    }

    long remoteBoot() {
        return remoteBoot;
    }

    /** What the peer hashes its records with. */
    long remoteSeed() {
        return remoteSeed;
    }

    /** Whether the peer understands a feature. */
    boolean agreed(long feature) {
        return (remoteFeatures & feature) != 0;
    }

    int version() {
        return version;
    }

    String remoteSoftware() {
        return remoteSoftware;
    }

    /** Why there is no session; empty if nothing stands against one. */
    String incompatibility() {
        return incompatibility;
    }
}
