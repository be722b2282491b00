package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.Account;
import dev.sendoff.core.Alias;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alias as Lambda's API shows it. */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record AliasDocument(
        String aliasArn,
        String name,
        String functionVersion,
        String description,
        @Nullable RoutingConfig routingConfig,
        String revisionId) {

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record RoutingConfig(Map<String, Double> additionalVersionWeights) {}

    static AliasDocument of(String function, Alias alias, Account account) {
        return new AliasDocument(
                account.functionArn(function, alias.name()),
                alias.name(),
                alias.version(),
                alias.description(),
                alias.additionalWeights().isEmpty() ? null : new RoutingConfig(alias.additionalWeights()),
                alias.revisionId());
    }
}
