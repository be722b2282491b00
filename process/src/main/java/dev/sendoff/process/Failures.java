package dev.sendoff.process;

/** What a start failed of, for a user's eyes. */
public final class Failures {

    private Failures() {}

    /** The innermost cause says what happened; frameworks wrap it. */
    public static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            if (cause instanceof StartRefusedException) {
                break;
            }
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
