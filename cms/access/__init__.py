"""Access tokens: what trusted frontends, apps and agencies show to see more than the public."""
