package corkboard.connect.s3;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Lands topics in S3 as JSON lines, exactly once, with the property names and layout of Confluent's sink. */
public class S3SinkConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> given) {
        properties = Map.copyOf(given);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return S3SinkTask.class;
    }

    /** Every task gets the same properties: Connect shares the partitions out among them. */
    @Override
    public List<Map<String, String>> taskConfigs(int count) {
        return Collections.nCopies(count, properties);
    }

    @Override
    public void stop() {
        properties = Map.of();
    }

    @Override
    public ConfigDef config() {
        return SinkConfig.definition();
    }

    @Override
    public String version() {
        return Version.CURRENT;
    }
}
