package dev.laurel.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Trees whose numbers can be written out: nobody means {@code 1e999999999}, and whoever reckons with it does so for ever. One with more than
 * 1,000 digits before or behind its point is {@link Malformed}.
 */
public final class PlainNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1;
    private static final int DIGITS = 1_000;

    @Override
    public ValueNode numberNode(@Nullable BigDecimal number) {
        if (number != null && Math.max(number.scale(), (long) number.precision() - number.scale()) > DIGITS)
            throw tooLong();
        return super.numberNode(number);
    }

    static Malformed tooLong() {
        return new Malformed("", "a number has at most 1,000 digits before or behind its point");
    }
}
