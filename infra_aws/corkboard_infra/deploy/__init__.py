"""Brings a deployment up and takes it down by CloudFormation's own API; a run goes on where one stopped.

::

    assembly ──▶ up ──▶ stacks ──▶ CloudFormation        plan   what to do with a stack, from its status alone
                  ├▶ upload      files before their stack
                  └▶ consent     that a person named the account
    down ─▶ emptying, applications, interfaces ─▶ stacks ─▶ leftovers
    running      what there is and what it has cost
    shell        the client machine, by Session Manager

``cloud`` opens clients; what AWS refuses becomes our errors in ``corkboard.targets.opening``.
"""
