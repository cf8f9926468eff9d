package dev.laurel.local;

/** What DynamoDB charges for: read and write units, on demand. */
public record Capacity(double read, double written) {
    public static final Capacity NONE = new Capacity(0, 0);

    /** US dollars for a million units of a table that is charged on demand, in us-east-1, November 2026. */
    private static final double READ_USD = 0.125;

    private static final double WRITTEN_USD = 0.625;

    static Capacity read(double units) {
        return new Capacity(units, 0);
    }

    static Capacity written(double units) {
        return new Capacity(0, units);
    }

    Capacity plus(Capacity other) {
        return new Capacity(read + other.read, written + other.written);
    }

    /** What a million times this costs, in US dollars. */
    public double usdForAMillion() {
        return read * READ_USD + written * WRITTEN_USD;
    }
}
