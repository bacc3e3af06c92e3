"""What a broker's refusal means, as one sentence; librdkafka's and MSK's words go in."""

from __future__ import annotations

import re

WHERE = re.compile(r"^(?:[a-z_]+://)?(?P<broker>[^/\s]+:\d+)/\S*: ")
AFTER = re.compile(r" \(after \d+ms in state \w+.*\)$")
SAID = re.compile(r'SASL authentication error:\s*(?:\{"status":"(?P<json>.*)"\}|(?:\[\S+\]: )?(?P<plain>.*))')
NO_WORDS = "Access denied"
ADVICE = (
    ("expired at", "set this machine's clock, or the broker's"),
    ("in the future", "set this machine's clock, or the broker's"),
    ("unknown access key", "check the access key's id"),
    ("does not match", "check the secret access key"),
    ("signed for region", "set aws.region to the cluster's"),
    ("signed for kafka.", "set aws.region to the cluster's"),
    ("verified", "set kafka.ca_file to the authority that signed the broker's certificate"),
    ("OAUTHBEARER token", "check the AWS credentials: 'aws sts get-caller-identity'"),
    ("handshake", "kafka.security and the listener's port must fit: IAM is on 9098, plain text on 9092"),
)
ANY = (
    "MSK does not say why: check the keys, that aws.region is the cluster's, that the policy allows "
    "kafka-cluster:Connect, and this machine's clock, for a signature holds 15 minutes by MSK's clock"
)
LACKING = {
    "TOPIC_AUTHORIZATION_FAILED": "WriteData, ReadData or CreateTopic on this topic",
    "GROUP_AUTHORIZATION_FAILED": "AlterGroup, DescribeGroup or DeleteGroup on this group",
    "CLUSTER_AUTHORIZATION_FAILED": "WriteDataIdempotently on the cluster",
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED": "AlterTransactionalId on this transaction",
}


def refusal(text: str, name: str) -> str:
    """Return an error as one sentence: who refused, why, and what to do where that is known.

    Args:
        text: The error's words.
        name: Kafka's name of it, such as ``TOPIC_AUTHORIZATION_FAILED``.
    """
    place = WHERE.match(text)
    words = AFTER.sub("", WHERE.sub("", text)).strip()
    said = SAID.search(words)
    reason = (said["json"] or said["plain"] or "").strip() if said else words
    broker = f"the broker {place['broker']}" if place else ""
    subject = f"{broker} refused the sign-in" if said and place else broker
    sentence = ": ".join(filter(None, (subject, reason)))
    advice = ANY if said and reason in ("", NO_WORDS) else _advice(reason, name)
    return f"{sentence}; {advice}" if advice else sentence


def _advice(reason: str, name: str) -> str:
    if name in LACKING:
        return f"the policy lacks kafka-cluster:{LACKING[name]}"
    return next((advice for words, advice in ADVICE if words in reason), "")
