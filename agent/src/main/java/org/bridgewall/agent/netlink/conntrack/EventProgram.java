package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.linux.SocketFilter.*;
import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;
import static org.bridgewall.sync.flow.Tuple.AF_INET;
import static org.bridgewall.sync.flow.Tuple.AF_INET6;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.SocketFilter;
import org.bridgewall.agent.linux.SocketFilter.Instruction;
import org.bridgewall.sync.flow.AddressPrefix;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowStatus;

/**
 * Makes the program with which the kernel drops events before they are queued: those that our own
 * sockets cause, and those that a {@link FlowSelection} refuses. It drops nothing that the
 * selection lets pass, for it goes on where an attribute is missing; what it lets pass is judged
 * once more in user space.
 *
 * <p>A TCP state that is not kept must not be dropped here if the flow may have been replicated in
 * the state before: its event is what takes it out of the replica. So of the changes only those to
 * states before the established one are; and of the ends, those of flows in any such state, since
 * they left the replica with that state.
 */
final class EventProgram {
    /** {@code struct nlmsghdr} and {@code struct nfgenmsg}. */
    private static final int ATTRIBUTES_AT = 20;

    /** {@code nfgen_family} of {@code struct nfgenmsg}. */
    private static final int FAMILY_AT = 16;

    private static final int PORT_ID_AT = 12;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int MESSAGE_AT = LITTLE ? 4 : 5;
    private static final int SUBSYSTEM_AT = LITTLE ? 5 : 4;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;

    /** More prefixes than this are left to user space: the kernel's room for a program is small. */
    private static final int MAX_PREFIXES = 48;

    /** {@code TCP_CONNTRACK_SYN_RECV}; in the others before the established one no answer came. */
    private static final List<Integer> EARLY_STATES = List.of(2);

    /** All of {@code enum tcp_conntrack}, {@code nf_conntrack_tcp.h}. */
    private static final List<Integer> STATES = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

    private final List<Instruction> program = new ArrayList<>();
    private final List<Integer> toBlockEnd = new ArrayList<>();
    private final List<Integer> toAccepted = new ArrayList<>();

    private EventProgram() {}

    /**
     * @param filter compiled if it is a {@link FlowSelection}; left to user space otherwise
     * @param ignoredPortIds sockets whose events are dropped
     */
    static SocketFilter of(FlowFilter filter, int... ignoredPortIds) {
        EventProgram maker = new EventProgram();
        maker.ownEvents(ignoredPortIds);
        if (filter instanceof FlowSelection selection) {
            maker.select(selection);
        }
        maker.add(RETURN, WHOLE);
        return new SocketFilter(maker.program);
    }

    /** Compares {@code nlmsg_pid}, which the kernel fills with who caused the event. */
    private void ownEvents(int... portIds) {
        add(LOAD_WORD, PORT_ID_AT);
        for (int portId : portIds) {
            dropIfEqual(LITTLE ? Integer.reverseBytes(portId) : portId);
        }
    }

    private void select(FlowSelection selection) {
        add(LOAD_BYTE, SUBSYSTEM_AT);
        program.add(new Instruction(JUMP_IF_EQUAL, 1, 0, NFNL_SUBSYS_CTNETLINK));
        add(RETURN, WHOLE);
        answered();
        if (!selection.protocols().isEmpty()) {
            attribute(CTA_TUPLE_ORIG, CTA_TUPLE_PROTO, CTA_PROTO_NUM);
            add(LOAD_BYTE_AT_INDEX, ATTRIBUTE_HEADER_BYTES);
            oneOf(selection.protocols());
        }
        if (!selection.zones().isEmpty()) {
            zones(selection.zones());
        }
        if (!selection.tcpStates().isEmpty()) {
            dropStates(IPCTNL_MSG_CT_NEW, EARLY_STATES, selection.tcpStates());
            dropStates(IPCTNL_MSG_CT_DELETE, STATES, selection.tcpStates());
        }
        if (selection.except().size() <= MAX_PREFIXES) {
            ends(selection.except(), false);
        }
        if (!selection.only().isEmpty() && selection.only().size() <= MAX_PREFIXES) {
            ends(selection.only(), true);
            add(RETURN, 0);
            arrive(toAccepted);
        }
    }

    private void answered() {
        attribute(CTA_STATUS);
        add(LOAD_WORD_AT_INDEX, ATTRIBUTE_HEADER_BYTES);
        program.add(new Instruction(JUMP_IF_ANY_BIT, 1, 0, FlowStatus.SEEN_REPLY));
        add(RETURN, 0);
        arrive(toBlockEnd);
    }

