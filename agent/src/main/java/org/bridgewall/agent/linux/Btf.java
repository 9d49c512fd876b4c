package org.bridgewall.agent.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the running kernel lays its structures out in memory ({@code Documentation/bpf/btf.rst}): of
 * the kernel itself and, where a part of it is a module, of that one too.
 *
 * <p>Thread rule: one thread. Reading it takes some tens of milliseconds and as many megabytes, so
 * ask for what is needed and let it go.
 */
public final class Btf {
    private static final Path DIRECTORY = Path.of("/sys/kernel/btf");
    private static final int MAGIC = 0xeb9f;
    private static final int HEADER_BYTES = 24;
    private static final int TYPE_BYTES = 12;

    private static final int INT = 1;
    private static final int ARRAY = 3;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int ENUM = 6;
    private static final int TYPEDEF = 8;
    private static final int VOLATILE = 9;
    private static final int CONST = 10;
    private static final int RESTRICT = 11;
    private static final int FUNC_PROTO = 13;
    private static final int VAR = 14;
    private static final int DATASEC = 15;
    private static final int DECL_TAG = 17;
    private static final int TYPE_TAG = 18;
    private static final int ENUM64 = 19;

    private final List<Section> sections = new ArrayList<>();
    private int types = 1;
    private int strings;

    /** One file: its types are numbered after those of the files before it, its strings as well. */
    private record Section(
            ByteBuffer data, IntBuffer typeAt, int firstType, int stringsAt, int firstString) {}

    private Btf() {}

    /**
     * Reads the kernel's.
     *
     * @param modules such as {@code nf_conntrack}; one that is built in has nothing of its own
     * @throws IOException the kernel tells nothing ({@code CONFIG_DEBUG_INFO_BTF}), or what it
     *     tells cannot be read
     */
    public static Btf ofKernel(String... modules) throws IOException {
        Btf btf = new Btf();
        btf.add(DIRECTORY.resolve("vmlinux"));
        for (String module : modules) {
            Path file = DIRECTORY.resolve(module);
            if (Files.exists(file)) {
                btf.add(file);
            }
        }
        return btf;
    }

    private void add(Path file) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        if (data.capacity() < HEADER_BYTES || data.getShort(0) != (short) MAGIC) {
            throw new IOException(file + ": no BTF");
        }
        int header = data.getInt(4);
        int typesAt = header + data.getInt(8);
        int typesEnd = typesAt + data.getInt(12);
        IntBuffer typeAt = IntBuffer.allocate((typesEnd - typesAt) / TYPE_BYTES);
        for (int at = typesAt; at < typesEnd; at += typeBytes(file, data, at)) {
            typeAt.put(at);
        }
        sections.add(new Section(data, typeAt.flip(), types, header + data.getInt(16), strings));
        types += typeAt.limit();
        strings += data.getInt(20);
    }

    private static int typeBytes(Path file, ByteBuffer data, int at) throws IOException {
        int info = data.getInt(at + 4);
        int entries = info & 0xffff;
        return TYPE_BYTES
                + switch (kind(info)) {
                    case INT, VAR, DECL_TAG -> 4;
                    case ARRAY -> 12;
                    case STRUCT, UNION, DATASEC, ENUM64 -> 12 * entries;
                    case ENUM, FUNC_PROTO -> 8 * entries;
                    default -> {
                        if (kind(info) > ENUM64) {
                            throw new IOException(file + ": type of kind " + kind(info));
                        }
                        yield 0;
                    }
                };
    }

    private static int kind(int info) {
        return info >>> 24 & 0x1f;
    }

    /**
     * Where a member begins.
     *
     * @param structure such as {@code nf_conn}
     * @param path members from the outside in, of anonymous ones those within; of an array the
     *     first element
     * @return bytes from the beginning of the structure; empty: this kernel has no such member
     * @throws IOException this kernel has no such structure
     */
    public OptionalInt offset(String structure, String... path) throws IOException {
        int type = find(structure, STRUCT);
        int bits = 0;
        for (String name : path) {
            long member = member(resolve(type), name);
            if (member < 0) {
                return OptionalInt.empty();
            }
            bits += (int) (member >>> 32);
            type = (int) member;
        }
        return OptionalInt.of(bits / Byte.SIZE);
    }

    /** How many bytes a structure has. */
    public int size(String structure) throws IOException {
        Section section = section(find(structure, STRUCT));
        return section.data.getInt(at(section, find(structure, STRUCT)) + 8);
    }

    /** The value of an enumeration's constant; empty: this kernel has no such constant. */
    public OptionalInt constant(String enumeration, String name) throws IOException {
        int type = find(enumeration, ENUM);
        Section section = section(type);
        int at = at(section, type);
        int entries = section.data.getInt(at + 4) & 0xffff;
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < entries; i++) {
            int entry = at + TYPE_BYTES + 8 * i;
            if (isNamed(section.data.getInt(entry), wanted)) {
                return OptionalInt.of(section.data.getInt(entry + 4));
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Offset in bits (upper half) and type (lower half) of a member; negative: none of the name.
     */
    private long member(int type, String name) {
        Section section = section(type);
        int at = at(section, type);
        int info = section.data.getInt(at + 4);
        if (kind(info) != STRUCT && kind(info) != UNION) {
            return -1;
        }
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < (info & 0xffff); i++) {
            int entry = at + TYPE_BYTES + 12 * i;
            int nameAt = section.data.getInt(entry);
            int of = section.data.getInt(entry + 4);
            // With bit fields the upper byte is their width.
            int bits = section.data.getInt(entry + 8) & (info < 0 ? 0xffffff : -1);
            long found = -1;
            if (isNamed(nameAt, wanted)) {
                found = Integer.toUnsignedLong(of);
            } else if (isNamed(nameAt, new byte[0])) {
                found = member(resolve(of), name);
            }
            if (found >= 0) {
                return found + ((long) bits << 32);
            }
        }
        return -1;
    }

    /** What stands behind names, qualifiers and arrays. */
    private int resolve(int type) {
        int here = type;
        while (here > 0) {
            Section section = section(here);
            int at = at(section, here);
            switch (kind(section.data.getInt(at + 4))) {
                case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG ->
                        here = section.data.getInt(at + 8);
                case ARRAY -> here = section.data.getInt(at + TYPE_BYTES);
                default -> {
                    return here;
                }
            }
        }
        return here;
    }

    private int find(String name, int kind) throws IOException {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        for (Section section : sections) {
            for (int i = 0; i < section.typeAt.limit(); i++) {
                int at = section.typeAt.get(i);
                if (kind(section.data.getInt(at + 4)) == kind
                        && isNamed(section.data.getInt(at), wanted)) {
                    return section.firstType + i;
                }
            }
        }
        throw new IOException("BTF: this kernel has no " + name);
    }

    private boolean isNamed(int offset, byte[] name) {
        Section section = sections.getLast();
        for (int i = sections.size() - 1; offset < section.firstString; i--) {
            section = sections.get(i - 1);
        }
        int at = section.stringsAt + offset - section.firstString;
        for (int i = 0; i < name.length; i++) {
            if (section.data.get(at + i) != name[i]) {
                return false;
            }
        }
        return section.data.get(at + name.length) == 0;
    }

    private Section section(int type) {
        Section section = sections.getLast();
        for (int i = sections.size() - 1; type < section.firstType; i--) {
            section = sections.get(i - 1);
        }
        return section;
    }

    private static int at(Section section, int type) {
        return section.typeAt.get(type - section.firstType);
    }
}
