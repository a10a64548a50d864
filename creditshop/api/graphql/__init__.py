"""The GraphQL API at /graphql: the acts of the REST API, with its keys, limits and problems.

endpoint.py is all that a starting shop imports: the rest, and Strawberry with it (0.3 s), is imported by the first
request.
"""

from creditshop.api.graphql.endpoint import PATH, route

__all__ = ["PATH", "route"]
