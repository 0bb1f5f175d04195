"use client";

import { type KeyboardEvent, useEffect, useState } from "react";

import styles from "@/components/search-form.module.css";
import type { SuggestQuery } from "@/gql/graphql";

type Suggestion = SuggestQuery["suggest"][number];

interface Props {
  id: string;
  typed: string;
  action: string;
  /** The address of the API with the hash of the document, to which the variables are added. */
  suggestUrl: string;
  variables: { locale: string; site: string | null };
  words: { label: string; placeholder: string; suggestions: string; kinds: Record<Suggestion["kind"], string> };
}

const WAIT_MILLISECONDS = 150;
const SHORTEST = 2;

/** A field that suggests while a visitor types: a combobox with a listbox, as WAI-ARIA describes it. */
export function SearchInput({ id, typed, action, suggestUrl, variables, words }: Props) {
  const [prefix, setPrefix] = useState("");
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  const [active, setActive] = useState(-1);

  useEffect(() => {
    if (prefix.trim().length < SHORTEST) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const url = `${suggestUrl}&variables=${encodeURIComponent(JSON.stringify({ ...variables, prefix }))}`;
      fetch(url, { signal: stop.signal })
        .then((response) => response.json())
        .then((answer: { data?: SuggestQuery }) => suggest(answer.data?.suggest ?? []))
        .catch(() => {
          // Without suggestions the form works all the same.
        });
    }, WAIT_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // `variables` is a new object in each rendering, and the same in all of them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [prefix, suggestUrl]);

  function suggest(found: Suggestion[]) {
    setSuggestions(found);
    setActive(-1);
  }

  /** Nor may what is still being fetched open the list again. */
  function close() {
    setPrefix("");
    suggest([]);
  }

  function onType(typed: string) {
    setPrefix(typed);
    if (typed.trim().length < SHORTEST) suggest([]);
  }

  function go({ path, text }: Suggestion) {
    location.assign(path ?? `${action}?${new URLSearchParams({ q: text })}`);
  }

  function onKeyDown(event: KeyboardEvent) {
    const count = suggestions.length;
    const chosen = suggestions[active];
    if (event.key === "ArrowDown" && count > 0) setActive((active + 1) % count);
    else if (event.key === "ArrowUp" && count > 0) setActive(active <= 0 ? count - 1 : active - 1);
    else if (event.key === "Escape" && prefix) close();
    else if (event.key === "Enter" && chosen) go(chosen);
    else return;
    event.preventDefault();
  }

  const isOpen = suggestions.length > 0;
  return (
    <div className={styles.field}>
      <input
        className={styles.input}
        type="search"
        name="q"
        defaultValue={typed}
        placeholder={words.placeholder}
        aria-label={words.label}
        maxLength={200}
        required
        autoComplete="off"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        onBlur={close}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <ul className={styles.list} id={`${id}-list`} role="listbox" aria-label={words.suggestions} hidden={!isOpen}>
        {suggestions.map((suggestion, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field takes the keys
          <li
            key={`${suggestion.kind}-${suggestion.text}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // The field would lose the focus, and with it the list, before the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(suggestion)}
          >
            {suggestion.text} <span className="small">{words.kinds[suggestion.kind]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
