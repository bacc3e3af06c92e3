#!/usr/bin/env bash
# A health check of a container that is on a machine:  joined.sh COMMAND …
# After the machine's own container was started again, this one still has the network of before, which leads nowhere.
# So it ends all that runs here, at once, as who waits for the network would not hear: Docker starts it again, in
# the network there is.
grep -q eth /proc/net/dev || kill -KILL -1
"$@"
