package dev.sendoff.executor.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Origin;
import dev.sendoff.executor.deliveries.AwsServices.Parcel;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What AWS Lambda sends to each service. See <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">AWS Lambda Developer Guide,
 * retaining records of asynchronous invocations</a>, and for dead-letter queues <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq">there</a>.
 */
final class Requests {

    /** As it is on the wire; the guide's page says {@code aws.lambda}. */
    private static final String EVENT_SOURCE = "lambda";

    private static final DateTimeFormatter KEY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/yyyy-MM-dd'T'HH.mm.ss-").withZone(ZoneOffset.UTC);

    private Requests() {}

    static SendMessageRequest message(String queueUrl, Parcel parcel) {
        SendMessageRequest.Builder request = SendMessageRequest.builder()
                .queueUrl(queueUrl)
                .messageBody(parcel.body())
                .messageAttributes(attributes(
                        parcel,
                        (type, value) -> software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                                .dataType(type)
                                .stringValue(value)
                                .build()));
        if (parcel.traceHeader() != null) {
            request.messageSystemAttributes(Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue.builder()
                            .dataType("String")
                            .stringValue(parcel.traceHeader())
                            .build()));
        }
        return request.build();
    }

    static PublishRequest notification(Arn topic, Parcel parcel) {
        return PublishRequest.builder()
                .topicArn(topic.text())
                .message(parcel.body())
                .messageAttributes(attributes(
                        parcel,
                        (type, value) -> software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
                                .dataType(type)
                                .stringValue(value)
                                .build()))
                .build();
    }

    /** Of an event that was given up; a record has none. */
    private static <T> Map<String, T> attributes(Parcel parcel, BiFunction<String, String, T> attribute) {
        Map<String, T> attributes = new LinkedHashMap<>();
        if (parcel.kind() == Delivery.Kind.DEAD_LETTER_TARGET) {
            attributes.put("RequestID", attribute.apply("String", parcel.ended().toString()));
            Origin.Failure failure = parcel.failure();
            if (failure != null && failure.code() != null) {
                attributes.put(
                        "ErrorCode", attribute.apply("Number", failure.code().toString()));
            }
            if (failure != null && !failure.message().isEmpty()) {
                attributes.put("ErrorMessage", attribute.apply("String", failure.message()));
            }
        }
        return attributes;
    }

    static PutEventsRequest event(Arn bus, Parcel parcel) {
        String end = parcel.kind() == Delivery.Kind.ON_SUCCESS ? "Success" : "Failure";
        return PutEventsRequest.builder()
                .entries(entry -> entry.eventBusName(bus.text())
                        .source(EVENT_SOURCE)
                        .detailType("Lambda Function Invocation Result - " + end)
                        .resources(bus.text(), parcel.functionArn())
                        .time(parcel.time())
                        .traceHeader(parcel.traceHeader())
                        .detail(parcel.body()))
                .build();
    }

    static PutObjectRequest object(Arn bucket, Parcel parcel) {
        return PutObjectRequest.builder()
                .bucket(bucket.resource())
                .key(key(parcel))
                .contentType("application/json")
                .build();
    }

    static RequestBody body(Parcel parcel) {
        return RequestBody.fromBytes(parcel.body().getBytes(UTF_8));
    }

    /** With the delivery's own id where AWS has one by chance: an attempt that is made again writes the same object. */
    static String key(Parcel parcel) {
        return "aws/lambda/async/" + parcel.function() + "/" + KEY.format(parcel.time()) + parcel.id();
    }
}
