package corkboard.iam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that botocore signed on 2026-01-02 at 03:04:05 UTC, and what becomes of them when they change. */
final class RequestsTest {
    private static final String HOST = "kafka.us-east-1.amazonaws.com";
    private static final String SIGNED = "Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=somebody%2F20260102%2Fus-east-1%2Fkafka-cluster%2Faws4_request"
            + "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host";
    private static final String SIGNATURE =
            "&X-Amz-Signature=840df022da4dff1739a851123f14bb71a3166c9879e1e676418664c332602ed5";
    private static final String WITH_SESSION = SIGNED + "&X-Amz-Security-Token=a%2Fsession%2Btoken%3D%3D"
            + "&X-Amz-Signature=a8bb1d3c297ad2168dd736fcb5ed25263f37c15cd8b2a89df64101bc6b00ac2d";
    private static final long NOW = Instant.parse("2026-01-02T03:05:00Z").toEpochMilli();

    @TempDir
    Path folder;

    private Path keys;
    private Requests requests;

    @BeforeEach
    void writeKeys() throws IOException {
        keys = Files.writeString(folder.resolve("keys"), "somebody=a secret, no more\n");
        requests = new Requests(new Signature("us-east-1", new Keys(keys)), Set.of(HOST));
    }

    private static String token(String query) {
        byte[] address = ("https://" + HOST + "/?" + query).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(address);
    }

    private static Map<String, String> message() {
        Map<String, String> message = new HashMap<>(Map.of("version", "2020_10_22", "host", HOST));
        for (String pair : (SIGNED + SIGNATURE).replace("%2F", "/").replace("%3A", ":").split("&")) {
            String[] parts = pair.split("=");
            message.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        return message;
    }

    private void assertRefused(String reason, String query, long nowMs) {
        Refused refused = assertThrows(Refused.class, () -> requests.token(token(query), nowMs));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private void assertChangeRefused(String reason, String from, String to) {
        assertTrue((SIGNED + SIGNATURE).contains(from));
        assertRefused(reason, (SIGNED + SIGNATURE).replace(from, to), NOW);
    }

    @Test
    void bothMechanismsTakeWhatWasSigned() throws Refused {
        long start = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
        Identity expected = new Identity("somebody", start, start + 900_000);

        assertEquals(expected, requests.token(token(SIGNED + SIGNATURE), NOW));
        assertEquals(expected, requests.token(token(WITH_SESSION), NOW));
        assertEquals(expected, requests.message(message(), NOW));
    }

    @Test
    void whatWasAddedBehindTheSignatureIsNoPartOfIt() throws Refused {
        assertEquals("somebody", requests.token(token(SIGNED + SIGNATURE + "&User-Agent=any"), NOW).accessKey());
    }

    @Test
    void everySignedPartIsChecked() {
        assertChangeRefused("Action is not", "Connect", "Disconnect");
        assertChangeRefused("X-Amz-Algorithm is not", "SHA256&", "SHA1&");
        assertChangeRefused("X-Amz-SignedHeaders is not", "=host", "=host%3Bdate");
        assertChangeRefused("region eu-west-1", "us-east-1%2F", "eu-west-1%2F");
        assertChangeRefused("another day or service", "kafka-cluster%2F", "s3%2F");
        assertChangeRefused("another day or service", "=20260102T", "=20260103T");
        assertChangeRefused("signature does not match", "Expires=900", "Expires=899");
        assertChangeRefused("signature does not match", "840df022", "840df023");
        assertRefused("signature does not match", WITH_SESSION.replace("session", "other"), NOW);
    }

    @Test
    void malformedPartsAreRefusedAndBreakNothing() {
        assertChangeRefused("X-Amz-Signature is malformed", "840df022", "xyz");
        assertChangeRefused("not between 1 and 900", "Expires=900", "Expires=901");
        assertChangeRefused("not between 1 and 900", "Expires=900", "Expires=0");
        assertChangeRefused("X-Amz-Expires is malformed", "Expires=900", "Expires=soon");
        assertChangeRefused("malformed", "T030405Z", "");
        assertChangeRefused("malformed", "%2F20260102%2F", "%2F");
        assertRefused("X-Amz-Signature is missing", SIGNED, NOW);
        assertRefused("no token", SIGNED + SIGNATURE + "&Action=twice", NOW);
        assertRefused("no token", "Action", NOW);
        assertThrows(Refused.class, () -> requests.token("not base 64!", NOW));
        assertThrows(Refused.class, () -> requests.message(Map.of(), NOW));
    }

    @Test
    void timeIsTheBrokers() throws Refused {
        long start = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
        String token = token(SIGNED + SIGNATURE);

        assertEquals("somebody", requests.token(token, start - Signature.SKEW_MS).accessKey());
        assertEquals("somebody", requests.token(token, start + 899_999).accessKey());
        assertRefused("signed in the future", SIGNED + SIGNATURE, start - Signature.SKEW_MS - 1);
        assertRefused("expired at 2026-01-02T03:19:05Z", SIGNED + SIGNATURE, start + 900_000);
    }

    @Test
    void aRequestForAnotherBrokerIsRefused() {
        String elsewhere = new String(Base64.getUrlDecoder().decode(token(SIGNED + SIGNATURE)), StandardCharsets.UTF_8)
                .replace(HOST, "kafka.eu-west-1.amazonaws.com");
        String token = Base64.getUrlEncoder().encodeToString(elsewhere.getBytes(StandardCharsets.UTF_8));
        Map<String, String> message = message();
        message.put("host", "another");

        assertThrows(Refused.class, () -> requests.token(token, NOW));
        assertThrows(Refused.class, () -> requests.message(message, NOW));
    }

    @Test
    void aRefusalIsOneShortLineWhateverItRepeats() {
        String told = IamCallbackHandler.told(new Refused("signed for a\nWARN forged\u001b[0m" + "x".repeat(9999)));

        assertTrue(told.startsWith("Access denied: signed for a?WARN forged?[0mxxx"), told);
        assertTrue(told.length() < 400, told);
    }

    @Test
    void keysAreReadAgainWhenTheyChange() throws IOException, Refused {
        String token = token(SIGNED + SIGNATURE);
        requests.token(token, NOW);
        Files.writeString(keys, "somebody=another secret\n");
        Files.setLastModifiedTime(keys, FileTime.fromMillis(NOW));
        assertRefused("signature does not match", SIGNED + SIGNATURE, NOW);
        Files.writeString(keys, "nobody=any\n");
        Files.setLastModifiedTime(keys, FileTime.fromMillis(NOW + 1000));

        assertRefused("unknown access key", SIGNED + SIGNATURE, NOW);
    }
}