    /** The zone is of the flow, of one direction, or 0. */
    private void zones(List<Integer> zones) {
        List<Integer> toCompare = new ArrayList<>();
        int[][] places = {
            {CTA_ZONE}, {CTA_TUPLE_ORIG, CTA_TUPLE_ZONE}, {CTA_TUPLE_REPLY, CTA_TUPLE_ZONE}
        };
        for (int[] place : places) {
            attribute(place);
            add(LOAD_HALF_AT_INDEX, ATTRIBUTE_HEADER_BYTES);
            jump(toCompare);
            arrive(toBlockEnd);
        }
        add(LOAD_CONSTANT, 0);
        arrive(toCompare);
        oneOf(zones);
    }

    /** The ends of a flow are the sources of both directions. */
    private void ends(List<AddressPrefix> prefixes, boolean accepted) {
        for (int tuple : new int[] {CTA_TUPLE_ORIG, CTA_TUPLE_REPLY}) {
            for (int family : new int[] {CTA_IP_V4_SRC, CTA_IP_V6_SRC}) {
                int bytes = family == CTA_IP_V4_SRC ? 4 : 16;
                List<AddressPrefix> ofFamily =
                        prefixes.stream().filter(p -> p.address().length == bytes).toList();
                if (!ofFamily.isEmpty()) {
                    add(LOAD_BYTE, FAMILY_AT);
                    program.add(
                            new Instruction(JUMP_IF_EQUAL, 1, 0, bytes == 4 ? AF_INET : AF_INET6));
                    jump(toBlockEnd);
                    attribute(tuple, CTA_TUPLE_IP, family);
                    ofFamily.forEach(prefix -> match(prefix, accepted));
                    arrive(toBlockEnd);
                }
            }
        }
    }

    /** The address is at the index. */
    private void match(AddressPrefix prefix, boolean accepted) {
        ByteBuffer words = ByteBuffer.wrap(prefix.address());
        List<Instruction> comparison = new ArrayList<>();
        List<Integer> toNext = new ArrayList<>();
        int rest = prefix.bits();
        for (int at = 0; rest > 0; at += 4, rest -= 32) {
            int mask = rest >= 32 ? -1 : -1 << (32 - rest);
            comparison.add(new Instruction(LOAD_WORD_AT_INDEX, ATTRIBUTE_HEADER_BYTES + at));
            if (mask != -1) {
                comparison.add(new Instruction(AND, mask));
            }
            toNext.add(comparison.size());
            comparison.add(new Instruction(JUMP_IF_EQUAL, words.getInt(at) & mask));
        }
        for (int at : toNext) {
            // Past the rest of the comparison and the one instruction that follows it.
            int k = comparison.get(at).k();
            comparison.set(at, new Instruction(JUMP_IF_EQUAL, 0, comparison.size() - at, k));
        }
        program.addAll(comparison);
        if (accepted) {
            jump(toAccepted);
        } else {
            add(RETURN, 0);
        }
    }

    /** Drops messages of a kind about TCP flows in those of the states that are not kept. */
    private void dropStates(int message, List<Integer> states, List<Integer> kept) {
        if (kept.containsAll(states)) {
            return;
        }
        add(LOAD_BYTE, MESSAGE_AT);
        program.add(new Instruction(JUMP_IF_EQUAL, 1, 0, message));
        jump(toBlockEnd);
        attribute(CTA_PROTOINFO, CTA_PROTOINFO_TCP, CTA_PROTOINFO_TCP_STATE);
        add(LOAD_BYTE_AT_INDEX, ATTRIBUTE_HEADER_BYTES);
        states.stream().filter(state -> !kept.contains(state)).forEach(this::dropIfEqual);
        arrive(toBlockEnd);
    }

    /** Sets the index to a nested attribute; goes to the end of the block where it is missing. */
    private void attribute(int... path) {
        add(LOAD_CONSTANT, ATTRIBUTES_AT);
        for (int i = 0; i < path.length; i++) {
            add(LOAD_INDEX_CONSTANT, path[i]);
            add(LOAD_WORD, i == 0 ? NETLINK_ATTRIBUTE : NESTED_ATTRIBUTE);
            program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, 0));
            jump(toBlockEnd);
        }
        add(TO_INDEX, 0);
    }

    /** Ends the block: goes on if the accumulator is one of the values, drops otherwise. */
    private void oneOf(List<Integer> values) {
        for (int value : values) {
            program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, value));
            jump(toBlockEnd);
        }
        add(RETURN, 0);
        arrive(toBlockEnd);
    }

    private void dropIfEqual(int value) {
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 1, value));
        add(RETURN, 0);
    }

    private void add(int code, int k) {
        program.add(new Instruction(code, k));
    }

    private void jump(List<Integer> target) {
        target.add(program.size());
        add(JUMP, 0);
    }

    /** Jumps to this target arrive at the next instruction. */
    private void arrive(List<Integer> target) {
        for (int at : target) {
            program.set(at, new Instruction(JUMP, program.size() - at - 1));
        }
        target.clear();
    }
}
