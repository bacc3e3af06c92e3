package corkboard.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.authenticator.SaslInternalConfigs;

/** AWS_MSK_IAM: one JSON message from the client, one from the broker. */
public final class IamSaslServer implements SaslServer {
    static final String MECHANISM = "AWS_MSK_IAM";
    private static final ObjectMapper JSON = new ObjectMapper();
    private final IamCallbackHandler handler;
    private Identity identity;

    IamSaslServer(IamCallbackHandler handler) {
        this.handler = handler;
    }

    /** Tells Java that this mechanism exists. */
    static void register() {
        if (Security.getProvider(IamProvider.NAME) == null) {
            Security.addProvider(new IamProvider());
        }
    }

    /** Throws Kafka's own exception for a refusal: its text reaches the client, any other's does not. */
    @Override
    public byte[] evaluateResponse(byte[] response) {
        String request = UUID.randomUUID().toString();
        try {
            identity = handler.message(parsed(response));
            return JSON.writeValueAsBytes(Map.of("version", Requests.version(), "request-id", request));
        } catch (Refused refused) {
            throw new SaslAuthenticationException("[" + request + "]: " + IamCallbackHandler.told(refused));
        } catch (JsonProcessingException error) {
            throw new IllegalStateException("two strings are always JSON", error);
        }
    }

    private static Map<String, String> parsed(byte[] response) throws Refused {
        try {
            Map<String, String> message = JSON.readValue(response, new TypeReference<Map<String, String>>() {});
            return message == null ? Map.of() : message;
        } catch (IOException error) {
            throw new Refused("the message is no JSON object of strings", error);
        }
    }

    @Override
    public String getMechanismName() {
        return MECHANISM;
    }

    @Override
    public boolean isComplete() {
        return identity != null;
    }

    @Override
    public String getAuthorizationID() {
        return signedIn().accessKey();
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) {
        signedIn();
        return Arrays.copyOfRange(incoming, offset, offset + length);
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) {
        signedIn();
        return Arrays.copyOfRange(outgoing, offset, offset + length);
    }

    /** Tells Kafka until when the sign-in holds. */
    @Override
    public Object getNegotiatedProperty(String name) {
        boolean isLifetime = SaslInternalConfigs.CREDENTIAL_LIFETIME_MS_SASL_NEGOTIATED_PROPERTY_KEY.equals(name);
        return isLifetime ? (Object) signedIn().endMs() : null;
    }

    @Override
    public void dispose() {
        // It holds nothing open.
    }

    private Identity signedIn() {
        if (identity == null) {
            throw new IllegalStateException("nobody has signed in yet");
        }
        return identity;
    }

    /** Makes servers; Java asks for it by name. */
    public static final class Factory implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(
                String mechanism, String protocol, String server, Map<String, ?> options, CallbackHandler handler) {
            boolean isOurs = MECHANISM.equals(mechanism) && handler instanceof IamCallbackHandler;
            return isOurs ? new IamSaslServer((IamCallbackHandler) handler) : null;
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> options) {
            return new String[] {MECHANISM};
        }
    }

    /** Lists the factory. */
    @SuppressWarnings("serial")
    public static final class IamProvider extends Provider {
        static final String NAME = "CorkboardIam";

        public IamProvider() {
            super(NAME, "1.0", "the server of " + MECHANISM);
            put("SaslServerFactory." + MECHANISM, Factory.class.getName());
        }
    }
}
