package dev.laurel.store;

import static dev.laurel.store.Refusals.invalid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue.Type;

/**
 * The part of DynamoDB's expressions that the store writes, each text parsed once. What is beyond it is refused with an
 * {@link UnsupportedOperationException}; only that a plain name is one of the service's reserved words goes unnoticed.
 */
final class Expressions {
    private static final Map<String, Expression<Condition>> CONDITIONS = new ConcurrentHashMap<>();
    private static final Map<String, Expression<Update>> UPDATES = new ConcurrentHashMap<>();

    /** What holds for every item: where there is no expression. */
    static final Expression<Condition> ANYTHING = new Expression<>(new Condition.All(List.of()), Set.of(), List.of());

    private Expressions() {}

    static Expression<Condition> condition(@Nullable String text) {
        return text == null ? ANYTHING : CONDITIONS.computeIfAbsent(text, t -> new Parser(t).whole(Parser::condition));
    }

    static Expression<Update> update(@Nullable String text) {
        if (text == null) throw new UnsupportedOperationException("an update without an expression");
        return UPDATES.computeIfAbsent(text, t -> new Parser(t).whole(Parser::update));
    }

    /** A parsed text, with the names and the values in it; those that start with a sign stand for what the request says. */
    record Expression<T>(T tree, Set<String> attributes, List<Operand> operands) {}

    /** A value in an expression, and the types that it may have there. */
    record Operand(String name, Set<Type> types) {}

    /** What a request's expressions stand for. */
    record Meanings(Map<String, String> names, Map<String, AttributeValue> values) {
        /** Checks that all that is used is there, and that all that is there is used. */
        static Meanings of(Map<String, String> names, Map<String, AttributeValue> values, Expression<?>... used) {
            present("ExpressionAttributeNames", names);
            present("ExpressionAttributeValues", values);
            Map<String, AttributeValue> kept = new HashMap<>();
            values.forEach((name, value) -> kept.put(name, Values.kept(value)));
            Set<String> unused = new HashSet<>(names.keySet());
            unused.addAll(values.keySet());
            for (Expression<?> expression : used) {
                expression.operands().forEach(operand -> check(operand, kept.get(operand.name())));
                expression.operands().forEach(operand -> unused.remove(operand.name()));
                expression.attributes().forEach(name -> check(name, names));
                unused.removeAll(expression.attributes());
            }
            if (!unused.isEmpty())
                throw invalid("Value provided in ExpressionAttribute… unused in expressions: " + unused);
            return new Meanings(names, kept);
        }

        private static void present(String what, Map<?, ?> given) {
            boolean nothing = given instanceof SdkAutoConstructMap<?, ?>;
            if (given.isEmpty() && !nothing) throw invalid(what + " must not be empty");
        }

        private static void check(Operand operand, @Nullable AttributeValue value) {
            if (value == null) throw invalid("An expression attribute value is not defined: " + operand.name());
            if (!operand.types().contains(value.type()))
                throw invalid("Incorrect operand type for operator or function: " + operand.name());
        }

        private static void check(String attribute, Map<String, String> names) {
            if (attribute.startsWith("#") && !names.containsKey(attribute))
                throw invalid("An expression attribute name is not defined: " + attribute);
        }

        String name(String attribute) {
            return attribute.startsWith("#") ? names.get(attribute) : attribute;
        }

        AttributeValue value(String operand) {
            return values.get(operand);
        }
    }

    enum Operator {
        EQUAL("=", order -> order == 0),
        NOT_EQUAL("<>", order -> order != 0),
        LESS("<", order -> order < 0),
        LESS_OR_EQUAL("<=", order -> order <= 0),
        GREATER(">", order -> order > 0),
        GREATER_OR_EQUAL(">=", order -> order >= 0);

        private final String sign;
        private final IntPredicate fits;

        Operator(String sign, IntPredicate fits) {
            this.sign = sign;
            this.fits = fits;
        }
    }

    /** A condition or a filter. */
    sealed interface Condition {
        boolean holds(Map<String, AttributeValue> item, Meanings meanings);

        record All(List<Condition> parts) implements Condition {
            @Override
            public boolean holds(Map<String, AttributeValue> item, Meanings meanings) {
                for (Condition part : parts) if (!part.holds(item, meanings)) return false;
                return true;
            }
        }

        record Any(List<Condition> parts) implements Condition {
            @Override
            public boolean holds(Map<String, AttributeValue> item, Meanings meanings) {
                for (Condition part : parts) if (part.holds(item, meanings)) return true;
                return false;
            }
        }

