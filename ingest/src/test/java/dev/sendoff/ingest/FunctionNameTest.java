package dev.sendoff.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionNameTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            hello,                                                                  hello,      -,              -,            -
            hello:$LATEST,                                                          hello,      -,              -,            $LATEST
            hello:7,                                                                hello,      -,              -,            7
            hello:live,                                                             hello,      -,              -,            live
            hello:$LATEST.PUBLISHED,                                                hello,      -,              -,            $LATEST.PUBLISHED
            my_func-2.v1,                                                           my_func-2.v1, -,            -,            -
            function:hello,                                                         hello,      -,              -,            -
            function:hello:live,                                                    hello,      -,              -,            live
            123456789012:hello,                                                     hello,      -,              123456789012, -
            123456789012:function:hello,                                            hello,      -,              123456789012, -
            123456789012:function:hello:live,                                       hello,      -,              123456789012, live
            arn:aws:lambda:us-east-1:123456789012:function:hello,                   hello,      us-east-1,      123456789012, -
            arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST,           hello,      us-east-1,      123456789012, $LATEST
            arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:hello:live,   hello,      us-gov-west-1,  123456789012, live
            arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:hello,         hello,      eusc-de-east-1, 123456789012, -
            """)
    void readsNamesPartialAndFullArns(String text, String name, String region, String account, String qualifier) {
        assertThat(FunctionName.parse(text)).hasValue(new FunctionName(name, region, account, qualifier));
    }

    @Test
    void anArnWithoutANameMeansTheFunctionCalledFunction() {
        assertThat(FunctionName.parse("arn:aws:lambda:us-east-1:123456789012:function"))
                .hasValue(new FunctionName("function", "us-east-1", "123456789012", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " hello",
                "hel lo",
                "hello!",
                "hello:",
                ":hello",
                "hello:$latest",
                "hello:a.b",
                "hello:a:b",
                "a/b",
                "arn:aws:s3:us-east-1:123456789012:function:hello",
                "arn:aws:lambda:us-east-1:12345:function:hello",
                "arn:aws:lambda:us-east-1:123456789012:function:",
                "hello\n",
                "héllo",
            })
    void refusesWhatAwsRefuses(String text) {
        assertThat(FunctionName.parse(text)).isEmpty();
    }
}
