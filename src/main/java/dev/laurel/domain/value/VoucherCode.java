package dev.laurel.domain.value;

import java.util.Locale;
import java.util.Optional;

/**
 * A voucher's code: 15 characters of Crockford's base 32 (75 random bits) and a check character, which finds every single wrong
 * character and almost every swap of neighbours (Luhn's algorithm, modulo 32). Read with any case, spaces and hyphens, and with O, I and L for 0 and 1.
 */
public record VoucherCode(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 16;

    /** The code of 15 or more random bytes; five bits of each of the first 15 are used. */
    public static VoucherCode of(byte[] random) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH - 1; i++) text.append(ALPHABET.charAt(random[i] & 31));
        return new VoucherCode(text.append(check(text)).toString());
    }

    /** The code that somebody typed, or nothing where it cannot be one. */
    public static Optional<VoucherCode> typed(String typed) {
        String text = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[ -]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        boolean ours = text.length() == LENGTH
                && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
                && check(text.substring(0, LENGTH - 1)) == text.charAt(LENGTH - 1);
        return ours ? Optional.of(new VoucherCode(text)) : Optional.empty();
    }

    private static char check(CharSequence body) {
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            int value = ALPHABET.indexOf(body.charAt(body.length() - 1 - i));
            int weighted = i % 2 == 0 ? 2 * value : value;
            sum += weighted / 32 + weighted % 32;
        }
        return ALPHABET.charAt((32 - sum % 32) % 32);
    }
}
