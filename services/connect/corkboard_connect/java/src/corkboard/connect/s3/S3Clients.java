package corkboard.connect.s3;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Opens the client: the only place that knows the AWS SDK's options. */
final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ATTEMPT = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofSeconds(90);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    private S3Clients() {}

    /** What the connector leaves empty, address and keys, the SDK looks for in the worker's own environment. */
    static S3Client open(SinkConfig config) {
        S3ClientBuilder builder = S3Client.builder()
            .region(Region.of(config.getString(SinkConfig.REGION)))
            .credentialsProvider(credentials(config))
            .httpClientBuilder(ApacheHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ATTEMPT)
                .expectContinueEnabled(false).maxConnections(config.getInt(SinkConfig.UPLOAD_THREADS)))
            .overrideConfiguration(limits(config))
            // Each body is in memory and brings its checksum, so neither chunks nor trailers are needed.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false)
                .pathStyleAccessEnabled(config.getBoolean(SinkConfig.PATH_STYLE)).build());
        String endpoint = config.getString(SinkConfig.ENDPOINT);
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    /** The SDK asks before it sends a body, which costs a small object a second round trip. */
    private static final class NoExpectation implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }

    private static AwsCredentialsProvider credentials(SinkConfig config) {
        String key = config.getString(SinkConfig.KEY_ID);
        return key.isEmpty() ? DefaultCredentialsProvider.builder().build() : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key, config.getPassword(SinkConfig.SECRET).value()));
    }

    private static ClientOverrideConfiguration limits(SinkConfig config) {
        BackoffStrategy wait = BackoffStrategy.exponentialDelay(
            Duration.ofMillis(config.getLong(SinkConfig.RETRY_BACKOFF_MS)), LONGEST_BACKOFF);
        return ClientOverrideConfiguration.builder().apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL)
            .addExecutionInterceptor(new NoExpectation())
            .retryStrategy(StandardRetryStrategy.builder().maxAttempts(config.getInt(SinkConfig.PART_RETRIES) + 1)
                .backoffStrategy(wait).throttlingBackoffStrategy(wait).build())
            .build();
    }
}
