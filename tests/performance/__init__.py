"""The accelerators of cms.performance."""