        record Not(Condition part) implements Condition {
            @Override
            public boolean holds(Map<String, AttributeValue> item, Meanings meanings) {
                return !part.holds(item, meanings);
            }
        }

        record Exists(String attribute) implements Condition {
            @Override
            public boolean holds(Map<String, AttributeValue> item, Meanings meanings) {
                return item.containsKey(meanings.name(attribute));
            }
        }

        record BeginsWith(String attribute, String prefix) implements Condition {
            @Override
            public boolean holds(Map<String, AttributeValue> item, Meanings meanings) {
                AttributeValue there = item.get(meanings.name(attribute));
                return there != null && Values.startsWith(there, meanings.value(prefix));
            }
        }

        /** Values of two types are different, and neither is the greater one. */
        record Compared(String attribute, Operator operator, String with) implements Condition {
            @Override
            public boolean holds(Map<String, AttributeValue> item, Meanings meanings) {
                AttributeValue there = item.get(meanings.name(attribute));
                AttributeValue other = meanings.value(with);
                return switch (operator) {
                    case EQUAL -> other.equals(there);
                    case NOT_EQUAL -> !other.equals(there);
                    default ->
                        there != null
                                && there.type() == other.type()
                                && operator.fits.test(Values.compare(there, other));
                };
            }
        }
    }

    /** What an update makes of an item: each action sees it as it was before. */
    record Update(List<Action> actions) {
        Map<String, AttributeValue> of(Map<String, AttributeValue> before, Meanings meanings) {
            Map<String, AttributeValue> item = new HashMap<>(before);
            for (Action action : actions) {
                AttributeValue after = action.of(before, meanings);
                if (after == null) item.remove(meanings.name(action.attribute()));
                else item.put(meanings.name(action.attribute()), after);
            }
            return item;
        }

        /** What it writes to. */
        Set<String> targets(Meanings meanings) {
            Set<String> targets = new HashSet<>();
            for (Action action : actions) {
                String target = meanings.name(action.attribute());
                if (!targets.add(target)) throw invalid("Two document paths overlap with each other: " + target);
            }
            return targets;
        }
    }

    sealed interface Action {
        String attribute();

        /** The attribute as it is afterwards; null is none. */
        @Nullable
        AttributeValue of(Map<String, AttributeValue> before, Meanings meanings);

        record Assign(String attribute, String value) implements Action {
            @Override
            public AttributeValue of(Map<String, AttributeValue> before, Meanings meanings) {
                return meanings.value(value);
            }
        }

        /** What another attribute is, or a value where there is none. */
        record AssignFirst(String attribute, String other, String value) implements Action {
            @Override
            public AttributeValue of(Map<String, AttributeValue> before, Meanings meanings) {
                return before.getOrDefault(meanings.name(other), meanings.value(value));
            }
        }

        record Remove(String attribute) implements Action {
            @Override
            public @Nullable AttributeValue of(Map<String, AttributeValue> before, Meanings meanings) {
                return null;
            }
        }

        record Add(String attribute, String value) implements Action {
            @Override
            public AttributeValue of(Map<String, AttributeValue> before, Meanings meanings) {
                AttributeValue there = before.get(meanings.name(attribute));
                AttributeValue added = meanings.value(value);
                return there == null ? added : Values.plus(there, added);
            }
        }

        record Delete(String attribute, String value) implements Action {
            @Override
            public @Nullable AttributeValue of(Map<String, AttributeValue> before, Meanings meanings) {
                AttributeValue there = before.get(meanings.name(attribute));
                return there == null ? null : Values.minus(there, meanings.value(value));
            }
        }
    }

    private static final class Parser {
        private static final Pattern TOKEN = Pattern.compile("\\s*([#:]?\\w+|<>|<=|>=|[=<>(),])\\s*");
        private static final Set<Type> ALL = Set.of(Type.S, Type.N, Type.B, Type.SS);
        private static final Set<Type> SORTED = Set.of(Type.S, Type.N, Type.B);
        private static final Set<Type> WITH_PREFIX = Set.of(Type.S, Type.B);
        private static final Set<Type> ADDABLE = Set.of(Type.N, Type.SS);
        private static final Set<Type> SETS = Set.of(Type.SS);
        private static final int LONGEST = 4096;

