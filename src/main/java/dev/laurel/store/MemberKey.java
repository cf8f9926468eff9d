package dev.laurel.store;

/** Whose account: a program and a member of it. */
public record MemberKey(String program, String member) {
    String partition() {
        return Entity.ACCOUNT.partitionOf(program, member);
    }
}
