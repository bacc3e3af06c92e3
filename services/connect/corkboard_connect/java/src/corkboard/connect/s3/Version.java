package corkboard.connect.s3;

/** This plugin's version, which the build wrote into the jar's manifest. */
public final class Version {
    public static final String CURRENT = read();

    private Version() {}

    private static String read() {
        String written = Version.class.getPackage().getImplementationVersion();
        return written == null ? "0" : written;
    }
}
