package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Step;

/**
 * Numbers for the election states and adverts that were met, and the answers of the step function:
 * each pair of state and input is asked once.
 *
 * <p>Thread rule: one thread.
 */
final class Minds {
    /** One answer of the step function. */
    record Answer(int next, List<Action> actions) {}

    private final Numbers<Input> inputs = new Numbers<>();
    private final Map<Long, Answer> answers = new HashMap<>();

    private final List<Stepper> steppers;
    private final Numbers<ElectionState> states = new Numbers<>();
    private final Numbers<Advert> adverts = new Numbers<>();

    Minds(List<Stepper> steppers) {
        this.steppers = steppers;
    }

    ElectionState state(int number) {
        return states.of(number);
    }

    int number(ElectionState state) {
        return states.number(state);
    }

    Advert advert(int number) {
        return adverts.of(number);
    }

    int number(Advert advert) {
        return adverts.number(advert);
    }

    int states() {
        return states.size();
    }

    Answer ask(int node, int state, Input input) {
        long question =
                (((long) inputs.number(input) << 32 | state) * 8 + node) * 0x9E3779B97F4A7C15L;
        Answer known = answers.get(question);
        if (known == null) {
            Step step = steppers.get(node).step(state(state), input, ModelTime.NOW);
            known = new Answer(number(NormalForm.bare(step.next())), step.actions());
            answers.put(question, known);
        }
        return known;
    }

    /** Equal things, one number. */
    private static final class Numbers<T> {
        private final List<T> things = new ArrayList<>();
        private final Map<T, Integer> numbers = new HashMap<>();

        int number(T thing) {
            Integer known = numbers.putIfAbsent(thing, things.size());
            if (known != null) {
                return known;
            }
            things.add(thing);
            return things.size() - 1;
        }

        T of(int number) {
            return things.get(number);
        }

        int size() {
            return things.size();
        }
    }
}
