package corkboard.iam;

import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;

/** The broker's JAAS entry, which only carries options: the broker itself never logs in. */
public final class NoLogin implements LoginModule {
    @Override
    public void initialize(
            Subject subject, CallbackHandler handler, Map<String, ?> shared, Map<String, ?> options) {
        // The options are for IamCallbackHandler.
    }

    @Override
    public boolean login() {
        return true;
    }

    @Override
    public boolean commit() {
        return true;
    }

    @Override
    public boolean abort() {
        return false;
    }

    @Override
    public boolean logout() {
        return true;
    }
}
