package dev.sendoff.environments;

/** Takes what one attempt logs. Written by one thread at a time, and never after the attempt's outcome. */
public interface OutputLog {

    /** Of an attempt whose log nobody asked for. */
    OutputLog NONE = new OutputLog() {
        @Override
        public boolean isKept() {
            return false;
        }

        @Override
        public void append(String text) {}
    };

    /** Whether anything is kept. If not, nothing is appended. */
    boolean isKept();

    /** Adds the text as it is; lines bring their own ends. Short and without waiting. */
    void append(String text);
}
