package dev.sendoff.environments;

/** Takes what a process writes, line by line. */
interface LineSink {

    /** @param ended whether a line ends here; if not it was too long, or its end has not been written */
    void line(byte[] bytes, int offset, int length, boolean ended);
}
