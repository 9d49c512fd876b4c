package org.bridgewall.ha.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Mutates a tree of fields, so that all lengths around the damage stay right. */
final class TreeMutation {
    private static final int MOST_FIELDS = 2000;

    private final RandomGenerator random;
    private final ByteMutation bytes;

    TreeMutation(RandomGenerator random) {
        this.random = random;
        bytes = new ByteMutation(random);
    }

    /** Mutates in place. */
    Field mutate(Field root) {
        List<Field> parents = new ArrayList<>();
        int count = collect(root, parents);
        Field parent = parents.get(random.nextInt(parents.size()));
        List<Field> parts = parent.parts;
        if (parts.isEmpty()) {
            parts.add(new Field(Field.Kind.NUMBER, 8));
            return root;
        }
        int at = random.nextInt(parts.size());
        Field field = parts.get(at);
        switch (random.nextInt(8)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(random.nextInt(parts.size()), field.copy());
            case 2 -> parts.set(at, parts.set(random.nextInt(parts.size()), field));
            case 3 -> field.tag ^= 1 << random.nextInt(8);
            case 4 -> graft(parents, field.copy());
            case 5 -> repeat(parts, field, count);
            default -> content(field);
        }
        return root;
    }

    private static int collect(Field from, List<Field> parents) {
        int count = 1;
        parents.add(from);
        for (Field part : from.parts) {
            count += part.kind == Field.Kind.PARTS ? collect(part, parents) : 1;
        }
        return count;
    }

    /** A field where it does not belong; a copy, so that nothing contains itself. */
    private void graft(List<Field> parents, Field field) {
        parents.get(random.nextInt(parents.size())).parts.add(field);
    }

    private void repeat(List<Field> parts, Field field, int count) {
        for (int i = random.nextInt(100); i >= 0 && count + i < MOST_FIELDS; i--) {
            parts.add(field.copy());
        }
    }

    private void content(Field field) {
        switch (field.kind) {
            case NUMBER -> field.number = near(field.number);
            case BYTES -> field.bytes = bytes.mutate(field.bytes, new byte[] {1});
            case PARTS -> {
                Field.Kind[] kinds = Field.Kind.values();
                field.kind = kinds[random.nextInt(kinds.length)];
            }
        }
    }

    private long near(long number) {
        return random.nextInt(3) == 0
                ? number + random.nextInt(-2, 3)
                : ByteMutation.number(random);
    }
}
