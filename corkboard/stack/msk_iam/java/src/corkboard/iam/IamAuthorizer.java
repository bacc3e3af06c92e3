package corkboard.iam;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * Kafka's access lists, as MSK reads a policy: who may write some topic may not for that reason use an
 * idempotent producer, as with Kafka's own lists, but needs WriteDataIdempotently.
 */
public final class IamAuthorizer extends StandardAuthorizer {
    static final String LISTENER = "IAM";

    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext context, AclOperation operation, ResourceType type) {
        if (LISTENER.equals(context.listenerName())) {
            return AuthorizationResult.DENIED;
        }
        return super.authorizeByResourceType(context, operation, type);
    }
}
