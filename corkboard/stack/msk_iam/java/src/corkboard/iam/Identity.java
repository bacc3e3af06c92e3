package corkboard.iam;

/**
 * Who signed in.
 *
 * @param accessKey the access key's id, which is also the principal's name
 * @param startMs when it was signed, milliseconds since the epoch
 * @param endMs until when it holds; the client signs in again before
 */
record Identity(String accessKey, long startMs, long endMs) {}
