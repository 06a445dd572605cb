import { Combobox, Kbd, Text, TextInput, useCombobox } from '@mantine/core';
import { IconHistory, IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryFields } from '../../../src-shared/alert-query.ts';
import type { AlertItem } from '../../../src-shared/contract/alerts.ts';

import { Ltr } from '../../components/ltr.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import classes from './alerts.module.css';
import {
  type CompletionSources,
  complete,
  doubtOf,
  type QueryDoubt,
  type Suggestion,
} from './complete-query.ts';
import { IconButton } from './IconButton.tsx';
import { rememberSearch, useStored } from './stored.ts';

interface SearchBoxProps {
  query: string;
  onChange: (query: string) => void;
  /** Those of the list at this moment: their senders and hosts are offered. */
  itemsNow: () => readonly AlertItem[];
  /** Enter, or Escape: on to the list. */
  onLeave: () => void;
}

const askAfterMs = 300;
/** A field whose value is still to come says nothing yet. */
const unfinished = new RegExp(`(?:^|\\s)-?(?:${queryFields.join('|')}):"?$`, 'i');

/** One box for words and fields, with what could follow, what was asked before, and what cannot be right. */
export const SearchBox = ({ query, onChange, itemsNow, onLeave }: SearchBoxProps) => {
  const { t } = useTranslation(['alerts', 'common']);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { searches } = useStored();
  const doubt = doubtOf(text);

  const shown = useRef(query);
  /** Asked here and not come back as `query` yet: answers come late, and must not undo what was typed since. */
  const asked = useRef<string[]>([]);
  // Once it is on the screen: a rendering that is given up for what was typed meanwhile must leave no trace.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed is no reason to look
  useLayoutEffect(() => {
    if (shown.current === query) return;
    shown.current = query;
    const own = asked.current.indexOf(query);
    asked.current = asked.current.slice(own + 1);
    // Changed elsewhere: a saved view, the way back.
    if (own < 0) {
      asked.current = [];
      if (text.replace(unfinished, '').trim() !== query.trim()) setText(query);
    }
  }, [query]);
  const ask = (wanted: string): void => {
    const ready = wanted.replace(unfinished, '').trim();
    if (doubtOf(ready)?.isError === true || ready === (asked.current.at(-1) ?? shown.current)) return;
    asked.current.push(ready);
    onChange(ready);
  };
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const timer = setTimeout(() => latest.current(text), askAfterMs);
    return () => clearTimeout(timer);
  }, [text]);

  const isOpen = combobox.dropdownOpened;
  const seen = useMemo(() => (isOpen ? seenIn(itemsNow()) : {}), [isOpen, itemsNow]);
  const sources: CompletionSources = { seen, history: searches };
  const suggestions = isOpen ? complete(text, caret, sources) : [];

  const place = (suggestion: Suggestion): void => {
    setText(suggestion.text);
    setCaret(suggestion.caret);
    combobox.resetSelectedOption();
    requestAnimationFrame(() => input.current?.setSelectionRange(suggestion.caret, suggestion.caret));
  };
  const finish = (): void => {
    ask(text);
    if (doubt?.isError !== true) rememberSearch(text);
    combobox.closeDropdown();
  };

  /** Also where there is no list to go to. */
  const leave = (): void => {
    input.current?.blur();
    onLeave();
  };

  useShortcut({
    keys: '/',
    label: t('search.label'),
    group: 'page',
    run: () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        const suggestion = suggestions[Number(value)];
        if (suggestion !== undefined) place(suggestion);
      }}
      position="bottom-start"
      middlewares={{ flip: false, shift: true }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          ref={input}
          className={classes.search}
          classNames={{ input: classes.query }}
          value={text}
          role="combobox"
          aria-autocomplete="list"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          withErrorStyles={doubt?.isError === true}
          error={doubt === null ? undefined : <Doubt doubt={doubt} />}
          leftSection={<IconSearch size={16} />}
          rightSection={
            text === '' ? (
              <Kbd size="xs" aria-hidden="true">
                /
              </Kbd>
            ) : (
              <IconButton
                label={t('search.clear')}
                onClick={() => {
                  setText('');
                  input.current?.focus();
                }}
              >
                <IconX size={16} />
              </IconButton>
            )
          }
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            finish();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault();
              if (combobox.dropdownOpened) combobox.closeDropdown();
              else leave();
            }
            if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) {
              event.preventDefault();
              finish();
              leave();
            }
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown className={classes.suggestionBox} hidden={suggestions.length === 0}>
        <Combobox.Options mah={320} className={classes.suggestions}>
          {suggestions.map((suggestion, index) => (
            <Combobox.Option value={String(index)} key={`${suggestion.kind} ${suggestion.label}`}>
              <Offer suggestion={suggestion} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};

const Offer = ({ suggestion: { kind, label, field } }: { suggestion: Suggestion }) => {
  const { t } = useTranslation('alerts');
  if (kind === 'history') {
    return (
      <span className={classes.offer}>
        <IconHistory size={14} aria-hidden="true" />
        <Ltr>{label}</Ltr>
      </span>
    );
  }
  return (
    <span className={classes.offer}>
      <Ltr className={classes.term}>{kind === 'field' ? `${label}:` : label}</Ltr>
      {kind === 'field' && field !== null && (
        <Text size="xs" c="dimmed" component="span">
          {t(`search.fields.${field}`)}
        </Text>
      )}
    </span>
  );
};

const Doubt = ({ doubt }: { doubt: QueryDoubt }) => {
  const { t } = useTranslation('alerts');
  switch (doubt.kind) {
    case 'quote':
      return <>{t('search.doubt.quote')}</>;
    case 'field':
      return (
        <>
          {t('search.doubt.field')} <Ltr>{doubt.name}</Ltr>.{' '}
          {doubt.meant === null ? (
            <>
              {t('search.doubt.fields')} <Ltr>{queryFields.join(', ')}</Ltr>
            </>
          ) : (
            <>
              {t('search.doubt.meant')} <Ltr>{doubt.meant}:</Ltr>
            </>
          )}
        </>
      );
    case 'value':
      return (
        <>
          <Ltr>{`${doubt.field}:${doubt.value}`}</Ltr> {t('search.doubt.value')}{' '}
          <Ltr>{doubt.values.join(', ')}</Ltr>
        </>
      );
    case 'refused':
      return <ServerText>{doubt.message}</ServerText>;
  }
};

const seenIn = (items: readonly AlertItem[]): CompletionSources['seen'] => {
  const of = (pick: (item: AlertItem) => readonly string[]) =>
    [...new Set(items.slice(0, maxSeen).flatMap(pick))].filter((value) => value !== '').sort();
  return {
    from: of(({ from }) => [from]),
    to: of(({ to }) => to),
    host: of(({ host }) => [host]),
    resource: of(({ resource }) => [resource]),
    source: of(({ source }) => [source]),
  };
};
const maxSeen = 1_000;
