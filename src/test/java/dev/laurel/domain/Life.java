package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.laurel.domain.decision.CancelRedemption;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.Decision;
import dev.laurel.domain.decision.EarnForAction;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.InviteToTier;
import dev.laurel.domain.decision.JoinProgram;
import dev.laurel.domain.decision.RedeemPoints;
import dev.laurel.domain.decision.RedeemReward;
import dev.laurel.domain.decision.RefundOrder;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.ReverseEntry;
import dev.laurel.domain.decision.ReviseOrder;
import dev.laurel.domain.decision.SettleAccount;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.decision.UseRedemption;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.OrderRefunded;
import dev.laurel.domain.fact.Fact.OrderRevised;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.domain.ledger.Replay;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.json.AccountJson;
import dev.laurel.json.FactJson;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.ProgramFaults;
import dev.laurel.json.ProgramJson;
import dev.laurel.json.PurchaseJson;
import dev.laurel.json.RefundJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.joda.money.Money;

/** One member's life under a program: decisions on the domain alone, with the sum of the facts held against the balance, and
 * what is stored against what was decided, after each. */
final class Life {
    private static final YAMLMapper YAML = new YAMLMapper();
    private final Programs programs;
    private Account account;
    private Instant now;
    private final List<Fact> facts = new ArrayList<>();
    private final Replay replay = new Replay();
    private final Map<OrderKey, Order> orders = new HashMap<>();
    private int next = 1;

    private Life(Programs programs, Instant now, MonthDay birthday) {
        this.programs = programs;
        this.now = now;
        this.account = Account.opened(now, birthday == null ? null : new Birthday(birthday, 0));
        accept(new JoinProgram());
    }

    /** A member who joins at a local time of the program's zone; the document needs neither id, name nor, where it is USD in New York, currency and zone. */
    static Life under(String yaml, String joined) {
        return under(programs(yaml), joined);
    }

    static Life under(Programs programs, String joined) {
        return new Life(programs, instant(programs, joined), null);
    }

    /** The same with a birthday, as {@code --05-17}. */
    static Life born(String birthday, String yaml, String joined) {
        Programs programs = programs(yaml);
        return new Life(programs, instant(programs, joined), MonthDay.parse(birthday));
    }

    /** One version that has always been in force. */
    static Programs programs(String yaml) {
        return new Programs(List.of(new Programs.Version(1, Instant.EPOCH, program(yaml))));
    }

    static Program program(String yaml) {
        ObjectNode document = Json.object()
                .put("id", "test")
                .put("name", "Test")
                .put("currency", "USD")
                .put("timeZone", "America/New_York");
        document.setAll((ObjectNode) tree(yaml));
        assertThat(ProgramFaults.of(document)).isEmpty();
        Program program = ProgramJson.read(Fields.of(document));
        assertThat(ProgramJson.read(Fields.stored(document))).isEqualTo(program);
        return program;
    }

    static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Instant instant(Programs programs, String local) {
        LocalDateTime time = local.contains("T")
                ? LocalDateTime.parse(local)
                : LocalDate.parse(local).atTime(12, 0);
        return time.atZone(programs.versions().getLast().program().zone()).toInstant();
    }

    static Instant noon(Programs programs, String day) {
        return instant(programs, day);
    }

    /** Time passes to a local day (noon) or time. */
    Life on(String local) {
        now = instant(programs, local);
        return this;
    }

    Decision decide(Command command) {
        return command.decide(account, programs, Life::code, now);
    }

    /** A command that is accepted: its facts. */
    List<Fact> accept(Command command) {
        Decision decision = decide(command);
        if (decision instanceof Decision.Refused(Refusal why)) throw new AssertionError("refused: " + why);
        Decision.Accepted accepted = (Decision.Accepted) decision;
        account = accepted.after();
        facts.addAll(accepted.facts());
        for (Fact fact : accepted.facts()) {
            if (fact instanceof OrderRefunded refunded && command instanceof RefundOrder refund) {
                orders.put(refunded.order(), refund.order().refunded(refunded.soFar()));
            }
            if (fact instanceof OrderRevised revised && command instanceof ReviseOrder change) {
                orders.put(revised.earning().sale().order(), change.order().revised(revised.earning()));
            }
            assertThat(FactJson.read(Fields.stored(FactJson.write(fact))))
                    .as("written and read again")
                    .isEqualTo(fact);
        }
        assertThat(AccountJson.read(Fields.stored(AccountJson.write(account))))
                .as("written and read again")
                .isEqualTo(account);
        String id = command instanceof SettleAccount ? Entry.DUE + now : "entry";
        Entry entry = new Entry(
                id,
                "",
                1,
                accepted.at(),
                accepted.decidedAt(),
                "",
                "",
                null,
                null,
                accepted.facts(),
                account.balance(),
                null);
        if (!(command instanceof SettleAccount && accepted.facts().isEmpty())) replay.add(entry);
        assertThat(replay.gives(account)).as("made again from its entries").isTrue();
        var balance = account.balance();
        assertThat(balance.spendable() + balance.pending() - balance.deficit())
                .as("the sum of the facts")
                .isEqualTo(facts.stream().mapToLong(Fact::points).sum());
        return accepted.facts();
    }

    Refusal refused(Command command) {
        return ((Decision.Refused) decide(command)).why();
    }

