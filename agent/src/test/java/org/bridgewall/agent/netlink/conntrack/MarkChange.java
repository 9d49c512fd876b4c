package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;

/** Gives flows in the kernel another mark, as a stranger would: each tells an UPDATE event. */
public final class MarkChange {
    private MarkChange() {}

    /** Returns how many the kernel refused. */
    public static int of(FlowSource flows, int mark) throws IOException {
        int[] refused = {0};
        ConntrackEncoder encoder = new ConntrackEncoder();
        Flow flow = new Flow();
        try (RequestSocket socket = RequestSocket.open();
                RequestSeries series =
                        new RequestSeries(
                                socket,
                                RequestBatch.room(),
                                settled -> refused[0] += settled.failures().size())) {
            for (int i = 0; i < flows.size(); i++) {
                if (!flows.read(i, flow)) {
                    throw new IllegalStateException("flow " + i);
                }
                RequestBatch batch = series.current();
                MessageWriter out = batch.writer();
                out.begin(type(IPCTNL_MSG_CT_NEW), Message.F_REQUEST, batch.nextSequence());
                encoder.identify(out, flow);
                out.attributeU32be(CTA_MARK, mark);
                out.end();
                if (batch.isFull()) {
                    series.submit();
                }
            }
            series.finish();
        }
        return refused[0];
    }
}
