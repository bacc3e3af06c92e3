"""MSK's and MSK Connect's APIs: boto3 against the stack's own broker and Connect worker."""
