"""Live updates: server-sent events that name changed cache tags, so that open pages can fetch their content anew.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""
