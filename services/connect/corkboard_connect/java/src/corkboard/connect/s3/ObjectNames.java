package corkboard.connect.s3;

/**
 * How an object is called: {@code topics/T/partition=P/T+P+0000000042.json}.
 *
 * @param topicsDir the first part of every name
 * @param padWidth digits of the offset, with zeros in front
 */
record ObjectNames(String topicsDir, int padWidth) {
    String of(String topic, int partition, long firstOffset) {
        String digits = Long.toString(firstOffset);
        String offset = "0".repeat(Math.max(0, padWidth - digits.length())) + digits;
        String folder = topicsDir + "/" + topic + "/partition=" + partition + "/";
        return folder + topic + "+" + partition + "+" + offset + ".json";
    }
}
