// Starts GraphiQL with one tab for each example query.
if (window.GraphiQL) {
  const examples = Object.entries(JSON.parse(document.getElementById("examples").textContent));
  const variables = { Story: { path: "/" }, Category: { slug: "", page: 1 } };
  const defaultTabs = examples.map(([title, query]) => {
    const name = query.match(/query (\w+)/)[1];
    return {
      query: `# ${title}\n${query}`,
      variables: variables[name] ? JSON.stringify(variables[name], null, 2) : null,
    };
  });
  // The page brings the schema along: in production the API itself does not tell it.
  const introspection = JSON.parse(document.getElementById("schema").textContent);
  const schema = GraphiQL.GraphQL.buildClientSchema(introspection);
  const fetcher = GraphiQL.createFetcher({ url: window.location.pathname });
  ReactDOM.createRoot(document.getElementById("explorer")).render(
    React.createElement(GraphiQL, { fetcher, schema, defaultTabs, defaultEditorToolsVisibility: "variables" }),
  );
}
