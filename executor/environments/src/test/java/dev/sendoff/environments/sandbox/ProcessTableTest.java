package dev.sendoff.environments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTableTest {

    @Test
    void aProcessIsSeen() {
        assertThat(
                        ProcessTable.parse(
                                7,
                                "Name:\tx\nState:\tS (sleeping)\nPPid:\t3\nUid:\t40001\t0\t0\t0\nNSsid:\t5\t1\nVmRSS:\t    12 kB\n"))
                .isEqualTo(new ProcessTable.Seen(7, 3, 5, 40001, 12 << 10, false));
    }

    @Test
    void oneThatIsJustGoingSaysLess() {
        assertThat(ProcessTable.parse(7, "State:\tZ (zombie)\nPPid:\t0\nUid:\t1\t1\t1\t1\nNSsid:\n"))
                .isEqualTo(new ProcessTable.Seen(7, 0, 0, 1, 0, true));
        assertThat(ProcessTable.parse(7, "NSsid:\t\n").session()).isZero();
    }
}
