package dev.sendoff.core;

import org.jspecify.annotations.Nullable;

/**
 * The AWS account and region that an installation answers as.
 *
 * @param region such as {@code us-east-1}
 * @param id twelve digits
 */
public record Account(String region, String id) {

    public Account {
        if (!id.matches("\\d{12}")) {
            throw new IllegalArgumentException("an account id has twelve digits, unlike '" + id + "'");
        }
    }

    /** The function's ARN, with the qualifier if there is one. */
    public String functionArn(String function, @Nullable String qualifier) {
        String arn = "arn:aws:lambda:" + region + ":" + id + ":function:" + function;
        return qualifier == null ? arn : arn + ":" + qualifier;
    }

    /** The function's ARN, with {@code $LATEST} where no qualifier is given. */
    public String qualifiedFunctionArn(String function, @Nullable String qualifier) {
        return functionArn(function, qualifier == null ? FunctionVersion.LATEST : qualifier);
    }
}
