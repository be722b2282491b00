package dev.sendoff.ingest.http;

import dev.sendoff.core.OutageRule;
import dev.sendoff.problems.Fields;
import java.nio.charset.StandardCharsets;

/** A rule for outages as the native API shows and takes it. */
record OutageRuleDocument(double share, int window, String firstProbe, String longestProbe) {

    static OutageRuleDocument of(OutageRule rule) {
        return new OutageRuleDocument(
                rule.share(),
                rule.window(),
                rule.firstProbe().toString(),
                rule.longestProbe().toString());
    }

    /**
     * Reads a document. What it leaves out is as in {@link OutageRule#DEFAULT}; the longest time is then never shorter than
     * the first.
     *
     * @throws IllegalArgumentException if it is none; says what is allowed
     */
    static OutageRule parse(byte[] utf8) {
        Fields fields = Fields.of(new String(utf8, StandardCharsets.UTF_8));
        OutageRule defaults = OutageRule.DEFAULT;
        Double share = fields.decimal("share");
        var firstProbe = fields.duration("firstProbe", defaults.firstProbe());
        var longest = defaults.longestProbe().compareTo(firstProbe) < 0 ? firstProbe : defaults.longestProbe();
        OutageRule rule = new OutageRule(
                share == null ? defaults.share() : share,
                fields.integer("window", defaults.window()),
                firstProbe,
                fields.duration("longestProbe", longest));
        fields.end();
        return rule;
    }
}
