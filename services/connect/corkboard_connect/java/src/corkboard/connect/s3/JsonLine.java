package corkboard.connect.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The contract of a landed line: one JSON object in UTF-8, without a line end inside. */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonLine() {}

    /**
     * Returns the value as it came; only line ends between its tokens, where JSON gives them no meaning, become spaces.
     *
     * @throws BadRecordException if it is no JSON object, or too large
     */
    static byte[] of(byte[] value, int maxBytes) {
        if (value.length > maxBytes) {
            throw new BadRecordException("the value has " + value.length + " bytes, more than " + maxBytes
                + " (" + SinkConfig.MAX_RECORD_BYTES + ")");
        }
        checkObject(value);
        return withoutLineEnds(value);
    }

    private static void checkObject(byte[] value) {
        // The parser would also take UTF-16 and UTF-32, which it tells by their zero bytes and marks.
        if (value.length < 2 || value[1] == 0 || "{ \t\r\n".indexOf(value[0]) < 0) {
            throw new BadRecordException("the value is not a JSON object in UTF-8");
        }
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRecordException("the value is JSON, but not an object");
            }
            parser.skipChildren();
            if (!parser.currentToken().isStructEnd() || parser.nextToken() != null) {
                throw new BadRecordException("the value goes on after its JSON object");
            }
        } catch (IOException error) {
            throw new BadRecordException("the value is not JSON: " + reason(error));
        }
    }

    /** The first line only: the others repeat the value, which may be private. */
    private static String reason(IOException error) {
        String message = String.valueOf(error.getMessage());
        return error instanceof com.fasterxml.jackson.core.JsonProcessingException json
            ? json.getOriginalMessage().lines().findFirst().orElse("") + where(json)
            : message;
    }

    private static String where(com.fasterxml.jackson.core.JsonProcessingException error) {
        return error.getLocation() == null ? "" : " (byte " + error.getLocation().getByteOffset() + ")";
    }

    /** Spark and others end a line at a carriage return too. */
    private static byte[] withoutLineEnds(byte[] value) {
        byte[] line = null;
        for (int i = 0; i < value.length; i++) {
            if (value[i] == '\n' || value[i] == '\r') {
                line = line == null ? value.clone() : line;
                line[i] = ' ';
            }
        }
        return line == null ? value : line;
    }
}
