package dev.sendoff.core;

import java.net.URI;

/** What a version of a function runs, and where that is. */
public sealed interface Code {

    /** A base64 SHA-256, as AWS prints it; of a zip that of its bytes. */
    String sha256();

    /** In bytes; 0 where nothing is kept here. */
    long size();

    /** Came with the executor: a Java class of a jar that it has loaded. */
    record InProcess(String sha256, long size) implements Code {}

    /**
     * A zip that was handed over, kept in chunks in the topic of code.
     *
     * @param location where its chunks stand
     */
    record Zip(String sha256, long size, CodeLocation location) implements Code {}

    /** An HTTP service that gets each event by POST. */
    record Service(URI url, String sha256) implements Code {
        public Service {
            if (!isUrl(url.toString()) || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "a service's URL begins with http:// or https:// and names a host, unlike '" + url + "'");
            }
        }

        @Override
        public long size() {
            return 0;
        }

        /** Whether what was given as an image's URI is meant as a service's. */
        public static boolean isUrl(String imageUri) {
            return imageUri.startsWith("http://") || imageUri.startsWith("https://");
        }
    }

    /**
     * A container image. Nobody here starts containers of it: whoever runs them has them ask an executor for events.
     *
     * @param uri as it was given, for its reader
     */
    record Image(String uri, String sha256) implements Code {
        public Image {
            if (uri.isBlank() || Service.isUrl(uri)) {
                throw new IllegalArgumentException("an image has a name, unlike '" + uri + "'");
            }
        }

        @Override
        public long size() {
            return 0;
        }
    }
}
