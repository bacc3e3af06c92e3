package io.confluent.connect.s3;

import corkboard.connect.s3.Version;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for Confluent's S3 sink where that one is not installed, so that its users' configurations run unchanged.
 *
 * <p>Connect loads the highest version of a class; this one's begins with 0.0, so the real plugin always wins.
 */
public final class S3SinkConnector extends corkboard.connect.s3.S3SinkConnector {
    private static final Logger LOG = LoggerFactory.getLogger(S3SinkConnector.class);

    @Override
    public void start(Map<String, String> given) {
        LOG.warn("Corkboard's S3 sink stands in for {}, which is not in the plugin folder", getClass().getName());
        super.start(given);
    }

    @Override
    public String version() {
        return "0.0.0-corkboard-" + Version.CURRENT;
    }
}
