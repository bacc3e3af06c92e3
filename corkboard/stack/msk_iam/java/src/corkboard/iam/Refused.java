package corkboard.iam;

/** A sign-in that is not accepted; the message is what the client is told, the cause is not. */
@SuppressWarnings("serial")
final class Refused extends Exception {
    Refused(String why) {
        super(why);
    }

    Refused(String why, Exception cause) {
        super(why, cause);
    }
}
