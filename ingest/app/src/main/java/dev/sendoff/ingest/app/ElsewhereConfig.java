package dev.sendoff.ingest.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;

/** Where ingest, on its own, finds what it does not answer itself. */
@ConfigMapping(prefix = "sendoff.ingest")
interface ElsewhereConfig {

    /**
     * The base URLs of delivery states, separated by commas: what is asked of states, figures and dead letters is passed on to them.
     * They take turns; one that cannot be reached is passed over. Only where ingest runs on its own.
     */
    @WithDefault("http://127.0.0.1:8084")
    List<URI> deliveryStateUrls();

    /**
     * The same of processes that do redrives, replays and purges: such jobs are asked for and asked about there.
     */
    @WithDefault("http://127.0.0.1:8086")
    List<URI> redriveUrls();
}
