"""A GraphQL client over Django's test client."""

from typing import Any

from django.test import Client


class GraphQLClient:
    """Sends queries as an anonymous frontend does."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self.http = Client(headers=headers)

    def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """Returns the whole answer, errors and all."""
        response = self.http.post(
            "/graphql/", {"query": query, "variables": variables}, content_type="application/json"
        )
        body: dict[str, Any] = response.json()
        return body

    def data(self, query: str, **variables: Any) -> Any:
        """Returns the data of an answer that has no errors."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def error(self, query: str, **variables: Any) -> tuple[str, str]:
        """Returns code and message of an answer's only error."""
        answer = self.answer(query, **variables)
        assert len(answer.get("errors", [])) == 1, answer
        error = answer["errors"][0]
        return error["extensions"]["code"], error["message"]
