package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery went.
 *
 * @param why what there is to say of it, if anything
 * @param toSee what of it the merchant is to look at, and why
 */
record ShopOutcome(Result result, @Nullable String why, List<String> toSee) {
    enum Result {
        /** Something was booked, or laid down to be. */
        APPLIED,
        /** The books had it all. */
        KNOWN,
        IGNORED
    }

    /**
     * What nobody has to look at: a merchant's old orders are told whenever anybody touches them, and of who was erased nothing is to be kept.
     */
    private static final List<String> NOTHING_TO_SEE = List.of("too-long-ago", "before-the-program", "member-erased");

    private static boolean isNothingToSee(Problem refusal) {
        return NOTHING_TO_SEE.contains(refusal.type());
    }

    static ShopOutcome applied(String why) {
        return new ShopOutcome(Result.APPLIED, why, List.of());
    }

    static ShopOutcome known() {
        return new ShopOutcome(Result.KNOWN, null, List.of());
    }

    /** Applied, or known where nothing changed. */
    static ShopOutcome of(boolean changed) {
        return new ShopOutcome(changed ? Result.APPLIED : Result.KNOWN, null, List.of());
    }

    /** Nothing comes of it, nor ever will. */
    static ShopOutcome ignored(String why) {
        return new ShopOutcome(Result.IGNORED, why, List.of());
    }

    /** Nothing comes of it, for a reason that the merchant may have to look at. */
    static ShopOutcome refused(Problem refusal) {
        String why = String.valueOf(refusal.getMessage());
        return isNothingToSee(refusal) ? ignored(why) : refused(why);
    }

    /** Nothing comes of it, which the merchant is to look at. */
    static ShopOutcome refused(String why) {
        return ignored(why).seen();
    }

    /** The same, for the merchant to look at. */
    ShopOutcome seen() {
        return new ShopOutcome(result, why, List.of(String.valueOf(why)));
    }

    /** @param inbox where the merchant finds it; null where they need not */
    ObjectNode json(@Nullable String inbox) {
        ObjectNode json = Json.object().put("outcome", result.name().toLowerCase(Locale.ROOT));
        if (why != null) json.put("why", why);
        return inbox == null ? json : json.put("inbox", inbox);
    }

    /** Parts of a delivery: each is booked by itself, and one that is refused keeps no other from being booked. */
    static final class Parts {
        private final List<String> refused = new ArrayList<>();
        private boolean changed;

        /** @param part tells whether it changed anything */
        void book(String what, BooleanSupplier part) {
            try {
                if (part.getAsBoolean()) changed = true;
            } catch (Problem refusal) {
                if (refusal.isForNow()) throw refusal;
                if (!isNothingToSee(refusal)) refused.add(what + ": " + refusal.getMessage());
            }
        }

        ShopOutcome outcome() {
            return with(of(false));
        }

        /** The outcome of the whole, which was one thing, beside what became of its parts. */
        ShopOutcome with(ShopOutcome whole) {
            List<String> all = new ArrayList<>(whole.toSee());
            all.addAll(refused);
            if (refused.isEmpty()) return new ShopOutcome(changed ? Result.APPLIED : whole.result(), whole.why(), all);
            return new ShopOutcome(changed ? Result.APPLIED : Result.IGNORED, String.join("; ", all), all);
        }
    }
}
