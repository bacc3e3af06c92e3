package corkboard.iam;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Takes both mechanisms' messages apart: each holds one presigned request. */
final class Requests {
    private static final String VERSION = "2020_10_22";
    private final Signature signature;
    private final Set<String> hosts;

    /**
     * @param signature checks the request
     * @param hosts how clients of AWS_MSK_IAM may call this broker, for they sign the name that they dialled
     */
    Requests(Signature signature, Set<String> hosts) {
        this.signature = signature;
        this.hosts = hosts;
    }

    /** Returns who made an OAUTHBEARER token: the request's address in URL-safe base 64. */
    Identity token(String token, long nowMs) throws Refused {
        try {
            URI address = new URI(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
            String expected = "kafka." + signature.region() + ".amazonaws.com";
            if (!"https".equals(address.getScheme()) || !expected.equals(address.getHost())) {
                throw new Refused("signed for " + address.getHost() + ", and the broker is " + expected);
            }
            return signature.verify(parameters(address.getRawQuery()), expected, nowMs);
        } catch (URISyntaxException | IllegalArgumentException error) {
            throw new Refused("this is no token of MSK IAM", error);
        }
    }

    /** Returns who made an AWS_MSK_IAM message: the request's parameters in lower case, and the host. */
    Identity message(Map<String, String> message, long nowMs) throws Refused {
        if (!VERSION.equals(message.get("version"))) {
            throw new Refused("the version is not " + VERSION);
        }
        String host = Signature.get(message, "host");
        if (!hosts.contains(host)) {
            throw new Refused("signed for the broker " + host + ", which is called " + hosts);
        }
        Map<String, String> query = new HashMap<>();
        for (String name : Signature.SIGNED) {
            String value = message.get(name.toLowerCase(Locale.ROOT));
            if (value != null) {
                query.put(name, value);
            }
        }
        query.put("X-Amz-Signature", Signature.get(message, "x-amz-signature"));
        return signature.verify(query, host, nowMs);
    }

    static String version() {
        return VERSION;
    }

    private static Map<String, String> parameters(String query) throws Refused {
        Map<String, String> found = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || found.put(decode(parts[0]), decode(parts[1])) != null) {
                throw new Refused("this is no token of MSK IAM");
            }
        }
        return found;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