    EarnForPurchase order(String yaml) {
        ObjectNode order = Json.object().put("orderId", "o" + next++).put("currency", "USD");
        order.setAll((ObjectNode) tree(yaml));
        return new EarnForPurchase(PurchaseJson.read(Fields.of(order)), false);
    }

    /** An order, as the API takes it; without an id and in USD where it does not say. */
    PointsEarned buys(String yaml) {
        return Entry.earned(accept(order(yaml))).orElseThrow();
    }

    /** A refund of an order that the member made, as the API takes it: what it wrote. */
    List<Fact> refunds(PointsEarned earned, String yaml) {
        return accept(refund(earned, yaml));
    }

    RefundOrder refund(PointsEarned earned, String yaml) {
        ObjectNode json = Json.object().put("refundId", "f" + next++);
        json.setAll((ObjectNode) tree(yaml));
        Fields fields = Fields.of(json);
        Order order = known(earned);

        RefundOrder command = new RefundOrder(
                entry(order), order, RefundJson.read(fields, order.sale().currency()), false);
        fields.end();
        return command;
    }

    /** A changed order, as the API takes it: what it wrote. */
    List<Fact> changes(PointsEarned earned, String yaml) {
        return accept(change(earned, yaml));
    }

    ReviseOrder change(PointsEarned earned, String yaml) {
        Order order = known(earned);
        ObjectNode json = Json.object()
                .put("orderId", order.sale().order().id())
                .put("currency", "USD")
                .put("revision", order.sale().revision() + 1);
        json.setAll((ObjectNode) tree(yaml));
        return new ReviseOrder(entry(order), order, PurchaseJson.read(Fields.of(json)));
    }

    private Order known(PointsEarned earned) {
        return orders.getOrDefault(earned.earning().sale().order(), Order.fresh(earned.earning(), earned.at()));
    }

    private static String entry(Order order) {
        return "order/" + order.sale().order().id();
    }

    /** An order of one line: what it earned. */
    long spends(String amount) {
        return buys("{lines: [{sku: thing, quantity: 1, amount: '" + amount + "'}]}")
                .points();
    }

    /** Something done, as a till would say: what it earned. */
    PointsEarned does(String action, String quantity) {
        return acts(done(action, null, quantity));
    }

    PointsEarned acts(EarnForAction command) {
        return Entry.earned(accept(command)).orElseThrow();
    }

    static EarnForAction done(String action, String subject, String quantity) {
        BigDecimal much = quantity == null ? null : new BigDecimal(quantity);
        return new EarnForAction(new Performed(action, null, subject, much), null, Map.of(), false, false);
    }

    /** Undoes the entry that these facts were: what that wrote. */
    List<Fact> reverses(List<Fact> entry) {
        return accept(reversal(entry));
    }

    ReverseEntry reversal(List<Fact> facts) {
        Entry entry =
                new Entry("e" + next++, "", 1, now, now, "admin", "api", null, null, facts, account.balance(), null);
        return new ReverseEntry(entry, "mistake");
    }

    /** What each rule and factor gave, by its id. */
    static Map<String, Long> byRule(PointsEarned earned) {
        Map<String, Long> points = new TreeMap<>();
        earned.earning().applied().forEach(a -> points.put(a.rule(), a.points()));
        return points;
    }

    RedeemReward reward(String id) {
        return new RedeemReward("r" + next++, id, 1);
    }

    /** A code as it would be drawn outside. */
    static VoucherCode code(String redemption) {
        return VoucherCode.of(Arrays.copyOf(redemption.getBytes(StandardCharsets.US_ASCII), 32));
    }

    /** Takes a reward: the redemption's id. */
    String takes(String reward) {
        RedeemReward command = reward(reward);
        accept(command);
        return command.id();
    }

    /** Pays with points: the redemption's id. */
    String pays(long points) {
        RedeemPoints command = new RedeemPoints("r" + next++, points, null);
        accept(command);
        return command.id();
    }

    RedeemPoints payment(long points, String orderTotal) {
        return new RedeemPoints("r" + next++, points, orderTotal == null ? null : Money.parse("USD " + orderTotal));
    }

    static CancelRedemption cancellation(String redemption) {
        return new CancelRedemption(redemption, true);
    }

    static UseRedemption use(String redemption) {
        return new UseRedemption(redemption, null);
    }

    static InviteToTier invitation(String tier, String until) {
        return new InviteToTier(tier, "goodwill", until == null ? null : LocalDate.parse(until));
    }

    /** The copy of the member's birthday changes: no fact tells of it. */
    void moves(Birthday birthday) {
        account = account.withBirthday(birthday);
    }

    /** The account as it is now, settled. */
    Account account() {
        return Settling.settled(account, programs, Life::code, now);
    }

    /** The account as it was written last. */
    Account stored() {
        return account;
    }

    /** The local time at which something next happens by itself. */
    Optional<LocalDateTime> due() {
        return Settling.nextDue(account(), programs)
                .map(i -> LocalDateTime.ofInstant(i, programs.at(now).program().zone()));
    }

    long spendable() {
        return account().balance().spendable();
    }

    long pending() {
        return account().balance().pending();
    }

    String tier() {
        return account().standing().tier();
    }

    Programs programs() {
        return programs;
    }

    Instant now() {
        return now;
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }
}
