package dev.laurel.outside;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Phone numbers and mail addresses in the one form in which they are compared. */
public final class Contacts {
    private static final Pattern MAIL =
            Pattern.compile("[^\\s@\"(),:;<>\\[\\\\\\]]{1,64}@([\\p{L}\\p{N}-]{1,63}\\.)+[\\p{L}\\p{N}-]{2,63}");
    private static final int MAIL_LENGTH = 254;
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int PHONE_DIGITS = 8;
    private static final int PHONE_DIGITS_MOST = 17;

    /** What stands for a token's own member in a path. */
    public static final String ME = "me";

    private Contacts() {}

    /** A phone number in E.164, out of any international notation; nothing where it cannot be one. */
    public static Optional<String> phone(String typed) {
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        try {
            var number = phones.parse(typed, null);
            return phones.isValidNumber(number)
                    ? Optional.of(phones.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }

    /** A mail address in lower case; nothing where it cannot be one. */
    public static Optional<String> mail(String typed) {
        String mail = typed.strip().toLowerCase(Locale.ROOT);
        return mail.length() <= MAIL_LENGTH && MAIL.matcher(mail).matches() ? Optional.of(mail) : Optional.empty();
    }

    /** Whether this can be a member's id: it goes into the books for ever, so it is neither a mail address nor a phone number (law 23). */
    public static boolean isMemberId(String id) {
        return MEMBER.matcher(id).matches() && !id.equals(ME) && !looksLikePhone(id);
    }

    /** Digits that are a phone number with its country, or look like one without (a leading zero). */
    public static boolean looksLikePhone(String id) {
        String digits = id.replace("_", "").replace("-", "");
        boolean onlyDigits = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!onlyDigits || digits.length() < PHONE_DIGITS || digits.length() > PHONE_DIGITS_MOST) return false;
        return digits.startsWith("0") || phone("+" + digits).isPresent();
    }
}
