package corkboard.iam;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The broker's side of both MSK IAM mechanisms: OAUTHBEARER and AWS_MSK_IAM. */
public final class IamCallbackHandler implements AuthenticateCallbackHandler {
    private static final Logger LOG = LoggerFactory.getLogger(IamCallbackHandler.class);
    private static final int LONGEST = 300;

    static {
        IamSaslServer.register();
        load(OAuthBearerLoginModule.class);
    }

    private Requests requests = new Requests(new Signature("", new Keys(Path.of(""))), Set.of());

    /**
     * Loads a class: its static block registers Kafka's server of OAUTHBEARER. With another login module
     * nobody else loads it, and the broker drops connections without a word.
     */
    private static void load(Class<?> type) {
        try {
            Class.forName(type.getName());
        } catch (ClassNotFoundException error) {
            throw new ExceptionInInitializerError(error);
        }
    }

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        Map<String, ?> options = entries.get(0).getOptions();
        Keys keys = new Keys(Path.of(option(options, "keys")));
        Set<String> hosts = Set.of(option(options, "hosts").split(","));
        requests = new Requests(new Signature(option(options, "region"), keys), hosts);
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (!(callback instanceof OAuthBearerValidatorCallback validation)) {
                throw new UnsupportedCallbackException(callback);
            }
            try {
                String token = validation.tokenValue();
                validation.token(new Token(token, requests.token(token, System.currentTimeMillis())));
            } catch (Refused refused) {
                validation.error(told(refused), null, null);
            }
        }
    }

    /** Returns who made an AWS_MSK_IAM message. */
    Identity message(Map<String, String> message) throws Refused {
        return requests.message(message, System.currentTimeMillis());
    }

    /** Returns what the client is told, which the log keeps too: a short line, whatever the client sent of it. */
    static String told(Refused refused) {
        String line = refused.getMessage().replaceAll("\\p{Cntrl}", "?");
        String words = line.substring(0, Math.min(line.length(), LONGEST));
        LOG.warn("a sign-in was refused: {}", words);
        return "Access denied: " + words;
    }

    @Override
    public void close() {
        // It holds nothing open.
    }

    private static String option(Map<String, ?> options, String name) {
        if (options.get(name) instanceof String value && !value.isEmpty()) {
            return value;
        }
        throw new ConfigException("the login module's option " + name + " is missing");
    }

    private record Token(String value, Identity identity) implements OAuthBearerToken {
        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public long lifetimeMs() {
            return identity.endMs();
        }

        @Override
        public String principalName() {
            return identity.accessKey();
        }

        @Override
        public Long startTimeMs() {
            return identity.startMs();
        }
    }
}
