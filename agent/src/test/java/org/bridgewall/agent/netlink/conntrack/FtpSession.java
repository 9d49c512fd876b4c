package org.bridgewall.agent.netlink.conntrack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A control connection of FTP as the kernel's helper sees it, over the loopback interface of the
 * calling thread's namespace. Client and server do what they are told.
 */
public final class FtpSession implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final ServerSocket listener;
    private final Socket client;
    private final Socket server;

    /** Port 21 gets the helper; connections from 127.0.0.1 to it are translated to 127.0.0.100. */
    public static void rules() throws Exception {
        Room.shell(
                """
                ip addr add 127.0.0.100/8 dev lo; nft -f - <<EOF
                table inet ftp {
                ct helper ftp { type "ftp" protocol tcp; }
                chain h { type filter hook output priority -150;
                  tcp dport 21 ct helper set "ftp"; }
                chain n { type nat hook postrouting priority 100;
                  tcp dport 21 ip saddr 127.0.0.1 snat ip to 127.0.0.100; }
                chain o { type nat hook output priority -100; }
                }
                EOF
                """);
    }

    /** Connects; the helper has seen both sides speak. */
    public FtpSession(InetAddress server) throws IOException {
        listener = new ServerSocket(21, 1, server);
        client = new Socket(server, 21);
        this.server = listener.accept();
        client.setSoTimeout(PATIENCE_MILLIS);
        this.server.setSoTimeout(PATIENCE_MILLIS);
        answer("220 ready");
        command("USER x");
        answer("331 password");
    }

    /** The client's port. */
    public int clientPort() {
        return client.getLocalPort();
    }

    /** The client sends a line; returns what the server reads. */
    public String command(String line) throws IOException {
        return send(client, server, line);
    }

    /** The server sends a line; returns what the client reads. */
    public String answer(String line) throws IOException {
        return send(server, client, line);
    }

    private static String send(Socket from, Socket to, String line) throws IOException {
        from.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        byte[] read = new byte[200];
        int length = to.getInputStream().read(read);
        return new String(read, 0, length, US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        listener.close();
    }
}
