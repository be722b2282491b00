package dev.sendoff.core;

/** How sentences go on with what somebody said, where they said anything. */
final class Said {

    private Said() {}

    static String by(String who) {
        return who.isEmpty() ? "" : " by " + who;
    }

    static String because(String comment) {
        return comment.isEmpty() ? "" : ": " + comment;
    }
}
