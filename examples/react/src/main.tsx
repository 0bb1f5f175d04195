import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { ApolloProvider } from "@apollo/client/react";
import { sha256 } from "crypto-hash";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Listing } from "./listing";

const client = new ApolloClient({
  cache: new InMemoryCache(),
  // Asks by GET and the hash of the query, which a CDN can answer; in full where the newsroom does not know the hash.
  link: ApolloLink.from([
    new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
    new HttpLink({ uri: "/graphql/" }),
  ]),
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <Listing path="/news/" />
    </ApolloProvider>
  </StrictMode>,
);
