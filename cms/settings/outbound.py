"""Settings of the requests that this server makes to addresses that people typed: webhooks, pictures of an import."""

from .environment import env

# The ports that it may ask on the public internet.
OUTBOUND_PORTS = env.ports("OUTBOUND_PORTS", default=[80, 443])
# Networks that it may ask in addition to the public internet, on any port, such as that of a frontend beside it.
OUTBOUND_NETWORKS = env.networks("OUTBOUND_NETWORKS", default=[])

# Whether webhooks may be sent over HTTP without TLS, such as to a frontend beside this server.
WEBHOOKS_OVER_HTTP = env.bool("WEBHOOKS_OVER_HTTP", default=False)
# For how many days the log of webhooks is kept.
WEBHOOK_LOG_DAYS = env.int("WEBHOOK_LOG_DAYS", default=30)
