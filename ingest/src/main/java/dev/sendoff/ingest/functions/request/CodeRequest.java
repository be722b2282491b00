package dev.sendoff.ingest.functions.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Code;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.FunctionsTransaction;
import dev.sendoff.registry.code.CodeZip;
import dev.sendoff.registry.code.UnusableZipException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The code that a request brings. */
public sealed interface CodeRequest {

    /** Of a request that brings it as a zip in base64: as many bytes as a zip of the largest size has there. */
    long LARGEST_ZIP_IN_BASE64 = CodeZip.MAX_BYTES * 4L / 3 + 1;

    int MAX_URI_LENGTH = 2048;

    /**
     * Makes it what a function runs. Uploads what has to be kept here.
     *
     * @throws dev.sendoff.registry.RegistryException if it could not be written
     */
    Code place(FunctionsTransaction transaction);

    /**
     * Looks into what it is. May take seconds.
     *
     * @param operation as AWS names it, for its errors
     * @throws RefusedException if it cannot be used
     */
    void check(String operation);

    /** A zip. Its bytes belong to the request, and nobody changes them. */
    record Zip(byte[] bytes) implements CodeRequest {

        @Override
        public Code place(FunctionsTransaction transaction) {
            return new Code.Zip(CodeZip.sha256(bytes), bytes.length, transaction.upload(bytes));
        }

        @Override
        public void check(String operation) {
            if (bytes.length == 0) {
                throw RefusedException.invalidParameter("Uploaded file must be a non-empty zip");
            }
            if (bytes.length > CodeZip.MAX_BYTES) {
                throw new RefusedException(LambdaError.requestTooLarge(LARGEST_ZIP_IN_BASE64, operation));
            }
            try {
                CodeZip.check(bytes);
            } catch (UnusableZipException e) {
                throw RefusedException.invalidParameter(
                        switch (e.reason()) {
                            case UNREADABLE ->
                                "Could not unzip uploaded file. Please check your file, then try to upload again.";
                            case TOO_LARGE ->
                                "Unzipped size must be smaller than " + CodeZip.MAX_UNPACKED_BYTES + " bytes";
                            case FORBIDDEN_ENTRY ->
                                "Could not unzip uploaded file: " + e.getMessage()
                                        + ". Please check your file, then try to upload again.";
                        });
            }
        }
    }

    /** What is not kept here: a service's URL, or the name of a container image. */
    record Image(String uri) implements CodeRequest {

        @Override
        public Code place(FunctionsTransaction transaction) {
            return code();
        }

        private Code code() {
            String sha256 = CodeZip.sha256(uri.getBytes(UTF_8));
            if (!Code.Service.isUrl(uri)) {
                return new Code.Image(uri, sha256);
            }
            try {
                return new Code.Service(new URI(uri), sha256);
            } catch (URISyntaxException | IllegalArgumentException e) {
                throw invalid();
            }
        }

        @Override
        public void check(String operation) {
            if (uri.length() > MAX_URI_LENGTH || uri.chars().anyMatch(Character::isWhitespace)) {
                throw invalid();
            }
            code();
        }

        private RefusedException invalid() {
            return RefusedException.invalidParameter(
                    "Source image " + uri + " is not valid. Provide a valid source image.");
        }
    }

    /**
     * Reads what stands beside the other fields, or in {@code Code}.
     *
     * @return null if there is none
     */
    static @Nullable CodeRequest read(Fields fields) {
        if (!fields.saysNothing("S3Bucket") || !fields.saysNothing("S3Key") || !fields.saysNothing("S3ObjectVersion")) {
            throw RefusedException.invalidParameter(
                    "S3Bucket and S3Key are not supported by Sendoff. Hand the code over"
                            + " as ZipFile, or name an HTTP service by ImageUri.");
        }
        byte[] zip = fields.bytes("ZipFile");
        String uri = fields.text("ImageUri");
        if (zip != null && uri != null) {
            throw RefusedException.invalidParameter("Please provide either ZipFile or ImageUri, not both.");
        }
        if (zip != null) {
            return new Zip(zip);
        }
        return uri == null || uri.isEmpty() ? null : new Image(uri);
    }

    /** The error of a request that needs code and brings none. */
    static RefusedException missing() {
        return RefusedException.invalidParameter("Please provide a source for function code.");
    }
}
