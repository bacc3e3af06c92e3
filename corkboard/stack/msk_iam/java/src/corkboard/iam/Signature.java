package corkboard.iam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Recomputes the signature of a presigned {@code kafka-cluster:Connect} request, as AWS describes it in
 * "Create a signed AWS API request" (version 4, in the query).
 */
final class Signature {
    static final long SKEW_MS = 300_000;
    private static final int LONGEST_S = 900;
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    /** What the signature covers; User-Agent is added behind it. */
    static final Set<String> SIGNED = Set.of(
            "Action",
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-Expires",
            "X-Amz-Security-Token",
            "X-Amz-SignedHeaders");

    private final String region;
    private final Keys keys;

    Signature(String region, Keys keys) {
        this.region = region;
        this.keys = keys;
    }

    String region() {
        return region;
    }

    /**
     * Returns who signed a request.
     *
     * @param query its parameters, decoded
     * @param host the host for which it was signed
     * @param nowMs milliseconds since the epoch
     */
    Identity verify(Map<String, String> query, String host, long nowMs) throws Refused {
        require(query, "Action", "kafka-cluster:Connect");
        require(query, "X-Amz-Algorithm", ALGORITHM);
        require(query, "X-Amz-SignedHeaders", "host");
        String[] credential = get(query, "X-Amz-Credential").split("/", 2);
        String stamp = get(query, "X-Amz-Date");
        String scope = scope(credential, stamp);
        Identity identity = identity(credential[0], stamp, get(query, "X-Amz-Expires"));
        requireTime(identity, nowMs);
        String canonical = "GET\n/\n" + canonical(query) + "\nhost:" + host + "\n\nhost\n" + sha256("");
        String text = ALGORITHM + "\n" + stamp + "\n" + scope + "\n" + sha256(canonical);
        byte[] expected = signed(keys.secretOf(credential[0]), scope, text);
        if (!MessageDigest.isEqual(expected, bytes(get(query, "X-Amz-Signature")))) {
            throw new Refused("the signature does not match, so the secret key is another");
        }
        return identity;
    }

    static String get(Map<String, String> values, String name) throws Refused {
        String value = values.get(name);
        if (value == null) {
            throw new Refused(name + " is missing");
        }
        return value;
    }

    private static void require(Map<String, String> query, String name, String expected) throws Refused {
        if (!get(query, name).equals(expected)) {
            throw new Refused(name + " is not " + expected);
        }
    }

    private String scope(String[] credential, String stamp) throws Refused {
        String[] parts = credential.length == 2 ? credential[1].split("/", -1) : credential;
        if (parts.length != 4 || stamp.length() != 16) {
            throw new Refused("X-Amz-Credential or X-Amz-Date is malformed");
        }
        if (!parts[1].equals(region)) {
            throw new Refused("signed for region " + parts[1] + ", and the broker is in " + region);
        }
        String expected = stamp.substring(0, 8) + "/" + region + "/kafka-cluster/aws4_request";
        if (!credential[1].equals(expected)) {
            throw new Refused("signed for another day or service");
        }
        return expected;
    }

    private static Identity identity(String accessKey, String stamp, String expires) throws Refused {
        try {
            long startMs = Instant.from(STAMP.parse(stamp)).toEpochMilli();
            int seconds = Integer.parseInt(expires);
            if (seconds < 1 || seconds > LONGEST_S) {
                throw new Refused("X-Amz-Expires is not between 1 and " + LONGEST_S + " seconds");
            }
            return new Identity(accessKey, startMs, startMs + seconds * 1000L);
        } catch (DateTimeException | NumberFormatException error) {
            throw new Refused("X-Amz-Date or X-Amz-Expires is malformed", error);
        }
    }

    private static void requireTime(Identity identity, long nowMs) throws Refused {
        String clocks = ", and the broker's clock says " + Instant.ofEpochSecond(nowMs / 1000);
        if (nowMs >= identity.endMs()) {
            throw new Refused("expired at " + Instant.ofEpochMilli(identity.endMs()) + clocks);
        }
        if (identity.startMs() > nowMs + SKEW_MS) {
            throw new Refused("signed in the future, at " + Instant.ofEpochMilli(identity.startMs()) + clocks);
        }
    }

    private static String canonical(Map<String, String> query) {
        return new TreeMap<>(query).entrySet().stream()
                .filter(entry -> SIGNED.contains(entry.getKey()))
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Encodes as AWS does: everything but letters, digits and {@code -_.~}. */
    private static String encode(String text) {
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private static byte[] signed(String secret, String scope, String text) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return hmac(key, text);
    }

    private static byte[] bytes(String hexadecimal) throws Refused {
        try {
            return HexFormat.of().parseHex(hexadecimal);
        } catch (IllegalArgumentException error) {
            throw new Refused("X-Amz-Signature is malformed", error);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException("every Java has SHA-256", error);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException("every Java has HmacSHA256", error);
        }
    }
}