        private final String text;
        private final List<String> tokens = new ArrayList<>();
        private final Set<String> attributes = new LinkedHashSet<>();
        private final List<Operand> operands = new ArrayList<>();
        private int next;

        Parser(String text) {
            this.text = text;
            Matcher matcher = TOKEN.matcher(text);
            int end = 0;
            while (matcher.lookingAt()) {
                tokens.add(matcher.group(1));
                end = matcher.end();
                matcher.region(end, text.length());
            }
            if (end < text.length() || text.length() > LONGEST) throw unsupported();
        }

        <T> Expression<T> whole(Function<Parser, T> rule) {
            T tree = rule.apply(this);
            if (next < tokens.size()) throw unsupported();
            return new Expression<>(tree, attributes, operands);
        }

        Condition condition() {
            List<Condition> parts = several(this::conjunction, "OR");
            return parts.size() == 1 ? parts.getFirst() : new Condition.Any(parts);
        }

        private Condition conjunction() {
            List<Condition> parts = several(this::negation, "AND");
            return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
        }

        private Condition negation() {
            return skip("NOT") ? new Condition.Not(negation()) : simple();
        }

        private Condition simple() {
            if (skip("(")) return closed(group());
            if (function("attribute_exists")) return closed(new Condition.Exists(attribute()));
            if (function("attribute_not_exists")) return closed(new Condition.Not(new Condition.Exists(attribute())));
            if (function("begins_with")) {
                String attribute = attribute();
                expect(",");
                return closed(new Condition.BeginsWith(attribute, value(WITH_PREFIX)));
            }
            String attribute = attribute();
            Operator operator = operator();
            boolean sorts = operator != Operator.EQUAL && operator != Operator.NOT_EQUAL;
            return new Condition.Compared(attribute, operator, value(sorts ? SORTED : ALL));
        }

        /** What is in parentheses; the service refuses parentheses around parentheses. */
        private Condition group() {
            if (skip("(")) throw unsupported();
            return condition();
        }

        private Operator operator() {
            String sign = take();
            for (Operator operator : Operator.values()) if (operator.sign.equals(sign)) return operator;
            throw unsupported();
        }

        Update update() {
            Map<String, Supplier<Action>> left = new HashMap<>(Map.of(
                    "SET", this::assignment,
                    "REMOVE", () -> new Action.Remove(attribute()),
                    "ADD", () -> new Action.Add(attribute(), value(ADDABLE)),
                    "DELETE", () -> new Action.Delete(attribute(), value(SETS))));
            List<Action> actions = new ArrayList<>();
            do {
                Supplier<Action> clause = left.remove(take().toUpperCase(Locale.ROOT));
                if (clause == null) throw unsupported();
                actions.addAll(several(clause, ","));
            } while (next < tokens.size());
            return new Update(actions);
        }

        private Action assignment() {
            String attribute = attribute();
            expect("=");
            if (!function("if_not_exists")) return new Action.Assign(attribute, value(ALL));
            String other = attribute();
            expect(",");
            return closed(new Action.AssignFirst(attribute, other, value(ALL)));
        }

        private <T> List<T> several(Supplier<T> one, String between) {
            List<T> all = new ArrayList<>();
            do all.add(one.get());
            while (skip(between));
            return all;
        }

        private <T> T closed(T inner) {
            expect(")");
            return inner;
        }

        private String attribute() {
            String token = take();
            boolean name = token.charAt(0) == '#' || Character.isLetter(token.charAt(0));
            if (!name) throw unsupported();
            attributes.add(token);
            return token;
        }

        private String value(Set<Type> types) {
            String token = take();
            if (token.charAt(0) != ':') throw unsupported();
            operands.add(new Operand(token, types));
            return token;
        }

        private String take() {
            if (next == tokens.size()) throw unsupported();
            return tokens.get(next++);
        }

        private void expect(String token) {
            if (!skip(token)) throw unsupported();
        }

        private boolean skip(String token) {
            boolean comes = next < tokens.size() && tokens.get(next).equalsIgnoreCase(token);
            if (comes) next++;
            return comes;
        }

        /** Goes into a function's parentheses where it comes next. */
        private boolean function(String name) {
            boolean comes = next + 1 < tokens.size()
                    && tokens.get(next).equals(name)
                    && tokens.get(next + 1).equals("(");
            if (comes) next += 2;
            return comes;
        }

        private UnsupportedOperationException unsupported() {
            return new UnsupportedOperationException("the expression " + text);
        }
    }
}
