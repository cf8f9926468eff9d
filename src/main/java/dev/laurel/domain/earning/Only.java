package dev.laurel.domain.earning;

import java.util.Collections;
import java.util.Set;

/** Which lines a rule is about; empty sets are all. A line in an excluded category is never covered. */
public record Only(Set<String> skus, Set<String> categories, Set<String> excludedCategories) {
    public static final Only ALL = new Only(Set.of(), Set.of(), Set.of());

    boolean covers(Purchase.Line line) {
        if (!restricts()) return true;
        boolean named = (skus.isEmpty() && categories.isEmpty())
                || skus.contains(line.sku())
                || !Collections.disjoint(categories, line.categories());
        return named && Collections.disjoint(excludedCategories, line.categories());
    }

    /** Whether it is about some lines only, so that shipping, tips and tax are not its business. */
    boolean restricts() {
        return !equals(ALL);
    }
}
