package dev.laurel.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.*;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.EarningJson;
import dev.laurel.json.RefundJson;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Writes an accepted decision: the account, its entry, and what follows from its facts, in one transaction or not at all. */
@ApplicationScoped
public class Commit {
    /** An item has at most 400 KB: an order's entry, its latest revision and what was given back of it lie in one. */
    private static final int BODY_MOST = 180 * 1024;

    /** So that an entry can be read in one answer, however well it packs. */
    private static final int FACTS_MOST = 2000;

    /** What one transaction may have. */
    private static final int PARTS_MOST = 100;

    private final DynamoDbClient dynamo;
    private final String table;

    Commit(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /** Who asked for what, and from where; {@code input} is the hash of the request as it was sent. */
    public record Request(
            RequestKey key,
            String input,
            String actor,
            String channel,
            @Nullable String location,
            @Nullable String merchant) {

        /** The same request under another key. */
        public Request under(RequestKey other) {
            return new Request(other, input, actor, channel, location, merchant);
        }
    }

    /** How a write went. */
    public sealed interface Outcome {
        record Written(StoredEntry entry) implements Outcome {}

        /** Somebody else wrote first: to be decided again. */
        record LostRace() implements Outcome {}

        /** Fewer were left of a limited reward than were asked for. */
        record OutOfStock(String reward, long left) implements Outcome {}

        /** The entry is larger than an item can be. */
        record TooLarge() implements Outcome {}

        /** One of the caller's own writes was refused: its place among them. */
        record Taken(int index) implements Outcome {}
    }

    /** A part of the transaction, and what it means where its condition fails. */
    private record Part(TransactWriteItem write, Function<CancellationReason, Outcome> refused) {}

    /** Writes the decision on top of what was read; {@code own} are the caller's writes in the same transaction. */
    public Outcome tryWrite(
            MemberKey member, Before read, Request request, Accepted accepted, List<TransactWriteItem> own) {
        StoredAccount before = read.account().orElseThrow();
        StoredEntry entry = Chain.link(member, entry(before, request, accepted), before.head());
        StoredAccount after = new StoredAccount(
                accepted.after(),
                accepted.due(),
                before.version() + 1,
                entry.entry().seq(),
                entry.hash());
        if (entry.body().length > BODY_MOST || accepted.facts().size() > FACTS_MOST) return new Outcome.TooLarge();
        List<Part> parts = new ArrayList<>();
        parts.add(lost(Writes.account(table, member, after, before.version())));
        parts.add(lost(created(member, request.key(), entry, read.laid())));
        Decided decided = new Decided(before.account(), accepted.facts());
        for (Fact fact : accepted.facts()) parts.addAll(following(member, decided, fact));
        parts.addAll(stock(member, decided));
        for (int i = 0; i < own.size(); i++) {
            Outcome taken = new Outcome.Taken(i);
            parts.add(new Part(own.get(i), _ -> taken));
        }
        if (parts.size() > PARTS_MOST) return new Outcome.TooLarge();
        try {
            dynamo.transactWriteItems(
                    t -> t.transactItems(parts.stream().map(Part::write).toList()));
            return new Outcome.Written(entry);
        } catch (TransactionCanceledException cancelled) {
            return outcome(cancelled, parts);
        }
    }

    /** Notes when something is due next, and nothing else; false where somebody else wrote first. */
    public boolean due(MemberKey member, StoredAccount after) {
        try {
            dynamo.updateItem(Writes.due(table, member, after));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    private static Part lost(TransactWriteItem write) {
        return new Part(write, _ -> new Outcome.LostRace());
    }

    private static Outcome outcome(TransactionCanceledException cancelled, List<Part> parts) {
        int refused = Writes.refused(cancelled);
        if (refused < 0) return new Outcome.LostRace();
        return parts.get(refused)
                .refused()
                .apply(cancelled.cancellationReasons().get(refused));
    }

    private static Entry entry(StoredAccount before, Request request, Accepted accepted) {
        Account after = accepted.after();
        return new Entry(
                request.key().id(),
                request.input(),
                before.seq() + 1,
                accepted.at(),
                accepted.decidedAt(),
                request.actor(),
                request.channel(),
                request.location(),
                request.merchant(),
                accepted.facts(),
                after.balance(),
                after.standing().tier());
    }

    /** What has to be written beside the account because a fact happened: vouchers and stock. A voucher knows by itself when it lapses. */
    private List<Part> following(MemberKey member, Decided decided, Fact fact) {
        return switch (fact) {
            case PointsEarned earned -> subjects(member, earned.earning().used());
            case PointsReversed reversed ->
                subjects(
                        member,
                        reversed.used().stream()
                                .map(u -> new Used(u.limit(), u.counted().negated()))
                                .toList());
            case OrderRefunded refunded ->
                order(member, refunded.order(), Table.REFUNDED, RefundJson.soFar(refunded.soFar()));
            case OrderRevised revised -> List.of(lost(revise(member, revised)));
            case RewardIssued issued -> issue(member, decided, issued.redemption());
            case RewardUsed used -> end(member, decided, used.redemption(), "used");
            case RewardCancelled cancelled -> end(member, decided, cancelled.redemption(), "cancelled");
            case RewardWithdrawn withdrawn -> end(member, decided, withdrawn.redemption(), "withdrawn");
            case MemberJoined _,
                    PointsForfeited _,
                    MemberErased _,
                    PointsActivated _,
                    PointsSpent _,
                    PointsReturned _,
                    PointsExpired _,
                    NotRecouped _,
                    ShortfallCovered _,
                    ShortfallReleased _,
                    PointsAdjusted _,
                    PerkUsed _,
                    MemberBlocked _,
                    MemberUnblocked _,
                    RewardLapsed _,
                    TierChanged _,
                    TierHeld _,
                    TierHoldEnded _,
                    TierRising _,
                    TierRisingEnded _,
                    TierReplaced _,
                    StepRewarded _,
                    ActivityNoted _,
                    MemberInactive _,
                    ExpiryNear _,
                    TierEndNear _,
                    TierInvited _ -> List.of();
        };
    }

    /** What was used by a subject lies beside the account. */
    private List<Part> subjects(MemberKey member, List<Used> used) {
        return used.stream()
                .filter(u -> u.counted().subject() != null)
                .map(u -> lost(Writes.use(table, member, u)))
                .toList();
    }

    private TransactWriteItem created(MemberKey member, RequestKey key, StoredEntry entry, long laid) {
        Map<String, AttributeValue> item = Items.entry(member, key, entry);
        return key.isOfOrder() ? Writes.createOrder(table, key, item, laid) : Writes.create(table, item);
    }

    private TransactWriteItem revise(MemberKey member, OrderRevised revised) {
        Sale sale = revised.earning().sale();
        RequestKey order = RequestKey.order(member.program(), sale.order());
        return Writes.revise(table, order, EarningJson.write(revised.earning()), sale.revision());
    }

    private List<Part> order(MemberKey member, OrderKey order, String attribute, ObjectNode value) {
        return List.of(lost(Writes.beside(table, RequestKey.order(member.program(), order), attribute, value)));
    }

    /** What a decision did to an account: a reward may both come and go in it. */
    private record Decided(Account before, List<Fact> facts) {
        Optional<Redemption> openBefore(String redemption) {
            return before.open(redemption).map(OpenRedemption::redemption);
        }

        /** A reward that this decision both issued and ended leaves nothing but its facts: nobody was ever told its code. */
        boolean ends(Redemption issued) {
            return facts.stream().anyMatch(f -> switch (f) {
                case RewardWithdrawn withdrawn -> withdrawn.redemption().equals(issued.id());
                case RewardCancelled cancelled -> cancelled.redemption().equals(issued.id());
                case RewardLapsed lapsed -> lapsed.redemption().equals(issued.id());
                default -> false;
            });
        }

        /** What each limited reward's stock loses, or gets back; one write for each. */
        Map<Redemption, Long> stock() {
            Map<String, Redemption> rewards = new HashMap<>();
            Map<String, Long> sold = new TreeMap<>();
            for (Fact fact : facts) {
                Redemption redemption = switch (fact) {
                    case RewardIssued issued -> issued.redemption();
                    case RewardCancelled cancelled ->
                        openBefore(cancelled.redemption()).orElse(null);
                    case RewardWithdrawn withdrawn ->
                        openBefore(withdrawn.redemption()).orElse(null);
                    default -> null;
                };
                if (redemption == null || redemption.stock() == null) continue;
                String reward = Objects.requireNonNull(redemption.reward());
                rewards.put(reward, redemption);
                sold.merge(reward, (fact instanceof RewardIssued ? 1L : -1L) * redemption.quantity(), Long::sum);
            }
            Map<Redemption, Long> stock = new HashMap<>();
            sold.forEach((reward, count) -> stock.put(rewards.get(reward), count));
            return stock;
        }
    }

    private List<Part> issue(MemberKey member, Decided decided, Redemption redemption) {
        if (redemption.voucher() == null || decided.ends(redemption)) return List.of();
        return List.of(lost(Writes.create(table, Vouchers.item(member, redemption))));
    }

    /** The end of a redemption that was there before. */
    private List<Part> end(MemberKey member, Decided decided, String id, String state) {
        return decided.openBefore(id).flatMap(r -> Optional.ofNullable(r.voucher())).stream()
                .map(code -> lost(Vouchers.close(table, member.program(), code, state)))
                .toList();
    }

    private List<Part> stock(MemberKey member, Decided decided) {
        List<Part> parts = new ArrayList<>();
        decided.stock().forEach((redemption, sold) -> {
            if (sold > 0) parts.add(sell(member, redemption, sold));
            else if (sold < 0) parts.add(lost(Writes.add(table, stockKey(member, redemption), sold.intValue())));
        });
        return parts;
    }

    private Map<String, AttributeValue> stockKey(MemberKey member, Redemption redemption) {
        return Entity.STOCK.key(member.program(), Objects.requireNonNull(redemption.reward()));
    }

    private Part sell(MemberKey member, Redemption redemption, long sold) {
        String reward = Objects.requireNonNull(redemption.reward());
        long stock = Objects.requireNonNull(redemption.stock());
        return new Part(
                Writes.addUpTo(table, stockKey(member, redemption), Math.toIntExact(sold), stock - sold),
                reason -> new Outcome.OutOfStock(reward, Math.max(0, stock - sold(reason))));
    }

    private static long sold(CancellationReason reason) {
        Map<String, AttributeValue> item = new HashMap<>(reason.hasItem() ? reason.item() : Map.of());
        AttributeValue sold = item.get(Writes.SOLD);
        return sold == null ? 0 : Long.parseLong(sold.n());
    }
}
