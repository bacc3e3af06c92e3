package corkboard.connect.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A bucket in S3, or in what plays it. */
final class S3Store implements ObjectStore {
    private static final int NAME_TAKEN = 412;
    private static final String TYPE = "application/json";
    private final S3Client client;
    private final String bucket;

    S3Store(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    @Override
    public boolean create(String key, byte[] body, Map<String, String> metadata) {
        PutObjectRequest request = PutObjectRequest.builder().bucket(bucket).key(key).ifNoneMatch("*")
            .contentType(TYPE).metadata(metadata).checksumCRC32(checksum(body)).build();
        try {
            client.putObject(request, RequestBody.fromContentProvider(
                ContentStreamProvider.fromByteArrayUnsafe(body), body.length, TYPE));
            return true;
        } catch (SdkServiceException error) {
            if (error.statusCode() == NAME_TAKEN) {
                return false;
            }
            throw refused("put", key, error);
        } catch (SdkClientException error) {
            throw unanswered("put", key, error);
        }
    }

    @Override
    public Map<String, String> metadata(String key) {
        try {
            return client.headObject(request -> request.bucket(bucket).key(key)).metadata();
        } catch (SdkServiceException error) {
            throw refused("head", key, error);
        } catch (SdkClientException error) {
            throw unanswered("head", key, error);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** Base64 of the big-endian CRC-32, against which S3 checks what arrived. */
    private static String checksum(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private StoreException refused(String verb, String key, SdkServiceException error) {
        int status = error.statusCode();
        boolean isHeadOfVanished = status == 404 && verb.equals("head");
        // 409: two conditional puts met; 408 and 429: too slow, too many.
        boolean isPassing = status >= 500 || status == 408 || status == 409 || status == 429 || isHeadOfVanished;
        return new StoreException(verb + " s3://" + bucket + "/" + key + " was answered with " + status + ": "
            + error.getMessage(), isPassing, error);
    }

    private StoreException unanswered(String verb, String key, SdkClientException error) {
        String message = verb + " s3://" + bucket + "/" + key + " had no answer: " + error.getMessage();
        return new StoreException(message, true, error);
    }
}
